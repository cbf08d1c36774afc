"""Los actos de quien solicita: presentar, desahogar y desistirse."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model, Prefetch, Value, prefetch_related_objects
from django.db.models.functions import Greatest

from bitacora.atado import exigir_atados, sano
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from cuentas.tiempo.calendario import Calendario, calendario_de
from dictamenes.documento.instantanea import datos_de_acuse, datos_de_solicitud, quien_entrega
from dictamenes.documento.membrete import encabezado
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado
from dictamenes.fundamentos import competencias, electronica
from dictamenes.fundamentos.firmas import ENTREGA
from dictamenes.models import Concepto, Dictamen, PapelSellado, Plazo, Presentacion, Solicitud
from dictamenes.models.solicitud import EDITABLES
from dictamenes.reglas import claves, folios, plazos, requisitos
from dictamenes.reglas.requisitos import RequisitosIncompletos
from dictamenes.reglas.veredicto import veredicto
from dictamenes.tramite.firmado import Firma, asentar
from dictamenes.tramite.molde import Hecho
from dictamenes.tramite.notificacion import dar_por_atendida

Clase = Plazo.Clase
POR_TANDA = 100
SIN_FIRMA = "Hace falta la e.firma de quien presenta por su ente: prepárela para firma y fírmela en «Por firmar»."


def presentar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, version: int | None = None, firma: Firma | None = None
) -> Hecho:
    """Presenta la solicitud: toma folio, congela lo entregado y empieza a correr el plazo.

    `version` es la que la persona revisó; `CapturaVencida` si alguien la cambió después. `firma`: el oficio que acaba
    de firmar con su e.firma; si su parámetro la requiere, sin ella no se presenta.
    """
    exigir_la_que_se_vio(solicitud, version)
    _exigir_firma(solicitud, en, firma)
    return _entregado(entregar_por_primera_vez(solicitud, por, en, firma=firma), solicitud, firma)


def desahogar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, respuestas: dict[int, tuple[str, bool]],
    version: int | None = None, firma: Firma | None = None,
) -> Hecho:
    """Atiende la prevención: contesta cada observación (o dice por qué no está de acuerdo) y entrega de nuevo."""
    exigir_la_que_se_vio(solicitud, version)
    _exigir_firma(solicitud, en, firma)
    return _entregado(atender(solicitud, por, en, respuestas, firma=firma), solicitud, firma)


def desistir(solicitud: Solicitud, por: Usuario, en: datetime, *, motivo: str) -> Hecho:
    """El ente retira su solicitud, en cualquier punto antes de la firma."""
    return concluir(solicitud, en, motivo)


def concluir(solicitud: Solicitud, en: datetime, motivo: str) -> Hecho:
    """Deja el motivo y cierra lo que estaba corriendo. `DatosInvalidos` si no hay motivo."""
    if not escrito(motivo):
        raise DatosInvalidos("Escriba el motivo.")
    solicitud.motivo_conclusion = motivo.strip()
    solicitud.prevenciones.filter(cerrada_en=None).update(cerrada_en=Greatest("emitida_en", Value(en)))
    plazos.cerrar(solicitud, en)
    sin_usar = Dictamen.objects.filter(solicitud=solicitud).values_list("folio", flat=True).first()
    datos = {"motivo": motivo.strip(), **({"folio_sin_usar": sin_usar} if sin_usar else {})}
    a_medias = solicitud.estado in EDITABLES  # lo que dejó a medio atender se cierra aquí; lo demás, si es lo que fue
    return Hecho(datos, ata=[solicitud] if a_medias else sano(solicitud))


def lo_entregado(solicitud: Solicitud) -> list[Model]:
    """Lo que compromete una entrega: la captura, la presentación y, si la hubo, la prevención que contesta."""
    return [solicitud, *solicitud.presentaciones.order_by("-numero")[:1], *solicitud.prevenciones.order_by("-pk")[:1]]


def atender(
    solicitud: Solicitud, por: Usuario, en: datetime, respuestas: dict[int, tuple[str, bool]], *,
    capturada_en: datetime | None = None, firma: Firma | None = None,
) -> dict[str, object]:
    """Contesta cada observación, cierra la prevención y entrega de nuevo; `capturada_en`, si llegó en papel.

    Lo que llegó en papel se recibió como venía: si le falta algo, lo dice la revisión de requisitos.
    """
    _con_conceptos(solicitud)
    dar_por_atendida(solicitud, en, por)
    prevencion = solicitud.prevenciones.en_curso()
    exigir_atados(prevencion)
    for observacion in prevencion.observaciones.all():
        texto, en_desacuerdo = respuestas.get(observacion.pk, ("", False))
        if not escrito(texto):
            raise DatosInvalidos("Conteste todas las observaciones, o diga por qué no está de acuerdo.")
        observacion.respuesta, observacion.en_desacuerdo = texto.strip(), en_desacuerdo
        observacion.save(update_fields=["respuesta", "en_desacuerdo"])
    prevencion.cerrada_en, prevencion.desahogada_por = en, por
    prevencion.save(update_fields=["cerrada_en", "desahogada_por"])
    if capturada_en is None:
        _exigir_completa(solicitud)
    plazos.cerrar(solicitud, en, Clase.PREVENCION)
    return {"prevencion": prevencion.folio, **_entregar(solicitud, por, en, capturada_en, firma)}


def entregar_por_primera_vez(
    solicitud: Solicitud, por: Usuario, en: datetime, *, capturada_en: datetime | None = None,
    firma: Firma | None = None,
) -> dict[str, object]:
    """Toma folio y entrega: cuenta desde `en`; `capturada_en`, si llegó en papel y se capturó después."""
    if solicitud.archivada_en:
        raise EstadoEquivocado("El borrador está archivado: recupérelo antes de presentarlo.")
    _con_conceptos(solicitud)
    _exigir_completa(solicitud)
    solicitud.presentada_por, solicitud.presentada_en = por, en
    datos = _entregar(solicitud, por, en, capturada_en, firma)
    return {"folio": solicitud.folio, **datos}


def exigir_la_que_se_vio(solicitud: Solicitud, version: int | None) -> None:
    """`CapturaVencida` si alguien cambió la solicitud después de que la persona la revisó."""
    if version is not None and solicitud.version != version:
        raise CapturaVencida("La solicitud cambió desde que la revisó: véala de nuevo antes de entregarla.")


def _con_conceptos(solicitud: Solicitud) -> None:
    """Sus conceptos, con todo lo que hace falta para juzgarlos: al entregar se leen diez veces."""
    prefetch_related_objects([solicitud], Prefetch("conceptos", Concepto.objects.con_estandar()))


def _exigir_firma(solicitud: Solicitud, en: datetime, firma: Firma | None) -> None:
    if firma is None and electronica.exigida(competencias.DelDia(dia_de(en)), ENTREGA):
        raise DatosInvalidos(SIN_FIRMA)


def _entregado(dicho: dict[str, object], solicitud: Solicitud, firma: Firma | None) -> Hecho:
    atado = lo_entregado(solicitud)
    if firma is None:
        return Hecho(dicho, ata=atado)
    return Hecho({**dicho, "firmado": firma.firmado.sha256}, ata=[*atado, firma.papel])


def _entregar(
    solicitud: Solicitud, por: Usuario, en: datetime, capturada_en: datetime | None, firma: Firma | None
) -> dict[str, object]:
    clave = asentar(firma, solicitud, por, en)["oficio"]["clave"] if firma else claves.nueva()
    _evaluar(solicitud)
    calendario = calendario_de(solicitud.ente)
    plazos.abrir(solicitud, Clase.REQUISITOS, en, calendario)
    plazo = _reloj_del_dictamen(solicitud, en, calendario)
    numero = solicitud.presentaciones.count() + 1
    entrega = quien_entrega(solicitud, numero, por, en, capturada_en)
    datos = datos_de_solicitud(
        solicitud, solicitud.conceptos.all(), entrega=entrega, en_papel=bool(capturada_en)
    )
    membrete, total = encabezado(dia_de(en).year, en), str(solicitud.totales()["total"])
    # Los folios, al final: quedan bloqueados hasta el commit y las demás presentaciones esperan.
    solicitud.folio = solicitud.folio or folios.siguiente(folios.SOLICITUD, capturada_en or en)
    presentacion = Presentacion(
        solicitud=solicitud, numero=numero, por=por, en=en, folio_acuse=folios.siguiente(folios.ACUSE, en),
        clave=clave, datos=datos | {"folio": solicitud.folio},
    )
    presentacion.acuse = datos_de_acuse(presentacion, plazo, capturada_en, membrete)
    presentacion.save()
    pedido_en = capturada_en or en
    PapelSellado.objects.pedir(PapelSellado.Clase.ACUSE, presentacion, pedido_en, solicitud)
    PapelSellado.objects.pedir(
        PapelSellado.Clase.OFICIO, presentacion, pedido_en, solicitud, firma.papel if firma else None)
    return {"acuse": presentacion.folio_acuse, "ente": solicitud.ente_id, "tipo": solicitud.tipo, "total": total}


def _evaluar(solicitud: Solicitud) -> None:
    """Congela el veredicto de cada concepto; tantas consultas con mil como con cien, de a `POR_TANDA`."""
    conceptos = solicitud.conceptos.all()
    for concepto in conceptos:
        concepto.evaluacion = veredicto(concepto)
    Concepto.objects.bulk_update(conceptos, ["evaluacion"], batch_size=POR_TANDA)


def _reloj_del_dictamen(solicitud: Solicitud, en: datetime, calendario: Calendario) -> Plazo:
    if solicitud.plazos.filter(clase=Clase.DICTAMEN, cerrado_en=None).exists():
        return plazos.reanudar(solicitud, Clase.DICTAMEN, en)
    return plazos.abrir(solicitud, Clase.DICTAMEN, en, calendario)


def _exigir_completa(solicitud: Solicitud) -> None:
    if faltas := requisitos.revisar(solicitud):
        raise RequisitosIncompletos(faltas)
