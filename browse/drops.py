"""Prices that fell, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from browse.asking import Query, WholeNumber, read, shows
from browse.kinds import MANY, kind_of
from catalog.models import Kind, Part
from catalog.templatetags.units import day, money, number
from prices.drops import USUAL_PERCENT, drops

if TYPE_CHECKING:
    from django.http import HttpRequest

    from prices.drops import Drop

KEPT_SECONDS = 300
MOST_PERCENT = 90
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed without an entry was changed last: it has to have a date


class DropsQuery(Query):
    """Which drops."""

    page = None  # type: ignore[assignment]  # how Django takes a field out of a subclass
    defaults = {"percent": USUAL_PERCENT}
    kind = forms.ChoiceField(required=False, choices=[("", _l("all")), *Kind.choices], label=_l("Kind"))
    percent = WholeNumber(required=False, min_value=1, max_value=MOST_PERCENT, label=_l("Percent at least"))


class PartDropsQuery(DropsQuery):
    """Which drops of one part."""

    kind = None  # type: ignore[assignment]  # as above


class Feed(Atom1Feed):
    """A feed that is the same until a price falls, so that its ETag holds."""

    def latest_post_date(self) -> datetime:
        """Say when it changed last."""
        return max((item["updateddate"] for item in self.items), default=BEGIN)


@conditional_page
@cache_control(public=True, max_age=KEPT_SECONDS)
@shows
def drops_feed(request: HttpRequest) -> HttpResponse:
    """Give what fell; kind and percent are in the address."""
    query = read(DropsQuery(request.GET))
    kind, percent = query.value("kind"), query.value("percent")
    what = MANY[Kind(kind)] if kind else _("All parts")
    title = _("%(what)s: prices that fell by %(percent)s %% or more") % {"what": what, "percent": percent}
    path = reverse("browse:parts", args=[kind]) if kind else reverse("browse:all-parts")
    return _feed(request, title, path, drops(timezone.now(), percent=percent, kind=kind))


@conditional_page
@cache_control(public=True, max_age=KEPT_SECONDS)
@shows
def part_feed(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Give what fell of one part."""
    chosen = kind_of(kind)
    percent = read(PartDropsQuery(request.GET)).value("percent")
    part = get_object_or_404(Part.objects.of_kind(chosen).only("name", "slug", "kind"), slug=slug)
    title = _("%(what)s: prices that fell by %(percent)s %% or more") % {"what": part.name, "percent": percent}
    return _feed(request, title, part.get_absolute_url(), drops(timezone.now(), percent=percent, slug=slug))


def _feed(request: HttpRequest, title: str, path: str, found: list[Drop]) -> HttpResponse:
    origin = (settings.SITE_URL or request.build_absolute_uri("/")).rstrip("/")
    here = origin + request.get_full_path()
    feed = Feed(title=title, link=origin + path, description="", feed_url=here, feed_guid=here, author_name="Rigwright")
    for drop in found:
        _add(feed, drop, origin)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(feed: Feed, drop: Drop, origin: str) -> None:
    """Add an entry. Its id never changes: offer and time are what a point is."""
    point = drop.point
    part, seller = point.offer.part, point.offer.seller
    words = {
        "seller": seller,
        "now": money(point.amount, point.currency),
        "before": money(drop.before, point.currency),
        "percent": number(float(drop.percent)),
        "day": day(point.observed_at),
    }
    link = origin + part.get_absolute_url()
    feed.add_item(
        title=_("%(name)s: %(now)s, %(percent)s %% less") % {"name": part.name, **words},
        link=link,
        description=_("%(seller)s asked %(now)s on %(day)s, after %(before)s.") % words,
        unique_id=f"{link}#offer-{point.offer_id}-{point.observed_at:%Y%m%dT%H%M%SZ}",
        pubdate=point.observed_at,
        updateddate=point.observed_at,
    )
