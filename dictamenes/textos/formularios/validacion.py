"""Si una definición de formulario se puede usar: todo lo que lo impide, cada cosa con su lugar y lo que se esperaba."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Iterator
from itertools import islice
from typing import Any

from dictamenes.generales import EN_LA_CAPTURA
from dictamenes.textos.formularios.definicion import CLASES, HECHOS, NUMERICAS
from dictamenes.textos.pegado import cita, es_texto

CLAVE = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Nombres que las páginas de captura ya usan para otra cosa: sus campos, sus lugares y lo que viaja oculto.
RESERVADAS = frozenset({
    "general", "conceptos", "anexos", "version", "volver", "recibida_en", "contingencia", "sello",
    "csrfmiddlewaretoken", *EN_LA_CAPTURA,
})
MAXIMOS = {
    "titulo": 80, "texto": 250, "ayuda": 500, "en_documentos": 60, "nombre": 120, "opcion": 150, "declaracion": 1000,
}
MAXIMO_DE = {"secciones": 15, "preguntas": 40, "opciones": 30, "anexos": 40, "declaraciones": 10}
DE_UNA_PREGUNTA = {"clave", "texto", "clase", "ayuda", "obligatoria", "opciones", "si", "en_documentos", "cada_vez"}
SOLO_DE = {"vence": "fecha", "es_folio_anterior": "texto"}  # marcas que sólo tienen sentido en una clase de pregunta
MAXIMO_DE_FALTAS = 40
MAYOR_NUMERO = 10**12
LLAVES_DE_CONDICION = ({"hecho"}, {"pregunta", "es"}, {"pregunta", "menor_que"})
CONDICION = "«si» lleva «hecho», o «pregunta» con «es», o «pregunta» con «menor_que»"
UNA_CLAVE = "va en minúsculas, sin acentos ni espacios, de hasta 40 letras, por ejemplo «vida_util»"


class DefinicionInvalida(ValueError):
    """La definición no se puede usar; el mensaje dice dónde."""


def faltas(definicion: Any, tipo: str) -> list[str]:
    """Lo que impide usarla en ese tipo; vacía si está bien."""
    if not isinstance(definicion, dict):
        return ["Se esperaba un objeto entre llaves, con «tipo», «secciones», «anexos» y «declaraciones»"]
    return list(islice(_de_la_definicion(definicion, tipo), MAXIMO_DE_FALTAS))


def _de_la_definicion(definicion: dict[str, Any], tipo: str) -> Iterator[str]:
    yield from _ajenas("La definición", definicion, {"tipo", "numero", "secciones", "anexos", "declaraciones"})
    if definicion.get("tipo") != tipo:
        yield f"«tipo»: se esperaba «{tipo}», el de este formulario, y dice «{cita(definicion.get('tipo'))}»"
    secciones: set[str] = set()
    preguntas: dict[str, dict[str, Any]] = {}
    for n, seccion in (yield from _renglones("La definición", definicion, "secciones")):
        yield from _de_seccion(_lugar("Sección", n, seccion.get("clave")), seccion, secciones, preguntas)
    clases: set[str] = set()
    for n, anexo in (yield from _renglones("La definición", definicion, "anexos")):
        yield from _de_anexo(_lugar("Anexo", n, anexo.get("clase")), anexo, clases, preguntas)
    claves: set[str] = set()
    for n, declaracion in (yield from _renglones("La definición", definicion, "declaraciones")):
        donde = _lugar("Declaración", n, declaracion.get("clave"))
        yield from _ajenas(donde, declaracion, {"clave", "texto"})
        yield from _clave(donde, declaracion, "clave", claves, RESERVADAS)
        yield from _texto(donde, declaracion, "texto", MAXIMOS["declaracion"])


def _de_seccion(
    donde: str, seccion: dict[str, Any], secciones: set[str], preguntas: dict[str, dict[str, Any]]
) -> Iterator[str]:
    yield from _ajenas(donde, seccion, {"clave", "titulo", "preguntas"})
    yield from _clave(donde, seccion, "clave", secciones, RESERVADAS)
    yield from _texto(donde, seccion, "titulo", MAXIMOS["titulo"])
    claves = set(preguntas)
    for n, pregunta in (yield from _renglones(donde, seccion, "preguntas")):
        lugar = _lugar(f"{donde}, pregunta", n, pregunta.get("clave"))
        yield from _clave(lugar, pregunta, "clave", claves, RESERVADAS)
        yield from _de_pregunta(lugar, pregunta, preguntas)
        if isinstance(pregunta.get("clave"), str):
            preguntas.setdefault(pregunta["clave"], pregunta)


def _de_pregunta(donde: str, pregunta: dict[str, Any], anteriores: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield from _ajenas(donde, pregunta, DE_UNA_PREGUNTA | SOLO_DE.keys())
    yield from _texto(donde, pregunta, "texto", MAXIMOS["texto"])
    for llave in sorted({"ayuda", "en_documentos"} & pregunta.keys()):
        yield from _texto(donde, pregunta, llave, MAXIMOS[llave])
    yield from _si_o_no(donde, pregunta, "obligatoria")
    yield from _si_o_no(donde, pregunta, "cada_vez")
    for llave in sorted(SOLO_DE.keys() & pregunta.keys()):
        yield from _si_o_no(donde, pregunta, llave)
        if pregunta.get("clase") != SOLO_DE[llave]:
            yield f"{donde}: «{llave}» va sólo en preguntas de clase «{SOLO_DE[llave]}»"
    if not _es_una_de(pregunta.get("clase"), CLASES):
        yield f"{donde}: «clase» es una de {', '.join(CLASES)}, y dice «{cita(pregunta.get('clase'))}»"
    if (pregunta.get("clase") == "opcion") != ("opciones" in pregunta):
        yield f"{donde}: «opciones» va en las preguntas de clase «opcion», y sólo en ellas"
    elif "opciones" in pregunta:
        yield from _de_opciones(donde, pregunta["opciones"])
    yield from _de_condicion(donde, pregunta, anteriores)


def _de_opciones(donde: str, opciones: Any) -> Iterator[str]:
    if not isinstance(opciones, list) or not 2 <= len(opciones) <= MAXIMO_DE["opciones"]:
        yield f"{donde}, «opciones»: se esperaba una lista de 2 a {MAXIMO_DE['opciones']} pares [clave, texto]"
        return
    claves: set[str] = set()
    for n, opcion in enumerate(opciones, start=1):
        lugar = f"{donde}, opción {n}"
        if not isinstance(opcion, list) or len(opcion) != 2:
            yield f"{lugar}: se esperaba un par [clave, texto]"
            continue
        par = dict(zip(("clave", "texto"), opcion, strict=True))
        yield from _clave(lugar, par, "clave", claves)
        yield from _texto(lugar, par, "texto", MAXIMOS["opcion"])


def _de_anexo(
    donde: str, anexo: dict[str, Any], clases: set[str], preguntas: dict[str, dict[str, Any]]
) -> Iterator[str]:
    yield from _ajenas(donde, anexo, {"clase", "nombre", "obligatorio", "si", "se_reusa"})
    yield from _clave(donde, anexo, "clase", clases)
    yield from _texto(donde, anexo, "nombre", MAXIMOS["nombre"])
    if "obligatorio" not in anexo:
        yield f"{donde}: falta «obligatorio»: true si se exige, false si es según el caso"
    yield from _si_o_no(donde, anexo, "obligatorio")
    yield from _si_o_no(donde, anexo, "se_reusa")
    yield from _de_condicion(donde, anexo, preguntas)


def _de_condicion(donde: str, elemento: dict[str, Any], anteriores: dict[str, dict[str, Any]]) -> Iterator[str]:
    if "si" not in elemento:
        return
    si = elemento["si"]
    if not isinstance(si, dict) or set(si) not in LLAVES_DE_CONDICION:
        yield f"{donde}: {CONDICION}"
    elif "hecho" in si:
        if not _es_una_de(si["hecho"], HECHOS):
            yield f"{donde}: «hecho» es uno de {', '.join(HECHOS)}, y dice «{cita(si['hecho'])}»"
    elif not _es_una_de(si["pregunta"], anteriores):
        yield f"{donde}: «si» nombra a «{cita(si['pregunta'])}», que no es la clave de una pregunta anterior"
    else:
        yield from _contra_pregunta(donde, si, anteriores[si["pregunta"]])


def _contra_pregunta(donde: str, si: dict[str, Any], anterior: dict[str, Any]) -> Iterator[str]:
    if "es" in si:
        opciones = _claves_de(anterior.get("opciones"))
        if not _es_una_de(si["es"], opciones):
            suyas = ", ".join(map(cita, opciones)) or "no tiene: no es de clase «opcion»"
            yield f"{donde}: «es» va con una opción de «{si['pregunta']}» ({suyas}), y dice «{cita(si['es'])}»"
    elif not _es_una_de(anterior.get("clase"), NUMERICAS):
        yield f"{donde}: «menor_que» se compara con una pregunta de clase {' o '.join(NUMERICAS)}"
    elif isinstance(si["menor_que"], bool) or not isinstance(si["menor_que"], int | float):
        yield f"{donde}: «menor_que» lleva un número"
    elif not 0 < si["menor_que"] <= MAYOR_NUMERO:
        yield f"{donde}: «menor_que» lleva un número mayor que cero y no mayor que {MAYOR_NUMERO}"


def _renglones(
    donde: str, objeto: dict[str, Any], llave: str
) -> Generator[str, None, list[tuple[int, dict[str, Any]]]]:
    """Los objetos de una lista, con su número; dice si no es una lista de objetos del largo debido."""
    valor, maximo = objeto.get(llave), MAXIMO_DE[llave]
    if not isinstance(valor, list) or not 0 < len(valor) <= maximo:
        yield f"{donde}: «{llave}» es una lista, entre corchetes, de 1 a {maximo}"
        return []
    for n, uno in enumerate(valor, start=1):
        if not isinstance(uno, dict):
            yield f"{donde}, «{llave}», renglón {n}: se esperaba un objeto entre llaves"
    return [(n, uno) for n, uno in enumerate(valor, start=1) if isinstance(uno, dict)]


def _ajenas(donde: str, objeto: dict[str, Any], admitidas: set[str]) -> Iterator[str]:
    for llave in sorted(objeto.keys() - admitidas):
        yield f"{donde}: «{cita(llave)}» no se conoce; se admite {', '.join(sorted(admitidas))}"


def _clave(
    donde: str, objeto: dict[str, Any], llave: str, usadas: set[str], reservadas: Collection[str] = ()
) -> Iterator[str]:
    """La clave en regla, sin repetir y que no sea una que las páginas ya usan; la que vale queda entre las usadas."""
    clave = objeto.get(llave)
    if not isinstance(clave, str) or not CLAVE.fullmatch(clave):
        yield f"{donde}: «{llave}» {UNA_CLAVE}"
    elif clave in reservadas:
        yield f"{donde}: «{clave}» es un nombre que el sistema usa para otra cosa; elija otra clave"
    elif clave in usadas:
        yield f"{donde}: la clave «{clave}» está repetida"
    else:
        usadas.add(clave)


def _texto(donde: str, objeto: dict[str, Any], llave: str, maximo: int) -> Iterator[str]:
    if not es_texto(objeto.get(llave), maximo):
        yield f"{donde}: «{llave}» lleva de 1 a {maximo} caracteres, en un renglón"


def _si_o_no(donde: str, objeto: dict[str, Any], llave: str) -> Iterator[str]:
    if not isinstance(objeto.get(llave, True), bool):
        yield f"{donde}: «{llave}» es true o false"


def _es_una_de(valor: Any, opciones: Collection[str]) -> bool:
    return isinstance(valor, str) and valor in opciones


def _claves_de(opciones: Any) -> list[str]:
    pares = opciones if isinstance(opciones, list) else []
    return [par[0] for par in pares if isinstance(par, list) and par and isinstance(par[0], str)]


def _lugar(que: str, n: int, clave: Any) -> str:
    """«Sección 2 (bienes)»."""
    return f"{que} {n} ({cita(clave)})" if isinstance(clave, str) else f"{que} {n}"
