"""Publishing: a build is frozen as it is, once, by whom it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from builder import mine
from builder.assess import MODEL_VERSION, assess
from builder.models import Build
from builder.saying import on_one_line
from catalog.models import Kind
from community import notes as markdown
from community import noticing, ranking
from community.freezing import freeze
from community.models import MAX_GPU_TEXT, MAX_TITLE, Post
from engine.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User

    from builder.assess import Assessment
    from catalog.models import Gpu


class PublishError(Exception):
    """A build cannot be published. `field` names what is missing or wrong, the message says it in words."""

    field = ""

    def __init__(self, message: str) -> None:
        """Keep the message for the page."""
        super().__init__(message)
        self.message = message


class TitleError(PublishError):
    """The title is missing or too long."""

    field = "title"


class NotesError(PublishError):
    """The notes are too long."""

    field = "notes"


class NotYoursError(PublishError):
    """The build belongs to somebody else."""

    field = "build"


class EmptyBuildError(PublishError):
    """The build has no parts."""

    field = "parts"


class AlreadyPublishedError(PublishError):
    """The build is published; `post` is what came of it."""

    field = "build"

    def __init__(self, message: str, post: Post) -> None:
        """Keep the post, to lead there."""
        super().__init__(message)
        self.post = post


def publish(build: Build, *, by: User, title: str, notes: str, at: datetime, tags: int = 0) -> Post:
    """Freeze the build as it is, so that later prices don't rewrite what people discuss.

    A build that is nobody's becomes the author's. Raises a PublishError, and then nothing has changed.
    """
    title, notes = checked_title(title), checked_notes(notes)
    with transaction.atomic():
        _take(build, by)
        assessment = assess(build, timezone.localdate(at))
        if not assessment.lines:
            raise EmptyBuildError(_("Parts: an empty build cannot be published. Put at least one part in."))
        columns = _columns(build, assessment) | _ranks(build, assessment, title, by=by, at=at)
        post = _create_once(build, columns, author=by, title=title, notes=notes, published_at=at, tags=tags)
        Build.objects.filter(pk=build.pk).update(title=title)
        noticing.tell_of_post(post)
    build.title = title
    return post


def checked_title(title: str) -> str:
    """Give the title on one line. Raises TitleError."""
    title = on_one_line(title)
    if not title:
        raise TitleError(_("Title: say in a few words what this build is."))
    if len(title) > MAX_TITLE:
        raise TitleError(
            _("Title: at most %(max)s characters; this one has %(n)s.") % {"max": MAX_TITLE, "n": len(title)}
        )
    return title


def checked_notes(notes: str) -> str:
    """Give the notes without space around them. Raises NotesError."""
    notes = notes.strip()
    if len(notes) > markdown.MAX_NOTES:
        raise NotesError(
            _("Notes: at most %(max)s characters; these have %(n)s.") % {"max": markdown.MAX_NOTES, "n": len(notes)}
        )
    return notes


def _take(build: Build, by: User) -> None:
    mine.claim_one(build, by)
    if not Build.objects.filter(pk=build.pk, owner=by).exists():
        raise NotYoursError(_("Build: it belongs to somebody else. Make a copy of it and publish that."))


def _create_once(build: Build, columns: dict[str, Any], *, notes: str, **fields: Any) -> Post:  # noqa: ANN401  # a row's
    """Create the post, or say that there is one: the constraint decides, whoever comes second."""
    try:
        with transaction.atomic():
            return Post.objects.create(build=build, notes=notes, notes_html=markdown.render(notes), **columns, **fields)
    except IntegrityError as refused:
        post = Post.objects.filter(build=build).first()
        if post is None:
            raise
        raise AlreadyPublishedError(_("Build: it is published already."), post) from refused


def _columns(build: Build, assessment: Assessment) -> dict[str, Any]:
    """Give the snapshot, and beside it what lists show and filter by."""
    cost, wall_w = assessment.cost, assessment.wall_w
    main_gpu = _main_gpu(assessment.gpus)
    return {
        "snapshot": freeze(build, assessment).to_json(),
        "model_version": MODEL_VERSION,
        "main_gpu": main_gpu,
        "gpu_text": _gpu_text(assessment),
        "gpu_count": assessment.memory.cards,
        "vram_gib": assessment.memory.total_gib,
        "total_usd": cost.total,
        "priced_count": cost.priced,
        "part_count": cost.priced + cost.unpriced,
        "wall_w": None if wall_w is None else round(wall_w),
        **{f"{level.value}_count": assessment.count(level) for level in Level},
    }


def _ranks(build: Build, assessment: Assessment, title: str, *, by: User, at: datetime) -> dict[str, Any]:
    """Give the columns that a list is ordered and searched by."""
    fresh, cost, memory = ranking.freshness(at), assessment.cost, assessment.memory
    names = [line.item.name for line in assessment.lines]
    return {
        "fresh": fresh,
        "hot": fresh,
        "country": build.country,
        "usd_per_gib": ranking.usd_per_gib(cost.total, memory.total_gib, whole=not cost.unpriced),
        "search_text": search_text_of(title, by.username, names),
        "now_usd": cost.total,
        "now_priced": cost.priced,
        "now_at": at,
    }


def search_text_of(title: str, author: str, parts: Iterable[str]) -> str:
    """Give what a search of builds looks through."""
    return " ".join([title, author, *parts]).lower()


def _main_gpu(gpus: dict[Gpu, int]) -> Gpu | None:
    """Give the GPU of which there are most; of equals, the one that was put in first."""
    return max(gpus, key=lambda gpu: gpus[gpu], default=None)


def _gpu_text(assessment: Assessment) -> str:
    """Say which GPUs there are, such as "2 × RTX 3090 + RTX A2000"; a card of an unknown GPU is called by its name."""
    counted: dict[str, int] = {}
    for line in assessment.slots[Kind.CARD]:
        spec = getattr(line.item.part, "graphics_card", None)
        name = spec.gpu.short_name if spec and spec.gpu else line.item.name
        counted[name] = counted.get(name, 0) + line.item.quantity
    text = " + ".join(f"{count} × {name}" for name, count in counted.items())
    return text if len(text) <= MAX_GPU_TEXT else text[: MAX_GPU_TEXT - 1] + "…"
