"""Cotejar el diario del firmante con la bitácora: lo que selló y nadie cuenta, y lo que se cuenta y él no selló."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from auditoria.anclas import dudas
from auditoria.anclas.oficina import renglones_del_diario
from bitacora.cadena import anotar
from bitacora.models import Ancla, Evento
from cuentas.reloj import dia_de
from dictamenes.documento.firmante.diario import DiarioDanado, Renglon
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado
from dictamenes.documento.firmante.papeles import todos

COTEJADO = "firmante.cotejado"
ANCLAS = 2000  # las recientes que se buscan en el diario: más de veinte días
ESPERA = timedelta(hours=1)  # entre sellar y anotarlo pueden caerse el almacén o el proceso


@dataclass(frozen=True)
class Cotejo:
    """Hasta qué renglón del diario se cotejó, su huella, y lo que no casa, en palabras."""

    renglones: int
    huella: str
    reparos: tuple[str, ...]


def cotejar(en: datetime) -> Cotejo:
    """El diario entero contra los eventos que dicen qué se selló. `FirmanteNoDisponible` si el firmante no contesta."""
    try:
        diario = list(renglones_del_diario())
    except (DiarioDanado, PapelRechazado) as error:
        return Cotejo(0, "", (str(error),))
    if not diario:
        return Cotejo(0, "", tuple(_encogido(diario)))
    reparos = [*_encogido(diario), *_sin_evento(diario, en), *_sin_renglon(diario)]
    return Cotejo(diario[-1].numero, diario[-1].huella, tuple(reparos))


def cotejar_del_dia(en: datetime) -> None:
    """Una vez al día, anotado; lo que no casa se le dice a quien audita. Si el firmante no responde, a la siguiente."""
    clave = f"{COTEJADO}:{dia_de(en)}"
    if Evento.objects.filter(clave=clave).exists():
        return
    try:
        hecho = cotejar(en)
    except FirmanteNoDisponible:
        return
    datos = {"renglones": hecho.renglones, "huella": hecho.huella, "reparos": len(hecho.reparos)}
    with transaction.atomic():
        anotar(COTEJADO, "bitacora:firmante", por=None, en=en, datos=datos, clave=clave)
    if hecho.reparos:
        asunto = f"El diario del firmante y la bitácora no casan en {len(hecho.reparos)}"
        dudas.decir(COTEJADO, asunto, " ".join(f"{reparo}." for reparo in hecho.reparos[:5]), "diario", en)


def ultimo() -> dict[str, Any] | None:
    """Lo que dijo el último cotejo, con su hora; None si no se ha hecho."""
    evento = Evento.objects.filter(accion=COTEJADO).select_related("datos_evento").order_by("-n").first()
    return {**evento.datos_evento.datos, "en": evento.en} if evento else None


def _encogido(diario: list[Renglon]) -> list[str]:
    """El diario sólo crece: el renglón que se vio la última vez sigue ahí y dice lo mismo."""
    if not (antes := ultimo()) or not (numero := antes["renglones"]):
        return []
    if numero > len(diario) or diario[numero - 1].huella != antes["huella"]:
        return [f"El diario tenía {numero} renglones y ya no son los mismos: se cortó o se reescribió"]
    return []


def _sin_evento(diario: list[Renglon], en: datetime) -> list[str]:
    """Lo sellado que la bitácora no cuenta, ni ello ni un sello posterior de lo mismo (lo que deja una caída)."""
    contadas = {huella for _, _, huella in _contados(0)}
    buenos = {(r.clase, r.objeto): r.numero for r in diario if r.sellado in contadas}
    return [
        f"El firmante selló «{r.clase}» de {r.objeto} el {r.en[:16]} y la bitácora no lo cuenta"
        for r in diario
        if r.clase in todos() and r.sellado not in contadas and datetime.fromisoformat(r.en) < en - ESPERA
        and buenos.get((r.clase, r.objeto), 0) < r.numero
    ]


def _sin_renglon(diario: list[Renglon]) -> list[str]:
    """Lo que la bitácora cuenta desde que hay diario y el firmante no selló: alguien más tiene la llave."""
    sellados, desde = {r.sellado for r in diario}, diario[0].cabeza
    papeles = [
        f"El evento {n} ({accion}) cuenta un sello que no está en el diario del firmante"
        for n, accion, huella in _contados(desde) if huella not in sellados
    ]
    anclas = Ancla.objects.filter(n__gt=desde).order_by("-numero")[:ANCLAS]
    return papeles + [
        f"El ancla {a.numero} no está en el diario del firmante" for a in anclas
        if sha256(bytes(a.cms)).hexdigest() not in sellados
    ]


def _contados(tras: int) -> list[tuple[int, str, str]]:
    """De cada evento que dice qué se selló: su número, su acción y la huella."""
    hallados: list[tuple[int, str, str]] = []
    for accion, campos in sorted({par for papel in todos().values() for par in papel.queda_en.items()}):
        dichos = Evento.objects.filter(accion=accion, n__gt=tras).order_by("n")
        de_cada_uno = dichos.values_list("n", *(f"datos_evento__datos__{campo}" for campo in campos))
        dichas = [(n, next(filter(None, huellas), "")) for n, *huellas in de_cada_uno]
        hallados += [(n, accion, huella) for n, huella in dichas if huella]
    return hallados
