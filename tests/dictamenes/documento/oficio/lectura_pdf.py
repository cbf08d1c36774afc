"""Cómo leen las pruebas un PDF: texto, fuentes, contenido marcado y archivo embebido."""

from io import BytesIO

import pikepdf
import pypdf


def paginas_de_texto(contenido: bytes) -> list[str]:
    """El texto de cada página, con los espacios en blanco reducidos a uno."""
    return [" ".join(pagina.extract_text().split()) for pagina in pypdf.PdfReader(BytesIO(contenido)).pages]


def texto_de(contenido: bytes) -> str:
    """Todo el texto del PDF."""
    return " ".join(paginas_de_texto(contenido))


def fuentes_de(contenido: bytes) -> dict[str, bool]:
    """Nombre de cada fuente de páginas y formularios, y si va embebida."""
    fuentes = {}
    with pikepdf.open(BytesIO(contenido)) as pdf:
        for objeto in pdf.objects:
            if isinstance(objeto, pikepdf.Dictionary) and objeto.get("/Type") == "/Font":
                descriptor = objeto.get("/FontDescriptor", {})
                fuentes[str(objeto.BaseFont)] = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    return fuentes


def textos_sin_marcar(contenido: bytes) -> int:
    """Cuántas operaciones que pintan quedan fuera de contenido marcado o artificio."""
    pintan = {"Tj", "TJ", "'", '"', "f", "f*", "S", "s", "B", "B*", "Do"}
    sueltas = 0
    with pikepdf.open(BytesIO(contenido)) as pdf:
        for pagina in pdf.pages:
            hondura = 0
            for _operandos, operador in pikepdf.parse_content_stream(pagina):
                hondura += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operador), 0)
                sueltas += hondura == 0 and str(operador) in pintan
            assert hondura == 0
    return sueltas


def marcas_por_pagina(contenido: bytes) -> list[tuple[int, int]]:
    """Por página: (MCID que hay en el contenido, elementos que le tiene el árbol)."""
    with pikepdf.open(BytesIO(contenido)) as pdf:
        numeros = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        arbol = {int(numeros[n]): len(numeros[n + 1]) for n in range(0, len(numeros), 2)}
        return [
            (
                sum(str(op) == "BDC" and "/MCID" in ops[1] for ops, op in pikepdf.parse_content_stream(pagina)),
                arbol[int(pagina.obj.StructParents)],
            )
            for pagina in pdf.pages
        ]


def elementos(contenido: bytes) -> list[tuple[str, dict]]:
    """El árbol de estructura en orden de lectura: (tipo, {alt, alcance, hijos})."""
    with pikepdf.open(BytesIO(contenido)) as pdf:
        return [*_recorrer(pdf.Root.StructTreeRoot.K[0])]


def _recorrer(elemento):
    contenidos = elemento.K if isinstance(elemento.K, pikepdf.Array) else [elemento.K]
    hijos = [hijo for hijo in contenidos if hijo.get("/Type") == "/StructElem"]
    atributos = {
        "alt": str(elemento.get("/Alt", "")),
        "alcance": str(elemento.get("/A", {}).get("/Scope", "")),
        "hijos": [str(hijo.S) for hijo in hijos],
        "anchos": sum(int(hijo.get("/A", {}).get("/ColSpan", 1)) for hijo in hijos),
    }
    yield str(elemento.S)[1:], atributos
    for hijo in hijos:
        yield from _recorrer(hijo)


def embebido(contenido: bytes, nombre: str) -> bytes:
    """Los bytes del archivo embebido con ese nombre."""
    with pikepdf.open(BytesIO(contenido)) as pdf:
        return pdf.attachments[nombre].get_file().read_bytes()
