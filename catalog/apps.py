"""The app's name, and what it does after migrations."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from catalog import search_index


class CatalogueConfig(AppConfig):
    """See the package's docstring."""

    name = "catalog"
    verbose_name = _("Catalogue")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look after the search index whenever migrations have run."""
        post_migrate.connect(_mend_index, sender=self)


def _mend_index(*, using: str, **_named: Any) -> None:  # noqa: ANN401  # what Django sends besides
    search_index.mend(connections[using])
