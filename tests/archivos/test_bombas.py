"""Lo que se expande o no acaba muere en el obrero, pronto y con una causa; a quien llama no le crece la memoria."""

from __future__ import annotations

import json
import resource
import sys
import zlib

import pytest
from django.core.exceptions import ValidationError
from pikepdf import Array, Name

from archivos import obrero
from archivos.aparte import SinRespuesta, pedir
from archivos.entrada import ContenidoNoAdmitido, validar
from config.demostracion.muestra import pdf_de_muestra
from tests.archivos.hostiles import MB, ceros_comprimidos, con_flujo, con_parte_cruda, oficina, pdf, png_que_dice_medir
from tests.archivos.test_revision_de_oficina_e_imagenes import RISAS
from verificador import vivero

DE_RSS = 1024 if sys.platform.startswith("linux") else 1
CRECE_A_LO_MAS = 60 * MB
SE_EXPANDE = "se expande demasiado|límites de tiempo y memoria"


def _memoria():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * DE_RSS


def _zip_honesto():
    """3 MB que declaran sus 3 GB."""
    return con_parte_cruda(oficina("docx"), "word/media/a.bin", ceros_comprimidos(3000, con_cabeza=False), 3000 * MB)


def _zip_mentiroso():
    """El directorio dice 1 MB, con su CRC; adentro hay 3 GB."""
    crudo = ceros_comprimidos(3000, con_cabeza=False)
    return con_parte_cruda(oficina("docx"), "word/media/a.bin", crudo, MB, crc=zlib.crc32(bytes(MB)))


def _pdf_crudo(objetos, final):
    """Un PDF con esos objetos, numerados desde el 1; `final` recibe dónde quedó cada uno y dónde acaba."""
    cuerpo, lugares = [b"%PDF-1.5\n"], []
    largo = len(cuerpo[0])
    for n, objeto in enumerate(objetos, start=1):
        lugares.append(largo)
        cuerpo.append(b"%d 0 obj\n%s\nendobj\n" % (n, objeto))
        largo += len(cuerpo[-1])
    return b"".join(cuerpo) + final(lugares, largo) + b"\n%%EOF\n"


def _muchos_objetos():
    def tabla(lugares, largo):
        renglones = b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
        cuantos = len(lugares) + 1
        return b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d" % (
            cuantos, renglones, cuantos, largo)
    hojas = b"<< /Type /Pages /Kids [] /Count 0 >>"
    return _pdf_crudo([b"<< /Type /Catalog /Pages 2 0 R >>", hojas, *[b"<< >>"] * 301_000], tabla)


def _flujo_de_objetos_enorme():
    """El catálogo está en un flujo de objetos de 3 GB: hay que inflarlo para abrir el archivo."""
    bomba = ceros_comprimidos(3000)
    objeto = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(bomba), bomba)

    def indice(lugares, largo):
        renglones = b"".join(
            bytes([clase]) + dato.to_bytes(4, "big") + b"\0" for clase, dato in ((1, lugares[0]), (2, 1), (1, largo))
        )
        return (
            b"3 0 obj\n<< /Type /XRef /Size 4 /W [1 4 1] /Index [1 3] /Root 2 0 R /Length %d >>\nstream\n" % len(renglones)
            + renglones + b"\nendstream\nendobj\nstartxref\n%d" % largo
        )

    return _pdf_crudo([objeto], indice)


def _paginas_en_circulo():
    def cambiar(documento):
        documento.Root.Pages.Kids.append(documento.Root.Pages)
    return pdf(cambiar)


@pytest.mark.parametrize(
    ("nombre", "fabricar", "causa"),
    [
        ("a.docx", _zip_honesto, "se expande demasiado"),
        ("a.docx", _zip_mentiroso, "se expande demasiado"),
        ("a.docx", lambda: oficina("docx", principal=RISAS), "entidades o un DTD"),
        ("a.pdf", lambda: con_flujo(ceros_comprimidos(3000)), SE_EXPANDE),
        ("a.pdf", lambda: con_flujo(zlib.compress(ceros_comprimidos(3000)), Filter=Array([Name.FlateDecode] * 2)), "dos veces"),
        ("a.pdf", _flujo_de_objetos_enorme, f"{SE_EXPANDE}|dañado"),
        ("a.pdf", _muchos_objetos, "demasiados objetos"),
        ("a.pdf", lambda: pdf_de_muestra("x").replace(b"/Count 1", b"/X " + b"[" * 200_000), f"dañado|{SE_EXPANDE}"),
        ("a.pdf", _paginas_en_circulo, f"dañado|{SE_EXPANDE}"),
        ("a.png", lambda: png_que_dice_medir(50_000, 50_000), "demasiados pixeles"),
    ],
    ids=["zip que lo dice", "zip que miente", "mil risas", "flujo enorme", "doble flujo", "flujo de objetos", "objetos", "hondo",
         "en círculo", "pixeles"],
)  # fmt: skip
def test_una_bomba_se_rechaza_con_su_causa_sin_gastar_la_memoria_de_quien_llama(nombre, fabricar, causa):
    contenido = fabricar()
    antes = _memoria()
    with pytest.raises(ContenidoNoAdmitido, match=causa):
        validar(nombre, contenido, 25)
    assert _memoria() - antes < CRECE_A_LO_MAS


def test_el_obrero_muere_si_pasa_de_su_memoria_y_el_que_llama_lo_dice(monkeypatch):
    """Sin el tope de lo inflado, el límite del sistema operativo sigue ahí."""
    monkeypatch.setattr(vivero, "SEGUNDOS", 0.001)
    with pytest.raises(SinRespuesta):
        pedir("revisar", pdf_de_muestra("x"), "pdf")
    with pytest.raises(ValidationError, match="límites de tiempo y memoria"):
        validar("a.pdf", pdf_de_muestra("x"), 25)


def test_se_busca_en_todo_lo_que_trae_y_lo_hallado_se_dice_una_vez():
    (dicho,) = obrero.buscar(b"folio 12, folio 12 y folio 7; clave A-1", r"folio ([0-9]+)", r"clave [A-Z]-1", "nada")
    assert json.loads(dicho) == {"leido": True, "hallados": [["12", "7"], ["clave A-1"], []]}
