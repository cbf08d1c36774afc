"""La base misma rechaza cambiar o borrar la bitácora."""

from django.db import migrations

from bitacora import disparadores


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0002_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: disparadores.poner(editor), lambda apps, editor: disparadores.quitar(editor)
        )
    ]
