"""Lo congelado con la versión 1 se redacta como entonces: los mismos datos dan los mismos bytes, aunque el papel cambie."""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from dictamenes.documento import oficio

GUARDADO = Path(__file__).resolve().parents[3] / "datos" / "congelado_v1.zip"
with zipfile.ZipFile(GUARDADO) as paquete:
    HUELLAS = json.loads(paquete.read("huellas.json"))
    CONGELADOS = {nombre: json.loads(paquete.read(f"{nombre}.json")) for nombre in HUELLAS}


@pytest.mark.parametrize("nombre", sorted(HUELLAS))
def test_lo_congelado_antes_se_redacta_igual_que_antes(nombre):
    """Salieron de la demostración de la versión 1: dictámenes de todo sentido, acuse, oficio, prevención e inventario."""
    redactar, huella = HUELLAS[nombre]
    assert CONGELADOS[nombre]["version"] == 1
    assert _huella(getattr(oficio, redactar)(CONGELADOS[nombre]).contenido) == huella


def _huella(contenido: bytes) -> str:
    """La de todo lo que el PDF lleva, sin comprimir: no depende de la zlib de cada máquina."""
    resumen = hashlib.sha256()
    with pikepdf.open(BytesIO(contenido)) as pdf:
        for objeto in pdf.objects:
            if not isinstance(objeto, pikepdf.Stream):
                resumen.update(objeto.unparse() if isinstance(objeto, pikepdf.Object) else repr(objeto).encode())
                continue
            propios = {k: v for k, v in objeto.items() if k not in ("/Length", "/Filter", "/DecodeParms")}
            dichos = sorted((k, v.unparse() if isinstance(v, pikepdf.Object) else repr(v)) for k, v in propios.items())
            resumen.update(repr(dichos).encode())
            resumen.update(objeto.read_bytes())
    return resumen.hexdigest()
