"""Lo que alguien lleva escrito al prevenir o al devolver un proyecto: `ancla_1` pasa a llamarse `sobre_1`."""

from django.db import migrations

VIEJA, NUEVA = "ancla_", "sobre_"


def renombrar(apps, schema_editor):
    borradores = apps.get_model("flujos", "BorradorDeTrabajo").objects
    for borrador in borradores.filter(acto__in=("prevenir", "devolver_proyecto")).iterator():
        borrador.datos = {
            NUEVA + clave.removeprefix(VIEJA) if clave.startswith(VIEJA) else clave: valor
            for clave, valor in borrador.datos.items()
        }
        borrador.save(update_fields=["datos"])


class Migration(migrations.Migration):

    dependencies = [
        ('flujos', '0011_borrador_de_concepto'),
    ]

    operations = [
        migrations.RunPython(renombrar, migrations.RunPython.noop, elidable=True),
    ]
