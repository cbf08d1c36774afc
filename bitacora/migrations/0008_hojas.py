"""El formato 2: cada campo se compromete por separado y una cancelación deja sus hojas. Aquí se ponen los disparadores."""

from django.db import migrations, models

from bitacora import disparadores

DE_LA_BITACORA = (*disparadores.TABLAS, disparadores.ANCLA)


def quitar(apps, editor):
    disparadores.quitar(editor, DE_LA_BITACORA)


def poner(apps, editor):
    disparadores.quitar(editor, DE_LA_BITACORA)
    disparadores.poner(editor, DE_LA_BITACORA)


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0007_etiquetas")]
    operations = [
        migrations.RunPython(quitar, migrations.RunPython.noop),
        migrations.AddField(
            model_name="evento",
            name="formato",
            field=models.SmallIntegerField(db_default=1, verbose_name="formato"),
        ),
        migrations.AddField(
            model_name="datosevento",
            name="hojas",
            field=models.JSONField(default=None, null=True, verbose_name="hojas de los datos cancelados"),
        ),
        migrations.RunPython(poner, migrations.RunPython.noop),
    ]
