"""The demo shop: made-up prices that are refreshed like real ones and never meet them."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import make
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.revisions import current
from config import env, up
from prices import demo, demo_fetching
from prices.addresses import RefusedAddressError, check_url
from prices.current import update_current_prices
from prices.demo_models import DemoError, DemoOffer, DemoPoint
from prices.demo_pages import FAULTS, Product, answer, price, product_page
from prices.fetching import FetchError, fetch
from prices.management.commands.demo_shop import Shop
from prices.models import CurrentPrice, Offer, PricePoint
from prices.sources import page
from prices.sources.quote import NoOfferError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CARD = Product("card", "A <card> & more", "graphics-card", 500.0)
PRODUCTS = {CARD.slug: CARD}
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings):
    """Run the demo shop for a card, with the demo on."""
    card = make.card("Card", price=500)
    server = Shop(("127.0.0.1", 0), demo.products())
    settings.DEMO_SHOP, settings.DEMO_SHOP_PORT = True, server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.card = card
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


def offer_of(shop, at=NOW):
    assert demo.open_shop(at) == 1
    assert demo.claim_due(at) == [DemoOffer.objects.get().pk]
    return DemoOffer.objects.select_related("part").get()


def again(at):
    DemoOffer.objects.update(next_due=at, lease_until=None)
    demo.claim_due(at)
    return DemoOffer.objects.select_related("part").get()


def saying(fault="", base=500.0):
    return lambda _url: product_page(Product("card", "Card", "graphics-card", base), 0.0, fault).body


def test_a_price_wanders_and_anyone_can_work_it_out_again():
    prices = [price(CARD, seconds) for seconds in range(0, 200_000, 600)]
    assert prices == [price(CARD, seconds) for seconds in range(0, 200_000, 600)]
    assert len(set(prices)) > 30
    assert all(400 < each < 600 for each in prices)
    assert price(CARD, 0) == price(CARD, 599)


def test_a_good_page_is_read_as_what_it_says():
    quote = page.parse(product_page(CARD, 0.0).body)
    assert quote.amount == Decimal(f"{price(CARD, 0.0):.2f}")
    assert (quote.currency, quote.availability, quote.condition) == ("USD", "in_stock", "new")


@pytest.mark.parametrize("fault", ["bot", "broken"])
def test_a_broken_page_and_a_bot_wall_give_no_price(fault):
    with pytest.raises(NoOfferError):
        page.parse(product_page(CARD, 0.0, fault).body)


def test_every_fault_differs_from_a_good_page():
    good = product_page(CARD, 0.0)
    assert all(product_page(CARD, 0.0, fault) != good for fault in FAULTS)


@pytest.mark.parametrize(
    ("path", "fault", "status"),
    [("/", "", 200), ("/robots.txt", "", 200), ("/p/card/", "", 200), ("/p/none/", "", 404), ("/x", "", 404),
     ("/p/card/", "500", 500), ("/p/card/", "429", 429), ("/p/card/", "nonsense", 400)],
)  # fmt: skip
def test_an_address_answers_with_a_status(path, fault, status):
    assert answer(path, fault, 0.0, products=PRODUCTS).status == status


def test_a_shop_that_was_started_with_faults_has_them_on_some_pages():
    said = [answer("/p/card/", "", seconds * 600.0, products=PRODUCTS, faults=("500",)).status for seconds in range(99)]
    assert 1 <= said.count(500) <= 40


def test_every_page_says_that_its_prices_are_made_up_and_escapes_names():
    body = product_page(CARD, 0.0).body
    assert "these prices are made up" in body
    assert "A <card>" not in body


def test_a_refresh_stores_a_made_up_price_and_changes_nothing_outside(shop):
    demo.open_shop(NOW)
    before = (current(), list(Offer.objects.values()), list(PricePoint.objects.values()))
    price_before = CurrentPrice.objects.get().amount
    assert demo.refresh_due(NOW) == 1
    assert DemoPoint.objects.get().offer.part == shop.card
    assert DemoOffer.objects.get().last_error == ""
    assert update_current_prices() == 0
    assert CurrentPrice.objects.get().amount == price_before
    assert (current(), list(Offer.objects.values()), list(PricePoint.objects.values())) == before


def test_an_unchanged_price_lengthens_its_span_and_another_is_a_new_point(shop):
    demo.refresh(offer_of(shop), NOW, saying())
    demo.refresh(again(NOW + timedelta(minutes=5)), NOW + timedelta(minutes=5), saying())
    assert DemoPoint.objects.get().last_seen_at == NOW + timedelta(minutes=5)
    demo.refresh(again(NOW + timedelta(minutes=10)), NOW + timedelta(minutes=10), saying(base=550.0))
    assert DemoPoint.objects.count() == 2


@pytest.mark.parametrize("fault", ["jump", "currency"])
def test_what_cannot_be_right_is_believed_when_it_is_seen_again(shop, fault):
    demo.refresh(offer_of(shop), NOW, saying())
    demo.refresh(again(NOW + timedelta(minutes=5)), NOW + timedelta(minutes=5), saying(fault))
    held = DemoOffer.objects.get()
    assert "held back until it is seen again" in held.last_error
    assert DemoPoint.objects.count() == 1
    demo.refresh(again(NOW + timedelta(minutes=10)), NOW + timedelta(minutes=10), saying(fault))
    assert DemoPoint.objects.count() == 2
    assert DemoOffer.objects.get().last_error == ""


@pytest.mark.parametrize("fault", ["500", "429", "bot", "broken", "from"])
def test_a_fault_leaves_the_old_price_with_a_reason(shop, fault):
    offer = offer_of(shop)
    demo.refresh(offer, NOW, saying())
    later = NOW + timedelta(minutes=5)
    demo.refresh(again(later), later, lambda url: demo_fetching.fetch(f"{url}?fault={fault}"))
    row = DemoOffer.objects.get()
    assert row.last_error
    assert row.next_due > later
    assert DemoPoint.objects.count() == 1


def test_a_slow_page_is_given_up(shop, monkeypatch):
    monkeypatch.setattr(demo_fetching, "PATIENCE", 0.3)
    with pytest.raises(DemoError, match="could not be read"):
        demo_fetching.fetch(demo.url_of(shop.card.slug) + "?fault=slow")


def test_what_is_claimed_is_not_claimed_again_and_a_late_settlement_changes_nothing(shop):
    offer = offer_of(shop)
    assert demo.claim_due(NOW) == []
    again(NOW + demo.LEASE)
    demo.refresh(offer, NOW, saying())
    assert not DemoPoint.objects.exists()


def test_the_guard_refuses_loopback_with_the_demo_on(shop):
    url = demo.url_of(shop.card.slug)
    with pytest.raises(RefusedAddressError):
        check_url(url, allow_loopback=False)
    with pytest.raises(FetchError, match="port"):
        fetch(url)
    with pytest.raises(FetchError, match="not a public address"):
        fetch("http://127.0.0.1:8080/")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://localhost:{port}/", "https://127.0.0.1:{port}/", "http://10.0.0.1:{port}/",
            "http://user@127.0.0.1:{port}/", "http://127.0.0.2:{port}/", "file:///etc/passwd"],
)  # fmt: skip
def test_only_the_demo_shop_itself_is_asked(shop, url):
    with pytest.raises(DemoError, match="not in the demo shop"):
        demo_fetching.fetch(url.format(port=shop.server_port))


def test_its_robots_file_is_heeded(shop):
    with pytest.raises(DemoError, match="robots"):
        demo_fetching.fetch(f"http://127.0.0.1:{shop.server_port}/private/x")


def test_with_the_demo_off_nothing_is_asked_or_shown(client, shop, settings):
    demo.open_shop(NOW)
    demo.refresh_due(NOW)
    settings.DEMO_SHOP = False
    assert demo.refresh_due(NOW + timedelta(days=1)) == 0
    with pytest.raises(DemoError, match="off"):
        demo_fetching.fetch(demo.url_of(shop.card.slug))
    assert "Demo shop" not in client.get(shop.card.get_absolute_url()).content.decode()
    assert client.get("/status/").context["status"].demo is None
    assert client.get("/api/v1/status/").json()["demo"] is None


def test_each_made_up_price_is_marked_on_the_part_page_and_counted_only_in_its_own_section(client, shop):
    demo.open_shop(NOW)
    demo.refresh_due(timezone.now())
    html = client.get(shop.card.get_absolute_url()).content.decode()
    section = html[html.index('id="demo"') :]
    section = section[: section.index("</section>")]
    amount = f"${DemoPoint.objects.get().amount:,}"
    assert f"{amount} demo" in section
    assert amount not in html.replace(section, "")
    status = client.get("/status/")
    assert status.context["status"].demo["offers"] == 1
    assert [age.seller for age in status.context["status"].ages] == [Offer.objects.get().seller]
    assert client.get("/api/v1/status/").json()["demo"]["offers"] == 1
    assert client.get(f"/api/v1/parts/{shop.card.slug}/").json()["price"]["amount"] == "500.00"


def test_the_command_names_what_it_cannot_do():
    with pytest.raises(CommandError, match="catalogue is empty"):
        call_command("demo_shop", "--port", "0")
    for arguments, said in (
        (("--host", "0.0.0.0"), "loopback"),
        (("--faults", "x"), "allowed are"),
        (("--port", "x"), "65535"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("demo_shop", *arguments)


def test_made_up_prices_are_refused_in_production(monkeypatch):
    monkeypatch.setenv("DEMO_SHOP", "true")
    assert env.demo("DEMO_SHOP", debug=True)
    with pytest.raises(env.ImproperlyConfigured, match="DEBUG=true"):
        env.demo("DEMO_SHOP", debug=False)


@pytest.mark.parametrize(
    ("asked", "names"), [("true", ["shop", "web", "worker", "beat"]), ("", ["web", "worker", "beat"])]
)
def test_the_site_starts_the_shop_only_when_asked(monkeypatch, tmp_path, asked, names):
    started = []
    family = up.Family(None, tmp_path, {"DEMO_SHOP": asked, "REDIS_URL": "redis://x"})
    monkeypatch.setattr(up.Family, "start", lambda self, name, command, **_: started.append((name, command)))
    monkeypatch.setattr(up.Family, "say", lambda *_: None)
    with up.bind("127.0.0.1", 20_500) as listening:
        up.start_all(family, listening)
    assert [name for name, _command in started] == names
    if asked:
        assert started[0][1][-3:] == ["--port", family.environment["DEMO_SHOP_PORT"], "--offers"]
