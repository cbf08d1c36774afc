"""Los documentos del expediente: redactar, sellar, firmar, cerrar y guardar. Nunca dentro de un acto."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.cadena import ultima_ancla
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.models import Usuario
from dictamenes.congelado import (
    DatosDictamen,
    PorAdjuntar,
    Portada,
)
from dictamenes.documento import oficio, para_firma, por_sellar
from dictamenes.documento.a_firmar import AFirmar, de_dictamen
from dictamenes.documento.del_tramite import datos_de_oficio
from dictamenes.documento.firma import cierre, instalada, persona
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante import papeles
from dictamenes.documento.instantanea import VERSION
from dictamenes.documento.membrete import encabezado
from dictamenes.documento.redaccion import exigencias
from dictamenes.documento.testado import Fragmento
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import (
    Dictamen,
    Formulario,
    PapelSellado,
    Presentacion,
    Prevencion,
    Solicitud,
    TransferenciaPrimaria,
)
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.proyecto import escaneo_de

PDF = "application/pdf"
BORRADOR = "BORRADOR, SIN VALIDEZ"
EDICION_DEL_FORMATO = "2026-11-22"  # la última vez que cambió lo que dice el formato de contingencia


def sellado(dictamen: Dictamen, en: datetime) -> Archivo:
    """Lo congelado, redactado y certificado con el sello institucional, con el campo de firma ya puesto."""
    return guardar(firmante.sellar(papeles.PARA_FIRMA, dictamen, en=en), PDF)


def firmado(dictamen: Dictamen, quien_firma: Usuario, en: datetime) -> Archivo:
    """El dictamen, con la e.firma de prueba de quien autoriza. Lanza lo de `con_la_de_prueba`."""
    return con_la_de_prueba(de_dictamen(dictamen), quien_firma, en)


def con_la_de_prueba(documento: AFirmar, quien_firma: Usuario, en: datetime) -> Archivo:
    """Firma los bytes sellados con la e.firma de prueba que custodia la demostración.

    `DatosInvalidos` si no la hay; `ContenidoAlterado` si el expediente o quien firma no son lo que se registró.
    """
    with con_constancia(documento.operacion, documento.solicitud or quien_firma, por=quien_firma, en=en):
        documento.exigir_lo_registrado(quien_firma)
    try:
        credencial = instalada.credencial_de(quien_firma.rfc, en=en)
    except instalada.CredencialNoCustodiada as error:
        raise DatosInvalidos(f"{error} Use la firma autógrafa.") from error
    contenido = persona.firmar(
        documento.pdf, credencial=credencial, en=en, motivo=documento.motivo, lugar=documento.lugar(),
    )
    return guardar(contenido, PDF)


def borrador(datos: DatosDictamen) -> bytes:
    """Cómo quedaría el dictamen con esos datos: sin folio, sin clave y sin sello."""
    portada: Portada = {
        **datos["dictamen"], "folio": BORRADOR, "numero_oficio": BORRADOR, "clave": "", "url_verificacion": "",
    }
    return oficio.redactar_dictamen({**datos, "dictamen": portada}).contenido


class Ejemplares(NamedTuple):
    """El de las partes y el público, cerrados y verificados, y las huellas de lo que dio el firmante para cada uno."""

    de_las_partes: Archivo
    publico: Archivo
    sellados: dict[str, str]


def ejemplares(dictamen: Dictamen, en: datetime) -> Ejemplares:
    """Los que se emiten. Firmado a mano, el de las partes es la copia digital: su carátula y el escaneo adjunto."""
    sellados: dict[str, str] = {}
    if dictamen.forma_firma == FormaDeFirma.AUTOGRAFA and escaneo_de(dictamen, dictamen.documento_firmado):
        de_las_partes, sellados["copia_digital"] = por_sellar.sellado_y_estampado(papeles.COPIA_DIGITAL, dictamen, en)
    else:
        de_las_partes = _de_las_partes(dictamen, en)
    suyo, sellados["publico_sellado"] = publico(dictamen, en)
    return Ejemplares(de_las_partes, suyo, sellados)


def publico(dictamen: Dictamen, en: datetime, fragmentos: Sequence[Fragmento] = ()) -> tuple[Archivo, str]:
    """El ejemplar público sin los `fragmentos` que se testen, sellado y estampado, y la huella de lo sellado.

    Quitar un dato no espera a la estampadora: si algo de fuera no responde, el testado sale sólo con su sello.
    """
    sellado = firmante.sellar(papeles.PUBLICO, dictamen, en=en, fragmentos=fragmentos)
    try:
        return por_sellar.estampado(sellado, en)
    except por_sellar.DE_FUERA:
        if not fragmentos:
            raise
        return guardar(sellado, PDF), sha256(sellado).hexdigest()


def acuse(presentacion: Presentacion) -> bytes:
    """El acuse en PDF, sellado; los primeros segundos, todavía sin sello."""
    return por_sellar.contenido(PapelSellado.Clase.ACUSE, presentacion.pk)


def oficio_de_solicitud(presentacion: Presentacion) -> bytes:
    """El oficio con que el ente solicita el dictamen, sellado."""
    return por_sellar.contenido(PapelSellado.Clase.OFICIO, presentacion.pk)


def oficio_de_prevencion(prevencion: Prevencion) -> bytes:
    """El oficio con que se previene, sellado."""
    return por_sellar.contenido(PapelSellado.Clase.PREVENCION, prevencion.pk)


def oficio_para_firma(solicitud: Solicitud, clave: str, *, por: Usuario, en: datetime) -> bytes:
    """El oficio de un borrador, con la clave de lo capturado y el QR de la página donde se adjunta ya firmado.

    `DatosInvalidos` si le falta algo sin lo que no puede redactarse.
    """
    anexos = reverse("flujos:anexos", args=[solicitud.pk])
    claves: PorAdjuntar = {"clave": clave, "url_adjuntar": f"{settings.SITIO_URL}{anexos}?clase={para_firma.OFICIO}"}
    firma = para_firma.firmante(solicitud, por, en)
    datos = datos_de_oficio(para_firma.datos(solicitud), claves, firma, VERSION)
    try:
        return oficio.redactar_solicitud({**datos, "ancla": ultima_ancla()}).contenido
    except oficio.DocumentoIncompleto as incompleto:
        raise DatosInvalidos(" ".join(incompleto.faltantes)) from incompleto


def formato_de_contingencia(anio: int) -> bytes:
    """El formato en blanco para cuando el sistema no está; `anio` es el de la leyenda que lleva."""
    vigentes = {f.tipo: f.definicion for f in Formulario.objects.publicadas().order_by("tipo", "numero")}
    nombres = {a["nombre"]: None for definicion in vigentes.values() for a in definicion["anexos"]}  # sin repetir
    return oficio.redactar_contingencia({
        "version": 1, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": encabezado(anio, reloj.ahora()),
        "formato": {"edicion": EDICION_DEL_FORMATO}, "anexos": list(nombres), "ancla": ultima_ancla(),
    }).contenido


def inventario(transferencia: TransferenciaPrimaria) -> bytes:
    """La relación de una transferencia, sellada."""
    return por_sellar.contenido(PapelSellado.Clase.INVENTARIO, transferencia.pk)


def _de_las_partes(dictamen: Dictamen, en: datetime) -> Archivo:
    if dictamen.forma_firma == FormaDeFirma.AUTOGRAFA:
        return dictamen.documento_firmado
    contenido = cierre.cerrar(
        dictamen.documento_firmado.leer(), estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en,
        exigencias=exigencias(dictamen), respondedor=instalada.respondedor(en), firmado_en=dictamen.momento_de_firma,
    )
    return guardar(contenido, PDF)
