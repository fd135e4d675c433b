"""What a person may ask of a build, and what is said when it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from builder.candidates import OF_CARDS, SORTS, Wish
from builder.limits import highest_limit, limit_error
from builder.models import MAX_QUANTITY, Build, Item
from builder.saying import LineField, NumberField, OneOfField, YesOrNoField
from builder.surroundings import SurroundingsForm
from catalog.models import Kind, Part
from engine import registry, rules
from engine.platforms.power_limits import LEAST_LIMIT_W, MOST_LIMIT_W

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

assert rules is not None  # noqa: S101  # importing the package fills the registry

MAX_WORDS = 100
MAX_PAGE = 10_000
MAX_ID = 2**53  # as large as a program that reads JSON can hold
MAX_PRICE_USD = 9_999_999


def quantity_field(**options: Any) -> NumberField:  # noqa: ANN401  # Django's own
    """Make a field for how many of a part there are."""
    return NumberField(label=_("Quantity"), low=1, high=MAX_QUANTITY, **options)


def item_field() -> NumberField:
    """Make a field for the item of the build that is meant."""
    return NumberField(label=_("Item"), low=1, high=MAX_ID, required=False)


def kind_field(**options: Any) -> OneOfField:  # noqa: ANN401  # Django's own
    """Make a field for a kind of parts."""
    return OneOfField(Kind.choices, label=_("Kind"), **options)


class PriceField(forms.DecimalField):
    """What one pays for a part, in USD: plain digits, two decimals at the most."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # Django's own
        wrong = _("Price: write an amount in USD from 0 to 9,999,999 such as 249.99, or nothing.")
        names = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        super().__init__(
            min_value=0,
            max_value=MAX_PRICE_USD,
            max_digits=9,
            decimal_places=2,
            error_messages=dict.fromkeys(names, wrong),
            **options,
        )

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # as Django's DecimalField does
        """Read the amount; other digits than 0 to 9 are refused rather than read."""
        if not str(value or "").isascii():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class BuildForm(forms.Form):
    """A form about one build, which the view hands in."""

    def __init__(self, *args: Any, build: Build, **options: Any) -> None:  # noqa: ANN401  # Django's own
        self.build = build
        super().__init__(*args, **options)

    def items(self) -> QuerySet[Item]:
        """Give the build's items; another build's are not among them."""
        return Item.objects.filter(build=self.build) if self.build.pk else Item.objects.none()

    def clean_item(self) -> Item | None:
        """Find the item that is meant."""
        wanted = self.cleaned_data.get("item")
        if wanted is None:
            return None
        item = self.items().select_related("part").filter(pk=wanted).first()
        if item is None:
            raise forms.ValidationError(_("Item: it is not in this build any more."))
        return item


class PutPartForm(BuildForm):
    """Put a part of the catalogue in."""

    part = LineField(label=_("Part"), max_length=140)
    kind = kind_field(required=False)
    quantity = quantity_field(required=False)
    owned = YesOrNoField(label=_("Owned"))
    item = item_field()

    def clean_part(self) -> Part:
        """Find the part that is meant."""
        part = Part.objects.defer("raw").filter(slug=self.cleaned_data["part"]).first()
        if part is None:
            raise forms.ValidationError(_("Part: it is not in the catalogue."))
        if part.withdrawn_at is not None:
            raise forms.ValidationError(
                _("Part: %(name)s has been withdrawn from the catalogue."), params={"name": part}
            )
        return part

    def clean(self) -> dict[str, Any]:
        """A part goes into a slot of its own kind."""
        cleaned = super().clean() or {}
        part, kind, item = cleaned.get("part"), cleaned.get("kind"), cleaned.get("item")
        if part and kind and part.kind != kind:
            message = _("Part: %(name)s is no %(slot)s and does not go into that slot.")
            self.add_error("part", forms.ValidationError(message, params={"name": part, "slot": Kind(kind).label}))
        elif part and item and item.kind != part.kind:
            message = _("Part: %(name)s cannot take the place of %(other)s.")
            self.add_error("part", forms.ValidationError(message, params={"name": part, "other": item}))
        return cleaned


class OwnPartForm(BuildForm):
    """Put a part in that the catalogue does not have."""

    kind = kind_field()
    name = LineField(label=_("Name"), max_length=200)
    own_price = PriceField(required=False)
    quantity = quantity_field(initial=1)
    owned = YesOrNoField(label=_("Owned"))


class ChangeItemForm(forms.Form):
    """Change what stands beside a part: how many, whether one has it already or buys it used, its price, its limit."""

    quantity = quantity_field(required=False)
    owned = YesOrNoField(label=_("Owned"), otherwise=None)
    used = YesOrNoField(label=_("Second-hand"), otherwise=None)
    own_price = PriceField(required=False)

    def __init__(self, *args: Any, item: Item, **options: Any) -> None:  # noqa: ANN401  # Django's own
        super().__init__(*args, **options)
        self.item = item
        high = max(highest_limit(item) or MOST_LIMIT_W, LEAST_LIMIT_W)
        self.fields["power_limit_w"] = NumberField(
            label=_("Power limit (W)"), low=LEAST_LIMIT_W, high=high, required=False
        )

    def clean_quantity(self) -> int | None:
        """A number that was sent must be one."""
        quantity: int | None = self.cleaned_data["quantity"]
        if quantity is None and "quantity" in self.data:
            raise forms.ValidationError(self.fields["quantity"].error_messages["required"])
        return quantity

    def clean_power_limit_w(self) -> int | None:
        """Only a card whose board power is known can be limited."""
        limit: int | None = self.cleaned_data["power_limit_w"]
        if error := limit_error(self.item, limit):
            raise forms.ValidationError(error)
        return limit

    def changes(self) -> dict[str, object]:
        """Give the fields that were sent, and only those."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}


class SettingsForm(SurroundingsForm):
    """Title and surroundings of a build. What is not sent stays as it is."""

    title = LineField(label=_("Title"), max_length=120, required=False)


class WishForm(forms.Form):
    """What the reader asks of the list of choices. It stands in the address; nonsense there is answered."""

    choose = OneOfField(Kind.choices, label="choose")
    q = LineField(label="q", max_length=MAX_WORDS, required=False)
    fits = OneOfField((("on", "on"), ("off", "off")), label="fits", required=False)
    sort = OneOfField([(name, name) for name in SORTS], label="sort", required=False)
    page = NumberField(label="page", low=1, high=MAX_PAGE, required=False)
    item = NumberField(label="item", low=1, high=MAX_ID, required=False)
    mends = OneOfField([(code, code) for code in registry.RULES], label="mends", required=False)

    def clean(self) -> dict[str, Any]:
        """Some orders are for graphics cards only."""
        cleaned = super().clean() or {}
        if cleaned.get("sort") in OF_CARDS and cleaned.get("choose") != Kind.CARD:
            self.add_error("sort", _("sort: this order is for graphics cards only."))
        return cleaned

    def wish(self) -> Wish:
        """Give the wish of a valid form.

        What resolves a finding is shown whole unless the address says otherwise: a build with other problems may keep
        all of it from fitting.
        """
        given = self.cleaned_data
        return Wish(
            kind=Kind(given["choose"]),
            words=given["q"],
            fits=given["fits"] == "on" or not (given["fits"] or given["mends"]),
            sort=given["sort"] or "fit",
            page=given["page"] or 1,
            mends=given["mends"],
        )
