"""The list of shared builds: a line for each, and the filters as they stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

from community.choosing import GpuField, any_of, gpu_choices, select
from community.entries import Entry
from community.lines import lines_of
from community.models import Post
from community.querysets import ORDERS
from community.ranking import PERIODS
from community.tags import TAGS

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser, User
    from django.core.paginator import Page
    from django.http import QueryDict
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from community.querysets import PostQuerySet

PER_PAGE = 20
MAX_USD = 9_999_999
MAX_GIB = 9_999
MAX_PAGE = 100_000
MAX_TYPED = 100
MAX_CARDS = 64
MAX_SLUG = 200
LOOKED_AHEAD = 2_000  # rows behind the page that are counted: the pages that one can jump to

FILTERS = ("q", "gpu", "vram", "budget", "count", "country", "part", "tag")
MORE_FILTERS = ("count", "country", "part", "tag")
FIRST_TAB = "hot"
TABS = {
    "hot": gettext_lazy("Hot"),
    "new": gettext_lazy("New"),
    "top": gettext_lazy("Top"),
    "discussed": gettext_lazy("Discussed"),
    "cheapest": gettext_lazy("Cheapest per GB"),
}
PERIOD_LABELS = {
    "": gettext_lazy("of all time"),
    "week": gettext_lazy("of a week"),
    "month": gettext_lazy("of a month"),
    "year": gettext_lazy("of a year"),
}


class AsciiNumberField(forms.DecimalField):
    """A number in the digits 0 to 9; other digits, signs and exponents are refused rather than read."""

    def __init__(self, *, message: _StrPromise, **options: Any) -> None:  # noqa: ANN401  # Django's own
        names = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        super().__init__(required=False, error_messages=dict.fromkeys(names, message), **options)
        self.plain = RegexValidator(r"\A[0-9]{1,9}(\.[0-9]{1,2})?\Z", message)

    def to_python(self, value: Any) -> Any:  # noqa: ANN401  # Django's own
        """Read the number."""
        written = str(value if value is not None else "").strip()
        if written:
            self.plain(written)
        return super().to_python(written)


class FilterForm(forms.Form):
    """What the reader wants to see. It is in the address, so nonsense in it is answered, not believed."""

    gpu = GpuField(
        label=gettext_lazy("GPU"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("GPU: no shared build has “%(value)s”. Choose one of the list.")
        },
    )
    vram = AsciiNumberField(
        label=gettext_lazy("Memory ≥"),
        min_value=0,
        max_value=MAX_GIB,
        message=gettext_lazy("Memory: write a number of GB from 0 to 9999, such as 24."),
    )
    budget = AsciiNumberField(
        label=gettext_lazy("Total ≤"),
        min_value=0,
        max_value=MAX_USD,
        message=gettext_lazy("Total: write an amount in USD from 0 to 9999999, such as 2500."),
    )
    q = forms.CharField(
        label=gettext_lazy("Search titles, authors and parts"),
        required=False,
        max_length=MAX_TYPED,
        error_messages=dict.fromkeys(
            ("max_length", "null_characters_not_allowed"), gettext_lazy("Search: write up to 100 characters.")
        ),
    )
    count = AsciiNumberField(
        label=gettext_lazy("GPUs ≥"),
        min_value=0,
        max_value=MAX_CARDS,
        decimal_places=0,
        message=gettext_lazy("GPUs: write a whole number from 0 to 64, such as 2."),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        required=False,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", gettext_lazy("Country: write its two letters, such as US."))],
    )
    part = forms.SlugField(
        label=gettext_lazy("Part"),
        required=False,
        max_length=MAX_SLUG,
        error_messages=dict.fromkeys(
            ("invalid", "max_length"), gettext_lazy("Part: write its name as its address has it.")
        ),
    )
    tag = forms.ChoiceField(
        label=gettext_lazy("Tag"),
        required=False,
        choices=[("", gettext_lazy("Any")), *TAGS.items()],
        error_messages={"invalid_choice": gettext_lazy("Tag: there is no tag “%(value)s”. Choose one of the list.")},
    )
    tab = forms.ChoiceField(
        required=False,
        choices=[(name, name) for name in ORDERS],
        error_messages={
            "invalid_choice": gettext_lazy("Order: hot, new, top, discussed or cheapest; not “%(value)s”.")
        },
    )
    period = forms.ChoiceField(
        required=False,
        choices=[(name, name) for name in PERIODS],
        error_messages={"invalid_choice": gettext_lazy("Period: week, month or year; not “%(value)s”.")},
    )
    page = AsciiNumberField(
        min_value=1,
        max_value=MAX_PAGE,
        decimal_places=0,
        message=gettext_lazy("Page: write a whole number from 1, such as 2."),
    )

    def __init__(self, query: QueryDict) -> None:
        """Take the address's query."""
        super().__init__(query)
        cast("forms.ChoiceField", self.fields["gpu"]).choices = any_of(gpu_choices())

    def narrow(self, posts: PostQuerySet) -> PostQuerySet:
        """Keep the builds that the reader wants to see."""
        wanted = self.cleaned_data
        if wanted["q"]:
            posts = posts.saying(wanted["q"])
        if wanted["count"]:
            posts = posts.with_cards(int(wanted["count"]))
        if wanted["country"]:
            posts = posts.in_country(wanted["country"])
        if wanted["part"]:
            posts = posts.with_part(wanted["part"])
        return self._by_figures(posts.tagged(wanted["tag"]) if wanted["tag"] else posts)

    def _by_figures(self, posts: PostQuerySet) -> PostQuerySet:
        wanted = self.cleaned_data
        if wanted["gpu"]:
            posts = posts.with_gpu(wanted["gpu"])
        if wanted["vram"] is not None:
            posts = posts.holding(wanted["vram"])
        if wanted["budget"] is not None:
            posts = posts.within(wanted["budget"])
        return posts

    def arrange(self, posts: PostQuerySet, now: datetime) -> PostQuerySet:
        """Put them into the order of the tab; a period concerns the top."""
        tab, period = self.order, self.cleaned_data["period"]
        if tab == "top" and period:
            posts = posts.filter(published_at__gt=now - PERIODS[period])
        return posts.in_order(tab)

    @property
    def order(self) -> str:
        """The order that is asked for."""
        return str(getattr(self, "cleaned_data", {}).get("tab") or FIRST_TAB)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # generic for the type checker only
    """Numbered pages that count as far as they have to: what lies far behind the page costs nothing."""

    def __init__(self, posts: PostQuerySet, per_page: int, asked: int) -> None:
        super().__init__(posts, per_page)
        self._posts = posts
        self.bound = asked * per_page + LOOKED_AHEAD

    @cached_property
    def counted(self) -> int:
        """How many there are, up to one more than the bound."""
        return int(self._posts.order_by()[: self.bound + 1].count())

    @property
    def count(self) -> int:
        """How many there are, up to the bound."""
        return min(self.counted, self.bound)

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.counted > self.bound


@dataclass(frozen=True)
class Listing:
    """A page of the list, or what is wrong with the address."""

    form: FilterForm
    asked: QueryDict
    page: Page[Post] | None
    paginator: BoundedPaginator | None
    status: int
    posts: PostQuerySet | None = None  # of this page, in order
    reader: User | AnonymousUser | None = None

    @property
    def entries(self) -> list[Entry]:
        """The builds of this page, for what is no page. One query each time."""
        return [] if self.posts is None else [Entry(post) for post in self.posts.for_list()]

    @cached_property
    def lines(self) -> list[SafeString]:
        """The lines of this page. One query."""
        if self.posts is None or self.reader is None:
            return []
        return lines_of(self.posts, self.reader, self.form.order)

    @property
    def selects(self) -> dict[str, SafeString]:
        """The fields in which one of several is chosen."""
        return {name: select(self.form[name]) for name in ("gpu", "tag")}

    @property
    def last_page(self) -> int:
        """The last page that was counted."""
        return self.paginator.num_pages if self.paginator else 1

    @property
    def filtered(self) -> bool:
        """Whether the reader narrowed the list."""
        return any(self.wanted(name) for name in FILTERS) or bool(self.wanted("period"))

    @property
    def unusual(self) -> bool:
        """Whether a filter is in use that stands behind “more filters”."""
        return any(self.wanted(name) or self.form.errors.get(name) for name in MORE_FILTERS)

    def wanted(self, name: str) -> bool:
        """Tell whether the address narrows the list by this."""
        return getattr(self.form, "cleaned_data", {}).get(name) not in {None, ""}

    @property
    def query(self) -> str:
        """The filters and the tab as the rest of an address, without the page, ending in & if there are any."""
        return _rest(self.asked, {*FILTERS, "tab", "period"})

    @property
    def filters_query(self) -> str:
        """The filters as the rest of an address, for the other tabs."""
        return _rest(self.asked, set(FILTERS))

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The tabs: name, label, whether it is the one that is shown."""
        return [(name, str(label), name == self.form.order) for name, label in TABS.items()]

    @property
    def periods(self) -> list[tuple[str, str, bool]]:
        """The periods of the top."""
        chosen = getattr(self.form, "cleaned_data", {}).get("period") or ""
        return [(name, str(label), name == chosen) for name, label in PERIOD_LABELS.items()]


def listing(query: QueryDict, user: User | AnonymousUser, now: datetime) -> Listing:
    """Read the address and give the page that it asks for: 400 for a wrong value, 404 beyond the last page.

    Three queries: the GPUs to choose from, which a process keeps for a minute; how many there are as far as that
    matters; and, when they are read, the rows of the page, whose keys come out of an index.
    """
    form = FilterForm(query)
    if not form.is_valid():
        return Listing(form, query, None, None, 400)
    asked = int(form.cleaned_data["page"] or 1)
    posts = form.arrange(form.narrow(Post.objects.shown()), now)
    paginator = BoundedPaginator(posts, PER_PAGE, asked)
    try:
        page = paginator.page(asked)
    except EmptyPage:
        return Listing(form, query, None, paginator, 404)
    keys = posts.values("pk")[page.start_index() - 1 if paginator.count else 0 : asked * PER_PAGE]
    rows = Post.objects.filter(pk__in=keys).in_order(form.order)
    return Listing(form, query, page, paginator, 200, rows, user)


def _rest(asked: QueryDict, kept: set[str]) -> str:
    query = asked.copy()
    for name in set(query) - kept:
        del query[name]
    written = query.urlencode()
    return f"{written}&" if written else ""
