"""Los actos de recepción a nombre del ente, con lo que llegó en papel: cuentan desde que se recibió."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from archivos.models import Archivo
from bitacora.models import Evento
from cuentas.interfaz.formatos import fecha_con_dia, fecha_hora
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.documento.para_firma import OFICIO
from dictamenes.excepciones import DatosInvalidos, YaRegistrado
from dictamenes.models import Anexo, Contingencia, EscritoEnPapel, Plazo, Prevencion, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import cuotas, faltas, plazos, requisitos
from dictamenes.tramite.molde import Hecho
from dictamenes.tramite.solicitante import (
    atender,
    concluir,
    entregar_por_primera_vez,
    exigir_la_que_se_vio,
    lo_entregado,
)

Que = EscritoEnPapel.Que


def presentar_papel(
    solicitud: Solicitud, por: Usuario, en: datetime, *, recibida_en: datetime,
    contingencia: Contingencia | None = None, version: int | None = None,
) -> Hecho:
    """Recepción presenta a nombre del ente lo que llegó en papel; su escaneo es el oficio que ya se adjuntó."""
    exigir_la_que_se_vio(solicitud, version)
    faltas.exigir(faltas.de_recepcion(recibida_en, en, contingencia))
    if solicitud.oficio_fecha and dia_de(recibida_en) < solicitud.oficio_fecha:
        raise DatosInvalidos("La recepción no puede ser anterior a la fecha del oficio.")
    solicitud.recibida_en = recibida_en
    datos = entregar_por_primera_vez(solicitud, por, recibida_en, capturada_en=en)
    oficio = _oficio(solicitud)
    return _hecho(datos, _escribir(
        solicitud, que=Que.SOLICITUD, archivo=oficio.archivo, nombre=oficio.nombre, recibido_en=recibida_en,
        capturado_por=por, capturado_en=en, contingencia=contingencia,
    ), lo_entregado(solicitud))


def desahogar_papel(
    solicitud: Solicitud, por: Usuario, en: datetime, *, recibida_en: datetime, respuestas: dict[int, tuple[str, bool]],
    archivo: Archivo, rotulo: str, contingencia: Contingencia | None = None, version: int | None = None,
) -> Hecho:
    """Recepción captura lo que el ente contestó en papel; si llegó a tiempo lo dice la hora en que se recibió.

    Lo que ya se desechó sin que el sistema supiera de una respuesta que llegó a tiempo vuelve a la revisión.
    """
    exigir_la_que_se_vio(solicitud, version)
    faltas.exigir(faltas.de_recepcion(recibida_en, en, contingencia))
    prevencion = solicitud.prevenciones.latest("emitida_en")
    if recibida_en < prevencion.emitida_en:
        raise DatosInvalidos(f"Las observaciones son del {fecha_hora(prevencion.emitida_en)}: no pudo recibirse antes.")
    if recibida_en > prevencion.vence_en:
        raise DatosInvalidos(f"El plazo venció el {fecha_con_dia(prevencion.vence_en)}: se recibió después.")
    _exigir_escaneo(solicitud, archivo, rotulo, por, en)
    repone = _reponer(solicitud, prevencion) if solicitud.estado == Estado.DESECHADA else {}
    datos = repone | atender(solicitud, por, recibida_en, respuestas, capturada_en=en)
    return _hecho(datos, _escribir(
        solicitud, que=Que.RESPUESTA, archivo=archivo, nombre=rotulo, recibido_en=recibida_en, capturado_por=por,
        capturado_en=en, contingencia=contingencia,
    ), lo_entregado(solicitud))


def desistir_papel(
    solicitud: Solicitud, por: Usuario, en: datetime, *, recibida_en: datetime, motivo: str, archivo: Archivo,
    rotulo: str, contingencia: Contingencia | None = None,
) -> Hecho:
    """Recepción captura el escrito con que el ente se desiste; surte efecto desde que se recibió."""
    faltas.exigir(faltas.de_recepcion(recibida_en, en, contingencia))
    if solicitud.presentada_en is None or recibida_en < solicitud.presentada_en:
        raise DatosInvalidos("El desistimiento no pudo recibirse antes que la solicitud.")
    _exigir_escaneo(solicitud, archivo, rotulo, por, en)
    hecho = concluir(solicitud, recibida_en, motivo)
    return _hecho(hecho.datos, _escribir(
        solicitud, que=Que.DESISTIMIENTO, archivo=archivo, nombre=rotulo, recibido_en=recibida_en, capturado_por=por,
        capturado_en=en, contingencia=contingencia,
    ), hecho.ata)


def entregar_tanto(
    solicitud: Solicitud, por: Usuario, en: datetime, *, recibio: str, identificacion: str, entregado_en: datetime
) -> Hecho:
    """El ente recibe su tanto del dictamen firmado a mano, contra acuse: quién, con qué se identificó y cuándo."""
    dictamen = solicitud.dictamen
    clave = f"dictamen.tanto_entregado:{dictamen.pk}"
    if dictamen.forma_firma != FormaDeFirma.AUTOGRAFA:
        raise DatosInvalidos("Se firmó electrónicamente: no hay papel que entregar.")
    if Evento.objects.filter(clave=clave).exists():
        raise YaRegistrado("El tanto en papel ya se entregó.")
    if not (escrito(recibio) and escrito(identificacion)):
        raise DatosInvalidos("Escriba quién lo recibe y con qué se identifica.")
    if not consta(dictamen.emitido_en) <= entregado_en <= en:
        emitido = fecha_hora(consta(dictamen.emitido_en))
        raise DatosInvalidos(f"La entrega no puede ser anterior a la emisión, del {emitido}, ni futura.")
    datos = {"folio": dictamen.folio, "recibio": recibio.strip(), "identificacion": identificacion.strip(),
             "capturada_en": en}
    return Hecho(datos, ocurrio_en=entregado_en, clave=clave)


def _reponer(solicitud: Solicitud, prevencion: Prevencion) -> dict[str, object]:
    """Deshace lo que dejó el desechamiento, para que la prevención se atienda como si siguiera abierta."""
    plazos.reabrir(solicitud, Plazo.Clase.DICTAMEN, consta(solicitud.concluida_en))
    prevencion.cerrada_en, solicitud.motivo_conclusion = None, ""
    prevencion.save(update_fields=["cerrada_en"])
    return {"repone": True}


def _exigir_escaneo(solicitud: Solicitud, archivo: Archivo, rotulo: str, por: Usuario, en: datetime) -> None:
    """El escaneo ya se puede leer, no es uno que ya estaba y cabe en lo que la persona puede subir."""
    if not archivo.disponible:
        raise DatosInvalidos(f"{requisitos.por_que_no(Anexo(nombre=rotulo, archivo=archivo)).mensaje}.")
    if solicitud.escritos.filter(archivo=archivo).exists():
        raise DatosInvalidos("Ese escaneo ya está en el expediente: adjunte el del escrito que captura.")
    cuotas.exigir_del_dia(por, archivo.tamano, en)


def _oficio(solicitud: Solicitud) -> Anexo:
    oficio = solicitud.anexos.filter(clase=OFICIO, retirado_en=None).select_related("archivo").last()
    if oficio is None:
        raise DatosInvalidos("Adjunte el oficio escaneado, con su sello de recibido.")
    return oficio


def _escribir(solicitud: Solicitud, **datos: Any) -> EscritoEnPapel:
    return EscritoEnPapel.objects.create(solicitud=solicitud, **datos)


def _hecho(datos: Mapping[str, object], escrito: EscritoEnPapel, ata: Sequence[Model]) -> Hecho:
    """Ocurrió cuando se recibió; el evento dice cuándo se capturó, a nombre de quién y qué se escaneó."""
    de_papel = {
        "en_papel": True, "capturada_en": escrito.capturado_en, "a_nombre_de": escrito.solicitud.ente.siglas,
        "escaneo": escrito.archivo.sha256,
    }
    if escrito.contingencia_id:
        de_papel["contingencia"] = escrito.contingencia_id
    return Hecho({**datos, **de_papel}, ocurrio_en=escrito.recibido_en, ata=[*ata, escrito])
