"""The text by which parts are found, and its trigram index."""

from django.db import migrations

import catalog.searching
from catalog import search_index
from catalog.searching import search_text_of

BATCH = 500


def create_index(apps, schema_editor):
    search_index.create(schema_editor.connection)


def drop_index(apps, schema_editor):
    search_index.drop(schema_editor.connection)


def fill(apps, schema_editor):
    """Write the text of the parts that are there."""
    parts = apps.get_model("catalog", "Part").objects.using(schema_editor.connection.alias)
    rows = parts.only("name", "manufacturer", "series", "part_numbers").order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        with schema_editor.connection.cursor() as cursor:  # several times faster than a bulk_update
            texts = [(search_text_of(row), row.pk) for row in batch]
            cursor.executemany("UPDATE catalog_part SET search_text = %s WHERE id = %s", texts)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="part",
            name="search_text",
            field=catalog.searching.SearchTextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
