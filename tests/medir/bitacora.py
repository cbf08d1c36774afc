"""Verificar la bitácora, contra leer JSON y calcular SHA-256 de los mismos renglones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

from django.db import transaction

from bitacora.cadena import anotar, renglones, verificar_cadena
from bitacora.models import Evento
from tests.medir.medida import Medida, cpu_propia_ms
from tests.mundo import Mundo
from verificador.exportacion import linea

RENGLONES = 5000


def medir(mundo: Mundo, cuantos: int = RENGLONES) -> Iterator[Medida]:
    """Renglones por segundo de un proceso."""
    with transaction.atomic():
        for n in range(cuantos):
            anotar("medida.tomada", f"medida:{n}", por=mundo.auditor, en=mundo.en,
                   datos={"hacia": "en_requisitos", "folio": f"SGD-SDTE-2026-{n:05d}", "n": n})
    total = Evento.objects.count()
    propia = cpu_propia_ms(verificar_cadena, 5)
    cortos = [json.dumps({"n": n, "previo": "0" * 64, "accion": "solicitud.presentada"}) for n in range(total)]
    piso, corto = _piso([linea(renglon) for renglon in renglones()]), _piso(cortos)
    yield Medida(
        "bitacora", "Verificar la bitácora", f"{total / propia * 1000:,.0f} renglones/s",
        f"JSON + SHA-256 {total / piso * 1000:,.0f}/s", f"{piso / propia:.2f}×",
        datos={"renglones": total, "cpu_ms": propia, "piso_ms": piso, "piso_de_tres_campos_ms": corto},
    )


def _piso(lineas: Sequence[str | bytes]) -> float:
    """El lazo desnudo sobre esos renglones."""
    return cpu_propia_ms(lambda: [hashlib.sha256(json.dumps(json.loads(c)).encode()).hexdigest() for c in lineas], 5)
