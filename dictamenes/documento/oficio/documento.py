"""Lo que devuelve la redacción de un documento y lo que la impide."""

from dataclasses import dataclass


class DocumentoIncompleto(ValueError):
    """Faltan elementos sin los que el documento no puede emitirse; `faltantes` los dice en español."""

    def __init__(self, faltantes: list[str]):
        self.faltantes = list(faltantes)
        super().__init__("El documento no puede redactarse: " + " ".join(self.faltantes))


CAMPO_FIRMA = "FIRMA"


@dataclass(frozen=True, slots=True)
class Documento:
    """Un PDF terminado.

    `contenido` son los bytes; `paginas`, cuántas tiene; `caja_firma`, dónde va la firma visible:
    (página desde 0, x1, y1, x2, y2) en puntos con origen abajo a la izquierda, o None si no lleva. Ahí el PDF trae
    ya el campo de firma `CAMPO_FIRMA`, vacío y etiquetado.
    """

    contenido: bytes
    paginas: int
    caja_firma: tuple[int, float, float, float, float] | None = None


def incompletitudes(datos: dict) -> list[str]:
    """Lo que falta para emitir un dictamen (DOMINIO §7): autoridad, objeto y motivación. La firma se revisa aparte."""
    return [*_falta_autoridad(datos), *_falta_objeto(datos), *_falta_motivacion(datos)]


def _falta_autoridad(datos: dict) -> list[str]:
    autoriza = datos.get("autoriza") or {}
    encabezado = datos.get("encabezado") or {}
    faltantes = []
    if not (_dice(autoriza.get("nombre")) and _dice(autoriza.get("cargo"))):
        faltantes.append("Falta la autoridad: nombre y cargo de quien autoriza.")
    if not _dice(encabezado.get("dependencia")):
        faltantes.append("Falta la autoridad: la dependencia que emite.")
    return faltantes


def _falta_objeto(datos: dict) -> list[str]:
    faltantes = []
    if not _dice(datos.get("asunto")):
        faltantes.append("Falta el objeto: el asunto del dictamen.")
    if not datos.get("conceptos"):
        faltantes.append("Falta el objeto: no hay ningún concepto que dictaminar.")
    return faltantes


def _falta_motivacion(datos: dict) -> list[str]:
    faltantes = []
    opiniones = (datos.get("analisis_tecnico") or {}).get("opiniones") or []
    if not any(_dice(opinion.get("texto")) for opinion in opiniones):
        faltantes.append("Falta la motivación: ninguna opinión técnica con texto.")
    if not _dice((datos.get("analisis_estrategico") or {}).get("texto")):
        faltantes.append("Falta la motivación: el análisis estratégico no tiene texto.")
    if not _dice((datos.get("sentido") or {}).get("clave")):
        faltantes.append("Falta la motivación: el sentido del dictamen.")
    if not any(_dice(resolutivo.get("texto")) for resolutivo in datos.get("resolutivos") or []):
        faltantes.append("Falta la motivación: no hay resolutivos.")
    faltantes.extend(
        f"Falta la motivación: el concepto {concepto.get('numero')} es no favorable y no dice por qué."
        for concepto in datos.get("conceptos") or []
        if concepto.get("sentido") == "no_favorable" and not any(map(_dice, concepto.get("razones") or []))
    )
    return faltantes


def _dice(texto: object) -> bool:
    return bool(str(texto or "").strip())
