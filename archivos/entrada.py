"""Recibir archivos: extensión, tipo declarado, firma mágica, tamaño y estructura; guardarlos por su huella."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from archivos import antivirus
from archivos.aparte import SinRespuesta, pedir
from archivos.models import Archivo, EstadoDeArchivo

ZIP = b"PK\x03\x04"
ADMITIDOS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
TEXTOS = {"csv", "txt", "tsv"}
TIPO_DE_TEXTO = "text/csv"
DECLARADOS_DE_TEXTO = {
    "text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel",
}
DE_PROGRAMA = {
    b"\xd0\xcf\x11\xe0": "es un libro de Excel antiguo (.xls): ábralo y guárdelo como .xlsx",
    ZIP: "no es texto, parece un libro de Excel o un ZIP: guárdelo con su extensión verdadera",
    b"%PDF-": "es un PDF: pida la tabla de donde salió, o captúrela",
}
GENERICOS = {"", "application/octet-stream", "binary/octet-stream", "application/force-download"}
COMPRIMIDOS = {"application/zip", "application/x-zip-compressed"}  # así dice un equipo sin Office
DECLARADOS: dict[str, set[str]] = {
    "pdf": {"application/x-pdf"}, "docx": COMPRIMIDOS, "xlsx": COMPRIMIDOS, "png": {"image/x-png"},
    "jpg": {"image/jpg", "image/pjpeg"}, "jpeg": {"image/jpg", "image/pjpeg"},
}
MB = 1024 * 1024
SIN_REVISAR = "no se pudo revisar dentro de los límites de tiempo y memoria: guárdelo de nuevo, o como PDF, y adjúntelo"
RESERVADOS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # Windows no los puede guardar
PROHIBIDOS = set('<>:"|?*%;')


class ContenidoNoAdmitido(ValidationError):
    """Lo que trae adentro no se admite. `motivo` completa «nombre» …; `sha256` es la huella de lo que llegó."""

    def __init__(self, nombre: str, motivo: str, sha256: str) -> None:
        super().__init__(f"«{nombre}» {motivo}.", code="contenido")
        self.motivo, self.sha256 = motivo, sha256


def nombre_limpio(nombre: str) -> str:
    """Nombre sin rutas, controles, marcas de dirección ni reservados; conserva acentos. Máximo 120 caracteres."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", nombre))[-1]
    visible = "".join(c for c in base if unicodedata.category(c)[0] != "C" and c not in PROHIBIDOS)
    visible = " ".join(visible.split()).strip(" .")
    if RESERVADOS.match(visible):
        visible = f"_{visible}"
    tronco, punto, extension = visible.rpartition(".")
    return f"{tronco.rstrip(' .')[:110]}{punto}{extension[:9]}" if tronco else (extension[:120] or "archivo")


def validar(nombre: str, contenido: bytes, maximo_mb: int, declarado: str = "") -> str:
    """Devuelve el tipo MIME. ValidationError en español si el archivo no se admite.

    La estructura se revisa en otro proceso; `ContenidoNoAdmitido` si trae algo que no debe.
    """
    extension = nombre.rpartition(".")[2].lower()
    if extension not in ADMITIDOS:
        admitidas = ", ".join(sorted(ADMITIDOS))
        raise ValidationError(f"«{nombre}» no se admite: adjunte un archivo {admitidas}.")
    if not contenido:
        raise ValidationError(f"«{nombre}» está vacío.")
    if len(contenido) > maximo_mb * MB:
        raise ValidationError(f"«{nombre}» pesa más de {maximo_mb} MB.")
    tipo, magia = ADMITIDOS[extension]
    if declarado.partition(";")[0].strip().lower() not in {tipo, *GENERICOS, *DECLARADOS[extension]}:
        raise ValidationError(f"«{nombre}» llegó declarado como otra cosa: ábralo, guárdelo de nuevo y adjúntelo.")
    if not contenido.startswith(magia):
        raise ValidationError(f"«{nombre}» no es un archivo {extension.upper()} aunque su nombre lo diga.")
    if motivo := _defecto(contenido, extension):
        raise ContenidoNoAdmitido(nombre, motivo, hashlib.sha256(contenido).hexdigest())
    return tipo


def recibir(subido: Any, maximo_mb: int) -> tuple[Archivo, str]:
    """Valida y guarda un archivo subido; devuelve el archivo y su nombre limpio. ValidationError si no se admite.

    Con antivirus nace pendiente; un contenido que ya se rechazó se vuelve a rechazar sin guardarlo otra vez.
    """
    nombre = nombre_limpio(subido.name)
    if subido.size > maximo_mb * MB:
        raise ValidationError(f"«{nombre}» pesa más de {maximo_mb} MB.")
    contenido = subido.read()
    exigir_no_rechazado(nombre, hashlib.sha256(contenido).hexdigest())
    tipo = validar(nombre, contenido, maximo_mb, subido.content_type or "")
    return guardar(contenido, tipo, por_revisar=antivirus.hay()), nombre


def recibir_tabla(subido: Any, maximo_mb: int) -> tuple[Archivo, str]:
    """Como `recibir`, para una tabla: XLSX por la misma puerta, o texto (CSV, TSV, TXT), que no tiene qué abrir."""
    nombre = nombre_limpio(subido.name)
    extension = nombre.rpartition(".")[2].lower()
    if extension == "xlsx":
        return recibir(subido, maximo_mb)
    if extension not in TEXTOS:
        raise ValidationError(f"«{nombre}» no se admite: adjunte un archivo .csv, .txt, .tsv o .xlsx.")
    if subido.size > maximo_mb * MB:
        raise ValidationError(f"«{nombre}» pesa más de {maximo_mb} MB.")
    declarado = (subido.content_type or "").partition(";")[0].strip().lower()
    if declarado not in GENERICOS | DECLARADOS_DE_TEXTO:
        raise ValidationError(f"«{nombre}» llegó declarado como otra cosa: ábralo, guárdelo de nuevo y adjúntelo.")
    contenido = subido.read()
    if not contenido.strip():
        raise ValidationError(f"«{nombre}» está vacío.")
    if motivo := next((dicho for magia, dicho in DE_PROGRAMA.items() if contenido.startswith(magia)), ""):
        raise ValidationError(f"«{nombre}» {motivo}.")
    exigir_no_rechazado(nombre, hashlib.sha256(contenido).hexdigest())
    return guardar(contenido, TIPO_DE_TEXTO, por_revisar=antivirus.hay()), nombre


def exigir_no_rechazado(nombre: str, sha256: str) -> None:
    """`ContenidoNoAdmitido` si ese mismo contenido ya se rechazó."""
    previo = Archivo.objects.filter(sha256=sha256, estado=EstadoDeArchivo.RECHAZADO).first()
    if previo:
        raise ContenidoNoAdmitido(nombre, f"ya se había rechazado ({previo.motivo}): adjunte otro archivo", sha256)


def guardar(contenido: bytes, tipo: str, *, por_revisar: bool = False) -> Archivo:
    """Guarda por contenido: lo mismo dos veces es el mismo archivo. No llamar dentro de una transacción de acto.

    Lo que produce la casa nace disponible; lo que llega de fuera, `por_revisar` si hay antivirus.
    """
    huella = hashlib.sha256(contenido).hexdigest()
    estado = EstadoDeArchivo.PENDIENTE if por_revisar else EstadoDeArchivo.DISPONIBLE
    return _guardar(huella, {"tamano": len(contenido), "tipo": tipo, "estado": estado}, ContentFile(contenido))


def guardar_abierto(abierto: IO[bytes], sha256: str, tamano: int, tipo: str) -> Archivo:
    """Como `guardar`, con lo que la casa ya escribió en disco y cuya huella conoce: no pasa entero por la memoria."""
    contenido = File(abierto, name=sha256)
    contenido.size = tamano
    return _guardar(sha256, {"tamano": tamano, "tipo": tipo, "estado": EstadoDeArchivo.DISPONIBLE}, contenido)


def _guardar(huella: str, nuevo: dict[str, Any], contenido: File[bytes]) -> Archivo:
    clave = f"{huella[:2]}/{huella}"
    _escribir(clave, contenido)
    archivo = _renglon(huella, nuevo | {"contenido": clave})
    _escribir(clave, contenido)  # si el barredor lo borraba en este momento, el renglón nuevo trae sus bytes
    return archivo


def _renglon(huella: str, nuevo: dict[str, Any]) -> Archivo:
    """El renglón, marcado como recién llegado para que el barredor no lo tome por huérfano."""
    archivo, creado = Archivo.objects.get_or_create(sha256=huella, defaults=nuevo)
    if creado or archivo.marcar_llegada():
        return archivo
    return Archivo.objects.get_or_create(sha256=huella, defaults=nuevo)[0]  # el barredor lo acababa de borrar


def _defecto(contenido: bytes, extension: str) -> str:
    try:
        return pedir("revisar", contenido, extension).decode()
    except SinRespuesta:
        return SIN_REVISAR


def guardar_en(clave: str, contenido: bytes) -> None:
    """Escribe en el almacén lo que todavía no esté: una clave nunca cambia de contenido."""
    _escribir(clave, ContentFile(contenido))


def _escribir(clave: str, contenido: File[bytes]) -> None:
    if not default_storage.exists(clave):
        contenido.seek(0)
        default_storage.save(clave, contenido)
