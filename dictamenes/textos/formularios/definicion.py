"""Lo que dice una definición de formulario: qué se pregunta, qué se anexa y qué falta en unas respuestas.

La definición llega revisada (`validacion.faltas`). Sus piezas: `secciones` (clave, titulo, preguntas), `anexos`
(clase, nombre, obligatorio) y `declaraciones` (clave, texto). Una pregunta lleva clave, texto y clase, y puede llevar
ayuda, obligatoria, opciones, `en_documentos` (con qué rótulo se imprime en el oficio y en el dictamen), `vence` (esa
fecha dice cuándo termina lo contratado), `es_folio_anterior` (dice qué dictamen se renueva) y `cada_vez` (es de esa
compra: no se copia a otra). Un anexo con `se_reusa` no depende del año y se copia. Preguntas y anexos admiten `si`:
sólo vienen al caso según otra respuesta o un hecho de la solicitud.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cuentas.interfaz.formatos import fecha, pesos
from cuentas.reloj import si_es_posible
from dictamenes.congelado import Dicho

# Cómo se contesta cada clase de pregunta y qué es cada hecho, en palabras.
CLASES = {
    "texto": "un renglón", "parrafo": "uno o varios párrafos", "numero": "un número", "dinero": "un importe",
    "fecha": "una fecha", "opcion": "una de las opciones",
}
NUMERICAS = ("numero", "dinero")
HECHOS = {
    "con_suficiencia": "hay oficio de suficiencia presupuestal",
    "con_marca": "algún concepto pide una marca específica",
}
MAXIMO_TEXTO = 10_000
CON_MILES = re.compile(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?")


@dataclass(frozen=True)
class Falta:
    """Algo que impide presentar: a qué se refiere y qué hacer."""

    sobre: str
    mensaje: str


def preguntas(definicion: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for seccion in definicion["secciones"]:
        yield from seccion["preguntas"]


def aplica(elemento: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> bool:
    """Si una pregunta o un anexo viene al caso, según `respuestas_que_aplican` y los hechos de la solicitud."""
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


def respuestas_que_aplican(
    definicion: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]
) -> dict[str, Any]:
    """Las respuestas cuya pregunta viene al caso: sólo éstas se entregan y sólo de ellas dependen las demás.

    Una condición nombra siempre a una pregunta anterior: la respuesta que dejó de venir al caso se lleva consigo, en
    orden, a las que dependían de ella.
    """
    suyas: dict[str, Any] = {}
    for pregunta in preguntas(definicion):
        clave = pregunta["clave"]
        if clave in respuestas and aplica(pregunta, suyas, hechos):
            suyas[clave] = respuestas[clave]
    return suyas


def faltas(definicion: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> list[Falta]:
    """Las preguntas obligatorias que vienen al caso y no tienen una respuesta que sirva."""
    encontradas, dichas = [], respuestas_que_aplican(definicion, respuestas, hechos)
    for pregunta in preguntas(definicion):
        if not aplica(pregunta, dichas, hechos):
            continue
        valor = str(dichas.get(pregunta["clave"], "")).strip()
        if not valor and pregunta.get("obligatoria", True):
            encontradas.append(Falta(pregunta["clave"], f"Conteste «{pregunta['texto']}»"))
        elif valor and not respuesta_valida(pregunta, valor):
            encontradas.append(Falta(pregunta["clave"], f"Revise «{pregunta['texto']}»: la respuesta no se entiende"))
    return encontradas


def respuesta_valida(pregunta: dict[str, Any], valor: str) -> bool:
    if pregunta["clase"] in NUMERICAS:
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
        dia = datetime.strptime(texto, "%d/%m/%Y").date() if "/" in texto else date.fromisoformat(texto)
        return si_es_posible(dia)
    except ValueError:
        return None


def dicha(pregunta: dict[str, Any], valor: Any) -> str:
    """Una respuesta como se lee: la opción por su texto, la fecha y el importe en palabras; lo demás, tal cual."""
    if pregunta["clase"] == "fecha" and (dia := como_fecha(valor)):
        return fecha(dia)
    if pregunta["clase"] == "dinero" and (importe := como_numero(valor)) is not None:
        return pesos(importe)
    return str(dict(pregunta.get("opciones", [])).get(valor, valor) or "")


def en_documentos(definicion: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> list[Dicho]:
    """Lo contestado que la definición manda imprimir y viene al caso: rótulo, valor en palabras y clase."""
    dichas = respuestas_que_aplican(definicion, respuestas, hechos)
    return [
        {"rotulo": p["en_documentos"], "valor": dicha(p, dichas[p["clave"]]), "clase": p["clase"]}
        for p in preguntas(definicion)
        if p.get("en_documentos") and dichas.get(p["clave"])
    ]


def nombre_de_anexo(definicion: dict[str, Any], clase: str) -> str:
    """El nombre de una clase de anexo; la que ya no se pide, por su clave («Plan de borrado»)."""
    return nombres_de_anexos(definicion).get(clase) or clase.replace("_", " ").capitalize()


def nombres_de_anexos(definicion: dict[str, Any]) -> dict[str, str]:
    return {anexo["clase"]: anexo["nombre"] for anexo in definicion["anexos"]}


def anexos_exigidos(definicion: dict[str, Any], respuestas: dict[str, Any], hechos: set[str]) -> list[dict[str, Any]]:
    """Las clases de anexo que esta solicitud debe traer."""
    dichas = respuestas_que_aplican(definicion, respuestas, hechos)
    return [a for a in definicion["anexos"] if a["obligatorio"] and aplica(a, dichas, hechos)]
