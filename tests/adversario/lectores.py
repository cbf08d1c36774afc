"""Quién mira después de una alteración, y si la ve. Cada uno lee en su transacción, que se deshace: no le deja nada al siguiente."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import Error, connection, transaction
from django.urls import reverse

from auditoria.anclas import comprobar, firmar, fuera
from auditoria.anclas.dudas import Duda
from bitacora.cadena import cabeza
from bitacora.exportacion import exportar, extracto
from bitacora.models import Evento
from dictamenes.documento.firma import instalada
from flujos.invariantes import revisar
from tests.adversario.alteracion import LECTORES, Alteracion
from tests.adversario.historia import Historia
from tests.seguridad.recorrido_urls import navegador
from verificador import orden_bitacora
from verificador.lectura import ALTERADA, ILEGIBLE

VEN = {ALTERADA, ILEGIBLE}


def quienes_ven(h: Historia, alterada: Alteracion) -> str:
    """Las letras de quienes la ven después de hacerla."""
    with deshecho():
        try:
            with transaction.atomic():
                alterada.hacer(h)
        except Error:
            return "B"
        archivo = _exportada(h)
        return "".join(letra for letra in LECTORES if _ve(letra, h, alterada, archivo))


@contextmanager
def deshecho() -> Iterator[None]:
    """Lo que pase adentro se deshace en la base; un error de la base no estorba al siguiente."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _ve(letra: str, h: Historia, alterada: Alteracion, archivo: Path | None) -> bool:
    if letra == "U":
        mira: Callable[[], bool] | None = (lambda: alterada.usar(h)) if alterada.usar else None
    elif letra in SUELTOS:
        mira = (lambda: _suelto(archivo, SUELTOS[letra](h))) if archivo else (lambda: True)  # no hay qué darle: eso también se ve
    else:
        mira = {"M": _orden, "X": lambda: _extracto(h), "I": lambda: bool(revisar()), "P": lambda: _pantalla(h), "F": lambda: _no_firma(h)}.get(letra)
    if mira is None:
        return False
    with deshecho():
        return mira()


SUELTOS: dict[str, Callable[[Historia], list[str]]] = {
    "S": lambda h: [],
    "R": lambda h: _raices(),
    "A": lambda h: [*_raices(), "--anclas", fuera.almacen().location],
    "C": lambda h: [*_raices(), *_sello()],
    "T": lambda h: [*_raices(), *_sello(), "--politica", str(h.aparte / "politica"), "--checkpoint", str(h.aparte / "checkpoint")],
}


def _raices() -> list[str]:
    return ["--raices", instalada.directorio_raices()]


def _sello() -> list[str]:
    return ["--sello", instalada.settings.FIRMA_SELLO_CER]


def codigo(h: Historia, letra: str) -> int:
    """Con qué termina el verificador suelto sobre lo que se exporta ahora."""
    archivo = _exportada(h)
    return orden_bitacora.correr([str(archivo), *SUELTOS[letra](h)], StringIO(), StringIO()) if archivo else ILEGIBLE


def _suelto(archivo: Path, argumentos: list[str]) -> bool:
    return orden_bitacora.correr([str(archivo), *argumentos], StringIO(), StringIO()) in VEN


def _exportada(h: Historia) -> Path | None:
    """Lo que se llevaría quien audita; None si la base ya no lo da."""
    archivo = h.aparte / "exportada.zip"
    with deshecho():
        try:
            if not (hasta := cabeza()[0]):
                return None
            archivo.write_bytes(b"".join(exportar(hasta, comprobar.todas(fuera.cuantas()))))
        except (Error, LookupError, ValueError):
            return None
    return archivo


def _orden() -> bool:
    try:
        call_command("verificar_bitacora", stdout=StringIO(), stderr=StringIO())
    except SystemExit as salida:
        return salida.code in VEN
    return False


def _extracto(h: Historia) -> bool:
    archivo = h.aparte / "extracto.jsonl"
    try:
        archivo.write_bytes(b"".join(extracto(Evento.objects.de(h.emitida))))
    except (Error, LookupError, ValueError):
        return True
    return orden_bitacora.correr([str(archivo), *_raices(), *_sello()], StringIO(), StringIO()) in VEN


def _pantalla(h: Historia) -> bool:
    pagina = navegador(h.m.auditor).post(reverse("auditoria:verificar"))
    assert pagina.status_code == 200, pagina.status_code
    return "El primer defecto" in (dicho := pagina.content.decode()) or "No corrija nada en la base" in dicho


def _no_firma(h: Historia) -> bool:
    """Quien firma, en su turno siguiente y en el de un día después."""
    try:
        firmar.anclar(h.ahora)
    except Duda:
        return True
    finally:
        assert connection.in_atomic_block
    return False
