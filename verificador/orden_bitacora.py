"""`python -m verificador bitacora EXPORTACION`: comprueba una exportación o un extracto, sin Django ni base."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from verificador.anclas import Ancla, AnclaIlegible
from verificador.arbol import Arbol
from verificador.exportacion import Exportacion, ExportacionIlegible, abrir_extracto, es_extracto
from verificador.extracto import revisar_extracto
from verificador.lectura import ILEGIBLE, Resultado, recorrer
from verificador.origenes import Declaracion
from verificador.raices import Raices, cargar_raices, leer_certificado
from verificador.renglon import Defecto, Renglon
from verificador.sello_de_ancla import SelloJuzgado, abrir, abrir_declaracion, juzgar
from verificador.testigos.notas import NotaIlegible, leer_nota
from verificador.testigos.politica import PoliticaIlegible
from verificador.testigos.politica import juzgar as juzgar_nota
from verificador.testigos.politica import leer as leer_politica
from verificador.veredictos import RaicesInservibles, Rechazo


def correr(argumentos: list[str], salida: TextIO, errores: TextIO) -> int:
    """0 íntegra; 1 algo no casa (dice dónde); 2 no se pudo leer; 3 íntegra hasta un ancla, con eventos después;
    4 íntegra, pero nadie dijo de qué certificado deben ser sus anclas; 5 íntegra, sin el quórum de testigos pedido."""
    opciones = _analizador().parse_args(argumentos)
    try:
        jueza = Jueza(opciones.raices, opciones.sello)
        visto = Visto(opciones.politica, opciones.checkpoint)
        resultado, que = _revisar(opciones, jueza, visto)
    except (ExportacionIlegible, AnclaIlegible, RaicesInservibles, PoliticaIlegible, NotaIlegible) as error:
        return _sin_comprobar(str(error), errores)
    except OSError as error:
        return _sin_comprobar(f"no se pudo leer «{error.filename}» ({error.strerror}).", errores)
    except Exception as error:  # unos bytes ajenos hacen que las bibliotecas lancen de todo
        return _sin_comprobar(f"el archivo está dañado y no se puede interpretar ({type(error).__name__}).", errores)
    codigo = resultado.codigo(sello_fijado=jueza.fija, quorum=visto.basta)
    datos = {
        **asdict(resultado), "integra": resultado.integra, "sin_ancla": resultado.sin_ancla, "codigo": codigo,
        "sellos": jueza.juzgados, "titulares": list(jueza.titulares), "sello_fijado": jueza.fija,
        **visto.datos(),
    }
    en_prosa = en_palabras(que, resultado, jueza) + visto.dicho()
    salida.write((json.dumps(datos, ensure_ascii=False) if opciones.json else en_prosa) + "\n")
    return codigo


def _sin_comprobar(motivo: str, errores: TextIO) -> int:
    errores.write(f"No se pudo comprobar: {motivo}\n")
    return ILEGIBLE


class Jueza:
    """Revisa el sello de cada ancla con una carpeta de confianza, y recuerda cuántos y de quién."""

    def __init__(self, carpeta: str | None, sellos: Iterable[str] = ()) -> None:
        """Sin carpeta no juzga nada. `RaicesInservibles` si la carpeta no sirve."""
        self._raices: Raices | None = cargar_raices(carpeta) if carpeta else None
        self._sellos = {leer_certificado(Path(sello).read_bytes()).sha256 for sello in sellos}
        self._momento = datetime.now(UTC)
        self.juzgados = 0
        self.ultimo: SelloJuzgado | None = None
        self.titulares: dict[str, None] = {}
        self.origen: Declaracion | None = None

    @property
    def fija(self) -> bool:
        """Si sólo admite anclas de los certificados que se le dijeron."""
        return self._raices is not None and bool(self._sellos)

    def __call__(self, ancla: Ancla) -> None:
        """Lanza `Rechazo` si el sello no vale."""
        self._juzgar(ancla)

    def declarado(self, origen: Declaracion) -> None:
        """El origen que se sigue, con su sello juzgado. Lanza `Rechazo`."""
        self._juzgar(origen)
        self.origen = origen

    def _juzgar(self, ancla: Ancla | Declaracion) -> None:
        if self._raices is None:
            return
        self.ultimo = juzgar(ancla, self._raices, self._momento, self._sellos)
        self.juzgados += 1
        self.titulares[self.ultimo.titular] = None


class Visto:
    """El checkpoint que trae quien comprueba, juzgado con su política; sin política no se exige nada."""

    def __init__(self, politica: str | None, checkpoint: str | None) -> None:
        """`PoliticaIlegible`, `NotaIlegible` u `OSError` si no sirven, o si viene uno sin el otro."""
        if (politica is None) != (checkpoint is None):
            raise PoliticaIlegible("--politica y --checkpoint van juntos.")
        self._politica = leer_politica(Path(politica).read_bytes()) if politica else None
        self._en = datetime.now(UTC)
        nota = leer_nota(Path(checkpoint).read_bytes()) if checkpoint else None
        self.vista = juzgar_nota(nota, self._politica, self._en) if nota and self._politica else None

    @property
    def basta(self) -> bool:
        """Si hay quórum y no es más viejo de lo que la política admite."""
        return self.vista is None or self._politica is None or self.vista.reciente(self._politica, self._en)

    def vigilar(self, renglones: Iterable[Renglon], desde: Ancla | None) -> Iterator[Renglon]:
        """Los mismos; lanza `Defecto` si la raíz no es la que se firmó, o si la bitácora no llega hasta ahí."""
        arbol = Arbol(desde.n, desde.frontera) if desde else Arbol()
        hasta = self.vista.checkpoint if self.vista else None
        if hasta and arbol.n > hasta.n:
            raise PoliticaIlegible("el checkpoint es anterior al ancla desde la que se empieza.")
        for renglon in renglones:
            if hasta and arbol.n < hasta.n:
                arbol.agregar(renglon.eslabon)
                if arbol.n == hasta.n and arbol.raiz != hasta.raiz.hex():
                    raise Defecto(renglon.n, "la raíz hasta aquí no es la que firmó el checkpoint: son dos historias")
            yield renglon
        if hasta and arbol.n < hasta.n:
            raise Defecto(arbol.n + 1, f"la bitácora está truncada: el checkpoint dice que hubo {hasta.n} eventos")

    def datos(self) -> dict[str, object]:
        """Lo que va en el JSON; vacío si no se pidió."""
        if self.vista is None:
            return {}
        return {"quorum": self.basta, "checkpoint": self.vista.checkpoint.n, "vieron": sorted(self.vista.vieron)}

    def dicho(self) -> str:
        """Lo mismo para una persona."""
        if self.vista is None:
            return ""
        falta = "" if self.basta else " No junta el quórum de la política, o es más viejo de lo que admite."
        return f"\nEl checkpoint llega al evento {self.vista.checkpoint.n}, {self.vista.en_palabras()}.{falta}"


def en_palabras(que: str, resultado: Resultado, jueza: Jueza) -> str:
    """Lo que se encontró, en renglones para una persona."""
    if not resultado.integra:
        return f"{que}: ALTERADA en el evento {resultado.roto_en}: {resultado.motivo.rstrip('.')}."
    desde = f" (desde el {resultado.desde + 1})" if resultado.desde else ""
    partes = [f"{que}: íntegra hasta el evento {resultado.revisados}{desde}, con {resultado.anclas} anclas."]
    if que != BITACORA:
        partes = [f"{que}: íntegro, {resultado.revisados} eventos; {resultado.anclado} están en la bitácora anclada."]
    if resultado.sin_ancla:
        respaldo = "sólo los respalda la propia cadena" if que == BITACORA else "todavía nada los respalda"
        partes.append(f"{resultado.sin_ancla} son posteriores a la última ancla: {respaldo}.")
    partes += _del_origen(jueza.origen)
    if resultado.canceladas:
        partes.append(f"{resultado.canceladas} tienen sus datos cancelados, con su lápida.")
    if jueza.ultimo:
        consta = f"{jueza.ultimo.constancia:%Y-%m-%d %H:%M} UTC"
        partes.append(f"{jueza.juzgados} sellos buenos; el último, de «{jueza.ultimo.titular}», consta el {consta}.")
        if len(jueza.titulares) > 1:
            partes.append(f"Los sellos son de {len(jueza.titulares)} titulares: «{'», «'.join(jueza.titulares)}».")
    else:
        partes.append("No se juzgó ningún sello: indique --raices para saber quién firmó las anclas.")
    if not jueza.fija:
        partes.append("El sello no está fijado: con --raices y --sello sólo valen las anclas de ese certificado.")
    return "\n".join(partes)


def _del_origen(origen: Declaracion | None) -> list[str]:
    return [
        f"Es el origen {origen.origen}: dos personas declararon que sigue al ancla {origen.sigue['numero']} porque "
        f"«{origen.motivo}»; el anterior llegó al evento {origen.anterior['n']} y sus anclas se conservan aparte."
    ] if origen else []


BITACORA, EXTRACTO = "Bitácora", "Extracto"


def _analizador() -> argparse.ArgumentParser:
    lector = argparse.ArgumentParser("verificador bitacora", description="Comprueba una exportación de la bitácora.")
    lector.add_argument("exportacion", metavar="EXPORTACION", help="el ZIP (o su carpeta), o un extracto .jsonl")
    lector.add_argument("--raices", metavar="DIR", help="únicas autoridades de confianza, para juzgar los sellos")
    lector.add_argument(
        "--sello", metavar="CER", action="append", default=[], help="certificado del sello que vale (se puede repetir)",
    )
    lector.add_argument("--anclas", metavar="DIR", help="las guardadas fuera (*.p7m): mandan sobre las exportadas")
    lector.add_argument("--desde-ancla", metavar="N", type=int, help="sólo lo que sigue a esa ancla, ya comprobada")
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


def _revisar(opciones: argparse.Namespace, jueza: Jueza, visto: Visto) -> tuple[Resultado, str]:
    ruta = Path(opciones.exportacion)
    if es_extracto(ruta):
        if visto.vista:
            raise PoliticaIlegible("un checkpoint se compara con la bitácora entera, no con un extracto.")
        return _de_extracto(ruta, jueza), EXTRACTO
    return _de_exportacion(Exportacion(ruta), opciones, jueza, visto), BITACORA


def _de_extracto(ruta: Path, jueza: Jueza) -> Resultado:
    with abrir_extracto(ruta) as extracto:
        resultado = revisar_extracto(extracto)
        if extracto.ancla is None:
            return resultado
        try:
            jueza(extracto.ancla)
        except Rechazo as rechazo:
            return Resultado(resultado.revisados, extracto.ancla.n, str(rechazo))
        return resultado


def _de_exportacion(
    exportacion: Exportacion, opciones: argparse.Namespace, jueza: Jueza, visto: Visto
) -> Resultado:
    propias, desde = exportacion.anclas(), None
    if opciones.desde_ancla:
        desde = next((ancla for ancla in propias if ancla.numero == opciones.desde_ancla), None)
        if desde is None:
            raise ExportacionIlegible(f"la exportación no trae el ancla {opciones.desde_ancla}.")
        try:
            jueza(desde)
        except Rechazo as rechazo:
            return Resultado(desde.n, desde.n, str(rechazo))
    tras = desde.n if desde else 0
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
        visto.vigilar(_vigilar(exportacion.renglones(tras), consta), desde), propias,
        fuera=_de_carpeta(carpeta, desde.numero if desde else 0), desde=desde, juez=jueza,
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
