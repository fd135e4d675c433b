"""What stands below each field of rent or buy: where its default comes from, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from browse.rent_or_buy_work import KINDS
from catalog.templatetags.units import day, money, number, stale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.utils.safestring import SafeString

    from browse.rent_or_buy_form import RentOrBuyForm
    from prices.models import CloudOffer

CLOCK = mark_safe('<svg class="ic" aria-hidden="true"><use href="#i-clock"/></svg>')  # written here
NOTHING = mark_safe("")


def help_text(form: RentOrBuyForm, name: str, *, default: str, letter: str) -> SafeString | str:
    """Give the words below a field. `letter`: of the chosen offer's source."""
    needed = format_html("<b>{}</b> ", _("Needed.")) if not form.errors and name in form.missing else NOTHING
    if form.data.get(name) and default and name not in CHOICES:
        return needed + conditional_escape(_("Changed by you; else %(default)s.") % {"default": default})
    if name == "offer":
        return needed + _offer(form, letter)
    write = HELP.get(name)
    return needed + conditional_escape(write(form)) if write else needed


CHOICES = {"gpu", "task", "model", "per", "currency", "recover", "country", "provider", "offer"}


def old(seen: date | datetime | None, text: str = "") -> SafeString:
    """Write the day of a price, with a clock where it is history."""
    return format_html('<span class="old">{}{}</span>', CLOCK if stale(seen) else NOTHING, text or day(seen))


def _seen(offer: CloudOffer) -> SafeString:
    if offer.observed_latest:
        return old(offer.observed_latest)
    if offer.observed_earliest is None:
        return format_html('<span class="old">{}{}</span>', CLOCK, _("day not stated"))
    words = _("on or after %(day)s, latest day not stated") % {"day": day(offer.observed_earliest)}
    return format_html('<span class="old">{}{}</span>', CLOCK, words)


def _offer(form: RentOrBuyForm, letter: str) -> SafeString:
    chosen = form.chosen
    if chosen is None:
        return NOTHING
    label = _("source %(letter)s") % {"letter": letter}
    mark = format_html('<a class="src" href="#rb-sources" aria-label="{}">{}</a>', label, letter)
    return format_html("{}, {}{} {}", chosen.rent.gpus, chosen.rent.with_instance, mark, _seen(chosen.offer))


def _gpu(form: RentOrBuyForm) -> SafeString | str:
    price = form.machine.card_price
    if price is None:
        return ""
    what = _("Used, as they last sold") if price.used else _("The cheapest new card")
    return format_html("{} {} ({})", what, old(price.seen), price.source.name)


def _task(form: RentOrBuyForm) -> str:
    if form.errors or form.work is None:
        return _("Then an hour there is compared with an hour’s work")
    need = form.work.question.estimate
    return _("Needs %(gib)s GiB on one GPU.") % {"gib": number(need.total_gib, 1)} if need else ""


def _size(form: RentOrBuyForm) -> str:
    if form.errors or form.job_hours is None:
        return ""
    return _("One takes %(hours)s h on this machine, by estimate.") % {"hours": number(form.job_hours, 2)}


def _hours(form: RentOrBuyForm) -> str:
    return _("From the jobs") if form.hours_from_jobs else _("20 hours a week, unless you say otherwise")


def _price(form: RentOrBuyForm) -> SafeString | str:
    cost = form.machine.cost
    if cost is None:
        return ""
    words = _("%(priced)s parts priced, %(unpriced)s without a price.")
    said = words % {"priced": cost.priced, "unpriced": cost.unpriced}
    if cost.oldest is None:
        return said
    same = cost.oldest == cost.newest
    span = str(day(cost.oldest)) if same else f"{day(cost.oldest)} – {day(cost.newest)}"
    return format_html("{} {}", said, old(cost.oldest, span))


def _owned(form: RentOrBuyForm) -> SafeString | str:
    owned = form.machine.owned
    if not owned.parts:
        return _("What you give up by not selling them")
    said = [ngettext("%(n)s part is owned.", "%(n)s parts are owned.", owned.parts) % {"n": owned.parts}]
    if owned.unknown:
        said.append(_("What %(n)s of them would fetch is not known: enter it.") % {"n": owned.unknown})
    words = " ".join(said)
    return format_html("{} {} ({})", words, old(owned.seen), owned.source.name) if owned.source else words


def _fx(form: RentOrBuyForm) -> SafeString | str:
    if form.money != "USD" and form.stored:
        return format_html("{} {}", _("European Central Bank"), old(form.stored.on))
    return _("No rate is stored here: enter one, and its day") if form.money != "USD" else ""


def _watts(form: RentOrBuyForm) -> str:
    alone = form.machine.gpu is not None and form.machine.build is None
    return _("At the wall, of the cards alone") if alone else _("At the wall")


def _tariff(form: RentOrBuyForm) -> str:
    country = form.chosen_country
    if country is None or not country.tariff_source:
        return ""
    said = ", ".join(filter(None, (country.tariff_source, country.tariff_observed)))
    others = ", ".join(_other(other) for other in country.other_tariffs)
    return f"{said}. {_('Others say:')} {others}" if others else said


def _other(other: Mapping[str, object]) -> str:
    observed = f" ({other['observed']})" if other.get("observed") else ""
    return f"{number(float(str(other['amount'])), 3)} {other['currency']}{observed}"


def _grid(form: RentOrBuyForm) -> str:
    return form.chosen_country.grid_source if form.chosen_country else ""


def _speed(form: RentOrBuyForm) -> str:
    if form.chosen and form.chosen.estimated:
        return _("By estimate")
    return _("The same GPUs") if form.chosen and form.chosen.same else _("2: twice as fast")


def _memory(form: RentOrBuyForm) -> str:
    if not form.errors and form.work:
        return _("Instead of what the work needs")
    return _("Of all cards") if form.machine.memory_gib else ""


def _billing(form: RentOrBuyForm) -> str:
    provider = form.rented_from
    known = f"{provider.name}. " if provider and provider.billing_step_seconds else ""
    return known + _("Counts only with sessions")


def _storage_price(form: RentOrBuyForm) -> str:
    provider = form.rented_from
    return provider.name if provider and provider.storage_usd_per_gb_month is not None else ""


def _egress_price(form: RentOrBuyForm) -> str:
    provider = form.rented_from
    return provider.name if provider and provider.egress_usd_per_gb is not None else ""


def _spot(form: RentOrBuyForm) -> str:
    price = form.spot_price
    return _("At %(price)s an hour") % {"price": money(price)} if price else _("No spot price stated")


HELP: dict[str, Callable[[RentOrBuyForm], SafeString | str]] = {
    "gpu": _gpu,
    "rest": lambda _form: _("0: the card goes into a machine you have"),
    "task": _task,
    "size": _size,
    "jobs": lambda _form: _("Instead of hours"),
    "hours": _hours,
    "price": _price,
    "owned": _owned,
    "tax": lambda _form: _("No guess is made: enter yours"),
    "fx": _fx,
    "watts": _watts,
    "tariff": _tariff,
    "grid": _grid,
    "decline": lambda _form: _(
        "Used RTX 3090, 4090 and 3090 Ti: 19, 23 and 30 % in the year to Nov 2023 (eBay, sold listings)"
    ),
    "drop": lambda _form: _("An assumption"),
    "rent": lambda form: _("All its GPUs together") if form.chosen else "",
    "speed": _speed,
    "memory": _memory,
    "billing": _billing,
    "storage": lambda _form: _("Not in the offer’s price"),
    "storage_price": _storage_price,
    "egress_price": _egress_price,
    "spot": _spot,
    "burst": lambda _form: _("The rest is done at home"),
    "rent_grid": lambda _form: _("Not known where it stands"),
}


def size_unit(form: RentOrBuyForm) -> str:
    """Give what the size of a job is counted in."""
    kind = KINDS.get(form.cleaned_data.get("task") or "")
    return kind.size_unit if kind else ""


def options_html(options: list[tuple[str, str, bool]]) -> SafeString:
    """Write what there is to choose: value, words, and whether it is chosen."""
    chosen = mark_safe(" selected")
    rows = ((value, chosen if selected else NOTHING, words) for value, words, selected in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
