"""La estampa de archivo se renueva antes de que deje de valer, y la primera firma sigue verificando con el verificador suelto."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from mundo_firma import AHORA, EXIGIDO, Mundo, pdf_base

from dictamenes.documento.firma import cierre, largo_plazo, persona, sello
from dictamenes.documento.firma.credenciales import cargar
from dictamenes.documento.firma.estampado import EstampadoraLocal
from dictamenes.documento.firma.prueba import Autoridad, Emitido, _nombre_de_autoridad
from verificador.confianza import algoritmos
from verificador.politica import juzgar

RAIZ = Path(__file__).resolve().parents[4]
DIA = timedelta(days=1)
AL_FIRMAR = AHORA - 900 * DIA
RENOVACIONES = (AHORA - 620 * DIA, AHORA - 340 * DIA, AHORA - 60 * DIA)


def _estampadora(mundo: Mundo, desde: datetime, autoridad: Autoridad | None = None) -> EstampadoraLocal:
    """La de una autoridad cuyo certificado dura diez meses, en la hora en que empieza."""
    emitido = (autoridad or mundo.intermedia).tsa("TSA de vida corta", desde=desde - DIA, hasta=desde + 300 * DIA)
    cadena = [*mundo.raices.intermedios, *([_asn1(autoridad.propia)] if autoridad else [])]
    return EstampadoraLocal(cargar(emitido.cer, emitido.key(None), None, cadena=cadena), desde)


def _asn1(emitido: Emitido):
    return cargar(emitido.cer, emitido.key(None), None, cadena=()).certificado


@pytest.fixture(scope="module")
def versiones(mundo: Mundo) -> list[bytes]:
    """El ejemplar firmado hace dos años y medio y sus tres renovaciones."""
    sellado = sello.sellar(pdf_base(), credencial=mundo.credencial(mundo.sello), en=AL_FIRMAR, caja_firma=(0, 72, 100, 300, 160))
    firmado = persona.firmar(sellado, credencial=mundo.credencial(mundo.persona), en=AL_FIRMAR, motivo="Autoriza", lugar="Hermosillo")
    estampadora = _estampadora(mundo, AL_FIRMAR)
    hechas = [cierre.cerrar(firmado, estampadora=estampadora, raices=mundo.raices, en=AL_FIRMAR, exigencias=EXIGIDO)]
    for en in RENOVACIONES:
        hechas.append(largo_plazo.renovar(hechas[-1], estampadora=_estampadora(mundo, en), raices=mundo.raices, en=en))
    return hechas


def test_tres_renovaciones_y_la_primera_firma_sigue_valiendo(mundo: Mundo, versiones, tmp_path):
    """Con el programa suelto, en otro proceso y a la hora de verdad: consta desde entonces y no desde hoy."""
    (tmp_path / "renovado.pdf").write_bytes(versiones[-1])
    orden = [sys.executable, "-m", "verificador", str(tmp_path / "renovado.pdf"), "--raices", str(mundo.dir_raices), "--json"]
    hecho = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False)
    dicho = json.loads(hecho.stdout)
    dictado = dicho[0] if isinstance(dicho, list) else dicho
    assert dictado["veredicto"] == "valida"
    assert dictado["motivo"].count(f"consta desde {AL_FIRMAR:%Y-%m-%d}") == 2
    assert juzgar(versiones[-1], mundo.raices, AHORA, EXIGIDO).es_valida


def test_cada_version_empieza_con_la_anterior_y_sin_renovar_deja_de_valer(mundo: Mundo, versiones):
    assert all(despues.startswith(antes) and len(despues) > len(antes) for antes, despues in zip(versiones, versiones[1:], strict=False))
    for numero, version in enumerate(versiones):
        vence = largo_plazo.hasta_cuando(version, mundo.raices)
        assert vence == [AL_FIRMAR, *RENOVACIONES][numero] + 300 * DIA
        assert juzgar(version, mundo.raices, vence - DIA).es_valida
        assert not juzgar(version, mundo.raices, vence + DIA).es_valida


def test_lo_que_ya_vencio_no_se_renueva_como_si_nada(mundo: Mundo, versiones):
    tarde = AL_FIRMAR + 301 * DIA
    with pytest.raises(cierre.CierreInvalido):
        largo_plazo.renovar(versiones[0], estampadora=_estampadora(mundo, tarde), raices=mundo.raices, en=tarde)
    with pytest.raises(cierre.CierreInvalido, match="no lleva una estampa"):
        largo_plazo.renovar(mundo.firmado, estampadora=mundo.estampadora(), raices=mundo.raices, en=AHORA)
    assert largo_plazo.hasta_cuando(mundo.firmado, mundo.raices) is None


def test_un_resumen_que_sale_de_la_politica_se_cubre_antes_con_otro(mundo: Mundo, monkeypatch):
    """SHA-256 se anuncia para dentro de sesenta días: lo ya estampado vale después sólo si se cubre con otra cadena."""
    sale, raices = AHORA + 60 * DIA, mundo.raices_sin_revocacion
    cerrado = mundo.cerrado
    propia = mundo.raiz.emitir(_nombre_de_autoridad("AC con SHA-384"), ca=0, resumen=hashes.SHA384())
    nueva = Autoridad(propia, mundo.raiz.desde, mundo.raiz.hasta)
    con_nueva = replace(raices, intermedios=(*raices.intermedios, _asn1(propia)))
    monkeypatch.setitem(algoritmos.SALEN, "sha256", sale)
    assert largo_plazo.hasta_cuando(cerrado, raices) == sale
    estampadora = EstampadoraLocal(
        cargar((tsa := nueva.tsa("TSA SHA-384", resumen=hashes.SHA384())).cer, tsa.key(None), None, cadena=(_asn1(propia),)), AHORA + DIA)
    renovado = largo_plazo.renovar(cerrado, estampadora=estampadora, raices=con_nueva, en=AHORA + DIA)
    assert largo_plazo.hasta_cuando(renovado, con_nueva) > sale
    assert juzgar(cerrado, con_nueva, sale - DIA).es_valida
    assert not juzgar(cerrado, con_nueva, sale + DIA).es_valida
    assert juzgar(renovado, con_nueva, sale + DIA, EXIGIDO).es_valida


def test_una_sola_letra_cambiada_en_cualquier_version_se_nota(mundo: Mundo, versiones):
    renovado = versiones[-1]
    for lugar in (100, len(versiones[0]) - 500, len(versiones[1]) - 500, len(renovado) - 500):
        roto = renovado[:lugar] + bytes([renovado[lugar] ^ 1]) + renovado[lugar + 1:]
        assert not juzgar(roto, mundo.raices, AHORA).es_valida
