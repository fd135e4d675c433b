"""Rules with examples, and the tables of fact that they read, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.findings import FindingSerializer
from browse.platform_tables import Table, json_rows, tables_read
from browse.rule_examples import KINDS, Line, Shown, examples_of
from browse.rule_facts import raw
from catalog.models import Kind
from engine.concerns import concern_of
from engine.registry import Rule  # noqa: TC001  # drf-spectacular reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.watching import Reading


class RuleSerializer(serializers.Serializer[Any]):
    """A rule. Sentences are in the language of the request; an empty `unknown` or `silent` means never."""

    code = serializers.CharField()
    summary = serializers.SerializerMethodField()
    concern = serializers.SerializerMethodField()
    levels = serializers.ListField(
        child=serializers.CharField(), help_text="problem, warning or note; the strongest first."
    )
    fields = serializers.ListField(  # type: ignore[assignment]  # the attribute is taken out again
        child=serializers.CharField(), help_text="The facts that it reads, such as board.socket or context.os."
    )
    kinds = serializers.SerializerMethodField()
    mends = serializers.SerializerMethodField()
    settings = serializers.ListField(child=serializers.CharField(), help_text="Fields of the context that resolve it.")
    tables = serializers.SerializerMethodField()
    outline = serializers.BooleanField(source="about.outline")
    why = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # as above
    unknown = serializers.SerializerMethodField()
    silent = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_summary(self, rule: Rule) -> str:
        """Give the rule in one sentence."""
        return _(rule.summary)

    def get_concern(self, rule: Rule) -> str:
        """Give the heading under which it is listed."""
        return _(concern_of(rule).title)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_kinds(self, rule: Rule) -> list[str]:
        """Give the kinds of parts that it reads."""
        return [kind.value for kind in Kind if any(KINDS[each] is kind for each in rule.reads)]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_mends(self, rule: Rule) -> list[str]:
        """Give the kinds of parts of which another one can resolve what it finds, the best first."""
        return [KINDS[kind].value for kind in rule.mends]

    def get_tables(self, rule: Rule) -> list[str]:
        """Give the slugs of the platform tables that it reads."""
        return sorted(tables_read(rule))

    def get_why(self, rule: Rule) -> str:
        """Say why it matters."""
        return _(rule.about.why)

    def get_source(self, rule: Rule) -> str:
        """Say where it comes from."""
        return _(rule.about.source)

    def get_unknown(self, rule: Rule) -> str:
        """Say when it answers unknown."""
        return _(rule.about.unknown) if rule.about.unknown else ""

    def get_silent(self, rule: Rule) -> str:
        """Say when it gives no verdict."""
        return _(rule.about.silent) if rule.about.silent else ""

    def get_url(self, rule: Rule) -> str:
        """Give the address of its page."""
        return reverse("browse:rule", args=[rule.code])


class ReferenceSerializer(serializers.Serializer[Any]):
    """The reference build that an example was made of."""

    code = serializers.CharField()
    title = serializers.CharField()


class ExamplePartSerializer(serializers.Serializer[Any]):
    """A part of an example, with what the rule read of it."""

    slug = serializers.CharField(source="part.key")
    name = serializers.CharField(source="part.name")
    kind = serializers.CharField()
    quantity = serializers.IntegerField()
    read = serializers.SerializerMethodField()

    def get_read(self, line: Line) -> dict[str, Any]:
        """Give the facts that were read; null: the catalogue, or the reader, does not say."""
        return facts(line.read)


class ExampleSerializer(serializers.Serializer[Any]):
    """A build of which the rule speaks, at `level`; null: of which it finds nothing, as all is well."""

    level = serializers.CharField(allow_null=True)
    finding = FindingSerializer(allow_null=True)
    made_of = ReferenceSerializer(source="build")
    parts = ExamplePartSerializer(source="lines", many=True)
    surroundings = serializers.SerializerMethodField()

    def get_surroundings(self, example: Shown) -> dict[str, Any]:
        """Give what was read of where the build is used."""
        return facts(example.surroundings)


class RuleDetailSerializer(RuleSerializer):
    """A rule with what else is said of it, and examples worked out of the catalogue as it is."""

    details = serializers.SerializerMethodField()
    examples = serializers.SerializerMethodField()

    def get_details(self, rule: Rule) -> list[str]:
        """Say more, in paragraphs."""
        return [_(text) for text in rule.details]

    @extend_schema_field(ExampleSerializer(many=True))
    def get_examples(self, rule: Rule) -> Any:  # noqa: ANN401  # as the serializer below writes it
        """Give an example for each level of which there is one, and one that passes last."""
        found = examples_of(rule)
        return ExampleSerializer([*found.firing, *([found.passing] if found.passing else [])], many=True).data


class PlatformTableSerializer(serializers.Serializer[Any]):
    """A table of fact about platforms."""

    slug = serializers.CharField()
    title = serializers.CharField()
    rows = serializers.SerializerMethodField()

    def get_rows(self, table: Table) -> int:
        """Count its rows."""
        return len(table.rows)


class PlatformTableDetailSerializer(PlatformTableSerializer):
    """A table of fact about platforms with its rows, each with its `source`; a key in `key` where it has one."""

    rows = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_rows(self, table: Table) -> list[dict[str, Any]]:  # type: ignore[override]  # the rows in place of their number
        """Give its rows."""
        return json_rows(table.slug)


def facts(read: Iterable[Reading]) -> dict[str, Any]:
    """Give what was read by the names of the fields."""
    return {each.name: raw(each.value) for each in read}
