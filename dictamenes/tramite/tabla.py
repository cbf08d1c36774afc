"""La tabla de transiciones y el molde de todo acto: candado, releer, estado, acceso, acto, evento."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import exigir
from cuentas.models import Area, Usuario
from cuentas.personas.suplencias import calidad, en_calidad_de
from dictamenes.excepciones import EstadoEquivocado, YaRegistrado
from dictamenes.models import Dictamen, Participacion, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen as ED
from dictamenes.models.solicitud import Estado as E
from dictamenes.reglas.condiciones import CON_EFECTOS
from dictamenes.reglas.participacion import participar

F = Participacion.Funcion
PUBLICADOS = (ED.VIGENTE, ED.CONTRATADO, ED.SUSTITUIDO, ED.SIN_EFECTOS)
ANTES_DE_FIRMAR = (E.EN_REQUISITOS, E.PREVENIDA, E.EN_REVISION, E.EN_ESTRATEGIA, E.EN_FIRMA)


@dataclass(frozen=True)
class Transicion:
    """Un acto: desde qué estados, hacia cuáles (ninguno: se queda donde está), quién, con qué función y qué evento."""

    desde: tuple[str, ...]
    hacia: tuple[str, ...]
    evento: str
    operacion: str | None = None  # None: sólo el sistema
    funcion: str | None = None
    dictamen_desde: tuple[str, ...] = ()
    dictamen_hacia: str | None = None


TRANSICIONES: dict[str, Transicion] = {
    "presentar": Transicion(
        (E.BORRADOR,), (E.EN_REQUISITOS,), "solicitud.presentada", "solicitud.presentar", F.SOLICITA),
    "presentar_papel": Transicion(
        (E.BORRADOR,), (E.EN_REQUISITOS,), "solicitud.presentada", "solicitud.capturar_papel", F.RECIBE),
    "admitir": Transicion(
        (E.EN_REQUISITOS,), (E.EN_REVISION, E.EN_ESTRATEGIA), "solicitud.admitida", "requisitos.resolver", F.RECIBE),
    "prevenir": Transicion(
        (E.EN_REQUISITOS,), (E.PREVENIDA,), "solicitud.prevenida", "requisitos.resolver", F.RECIBE),
    "prorrogar": Transicion(
        (E.PREVENIDA,), (E.PREVENIDA,), "prevencion.prorrogada", "requisitos.resolver", F.RECIBE),
    "declarar_improcedente": Transicion(
        (E.EN_REQUISITOS,), (E.IMPROCEDENTE,), "solicitud.improcedente", "requisitos.resolver", F.RECIBE),
    "desahogar": Transicion(
        (E.PREVENIDA,), (E.EN_REQUISITOS,), "prevencion.desahogada", "solicitud.desahogar", F.SOLICITA),
    "desahogar_papel": Transicion(
        (E.PREVENIDA, E.DESECHADA), (E.EN_REQUISITOS,), "prevencion.desahogada", "solicitud.capturar_papel", F.RECIBE),
    "desechar": Transicion((E.PREVENIDA,), (E.DESECHADA,), "solicitud.desechada"),
    "desistir": Transicion(
        ANTES_DE_FIRMAR, (E.DESISTIDA,), "solicitud.desistida", "solicitud.desistir", F.SOLICITA),
    "desistir_papel": Transicion(
        ANTES_DE_FIRMAR, (E.DESISTIDA,), "solicitud.desistida", "solicitud.capturar_papel", F.RECIBE),
    "cancelar": Transicion(
        ANTES_DE_FIRMAR, (E.CANCELADA,), "solicitud.cancelada", "solicitud.cancelar", F.COORDINA),
    "recorrer_plazos": Transicion(ANTES_DE_FIRMAR, (), "plazo.recorrido"),
    "turnar": Transicion((E.EN_REVISION,), (E.EN_REVISION,), "revision.turnada", "revision.turnar", F.COORDINA),
    "turnar_por_regla": Transicion((E.EN_REVISION,), (E.EN_REVISION,), "revision.turnada"),
    "opinar": Transicion(
        (E.EN_REVISION,), (E.EN_REVISION, E.EN_ESTRATEGIA), "revision.dada", "revision.opinar", F.OPINA),
    "corregir_opinion": Transicion(
        (E.EN_REVISION, E.EN_ESTRATEGIA), (), "revision.corregida", "revision.opinar", F.OPINA),
    "devolver_a_areas": Transicion(
        (E.EN_ESTRATEGIA,), (E.EN_REVISION,), "revision.devuelta", "dictamen.elaborar", F.PROYECTA),
    "proponer": Transicion(
        (E.EN_ESTRATEGIA,), (E.EN_FIRMA,), "dictamen.propuesto", "dictamen.elaborar", F.PROYECTA,
        dictamen_hacia=ED.EN_PREPARACION),
    "congelar": Transicion(
        (E.EN_FIRMA,), (E.EN_FIRMA,), "dictamen.congelado",
        dictamen_desde=(ED.EN_PREPARACION,), dictamen_hacia=ED.EN_PREPARACION),
    "registrar_sellado": Transicion(
        (E.EN_FIRMA,), (E.EN_FIRMA,), "dictamen.preparado",
        dictamen_desde=(ED.EN_PREPARACION,), dictamen_hacia=ED.POR_FIRMAR),
    "devolver_proyecto": Transicion(
        (E.EN_FIRMA,), (E.EN_ESTRATEGIA,), "dictamen.devuelto", "dictamen.firmar", F.AUTORIZA,
        dictamen_desde=(ED.POR_FIRMAR,), dictamen_hacia=ED.EN_PREPARACION),
    "recoger_de_firma": Transicion(
        (E.EN_FIRMA,), (E.EN_ESTRATEGIA,), "dictamen.recogido", "dictamen.recoger", F.COORDINA,
        dictamen_desde=(ED.POR_FIRMAR,), dictamen_hacia=ED.EN_PREPARACION),
    "firmar": Transicion(
        (E.EN_FIRMA,), (E.EN_FIRMA,), "dictamen.firmado", "dictamen.firmar", F.AUTORIZA,
        dictamen_desde=(ED.POR_FIRMAR,), dictamen_hacia=ED.FIRMADO),
    "emitir": Transicion(
        (E.EN_FIRMA,), (E.EMITIDA,), "dictamen.emitido",
        dictamen_desde=(ED.FIRMADO,), dictamen_hacia=ED.VIGENTE),
    "testar": Transicion(
        (E.EMITIDA,), (E.EMITIDA,), "dictamen.testado", "dictamen.testar", dictamen_desde=PUBLICADOS),
    "registrar_contrato": Transicion(
        (E.EMITIDA,), (E.EMITIDA,), "dictamen.contratado", "contrato.decidir", F.COORDINA,
        dictamen_desde=(ED.VIGENTE,), dictamen_hacia=ED.CONTRATADO),
    "reportar_condicion": Transicion(
        (E.EMITIDA,), (E.EMITIDA,), "condicion.reportada", "condicion.reportar", F.SOLICITA,
        dictamen_desde=CON_EFECTOS),
    "aceptar_condicion": Transicion(
        (E.EMITIDA,), (E.EMITIDA,), "condicion.aceptada", "condicion.resolver", F.PROYECTA,
        dictamen_desde=CON_EFECTOS),
    "devolver_condicion": Transicion(
        (E.EMITIDA,), (E.EMITIDA,), "condicion.devuelta", "condicion.resolver", F.PROYECTA,
        dictamen_desde=CON_EFECTOS),
}


@dataclass
class Hecho:
    """Lo que un acto deja dicho: datos del evento y, si no es el único posible, el estado al que pasa."""

    datos: dict[str, Any] = field(default_factory=dict)
    hacia: str | None = None
    ocurrio_en: datetime | None = None
    clave: str | None = None


Cuerpo = Callable[..., Hecho]


def acto(cuerpo: Cuerpo) -> Callable[..., Solicitud]:
    """Envuelve el cuerpo de un acto con lo que todos comparten, en este orden y una sola vez.

    El acto se llama `acto(solicitud, *, por, en, …)`. Lanza `EstadoEquivocado`, `YaRegistrado`, `AccesoDenegado`,
    `SeparacionDeFunciones` o `Impedimento`; ninguno deja nada escrito.
    """
    regla = TRANSICIONES[cuerpo.__name__]

    @wraps(cuerpo)
    def ejecutar(solicitud: Solicitud, *, por: Usuario | None, en: datetime, **datos: Any) -> Solicitud:
        with transaction.atomic():
            actual = Solicitud.objects.select_for_update().filter(pk=solicitud.pk).first()
            if actual is None:
                raise EstadoEquivocado("El borrador se descartó: ya no existe.")
            _exigir_estado(actual, regla, por)
            _exigir_acceso(actual, regla, por, datos.get("area"))
            if por and regla.funcion:
                participar(actual, por, regla.funcion, en)
            hecho = cuerpo(actual, por=por, en=en, **datos)
            _pasar(actual, regla, hecho, en)
            anotar(regla.evento, actual, por=por, en=hecho.ocurrio_en or en, clave=hecho.clave,
                   datos={"hacia": actual.estado, **hecho.datos, **_calidad(actual, regla, por, en, datos.get("area"))})
        return actual

    return ejecutar


def _exigir_estado(solicitud: Solicitud, regla: Transicion, por: Usuario | None) -> None:
    dictamen = Dictamen.objects.filter(solicitud=solicitud).first()
    firmado = dictamen is not None and dictamen.esta_firmado and not regla.dictamen_desde
    en_su_lugar = solicitud.estado in regla.desde and not firmado
    if regla.dictamen_desde:
        en_su_lugar = en_su_lugar and dictamen is not None and dictamen.estado in regla.dictamen_desde
    if en_su_lugar:
        return
    ultimo = Evento.objects.de(solicitud).last()
    if por and ultimo and ultimo.accion == regla.evento and ultimo.por_id == por.pk:
        raise YaRegistrado("Este acto ya quedó registrado.")
    raise EstadoEquivocado(f"La solicitud está en «{solicitud.get_estado_display()}» y este acto ya no procede.")


def _exigir_acceso(solicitud: Solicitud, regla: Transicion, por: Usuario | None, area: Any) -> None:
    if regla.operacion is None:
        if por is not None:
            raise EstadoEquivocado("Este acto sólo lo hace el sistema.")
        return
    if por is None:
        raise EstadoEquivocado("Este acto lo hace una persona.")
    exigir(por, regla.operacion, area if regla.operacion == "revision.opinar" else solicitud.ente)


def _calidad(
    solicitud: Solicitud, regla: Transicion, por: Usuario | None, en: datetime, area: Area | None
) -> dict[str, str]:
    """En qué calidad actuó quien lo hizo, si suple a alguien o tiene a cargo un despacho."""
    if por is None or regla.operacion is None:
        return {}
    con = calidad(por, regla.operacion, en, ente=solicitud.ente_id, area=area.pk if isinstance(area, Area) else None)
    return {"en_calidad_de": en_calidad_de(con)} if con else {}


def _pasar(solicitud: Solicitud, regla: Transicion, hecho: Hecho, en: datetime) -> None:
    posibles = regla.hacia or (solicitud.estado,)
    destino = hecho.hacia or posibles[0]
    if destino not in posibles:
        raise EstadoEquivocado(f"{regla.evento} no puede llevar a {destino}.")
    solicitud.estado = destino
    if not solicitud.esta_concluida:
        solicitud.concluida_en = None
    elif solicitud.concluida_en is None:  # lo de después no mueve cuándo concluyó
        solicitud.concluida_en = hecho.ocurrio_en or en
    solicitud.save()
    if regla.dictamen_hacia:
        Dictamen.objects.filter(solicitud=solicitud).update(estado=regla.dictamen_hacia)
