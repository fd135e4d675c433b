"""Fills the site of VAR_DIR with hostile texts: run by `test_hostile_texts.py` beside a site that is being served."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "xss"), str(Path(__file__).resolve().parents[2])]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  # after django.setup
from django.utils import timezone  # noqa: E402
from payloads import payloads  # noqa: E402

from builder.models import Build, Item  # noqa: E402
from community.publishing import publish  # noqa: E402
from community.talk import say  # noqa: E402

SOME = [text.replace("\x00", "") for text in payloads()][::5]
MOST_ITEMS = 40

build = Build.objects.create()
Item.objects.bulk_create(
    Item(build=build, kind="storage", name=text[:200], position=place) for place, text in enumerate(SOME[:MOST_ITEMS])
)
author = User.objects.create_user("author")
post = publish(build, by=author, title=SOME[0][:120], notes="\n\n".join(SOME)[:10_000], at=timezone.now())
for number, each in enumerate(SOME):
    person = User.objects.create(username=f"{number} {each}"[:150])
    say(post, by=person, text=each, key=f"k{number}", at=timezone.now())
sys.stdout.write(build.code)
