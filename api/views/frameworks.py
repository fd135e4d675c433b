"""Frameworks, and which GPUs their builds hold code for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from api import documents
from api.serializers import frameworks as serializers
from api.sparse import PARAMETER
from api.views.catalogue import CatalogueDetail, CatalogueList
from catalog.filters import FrameworkFilter
from catalog.models import Framework, FrameworkRelease

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response


class Frameworks(CatalogueList):
    """Frameworks."""

    serializer_class = serializers.FrameworkSerializer
    filterset_class = FrameworkFilter
    queryset = Framework.objects.order_by("name", "pk")

    @documents.documented(
        "List frameworks",
        "Deep-learning frameworks: who makes them, under which licence, what they run on, and whether somebody still "
        "works on them.",
        {200: serializers.FrameworkSerializer(many=True)},
        operation_id="frameworks_list",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List frameworks."""
        return super().get(request, *args, **kwargs)


class FrameworkDetail(CatalogueDetail):
    """One framework."""

    serializer_class = serializers.FrameworkDetailSerializer
    queryset = Framework.objects.prefetch_related(Prefetch("releases", FrameworkRelease.objects.order_by("key")))

    @documents.documented(
        "Read a framework",
        "A framework with the source of each fact, and the builds whose GPUs were read: compute capabilities with "
        "machine code, the one with PTX, or the least one for NVIDIA; gfx names for AMD; architectures for Intel "
        "(`any`: all of the maker's).",
        {200: serializers.FrameworkDetailSerializer},
        documents.READS_ONE,
        operation_id="frameworks_read",
        parameters=[PARAMETER],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """Read a framework."""
        return super().get(request, *args, **kwargs)
