"""What the site rests on: every rule, with examples, and the tables that rules read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

import engine.rules  # noqa: F401  # importing the package fills the registry
from browse.asking import MAX_WORDS, Query, read, refuse_unknown, shows
from browse.platform_tables import SOFTWARE, TABLES, platform_tables, tables_read
from browse.rule_examples import KINDS, examples_of
from browse.rule_facts import SURROUNDINGS, grouped, words
from browse.rule_shown import Told
from catalog.models import Kind
from catalog.templatetags.units import level_word
from engine.concerns import concern_of, concerns
from engine.findings import Level
from engine.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from engine.registry import Rule


class RulesQuery(Query):
    """What the list of rules may be asked."""

    q = forms.CharField(required=False, label=_l("Words"), max_length=MAX_WORDS)
    level = forms.ChoiceField(
        required=False,
        label=_l("Level"),
        choices=[
            ("", _l("Any")),
            (Level.PROBLEM.value, _l("Problem")),
            (Level.WARNING.value, _l("Warning")),
            (Level.NOTE.value, _l("Note")),
        ],
    )
    kind = forms.ChoiceField(required=False, label=_l("Kind of part"), choices=[("", _l("Any")), *Kind.choices])
    table = forms.ChoiceField(required=False, label=_l("Table"), choices=[(slug, slug) for slug, *_more in TABLES])


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule as a page shows it: in words, in the language of the page."""

    rule: Rule

    @property
    def summary(self) -> str:
        """The rule in one sentence."""
        return _(self.rule.summary)

    @property
    def more(self) -> list[str]:
        """What its docstring says beyond that."""
        return [_(text) for text in self.rule.details]

    @property
    def why(self) -> str:
        """Why it matters."""
        return _(self.rule.about.why)

    @property
    def unknown(self) -> str:
        """When it answers unknown."""
        return _(self.rule.about.unknown) if self.rule.about.unknown else _("never.")

    @property
    def silent(self) -> str:
        """When it gives no verdict."""
        return _(self.rule.about.silent) if self.rule.about.silent else ""

    @property
    def source(self) -> str:
        """Where it comes from."""
        return _(self.rule.about.source)

    @property
    def levels(self) -> list[tuple[str, str]]:
        """The levels at which it speaks, each with its word."""
        return [(level.value, level_word(level)) for level in self.rule.levels]

    @property
    def fields(self) -> list[tuple[str, list[str]]]:
        """The facts that it reads, by what they are facts of."""
        return grouped(self.rule.fields)

    @property
    def mends(self) -> list[str]:
        """What can be changed to resolve what it finds."""
        kinds = [str(KINDS[kind].label) for kind in self.rule.mends]
        return kinds + [str(SURROUNDINGS.get(name) or words(name)) for name in self.rule.settings]

    @property
    def about_frameworks(self) -> bool:
        """Whether it speaks of software that the page of frameworks says more about."""
        return bool(SOFTWARE.search(" ".join((self.rule.summary, *self.rule.details))))

    @property
    def tables(self) -> list[tuple[str, _StrPromise]]:
        """The tables that it reads, as slug and title."""
        read_here = tables_read(self.rule)
        return [(slug, title) for slug, title, _rows in TABLES if slug in read_here]

    def said(self) -> str:
        """Give all that is said of it, for the search by words."""
        about = (self.rule.code, self.rule.summary, self.summary, *self.more, self.why, self.source)
        return " ".join(about).casefold()


@shows
def rule_list(request: HttpRequest) -> HttpResponse:
    """Name every rule by concern, and show the tables of fact that rules read."""
    query = read(RulesQuery(request.GET))
    kept = wanted(RULES.values(), query)
    groups = [
        (_(each.title), _(each.more) if each.more else "", [Explained(rule) for rule in each.rules])
        for each in concerns(kept)
    ]
    context = {"groups": groups, "shown": len(kept), "total": len(RULES), "query": query}
    return TemplateResponse(request, "browse/rules.html", context | {"tables": list(platform_tables())})


def wanted(rules: Iterable[Rule], query: RulesQuery) -> list[Rule]:
    """Keep the rules that were asked for."""
    level, kind, asked = query.value("level"), query.value("kind"), query.value("q").casefold().split()
    return [
        rule
        for rule in rules
        if (not level or level in rule.levels)
        and (not kind or any(KINDS[each] == kind for each in rule.reads))
        and (not asked or all(word in Explained(rule).said() for word in asked))
    ]


@shows
def rule_page(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one rule, with examples out of the catalogue. Two queries, once the examples are known."""
    refuse_unknown(request.GET, ())
    rule = rule_of(code)
    found = examples_of(rule)
    context = {
        "rule": Explained(rule),
        "concern": _(concern_of(rule).title),
        "firing": [Told(each) for each in found.firing],
        "passing": Told(found.passing) if found.passing else None,
        "missing": [level_word(level) for level in found.missing],
    }
    return TemplateResponse(request, "browse/rule.html", context)


def rule_of(code: str) -> Rule:
    """Give the rule with a code."""
    if code not in RULES:
        raise Http404(_("There is no rule %(code)s.") % {"code": code})
    return RULES[code]
