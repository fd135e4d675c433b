"""Builds as people assemble them: what is in them, who may change them, and how to take a change back."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Kind, Part
from engine.parts import Context
from engine.platforms.power_limits import LEAST_LIMIT_W, MOST_LIMIT_W

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from django.contrib.auth.models import AnonymousUser, User

READ_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: codes are read aloud and typed
READ_CODE_LENGTH = 7
MAX_QUANTITY = 64  # sixteen modules a socket and eight cards a chassis stay well below
MAX_ITEMS = 60
KEPT_CHANGES = 30
REFERENCE_ACCOUNT = "rigwright"  # the owner of the builds that come with the starter catalogue

CONTEXT = tuple(each.name for each in fields(Context))  # what rules ask of a build's surroundings
SURROUNDINGS = (*CONTEXT, "country")  # and the electricity that it is reckoned with

SINGLE_KINDS = {Kind.CPU, Kind.COOLER, Kind.BOARD, Kind.CASE}


READABLE: list[Callable[[User | AnonymousUser], models.Q]] = []  # conditions of higher layers, from AppConfig.ready


class FullError(Exception):
    """A build has as many lines as it may have."""


def new_read_code() -> str:
    """Make a short code for reading a build."""
    return "".join(secrets.choice(READ_CODE_ALPHABET) for _ in range(READ_CODE_LENGTH))


def new_edit_code() -> str:
    """Make a code that nobody guesses: whoever has it may change the build."""
    return secrets.token_urlsafe(18)


class BuildQuerySet(models.QuerySet["Build"]):
    """Builds."""

    def editable_by(self, user: User | AnonymousUser) -> BuildQuerySet:
        """Keep builds that this person may change, given the edit code: unclaimed ones and their own."""
        nobodys = models.Q(owner=None)
        return self.filter(nobodys | models.Q(owner=user.pk) if user.is_authenticated else nobodys)

    def readable_by(self, user: User | AnonymousUser) -> BuildQuerySet:
        """Keep builds that this person may read, given the code: all but those that are hidden from them."""
        return self.filter(*(condition(user) for condition in READABLE))

    def reference(self) -> BuildQuerySet:
        """Keep the builds that come with the starter catalogue."""
        return self.filter(owner__username=REFERENCE_ACCOUNT)


class Build(models.Model):
    """A machine on paper. `code` is for reading; `edit_code` is the key to change it."""

    code = models.CharField(max_length=12, unique=True, default=new_read_code, editable=False)
    edit_code = models.CharField(max_length=40, unique=True, default=new_edit_code, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="builds"
    )
    forked_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="forks")
    title = models.CharField(max_length=120, blank=True)
    circuit = models.CharField(max_length=20, default="US-15A")
    os = models.CharField(max_length=20, default="linux")
    framework = models.CharField(max_length=40, default="pytorch-2.11")
    purpose = models.CharField(max_length=20, default="dl")
    nvlink = models.BooleanField(default=False)
    room = models.CharField(max_length=20, default="room")
    bridge_slots = models.PositiveSmallIntegerField(null=True, blank=True)
    riser_generation = models.PositiveSmallIntegerField(null=True, blank=True)
    ups_va = models.PositiveIntegerField(null=True, blank=True)
    needs_gib = models.FloatField(null=True, blank=True)
    driver = models.PositiveSmallIntegerField(null=True, blank=True)
    shared_storage = models.BooleanField(default=False)
    country = models.CharField(max_length=2, default="US")  # by its code: catalog.models.Country
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BuildQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title or str(_("Untitled build"))

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("community:build", args=[self.code])

    @property
    def edit_url(self) -> str:
        """Where whoever has the key changes the build."""
        return reverse("builder:edit", args=[self.edit_code])

    @property
    def surroundings(self) -> dict[str, Any]:
        """Where and for what it is used, by name."""
        return {name: getattr(self, name) for name in SURROUNDINGS}

    def surround(self, **changed: object) -> None:
        """Change title or surroundings: the given ones, whatever else the object holds."""
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=[*changed, "updated_at"])

    def put(self, part: Part, quantity: int = 1, *, replacing: Item | None = None, owned: bool = False) -> Item:
        """Put a part in: in place of `replacing`, or of the one part of a kind that a build has one of, or beside."""
        return self.place(
            Item(kind=part.kind, part=part, name=part.name, quantity=quantity, owned=owned), replacing=replacing
        )

    def place(self, item: Item, *, replacing: Item | None = None) -> Item:
        """Put an item in, a part of the catalogue or one of the reader's own, so that it can be undone.

        Raises Item.DoesNotExist if `replacing` is gone by now, and FullError if the build has no room for one more.
        """
        with self._changing():
            if replacing is not None:
                replacing = self.items.get(pk=replacing.pk)
            elif item.kind in SINGLE_KINDS:
                replacing = self.items.filter(kind=item.kind).first()
            if replacing is None and self.items.count() >= MAX_ITEMS:
                raise FullError
            item.build = self
            if replacing is not None:
                item.position = replacing.position
                replacing.delete()
            else:
                item.position = (self.items.aggregate(last=models.Max("position"))["last"] or 0) + 1
            item.full_clean(exclude=["build"])
            item.save()
        return item

    def change(self, item: Item, **fields: object) -> None:
        """Change fields of an item, so that it can be undone. Raises Item.DoesNotExist if it is gone by now."""
        with self._changing():
            item = self.items.get(pk=item.pk)
            for name, value in fields.items():
                setattr(item, name, value)
            item.full_clean()
            item.save(force_update=True)

    def answer(self, item: Item, answers: Mapping[str, Any]) -> None:
        """Add to what the reader says of a part, so that it can be undone. Raises Item.DoesNotExist if it is gone."""
        with self._changing():
            item = self.items.get(pk=item.pk)
            item.answers = {**item.answers, **answers}
            item.save(force_update=True)

    def take_back(self, item: Item, name: str) -> None:
        """Forget an answer, so that it can be undone. Raises Item.DoesNotExist if it, or its item, is gone by now."""
        with self._changing():
            item = self.items.get(pk=item.pk)
            if name not in item.answers:
                raise Item.DoesNotExist
            item.answers = {each: value for each, value in item.answers.items() if each != name}
            item.save(force_update=True)

    def take_out(self, item: Item) -> None:
        """Take an item out, so that it can be undone. Raises Item.DoesNotExist if it is gone by now."""
        with self._changing():
            self.items.get(pk=item.pk).delete()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Change the items as one step that can be undone, while nobody else changes them."""
        with transaction.atomic():
            Build.objects.select_for_update().get(pk=self.pk)
            self.remember()
            yield
            self.save(update_fields=["updated_at"])

    def remember(self) -> None:
        """Keep the items as they are now, for undo; the oldest memories go."""
        self.changes.create(before=[item.as_kept() for item in self.items.order_by("position", "pk")])
        stale = self.changes.order_by("-pk").values_list("pk", flat=True)[KEPT_CHANGES:]
        self.changes.filter(pk__in=list(stale)).delete()

    def undo(self) -> bool:
        """Go back to before the last change; False if there is none."""
        with transaction.atomic():
            Build.objects.select_for_update().get(pk=self.pk)
            last = self.changes.order_by("-pk").first()
            if last is None:
                return False
            self.items.all().delete()
            self.fill(last.before)
            last.delete()
            self.save(update_fields=["updated_at"])
        return True

    def fork(self) -> Build:
        """Make an unclaimed copy with the same parts and surroundings."""
        with transaction.atomic():
            copy = Build.objects.create(title=self.title, forked_from=self, **self.surroundings)
            copy.fill(item.as_kept() for item in self.items.order_by("position", "pk"))
        return copy

    def fill(self, kept: Iterable[dict[str, Any]]) -> None:
        """Make items from what `as_kept` gave. A part that has since left the catalogue stays as a name."""
        kept = list(kept)
        known = set(Part.objects.filter(pk__in=[row["part_id"] for row in kept]).values_list("pk", flat=True))
        Item.objects.bulk_create(
            Item(build=self, **{**row, "part_id": row["part_id"] if row["part_id"] in known else None}) for row in kept
        )


class Item(models.Model):
    """A part in a build: one of the catalogue, or the reader's own with a name and a price."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    part = models.ForeignKey(Part, on_delete=models.SET_NULL, null=True, blank=True, related_name="items")
    name = models.CharField(max_length=200)
    quantity = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)]
    )
    owned = models.BooleanField(default=False)
    own_price = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )  # in USD, per piece
    position = models.PositiveIntegerField(default=0)
    used = models.BooleanField(default=False)  # bought second-hand
    power_limit_w = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(LEAST_LIMIT_W), MaxValueValidator(MOST_LIMIT_W)]
    )  # of a graphics card
    answers = models.JSONField(default=dict, blank=True)  # what the reader says where the catalogue does not: by fact

    class Meta:
        ordering = ("position", "pk")
        # Which builds have a part is read out of the index alone, however many there are: docs/speed.md.
        indexes = (models.Index(fields=("part", "build"), name="item_of_part_in_build"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=MAX_QUANTITY), name="item_quantity_in_range"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="item_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    def as_kept(self) -> dict[str, Any]:
        """Give the row as JSON-able values, enough to make it again."""
        price: Decimal | None = self.own_price
        return {
            "kind": self.kind,
            "part_id": self.part_id,
            "name": self.name,
            "quantity": self.quantity,
            "owned": self.owned,
            "own_price": None if price is None else str(price),
            "position": self.position,
            "used": self.used,
            "power_limit_w": self.power_limit_w,
            "answers": self.answers,
        }


class Change(models.Model):
    """The items of a build before a change."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"before change {self.pk}"
