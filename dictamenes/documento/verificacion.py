"""Verificar un documento: primero la huella del archivo completo contra el registro; lo demás sólo se explica.

Que un PDF traiga firmas correctas nunca basta para un sí: se le pueden agregar bytes sin romperlas (SEGURIDAD §0.7).
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from django.db.models import Model, Q, QuerySet

from archivos.lugares import tomar_lugar
from bitacora.atado import reparos_de
from dictamenes.documento import del_tramite
from dictamenes.documento.ficha_publica import (
    CopiaPublica,
    DictamenPublico,
    PapelPublico,
    ficha_de_acuse,
    ficha_de_copia,
    ficha_de_dictamen,
    ficha_de_papel,
    ficha_de_prevencion,
)
from dictamenes.documento.firma import instalada
from dictamenes.documento.firmante.papeles import todos
from dictamenes.documento.rastro import Rastro, rastro_de
from dictamenes.models import (
    CopiaCertificada,
    Dictamen,
    Estampa,
    FirmaSinEmitir,
    PapelPorFirmar,
    PapelSellado,
    Presentacion,
    Prevencion,
    VersionPublica,
)
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.publico import por_publicar
from dictamenes.reglas import claves, folios
from verificador.subproceso import verificar_bytes
from verificador.veredictos import NO_REVISADA, SIN_FIRMA

MB = 1024 * 1024
MAXIMO_DE_BYTES = 25 * MB
SHA256 = re.compile(r"[0-9a-f]{64}")
FOLIO_DE_DICTAMEN = re.compile(r"SGD\W?DTE\W?(\d{4})\W?(\d{1,6})")
NO_CUPO = "Sus firmas no se pudieron revisar: el archivo excede el tiempo o la memoria con que aquí se abre uno."

Documento = DictamenPublico | CopiaPublica | PapelPublico

EJEMPLARES = {
    "publico": "ejemplar público",
    "de_las_partes": "ejemplar de las partes",
    "firmado": "ejemplar firmado, antes de su estampa de tiempo",
    "sellado": "documento que se preparó para firma",
    "acuse": "acuse",
    "oficio": "oficio con que se solicitó",
    "prevencion": "oficio de prevención",
    PapelSellado.Clase.INVENTARIO.value: "inventario de una transferencia",
    PapelSellado.Clase.CEDULA.value: "ejemplar sellado de la cédula",
    "publico_anterior": "ejemplar público anterior",
    "caratula": "documento con que se certificó una copia del expediente",
    "paquete": "expediente que se certificó",
}
GUARDADOS = ("publico", "de_las_partes", "firmado", "sellado")
RELACIONES = (*GUARDADOS, "firmado_por", "revision_publica")
# Lo que ata su evento y aquí se contesta.
SE_CONFIRMAN = (
    "documento", "revision_de_lo_publico", "versiones_publicas", "presentacion", "copia", "papel_sellado", "estampa",
    "clave_de_prevencion",
)
CITABLES = (folios.DICTAMEN, folios.ACUSE, folios.CERTIFICACION)


class Veredicto(StrEnum):
    """Lo que se puede decir de una clave, un archivo o una huella."""

    COPIA_EXACTA = "copia_exacta"
    ALTERADO = "alterado"
    AJENO = "ajeno"
    NO_REVISADO = "no_revisado"
    REGISTRADO = "registrado"
    SIN_RESPALDO = "sin_respaldo"
    SIN_EMITIR = "sin_emitir"
    SIN_REGISTRO = "sin_registro"


@dataclass(frozen=True)
class Resultado:
    """El veredicto y lo público que lo acompaña.

    `documento`: el que es (copia exacta, registrado) o el que dice ser (alterado). `ejemplar`: cuál de los suyos.
    `detalle`: lo que se notó en un archivo que no está en el registro.
    """

    veredicto: Veredicto
    documento: Documento | None = None
    ejemplar: str = ""
    sha256: str = ""
    detalle: tuple[str, ...] = ()

    @property
    def nombre_de_ejemplar(self) -> str:
        return EJEMPLARES.get(self.ejemplar, "")

    @property
    def ya_se_sustituyo(self) -> bool:
        """Si es un ejemplar público al que después se le testaron partes."""
        return self.ejemplar == "publico_anterior"

    @property
    def le_falta_la_firma(self) -> bool:
        """Si es el documento sellado que todavía no llevaba la firma de quien autoriza."""
        return self.ejemplar == "sellado"


def por_clave(tecleado: str, *, hoy: date) -> Resultado | None:
    """Busca una clave o, si es de dictamen emitido, un folio, tal como se teclearon. None si no hay nada."""
    for clave in claves.posibles(tecleado):
        hallado = _dictamenes().filter(clave=clave).first()
        if hallado:
            return _registrado(hallado, hoy)
        acuse = Presentacion.objects.filter(clave=clave).first()
        if acuse:
            return _respaldado(acuse, Resultado(Veredicto.REGISTRADO, ficha_de_acuse(acuse), "acuse"))
        prevencion = Prevencion.objects.filter(clave=clave).select_related("solicitud__ente").first()
        if prevencion:
            return _respaldado(
                prevencion, Resultado(Veredicto.REGISTRADO, ficha_de_prevencion(prevencion), "prevencion"))
        copia = CopiaCertificada.objects.filter(clave=clave).first()
        if copia:
            return Resultado(Veredicto.SIN_EMITIR) if copia.espera_firma else _respaldado(
                copia, Resultado(Veredicto.REGISTRADO, ficha_de_copia(copia), "caratula"))
    folio = folio_de_dictamen(tecleado)
    emitido = _emitidos().filter(folio=folio).first() if folio else None
    return _registrado(emitido, hoy) if emitido else None


def por_huella(sha256: str, *, hoy: date) -> Resultado:
    """Busca el SHA-256 (64 hexadecimales) entre los ejemplares registrados. ValueError si no tiene esa forma."""
    huella = sha256.strip().lower()
    if not SHA256.fullmatch(huella):
        raise ValueError("La huella SHA-256 son 64 cifras hexadecimales.")
    es_suya = Q()
    for ejemplar in GUARDADOS:
        es_suya |= Q(**{f"{ejemplar}__sha256": huella})
    dictamen = _dictamenes().filter(es_suya).first()
    if dictamen is None:
        return _por_huella_anterior(huella, hoy)
    if not dictamen.publico_id:
        return Resultado(Veredicto.SIN_EMITIR, sha256=huella)
    ejemplar = next(e for e in GUARDADOS if getattr(dictamen, e).sha256 == huella)
    ficha = ficha_de_dictamen(dictamen, hoy)
    return _respaldado(dictamen, Resultado(Veredicto.COPIA_EXACTA, ficha, ejemplar, huella))


def _por_huella_anterior(huella: str, hoy: date) -> Resultado:
    """Un ejemplar público que ya se sustituyó se reconoce, aunque ya no se descargue."""
    testadas = VersionPublica.objects.filter(anterior__sha256=huella).values("dictamen")
    dictamen = _dictamenes().filter(pk__in=testadas).first()
    if dictamen is None and FirmaSinEmitir.objects.filter(firmado__sha256=huella).exists():
        return Resultado(Veredicto.SIN_EMITIR, sha256=huella)  # su firma se anuló
    if dictamen is None:
        return _por_huella_de_copia(huella, hoy)
    ficha = ficha_de_dictamen(dictamen, hoy)
    return _respaldado(dictamen, Resultado(Veredicto.COPIA_EXACTA, ficha, "publico_anterior", huella))


def _por_huella_de_papel(huella: str, hoy: date) -> Resultado:
    """El acuse, el oficio, la prevención, la certificación, la relación o la cédula, como se sellaron o se firmaron."""
    papel = PapelSellado.objects.filter(Q(archivo__sha256=huella) | Q(firma__firmado__sha256=huella)).first()
    if papel is None:
        if PapelPorFirmar.objects.filter(sellado__sha256=huella).exists():
            return Resultado(Veredicto.SIN_EMITIR, sha256=huella)
        return _por_huella_renovada(huella, hoy)
    if papel.clase == PapelSellado.Clase.CERTIFICACION:
        copia = CopiaCertificada.objects.get(pk=papel.renglon)
        return _respaldado(papel, Resultado(Veredicto.COPIA_EXACTA, ficha_de_copia(copia), "caratula", huella))
    if papel.clase == PapelSellado.Clase.PREVENCION:
        prevencion = Prevencion.objects.select_related("solicitud__ente").get(pk=papel.renglon)
        ficha: Documento = ficha_de_prevencion(prevencion)
        return _respaldado(papel, Resultado(Veredicto.COPIA_EXACTA, ficha, "prevencion", huella))
    if papel.solicitud_id is None:
        ficha = ficha_de_papel(papel, todos()[papel.clase].tomar(papel.renglon))
        return _respaldado(papel, Resultado(Veredicto.COPIA_EXACTA, ficha, papel.clase, huella))
    entregado = Presentacion.objects.get(pk=papel.renglon)
    cual = "acuse" if papel.clase == PapelSellado.Clase.ACUSE else "oficio"
    return _respaldado(papel, Resultado(Veredicto.COPIA_EXACTA, ficha_de_acuse(entregado), cual, huella))


def _por_huella_renovada(huella: str, hoy: date) -> Resultado:
    """El mismo documento, con una estampa más reciente que la que tenía al emitirse."""
    renovada = Estampa.objects.select_related("origen").filter(archivo__sha256=huella, numero__gt=0).first()
    if renovada is None:
        return Resultado(Veredicto.SIN_REGISTRO, sha256=huella)
    return _respaldado(renovada, replace(por_huella(renovada.origen.sha256, hoy=hoy), sha256=huella))


def _por_huella_de_copia(huella: str, hoy: date) -> Resultado:
    """La carátula de una copia certificada o el expediente que certifica."""
    suya = Q(caratula__sha256=huella) | Q(paquete__sha256=huella)
    sin_firmar = Q(forma_firma=FormaDeFirma.PADES, caratula=None)
    copia = CopiaCertificada.objects.select_related("paquete").filter(suya).exclude(sin_firmar).first()
    if copia is None:
        return _por_huella_de_papel(huella, hoy)
    cual = "paquete" if copia.paquete.sha256 == huella else "caratula"
    return _respaldado(copia, Resultado(Veredicto.COPIA_EXACTA, ficha_de_copia(copia), cual, huella))


def por_archivo(contenido: bytes, *, hoy: date) -> Resultado:
    """Como `por_abierto`, con el archivo entero en la memoria."""
    return por_abierto(io.BytesIO(contenido), hoy=hoy)


def por_abierto(archivo: BinaryIO, *, hoy: date) -> Resultado:
    """Copia exacta, alterado, ajeno o que no se pudo revisar. Lo conocido por su huella se contesta sin abrirlo.

    Lo demás se abre en otro proceso; no lanza por nada que traiga, pero sí `SinLugar` si otros ocupan los lugares.
    """
    huella = _huella_de(archivo)
    registrado = por_huella(huella, hoy=hoy)
    if registrado.veredicto != Veredicto.SIN_REGISTRO:
        return registrado
    with tomar_lugar():
        archivo.seek(0)
        return _revisado(archivo.read(), huella, hoy)


def _huella_de(archivo: BinaryIO) -> str:
    """Por trozos: de un archivo conocido no hace falta ni tenerlo entero en la memoria."""
    archivo.seek(0)
    huella = hashlib.sha256()
    while trozo := archivo.read(MB):
        huella.update(trozo)
    return huella.hexdigest()


def _revisado(contenido: bytes, huella: str, hoy: date) -> Resultado:
    rastro = rastro_de(contenido)
    acuse = Presentacion.objects.filter(clave__in=rastro.claves).select_related("solicitud__ente").first()
    if acuse and contenido in (del_tramite.acuse(acuse), del_tramite.oficio_de_solicitud(acuse)):
        return _respaldado(acuse, Resultado(Veredicto.COPIA_EXACTA, ficha_de_acuse(acuse), "acuse", huella))
    copia = CopiaCertificada.objects.filter(clave__in=rastro.claves).first()
    if copia:  # cita además el folio del dictamen que certifica
        return Resultado(Veredicto.ALTERADO, ficha_de_copia(copia), sha256=huella, detalle=(_que_se_noto(contenido),))
    dictamen = _dictamen(rastro)
    if dictamen or acuse or rastro.sello or _cita_lo_nuestro(rastro):
        return _alterado(contenido, huella, dictamen, acuse, hoy)
    if not rastro.leido:
        return Resultado(Veredicto.NO_REVISADO, sha256=huella)
    return Resultado(Veredicto.AJENO, sha256=huella, detalle=_de_ajeno(contenido, rastro))


def _cita_lo_nuestro(rastro: Rastro) -> bool:
    """Si lleva un folio con la forma de lo que aquí se verifica. No se busca si existe: los folios son consecutivos, y
    contestar distinto diría qué ente presentó, y cuándo, a quien los vaya probando."""
    return any(folios.sin_prefijo(folio).startswith(CITABLES) for folio in rastro.folios)


def folio_de_dictamen(tecleado: str) -> str:
    """`sgd dte 2026 1` → `SGD-DTE-2026-0001`; vacío si no es folio de dictamen."""
    escrito = "-".join(tecleado.translate(claves.RAYAS).upper().split())
    hallado = FOLIO_DE_DICTAMEN.fullmatch(folios.sin_prefijo(escrito))
    return folios.folio(folios.DICTAMEN, int(hallado[1]), int(hallado[2])) if hallado else ""


def emitido_con_clave(clave: str) -> Dictamen | None:
    """El dictamen publicado con esa clave y que la bitácora respalda, o None; uno en revisión aún no lo está."""
    emitido = _emitidos().filter(clave__in=claves.posibles(clave)).first()
    if emitido and por_publicar(emitido):
        return None
    return None if emitido and reparos_de([emitido], *SE_CONFIRMAN) else emitido


def _dictamenes() -> QuerySet[Dictamen]:
    return Dictamen.objects.select_related(*RELACIONES)


def _emitidos() -> QuerySet[Dictamen]:
    return _dictamenes().filter(publico__isnull=False)


def _registrado(dictamen: Dictamen, hoy: date) -> Resultado:
    if not dictamen.publico_id:
        return Resultado(Veredicto.SIN_EMITIR)
    return _respaldado(dictamen, Resultado(Veredicto.REGISTRADO, ficha_de_dictamen(dictamen, hoy)))


def _respaldado(renglon: Model, resultado: Resultado) -> Resultado:
    """El mismo resultado si lo que se guarda del documento es lo que dijo su evento: el registro solo no basta."""
    if reparos_de([renglon], *SE_CONFIRMAN):
        return Resultado(Veredicto.SIN_RESPALDO, sha256=resultado.sha256)
    return resultado


def _dictamen(rastro: Rastro) -> Dictamen | None:
    """El de la primera clave que exista o, si no, el del primer folio."""
    hallados = list(_dictamenes().filter(Q(clave__in=rastro.claves) | Q(folio__in=rastro.folios)))
    orden = [*rastro.claves, *rastro.folios]
    return min(
        hallados,
        key=lambda d: min(orden.index(x) for x in (d.clave, d.folio) if x in orden),
        default=None,
    )


def _alterado(
    contenido: bytes, huella: str, dictamen: Dictamen | None, acuse: Presentacion | None, hoy: date
) -> Resultado:
    """Dice de qué documento parece; de uno sin emitir no dice nada más."""
    documento: DictamenPublico | PapelPublico | None = None
    if dictamen and dictamen.publico_id:
        documento = ficha_de_dictamen(dictamen, hoy)
    elif acuse and not dictamen:
        documento = ficha_de_acuse(acuse)
    return Resultado(Veredicto.ALTERADO, documento, sha256=huella, detalle=(_que_se_noto(contenido),))


def _que_se_noto(contenido: bytes) -> str:
    dictado = verificar_bytes(contenido, instalada.directorio_raices())
    if dictado.es_valida:
        return (
            "Trae firmas correctas, pero eso no basta: sus bytes no son los de ningún ejemplar emitido. Puede ser un "
            "paso intermedio o llevar algo agregado."
        )
    if dictado.veredicto == NO_REVISADA:
        return f"{NO_CUPO} Que no sea igual a ninguno de los emitidos sí se comprobó."
    if dictado.veredicto == SIN_FIRMA:
        return "No trae ninguna firma ni sello: puede ser una impresión a PDF, un escaneo o un documento que lo cita."
    return dictado.motivo


def _de_ajeno(contenido: bytes, rastro: Rastro) -> tuple[str, ...]:
    if b"%PDF-" not in contenido[:1024]:
        return ("El archivo no es un PDF. Los documentos de este sistema siempre lo son.",)
    if rastro.folios:
        return (
            f"Menciona el folio {rastro.folios[0]}. Aquí sólo se verifican dictámenes emitidos y acuses; los demás "
            "oficios se consultan en su expediente.",
        )
    return ()
