"""La tabla de coherencia: por cada regla, un caso que la dispara y uno vecino que no; y la orden, como proceso."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from dictamenes.excepciones import DatosInvalidos
from dictamenes.reglas import coherencia
from dictamenes.reglas.coherencia import (
    CERTIFICACION,
    FIRMA,
    OPINION,
    PIDEN_RAZON,
    PREVENCION,
    PROPUESTA,
    TABLA,
    Area,
    Caso,
    CasoIlegible,
    Clausula,
    Concepto,
    Condicion,
    Criterio,
    Fundamento,
    Opinion,
    hallazgos,
    leer,
    postura_de,
)

RAIZ = Path(__file__).resolve().parents[3]
HOY = date(2026, 11, 25)
BIEN = Criterio("capacidad", "Capacidad", "cumple")
MAL = Criterio("costo", "Costo", "no_cumple", "Se paga dos veces.")
RAM = Clausula("LAP-ADM.3", "RAM")
UNA = Condicion("Probar antes de pagar.", "UTIC", HOY + timedelta(days=30), "Acta")


def area(*posturas, clave="redes", **cambios):
    opiniones = tuple(Opinion(n, p, "Rebasa." if p == "no_procede" else "") for n, p in enumerate(posturas, start=1))
    datos = {"postura": postura_de(posturas), "texto": "Se revisó.", "criterios": (BIEN,), **cambios}
    return Area(clave, clave.title(), conceptos=opiniones, **datos)


def caso(momento=PROPUESTA, *sentidos, **cambios):
    """Uno coherente: un concepto favorable que su área aprobó; con `sentidos`, los suyos."""
    conceptos = tuple(_concepto(n, s) for n, s in enumerate(sentidos or ("favorable",), start=1))
    datos = {"conceptos": conceptos, "areas": (area(*["procede"] * len(conceptos)),), "analisis": "Es idóneo.",
             "fundamentos": (Fundamento("Ley ficticia, artículo 1"),), "criterios": (BIEN,)}
    return Caso(momento, HOY, **{**datos, **cambios})


def _concepto(numero, sentido, **cambios):
    negado = sentido in ("no_favorable", "improcedente")
    datos = {"razones": ("La cantidad rebasa (R04)",) if negado else (), "corregir": "Mida el uso." if negado else ""}
    return Concepto(numero, sentido, **{**datos, **cambios})


def opinando(*posturas, **cambios):
    conceptos = tuple(Concepto(n) for n in range(1, len(posturas) + 1))
    return caso(OPINION, conceptos=conceptos, areas=(area(*posturas, **cambios),))


def con(uno, **cambios):
    """El primer concepto del caso, con esos cambios."""
    return replace(uno, conceptos=(replace(uno.conceptos[0], **cambios), *uno.conceptos[1:]))


NEGADO = caso(PROPUESTA, "no_favorable", areas=(area("no_procede"),), criterios=(MAL,))
CONDICIONADO = caso(PROPUESTA, "favorable_con_condiciones", areas=(area("con_condiciones"),), condiciones=(UNA,))
# Por regla: el caso que la dispara, dónde, y el vecino que no.
PARES = {
    "opinion_vacia": (opinando("procede", texto=" "), "area-redes", opinando("procede")),
    "marcador_sin_llenar": (caso(analisis="Debe contratarse a más tardar el {plazo}."), "analisis",
                            caso(analisis="Usa las llaves { } del formato JSON.")),
    "concepto_sin_postura": (opinando("procede", ""), "concepto-2", opinando("procede", "procede")),
    "postura_del_area": (opinando("no_procede", postura="procede"), "area-redes", opinando("no_procede", "procede")),
    "no_procede_sin_nota": (
        replace(opinando("no_procede"), areas=(Area("redes", texto="Se vio.", conceptos=(Opinion(1, "no_procede"),)),)),
        "concepto-1", opinando("no_procede")),
    "no_procede_y_cumple": (opinando("no_procede"), "concepto-1", opinando("no_procede", criterios=(BIEN, MAL))),
    "criterio_sin_razon": (caso(criterios=(replace(MAL, razon=" "),)), "criterio-costo", caso(criterios=(MAL,))),
    "area_muda": (caso(areas=(area("procede"), Area("datos", "Datos"))), "area-datos", caso()),
    "concepto_sin_sentido": (con(caso(), sentido=""), "concepto-1", caso()),
    "sin_analisis": (caso(analisis=" "), "analisis", caso()),
    "contra_todas_las_areas": (replace(NEGADO, areas=(area("procede"),), criterios=(BIEN,)), "concepto-1",
                               replace(NEGADO, areas=(area("procede"),))),
    "areas_divididas": (caso(areas=(area("procede"), area("no_procede", clave="datos"))), "concepto-1",
                        caso(areas=(area("procede"), area("con_condiciones", clave="datos")))),
    "condicion_sin_recoger": (caso(areas=(area("con_condiciones"),)), "concepto-1", CONDICIONADO),
    "favorable_sin_excepcion": (con(caso(), incumple=(RAM,)), "concepto-1",
                                con(caso(), incumple=(replace(RAM, exceptuada=True),))),
    "negado_sin_razones": (con(NEGADO, razones=()), "concepto-1", NEGADO),
    "negado_sin_corregir": (con(NEGADO, corregir=" "), "concepto-1", con(NEGADO, sentido="improcedente", corregir="")),
    "condicionado_sin_condicion": (replace(CONDICIONADO, condiciones=()), "condicion-1", CONDICIONADO),
    "condicion_sin_concepto": (caso(condiciones=(UNA,)), "condicion-1", CONDICIONADO),
    "condicion_incompleta": (replace(CONDICIONADO, condiciones=(replace(UNA, evidencia=" "),)), "condicion-1", CONDICIONADO),
    "condicion_vencida": (replace(CONDICIONADO, condiciones=(replace(UNA, fecha=HOY - timedelta(days=1)),)), "condicion-1",
                          replace(CONDICIONADO, condiciones=(replace(UNA, fecha=HOY),))),
    "negado_con_importe": (con(NEGADO, dictaminado=Decimal(1)), "concepto-1", con(NEGADO, dictaminado=Decimal(0))),
    "importes_que_no_suman": (con(caso(total=Decimal("10.01")), importe=Decimal(10)), "importes",
                              con(caso(total=Decimal("10.00")), importe=Decimal(10))),
    "renovacion_sin_folio": (caso(tipo="renovacion"), "solicitud", caso(tipo="renovacion", folio_anterior="SGD-DTE-2025-1")),
    "fuera_de_tic": (replace(NEGADO, areas=(area("no_procede", criterios=(Criterio("es_tic", "", "no_cumple", "x"),)),)),
                     "concepto-1",
                     con(replace(NEGADO, areas=(area("no_procede", criterios=(Criterio("es_tic", "", "no_cumple", "x"),)),)),
                         sentido="improcedente")),
    "baja_con_importe": (con(caso(tipo="baja"), importe=Decimal(5)), "concepto-1", con(caso(tipo="baja"), importe=Decimal(0))),
    "baja_con_vigencia": (caso(tipo="baja", vigencia=HOY), "vigencia", caso(tipo="bienes", vigencia=HOY)),
    "sin_fundamento": (caso(fundamentos=()), "fundamentos", caso()),
    "fundamento_vencido": (caso(FIRMA, fundamentos=(Fundamento("Ley", HOY - timedelta(days=1)),)), "fundamentos",
                           caso(FIRMA, fundamentos=(Fundamento("Ley", HOY),))),
}


def de(regla, uno):
    return [h for h in hallazgos(uno) if h.regla == regla]


def test_cada_regla_tiene_su_par_su_razon_y_su_clave():
    claves = [regla.clave for regla in TABLA]
    assert sorted(claves) == sorted(PARES)
    assert len(set(claves)) == len(claves)
    assert all(regla.razon and bool(regla.pide) == (regla.clave in PIDEN_RAZON) for regla in TABLA)


@pytest.mark.parametrize("regla", TABLA, ids=lambda regla: regla.clave)
def test_la_regla_se_dispara_y_su_vecino_no(regla):
    dispara, donde, vecino = PARES[regla.clave]
    hallado = de(regla.clave, dispara)
    assert [(h.donde, h.severidad) for h in hallado] == [(donde, regla.severidad)]
    assert " " in hallado[0].frase, "dice qué pasa, no sólo en qué columna"
    assert de(regla.clave, vecino) == []


def test_los_casos_de_partida_no_se_contradicen():
    assert [hallazgos(uno) for uno in (caso(), caso(FIRMA), NEGADO, CONDICIONADO, opinando("procede"))] == [[]] * 5


def test_lo_favorable_contra_todas_tambien_pide_razon_aunque_un_criterio_no_se_cumpla():
    (hallado,) = de("contra_todas_las_areas", caso(areas=(area("no_procede"),), criterios=(MAL,)))
    assert hallado.espera_razon
    assert hallado.mensaje.endswith("diga qué criterio estratégico lo decide y por qué")


def test_la_razon_dada_deja_seguir_y_queda_en_el_hallazgo():
    dado = replace(caso(tipo="renovacion"), aclaraciones={"renovacion_sin_folio": " Es de 2019. "})
    (hallado,) = hallazgos(dado)
    assert (hallado.razon, hallado.como_datos()["razon"]) == ("Es de 2019.", "Es de 2019.")
    assert coherencia.pendientes([hallado]) == []


def test_el_motivo_del_concepto_es_la_razon_de_lo_que_no_cumple_y_por_parametro_no_basta():
    uno = con(caso(), incumple=(RAM,), motivo="Es menor.")
    assert coherencia.pendientes(hallazgos(uno)) == []
    assert hallazgos(uno)[0].razon == "Es menor."
    sin_motivo = replace(con(uno, motivo=" "), aclaraciones={"favorable_sin_excepcion": "Es menor."})
    assert [h.regla for h in coherencia.pendientes(hallazgos(sin_motivo))] == ["favorable_sin_excepcion"]
    estricto = replace(uno, severidades={"favorable_sin_excepcion": "impide"})
    assert [h.regla for h in coherencia.impiden(hallazgos(estricto))] == ["favorable_sin_excepcion"]


def test_mientras_se_escribe_no_se_reclama_lo_que_apenas_falta_y_al_dar_el_acto_si():
    vacio = con(caso(analisis=""), sentido="")
    assert hallazgos(vacio, a_medias=True) == []
    with pytest.raises(DatosInvalidos, match=r"^Elija el sentido del concepto 1\. Escriba el análisis estratégico\.$"):
        coherencia.exigir(coherencia.pendientes(hallazgos(vacio)))


def test_dictaminar_mas_de_lo_pedido_no_suma():
    assert [h.donde for h in de("importes_que_no_suman", con(caso(), importe=Decimal(1), dictaminado=Decimal(2)))] == ["concepto-1"]


@pytest.mark.parametrize("momento", [PREVENCION, CERTIFICACION])
def test_prevenir_y_certificar_solo_miran_su_fundamento(momento):
    assert [h.regla for h in hallazgos(Caso(momento, HOY))] == ["sin_fundamento"]
    assert hallazgos(Caso(momento, HOY, fundamentos=(Fundamento("Ley"),))) == []


@pytest.mark.parametrize(("posturas", "resulta"), [
    ([], ""), (["procede"] * 3, "procede"), (["procede", "con_condiciones"], "con_condiciones"),
    (["no_procede", "no_procede"], "no_procede"), (["procede", "no_procede"], "mixta"),
    (["con_condiciones", "no_procede"], "mixta"),
])
def test_la_postura_del_area_sale_de_sus_conceptos(posturas, resulta):
    assert postura_de(posturas) == resulta


ESCRITO = {
    "momento": "propuesta", "fecha": "2026-11-25", "tipo": "bienes", "total": "10.00", "analisis": "Es idóneo.",
    "conceptos": [{"numero": 1, "sentido": "favorable", "importe": "10.00", "dictaminado": 10, "incumple": [{"clave": "A.1"}],
                   "motivo": "Es menor."}],
    "areas": [{"clave": "redes", "postura": "procede", "conceptos": [{"concepto": 1, "postura": "procede"}]}],
    "fundamentos": [{"cita": "Ley, artículo 1", "vigente_hasta": None}],
}


def cambiado(ruta, valor):
    """Lo escrito con un cambio en esa ruta."""
    copia = json.loads(json.dumps(ESCRITO))
    dentro, *pasos = copia, *ruta
    for paso in pasos[:-1]:
        dentro = dentro[paso]
    dentro[pasos[-1]] = valor
    return json.dumps(copia).encode()


def test_se_lee_lo_escrito():
    leido = leer(json.dumps(ESCRITO).encode())
    assert (leido.total, leido.conceptos[0].dictaminado, leido.conceptos[0].incumple) == (Decimal(10), 10, (Clausula("A.1"),))
    assert [h.regla for h in hallazgos(leido)] == ["favorable_sin_excepcion"]


MAL_ESCRITOS = [
    (["conceptos", 0, "color"], "azul", "conceptos[0].color: la clave no existe"),
    (["conceptos", 0, "sentido"], "favorable_parcial", "conceptos[0].sentido: «favorable_parcial» no existe. Puede ser: favorable,"),
    (["areas", 0, "conceptos", 0, "postura"], "mixta", "areas[0].conceptos[0].postura: «mixta» no existe"),
    (["areas", 0, "conceptos", 0, "concepto"], 9, "areas[0].conceptos: no hay un concepto 9"),
    (["momento"], "siesta", "momento: «siesta» no existe"),
    (["momento"], "", "momento: «» no existe"),
    (["tipo"], "zapatos", "tipo: «zapatos» no existe"),
    (["fecha"], "25/11/2026", "fecha: se esperaba una fecha AAAA-MM-DD"),
    (["total"], "diez", "total: se esperaba un importe en pesos"),
    (["total"], "NaN", "total: se esperaba un importe en pesos"),
    (["total"], -1, "total: se esperaba un importe en pesos"),
    (["total"], True, "total: se esperaba un importe en pesos"),
    (["conceptos", 0, "numero"], 1.0, "conceptos[0].numero: se esperaba un número entero"),
    (["conceptos", 0, "incumple", 0, "exceptuada"], "si", "conceptos[0].incumple[0].exceptuada: se esperaba true o false"),
    (["conceptos"], {}, "conceptos: se esperaba una lista"),
    (["conceptos", 0], 3, "conceptos[0]: se esperaba un objeto"),
    (["analisis"], None, "analisis: se esperaba un texto"),
    (["aclaraciones"], {"otra": "x"}, "aclaraciones: «otra» no es una regla que pida razón"),
    (["aclaraciones"], {"fuera_de_tic": 1}, "aclaraciones.fuera_de_tic: se esperaba un texto"),
    (["aclaraciones"], [], "aclaraciones: se esperaba un objeto de textos"),
    (["severidades"], {"area_muda": "pide_razon"}, "severidades.area_muda: no hay esa regla, o no puede ser «pide_razon»"),
    (["severidades"], {"otra": "avisa"}, "severidades.otra: no hay esa regla"),
]
SOLO_AL_LEER = {"9", "1.0"}  # lo que ata una parte con otra, y el 1.0 que para JSON Schema es entero


@pytest.mark.parametrize(("ruta", "valor", "mensaje"), MAL_ESCRITOS)
def test_lo_que_no_es_un_caso_se_dice_con_su_ruta(ruta, valor, mensaje):
    with pytest.raises(CasoIlegible) as error:
        leer(cambiado(ruta, valor))
    assert str(error.value).startswith(mensaje)


def test_el_esquema_admite_lo_escrito_y_no_lo_mal_escrito(capsys):
    call_command("coherencia", "--esquema")
    esquema = Draft202012Validator(json.loads(capsys.readouterr().out))
    esquema.check_schema(esquema.schema)
    assert list(esquema.iter_errors(ESCRITO)) == []
    admitidos = [str(valor) for ruta, valor, _ in MAL_ESCRITOS if esquema.is_valid(json.loads(cambiado(ruta, valor)))]
    assert set(admitidos) == SOLO_AL_LEER


@pytest.mark.parametrize(("contenido", "mensaje"), [
    (b"", "renglón 1, columna 1"), (b"\xff", "no se lee como JSON"), (b"[" * 100_000, "no se lee como JSON"), (b"3", "se esperaba un objeto"),
    (b'{"momento": "firma", "momento": "firma"}', "está dos veces"), (b'{"momento": "firma"}', "fecha: falta"),
    (json.dumps({**ESCRITO, "conceptos": ESCRITO["conceptos"] * 2}).encode(), "el número 1 está repetido"),
])
def test_un_archivo_que_no_se_lee_dice_por_que(contenido, mensaje):
    with pytest.raises(CasoIlegible, match=mensaje):
        leer(contenido)


@pytest.mark.parametrize(("escrito", "codigo", "dice"), [
    (ESCRITO, 0, ""), ({**ESCRITO, "fundamentos": []}, 1, "algo que impide el acto"), ({**ESCRITO, "color": 1}, 2, "color: la clave no existe"),
])
def test_la_orden_como_proceso_sin_base(tmp_path, escrito, codigo, dice):
    ruta = tmp_path / "caso.json"
    ruta.write_text(json.dumps(escrito), encoding="utf-8")
    ambiente = os.environ | {"DATABASE_URL": "postgres://nadie@127.0.0.1:1/nada", "DJANGO_SETTINGS_MODULE": "config.ajustes_pruebas"}
    hecho = subprocess.run([sys.executable, "manage.py", "coherencia", str(ruta)], cwd=RAIZ, env=ambiente, capture_output=True,
                           text=True, timeout=60, check=False)
    assert (hecho.returncode, dice in hecho.stderr) == (codigo, True)
    if codigo < 2:
        dicho = json.loads(hecho.stdout)
        assert dicho["impide"] == bool(codigo)
        assert {"regla", "severidad", "donde", "frase"} <= dicho["hallazgos"][0].keys()


def test_el_formato_documentado_se_lee_y_nombra_todo():
    documento = (RAIZ / "docs" / "formato_coherencia.md").read_text(encoding="utf-8")
    ejemplo = documento.partition("```json\n")[2].partition("```")[0]
    assert hallazgos(leer(ejemplo.encode()))
    nombres = {campo for clase in (Caso, Concepto, Area, Opinion, Criterio, Condicion, Fundamento, Clausula)
               for campo in clase.__dataclass_fields__}
    assert [n for n in sorted(nombres | set(PARES)) if f"`{n}`" not in documento] == []
