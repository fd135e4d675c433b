"""What one may ask of renting against buying, and the scenario that comes of it.

A field that is left empty takes its default: the build's, the country's or the offer's figure, or the site's
assumption. The address holds only what somebody entered.

Money of the machine is in the currency that was chosen; what the cloud asks is in USD, as the offers are.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from browse.rent_or_buy_offers import Judged, Market, Wanted, judge, market
from browse.rent_or_buy_work import KINDS, LANGUAGE_MODEL, USUAL_MODEL, Work
from catalog.models import Country, ModelPreset
from catalog.templatetags.units import number
from engine import economics
from engine.economics import defaults
from engine.economics.limits import ANY, SHARE, Limits
from engine.economics.resale import Geometric
from engine.economics.scenario import Buying, Committed, Hybrid, Item, Renting, Scenario, Spot
from prices.models import CloudOffer, Provider
from prices.rates import MissingRateError, convert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise

    from browse.rent_or_buy_build import Machine
    from prices.rates import Converted

WRITTEN = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)
CURRENCY = "USD"
CURRENCIES = ("USD", "EUR", "CNY")
COUNTRY = "US"
PERCENT = 100.0
MINUTES = 60.0
SECONDS = 3600
WEEKS_IN_MONTH = 365 / 12 / 7
PERIODS = (("", _l("a month")), ("week", _l("a week")))
YES_NO = (("", _l("No")), ("1", _l("Yes")))
LEAST_RATE = Limits(low_open=True, high=1e6, divisor=True)  # of a currency
COUNT = Limits(low=1, high=64, whole=True)  # of GPUs
MOVE = Limits(high=1, high_open=True)  # of an assumption, up or down


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


def _money(label: _StrPromise, limits: Limits, unit: str = "%(currency)s", digits: int = 2) -> NumberField:
    """Make a field for an amount in the chosen currency."""
    return NumberField(label, unit, limits, digits=digits)


STATIC: Mapping[str, float] = {
    "months": defaults.HORIZON_MONTHS,
    "interest": defaults.DISCOUNT_RATE * PERCENT,
    "idle": 0,
    "idle_hours": 0,
    "rest": 0,
    "tax": 0,
    "shipping": 0,
    "setup": 0,
    "care": 0,
    "time": 0,
    "upkeep": 0,
    "decline": defaults.ANNUAL_DECLINE * PERCENT,
    "drop": defaults.INITIAL_DROP * PERCENT,
    "selling": 0,
    "inflation": 0,
    "warranty": 0,
    "failure": 0,
    "repair": 0,
    "trend": 0,
    "step": 1,
    "spot": 0,
    "lost": 0,
    "committed": 0,
    "committed_price": 0,
    "free": 0,
    "free_monthly": 0,
    "credit": 0,
    "sessions": 0,
    "overhead": 0,
    "storage": 0,
    "storage_free": 0,
    "egress": 0,
    "egress_free": 0,
    "fee": 0,
    "rent_tax": 0,
    "rent_setup": 0,
    "rent_care": 0,
    "burst": 30,
    "u_hours": 30,
    "u_cloud": 20,
    "u_trend": 10,
    "u_resale": 25,
}
NEEDED = ("price", "watts", "tariff", "rent", "fx")  # there is no honest default for these
UNCERTAIN = {"hours": "u_hours", "cloud_price": "u_cloud", "price_drift": "u_trend", "resale_value": "u_resale"}


class RentOrBuyForm(forms.Form):
    """The question, in the page's units. Only what is entered is sent; see the module's first lines."""

    build = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    gpu = forms.CharField(label=_l("GPU to buy"), required=False, max_length=90)
    gpus = NumberField(_l("How many"), "", COUNT, digits=0)

    task = forms.ChoiceField(label=_l("Work"), required=False)
    model = forms.CharField(label=_l("Model"), required=False, max_length=90)
    jobs = NumberField(_l("Jobs a month"), "", ANY)
    size = NumberField(_l("Size of a job"), "", ANY, digits=3)

    hours = NumberField(_l("Hours under load"), _l("h"), _of(Scenario, "hours_per_month"), digits=1)
    per = forms.ChoiceField(label=_l("Counted"), required=False, choices=PERIODS)
    months = NumberField(_l("Horizon"), _l("months"), _of(Scenario, "horizon_months"))
    interest = NumberField(_l("Interest"), _l("% a year"), _of(Scenario, "discount_rate_annual"), times=PERCENT)
    currency = forms.ChoiceField(label=_l("Currency"), required=False, choices=[(each, each) for each in CURRENCIES])
    fx = NumberField(_l("1 USD is"), "%(currency)s", LEAST_RATE, digits=4)
    fx_on = forms.CharField(label=_l("Rate of"), required=False, max_length=10)

    price = _money(_l("Price of the machine"), _of(Item, "price"))
    rest = _money(_l("Rest of the machine"), _of(Item, "price"))
    owned = _money(_l("Owned parts would fetch"), _of(Item, "price"))
    tax = NumberField(_l("Sales tax"), "%", _of(Buying, "tax_rate"), times=PERCENT)
    recover = forms.ChoiceField(label=_l("Tax comes back"), required=False, choices=YES_NO)
    shipping = _money(_l("Shipping"), _of(Buying, "shipping"))
    watts = NumberField(_l("Power under load"), "W", _of(Buying, "load_watts"), digits=0)
    idle = NumberField(_l("Power idle"), "W", _of(Buying, "idle_watts"))
    idle_hours = NumberField(_l("Hours idle"), _l("h a month"), _of(Buying, "idle_hours_per_month"))
    country = forms.ChoiceField(label=_l("Country"), required=False)
    tariff = _money(_l("Electricity"), _of(Buying, "electricity_price_per_kwh"), "%(currency)s/kWh", 4)
    inflation = NumberField(_l("Its trend"), _l("% a year"), _of(Buying, "electricity_inflation_annual"), times=PERCENT)
    grid = NumberField(_l("Grid"), _l("g CO2/kWh"), _of(Buying, "grid_g_co2_per_kwh"), digits=0)
    decline = NumberField(_l("Value lost"), _l("% a year"), _of(Geometric, "annual_decline"), times=PERCENT)
    drop = NumberField(_l("Lost at once"), "%", _of(Geometric, "initial_drop"), times=PERCENT)
    selling = NumberField(_l("Selling takes"), "%", _of(Buying, "selling_cost_share"), times=PERCENT)
    upkeep = _money(_l("Other costs"), _of(Buying, "other_monthly"), "%(currency)s a month")
    warranty = NumberField(_l("Warranty"), _l("months"), _of(Buying, "warranty_months"))
    failure = NumberField(_l("Failures"), _l("% a year"), _of(Buying, "annual_failure_rate"), times=PERCENT)
    repair = NumberField(_l("A repair takes"), _l("% of price"), _of(Buying, "repair_cost_share"), times=PERCENT)
    setup = NumberField(_l("Time to set up"), _l("h"), _of(Buying, "setup_hours"))
    care = NumberField(_l("Time to look after"), _l("h a month"), _of(Buying, "maintenance_hours_per_month"))
    time = _money(_l("Your hour is worth"), _of(Buying, "hour_value"))

    memory = NumberField(_l("GPU memory"), "GB", ANY, digits=1)
    provider = forms.CharField(label=_l("Provider"), required=False, max_length=60)
    most = NumberField(_l("GPUs at most"), "", COUNT, digits=0)
    offer = forms.CharField(label=_l("Offer"), required=False, max_length=20)
    rent = NumberField(_l("Price an hour"), _l("USD/h"), _of(Renting, "hourly_price"), digits=4)
    trend = NumberField(_l("Price trend"), _l("% a year"), _of(Renting, "price_drift_annual"), times=PERCENT)
    step = NumberField(_l("It moves every"), _l("months"), _of(Renting, "price_step_months"))
    speed = NumberField(_l("Speed there"), _l("× yours"), _of(Renting, "speed_ratio"))
    spot = NumberField(_l("On spot"), _l("% of hours"), _of(Spot, "share"), times=PERCENT)
    lost = NumberField(_l("Done twice"), _l("% of those"), _of(Spot, "interruption_overhead"), times=PERCENT)
    committed = NumberField(_l("Committed to"), _l("h a month"), _of(Committed, "hours_per_month"))
    committed_price = NumberField(_l("Price of those"), _l("USD/h"), _of(Committed, "hourly_price"), digits=4)
    free = NumberField(_l("Free hours, once"), _l("h"), _of(Renting, "free_hours_once"))
    free_monthly = NumberField(_l("Free hours"), _l("h a month"), _of(Renting, "free_hours_per_month"))
    credit = NumberField(_l("Credit, once"), "USD", _of(Renting, "free_credit_once"))
    sessions = NumberField(_l("Sessions"), _l("a month"), _of(Renting, "sessions_per_month"))
    overhead = NumberField(_l("Start-up of each"), _l("minutes"), _of(Renting, "session_overhead_hours"), times=MINUTES)
    billing = NumberField(
        _l("Billed by"), _l("minutes"), _of(Renting, "billing_increment_hours"), times=MINUTES, digits=3
    )
    storage = NumberField(_l("Storage"), "GB", _of(Renting, "storage_gb"))
    storage_free = NumberField(_l("Of it free"), "GB", _of(Renting, "storage_free_gb"))
    storage_price = NumberField(_l("Storage price"), _l("USD/GB month"), _of(Renting, "storage_price_per_gb_month"))
    egress = NumberField(_l("Traffic out"), _l("GB a month"), _of(Renting, "egress_gb_per_month"))
    egress_free = NumberField(_l("Of it free"), "GB", _of(Renting, "egress_free_gb"))
    egress_price = NumberField(_l("Traffic price"), _l("USD/GB"), _of(Renting, "egress_price_per_gb"))
    fee = NumberField(_l("Fees"), _l("USD a month"), _of(Renting, "monthly_fee"))
    rent_tax = NumberField(_l("Tax on rent"), "%", _of(Renting, "tax_rate"), times=PERCENT)
    rent_setup = NumberField(_l("Time to set up"), _l("h"), _of(Renting, "setup_hours"))
    rent_care = NumberField(_l("Time to look after"), _l("h a month"), _of(Renting, "maintenance_hours_per_month"))
    rent_grid = NumberField(_l("Grid there"), _l("g CO2/kWh"), _of(Renting, "grid_g_co2_per_kwh"), digits=0)
    rent_watts = NumberField(_l("Power there"), "W", _of(Renting, "instance_watts"), digits=0)

    burst = NumberField(_l("Of the hours, rented"), "%", _of(Hybrid, "burst_share"), times=PERCENT)
    u_hours = NumberField(_l("Hours"), "± %", MOVE, times=PERCENT)
    u_cloud = NumberField(_l("Cloud price"), "± %", MOVE, times=PERCENT)
    u_trend = NumberField(_l("Price trend"), _l("± points"), SHARE, times=PERCENT)
    u_resale = NumberField(_l("Resale value"), "± %", MOVE, times=PERCENT)

    def __init__(self, data: Mapping[str, Any], machine: Machine, offers: Sequence[CloudOffer]) -> None:
        """`machine`: what the question is about, perhaps of no known price; `offers`: all that can be compared."""
        super().__init__(data)
        self.machine, self.all_offers = machine, offers
        self.countries = {country.code: country for country in Country.objects.all()}
        self.providers = {provider.name: provider for provider in Provider.objects.all()}
        self._choices("country", [(code, country.name) for code, country in self.countries.items()])
        self._choices("task", [("", _("Not said")), *((key, kind.label) for key, kind in KINDS.items())])
        for name in ("task", "country", "per", "recover", "currency"):
            label = self.fields[name].label
            said = _("%(label)s: “%%(value)s” is not in the list.") % {"label": label}
            self.fields[name].error_messages["invalid_choice"] = said

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = choices

    def clean_offer(self) -> CloudOffer | None:
        """Find the offer that was chosen by hand."""
        row = self.cleaned_data["offer"]
        if not row:
            return None
        offer = next((each for each in self.all_offers if each.row == row), None)
        offer = offer or CloudOffer.objects.select_related("gpu").filter(row=row).first()
        if offer is None:
            raise forms.ValidationError(_("Offer: there is none called “%(row)s”."), params={"row": row})
        if not offer.on_demand_per_hour or offer.currency != CURRENCY:
            text = _("Offer: %(offer)s has no price by the hour in USD. Choose another one.")
            raise forms.ValidationError(text, params={"offer": offer})
        return offer

    def clean_provider(self) -> str:
        """See that the provider is one that rents something out."""
        name: str = self.cleaned_data["provider"]
        names = sorted({offer.provider for offer in self.all_offers}, key=str.casefold)
        if name and name not in names:
            text = _("Provider: “%(name)s” has no current offer. Those that have: %(names)s.")
            raise forms.ValidationError(text, params={"name": name, "names": ", ".join(names) or "–"})
        return name

    def clean_fx_on(self) -> date | None:
        """Read the day of the exchange rate."""
        written = self.cleaned_data["fx_on"]
        if not written:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise forms.ValidationError(_("Rate of: write a day such as 2026-11-24.")) from None

    def clean_model(self) -> str:
        """See that the model is one that is known; only language models are chosen."""
        written: str = self.cleaned_data["model"]
        if written and self._slug_of(written) is None:
            text = _("Model: there is none called “%(name)s” here. Choose one of the list.")
            raise forms.ValidationError(text, params={"name": written})
        return written

    def clean(self) -> dict[str, Any]:
        """Check what depends on two fields, and let the engine read the whole."""
        cleaned = super().clean() or {}
        if not self.errors:
            self._check_hours()
            self._check_work()
        if cleaned.get("spot") and not self.errors and not self.spot_price:
            self.add_error("spot", _("On spot: the chosen offer states no spot price, so this must stay 0."))
        if not self.errors and not self.missing:
            self._read()
        return cleaned

    def _check_hours(self) -> None:
        most = economics.limits_of(Scenario, "hours_per_month").high
        if self.hours_a_month <= most:
            return
        entered = self.cleaned_data.get("hours") is not None
        says = _("Hours under load: %(hours)s h a month are more than the %(most)s that a month has.")
        if not entered:
            says = _("Jobs a month: they take the machine %(hours)s h, and a month has %(most)s.")
        values = {"hours": number(self.hours_a_month), "most": number(most)}
        self.add_error("hours" if entered else "jobs", says % values)

    def _check_work(self) -> None:
        if self.work is not None and self.work.question.errors:
            error = next(iter(self.work.question.errors.values()))
            self.add_error("model" if not self.work.kind.fixed else "task", _(error.message) % error.values)

    def _read(self) -> None:
        try:
            self.scenario = economics.parse(self.raw())
        except economics.InputError as error:  # every field is checked above; this is for what a field cannot know
            self.add_error(None, _(error.message) % error.values)

    scenario: Scenario | None = None

    @cached_property
    def language_models(self) -> list[tuple[str, str]]:
        """The models that can be chosen: slug and name."""
        return list(ModelPreset.objects.filter(family=LANGUAGE_MODEL).values_list("slug", "name"))

    def _slug_of(self, written: str) -> str | None:
        """Find a language model by its name, in any case, or its slug."""
        wanted = written.casefold()
        return next((slug for slug, name in self.language_models if wanted in {name.casefold(), slug}), None)

    @cached_property
    def work(self) -> Work | None:
        """The work that was named; None: none was, or its model is not here."""
        key = self.cleaned_data.get("task")
        if not key:
            return None
        slug = KINDS[key].fixed or self._slug_of(self.cleaned_data.get("model") or USUAL_MODEL)
        preset = ModelPreset.objects.filter(slug=slug).first()
        return Work(key, preset) if preset else None

    @cached_property
    def job_hours(self) -> float | None:
        """Hours of one job on the machine; None: no size was entered, or no speed is known."""
        size = self.cleaned_data.get("size")
        if size is None or self.work is None or self.machine.gpu is None:
            return None
        return self.work.hours(self.machine.gpu, self.machine.gpu_count, size)

    @cached_property
    def hours_a_month(self) -> float:
        """Hours under load: entered, else those of the jobs, else the usual ones."""
        entered = self.cleaned_data.get("hours")
        if entered is not None:
            return float(entered * (WEEKS_IN_MONTH if self.cleaned_data.get("per") else 1))
        jobs = self.cleaned_data.get("jobs")
        if jobs is not None and self.job_hours is not None:
            return float(jobs * self.job_hours)
        return defaults.HOURS_PER_MONTH

    @property
    def hours_from_jobs(self) -> bool:
        """Whether the hours come of the jobs."""
        given = self.cleaned_data.get
        return given("hours") is None and given("jobs") is not None and self.job_hours is not None

    @cached_property
    def chosen_country(self) -> Country | None:
        """The country that was chosen, or the default one."""
        return self.countries.get(self.cleaned_data.get("country") or self.default_country)

    @cached_property
    def memory_gib(self) -> float | None:
        """GPU memory that an offer has to hold, entered or the machine's; the work says better what is needed."""
        typed = self.cleaned_data.get("memory")
        if typed is not None:
            return float(typed)
        return None if self.work else self.machine.memory_gib

    @cached_property
    def market(self) -> Market | None:
        """All offers, judged; None where nothing says what is needed."""
        if not self.memory_gib and self.work is None:
            return None
        return market(self.all_offers, self.machine, self.work, self._wanted)

    @property
    def _wanted(self) -> Wanted:
        most = self.cleaned_data.get("most")
        return Wanted(self.memory_gib, self.cleaned_data.get("provider") or "", None if most is None else int(most))

    @cached_property
    def chosen(self) -> Judged | None:
        """The offer by hand, else the cheapest for the work; without a work, the cheapest on the machine's own GPUs."""
        by_hand: CloudOffer | None = self.cleaned_data.get("offer")
        if by_hand is not None:
            judged = self.market.named(by_hand.row) if self.market else None
            return judged or judge(by_hand, self.machine, self.work, Wanted())
        if self.market is None:
            return None
        same = next((each for each in self.market.fitting if each.same), None)
        typed = self.cleaned_data.get("memory") is not None
        return self.market.best if self.work or typed else same or self.market.best

    @property
    def chosen_offer(self) -> CloudOffer | None:
        """The same as a row."""
        return self.chosen.offer if self.chosen else None

    @property
    def rented_from(self) -> Provider | None:
        """What is known of who rents it out."""
        return self.providers.get(self.chosen_offer.provider) if self.chosen_offer else None

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
    def money(self) -> str:
        """The currency of what the page says."""
        return str(self.cleaned_data.get("currency") or CURRENCY)

    @property
    def rate(self) -> float | None:
        """What a USD is in that currency; None: nobody says."""
        return self.number("fx")

    @property
    def interest_percent(self) -> float | None:
        """Interest by the year, in percent."""
        return self.number("interest")

    @property
    def spot_price(self) -> float | None:
        """Price of an hour on spot, in USD."""
        offer = self.chosen_offer
        return float(offer.spot) if offer and offer.spot else None

    def _from_usd(self, amount: float | None) -> float | None:
        """Change an amount in USD into the chosen currency; None where amount or rate is not known."""
        entered = self.cleaned_data.get("fx")
        rate = entered if entered is not None and self.money != CURRENCY else self.stored_rate
        return None if amount is None or rate is None else amount * rate

    @cached_property
    def stored(self) -> Converted | None:
        """The central bank's rate of a USD in the chosen currency, with its day; None: none is stored."""
        try:
            return convert(Decimal(1), CURRENCY, self.money, timezone.localdate())
        except MissingRateError:
            return None

    @property
    def stored_rate(self) -> float | None:
        """The same as a number."""
        return float(self.stored.rate) if self.stored else None

    @cached_property
    def defaults(self) -> dict[str, float | None]:
        """What each number is when nothing is entered; None where there is no honest default."""
        offer, country, provider = self.chosen_offer, self.chosen_country, self.rented_from
        return {
            **STATIC,
            "gpus": 1,
            "most": None,
            "jobs": None,
            "size": None,
            "fx": self.stored_rate,
            "price": self._from_usd(self.machine.price_usd),
            "owned": self._from_usd(self.machine.owned.usd) or 0,
            "watts": self.machine.wall_w,
            "memory": self.machine.memory_gib,
            "hours": self.hours_a_month if self.cleaned_data.get("hours") is None else defaults.HOURS_PER_MONTH,
            "tariff": self._from_usd(country.usd_per_kwh if country else None),
            "grid": country.grid_g_co2_per_kwh if country else None,
            "rent": float(offer.on_demand_per_hour or 0) if offer else None,
            "speed": round(self.chosen.ratio, 4) if self.chosen else 1,
            "billing": (provider.billing_step_seconds or 0) / 60 if provider else 0,
            "storage_price": float(provider.storage_usd_per_gb_month or 0) if provider else 0,
            "egress_price": float(provider.egress_usd_per_gb or 0) if provider else 0,
            "rent_grid": None,
            "rent_watts": None,
        }

    def number(self, name: str) -> float | None:
        """Give a number of the question in the page's unit: entered, or the default."""
        entered: float | None = self.cleaned_data.get(name)
        return self.defaults[name] if entered is None else entered

    @property
    def missing(self) -> list[str]:
        """Names of the numbers that have to be entered before anything can be worked out."""
        lacking = [name for name in NEEDED if self.number(name) is None]
        return ["fx"] if "fx" in lacking else lacking

    def raw(self) -> dict[str, Any]:
        """Give the question in the engine's terms and units."""
        asked: dict[str, Any] = {
            "hours_per_month": self.hours_a_month,
            "horizon_months": self._value("months"),
            "discount_rate_annual": self._value("interest"),
            "buy": self._buy(),
            "rent": self._rent(),
        }
        if self._value("burst"):
            asked["hybrid"] = {"burst_share": self._value("burst")}
        return {**asked, "uncertainty": self.uncertain} if self.uncertain else asked

    @property
    def uncertain(self) -> dict[str, list[float]]:
        """How far assumptions may be off, in the engine's terms."""
        moves = {parameter: self._value(name) for parameter, name in UNCERTAIN.items()}
        return {
            parameter: [-move, 0.0, move] if parameter == "price_drift" else [1 - move, 1.0, 1 + move]
            for parameter, move in moves.items()
            if move
        }

    def _buy(self) -> dict[str, Any]:
        value = self._value
        buy = {
            "hardware": self._hardware(),
            "tax_rate": value("tax"),
            "tax_recoverable": bool(self.cleaned_data.get("recover")),
            "shipping": value("shipping"),
            "setup_hours": value("setup"),
            "maintenance_hours_per_month": value("care"),
            "hour_value": value("time"),
            "load_watts": value("watts"),
            "idle_watts": value("idle"),
            "idle_hours_per_month": value("idle_hours"),
            "electricity_price_per_kwh": value("tariff"),
            "electricity_inflation_annual": value("inflation"),
            "other_monthly": value("upkeep"),
            "warranty_months": int(value("warranty")),
            "annual_failure_rate": value("failure"),
            "repair_cost_share": value("repair"),
            "selling_cost_share": value("selling"),
        }
        grid = self.number("grid")
        return buy if grid is None else {**buy, "grid_g_co2_per_kwh": grid}

    def _hardware(self) -> list[dict[str, Any]]:
        """Give what is bought, and what one gives up by not selling what one owns: that is not taxed again."""
        value = self._value
        resale = {"model": "geometric", "annual_decline": value("decline"), "initial_drop": value("drop")}
        items = [{"name": "machine", "price": value("price"), "resale": resale}]
        if value("rest"):
            items.append({"name": "rest", "price": value("rest"), "resale": resale})
        if value("owned"):
            tax = 1.0 if self.cleaned_data.get("recover") else 1 + value("tax")
            kept = 1 - value("decline")
            months = range(int(defaults.LONGEST_MONTHS) + 1)
            points = [[month, tax * kept ** (month / 12)] for month in months]
            resold = {"model": "table", "points": points}
            items.append({"name": "owned", "price": value("owned") / tax, "resale": resold})
        return items

    def _rent(self) -> dict[str, Any]:
        value = self._value
        rent: dict[str, Any] = {name: value(field) for name, field in RENTING.items()}
        rent["price_step_months"] = int(value("step"))
        rent["hour_value"] = value("time")
        rent["fx_to_base"] = value("fx")
        if value("spot"):
            spot = {"share": value("spot"), "hourly_price": self.spot_price, "interruption_overhead": value("lost")}
            rent["spot"] = spot
        if value("committed"):
            rent["committed"] = {"hours_per_month": value("committed"), "hourly_price": value("committed_price")}
        grid, watts = self.number("rent_grid"), self.number("rent_watts")
        if grid is not None and watts is not None:
            rent |= {"grid_g_co2_per_kwh": grid, "instance_watts": watts}
        return rent

    def _value(self, name: str) -> float:
        """Give a number in the engine's unit; only asked for what is not missing."""
        entered, field = self.number(name), self.fields[name]
        assert isinstance(field, NumberField)  # noqa: S101  # no other field is a number
        return (entered or 0.0) / field.times


RENTING = {
    "hourly_price": "rent",
    "price_drift_annual": "trend",
    "speed_ratio": "speed",
    "free_hours_once": "free",
    "free_hours_per_month": "free_monthly",
    "free_credit_once": "credit",
    "sessions_per_month": "sessions",
    "session_overhead_hours": "overhead",
    "billing_increment_hours": "billing",
    "storage_gb": "storage",
    "storage_free_gb": "storage_free",
    "storage_price_per_gb_month": "storage_price",
    "egress_gb_per_month": "egress",
    "egress_free_gb": "egress_free",
    "egress_price_per_gb": "egress_price",
    "monthly_fee": "fee",
    "tax_rate": "rent_tax",
    "setup_hours": "rent_setup",
    "maintenance_hours_per_month": "rent_care",
}
