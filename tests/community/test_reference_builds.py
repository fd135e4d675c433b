"""The builds that come with the starter catalogue."""

from __future__ import annotations

import json
from datetime import date

import make
import pytest
from django.contrib.auth.models import User

from builder.models import Build
from community.models import Post
from community.reference import ReferenceBuildError, Report, load_reference_builds

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        path = tmp_path / "builds.json"
        path.write_text(json.dumps(rows) if rows else "{", encoding="utf-8")
        return path

    return write


@pytest.fixture
def row():
    parts = make.whole()

    def make_row(**changes):
        items = [{"slug": part.slug, "quantity": 2 if name == "card" else 1} for name, part in parts.items()]
        return {
            "title": "A box of 2017", "notes": "*Old*", "circuit": "EU-16A", "published_on": "2017-09-20",
            "items": items, **changes,
        }  # fmt: skip

    return make_row


def test_reference_builds_are_published_once(client, written, row):
    path = written(row(), row(title="Another"))
    assert load_reference_builds(path) == Report(created=2, unchanged=0)
    assert load_reference_builds(path) == Report(created=0, unchanged=2)
    post = Post.objects.get(title="A box of 2017")
    assert (post.author.username, post.published_at.date()) == ("rigwright", date(2017, 9, 20))
    assert (post.build.circuit, post.build.owner, post.gpu_count) == ("EU-16A", post.author, 2)
    assert client.get(post.get_absolute_url()).status_code == 200


def test_what_is_new_in_the_file_is_added(written, row):
    load_reference_builds(written(row()))
    assert load_reference_builds(written(row(), row(title="Another"))) == Report(created=1, unchanged=1)


def test_nobody_signs_in_to_the_account(client, written, row):
    load_reference_builds(written(row()))
    author = User.objects.get()
    assert not author.has_usable_password()
    assert not author.is_staff
    assert not author.is_superuser


def test_a_build_of_the_same_title_by_somebody_else_is_no_hindrance(written, row, ann, publish):
    publish(ann, title="A box of 2017")
    assert load_reference_builds(written(row())).created == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "build 2: Title"),
        ({"title": None}, "build 2: "),
        ({"circuit": "MARS-1A"}, "build 2: circuit 'MARS-1A': it is none of US-15A"),
        ({"published_on": "20 Sep"}, "build 2: Invalid isoformat"),
        ({"items": []}, "build 2: items: a build without parts"),
        ({"items": [{"quantity": 1}]}, "build 2: slug is missing"),
        ({"items": [{"slug": "no-such-part"}]}, "not in the catalogue: no-such-part"),
        ({"items": [{"slug": "x", "quantity": 0}]}, "build 2: quantity 0: write a whole number from 1 to 64"),
        ({"items": [{"slug": "x", "quantity": "2"}]}, "build 2: quantity '2'"),
        ({"title": "A box of 2017"}, "title used twice: A box of 2017"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(written, row, change, said):
    with pytest.raises(ReferenceBuildError, match=said):
        load_reference_builds(written(row(), row(title="Second") | change))
    assert (Post.objects.count(), Build.objects.count(), User.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("missing", ["title", "published_on", "items"])
def test_a_missing_field_is_named(written, row, missing):
    entry = row()
    del entry[missing]
    with pytest.raises(ReferenceBuildError, match=f"build 1: {missing} is missing"):
        load_reference_builds(written(entry))


def test_a_file_that_is_no_json_or_no_list_is_refused(written, tmp_path):
    with pytest.raises(ReferenceBuildError, match=r"builds\.json: it is not JSON"):
        load_reference_builds(written())
    (tmp_path / "builds.json").write_text('{"title": "x"}')
    with pytest.raises(ReferenceBuildError, match="no list of builds"):
        load_reference_builds(tmp_path / "builds.json")
