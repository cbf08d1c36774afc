"""Lo publicado, leído por una herramienta que no es de esta casa: golang.org/x/mod/sumdb, con que empezó el formato.

Necesita Go y ese paquete (en Debian, `golang-go` y `golang-golang-x-mod-dev`). Sin ellos la prueba no corre y dice qué falta.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from auditoria.anclas import llave
from auditoria.anclas.firmar import anclar
from auditoria.testigos import carpeta
from auditoria.testigos.publicar import publicar
from bitacora.cadena import cabeza
from tests.bitacora.ataques import DOS, llenar
from tests.testigos.test_publicacion import con_dos, limpio, testigos  # noqa: F401  (son piezas de pytest)
from verificador.testigos.notas import leer_checkpoint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.larga]
GO, PAQUETE = shutil.which("go"), Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/note")
AQUI = Path(__file__).parent / "ajeno" / "lector.go"


@pytest.fixture(scope="module")
def lector(tmp_path_factory):
    if not GO or not PAQUETE.is_dir():
        pytest.skip("sin Go y golang.org/x/mod no se prueba con una herramienta ajena: apt install golang-go golang-golang-x-mod-dev")
    hecho = tmp_path_factory.mktemp("ajeno") / "lector"
    ambiente = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(hecho.parent / "cache"), "GOFLAGS": ""}
    subprocess.run([GO, "build", "-o", str(hecho), str(AQUI)], check=True, env=ambiente, timeout=300)
    return hecho


def test_un_lector_ajeno_acepta_lo_publicado_y_nota_lo_cambiado(sitio, en, settings, tmp_path, testigos, lector):  # noqa: F811
    con_dos(settings, tmp_path, testigos)  # con cofirmas que él no conoce
    publica = Path(settings.STORAGES["publica"]["OPTIONS"]["location"])

    def leer(*de):
        hecho = subprocess.run([lector, publica, llave.abrir().publica.vkey, *de], capture_output=True, text=True, timeout=60)
        return hecho.returncode, hecho.stdout.strip()

    llenar(en, 300)  # un mosaico entero y otro a medias
    anclar(en)
    publicar(en)
    antes = leer_checkpoint(carpeta.publicado())
    suya = (str(antes.n), base64.b64encode(antes.raiz).decode())
    llenar(en + DOS, 290)
    anclar(en + DOS)
    publicar(en + DOS)
    assert leer(*suya) == (0, f"{antes.origen} {cabeza()[0]}")
    assert leer(str(antes.n - 1), suya[1])[0] == 1, "la raíz no es la de ese tamaño"
    mosaico = publica / "tile/0/000"
    entero = mosaico.read_bytes()
    mosaico.write_bytes(entero[:40] + b"\0" + entero[41:])
    assert leer()[0] == 1
    mosaico.write_bytes(entero)
    entradas = publica / "tile/entries/000"
    entradas.write_bytes(entradas.read_bytes()[:2] + b"\0" * 32 + entradas.read_bytes()[34:])
    assert leer()[0] == 1
