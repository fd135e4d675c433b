"""Price alerts: asked for by anyone with a mail address; an account sees and deletes its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, Throttled, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api.documents import WRITES, documented
from api.filtering import refuse_unknown
from api.serializers.alerts import AlertSerializer, AskedAlertSerializer, AskedLinkSerializer, NotedSerializer
from api.throttling import WriteThrottle
from browse.alert_form import AlertForm, asker
from browse.alerts import LinkForm, too_many
from prices import alerts
from prices.alerts import TooManyAsksError
from prices.models import Alert

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class TooOftenError(Throttled):
    """More than one may ask for in an hour, in the words of the page."""

    def __init__(self, error: TooManyAsksError) -> None:
        """Take the wait over."""
        super().__init__(wait=error.wait)
        self.detail = too_many(error)  # type: ignore[assignment]  # a text, as the framework's own becomes


@method_decorator(never_cache, name="dispatch")
class Alerts(APIView):
    """Alerts of the account, and the door for new ones."""

    throttle_classes = (WriteThrottle,)

    @documented(
        "List one's alerts",
        "The confirmed alerts of the account that is signed in, the newest first. Alerts of an address without an "
        "account are seen by the link that is sent to it.",
        {200: AlertSerializer(many=True)},
        (400, 403),
        operation_id="alerts_list",
    )
    def get(self, request: Request) -> Response:
        """List one's alerts."""
        refuse_unknown(request, [])
        rows = own(request).select_related("part", "address").defer("part__raw", "part__search_text")
        return Response(AlertSerializer(rows, many=True).data)

    @documented(
        "Set an alert",
        "Asks for a mail when a part, one of a list of parts, or a build costs less than `amount`. A mail with a link "
        "confirms it within 48 hours, unless the account confirmed this address before. The answer is the same "
        "whatever the address has already: at most 20 alerts an address, five requests an hour.",
        {202: NotedSerializer},
        WRITES,
        request=AskedAlertSerializer,
        operation_id="alerts_create",
    )
    def post(self, request: Request) -> Response:
        """Set an alert."""
        refuse_unknown(request, [])
        asked = AskedAlertSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = read(AlertForm(asked.validated_data))
        try:
            watching = alerts.ask(form.cleaned_data["email"], form.wanted(), asker(request), timezone.now())
        except TooManyAsksError as error:
            raise TooOftenError(error) from error
        said = _("If this address can have one more alert, a mail with a link that confirms it is on its way.")
        return Response(
            {"detail": _("Watching.") if watching else said, "watching": watching}, status=status.HTTP_202_ACCEPTED
        )


@method_decorator(never_cache, name="dispatch")
class AlertLink(APIView):
    """The link to the alerts of an address."""

    throttle_classes = (WriteThrottle,)

    @documented(
        "Ask for the link to one's alerts",
        "Sends the address a link with which its alerts are seen and deleted. The answer is the same if it has none.",
        {202: NotedSerializer},
        WRITES,
        request=AskedLinkSerializer,
        operation_id="alerts_link",
    )
    def post(self, request: Request) -> Response:
        """Ask for the link."""
        refuse_unknown(request, [])
        asked = AskedLinkSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = read(LinkForm(asked.validated_data))
        try:
            alerts.ask_for_link(form.cleaned_data["email"], asker(request), timezone.now())
        except TooManyAsksError as error:
            raise TooOftenError(error) from error
        said = _("If this address has alerts, a mail with the link is on its way.")
        return Response({"detail": said, "watching": False}, status=status.HTTP_202_ACCEPTED)


@method_decorator(never_cache, name="dispatch")
class OneAlert(APIView):
    """One alert of the account."""

    throttle_classes = (WriteThrottle,)

    @documented(
        "Delete an alert",
        "Deletes an alert of the account that is signed in.",
        {204: None},
        (400, 403, 404, 429),
        operation_id="alerts_delete",
    )
    def delete(self, request: Request, number: int) -> Response:
        """Delete an alert."""
        refuse_unknown(request, [])
        get_object_or_404(own(request), pk=number).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


def own(request: Request) -> QuerySet[Alert]:
    """Give the confirmed alerts of the account."""
    if not request.user.is_authenticated:
        raise NotAuthenticated
    return Alert.objects.filter(user=request.user, confirmed_at__isnull=False)


def read(form: Any) -> Any:  # noqa: ANN401  # whichever form it is
    """Give a form that can be read, or refuse it field by field."""
    if not form.is_valid():
        errors: dict[str, list[str]] = {name: [str(each) for each in said] for name, said in form.errors.items()}
        raise ValidationError({name.replace("__all__", ""): said for name, said in errors.items()})
    return form
