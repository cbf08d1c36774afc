"""Quien traía la cédula de arranque de antes, que mezclaba lo impreso con lo nuestro, recibe la que cita palabra por palabra."""

import hashlib
import json

from django.db import migrations
from django.utils import timezone

from indicadores.cedula.publicado import de_arranque

LA_DE_ANTES = "25409510ff48612e8024c5960646b8579a0bc3605ef6809707eee906058d2d81"  # SHA-256 de sus campos, en JSON ordenado


def corregir(apps, schema_editor):
    """Sólo si nadie ha redactado otra: lo que una persona capturó se queda como lo dejó."""
    cedulas = apps.get_model("indicadores", "Cedula").objects
    ultima, ahora = cedulas.order_by("numero").last(), timezone.now()
    if ultima and ultima.redactada_por_id is None and _huella(ultima.campos) == LA_DE_ANTES:
        cedulas.create(numero=ultima.numero + 1, campos=de_arranque(), redactada_en=ahora, publicada_en=ahora)


def _huella(campos):
    dicho = json.dumps(campos, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(dicho.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("indicadores", "0009_descargas_publicas")]
    operations = [migrations.RunPython(corregir, migrations.RunPython.noop)]
