"""Los precedentes de lo que ya estaba emitido cuando nació la tabla."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import migrations

from dictamenes.reglas.precedentes import llaves

LOTE = 2000


def llenar(apps: Any, schema_editor: Any) -> None:
    """Las llaves de cada concepto resuelto en un dictamen emitido."""
    precedente = apps.get_model("dictamenes", "Precedente")
    resueltos = apps.get_model("dictamenes", "SentidoDeConcepto").objects.filter(dictamen__emitido_en__isnull=False)
    relaciones = ("dictamen", "concepto__solicitud", "concepto__perfil__version")
    renglones = resueltos.select_related(*relaciones).order_by("pk").iterator(LOTE)
    while lote := list(islice(renglones, LOTE)):
        precedente.objects.bulk_create(
            [precedente(resuelto=r, ente_id=r.concepto.solicitud.ente_id, llave=llave, emitido_en=r.dictamen.emitido_en)
             for r in lote for llave in llaves(r.concepto.categoria, r.concepto.perfil, r.concepto.descripcion)]
        )


class Migration(migrations.Migration):

    dependencies = [
        ("dictamenes", "0022_precedentes"),
        ("estandares", "0001_initial"),
    ]

    operations = [migrations.RunPython(llenar, migrations.RunPython.noop)]
