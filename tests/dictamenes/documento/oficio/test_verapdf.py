"""Cada clase de papel, en cada estado, pasa veraPDF en PDF/A-3a y PDF/UA-1; y sus firmas se oyen con un lector de pantalla."""

from __future__ import annotations

import warnings
from io import BytesIO

import pikepdf
import pytest
from lectura_pdf import elementos
from papeles_de_muestra import PAPELES

from dictamenes.documento import oficio
from dictamenes.documento.firma import cierre, largo_plazo, persona, sello
from tests.dictamenes.documento.firma.mundo_firma import AHORA, EXIGIDO, Mundo
from tests.herramientas import verapdf
from tests.herramientas.dosis import COMPLETA
from verificador.politica import Exigencias

# En `make probar`: los dos caminos enteros (con quien firme y sin él) y lo que más dibuja; todo, en `make resistencia`.
SIEMPRE = ("dictamen_de_las_partes", "acuse", "cedula")
SOLO_SELLO = Exigencias((sello.CAMPO_SELLO,))


@pytest.fixture(scope="module")
def firma(tmp_path_factory) -> Mundo:
    return Mundo(tmp_path_factory.mktemp("firma"))


@pytest.fixture(scope="module")
def papeles(firma) -> dict[str, bytes]:
    """«clase, estado» → PDF: sin firmar, sellado, firmado si trae dónde, cerrado con su estampa y renovado."""
    return {f"{clase}, {estado}": pdf for clase in (PAPELES if COMPLETA else SIEMPRE) for estado, pdf in _estados(clase, firma)}


def _estados(clase: str, firma: Mundo):
    papel = PAPELES[clase]()
    yield "sin firmar", papel.contenido
    permiso = sello.ADMITE_FIRMAS if papel.caja_firma else sello.CERRADO
    pdf = sello.sellar(papel.contenido, credencial=firma.credencial(firma.sello), en=AHORA, permiso=permiso)
    yield "sellado", pdf
    if papel.caja_firma:
        pdf = persona.firmar(pdf, credencial=firma.credencial(firma.persona), en=AHORA, motivo="Autoriza", lugar="Hermosillo")
        yield "firmado", pdf
    exigencias = EXIGIDO if papel.caja_firma else SOLO_SELLO
    cerrado = cierre.cerrar(pdf, estampadora=firma.estampadora(), raices=firma.raices, en=AHORA, exigencias=exigencias)
    yield "cerrado", cerrado
    yield "renovado", largo_plazo.renovar(cerrado, estampadora=firma.estampadora(), raices=firma.raices, en=AHORA)


def test_ninguna_clase_de_papel_se_queda_sin_validar():
    clases = {nombre.removeprefix("redactar_") for nombre in oficio.__all__ if nombre.startswith("redactar_")}
    assert [clase for clase in clases if not any(nombre.startswith(clase) for nombre in PAPELES)] == []


@pytest.mark.larga
def test_todo_papel_es_pdfa_3a_y_pdfua_1_en_cada_estado(papeles):
    """Sin su Java, en `make probar` lo dice fuerte y no lo da por bueno; `make resistencia` lo baja o falla."""
    if COMPLETA:
        verapdf.preparar()
    if not verapdf.listo():
        warnings.warn(verapdf.FALTA, stacklevel=1)
        pytest.skip(verapdf.FALTA)
    halladas = verapdf.validar(papeles | {"roto": _roto(papeles["acuse, sin firmar"])})
    roto = halladas.pop("roto")  # que el validador valide
    assert any(regla.startswith("6.2.4.3") for regla in roto["3a"]), "colores sin perfil"
    assert any(regla.startswith("7.3-1") for regla in roto["ua1"]), "figura sin Alt"
    assert any(regla.startswith("7.2") for regla in roto["ua1"]), "texto sin idioma"
    mal = {(papel, perfil): reglas for papel, suyas in halladas.items() for perfil, reglas in suyas.items() if reglas}
    assert mal == {}


def _roto(contenido: bytes) -> bytes:
    with pikepdf.open(BytesIO(contenido)) as pdf:
        del pdf.Root.Lang, pdf.Root.OutputIntents
        for objeto in pdf.objects:
            if isinstance(objeto, pikepdf.Dictionary) and objeto.get("/S") == "/Figure":
                del objeto.Alt
        roto = BytesIO()
        pdf.save(roto)
    return roto.getvalue()


def test_las_firmas_tienen_nombre_y_la_visible_esta_en_la_estructura(papeles):
    for nombre, contenido in papeles.items():
        with pikepdf.open(BytesIO(contenido)) as pdf:
            for campo in pdf.Root.get("/AcroForm", {}).get("/Fields", []):
                assert str(campo.get("/TU", "")).strip(), f"{nombre}: {campo.T} no dice qué es"
                x1, y1, x2, y2 = map(float, campo.Rect)
                if (x2 - x1) * (y2 - y1):
                    numeros = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
                    elemento = numeros[numeros.index(campo.StructParent) + 1]
                    assert (str(elemento.S), elemento.K.Obj.objgen) == ("/Form", campo.objgen), nombre


def test_lo_que_se_dibuja_siempre_dice_que_es(papeles):
    sin_decir = [nombre for nombre, contenido in papeles.items() for tipo, atributos in elementos(contenido)
                 if tipo in ("Figure", "Form") and not atributos["alt"].strip()]
    assert sin_decir == []
