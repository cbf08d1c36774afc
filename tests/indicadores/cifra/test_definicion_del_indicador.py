"""La definición del indicador como programa suelto: propiedades con entradas tardías, forma canónica y recálculo ajeno."""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from archivos.tablas import csv_de
from indicadores.cifra import definicion_v1 as v1
from indicadores.cifra.conteo import DEFINICIONES, VERSION
from indicadores.cifra.definicion_v1 import CANCELADA, CONCLUSIONES, RECIBIDA, REPUESTA, Hecho

INICIO, CORTE = date(2023, 1, 1), date(2024, 12, 31)
PROPIEDAD = settings(max_examples=40)
eslabon = "{:064x}".format


@st.composite
def historias(dibujar):
    """Cada asunto con su camino (desistida, cancelada, desechada y quizá repuesta…), anotado a tiempo o mucho después."""
    asuntos = dibujar(st.integers(0, 12))
    hechos = []
    for k in range(asuntos):
        dia = INICIO + timedelta(days=dibujar(st.integers(0, 1000)))
        camino = dibujar(st.sampled_from([
            (), *((c,) for c in CONCLUSIONES), (CANCELADA,), ("desechada", REPUESTA),
            ("desechada", REPUESTA, "emitida"), ("desechada", REPUESTA, CANCELADA), ("improcedente", "emitida"),
        ]))
        hechos.append(Hecho(f"a{k}", RECIBIDA, dia, dibujar(st.sampled_from(["ente:1", "ente:2", "otro:ab"])), "bienes"))
        for clase in camino:
            dia += timedelta(days=dibujar(st.integers(0, 200)))
            hechos.append(Hecho(f"a{k}", clase, dia))
    turnos = dibujar(st.permutations(range(asuntos)))  # lo de un asunto consta en su orden; entre asuntos, como caiga
    tarde = dibujar(st.integers(0, 5))
    orden = sorted(range(len(hechos)), key=lambda i: (turnos[int(hechos[i].asunto[1:])] % (tarde + 1), hechos[i].dia, i))
    return [replace(hechos[i], n=n, eslabon=eslabon(n)) for n, i in enumerate(orden, 1)]


def _cabeza(hechos):
    return (hechos[-1].n, hechos[-1].eslabon) if hechos else (0, eslabon(0))


def _documento(hechos, anio=2024, corte=CORTE, hasta=None):
    return v1.documento(hechos, anio, corte, hasta=hasta or _cabeza(hechos))


@PROPIEDAD
@given(historias())
def test_las_cifras_cuadran_entre_si(hechos):
    dichos = [_documento(hechos, anio) for anio in (2023, 2024)]
    for dicho in dichos:
        assert 0 <= dicho["cohorte"] <= dicho["recibidas"]
        assert dicho["rezago"] == dicho["rezago_inicial"] + dicho["recibidas"] - dicho["atendidas"] >= 0
        assert dicho["por_mes"][-1]["rezago"] == dicho["rezago"]
        for reparto in ("por_mes", "por_ente", "por_tipo"):
            assert sum(r["recibidas"] for r in dicho[reparto]) == dicho["recibidas"]
        for reparto in ("por_mes", "por_ente", "por_tipo", "por_conclusion"):
            assert sum(r["atendidas"] for r in dicho[reparto]) == dicho["atendidas"]
    assert dichos[0]["rezago"] == dichos[1]["rezago_inicial"]


@PROPIEDAD
@given(historias(), historias(), st.integers(0, 30))
def test_con_el_corte_y_el_evento_fijos_lo_que_llegue_despues_no_cambia_un_byte(hechos, otros, hasta):
    n = min(hasta, len(hechos))
    fija = (n, eslabon(n))
    despues = [replace(h, asunto=f"otro-{h.asunto}", n=len(hechos) + h.n) for h in otros]
    sobre_los_mismos = [Hecho(h.asunto, CANCELADA, h.dia, n=len(hechos) + 1) for h in hechos]
    antes = v1.canonico(_documento(hechos, hasta=fija))
    assert v1.canonico(_documento([*hechos, *despues, *sobre_los_mismos], hasta=fija)) == antes


@PROPIEDAD
@given(historias(), st.randoms(use_true_random=False))
def test_da_lo_mismo_en_que_orden_vengan_los_renglones(hechos, azar):
    revueltos = list(hechos)
    azar.shuffle(revueltos)
    assert _documento(revueltos, hasta=_cabeza(hechos)) == _documento(hechos)


@PROPIEDAD
@given(historias(), st.integers(0, 700), st.integers(0, 700))
def test_un_corte_posterior_nunca_recibe_menos_sin_contar_lo_cancelado(hechos, a, b):
    antes, despues = sorted(INICIO + timedelta(days=dias) for dias in (a, b))
    sin_canceladas = [h for h in hechos if h.clase != CANCELADA]
    recibidas = [len(v1.plegar(sin_canceladas, corte)) for corte in (antes, despues)]
    assert recibidas == sorted(recibidas)
    sin_repuestas = [h for h in sin_canceladas if h.clase != REPUESTA]
    atendidas = [sum(a.atendida is not None for a in v1.plegar(sin_repuestas, c)) for c in (antes, despues)]
    assert atendidas == sorted(atendidas)


@PROPIEDAD
@given(historias())
def test_la_forma_canonica_es_la_de_rfc_8785(hechos):
    dicho = _documento(hechos) | {"aviso": "Cifras de práctica: año de ejemplo"}
    assert v1.canonico(dicho) == rfc8785.dumps(dicho)


def test_lo_que_consta_despues_del_primer_hecho_posterior_al_corte_llego_tarde():
    a_tiempo = Hecho("a", RECIBIDA, date(2024, 3, 1), n=1)
    posterior = Hecho("b", RECIBIDA, date(2024, 7, 1), n=2)
    en_papel = Hecho("c", RECIBIDA, date(2024, 6, 30), n=3)
    corte = date(2024, 6, 30)
    assert _documento([a_tiempo, posterior, en_papel], corte=corte)["tardios"] == {"hechos": 1, "asuntos": 1}
    assert _documento([a_tiempo, posterior, en_papel], corte=corte, hasta=(2, ""))["recibidas"] == 1
    assert _documento([a_tiempo, en_papel], corte=corte)["tardios"] == {"hechos": 0, "asuntos": 0}
    en_el_mismo_lote = replace(en_papel, n=posterior.n)
    assert _documento([a_tiempo, posterior, en_el_mismo_lote], corte=corte)["tardios"] == {"hechos": 1, "asuntos": 1}


def test_la_definicion_en_uso_sigue_diciendo_lo_mismo():
    """Una historia con de todo y su cifra escrita a mano: si esto cambia, es otra versión del indicador."""
    dias = [("a", RECIBIDA, "2023-12-20"), ("a", "emitida", "2024-01-08"), ("b", RECIBIDA, "2024-02-01"),
            ("b", "desechada", "2024-03-01"), ("b", REPUESTA, "2024-03-05"), ("b", "emitida", "2024-04-02"),
            ("c", RECIBIDA, "2024-02-10"), ("c", CANCELADA, "2024-02-11"), ("d", RECIBIDA, "2024-12-30"),
            ("d", "desistida", "2025-01-03"), ("e", RECIBIDA, "2024-11-15")]
    hechos = [Hecho(asunto, clase, date.fromisoformat(dia), "ente:1", "baja", n, eslabon(n))
              for n, (asunto, clase, dia) in enumerate(dias, 1)]
    dicho = _documento(hechos)
    assert {llave: dicho[llave] for llave in ("recibidas", "atendidas", "cohorte", "porcentaje", "porcentaje_flujo",
                                              "rezago_inicial", "rezago", "dias_naturales", "definicion")} == {
        "recibidas": 3, "atendidas": 2, "cohorte": 1, "porcentaje": "33.33", "porcentaje_flujo": "66.67",
        "rezago_inicial": 1, "rezago": 2, "dias_naturales": {"casos": 2, "mediana": "40.0", "p90": 61}, "definicion": 1,
    }
    assert dicho["por_conclusion"][0] == {"conclusion": "emitida", "atendidas": 2}
    assert dicho["por_mes"][1] == {"mes": 2, "recibidas": 1, "atendidas": 0, "rezago": 1}
    assert dicho["tardios"] == {"hechos": 1, "asuntos": 1}
    assert _documento(hechos, corte=date(2024, 3, 2))["cohorte"] == 1


@pytest.mark.parametrize(("parte", "total", "dicho"), [(0, 0, ""), (1, 3, "33.33"), (2, 3, "66.67"), (794, 794, "100.00"),
                                                      (1, 800, "0.13"), (9, 8, "112.50")])
def test_el_porcentaje_lleva_dos_decimales_redondeados(parte, total, dicho):
    assert v1.por_ciento(parte, total) == dicho


def test_el_archivo_no_necesita_nada_que_instalar():
    importados = {
        (nodo.module if isinstance(nodo, ast.ImportFrom) else nodo.names[0].name).partition(".")[0]
        for nodo in ast.walk(ast.parse(Path(v1.__file__).read_text(encoding="utf-8")))
        if isinstance(nodo, ast.Import | ast.ImportFrom)
    }
    assert importados <= sys.stdlib_module_names
    assert DEFINICIONES[VERSION] is v1


@pytest.fixture
def descarga(tmp_path):
    """Una carpeta como la que se descarga, con cuatro hechos."""
    hechos = [Hecho("a", RECIBIDA, date(2024, 5, 6), "ente:1", "baja", 1, eslabon(1)),
              Hecho("a", "emitida", date(2024, 5, 20), "", "", 2, eslabon(2)),
              Hecho("b", RECIBIDA, date(2023, 5, 6), "ente:1", "baja", 3, eslabon(3)),
              Hecho("b", "desistida", date(2024, 7, 1), "", "", 4, eslabon(4))]
    (tmp_path / "datos").mkdir()
    renglones = ((h.n, h.eslabon, h.asunto, h.clase, h.dia, h.ente, h.tipo) for h in hechos)
    (tmp_path / "datos" / "hechos.csv").write_bytes(csv_de(v1.COLUMNAS, renglones))
    corrida = {"anio": 2024, "corte": "2024-12-31", "aviso": "Ensayo", "hasta": {"n": 4, "eslabon": eslabon(4)}}
    (tmp_path / "datos" / "corrida.json").write_text(json.dumps(corrida))
    dicho = v1.documento(hechos, 2024, CORTE, hasta=(4, eslabon(4)), aviso="Ensayo")
    (tmp_path / "indicador.json").write_bytes(v1.canonico(dicho))
    return tmp_path


def _correr(descarga, capsys, *argumentos):
    codigo = v1.main(["--carpeta", str(descarga), *argumentos])
    return codigo, "".join(capsys.readouterr())


def test_recalcular_coincide_y_lo_dice_en_palabras(descarga, capsys):
    codigo, dicho = _correr(descarga, capsys)
    assert codigo == 0
    for frase in ("Ensayo: no son cifras oficiales", "Recibidas: 1", "(100.00 %)", "Atendidas en el año: 2", "Coincide"):
        assert frase in dicho


def test_recalcular_otra_fecha_u_otro_evento_no_coteja_pero_cuenta(descarga, capsys):
    assert _correr(descarga, capsys, "--corte", "2024-05-07")[0] == 0
    codigo, dicho = _correr(descarga, capsys, "--anio", "2023", "--hasta", "3")
    assert (codigo, "Coincide" in dicho) == (0, False)
    assert "Recibidas: 1. De ésas, ya atendidas: 0" in dicho
    assert _correr(descarga, capsys, "--hasta", "0")[0] == 0


def test_recalcular_con_un_hecho_quitado_no_coincide(descarga, capsys):
    ruta = descarga / "datos" / "hechos.csv"
    ruta.write_bytes(b"\r\n".join(ruta.read_bytes().split(b"\r\n")[:-2]))
    assert _correr(descarga, capsys)[0] == 1


@pytest.mark.parametrize("contenido", ["otra,cosa\n1,2\n", ",".join(v1.COLUMNAS) + "\n1,x,a,inventada,2024-01-01,,\n",
                                       ",".join(v1.COLUMNAS) + "\n1,x,a,recibida,ayer,,\n"])
def test_recalcular_datos_que_no_se_entienden_sale_con_2(descarga, capsys, contenido):
    (descarga / "datos" / "hechos.csv").write_text(contenido)
    codigo, dicho = _correr(descarga, capsys)
    assert codigo == 2
    assert "No se pudo recalcular" in dicho


def test_lo_que_no_se_ha_atendido_no_lleva_dias_y_lo_que_parece_atendido_antes_tampoco():
    recibida = date(2024, 5, 10)
    assert v1.Asunto(recibida, "e", "t").dias == 0
    assert v1.Asunto(recibida, "e", "t", recibida + timedelta(days=3)).dias == 3
    assert v1.Asunto(recibida, "e", "t", recibida - timedelta(days=3)).dias == 0


def test_el_reparto_va_en_el_orden_del_texto_de_su_clave_sea_numero_o_no():
    hechos = [Hecho(f"a{ente}", RECIBIDA, date(2024, 5, 10), ente) for ente in ("b", 10, 9, "1")]
    assert [uno["ente"] for uno in _documento(hechos)["por_ente"]] == ["1", 10, 9, "b"]


def test_el_anio_tiene_doce_meses_aunque_no_haya_pasado_nada():
    conteo = v1.contar([], 2024, CORTE)
    assert conteo.recibidas_por_mes == conteo.atendidas_por_mes == conteo.rezago_por_mes == (0,) * 12


def test_un_hecho_sin_mas_datos_no_es_de_ningun_evento_ni_de_ningun_grupo():
    hecho = Hecho("a", RECIBIDA, CORTE)
    assert (hecho.ente, hecho.tipo, hecho.n, hecho.eslabon) == ("", "", 0, "")


def test_cada_cifra_dice_que_cuenta():
    assert [*v1.DEFINICION] == ["Recibida", "Atendida", "Flujo", "Cohorte", "Porcentaje", "Corte", "Conocimiento"]


def test_el_documento_dice_hasta_que_evento_se_supo():
    hecho = Hecho("a", RECIBIDA, date(2024, 5, 10), "ente:1", "bienes", 7, eslabon(7))
    assert _documento([hecho])["hasta"] == {"n": 7, "eslabon": eslabon(7)}
