"""Numbers with their units, as every page writes them."""

from __future__ import annotations

from django import template

register = template.Library()
