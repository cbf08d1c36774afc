"""Lo que devuelve la redacción de un documento y lo que la impide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dictamenes.congelado import Destinatario


class DocumentoIncompleto(ValueError):
    """Faltan elementos sin los que el documento no puede emitirse; `faltantes` los dice en español."""

    def __init__(self, faltantes: list[str]) -> None:
        self.faltantes = list(faltantes)
        super().__init__("El documento no puede redactarse: " + " ".join(self.faltantes))


CAMPO_FIRMA = "FIRMA"
Caja = tuple[int, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Documento:
    """Un PDF terminado.

    `contenido` son los bytes; `paginas`, cuántas tiene; `caja_firma`, dónde va la firma visible:
    (página desde 0, x1, y1, x2, y2) en puntos con origen abajo a la izquierda, o None si no lleva. Ahí el PDF trae
    ya el campo de firma `CAMPO_FIRMA`, vacío y etiquetado. `en_texto` da, en HTML, lo que dice cada página.
    """

    contenido: bytes
    paginas: int
    caja_firma: Caja | None
    en_texto: Callable[[], list[str]] = field(compare=False)


def a_quien(destinatario: Destinatario | None) -> tuple[str | None, tuple[str | None, ...]]:
    """El nombre y los renglones con que se dirige un documento: su cargo y su ente; nada si no se dice a quién."""
    if destinatario is None:
        return None, ()
    ente, siglas = destinatario.get("ente") or "", destinatario.get("siglas")
    return destinatario.get("nombre"), (destinatario.get("cargo"), f"{ente} ({siglas})" if ente and siglas else ente)


def incompletitudes(datos: Mapping[str, object]) -> list[str]:
    """Lo que falta para emitir un dictamen (DOMINIO §7): autoridad, objeto y motivación. La firma se revisa aparte."""
    return [*_falta_autoridad(datos), *_falta_objeto(datos), *_falta_motivacion(datos)]


def en_camino(datos: Mapping[str, object], *camino: str) -> object:
    """Lo que hay al final de ese camino de llaves; None si no llega. Para revisar lo que quizá no esté entero."""
    valor: object = datos
    for llave in camino:
        valor = valor.get(llave) if isinstance(valor, Mapping) else None
    return valor


def _falta_autoridad(datos: Mapping[str, object]) -> list[str]:
    faltantes = []
    if not all(_dice(en_camino(datos, "autoriza", campo)) for campo in ("nombre", "cargo")):
        faltantes.append("Falta la autoridad: nombre y cargo de quien autoriza.")
    if not _dice(en_camino(datos, "encabezado", "dependencia")):
        faltantes.append("Falta la autoridad: la dependencia que emite.")
    return faltantes


def _falta_objeto(datos: Mapping[str, object]) -> list[str]:
    faltantes = []
    if not _dice(datos.get("asunto")):
        faltantes.append("Falta el objeto: el asunto del dictamen.")
    if not datos.get("conceptos"):
        faltantes.append("Falta el objeto: no hay ningún concepto que dictaminar.")
    return faltantes


def _falta_motivacion(datos: Mapping[str, object]) -> list[str]:
    faltantes = []
    opiniones = _renglones(en_camino(datos, "analisis_tecnico", "opiniones"))
    if not any(_dice(opinion.get("texto")) for opinion in opiniones):
        faltantes.append("Falta la motivación: ninguna opinión técnica con texto.")
    if not _dice(en_camino(datos, "analisis_estrategico", "texto")):
        faltantes.append("Falta la motivación: el análisis estratégico no tiene texto.")
    if not _dice(en_camino(datos, "sentido", "clave")):
        faltantes.append("Falta la motivación: el sentido del dictamen.")
    if not any(_dice(resolutivo.get("texto")) for resolutivo in _renglones(datos.get("resolutivos"))):
        faltantes.append("Falta la motivación: no hay resolutivos.")
    faltantes.extend(
        f"Falta la motivación: el concepto {concepto.get('numero')} es no favorable y no dice por qué."
        for concepto in _renglones(datos.get("conceptos"))
        if concepto.get("sentido") == "no_favorable" and not any(map(_dice, _lista(concepto.get("razones"))))
    )
    return faltantes


def _renglones(valor: object) -> list[Mapping[str, object]]:
    return [renglon for renglon in _lista(valor) if isinstance(renglon, Mapping)]


def _lista(valor: object) -> Sequence[object]:
    return valor if isinstance(valor, list | tuple) else ()


def _dice(texto: object) -> bool:
    return bool(str(texto or "").strip())
