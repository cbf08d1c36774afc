"""Arma `static/firma/` de sus fuentes, byte por byte igual siempre: `make firma`. Sin node y sin minificar: se lee."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

FUENTE = Path(__file__).resolve().parent
DESTINO = FUENTE.parents[1] / "firma"
AJENO = ("utils", "cipher", "des", "cbc", "ede")
PROPIO = ("frases", "der", "llave", "documento", "sitio", "pagina")
POLITICA = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'"
)  # frame-ancestors va sólo en la cabecera (config/pagina_de_firma.py): en un meta no vale
AVISO = "/* Página de firma. Propio: AGPL-3.0-or-later. Incluye des.js 1.1.0, (c) 2015 Fedor Indutny, licencia MIT:\n"
ENVOLTURA = """\
const ajeno = (() => {
const modulos = {}, hechos = {
  "minimalistic-assert": { equal: (a, b, dicho) => { if (a != b) throw new Error(dicho); } },
  inherits: (hijo, padre) => {
    hijo.super_ = padre;
    hijo.prototype = Object.create(padre.prototype, { constructor: { value: hijo, writable: true } });
  },
};
const pedir = (nombre) => {
  nombre = nombre.replace("./", "");
  if (!hechos[nombre]) {
    const module = { exports: {} };
    modulos[nombre](module.exports, pedir, module);
    hechos[nombre] = module.exports;
  }
  return hechos[nombre];
};
"""


def armar() -> dict[str, bytes]:
    """Nombre → bytes de lo que se publica."""
    js, css = _guion().encode(), _leer("firma.css").encode()
    html = _leer("index.html").replace("{{politica}}", POLITICA)
    html = html.replace("{{js}}", _integridad(js)).replace("{{css}}", _integridad(css))
    archivos = {"firma.css": css, "firma.js": js, "index.html": html.encode()}
    huellas = "".join(f"{hashlib.sha256(dicho).hexdigest()}  {nombre}\n" for nombre, dicho in sorted(archivos.items()))
    return {**archivos, "huellas.txt": huellas.encode()}


def _guion() -> str:
    ajenos = [f'modulos["{n}"] = function (exports, require, module) {{\n{_leer(f"ajeno/{n}.js")}}};\n' for n in AJENO]
    de_ajenos = f'"use strict";\n{ENVOLTURA}{"".join(ajenos)}return pedir;\n}})();\n'
    propios = "\n".join(_leer(f"{nombre}.js") for nombre in PROPIO)
    return f"{AVISO}{_leer('ajeno/LICENCIA.txt')}*/\n(() => {{\n{de_ajenos}\n{propios}}})();\n"


def _leer(nombre: str) -> str:
    return (FUENTE / nombre).read_text(encoding="utf-8")


def _integridad(dicho: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(dicho).digest()).decode()


if __name__ == "__main__":
    DESTINO.mkdir(exist_ok=True)
    for nombre, dicho in armar().items():
        (DESTINO / nombre).write_bytes(dicho)
