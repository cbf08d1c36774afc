"""Las versiones de una opinión que se corrige; la base rechaza cambiar o borrar las anteriores."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bitacora import disparadores

FIJA = ("dictamenes_opinionanterior",)


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0011_cumplimiento_de_condiciones'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name='versión'),
        ),
        migrations.CreateModel(
            name='OpinionAnterior',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='versión')),
                ('postura', models.CharField(choices=[('procede', 'Procede'), ('con_condiciones', 'Procede con condiciones'), ('no_procede', 'No procede')], max_length=20)),
                ('texto', models.TextField(verbose_name='opinión')),
                ('criterios', models.JSONField(default=list)),
                ('opiniones', models.JSONField(verbose_name='opinión de cada concepto')),
                ('dada_en', models.DateTimeField()),
                ('corregida_en', models.DateTimeField()),
                ('motivo', models.CharField(max_length=500, verbose_name='motivo de la corrección')),
                ('dada_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='anteriores', to='dictamenes.revision')),
            ],
            options={
                'verbose_name': 'opinión anterior',
                'verbose_name_plural': 'opiniones anteriores',
                'ordering': ['version'],
                'constraints': [models.UniqueConstraint(fields=('revision', 'version'), name='opinion_anterior_unica')],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: disparadores.poner(editor, FIJA), lambda apps, editor: disparadores.quitar(editor, FIJA)
        ),
    ]
