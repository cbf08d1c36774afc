"""Lo que se revisa de corrido, sin ir expediente por expediente: cadena, folios, archivos, avisos y huérfanos."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Count, DateField, Model, Q
from django.db.models.functions import Upper

from archivos.models import Archivo
from bitacora.atado import todos_los_reparos
from bitacora.cadena import comprobar
from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Aviso, Nombramiento, Usuario, VersionDeParametro
from cuentas.parametros import vale
from dictamenes.expediente import satisfaccion
from dictamenes.models import (
    BoletoGastado,
    CalificacionDelLote,
    CopiaCertificada,
    Dictamen,
    DisposicionFinal,
    Estampa,
    Folio,
    LoteDeCalificaciones,
    PapelPorFirmar,
    Presentacion,
    Prevencion,
    RespuestaEnUrna,
    Solicitud,
    TransferenciaPrimaria,
)
from dictamenes.reglas import folios
from flujos.recorrido import detenidos, tropiezos
from flujos.recorrido.notificaciones import TEXTOS
from verificador.lectura import ALTERADA, SIN_QUORUM

Hallazgo = tuple[str, str]
TROZO = 1 << 20
TANDA = 500
SERIES: dict[str, tuple[type[Model], str]] = {
    folios.SOLICITUD: (Solicitud, "folio"),
    folios.ACUSE: (Presentacion, "folio_acuse"),
    folios.PREVENCION: (Prevencion, "folio"),
    folios.DICTAMEN: (Dictamen, "folio"),
    folios.TRANSFERENCIA: (TransferenciaPrimaria, "folio"),
    folios.CERTIFICACION: (CopiaCertificada, "folio"),
    folios.DISPOSICION: (DisposicionFinal, "folio"),
}
# Aviso → los eventos que lo causan; cada uno, una vez por persona.
CAUSAS: dict[str, tuple[str, ...]] = {
    "presentada": ("solicitud.presentada",), "prevenida": ("solicitud.prevenida",),
    "capturada_en_papel": ("prevencion.desahogada", "solicitud.desistida"),
    "prorrogada": ("prevencion.prorrogada", "plazo.recorrido"), "improcedente": ("solicitud.improcedente",),
    "desechada": ("solicitud.desechada",),
    "emitida": ("dictamen.emitido",), "cancelada": ("solicitud.cancelada",),
    "acumulada": ("solicitud.acumulada",),
    "por_revisar": ("solicitud.admitida", "revision.devuelta"), "turnada": ("revision.turnada",),
    "por_firmar": ("dictamen.preparado",), "por_firmar_supliendo": ("dictamen.preparado",),
    "devuelta": ("dictamen.devuelto",), "recogida": ("dictamen.recogido",), "corregida": ("revision.corregida",),
    "por_publicar": ("dictamen.emitido",), "no_se_emite": ("dictamen.no_se_emite",),
    "anulacion_pedida": ("dictamen.anulacion_pedida",), "firma_anulada": ("dictamen.firma_anulada",),
    "firma_revocada": ("dictamen.firma_revocada",), "escaneo_en_duda": ("dictamen.escaneo_en_duda",),
    "escaneo_resuelto": ("dictamen.escaneo_confirmado", "dictamen.escaneo_rechazado"),
    "mensaje": ("mensaje.escrito",), "mensaje_del_ente": ("mensaje.escrito",), "mensaje_interno": ("mensaje.escrito",),
    "sin_acuse": ("solicitud.prevenida", "solicitud.desechada", "solicitud.improcedente", "dictamen.emitido"),
    "excepcion_pedida": ("excepcion.pedida",),
    "excepcion_resuelta": ("excepcion.otorgada", "excepcion.negada"),
    "condicion_reportada": ("condicion.reportada",), "condicion_aceptada": ("condicion.aceptada",),
    "condicion_devuelta": ("condicion.devuelta",), "condicion_por_vencer": ("condicion.recordada",),
    "condicion_vencida": ("condicion.recordada",), "condicion_por_revisar": ("condicion.recordada",),
    "borrador_sin_tocar": ("solicitud.sin_tocar",), "por_terminar": ("vencimiento.avisado",),
    "por_vencer": ("plazo.por_vencer",), "vencida": ("plazo.vencido",), "escalada": ("plazo.vencido",),
}


def cadena_integra() -> Iterator[Hallazgo]:
    """La bitácora se recorre entera: casan eslabones y anclas, de base y de fuera, y la vio su quórum de testigos."""
    informe = comprobar(reloj.ahora())
    if informe.codigo == ALTERADA:
        yield f"evento:{informe.resultado.roto_en}", informe.resultado.motivo
    elif informe.codigo == SIN_QUORUM:
        yield "bitacora:testigos", f"{informe.titular}: {' '.join(informe.visto.dicho())}"


def contenido_atado() -> Iterator[Hallazgo]:
    """Lo presentado, opinado, propuesto y emitido, las personas, sus papeles y con qué entran: nadie los cambió por
    fuera. Recalcula cada raíz (bitacora/ataduras.py)."""
    return ((reparo.renglon, f"{reparo.rotulo.lower()} {reparo.porque}") for reparo in todos_los_reparos())


def nada_falla_sin_remedio() -> Iterator[Hallazgo]:
    """Ningún trabajo ni turno del trabajador se rindió o lleva rato fallando: se ven en «Trabajos detenidos»."""
    ahora = reloj.ahora()
    for tarea in detenidos.listar(ahora):
        if tarea.rendido or tarea.intentos:
            yield f"trabajo:{tarea.pk}", f"{tarea.que} de {tarea.folio}: {tarea.causa}"
    for turno in tropiezos.que_duran(ahora):
        yield f"turno:{turno.turno}", f"falla desde {turno.desde.isoformat()}: {turno.error} {turno.renglon}".strip()


def fechas_posibles() -> Iterator[Hallazgo]:
    """Ningún renglón guarda un día fuera de lo que el sistema sabe contar."""
    for modelo in apps.get_models():
        campos = [campo.name for campo in modelo._meta.concrete_fields if type(campo) is DateField]
        fuera = Q()
        for campo in campos:
            fuera |= Q(**{f"{campo}__lt": reloj.PRIMER_DIA}) | Q(**{f"{campo}__gt": reloj.ULTIMO_DIA})
        for pk in modelo._base_manager.filter(fuera).values_list("pk", flat=True)[:TANDA] if campos else ():
            yield f"{modelo._meta.label}:{pk}", f"trae una fecha imposible: {reloj.RANGO}"


def estampas_renovadas_a_tiempo() -> Iterator[Hallazgo]:
    """Ningún documento cerrado depende de una estampa que ya no vale."""
    vencidas = Estampa.objects.filter(vigente=True, vence__lt=reloj.ahora()).values_list("pk", "vence")
    for pk, vence in vencidas[:TANDA]:
        yield f"estampa:{pk}", f"venció el {vence:%Y-%m-%d} sin renovarse: el documento ya no se sostiene solo"


def eventos_con_solicitud() -> Iterator[Hallazgo]:
    """Todo lo que la bitácora vio empezar existe, o consta que se descartó siendo borrador."""
    iniciadas = Evento.objects.filter(accion="solicitud.iniciada").order_by("n").values_list("objeto", flat=True)
    tanda: list[str] = []
    for objeto in iniciadas.iterator():
        tanda.append(objeto)
        if len(tanda) == TANDA:
            yield from _desaparecidas(tanda)
            tanda = []
    yield from _desaparecidas(tanda)


def _desaparecidas(objetos: list[str]) -> Iterator[Hallazgo]:
    pks = [int(objeto.partition(":")[2]) for objeto in objetos]
    existen = {f"solicitud:{pk}" for pk in Solicitud.objects.filter(pk__in=pks).values_list("pk", flat=True)}
    descartadas = set(
        Evento.objects.filter(objeto__in=objetos, accion="solicitud.descartada").values_list("objeto", flat=True)
    )
    for objeto in objetos:
        if objeto not in existen | descartadas:
            yield objeto, "la bitácora la vio empezar, no existe y nadie la descartó"


def folios_sin_huecos() -> Iterator[Hallazgo]:
    """Cada número de cada serie y año lo lleva un renglón, y ninguno pasa del contador."""
    tomados: dict[tuple[str, int], set[int]] = defaultdict(set)
    for folio, debida, serie, anio, numero in _folios():
        if serie != debida:
            yield folio, f"no es de la serie {debida}"
        else:
            tomados[serie, anio].add(numero)
    for (serie, anio), ultimo in _contadores().items():
        usados_aqui = tomados.pop((serie, anio), set())
        for numero in sorted(set(range(1, ultimo + 1)) - usados_aqui):
            yield f"folio:{serie}-{anio}", f"se tomó el {numero} y nadie lo lleva"
        for numero in sorted(n for n in usados_aqui if n > ultimo):
            yield f"folio:{serie}-{anio}", f"alguien lleva el {numero} y el contador va en {ultimo}"
    for serie, anio in tomados:
        yield f"folio:{serie}-{anio}", "hay folios y no hay contador"


def _folios() -> Iterator[tuple[str, str, str, int, int]]:
    """Cada folio con la serie que le toca, la que lleva, su año y su número; la del oficio es un parámetro: la suya."""
    series: list[tuple[str, tuple[type[Model], str]]] = [
        *SERIES.items(), ("", (Dictamen, "numero_oficio")), ("", (PapelPorFirmar, "folio")),
    ]
    for debida, (modelo, campo) in series:
        llevan = modelo._default_manager.exclude(**{campo: None}).exclude(**{campo: ""})
        for folio in llevan.values_list(campo, flat=True).iterator():
            serie, anio, numero = folios.sin_prefijo(folio).rsplit("-", 2)
            yield folio, debida or serie, serie, int(anio), int(numero)


def _contadores() -> dict[tuple[str, int], int]:
    return {(f.serie, f.anio): f.ultimo for f in Folio.objects.all()}


def archivos_intactos() -> Iterator[Hallazgo]:
    """Cada archivo está en el almacén, pesa lo que dice y su huella es la suya. Lee cada byte: es lo caro."""
    for archivo in Archivo.objects.order_by("pk").iterator(chunk_size=TANDA):
        if not default_storage.exists(archivo.contenido.name or ""):
            yield f"archivo:{archivo.pk}", f"{archivo.contenido.name} no está en el almacén"
        elif _huella(archivo) != (archivo.sha256, archivo.tamano):
            yield f"archivo:{archivo.pk}", f"{archivo.contenido.name} no tiene el contenido que dice su huella"


def _huella(archivo: Archivo) -> tuple[str, int]:
    suma, tamano = hashlib.sha256(), 0
    with archivo.contenido.open("rb") as abierto:
        while trozo := abierto.read(TROZO):
            suma.update(trozo)
            tamano += len(trozo)
    return suma.hexdigest(), tamano


def un_aviso_por_hecho() -> Iterator[Hallazgo]:
    """Nadie recibe el mismo aviso más veces que las que ocurrió lo que avisa. La base ya impide repetir la clave."""
    de_texto = {texto: tema for tema, texto in TEXTOS.items()}
    repetidos = Aviso.objects.values("persona", "asunto").annotate(veces=Count("pk")).filter(veces__gt=1)
    for aviso in repetidos.order_by("persona", "asunto").iterator():
        folio, _, texto = aviso["asunto"].partition(": ")
        if (tema := de_texto.get(texto)) and aviso["veces"] > (causas := _causas(folio, tema)):
            quien = f"aviso de persona:{aviso['persona']}"
            yield quien, f"«{aviso['asunto']}» se avisó {aviso['veces']} veces y ocurrió {causas}"


def _causas(folio: str, tema: str) -> int:
    solicitud = Solicitud.objects.filter(folio=folio).first()
    if solicitud is None:
        return 0
    return Evento.objects.de(solicitud).filter(accion__in=CAUSAS[tema]).count()


def nombramientos_a_cuatro_ojos() -> Iterator[Hallazgo]:
    """SD6 y SD19: propone una persona, confirma otra, y ninguna es la nombrada; quien revoca, tampoco."""
    for n in Nombramiento.objects.exclude(propuesto_por=None, revocado_por=None).order_by("pk").iterator():
        actores = {n.propuesto_por_id, n.confirmado_por_id, n.revocado_por_id}
        if n.persona_id in actores:
            yield f"nombramiento:{n.pk}", "la persona actuó sobre su propio nombramiento"
        if n.propuesto_por_id and n.confirmado_en and n.confirmado_por_id in (None, n.propuesto_por_id):
            yield f"nombramiento:{n.pk}", "no lo confirmó una segunda persona"


def un_rfc_una_persona() -> Iterator[Hallazgo]:
    """Con dos cuentas, alguien tendría dos funciones en un asunto: las que ya se repetían se corrigen en pantalla."""
    con_rfc = Usuario.objects.exclude(rfc="").annotate(en_mayusculas=Upper("rfc")).order_by("en_mayusculas", "pk")
    primera: dict[str, int] = {}
    for pk, rfc in con_rfc.values_list("pk", "en_mayusculas").iterator():
        if primera.setdefault(rfc, pk) != pk:
            yield f"persona:{pk}", f"tiene el mismo RFC que la persona {primera[rfc]}"


def parametros_con_su_forma() -> Iterator[Hallazgo]:
    """Ningún parámetro vale lo que la pantalla no dejaría guardar: callaría un aviso, un plazo o a quien ancla."""
    versiones = VersionDeParametro.objects.order_by("clave", "numero").values_list("clave", "numero", "valor")
    for clave, numero, valor in versiones:
        if not vale(clave, valor):
            yield f"parametro:{clave}", f"tiene en su versión {numero} un valor que el sistema no admite"


def satisfaccion_cuadra() -> Iterator[Hallazgo]:
    """Cada boleto gastado entró con un evento y está en la urna o en un lote; cada lote dice lo que ató su evento."""
    entraron = Evento.objects.filter(accion__in=("satisfaccion.depositada", "dictamen.calificado")).count()
    esperan, abiertas = RespuestaEnUrna.objects.count(), CalificacionDelLote.objects.count()
    if not entraron == BoletoGastado.objects.count() == esperan + abiertas:
        yield satisfaccion.URNA, f"entraron {entraron} y hay {esperan} en la urna y {abiertas} en lotes"
    datos_de = Evento.objects.filter(accion="satisfaccion.abierta").values_list("n", "datos_evento__datos__huella")
    huellas: dict[int | None, str] = dict(datos_de)
    for lote in LoteDeCalificaciones.objects.exclude(evento=None).prefetch_related("calificaciones", "comentarios"):
        puntos, textos = ([c.puntos for c in lote.calificaciones.all()], [c.texto for c in lote.comentarios.all()])
        if huellas.get(lote.evento) != satisfaccion.huella_de(puntos, textos):
            yield f"satisfaccion:{lote.pk}", "no dice lo que ató su evento"
