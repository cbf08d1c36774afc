"""A la bitácora y a sus anclas sólo se agrega al final: los disparadores se vuelven a poner con esa regla."""

from django.db import migrations

from bitacora import disparadores

DE_LA_BITACORA = (*disparadores.TABLAS, disparadores.ANCLA)


def poner(apps, editor):
    disparadores.quitar(editor, DE_LA_BITACORA)
    disparadores.poner(editor, DE_LA_BITACORA)


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0005_indices_de_la_mesa")]
    operations = [migrations.RunPython(poner, migrations.RunPython.noop)]
