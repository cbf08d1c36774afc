"""Los criterios con que se estudia un asunto, como listas con versión, y las razones codificadas.

Lo contestado guarda el nombre de cada criterio y la versión de su lista: publicar otra no lo cambia. Fuente: DOMINIO §6
y §4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cuentas.models import Usuario
from dictamenes.congelado import CriterioContestado
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import ListaDeCriterios
from dictamenes.models.catalogos import Categoria
from dictamenes.models.criterios import Criterio
from dictamenes.textos import pegado, publicacion

RESULTADOS = (("cumple", "Cumple"), ("no_cumple", "No cumple"), ("no_aplica", "No aplica"))
CLAVE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LLAVES = {"clave", "nombre", "pregunta", "categorias"}
MAXIMOS = {"nombre": 150, "pregunta": 500}
MAXIMO_DE_CRITERIOS = 60

# Razones de un sentido no favorable o improcedente. La clave queda escrita en el dictamen: no se reusa ni se borra.
RAZONES = {
    "R01": "No cumple el estándar aplicable",
    "R02": "La desviación del estándar no está justificada",
    "R03": "La especificación limita la competencia a una marca",
    "R04": "La cantidad o la capacidad no corresponden a la necesidad",
    "R05": "Duplica un sistema, servicio o contrato vigente",
    "R06": "Existe contrato marco o compra consolidada que lo cubre",
    "R07": "El costo no se justifica frente a las alternativas",
    "R08": "No se alinea con el Programa Especial",
    "R09": "No garantiza la seguridad o la protección de datos personales",
    "R10": "El ente no acredita cómo lo va a operar",
    "R11": "No entrega al Estado el código o los derechos",
    "R12": "No es una tecnología de la información por su naturaleza ni por su función",
}


def vigente(clase: str) -> ListaDeCriterios:
    """La última publicada. Lanza `ListaDeCriterios.DoesNotExist` si no se sembró ninguna."""
    lista: ListaDeCriterios = ListaDeCriterios.objects.publicadas(clase=clase).latest("numero")
    return lista


def respuesta(criterio: Criterio, resultado: str, razon: str) -> CriterioContestado:
    """Lo contestado, como se guarda y como lo imprime el dictamen."""
    return {"clave": criterio.clave, "version": criterio.version, "criterio": criterio.nombre, "resultado": resultado,
            "razon": razon.strip()}


def leer(texto: str) -> list[dict[str, Any]]:
    """Los criterios escritos en JSON. Lanza `DatosInvalidos` con todo lo que impide usarlos."""
    criterios = pegado.leer(texto)
    if impedimentos := faltas(criterios):
        raise DatosInvalidos(". ".join(impedimentos))
    return list(criterios)


def escribir(criterios: list[dict[str, Any]]) -> str:
    """En JSON, un criterio por renglón: lo que `leer` entiende."""
    return "[\n" + ",\n".join(f"  {json.dumps(c, ensure_ascii=False)}" for c in criterios) + "\n]"


def faltas(criterios: Any) -> list[str]:
    """Lo que impide usar una lista; vacía si está bien."""
    if not isinstance(criterios, list) or not 0 < len(criterios) <= MAXIMO_DE_CRITERIOS:
        return [f"La lista lleva de 1 a {MAXIMO_DE_CRITERIOS} criterios entre corchetes"]
    halladas = [f"Criterio {n}: {falta}" for n, uno in enumerate(criterios, start=1) for falta in _faltas_de(uno)]
    if not halladas:
        claves = [criterio["clave"] for criterio in criterios]
        halladas = [f"La clave «{clave}» está repetida" for clave in sorted({c for c in claves if claves.count(c) > 1})]
    return halladas


def cambios(antes: Iterable[Criterio], ahora: Iterable[Criterio]) -> list[str]:
    """Qué distingue a una lista de otra, en frases: «Se agregó «Accesibilidad»»."""
    agregados, comunes, retirados = publicacion.cotejar({c.clave: c for c in antes}, {c.clave: c for c in ahora})
    return [
        *(f"Se agregó «{c.nombre}»" for c in agregados),
        *(f"Cambió «{nuevo.nombre}»" for viejo, nuevo in comunes if _contenido(viejo) != _contenido(nuevo)),
        *(f"Se retiró «{c.nombre}»" for c in retirados),
    ]


def redactar(
    clase: str, criterios: list[dict[str, Any]], *, por: Usuario | None, en: datetime, envio: str | None = None,
    leida: str | None = None,
) -> ListaDeCriterios:
    """Corrige el borrador de esa clase o, si no lo hay, abre la versión siguiente.

    Lanza `DatosInvalidos` o lo que `publicacion.redactar`.
    """
    if impedimentos := faltas(criterios):
        raise DatosInvalidos(". ".join(impedimentos))
    return publicacion.redactar(ListaDeCriterios, {"clase": clase}, {"criterios": criterios}, que="criterios", por=por,
                                en=en, envio=envio, leida=leida)


def publicar(
    lista: ListaDeCriterios, *, por: Usuario | None, en: datetime, leida: str | None = None
) -> ListaDeCriterios:
    """La vuelve vigente e inmutable. Lanza lo que `publicacion.publicar`."""
    return publicacion.publicar(lista, que="criterios", objeto=lista, por=por, en=en, leida=leida)


def razon_escrita(clave: str) -> str:
    """Una razón codificada como queda escrita: «No cumple el estándar aplicable (R01)». KeyError si no existe."""
    return f"{RAZONES[clave]} ({clave})"


def _faltas_de(criterio: Any) -> list[str]:
    if not isinstance(criterio, dict) or not {"clave", "nombre", "pregunta"} <= criterio.keys() <= LLAVES:
        return ["lleva «clave», «nombre», «pregunta» y, si hace falta, «categorias»; nada más"]
    halladas = []
    if not isinstance(criterio["clave"], str) or not CLAVE.fullmatch(criterio["clave"]):
        halladas.append("la clave va en minúsculas, sin acentos ni espacios, por ejemplo «vida_util»")
    for campo, maximo in MAXIMOS.items():
        if not pegado.es_texto(criterio[campo], maximo):
            halladas.append(f"«{campo}» lleva de 1 a {maximo} caracteres, en un renglón")
    categorias = criterio.get("categorias", [])
    if not isinstance(categorias, list) or any(c not in Categoria.values for c in categorias):
        halladas.append(f"las categorías son: {', '.join(Categoria.values)}")
    return halladas


def _contenido(criterio: Criterio) -> tuple[str, str, frozenset[str]]:
    return criterio.nombre, criterio.pregunta, criterio.categorias
