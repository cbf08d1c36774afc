"""Las notas, los mosaicos y las pruebas, contra los vectores conocidos y rompiéndolos."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from verificador.arbol import Arbol, raiz_desde
from verificador.testigos import mosaicos, notas, politica
from verificador.testigos.mosaicos import Mosaicos, consistente
from verificador.testigos.notas import Checkpoint, FirmaFalsa, Llave, Nota, NotaIlegible

EN = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
# El ejemplo de golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
DE_PETER = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
# Las hojas y las raíces con que se prueba Certificate Transparency (RFC 6962).
HOJAS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
RAICES = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def arbol(entradas):
    """Todos los mosaicos de un árbol, calculados por su definición: MTH de cada tramo."""
    guardados, huellas = {}, [mosaicos.hoja(entrada) for entrada in entradas]
    nivel = 0
    while huellas:
        for lugar in range(0, len(huellas), 256):
            tramo = huellas[lugar : lugar + 256]
            guardados[mosaicos.ruta_de(nivel, lugar // 256, len(tramo))] = b"".join(tramo)
        huellas = [mosaicos.raiz_de_mosaico(huellas[k : k + 256]) for k in range(0, len(huellas) - 255, 256)]
        nivel += 1
    return guardados


def entradas(n):
    return [sha256(b"%d" % k).digest() for k in range(n)]


def raiz(las_entradas):
    suyo = Arbol()
    for entrada in las_entradas:
        suyo.agregar(entrada.hex())
    return bytes.fromhex(suyo.raiz)


def test_la_nota_del_ejemplo_ajeno_se_lee_y_su_firma_vale():
    llave, nota = notas.leer_vkey(PETER), notas.leer_nota(DE_PETER.encode())
    assert len(notas.firmas_de(nota, llave)) == 1
    assert nota.entera == DE_PETER.encode()
    assert (llave.vkey, notas.leer_vkey(SUMDB).id.hex()) == (PETER, "033de0ae")
    with pytest.raises(FirmaFalsa):
        notas.firmas_de(Nota(nota.texto.replace("problem", "Problem"), nota.firmas), llave)
    assert notas.firmas_de(nota, notas.leer_vkey(SUMDB)) == []


@pytest.mark.parametrize("vkey", [
    PETER.replace("c74f20a3", "c74f20a4"), PETER.replace("+AR", "+BR"), "sin llave", PETER.replace("Peter", "Peter "), PETER[:-4], "",
])
def test_una_llave_que_no_lo_es_se_rechaza(vkey):
    with pytest.raises(NotaIlegible):
        notas.leer_vkey(vkey)


@pytest.mark.parametrize("cambio", [
    lambda t: t[:-1], lambda t: t.replace("\n\n", "\n"), lambda t: t.replace("—", "-"), lambda t: t.replace("x08go/", "x08go_"),
    lambda t: t + "\n", lambda t: t.replace("you", "y\x07u"), lambda t: t.replace("PeterNeumann x", "Peter Neumann x"),
    lambda t: t.replace("PeterNeumann x08", "PeterNeumann  x08"), lambda t: t.replace("wJnAM=", "wJnAN="), lambda t: "\n\n" + t,
    lambda t: t + "x" * notas.MAXIMO_DE_NOTA, lambda t: t.replace("\n", "\r\n"), lambda t: t + t.splitlines()[-1] + "\n" + "— a AAAA\n",
])
def test_una_nota_mal_formada_se_rechaza(cambio):
    texto = cambio(DE_PETER)
    with pytest.raises(NotaIlegible):
        notas.leer_checkpoint(notas.leer_nota(texto.encode()))
    with pytest.raises(NotaIlegible):
        notas.leer_nota(b"\xff" + texto.encode())


def test_el_checkpoint_del_estandar_se_lee():
    renglones = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    nota = notas.leer_nota(renglones.encode())
    cabeza = notas.leer_checkpoint(nota)
    assert (cabeza.origen, cabeza.n, cabeza.texto) == ("example.com/behind-the-sofa", 20852163, nota.texto)
    assert notas.hora_de(nota.firmas[1]) == 1679315147  # la que el estándar dice en su ejemplo


@pytest.mark.parametrize("texto", ["a\n01\n", "a\n-1\n", "a\n9223372036854775808\n", "a\n1 \n", "\n1\n", "a\n"])
def test_un_tamano_mal_escrito_no_es_un_checkpoint(texto):
    with pytest.raises(NotaIlegible):
        notas.leer_checkpoint(Nota(f"{texto}CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", ()))


def test_las_raices_de_certificate_transparency():
    hojas = [bytes.fromhex(una) for una in HOJAS]
    for n in range(1, 9):
        suyo = Mosaicos(n, arbol(hojas[:n]).get)
        assert suyo.raiz.hex() == RAICES[n - 1]
        for m in range(1, n + 1):
            assert consistente(m, n, bytes.fromhex(RAICES[m - 1]), suyo.raiz, suyo.consistencia(m))


@pytest.mark.parametrize(("lugar", "ruta"), [
    (0, "tile/0/000"), (273, "tile/0/273"), (1000, "tile/0/x001/000"), (1234067, "tile/0/x001/x234/067"),
])
def test_la_ruta_de_un_mosaico_es_la_del_estandar(lugar, ruta):
    assert mosaicos.ruta_de(0, lugar) == ruta
    assert mosaicos.es_ruta(ruta)
    assert mosaicos.es_ruta(ruta + ".p/17")


@pytest.mark.parametrize("ruta", [
    "tile/0/1", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/001/000",
    "tile/0/../../llave", "tile/entries/", "tile/data/000", "checkpoint", "tile/0/000\n", "tile/-1/000", "tile/0/x001/x234",
])
def test_lo_que_no_es_un_mosaico_no_se_sirve(ruta):
    assert not mosaicos.es_ruta(ruta)


def test_setenta_mil_hojas_dan_los_mosaicos_que_dice_el_estandar():
    cuantos = [list(mosaicos.anchos(70_000, nivel)) for nivel in mosaicos.niveles(70_000)]
    assert [(len([a for _, a in c if a == 256]), [a for _, a in c if a < 256]) for c in cuantos] == [(273, [112]), (1, [17]), (0, [1])]
    assert [list(mosaicos.anchos(256, nivel)) for nivel in mosaicos.niveles(256)] == [[(0, 256)], [(0, 1)]]


@given(st.integers(1, 1400), st.data())
def test_toda_prueba_vale_y_cambiada_no(n, datos):
    todas = entradas(n)
    m, i = datos.draw(st.integers(0, n)), datos.draw(st.integers(0, n - 1))
    suyo, antes, ahora = Mosaicos(n, arbol(todas).get), raiz(todas[:m]), raiz(todas)
    assert suyo.raiz == ahora
    assert suyo.raiz_hasta(m) == antes
    camino, prueba = [uno.hex() for uno in suyo.inclusion(i)], suyo.consistencia(m)
    assert raiz_desde(todas[i].hex(), i, n, camino) == ahora.hex()
    assert consistente(m, n, antes, ahora, prueba)
    assert consistente(m, n, antes, ahora, [*prueba, antes]) is False
    if prueba:
        k = datos.draw(st.integers(0, len(prueba) - 1))
        assert not consistente(m, n, antes, ahora, [*prueba[:k], b"\0" * 32, *prueba[k + 1 :]])
        assert not consistente(m, n, antes, ahora, prueba[:-1])
    if 0 < m < n:
        otra = raiz([*todas[: m - 1], b"\1" * 32])
        assert not consistente(m, n, otra, ahora, prueba)


def test_un_parcial_que_ya_se_borro_sale_del_completo_y_lo_que_falta_se_dice():
    todas = entradas(600)
    guardados = {**arbol(todas), **{ruta: uno for ruta, uno in arbol(todas[:300]).items() if "tile/1/" in ruta}}
    assert Mosaicos(300, guardados.get).raiz == raiz(todas[:300])
    with pytest.raises(mosaicos.MosaicoDanado, match="001"):
        _ = Mosaicos(300, {**guardados, "tile/0/001": b"corto"}.get).raiz


def test_los_paquetes_de_entradas():
    paquete = mosaicos.empaquetar(entradas(3))
    assert (len(paquete), paquete[:2]) == (102, b"\x00\x20")
    assert mosaicos.desempaquetar(paquete) == entradas(3)
    for corte in (1, 35, 101):
        with pytest.raises(mosaicos.MosaicoDanado):
            mosaicos.desempaquetar(paquete[:corte])


def llaves(*nombres):
    suyas = {nombre: Ed25519PrivateKey.generate() for nombre in nombres}
    return suyas, {n: Llave(n, notas.DE_TESTIGO, notas.publica_de(p)) for n, p in suyas.items()}


def de_dos_grupos():
    privadas, publicas = llaves("x1", "x2", "y")
    bitacora = Ed25519PrivateKey.generate()
    texto = "\n".join([
        "# la política", f"log {Llave('b.example', notas.DE_BITACORA, notas.publica_de(bitacora)).vkey} https://b.example",
        *(f"  witness\t{n} {p.vkey}  https://{n}.example " for n, p in publicas.items()),
        "group X 1 x1 x2", "group todos all X y", "quorum todos", "#! antiguedad-maxima 24", "#! externo y", "#! otra cosa de otro", "",
    ])
    return bitacora, privadas, politica.leer(texto.encode())


def test_el_quorum_de_grupos_y_la_antiguedad():
    bitacora, privadas, suya = de_dos_grupos()
    cuerpo = Checkpoint("b.example", 3, raiz(entradas(3))).texto
    nota = Nota(cuerpo, (notas.firmar(cuerpo, "b.example", bitacora),))
    hora = int(EN.timestamp())
    de_y = notas.cofirmar(cuerpo, "y", privadas["y"], hora)
    casos = {(): False, ("y",): False, ("x1",): False, ("x2", "y"): True, ("x1", "x2"): False, ("x1", "x2", "y"): True}
    for quienes, basta in casos.items():
        vista = politica.juzgar(nota.con(notas.cofirmar(cuerpo, q, privadas[q], hora) for q in quienes), suya, EN)
        assert (vista.quorum, set(vista.vieron)) == (basta, set(quienes))
        assert vista.reciente(suya, EN) is basta
        assert not vista.reciente(suya, EN + timedelta(hours=25))
    falsa = notas.Firma("x1", suya.testigos["x1"].id, de_y.valor)
    por_venir = notas.cofirmar(cuerpo, "x1", privadas["x1"], hora + 3600)
    enorme = notas.Firma("x1", suya.testigos["x1"].id, b"\xff" * 72)
    for mala in (falsa, por_venir, enorme, notas.firmar(cuerpo, "x1", privadas["x1"])):
        assert set(politica.juzgar(nota.con([de_y, mala]), suya, EN).vieron) == {"y"}
    with pytest.raises(NotaIlegible, match="no la firma"):
        politica.juzgar(Nota(cuerpo, (de_y,)), suya, EN)
    assert (suya.externos, suya.antiguedad) == (["y"], timedelta(hours=24))


@pytest.mark.parametrize(("renglones", "dice"), [
    ("", "quórum"), ("quorum x", "renglón 1"), ("quorum none\nquorum none", "renglón 2"), ("group g 2\nquorum g", "renglón 1"),
    ("witness", "renglón 1"), (f"witness a {PETER}", "otra clase"), (f"log {PETER}\nlog {PETER}", "repetida"),
    ("tecla a", "tecla"), ("quorum none\n#! externo a", "externo"), ("quorum none\n#! antiguedad-maxima 0", "renglón 2"),
    ("quorum none\n#! antiguedad-maxima 99999999999999", "renglón 2"), ("witness none x", "reservado"), ("antiguedad-maxima 3", "renglón 1"),
])
def test_una_politica_mal_escrita_dice_en_que_renglon(renglones, dice):
    with pytest.raises(politica.PoliticaIlegible, match=dice):
        politica.leer(renglones.encode())
