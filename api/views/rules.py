"""The rules, and the tables of fact that they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import NotFound

import engine.rules  # noqa: F401  # importing the package fills the registry
from api import documents
from api.examples import PLATFORM_TABLE, RULE_READ
from api.serializers import rules as serializers
from api.sparse import PARAMETER
from api.views.catalogue import CatalogueDetail, CatalogueList
from browse.platform_tables import Table, platform_tables
from catalog.models import Source
from engine.registry import RULES

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from engine.registry import Rule

NO_ROWS = Source.objects.none()  # of no model: what is listed is code
RULE_EXAMPLE = OpenApiExample(
    "A socket that does not fit",
    description="The examples are shortened.",
    value=RULE_READ,
    response_only=True,
    status_codes=["200"],
)
TABLE_EXAMPLE = OpenApiExample("Wall circuits", value=PLATFORM_TABLE, response_only=True, status_codes=["200"])


class Rules(CatalogueList):
    """Rules."""

    serializer_class = serializers.RuleSerializer
    queryset = NO_ROWS

    def get_queryset(self) -> list[Rule]:  # type: ignore[override]  # a list is paged alike
        """Give every rule, in the order in which they are asked."""
        return list(RULES.values())

    @documents.documented(
        "List rules",
        "Every rule that builds are judged by: at which levels it speaks, which facts it reads, why it matters, when "
        "it is unknown or gives no verdict, and its source.",
        {200: serializers.RuleSerializer(many=True)},
        operation_id="rules_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List rules."""
        return super().get(request, *args, **kwargs)


class RuleDetail(CatalogueDetail):
    """One rule."""

    serializer_class = serializers.RuleDetailSerializer
    queryset = NO_ROWS
    lookup_field = "code"

    def get_object(self) -> Rule:
        """Give the rule with the code of the address."""
        code = self.kwargs["code"]
        if code not in RULES:
            raise NotFound(_("There is no rule %(code)s.") % {"code": code})
        return RULES[code]

    @documents.documented(
        "Read a rule",
        "A rule with examples worked out of the catalogue as it is: reference builds of which it speaks, with as "
        "little changed as was needed, and last one that passes (`level` null). `read` and `surroundings` hold "
        "the facts that the rule read on its way. A level without an example is one that no part at hand leads to.",
        {200: serializers.RuleDetailSerializer},
        documents.READS_ONE,
        operation_id="rules_read",
        parameters=[PARAMETER],
        examples=[RULE_EXAMPLE],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Read a rule."""
        return super().get(request, *args, **kwargs)


class PlatformTables(CatalogueList):
    """Platform tables."""

    serializer_class = serializers.PlatformTableSerializer
    queryset = NO_ROWS

    def get_queryset(self) -> list[Table]:  # type: ignore[override]  # as above
        """Give every table."""
        return list(platform_tables())

    @documents.documented(
        "List platform tables",
        "The tables about sockets, chipsets, lanes, circuits and software that rules read, as no part data records "
        "them, with the number of their rows.",
        {200: serializers.PlatformTableSerializer(many=True)},
        operation_id="platform_tables_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List platform tables."""
        return super().get(request, *args, **kwargs)


class PlatformTableDetail(CatalogueDetail):
    """One platform table."""

    serializer_class = serializers.PlatformTableDetailSerializer
    queryset = NO_ROWS

    def get_object(self) -> Table:
        """Give the table with the slug of the address."""
        slug = self.kwargs["slug"]
        table = next((each for each in platform_tables() if each.slug == slug), None)
        if table is None:
            raise NotFound(_("There is no platform table %(slug)s.") % {"slug": slug})
        return table

    @documents.documented(
        "Read a platform table",
        "The rows of a table, each with its `source`; “general knowledge, unchecked” means that no document was read.",
        {200: serializers.PlatformTableDetailSerializer},
        documents.READS_ONE,
        operation_id="platform_tables_read",
        parameters=[PARAMETER],
        examples=[TABLE_EXAMPLE],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Read a platform table."""
        return super().get(request, *args, **kwargs)
