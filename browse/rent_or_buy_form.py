"""What one may ask of renting against buying, and the scenario that comes of it.

A field that is left empty takes its default: the build's, the country's or the offer's figure, or the site's
assumption. The address holds only what somebody entered; page and programs read it through the same form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from catalog.models import Country
from catalog.templatetags.units import number
from engine import economics
from engine.economics import defaults
from engine.economics.limits import ANY
from engine.economics.resale import Geometric
from engine.economics.scenario import Buying, Item, Renting, Scenario, Spot
from prices import rental
from prices.models import CloudOffer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.utils.functional import _StrPromise

    from browse.rent_or_buy_build import Machine
    from engine.economics.limits import Limits

WRITTEN = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)
CURRENCY = "USD"
COUNTRY = "US"
SHOWN_OFFERS = 10
PERCENT = 100.0


class NumberField(forms.Field):
    """A number in the page's unit, in the digits 0 to 9; its limits are the engine's."""

    default_error_messages = {
        "invalid": _l("%(label)s: write a number such as 249.5, with the digits 0 to 9 and a point."),
    }

    def __init__(self, label: _StrPromise, unit: _StrPromise | str, limits: Limits, **options: Any) -> None:  # noqa: ANN401  # Django's own
        """`times`: how many of the page's units make one of the engine's. `digits`: decimals of a default."""
        self.unit, self.limits = unit, limits
        self.times: float = options.pop("times", 1.0)
        self.digits: int = options.pop("digits", 2)
        super().__init__(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value: object) -> float | None:
        """Read the number; nothing is None."""
        written = str(value if value is not None else "").strip()
        if not written:
            return None
        if not WRITTEN.fullmatch(written):
            raise forms.ValidationError(self.error_messages["invalid"] % {"label": self.label}, code="invalid")
        return float(written)

    def validate(self, value: float | None) -> None:
        """Refuse what the engine would refuse, in the page's unit."""
        if value is not None and not self.limits.allow(value / self.times):
            ends = {"low": number(self.limits.low * self.times, 6), "high": number(self.limits.high * self.times, 6)}
            raise forms.ValidationError(_(self.limits.sentence) % {"field": self.label, **ends}, code="limits")


def _of(cls: type[Any], name: str) -> Limits:
    return economics.limits_of(cls, name)


STATIC: Mapping[str, float] = {
    "hours": defaults.HOURS_PER_MONTH,
    "months": defaults.HORIZON_MONTHS,
    "interest": defaults.DISCOUNT_RATE * PERCENT,
    "idle": 0,
    "idle_hours": 0,
    "tax": 0,
    "upkeep": 0,
    "decline": defaults.ANNUAL_DECLINE * PERCENT,
    "drop": defaults.INITIAL_DROP * PERCENT,
    "trend": 0,
    "speed": 1,
    "spot": 0,
    "storage": 0,
    "storage_price": 0,
    "fee": 0,
}
NEEDED = ("price", "watts", "tariff", "rent")  # there is no honest default for these


class RentOrBuyForm(forms.Form):
    """The question, in the page's units. Only what is entered is sent; see the module's first lines."""

    build = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    hours = NumberField(_l("Hours under load"), _l("h a month"), _of(Scenario, "hours_per_month"))
    months = NumberField(_l("Horizon"), _l("months"), _of(Scenario, "horizon_months"))
    interest = NumberField(_l("Interest"), _l("% a year"), _of(Scenario, "discount_rate_annual"), times=PERCENT)

    price = NumberField(_l("Price of the machine"), CURRENCY, _of(Item, "price"))
    tax = NumberField(_l("Sales tax"), "%", _of(Buying, "tax_rate"), times=PERCENT)
    watts = NumberField(_l("Power under load"), "W", _of(Buying, "load_watts"), digits=0)
    idle = NumberField(_l("Power idle"), "W", _of(Buying, "idle_watts"))
    idle_hours = NumberField(_l("Hours idle"), _l("h a month"), _of(Buying, "idle_hours_per_month"))
    country = forms.ChoiceField(label=_l("Country"), required=False)
    tariff = NumberField(_l("Electricity"), _l("$/kWh"), _of(Buying, "electricity_price_per_kwh"), digits=4)
    decline = NumberField(_l("Value lost"), _l("% a year"), _of(Geometric, "annual_decline"), times=PERCENT)
    drop = NumberField(_l("Lost at once"), "%", _of(Geometric, "initial_drop"), times=PERCENT)
    upkeep = NumberField(_l("Other costs"), _l("$ a month"), _of(Buying, "other_monthly"))

    memory = NumberField(_l("GPU memory"), "GB", ANY, digits=1)
    offer = forms.CharField(label=_l("Offer"), required=False, max_length=20)
    rent = NumberField(_l("Price an hour"), _l("$/h"), _of(Renting, "hourly_price"), digits=4)
    trend = NumberField(_l("Price trend"), _l("% a year"), _of(Renting, "price_drift_annual"), times=PERCENT)
    speed = NumberField(_l("Speed there"), _l("× yours"), _of(Renting, "speed_ratio"))
    spot = NumberField(_l("On spot"), _l("% of hours"), _of(Spot, "share"), times=PERCENT)
    storage = NumberField(_l("Storage"), "GB", _of(Renting, "storage_gb"))
    storage_price = NumberField(_l("Storage price"), _l("$/GB month"), _of(Renting, "storage_price_per_gb_month"))
    fee = NumberField(_l("Fees"), _l("$ a month"), _of(Renting, "monthly_fee"))

    def __init__(self, data: Mapping[str, Any], machine: Machine, today: date) -> None:
        """`machine` is the build that the question is about, or one of no known price."""
        super().__init__(data)
        self.machine, self.today = machine, today
        self.countries = {country.code: country for country in Country.objects.all()}
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [(code, country.name) for code, country in self.countries.items()]
        field.error_messages["invalid_choice"] = _("Country: “%(value)s” is not in the list.")

    def clean_offer(self) -> CloudOffer | None:
        """Find the offer that was chosen by hand."""
        row = self.cleaned_data["offer"]
        if not row:
            return None
        offer = CloudOffer.objects.select_related("gpu").filter(row=row).first()
        if offer is None:
            raise forms.ValidationError(_("Offer: there is none called “%(row)s”."), params={"row": row})
        if not offer.on_demand_per_hour or offer.currency != CURRENCY:
            text = _("Offer: %(offer)s has no price by the hour in USD. Choose another one.")
            raise forms.ValidationError(text, params={"offer": offer})
        return offer

    def clean(self) -> dict[str, Any]:
        """Check what depends on two fields, and let the engine read the whole."""
        cleaned = super().clean() or {}
        if cleaned.get("spot") and not self.errors and not self.spot_price:
            self.add_error("spot", _("On spot: the chosen offer states no spot price, so this must stay 0."))
        if not self.errors and not self.missing:
            self._read()
        return cleaned

    def _read(self) -> None:
        try:
            self.scenario = economics.parse(self.raw())
        except economics.InputError as error:  # every field is checked above; this is for what a field cannot know
            self.add_error(None, _(error.message) % error.values)

    scenario: Scenario | None = None

    @cached_property
    def chosen_country(self) -> Country | None:
        """The country that was chosen, or the default one."""
        return self.countries.get(self.cleaned_data.get("country") or self.default_country)

    @cached_property
    def memory_gib(self) -> float | None:
        """GPU memory that an offer has to hold."""
        typed = self.cleaned_data.get("memory")
        return self.machine.memory_gib if typed is None else float(typed)

    @cached_property
    def offers(self) -> list[CloudOffer]:
        """The cheapest current offers that hold as much memory."""
        fitting = rental.fitting(self.memory_gib or 0, self.today).filter(currency=CURRENCY)
        return list(fitting[:SHOWN_OFFERS])

    @cached_property
    def chosen_offer(self) -> CloudOffer | None:
        """The offer by hand, else the one that corresponds to the machine."""
        by_hand: CloudOffer | None = self.cleaned_data.get("offer")
        if by_hand is not None:
            return by_hand
        if not self.memory_gib:
            return None
        if self.cleaned_data.get("memory") is not None:
            return self.offers[0] if self.offers else None
        return rental.counterpart(self.memory_gib, self.machine.gpu_id, self.machine.gpu_count, self.today)

    @property
    def default_country(self) -> str:
        """Code of the country that an empty field means."""
        build = self.machine.build
        return build.country if build and build.country in self.countries else COUNTRY

    @property
    def price_entered(self) -> bool:
        """Whether the price is the reader's own, whatever the parts of the build cost."""
        return self.cleaned_data.get("price") is not None

    @property
    def speed_entered(self) -> bool:
        """Whether somebody said how fast the offer is."""
        return self.cleaned_data.get("speed") is not None

    @property
    def interest_percent(self) -> float | None:
        """Interest by the year, in percent."""
        return self.number("interest")

    @property
    def spot_price(self) -> float | None:
        """Price of an hour on spot, in USD."""
        offer = self.chosen_offer
        return float(offer.spot_per_hour) if offer and offer.spot_per_hour else None

    @cached_property
    def defaults(self) -> dict[str, float | None]:
        """What each number is when nothing is entered; None where there is no honest default."""
        offer, country = self.chosen_offer, self.chosen_country
        return {
            **STATIC,
            "price": self.machine.price_usd,
            "watts": self.machine.wall_w,
            "memory": self.machine.memory_gib,
            "tariff": country.usd_per_kwh if country else None,
            "rent": float(offer.on_demand_per_hour or 0) if offer else None,
        }

    def number(self, name: str) -> float | None:
        """Give a number of the question in the page's unit: entered, or the default."""
        entered: float | None = self.cleaned_data.get(name)
        return self.defaults[name] if entered is None else entered

    @property
    def missing(self) -> list[str]:
        """Names of the numbers that have to be entered before anything can be worked out."""
        return [name for name in NEEDED if self.number(name) is None]

    def raw(self) -> dict[str, Any]:
        """Give the question in the engine's terms and units."""
        value = {name: self._engine_number(name) for name in (*STATIC, *NEEDED)}
        resale = {"model": "geometric", "annual_decline": value["decline"], "initial_drop": value["drop"]}
        rent: dict[str, Any] = {
            "hourly_price": value["rent"],
            "price_drift_annual": value["trend"],
            "speed_ratio": value["speed"],
            "storage_gb": value["storage"],
            "storage_price_per_gb_month": value["storage_price"],
            "monthly_fee": value["fee"],
        }
        if value["spot"]:
            rent["spot"] = {"share": value["spot"], "hourly_price": self.spot_price}
        country = self.chosen_country
        return {
            "hours_per_month": value["hours"],
            "horizon_months": value["months"],
            "discount_rate_annual": value["interest"],
            "rent": rent,
            "buy": {
                "hardware": [{"name": "machine", "price": value["price"], "resale": resale}],
                "tax_rate": value["tax"],
                "load_watts": value["watts"],
                "idle_watts": value["idle"],
                "idle_hours_per_month": value["idle_hours"],
                "electricity_price_per_kwh": value["tariff"],
                "other_monthly": value["upkeep"],
                "grid_g_co2_per_kwh": country.grid_g_co2_per_kwh if country else None,
            },
        }

    def _engine_number(self, name: str) -> float | None:
        entered, field = self.number(name), self.fields[name]
        assert isinstance(field, NumberField)  # noqa: S101  # STATIC and NEEDED name nothing else
        return None if entered is None else entered / field.times
