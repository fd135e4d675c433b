"""A made-up crowd for measuring: builds, comments and votes in large numbers, the same for the same seed.

Builds are copies of the reference builds' posts under other titles, so that every page of them works. Rows are written
in batches and never all held at once. What lists are ordered by is written with the rows: nothing is recounted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from builder.models import READ_CODE_ALPHABET, REFERENCE_ACCOUNT, Build, Item
from community import notes, ranking
from community.models import Comment, Post, Vote
from community.publishing import search_text_of
from community.tags import MOST_TAGS, TAGS, bits_of
from community.talk_models import DEEPEST, STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

BATCH = 2_000  # rows in one statement, at most; a batch of posts has fewer, since each carries its snapshot
POSTS_AT_ONCE = 250
NAME = "seeded-"  # what the accounts' names begin with; nobody can sign in to them
BUILDS_A_PERSON = 20
FEWEST_PEOPLE = 100
CODE_LENGTH = 8  # one more than a code that is drawn: the two never meet
OVER = timedelta(days=3 * 365)  # builds are spread over three years
ANSWERED = 0.5  # of all comments, the share that answers another
TAKEN_BACK = 0.01  # of all comments
PRICES = (0.6, 1.6)  # times the price of the build that is copied
COPIED = (
    "notes", "notes_html", "snapshot", "model_version", "main_gpu_id", "gpu_text", "gpu_count", "vram_gib",
    "priced_count", "part_count", "wall_w", "problem_count", "warning_count", "note_count", "unknown_count", "country",
)  # fmt: skip

ADJECTIVES = (
    "quiet", "loud", "cheap", "small", "large", "cold", "hot", "used", "new", "odd", "plain", "silent",
    "dense", "spare", "first", "second", "last", "open",
)  # fmt: skip
NOUNS = (
    "box", "rack", "server", "workstation", "tower", "bench", "trainer", "node", "machine", "rig", "cube",
    "shelf", "crate", "lab", "desk", "heater",
)  # fmt: skip
PLACES = (
    "cellar", "office", "attic", "garage", "lab", "dorm", "kitchen", "closet", "studio", "workshop", "campus", "hall",
)  # fmt: skip
SENTENCES = (
    "Which case is that, and does the card leave room for the **front fans**?",
    "I measured `412 W` at the wall with two cards at 280 W each.",
    "> power limit\n\nWith a limit of 70 % mine lost about a twentieth of its speed.",
    "Did you try it with *less* memory? Mine swaps at 64 GB.",
    "1. take the riser out\n2. boot\n3. look at the link speed again",
    "The price of the supply has fallen since; see [the maker's page](https://example.org/).",
    "Thanks, that helped.",
    "How loud is it under load, at a metre?",
)

Row = TypeVar("Row", bound=Model)
Firsts: TypeAlias = "dict[type[Model], int]"  # the first key that each model is given here


class NotSeededError(Exception):
    """A crowd cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How much is made: on average so many comments and votes for a build."""

    builds: int
    comments: int = 10
    votes: int = 30
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was made."""

    builds: int
    comments: int
    votes: int
    people: int


@dataclass(frozen=True, slots=True)
class Template:
    """A post that is copied, and the items of its build."""

    post: Post
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a build: who made it, when, and how many comments and votes it gets. Drawn before all else."""

    number: int
    author: int  # place among the people
    at: datetime
    comments: int
    votes: int


def real_posts() -> int:
    """Count posts that neither came with the starter catalogue nor were made up here."""
    ours = Post.objects.filter(author__username__startswith=NAME)
    return Post.objects.exclude(author__username=REFERENCE_ACCOUNT).exclude(pk__in=ours.values("pk")).count()


def seed(crowd: Crowd, *, at: datetime) -> Seeded:
    """Make the crowd, whole or not at all. Raises NotSeededError where there is nothing to copy."""
    templates = _templates()
    with transaction.atomic():
        people = _people(max(FEWEST_PEOPLE, crowd.builds // BUILDS_A_PERSON), at - OVER)
        first: Firsts = {model: _next_key(model) for model in (Build, Post, Comment)}
        fates = [_fate(crowd, number, len(people), at) for number in range(crowd.builds)]
        _write(_builds(fates, people, first[Build], crowd.seed), BATCH)
        _write(_items(fates, templates, first[Build]), BATCH)
        _write(_posts(fates, people, templates, first), POSTS_AT_ONCE)
        _write(_votes(fates, people, first[Post], at), BATCH)
        _write(_comments(fates, people, first, crowd.seed), BATCH)
        _move_sequences(Build, Post, Comment)
    said, voted = sum(fate.comments for fate in fates), sum(fate.votes for fate in fates)
    return Seeded(len(fates), said, voted, len(people))


def _templates() -> list[Template]:
    posts = Post.objects.filter(author__username=REFERENCE_ACCOUNT).select_related("author", "build").order_by("pk")
    found = [Template(post, tuple(post.build.items.all())) for post in posts]
    if not found:
        message = "There are no reference builds to copy: load the starter catalogue first."
        raise NotSeededError(message)
    return found


def _people(number: int, joined: datetime) -> list[int]:
    """Give the keys of so many people; those of an earlier crowd take part again."""
    names = [f"{NAME}{n:06}" for n in range(number)]
    new = (User(username=name, password="!", date_joined=joined) for name in names)  # noqa: S106  # "!": no password
    _write(new, BATCH, ignore_conflicts=True)
    found = User.objects.filter(username__startswith=NAME).order_by("username")
    return list(found.values_list("pk", flat=True)[:number])


def _fate(crowd: Crowd, number: int, people: int, until: datetime) -> Fate:
    rng = random.Random(f"{crowd.seed}/{number}")  # noqa: S311  # made-up rows, no secrets
    votes = min(int(rng.expovariate(1 / crowd.votes) + 0.5), people - 1) if crowd.votes else 0
    comments = int(rng.expovariate(1 / crowd.comments) + 0.5) if crowd.comments else 0
    return Fate(number, rng.randrange(people), until - OVER * rng.random(), comments, votes)


def _builds(fates: Iterable[Fate], people: list[int], first: int, seed_: int) -> Iterator[Build]:
    for fate in fates:
        pk = first + fate.number
        key = f"seeded-{seed_}-{pk}"  # not secret: nobody can sign in to these accounts
        yield Build(pk=pk, code=_code(pk), edit_code=key[:40], owner_id=people[fate.author], title=_title(fate))


def _items(fates: Iterable[Fate], templates: list[Template], first: int) -> Iterator[Item]:
    for fate in fates:
        for item in templates[fate.number % len(templates)].items:
            yield Item(build_id=first + fate.number, **item.as_kept())


def _posts(fates: Iterable[Fate], people: list[int], templates: list[Template], first: Firsts) -> Iterator[Post]:
    for fate in fates:
        template = templates[fate.number % len(templates)]
        yield Post(
            pk=first[Post] + fate.number,
            build_id=first[Build] + fate.number,
            author_id=people[fate.author],
            published_at=fate.at,
            vote_count=fate.votes,
            comment_count=fate.comments - len(_taken_back(fate)),
            fresh=ranking.freshness(fate.at),
            hot=ranking.hot(fate.at, fate.votes),
            now_at=fate.at,
            **_looks(fate, template),
        )


def _looks(fate: Fate, template: Template) -> dict[str, Any]:
    """Give what a line of the list shows."""
    rng, post, title = _rng(fate), template.post, _title(fate)
    total = round(post.total_usd * int(rng.uniform(*PRICES) * 100) / 100, 2) if post.total_usd else None
    whole = post.priced_count == post.part_count
    tags = rng.sample(sorted(TAGS), rng.randrange(MOST_TAGS))
    return {
        **{name: getattr(post, name) for name in COPIED},
        "title": title,
        "total_usd": total,
        "now_usd": total,
        "now_priced": post.priced_count,
        "usd_per_gib": ranking.usd_per_gib(total, post.vram_gib, whole=whole),
        "tags": bits_of(tags),
        "search_text": search_text_of(title, f"{NAME}{fate.author:06}", [item.name for item in template.items]),
    }


def _votes(fates: Iterable[Fate], people: list[int], first: int, at: datetime) -> Iterator[Vote]:
    """Let people vote in the order in which they stand behind a place that is drawn, each once, the author never."""
    for fate in fates:
        start, author = _rng(fate).randrange(len(people)), people[fate.author]
        others = (people[(start + step) % len(people)] for step in range(len(people)))
        for voter in islice((pk for pk in others if pk != author), fate.votes):
            yield Vote(post_id=first + fate.number, voter_id=voter, author_id=author, made_at=at)


def _comments(fates: Iterable[Fate], people: list[int], first: Firsts, seed_: int) -> Iterator[Comment]:
    html = [notes.render(sentence) for sentence in SENTENCES]
    pk = first[Comment]
    for fate in fates:
        rng, gone, said = _rng(fate), _taken_back(fate), list[Comment]()
        for place in range(fate.comments):
            parent = said[rng.randrange(len(said))] if said and rng.random() < ANSWERED else None
            which, taken_back = rng.randrange(len(SENTENCES)), place in gone
            comment = Comment(
                pk=pk,
                post_id=first[Post] + fate.number,
                author_id=people[rng.randrange(len(people))],
                parent_id=parent.pk if parent else None,
                depth=min(parent.depth + 1, DEEPEST) if parent else 0,
                path=(parent.path[: STEP * DEEPEST] if parent else "") + f"{pk:0{STEP}}",
                text="" if taken_back else SENTENCES[which],
                html="" if taken_back else html[which],
                renderer=notes.RENDERER,
                key=f"seeded-{seed_}-{pk}",
                made_at=fate.at + timedelta(minutes=place + 1),
                deleted_at=fate.at + timedelta(days=1) if taken_back else None,
            )
            said.append(comment)
            pk += 1
            yield comment


def _taken_back(fate: Fate) -> set[int]:
    """Give the places, among the comments of a build, of those that were taken back."""
    rng = random.Random(fate.number)  # noqa: S311  # made-up rows, no secrets
    return {place for place in range(fate.comments) if rng.random() < TAKEN_BACK}


def _rng(fate: Fate) -> random.Random:
    return random.Random(f"{fate.number}/{fate.author}/{fate.votes}")  # noqa: S311  # made-up rows, no secrets


def _title(fate: Fate) -> str:
    rng = _rng(fate)
    return f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} in the {rng.choice(PLACES)} {fate.number}".capitalize()


def _code(number: int) -> str:
    """Write a number in the letters of codes."""
    letters = []
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(READ_CODE_ALPHABET))
        letters.append(READ_CODE_ALPHABET[digit])
    return "".join(reversed(letters))


def _write(rows: Iterator[Row], at_once: int, *, ignore_conflicts: bool = False) -> None:
    while batch := list(islice(rows, at_once)):
        type(batch[0])._default_manager.bulk_create(batch, ignore_conflicts=ignore_conflicts)  # noqa: SLF001  # Django's


def _next_key(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1  # noqa: SLF001  # Django's own


def _move_sequences(*models: type[Model]) -> None:
    """Let the database go on counting behind the keys that were given out here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
