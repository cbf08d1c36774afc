"""El campo de firma vacío, creado de antemano: certificar después con P=2 sólo deja llenarlo."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from dictamenes.documento.oficio.documento import CAMPO_FIRMA, Caja

_IMPRIMIBLE = 4
_QUE_ES = "Firma electrónica de quien autoriza este documento"


def agregar_campo(pdf: pikepdf.Pdf, caja: Caja, elemento: pikepdf.Object) -> None:
    """Crea el campo `CAMPO_FIRMA` en `caja` (página desde 0 y esquinas en puntos), ligado a su elemento Form."""
    numero, x1, y1, x2, y2 = caja
    pagina = pdf.pages[numero].obj
    arbol = pdf.Root.StructTreeRoot
    clave = int(arbol.ParentTreeNextKey)
    campo = pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(CAMPO_FIRMA), TU=String(_QUE_ES),
        Contents=String(_QUE_ES), F=_IMPRIMIBLE, P=pagina, Rect=Array([x1, y1, x2, y2]), StructParent=clave,
        AP=Dictionary(N=_apariencia_vacia(pdf, x2 - x1, y2 - y1)),
    ))  # fmt: skip
    # /K es un solo OBJR y no un arreglo de uno: con arreglo, firmar después invalida las firmas anteriores (FIRMA §0).
    elemento.K = Dictionary(Type=Name.OBJR, Obj=campo, Pg=pagina)
    elemento.Alt = String(_QUE_ES)
    arbol.ParentTree.Nums.append(clave)
    arbol.ParentTree.Nums.append(elemento)
    arbol.ParentTreeNextKey = clave + 1
    pagina.Annots = Array([campo])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array([campo])))


def _apariencia_vacia(pdf: pikepdf.Pdf, ancho: float, alto: float) -> pikepdf.Object:
    dibujo = pikepdf.Stream(pdf, b"")
    dibujo.Type, dibujo.Subtype = Name.XObject, Name.Form
    dibujo.BBox = Array([0, 0, round(ancho, 2), round(alto, 2)])
    dibujo.Resources = Dictionary()
    return pdf.make_indirect(dibujo)
