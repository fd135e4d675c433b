"""Whatever people write, and wherever it is shown, nothing in it runs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import make
import pytest
from django.contrib.auth.models import User
from payloads import HOOK, WHOLE, grammar, payloads
from scanning import offences

from builder.models import Item
from catalog.models import Kind
from community import notes, publishing, talk
from community.exporting import FORMATS
from community.models import Action, Comment, CommentEdit, Flag, Measurement, Post, Unwanted

pytestmark = pytest.mark.django_db
ALL = payloads()
NOW = datetime(2026, 11, 1, tzinfo=UTC)
AT_ONCE = 25
ATOM = "{http://www.w3.org/2005/Atom}"
FIELDS = ("q", "gpu", "tag", "part", "country", "vram", "budget", "count", "tab", "period", "page")


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.COMMUNITY_LIMITED = False


@pytest.fixture
def ann():
    return User.objects.create_user("ann")


def clean(answer):
    """Hold an answer to be harmless, whatever its kind."""
    kind, body = answer["Content-Type"], answer.content.decode()
    assert answer["X-Content-Type-Options"] == "nosniff"
    if kind.startswith("text/html"):
        assert not offences(body), offences(body)[:5]
    elif kind.startswith("application/atom+xml"):
        for entry in ET.fromstring(body).iter(f"{ATOM}entry"):
            assert not offences(entry.findtext(f"{ATOM}summary") or "")
    elif kind.startswith(("application/json", "application/problem+json")):
        for text in texts(json.loads(body)):
            if text.startswith("<p>"):  # the fields that are HTML
                assert not offences(text)
    else:
        assert kind.startswith(("text/plain", "text/csv", "text/markdown")), kind


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def publish(author, some):
    """Publish a build every text of which is a payload."""
    built = make.build()
    kinds = (Kind.CARD, Kind.STORAGE, Kind.MEMORY, Kind.FAN)
    Item.objects.bulk_create(
        Item(build=built, kind=kinds[place % len(kinds)], name=text.replace("\x00", "")[:200], position=place)
        for place, text in enumerate(some)
    )
    title = next(text for text in some if text.strip("\x00 \n"))
    post = publishing.publish(
        built, by=author, title=title.replace("\x00", "")[:120], notes="\n\n".join(some).replace("\x00", ""), at=NOW
    )
    Measurement.objects.bulk_create(
        Measurement(
            post=post, by=author, workload="other", model_name=text.replace("\x00", "")[:80], precision="fp16",
            software=text.replace("\x00", "")[:80], speed=1, unit="it/s", measured_on=date(2026, 10, 1),
        )
        for text in some
    )  # fmt: skip
    return post


def test_there_are_a_thousand_and_the_reader_of_pages_sees_what_would_run():
    assert len(set(ALL)) == len(ALL) == 1000 < len(set(grammar()))
    assert payloads() == ALL
    seen = [each for each in WHOLE if offences(f"<p>{each}</p>")]
    assert len(seen) >= len(WHOLE) - 2  # a parser may mend one or two
    assert offences('<a href="java\tscript:hurt(1)">x</a>')
    assert not offences('<img src="data:image/png;base64,AA"><script src="/static/js/a.js"></script>')
    raw = sum(bool(offences(f"<!doctype html><p>{each}</p>")) for each in ALL)
    assert raw > 0.6 * len(ALL)  # the others need Markdown, or a place inside a tag


def test_comments_do_not_run_on_any_page(client, ann):
    people = User.objects.bulk_create(
        [User(username=f"{n} {text}".replace("\x00", "")[:150]) for n, text in enumerate(ALL)]
    )
    post = publish(ann, ALL[:3])
    for number, (text, author) in enumerate(zip(ALL, people, strict=True)):
        talk.say(post, by=author, text=text.replace("\x00", ""), key=f"k{number}", at=NOW)
    said = list(post.comments.order_by("pk"))
    CommentEdit.objects.bulk_create(
        CommentEdit(comment=said[0], text=text, html=notes.render(text), until=NOW)
        for text in ALL
        if "\x00" not in text
    )
    Comment.objects.filter(pk=said[0].pk).update(edited_at=NOW)
    here = f"/b/{post.build.code}/"
    for page in (
        here,
        f"{here}comments/?page=2",
        f"{here}comments/{said[0].pk}/",
        f"{here}comments/{said[0].pk}/history/",
    ):
        clean(client.get(page))
    assert client.get(here).content.count(HOOK.encode()) > 300  # it is shown, as text


def test_titles_notes_parts_and_measurements_do_not_run(client, ann):
    for start in range(0, len(ALL), AT_ONCE):
        post = publish(ann, ALL[start : start + AT_ONCE])
        code = post.build.code
        pages = [f"/b/{code}/", f"/b/{code}/power/", *(f"/b/{code}/export/{form}/" for form in FORMATS)]
        pages += [f"/api/v1/builds/{code}/", f"/api/v1/builds/{code}/measurements/"]
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            clean(answer)
    posts = list(Post.objects.all())
    for number, text in enumerate(ALL):
        each = posts[number % len(posts)]
        each.title, each.gpu_text = text.replace("\x00", "")[:120], text.replace("\x00", "")[:120]
        if number % len(posts) == len(posts) - 1:
            Post.objects.bulk_update(posts, ["title", "gpu_text"])
            for page in ("/", "/builds/", "/builds/?page=2", "/builds/feed/", "/api/v1/builds/"):
                clean(client.get(page))


def test_what_an_address_says_does_not_run(client):
    for number, text in enumerate(ALL):
        field = FIELDS[number % len(FIELDS)]
        clean(client.get(f"/builds/?{urlencode({field: text})}"))
        if number % 4 == 0:
            clean(client.get(f"/builds/feed/?{urlencode({field: text})}"))
            clean(client.get(f"/api/v1/builds/?{urlencode({'gpu': text})}"))
            clean(client.get(f"/account/sign-in/?{urlencode({'next': text})}"))


def test_reports_reasons_and_word_lists_do_not_run(client, ann):
    post = publish(ann, ALL[:3])
    people = User.objects.bulk_create([User(username=f"p{n}") for n in range(len(ALL))])
    plain = [text.replace("\x00", "") for text in ALL]
    Flag.objects.bulk_create(
        Flag(post=post, by=by, why="other", text=text, made_at=NOW) for by, text in zip(people, plain, strict=True)
    )
    Action.objects.bulk_create(Action(by=ann, deed="lock", post=post, reason=text[:500], at=NOW) for text in plain)
    Unwanted.objects.bulk_create(
        Unwanted(kind="word", entry=f"{n}{text}"[:100], by=ann, at=NOW) for n, text in enumerate(plain)
    )
    client.force_login(User.objects.create_superuser("chief"))
    for page in ("/moderation/", "/moderation/log/", "/moderation/unwanted/", f"/b/{post.build.code}/moderate/"):
        answer = client.get(page)
        assert answer.status_code == 200
        clean(answer)


def test_what_was_typed_is_given_back_as_text(client, ann):
    post = publish(ann, ALL[:3])
    draft = make.build((make.cpu(), 1), owner=ann)
    client.force_login(ann)
    for text in ALL[::10]:
        here = f"/b/{post.build.code}/"
        for page, form in (
            (f"{here}comments/", {"text": text + "\x00"}),
            (f"{here}measured/", {"model_name": text, "workload": text, "speed": text}),
            (f"{here}moderate/", {"reason": text}),
            (f"{draft.edit_url}publish/", {"title": text * 120, "notes": text}),
            ("/builds/new/own-parts/", {"kind": text, "name": text, "price": text}),
            ("/builds/paste/", {"text": text}),
        ):
            answer = client.post(page, form)
            if answer.status_code != 302:
                clean(answer)


def test_what_may_run_at_all_is_said_by_the_site(settings):
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    allowed = {str(each) for values in policy.values() for each in values}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & allowed
