"""Los actos del documento: congelar, registrar lo sellado, devolver, firmar y emitir."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.ataduras import del_expediente
from dictamenes.documento.instantanea import datos_de_dictamen, quien_autoriza
from dictamenes.documento.redaccion import huella_de
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado, SinFundamento
from dictamenes.expediente import vencimientos
from dictamenes.fundamentos import competencias
from dictamenes.models import Anexo, Dictamen, Marca, Plazo, ProyectoDeDictamen, Solicitud
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.reglas import claves, coherencia, condiciones, faltas, folios, plazos, precedentes, precios, vigencia
from dictamenes.reglas import partes_del_proyecto as partes
from dictamenes.reglas.coherencia.asunto import por_firmar
from dictamenes.reglas.participacion import por_que_no_firma
from dictamenes.tramite.escaneo import exigir_cotejado
from dictamenes.tramite.molde import Hecho
from dictamenes.tramite.notificacion import poner_a_disposicion
from dictamenes.tramite.publico import abrir_revision

YA_NO_RIGE = (
    "No se puede firmar: {} ya no rige. Devuelva el proyecto a la revisión estratégica para que se proponga con otro "
    "fundamento, o espere a que se confirme su versión vigente."
)
SALIDA = "Devuelva el proyecto para que se corrija"
OTRA_CALIDAD = "El documento dice que firma en otra calidad: devuélvalo para que se prepare con la que tiene hoy."
VIGENCIA_PASADA = "La vigencia que dice el documento ya terminó: devuélvalo para que se prepare con la que corresponde."


def congelar(solicitud: Solicitud, por: None, en: datetime) -> Hecho:
    """Toma folio (uno por dictamen, se conserva si se devuelve) y congela los datos del documento."""
    exigir_atados(*del_expediente(solicitud))
    dictamen = solicitud.dictamen
    if dictamen.folio is None:
        dictamen.folio = folios.siguiente(folios.DICTAMEN, en)
        serie = parametro("oficio.serie")
        dictamen.numero_oficio = folios.siguiente(serie, en) if serie else None
        dictamen.clave = claves.nueva()
    dictamen.datos = datos_de_dictamen(dictamen)
    dictamen.save(update_fields=["folio", "numero_oficio", "clave", "datos"])
    proyecto, _ = ProyectoDeDictamen.objects.update_or_create(
        dictamen=dictamen, numero=dictamen.version,
        defaults={"datos": dictamen.datos, "propuesto_por": dictamen.proyectado_por,
                  "propuesto_en": dictamen.proyectado_en},
    )
    dice = {"folio": dictamen.folio, "version": dictamen.version, "congelado": huella_de(dictamen.datos)}
    return Hecho(dice, ata=[dictamen, proyecto])


def registrar_sellado(solicitud: Solicitud, por: None, en: datetime, *, sellado: Archivo) -> Hecho:
    """El documento quedó redactado y sellado: está listo para firma."""
    proyecto = _proyecto_vigente(solicitud).get()
    exigir_atados(solicitud.dictamen, proyecto)
    Dictamen.objects.filter(solicitud=solicitud).update(sellado=sellado)
    _proyecto_vigente(solicitud).update(sha256=sellado.sha256)
    return Hecho({"sha256": sellado.sha256}, ata=[solicitud.dictamen, proyecto])


def devolver_proyecto(
    solicitud: Solicitud, por: Usuario, en: datetime, *, motivo: str, marcas: Sequence[tuple[str, str]] = ()
) -> Hecho:
    """Quien autoriza regresa el proyecto con su motivo y, si quiere, marcas (parte, qué corregir); el folio queda."""
    proyecto = _regresar(solicitud, por, en, motivo, marcas)
    return Hecho({"motivo": motivo.strip(), "marcas": [parte for parte, _ in marcas]}, ata=[proyecto])


def recoger_de_firma(solicitud: Solicitud, por: Usuario, en: datetime, *, motivo: str) -> Hecho:
    """Coordinación recoge lo que espera a quien no puede firmarlo, para proponerlo a otra; el folio se conserva."""
    if not por_que_no_firma(solicitud.dictamen, en):
        raise DatosInvalidos(f"{solicitud.dictamen.autoriza.nombre} puede firmarlo: sólo esa persona lo devuelve.")
    return Hecho({"motivo": motivo.strip()}, ata=[_regresar(solicitud, por, en, motivo)])


def firmar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, firmado: Archivo | None, visto: str, forma: str,
    ubicacion_original: str = "",
) -> Hecho:
    """Registra la firma sobre los bytes que se vieron (`visto` es su SHA-256). Cierra desistir, cancelar y devolver."""
    dictamen = solicitud.dictamen
    _exigir_que_diga_lo_de_hoy(dictamen, por, en)
    _exigir_que_rijan(dictamen, en)
    if dictamen.documento_sellado.sha256 != visto:
        raise CapturaVencida("El documento cambió desde que lo abrió: léalo de nuevo antes de firmar.")
    if firmado is None:
        raise EstadoEquivocado("El documento apenas quedó listo para firma: ábralo de nuevo.")
    if forma != dictamen.forma_firma:
        raise DatosInvalidos("La forma de firma no es la del proyecto.")
    if forma == FormaDeFirma.AUTOGRAFA and not escrito(ubicacion_original):
        raise DatosInvalidos("Escriba dónde queda guardado el original en papel.")
    exigir_atados(por, *del_expediente(solicitud))
    if _ya_es_otro_documento(firmado, dictamen):
        raise DatosInvalidos("Ese archivo ya está registrado como otro documento: suba el escaneo de este dictamen.")
    coherencia.exigir(coherencia.impiden(coherencia.hallazgos(por_firmar(dictamen, dia_de(en)))), SALIDA)
    a_mano = {"cotejo": exigir_cotejado(dictamen, firmado).veredicto} if forma == FormaDeFirma.AUTOGRAFA else {}
    dictamen.firmado, dictamen.firmado_por, dictamen.firmado_en = firmado, por, en
    dictamen.ubicacion_original = ubicacion_original.strip()
    dictamen.save(update_fields=["firmado", "firmado_por", "firmado_en", "ubicacion_original"])
    plazos.cerrar(solicitud, en, Plazo.Clase.FIRMA)
    dice = {"folio": dictamen.folio, "visto": visto, "firmado": firmado.sha256, "forma": forma}
    return Hecho({**dice, **a_mano}, ata=[dictamen])


def _exigir_que_rijan(dictamen: Dictamen, en: datetime) -> None:
    """`SinFundamento` si un fundamento que cita el proyecto dejó de regir entre que se propuso y se firma."""
    if vencidos := competencias.DelDia(dia_de(en)).que_no_rigen(dictamen.fundamentos.all()):
        raise SinFundamento(YA_NO_RIGE.format(vencidos[0]))


def emitir(
    solicitud: Solicitud, por: None, en: datetime, *, de_las_partes: Archivo, publico: Archivo,
    sellados: Mapping[str, str],
) -> Hecho:
    """Publica los dos ejemplares y pone en vigor el dictamen: aquí la solicitud cuenta como atendida.

    `sellados`: la huella de lo que dio el firmante para cada uno, antes de estamparlo.
    """
    dictamen = solicitud.dictamen
    exigir_atados(dictamen)
    desde, hasta = vigencia.al_firmar(dictamen) or (None, None)
    Dictamen.objects.filter(pk=dictamen.pk).update(
        de_las_partes=de_las_partes, publico=publico, emitido_en=en, vigente_desde=desde, vigente_hasta=hasta
    )
    precios.anotar_emitidos(dictamen, en)
    precedentes.anotar_emitidos(dictamen, en)
    plazos.cerrar(solicitud, en)
    puesta = poner_a_disposicion(solicitud, "emitida", en)
    condiciones.empezar(dictamen, en)
    vencimientos.anotar_emitido(dictamen, en)
    espera = abrir_revision(dictamen, en)
    return Hecho(
        {"folio": dictamen.folio, "sentido": dictamen.congelado["sentido"]["clave"], "publico": publico.sha256,
         "de_las_partes": de_las_partes.sha256, **sellados,
         **({"por_publicar": espera.vence.isoformat()} if espera else {})},
        clave=f"dictamen.emitido:{dictamen.pk}", ata=[dictamen, puesta],
    )


def _exigir_que_diga_lo_de_hoy(dictamen: Dictamen, por: Usuario, en: datetime) -> None:
    """Que sea para su firma, en la calidad que hoy tiene y con una vigencia que no haya terminado."""
    if dictamen.autoriza_id != por.pk:
        raise DatosInvalidos(f"Este dictamen se elaboró para la firma de {dictamen.autoriza.nombre}.")
    if dictamen.congelado["autoriza"].get("calidad") != quien_autoriza(dictamen, en).get("calidad"):
        raise DatosInvalidos(OTRA_CALIDAD)
    if vigencia.ya_paso(dictamen, en):
        raise DatosInvalidos(VIGENCIA_PASADA)


def _regresar(
    solicitud: Solicitud, por: Usuario, en: datetime, motivo: str, marcas: Sequence[tuple[str, str]] = ()
) -> ProyectoDeDictamen:
    """De firma a la revisión estratégica, con su motivo y sus marcas."""
    if not escrito(motivo):
        raise DatosInvalidos("Escriba el motivo de la devolución.")
    proyecto = _proyecto_vigente(solicitud).get()
    exigir_atados(proyecto)
    _marcar(proyecto, marcas)
    proyecto.devuelto_por, proyecto.devuelto_en, proyecto.motivo = por, en, motivo.strip()
    proyecto.save(update_fields=["devuelto_por", "devuelto_en", "motivo"])
    Dictamen.objects.filter(solicitud=solicitud).update(
        devuelto_por=por, devuelto_en=en, motivo_devolucion=motivo.strip()
    )
    plazos.cerrar(solicitud, en, Plazo.Clase.FIRMA)
    plazos.abrir(solicitud, Plazo.Clase.ESTRATEGIA, en)
    return proyecto


def _proyecto_vigente(solicitud: Solicitud) -> QuerySet[ProyectoDeDictamen]:
    dictamen = solicitud.dictamen
    return ProyectoDeDictamen.objects.filter(dictamen=dictamen, numero=dictamen.version)


def _marcar(proyecto: ProyectoDeDictamen, marcas: Sequence[tuple[str, str]]) -> None:
    faltas.exigir(faltas.de_marcas(list(enumerate(marcas, start=1))))
    conocidas = partes.en_palabras(proyecto.datos)
    if any(parte not in conocidas for parte, _ in marcas):
        raise DatosInvalidos("Cada marca dice sobre qué parte del proyecto es.")
    Marca.objects.bulk_create([Marca(proyecto=proyecto, sobre=p, texto=texto.strip()) for p, texto in marcas])


def _ya_es_otro_documento(archivo: Archivo, dictamen: Dictamen) -> bool:
    """Si el archivo es un anexo, el ejemplar de otro dictamen o el propio documento sin firmar."""
    otros = Dictamen.objects.exclude(pk=dictamen.pk).filter(
        Q(sellado=archivo) | Q(firmado=archivo) | Q(de_las_partes=archivo) | Q(publico=archivo)
    )
    return archivo == dictamen.sellado or otros.exists() or Anexo.objects.filter(archivo=archivo).exists()
