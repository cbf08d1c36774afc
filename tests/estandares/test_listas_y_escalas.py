"""Listas, textos y escalas: opciones, «6A», versiones, USB, Wi-Fi, IP, ISO, sí y no."""

from decimal import Decimal

import pytest

from estandares.reglas import Requisito
from estandares.reglas.comparacion import juzgar
from estandares.reglas.escalas import leer_escalon
from estandares.reglas.texto import ELEMENTOS_MAXIMOS, LARGO_MAXIMO

C, N, S, D = "cumple", "no_cumple", "supera_tope", "no_declarado"


def resultado(operador, exigido, unidad_fila, valor, unidad="", atributo="x", **otros):
    return juzgar(
        Requisito(atributo, operador, exigido, unidad_fila, **otros), {"valor": valor, "unidad": unidad}
    ).resultado


LISTAS = [
    (C, "gte", "90", "grado", "180"),  # sin «IP» un grado es un número
    (C, "gte", "2.0", "versión", "2.1".ljust(LARGO_MAXIMO)),
    (D, "gte", "2.0", "versión", "2.1".ljust(LARGO_MAXIMO + 1)),
    (C, "in", "0|1", "versión", "0.0"),
    (C, "gte", "USB 3.0", "versión", "3.1"),
    (C, "gte", "USB 3.0", "versión", "USB 3.1, también lee USB 2.0"),  # vale la primera
    (D, "in", "DVI|HDMI", "", ["VGA", True]),  # lo que no se entiende se pregunta antes de negar
    (D, "in", "Wi-Fi 6|Wi-Fi 7", "estándar", ["Wi-Fi 4", "la de siempre"]),
    (C, "in", "50|60", "Hz", "50/60 Hz"),
    (C, "contains_all", "50|60", "Hz", "50/60Hz"),
    (C, "contains_all", "50|60", "Hz", "50, 60"),
    (C, "contains_all", "50|60", "Hz", "60;50 Hz"),
    (N, "in", "50|60", "Hz", "55"),
    (N, "in", "1|2|6|7", "categoría", "6A"),
    (N, "in", "1|2|6|7", "categoría", "Cat 6A"),
    (N, "in", "1|2|6|7", "categoría", "Cat6e"),
    (C, "in", "1|2|6|7", "categoría", "Cat6"),
    (C, "in", "1|2|6|7", "categoría", "Cat 6"),
    (C, "in", "1|2|6|7", "categoría", "6, 6A"),
    (C, "in", "1|2|6|7", "categoría", "5/6A/7"),
    (N, "in", "1|2|6|7", "categoría", "categoría 6A"),
    (N, "in", "1|2|6|7", "categoría", ["6A"]),
    (C, "in", "5E|6|6A", "", 6),
    (C, "in", "5E|6|6A", "", "6a"),
    (N, "in", "5E|6|6A", "", "Cat 6A"),
    (C, "contains_all", "2.4|5", "GHz", "2400/5000 MHz"),
    (C, "contains_all", "2.4|5", "GHz", "2400, 5000 MHz"),
    (C, "contains_all", "2.4|5", "GHz", ["2,4", "5"]),
    (N, "contains_all", "2.4|5", "GHz", "2.4 GHz"),
    (D, "contains_all", "2.4|5", "GHz", "doble banda"),
    (D, "contains_all", "2.4|5", "GHz", "2.4/5", "W"),
    (D, "contains_all", "2.4|5", "GHz", "2.4/5 GHz", "MHz"),
    (N, "contains_all", "2.4|5", "GHz", "2.4/5 GHz".replace("5", "6")),
    (C, "in", "8|16", "puertos", "16 puertos"),
    (N, "in", "8|16", "puertos", 12),
    (D, "in", "8|16", "puertos", "muchos"),
    (D, "in", "8|16", "puertos", True),
    (D, "in", "8|16", "puertos", [[8]]),
    (C, "in", "8|16", "puertos", "hasta 16"),
    (C, "in", "1.1|2.0|2.1", "versión", "HDMI 2.1"),
    (C, "in", "1.1|2.0|2.1", "versión", "2"),
    (N, "in", "1.1|2.0|2.1", "versión", "1.10"),
    (N, "in", "1.1|2.0|2.1", "versión", "2.0b"),
    (C, "in", "1.1|2.0|2.1", "versión", 2.1),
    (C, "in", "1.1|2.0|2.1", "versión", "1.4/2.0"),
    (C, "in", "DVI|DisplayPort|HDMI", "", "Display Port"),
    (C, "in", "DVI|DisplayPort", "", "display-port; VGA"),
    (N, "in", "DVI|HDMI", "", "VGA"),
    (D, "in", "DVI|HDMI", "", True),
    (D, "in", "DVI|HDMI", "", {}),
    (D, "in", "DVI|HDMI", "", "N/A"),
    (D, "in", "DVI|HDMI", "", ["-", ""]),
    (C, "contains_all", "RAID 1", "", "raid1, RAID 0"),
    (N, "eq", "802.11", "", "80211"),
    (N, "eq", "CD/DVD", "", "CDDVD"),
    (C, "eq", "Dual", "", "DUAL"),
    (N, "eq", "Dual", "", "Quad"),
    (C, "eq", "64", "bits", "64 bits"),
    (N, "eq", "64", "bits", "32"),
    (D, "eq", "64", "bits", "32/64"),
    (N, "eq", "9", "V", "12 V"),
    (D, "eq", "9", "V", "9 A"),
    (C, "eq", "9", "V", "9v"),
    (C, "gte", "2.4.54", "versión", "2.4.100"),
    (N, "gte", "2.4.54", "versión", "2.4.6"),
    (C, "gte", "4.0", "versión", 4),
    (C, "gte", "11", "versión", "DirectX 12"),
    (C, "gte", "USB 2.0", "versión", "USB 3.1 Gen 2"),
    (N, "gte", "USB 2.0", "versión", "USB 1.1"),
    (C, "gte", "USB 2.0", "versión", "USB4"),
    (C, "gte", "USB 3.0", "versión", "USB 3.1 Gen 2"),
    (C, "gte", "USB 2.0", "versión", "4 puertos USB 3.0"),
    (C, "gte", "USB 2.0", "versión", "12 USB 2.0"),
    (D, "gte", "USB 2.0", "versión", "USB-C"),
    (D, "gte", "USB 2.0", "versión", "USB 5"),
    (C, "gte", "USB 3.2", "versión", "USB 4"),
    (D, "gte", "11", "versión", True),
    (D, "gte", "11", "versión", "última"),
    (C, "eq", "2.0", "versión", "TPM 2.0"),
    (C, "eq", "2.0", "versión", "2"),
    (S, "lte", "IP66", "grado", "IP67"),
    (C, "lte", "IP66", "grado", "IP66"),
    (S, "between", "1.0..2.0", "versión", "2.1"),
    (C, "between", "1.0..2.0", "versión", "2"),
    (N, "between", "1.0..2.0", "versión", "0.9"),
    (C, "contains_all", "50|60|70", "Hz", ["50/60 Hz", "70"]),
    (C, "in", "IP54", "grado", "IP54"),
    (D, "gte", "2.0", "versión", "2.1", "GB"),
    (D, "gte", "2.0", "versión", "2.1", 5),
    (D, "in", "8|16", "puertos", ";"),
    (N, "in", "1|2", "km", "1/2 m"),  # la unidad del último es la de todos
    (N, "in", "DVI|HDMI", "", ["VGA"]),
    (D, "in", "8|16", "puertos", "8" + " " * 5000),  # lo desmesurado no se lee ni recortado
    (C, "gte", "2.0", "versión", "2.1", "versiones"),
    (C, "gte", "2.0", "versión", Decimal("1E+1")),
    (C, "gte", "USB 2.0", "versión", ["USB 3.1"]),
    (D, "gte", "USB 2.0", "versión", ["USB 3.1", "USB 2.0"]),
    (C, "in", "2.4|5", "GHz", [2400], "MHz"),
    (N, "in", "2.4|5", "GHz", [2400], "GHz"),
    (C, "in", "0.0000001|A", "", 1e-7),  # el texto de un número no trae exponente
    (C, "in", "DVI|HDMI", "", ["HDMI"] + ["VGA"] * (ELEMENTOS_MAXIMOS - 1)),
    (D, "in", "DVI|HDMI", "", ["HDMI"] + ["VGA"] * ELEMENTOS_MAXIMOS),
    (N, "in", "DVI|HDMI", "", "x" * LARGO_MAXIMO),
    (D, "in", "DVI|HDMI", "", "x" * (LARGO_MAXIMO + 1)),
    (D, "in", "50|60", "Hz", ["50/" + "0" * LARGO_MAXIMO]),  # lo desmesurado tampoco se lee por partes
    (C, "in", "50|60", "Hz", ["50/" + " " * (LARGO_MAXIMO - 5) + "60"]),
    (C, "in", "50|60", "Hz", ["60" + " " * (LARGO_MAXIMO - 2)]),
    (C, "contains_all", "2.4|5", "GHz", "2400,\n5000 MHz"),
    (C, "in", "0|1", "puertos", 0),
    (N, "gte", "2.0", "versión", 0.5),
    (N, "gte", "2.0", "versión", 0),
    (N, "in", "1.2|3.0", "versión", "2.1"),
    (C, "in", "Intel, Xeon|AMD", "", "Intel, Xeon"),
    (C, "in", "2.5|A", "", 2.5),
    (C, "in", "5|A", "", 5.0),
    (C, "gte", "Wi-Fi 5", "estándar", "Wi-Fi 6", "estándares"),
    (C, "in", "2.0|A", "", Decimal("2.0")),
    (C, "in", "2|4", "", "2, 4 piezas"),
    (C, "gte", "2.0", "versión", "3." + "1" * 58),
    (D, "gte", "2.0", "versión", "3." + "1" * 59),
    (C, "eq", "Dual", "", ["DUAL"]),
    (N, "eq", "Dual", "", ["Quad"]),
    (D, "eq", "Dual", "", ["Dual", "Quad"]),
    (N, "eq", "2.0", "versión", "2.0.1"),
    (C, "eq", "1.10", "versión", "1.10.0"),
    (C, "gte", "Wi-Fi 6", "estándar", "Wi-Fi 6, 802.11n"),
]


@pytest.mark.parametrize(
    ("esperado", "operador", "exigido", "unidad_fila", "valor", "unidad"), [(*f, "")[:6] for f in LISTAS]
)
def test_cada_lista_texto_o_version_se_compara_como_lo_dice_la_regla(
    esperado, operador, exigido, unidad_fila, valor, unidad
):
    assert resultado(operador, exigido, unidad_fila, valor, unidad) == esperado


@pytest.mark.parametrize(("exigido", "unidad_fila", "valor", "unidad", "razon"), [
    ("8|16", "puertos", ["8 16"], "", "hay varios números en un solo elemento de la lista"),
    ("8|16", "puertos", ["muchos"], "", "no hay un número"),
    ("8|16", "puertos", [True], "", "no es un número"),
    ("1.1|2.0", "versión", "algo", "", "la versión no se entiende"),
    ("A|B", "", ["x"] * 5000, "", "la lista es demasiado larga"),
    ("A|B", "", True, "", "lo declarado no es texto"),
    ("USB 2.0|USB 3.0", "versión", "USB-C", "", "el escalón no se reconoce"),
    ("2.4|5", "GHz", "2.4/5", "W", "la unidad declarada no es de la magnitud que se pide"),
])
def test_lo_que_no_se_entiende_dice_por_que(exigido, unidad_fila, valor, unidad, razon):
    juicio = juzgar(Requisito("x", "in", exigido, unidad_fila), {"valor": valor, "unidad": unidad})
    assert juicio.razon == f"Lo declarado no se pudo interpretar: {razon}."


def test_dice_cuales_de_las_exigidas_faltan():
    juicio = juzgar(Requisito("x", "contains_all", "A|B|C|D", ""), {"valor": "a, c"})
    assert (juicio.resultado, juicio.razon) == (N, "Falta: B, D.")


WIFI = [
    (C, "Wi-Fi 5"),
    (C, "wifi 6"),
    (C, "WiFi6E"),
    (C, "Wi-Fi 6 E"),
    (C, "802.11ac"),
    (C, "802.11 a/b/g/n/ac"),
    (N, "802.11 a/b/g/n"),
    (N, "802.11n"),
    (C, "802.11be"),
    (C, "IEEE 802.11ax"),
    (C, "Wi-Fi 6 (802.11ax)"),
    (N, "Wi-Fi 4"),
    (D, "Wi-Fi"),
    (D, "Wi-Fi 8"),
    (D, "Wi-Fi 5 GHz"),
    (D, "Wi-Fi 2.4/5 GHz"),
    (C, "Wi-Fi 6, 2.4/5 GHz"),
    (D, "802.11ad"),
    (N, "802.11b"),
    (N, "802.11abgn"),
    (C, "ac"),
    (N, "b/g/n"),
    (C, ["802.11n", "802.11ac"]),
    (C, "Wi-Fi 6 con antena"),
    (N, "802.11 b, g, n"),
    (C, "Wi-Fi 7 (be)"),
    (D, 6),
    (D, True),
    (C, "802.11b/g/n/ac"),
    (C, "Wi‑Fi 6"),
    (N, "802.11 b g n"),
    (C, "802.11 b g n ac"),
]


@pytest.mark.parametrize(("esperado", "valor"), WIFI)
def test_wifi_vale_la_mayor_generacion_conocida(esperado, valor):
    assert resultado("gte", "Wi-Fi 5", "estándar", valor) == esperado


def test_el_orden_de_wifi_es_el_publicado():
    orden = ["802.11b", "802.11a", "802.11g", "Wi-Fi 4", "Wi-Fi 5", "Wi-Fi 6", "Wi-Fi 6E", "Wi-Fi 7"]
    for i, exigido in enumerate(orden):
        vistos = [resultado("gte", exigido, "estándar", declarado) for declarado in orden]
        assert vistos == [N] * i + [C] * (len(orden) - i)
    for generacion, letras in (("4", "n"), ("5", "ac"), ("6", "ax"), ("7", "be")):
        assert resultado("eq", f"Wi-Fi {generacion}", "estándar", f"802.11{letras}") == C


def test_el_orden_de_usb_es_el_publicado():
    orden = ["USB 1.1", "USB 2.0", "USB 3.0", "USB 3.1", "USB 3.2", "USB 4"]
    for i, exigido in enumerate(orden):
        vistos = [resultado("gte", exigido, "versión", declarado) for declarado in orden]
        assert vistos == [N] * i + [C] * (len(orden) - i)


def test_el_orden_de_grado_ip_es_el_publicado():
    orden = ["IP54", "IP55", "IP65", "IP66", "IP67", "IP68"]
    for i, exigido in enumerate(orden):
        vistos = [resultado("gte", exigido, "grado", declarado) for declarado in orden]
        assert vistos == [N] * i + [C] * (len(orden) - i)


@pytest.mark.parametrize("valor", ["IP69K", "IP20", "IPX7", "67", "sí", "IP67 o IP68", True, 67, None])
def test_un_grado_desconocido_previene(valor):
    assert resultado("gte", "IP54", "grado", valor) == D


@pytest.mark.parametrize(
    ("esperado", "valor"),
    [(C, "ISO 9001:2015"), (C, "ISO 9001:2000"), (N, "ISO 9001:1994"), (D, "ISO 9001"), (D, "ISO 14001:2015"),
     (C, "ISO 9001: 2015 e ISO 14001:2004"), (D, "2015"), (D, "ISO 9001-2015"), (C, "UNE-EN ISO 9001:2008")],
)  # fmt: skip
def test_la_edicion_se_compara_por_el_anio_tras_los_dos_puntos_de_la_misma_norma(esperado, valor):
    assert resultado("gte", "ISO 9001:2000", "edición", valor) == esperado


SI = [True, "SI", "sí", "Sí", "true", "Incluye", "INCLUIDO", "incluida", "Sí, con antena", "si,", "Sí.", "Sí .", ["sí"],
      "sí" + "." * (LARGO_MAXIMO - 2)]
NO = [False, "no", "NO", "false", "No incluye", "no  incluye", "No."]
NI_UNO = ["tal vez", 1, 0, "1", "No, después", "siempre", "incluye teclado", [], {}, [True, False], float("nan"),
          "sí" + "." * (LARGO_MAXIMO - 1)]


def test_de_una_celda_que_no_dice_norma_no_se_lee_ninguna_edicion():
    assert leer_escalon("edicion", "ISO 9001:2015", "la vigente") is None


@pytest.mark.parametrize("valor", SI)
def test_lo_afirmativo_cumple_must_y_falla_must_not(valor):
    assert (resultado("must", "true", "", valor), resultado("must_not", "true", "", valor)) == (C, N)


@pytest.mark.parametrize("valor", NO)
def test_lo_negativo_falla_must_y_cumple_must_not(valor):
    assert (resultado("must", "true", "", valor), resultado("must_not", "true", "", valor)) == (N, C)


@pytest.mark.parametrize("valor", NI_UNO)
def test_lo_que_no_es_si_ni_no_previene(valor):
    assert (resultado("must", "true", "", valor), resultado("must_not", "true", "", valor)) == (D, D)


SIN_DATO = [None, "", "   ", "-", "—", "N/A", "n/d", "S/D", "por definir", "Por  Definir", "PENDIENTE", "no especificado",
            "\u200b", [], [""], ["-", None]]  # fmt: skip


@pytest.mark.parametrize("valor", SIN_DATO)
@pytest.mark.parametrize(
    ("operador", "exigido", "unidad"),
    [("gte", "8", "GB"), ("lte", "8", ""), ("eq", "Dual", ""), ("in", "SD|SDHC", ""), ("contains_all", "2.4|5", "GHz"),
     ("must", "true", ""), ("must_not", "true", ""), ("gte", "Wi-Fi 5", "estándar"), ("gte", "2.4", "versión")],
)  # fmt: skip
def test_sin_dato_es_no_declarado_con_cualquier_operador(operador, exigido, unidad, valor):
    assert resultado(operador, exigido, unidad, valor) == D


@pytest.mark.parametrize("valor", [None, "", "cualquier cosa", 5, True, [], {"a": 1}])
def test_lo_informativo_nunca_se_evalua(valor):
    assert resultado("info", "a criterio del ente", "", valor) == "no_aplica"


def test_las_opciones_con_escala_se_comparan_por_escalon():
    assert resultado("in", "Wi-Fi 5|Wi-Fi 6", "estándar", "802.11ax") == C
    assert resultado("in", "Wi-Fi 5|Wi-Fi 6", "estándar", "802.11n; 802.11g") == N
    assert resultado("contains_all", "IP66|IP67", "grado", ["IP67", "ip 66"]) == C
    assert resultado("in", "IP66|IP67", "grado", "intemperie") == D
