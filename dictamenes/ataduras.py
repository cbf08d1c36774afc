"""Qué contenido del expediente se compromete en el evento que lo cierra, y dónde se exige al usarlo."""

from __future__ import annotations

from typing import Any

from bitacora.ataduras import Atadura, Hijos
from bitacora.models import clave_de, en_utc
from dictamenes.generales import CAMPOS_GENERALES
from dictamenes.models import (
    Condicion,
    CopiaCertificada,
    CumplimientoDeCondicion,
    Dictamen,
    DisposicionFinal,
    EscaneoFirmado,
    EscritoEnPapel,
    Estampa,
    ExcepcionDeClausula,
    FirmaSinEmitir,
    Mensaje,
    Notificacion,
    OpinionAnterior,
    PapelPorFirmar,
    PapelSellado,
    Presentacion,
    Prevencion,
    ProyectoDeDictamen,
    RetencionLegal,
    Revision,
    Solicitud,
    TransferenciaPrimaria,
)
from dictamenes.models.solicitud import EDITABLES, Estado

ENTREGAN = frozenset({"solicitud.presentada", "prevencion.desahogada"})
CONCLUYEN = frozenset({
    "solicitud.desistida", "solicitud.cancelada", "solicitud.acumulada", "solicitud.desechada",
})
SIN_RESOLVER = (Estado.DESISTIDA, Estado.CANCELADA, Estado.DESECHADA, Estado.IMPROCEDENTE)
AVISAN = CONCLUYEN | {"solicitud.prevenida", "solicitud.improcedente", "dictamen.emitido"}
OPINAN = frozenset({"revision.dada", "revision.corregida"})
FIRMAN = frozenset({
    "prevencion.preparada", "entrega.preparada", "papel.por_firmar", "solicitud.prevenida", "copia.certificada",
    "copia.firmada", *ENTREGAN,
})
EMITEN = frozenset({
    "dictamen.propuesto", "dictamen.congelado", "dictamen.preparado", "dictamen.firmado", "dictamen.emitido",
    "dictamen.testado", "dictamen.firma_anulada", "dictamen.firma_revocada",
})
AL_FIRMAR = "proponer, congelar y firmar"


def de_su_solicitud(renglon: Any) -> str:
    """El expediente es el objeto de los eventos de lo que cuelga de él."""
    return f"solicitud:{renglon.solicitud_id}"


def _si_la_hay(renglon: PapelSellado | Estampa) -> str:
    return de_su_solicitud(renglon) if renglon.solicitud_id else clave_de(renglon)


def _de_su_dictamen(renglon: Any) -> str:
    return f"solicitud:{renglon.dictamen.solicitud_id}"


def _revision_de_lo_publico(dictamen: Any) -> dict[str, Any]:
    """La revisión que espera su ejemplar público y quién lo liberó; también que no haya ninguna."""
    suya = getattr(dictamen, "revision_publica", None)
    if suya is None:
        return {"espera": None}
    liberada = suya.liberada_en and en_utc(suya.liberada_en)
    return {"espera": suya.vence.isoformat(), "liberada_por": suya.liberada_por_id, "liberada_en": liberada}


ATADURAS = (
    Atadura(
        "solicitud", "Lo capturado en la solicitud", Solicitud, ENTREGAN | CONCLUYEN,
        "folio ente area_requirente tipo modalidad formulario respuestas presentada_por presentada_en recibida_en "
        + " ".join(campo.nombre for campo in CAMPOS_GENERALES if campo.nombre not in ("tipo", "modalidad")),
        {
            "conceptos": Hijos("id orden categoria perfil descripcion clave_catalogo cantidad unidad precio_unitario "
                               "tasa_iva declarado marca_justificada evaluacion"),
            "anexos": Hijos("clase nombre version archivo.sha256", lambda anexo: anexo.retirado_en is None),
        },
        vive=lambda s: s.folio is not None and s.estado not in EDITABLES, se_exige=AL_FIRMAR,
    ),
    Atadura(
        "presentacion", "Lo entregado", Presentacion, ENTREGAN, "numero folio_acuse clave datos acuse por en",
        objeto=de_su_solicitud, se_exige=f"{AL_FIRMAR}; al contestar por su clave o con su acuse",
    ),
    Atadura(
        "prevencion", "La prevención", Prevencion,
        frozenset({"solicitud.prevenida", "prevencion.prorrogada", "plazo.recorrido", "notificacion.surtio"}),
        "folio causal emitida_por emitida_en destinatario fundamentos ancla vence_en prorrogada_en",
        {"observaciones": Hijos("sobre texto")}, de_su_solicitud, se_exige=f"{AL_FIRMAR}; prorrogar y atender",
    ),
    Atadura(
        "papel_de_prevencion", "El papel de la prevención", Prevencion, frozenset({"solicitud.prevenida"}), "papel",
        objeto=de_su_solicitud, se_exige="redactar su oficio",
    ),
    Atadura(
        "clave_de_prevencion", "La clave de la prevención", Prevencion, frozenset({"solicitud.prevenida"}), "clave",
        objeto=de_su_solicitud, vive=lambda p: p.clave is not None, se_exige="al contestar por su clave",
    ),
    Atadura(
        "papel_sellado", "El papel que se selló", PapelSellado, frozenset({"papel.sellado", "copia.sellada"}),
        "clase renglon solicitud archivo.sha256 pedido_en sellado_en", objeto=_si_la_hay,
        vive=lambda p: p.archivo_id is not None, se_exige="descargarlo",
    ),
    Atadura(
        "estampa", "La estampa que se renovó", Estampa, frozenset({"estampa.renovada"}),
        "que solicitud origen.sha256 archivo.sha256 numero vence hecha_en", objeto=_si_la_hay,
        vive=lambda e: e.numero > 0, se_exige="descargar el documento; al contestar por su huella",
    ),
    Atadura(
        "papel_por_firmar", "El papel que se preparó para firma", PapelPorFirmar, FIRMAN,
        "clase solicitud renglon folio version datos firma preparado_en sellado.sha256 firmado.sha256 firmado_en",
        objeto=de_su_solicitud, se_exige="sellarlo y firmarlo; entregar lo firmado",
    ),
    Atadura(
        "conclusion", "Cómo concluyó", Solicitud, CONCLUYEN | {"solicitud.improcedente"},
        "estado motivo_conclusion concluida_en acumulada_a", vive=lambda s: s.estado in SIN_RESOLVER,
    ),
    Atadura(
        "escrito", "El escrito que llegó en papel", EscritoEnPapel, ENTREGAN | {"solicitud.desistida"},
        "que archivo.sha256 nombre recibido_en capturado_por capturado_en contingencia", objeto=de_su_solicitud,
    ),
    Atadura(
        "mensaje", "El mensaje", Mensaje, frozenset({"mensaje.escrito"}), "tablero texto por en del_ente",
        objeto=de_su_solicitud,
    ),
    Atadura(
        "desahogo", "Lo que se contestó a la prevención", Prevencion, frozenset({"prevencion.desahogada"}),
        "cerrada_en desahogada_por", {"observaciones": Hijos("respuesta en_desacuerdo")}, de_su_solicitud,
        vive=lambda p: p.desahogada_por_id is not None, se_exige=AL_FIRMAR,
    ),
    Atadura(
        "notificacion", "Cuándo surtió efectos una notificación", Notificacion, frozenset({"notificacion.surtio"}),
        "tema disponible_en dias surtiria_en surtio_en como por oficio.sha256", objeto=de_su_solicitud,
        vive=lambda n: n.como in {"lectura", "plazo", "oficio", "atendida"},
    ),
    Atadura(
        "puesta_a_disposicion", "Lo que se puso a disposición del ente", Notificacion, AVISAN,
        "tema disponible_en dias surtiria_en", objeto=de_su_solicitud, se_exige="asentar cuándo surtió efectos",
    ),
    Atadura(
        "opinion", "La opinión", Revision, OPINAN,
        "area ronda encargo dada_por dada_en postura texto criterios aclaraciones version",
        {"opiniones": Hijos("concepto postura nota")}, de_su_solicitud, vive=lambda r: r.dada_en is not None,
        se_exige=f"{AL_FIRMAR}; corregirla",
    ),
    Atadura(
        "opinion_anterior", "La opinión que se corrigió", OpinionAnterior, OPINAN,
        "revision version postura texto criterios opiniones dada_por dada_en corregida_en motivo",
        objeto=lambda o: f"solicitud:{o.revision.solicitud_id}", con=("revision",), se_exige=AL_FIRMAR,
    ),
    Atadura(
        "proyecto", "El proyecto de dictamen", Dictamen, frozenset({"dictamen.propuesto"}),
        "version forma_firma analisis criterios aclaraciones proyectado_por proyectado_en autoriza fundamentos",
        {
            "sentidos": Hijos("concepto sentido razones corregir motivo"),
            "condiciones": Hijos("id texto responsable fecha evidencia"),
            "parrafos": Hijos("version texto se_modifico"),
        },
        de_su_solicitud, se_exige="congelar, firmar y acreditar sus condiciones",
    ),
    Atadura(
        "version_de_proyecto", "La versión congelada del proyecto", ProyectoDeDictamen,
        frozenset({"dictamen.congelado", "dictamen.preparado", "dictamen.devuelto", "dictamen.recogido",
                   "dictamen.firma_anulada", "dictamen.firma_revocada"}),
        "dictamen numero datos sha256 propuesto_por propuesto_en devuelto_por devuelto_en motivo",
        objeto=_de_su_dictamen, con=("dictamen",), se_exige="devolver y firmar",
    ),
    Atadura(
        "documento", "El documento", Dictamen, EMITEN,
        "folio numero_oficio clave datos sellado.sha256 firmado.sha256 firmado_por firmado_en ubicacion_original "
        "de_las_partes.sha256 publico.sha256 emitido_en vigente_desde vigente_hasta datos_publicos testado_en",
        objeto=de_su_solicitud, vive=lambda d: d.folio is not None,
        se_exige="sellar, firmar, emitir y testar; al contestar por su clave, su huella o su archivo",
    ),
    Atadura(
        "revision_de_lo_publico", "La revisión de lo que puede publicarse", Dictamen,
        frozenset({"dictamen.emitido", "dictamen.publico_liberado"}), objeto=de_su_solicitud,
        vive=lambda d: d.emitido_en is not None, traen=("revision_publica",), contenido=_revision_de_lo_publico,
        se_exige="liberarlo; al contestar por su clave, su huella o su archivo",
    ),
    Atadura(
        "versiones_publicas", "Lo que se testó", Dictamen, frozenset({"dictamen.emitido", "dictamen.testado"}), "",
        {"versiones_publicas": Hijos("numero archivo.sha256 anterior.sha256 testes hecha_por hecha_en")},
        de_su_solicitud, vive=lambda d: d.emitido_en is not None,
        se_exige="al contestar por su clave, su huella o su archivo",
    ),
    Atadura(
        "retencion", "La retención legal", RetencionLegal,
        frozenset(f"retencion.{que}" for que in ("propuesta", "confirmada", "descartada", "pedida", "levantada")),
        "fundamento autoridad hasta propuesta_por propuesta_en confirmada_por confirmada_en descartada_por "
        "descartada_en motivo pedida_por pedida_en levantada_por levantada_en",
        objeto=de_su_solicitud, se_exige="confirmarla, descartarla y levantarla",
    ),
    Atadura(
        "transferencia", "La transferencia primaria", TransferenciaPrimaria, frozenset({"archivo.transferido"}),
        "folio serie corte recibe datos declarada_por declarada_en", {"expedientes": Hijos("solicitud")},
        se_exige="redactar su inventario",
    ),
    Atadura(
        "disposicion_final", "La disposición final", DisposicionFinal, frozenset({"archivo.dispuesto"}),
        "folio serie corte destino catalogo dictamen dictamen_fecha acta acta_fecha expedientes declarada_por "
        "declarada_en",
        {"de_ella": Hijos("solicitud")},
    ),
    Atadura(
        "firma_sin_emitir", "La firma que no se emite", FirmaSinEmitir,
        frozenset({"dictamen.no_se_emite", "dictamen.anulacion_pedida", "dictamen.firma_anulada",
                   "dictamen.firma_revocada"}),
        "dictamen firmado.sha256 firmado_por firmado_en causa detenida_en pedida_por pedida_en motivo anulada_por "
        "anulada_en",
        objeto=_de_su_dictamen, con=("dictamen",), se_exige="pedir que se anule y anularla",
    ),
    Atadura(
        "escaneo_firmado", "El escaneo que dejó dudas", EscaneoFirmado,
        frozenset({"dictamen.escaneo_en_duda", "dictamen.escaneo_confirmado", "dictamen.escaneo_rechazado"}),
        "dictamen sellado.sha256 archivo.sha256 veredicto cotejo recibido_por recibido_en en_duda_en resuelto_por "
        "resuelto_en confirmado motivo",
        objeto=_de_su_dictamen, con=("dictamen",), vive=lambda e: e.en_duda_en is not None,
        se_exige="confirmarlo o rechazarlo; firmar con él",
    ),
    Atadura(
        "excepcion", "La excepción a una cláusula", ExcepcionDeClausula,
        frozenset({"excepcion.pedida", "excepcion.otorgada", "excepcion.negada"}),
        "concepto requisito clausula razon pedida_por pedida_en otorgada fundamento motivo resuelta_por resuelta_en",
        objeto=lambda e: f"solicitud:{e.concepto.solicitud_id}", con=("concepto",),
        se_exige=f"{AL_FIRMAR}; resolverla",
    ),
    Atadura(
        "cumplimiento", "Lo que acredita una condición", CumplimientoDeCondicion,
        frozenset({"condicion.reportada", "condicion.aceptada", "condicion.devuelta", "condicion.sin_archivo"}),
        "condicion nota archivo.sha256 nombre reportado_por reportado_en resuelto_por resuelto_en "
        "motivo",
        objeto=lambda c: f"solicitud:{c.condicion.dictamen.solicitud_id}", con=("condicion__dictamen",),
        se_exige="aceptarla o devolverla",
    ),
    Atadura(
        "cumplida", "Que la condición se cumplió", Condicion, frozenset({"condicion.aceptada"}), "cumplida_en",
        objeto=_de_su_dictamen, vive=lambda c: c.cumplida_en is not None, con=("dictamen",),
    ),
    Atadura(
        "copia", "La copia certificada", CopiaCertificada,
        frozenset({"copia.certificada", "copia.sellada", "copia.firmada"}),
        "folio clave alcance para paquete.sha256 caratula.sha256 datos forma_firma certificada_por certificada_en",
        objeto=de_su_solicitud, se_exige="sellarla; al contestar por su clave, su huella o su archivo",
    ),
)


def del_expediente(solicitud: Solicitud) -> list[Any]:
    """Los renglones atados con que se resuelve un asunto: lo entregado, lo observado, lo opinado y el proyecto."""
    revisiones = list(solicitud.revisiones.all())
    return [
        solicitud, *solicitud.presentaciones.all(), *solicitud.prevenciones.all(), *revisiones,
        *OpinionAnterior.objects.filter(revision__in=revisiones), *Dictamen.objects.filter(solicitud=solicitud),
        *ProyectoDeDictamen.objects.filter(dictamen__solicitud=solicitud),
        *ExcepcionDeClausula.objects.filter(concepto__solicitud=solicitud),
    ]
