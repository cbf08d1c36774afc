"""Todos los formularios del sitio, hallados recorriendo sus páginas: uno nuevo entra solo a las pruebas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import Resolver404, resolve
from lxml import html

from tests.seguridad.recorrido_urls import deshecho, navegador
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS

URLENCODED = "application/x-www-form-urlencoded"
DE_TEXTO = {"text", "search", "email", "tel", "url", "number", "date", "datetime-local", "textarea"}
SIN_VALOR = {"submit", "button", "image", "reset"}
PDF = b"%PDF-1.4 de prueba"


@dataclass(frozen=True)
class Boton:
    """Lo que manda al oprimirse: su par (vacío si no tiene nombre) y a dónde, si no es a donde dice el formulario."""

    nombre: str
    valor: str
    accion: str


@dataclass(frozen=True)
class Formulario:
    """Un formulario tal como lo ve una persona: a dónde va, qué campos lleva, con qué valores sale y qué botones trae."""

    ruta: str
    persona: Any
    accion: str
    metodo: str
    multiparte: bool
    campos: dict[str, str] = field(hash=False)
    valores: list[tuple[str, Any]] = field(hash=False)
    botones: tuple[Boton, ...] = ()

    @property
    def destino(self) -> str:
        """El nombre de la ruta a la que va; vacío si no es de este sitio."""
        try:
            return resolve(urlsplit(self.accion).path).view_name
        except Resolver404:
            return ""

    def oprimido(self, boton: Boton) -> Formulario:
        """El mismo, enviado con ese botón."""
        par = [(boton.nombre, boton.valor)] if boton.nombre else []
        return replace(self, accion=boton.accion or self.accion, valores=[*self.valores, *par])

    def enviar(self, cambios: dict[str, list[Any]], cliente: Any, **opciones: Any) -> Any:
        """Lo manda con esos campos cambiados (lista vacía = sin el campo)."""
        pares = [(n, v) for n, v in self.valores if n not in cambios]
        pares += [(n, v) for n, suyos in cambios.items() for v in suyos]
        if self.metodo == "get":
            return cliente.get(f"{self.accion.split('?')[0]}?{urlencode(_en_bytes(pares))}", **opciones)
        if not self.multiparte:
            return cliente.post(self.accion, urlencode(_en_bytes(pares)), content_type=URLENCODED, **opciones)
        juntos: dict[str, list[Any]] = {}
        for nombre, valor in pares:
            juntos.setdefault(nombre, []).append(valor)
        cuerpo = encode_multipart(BOUNDARY, juntos)
        return cliente.generic("POST", self.accion, cuerpo, content_type=MULTIPART_CONTENT, **opciones)


def formularios(gente: dict[str, Any], direcciones: Any) -> Iterator[Formulario]:
    """Cada formulario distinto, por la primera persona que lo ve en cada estado (lo dice la tabla de rutas)."""
    vistos = set()
    for ruta, esperado in {**TABLA, **TABLA_DE_CATALOGOS}.items():
        for n, url in enumerate(direcciones(ruta)):
            persona = _quien_lo_ve(esperado["get"], gente, n)
            if persona is None:
                continue
            for hallado in en_pagina(ruta, gente[persona], url):
                que_manda = sorted({*hallado.campos, *((b.nombre, b.valor, bool(b.accion)) for b in hallado.botones)}, key=str)
                clave = (hallado.destino or hallado.ruta, hallado.metodo, *que_manda)
                if que_manda and clave not in vistos:
                    vistos.add(clave)
                    yield hallado


def en_pagina(ruta: str, persona: Any, url: str) -> list[Formulario]:
    """Los formularios de una página."""
    with deshecho():
        respuesta = navegador(persona).get(url)
    if respuesta.status_code != 200 or "text/html" not in respuesta["Content-Type"]:
        return []
    pagina = html.fromstring(respuesta.content)
    return [_leer(ruta, persona, url, forma, pagina) for forma in pagina.iter("form")]


def _quien_lo_ve(codigos: dict[str, str], gente: dict[str, Any], n: int) -> str | None:
    for persona in gente:
        suyos = codigos.get(persona, codigos["resto"])
        if (suyos if len(suyos) == 1 else suyos[n]) == "2":
            return persona
    return None


def _leer(ruta: str, persona: Any, url: str, forma: Any, pagina: Any) -> Formulario:
    campos: dict[str, str] = {}
    valores: list[tuple[str, Any]] = []
    for control in forma.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        clase = control.tag if control.tag != "input" else control.get("type", "text")
        if control.get("name") == "csrfmiddlewaretoken" or clase in SIN_VALOR:
            continue
        campos[control.get("name")] = clase
        valores += [(control.get("name"), v) for v in _valores(control, clase)]
    return Formulario(
        ruta, persona, urljoin(url, forma.get("action") or url), forma.get("method", "get").lower(),
        "multipart" in (forma.get("enctype") or ""), campos, valores, tuple(_botones(url, forma, pagina)),
    )


def _botones(url: str, forma: Any, pagina: Any) -> Iterator[Boton]:
    """Los de adentro y los que, desde fuera, dicen ser de este formulario."""
    suyos = forma.xpath(".//button | .//input[@type='submit' or @type='image']")
    if forma.get("id"):
        suyos += pagina.xpath("//button[@form=$id] | //input[@form=$id and @type='submit']", id=forma.get("id"))
    for boton in suyos:
        if boton.get("type", "submit") in {"submit", "image"}:
            destino = boton.get("formaction")
            yield Boton(boton.get("name") or "", boton.get("value") or "", urljoin(url, destino) if destino else "")


def _valores(control: Any, clase: str) -> list[Any]:
    if clase in {"checkbox", "radio"}:
        return [control.get("value", "on")] if control.get("checked") is not None else []
    if clase == "file":
        return [SimpleUploadedFile("a.pdf", PDF, "application/pdf")]
    if clase == "select":
        elegidas = [o.get("value", "") for o in control.xpath(".//option[@selected]")]
        return elegidas or [o.get("value") for o in control.xpath(".//option[@value!='']")][:1]
    return [(control.text or "") if clase == "textarea" else control.get("value") or ""]


def _en_bytes(pares: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(nombre, valor if isinstance(valor, (str, bytes)) else "") for nombre, valor in pares]
