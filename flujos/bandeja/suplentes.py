"""Lo que conviene saber de una persona antes de encargarle algo: si está ausente y a quién suple."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from cuentas.models import Usuario
from cuentas.personas.ausencias import ausentes, nota
from cuentas.personas.suplencias import calidad, en_calidad_de
from cuentas.reloj import dia_de
from flujos.recorrido.carga import pesos_de


def notas_de(
    personas: Iterable[Usuario], operacion: str, en: datetime, *, area: int | None = None, con_carga: bool = False,
    fuera: dict[int, date] | None = None,
) -> dict[int, str]:
    """Por persona, «en suplencia por ausencia de X, oficio N», «ausente hasta el…» y, `con_carga`, «su carga pesa 4».

    Sólo quienes tienen algo que decir. `fuera`, si ya se sabe quiénes están ausentes.
    """
    pesos = pesos_de(personas) if con_carga else {}
    fuera = ausentes(dia_de(en)) if fuera is None else fuera
    dichas = {}
    for persona in personas:
        con = calidad(persona, operacion, en, area=area)
        partes = [en_calidad_de(con) if con else "", nota(fuera.get(persona.pk))]
        partes.append(f"su carga pesa {pesos[persona.pk]}" if con_carga else "")
        dichas[persona.pk] = "; ".join(parte for parte in partes if parte)
    return {pk: dicha for pk, dicha in dichas.items() if dicha}


def a_cargo(pendientes: Iterable[Any]) -> list[dict[str, str]]:
    """Quién tiene encargada cada tarea que espera, y si está ausente. Es interno: nunca para el ente."""
    return [{"nombre": p.encargada.nombre, "area": str(p.area or ""), "nota": nota(p.ausente_hasta)}
            for p in pendientes if p.encargada]
