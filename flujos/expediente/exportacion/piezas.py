"""Los documentos de un expediente que conoce cada alcance, con lo que el índice dice de cada uno."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from archivos.entrada import nombre_limpio
from archivos.models import Archivo
from cuentas.interfaz.formatos import fecha_corta
from dictamenes.documento.documentos import PDF
from dictamenes.documento.firma.evidencia import evidencia
from dictamenes.documento.vigente import al_dia
from dictamenes.expediente import anexos
from dictamenes.models import Anexo, CumplimientoDeCondicion, Participacion, Solicitud
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.textos.formularios.definicion import nombre_de_anexo
from flujos.expediente import descargas
from flujos.expediente.descargas import Descarga
from flujos.expediente.turno import dictamen_de

DOCUMENTOS, DICTAMEN, FIRMAS, ANEXOS, CONDICIONES = "documentos", "dictamen", "firmas", "anexos", "condiciones"
BINARIO = "application/octet-stream"
NO_DISPONIBLE = "No se incluye el archivo: {razon}."


@dataclass(frozen=True)
class Pieza:
    """Un archivo del expediente: qué es, de quién y cuándo; sus bytes están guardados o se redactan al pedirlos."""

    carpeta: str
    nombre: str
    titulo: str
    clase: str
    en: datetime | None = None
    quien: str = ""
    nota: str = ""
    version: int = 1
    tipo: str = PDF
    archivo: Archivo | None = None
    redactar: Callable[[], bytes] | None = None

    @property
    def falta(self) -> str:
        """Por qué no va el archivo; vacío si va."""
        if self.archivo is None or self.archivo.disponible:
            return ""
        return NO_DISPONIBLE.format(razon="se rechazó" if self.archivo.rechazado else "todavía se está revisando")


def del_expediente(solicitud: Solicitud, mirada: str) -> list[Pieza]:
    """Todas, en el orden del índice: los documentos y, al final, lo que los ejemplares llevan adentro."""
    return [*documentos(solicitud, mirada), *_firmas(solicitud)]


def documentos(solicitud: Solicitud, mirada: str) -> list[Pieza]:
    """Los que se ven sin abrir ninguno: lo tramitado, el dictamen, los anexos y las condiciones."""
    tramite = [_de_descarga(DOCUMENTOS, d) for d in descargas.del_tramite(solicitud)]
    resuelto = [
        _de_descarga(DICTAMEN, d) for d in descargas.del_dictamen(solicitud, con_proyecto=mirada != "ente")
    ]
    if mirada != "ente":
        resuelto += _publicas_anteriores(solicitud)
    en_orden = sorted(tramite, key=lambda pieza: (pieza.en is None, pieza.en))
    return [*en_orden, *resuelto, *_anexos(solicitud), *_condiciones(solicitud)]


def _de_descarga(carpeta: str, d: Descarga) -> Pieza:
    tipo = d.archivo.tipo if d.archivo else PDF
    return Pieza(carpeta, d.nombre, d.titulo, "Documento", d.en, d.quien, d.nota, tipo=tipo, archivo=d.archivo,
                 redactar=d.redactar)


def _publicas_anteriores(solicitud: Solicitud) -> Iterator[Pieza]:
    """Lo que se publicó antes de testarse: ya no se descarga en público, pero es parte del expediente."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None:
        return
    publicada_en, quien = dictamen.emitido_en, dictamen.congelado["autoriza"]["nombre"]
    for posterior in dictamen.versiones_publicas.select_related("anterior", "hecha_por"):
        numero, dia = posterior.numero - 1, fecha_corta(posterior.hecha_en)
        yield Pieza(
            DICTAMEN, f"{dictamen}-publico-version-{numero}.pdf", f"Dictamen {dictamen}, ejemplar público",
            "Documento", publicada_en, quien,
            f"Dejó de publicarse el {dia}: la sustituyó la versión {posterior.numero}, con partes testadas.", numero,
            archivo=posterior.anterior,
        )
        publicada_en, quien = posterior.hecha_en, posterior.hecha_por.nombre


def _anexos(solicitud: Solicitud) -> Iterator[Pieza]:
    """Los que el ente ha entregado, en todas sus versiones, y los que recepción adjuntó con lo que llegó en papel."""
    entregados, definicion = anexos.entregadas(solicitud), solicitud.formulario.definicion
    de_recepcion = solicitud.participaciones.filter(funcion=Participacion.Funcion.RECIBE).values("persona")
    recibieron = {fila["persona"] for fila in de_recepcion}
    todos = solicitud.anexos.select_related("archivo", "subido_por", "sustituye", "sustituido_por")
    for anexo in todos.order_by("clase", "subido_en", "pk"):
        if anexo.archivo.sha256 in entregados or anexo.subido_por_id in recibieron:
            yield Pieza(
                ANEXOS, anexo.nombre, anexo.nombre, nombre_de_anexo(definicion, anexo.clase), anexo.subido_en,
                anexo.subido_por.nombre, _situacion(anexo), anexo.version, anexo.archivo.tipo, anexo.archivo,
            )


def _situacion(anexo: Anexo) -> str:
    posterior = getattr(anexo, "sustituido_por", None)
    if posterior:
        return f"La sustituyó la versión {posterior.version}, «{posterior.nombre}»."
    if anexo.retirado_en:
        return "Se retiró."
    return f"Sustituye a «{anexo.sustituye.nombre}»." if anexo.sustituye else ""


def _condiciones(solicitud: Solicitud) -> Iterator[Pieza]:
    reportes = CumplimientoDeCondicion.objects.filter(condicion__dictamen__solicitud=solicitud)
    for reporte in reportes.select_related("archivo", "reportado_por", "condicion"):
        situacion = "Se aceptó." if reporte.aceptado else f"Se devolvió: {reporte.motivo}" if reporte.motivo else ""
        yield Pieza(
            CONDICIONES, reporte.nombre, f"Cumplimiento de la condición «{reporte.condicion.texto}»",
            "Evidencia de una condición", reporte.reportado_en, reporte.reportado_por.nombre,
            situacion, tipo=reporte.archivo.tipo, archivo=reporte.archivo,
        )


def _firmas(solicitud: Solicitud) -> Iterator[Pieza]:
    """Lo que los ejemplares llevan adentro, en archivos aparte; del escaneo desnudo no hay nada que sacar."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None or not dictamen.publico_id:
        return
    ejemplares = {"partes": dictamen.ejemplar_de_las_partes, "publico": dictamen.ejemplar_publico}
    if dictamen.forma_firma == FormaDeFirma.AUTOGRAFA and dictamen.de_las_partes_id == dictamen.firmado_id:
        del ejemplares["partes"]
    for cual, archivo in ejemplares.items():
        for nombre, contenido in evidencia(al_dia(archivo).leer()).items():
            yield Pieza(
                FIRMAS, f"{cual}-{nombre}", f"{QUE_ES[nombre.rpartition('.')[2]]} del ejemplar «{cual}»",
                "Firma y evidencia", dictamen.emitido_en, tipo=BINARIO, redactar=partial(bytes, contenido),
            )


QUE_ES = {
    "p7s": "Firma (CMS)", "tst": "Estampa de tiempo (RFC 3161)", "cer": "Certificado", "ocsp": "Respuesta OCSP",
    "crl": "Lista de revocación",
}


def numeradas(piezas: Iterable[Pieza]) -> Iterator[tuple[str, Pieza]]:
    """Cada una con su ruta dentro del ZIP: numerada, sin rutas ajenas ni nombres que un sistema no pueda guardar."""
    for numero, pieza in enumerate(piezas, start=1):
        yield f"{pieza.carpeta}/{numero:03d}-{nombre_limpio(pieza.nombre)}", pieza
