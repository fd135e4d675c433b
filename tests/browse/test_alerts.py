"""Price alerts: asked for, confirmed, told once, ended; whoever asks learns nothing of an address."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from prices import alert_mail, alerts
from prices.alert_hits import WATCHERS
from prices.alert_tokens import confirm_token, list_token, stop_token
from prices.alerts import Asker, Wanted
from prices.models import Alert, AlertAddress, AlertMail, CurrencyRate, CurrentPrice, PricePoint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADA = "ada@example.org"
pytestmark = pytest.mark.django_db


def asker(digest="someone", user=None):
    return Asker(digest, user, "https://rigs.example")


def wanted(part=None, amount=500, **fields):
    return Wanted(Decimal(amount), fields.pop("currency", "USD"), "A card", part=part, **fields)


def confirmed(part=None, amount=500, *, email=ADA, at=NOW, **fields):
    """Make an alert that is confirmed."""
    address = AlertAddress.objects.get_or_create(email=email, defaults={"origin": "https://rigs.example"})[0]
    alert = Alert.objects.create(address=address, created_at=at, **wanted(part, amount, **fields).columns)
    alerts.confirm(alert, at)
    return alert


def price(part, amount, at=NOW, **fields):
    """Give a part a price as of a time, in place of the one that it has."""
    CurrentPrice.objects.filter(part=part).delete()
    point = make.priced(part, amount, at=at, **{name: fields.pop(name) for name in ("currency",) if name in fields})
    PricePoint.objects.filter(pk=point.pk).update(**fields)
    return point


def run(at=NOW):
    """Do all that is due; give the mails that went."""
    before = len(mail.outbox)
    alert_mail.run(at)
    return mail.outbox[before:]


def token_in(message, path):
    return re.search(rf"/alerts/{path}/([^/\s]+)/", message.body)[1]


def asked(client, **fields):
    return client.post("/alerts/new/", {"amount": "500", "currency": "USD", "email": ADA, **fields})


def test_from_the_form_to_a_mail_and_to_the_end(client):
    card = make.card("A card")
    price(card, 450, timezone.now())
    assert "A card" in client.get(f"/alerts/new/?part={card.slug}").content.decode()
    assert "Look into your mail" in asked(client, part=card.slug).content.decode()
    (asking,) = run(timezone.now())
    assert asking.to == [ADA]
    path = f"/alerts/confirm/{token_in(asking, 'confirm')}/"
    assert "under $500.00" in client.get(path).content.decode()
    assert Alert.objects.get().confirmed_at is None, "looking at the link confirms nothing"
    assert client.post(path).status_code == 302
    (told,) = run(timezone.now())
    assert "450.00 USD at shop" in told.body
    assert f"http://testserver{card.get_absolute_url()}" in told.body
    assert timezone.now().strftime("%Y-%m-%d") in told.body
    page = client.get(f"/alerts/of/{token_in(told, 'of')}/")
    assert "A card" in page.content.decode()
    assert client.post(page.request["PATH_INFO"], {"delete": Alert.objects.get().pk}).status_code == 302
    assert not Alert.objects.exists()


def test_a_digest_can_be_unsubscribed_by_one_click(client):
    card = make.card()
    price(card, 450)
    confirmed(card)
    (told,) = run()
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = told.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://rigs.example/alerts/stop/")
    path = address.removeprefix("https://rigs.example")
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert Alert.objects.exists(), "GET never unsubscribes"
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not AlertAddress.objects.exists()
    assert strict.post(path).status_code == 200, "a second click is as good as the first"


def test_a_price_is_told_once_and_again_only_when_it_falls_further_or_comes_back():
    card = make.card()
    price(card, 450)
    confirmed(card)
    assert len(run()) == 1
    assert run(NOW + DAY) == []
    price(card, 440, NOW + DAY)
    assert len(run(NOW + DAY + HOUR)) == 1
    price(card, 600, NOW + 2 * DAY)
    assert run(NOW + 3 * DAY) == []
    price(card, 450, NOW + 3 * DAY)
    assert len(run(NOW + 3 * DAY + HOUR)) == 1


def test_at_most_one_mail_a_day_however_often_prices_fall():
    card = make.card()
    price(card, 450)
    confirmed(card)
    assert len(run()) == 1
    sent = 0
    for hours in range(1, 24):
        price(card, 450 - hours, NOW + hours * HOUR)
        sent += len(run(NOW + hours * HOUR))
    assert sent == 0
    assert len(run(NOW + 24 * HOUR)) == 1


def test_one_mail_tells_of_all_alerts_of_an_address():
    for _ in range(3):
        card = make.card()
        price(card, 450)
        confirmed(card)
    (told,) = run()
    assert told.body.count("Under 500.00 USD") == 3


@pytest.mark.parametrize(
    "fields", [{"amount": 501}, {"at": NOW - 15 * DAY}, {"availability": "out_of_stock"}, {"currency": "EUR"}]
)
def test_what_is_dearer_old_sold_out_or_cannot_be_compared_is_not_told(fields):
    card = make.card()
    price(card, **{"amount": 450, **fields})
    confirmed(card)
    assert run() == []


def test_another_currency_is_converted_at_the_rate_of_its_day_and_says_so():
    card = make.card()
    price(card, 400, currency="EUR")
    CurrencyRate.objects.create(currency="USD", on=NOW.date(), per_eur=Decimal("1.2"))
    confirmed(card)
    (told,) = run()
    assert "480.00 USD (converted from 400.00 EUR at the rate of 2026-03-01)" in told.body


def test_a_list_tells_of_its_cheapest_parts():
    for amount in (450, 300, 700):
        price(make.card(f"Card {amount}", memory_gib=24), amount)
    price(make.card("Small", memory_gib=8), 100)
    confirmed(kind="graphics-card", query="min_memory_gib=16")
    (told,) = run()
    assert told.body.index("Card 300") < told.body.index("Card 450")
    assert "Card 700" not in told.body
    assert "Small" not in told.body


def test_a_build_is_told_only_when_every_part_has_a_price_and_the_sum_is_under_the_limit():
    cpu, card, fan = make.cpu(), make.card(), make.fan()
    build = make.build(cpu, (card, 2), fan)
    confirmed(build=build.code, amount=1000)
    price(cpu, 100)
    price(card, 400)
    assert run() == []
    price(fan, 50)
    assert "950.00 USD" in run(NOW + HOUR)[0].body
    build.items.filter(part=fan).update(owned=True)
    price(cpu, 90)
    assert "890.00 USD" in run(NOW + 2 * DAY)[0].body


@pytest.mark.parametrize("fields", [{"kind": "graphics-card", "query": "nonsense=1"}, {"build": "gone"}])
def test_what_is_no_longer_there_tells_nothing(fields):
    confirmed(**fields)
    assert run() == []


def test_unconfirmed_alerts_are_never_told_and_are_forgotten():
    card = make.card()
    price(card, 450)
    assert not alerts.ask(ADA, wanted(card), asker(), NOW)
    run()
    assert run(NOW + HOUR) == []
    run(NOW + 49 * HOUR)
    assert not Alert.objects.exists()
    assert not AlertAddress.objects.exists()


def test_a_mail_that_was_taken_up_before_a_crash_is_never_sent_again(monkeypatch):
    card = make.card()
    price(card, 450)
    confirmed(card)

    def dies(*_):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(alert_mail, "message_of", dies)
        with pytest.raises(SystemExit):
            run()
    assert AlertMail.objects.get().state == "sending"
    assert run(NOW + HOUR) == []


def test_a_digest_and_the_note_of_it_are_written_together_or_not_at_all(monkeypatch):
    card = make.card()
    price(card, 450)
    confirmed(card)
    with monkeypatch.context() as patched:
        patched.setattr(alerts, "_digest", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            alerts.look_at_due(NOW)
    assert Alert.objects.get().told_amount is None
    assert len(run(NOW + alerts.LEASE)) == 1


def test_two_runs_at_once_send_one_mail():
    card = make.card()
    price(card, 450)
    confirmed(card)
    assert len(alerts.claim_due(NOW)) == 1
    held = AlertAddress.objects.get()
    assert alerts.claim_due(NOW) == []
    assert alerts.look(held, NOW) == 1
    assert alerts.look(held, NOW) == 0, "the claim is settled"
    assert AlertMail.objects.count() == 1


def test_a_mail_server_that_is_gone_leaves_mails_waiting(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 1
    alerts.ask(ADA, wanted(make.card()), asker(), NOW)
    alert_mail.run(NOW)
    row = AlertMail.objects.get()
    assert (row.state, row.attempt) == ("waiting", 1)
    assert "ConnectionRefusedError" in row.error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(NOW) == []
    assert len(run(NOW + alert_mail.RETRY)) == 1


def test_a_mail_that_the_server_refuses_has_failed_and_the_others_go(monkeypatch):
    for number in range(2):
        alerts.ask(f"reader{number}@example.org", wanted(make.card()), asker(), NOW + number * timedelta(seconds=1))
    real = alert_mail.message_of

    def refuses(row, connection):
        if row.to.startswith("reader0"):
            raise OSError
        return real(row, connection)

    monkeypatch.setattr(alert_mail, "message_of", refuses)
    assert [each.to for each in run(NOW + HOUR)] == [["reader1@example.org"]]
    assert set(AlertMail.objects.values_list("state", flat=True)) == {"failed", "sent"}


def test_the_answer_is_the_same_whatever_an_address_has(client):
    card = make.card()
    first = asked(client, part=card.slug)
    for _ in range(20):
        confirmed(card)
    full = asked(client, part=card.slug)
    known = client.post("/alerts/link/", {"email": ADA})
    unknown = client.post("/alerts/link/", {"email": "nobody@example.org"})
    plain = [re.sub(rb'value="[^"]{64}"', b"", each.content) for each in (first, full, known, unknown)]
    assert plain[0] == plain[1]
    assert plain[2] == plain[3]
    states = list(AlertMail.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["waiting", "dropped", "waiting", "dropped"]


def test_a_stranger_can_have_three_mails_sent_to_an_address_and_no_more():
    card = make.card()
    for number in range(5):
        alerts.ask(ADA, wanted(card), asker(f"asker {number}"), NOW)
    assert AlertMail.objects.filter(state="waiting").count() == 3
    assert Alert.objects.count() == 3


def test_more_than_five_an_hour_are_refused_with_the_wait(client):
    card = make.card()
    for number in range(5):
        assert asked(client, part=card.slug, email=f"reader{number}@example.org").status_code == 200
    response = asked(client, part=card.slug)
    assert response.status_code == 429
    assert 3_500 < int(response["Retry-After"]) <= 3_600
    assert "Come back in 60 minutes" in response.content.decode()
    assert client.post("/alerts/link/", {"email": ADA}).status_code == 429


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": "0"}, "greater than or equal to 1"),
        ({"amount": "NaN"}, "Enter a number"),
        ({"amount": "1e999"}, "less than or equal to 1000000"),
        ({"currency": "DOGE"}, "USD"),
        ({"email": "no address"}, "valid email"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "valid email"),
    ],
)
def test_what_is_wrong_in_the_form_is_named(client, fields, said):
    response = asked(client, **{"part": make.card().slug, **fields})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not AlertMail.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["", "?part=nothing", "?build=nothing", "?kind=nothing", "?kind=graphics-card&query=nonsense%3D1", "?x=1",
     "?part=a&build=b", "?query=q%3D1"],
)  # fmt: skip
def test_what_cannot_be_watched_is_named(client, query):
    assert client.get(f"/alerts/new/{query}").status_code == 400


def test_a_list_is_watched_without_its_order_and_page(client):
    make.card(memory_gib=24)
    query = "min_memory_gib=16&ordering=-price&page=1"
    asked(client, kind="graphics-card", query=query)
    assert Alert.objects.get().query == "min_memory_gib=16"


@pytest.mark.parametrize("path", ["confirm", "of", "stop"])
def test_a_token_of_another_link_or_a_changed_one_is_good_for_nothing(client, path):
    alert = confirmed(make.card())
    tokens = {
        "confirm": confirm_token(alert),
        "of": list_token(alert.address),
        "stop": stop_token(alert.address),
    }
    assert client.get(f"/alerts/{path}/{tokens.pop(path)}/").status_code == 200
    for token in (*tokens.values(), "x", f"{list_token(alert.address)}x"):
        assert client.get(f"/alerts/{path}/{token}/").status_code == 404
        assert client.post(f"/alerts/{path}/{token}/").status_code == 404
    assert Alert.objects.exists()


def test_a_confirmation_is_good_for_48_hours(client, monkeypatch):
    alerts.ask(ADA, wanted(make.card()), asker(), NOW)
    token = confirm_token(Alert.objects.select_related("address").get())
    import time  # noqa: PLC0415

    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 47.9 * 3600)
    assert client.get(f"/alerts/confirm/{token}/").status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 48.1 * 3600)
    assert client.post(f"/alerts/confirm/{token}/").status_code == 404


def test_an_account_confirms_an_address_once_and_sees_and_deletes_its_own(client):
    ada = User.objects.create_user("ada", ADA, "long enough a word")
    client.force_login(ada)
    card = make.card("A card")
    assert ADA in client.get(f"/alerts/new/?part={card.slug}").content.decode()
    asked(client, part=card.slug)
    assert Alert.objects.get().confirmed_at is None, "an account's address is as unproven as any"
    alerts.confirm(Alert.objects.get(), NOW)
    assert asked(client, part=card.slug, amount="400").status_code == 302
    assert Alert.objects.filter(confirmed_at__isnull=False).count() == 2
    asked(client, part=card.slug, email="other@example.org")
    assert "A card" in client.get("/alerts/").content.decode()
    theirs = confirmed(card, email="eve@example.org")
    assert client.post(f"/alerts/{theirs.pk}/delete/").status_code == 404
    mine = Alert.objects.filter(user=ada).first()
    assert client.get(f"/alerts/{mine.pk}/delete/").status_code == 405
    assert client.post(f"/alerts/{mine.pk}/delete/").status_code == 302
    assert not Alert.objects.filter(pk=mine.pk).exists()


def test_the_alerts_of_one_address_are_not_deleted_by_the_link_of_another(client):
    mine, theirs = confirmed(make.card()), confirmed(make.card(), email="eve@example.org")
    path = f"/alerts/of/{list_token(mine.address)}/"
    assert client.post(path, {"delete": theirs.pk}).status_code == 404
    for wrong in ("", "x", "-1", "9" * 30):
        assert client.post(path, {"delete": wrong}).status_code == 400
    assert Alert.objects.count() == 2


def test_a_list_of_alerts_takes_the_same_queries_however_long(client, django_assert_num_queries):
    def of(number):
        for _ in range(number):
            confirmed(make.card())
            confirmed(build=make.build(make.fan()).code)

    of(1)
    path = f"/alerts/of/{list_token(AlertAddress.objects.get())}/"
    with django_assert_num_queries(2):
        client.get(path)
    of(5)
    with django_assert_num_queries(2):
        client.get(path)


def test_links_in_mails_are_those_that_the_operator_set(settings):
    settings.SITE_URL = "https://set.example/"
    alerts.ask(ADA, wanted(make.card()), asker(), NOW)
    assert "https://set.example/alerts/confirm/" in run()[0].body


def test_everything_that_can_be_watched_has_a_watcher():
    assert set(WATCHERS) == set(Alert.Target.values)


def test_pages_lead_to_the_alert(client):
    card = make.card()
    build = make.build(card)
    assert f"/alerts/new/?part={card.slug}" in client.get(card.get_absolute_url()).content.decode()
    listing = client.get("/parts/graphics-card/?min_memory_gib=16&ordering=-price").content.decode()
    assert "/alerts/new/?kind=graphics-card&amp;query=min_memory_gib%3D16" in listing
    assert f"/alerts/new/?build={build.code}" in client.get(f"/b/{build.code}/").content.decode()


def test_the_api_sets_lists_and_deletes(client):
    card = make.card()
    body = {"part": card.slug, "amount": "500", "email": ADA}

    def post(path, sent):
        return client.post(f"/api/v1/alerts/{path}", sent, content_type="application/json")

    assert post("", body).status_code == 202
    assert post("link/", {"email": "nobody@example.org"}).status_code == 202
    for wrong in (
        {**body, "amount": "0"},
        {**body, "email": "x"},
        {**body, "part": "nothing"},
        {**body, "build": "x"},
        {},
    ):
        assert post("", wrong).status_code == 400
    assert client.get("/api/v1/alerts/").status_code == 403
    ada = User.objects.create_user("ada", ADA, "long enough a word")
    client.force_login(ada)
    Alert.objects.update(user=ada, confirmed_at=NOW)
    (row,) = client.get("/api/v1/alerts/").json()
    assert (row["part"], row["amount"], row["email"]) == (card.slug, "500.00", ADA)
    assert client.delete(f"/api/v1/alerts/{row['id']}/").status_code == 204
    assert client.delete(f"/api/v1/alerts/{row['id']}/").status_code == 404
