"""`python -m verificador bitacora EXPORTACION`: comprueba una exportación o un extracto, sin Django ni base."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from verificador.anclas import Ancla, AnclaIlegible
from verificador.exportacion import Exportacion, ExportacionIlegible, Extracto, abrir_extracto, es_extracto
from verificador.extracto import exigir_continuacion, revisar_extracto
from verificador.lectura import ILEGIBLE, Resultado, recorrer
from verificador.origenes import Declaracion
from verificador.raices import cargar_raices, leer_certificado
from verificador.renglon import Defecto, Renglon
from verificador.sello_de_ancla import Jueza, abrir, abrir_declaracion
from verificador.testigos.informe import BITACORA, EXTRACTO, Informe, Visto
from verificador.testigos.notas import NotaIlegible, leer_nota
from verificador.testigos.politica import PoliticaIlegible
from verificador.testigos.politica import leer as leer_politica
from verificador.veredictos import RaicesInservibles, Rechazo


def correr(argumentos: list[str], salida: TextIO, errores: TextIO) -> int:
    """0 íntegra; 1 algo no casa (dice dónde); 2 no se pudo leer; 3 íntegra hasta un ancla, con eventos después;
    4 íntegra, pero nadie dijo de qué certificado deben ser sus anclas; 5 íntegra, sin el quórum de testigos pedido."""
    opciones = _analizador().parse_args(argumentos)
    try:
        informe = _revisar(opciones, datetime.now(UTC))
        codigo = informe.codigo
    except (ExportacionIlegible, AnclaIlegible, RaicesInservibles, PoliticaIlegible, NotaIlegible) as error:
        return _sin_comprobar(str(error), errores)
    except OSError as error:
        return _sin_comprobar(f"no se pudo leer «{error.filename}» ({error.strerror}).", errores)
    except Exception as error:  # unos bytes ajenos hacen que las bibliotecas lancen de todo
        return _sin_comprobar(f"el archivo está dañado y no se puede interpretar ({type(error).__name__}).", errores)
    salida.write((json.dumps(informe.datos(), ensure_ascii=False) if opciones.json else informe.en_palabras()) + "\n")
    return codigo


def _sin_comprobar(motivo: str, errores: TextIO) -> int:
    errores.write(f"No se pudo comprobar: {motivo}\n")
    return ILEGIBLE


def _analizador() -> argparse.ArgumentParser:
    lector = argparse.ArgumentParser("verificador bitacora", description="Comprueba una exportación de la bitácora.")
    lector.add_argument("exportacion", metavar="EXPORTACION", help="el ZIP (o su carpeta), o un extracto .jsonl")
    lector.add_argument("--raices", metavar="DIR", help="únicas autoridades de confianza, para juzgar los sellos")
    lector.add_argument(
        "--sello", metavar="CER", action="append", default=[], help="certificado del sello que vale (se puede repetir)",
    )
    lector.add_argument("--anclas", metavar="DIR", help="las guardadas fuera (*.p7m): mandan sobre las exportadas")
    lector.add_argument(
        "--desde-ancla", metavar="N|ARCHIVO",
        help="una que usted ya tiene: de la bitácora, sólo lo que le sigue; un extracto debe probar que la continúa",
    )
    lector.add_argument(
        "--consta", metavar="EVENTO:ESLABÓN", action="append", default=[], type=_constancia,
        help="lo que dice un correo o el pie de un documento (se puede repetir)",
    )
    lector.add_argument("--politica", metavar="ARCHIVO", help="en qué testigos confía usted; pide --checkpoint")
    lector.add_argument("--checkpoint", metavar="ARCHIVO", help="el publicado en /bitacora/checkpoint")
    lector.add_argument("--json", action="store_true", help="el resultado como objeto JSON")
    return lector


def _constancia(texto: str) -> tuple[int, str]:
    n, dos_puntos, eslabon = texto.partition(":")
    if not (n.isdigit() and dos_puntos and eslabon):
        raise argparse.ArgumentTypeError(f"«{texto}» no tiene la forma EVENTO:ESLABÓN")
    return int(n), eslabon.strip().lower()


def _revisar(opciones: argparse.Namespace, en: datetime) -> Informe:
    raices = cargar_raices(opciones.raices) if opciones.raices else None
    sellos = {leer_certificado(Path(sello).read_bytes()).sha256 for sello in opciones.sello}
    jueza, ruta = Jueza((lambda: raices) if raices else None, sellos, en), Path(opciones.exportacion)
    visto = _visto(opciones, en)
    if es_extracto(ruta):
        if visto.vista:
            raise PoliticaIlegible("un checkpoint se compara con la bitácora entera, no con un extracto.")
        return _de_extracto(ruta, opciones, jueza, visto)
    return Informe(BITACORA, _de_exportacion(Exportacion(ruta), opciones, jueza, visto), jueza, visto)


def _visto(opciones: argparse.Namespace, en: datetime) -> Visto:
    if (opciones.politica is None) != (opciones.checkpoint is None):
        raise PoliticaIlegible("--politica y --checkpoint van juntos.")
    if opciones.politica is None:
        return Visto(None, None, en)
    politica, nota = Path(opciones.politica).read_bytes(), Path(opciones.checkpoint).read_bytes()
    return Visto(leer_politica(politica), leer_nota(nota), en)


def _de_extracto(ruta: Path, opciones: argparse.Namespace, jueza: Jueza, visto: Visto) -> Informe:
    with abrir_extracto(ruta) as extracto:
        resultado, suya = revisar_extracto(extracto), None
        try:
            if extracto.ancla:
                jueza(extracto.ancla)
            if opciones.desde_ancla or opciones.anclas:
                suya = _que_ya_tenia(opciones, extracto)
                exigir_continuacion(extracto, suya)
        except Rechazo as rechazo:
            resultado = Resultado(resultado.revisados, extracto.ancla.n if extracto.ancla else 0, str(rechazo))
        except Defecto as defecto:
            if resultado.integra:
                resultado = Resultado(resultado.revisados, defecto.n, defecto.motivo)
        return Informe(EXTRACTO, resultado, jueza, visto, suya)


def _que_ya_tenia(opciones: argparse.Namespace, extracto: Extracto) -> Ancla:
    """De las anclas de quien lee, la más reciente de la que el extracto pueda probar que es continuación."""
    if opciones.desde_ancla and not opciones.desde_ancla.isdecimal():
        return _de_archivo(Path(opciones.desde_ancla))
    if not opciones.anclas:
        raise ExportacionIlegible("de un extracto, --desde-ancla es su archivo (.p7m), o va con --anclas.")
    carpeta = Path(opciones.anclas)
    if origen := _origen_de(opciones.anclas):
        carpeta /= str(origen.origen)
    tiene = {int(ruta.stem): ruta for ruta in carpeta.glob("*.p7m") if ruta.stem.isdecimal()}
    trae = [int(numero) for numero in extracto.consistencia] + ([extracto.ancla.numero] if extracto.ancla else [])
    sirven = [n for n in trae if n in tiene and opciones.desde_ancla in (None, str(n))]
    if not sirven:
        raise ExportacionIlegible(f"ninguna ancla de «{opciones.anclas}» es de las que el extracto dice continuar.")
    return _de_archivo(tiene[max(sirven)])


def _de_archivo(ruta: Path) -> Ancla:
    return abrir(ruta.read_bytes(), ruta.name)


def _desde(cual: str, exportacion: Exportacion) -> Ancla:
    """El ancla desde la que se empieza: la del archivo que trae quien lee o, por su número, la que viene exportada.

    Lanza `Defecto` si la exportación trae otra con ese número.
    """
    suya = None if cual.isdecimal() else _de_archivo(Path(cual))
    numero = suya.numero if suya else int(cual)
    hallada = next((ancla for ancla in exportacion.anclas() if ancla.numero == numero), None)
    if hallada is None:
        raise ExportacionIlegible(f"la exportación no trae el ancla {numero}.")
    if suya and suya.contenido != hallada.contenido:
        raise Defecto(hallada.n, f"su ancla {numero} no es la que usted tiene")
    return hallada


def _de_exportacion(
    exportacion: Exportacion, opciones: argparse.Namespace, jueza: Jueza, visto: Visto
) -> Resultado:
    propias, desde = exportacion.anclas(), None
    if opciones.desde_ancla:
        try:
            desde = _desde(opciones.desde_ancla, exportacion)
            jueza(desde)
        except (Rechazo, Defecto) as reparo:
            n = reparo.n if isinstance(reparo, Defecto) else desde.n if desde else 0
            return Resultado(n, n, str(reparo))
        propias = (ancla for ancla in propias if ancla.numero > desde.numero)
    tras = desde.n if desde else 0
    if visto.comprometido and visto.comprometido.n < tras:
        raise PoliticaIlegible("el checkpoint es anterior al ancla desde la que se empieza.")
    consta = {n: eslabon for n, eslabon in opciones.consta if n > tras}
    carpeta = opciones.anclas
    if origen := _origen_de(carpeta):
        try:
            jueza.declarado(origen)
        except Rechazo as rechazo:
            return Resultado(0, origen.n, str(rechazo))
        carpeta = str(Path(carpeta) / str(origen.origen))
        if origen.n > tras:
            consta[origen.n] = origen.eslabon
    resultado = recorrer(
        _vigilar(exportacion.renglones(tras), consta), propias, desde=desde, juez=jueza, visto=visto.comprometido,
        fuera=_de_carpeta(carpeta, desde.numero if desde else 0),
    )
    if resultado.integra and exportacion.hasta != resultado.revisados:
        motivo = f"la exportación está truncada: dice llegar al evento {exportacion.hasta}"
        return Resultado(resultado.revisados, resultado.revisados + 1, motivo)
    return resultado


def _vigilar(renglones: Iterable[Renglon], consta: dict[int, str]) -> Iterator[Renglon]:
    """Los mismos renglones; lanza `Defecto` donde uno no diga el eslabón que consta, o si no llega."""
    for renglon in renglones:
        esperado = consta.pop(renglon.n, None)
        if esperado not in (None, renglon.eslabon):
            raise Defecto(renglon.n, "su eslabón no es el que consta fuera: se reescribió éste o alguno anterior")
        yield renglon
    if consta:
        raise Defecto(min(consta), "consta fuera y ya no está: la bitácora está truncada")


def _origen_de(carpeta: str | None) -> Declaracion | None:
    """La declaración del origen vigente entre lo guardado fuera; None en el primero. `AnclaIlegible` si está dañada."""
    rutas = sorted((Path(carpeta) / "origenes").glob("*.p7m")) if carpeta else []
    return abrir_declaracion(rutas[-1].read_bytes(), rutas[-1].name) if rutas else None


def _de_carpeta(carpeta: str | None, tras: int) -> Iterator[Ancla]:
    """Las guardadas fuera, en orden; cada archivo se lee cuando le toca. Sin ninguna no hay contra qué comparar."""
    rutas = sorted(ruta for ruta in Path(carpeta).glob("*.p7m") if ruta.stem.isdecimal()) if carpeta else []
    if carpeta and not rutas:
        raise ExportacionIlegible(f"la carpeta «{carpeta}» no existe o no trae ninguna ancla (*.p7m).")
    for ruta in rutas:
        if int(ruta.stem) <= tras:
            continue
        ancla = abrir(ruta.read_bytes(), ruta.name)
        if ancla.numero != int(ruta.stem):
            raise AnclaIlegible(f"«{ruta.name}» no es el ancla que dice su nombre: trae la {ancla.numero}.")
        yield ancla
