"""Where people are found."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse

KEPT = 2_000  # addresses; a thread has hundreds of the same few people
PLACE = "NAME"


@lru_cache(maxsize=KEPT)
def profile_url(username: str) -> str:
    """Give the address of somebody's profile, whatever the name is made of: operators may have made it."""
    return reverse("community:profile", args=[PLACE]).replace(PLACE, quote(username, safe=""))
