"""Repartir la bandeja: tomar el siguiente, varios a la vez, y deshacer lo que se acaba de hacer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bitacora.rechazos import Rechazo
from bitacora.una_vez import exigir_nuevo
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes.excepciones import ActoImposible, EstadoEquivocado
from dictamenes.models import Revision
from dictamenes.models.constancia import consta
from flujos.bandeja.bandeja import atendibles
from flujos.models import Pendiente
from flujos.recorrido import actos, carga

CANDIDATAS = 50
MAXIMO = 50
PARA_DESHACER = timedelta(minutes=2)  # el botón se ofrece 10 s; lo demás es margen para una red lenta
ACCIONES = {
    "tomar": "Tomar", "soltar": "Soltar", "turnar": "Turnar a una persona", "repartir": "Repartir según la carga",
}
DE_COORDINACION = {"turnar", "repartir"}
HECHAS = {
    "tomar": ("tomada", "tomadas"), "soltar": ("soltada", "soltadas"), "turnar": ("turnada", "turnadas"),
    "repartir": ("repartida", "repartidas"),
}
SE_PASO = "Ya pasó el tiempo para deshacer."


@dataclass(frozen=True)
class Paso:
    """Lo que se hizo con una tarea: de quién era y de quién quedó (números de persona)."""

    tarea: int
    accion: str
    de: int | None
    a: int | None


@dataclass
class Resultado:
    """Qué se pudo y, por folio, qué no y por qué."""

    pasos: list[Paso] = field(default_factory=list)
    fallas: list[tuple[str, str]] = field(default_factory=list)


def acciones_de(usuario: Usuario) -> list[tuple[str, str]]:
    """Lo que se le ofrece con los asuntos marcados: turnar y repartir, sólo a coordinación."""
    return [par for par in ACCIONES.items() if par[0] not in DE_COORDINACION or puede(usuario, "revision.turnar")]


def tomar_siguiente(*, por: Usuario, en: datetime, envio: str | None) -> Pendiente | None:
    """La primera por vencimiento que nadie tiene y la persona puede atender; None si no hay. Lanza `YaSeEnvio`.

    Primero salta las que otra persona está tomando en ese instante; si no queda ninguna, las espera.
    """
    exigir_nuevo(envio)
    for esperar in (False, True):
        for pendiente in atendibles(por).select_related("solicitud", "area")[:CANDIDATAS]:
            try:
                if actos.tomar_si_nadie_la_mira(pendiente, por=por, en=en, envio=envio, esperar=esperar):
                    return pendiente
            except (ActoImposible, Rechazo):
                continue  # alguien se adelantó: la que sigue
    return None


def mover_tarea(
    accion: str, pendiente: Pendiente, *, por: Usuario, en: datetime, a: Usuario | None = None,
    tenia: int | None = None,
) -> Paso:
    """Toma, suelta o turna una tarea. Lanza lo que lance el acto.

    Lo de otra persona sólo lo suelta coordinación; `repartir` es turnarla a quien diga la regla de carga, si
    todavía la tiene `tenia` (None: nadie): enviarlo otra vez no la vuelve a mover.
    """
    antes = pendiente.encargada_id
    if accion == "tomar":
        actos.tomar(pendiente, por=por, en=en)
        return Paso(pendiente.pk, accion, None, por.pk)
    if accion == "soltar":
        if antes not in (None, por.pk) and not puede(por, "revision.turnar"):
            raise EstadoEquivocado("La tiene otra persona: la suelta ella o coordinación.")
        actos.soltar(pendiente, por=por, en=en, de=antes)
        return Paso(pendiente.pk, accion, antes, None)
    if accion == "repartir":
        return _repartir(pendiente, por, en, tenia)
    encargada = consta(a)  # el lote y el turno piden a quién
    actos.turnar(pendiente.solicitud, por=por, en=en, revision=_revision(pendiente), a=encargada)
    return Paso(pendiente.pk, accion, antes, encargada.pk)


def en_lote(
    accion: str, pendientes: Iterable[Pendiente], *, por: Usuario, en: datetime, a: Usuario | None = None,
    tenian: Mapping[int, int | None] | None = None,
) -> Resultado:
    """Lo mismo con cada una, en su propia transacción: la que no se puede no detiene a las demás."""
    tenian = tenian or {}
    resultado = Resultado()
    for pendiente in pendientes:
        try:
            resultado.pasos.append(mover_tarea(accion, pendiente, por=por, en=en, a=a, tenia=tenian.get(pendiente.pk)))
        except (ActoImposible, Rechazo) as motivo:
            resultado.fallas.append((pendiente.solicitud.folio_tomado, str(motivo)))
    return resultado


def deshacer(pasos: Iterable[Paso], *, por: Usuario, en: datetime, hechos_en: datetime) -> Resultado:
    """Devuelve cada tarea a quien la tenía, si nada ha pasado desde entonces. Lanza `EstadoEquivocado` si es tarde."""
    if en - hechos_en > PARA_DESHACER:
        raise EstadoEquivocado(SE_PASO)
    resultado, pasos = Resultado(), list(pasos)
    tareas = [paso.tarea for paso in pasos]
    vivas = {p.pk: p for p in Pendiente.objects.filter(pk__in=tareas).select_related("solicitud", "area")}
    for paso in pasos:
        if (pendiente := vivas.get(paso.tarea)) is None:
            resultado.fallas.append(("Un asunto", "ya no espera en esa etapa."))
            continue
        try:
            _deshacer(paso, pendiente, por, en)
            resultado.pasos.append(paso)
        except (ActoImposible, Rechazo) as motivo:
            resultado.fallas.append((pendiente.solicitud.folio_tomado, str(motivo)))
    return resultado


def dicho(accion: str, resultado: Resultado) -> str:
    """«3 tomadas; 1 no: SGD-SDTE-2026-00004, ya la tomó…»."""
    quienes = _a_quienes(resultado.pasos) if accion == "repartir" and resultado.pasos else ""
    una, varias = HECHAS[accion]
    return en_resumen(len(resultado.pasos), (una + quienes, varias + quienes), resultado.fallas)


def en_resumen(
    bien: int, hechas: tuple[str, str], fallas: list[tuple[str, str]], ademas: Sequence[str] = ()
) -> str:
    """Cuántas sí (`hechas` en singular y plural), lo que haya que decir `ademas`, y por folio cuáles no y por qué."""
    partes = [f"{bien} {hechas[bien != 1]}"] if bien else []
    partes += ademas
    if fallas:
        porques = "; ".join(f"{folio}, {m[:1].lower()}{m[1:].rstrip('.')}" for folio, m in fallas)
        partes.append(f"{len(fallas)} no: {porques}")
    return "; ".join(partes) + "."


def deshecho(resultado: Resultado) -> str:
    """«Se deshizo.», o qué no se pudo y por qué."""
    if not resultado.fallas:
        return "Se deshizo."
    porques = "; ".join(f"{folio}: {motivo}" for folio, motivo in resultado.fallas)
    return f"{'Se deshizo en parte. ' if resultado.pasos else ''}No se pudo deshacer. {porques}"


def _repartir(pendiente: Pendiente, por: Usuario, en: datetime, tenia: int | None) -> Paso:
    revision = _revision(pendiente)
    elegida = carga.elegir(revision, en, menos=tenia)
    if elegida.persona is None:
        raise EstadoEquivocado(elegida.motivo)
    actos.turnar(
        pendiente.solicitud, por=por, en=en, revision=revision, a=elegida.persona, de=tenia, peso=elegida.peso
    )
    return Paso(pendiente.pk, "repartir", tenia, elegida.persona.pk)


def _a_quienes(pasos: list[Paso]) -> str:
    """« (2 a Ana, 1 a Beto)»."""
    cuantas = Counter(paso.a for paso in pasos)
    personas = Usuario.objects.filter(pk__in=cuantas).order_by("nombre")
    return f" ({', '.join(f'{cuantas[p.pk]} a {p.nombre}' for p in personas)})"


def _deshacer(paso: Paso, pendiente: Pendiente, por: Usuario, en: datetime) -> None:
    if paso.a is None and paso.de not in (None, por.pk):
        raise EstadoEquivocado("La tenía otra persona: ella la vuelve a tomar, o turne la revisión.")
    if paso.a is None:
        actos.tomar(pendiente, por=por, en=en, deshace=True)
    elif paso.de is None:
        actos.soltar(pendiente, por=por, en=en, de=paso.a, deshace=True)
    else:
        antes = Usuario.objects.get(pk=paso.de)
        actos.turnar(pendiente.solicitud, por=por, en=en, revision=_revision(pendiente), a=antes, de=paso.a)


def _revision(pendiente: Pendiente) -> Revision:
    """La que lleva esa tarea. Lanza `EstadoEquivocado` si la tarea no es de revisión técnica."""
    if pendiente.etapa != "revision":
        raise EstadoEquivocado("Sólo se turna la revisión técnica.")
    return pendiente.solicitud.revisiones.get(area=pendiente.area, ronda=pendiente.solicitud.ronda)
