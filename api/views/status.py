"""The state of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import documented
from api.filtering import refuse_unknown
from api.serializers.status import StatusSerializer
from browse.status import status_of

if TYPE_CHECKING:
    from rest_framework.request import Request


@method_decorator(never_cache, name="dispatch")
class StatusNow(APIView):
    """How old prices are, what runs and what fails."""

    authentication_classes = ()

    @documented(
        "Read the state",
        "How old prices are by source and seller (at most 200, those with the most offers), what is due, being looked "
        "at and failing and why, the last looks, hosts that are left alone, and whether database and broker answer.",
        {200: StatusSerializer},
        operation_id="status_read",
    )
    def get(self, request: Request) -> Response:
        """Read the state."""
        refuse_unknown(request, [])
        return Response(StatusSerializer(status_of(timezone.now())).data)
