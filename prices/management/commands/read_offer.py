"""`manage.py read_offer FILE|URL`: what is read of a shop page, with the evidence for each field."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from prices.fetching import FetchError, fetch
from prices.sources import page


class Command(BaseCommand):
    """Read one page and print it; nothing is stored."""

    help = "Read the offer of a saved page or of an address, and print each field with its evidence as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to read."""
        parser.add_argument("place", help="A file, or an http(s) address, which is fetched as a refresh would.")
        parser.add_argument("--url", default="", help="The address of the saved page; it helps to find the product.")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        """Print the reading."""
        place = options["place"]
        is_address = re.match(r"https?://", place, re.IGNORECASE) is not None
        html = self._fetched(place) if is_address else self._saved(Path(place))
        reading = page.read(html, options["url"] or (place if is_address else ""))
        found = {**page.fields(reading), "reason": reading.reason or None, "evidence": dict(reading.evidence)}
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))

    def _fetched(self, url: str) -> str:
        try:
            return fetch(url)
        except FetchError as error:
            message = f"{url} was not fetched: {error}"
            raise CommandError(message) from error

    def _saved(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                return file.read(4 * page.MAX_CHARACTERS + 1).decode("utf-8", errors="replace")
        except OSError as error:
            message = f"{path} cannot be read: {error}"
            raise CommandError(message) from error
