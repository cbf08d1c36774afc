"""El lector de hojas de la vida real, sin base: lo entiende, lo aparta, lo pregunta o lo marca; nunca lo inventa."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from archivos.revision.celdas import leer_libro
from indicadores.ajeno.tabla import NoEsTabla, de_celdas, de_csv
from indicadores.pasado import valores
from indicadores.pasado.hoja import SIN_CONCLUSION, Acuerdo, leer_hoja
from indicadores.pasado.nombres import Nombres

HOY = date(2026, 3, 2)
CATALOGO = Nombres([
    ("ente:1", ("Secretaría de Salud", "SSA")), ("ente:2", ("Instituto Catastral y Registral del Estado de Sonora", "ICRESON")),
    ("ente:3", ("Secretaría de Educación y Cultura", "SEC")), ("ente:4", ("Universidad Tecnológica de Nogales", "UTN")),
    ("ente:5", ("Secretaría de Economía y Turismo", "SE")), ("ente:6", ("Servicios de Salud de Sonora", "SSS")),
    ("anterior:1", ("Secretaría de Infraestructura Urbana y Ecología", "SIUE")), ("ente:7", ("Radio Sonora", "RS")),
])
LIMPIO = "Folio,Dependencia,Fecha de recepción,Fecha de dictamen,Estatus,Monto\n"


def _leer(texto, acuerdo=None, codificacion="utf-8"):
    contenido = texto if isinstance(texto, bytes) else texto.encode(codificacion)
    return leer_hoja(de_csv(contenido).filas, acuerdo or Acuerdo(), CATALOGO, HOY)


def _errores(lectura):
    return [(error.fila, error.columna) for error in lectura.errores]


SUCIO = (
    "OFICIALÍA MAYOR;;;;;;\n"
    "Control de dictámenes 2023 (copia de la copia);;;;;;\n"
    ";;;;;;\n"
    "No.;Dependencia o Entidad;Tipo de bien;Fecha de recepción;Fecha dictamen;Estatus;Monto total\n"
    "ENERO;;;;;;\n"
    "DT-001;Sría. de Salud;Equipo de cómputo;05/01/2023;17-ene-23;Favorable;$1,234.50\n"
    "DT-002;I.C.R.E.S.O.N.;Licencias;16 de enero de 2023;44960;NO PROCEDE;$ 10,000\n"
    "No.;Dependencia o Entidad;Tipo de bien;Fecha de recepción;Fecha dictamen;Estatus;Monto total\n"
    ";;;;;Subtotal;$11,234.50\n"
    "dt-003;SEC. EDUC. Y CULTURA;Software;2/2/23;;Pendiente;S/D\n"
    "DT-004;Univ. Tec. de Nogales;;20-02-2023;01.03.2023;Cancelado;500\n"
    "DT-005;Inst. Catastral y Registral;;20-02-2023;01.03.2023;emitida;1.234,56\n"
    ";;;;;TOTAL DE SOLICITUDES: 6;$13,000.00\n"
)


@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_la_misma_hoja_se_entiende_igual_en_cualquier_codificacion(codificacion):
    lectura = _leer(SUCIO, codificacion=codificacion)
    assert lectura.sirve
    assert lectura.encabezado == 4
    assert [(r.fila, r.folio, r.recibida, r.atendida, r.conclusion, r.importe) for r in lectura.renglones] == [
        (6, "DT-001", date(2023, 1, 5), date(2023, 1, 17), "emitida", Decimal("1234.50")),
        (7, "DT-002", date(2023, 1, 16), date(2023, 2, 3), "improcedente", Decimal("10000.00")),
        (10, "dt-003", date(2023, 2, 2), None, "", None),
        (12, "DT-005", date(2023, 2, 20), date(2023, 3, 1), "emitida", Decimal("1234.56")),
    ]
    assert [lectura.entes[r.ente] for r in lectura.renglones] == ["ente:1", "ente:2", "ente:3", "ente:2"]


@pytest.mark.parametrize("separador", [",", ";", "\t", "|"])
def test_se_separe_como_se_separe(separador):
    texto = separador.join(("Folio", "Ente", "Fecha recibida")) + "\n" + separador.join(("F-1", '"Sría. de Salud"', "05/01/2023"))
    assert [r.folio for r in _leer(texto).renglones] == ["F-1"]


def test_lo_que_no_es_un_asunto_se_aparta_con_su_fila_y_su_porque():
    apartadas = dict(_leer(SUCIO).apartadas)
    assert set(apartadas) == {5, 8, 9, 11, 13}
    assert "ENERO" in apartadas[5]
    assert apartadas[8] == "Encabezado repetido"
    assert "totales" in apartadas[9]
    assert "canceladas no se cuentan" in apartadas[11]


def test_un_total_que_no_cuadra_dice_cuanto():
    lectura = _leer(SUCIO)
    assert [(t.fila, t.de, t.diferencia) for t in lectura.totales] == [
        (9, "importe", Decimal(0)), (13, "importe", Decimal("30.94")), (13, "asuntos", Decimal(1)),
    ]


@pytest.mark.parametrize(("texto", "dia"), [
    ("2024-01-31", date(2024, 1, 31)), ("2024-01-31 00:00:00", date(2024, 1, 31)), ("31/01/2024", date(2024, 1, 31)),
    ("31-1-24", date(2024, 1, 31)), ("31.01.2024", date(2024, 1, 31)), ("31-ene-24", date(2024, 1, 31)),
    ("31/Ene./2024", date(2024, 1, 31)), ("31 de enero de 2024", date(2024, 1, 31)), ("45322", date(2024, 1, 31)),
    ("45322.75", date(2024, 1, 31)), ("1 de septiembre del 2023", date(2023, 9, 1)), ("01/31/2024", None),
    ("enero 2024", None), ("2024", None), ("31/02/2024", None), ("ayer", None), ("7", None), ("999999", None),
    ("31-foo-24", None), ("٣١/٠١/٢٠٢٤", None),
])
def test_las_fechas_como_las_escribe_la_gente(texto, dia):
    assert valores.fecha(texto) == dia


@pytest.mark.parametrize(("texto", "pesos"), [
    ("$1,234.50", "1234.50"), ("1234.5", "1234.5"), ("$ 1,234,567.00 M.N.", "1234567.00"), ("1.234,50", "1234.50"),
    ("1 234.50 MXN", "1234.50"), ("1234.5678", "1234.5678"), ("$0", "0"), ("1.234", None), ("12,34", None),
    ("(500.00)", None), ("-5", None), ("mil pesos", None), ("1,23,456", None), ("9" * 15, None),
])
def test_los_importes_y_lo_que_seria_adivinar(texto, pesos):
    assert valores.importe(texto) == (None if pesos is None else Decimal(pesos))


@pytest.mark.parametrize(("texto", "clave"), [
    ("SSA", "ente:1"), ("S.S.A.", "ente:1"), ("s. s. a.", "ente:1"), ("Secretaria de Salud", "ente:1"),
    ("SRÍA. DE SALUD", "ente:1"), ("Secretaría de Salud (SSA)", "ente:1"), ("ICRESON - Instituto Catastral y Registral", "ente:2"),
    ("Sec. Educ. y Cultura", "ente:3"), ("SIUE", "anterior:1"), ("Univ. Tecnológica de Nogales", "ente:4"), ("RADIO SONORA", "ente:7"),
    ("Salud", ""), ("Secretaría de Salud (SEC)", ""), ("SSA - Hospital General", ""), ("Radio", ""), ("", ""), ("...", ""),
])
def test_un_ente_se_reconoce_o_se_pregunta(texto, clave):
    assert CATALOGO.hallar(texto) == clave


def test_un_nombre_de_dos_entes_no_es_de_ninguno_y_se_proponen_los_parecidos():
    dos = Nombres([("ente:1", ("Economía", "SE")), ("anterior:9", ("Secretaría de Economía", "SE"))])
    assert dos.hallar("SE") == ""
    assert CATALOGO.parecidos("Secretaria de Salu")[0] == "ente:1"


def test_lo_dudoso_se_decide_una_vez_y_entonces_se_lee():
    texto = LIMPIO + "A-1,Salud Pública,05/01/2023,17/01/2023,Atendida,5\nA-2,Salud Pública,05/01/2023,17/01/2023,,6\n"
    lectura = _leer(texto)
    assert {c: dict(v) for c, v in lectura.por_decidir.items()} == {
        "ente": {"Salud Pública": 2}, "tipo": {}, "conclusion": {"Atendida": 1, SIN_CONCLUSION: 1}}
    assert not lectura.renglones
    decidido = Acuerdo(equivalencias={"ente": {"salud publica": "ente:1"}, "conclusion": {
        "atendida": "emitida", "vacio con fecha de atencion": "improcedente"}})
    assert [r.conclusion for r in _leer(texto, decidido).renglones] == ["emitida", "improcedente"]


def test_el_tipo_que_se_reconoce_queda_en_el_renglon_y_el_que_no_se_pregunta():
    renglon = "A-{},SSA,{},05/01/2023,17/01/2023,emitida,5\n"
    texto = LIMPIO.replace("Dependencia,", "Dependencia,Tipo de bien,") + renglon.format(1, "Licencias") + renglon.format(2, "Cachivaches")
    lectura = _leer(texto)
    assert [r.tipo for r in lectura.renglones] == ["licencias"]
    assert dict(lectura.por_decidir["tipo"]) == {"Cachivaches": 1}


def test_cada_error_con_su_fila_y_su_columna_y_ninguno_se_calla():
    lectura = _leer(
        LIMPIO + "A-1,SSA,31/02/2023,,,\nA-2,SSA,05/01/2023,04/01/2023,emitida,1.234\n,SSA,05/01/2023,,,7\n"
        "a - 1,SSA,05/01/2030,,,\nA-5,SSA,,,,\nA-6,SSA,05/01/2023,,emitida,\n")
    assert set(_errores(lectura)) == {
        (2, "Fecha en que se recibió"), (3, "Fecha en que se atendió"), (3, "Importe"), (4, "Folio"), (5, "Folio"),
        (5, "Fecha en que se recibió"), (6, "Fecha en que se recibió"), (7, "Fecha en que se atendió")}
    assert not lectura.sirve


def test_una_fila_que_se_deja_fuera_ya_no_estorba_pero_consta():
    texto = LIMPIO + "A-1,SSA,05/01/2023,,,\nA-1,SSA,05/01/2023,,,\n"
    assert _errores(_leer(texto)) == [(3, "Folio")]
    lectura = _leer(texto, Acuerdo(fuera={"3": "es el mismo asunto"}))
    assert lectura.sirve
    assert lectura.apartadas == [(3, "Se dejó fuera: es el mismo asunto")]


def test_si_las_fechas_vienen_mes_y_dia_se_avisa_y_se_puede_decir():
    texto = LIMPIO + "A-1,SSA,01/05/2023,,,\nA-2,SSA,01/31/2023,,,\n"
    lectura = _leer(texto)
    assert any("otro orden" in aviso.mensaje for aviso in lectura.avisos)
    assert [r.recibida for r in _leer(texto, Acuerdo(orden="md")).renglones] == [date(2023, 1, 5), date(2023, 1, 31)]


def test_gemelos_y_redondeos_se_avisan_sin_impedir():
    lectura = _leer(LIMPIO + "A-1,SSA,05/01/2023,,,1234.5678\nB-9,SSA,05/01/2023,,,1234.57\n")
    assert lectura.sirve
    assert [(a.fila, a.columna) for a in lectura.avisos] == [(2, "Importe"), (3, "Folio")]


def test_con_otros_encabezados_la_persona_dice_que_columna_es():
    texto = "x,y,z\nA-1,SSA,05/01/2023\n"
    assert len(_leer(texto).faltan) == 3
    acordado = Acuerdo(encabezado=1, columnas={"folio": 0, "ente": 1, "fecha_recibida": 2})
    assert [r.folio for r in _leer(texto, acordado).renglones] == ["A-1"]


@pytest.mark.parametrize("contenido", [b"", b"\n\n", b"\x81\x8d\x8f", b"\xff\xfe\x00", b'Folio,Ente\n"A,SSA\n'])
def test_lo_que_no_es_una_tabla_lo_dice(contenido):
    with pytest.raises(NoEsTabla):
        de_csv(contenido)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_ningun_archivo_revienta_al_lector_de_hojas(contenido):
    try:
        tabla = de_csv(contenido)
    except NoEsTabla:
        return
    lectura = leer_hoja(tabla.filas, Acuerdo(), CATALOGO, HOY)
    assert lectura.errores or lectura.renglones


def test_un_libro_trae_sus_hojas_con_fechas_y_numeros_como_texto():
    libro = Workbook()
    libro.active.title = "2023"
    for fila in (["Registro"], [], ["Folio", "Ente", "Fecha recibida", "Importe"], ["F-1", "SSA", date(2023, 1, 5), 1234.5],
                 ["F-2", "SSA", 44931, "$2,000.00"], ["Total", None, None, 3234.5]):
        libro.active.append(fila)
    libro.create_sheet("2024").append(["nada"])
    libro.create_sheet("oculta").append(["x"])
    libro["oculta"].sheet_state = "hidden"
    salida = io.BytesIO()
    libro.save(salida)
    hojas = dict(leer_libro(salida.getvalue()))
    assert list(hojas) == ["2023", "2024"]
    lectura = leer_hoja(de_celdas(hojas["2023"]).filas, Acuerdo(), CATALOGO, HOY)
    assert [(r.fila, r.recibida, r.importe) for r in lectura.renglones] == [
        (4, date(2023, 1, 5), Decimal("1234.50")), (5, date(2023, 1, 5), Decimal("2000.00"))]
    assert [t.diferencia for t in lectura.totales] == [0]
