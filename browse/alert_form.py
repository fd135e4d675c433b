"""What one may ask of an alert: what to watch, under which price, and where to write to. Pages and API share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.alert_watch import PAGE_ONLY
from browse.fact_reports import asker_of
from browse.kinds import MANY
from browse.part_prices import CURRENCIES
from browse.parts import asked
from browse.wanted import UnreadableError
from builder.models import Build
from builder.saying import OneOfField
from catalog.models import Kind, Part
from catalog.revisions import current
from prices.alert_models import MOST_QUERY
from prices.alerts import Asker, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

MOST_AMOUNT = 1_000_000
TARGETS = ("part", "kind", "query", "build")


class AlertForm(forms.Form):
    """One of a part, a list (its kind and query string) and a build; an amount; a mail address."""

    part = forms.SlugField(required=False, max_length=140, widget=forms.HiddenInput)
    kind = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=MOST_QUERY, widget=forms.HiddenInput)
    build = forms.SlugField(required=False, max_length=12, widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label=_l("Tell me under"), min_value=1, max_value=MOST_AMOUNT, max_digits=9, decimal_places=2
    )
    currency = OneOfField([(each, each) for each in CURRENCIES], label=_l("Currency"), initial="USD")
    email = forms.EmailField(
        label=_l("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_l("For alerts alone. Nothing goes there before you have confirmed it."),
    )

    def __init__(self, given: Mapping[str, Any] | None = None, watched: Mapping[str, Any] | None = None) -> None:
        """Take what was given; `watched`: what the address of a form names, before it is filled in."""
        super().__init__(given, initial=dict(watched or {}), auto_id="alert_%s")

    def clean(self) -> dict[str, Any]:
        """Find what is to be watched."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(name in self.errors for name in TARGETS):
            try:
                found["watched"] = watched_by(found)
            except UnreadableError as error:
                for name, said in error.wrong.items():
                    self.add_error(name if name in self.fields else "query", f"{name}: {said}")
        return found

    def wanted(self) -> Wanted:
        """Give what was asked."""
        given = self.cleaned_data
        return Wanted(given["amount"], given["currency"], **given["watched"])


def watched_by(given: Mapping[str, Any]) -> dict[str, Any]:
    """Find what is named, and what to call it.

    Raises:
        UnreadableError: nothing, more than one thing, or something that there is not; by parameter.
    """
    part, kind, query, build = (str(given.get(name) or "") for name in TARGETS)
    if sum(map(bool, (part, kind, build))) != 1:
        raise UnreadableError({"part": _("Name one of: a part (part), a list (kind, query), a build (build).")})
    if query and not kind:
        raise UnreadableError({"query": _("A query belongs to a kind of parts.")})
    if part:
        row = Part.objects.filter(slug=part, withdrawn_at=None).only("slug", "name", "kind").first()
        if row is None:
            raise UnreadableError({"part": _("There is no such part.")})
        return {"part": row, "title": row.name}
    if kind:
        return _list(kind, query)
    found = Build.objects.filter(code=build).first()
    if found is None:
        raise UnreadableError({"build": _("There is no build with this code.")})
    return {"build": found.code, "title": str(found)}


def _list(kind: str, query: str) -> dict[str, Any]:
    """Read a list's query string as its page does, without what only orders or pages it."""
    if kind not in Kind.values:
        raise UnreadableError({"kind": _("Allowed: %(values)s.") % {"values": ", ".join(Kind.values)}})
    changing = QueryDict(query, mutable=True)
    for name in PAGE_ONLY:
        changing.pop(name, None)
    selection = asked(changing, Kind(kind), current())
    title = _("%(kind)s, a list of %(n)s") % {"kind": MANY[Kind(kind)], "n": len(selection)}
    return {"kind": kind, "query": changing.urlencode()[:MOST_QUERY], "title": title}


def asker(request: HttpRequest) -> Asker:
    """Give who asks."""
    user = request.user if request.user.is_authenticated else None
    return Asker(asker_of(request), user, request.build_absolute_uri("/").rstrip("/"))
