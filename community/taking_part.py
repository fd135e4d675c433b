"""What page and API do alike when somebody takes part: look at the person, the text and the limits, then do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from community import guarding, limits, measuring, moderating, noticing, publishing, talk, voting
from community.tags import bits_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User

    from builder.models import Build
    from community.models import Comment, Measurement, Post


def comment_on(post: Post, *, by: User, text: str, key: str, at: datetime, parent: Comment | None = None) -> Comment:
    """Keep somebody's comment. Raises RefusedError or LimitedError, and then nothing has changed."""
    text, before = guarding.look_at_comment(text, by, at, key)
    if before:  # the form was sent twice
        return by.comments.select_related("post__build").get(key=key)
    guarding.count_comment(by, at)
    said = talk.say(post, by=by, text=text, key=key, at=at, parent=parent)
    noticing.tell_of_comment(said)
    return said


def amend_comment(comment: Comment, *, by: User, text: str, at: datetime) -> None:
    """Change one's comment. Raises RefusedError or LimitedError, and then nothing has changed."""
    text = guarding.look_at_change(text, by, at)
    guarding.count_comment(by, at)
    talk.amend(comment, text=text, at=at)


def cast_vote(post: Post, *, by: User, wanted: bool, at: datetime) -> None:
    """Vote, or take the vote back. Raises RefusedError or LimitedError, and then nothing has changed."""
    guarding.look_at_person(by, at)
    limits.hold("vote", by.pk, at=at)
    if wanted:
        voting.vote(post, by=by, at=at)
    else:
        voting.unvote(post, by=by)


def report(post: Post, comment: Comment | None, *, by: User, why: str, text: str, at: datetime) -> bool:
    """Report a build or a comment; False if that had been done. Raises RefusedError or LimitedError."""
    limits.hold("flag", by.pk, at=at)
    guarding.look_at_person(by, at)
    return moderating.flag(post, comment, by=by, why=why, text=text, at=at)


def publish_build(build: Build, *, by: User, title: str, notes: str, at: datetime, tags: Iterable[str] = ()) -> Post:
    """Publish somebody's build. Raises PublishError, RefusedError or LimitedError, and then nothing has changed."""
    look_at_publishing(by, title, notes, at)
    return publishing.publish(build, by=by, title=title, notes=notes, at=at, tags=bits_of(tags))


def look_at_publishing(by: User, title: str, notes: str, at: datetime) -> None:
    """Look at who publishes and at the words. Raises RefusedError or LimitedError."""
    guarding.look_at_person(by, at)
    guarding.look_for_unwanted(title, _("Title"), "title")
    guarding.look_for_unwanted(notes, _("Notes"), "notes")
    limits.hold("build", by.pk, at=at)


def measure_on(post: Post, *, by: User, at: datetime, **given: Any) -> Measurement:  # noqa: ANN401  # as the model's
    """Keep what an author measured. Raises RefusedError or MeasuringError, and then nothing has changed."""
    guarding.look_at_person(by, at)
    for name in ("model_name", "software"):
        guarding.look_for_unwanted(given.get(name, ""), _("Measurement"), name)
    return measuring.measure(post, by=by, today=timezone.localdate(at), **given)


def take_measurement_back(post: Post, number: int, *, by: User, at: datetime) -> bool:
    """Take a measurement back; False if there is none such. Raises RefusedError."""
    guarding.look_at_person(by, at)
    return bool(post.measurements.filter(pk=number).delete()[0])
