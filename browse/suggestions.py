"""What is suggested while somebody types into a search field: GPUs by name, then parts, and the way to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from browse.asking import MAX_WORDS, Query, read, shows
from browse.cards import card_prices
from browse.marking import marked
from browse.selection import MOST_FOUND
from catalog.gpu_search import gpus_named
from catalog.models import Gpu, Kind, Part
from catalog.searching import typed
from catalog.templatetags.units import number

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from browse.marking import Piece
    from prices.models import CurrentPrice

MOST = 8
MOST_GPUS = 2
SHORTEST = 2  # letters and digits; one is in everything
KEPT_SECONDS = 60
SHOWN = ("name", "kind", "slug", "price__amount", "price__currency", "price__observed_at")


class SuggestQuery(Query):
    """What may be asked: the words as far as they are typed, and a kind to keep to."""

    page = None  # type: ignore[assignment]  # Django's way to drop an inherited field
    q = forms.CharField(required=False, max_length=MAX_WORDS, label=_l("Words"))
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Kind.choices], label=_l("Kind"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A part or a GPU. The price of a GPU is that of the cheapest card with it."""

    row: Part | Gpu
    price: CurrentPrice | None
    pieces: list[Piece]

    @property
    def type(self) -> str:
        """Whether it is a "gpu" or a "part"."""
        return "gpu" if isinstance(self.row, Gpu) else "part"

    @property
    def kind(self) -> str:
        """The part's kind; empty for a GPU."""
        return "" if isinstance(self.row, Gpu) else self.row.kind

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return _("GPU") if isinstance(self.row, Gpu) else str(Kind(self.row.kind).label)

    @property
    def amount(self) -> Decimal | None:
        """What it costs, as far as a price was seen."""
        return self.price.amount if self.price else None

    @property
    def address(self) -> str:
        """Where it is read."""
        return reverse("browse:gpu", args=[self.row.slug]) if isinstance(self.row, Gpu) else self.row.get_absolute_url()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for some words; `total` counts the parts that are found by them."""

    words: str
    kind: str
    asked: bool = False
    entries: tuple[Suggestion, ...] = ()
    total: int = 0

    @property
    def all_address(self) -> str:
        """Where everything found is listed."""
        page = reverse("browse:parts", args=[self.kind]) if self.kind else reverse("browse:all-parts")
        return f"{page}?{urlencode({'q': self.words})}"

    @property
    def said(self) -> str:
        """What is told to somebody who does not see the list."""
        if not self.asked:
            return ""
        count = len(self.entries)
        suggested = ngettext("%(n)s suggestion", "%(n)s suggestions", count) % {"n": number(count)}
        return suggested if count else _("Nothing is found by these words.")


@shows
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the list under a search field. The same for everyone, so caches may keep it; no session is looked up."""
    query = read(SuggestQuery(request.GET))
    found = suggestions(query.value("q"), query.value("kind"))
    response = TemplateResponse(request, "browse/partials/suggestions.html", {"found": found})
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


def suggestions(words: str, kind: str = "") -> Suggestions:
    """Suggest for words; at most eight, of them at most two GPUs, which a kind of parts excludes. Five queries."""
    asked = typed(words)
    if sum(len(word.glued) for word in asked) < SHORTEST:
        return Suggestions(words, kind)
    rows = [] if kind else _gpus(words)
    parts, total = _parts(words, kind, MOST - len(rows))
    rows += [(part, getattr(part, "price", None)) for part in parts]
    entries = tuple(Suggestion(row, price, marked(row.name, asked)) for row, price in rows)
    return Suggestions(words, kind, asked=True, entries=entries, total=total)


def _gpus(words: str) -> list[tuple[Part | Gpu, CurrentPrice | None]]:
    """Give the best GPUs, each with the price of the cheapest card. Two queries."""
    gpus = gpus_named(words, MOST_GPUS)
    cards = card_prices(gpus) if gpus else {}
    return [(gpu, cards[gpu.pk].cheapest if gpu.pk in cards else None) for gpu in gpus]


def _parts(words: str, kind: str, most: int) -> tuple[list[Part], int]:
    """Give the best parts, and how many a search would show. Two queries; three where a mistake has to be forgiven."""
    offered = Part.objects.offered().of_kind(kind) if kind else Part.objects.offered()
    found = offered.found(words, MOST_FOUND)
    keys = [key for key, _kind in found[:most]]
    rows = Part.objects.select_related("price").only(*SHOWN).in_bulk(keys)
    return [rows[key] for key in keys if key in rows], len(found)
