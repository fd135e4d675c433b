"""What is asked of a database full of builds: pages, comments and votes, with addresses that its own rows give."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.page_speed.page_list import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import User

    from community.models import Post

ONE_QUERY = "one query"
DEEP = 1_000  # page
LONG_THREAD = 500  # comments
BUSY = 200  # builds that are written to in turn
OK, FOUND = 200, 302
TALKER = "benchmark-talker"
AN_OLD_ACCOUNT = timedelta(days=30)  # one that is new may write less

# Pages of the list by name. Those of `PLAIN` are the list as people see it; the others narrow or search it.
PLAIN = {
    "list, hot": "/builds/",
    "list, new": "/builds/?tab=new",
    "list, top": "/builds/?tab=top",
    "list, top of a month": "/builds/?tab=top&period=month",
    "list, discussed": "/builds/?tab=discussed",
    "list, cheapest": "/builds/?tab=cheapest",
}
NARROWED = {
    "filter, GPU": "/builds/?gpu={gpu}",
    "filter, figures": "/builds/?vram=24&budget=3000&count=1",
    "filter, tag": "/builds/?tag=itx&tab=top",
    "filter, part": "/builds/?part={part}",
    "filter, nothing": "/builds/?country=AQ&tag=itx",
    "search, common": "/builds/?q=quiet",
    "search, two words": "/builds/?q=quiet+cellar",
    "search, one build": "/builds/?q={title}",
    "search, nothing": "/builds/?q=no-such-word-in-any-build",
    "feed": "/builds/feed/?tag=itx",
}
DEEP_PAGE = "list, page 1,000"
SIGNED_IN = "list, signed in"
LONG_PAGE = "build, 500 comments"
COMMENT, VOTE = "comment", "vote"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked again and again: a page, or a form that is sent."""

    addresses: Iterator[str]
    forms: Iterator[dict[str, str]] | None = None
    signed_in: bool = False
    status: int = OK


def asks(builds: int) -> dict[str, Ask]:
    """Give all that is asked, by name. Makes the long thread where it is not there."""
    from community.models import Post  # noqa: PLC0415  # after django.setup

    words = _words()
    plain = {**PLAIN, **{name: path.format(**words) for name, path in NARROWED.items()}}
    found = {ONE_QUERY: Ask(_cycle(LIMIT)), **{name: Ask(_cycle(path)) for name, path in plain.items()}}
    if builds >= DEEP * 20:
        found[DEEP_PAGE] = Ask(_cycle(f"/builds/?page={DEEP}"))
    found[SIGNED_IN] = Ask(_cycle("/builds/"), signed_in=True)
    found[LONG_PAGE] = Ask(_cycle(long_thread().get_absolute_url()))
    busy = [post.get_absolute_url() for post in Post.objects.select_related("build").order_by("-pk")[:BUSY]]
    texts = (
        {"text": f"This is said once: {number}"} for number in itertools.count(time.time_ns())
    )  # also in the next run
    found[COMMENT] = Ask(itertools.cycle([f"{each}comments/" for each in busy]), texts, signed_in=True, status=FOUND)
    votes = itertools.cycle([{"vote": "1"}] * len(busy) + [{"vote": "0"}] * len(busy))
    found[VOTE] = Ask(itertools.cycle([f"{each}vote/" for each in busy]), votes, signed_in=True, status=FOUND)
    return found


def talker() -> User:
    """Give the account that writes."""
    from django.contrib.auth.models import User  # noqa: PLC0415  # after django.setup
    from django.utils import timezone  # noqa: PLC0415

    joined = timezone.now() - AN_OLD_ACCOUNT
    return User.objects.get_or_create(username=TALKER, defaults={"password": "!", "date_joined": joined})[0]


def long_thread() -> Post:
    """Give a build with the long thread, of the reference builds; what is missing of it is said now."""
    from django.utils import timezone  # noqa: PLC0415  # after django.setup

    from builder.models import REFERENCE_ACCOUNT  # noqa: PLC0415
    from community.models import Post  # noqa: PLC0415
    from community.seeding import SENTENCES  # noqa: PLC0415
    from community.talk import say  # noqa: PLC0415

    post = Post.objects.filter(author__username=REFERENCE_ACCOUNT).order_by("pk")[0]
    said: list[Any] = list(post.comments.all())
    for number in range(len(said), LONG_THREAD):
        parent = said[number // 2] if number % 2 else None
        text = f"{number}: {SENTENCES[number % len(SENTENCES)]}"
        said.append(say(post, by=talker(), text=text, key=f"thread-{number}", at=timezone.now(), parent=parent))
    return post


def _words() -> dict[str, str]:
    """Take words out of the rows, so that something is found."""
    from builder.models import Item  # noqa: PLC0415  # after django.setup
    from community.models import Post  # noqa: PLC0415

    post = Post.objects.exclude(main_gpu=None).select_related("main_gpu").order_by("-pk")[0]
    item = Item.objects.filter(build=post.build_id).exclude(part=None).select_related("part").order_by("pk")[0]
    assert post.main_gpu  # noqa: S101  # those without are left out above
    assert item.part  # noqa: S101  # as above
    return {"gpu": post.main_gpu.slug, "part": item.part.slug, "title": post.title.replace(" ", "+")}


def _cycle(path: str) -> Iterator[str]:
    return itertools.cycle([path])
