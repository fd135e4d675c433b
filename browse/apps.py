"""The app's name, and what it brings to alerts, which live in a layer below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrowseConfig(AppConfig):
    """See the package's docstring."""

    name = "browse"
    verbose_name = _("Browse")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch lists and builds for alerts: what they are is known here."""
        from browse import alert_watch  # noqa: PLC0415  # models are not loaded before
        from prices.alert_hits import WATCHERS  # noqa: PLC0415

        WATCHERS.update(alert_watch.WATCHERS)
