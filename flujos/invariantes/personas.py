"""Separación de funciones, impedimentos y papeles, sobre la historia entera de cada asunto.

Suplir a alguien es un nombramiento más (SD13): cada acto lo hizo la persona a quien le tocaba, con un nombramiento de
ese día; y si sólo la alcanzaba uno en suplencia o encargo, su evento dice en qué calidad actuó.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.historial import Gente, permisos_desfasados
from cuentas.models import Nombramiento
from cuentas.papeles import EXCLUYENTES
from dictamenes.models import Participacion
from dictamenes.tramite import TRANSICIONES
from flujos.invariantes.casos import Caso, Renglon, por_persona

F = Participacion.Funcion
CAPTURAS = {
    "solicitud.iniciada", "solicitud.copiada", "solicitud.editada", "concepto.guardado", "concepto.quitado",
    "conceptos.importados", "anexo.agregado", "anexo.retirado", "anexo.sustituido",
    "observacion.contestada", "oficio.generado", "solicitud.lista",
}
DE_TRAMITE = {regla.evento for regla in TRANSICIONES.values()}
ACTOS = CAPTURAS | DE_TRAMITE | {"interes.declarado", "solicitud.descartada"}
ADMINISTRAN = (
    "nombramiento.", "persona.registrada", "persona.corregida", "persona.desactivada", "persona.reactivada",
    "invitacion.creada", "orden.",
)
DE_PAPEL = "solicitud.capturar_papel"
EN_LINEA = {regla.evento for regla in TRANSICIONES.values() if regla.operacion != DE_PAPEL}
DEL_EVENTO = [regla for regla in TRANSICIONES.values() if regla.operacion != DE_PAPEL or regla.evento not in EN_LINEA]
FUNCION = {regla.evento: regla.funcion for regla in DEL_EVENTO if regla.funcion}
OPERACION = {regla.evento: regla.operacion for regla in DEL_EVENTO if regla.operacion}
TOCARON = {"solicita", "recibe", "coordina", "opina", "proyecta"}


def funcion_de(evento: Renglon, caso: Caso) -> str | None:
    """Con qué función actuó la persona en ese evento; None si no es un acto del asunto."""
    if evento.datos.get("en_papel"):
        return F.RECIBE
    if evento.accion in CAPTURAS:
        return F.RECIBE if _captura_de_papel(caso, evento) else F.SOLICITA
    return FUNCION.get(evento.accion)


def _captura_de_papel(caso: Caso, evento: Renglon) -> bool:
    """Recepción sólo captura en lo que ella misma abrió porque llegó en papel."""
    suya = caso.solicitud.elaborada_por_id == evento.por_id
    return suya and not _podia(caso.gente, "solicitud.elaborar", evento, caso)


def quien_proyecta_no_opina(caso: Caso) -> Iterator[str]:
    """SD1: quien elaboró algún proyecto del dictamen no dio ninguna opinión técnica."""
    proyectaron = {e.por_id for e in caso.con("dictamen.propuesto", "revision.devuelta")}
    for evento in caso.con("revision.dada"):
        if evento.por_id in proyectaron:
            yield f"la persona {evento.por_id} elaboró el proyecto y opinó (evento {evento.n})"


def una_persona_una_funcion(caso: Caso) -> Iterator[str]:
    """SD2: ni los eventos, ni las tareas turnadas, ni las participaciones le dan a nadie dos funciones."""
    guardadas = {p.persona_id: p.funcion for p in caso.solicitud.participaciones.all()}
    turnadas = {a for e in caso.con("revision.turnada") if (a := e.datos.get("a")) is not None}
    for persona, eventos in por_persona(caso.eventos).items():
        funciones = {f for e in eventos if (f := funcion_de(e, caso))} | ({F.OPINA} if persona in turnadas else set())
        if len(funciones) > 1:
            yield f"la persona {persona} tiene varias funciones: {', '.join(sorted(funciones))}"
        if funciones and guardadas.get(persona) not in funciones:
            yield f"la persona {persona} actuó y su participación dice «{guardadas.get(persona)}»"
    for persona in sorted(turnadas):
        if guardadas.get(persona, F.OPINA) != F.OPINA:
            yield f"a la persona {persona} se le turnó una revisión y su participación dice «{guardadas[persona]}»"


def quien_firma_no_toco(caso: Caso) -> Iterator[str]:
    """SD3: quien firmó no solicitó, recibió, turnó, opinó ni proyectó ese asunto, y es quien debía firmar."""
    for firma in caso.con("dictamen.firmado"):
        for evento in caso.eventos:
            if evento.por_id == firma.por_id and funcion_de(evento, caso) in TOCARON:
                yield f"firmó la persona {firma.por_id}, que hizo «{evento.accion}» (evento {evento.n})"
        anulada = any(e.n > firma.n for e in caso.con("dictamen.firma_anulada", "dictamen.firma_revocada"))
        if caso.dictamen and not anulada and caso.dictamen.autoriza_id != firma.por_id:
            yield f"firmó la persona {firma.por_id} y autoriza la {caso.dictamen.autoriza_id}"


def sin_impedimento(caso: Caso) -> Iterator[str]:
    """SD7: nadie dictamina lo de un ente en que tiene o tuvo un papel desde que lo presentó, lo que pidió su área de
    adscripción ni aquello en que declaró interés."""
    intereses = {e.por_id: e.n for e in reversed(caso.con("interes.declarado"))}
    area = caso.solicitud.area_requirente_id
    editadas = caso.con("solicitud.editada")
    desde = max((e.n for e in editadas if "area_requirente" in e.datos.get("campos", [])), default=0)
    for evento in caso.eventos:
        if funcion_de(evento, caso) in (None, F.SOLICITA) or evento.por_id is None:
            continue
        if intereses.get(evento.por_id, evento.n) < evento.n:
            yield f"la persona {evento.por_id} declaró interés y después hizo «{evento.accion}» (evento {evento.n})"
        if _del_lado_del_ente(caso, evento):
            yield f"la persona {evento.por_id} tenía un papel en el ente e hizo «{evento.accion}» (evento {evento.n})"
        if area and evento.n > desde and caso.gente.adscripcion(evento.por_id, evento.n) == area:
            yield f"la persona {evento.por_id} es del área requirente e hizo «{evento.accion}» (evento {evento.n})"


def _del_lado_del_ente(caso: Caso, evento: Renglon) -> bool:
    """Si al hacerlo tenía, o había tenido desde que se presentó, un papel en el ente del asunto."""
    en = _cuando(evento)
    desde = min(caso.solicitud.presentada_en or en, en)
    return any(
        n.ente_id == caso.solicitud.ente_id and n.confirmado_en and n.confirmado_en <= en
        and n.desde <= reloj.dia_de(en) and (n.hasta is None or n.hasta >= reloj.dia_de(desde))
        and (n.revocado_en is None or n.revocado_en >= desde)
        for n in caso.gente.de.get(evento.por_id or 0, [])
    )


def con_su_papel(caso: Caso) -> Iterator[str]:
    """SD13: cada acto lo hizo alguien con nombramiento ese día, y lo dice si suplía; opinó a quien se turnó."""
    for evento in caso.eventos:
        operacion = _operacion(evento)
        alcanzan = _que_alcanzan(caso.gente, operacion, evento, caso) if operacion and evento.por_id else []
        if operacion and not alcanzan:
            yield f"la persona {evento.por_id} hizo «{evento.accion}» (evento {evento.n}) sin nombramiento que alcance"
        suple = bool(alcanzan) and all(n.clase != Nombramiento.Clase.TITULAR for n in alcanzan)
        if operacion and suple != ("en_calidad_de" in evento.datos):
            yield f"el evento {evento.n} («{evento.accion}») no dice en qué calidad actuó la persona {evento.por_id}"
        if evento.accion in DE_TRAMITE and not operacion and evento.por_id:
            yield f"la persona {evento.por_id} hizo «{evento.accion}», que es sólo del sistema"
    for r in caso.solicitud.revisiones.all():
        if r.dada_en and r.turnada_a_id not in (None, r.dada_por_id):
            yield f"la revisión {r.pk} se turnó a {r.turnada_a_id} y opinó {r.dada_por_id}"


def _operacion(evento: Renglon) -> str | None:
    return DE_PAPEL if evento.datos.get("en_papel") else OPERACION.get(evento.accion)


def _podia(gente: Gente, operacion: str, evento: Renglon, caso: Caso) -> bool:
    return bool(_que_alcanzan(gente, operacion, evento, caso))


def _que_alcanzan(gente: Gente, operacion: str, evento: Renglon, caso: Caso) -> list[Nombramiento]:
    en, area = _cuando(evento), None
    if operacion == "revision.opinar":
        de_clave: dict[str | None, int] = {r.area.clave: r.area_id for r in caso.solicitud.revisiones.all()}
        area = de_clave.get(evento.datos.get("area"))
    return gente.con_que(evento.por_id, operacion, en, ente=caso.solicitud.ente_id, area=area)


def _cuando(evento: Renglon) -> datetime:
    """Cuándo lo hizo: lo que llegó en papel se captura después de la hora de su sello."""
    capturada = evento.datos.get("capturada_en")
    return datetime.fromisoformat(capturada) if capturada else evento.en


def papeles_que_excluyen() -> Iterator[tuple[str, str]]:
    """SD5 y SD9: auditor y administrador no se combinan, ni actúan en asuntos mientras lo son; el auditor, en nada."""
    for suyo in Nombramiento.objects.filter(papel__in=EXCLUYENTES).order_by("pk"):
        otros = Nombramiento.objects.filter(persona=suyo.persona_id).exclude(papel=suyo.papel)
        for otro in otros:
            if _coinciden(suyo, otro):
                yield f"nombramiento:{suyo.pk}", f"la persona {suyo.persona_id} es además {otro.papel} ({otro.pk})"
        yield from _actos_indebidos(suyo)


def _coinciden(uno: Nombramiento, otro: Nombramiento) -> bool:
    """Si los dos rigen a la vez: sin revocar, con fechas que se tocan; lo que propuso un ente, ya confirmado."""
    if any(n.revocado_en or (n.oficio_archivo_id and not n.confirmado_en) for n in (uno, otro)):
        return False
    empieza = max(uno.desde, otro.desde)
    return all(n.hasta is None or empieza <= n.hasta for n in (uno, otro))


def _actos_indebidos(nombramiento: Nombramiento) -> Iterator[tuple[str, str]]:
    if nombramiento.confirmado_en is None:
        return
    eventos = Evento.objects.filter(por=nombramiento.persona_id, en__gt=nombramiento.confirmado_en)
    if nombramiento.revocado_en:
        eventos = eventos.filter(en__lt=nombramiento.revocado_en)
    for n, en, accion in eventos.order_by("n").values_list("n", "en", "accion").iterator():
        dia = reloj.dia_de(en)
        rige = nombramiento.desde <= dia and (nombramiento.hasta is None or dia <= nombramiento.hasta)
        prohibido = accion in ACTOS or (nombramiento.papel == "auditor" and accion.startswith(ADMINISTRAN))
        if rige and prohibido:
            yield f"evento:{n}", f"la persona {nombramiento.persona_id} hizo «{accion}» siendo {nombramiento.papel}"


def permisos_derivados() -> Iterator[tuple[str, str]]:
    """Los permisos guardados son los que derivan de los nombramientos, ni uno más."""
    for persona, motivo in permisos_desfasados(reloj.hoy()):
        yield f"persona:{persona}", motivo
