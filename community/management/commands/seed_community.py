"""`manage.py seed_community --builds N`: a made-up crowd, for measuring only."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from community.seeding import Crowd, NotSeededError, real_posts, seed

MOST = {"builds": 1_000_000, "comments": 1_000, "votes": 1_000}


class Command(BaseCommand):
    """Fills a database with made-up builds, comments and votes."""

    help = (
        "Fill a database with made-up builds, comments and votes, to measure how fast pages are. The same numbers and "
        "seed make the same rows. Not for a site that people use: it refuses where somebody has shared a build."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many."""
        parser.add_argument("--builds", type=int, required=True, metavar="N", help="how many builds")
        parser.add_argument(
            "--comments", type=int, default=10, metavar="M", help="comments of a build, on average (10)"
        )
        parser.add_argument("--votes", type=int, default=30, metavar="V", help="votes for a build, on average (30)")
        parser.add_argument("--seed", type=int, default=1, help="another number makes another crowd (1)")
        parser.add_argument("--force", action="store_true", help="also where people have shared builds")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        """Look whether it may, then make the crowd."""
        for name, most in MOST.items():
            if not 0 <= options[name] <= most:
                message = f"--{name}: a whole number from 0 to {most:,}, not {options[name]}."
                raise CommandError(message)
        if (real := real_posts()) and not options["force"]:
            message = f"People have shared {real} builds here: nothing was written. --force writes all the same."
            raise CommandError(message)
        crowd = Crowd(options["builds"], options["comments"], options["votes"], options["seed"])
        try:
            made = seed(crowd, at=timezone.now())
        except NotSeededError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made.builds:,} builds, {made.comments:,} comments, {made.votes:,} votes of {made.people:,} people."
        )
