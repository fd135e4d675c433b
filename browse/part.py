"""The page of one part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from browse.asking import Query, RefusedError, read, shows
from browse.fact_reports import ReportForm, asker_of
from browse.in_case import is_drawn
from browse.kept import Keeper
from browse.kinds import MANY, kind_of
from browse.part_page import Page
from browse.related import related
from builder import mine
from builder.models import Item
from catalog import convert, shelves
from catalog.models import Kind, Part
from catalog.reporting import TooManyReportsError, report
from catalog.revisions import current
from prices.demo import demo_points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from browse.home import Section
    from builder.models import Build

SHOWN_BUILDS = 8
MINUTE = 60  # seconds
SECTIONS: list[Callable[[Part], Section]] = []  # what higher layers bring along: appended to in AppConfig.ready


class PartQuery(Query):
    """What the page of a part may be asked: in which case to draw it."""

    page = None  # type: ignore[assignment]  # how Django takes a field out of a subclass
    case = forms.SlugField(required=False, max_length=140, label=_l("Case"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of a part as far as it is the same for everyone, written out."""

    page: Page
    body: SafeString
    sources: SafeString  # for the foot
    description: str
    sections: list[Section]


SHEETS: Keeper[Sheet] = Keeper(128)


@shows
def part(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show one part: its price, its facts with their sources, and what can be done with it."""
    chosen = kind_of(kind)
    asked = read(PartQuery(request.GET)).value("case")
    builds = own_builds(request, slug)
    own_case = next((build.case_id for build in builds if build.case_id), None)  # type: ignore[attr-defined]  # annotated
    key = (chosen, slug, asked, own_case, get_language(), timezone.localdate())
    revisions = current()
    sheet = SHEETS.get(key, lambda: revisions)
    if sheet is None:
        sheet = SHEETS.keep(key, sheet_of(chosen, slug, asked, own_case, revisions), revisions)
    context = {
        "page": sheet.page,
        "part": sheet.page.part,
        "sheet": sheet,
        "kinds_title": MANY[chosen],
        "builds": builds,
        "demo": demo_points(sheet.page.part),
        "having": [build for build in builds if build.has_it],  # type: ignore[attr-defined]  # annotated
    }
    return TemplateResponse(request, "browse/part.html", context)


def sheet_of(kind: Kind, slug: str, asked: str, own_case: int | None, revisions: Mapping[str, int]) -> Sheet:  # noqa: PLR0917  # what a page may be asked
    """Work out all that does not depend on who reads. At most five queries, and those of what the process keeps."""
    row, sources = find(kind, slug), shelves.sources(revisions)
    if asked and (kind is Kind.CASE or not is_drawn(row)):
        raise RefusedError([("case", _("A part like this one is not drawn in a case. Leave it out."))])
    near = related(row, revisions, asked_case=asked, own_case=own_case)
    if asked and near.fit is None:
        text = _("There is no such case in the catalogue, or neither it nor this part states its size.")
        raise RefusedError([("case", text)], status=404)
    page = Page(row, near, sources, today=timezone.localdate())
    body = render_to_string("browse/partials/part_sheet.html", {"page": page, "part": row})
    foot = render_to_string("components/sources.html", {"sources": page.letters.sources})
    return Sheet(page, body, foot, page.summary, [section(row) for section in SECTIONS])


@require_http_methods(["GET", "HEAD", "POST"])
def report_fact(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Ask what is wrong with a fact, and note it. No account is needed; how many one may send is limited."""
    if kind not in Kind.values:
        raise Http404
    row = find(Kind(kind), slug)
    form = ReportForm(row, request.POST if request.method == "POST" else None)
    context = {"part": row, "form": form, "kinds_title": MANY[Kind(kind)]}
    if not form.is_valid():
        return TemplateResponse(request, "browse/report.html", context, status=422 if form.is_bound else 200)
    by = request.user if request.user.is_authenticated else None
    try:
        report(row, form.claim(), by=by, asker=asker_of(request), at=timezone.now())
    except TooManyReportsError as error:
        form.add_error(None, too_many(error))
        headers = {"Retry-After": str(error.wait)}
        return TemplateResponse(request, "browse/report.html", context, status=429, headers=headers)
    thanks = _("Thank you. Somebody will look at what you name; until then the fact stays as it is.")
    messages.success(request, thanks)
    return redirect(row)


def too_many(error: TooManyReportsError) -> str:
    """Say which limit was met, and when to come back."""
    if error.of_fact:
        return _("This fact has been reported several times, and nobody has looked at it yet. Come back tomorrow.")
    minutes = -(-error.wait // MINUTE)
    wait = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return _("You have sent as many reports as one may in an hour. Come back in %(wait)s.") % {"wait": wait}


def own_builds(request: HttpRequest, slug: str) -> list[Build]:
    """Give the reader's builds, newest change first: whether each has the part, and its case. One query, or none."""
    if not mine.has_any(request):
        return []
    items = Item.objects.filter(build=OuterRef("pk"))
    cases = items.filter(kind=Kind.CASE, part__isnull=False).order_by("position").values("part")[:1]
    having = Exists(items.filter(part__slug=slug))
    return list(mine.builds_of(request).annotate(has_it=having, case_id=Subquery(cases))[:SHOWN_BUILDS])


def find(kind: Kind, slug: str) -> Part:
    """Find a part with its facts and price, but not their sources. Withdrawn parts are found as well. One query."""
    joins = [convert.spec_class(kind).accessor, "price"]
    unread = ["raw", "search_text"]
    if kind is Kind.CARD:
        joins.append("graphics_card__gpu")
        unread.append("graphics_card__gpu__raw")
    rows = Part.objects.of_kind(kind).defer(*unread).select_related(*joins)
    return get_object_or_404(rows, slug=slug)
