"""Frameworks and the builds of their releases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_revision'),
    ]

    operations = [
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('slug', models.SlugField(max_length=70, unique=True)),
                ('vendor', models.CharField(blank=True, max_length=80)),
                ('licence', models.CharField(blank=True, max_length=60)),
                ('use', models.CharField(choices=[('training', 'Training and inference'), ('inference', 'Inference')], max_length=12)),
                ('graph', models.CharField(blank=True, choices=[('dynamic', 'Dynamic'), ('static', 'Static'), ('both', 'Dynamic or static')], max_length=8)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('backends', models.JSONField(blank=True, default=list)),
                ('state', models.CharField(choices=[('active', 'Active'), ('maintenance', 'Maintenance only'), ('retired', 'Retired')], max_length=12)),
                ('state_since', models.CharField(blank=True, help_text='2019, 2019-12 or 2019-12-05: as far as known.', max_length=10)),
                ('note', models.TextField(blank=True)),
                ('site', models.URLField(blank=True)),
                ('fact_sources', models.JSONField(blank=True, default=dict)),
                ('read_on', models.DateField(blank=True, help_text='When the sources were read.', null=True)),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('active', 'maintenance', 'retired'))), name='framework_state_known')],
            },
        ),
        migrations.CreateModel(
            name='FrameworkRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=100, unique=True)),
                ('version', models.CharField(blank=True, help_text='Empty: the document is of no one release.', max_length=20)),
                ('build', models.CharField(max_length=40)),
                ('accelerator', models.CharField(choices=[('cuda', 'CUDA (NVIDIA)'), ('rocm', 'ROCm (AMD)'), ('xpu', 'XPU (Intel)')], max_length=6)),
                ('capabilities', models.JSONField(blank=True, default=list)),
                ('ptx', models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True)),
                ('minimum_capability', models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True)),
                ('architectures', models.JSONField(blank=True, default=list, help_text='gfx names of AMD, architectures of Intel.')),
                ('announced', models.BooleanField(default=False, help_text='Not out when it was last read.')),
                ('note', models.TextField(blank=True)),
                ('source', models.TextField()),
                ('read_on', models.DateField(blank=True, null=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='catalog.framework')),
            ],
            options={
                'ordering': ('framework__name', 'key'),
                'constraints': [models.UniqueConstraint(fields=('framework', 'version', 'build'), name='framework_build_once')],
            },
        ),
    ]
