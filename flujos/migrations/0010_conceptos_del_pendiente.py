"""Cuántos conceptos trae lo que espera: con eso se mide la carga sin leer las solicitudes."""

from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def contar(apps, schema_editor):
    """Los de lo que hoy espera, contados en su solicitud."""
    conceptos = apps.get_model("dictamenes", "Concepto").objects.filter(solicitud=OuterRef("solicitud"))
    cuantos = conceptos.order_by().values("solicitud").annotate(cuantos=Count("pk")).values("cuantos")
    apps.get_model("flujos", "Pendiente").objects.update(conceptos=Coalesce(Subquery(cuantos), 0))


class Migration(migrations.Migration):

    dependencies = [
        ("dictamenes", "0010_precios_de_lo_emitido"),
        ("flujos", "0009_borradores_de_trabajo"),
    ]

    operations = [
        migrations.AddField(
            model_name="pendiente",
            name="conceptos",
            field=models.PositiveSmallIntegerField(
                db_default=1, verbose_name="cuántos conceptos trae, para su peso"
            ),
        ),
        migrations.RunPython(contar, migrations.RunPython.noop),
    ]
