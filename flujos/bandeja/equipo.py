"""La carga del equipo, como coordinación la lee: por persona que revisa, y lo que nadie tiene.

Consultas fijas: dos agregados sobre lo abierto, los nombramientos de quienes revisan y las ausencias por venir.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from cuentas.etapas import ETAPAS
from cuentas.models import Ausencia, Nombramiento, Usuario
from cuentas.papeles import PAPELES
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import fin_del_dia
from flujos.bandeja.bandeja import NADIE, Filtros
from flujos.models import Pendiente
from flujos.recorrido.carga import REVISAN, peso
from flujos.recorrido.etapas import DEL_ENTE

PROXIMAS = timedelta(days=15)
YA_NO_REVISAN = "Ya no revisan"


@dataclass(frozen=True)
class Cifra:
    """Un número y la bandeja filtrada donde se ven esos asuntos."""

    valor: int
    url: str
    rotulo: str = ""


@dataclass
class Fila:
    """Lo que tiene a su cargo una persona; `barra` es su peso, de 0 a 100, frente al mayor del equipo."""

    persona: Usuario
    puesto: str
    total: Cifra
    vencidos: Cifra
    hoy: Cifra
    etapas: list[Cifra] = field(default_factory=list)
    peso: int = 0
    barra: int = 0
    ausencias: list[Ausencia] = field(default_factory=list)
    ausente: bool = False
    revisiones: int = 0


def sin_asignar(en: datetime) -> list[dict[str, Any]]:
    """Lo que nadie tiene, por etapa y área: cuántos, cuánto pesan, cuántos vencieron y cuántos vencen hoy."""
    libres = _pendientes_internos().filter(encargada=None).values("etapa", "area__clave", "area__nombre")
    orden = list(ETAPAS)
    filas = sorted(libres.annotate(**_cuentas(en)), key=lambda f: (orden.index(f["etapa"]), f["area__nombre"] or ""))
    return [
        {"etapa": ETAPAS[f["etapa"]].rotulo, "area": f["area__nombre"] or "", "peso": f["peso"],
         **_cifras(f, persona=NADIE, etapa=f["etapa"], area=f["area__clave"] or "")}
        for f in filas
    ]


def personas(en: datetime) -> list[tuple[str, list[Fila]]]:
    """Quienes revisan, agrupados por papel o área, y al final quien ya no revisa y todavía tiene asuntos."""
    puestos, cargas, ausencias = _puestos(en), _cargas(en), _ausencias(en)
    gente = Usuario.objects.in_bulk({*puestos, *cargas})
    mayor = max((sum(f["peso"] for f in suyas) for suyas in cargas.values()), default=0)
    grupos: dict[str, list[Fila]] = defaultdict(list)
    for pk in [*puestos, *(pk for pk in cargas if pk not in puestos)]:
        suyos = puestos.get(pk, [YA_NO_REVISAN])
        fila = _fila(gente[pk], ", ".join(suyos), cargas.get(pk, []), mayor)
        fila.ausencias = ausencias.get(pk, [])
        fila.ausente = any(a.desde <= dia_de(en) for a in fila.ausencias)
        grupos[suyos[0]].append(fila)
    return list(grupos.items())


def _pendientes_internos() -> Any:
    return Pendiente.objects.order_by().exclude(etapa__in=DEL_ENTE)


def _cuentas(en: datetime) -> dict[str, Any]:
    hoy = Q(vence_en__gte=en, vence_en__lte=fin_del_dia(dia_de(en)))
    return {
        "total": Count("pk"), "vencidos": Count("pk", filter=Q(vence_en__lt=en)), "hoy": Count("pk", filter=hoy),
        "peso": peso(),
    }


def _cargas(en: datetime) -> dict[int, list[dict[str, Any]]]:
    por_persona: dict[int, list[dict[str, Any]]] = defaultdict(list)
    tomadas = _pendientes_internos().filter(encargada__isnull=False).values("encargada", "etapa")
    for fila in tomadas.annotate(**_cuentas(en)):
        por_persona[fila["encargada"]].append(fila)
    return por_persona


def _puestos(en: datetime) -> dict[int, list[str]]:
    """Por persona, en qué revisa («Recepción», el área); en el orden en que se leen."""
    vigentes = Nombramiento.objects.vigentes(dia_de(en)).filter(papel__in=REVISAN, persona__is_active=True)
    orden = vigentes.select_related("area").order_by("area__nombre", "persona__nombre")
    puestos: dict[int, list[str]] = defaultdict(list)
    for nombramiento in sorted(orden, key=lambda n: REVISAN.index(n.papel)):
        puesto = nombramiento.area.nombre if nombramiento.area else PAPELES[nombramiento.papel].nombre
        if puesto not in puestos[nombramiento.persona_id]:
            puestos[nombramiento.persona_id].append(puesto)
    return puestos


def _ausencias(en: datetime) -> dict[int, list[Ausencia]]:
    por_persona: dict[int, list[Ausencia]] = defaultdict(list)
    for ausencia in Ausencia.objects.vigentes(dia_de(en), dia_de(en) + PROXIMAS).order_by("desde", "pk"):
        por_persona[ausencia.persona_id].append(ausencia)
    return por_persona


def _fila(persona: Usuario, puesto: str, suyas: Iterable[dict[str, Any]], mayor: int) -> Fila:
    suyas = sorted(suyas, key=lambda f: list(ETAPAS).index(f["etapa"]))
    sumas = {clave: sum(f[clave] for f in suyas) for clave in ("total", "vencidos", "hoy", "peso")}
    etapas = [
        Cifra(f["total"], _url(persona=str(persona.pk), etapa=f["etapa"]), ETAPAS[f["etapa"]].rotulo) for f in suyas
    ]
    cifras = _cifras(sumas, persona=str(persona.pk))
    return Fila(
        persona, puesto, cifras["total"], cifras["vencidos"], cifras["hoy"], etapas=etapas, peso=sumas["peso"],
        barra=_barra(sumas["peso"], mayor), revisiones=sum(f["total"] for f in suyas if f["etapa"] == "revision"),
    )


def _barra(peso: int, mayor: int) -> int:
    return round(100 * peso / mayor) if mayor else 0


def _cifras(cuentas: dict[str, int], **filtros: str) -> dict[str, Cifra]:
    vistas = {"total": "todas", "vencidos": "vencidas", "hoy": "hoy"}
    return {cual: Cifra(cuentas[cual], _url(vista=vista, **filtros)) for cual, vista in vistas.items()}


def _url(**filtros: str) -> str:
    return Filtros(**filtros).direccion()
