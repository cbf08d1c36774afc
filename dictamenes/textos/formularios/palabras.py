"""Una definición de formulario en palabras: cuándo se pregunta algo, qué anexos pide y qué cambió de otra versión."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cuentas.interfaz.formatos import con_unidad
from cuentas.interfaz.gramatica import lista
from dictamenes.textos.formularios.definicion import CLASES, HECHOS, preguntas
from dictamenes.textos.publicacion import cotejar

OBLIGATORIO, SEGUN_EL_CASO = "R", "C"
FACETAS = {"ayuda": "la pista", "opciones": "las opciones", "si": "cuándo se pregunta",
           "en_documentos": "cómo se imprime en los documentos", "vence": "si de ahí se avisa cuándo termina",
           "es_folio_anterior": "si dice el folio que se renueva", "cada_vez": "si se contesta otra vez al copiarla"}


def condicion(elemento: dict[str, Any], definicion: dict[str, Any]) -> str:
    """Cuándo viene al caso una pregunta o un anexo: «Sólo si contestó «Sí» en «¿Compromete…?»». Vacía: siempre."""
    si = elemento.get("si")
    if not si:
        return ""
    if "hecho" in si:
        return f"Sólo si {HECHOS[si['hecho']]}."
    otra = next(p for p in preguntas(definicion) if p["clave"] == si["pregunta"])
    dicho = f"«{dict(otra['opciones'])[si['es']]}»" if "es" in si else f"menos de {si['menor_que']}"
    return f"Sólo si contestó {dicho} en «{otra['texto']}»."


def matriz(definicion: dict[str, Any]) -> list[dict[str, str]]:
    """Cada clase de anexo con su letra (R obligatorio, C según el caso) y cuándo se pide."""
    return [
        {"clase": a["clase"], "nombre": a["nombre"],
         "letra": OBLIGATORIO if a["obligatorio"] and not a.get("si") else SEGUN_EL_CASO,
         "cuando": _cuando(a, definicion)}
        for a in definicion["anexos"]
    ]


def cambios(antes: dict[str, Any], ahora: dict[str, Any]) -> list[str]:
    """Qué distingue a una definición de otra, en frases: «Se agregó la pregunta «¿Cuánta energía consume?»»."""
    return [*_de_secciones(antes, ahora), *_de_preguntas(antes, ahora), *_de_anexos(antes, ahora),
            *_de_declaraciones(antes, ahora)]


def tamano(definicion: dict[str, Any]) -> str:
    """«4 secciones, 19 preguntas, 12 anexos y 1 declaración»."""
    cuentas = (len(definicion["secciones"]), len(list(preguntas(definicion))), len(definicion["anexos"]),
               len(definicion["declaraciones"]))
    que = ("sección", "pregunta", "anexo", "declaración")
    return lista(con_unidad(n, uno) for n, uno in zip(cuentas, que, strict=True))


def _cuando(anexo: dict[str, Any], definicion: dict[str, Any]) -> str:
    exigido = "Obligatorio." if anexo["obligatorio"] else "Opcional."
    copiado = "Se lleva al copiar la solicitud." if anexo.get("se_reusa") else ""
    return " ".join(filter(None, [exigido, condicion(anexo, definicion), copiado]))


def _de_secciones(antes: dict[str, Any], ahora: dict[str, Any]) -> Iterator[str]:
    agregadas, comunes, retiradas = cotejar(_secciones(antes), _secciones(ahora))
    yield from (f"Se agregó la sección «{titulo}»" for titulo in agregadas)
    yield from (f"La sección «{antes}» ahora se llama «{ahora}»" for antes, ahora in comunes if antes != ahora)
    yield from (f"Se retiró la sección «{titulo}»" for titulo in retiradas)


def _de_preguntas(antes: dict[str, Any], ahora: dict[str, Any]) -> Iterator[str]:
    de_antes, de_ahora = _preguntas(antes), _preguntas(ahora)
    agregadas, comunes, retiradas = cotejar(de_antes, de_ahora)
    yield from (f"Se agregó la pregunta «{p['texto']}» en «{p['seccion']}»" for p in agregadas)
    for vieja, nueva in comunes:
        if que := list(_distinto(vieja, nueva)):
            yield f"Cambió la pregunta «{nueva['texto']}»: {', '.join(que)}"
    yield from (f"Se retiró la pregunta «{p['texto']}»" for p in retiradas)
    if [c for c in de_antes if c in de_ahora] != [c for c in de_ahora if c in de_antes]:
        yield "Cambió el orden de las preguntas"


def _distinto(vieja: dict[str, Any], nueva: dict[str, Any]) -> Iterator[str]:
    if vieja["texto"] != nueva["texto"]:
        yield f"antes decía «{vieja['texto']}»"
    if vieja["clase"] != nueva["clase"]:
        yield f"ahora se contesta con {CLASES[nueva['clase']]}"
    if vieja.get("obligatoria", True) != nueva.get("obligatoria", True):
        yield "ahora es obligatoria" if nueva.get("obligatoria", True) else "ahora es opcional"
    yield from (dicho for llave, dicho in FACETAS.items() if vieja.get(llave) != nueva.get(llave))
    if vieja["en"] != nueva["en"]:
        yield f"pasó a «{nueva['seccion']}»"


def _de_anexos(antes: dict[str, Any], ahora: dict[str, Any]) -> Iterator[str]:
    de_antes = {a["clase"]: _como_se_pide(a, antes) for a in antes["anexos"]}
    de_ahora = {a["clase"]: _como_se_pide(a, ahora) for a in ahora["anexos"]}
    agregados, comunes, retirados = cotejar(de_antes, de_ahora)
    yield from (f"Se agregó el anexo «{nombre}»: {cuando}" for nombre, cuando in agregados)
    for viejo, nuevo in comunes:
        if viejo != nuevo:
            antes_dicho = f" (antes «{viejo[0]}»)" if viejo[0] != nuevo[0] else ""
            yield f"Cambió el anexo «{nuevo[0]}»{antes_dicho}: {nuevo[1]}"
    yield from (f"Se retiró el anexo «{nombre}»" for nombre, _ in retirados)


def _de_declaraciones(antes: dict[str, Any], ahora: dict[str, Any]) -> Iterator[str]:
    agregadas, comunes, retiradas = cotejar(_declaraciones(antes), _declaraciones(ahora))
    yield from (f"Se agregó la declaración «{texto}»" for texto in agregadas)
    yield from (f"La declaración «{antes}» ahora dice «{ahora}»" for antes, ahora in comunes if antes != ahora)
    yield from (f"Se retiró la declaración «{texto}»" for texto in retiradas)


def _como_se_pide(anexo: dict[str, Any], definicion: dict[str, Any]) -> tuple[str, str]:
    cuando = _cuando(anexo, definicion).rstrip(".")
    return anexo["nombre"], cuando[:1].lower() + cuando[1:]


def _secciones(definicion: dict[str, Any]) -> dict[str, str]:
    return {s["clave"]: s["titulo"] for s in definicion["secciones"]}


def _preguntas(definicion: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {p["clave"]: {**p, "en": s["clave"], "seccion": s["titulo"]}
            for s in definicion["secciones"] for p in s["preguntas"]}


def _declaraciones(definicion: dict[str, Any]) -> dict[str, str]:
    return {d["clave"]: d["texto"] for d in definicion["declaraciones"]}
