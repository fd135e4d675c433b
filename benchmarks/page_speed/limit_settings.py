"""The site's own settings, with two addresses more."""

from config.settings import *  # noqa: F403  # all of them
from config.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.page_speed.limit_urls"
TEMPLATES = [
    {**each, "DIRS": [BASE_DIR / "templates", BASE_DIR / "benchmarks/page_speed/templates"]} for each in TEMPLATES
]
