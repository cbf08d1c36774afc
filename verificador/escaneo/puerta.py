"""Cotejar desde fuera: reparte el trabajo entre hijos encerrados y junta lo que dicen. Aquí no se abre nada."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from verificador.escaneo.cotejo import Cotejo, HojaLeida, Juicio, en_todo, repartir
from verificador.vivero import SinRespuesta, Vivero

MAXIMO_DE_RESPUESTA = 64 * 1024 * 1024  # un escaneo armado con las hojas de otro
VIVERO = Vivero("verificador.escaneo.obrero", MAXIMO_DE_RESPUESTA)  # uno por proceso: nace con el primer escaneo
SEGUNDOS = 40.0  # de reloj, por hoja: su tope es el del procesador, y quien la abre deja pasar a los demás
NO_SE_PUDO = "no se pudo revisar en el tiempo y la memoria que se le dan: escanéelo otra vez, a 200 puntos por pulgada"


class NoSeLee(ValueError):
    """Uno de los archivos no se pudo leer: cuál (desde 0; `ORIGINAL`, el original) y por qué."""

    def __init__(self, cual: int, motivo: str) -> None:
        super().__init__(motivo)
        self.cual = cual


ORIGINAL = -1


def leer_original(original: bytes) -> list[HojaLeida]:
    """Las hojas de un original, con su código. Lanza `NoSeLee`."""
    return _hojas("original", original, ORIGINAL)


def leer(escaneos: Sequence[bytes]) -> list[HojaLeida]:
    """Todas las hojas de lo escaneado, en el orden en que vienen, con su código. Lanza `NoSeLee`."""
    return [hoja for cual, escaneo in enumerate(escaneos) for hoja in _hojas("leer", escaneo, cual)]


def contar(escaneos: Sequence[bytes]) -> list[HojaLeida]:
    """Todas las hojas, sin leer sus códigos. Lanza `NoSeLee`."""
    hojas = []
    for cual, escaneo in enumerate(escaneos):
        dicho = _pedir("contar", [], escaneo, cual)
        if "motivo" in dicho:
            raise NoSeLee(cual, dicho["motivo"])
        hojas += [HojaLeida(cual, pagina) for pagina in range(dicho["hay"])]
    return hojas


def cotejar(original: bytes, escaneos: Sequence[bytes], leidas: Sequence[HojaLeida] | None = None) -> Cotejo:
    """El escaneo, en uno o varios archivos, con su original; `leidas`, si ya se leyeron sus hojas. Lanza `NoSeLee`."""
    debidas = leer_original(original)
    reparto = repartir(debidas, leer(escaneos) if leidas is None else leidas)
    juicios = [_juicio(original, numero, escaneos, hoja) for numero, hoja in sorted(reparto.pares.items())]
    return en_todo(reparto, juicios)


def armar(escaneos: Sequence[bytes], hojas: Sequence[HojaLeida]) -> bytes:
    """Un PDF con sólo esas hojas, en ese orden. Lanza `NoSeLee`."""
    lugares = [[hoja.archivo, hoja.pagina] for hoja in hojas]
    try:
        return VIVERO.pedir(
            {"labor": "armar", "opciones": [[len(e) for e in escaneos], lugares]}, b"".join(escaneos))
    except SinRespuesta as error:
        raise NoSeLee(0, NO_SE_PUDO) from error


def _hojas(labor: str, contenido: bytes, cual: int) -> list[HojaLeida]:
    leidas: list[dict[str, Any] | None] = []
    while True:
        dicho = _pedir(labor, [len(leidas)], contenido, cual)
        if "motivo" in dicho:
            raise NoSeLee(cual, dicho["motivo"])
        leidas += dicho["leidas"]
        if len(leidas) >= dicho["hay"]:
            return [HojaLeida(cual, pagina, **(codigo or {})) for pagina, codigo in enumerate(leidas)]
        if not dicho["leidas"]:
            raise NoSeLee(cual, NO_SE_PUDO)


def _juicio(original: bytes, numero: int, escaneos: Sequence[bytes], hoja: HojaLeida) -> Juicio:
    escaneo = escaneos[hoja.archivo]
    opciones = [len(original), numero - 1, hoja.pagina]
    return replace(Juicio(**_pedir("juzgar", opciones, original + escaneo, hoja.archivo)), archivo=hoja.archivo)


def _pedir(labor: str, opciones: list[int], contenido: bytes, cual: int) -> dict[str, Any]:
    try:
        dicho: dict[str, Any] = json.loads(VIVERO.pedir({"labor": labor, "opciones": opciones}, contenido, SEGUNDOS))
        return dicho
    except (SinRespuesta, ValueError) as error:
        raise NoSeLee(cual, NO_SE_PUDO) from error
