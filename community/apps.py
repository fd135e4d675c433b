"""The app's name, and what it brings to pages of layers below."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    """See the package's docstring."""

    name = "community"
    verbose_name = _("Community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the newest builds on the first page, those with a part on its page, and hide what moderators hid."""
        from browse import home, part  # noqa: PLC0415  # models are not loaded before
        from builder import models  # noqa: PLC0415
        from community import newest, uses  # noqa: PLC0415
        from community.querysets import readable  # noqa: PLC0415

        home.SECTIONS.append(newest.section)
        part.SECTIONS.append(uses.section)
        models.READABLE.append(partial(readable, "post__"))
