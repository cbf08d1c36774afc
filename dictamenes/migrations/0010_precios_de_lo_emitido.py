"""Los precios de lo que ya estaba emitido cuando nació la tabla."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import migrations

from dictamenes.reglas.precios import FAVORABLES, llave_de

LOTE = 2000


def llenar(apps: Any, schema_editor: Any) -> None:
    """Un renglón por concepto favorable emitido."""
    precio = apps.get_model("dictamenes", "PrecioDictaminado")
    sentidos = apps.get_model("dictamenes", "SentidoDeConcepto").objects.filter(
        sentido__in=FAVORABLES, dictamen__emitido_en__isnull=False
    )
    relaciones = ("dictamen", "concepto__solicitud", "concepto__perfil__version")
    renglones = sentidos.select_related(*relaciones).iterator(LOTE)
    while lote := list(islice(renglones, LOTE)):
        precio.objects.bulk_create(
            [precio(concepto=s.concepto, llave=llave_de(s.concepto), emitido_en=s.dictamen.emitido_en) for s in lote]
        )


class Migration(migrations.Migration):

    dependencies = [
        ("dictamenes", "0009_precios_dictaminados"),
        ("estandares", "0001_initial"),
    ]

    operations = [migrations.RunPython(llenar, migrations.RunPython.noop)]
