"""The app's name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RigwrightConfig(AppConfig):
    """See the package's docstring."""

    name = "config"
    verbose_name = _("Rigwright")
    default_auto_field = "django.db.models.BigAutoField"
