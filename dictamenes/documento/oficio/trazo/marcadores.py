"""El índice que enseña el lector de PDF: cada sección y, bajo ella, sus apartados (ISO 32000-1 §12.3.3)."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from dictamenes.documento.oficio.trazo.etiquetas import Marcador


def poner_marcadores(pdf: pikepdf.Pdf, marcadores: list[Marcador]) -> None:
    """Agrega el índice; sin encabezados, ninguno."""
    if not marcadores:
        return
    raiz = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    ramas: list[tuple[pikepdf.Object, list[pikepdf.Object]]] = []
    for marcador in marcadores:
        if marcador.nivel == 2 or not ramas:
            ramas.append((_entrada(pdf, marcador), []))
        else:
            ramas[-1][1].append(_entrada(pdf, marcador))
    _encadenar(raiz, [rama for rama, _ in ramas])
    for rama, hijas in ramas:
        if hijas:
            _encadenar(rama, hijas)
            rama.Count = -len(hijas)  # cerrada: se abre a petición
    pdf.Root.Outlines = raiz


def _entrada(pdf: pikepdf.Pdf, marcador: Marcador) -> pikepdf.Object:
    destino = Array([pdf.pages[marcador.pagina].obj, Name.XYZ, 0, marcador.alto, 0])
    return pdf.make_indirect(Dictionary(Title=String(marcador.texto), Dest=destino))


def _encadenar(padre: pikepdf.Object, hijas: list[pikepdf.Object]) -> None:
    padre.First, padre.Last, padre.Count = hijas[0], hijas[-1], len(hijas)
    for hija, anterior in zip(hijas[1:], hijas, strict=False):
        hija.Prev, anterior.Next = anterior, hija
    for hija in hijas:
        hija.Parent = padre
