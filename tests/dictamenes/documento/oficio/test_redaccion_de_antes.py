"""Lo congelado con la versión 1, la 2 o la 3 se redacta como entonces: los mismos datos dan los mismos bytes."""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from dictamenes.documento import oficio

DATOS = Path(__file__).resolve().parents[3] / "datos"


def _guardados():
    for version in (1, 2, 3):
        with zipfile.ZipFile(DATOS / f"congelado_v{version}.zip") as paquete:
            for nombre, (redactar, huella) in sorted(json.loads(paquete.read("huellas.json")).items()):
                datos = json.loads(paquete.read(f"{nombre}.json"))
                yield pytest.param(version, redactar, datos, huella, id=f"{version}-{nombre}")


@pytest.mark.parametrize(("version", "redactar", "datos", "huella"), list(_guardados()))
def test_lo_congelado_antes_se_redacta_igual_que_antes(version, redactar, datos, huella):
    """Salieron de la demostración de cada versión (la 3, de los datos de prueba): dictámenes de todo sentido, acuse, oficio, prevención e inventario."""
    assert datos["version"] == version
    assert _huella(getattr(oficio, redactar)(datos).contenido) == huella


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
