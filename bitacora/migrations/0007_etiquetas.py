"""Cada evento lleva su etiqueta. SQLite rehace las tablas que cambian: los disparadores se quitan, y la 0008 los pone."""

from django.db import migrations, models

import bitacora.models
from bitacora import disparadores


def quitar(apps, editor):
    disparadores.quitar(editor)


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0006_al_final")]
    operations = [
        migrations.RunPython(quitar, migrations.RunPython.noop),
        migrations.AddField(
            model_name="evento",
            name="llave",
            field=models.CharField(blank=True, db_default="", max_length=16, verbose_name="llave de la etiqueta"),
        ),
        migrations.AddField(
            model_name="evento",
            name="etiqueta",
            field=models.CharField(blank=True, db_default="", max_length=64, verbose_name="etiqueta"),
        ),
        migrations.AddConstraint(
            model_name="evento",
            constraint=models.CheckConstraint(condition=models.Q(n__gte=1), name="evento_desde_uno"),
        ),
        migrations.AlterField(
            model_name="datosevento",
            name="datos",
            field=models.JSONField(decoder=bitacora.models.SinRepetir, default=dict),
        ),
    ]
