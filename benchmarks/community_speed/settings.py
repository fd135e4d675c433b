"""The site's own settings with the one-query view, and without limits: a benchmark tries more often than people may."""

from benchmarks.page_speed.limit_settings import *  # noqa: F403  # all of them

COMMUNITY_LIMITED = False
