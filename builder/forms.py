"""What a person may ask of a build, and what is said when it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from builder.candidates import SORTS, Wish
from builder.models import MAX_QUANTITY, Build, Item
from catalog.models import Kind, Part
from engine import platforms

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

MAX_WORDS = 100
MAX_PRICE_USD = 9_999_999


class QuantityField(forms.IntegerField):
    """A count of parts: 1 to 64, written in the digits 0 to 9."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # Django's own
        super().__init__(
            min_value=1,
            max_value=MAX_QUANTITY,
            error_messages={
                "invalid": _("Quantity: write a whole number from 1 to %(max)s.") % {"max": MAX_QUANTITY},
                "min_value": _("Quantity: write a whole number from 1 to %(max)s.") % {"max": MAX_QUANTITY},
                "max_value": _("Quantity: write a whole number from 1 to %(max)s.") % {"max": MAX_QUANTITY},
                "required": _("Quantity: write a whole number from 1 to %(max)s.") % {"max": MAX_QUANTITY},
            },
            **options,
        )

    def to_python(self, value: object) -> int | None:
        """Read the number; other digits than 0 to 9 are refused rather than read."""
        written = str(value if value is not None else "").strip()
        if written and not (written.isascii() and written.isdigit() and len(written) <= len(str(10**9))):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


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

    part = forms.CharField(max_length=140, error_messages={"required": _("Part: say which one.")})
    kind = forms.ChoiceField(
        choices=Kind.choices,
        required=False,
        error_messages={"invalid_choice": _("Kind: “%(value)s” is not one. Allowed: ") + ", ".join(Kind.values)},
    )
    quantity = QuantityField(required=False)
    owned = forms.BooleanField(required=False)
    item = forms.IntegerField(required=False, min_value=1)

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

    kind = forms.ChoiceField(choices=Kind.choices)
    name = forms.CharField(max_length=200, error_messages={"required": _("Name: say what it is.")})
    own_price = PriceField(required=False)
    quantity = QuantityField(initial=1)
    owned = forms.BooleanField(required=False)


class ChangeItemForm(forms.Form):
    """Change what stands beside a part: how many, whether one has it already, what one pays."""

    quantity = QuantityField(required=False)
    owned = forms.NullBooleanField(required=False)
    own_price = PriceField(required=False)

    def clean_quantity(self) -> int | None:
        """A number that was sent must be one."""
        quantity: int | None = self.cleaned_data["quantity"]
        if quantity is None and "quantity" in self.data:
            raise forms.ValidationError(self.fields["quantity"].error_messages["required"])
        return quantity

    def changes(self) -> dict[str, object]:
        """Give the fields that were sent, and only those."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}


def _choices(names: list[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """Title and surroundings of a build."""

    circuit = forms.ChoiceField(choices=_choices(list(platforms.CIRCUITS)), label=_("Wall circuit"))
    os = forms.ChoiceField(choices=(("linux", "Linux"), ("windows", "Windows")), label=_("Operating system"))

    class Meta:
        model = Build
        fields = ("title", "circuit", "os")
        labels = {"title": _("Title")}


class WishForm(forms.Form):
    """What the reader asks of the list of choices. It stands in the address; nonsense there is answered."""

    choose = forms.ChoiceField(choices=Kind.choices)
    q = forms.CharField(required=False, max_length=MAX_WORDS, strip=True)
    fits = forms.ChoiceField(required=False, choices=(("on", "on"), ("off", "off")))
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS])
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)
    item = forms.IntegerField(required=False, min_value=1)

    def wish(self) -> Wish:
        """Give the wish of a valid form."""
        given = self.cleaned_data
        return Wish(
            kind=Kind(given["choose"]),
            words=given["q"],
            fits=given["fits"] != "off",
            sort=given["sort"] or "fit",
            page=given["page"] or 1,
        )
