"""Leer y validar una definición de formulario, y decir qué falta en las respuestas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

CARPETA = Path(__file__).parent / "definiciones"
CLASES = {"texto", "parrafo", "numero", "dinero", "fecha", "opcion"}
HECHOS = {"con_suficiencia", "con_marca"}
MAXIMO_TEXTO = 10_000
CON_MILES = re.compile(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?")


class DefinicionInvalida(ValueError):
    """La definición no se puede usar; el mensaje dice dónde."""


@dataclass(frozen=True)
class Falta:
    """Algo que impide presentar: a qué se refiere y qué hacer."""

    ancla: str
    mensaje: str


def definiciones() -> Iterator[dict[str, Any]]:
    """Las definiciones que trae el producto, ya validadas."""
    for archivo in sorted(CARPETA.glob("*.json")):
        definicion = json.loads(archivo.read_text(encoding="utf-8"))
        validar(definicion)
        yield definicion


def validar(definicion: dict[str, Any]) -> None:
    """Lanza `DefinicionInvalida` si falta algo o una condición nombra una pregunta que no existe."""
    claves: set[str] = set()
    for pregunta in preguntas(definicion):
        if pregunta.get("clase") not in CLASES:
            raise DefinicionInvalida(f"{pregunta.get('clave')}: clase desconocida {pregunta.get('clase')}")
        if pregunta["clave"] in claves:
            raise DefinicionInvalida(f"{pregunta['clave']}: clave repetida")
        if pregunta["clase"] == "opcion" and not pregunta.get("opciones"):
            raise DefinicionInvalida(f"{pregunta['clave']}: sin opciones")
        if pregunta.get("vence") and pregunta["clase"] != "fecha":
            raise DefinicionInvalida(f"{pregunta['clave']}: sólo una fecha puede decir cuándo vence")
        claves.add(pregunta["clave"])
    condicionados = [*preguntas(definicion), *definicion["anexos"]]
    for elemento in condicionados:
        _validar_condicion(elemento.get("si"), claves)


def preguntas(definicion: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Todas las preguntas, en orden."""
    for seccion in definicion["secciones"]:
        yield from seccion["preguntas"]


def aplica(elemento: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> bool:
    """Si una pregunta o un anexo viene al caso según lo contestado y los hechos de la solicitud."""
    condicion = elemento.get("si")
    if not condicion:
        return True
    if "hecho" in condicion:
        return condicion["hecho"] in hechos
    valor = respuestas.get(condicion["pregunta"], "")
    if "es" in condicion:
        return bool(valor == condicion["es"])
    numero = como_numero(valor)
    return numero is not None and numero < condicion["menor_que"]


def faltas(definicion: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> list[Falta]:
    """Las preguntas obligatorias que vienen al caso y no tienen una respuesta que sirva."""
    encontradas = []
    for pregunta in preguntas(definicion):
        if not aplica(pregunta, respuestas, hechos):
            continue
        valor = str(respuestas.get(pregunta["clave"], "")).strip()
        if not valor and pregunta.get("obligatoria", True):
            encontradas.append(Falta(pregunta["clave"], f"Conteste «{pregunta['texto']}»"))
        elif valor and not respuesta_valida(pregunta, valor):
            encontradas.append(Falta(pregunta["clave"], f"Revise «{pregunta['texto']}»: la respuesta no se entiende"))
    return encontradas


def respuesta_valida(pregunta: dict[str, Any], valor: str) -> bool:
    """Si un texto sirve como respuesta de esa clase de pregunta."""
    if pregunta["clase"] in {"numero", "dinero"}:
        return como_numero(valor) is not None
    if pregunta["clase"] == "fecha":
        return como_fecha(valor) is not None
    if pregunta["clase"] == "opcion":
        return valor in {clave for clave, _ in pregunta["opciones"]}
    return len(valor) <= MAXIMO_TEXTO


def como_numero(valor: Any) -> Decimal | None:
    """Número no negativo y finito, o None. La coma sólo separa miles: «18500,50» no se adivina."""
    texto = str(valor).strip().removeprefix("$").strip()
    if "," in texto and not CON_MILES.fullmatch(texto):
        return None
    try:
        numero = Decimal(texto.replace(",", ""))
    except InvalidOperation:
        return None
    return numero if numero.is_finite() and 0 <= numero < Decimal(10) ** 14 else None


def como_fecha(valor: Any) -> date | None:
    """Fecha como la gente la escribe (31/12/2027) o ISO 8601 (2027-12-31); None si no se entiende."""
    texto = str(valor).strip()
    try:
        return datetime.strptime(texto, "%d/%m/%Y").date() if "/" in texto else date.fromisoformat(texto)
    except ValueError:
        return None


def nombres_de_anexos(definicion: dict[str, Any]) -> dict[str, str]:
    """El nombre de cada clase de anexo."""
    return {anexo["clase"]: anexo["nombre"] for anexo in definicion["anexos"]}


def anexos_exigidos(definicion: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> list[dict[str, Any]]:
    """Las clases de anexo que esta solicitud debe traer."""
    return [a for a in definicion["anexos"] if a["obligatorio"] and aplica(a, respuestas, hechos)]


def _validar_condicion(condicion: dict[str, Any] | None, claves: set[str]) -> None:
    if condicion is None:
        return
    if "hecho" in condicion:
        if condicion["hecho"] not in HECHOS:
            raise DefinicionInvalida(f"hecho desconocido: {condicion['hecho']}")
        return
    if condicion.get("pregunta") not in claves:
        raise DefinicionInvalida(f"condición sobre una pregunta que no existe: {condicion.get('pregunta')}")
    if not {"es", "menor_que"} & set(condicion):
        raise DefinicionInvalida("condición sin «es» ni «menor_que»")
