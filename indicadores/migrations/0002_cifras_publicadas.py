"""Las dos cifras que la publicación oficial trae, con su cita."""

from django.db import migrations

FUENTE = (
    "Informe anual de resultados 2024 del Programa Especial de Gobierno Digital (Oficialía Mayor, Gobierno del "
    "Estado de Sonora); indicador «solicitudes atendidas / recibidas»"
)
CIFRAS = ((2023, 427), (2024, 794))


def sembrar(apps, schema_editor):
    cifras = apps.get_model("indicadores", "CifraPublicada").objects
    for anio, valor in CIFRAS:
        cifras.get_or_create(anio=anio, defaults={"valor": valor, "fuente": FUENTE})


class Migration(migrations.Migration):

    dependencies = [("indicadores", "0001_registro_historico")]

    operations = [migrations.RunPython(sembrar, migrations.RunPython.noop)]
