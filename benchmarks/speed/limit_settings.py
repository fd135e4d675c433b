"""The site's own settings, with two addresses more."""

from config.settings import *  # noqa: F403  # all of them
from config.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.speed.limit_urls"
TEMPLATES = [{**each, "DIRS": [BASE_DIR / "templates", BASE_DIR / "benchmarks/speed/templates"]} for each in TEMPLATES]
