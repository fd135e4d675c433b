"""The app's name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PricesConfig(AppConfig):
    """See the package's docstring."""

    name = "prices"
    verbose_name = _("Prices")
    default_auto_field = "django.db.models.BigAutoField"
