"""Lo publicado, leído sólo con la especificación (C2SP signed-note, tlog-checkpoint y tlog-tiles; RFC 6962): sin una línea del producto.

Corre siempre; el de Go, de quien inventó el formato, está en test_herramienta_ajena.py y pide tener Go.
"""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from auditoria.anclas import llave
from auditoria.anclas.firmar import anclar
from auditoria.testigos.publicar import publicar
from bitacora.cadena import eslabones
from tests.bitacora.ataques import llenar
from tests.testigos.test_publicacion import limpio  # noqa: F401  (es una pieza de pytest)

pytestmark = pytest.mark.django_db(transaction=True)
ANCHO = 256


def sha(octetos: bytes) -> bytes:
    return hashlib.sha256(octetos).digest()


def abrir_nota(nota: bytes, vkey: str) -> tuple[str, int, bytes]:
    """Origen, tamaño y raíz de un checkpoint firmado por esa llave. AssertionError si la nota o su firma no valen."""
    nombre, identidad, publica = vkey.split("+", 2)
    cruda = base64.b64decode(publica)
    assert cruda[:1] == b"\x01", "Ed25519"
    assert sha(nombre.encode() + b"\n" + cruda)[:4].hex() == identidad
    texto, _, firmas = nota.partition(b"\n\n")
    texto += b"\n"
    for renglon in firmas.decode().splitlines():
        raya, de, firma = renglon.split(" ")
        dicha = base64.b64decode(firma)
        if raya == "—" and de == nombre and dicha[:4].hex() == identidad:
            Ed25519PublicKey.from_public_bytes(cruda[1:]).verify(dicha[4:], texto)
            break
    else:
        raise AssertionError("no la firma esa llave")
    origen, tamano, raiz, *_ = texto.decode().splitlines()
    return origen, int(tamano), base64.b64decode(raiz)


def de_mosaico(lugar: int) -> str:
    """tlog-tiles: grupos de tres cifras, con «x» en todos menos el último."""
    grupos = [f"{lugar % 1000:03d}"]
    while lugar := lugar // 1000:
        grupos.insert(0, f"x{lugar % 1000:03d}")
    return "/".join(grupos)


def hojas(traer, n: int) -> list[bytes]:
    """Las del nivel cero, mosaico por mosaico."""
    juntas = b""
    for lugar in range(0, -(-n // ANCHO)):
        cuantas = min(ANCHO, n - lugar * ANCHO)
        juntas += traer(f"tile/0/{de_mosaico(lugar)}" + ("" if cuantas == ANCHO else f".p/{cuantas}"))
    return [juntas[i : i + 32] for i in range(0, len(juntas), 32)]


def raiz_de(nodos: list[bytes]) -> bytes:
    """RFC 6962 §2.1, como está escrita."""
    if len(nodos) == 1:
        return nodos[0]
    corte = 1
    while corte * 2 < len(nodos):
        corte *= 2
    return sha(b"\x01" + raiz_de(nodos[:corte]) + raiz_de(nodos[corte:]))


def entradas(traer, n: int) -> list[bytes]:
    """Los paquetes: cada entrada, con su largo en dos octetos."""
    halladas = []
    for lugar in range(0, -(-n // ANCHO)):
        cuantas = min(ANCHO, n - lugar * ANCHO)
        paquete = traer(f"tile/entries/{de_mosaico(lugar)}" + ("" if cuantas == ANCHO else f".p/{cuantas}"))
        while paquete:
            largo = int.from_bytes(paquete[:2], "big")
            halladas.append(paquete[2 : 2 + largo])
            paquete = paquete[2 + largo :]
    return halladas


def test_con_la_especificacion_basta(sitio, en, client):
    llenar(en, 300)  # un mosaico entero y otro a medias
    anclar(en)
    publicar(en)

    def traer(ruta):
        respuesta = client.get(f"/bitacora/{ruta}")
        assert respuesta.status_code == 200, ruta
        return respuesta.content

    vkey = llave.abrir().publica.vkey  # lo que quien lee recibió por otro lado
    nota = traer("checkpoint")
    origen, n, raiz = abrir_nota(nota, vkey)
    assert origen == vkey.split("+")[0]
    nodos = hojas(traer, n)
    assert (len(nodos), raiz_de(nodos)) == (n, raiz)
    publicadas = entradas(traer, n)
    assert [sha(b"\x00" + entrada) for entrada in publicadas] == nodos
    assert [entrada.hex() for entrada in publicadas] == list(eslabones(0, n)), "cada entrada es un eslabón, y nada más"
    for nivel_uno in [traer("tile/1/000.p/1")]:
        assert nivel_uno == raiz_de(nodos[:ANCHO])
    with pytest.raises((InvalidSignature, AssertionError)):
        abrir_nota(nota.replace(str(n).encode(), str(n + 1).encode(), 1), vkey)
    cambiados = [*nodos[:7], sha(b"otra"), *nodos[8:]]
    assert raiz_de(cambiados) != raiz
