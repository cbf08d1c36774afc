"""Repartida entre varios procesos, cada prueba corre en uno y en ninguno se queda un archivo a medias."""

from __future__ import annotations

from types import SimpleNamespace

from tests.herramientas import probar, reparto

PRUEBAS = [SimpleNamespace(location=(archivo, n, ""), n=n) for n, archivo in enumerate("aabbbcab")]


def _turnados(procesos):
    """Uno pide una prueba, luego otro, hasta que a todos se les acaban."""
    tocaron = [[] for _ in procesos]
    vivos = list(enumerate(procesos))
    while vivos:
        for quien, suyas in list(vivos):
            prueba = next(suyas, None)
            if prueba is None:
                vivos.remove((quien, suyas))
            else:
                tocaron[quien].append(prueba.n)
    return tocaron


def test_cada_una_le_toca_a_uno_y_las_seguidas_de_un_archivo_al_mismo(tmp_path):
    tocaron = _turnados([reparto.mias(PRUEBAS, tmp_path) for _ in range(3)])
    assert sorted(n for suyas in tocaron for n in suyas) == list(range(len(PRUEBAS)))
    assert tocaron == [[0, 1, 7], [2, 3, 4], [5, 6]]


def test_uno_solo_las_corre_todas_en_su_orden_y_sabe_cual_sigue(tmp_path):
    dichas = []
    gancho = SimpleNamespace(pytest_runtest_protocol=lambda item, nextitem: dichas.append((item.n, nextitem and nextitem.n)))
    sesion = SimpleNamespace(items=PRUEBAS, config=SimpleNamespace(hook=gancho), shouldfail=False, shouldstop=False)
    reparto.correr(sesion, tmp_path)
    assert dichas == [(n, n + 1 if n + 1 < len(PRUEBAS) else None) for n in range(len(PRUEBAS))]


def test_la_carpeta_que_comparten_no_pasa_por_una_ruta_de_pruebas(tmp_path):
    """Suelta en la orden, pytest la toma por una ruta: pone ahí su raíz, no lee tests/conftest.py y ya no conoce la opción."""
    repartida = [probar._repartida(parte, str(tmp_path)).orden for parte in probar.PARTES.values() if parte.se_reparte]
    assert repartida
    assert all(f"--reparto={tmp_path}" in orden and str(tmp_path) not in orden for orden in repartida)
