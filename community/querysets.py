"""Questions about published builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from builder.models import Item
from catalog.models import Gpu
from community.tags import BITS

if TYPE_CHECKING:
    from decimal import Decimal

    from django.contrib.auth.models import AnonymousUser, User

    from catalog.querysets import GpuQuerySet
    from community.models import Post  # noqa: F401  # a name in the generic annotation below
    from community.talk_models import (
        Comment,  # noqa: F401  # as above
        Visit,
    )

MODERATORS = "moderators"  # the group of those who look after the place
MAX_WORDS = 8  # of a search
LONG_TEXTS = ("snapshot", "notes", "notes_html", "search_text")
ORDERS: dict[str, tuple[str, ...]] = {  # of the list, by the name that an address has for it
    "hot": ("-hot",),
    "new": ("-published_at",),
    "top": ("-vote_count",),
    "discussed": ("-comment_count",),
    "cheapest": ("usd_per_gib",),
}


def readable(prefix: str, user: User | AnonymousUser) -> models.Q:
    """Say of which builds somebody may know: not of hidden ones, but for their author, moderators and operators.

    `prefix` leads to the post, such as "post__" from a build. It costs no query of its own.
    """
    shown = models.Q((f"{prefix}hidden_at", None))
    if not user.is_authenticated:
        return shown
    if user.is_superuser:
        return models.Q()
    groups = apps.get_model("auth", "User").groups.through.objects
    moderates = models.Exists(groups.filter(user_id=user.pk, group__name=MODERATORS))
    return shown | models.Q((f"{prefix}author", user.pk)) | models.Q(moderates)


class PostQuerySet(models.QuerySet["Post"]):
    """Published builds."""

    def shown(self) -> PostQuerySet:
        """Keep builds that no moderator has hidden."""
        return self.filter(hidden_at=None)

    def readable_by(self, user: User | AnonymousUser) -> PostQuerySet:
        """Keep builds that this person may read, given the code; as `Build.objects.readable_by`."""
        return self.filter(readable("", user))

    def for_list(self) -> PostQuerySet:
        """Load what a line of the list shows, and leave the long texts where they are."""
        return self.select_related("author", "build").defer(*LONG_TEXTS)

    def with_gpu(self, slug: str) -> PostQuerySet:
        """Keep builds whose main GPU is this one."""
        return self.filter(main_gpu__slug=slug)

    def with_cards(self, number: int) -> PostQuerySet:
        """Keep builds with at least so many graphics cards."""
        return self.filter(gpu_count__gte=number)

    def with_part(self, slug: str) -> PostQuerySet:
        """Keep builds that have this part in them."""
        having = Item.objects.filter(build=models.OuterRef("build"), part__slug=slug)
        return self.filter(models.Exists(having))

    def in_country(self, code: str) -> PostQuerySet:
        """Keep builds that run on the electricity of this country."""
        return self.filter(country=code)

    def tagged(self, name: str) -> PostQuerySet:
        """Keep builds with this tag. KeyError if there is no such tag."""
        bit = BITS[name]
        return self.alias(bits=models.F("tags").bitand(bit)).filter(bits=bit)

    def saying(self, words: str) -> PostQuerySet:
        """Keep builds in whose title, author or parts every word occurs."""
        found = self
        for word in words.lower().split()[:MAX_WORDS]:
            found = found.filter(search_text__contains=word)
        return found

    def in_order(self, name: str) -> PostQuerySet:
        """Put them into an order of `ORDERS`; builds without a price a GB are not among the cheapest."""
        found = self.filter(usd_per_gib__isnull=False) if name == "cheapest" else self
        return found.order_by(*ORDERS[name], "-id")

    def for_reader(self, user: User | AnonymousUser) -> PostQuerySet:
        """Add whether the reader voted (`voted`), how many comments the reader has seen (`seen`), own ones since."""
        if not user.is_authenticated:
            return self
        votes = apps.get_model("community", "Vote").objects.filter(post=models.OuterRef("pk"), voter=user.pk)
        mine = apps.get_model("community", "Visit").objects.filter(reader=user.pk)
        visits = mine.filter(post=models.OuterRef("pk"))
        return self.annotate(
            voted=models.Exists(votes),
            seen=models.Subquery(visits.values("comments_seen")[:1]),
            own_since=_own_since(user, mine),
        )

    def within(self, usd: Decimal) -> PostQuerySet:
        """Keep builds whose parts cost at most so much, as far as prices are known; without any price none is kept."""
        return self.filter(total_usd__lte=usd)

    def holding(self, memory_gib: Decimal) -> PostQuerySet:
        """Keep builds whose graphics cards together have at least so much memory."""
        return self.filter(vram_gib__gte=float(memory_gib))

    def gpus(self) -> GpuQuerySet:
        """Give the main GPUs of these builds, each once; one build of each GPU is looked up."""
        having = self.order_by().filter(main_gpu=models.OuterRef("pk"))
        return Gpu.objects.filter(models.Exists(having)).only("name", "slug").order_by("name")


def _own_since(user: User, visits: models.QuerySet[Visit]) -> models.Subquery:
    """Count a reader's own comments on a build since the last visit: they are not new to whoever wrote them."""
    comments = apps.get_model("community", "Comment").objects.visible().order_by()
    own = comments.filter(post=models.OuterRef("pk"), author=user.pk)
    since = models.Subquery(visits.filter(post=models.OuterRef("post")).values("at")[:1])
    counted = own.filter(made_at__gt=since).values("post").annotate(number=models.Count("pk")).values("number")
    return models.Subquery(counted, output_field=models.IntegerField())


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments."""

    def for_thread(self, also: tuple[str, ...] = ()) -> CommentQuerySet:
        """Load what a thread shows, and other columns that are named, in the order of the thread."""
        return self.select_related("author").only(*SHOWN_OF_COMMENT, *also).order_by("path")

    def visible(self) -> CommentQuerySet:
        """Keep those whose words are shown."""
        return self.filter(deleted_at=None, hidden_at=None)


SHOWN_OF_COMMENT = (
    "post_id", "parent_id", "path", "depth", "html", "revision", "made_at", "edited_at", "deleted_at", "hidden_at",
    "author__username",
)  # fmt: skip
