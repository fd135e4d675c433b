"""The app's name, and what it brings to the first page."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    """See the package's docstring."""

    name = "community"
    verbose_name = _("Community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the newest builds on the first page, which lives in a layer below."""
        from browse import home  # noqa: PLC0415  # models are not loaded before
        from community import newest  # noqa: PLC0415

        home.SECTIONS.append(newest.section)
