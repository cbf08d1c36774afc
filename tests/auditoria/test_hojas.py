"""Cada campo comprometido: lo conservado se prueba, una lápida no miente y lo viejo se acepta sólo bajo su versión."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.auditoria.test_adversario_en_la_exportacion import HORA, SAL
from tests.auditoria.test_ataques_al_verificador import extracto_de
from verificador import anclas, exportacion
from verificador.arbol import Arbol, Pruebas, raiz_desde
from verificador.cadena import ORIGEN, eslabon, huella_de_datos
from verificador.extracto import revisar_extracto
from verificador.hojas import CANCELADO, campos, contenidos, huella_de_lo_que_queda, quitar, raiz, raiz_con_cancelados
from verificador.lapidas import LAPIDA, PROPUESTA, raiz_de_campos
from verificador.lectura import MIGRACION, recorrer
from verificador.renglon import Renglon, calcular

DATOS = {"ente": 3, "sentido": "no_favorable", "motivo": "Rosa Ficticia", "quien": {"nombre": "Rosa", "area": None}, "si": [True, "x"]}
QUEDA = {**DATOS, "motivo": CANCELADO, "quien": {"nombre": CANCELADO, "area": None}}
COORDINACION, ADMINISTRACION = "usuario:7", "usuario:8"


def libro(hechos, formato=2):
    """Renglones bien hechos: (acción, datos) o (acción, datos, objeto, actor); cada uno en su formato."""
    salida, previo = [], ORIGEN
    for n, (accion, datos, *demas) in enumerate(hechos, start=1):
        objeto, actor, suyo = (*demas, "solicitud:1", COORDINACION, formato)[:3] if len(demas) < 3 else demas
        huella = raiz(n, datos, SAL) if suyo == 2 else huella_de_datos(datos, SAL)
        crudo = Renglon(n, HORA.format(n % 60), actor, accion, objeto, huella, previo, "", SAL, datos, suyo)
        salida.append(crudo._replace(eslabon=calcular(crudo)))
        previo = salida[-1].eslabon
    return salida


def hecho(accion, datos, objeto="solicitud:1", actor=COORDINACION, formato=2):
    return (accion, datos, objeto, actor, formato)


def cancelado(*, queda=QUEDA, antes=(), formato=2, propone=COORDINACION, confirma=ADMINISTRACION, en_la_propuesta=None,
              en_la_lapida=None, sin_propuesta=False, dejan=None):
    """Una cadena con el 2 cancelado entre dos personas, o como se le pida mentir."""
    hechos = [hecho("prueba.hecha", {"k": 1}, formato=formato), hecho("dictamen.emitido", DATOS, formato=formato), *antes]
    hojas = quitar(2, DATOS, SAL, queda)
    dice = {"n": 2, "huella": libro(hechos)[1].huella, "campos": ["motivo", "quien"], "fundamento": "ARCO-014/2026",
            "resolucion": "CT/7/2026", "queda": huella_de_lo_que_queda(queda, hojas)}
    cual = len(hechos) + 1
    if not sin_propuesta:
        hechos.append(hecho(PROPUESTA, {**dice, **(en_la_propuesta or {})}, "evento:2", propone))
    hechos.append(hecho(LAPIDA, {**dice, "propuesta": cual, **(en_la_lapida or {})}, "evento:2", confirma))
    return [r._replace(sal="", datos=dejan or queda, hojas=hojas) if r.n == 2 else r for r in libro(hechos)]


def test_la_lapida_de_dos_personas_se_acepta_y_lo_conservado_da_la_misma_raiz():
    bueno = cancelado()
    assert (recorrer(bueno).motivo, recorrer(bueno).canceladas) == ("", 1)
    assert raiz_con_cancelados(2, bueno[1].datos, bueno[1].hojas) == bueno[1].huella
    assert "Rosa" not in json.dumps(bueno[1])
    assert SAL not in json.dumps(bueno[1])


def de_acuerdo(dejan):
    """La propuesta y la lápida dicen las dos que queda eso, que no es lo que había."""
    queda = {"queda": huella_de_lo_que_queda(dejan, quitar(2, DATOS, SAL, QUEDA))}
    return cancelado(en_la_propuesta=queda, en_la_lapida=queda, dejan=dejan)


MENTIRAS = {
    "A2: otro sentido": lambda: [r._replace(datos={**r.datos, "sentido": "favorable"}) if r.n == 2 else r for r in cancelado()],
    "A2: otro ente": lambda: [r._replace(datos={**r.datos, "ente": 9}) if r.n == 2 else r for r in cancelado()],
    "quitar un campo": lambda: [r._replace(datos={c: v for c, v in r.datos.items() if c != "ente"}) if r.n == 2 else r for r in cancelado()],
    "agregar uno": lambda: [r._replace(datos={**r.datos, "otro": 1}) if r.n == 2 else r for r in cancelado()],
    "agregar uno cancelado": lambda: [r._replace(datos={**r.datos, "otro": CANCELADO}) if r.n == 2 else r for r in cancelado()],
    "otro tipo": lambda: [r._replace(datos={**r.datos, "ente": "3"}) if r.n == 2 else r for r in cancelado()],
    "quitar lo que se conservó": lambda: [r._replace(datos={**r.datos, "sentido": CANCELADO}, hojas=quitar(2, DATOS, SAL, {**QUEDA, "sentido": CANCELADO}))
                                          if r.n == 2 else r for r in cancelado()],
    "A2: lápida inventada con su `conserva`": lambda: [
        r._replace(sal="", datos={"ente": 9}) if r.n == 1 else r
        for r in libro([hecho("prueba.hecha", {"ente": 3}),
                        hecho(LAPIDA, {"n": 1, "huella": raiz(1, {"ente": 3}, SAL), "conserva": {"ente": 9}}, "evento:1")])],
    "sin hojas": lambda: [r._replace(hojas=None) if r.n == 2 else r for r in cancelado()],
    "la misma persona": lambda: cancelado(confirma=COORDINACION),
    "el sistema": lambda: cancelado(confirma="sistema"),
    "sin propuesta": lambda: cancelado(sin_propuesta=True),
    "la propuesta decía otra cosa": lambda: cancelado(en_la_propuesta={"queda": "0" * 64}),
    "la propuesta decía otros campos": lambda: cancelado(en_la_propuesta={"campos": ["motivo"]}),
    "otra resolución": lambda: cancelado(en_la_lapida={"resolucion": "otra"}),
    "propuesta de antes del evento": lambda: cancelado(en_la_lapida={"propuesta": 1}),
    "dos personas mienten de acuerdo": lambda: de_acuerdo({**QUEDA, "sentido": "favorable"}),
    "y escriben en lugar de lo cancelado": lambda: de_acuerdo({**QUEDA, "motivo": "Lo que convenga"}),
    "sin lápida": lambda: cancelado()[:-1],
    "quitar la sal de un campo": lambda: [r._replace(hojas=[h if isinstance(h, str) or h[0] != "/ente" else [h[0], "0" * 32] for h in r.hojas])
                                          if r.n == 2 else r for r in cancelado()],
}


@pytest.mark.parametrize("que", sorted(MENTIRAS))
def test_una_lapida_no_miente(que):
    resultado = recorrer(MENTIRAS[que]())
    assert resultado.roto_en in (1, 2), resultado
    assert "eslabón" not in resultado.motivo, resultado


@pytest.mark.parametrize("que", sorted(MENTIRAS))
def test_tampoco_en_un_extracto(que):
    malo = MENTIRAS[que]()
    assert extracto_de(malo, {r.n for r in malo}, _ancla(malo)).roto_en in (1, 2)


def _ancla(renglones):
    arbol = Arbol()
    for renglon in renglones:
        arbol.agregar(renglon.eslabon)
    return anclas.siguiente(None, arbol, renglones[-1].eslabon, HORA.format(1))


def migrado(**cambios):
    """El 2 es del formato 1; después, el evento de migración y su cancelación."""
    viejos = libro([("prueba.hecha", {"k": 1}), ("dictamen.emitido", DATOS)], formato=1)
    arbol = Arbol()
    for renglon in viejos:
        arbol.agregar(raiz_de_campos(renglon))
    datos = {"hasta": 2, "raiz": arbol.raiz, **cambios}
    cadena = cancelado(formato=1, antes=[hecho(MIGRACION, datos, "bitacora:eventos", "sistema")])
    huella = viejos[1].huella
    return _rehuellar(cadena, huella)


def _rehuellar(cadena, huella):
    """La propuesta y la lápida nombran la huella de su evento, que en el formato 1 es la de antes."""
    hechos = [hecho(r.accion, {**r.datos, "huella": huella} if r.accion in (PROPUESTA, LAPIDA) else r.datos, r.objeto, r.actor, r.formato)
              for r in [cadena[0], cadena[1]._replace(datos=DATOS), *cadena[2:]]]
    return [r._replace(sal="", datos=QUEDA, hojas=quitar(2, DATOS, SAL, QUEDA)) if r.n == 2 else r for r in libro(hechos)]


def test_lo_de_antes_se_cancela_contra_las_raices_que_comprometio_la_migracion():
    bueno = migrado()
    assert (recorrer(bueno).motivo, recorrer(bueno).canceladas) == ("", 1)
    for campo, otro in (("sentido", "favorable"), ("ente", 9)):
        malo = [r._replace(datos={**QUEDA, campo: otro}) if r.n == 2 else r for r in bueno]
        assert not recorrer(malo).integra
    assert "no son las que compromete" in recorrer(migrado(raiz="0" * 64)).motivo
    assert "sin el evento que compromete" in recorrer(migrado(hasta=1)).motivo
    sin_migracion = libro([("prueba.hecha", {}, "a:1", COORDINACION, 1), ("prueba.hecha", {}, "a:1", COORDINACION, 2)])
    assert "sin el evento que compromete" in recorrer(sin_migracion).motivo


def test_despues_de_migrar_lo_viejo_ya_no_se_admite():
    de_vuelta = libro([hecho("a.b", {}), hecho("a.b", {}, formato=1)])
    assert (recorrer(de_vuelta).roto_en, "ya no se admite" in recorrer(de_vuelta).motivo) == (2, True)
    con_vieja = cancelado(en_la_lapida={"conserva": QUEDA, "propuesta": None})
    assert not recorrer(con_vieja).integra
    hechos = [hecho("a.b", {"k": 1}, formato=1)]
    viejo = libro(hechos)
    arbol = Arbol()
    arbol.agregar(raiz_de_campos(viejo[0]))
    lapida = {"n": 1, "huella": viejo[0].huella, "conserva": {"k": 2}}
    cadena = libro([*hechos, hecho(MIGRACION, {"hasta": 1, "raiz": arbol.raiz}), hecho(LAPIDA, lapida, "evento:1")])
    falsa = [r._replace(sal="", datos={"k": 2}) if r.n == 1 else r for r in cadena]
    assert recorrer(falsa).roto_en == 2  # la migración comprometió otra cosa
    assert "ya no se admite" in extracto_de(falsa, {1, 3}, _ancla(falsa)).motivo


def test_en_un_extracto_lo_de_antes_lleva_el_camino_a_lo_que_comprometio_la_migracion():
    bueno = migrado()
    ancla = _ancla(bueno)
    de_campos, de_lugar = Pruebas([1], 2, Arbol()), Pruebas(range(5), 5, Arbol())
    for renglon in bueno[:2]:
        de_campos.agregar(raiz_de_campos(renglon))
    for renglon in bueno:
        de_lugar.agregar(renglon.eslabon)

    def revisar(renglones, campos_de_2):
        eventos = [(r, exportacion.Prueba(de_lugar.de(r.n - 1), campos_de_2 if r.n == 2 else None)) for r in renglones]
        return revisar_extracto(exportacion.Extracto(ancla, len(eventos), iter(eventos)))

    assert revisar(bueno[1:], de_campos.de(1)).motivo == ""
    falso = [r._replace(datos={**QUEDA, "sentido": "favorable"}) if r.n == 2 else r for r in bueno]
    assert "no es lo que comprometió" in revisar(falso[1:], de_campos.de(1)).motivo
    assert revisar(bueno[1:], None).roto_en == 2
    assert "falta el evento que comprometió" in revisar([bueno[1], *bueno[3:]], de_campos.de(1)).motivo


def test_la_clave_entra_al_eslabon():
    """L2."""
    uno = libro([hecho("a.b", {})])
    assert "no da su eslabón" in recorrer([uno[0]._replace(clave="envio:1")]).motivo


ESCALARES = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8)
ARBOLES = st.dictionaries(st.text(max_size=4), st.recursive(ESCALARES, lambda h: st.lists(h, max_size=3) | st.dictionaries(st.text(max_size=3), h, max_size=3), max_leaves=9), max_size=4)


@given(ARBOLES, ARBOLES)
def test_datos_distintos_dan_hojas_distintas(unos, otros):
    assert (unos == otros and json.dumps(unos, sort_keys=True) == json.dumps(otros, sort_keys=True)) == (campos(unos) == campos(otros))


@given(ARBOLES, st.integers(1, 10**12))
def test_la_raiz_es_la_de_rfc_6962_y_cada_campo_se_prueba_solo(datos, n):
    hojas = list(contenidos(n, datos, SAL))
    arbol, pruebas = Arbol(), Pruebas(range(len(hojas)), len(hojas), Arbol())
    for hoja in hojas:
        arbol.agregar(hoja.hex())
        pruebas.agregar(hoja.hex())
    assert arbol.raiz == raiz(n, datos, SAL) == raiz_con_cancelados(n, datos, quitar(n, datos, SAL, datos))
    assert raiz_desde(hojas[-1].hex(), len(hojas) - 1, len(hojas), pruebas.de(len(hojas) - 1)) == arbol.raiz
    assert raiz(n + 1, datos, SAL) != arbol.raiz


def test_el_vector_de_la_especificacion():
    """El de verificador/LEEME.md: quien escriba su verificador debe dar estos mismos octetos."""
    datos = {"dias": 5, "motivo": "Rosa", "si": [True, None]}
    semilla = "000102030405060708090a0b0c0d0e0f"
    assert campos(datos) == [(b"", b"o3"), (b"/dias", b"i5"), (b"/motivo", b"sRosa"), (b"/si", b"a2"), (b"/si/0", b"b1"), (b"/si/1", b"n")]
    assert list(contenidos(7, datos, semilla))[1].hex() == "0000000101000000080000000000000007000000052f6469617300000002693500000010781b7d915a64184d1480e806d1087f12"
    huella = raiz(7, datos, semilla)
    assert huella == "6d88fbcc5a407f2d85ffa591d656732d4e8c49804ccad5be635832df86e1e6c9"
    renglon = {"n": 7, "en": "2026-03-02T16:00:00.000000+00:00", "actor": "usuario:3", "accion": "solicitud.cancelada",
               "objeto": "solicitud:1", "huella": huella, "previo": "ab" * 32, "formato": 2, "clave": None}
    assert eslabon(**renglon) == "96301da86a4f52aa0e1512b2adb130ecf759bc29ee2951d3a909a973f17f8406"
    hojas = quitar(7, datos, semilla, {**datos, "motivo": CANCELADO})
    assert hojas[2] == "5a0f29cfc185cd18b8a4e7bd637a83768364d2005501dddc109832233c82bf30"
    assert hojas[1] == ["/dias", "781b7d915a64184d1480e806d1087f12"]


def test_una_exportacion_de_la_forma_anterior_se_sigue_leyendo(tmp_path):
    viejos = libro([("a.b", {"k": 1}), ("a.b", {"k": 2})], formato=1)
    lineas = [{c: v for c, v in r._asdict().items() if c not in ("formato", "clave", "hojas")} for r in viejos]
    (tmp_path / exportacion.EVENTOS).write_bytes(b"".join(map(exportacion.en_linea, lineas)))
    (tmp_path / exportacion.ANCLAS).write_bytes(b"")
    indice = exportacion.indice(2, viejos[-1].eslabon).replace(b"bitacora/2", b"bitacora/1")
    (tmp_path / exportacion.INDICE).write_bytes(indice)
    sacada = exportacion.Exportacion(tmp_path)
    assert list(sacada.renglones()) == viejos
    assert recorrer(sacada.renglones()).revisados == 2
    assert replace(recorrer(viejos)).integra
