"""Expedientes que se estudian juntos."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0012_opinion_corregida'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Agrupacion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nombre', models.CharField(max_length=120, verbose_name='nombre del grupo')),
                ('motivo', models.CharField(max_length=300, verbose_name='motivo')),
                ('creada_en', models.DateTimeField()),
                ('creada_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'agrupación',
                'verbose_name_plural': 'agrupaciones',
            },
        ),
        migrations.CreateModel(
            name='Pertenencia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agrupacion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pertenencias', to='dictamenes.agrupacion')),
                ('solicitud', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pertenencia', to='dictamenes.solicitud')),
            ],
            options={
                'verbose_name': 'pertenencia',
            },
        ),
    ]
