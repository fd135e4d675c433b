"""The list of shared builds: a line for each, and the filters as they stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from builder.assess import level_count
from community.models import Post
from engine.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page
    from django.http import QueryDict
    from django.utils.functional import _StrPromise

    from catalog.models import Gpu
    from community.querysets import PostQuerySet

PER_PAGE = 20
MAX_USD = 9_999_999
MAX_GIB = 9_999
MAX_PAGE = 100_000


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

    gpu = forms.ChoiceField(
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
    page = AsciiNumberField(
        min_value=1,
        max_value=MAX_PAGE,
        decimal_places=0,
        message=gettext_lazy("Page: write a whole number from 1, such as 2."),
    )

    def __init__(self, query: QueryDict, gpus: Iterable[Gpu]) -> None:
        """Take the address's query, and the GPUs that there are to choose from."""
        super().__init__(query)
        choices = [("", _("Any")), *((gpu.slug, gpu.short_name) for gpu in gpus)]
        cast("forms.ChoiceField", self.fields["gpu"]).choices = choices

    def narrow(self, posts: PostQuerySet) -> PostQuerySet:
        """Keep the builds that the reader wants to see."""
        wanted = self.cleaned_data
        if wanted["gpu"]:
            posts = posts.with_gpu(wanted["gpu"])
        if wanted["vram"] is not None:
            posts = posts.holding(wanted["vram"])
        if wanted["budget"] is not None:
            posts = posts.within(wanted["budget"])
        return posts


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    post: Post

    @property
    def level(self) -> str:
        """The strongest level that keeps a build from being called without problem."""
        if self.post.problem_count:
            return Level.PROBLEM
        return Level.WARNING if self.post.warning_count else "ok"

    @property
    def verdict(self) -> str:
        """What the rules found, in a few words."""
        post = self.post
        if post.problem_count:
            return level_count(Level.PROBLEM, post.problem_count)
        if post.warning_count:
            return level_count(Level.WARNING, post.warning_count)
        if post.unknown_count:
            unknown = level_count(Level.UNKNOWN, post.unknown_count)
            return _("No problem, %(unknown)s") % {"unknown": unknown}
        return _("No problem")

    @property
    def whole(self) -> bool:
        """Whether every part that had to be bought had a price."""
        return self.post.priced_count == self.post.part_count


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list, or what is wrong with the address."""

    form: FilterForm
    asked: QueryDict
    page: Page[Post] | None
    last_page: int
    status: int

    @property
    def entries(self) -> list[Entry]:
        """The lines of this page."""
        return [Entry(post) for post in self.page] if self.page else []

    @property
    def filtered(self) -> bool:
        """Whether the reader narrowed the list."""
        wanted = getattr(self.form, "cleaned_data", {})
        return any(wanted.get(name) not in {None, ""} for name in ("gpu", "vram", "budget"))

    @property
    def query(self) -> str:
        """The filters as the rest of an address, without the page, ending in & if there are any."""
        query = self.asked.copy()
        for name in set(query) - {"gpu", "vram", "budget"}:
            del query[name]
        kept = query.urlencode()
        return f"{kept}&" if kept else ""


def listing(query: QueryDict) -> Listing:
    """Read the address and give the page that it asks for: 400 for a wrong value, 404 beyond the last page."""
    form = FilterForm(query, Post.objects.all().gpus())
    if not form.is_valid():
        return Listing(form, query, None, 1, 400)
    paginator = Paginator(form.narrow(Post.objects.for_list()), PER_PAGE)
    try:
        page = paginator.page(int(form.cleaned_data["page"] or 1))
    except EmptyPage:
        return Listing(form, query, None, paginator.num_pages, 404)
    return Listing(form, query, page, paginator.num_pages, 200)
