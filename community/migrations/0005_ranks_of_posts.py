"""Fill the columns that lists are ordered and searched by, and index the search where PostgreSQL has trigrams."""

import logging

from django.db import DatabaseError, migrations, transaction

from community.publishing import search_text_of
from community.ranking import freshness, usd_per_gib
from community.snapshot import Snapshot

logger = logging.getLogger(__name__)
INDEX = "community_post_search"


def fill(apps, schema_editor):
    posts = apps.get_model("community", "Post").objects.using(schema_editor.connection.alias)
    for post in posts.select_related("author", "build").iterator(200):
        names = [item.name for item in Snapshot.from_json(post.snapshot).items] if post.snapshot else []
        post.fresh = post.hot = freshness(post.published_at)
        whole = post.priced_count == post.part_count
        post.usd_per_gib = usd_per_gib(post.total_usd, post.vram_gib, whole=whole)
        post.country = post.build.country
        post.search_text = search_text_of(post.title, post.author.username, names)
        post.save(update_fields=["fresh", "hot", "usd_per_gib", "country", "search_text"])


def index(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE INDEX {INDEX} ON community_post USING gin (search_text gin_trgm_ops)")
    except DatabaseError as error:
        logger.warning("Searching builds works, but without an index, since pg_trgm cannot be added: %s", error)


def unindex(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("community", "0004_talk"), ("builder", "0001_initial")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, unindex),
    ]
