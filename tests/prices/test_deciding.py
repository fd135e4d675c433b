"""What an operator decides: pause, resume, and a price that is fixed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from prices import deciding
from prices.current import update_current_prices
from prices.models import Alert, AlertAddress, AlertMail, CurrentPrice, Host, Offer, Pin, RefreshRun

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def offer(**fields):
    number = Offer.objects.count()
    return Offer.objects.create(
        part=make.fan(), source=make.source(), seller=f"s{number}",
        **{"url": f"https://shop.example/{number}", "enabled": True, "next_due": NOW, **fields},
    )  # fmt: skip


def due(at):
    return list(Offer.objects.due(at).values_list("pk", flat=True))


def act(admin_client, action, *offers):
    fields = {"action": action, "_selected_action": [row.pk for row in offers]}
    return admin_client.post(reverse("admin:prices_offer_changelist"), fields, follow=True).content.decode()


def pin(admin_client, row, **fields):
    sent = {"offer": row.pk, "amount": "99.50", "currency": "USD", "reason": "seen in the shop", **fields}
    return admin_client.post(reverse("admin:prices_pin_add"), sent, follow=True)


def test_a_paused_offer_is_looked_at_no_more_and_keeps_its_price(admin_client):
    row = offer()
    row.points.create(amount=10, observed_at=NOW, last_seen_at=NOW)
    assert "1 offer is paused." in act(admin_client, "pause", row)
    assert not due(NOW + DAY)
    assert row.points.count() == 1
    assert "1 offer is refreshed again." in act(admin_client, "resume", row)
    assert due(datetime.now(UTC) + DAY) == [row.pk]


def test_a_rejected_price_counts_nowhere_and_an_accepted_one_does(admin_client, client):
    row = offer()
    for day, (amount, state, doubt) in enumerate([(100, "taken", ""), (5, "taken", ""), (400, "held", "a jump")]):
        at = datetime.now(UTC) - (3 - day) * DAY
        row.points.create(amount=amount, state=state, doubt=doubt, observed_at=at, last_seen_at=at)
    update_current_prices()
    assert CurrentPrice.objects.get().amount == 5
    for action, amount in (("reject", 5), ("accept", 400)):
        fields = {"action": action, "_selected_action": [row.points.get(amount=amount).pk]}
        admin_client.post(reverse("admin:prices_pricepoint_changelist"), fields)
    assert row.points.get(amount=5).doubt == "rejected by admin"
    assert CurrentPrice.objects.get().amount == 400
    prices = client.get(f"/api/v1/parts/{row.part.slug}/prices/").json()["prices"]
    assert [each["amount"] for each in prices] == ["400.00", "100.00"]
    assert "<b>$100.00</b>" in client.get(row.part.get_absolute_url()).content.decode()


def test_the_run_log_shows_the_excerpt_and_a_host_is_asked_again(admin_client):
    run = RefreshRun.objects.create(offer=offer(), at=NOW, outcome="failed", excerpt="are you a robot")
    page = admin_client.get(reverse("admin:prices_refreshrun_change", args=[run.pk])).content.decode()
    assert "are you a robot" in page
    assert admin_client.get(reverse("admin:prices_refreshrun_add")).status_code == 403
    host = Host.objects.create(name="shop.example", open_until=datetime.now(UTC) + DAY, open_reason="x")
    fields = {"action": "ask_again", "_selected_action": [host.pk]}
    admin_client.post(reverse("admin:prices_host_changelist"), fields)
    assert not Host.objects.left_alone(datetime.now(UTC)).exists()


def test_an_offer_without_an_address_is_not_resumed_and_the_operator_is_told(admin_client):
    row = offer(url="", enabled=False)
    assert "1 were left alone" in act(admin_client, "resume", row)
    assert not Offer.objects.get().enabled


def test_a_fixed_price_is_the_current_one_and_is_dated_and_looked_up_no_more(admin_client):
    row = offer()
    row.points.create(amount=10, observed_at=NOW, last_seen_at=NOW)
    assert pin(admin_client, row).status_code == 200
    assert CurrentPrice.objects.get().amount == Decimal("99.50")
    assert not Offer.objects.get().enabled
    fixed = Pin.objects.get()
    assert fixed.by.username == "admin"
    assert CurrentPrice.objects.get().observed_at == fixed.pinned_at
    assert "1 were left alone" in act(admin_client, "resume", row)


def test_taking_a_fixed_price_away_lets_the_offer_be_refreshed_again(admin_client):
    row, quiet = offer(), offer(enabled=False)
    for each in (row, quiet):
        pin(admin_client, each)
    chosen = {
        "action": "delete_selected",
        "_selected_action": list(Pin.objects.values_list("pk", flat=True)),
        "post": "yes",
    }
    admin_client.post(reverse("admin:prices_pin_changelist"), chosen, follow=True)
    assert not Pin.objects.exists()
    assert Offer.objects.get(pk=row.pk).enabled
    assert not Offer.objects.get(pk=quiet.pk).enabled, "it was not refreshed before either"
    assert row.points.count() == 1, "the history keeps it"


def test_fixing_it_again_keeps_in_mind_that_it_was_refreshed():
    row, ada = offer(), User.objects.create_user("ada")
    for day, amount in enumerate((5, 6)):
        deciding.pin(Pin(offer=row, amount=amount, reason="x"), by=ada, at=NOW + day * DAY)
    assert Pin.objects.get().was_enabled
    assert CurrentPrice.objects.get().amount == 6


@pytest.mark.parametrize(
    "fields", [{"amount": "0"}, {"amount": "-1"}, {"amount": "NaN"}, {"currency": "usd"}, {"reason": ""}]
)
def test_what_cannot_be_a_fixed_price_is_refused(admin_client, fields):
    response = pin(admin_client, offer(), **fields)
    assert response.context["adminform"].form.errors
    assert not Pin.objects.exists()


def test_the_operator_sees_mails_without_the_links_in_them(admin_client):
    AlertMail.objects.create(
        to="ada@example.org", purpose="digest", subject="s", text="secret link", created_at=NOW, next_try=NOW,
        unsubscribe="secret link",
    )  # fmt: skip
    address = AlertAddress.objects.create(email="ada@example.org", origin="https://x")
    Alert.objects.create(address=address, target="build", build="x", amount=1, currency="USD", created_at=NOW)
    for model, row in (("alertmail", AlertMail.objects.get()), ("alert", Alert.objects.get())):
        assert admin_client.get(reverse(f"admin:prices_{model}_changelist")).status_code == 200
        assert admin_client.get(reverse(f"admin:prices_{model}_add")).status_code == 403
        page = admin_client.get(reverse(f"admin:prices_{model}_change", args=[row.pk]))
        assert page.status_code == 200
        assert "secret link" not in page.content.decode()
