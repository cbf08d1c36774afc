"""De quién es el turno, para cuándo, y qué puede hacer ahora quien mira."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import ambito, puede
from cuentas.interfaz.formatos import fecha
from cuentas.models import Usuario
from cuentas.tiempo.calendario import Calendario
from dictamenes import tramite
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.models import Dictamen, Participacion, Plazo, Revision, Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.proyecto import sin_emitir, ultimo_escaneo
from dictamenes.models.publico import por_publicar
from dictamenes.models.solicitud import Estado
from dictamenes.reglas.participacion import motivo_para_no_participar, por_que_no_firma
from flujos.bandeja.bandeja import dias_habiles
from flujos.expediente.agrupadas import pertenencia_de
from flujos.expediente.asunto import revisiones
from flujos.recorrido.etapas import NUESTRAS, POR_ESTADO, Etapa

F = Participacion.Funcion
OPERATIVOS = ("revision.turnar", *(etapa.operacion for etapa in NUESTRAS))


@dataclass(frozen=True)
class Accion:
    """Un botón del expediente."""

    texto: str
    url: str
    ayuda: str = ""


def dictamen_de(solicitud: Solicitud) -> Dictamen | None:
    """El dictamen de la solicitud, o None si aún no hay proyecto."""
    return getattr(solicitud, "dictamen", None)


def pendientes(solicitud: Solicitud) -> list[Revision]:
    """Las revisiones de la ronda que faltan de darse."""
    return [r for r in revisiones(solicitud) if r.ronda == solicitud.ronda and r.dada_en is None]


def frase(solicitud: Solicitud, en: datetime, calendario: Calendario, *, me_toca: bool) -> dict[str, Any]:
    """Lo que pide `componentes/frase.html`: turno o texto, vencimiento, días hábiles y los que no contaron."""
    plazo = _plazo(solicitud)
    sin_plazo: dict[str, Any] = {"vence_en": None, "dias": None, "saltados": []}
    dicho = {"texto": _texto(solicitud, me_toca), "turno": _turno(solicitud), **sin_plazo}
    if plazo is None:
        return dicho
    dias = dias_habiles(plazo.vence_en, en, calendario)
    return {**dicho, "vence_en": plazo.vence_en, "dias": dias, "saltados": plazo.saltados}


def acciones(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    """Lo que a esta persona le toca hacer ahora: los botones principales."""
    etapa = POR_ESTADO.get(solicitud.estado)
    return ARMADORES.get(etapa.clave, _de_etapa)(solicitud, usuario, etapa) if etapa else []


def acciones_menores(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    """Lo que también puede hacer: turnar, copiar, acumular, cancelar, desistirse o excusarse."""
    menores = []
    if puede(usuario, "revision.turnar") and solicitud.estado == Estado.EN_REVISION:
        menores += [
            Accion(f"{'Reasignar' if r.turnada_a_id else 'Turnar'}: {r.area}", _url("turnar", solicitud, r.area.clave))
            for r in pendientes(solicitud)
        ]
    if puede(usuario, "dictamen.recoger") and (motivo := sin_quien_firme(solicitud, reloj.ahora())):
        menores.append(Accion("Recoger de firma", _url("recoger_de_firma", solicitud), motivo))
    menores += [*_de_lo_que_no_se_emite(solicitud, usuario), *_de_escaneo(solicitud, usuario)]
    menores += [
        Accion(f"Corregir la opinión de {r.area}", _url("corregir_opinion", solicitud, r.area.clave))
        for r in _corregibles(solicitud, usuario)
    ]
    menores += [*_de_papel(solicitud, usuario), *_de_publico(solicitud, usuario)]
    if _puede_prorrogar(solicitud, usuario):
        menores.append(Accion("Dar más tiempo para atender las observaciones", _url("prorrogar", solicitud)))
    menores += [*_de_copia(solicitud, usuario), *_de_auditoria(solicitud, usuario)]
    menores += _de_contrato(solicitud, usuario)
    if not _abierta(solicitud):
        return menores
    if puede(usuario, "solicitud.desistir", solicitud.ente):
        menores.append(Accion("Desistirse de la solicitud", _url("desistir", solicitud)))
    if puede(usuario, "solicitud.cancelar"):
        menores.append(Accion("Acumularla a otra de su ente", _url("acumular", solicitud)))
        menores.append(Accion("Cancelar por error de captura", _url("cancelar", solicitud)))
    menores += _de_grupo(solicitud, usuario)
    if any(puede(usuario, operacion) for operacion in OPERATIVOS):
        menores.append(Accion("Excusarme de este asunto", _url("excusarse", solicitud)))
    return menores


def sin_quien_firme(solicitud: Solicitud, en: datetime) -> str:
    """Por qué lo que espera firma no puede firmarlo quien debía; vacío si puede o si no espera firma."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None or dictamen.estado != EstadoDeDictamen.POR_FIRMAR:
        return ""
    return por_que_no_firma(dictamen, en)


def impedimento(solicitud: Solicitud, usuario: Usuario) -> str:
    """Por qué esta persona no puede participar en lo que hoy le tocaría por su papel; vacío si puede."""
    etapa = POR_ESTADO.get(solicitud.estado)
    if etapa not in NUESTRAS or not puede(usuario, etapa.operacion):
        return ""
    return motivo_para_no_participar(solicitud, usuario, consta(etapa.tramite.acto.funcion))


def apagado(solicitud: Solicitud, usuario: Usuario) -> str:
    """Por qué lo que hoy le tocaría no tiene con qué fundarse; vacío si lo tiene o no le toca."""
    etapa = POR_ESTADO.get(solicitud.estado)
    if etapa not in NUESTRAS or not puede(usuario, etapa.operacion):
        return ""
    return DelDia(reloj.hoy()).faltan_para(etapa.tramite.acto.nombre, solicitud.tipo)


def espera_contrato(solicitud: Solicitud) -> bool:
    """Si su dictamen está emitido, no es de una baja y nadie ha registrado el contrato celebrado con él."""
    dictamen = dictamen_de(solicitud)
    return dictamen is not None and dictamen.estado == EstadoDeDictamen.VIGENTE and solicitud.tipo != Tipo.BAJA


def _de_contrato(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    if not espera_contrato(solicitud) or not puede(usuario, "contrato.decidir"):
        return []
    return [Accion("Registrar el contrato celebrado", _url("contratado", solicitud))]


def _de_papel(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    """Lo que recepción captura a nombre del ente cuando llega en papel."""
    if not puede(usuario, "solicitud.capturar_papel"):
        return []
    menores = []
    if solicitud.estado in tramite.desahogar_papel.desde:
        menores.append(Accion("Capturar la respuesta que llegó en papel", _url("desahogar_papel", solicitud)))
    if _abierta(solicitud):
        menores.append(Accion("Capturar el desistimiento que llegó en papel", _url("desistir_papel", solicitud)))
    if espera_tanto(solicitud):
        menores.append(Accion("Registrar la entrega del papel al ente", _url("entregar_tanto", solicitud)))
    return menores


def espera_tanto(solicitud: Solicitud) -> bool:
    """Si su dictamen se emitió firmado a mano y nadie ha registrado que el ente recibió su tanto en papel."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None or dictamen.emitido_en is None or dictamen.forma_firma != FormaDeFirma.AUTOGRAFA:
        return False
    return not Evento.objects.filter(clave=f"dictamen.tanto_entregado:{dictamen.pk}").exists()


def _de_lo_que_no_se_emite(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    """Anular entre dos la firma de lo que no puede emitirse."""
    dictamen = dictamen_de(solicitud)
    detenida = sin_emitir(dictamen) if dictamen and dictamen.estado == EstadoDeDictamen.FIRMADO else None
    if detenida is None:
        return []
    if detenida.pedida_en is None and puede(usuario, "dictamen.recoger"):
        return [Accion("Pedir que se anule la firma", _url("pedir_anulacion", solicitud), "No pudo emitirse.")]
    if detenida.pedida_en and puede(usuario, "dictamen.firmar"):
        return [Accion("Anular la firma que no se emite", _url("anular_firma", solicitud), "Coordinación lo pidió.")]
    return []


def _de_escaneo(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    """Ver junto al original el escaneo que dejó dudas: otra persona que quien lo entregó."""
    dictamen = dictamen_de(solicitud)
    por_firmarse = dictamen is not None and dictamen.estado == EstadoDeDictamen.POR_FIRMAR
    if dictamen is None or not por_firmarse or dictamen.forma_firma != FormaDeFirma.AUTOGRAFA:
        return []
    if not puede(usuario, "dictamen.recoger"):
        return []
    escaneo = ultimo_escaneo(dictamen)
    if escaneo is None or not escaneo.espera_a_otra_persona or escaneo.recibido_por_id == usuario.pk:
        return []
    return [Accion("Ver el escaneo que dejó dudas", _url("escaneo", solicitud), "Se firmó a mano.")]


def _de_publico(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    """Testar lo que la ley manda proteger del ejemplar público."""
    if solicitud.estado != Estado.EMITIDA or not puede(usuario, "dictamen.testar"):
        return []
    acciones = [Accion("Publicar una versión con partes testadas", _url("testar", solicitud))]
    dictamen = dictamen_de(solicitud)
    if dictamen and (espera := por_publicar(dictamen)):
        motivo = f"A más tardar el {fecha(espera.vence)}."
        acciones.insert(0, Accion("Revisar lo que puede publicarse", _url("liberar_publico", solicitud), motivo))
    return acciones


def _de_auditoria(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    suya = reverse("auditoria:expediente", args=[solicitud.pk])
    return [Accion("Su bitácora y sus versiones", suya)] if puede(usuario, "bitacora.leer") else []


def _de_copia(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    if not puede(usuario, "solicitud.elaborar", solicitud.ente):
        return []
    plantilla = f"Es la plantilla «{solicitud.plantilla}»" if solicitud.plantilla else "Guardarla como plantilla"
    return [
        Accion("Copiarla en una solicitud nueva", _url("copiar", solicitud)),
        Accion(plantilla, _url("plantilla", solicitud)),
    ]


def _de_grupo(solicitud: Solicitud, usuario: Usuario) -> list[Accion]:
    if not puede(usuario, "solicitud.agrupar"):
        return []
    agrupada = pertenencia_de(solicitud) is not None
    texto = "Agregar expedientes a su grupo" if agrupada else "Agrupar con otros expedientes"
    separar = [Accion("Separar del grupo", _url("separar", solicitud))] if agrupada else []
    return [Accion(texto, _url("agrupar", solicitud)), *separar]


def _url(nombre: str, solicitud: Solicitud, *mas: Any) -> str:
    return reverse(f"flujos:{nombre}", args=[solicitud.pk, *mas])


def _abierta(solicitud: Solicitud) -> bool:
    dictamen = dictamen_de(solicitud)
    firmado = dictamen is not None and dictamen.esta_firmado
    return solicitud.estado in tramite.cancelar.desde and not firmado


def _corregibles(solicitud: Solicitud, usuario: Usuario) -> list[Revision]:
    """Las últimas opiniones de sus áreas, si las dio esta persona y todavía se pueden corregir."""
    mias = ambito(usuario, "revision.opinar").areas
    if not mias or solicitud.estado not in tramite.corregir_opinion.desde:
        return []
    if motivo_para_no_participar(solicitud, usuario, F.OPINA):
        return []
    ultimas = {r.area_id: r for r in revisiones(solicitud) if r.area_id in mias}.values()
    return [r for r in ultimas if r.dada_por_id == usuario.pk]


def _puede_prorrogar(solicitud: Solicitud, usuario: Usuario) -> bool:
    if solicitud.estado != Estado.PREVENIDA or not puede(usuario, "requisitos.resolver"):
        return False
    if DelDia(reloj.hoy()).faltan_para(tramite.prorrogar.nombre, solicitud.tipo):
        return False
    return solicitud.prevenciones.en_curso().prorrogada_en is None


def _plazo(solicitud: Solicitud) -> Plazo | None:
    etapa = POR_ESTADO.get(solicitud.estado)
    abiertos = (p for p in solicitud.plazos.all() if etapa and p.clase == etapa.clave and p.cerrado_en is None)
    return next(abiertos, None)


def _texto(solicitud: Solicitud, me_toca: bool) -> str:
    if me_toca:
        return f"Le toca a usted: {solicitud.get_estado_display().lower().removeprefix('en ')}."
    dictamen = dictamen_de(solicitud)
    en_firma = dictamen if solicitud.estado == Estado.EN_FIRMA else None
    if en_firma and en_firma.estado == EstadoDeDictamen.EN_PREPARACION:
        return "El documento se está preparando para firma."
    if en_firma and en_firma.esta_firmado:
        return "El dictamen está firmado y se está publicando."
    if dictamen and solicitud.estado == Estado.EMITIDA:
        return f"El dictamen {dictamen.folio} está emitido. Este asunto concluyó."
    if solicitud.esta_concluida:
        como = "se acumuló a otro" if solicitud.acumulada_a_id else solicitud.get_estado_display().lower()
        return f"Este asunto concluyó: {como}."
    return ""


def _turno(solicitud: Solicitud) -> str:
    etapa = POR_ESTADO.get(solicitud.estado)
    if etapa is None:
        return ""
    turno = etapa.palabras.turno
    if etapa.palabras.del_ente:
        return f"{solicitud.ente.siglas}: {turno}"
    areas = [r.area.nombre for r in pendientes(solicitud)] if etapa.por_area else []
    return f"{turno} ({', '.join(areas)})" if areas else turno


def _de_etapa(solicitud: Solicitud, usuario: Usuario, etapa: Etapa) -> list[Accion]:
    if not puede(usuario, etapa.operacion, solicitud.ente) or impedimento(solicitud, usuario):
        return []
    if apagado(solicitud, usuario):
        return []
    return [Accion(etapa.boton, _url(etapa.pantalla, solicitud))]


def _de_revision(solicitud: Solicitud, usuario: Usuario, etapa: Etapa) -> list[Accion]:
    mias = ambito(usuario, etapa.operacion).areas
    if not mias or impedimento(solicitud, usuario):
        return []
    return [
        Accion(f"{etapa.boton} de {r.area}", _url(etapa.pantalla, solicitud, r.area.clave))
        for r in pendientes(solicitud)
        if r.area_id in mias and r.turnada_a_id in (None, usuario.pk)
    ]


def _de_firma(solicitud: Solicitud, usuario: Usuario, etapa: Etapa) -> list[Accion]:
    dictamen = dictamen_de(solicitud)
    if dictamen is None or dictamen.estado != EstadoDeDictamen.POR_FIRMAR or dictamen.autoriza_id != usuario.pk:
        return []
    return _de_etapa(solicitud, usuario, etapa)


ARMADORES = {"revision": _de_revision, "firma": _de_firma}  # las demás, `_de_etapa`
