"""Lo que la práctica necesita del sitio real: entes, sus áreas requirentes y quién tiene hoy qué papel en ellos.

Ni contraseñas, ni factores, ni RFC, ni oficios, ni asuntos.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from cuentas.models import Ente, Nombramiento, Usuario

FORMATO = "practica-1"
DEL_ENTE = (
    "siglas", "nombre", "naturaleza", "titular", "titular_cargo", "presenta_quien_elabora", "es_propio",
)


def gente_de_los_entes(hoy: date) -> dict[str, Any]:
    """El archivo de intercambio, en orden estable. Sólo personas activas con un papel de ente vigente `hoy`."""
    entes = Ente.objects.prefetch_related("areas_requirentes").order_by("siglas")
    return {
        "formato": FORMATO,
        "entes": [
            {campo: getattr(ente, campo) for campo in DEL_ENTE}
            | {"areas_requirentes": sorted(area.nombre for area in ente.areas_requirentes.all())}
            for ente in entes
        ],
        "personas": _personas(hoy),
    }


def _personas(hoy: date) -> list[dict[str, Any]]:
    vigentes = Nombramiento.objects.vigentes(hoy).filter(ente__isnull=False, persona__is_active=True)
    por_persona: dict[Usuario, list[dict[str, Any]]] = defaultdict(list)
    for n in vigentes.select_related("persona", "ente").order_by("persona__correo", "ente__siglas", "papel", "desde"):
        por_persona[n.persona].append({
            "papel": n.papel, "ente": n.ente.siglas if n.ente else "", "desde": n.desde.isoformat(),
            "hasta": n.hasta.isoformat() if n.hasta else None,
        })
    return [
        {"correo": persona.correo, "nombre": persona.nombre, "cargo": persona.cargo, "nombramientos": suyos}
        for persona, suyos in por_persona.items()
    ]
