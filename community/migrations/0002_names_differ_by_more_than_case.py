"""Two accounts must not differ by upper and lower case alone, not even when both are made at the same moment."""

from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE UNIQUE INDEX auth_user_username_in_any_case ON auth_user (UPPER(username))",
            reverse_sql="DROP INDEX auth_user_username_in_any_case",
        ),
    ]
