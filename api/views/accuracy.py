"""How far the estimates are off: the figures of the page `/accuracy/`, and the runs behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import documents
from api.serializers import accuracy as serializers
from api.sparse import PARAMETER
from api.views.catalogue import CatalogueList
from browse.accuracy_figures import Line, lines, scored_runs
from catalog.filters import MeasuredRunFilter
from catalog.models import MeasuredRun
from catalog.run_kinds import GROUPS

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class Accuracy(CatalogueList):
    """The error of the estimates."""

    serializer_class = serializers.AccuracySerializer
    queryset = MeasuredRun.objects.none()

    def get_queryset(self) -> list[Line]:  # type: ignore[override]  # a list is paged alike
        """Work the figures out of the stored runs."""
        scored = scored_runs()
        return [line for estimator in GROUPS for line in lines(estimator, scored)]

    @documents.documented(
        "Error of the estimates",
        "How far the estimates of memory and speed lie from published measurements, by kind of work and as a whole, "
        "and how far simpler ways lie on the same runs. A speed is predicted with constants that were fitted without "
        "that GPU, memory without knowing the framework.",
        {200: serializers.AccuracySerializer(many=True)},
        operation_id="accuracy_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List the figures."""
        return super().get(request, *args, **kwargs)


class AccuracyRuns(CatalogueList):
    """Measured runs."""

    serializer_class = serializers.MeasuredRunSerializer
    filterset_class = MeasuredRunFilter
    queryset = MeasuredRun.objects.select_related("gpu").order_by("estimator", "type", "key")

    @documents.documented(
        "List measured runs",
        "Published measurements with what the estimate says of each, its range, what simpler ways say, and the source. "
        "`asked` holds the question by the names that the estimates take. A run that is not `scored` takes no part in "
        "the figures: `flag` or `declined` says why.",
        {200: serializers.MeasuredRunSerializer(many=True)},
        operation_id="accuracy_runs_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List measured runs."""
        return super().get(request, *args, **kwargs)
