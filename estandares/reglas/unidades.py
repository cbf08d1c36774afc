"""Unidades: tabla propia, porque las bibliotecas generales convierten W en VA y aquí no son lo mismo.

Almacenamiento es decimal (1 GB = 1000 MB); RAM y memoria de video, binaria (1 GB = 1024 MB). GiB y TiB son exactos
(ISO/IEC 80000-13). No distingue mayúsculas, acentos ni singular de plural.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from .texto import palabra


@dataclass(frozen=True)
class Unidad:
    """Una unidad de medida: sólo se comparan las de igual magnitud, por su factor hacia la unidad base."""

    magnitud: str
    factor: Fraction = Fraction(1)
    factor_binario: Fraction | None = None

    def en_base(self, valor: Fraction, *, binaria: bool) -> Fraction:
        """El valor en la unidad base de su magnitud; `binaria` elige 1024 para KB, MB, GB y TB."""
        return valor * (self.factor_binario if binaria and self.factor_binario else self.factor)


AJENA = Unidad("ajena")
"""Una unidad que no se reconoce: nunca es convertible en la de la fila."""

_FISICAS: dict[str, dict[str, str]] = {
    "bits por segundo": {
        "1/1000000": "bps|bit/s|bits por segundo",
        "1/1000": "kbps|kbit/s|kilobits por segundo",
        "1": "mbps|mbit/s|mbit|megabits por segundo|megabit|megabits",
        "1000": "gbps|gbit/s|gbit|gigabits por segundo|gigabit|gigabits|gbe",
        "1000000": "tbps|tbit/s|terabits por segundo|terabit",
    },
    "bytes por segundo": {
        "1/1000": "kb/s|kilobytes por segundo|kb por segundo",
        "1": "mb/s|megabytes por segundo|mb por segundo|mb/seg",
        "1000": "gb/s|gigabytes por segundo|gb por segundo|gb/seg",
    },
    "meses": {"1": "mes|meses", "12": "año|años"},
    "tiempo": {
        "1/1000": "ms|milisegundo",
        "1": "s|seg|segundo|sec",
        "60": "min|minuto",
        "3600": "h|hr|hrs|hora",
    },
    "frecuencia": {
        "1": "hz|hertz|hercio",
        "1000": "khz|kilohertz|kilohercio",
        "1000000": "mhz|megahertz|megahercio",
        "1000000000": "ghz|gigahertz|gigahercio",
    },
    "longitud": {
        "1": "mm|milímetro",
        "10": "cm|centímetro",
        "127/5": '"|pulgada|pulg|plg|in|inch|inches',
        "1000": "m|metro|mts",
        "1000000": "km|kilómetro",
    },
    "masa": {"1": "g|gr|grs|gramo", "1000": "kg|kgs|kilo|kilogramo"},
    "potencia": {"1/1000": "mw|miliwatt", "1": "w|watt|vatio", "1000": "kw|kilowatt|kilovatio"},
    "potencia aparente": {
        "1": "va|voltampere|volt ampere|volt-ampere|voltamperio|voltiamperio",
        "1000": "kva|kilovoltampere|kilovolt-ampere|kilovoltamperio",
    },
    "energía": {"1": "wh|watt-hora|watt hora|vatio hora", "1000": "kwh|kilowatt hora|kilovatio hora"},
    "tensión": {"1/1000": "mv|milivolt|milivoltio", "1": "v|volt|voltio|vca|vcc|vac|vdc", "1000": "kv|kilovolt"},
    "corriente": {"1/1000": "ma|miliampere|miliamperio", "1": "a|amp|ampere|amperio"},
    "carga": {"1/1000": "mah|miliampere hora", "1": "ah|ampere hora"},
    "resistencia": {
        "1": "Ω|ohm|ohmio",
        "1000": "kΩ|kohm|kiloohm|kiloohmio",
        "1000000": "MΩ|mohm|megaohm|megaohmio|megohm",
    },
    "capacitancia": {
        "1": "pf|picofaradio|picofarad",
        "1000": "nf|nanofaradio|nanofarad",
        "1000000": "µF|uf|microfaradio|microfarad",
    },
    "volumen": {"1": "ml|mililitro", "1000": "l|lt|lts|litro"},
    "temperatura": {"1": "°c|celsius|grados celsius|grados centígrados|grados c|centígrado"},
    "temperatura fahrenheit": {"1": "°f|fahrenheit|grados fahrenheit|grados f"},
    "temperatura kelvin": {"1": "kelvin"},
    "razón": {"1": "razonauno|:1"},
    "por ciento": {"1": "%|por ciento|porciento"},
}
_SIMPLES = (
    "db|decibel|decibelio;dbi;dbm;px|píxel|pixel;dpi|ppp|puntos por pulgada;ppm|páginas por minuto;"
    "ipm|imágenes por minuto;lm|lumen|lúmenes;bit;p;día natural|día calendario|día de calendario;"
    "día hábil|día laboral|día laborable;semana;página;hoja;núcleo;puerto;procesador;socket;ranura;bahía;disco;"
    "botón;tecla;celda;antena;flujo;dirección;ruta;vlan;contacto;posición;llamada;línea;pantalla;fuente;usuario;"
    "licencia;pieza|pza|pzas;dígito;nivel;tono;cadencia;sesiones/s|sesiones por segundo;billón de colores;"
    "categoría|cat;versión|ver;grado|°;hilo;carácter;equipo;fps;rpm;cd/m2|nit"
)
_BYTES = {
    "byte": 0, "kb|kilobyte": 1, "mb|mega|megas|megabyte": 2, "gb|giga|gigas|gigabyte": 3,
    "tb|tera|teras|terabyte": 4, "pb|petabyte": 5,
}  # fmt: skip
_BYTES_EXACTOS = {"kib|kibibyte": 1, "mib|mebibyte": 2, "gib|gibibyte": 3, "tib|tebibyte": 4, "pib|pebibyte": 5}
_SOLO_EN_SU_FILA = {
    "bits por segundo": {"g": Fraction(1000), "m": Fraction(1), "gbas": Fraction(1000)},
    "temperatura": {"c": Fraction(1), "°": Fraction(1), "grado": Fraction(1)},
}
_DIA = "dia"
_TASA = re.compile(r" ?(?:/|por ) ?(?:s|seg|segundo|min|minuto|h|hr|hora|dia|mes|ano|cm|in|m)s?\b")


def canonica(nombre: str) -> str:
    """El nombre de la unidad sin mayúsculas, acentos, plural ni puntuación que lo rodee."""
    return " ".join(_singular(parte) for parte in palabra(nombre).strip(" ()[].,;").split())


def _singular(parte: str) -> str:
    """Quita «s» y luego «e» finales sólo a nombres; los símbolos de hasta tres letras quedan intactos."""
    if len(parte) > 3:
        parte = parte.removesuffix("s")
    return parte.removesuffix("e") if len(parte) > 3 else parte


def _tabla() -> dict[str, Unidad]:
    tabla: dict[str, Unidad] = {}
    for magnitud, factores in _FISICAS.items():
        for factor, nombres in factores.items():
            tabla |= {canonica(nombre): Unidad(magnitud, Fraction(factor)) for nombre in nombres.split("|")}
    for nombres in _SIMPLES.split(";"):
        magnitud = canonica(nombres.split("|")[0])
        tabla |= {canonica(nombre): Unidad(magnitud) for nombre in nombres.split("|")}
    for nombres, potencia in _BYTES.items():
        unidad = Unidad("bytes", Fraction(1000**potencia), Fraction(1024**potencia))
        tabla |= {canonica(nombre): unidad for nombre in nombres.split("|")}
    for nombres, potencia in _BYTES_EXACTOS.items():
        unidad = Unidad("bytes", Fraction(1024**potencia))
        tabla |= {canonica(nombre): unidad for nombre in nombres.split("|")}
    return tabla


_TABLA = _tabla()
_NOMBRES_FISICOS = frozenset(n for n, u in _TABLA.items() if u.magnitud in _FISICAS or u.magnitud == "bytes")
_AMBIGUAS = frozenset({"min", "in", "va", "seg", "kilo", "mega", "tera", "giga"})


def de_fila(nombre: str) -> Unidad | None:
    """La unidad de una fila del estándar; None si no lleva. Las que no están en la tabla son su propia magnitud."""
    llave = canonica(nombre)
    if not llave:
        return None
    return _TABLA.get(llave) or Unidad("propia: " + llave)


def es_fisica(unidad: Unidad | None) -> bool:
    """Verdadero si es una magnitud medible (no un sustantivo que se cuenta): su valor tiene que ser un número."""
    return unidad is not None and (unidad.magnitud in _FISICAS or unidad.magnitud == "bytes")


def leer(nombre: str, fila: Unidad) -> Unidad | None:
    """La unidad que nombra todo el texto, leída desde la fila (en °C, «grados» son de temperatura); None si ninguna."""
    llave = canonica(nombre)
    propias = _SOLO_EN_SU_FILA.get(fila.magnitud, {})
    if llave in propias:
        return Unidad(fila.magnitud, propias[llave])
    if fila.magnitud == "propia: " + llave or (llave == _DIA and fila.magnitud.startswith(_DIA + " ")):
        return fila
    return AJENA if llave == _DIA else _TABLA.get(llave)


def al_inicio(texto: str, fila: Unidad) -> Unidad | None:
    """La unidad con que empieza el texto que sigue a un número; `AJENA` si es una tasa desconocida («MB/min»)."""
    texto = texto.lstrip(" ([-_")
    partes = texto.split(" ")
    for cuantas in range(min(5, len(partes)), 0, -1):
        if unidad := leer(" ".join(partes[:cuantas]), fila):
            return AJENA if _TASA.match(" " + " ".join(partes[cuantas:])) else unidad
    inicial = re.match(r"[^\W\d_]+|[°\"%][a-z]?", texto)
    if inicial and (unidad := leer(inicial[0], fila)):
        return AJENA if _TASA.match(texto[inicial.end() :]) else unidad
    return None


def en_el_resto(texto: str) -> set[Unidad]:
    """Las unidades físicas sueltas en un texto («en MB: 8192»), salvo las que también son palabras comunes."""
    palabras = {canonica(p) for p in re.split(r"[\s:;,()=]+", texto)}
    return {_TABLA[p] for p in palabras if len(p) > 1 and p in _NOMBRES_FISICOS and p not in _AMBIGUAS}
