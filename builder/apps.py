"""The app's name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuilderConfig(AppConfig):
    """See the package's docstring."""

    name = "builder"
    verbose_name = _("Builder")
    default_auto_field = "django.db.models.BigAutoField"
