"""The group of those who look after the place. Whoever is in it finds the moderators' pages."""

from django.db import migrations


def make(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.get_or_create(name="moderators")


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0006_moderation_and_limits"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
