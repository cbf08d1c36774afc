"""Word y Excel (OPC, ISO/IEC 29500) que sólo se leen: sin macros, objetos, conexiones ni partes de fuera.

Cada parte se infla midiendo y, si es XML, se recorre sin DTD. Lo que decide es lo que dicen las partes y sus
relaciones, no la extensión.
"""

from __future__ import annotations

import posixpath
import re
from itertools import chain

from archivos.revision import DANADO, NoAdmitido
from archivos.revision.paquete import Paquete
from archivos.revision.xml import local, recorrer

PRINCIPAL = "application/vnd.openxmlformats-officedocument."
PRINCIPALES = {
    "docx": f"{PRINCIPAL}wordprocessingml.document.main+xml",
    "xlsx": f"{PRINCIPAL}spreadsheetml.sheet.main+xml",
}
TIPOS, RAIZ = "[Content_Types].xml", "_rels/.rels"
COMO_PDF = "guárdelo como PDF y adjúntelo"
MACROS = f"contiene macros: {COMO_PDF}"
OBJETOS = f"trae objetos de otro programa adentro (gráficas vinculadas, OLE o ActiveX): {COMO_PDF}"
DE_FUERA = f"carga partes de otro lugar (plantillas, imágenes o libros vinculados): rompa los vínculos o {COMO_PDF}"
ORDENES = f"contiene órdenes DDE o fórmulas que llaman a otros programas: {COMO_PDF}"
PARTES = (
    (re.compile(r"vba(project|data)|macrosheets/|dialogsheets/|customui/", re.IGNORECASE), MACROS),
    (re.compile(r"activex|embeddings/|oleobject|/control\d*\.", re.IGNORECASE), OBJETOS),
    (re.compile(r"externallinks/|/connections\.xml|/querytables/|/webextensions/", re.IGNORECASE), DE_FUERA),
)
CLASES = (
    (re.compile(r"macroenabled|vba|macrosheet|dialogsheet", re.IGNORECASE), MACROS),
    (re.compile(r"activex|oleobject|\.package\b|control", re.IGNORECASE), OBJETOS),
    (re.compile(r"externallink|connections\+|querytable|afchunk|webextension", re.IGNORECASE), DE_FUERA),
)
RELACIONES = (
    (re.compile(r"/(vbaProject|wordVbaData|xlMacrosheet|xlIntlMacrosheet|dialogsheet|extensibility)$"), MACROS),
    (re.compile(r"/(oleObject|package|control|activeXControlBinary|ctrlProp)$"), OBJETOS),
    (re.compile(r"/(aFChunk|externalLink|externalLinkPath|subDocument|attachedTemplate|frame|connections)$"), DE_FUERA),
)
MAGIAS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF-", b"{\\rtf")
VINCULO = re.compile(r"(https?|mailto|tel|ftp):|(?!//|\\\\)[^:]*$", re.IGNORECASE)
CAMPO = re.compile(r'\s*"?\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDE|IMPORT)\b', re.IGNORECASE)
ENTRE_COMILLAS = re.compile(r"\"[^\"]*\"|'[^']*'")
LLAMA = re.compile(r"\||\b(WEBSERVICE|CALL|REGISTER(\.ID)?|EXEC)\s*\(", re.IGNORECASE)
LARGO_DE_ORDEN = 20_000  # letras de un campo o fórmula que se guardan para mirarlas


def revisar(contenido: bytes, extension: str) -> None:
    """Lanza `NoAdmitido` con la causa."""
    paquete = Paquete(contenido)
    clases = _clases(paquete)
    for nombre, clase in clases.items():
        _exigir(nombre, PARTES)
        _exigir(clase, CLASES)
    principal = _principal(paquete)
    if clases.get(principal, "").lower() != PRINCIPALES[extension]:
        raise NoAdmitido(DANADO)
    for nombre in paquete.partes:
        _mirar_parte(paquete, nombre, clases.get(nombre, ""))


def _exigir(dicho: str, prohibidos: tuple[tuple[re.Pattern[str], str], ...]) -> None:
    for patron, causa in prohibidos:
        if patron.search(dicho):
            raise NoAdmitido(causa)


def _clases(paquete: Paquete) -> dict[str, str]:
    """Parte → tipo de contenido, como lo declara el paquete. `NoAdmitido` si alguna parte no lo declara."""
    por_extension: dict[str, str] = {}
    por_parte: dict[str, str] = {}

    def anotar(elemento: str, atributos: dict[str, str]) -> None:
        if local(elemento) == "Default":
            por_extension[atributos.get("Extension", "").lower()] = atributos.get("ContentType", "")
        elif local(elemento) == "Override":
            por_parte[atributos.get("PartName", "").lower()] = atributos.get("ContentType", "")

    if TIPOS not in paquete.partes:
        raise NoAdmitido(DANADO)
    recorrer(paquete.inflar(TIPOS), anotar)
    for clase in (*por_extension.values(), *por_parte.values()):
        _exigir(clase, CLASES[:1])
    nombres = [n for n in paquete.partes if not n.endswith("/") and n != TIPOS]
    return {n: por_parte.get(f"/{n}".lower()) or por_extension.get(_extension(n), "") for n in nombres}


def _principal(paquete: Paquete) -> str:
    destinos: list[str] = []

    def anotar(elemento: str, atributos: dict[str, str]) -> None:
        if local(elemento) == "Relationship" and atributos.get("Type", "").endswith("/officeDocument"):
            destinos.append(posixpath.normpath(atributos.get("Target", "")).lstrip("/"))

    if RAIZ not in paquete.partes:
        raise NoAdmitido(DANADO)
    recorrer(paquete.inflar(RAIZ), anotar)
    if len(destinos) != 1 or destinos[0] not in paquete.partes:
        raise NoAdmitido(DANADO)
    return destinos[0]


def _mirar_parte(paquete: Paquete, nombre: str, clase: str) -> None:
    trozos = paquete.inflar(nombre)
    if _extension(nombre) == "rels":
        recorrer(trozos, _mirar_relacion)
    elif _extension(nombre) in ("xml", "vml") or clase.lower().endswith("xml"):
        ordenes = _Ordenes()
        recorrer(trozos, ordenes.abrir, ordenes.cerrar, ordenes.texto)
    else:
        primero = next(trozos, b"")
        if primero.startswith(MAGIAS):
            raise NoAdmitido(OBJETOS)
        for _ in chain([primero], trozos):  # se infla entera: sólo así se sabe que mide lo que dice
            pass


def _mirar_relacion(elemento: str, atributos: dict[str, str]) -> None:
    if local(elemento) != "Relationship":
        return
    tipo, destino = atributos.get("Type", ""), atributos.get("Target", "").strip()
    _exigir(tipo, RELACIONES)
    if atributos.get("TargetMode", "").lower() != "external":
        return
    if not tipo.endswith("/hyperlink"):
        raise NoAdmitido(DE_FUERA)
    if not VINCULO.match(destino):
        raise NoAdmitido("tiene un vínculo a un archivo o programa del equipo: quítelo y adjúntelo de nuevo")


class _Ordenes:
    """Lo que Word o Excel ejecutarían al abrir: campos DDE (aunque vengan partidos) y fórmulas que llaman afuera."""

    FORMULAS = {"f", "definedName", "formula", "formula1", "formula2"}
    DE_EXCEL = ("spreadsheetml", "office/excel")  # en Word, `f` es una fracción

    def __init__(self) -> None:
        self._campos: list[str] = []
        self._leyendo = ""
        self._formula = ""

    def abrir(self, nombre: str, atributos: dict[str, str]) -> None:
        """Empieza un campo, una orden o una fórmula."""
        elemento = local(nombre)
        if elemento in ("ddeLink", "oleLink", "altChunk", "object", "OLEObject"):
            raise NoAdmitido(ORDENES if elemento == "ddeLink" else OBJETOS)
        if elemento == "fldSimple":
            _exigir_campo(_atributo(atributos, "instr"))
        elif elemento == "fldChar":
            self._marca(_atributo(atributos, "fldCharType"))
        elif elemento == "instrText" or self._es_formula(nombre):
            self._leyendo, self._formula = elemento, ""

    def cerrar(self, nombre: str) -> None:
        """Termina una fórmula: aquí se mira entera."""
        if self._leyendo and local(nombre) == self._leyendo:
            if self._es_formula(nombre) and LLAMA.search(ENTRE_COMILLAS.sub("", self._formula)):
                raise NoAdmitido(ORDENES)
            self._leyendo = ""

    def texto(self, dicho: str) -> None:
        """Un pedazo de la orden o de la fórmula."""
        if self._leyendo == "instrText":
            if self._campos:
                self._campos[-1] = (self._campos[-1] + dicho)[:LARGO_DE_ORDEN]
            else:
                _exigir_campo(dicho)
        elif self._leyendo:
            self._formula = (self._formula + dicho)[:LARGO_DE_ORDEN]

    def _es_formula(self, nombre: str) -> bool:
        return local(nombre) in self.FORMULAS and any(espacio in nombre for espacio in self.DE_EXCEL)

    def _marca(self, clase: str) -> None:
        if clase == "begin":
            if self._campos and not self._campos[-1].strip():
                raise NoAdmitido(ORDENES)  # el nombre de un campo no puede salir de otro: así se esconde DDEAUTO
            self._campos.append("")
        elif self._campos:
            _exigir_campo(self._campos[-1])
            if clase == "end":
                self._campos.pop()


def _exigir_campo(orden: str) -> None:
    if CAMPO.match(orden):
        raise NoAdmitido(ORDENES)


def _atributo(atributos: dict[str, str], nombre: str) -> str:
    return next((valor for clave, valor in atributos.items() if clave.rpartition(" ")[2] == nombre), "")


def _extension(nombre: str) -> str:
    return nombre.rpartition(".")[2].lower()
