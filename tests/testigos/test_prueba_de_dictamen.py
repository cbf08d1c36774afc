"""La prueba de un dictamen prueba *ese* PDF, con la política de quien lee, y nada más."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auditoria.anclas import llave
from auditoria.anclas.firmar import anclar
from auditoria.testigos import carpeta
from auditoria.testigos.publicar import publicar
from cuentas import reloj
from dictamenes.models import Dictamen
from tests.testigos.proceso import RAIZ, ambiente
from verificador.testigos import notas, politica
from verificador.testigos.prueba import PruebaFalsa, PruebaIlegible, comprobar, leer

pytestmark = pytest.mark.django_db


def correr(*argumentos):
    orden = [sys.executable, "-m", "verificador", "prueba", *map(str, argumentos)]
    return subprocess.run(orden, cwd=RAIZ, env=ambiente(), capture_output=True, text=True, timeout=60)


def test_ese_pdf_constaba_y_ningun_otro(mundo, sitio, settings, tmp_path, client):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    opciones = {"BACKEND": "config.almacen.AlmacenLocal", "OPTIONS": {"location": str(tmp_path / "publica"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "publica": opciones}
    dictamen = Dictamen.objects.get(solicitud=mundo.emitida())
    publico, partes = dictamen.ejemplar_publico, dictamen.ejemplar_de_las_partes
    direccion = f"/bitacora/prueba/{publico.sha256}.tlog-proof"
    assert "todavía no llega" in client.get(direccion).content.decode()
    anclar(reloj.ahora())
    publicar(reloj.ahora())
    testigo = Ed25519PrivateKey.generate()
    nota = carpeta.publicado()
    carpeta.escribir(carpeta.CHECKPOINT, nota.con([notas.cofirmar(nota.texto, "t.example", testigo, 1_772_000_000)]).entera)
    suya = notas.Llave("t.example", notas.DE_TESTIGO, notas.publica_de(testigo))
    archivo = tmp_path / "politica.txt"
    archivo.write_text(f"log {llave.abrir().publica.vkey}\nwitness t {suya.vkey}\nquorum t\n")
    prueba, pdf = tmp_path / "d.tlog-proof", tmp_path / "d.pdf"
    for ejemplar, dice in ((publico, "el ejemplar público"), (partes, "el ejemplar de las partes")):
        dado = client.get(f"/bitacora/prueba/{ejemplar.sha256}.tlog-proof")
        assert dado["Content-Type"] == "text/plain; charset=utf-8"
        prueba.write_bytes(dado.content), pdf.write_bytes(ejemplar.leer())
        hecho = correr(pdf, prueba, "--politica", archivo)
        assert hecho.returncode == 0, hecho.stdout + hecho.stderr
        assert f"constaba en la bitácora {llave.abrir().origen}: es {dice} del dictamen {dictamen.folio}" in hecho.stdout
        assert "visto por 1 de 1 testigos" in hecho.stdout
        assert "No dice si hoy sigue vigente" in hecho.stdout
    pdf.write_bytes(partes.leer() + b"\n")
    assert correr(pdf, prueba, "--politica", archivo).returncode == 1
    pdf.write_bytes(partes.leer())
    otra = notas.Llave("t.example", notas.DE_TESTIGO, b"\1" * 32)
    (tmp_path / "otra.txt").write_text(f"log {llave.abrir().publica.vkey}\nwitness t {otra.vkey}\nquorum t\n")
    hecho = correr(pdf, prueba, "--politica", tmp_path / "otra.txt")
    assert (hecho.returncode, "No junta el quórum" in hecho.stdout) == (5, True)
    (tmp_path / "ajena.txt").write_text(f"log {notas.Llave(llave.abrir().origen, 1, b'1' * 32).vkey}\nquorum none\n")
    assert correr(pdf, prueba, "--politica", tmp_path / "ajena.txt").returncode == 1
    for corte in (b"", prueba.read_bytes()[:200], prueba.read_bytes().replace(b"tlog-proof@v1", b"tlog-proof@v2"), b"\xff" * 99):
        (tmp_path / "mala").write_bytes(corte)
        assert correr(pdf, tmp_path / "mala", "--politica", archivo).returncode == 2
    dicho = _cada_byte_cuenta(prueba.read_bytes(), partes.sha256, archivo).en_palabras()
    assert f"es el ejemplar de las partes del dictamen {dictamen.folio}, evento" in dicho
    assert len(prueba.read_bytes()) < 4096


def _cada_byte_cuenta(entera, sha256, archivo):
    """Ningún cambio de un bit en la parte que la bitácora firma pasa por bueno."""
    suya, firmada = politica.leer(archivo.read_bytes()), entera.rindex("— t.example".encode())
    for lugar in range(0, firmada, 7):
        mala = bytearray(entera)
        mala[lugar] ^= 1
        with pytest.raises((PruebaFalsa, PruebaIlegible)):
            comprobar(leer(bytes(mala)), sha256, suya, reloj.ahora())
    constancia = comprobar(leer(entera), sha256, suya, reloj.ahora())
    assert constancia.vista.quorum
    return constancia
