"""Números y unidades: cada renglón es una regla que alguien podría torcer."""

from decimal import Decimal
from fractions import Fraction

import pytest

from estandares.reglas import Requisito, numeros, unidades
from estandares.reglas.comparacion import juzgar
from estandares.reglas.unidades import _BYTES, _BYTES_EXACTOS, _FISICAS, _SIMPLES, canonica, en_el_resto

C, N, S, D = "cumple", "no_cumple", "supera_tope", "no_declarado"


def resultado(operador, exigido, unidad_fila, valor, unidad="", atributo="x", **otros):
    return juzgar(
        Requisito(atributo, operador, exigido, unidad_fila, **otros), {"valor": valor, "unidad": unidad}
    ).resultado


NUMEROS = [
    (C, "gte", "10000", "páginas", "10,000"),
    (N, "gte", "10000", "páginas", "10.000"),
    (C, "gte", "512", "GB", "0,5", "TB"),
    (C, "gte", "8000", "rutas", "8k"),
    (C, "gte", "8000", "rutas", "8 K rutas"),
    (D, "gte", "8", "GB", "16 a 32 GB"),
    (D, "gte", "8", "GB", "16-32 GB"),
    (D, "gte", "8", "GB", True),
    (D, "gte", "8", "GB", "16", "MHz"),
    (D, "gte", "8", "GB", "8192 MB", "GB"),
    (C, "gte", "8", "GB", "8192 MB", "mb"),
    (D, "gte", "8", "GB", float("nan")),
    (D, "gte", "8", "GB", float("inf")),
    (D, "lte", "8", "GB", float("-inf")),
    (D, "gte", "8", "GB", 1e300),
    (D, "gte", "8", "GB", 10**500),
    (D, "gte", "8", "GB", {}),
    (D, "gte", "8", "GB", []),
    (D, "gte", "8", "GB", [8, 16]),
    (D, "gte", "8", "GB", "DDR4 16 GB"),
    (D, "gte", "8", "GB", "DDR4"),
    (C, "gte", "8", "GB", "１６ GB"),
    (D, "gte", "8", "GB", "½ GB"),
    (D, "gte", "8", "GB", "8½ GB"),
    (C, "gte", "8", "GB", "16GB"),
    (C, "gte", "8", "GB", "hasta 16 GB"),
    (D, "gte", "8", "GB", "dieciséis"),
    (D, "gte", "8", "GB", "8 núcleos"),
    (D, "gte", "8", "GB", "16 MHz"),
    (D, "gte", "8", "GB", "1e5"),
    (N, "gte", "8", "GB", "-16 GB"),
    (D, "gte", "8", "GB", "1.234.567"),
    (C, "gte", "8", "GB", "1,234,567"),
    (D, "gte", "8", "GB", "1,23,456"),
    (C, "gte", "8", "GB", "1,234.5"),
    (D, "gte", "8", "GB", "1.234,5"),
    (N, "gte", "1", "TB", ".5 TB"),
    (N, "gte", "1", "TB", ",5 TB"),
    (C, "lte", "0", "°C", "-5 °C"),
    (C, "lte", "0", "°C", "–5 °C"),
    (C, "lte", "0", "°C", "−5°C"),
    (C, "gte", "40", "°C", "40 grados"),
    (D, "gte", "40", "°C", "104 °F"),
    (C, "gte", "40", "°C", "40º"),
    (C, "gte", "40", "°C", "40 ºC"),
    (C, "gte", "100", "Mbps", "10/100"),
    (N, "gte", "1000", "Mbps", "10/100"),
    (C, "gte", "1000", "Mbps", "10/100/1000 Mbps"),
    (C, "gte", "1000", "Mbps", "Gigabit"),
    (C, "gte", "100", "Mbps", "Fast Ethernet"),
    (N, "gte", "1000", "Mbps", "fast ethernet"),
    (C, "gte", "2500", "Mbps", "2.5 Gigabit"),
    (C, "gte", "2500", "Mbps", "10 gigabit ethernet"),
    (C, "gte", "1000", "Mbps", "1000Base-T"),
    (C, "gte", "1000", "Mbps", "10GBase-T"),
    (C, "gte", "1000", "Mbps", "1GbE"),
    (D, "gte", "400", "MB/s", "1000 Mbps"),
    (D, "gte", "1000", "Mbps", "400 MB/s"),
    (D, "gte", "1000", "Mbps", "Gigabit", "GB"),
    (C, "gte", "1.6", "Gbps", "1600 Mbps"),
    (C, "gte", "1000", "Mbps", "10 / 100 / 1000"),
    (C, "gte", "1000", "Mbps", ["10/100/1000"]),
    (C, "gte", "4", "flujos", "4x4"),
    (C, "gte", "4", "flujos", "4 × 4 MIMO"),
    (C, "gte", "4", "flujos", "4x4:4"),
    (D, "gte", "4", "flujos", "4x2"),
    (C, "between", "2600..15000", ":1", "3000:1"),
    (C, "between", "2600..15000", ":1", "3,000 : 1"),
    (C, "between", "2600..15000", ":1", 3000, ":1"),
    (D, "gte", "1920", "px", "1920 x 1080"),
    (C, "gte", "3", "años", "36 meses"),
    (C, "gte", "1", "años", "1 año"),
    (N, "gte", "1", "años", "11 meses"),
    (C, "gte", "2", "horas", "6 h"),
    (C, "gte", "50", "segundos", "1 min"),
    (C, "gte", "120", "segundos", "2 min"),
    (C, "lte", "29.7", "cm", "297 mm"),
    (C, "lte", "24", "pulgadas", "60.96 cm"),
    (S, "lte", "24", "pulgadas", "60.97 cm"),
    (C, "gte", "16", "km", "16000 m"),
    (C, "between", "1.7..4", "kg", "2700 g"),
    (C, "lte", "125", "W", "0.125 kW"),
    (D, "between", "480..520", "VA", "500 W"),
    (C, "between", "480..520", "VA", "0.5 kVA"),
    (D, "gte", "500", "W", "500 VA"),
    (C, "gte", "24", "pulgadas", '24"'),
    (C, "gte", "24", "pulgadas", "24”"),
    (C, "gte", "24", "pulgadas", "24''"),
    (C, "gte", "24", "pulgadas", "24 pulg."),
    (C, "gte", "24", "pulgadas", "24in"),
    (C, "gte", "5", "MHz", "5000 kHz"),
    (D, "gte", "365", "días naturales", "1 año"),
    (C, "lte", "30", "días naturales", "30 días"),
    (D, "lte", "1", "día hábil", "1 día natural"),
    (D, "lte", "2", "horas", "1 día"),
    (D, "gte", "100", "MB/s", "100 MB/min"),
    (D, "gte", "8", "MB", "400 MB/min"),  # lo que pasa por minuto no es lo que cabe
    (D, "gte", "8", "MB", "400 MB por hora"),
    (C, "gte", "15", "ppm", "25 páginas por minuto color"),
    (C, "gte", "100", "MB/s", "100 MB / s"),
    (N, "gte", "8192", "GB", "RAM en MB: 8192"),
    (D, "gte", "8", "GB", "8 GB o 8192 MB"),
    (C, "gte", "40", "p", "40p"),
    (C, "gte", "1", "años", 0.9999999999999),
    (N, "gte", "1", "años", 0.999999),
    (D, "gte", "2", "puertos", "6A"),
    (C, "gte", "15", "ppm", "25 a color"),
    (C, "gte", "4", "núcleos", "6 nucleos"),
    (D, "gte", "4", "núcleos", 6, "cores"),
]


@pytest.mark.parametrize(
    ("esperado", "operador", "exigido", "unidad_fila", "valor", "unidad"), [(*f, "")[:6] for f in NUMEROS]
)
def test_cada_numero_se_lee_como_lo_dice_la_regla(esperado, operador, exigido, unidad_fila, valor, unidad):
    assert resultado(operador, exigido, unidad_fila, valor, unidad) == esperado


BYTES = [
    ("ssd_capacidad", C, "gte", "1", "TB", "1024 GB"),
    ("ssd_capacidad", C, "gte", "1", "TB", "1000 GB"),
    ("ssd_capacidad", C, "gte", "1", "TB", "931 GiB"),
    ("ssd_capacidad", C, "gte", "512", "GB", "0.5 TB"),
    ("ram", C, "gte", "16", "GB", "16000 MB"),
    ("ssd_capacidad", C, "lte", "2", "TB", "2048 GB"),
    ("ssd_capacidad", N, "gte", "1", "TB", "960 GB"),
    ("ssd_capacidad", N, "gte", "128", "GB", "120 GB"),
    ("ssd_capacidad", C, "gte", "1", "TB", "975 GB"),
    ("ssd_capacidad", N, "gte", "1", "TB", "974.9 GB"),
    ("ssd_capacidad", C, "lte", "1", "TB", "1025 GB"),
    ("ssd_capacidad", S, "lte", "1", "TB", "1025.1 GB"),
    ("ram", C, "gte", "16", "GB", "16 GiB"),
    ("ram", C, "gte", "16", "GB", "15974.4 MB"),
    ("ram", N, "gte", "16", "GB", "15973 MB"),
    ("ram", C, "gte", "1", "TB", "1000 GB"),
    ("ram", C, "gte", "8", "GB", "8192 MB"),
    ("gpu_memoria", C, "gte", "8", "GB", "8192 MB"),
    ("ssd_capacidad", C, "eq", "1", "TB", "1024 GB"),
    ("ssd_capacidad", N, "eq", "1", "TB", "2 TB"),
    ("ssd_capacidad", C, "in", "256|512", "GB", "0.5 TB"),
    ("ssd_capacidad", C, "gte", "1", "TB", "1 TiB"),
    ("ssd_capacidad", S, "lte", "1", "TB", "1 TiB"),
    ("ssd_capacidad", C, "gte", "8", "GB", "7.5 GiB"),
    ("ram", N, "gte", "8", "GB", "7.5 GiB"),
    ("ram", N, "gte", "8", "GB", "7.5 GB"),
]


@pytest.mark.parametrize(("atributo", "esperado", "operador", "exigido", "unidad_fila", "valor"), BYTES)
def test_almacenamiento_decimal_y_memoria_binaria_con_dos_y_medio_por_ciento(
    atributo, esperado, operador, exigido, unidad_fila, valor
):
    assert resultado(operador, exigido, unidad_fila, valor, atributo=atributo) == esperado


@pytest.mark.parametrize(
    ("unidad_fila", "valor"), [("Mbps", "990 Mbps"), ("páginas", "990"), ("W", 990), ("MB/s", "990 MB/s")]
)
def test_la_tolerancia_es_solo_de_almacenamiento_y_memoria(unidad_fila, valor):
    assert resultado("gte", "1000", unidad_fila, valor) == N
    assert resultado("gte", "1000", "GB", "990 GB", atributo="ssd_capacidad") == C


def test_un_modulo_de_ram_suelto_es_binario_y_una_memoria_usb_es_decimal():
    ram = {"perfil": "BC-COMP-RAM", "perfil_nombre": "Módulo de memoria RAM"}
    usb = {"perfil": "BC-PER-USB", "perfil_nombre": "Memoria USB"}
    assert resultado("lte", "16", "GB", "16700 MB", atributo="capacidad", **ram) == C
    assert resultado("lte", "16", "GB", "16700 MB", atributo="capacidad", **usb) == S
    assert resultado("lte", "16", "GB", "16700 MB", atributo="memoria_usb") == S
    assert resultado("lte", "16", "GB", "16700 MB", atributo="gpu_vram") == C


def test_la_unidad_puede_ir_en_el_texto_en_el_campo_o_faltar():
    assert resultado("gte", "1", "TB", "2 TB", atributo="hdd") == C
    assert resultado("gte", "1", "TB", "2", "tb", atributo="hdd") == C
    assert resultado("gte", "1", "TB", 2, atributo="hdd") == C
    assert resultado("gte", "1", "TB", "2 TB", "terabytes", atributo="hdd") == C
    assert resultado("gte", "1", "TB", "2 TB", "GB", atributo="hdd") == D
    assert resultado("gte", "1", "TB", "2", "N/A", atributo="hdd") == C


@pytest.mark.parametrize("unidad", [5, [], ["GB"], {"a": 1}, True, "gigas de veras", "GB" * 9000])
def test_una_unidad_que_no_se_entiende_previene(unidad):
    esperado = C if unidad == [] else D
    assert resultado("gte", "8", "GB", 16, unidad, atributo="ram") == esperado


def test_ninguna_unidad_tiene_dos_significados():
    significados: dict[str, set] = {}
    for magnitud, factores in _FISICAS.items():
        for factor, lista in factores.items():
            for nombre in lista.split("|"):
                significados.setdefault(canonica(nombre), set()).add((magnitud, factor))
    for lista in [*_SIMPLES.split(";"), *_BYTES, *_BYTES_EXACTOS]:
        for nombre in lista.split("|"):
            significados.setdefault(canonica(nombre), set()).add(lista)
    assert {nombre: vistos for nombre, vistos in significados.items() if len(vistos) > 1} == {}


IGUALES = [
    "1000000 bps = 1000 kbps = 1 Mbps = 0.001 Gbps = 0.000001 Tbps", "1000 Mbps = 1 G = 1000 M = 1 Gbase",
    "1000 KB/s = 1 MB/s = 0.001 GB/s", "24 meses = 2 años", "7200000 ms = 7200 s = 120 min = 2 h",
    "3000000000 Hz = 3000000 kHz = 3000 MHz = 3 GHz", "2540000 mm = 254000 cm = 100000 pulgadas = 2540 m = 2.54 km",
    "2000 g = 2 kg", "1000000 mW = 1000 W = 1 kW", "1000 VA = 1 kVA", "1000 Wh = 1 kWh", "400000 mV = 400 V = 0.4 kV",
    "5000 mA = 5 A", "5000 mAh = 5 Ah", "1000000 Ω = 1000 kΩ = 1 MΩ", "4000000 pF = 4000 nF = 4 µF", "2000 ml = 2 l",
    "20 °C = 20 celsius = 20 C = 20 ° = 20 grados", "20 °F = 20 fahrenheit", "5 % = 5 por ciento",
    "1000000000000000 bytes = 1000000000000 KB = 1000000000 MB = 1000000 GB = 1000 TB = 1 PB",
    "1073741824 KiB = 1048576 MiB = 1024 GiB = 1 TiB = 1099511627776 bytes", "1 PiB = 1024 TiB",
]


@pytest.mark.parametrize("iguales", IGUALES)
def test_las_unidades_de_una_magnitud_se_convierten_exactas(iguales):
    fila, *otras = iguales.split(" = ")
    exigido, unidad = fila.split(" ")
    assert {otra: (resultado("gte", exigido, unidad, otra), resultado("lte", exigido, unidad, otra)) for otra in otras} == dict.fromkeys(
        otras, (C, C)
    )


@pytest.mark.parametrize("palabra", ["min", "in", "va", "seg", "kilo", "mega", "tera", "giga"])
def test_una_palabra_comun_suelta_en_el_texto_no_es_una_unidad(palabra):
    assert en_el_resto(f"lo que {palabra} dice") == set()


@pytest.mark.parametrize(("nombre", "magnitud"), [
    ("", None), (" (.) ", None), ("\u200b", None), ("GB", "bytes"), ("GiB", "bytes"), (":1", "razón"), ("Tornillos", "propia: tornillo"),
    ("kelvin", "temperatura kelvin"), ("por ciento", "por ciento"),
])
def test_la_unidad_de_una_fila_es_la_de_la_tabla_o_la_suya(nombre, magnitud):
    unidad = unidades.de_fila(nombre)
    assert (unidad and unidad.magnitud) == magnitud
    assert unidades.es_fisica(unidad) == (magnitud in ("bytes", "razón", "temperatura kelvin", "por ciento"))


@pytest.mark.parametrize(("escrita", "leida"), [("fps", "fps"), ("bits", "bit"), ("meses", "mes"), ("bases", "bas"), ("Píxeles", "pixel")])
def test_a_un_nombre_se_le_quita_el_plural_y_a_un_simbolo_no(escrita, leida):
    assert canonica(escrita) == leida


def test_lo_que_mide_el_texto_lo_dice_su_unidad_y_no_lo_que_se_cuenta():
    assert en_el_resto("en km: 8 para tres licencias") == {unidades.de_fila("km")}


def test_un_gibibyte_es_exacto_se_mida_como_se_mida():
    for binaria in (False, True):
        assert unidades.de_fila("GiB").en_base(1, binaria=binaria) == 1024**3


def test_en_grados_centigrados_basta_la_letra():
    assert (resultado("gte", "20", "°C", "20", "C"), resultado("gte", "20", "°F", "20", "C")) == (C, D)


@pytest.mark.parametrize("unidad", ["kelvin", ":1", "°C", "%", "VA"])
def test_lo_que_se_mide_se_declara_con_un_numero(unidad):
    assert resultado("eq", "300", unidad, "trescientos") == D


DESMESURADO = "9" * 41


@pytest.mark.parametrize(("texto", "valores"), [
    ("16k", [16000]), ("16 k", [16000]), ("-5", [-5]), ("de -5 a 2.5", [-5, Fraction(5, 2)]), ("x-5", [5]),
    (f"-{DESMESURADO}", [None]), (f"{DESMESURADO}k", [None]), ("1,5", [Fraction(3, 2)]), ("12,345.6", [Fraction(61728, 5)]),
])
def test_los_numeros_de_un_texto_son_exactos(texto, valores):
    assert [numero.valor for numero in numeros.numeros(texto)] == valores


def test_cada_numero_dice_donde_esta_con_su_signo_y_su_mil():
    texto = "de -5 a 16k"
    assert [texto[numero.inicio : numero.fin] for numero in numeros.numeros(texto)] == ["-5", "16k"]


@pytest.mark.parametrize(("dato", "valor"), [
    (10**18, 10**18), (-(10**18), -(10**18)), (10**18 + 1, None), (float("inf"), None), (float("nan"), None), (True, None),
    ("5", None), (0.1, Fraction(1, 10)), (Decimal("1E-41"), None), (Decimal("1E-40"), Fraction(1, 10**40)),
])
def test_un_numero_de_json_es_exacto_o_no_es(dato, valor):
    assert numeros.de_json(dato) == valor


@pytest.mark.parametrize(("ficha", "valor"), [
    (str(10**18), 10**18), (str(10**18 + 1), None), ("0" * 40, 0), ("0" * 41, None), ("5.", None), (",500", None),
    (",5000", Fraction(1, 2)), (".5", Fraction(1, 2)), ("1,234", 1234), ("1,23", Fraction(123, 100)), ("1.2.3", None),
])
def test_unas_cifras_con_comas_y_puntos_son_un_numero_o_ninguno(ficha, valor):
    assert numeros.de_ficha(ficha) == valor


@pytest.mark.parametrize(("texto", "valor"), [
    (" 8 ", 8), ("-8.5", Fraction(-17, 2)), ("8 GB", None), ("--8", None), ("", None), (f"-{DESMESURADO}", None),
])
def test_una_celda_del_estandar_trae_solo_el_numero(texto, valor):
    assert numeros.de_norma(texto) == valor


def test_una_letra_suelta_en_el_texto_no_es_una_unidad():
    halladas = {unidad.magnitud for unidad in en_el_resto("a 8192 en MB, s y m")}
    assert halladas == {unidad.magnitud for unidad in en_el_resto("MB")}
    assert len(halladas) == 1
