"""Separación de funciones e impedimentos: quién no puede tocar qué asunto, y por qué."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value

from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.models import Area, Nombramiento, Usuario
from cuentas.personas.ausencias import esta_ausente, nota
from cuentas.reloj import dia_de
from dictamenes.excepciones import Impedimento, SeparacionDeFunciones
from dictamenes.models import Dictamen, InteresDeclarado, Participacion, Solicitud

Funcion = Participacion.Funcion
DEL_ENTE, CON_INTERES = "ente", "interes"


def motivo_para_no_participar(solicitud: Solicitud, persona: Usuario, funcion: str) -> str:
    """Por qué la persona no puede tomar esa función en el asunto; cadena vacía si puede."""
    return _impedimento(solicitud, persona, funcion) or _otra_funcion(solicitud, persona, funcion)


def participar(solicitud: Solicitud, persona: Usuario, funcion: str, en: datetime) -> None:
    """Deja constancia de la función de la persona. Lanza `Impedimento` o `SeparacionDeFunciones`."""
    exigir_que_participe(solicitud, persona, funcion)
    suya = Participacion(solicitud=solicitud, persona=persona, funcion=funcion, en=en)
    Participacion.objects.bulk_create([suya], ignore_conflicts=True)  # la primera es la que queda
    vars(solicitud).pop("_tocan", None)


def exigir_que_participe(solicitud: Solicitud, persona: Usuario, funcion: str) -> None:
    """Que nada le impida esa función. Lanza `Impedimento` o `SeparacionDeFunciones`; no deja constancia."""
    if motivo := _impedimento(solicitud, persona, funcion):
        raise Impedimento(motivo)
    if motivo := _otra_funcion(solicitud, persona, funcion):
        raise SeparacionDeFunciones(motivo)


def exigir_sin_impedimento(solicitud: Solicitud, persona: Usuario) -> None:
    """Que nada le impida tocar el asunto, sea cual sea su función. Lanza `Impedimento`; no deja constancia."""
    if motivo := _impedimento(solicitud, persona, ""):
        raise Impedimento(motivo)


def por_que_no_firma(dictamen: Dictamen, en: datetime) -> str:
    """Por qué quien debía autorizar el dictamen no puede ahora: se ausentó, ya no autoriza o está impedida; o vacío."""
    persona = dictamen.autoriza
    if not puede(persona, "dictamen.firmar"):
        return f"{persona.nombre} ya no autoriza dictámenes."
    if ausencia := esta_ausente(persona, dia_de(en)):
        return f"{persona.nombre} está {nota(ausencia.hasta)}."
    motivo = motivo_para_no_participar(dictamen.solicitud, persona, Funcion.AUTORIZA)
    return f"{persona.nombre}: {motivo}" if motivo else ""


@transaction.atomic
def declarar_interes(solicitud: Solicitud, *, por: Usuario, en: datetime, motivo: str) -> None:
    """La persona se excusa: a partir de aquí queda impedida en el asunto."""
    _, nueva = InteresDeclarado.objects.get_or_create(
        solicitud=solicitud, persona=por, defaults={"motivo": motivo, "en": en}
    )
    if nueva:
        vars(solicitud).pop("_tocan", None)
        anotar("interes.declarado", solicitud, por=por, en=en, datos={"motivo": motivo})


def sin_elegible(solicitud: Solicitud, areas: Iterable[Area], por: Usuario, en: datetime) -> list[str]:
    """Qué funciones se quedarían sin nadie que pueda ejercerlas si `por` admite el asunto y lo turna a esas áreas.

    Cuenta los nombramientos de ese día, los impedimentos y que una persona tiene una sola función: quien es la única de
    un área ya no proyecta ni autoriza, y con una sola persona para proyectar y autorizar falta quien autorice.
    """
    unicas, faltan, nombradas = {por.pk}, [], partial(Usuario.objects.nombradas, dia_de(en))
    for area in areas:
        pueden = _elegibles(solicitud, Funcion.OPINA, nombradas(papel="tecnico", area=area)) - {por.pk}
        if not pueden:
            faltan.append(f"opinar en {area.nombre}")
        elif len(pueden) == 1:
            unicas |= pueden
    proyectan, autorizan = (
        _elegibles(solicitud, funcion, nombradas(papel=papel)) - unicas
        for funcion, papel in ((Funcion.PROYECTA, "estrategico"), (Funcion.AUTORIZA, "firmante"))
    )
    if not proyectan:
        faltan.append("elaborar el proyecto de dictamen")
    if not autorizan or len(proyectan | autorizan) == 1:
        faltan.append("autorizar el dictamen")
    return faltan


def _elegibles(solicitud: Solicitud, funcion: str, personas: Iterable[Usuario]) -> set[int]:
    return {persona.pk for persona in personas if not motivo_para_no_participar(solicitud, persona, funcion)}


def _impedimento(solicitud: Solicitud, persona: Usuario, funcion: str) -> str:
    if funcion == Funcion.SOLICITA:
        return ""
    suyo = _tocan(solicitud).get(persona.pk, set())
    if DEL_ENTE in suyo:
        return f"Está impedida: tiene o tuvo un papel en {solicitud.ente.siglas} desde que presentó este asunto."
    if persona.adscripcion_id and persona.adscripcion_id == solicitud.area_requirente_id:
        return "Está impedida: pertenece al área requirente."
    if CON_INTERES in suyo:
        return "Está impedida: declaró interés en este asunto."
    return ""


def _otra_funcion(solicitud: Solicitud, persona: Usuario, funcion: str) -> str:
    anteriores = _tocan(solicitud).get(persona.pk, set()) - {DEL_ENTE, CON_INTERES, funcion}
    if not anteriores:
        return ""
    return f"Ya participó en este asunto: {Funcion(*anteriores).label}. Una persona, una función por asunto."


def _tocan(solicitud: Solicitud) -> dict[int, set[str]]:
    """Qué tiene cada persona con el asunto: su función; que declaró interés; o un papel en su ente, hoy o desde que se
    presentó. Una consulta por asunto leído.
    """
    guardado: dict[int, set[str]] | None = getattr(solicitud, "_tocan", None)
    if guardado is None:
        guardado, desde = defaultdict(set), solicitud.presentada_en or reloj.ahora()
        suyos = Nombramiento.objects.con_efectos(desde, reloj.hoy()).filter(ente=solicitud.ente_id)
        con_interes = InteresDeclarado.objects.filter(solicitud=solicitud)
        participan = Participacion.objects.filter(solicitud=solicitud).order_by().values_list("persona", "funcion")
        for persona, que in _personas(suyos, DEL_ENTE).union(_personas(con_interes, CON_INTERES), participan):
            guardado[persona].add(que)
        solicitud._tocan = guardado  # type: ignore[attr-defined]  # vive lo que el asunto leído
    return guardado


def _personas(hechos: QuerySet[Any, Any], motivo: str) -> QuerySet[Any, Any]:
    return hechos.order_by().values_list("persona", Value(motivo))
