"""The key by which the colours and revisions of one product are found."""

from django.db import migrations

import catalog.variants
from catalog.variants import product_key_of

BATCH = 500


def fill(apps, schema_editor):
    """Write the key of the parts that are there."""
    parts = apps.get_model("catalog", "Part").objects.using(schema_editor.connection.alias)
    rows = parts.only("kind", "name", "manufacturer").order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        with schema_editor.connection.cursor() as cursor:  # several times faster than a bulk_update
            keys = [(product_key_of(row), row.pk) for row in batch]
            cursor.executemany("UPDATE catalog_part SET product_key = %s WHERE id = %s", keys)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_download")]

    operations = [
        migrations.AddField(
            model_name="part",
            name="product_key",
            field=catalog.variants.ProductKeyField(
                blank=True, db_index=True, default="", editable=False, max_length=255
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
