"""El indicador a tal fecha, fijo para siempre: el corte, hasta qué evento se sabía, y los hechos para recalcularlo.

Con el mismo corte y el mismo evento salen siempre los mismos bytes, aunque después pasen más cosas. Lo que se publica
no trae nombres de personas: cada asunto va con un seudónimo y cada ente con su clave del catálogo.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from archivos.paquetes import con_huellas, zip_de
from archivos.tablas import csv_de
from cuentas.models import Ente
from dictamenes.congelado import Cifra, ContandoCanceladas
from indicadores.cifra.conteo import CANCELADA, DEFINICIONES, VERSION, Clave, Hecho, plegar
from indicadores.cifra.registro import SIN_DATO, Eslabon, aviso_de, hechos_al, lotes_al, sabido_hasta, ultimo_hecho
from indicadores.models import LoteHistorico

LARGO_DE_SEUDONIMO = 16
ENCABEZADO = ("desglose", "clave", "nombre", "recibidas", "atendidas", "por_atender", "aviso")
LEEME = """Indicador «{clave}», definición {version}: año {anio}, al {corte}.
{aviso}
Qué trae
  indicador.json     la cifra publicada, en forma canónica (RFC 8785)
  datos/hechos.csv   cada hecho con que se cuenta: seudónimo del asunto, clase, día, clave del ente y tipo, y el número
                     y el eslabón del evento de la bitácora donde consta
  datos/entes.csv    el nombre de cada ente que aparece; es informativo y no entra en la cuenta
  datos/corrida.json el año, el corte y el último evento que se tomó
  recalcular.py      la definición del indicador: el mismo archivo con que lo calcula el sistema
  huellas.sha256     la huella de cada archivo

Cómo se comprueba
  python recalcular.py               vuelve a contar y dice si coincide, byte por byte, con indicador.json
  sha256sum --check huellas.sha256   dice si algún archivo cambió
Sólo hace falta Python 3.10 o posterior; no se instala nada.

Qué significa cada cosa
{definicion}
"""


@dataclass(frozen=True)
class Corrida:
    """Una cuenta del indicador: de qué año, a qué corte, con lo que constaba hasta qué evento y con qué definición."""

    anio: int
    corte: date
    hasta: Eslabon
    aviso: str
    version: int = VERSION

    @property
    def definicion(self) -> ModuleType:
        return DEFINICIONES[self.version]

    @property
    def en_curso(self) -> bool:
        """Si el corte es anterior al fin de su año."""
        return self.corte < date(self.anio, 12, 31)

    @property
    def nombre(self) -> str:
        """Cómo se llaman sus archivos, sin extensión."""
        marca = "sin-validez-" if self.aviso else ""
        return f"{marca}indicador-{self.anio}-al-{self.corte}-evento-{self.hasta.n}"

    def json(self) -> bytes:
        """En forma canónica: siempre los mismos bytes."""
        contenido: bytes = self.definicion.canonico(self.documento())
        return contenido

    def documento(self) -> Cifra:
        """Lo mismo, para leerse. Lo que se anota sin ser un hecho no cambia la cuenta: sólo hasta dónde se leyó."""
        contada = _contada(replace(self, hasta=ultimo_hecho(self.hasta)))
        return {**contada, "hasta": {"n": self.hasta.n, "eslabon": self.hasta.eslabon}}


def correr(anio: int, corte: date, n: int | None = None) -> Corrida:
    """La cuenta de ese año y corte con lo que constaba hasta el evento `n`; sin decirlo, hasta el último.

    Lanza `ParametroInvalido` si la bitácora no tiene ese evento.
    """
    hasta = sabido_hasta(n)
    return Corrida(anio, corte, hasta, aviso_de(LoteHistorico.objects.filter(pk__in=lotes_al(hasta))))


def con_canceladas(corrida: Corrida) -> ContandoCanceladas:
    """La misma cuenta sin descontar lo cancelado ni lo acumulado: un porcentaje no mejora cancelando."""
    contada = corrida.documento()
    hechos = [h for h in hechos_al(corrida.hasta) if h.clase != CANCELADA]
    recibidas = sum(asunto.recibida.year == corrida.anio for asunto in plegar(hechos, corrida.corte))
    return {"canceladas": recibidas - contada["recibidas"], "recibidas": recibidas,
            "porcentaje": corrida.definicion.por_ciento(contada["cohorte"], recibidas)}


def csv_de_la_corrida(corrida: Corrida, nombres: Mapping[str, str] | None = None) -> bytes:
    """Los números en renglones, para hoja de cálculo; los `nombres` de los entes son los de hoy o los que se den."""
    return csv_de(ENCABEZADO, _renglones(corrida.documento(), _nombres(corrida, nombres)))


def _renglones(dato: Cifra, nombres: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """Un renglón por total, mes, ente, tipo y conclusión, en el orden de `ENCABEZADO`."""
    total = (dato["recibidas"], dato["atendidas"], dato["rezago"])
    yield ("año", dato["anio"], f"al {dato['corte']}, hasta el evento {dato['hasta']['n']}", *total, dato["aviso"])
    yield ("cohorte", dato["anio"], f"{dato['porcentaje']} %", dato["recibidas"], dato["cohorte"], "", dato["aviso"])
    for mes in dato["por_mes"]:
        yield ("mes", mes["mes"], "", mes["recibidas"], mes["atendidas"], mes["rezago"], dato["aviso"])
    for ente in dato["por_ente"]:
        nombre = nombres.get(ente["ente"], SIN_DATO)
        yield ("ente", ente["ente"], nombre, ente["recibidas"], ente["atendidas"], "", dato["aviso"])
    for tipo in dato["por_tipo"]:
        yield ("tipo", tipo["tipo"], "", tipo["recibidas"], tipo["atendidas"], "", dato["aviso"])
    for conclusion in dato["por_conclusion"]:
        yield ("conclusión", conclusion["conclusion"], "", "", conclusion["atendidas"], "", dato["aviso"])


def paquete(corrida: Corrida) -> bytes:
    """Un ZIP con la cifra, los hechos y el programa de un solo archivo que la recalcula sin este sistema."""
    return zip_de(con_huellas(piezas(corrida)))


def piezas(corrida: Corrida, nombres: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Los archivos del paquete, por su nombre; los `nombres` de los entes son los de hoy o los que se den."""
    modulo = corrida.definicion
    datos = {"anio": corrida.anio, "corte": corrida.corte.isoformat(), "aviso": corrida.aviso,
             "definicion": corrida.version, "hasta": corrida.hasta._asdict()}
    return {
        "LEEME.txt": _leeme(corrida).encode(),
        "indicador.json": corrida.json(),
        "recalcular.py": Path(str(modulo.__file__)).read_bytes(),
        "datos/corrida.json": modulo.canonico(datos),
        "datos/hechos.csv": csv_de(modulo.COLUMNAS, (
            (h.n, h.eslabon, h.asunto, h.clase, h.dia.isoformat(), h.ente, h.tipo)
            for h in publicos(hechos_al(corrida.hasta))
        )),
        "datos/entes.csv": csv_de(("ente", "nombre"), sorted(_nombres(corrida, nombres).items())),
    }


def publicos(hechos: Iterable[Hecho]) -> Iterator[Hecho]:
    """Los mismos hechos sin lo interno: el asunto va con el eslabón de donde consta por primera vez."""
    seudonimos: dict[str, str] = {}
    usados: Counter[str] = Counter()
    for h in hechos:
        if h.asunto not in seudonimos:
            raiz = h.eslabon[:LARGO_DE_SEUDONIMO]
            usados[raiz] += 1  # un lote importado trae muchos asuntos en un solo evento
            seudonimos[h.asunto] = f"{raiz}-{usados[raiz]}"
        yield Hecho(seudonimos[h.asunto], h.clase, h.dia, clave_publica(h.ente), h.tipo, h.n, h.eslabon)


def clave_publica(ente: Clave) -> str:
    """Cómo se nombra un ente en los datos: su número de catálogo o, si no está en él, una huella de como venía."""
    if isinstance(ente, int):
        return f"ente:{ente}"
    return f"otro:{hashlib.sha256(ente.encode()).hexdigest()[:8]}" if ente else ""


def nombres_publicos(hechos: Iterable[Hecho]) -> dict[str, str]:
    """El nombre de cada clave de ente que aparece en esos hechos."""
    catalogo = dict(Ente.objects.values_list("pk", "nombre"))
    presentes = {h.ente for h in hechos if h.ente}
    return {clave_publica(e): catalogo.get(e, str(e)) if isinstance(e, int) else e for e in presentes}


def _nombres(corrida: Corrida, nombres: Mapping[str, str] | None) -> Mapping[str, str]:
    return nombres_publicos(hechos_al(corrida.hasta)) if nombres is None else nombres


@lru_cache(maxsize=16)
def _contada(corrida: Corrida) -> Cifra:
    """Lo que se cuenta hasta un evento con hechos: el documento, sin la cabeza con que se pidió."""
    contada: Cifra = corrida.definicion.documento(
        publicos(hechos_al(corrida.hasta)), corrida.anio, corrida.corte, hasta=corrida.hasta, aviso=corrida.aviso
    )
    return contada


def _leeme(corrida: Corrida) -> str:
    modulo = corrida.definicion
    aviso = f"\n{corrida.aviso.upper()}: no son cifras oficiales.\n" if corrida.aviso else ""
    definicion = "\n".join(f"  {palabra}: {texto}" for palabra, texto in modulo.DEFINICION.items())
    return LEEME.format(clave=modulo.CLAVE, version=corrida.version, anio=corrida.anio, corte=corrida.corte,
                        aviso=aviso, definicion=definicion)
