"""Facts of noise, fans, USB-C, network and height; what an import has brought in is read again for them."""

from django.db import migrations, models

from catalog.opendb.clean import RefusedError, draft

BATCH = 500
# Category of the open data: kind, table, and the columns that are new or, of fans, are read in another way.
READ_AGAIN = {
    "RAM": ("memory", "MemorySpec", ("height_mm",)),
    "Motherboard": ("motherboard", "MotherboardSpec", ("fan_headers", "usb_c_headers", "ethernet_mbps")),
    "PCCase": ("case", "CaseSpec", ("front_usb_c",)),
    "CaseFan": ("case-fan", "FanSpec", ("max_noise_db",)),
}


def fill(apps, schema_editor):
    """Read the records that are kept with the parts; what people have checked or found elsewhere stays as it is."""
    alias = schema_editor.connection.alias
    parts = apps.get_model("catalog", "Part").objects.using(alias).filter(source__key="opendb", verified=False)
    for category, (kind, table, columns) in READ_AGAIN.items():
        specs = apps.get_model("catalog", table)._default_manager.using(alias)
        records = parts.filter(kind=kind).order_by("pk").values_list("pk", "raw", "fact_sources")
        last = 0
        while batch := list(records.filter(pk__gt=last)[:BATCH]):
            rows = specs.in_bulk([pk for pk, _, _ in batch])
            for pk, raw, by_hand in batch:
                facts = facts_of(category, raw)
                for name in columns:
                    if pk in rows and name in facts and name not in by_hand:
                        setattr(rows[pk], name, facts[name])
            specs.bulk_update(rows.values(), columns)
            last = batch[-1][0]


def facts_of(category, raw):
    """Read a record; one of the starter catalogue holds its id only, and says nothing."""
    try:
        return draft(category, raw).facts
    except RefusedError:
        return {}


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_fact_report")]

    operations = [
        migrations.AddField("casespec", "front_usb_c", models.BooleanField(blank=True, null=True)),
        migrations.AddField("memoryspec", "height_mm", models.FloatField(blank=True, null=True)),
        migrations.AddField("motherboardspec", "ethernet_mbps", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("motherboardspec", "fan_headers", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "motherboardspec", "usb_c_headers", models.PositiveSmallIntegerField(blank=True, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
