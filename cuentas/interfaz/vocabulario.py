"""Cómo se ve cada palabra del dominio: texto, tono y forma. Nunca sólo color.

Los tonos son los de la hoja de estilo (azul, verde, ambar, rojo, morado, guinda, gris) y las
formas, los nombres de `ICONOS`. Una clave desconocida se muestra tal cual, en gris.
"""

from __future__ import annotations

from typing import NamedTuple

from cuentas.etapas import ETAPAS
from cuentas.interfaz.gramatica import Sustantivo


class Aspecto(NamedTuple):
    """Palabra, tono y forma con que se muestra una clave."""

    texto: str
    tono: str
    forma: str


ICONOS = {
    "circulo": '<circle cx="8" cy="8" r="7"/>',
    "anillo": '<path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0m0 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3"/>',
    "medio": '<path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0m0 2.5v11a5.5 5.5 0 0 1 0-11"/>',
    "rombo": '<path d="M8 0l8 8-8 8-8-8z"/>',
    "triangulo": '<path d="M8 .5 16 15.5H0z"/>',
    "cuadrado": '<path d="M1 1h14v14H1z"/>',
    "pausa": '<path d="M2 1h4.5v14H2zM9.5 1H14v14H9.5z"/>',
    "palomita": '<path d="m6 14.5-6-6L2.2 6.2 6 10l7.8-8.3L16 3.9z"/>',
    "equis": '<path d="M2.3.2 8 5.9 13.7.2 15.8 2.3 10.1 8l5.7 5.7-2.1 2.1L8 10.1l-5.7 5.7L.2 13.7 5.9 8 .2 2.3z"/>',
    "guion": '<path d="M1 6h14v4H1z"/>',
    "alerta": '<path d="M8 .5 16 15.5H0zM7 5.5v5h2v-5zm0 6v2h2v-2z" fill-rule="evenodd"/>',
    "lapiz": '<path d="M0 16v-4.2L10.8 1 15 5.2 4.2 16z"/>',
    "flecha": '<path d="M9 1.5 15.5 8 9 14.5l-1.9-1.9 3.2-3.3H.5V6.7h9.8L7.1 3.4z"/>',
    "flecha_izquierda": '<path d="M7 1.5.5 8 7 14.5l1.9-1.9-3.2-3.3h9.8V6.7H5.7l3.2-3.3z"/>',
    "vuelta": '<path d="M6.5 1v3.2H10a5 5 0 0 1 0 10H3.5v-2.6H10a2.4 2.4 0 0 0 0-4.8H6.5V10L1 5.5z"/>',
    "sello": (
        '<path d="M8 0l2 2.2 2.9-.7.7 2.9L16 6.5 14.4 9l.6 3-3 .6L9.5 16 8 14.6 6.5 16 4 12.6 1 12l.6-3L0 6.5l2.4-2.1'
        '.7-2.9 2.9.7z"/>'
    ),
}

ESTADOS = {
    # solicitud
    "borrador": Aspecto("Borrador", "gris", "lapiz"),
    **{etapa.estado: Aspecto(etapa.insignia, etapa.tono, etapa.forma) for etapa in ETAPAS.values()},
    "emitida": Aspecto("Dictamen emitido", "verde", "palomita"),
    "improcedente": Aspecto("Improcedente", "gris", "guion"),
    "desechada": Aspecto("Desechada", "rojo", "equis"),
    "desistida": Aspecto("Desistida", "gris", "guion"),
    "cancelada": Aspecto("Cancelada", "gris", "equis"),
    # dictamen
    "en_preparacion": Aspecto("En preparación", "azul", "anillo"),
    "por_firmar": Aspecto("Por firmar", "guinda", "sello"),
    "firmado": Aspecto("Firmado, por publicar", "guinda", "sello"),
    "vigente": Aspecto("Vigente", "verde", "palomita"),
    "emitido": Aspecto("Emitido", "gris", "circulo"),
    "contratado": Aspecto("Contratado", "verde", "sello"),
    "vencido": Aspecto("Vencido", "gris", "pausa"),
    "sustituido": Aspecto("Sustituido", "gris", "flecha"),
    "sin_efectos": Aspecto("Sin efectos", "rojo", "equis"),
    # versión de un estándar
    "publicada": Aspecto("Publicada", "verde", "palomita"),
    "historica": Aspecto("Histórica", "gris", "pausa"),
    "ilustrativo": Aspecto("Ilustrativo", "ambar", "rombo"),
    # secciones de una captura
    "completa": Aspecto("Completa", "verde", "palomita"),
    "en_captura": Aspecto("En captura", "azul", "medio"),
    "sin_empezar": Aspecto("Sin empezar", "gris", "anillo"),
    "con_errores": Aspecto("Falta corregir", "rojo", "alerta"),
}

VEREDICTOS = {
    "cumple": Aspecto("Cumple", "verde", "palomita"),
    "requiere_justificacion": Aspecto("Requiere justificación", "ambar", "rombo"),
    "falta_declarar": Aspecto("Falta declarar", "azul", "anillo"),
    "no_cumple": Aspecto("No cumple", "rojo", "equis"),
    "sin_estandar": Aspecto("Sin estándar", "gris", "guion"),
    "supera_tope": Aspecto("Supera el tope", "ambar", "triangulo"),
    "justificado": Aspecto("Justificado", "verde", "rombo"),
    "no_declarado": Aspecto("Sin declarar", "azul", "anillo"),
    "no_aplica": Aspecto("No aplica", "gris", "guion"),
}

SENTIDOS = {
    "favorable": Aspecto("Favorable", "verde", "palomita"),
    "favorable_con_condiciones": Aspecto("Favorable con condiciones", "ambar", "rombo"),
    "no_favorable": Aspecto("No favorable", "rojo", "equis"),
    "improcedente": Aspecto("Improcedente", "gris", "guion"),
    "mixto": Aspecto("Mixto", "morado", "medio"),
}

COTEJOS = {
    "copia_exacta": Aspecto("Copia exacta", "verde", "palomita"),
    "alterado": Aspecto("Alterado", "rojo", "alerta"),
    "ajeno": Aspecto("No es de este sistema", "gris", "guion"),
}

PLAZO_PROXIMO = 3  # días hábiles a partir de los cuales el semáforo pasa a ámbar


def aspecto(clave: object, tabla: dict[str, Aspecto]) -> Aspecto:
    """Aspecto de una clave; la desconocida se muestra tal cual, en gris."""
    texto = str(clave)
    return tabla.get(texto) or Aspecto(texto.replace("_", " ").capitalize(), "gris", "guion")


def textos(tabla: dict[str, Aspecto]) -> dict[str, str]:
    """Sólo las palabras, por su clave."""
    return {clave: uno.texto for clave, uno in tabla.items()}


def _dias(cantidad: int) -> str:
    return Sustantivo("día hábil", "días hábiles").contado(cantidad)


def semaforo(dias: int | None, *, detenido: bool = False) -> Aspecto:
    """Semáforo de un plazo según los días hábiles que faltan (negativos: los que lleva vencido).

    Aquí se elige el tono; de qué color se pinta cada tono lo dice `static/fuente/_tokens.scss`.
    """
    if detenido:
        return Aspecto("Plazo detenido", "gris", "pausa")
    if dias is None:
        return Aspecto("Sin plazo", "gris", "guion")
    if dias < 0:
        return Aspecto(f"Vencido hace {_dias(-dias)}", "rojo", "cuadrado")
    if dias == 0:
        return Aspecto("Vence hoy", "rojo", "triangulo")
    if dias <= PLAZO_PROXIMO:
        return Aspecto(f"Por vencer: {_dias(dias)}", "ambar", "rombo")
    return Aspecto(f"En plazo: {_dias(dias)}", "verde", "circulo")
