"""Where the data comes from, and how much of it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import documents
from api.serializers import sources as serializers
from api.sparse import PARAMETER
from api.views.catalogue import CatalogueList
from browse.data_page import Counts, counted
from browse.fill_rates import Rates, fill_rates
from catalog.models import Source

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class Sources(CatalogueList):
    """Sources."""

    serializer_class = serializers.CountedSourceSerializer
    queryset = Source.objects.none()

    def get_queryset(self) -> list[Counts]:  # type: ignore[override]  # a list is paged alike
        """Give every source that is named by a key."""
        return counted()

    @documents.documented(
        "List sources",
        "Every source of facts and prices with its licence and credit, how many rows came from it, and when it was "
        "last read.",
        {200: serializers.CountedSourceSerializer(many=True)},
        operation_id="sources_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List sources."""
        return super().get(request, *args, **kwargs)


class FillRates(CatalogueList):
    """How much is known."""

    serializer_class = serializers.RatesSerializer
    queryset = Source.objects.none()  # of no model: what is listed is counted

    def get_queryset(self) -> list[Rates]:  # type: ignore[override]  # as above
        """Count what is known."""
        return fill_rates()

    @documents.documented(
        "List fill rates",
        "For each kind of part, for GPUs and for models: each fact with the number of rows that state it. Of parts, "
        "those offered for new builds. Counted on what is loaded.",
        {200: serializers.RatesSerializer(many=True)},
        operation_id="fill_rates_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List fill rates."""
        return super().get(request, *args, **kwargs)
