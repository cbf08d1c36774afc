"""La leyenda de una versión pública: qué se testó, con qué fundamento y a qué ejemplar sustituye."""

from dictamenes.congelado import DatosDictamen
from dictamenes.documento.oficio.fechas import momento_largo
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

_TESTES = (Columna("Marca", 62), Columna("Fundamento", None), Columna("Motivo", 190), Columna("Veces", 36, "D"))


def nombre_de_ejemplar(datos: DatosDictamen) -> str:
    version = datos.get("version_publica")
    if version:
        return f"Versión pública {version['numero']}"
    return "Ejemplar público" if datos.get("firma") else "Ejemplar de las partes"


def aviso_de_testado(redaccion: Redaccion, datos: DatosDictamen) -> None:
    """Arriba del documento: que tiene partes testadas y dónde se dice por qué."""
    if datos.get("version_publica"):
        redaccion.parrafo(_AVISO, estilo.AVISO, inicio="VERSIÓN PÚBLICA.")


def seccion_testado(redaccion: Redaccion, titulo: str, datos: DatosDictamen) -> None:
    """Cada marca con su fundamento y su motivo, y la huella del ejemplar público que sustituye."""
    version = datos.get("version_publica")
    if not version:
        return
    redaccion.seccion(titulo)
    redaccion.tabla(_TESTES, [
        [Celda(f"[Testado {t['marca']}]", titulo=True), t["fundamento"], t["motivo"], t["veces"]]
        for t in version["testes"]
    ], cuerpo=7.4)
    redaccion.parrafo(f"{_COMO} Se publicó el {momento_largo(version['fecha'])}.", estilo.NOTA)
    redaccion.parrafo(version["sha256_anterior"], estilo.NOTA, inicio="SHA-256 del ejemplar público que sustituye:")


_AVISO = (
    "Este ejemplar tiene partes testadas. Cada una está marcada «[Testado n]» en su lugar; su fundamento y su motivo "
    "van al final."
)
_COMO = (
    "Lo testado no está cubierto: el documento se redactó de nuevo sin ello, y tampoco está en los datos embebidos. El "
    "ejemplar de las partes se conserva íntegro en el expediente."
)
