"""Comparar una hoja del escaneo con la suya del original y decir qué se halló."""

from __future__ import annotations

from verificador.escaneo import lectura, tinta
from verificador.escaneo.alineado import NoCasa, alinear
from verificador.escaneo.codigo import ZONA
from verificador.escaneo.cotejo import COTEJADO, DUDOSO, RECHAZADO, Juicio

POCA_RESOLUCION = 170  # puntos por pulgada: con menos, una cifra chica puede no distinguirse y lo ve una persona
DIFERENCIA = "lo impreso no dice lo que el original."
MARCAS = "trae marcas o tinta fuera de donde se firma."
SIN_FIRMA = "no hay tinta donde se firma."
PEGADA = "la firma podría ser una imagen pegada."
SIN_PAPEL = "es casi idéntica al original: podría no haber pasado por papel."
BORROSA = "viene con muy poca resolución."
SIN_CODIGO = "sin su código no se pudo comparar."
OTRA = "lo impreso no se pudo poner encima del original."


def juzgar(original: bytes, numero: int, escaneo: bytes, pagina: int) -> Juicio:
    """`numero` y `pagina` son las hojas, desde 0, de uno y de otro."""
    debida, traida = lectura.original(original, numero), lectura.hoja(escaneo, pagina)
    suyos, hallados = lectura.codigos(debida), lectura.codigos(traida.imagen)
    sitio = lectura.zona_de_firma(original, ZONA)
    zona = sitio[1] if sitio and sitio[0] == numero else None
    if not hallados or not suyos:
        return Juicio(numero + 1, DUDOSO, [SIN_CODIGO], pagina=pagina)
    esquinas = [{donde: uno.esquinas for donde, uno in grupo.items()} for grupo in (suyos, hallados)]
    try:
        puesto, escala = alinear(debida, esquinas[0], traida.imagen, esquinas[1])
    except NoCasa:
        return Juicio(numero + 1, RECHAZADO, [OTRA], pagina=pagina)
    comparada = tinta.comparar(debida, puesto, zona, [_caja(uno.esquinas) for uno in suyos.values()])
    rechazos, dudas = _dicho(comparada, zona is not None)
    if min(traida.puntos, round(escala * lectura.PUNTOS)) < POCA_RESOLUCION:
        dudas.append(BORROSA)
    if zona is not None and comparada.firmada and traida.compuesta and PEGADA not in dudas:
        dudas.append(PEGADA)
    veredicto = RECHAZADO if rechazos else DUDOSO if dudas else COTEJADO
    return Juicio(numero + 1, veredicto, [*rechazos, *dudas], pagina=pagina,
                  lugares=[list(mancha.caja) for mancha in comparada.manchas][:50])


def _dicho(comparada: tinta.Comparada, se_firma: bool) -> tuple[list[str], list[str]]:
    rechazos = [SIN_FIRMA] if se_firma and not comparada.firmada else []
    cambian = [mancha for mancha in comparada.manchas if mancha.es_diferencia]
    rechazos += [DIFERENCIA] if any(mancha.cuanto >= tinta.CLARO for mancha in cambian) else []
    dudas = [MARCAS] if comparada.manchas and not rechazos else []
    dudas += [PEGADA] if comparada.pegada else []
    dudas += [SIN_PAPEL] if comparada.sin_papel else []
    return rechazos, dudas


def _caja(esquinas: tuple[lectura.Punto, ...]) -> tinta.Caja:
    equis, yes = zip(*esquinas, strict=True)
    return (int(min(equis)) - 12, int(min(yes)) - 12, int(max(equis)) + 12, int(max(yes)) + 12)
