"""What the page of a build's power may be asked: the country, the hours of work a day, a limit on every card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from browse.asking import Query, WholeNumber
from builder.surroundings import DEFAULT_COUNTRY
from catalog.models import Country
from engine.platforms.power_limits import MOST_LIMIT_W

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN = re.compile(r"\d{1,2}(\.\d{1,2})?", re.ASCII)
HOURS_A_DAY = 8.0
MOST_HOURS = 24
HOURS_WANTED = gettext_lazy("Write hours a day from 0 to 24, such as 8 or 7.5.")
LIMIT_WANTED = gettext_lazy("Write watts for each card: a whole number from 1 to 2000.")


class PowerQuery(Query):
    """The address of the page. What is left out takes its default."""

    defaults = {"hours": HOURS_A_DAY}
    page = None  # type: ignore[assignment]  # there are no pages
    country = forms.CharField(required=False, max_length=2)
    hours = forms.CharField(required=False, max_length=10, error_messages={"max_length": HOURS_WANTED})
    limit = WholeNumber(
        required=False,
        min_value=1,
        max_value=MOST_LIMIT_W,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), LIMIT_WANTED),
    )

    def __init__(self, data: Mapping[str, str], usual: str = DEFAULT_COUNTRY) -> None:
        """Read the countries that have a tariff: one query. `usual` is the country unless one is asked for."""
        super().__init__(data)
        self.usual = usual
        self.countries = {each.code: each for each in Country.objects.exclude(usd_per_kwh=None)}

    def clean_country(self) -> Country | None:
        """Find the country; the default is None where nobody has loaded any."""
        code = self.cleaned_data["country"].upper()
        if code and code not in self.countries:
            said = _("No tariff of such a country is known. Known: %(codes)s.")
            raise forms.ValidationError(said % {"codes": ", ".join(sorted(self.countries)) or _("none")})
        return self.countries.get(code or self.usual)

    def clean_hours(self) -> float | None:
        """Read the hours."""
        written = self.cleaned_data["hours"].strip()
        if not written:
            return None
        if not WRITTEN.fullmatch(written) or float(written) > MOST_HOURS:
            raise forms.ValidationError(str(HOURS_WANTED))
        return float(written)
