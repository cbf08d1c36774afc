"""Leer una cantidad declarada («hasta 25 ppm», 8192 con unidad MB, «10/100/1000», «4x4») en la unidad de la fila.

Lo que no se puede leer no lanza: devuelve `Lectura` sin valor y con el motivo, para prevenir en vez de incumplir.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from . import numeros, unidades
from .numeros import Numero
from .requisito import Requisito
from .texto import LARGO_MAXIMO, es_sin_dato, palabra
from .unidades import AJENA, Unidad

_BINARIAS = frozenset({"ram", "vram", "dram", "sdram", "dimm", "sodimm", "udimm", "rdimm", "memoria"})
_ALMACENES = frozenset(
    {"hdd", "ssd", "sshd", "nvme", "disco", "discos", "almacenamiento", "emmc", "usb", "flash", "sd", "sdhc", "sdxc"}
    | {"microsd", "tarjeta", "interna", "cinta"}
)
_GENERICOS = frozenset({"capacidad", "tamano", "modulo", "modulos", "total", "minima", "maxima"})
_MIMO = re.compile(r"(?P<emisores>[0-9]+) ?x ?(?P<receptores>[0-9]+)(?: ?: ?[0-9]+)?(?![\w.,]*[0-9])")
_BASE = re.compile(r"[- ]?base-?[a-z]*")
_LETRAS_PEGADAS = re.compile(r"[-_]?[^\W\d_]+")
_LETRA_SUELTA = re.compile(r" [^\W\d_](?![\w/])")
_TASA_BITS = "bits por segundo"


@dataclass(frozen=True)
class Lectura:
    """Lo leído: el valor en la unidad base de la fila, o None y por qué. `otra_opcion` marca casos como «6A»."""

    valor: Fraction | None
    motivo: str = ""
    otra_opcion: bool = False


@dataclass(frozen=True)
class Medida:
    """Cómo se mide una fila: su unidad (None si no lleva), si 1 GB vale 1024 MB y si admite «4x4»."""

    unidad: Unidad | None
    binaria: bool
    admite_mimo: bool

    @classmethod
    @lru_cache(maxsize=4096)  # depende sólo de la fila, que es la misma para mil conceptos
    def de(cls, requisito: Requisito) -> "Medida":
        """La medida de una fila del estándar, por su unidad y el nombre de su atributo."""
        partes = set(palabra(requisito.atributo).replace("-", "_").split("_"))
        unidad = unidades.de_fila(requisito.unidad)
        mimo = "mimo" in partes or (unidad is not None and unidad.magnitud in ("flujo", "antena"))
        return cls(unidad, _es_binaria(requisito, partes), mimo)

    @property
    def tolerancia(self) -> Fraction:
        """2.5 % en almacenamiento y memoria; en lo demás, sólo el redondeo de punto flotante."""
        es_bytes = self.unidad is not None and self.unidad.magnitud == "bytes"
        return Fraction(25, 1000) if es_bytes else Fraction(1, 10**9)

    @property
    def es_de_red(self) -> bool:
        """Verdadero si se mide en bits por segundo: ahí valen «Gigabit» y «10/100/1000»."""
        return self.unidad is not None and self.unidad.magnitud == _TASA_BITS

    def en_base(self, valor: Fraction, unidad: Unidad | None = None) -> Fraction:
        """El valor (en `unidad`, o en la de la fila) llevado a la unidad base."""
        unidad = unidad or self.unidad
        return unidad.en_base(valor, binaria=self.binaria) if unidad else valor


def leer_cantidad(valor: object, unidad: object, medida: Medida) -> Lectura:
    """El único número declarado, en la unidad base de la fila. Nunca lanza."""
    if isinstance(valor, list | tuple) and len(valor) == 1:
        valor = valor[0]
    campo = unidad_del_campo(unidad, medida)
    if isinstance(campo, Lectura):
        return campo
    if isinstance(valor, str):
        return _de_texto(valor, campo, medida)
    exacto = numeros.de_json(valor)
    if exacto is None:
        return Lectura(None, _motivo_de_tipo(valor))
    return Lectura(medida.en_base(exacto, campo))


def unidad_del_campo(unidad: object, medida: Medida) -> Unidad | None | Lectura:
    """La unidad declarada aparte; None si no se dio o la fila no lleva; `Lectura` fallida si es de otra magnitud."""
    if medida.unidad is None or es_sin_dato(unidad):
        return None
    leida = unidades.leer(unidad, medida.unidad) if isinstance(unidad, str) and len(unidad) <= LARGO_MAXIMO else None
    if leida is None or leida.magnitud != medida.unidad.magnitud:
        return Lectura(None, "la unidad declarada no es de la magnitud que se pide")
    return leida


def leer_numero(texto: str, numero: Numero, campo: Unidad | None, medida: Medida, *, en_lista: bool = False) -> Lectura:
    """Un número ya localizado en un texto normalizado, con la unidad que lo acompañe ahí, en el campo o en la fila."""
    if numero.valor is None:
        return Lectura(None, "el número no se entiende: revise comas y puntos")
    if _tiene_letras_ajenas(texto, numero, medida, en_lista=en_lista):
        return Lectura(None, "el número lleva letras pegadas que no son su unidad", otra_opcion=True)
    if medida.unidad is None:
        return Lectura(numero.valor)
    propia = _unidad_del_texto(texto, numero, medida.unidad)
    if propia is not None and propia.magnitud != medida.unidad.magnitud:
        return Lectura(None, "la unidad escrita no es de la magnitud que se pide")
    if propia and campo and medida.en_base(Fraction(1), propia) != medida.en_base(Fraction(1), campo):
        return Lectura(None, "la unidad del texto y la del campo se contradicen")
    return Lectura(medida.en_base(numero.valor, propia or campo))


def _de_texto(texto: str, campo: Unidad | None, medida: Medida) -> Lectura:
    normal = numeros.normalizar(texto) if len(texto) <= LARGO_MAXIMO else None
    if normal is None:
        return Lectura(None, "el texto no se puede leer como número")
    if medida.es_de_red and (nombrada := _ethernet_con_nombre(normal)):
        return Lectura(nombrada)
    if medida.admite_mimo and (mimo := _MIMO.search(normal)):
        return _de_mimo(normal, mimo)
    hallados = _mayor_de_las_diagonales(normal, medida)
    if len(hallados) != 1:
        return Lectura(None, "hay varios números donde se pide uno" if hallados else "no hay ningún número")
    return leer_numero(normal, hallados[0], campo, medida)


def _de_mimo(texto: str, mimo: re.Match[str]) -> Lectura:
    """«4x4» son 4 flujos; «4x2», o cualquier otro número alrededor, no es un dato único."""
    resto = texto[: mimo.start()] + texto[mimo.end() :]
    flujos = numeros.de_ficha(mimo["emisores"])
    if mimo["emisores"] != mimo["receptores"] or flujos is None or re.search(r"[0-9]", resto):
        return Lectura(None, "hay varios números donde se pide uno")
    return Lectura(flujos)


def _mayor_de_las_diagonales(texto: str, medida: Medida) -> list[Numero]:
    """Los números del texto; «10/100/1000» en velocidades de red es uno solo, el mayor."""
    hallados = numeros.numeros(texto)
    valores = [numero.valor for numero in hallados if numero.valor is not None]
    if not medida.es_de_red or len(hallados) < 2 or len(valores) < len(hallados):
        return hallados
    if any(texto[a.fin : b.inicio] != "/" for a, b in zip(hallados, hallados[1:], strict=False)):
        return hallados
    return [Numero(max(valores), hallados[0].inicio, hallados[-1].fin)]


def _ethernet_con_nombre(texto: str) -> Fraction | None:
    """Gigabit = 1000 Mbps y Fast Ethernet = 100 Mbps cuando no traen otro número."""
    if re.search(r"[0-9]", texto):
        return None
    if re.search(r"\bgigabit\b", texto):
        return Fraction(1000)
    return Fraction(100) if re.search(r"\bfast ?ethernet\b", texto) else None


def _tiene_letras_ajenas(texto: str, numero: Numero, medida: Medida, *, en_lista: bool) -> bool:
    despues = _LETRAS_PEGADAS.match(texto, numero.fin)
    if despues is None and en_lista:
        despues = _LETRA_SUELTA.match(texto, numero.fin)
    antes = (
        re.search(r"([^\W\d_]+)[-_]?\Z", texto[max(0, numero.inicio - 40) : numero.inicio])
        if texto[numero.inicio] != "-"
        else None
    )
    if antes and not (medida.unidad and unidades.leer(antes[1], medida.unidad) == medida.unidad):
        return True
    return bool(despues) and not _es_su_unidad(texto[numero.fin :], medida, en_lista=en_lista)


def _es_su_unidad(resto: str, medida: Medida, *, en_lista: bool) -> bool:
    """¿Las letras que siguen son una unidad? En una lista tiene que ser de la magnitud de la fila («6A» no es 6)."""
    if medida.unidad is None:
        return not en_lista
    if medida.es_de_red and _BASE.match(resto):
        return True
    hallada = unidades.al_inicio(resto, medida.unidad)
    return hallada is not None and (not en_lista or hallada.magnitud == medida.unidad.magnitud)


def _unidad_del_texto(texto: str, numero: Numero, fila: Unidad) -> Unidad | None:
    """La unidad escrita junto al número; si no hay, una unidad física suelta en el resto del texto."""
    resto = texto[numero.fin :]
    suelta_a = re.match(r" a (?=\w)", resto) and fila.magnitud != "corriente"
    if not suelta_a and (junto := unidades.al_inicio(resto, fila)):
        return junto
    lejos = unidades.en_el_resto(texto[: numero.inicio] + " " + resto)
    return AJENA if len(lejos) > 1 else next(iter(lejos), None)


def _es_binaria(requisito: Requisito, partes: set[str]) -> bool:
    """RAM, memoria de video y módulos de RAM; una memoria USB, de estado sólido o interna es almacenamiento."""
    if partes & _ALMACENES:
        return False
    if partes & _BINARIAS or any(re.fullmatch(r"g?ddr[0-9]?x?", parte) for parte in partes):
        return True
    del_perfil = set(re.split(r"[^a-z0-9]+", palabra(f"{requisito.perfil} {requisito.perfil_nombre}")))
    es_de_ram = del_perfil & (_BINARIAS - {"memoria"}) or any(re.fullmatch(r"g?ddr[0-9]", p) for p in del_perfil)
    return bool(partes & _GENERICOS and es_de_ram and not del_perfil & _ALMACENES)


def _motivo_de_tipo(valor: object) -> str:
    if isinstance(valor, bool):
        return "se declaró sí o no donde se pide un número"
    if isinstance(valor, int | float | Decimal):
        return "el número no es finito o es desmesurado"
    return "lo declarado no es un número único"
