"""Quien se adueña de la base o del archivo exportado: cada cosa que haga se descubre, y se dice en qué evento."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verificador import anclas, exportacion, orden_bitacora
from verificador.arbol import Arbol, Pruebas, raiz_desde
from verificador.cadena import ORIGEN, huella_de_datos
from verificador.extracto import revisar_extracto
from verificador.lectura import SIN_SELLO, recorrer
from verificador.renglon import Renglon, calcular

CADA, TOTAL = 8, 30
SAL = "ab" * 16
HORA = "2026-03-02T16:00:{:02}.000000+00:00"


def encadenar(hechos):
    """Renglones bien hechos con esas acciones y datos."""
    salida, previo = [], ORIGEN
    for n, (accion, datos) in enumerate(hechos, start=1):
        crudo = Renglon(n, HORA.format(n), "usuario:7", accion, "solicitud:1", huella_de_datos(datos, SAL), previo, "", SAL, datos)
        salida.append(crudo._replace(eslabon=calcular(crudo)))
        previo = salida[-1].eslabon
    return salida


def anclar(renglones, cada=CADA):
    """Las anclas (sin firmar) de cada tantos eventos."""
    arbol, hechas = Arbol(), []
    for renglon in renglones:
        arbol.agregar(renglon.eslabon)
        if renglon.n % cada == 0:
            hechas.append(anclas.siguiente(hechas[-1] if hechas else None, arbol, renglon.eslabon, HORA.format(renglon.n)))
    return hechas


BUENOS = encadenar([("prueba.hecha", {"k": k}) for k in range(TOTAL)])
ANCLAS = anclar(BUENOS)


def reescrita(desde=13):
    """La cola entera rehecha desde ese evento, con todos sus eslabones bien calculados."""
    return encadenar([("prueba.hecha", {"k": k if k + 1 != desde else "otra"}) for k in range(TOTAL)])


def insertado_y_corrido(en=10):
    """Uno de más en ese lugar, encadenado, y los siguientes con el número corrido."""
    nuevo = BUENOS[en - 1]._replace(datos={"k": "ajeno"}, huella=huella_de_datos({"k": "ajeno"}, SAL), previo=BUENOS[en - 2].eslabon)
    nuevo = nuevo._replace(eslabon=calcular(nuevo))
    return [*BUENOS[: en - 1], nuevo, *(r._replace(n=r.n + 1) for r in BUENOS[en - 1 :])]


def cambiado(n, **campos):
    """El mismo libro con un renglón cambiado a mano."""
    return [r._replace(**campos) if r.n == n else r for r in BUENOS]


def movido():
    """El 12 puesto después del 14."""
    return [*BUENOS[:11], *BUENOS[12:14], BUENOS[11], *BUENOS[14:]]


@pytest.mark.parametrize(("renglones", "n", "dicho"), [
    (cambiado(12, accion="otra"), 12, "alterado"),
    (cambiado(12, datos={"k": 99}), 12, "datos del evento fueron alterados"),
    (cambiado(12, datos=None, sal=None), 12, "ninguna lápida"),
    (cambiado(12, datos={}, sal=""), 12, "ninguna lápida"),
    ([r for r in BUENOS if r.n != 12], 12, "falta el evento 12: se borró; sigue el 13"),
    ([r for r in BUENOS if not 12 <= r.n <= 15], 12, "falta el evento 12 a 15"),
    ([*BUENOS[:11], *(r._replace(n=r.n - 1) for r in BUENOS[12:])], 12, "se borró y se recorrieron los números"),
    (insertado_y_corrido(), 10, "se insertó"),
    ([*BUENOS[:12], BUENOS[11], *BUENOS[12:]], 12, "repetido"),
    (movido(), 12, "fuera de orden: aparece después del 13"),
    (BUENOS[:20], 21, "truncada: el ancla 3"),
    (reescrita(13), 9, "se reescribió de este evento al 16"),
], ids=lambda valor: valor if isinstance(valor, str) else None)
def test_lo_alterado_se_nombra(renglones, n, dicho):
    resultado = recorrer(renglones, ANCLAS)
    assert (resultado.roto_en, dicho in resultado.motivo) == (n, True), resultado


def test_la_integra_dice_hasta_donde_la_cubren_las_anclas():
    resultado = recorrer(BUENOS, ANCLAS)
    assert (resultado.integra, resultado.revisados, resultado.anclas, resultado.sin_ancla) == (True, TOTAL, 3, 6)


def test_la_cola_reescrita_con_anclas_rehechas_no_casa_con_las_de_fuera():
    otra = reescrita(13)
    assert recorrer(otra, anclar(otra)).integra
    assert recorrer(otra, anclar(otra), fuera=ANCLAS).roto_en == 9
    assert recorrer(otra, anclar(otra), fuera=ANCLAS[-1:]).roto_en == 17  # con sólo la última: de ahí para atrás


def test_borrar_anclas_se_nota_con_y_sin_las_de_fuera():
    assert "falta el ancla 2" in recorrer(BUENOS, [ANCLAS[0], ANCLAS[2]]).motivo
    assert "se borró" in recorrer(BUENOS, ANCLAS[:2], fuera=ANCLAS).motivo
    assert "ya no está en la bitácora" in recorrer(BUENOS, [], fuera=ANCLAS[-1:]).motivo
    assert "truncada" in recorrer(BUENOS[:16], ANCLAS[:2], fuera=ANCLAS).motivo


def test_un_ancla_puesta_a_mano_se_dice_aunque_cada_evento_case():
    suelta = replace(ANCLAS[1], anterior="0" * 64)
    repetida = replace(ANCLAS[0], numero=2, anterior=ANCLAS[0].huella)
    for puesta in (suelta, repetida):
        assert "el ancla 2 no sigue a la anterior" in recorrer(BUENOS, [ANCLAS[0], puesta]).motivo
    for campo in ("eslabon", "raiz"):
        assert "otra cosa" in recorrer(BUENOS, [replace(ANCLAS[0], **{campo: "1" * 64})]).motivo


def test_desde_un_ancla_solo_se_lee_lo_que_sigue():
    resultado = recorrer(BUENOS[16:], ANCLAS[2:], desde=ANCLAS[1])
    assert (resultado.integra, resultado.desde, resultado.revisados, resultado.anclas) == (True, 16, TOTAL, 1)
    assert recorrer(cambiado(20, accion="otra")[16:], ANCLAS[2:], desde=ANCLAS[1]).roto_en == 20
    assert recorrer(reescrita(20)[16:], ANCLAS[2:], desde=ANCLAS[1]).roto_en == 17


def con_lapida(conserva, dicha=None):
    """Una cadena donde el 5 tiene cancelados sus datos y la lápida, el 20, dice qué se conservó."""
    lapida = {"n": 5, "huella": BUENOS[4].huella, "conserva": dicha or conserva}
    hechos = [("prueba.hecha", {"k": k}) for k in range(19)] + [("datos.cancelados", lapida), ("prueba.hecha", {})]
    return [r._replace(sal="", datos=conserva) if r.n == 5 else r for r in encadenar(hechos)]


def test_la_lapida_explica_los_datos_cancelados():
    assert recorrer(con_lapida({"ente": 3})).canceladas == 1
    sin_decir_cual = [("prueba.hecha", {"k": 0}), ("datos.cancelados", {"huella": BUENOS[0].huella, "conserva": {}})]
    assert recorrer([r._replace(sal="", datos={}) if r.n == 1 else r for r in encadenar(sin_decir_cual)]).roto_en == 1
    cambiada = recorrer(con_lapida({"ente": 4}, dicha={"ente": 3}))
    assert (cambiada.roto_en, "no es lo que dice su lápida, el evento 20" in cambiada.motivo) == (5, True)


@settings(max_examples=40)
@given(st.integers(1, TOTAL), st.data())
def test_toda_hoja_prueba_su_lugar_y_ninguna_otra(tamano, datos):
    base = datos.draw(st.integers(0, tamano - 1))
    arbol, previo = Arbol(), Arbol()
    for renglon in BUENOS[:tamano]:
        arbol.agregar(renglon.eslabon)
    for renglon in BUENOS[:base]:
        previo.agregar(renglon.eslabon)
    pruebas = Pruebas(range(base, tamano), tamano, Arbol(base, previo.frontera))
    for renglon in BUENOS[base:tamano]:
        pruebas.agregar(renglon.eslabon)
    i = datos.draw(st.integers(base, tamano - 1))
    assert raiz_desde(BUENOS[i].eslabon, i, tamano, pruebas.de(i)) == arbol.raiz
    otra = BUENOS[(i + 1) % TOTAL].eslabon
    assert raiz_desde(otra, i, tamano, pruebas.de(i)) != arbol.raiz
    with pytest.raises(ValueError, match="no mide lo que debe"):
        raiz_desde(BUENOS[i].eslabon, i, tamano, ["00" * 32, *pruebas.de(i)])


def en_carpeta(carpeta, renglones, hechas=ANCLAS):
    """Una exportación en carpeta."""
    carpeta.mkdir(exist_ok=True)
    ultimo = renglones[-1]
    (carpeta / exportacion.INDICE).write_bytes(exportacion.indice(ultimo.n, ultimo.eslabon))
    (carpeta / exportacion.EVENTOS).write_bytes(b"".join(map(exportacion.linea, renglones)))
    (carpeta / exportacion.ANCLAS).write_bytes(b"".join(map(exportacion.linea_de_ancla, hechas)))
    return carpeta


def correr(*argumentos):
    """(código, texto) de la orden."""
    salida = StringIO()
    return orden_bitacora.correr([str(a) for a in argumentos], salida, salida), salida.getvalue()


def test_la_orden_dice_integra_o_el_primer_evento_roto(tmp_path):
    codigo, dicho = correr(en_carpeta(tmp_path / "buena", BUENOS))
    assert (codigo, "íntegra hasta el evento 30, con 3 anclas" in dicho, "No se juzgó ningún sello" in dicho) == (SIN_SELLO, True, True)
    assert "6 son posteriores a la última ancla: sólo los respalda la propia cadena." in dicho
    codigo, dicho = correr(en_carpeta(tmp_path / "mala", cambiado(12, accion="otra")))
    assert (codigo, "ALTERADA en el evento 12" in dicho) == (1, True)
    codigo, dicho = correr(tmp_path / "buena", "--desde-ancla", 2, "--json")
    assert (codigo, json.loads(dicho)["desde"]) == (SIN_SELLO, 16)
    assert correr(tmp_path / "no-esta")[0] == 2


def test_lo_que_consta_en_un_correo_delata_la_cola_reescrita(tmp_path):
    otra = reescrita(13)
    carpeta = en_carpeta(tmp_path / "otra", otra, anclar(otra))
    assert correr(carpeta)[0] == SIN_SELLO
    codigo, dicho = correr(carpeta, "--consta", f"24:{BUENOS[23].eslabon}")
    assert (codigo, "evento 24" in dicho) == (1, True)
    codigo, dicho = correr(carpeta, "--consta", f"99:{BUENOS[23].eslabon}")
    assert (codigo, "truncada" in dicho) == (1, True)


def test_un_archivo_cortado_a_la_mitad_se_dice(tmp_path):
    carpeta = en_carpeta(tmp_path / "corta", BUENOS)
    eventos = carpeta / exportacion.EVENTOS
    eventos.write_bytes(eventos.read_bytes()[:-40])
    assert "está cortado" in correr(carpeta)[1]
    eventos.write_bytes(b"".join(map(exportacion.linea, BUENOS[:28])))
    assert "ALTERADA en el evento 29: la exportación está truncada" in correr(carpeta)[1]


def test_un_renglon_hecho_a_mano_no_tumba_al_verificador():
    for campo, valor in {"eslabon": 5, "previo": None, "datos": [1], "sal": "zz", "en": {}}.items():
        assert recorrer(cambiado(3, **{campo: valor})).roto_en in (2, 3), campo


def en_extracto(eventos):
    return exportacion.Extracto(ANCLAS[-1], 3, ((renglon, exportacion.Prueba(camino)) for renglon, camino in eventos))


def test_el_extracto_prueba_cada_evento_contra_el_ancla():
    pruebas = Pruebas([3, 20], ANCLAS[-1].n, Arbol())
    for renglon in BUENOS[: ANCLAS[-1].n]:
        pruebas.agregar(renglon.eslabon)
    eventos = [(BUENOS[3], pruebas.de(3)), (BUENOS[20], pruebas.de(20)), (BUENOS[28], None)]
    bueno = revisar_extracto(en_extracto(eventos))
    assert (bueno.integra, bueno.revisados, bueno.anclado) == (True, 3, 2)
    ajeno = [(reescrita(4)[3], pruebas.de(3)), *eventos[1:]]
    sin_datos = [(BUENOS[3]._replace(sal=None, datos=None), pruebas.de(3)), *eventos[1:]]
    for malos in (eventos[:2], [eventos[1], eventos[0], eventos[2]], ajeno, [(BUENOS[3], None), *eventos[1:]], sin_datos):
        assert not revisar_extracto(en_extracto(malos)).integra


def test_un_ancla_que_no_casa_consigo_misma_no_se_lee():
    datos = json.loads(ANCLAS[0].contenido)
    assert anclas.leer(datos) == ANCLAS[0]
    for campo, valor in {"raiz": "0" * 64, "n": 9, "frontera": [], "formato": "otro", "eslabon": "x"}.items():
        with pytest.raises(anclas.AnclaIlegible):
            anclas.leer({**datos, campo: valor})
