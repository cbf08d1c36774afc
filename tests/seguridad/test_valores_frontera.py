"""Cada campo de cada formulario, con lo peor que se puede teclear: nunca una falla nuestra, nunca se pierde el texto.

Los formularios se hallan recorriendo las páginas (`formularios_hallados.py`). En `make probar` corre una parte sembrada.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from cuentas.texto import visible
from tests.herramientas.dosis import dosis, muestra
from tests.seguridad.formularios_hallados import DE_TEXTO, PDF
from tests.seguridad.recorrido_urls import deshecho, navegador

pytestmark = [pytest.mark.django_db, pytest.mark.larga]
NUMEROS = [
    "1e999", "-1e999", "1e-999", "NaN", "sNaN", "-NaN", "Infinity", "-Infinity", "1" + "0" * 40, "0." + "3" * 60, "-1", "-0",
    "0x10", "1_000", "１２３", "1,5", "1.5.5", "9" * 5000, "2147483648", "9223372036854775808", "-9223372036854775809", "abc",
    "1 OR 1=1", "[]", "['1','2']", "null", "true",
]
FECHAS = ["2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "99999-01-01", "2026-13-01", "2026-01-01T25:61", "1e5", "-5"]
TEXTOS = [
    b"a\0b", b"\xff\xfe\xfa", b"\xed\xa0\x80", "\u202egnp.exe", "a\u200bb\u200d\ufeff", "\U0010ffff\ufffe", "é" * 3, "   ", "\r\n\r\n",
    "<zq7\"'>", "{{ 7*7 }}{% url 'x' %}", "%s%n%(a)s", "'; DROP TABLE x;--", "../../etc/passwd", '{"a": {"$gt": ""}}', "[" * 3000,
    "=cmd|' /C calc'!A0", "a" * 300, "a" * 1_000_000, "ñ " * 250_000, "https://malo.example/", "a\r\nBcc: b@ejemplo.invalid",
]
HOSTILES = [[v] for v in (*NUMEROS, *FECHAS, *TEXTOS)] + [[], ["", ""], ["1", "2", "3"], ["x"] * 200]
NOMBRES_DE_ARCHIVO = ["<zq7\"'>.pdf", "../../a.pdf", "a\u202efdp.exe", "a" * 400 + ".pdf", "CON.pdf", ".pdf", "a.pdf\r\nX: y"]
CONSERVADOS = {"1e999", "NaN", "1" + "0" * 40, "abc", "2026-02-30", "<zq7\"'>", "a\u200bb\u200d\ufeff", "\u202egnp.exe",
               "'; DROP TABLE x;--", "a" * 300, "a" * 1_000_000}
NO_SE_DEVUELVEN = {"ficha", "version", "visto", "envio"}
MINIMO_DE_FORMULARIOS = 35
FAMILIA = 5
POR_CAMPOS = "application/x-www-form-urlencoded"
EN_PARTES = "multipart/form-data"
CUERPOS = [
    *((b"a=1", f"{POR_CAMPOS}; charset={c}") for c in ("utf-7", "utf-16", "shift_jis", "x", '"\\0"', "idna", "hex")),
    (b'{"a": 1}', "application/json"), (b"<a/>", "text/xml"), (b"a=1", ""), (b"\0" * 100, "application/octet-stream"),
    (b"--x\r\n", f"{EN_PARTES}; boundary=x"), (b"nada", EN_PARTES), (b"x", f"{EN_PARTES}; boundary={'y' * 300}"),
    (b"--x\r\nContent-Disposition: form-data; name=\"a\"; filename*=utf-7''x\r\n\r\nb\r\n--x--", f"{EN_PARTES}; boundary=x"),
    (b"&".join(b"a%d=1" % n for n in range(1100)), POR_CAMPOS), (b"=&=&&&;;%%%zz=%", POR_CAMPOS),
]


@pytest.fixture
def hallados(recorrido):
    return recorrido.hallados


def _grupos(campos):
    """Los campos de una familia grande (`criterio_idoneidad`, `criterio_modelo`…) juntos, y cada uno de los demás, solo."""
    familias = {}
    for nombre, clase in campos.items():
        familias.setdefault((nombre.split("_")[0], clase), []).append(nombre)
    for (_, clase), nombres in familias.items():
        juntos = [nombres] if len(nombres) >= FAMILIA and clase != "file" else [[nombre] for nombre in nombres]
        yield from ((grupo, clase) for grupo in juntos)


def _casos(hallados):
    for forma in hallados:
        for nombres, clase in _grupos(forma.campos):
            if clase == "file":
                archivos = [SimpleUploadedFile(n, PDF, "application/pdf") for n in NOMBRES_DE_ARCHIVO]
                yield from ((forma, nombres, clase, [archivo]) for archivo in archivos)
                yield from ((forma, nombres, clase, v) for v in ([], [b"texto"], [SimpleUploadedFile("v.pdf", b"")]))
            else:
                yield from ((forma, nombres, clase, valores) for valores in HOSTILES)


def _se_perdieron(nombres, clase, valores, respuesta):
    """Los campos en que lo tecleado (lo que de ello se ve) debía volver y no volvió: se mira cada control, no la página."""
    if respuesta.status_code != 422 or clase not in DE_TEXTO or len(valores) != 1 or valores[0] not in CONSERVADOS:
        return []
    pagina = html.document_fromstring(respuesta.content.decode(), parser=html.HTMLParser(huge_tree=True))
    vueltos = {c.get("name") for c in pagina.xpath("//input | //textarea") if visible(valores[0]) in visible(c.get("value") or c.text or "")}
    return [nombre for nombre in nombres if nombre not in NO_SE_DEVUELVEN and nombre not in vueltos]


def _campo_por_campo(hallados):
    """Cada campo (o familia de campos) × cada valor."""
    clientes = {forma.persona: navegador(forma.persona) for forma in hallados}
    for forma, nombres, clase, valores in muestra(list(_casos(hallados)), dosis(50, 10**9)):
        with deshecho():
            respuesta = forma.enviar(dict.fromkeys(nombres, valores), clientes[forma.persona])
        dicho = f"{forma.ruta} {forma.accion} {' '.join(nombres)}={str(valores)[:60]}: {respuesta.status_code}"
        if respuesta.status_code >= 500:
            yield dicho
        elif perdidos := _se_perdieron(nombres, clase, valores, respuesta):
            yield f"{dicho}, y se perdió lo tecleado en {' '.join(perdidos)}"
        if "salir" in forma.accion or forma.persona is None:
            clientes[forma.persona] = navegador(forma.persona)


def _todo_a_la_vez(hallados):
    """Todos los campos con el mismo valor hostil."""
    for forma in muestra(hallados, dosis(60, 10**9), "todo"):
        for valor in muestra(["1e999", "NaN", b"\xff\0", "9223372036854775808", "-1", "[]", "a" * 20_000], 1):
            cambios = {n: [valor] for n, clase in forma.campos.items() if clase != "file"}
            with deshecho():
                codigo = forma.enviar(cambios, navegador(forma.persona)).status_code
            if codigo >= 500:
                yield f"{forma.ruta} todo={str(valor)[:20]}: {codigo}"


def _cuerpos_ajenos(hallados):
    """Codificaciones raras, JSON, multipart roto, demasiados campos."""
    for forma in muestra([f for f in hallados if f.metodo == "post"], dosis(60, 10**9), "cuerpos"):
        cliente = navegador(forma.persona)
        for cuerpo, tipo in muestra(CUERPOS, 1):
            with deshecho():
                codigo = cliente.generic("POST", forma.accion, cuerpo, content_type=tipo).status_code
            if codigo >= 500:
                yield f"{forma.ruta} {tipo[:60]}: {codigo}"


BOTONES = ("1e999", "9999-12-31", "<zq7\"'>", "a" * 300)
MINIMO_DE_BOTONES = 90


def _boton_por_boton(hallados):
    """Cada botón de cada formulario: tal como viene, y con todos sus textos en un valor frontera."""
    todos = [(forma.oprimido(boton), boton, valor) for forma in hallados for boton in forma.botones for valor in (None, *BOTONES)]
    assert len(todos) >= MINIMO_DE_BOTONES * (1 + len(BOTONES)), len(todos)
    for forma, boton, valor in muestra(todos, dosis(70, 10**9), "botones"):
        textos = [n for n, clase in forma.campos.items() if clase in DE_TEXTO and n != boton.nombre]
        with deshecho():
            respuesta = forma.enviar(dict.fromkeys(textos, [valor]) if valor else {}, navegador(forma.persona))
        dicho = f"{forma.ruta} → {forma.accion} [{boton.nombre}={boton.valor}] {str(valor)[:20]}: {respuesta.status_code}"
        if respuesta.status_code >= 500:
            yield dicho
        elif valor and (perdidos := _se_perdieron(textos, "text", [valor], respuesta)):
            yield f"{dicho}, y se perdió lo tecleado en {' '.join(perdidos)}"


def test_cada_boton_se_oprime_y_ninguno_tumba_ni_pierde_nada(hallados):
    fallas = list(_boton_por_boton(hallados))
    assert not fallas, f"{len(fallas)}:\n" + "\n".join(fallas[:60])


def test_ningun_valor_tumba_una_pagina_ni_pierde_lo_tecleado(hallados):
    """Menos de 500 siempre, y el 422 devuelve el formulario con lo que se tecleó."""
    assert len(hallados) >= MINIMO_DE_FORMULARIOS, [forma.ruta for forma in hallados]
    fallas = [*_campo_por_campo(hallados), *_todo_a_la_vez(hallados), *_cuerpos_ajenos(hallados)]
    assert not fallas, f"{len(fallas)}:\n" + "\n".join(fallas[:60])
