"""Las claves congeladas en palabras, y el color con que se distinguen (nunca sólo el color)."""

from reportlab.lib.colors import Color

from cuentas.interfaz import vocabulario
from dictamenes.documento.oficio.trazo import estilo

SENTIDOS = vocabulario.textos(vocabulario.SENTIDOS) | {"mixto": "Mixto, por concepto"}
RESULTADOS = vocabulario.textos(vocabulario.VEREDICTOS) | {
    "sin_estandar": "Sin estándar aplicable", "no_declarado": "No declarado",
}
DESVIACIONES = ("no_cumple", "supera_tope", "justificado", "no_declarado")
FAVORABLES = ("favorable", "favorable_con_condiciones")
_BUENOS = ("cumple", "favorable")
_MALOS = ("no_cumple", "no_favorable", "improcedente", "supera_tope", "no_declarado", "falta_declarar")


def en_palabras(clave: str | None, vocabulario: dict[str, str]) -> str:
    """La palabra de la clave; si no está en el vocabulario, la clave legible («en_espera» → «En espera»)."""
    return vocabulario.get(clave or "", (clave or "").replace("_", " ").capitalize())


def color_de(clave: str | None) -> Color:
    """Verde lo que cumple, guinda lo que no, tinta lo demás."""
    if clave in _BUENOS:
        return estilo.VERDE
    return estilo.GUINDA if clave in _MALOS else estilo.TINTA
