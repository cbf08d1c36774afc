"""Verificar la bitácora, contra leer JSON y calcular SHA-256 de los mismos renglones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from django.db import transaction

from bitacora.cadena import anotar, verificar_cadena
from bitacora.models import Evento
from tests.medir.medida import Medida, cpu_propia_ms
from tests.mundo import Mundo

RENGLONES = 5000


def medir(mundo: Mundo, renglones: int = RENGLONES) -> Iterator[Medida]:
    """Renglones por segundo de un proceso."""
    with transaction.atomic():
        for n in range(renglones):
            anotar("medida.tomada", f"medida:{n}", por=mundo.auditor, en=mundo.en,
                   datos={"hacia": "en_requisitos", "folio": f"SGD-SDTE-2026-{n:05d}", "n": n})
    total = Evento.objects.count()
    propia = cpu_propia_ms(verificar_cadena, 5)
    crudos = [json.dumps({"n": n, "previo": "0" * 64, "accion": "solicitud.presentada"}) for n in range(total)]
    piso = cpu_propia_ms(lambda: [hashlib.sha256(json.dumps(json.loads(c)).encode()).hexdigest() for c in crudos], 5)
    yield Medida(
        "bitacora", "Verificar la bitácora", f"{total / propia * 1000:,.0f} renglones/s",
        f"JSON + SHA-256 {total / piso * 1000:,.0f}/s", f"{piso / propia:.2f}×",
        datos={"renglones": total, "cpu_ms": propia, "piso_ms": piso},
    )
