"""La clave que se lee por teléfono: aguanta cómo se teclea y nota lo que se tecleó mal; las de antes siguen sirviendo."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dictamenes.documento import views
from dictamenes.documento.rastro import rastro_de
from dictamenes.reglas import claves

CLAVE = "K7QM3T9WXB4E" + claves.comprobacion("K7QM3T9WXB4E")


def test_son_doce_al_azar_y_uno_que_los_comprueba():
    hechas = {claves.nueva() for _ in range(500)}
    assert len(hechas) == 500
    assert all(len(una) == 13 and not set(una) - set(claves.ALFABETO) for una in hechas)
    assert {una[12] for una in hechas} == set(claves.ALFABETO), "el de comprobación también va por todo el alfabeto"


def test_todo_signo_cambiado_y_todo_par_trocado_se_nota():
    for lugar in range(13):
        for otro in set(claves.ALFABETO) - {CLAVE[lugar]}:
            mala = CLAVE[:lugar] + otro + CLAVE[lugar + 1 :]
            assert claves.posibles(mala) == [], mala
            assert claves.mal_tecleada(mala)
    trocadas = [CLAVE[:n] + CLAVE[n + 1] + CLAVE[n] + CLAVE[n + 2 :] for n in range(12) if CLAVE[n] != CLAVE[n + 1]]
    assert [una for una in trocadas if claves.posibles(una)] == []


def test_se_lee_como_se_teclee():
    con_ceros = "0A1B0C1D0E1F" + claves.comprobacion("0A1B0C1D0E1F")
    impresa = claves.impresa(con_ceros)
    assert [len(grupo) for grupo in impresa.split("-")] == [4, 4, 4, 1]
    for tecleado in (
        impresa, impresa.lower(), impresa.replace("-", " "), impresa.replace("-", "–"), con_ceros, f"  {con_ceros}\u200b",
        con_ceros.replace("0", "O").replace("1", "l"), con_ceros.replace("1", "I").lower(),
        f"https://sitio.invalid/v/{con_ceros}/",
    ):
        assert claves.posibles(tecleado) == [con_ceros], tecleado
        assert not claves.mal_tecleada(tecleado)
    assert claves.posibles("corta") == []
    assert not claves.mal_tecleada("SGD-DTE-2026-9")


def test_las_de_antes_se_leen_con_espacios_o_como_direccion():
    clave = "ZnwbPHHB3_TSiqu2T1x-Wm40"
    for tecleado in (
        f"  {clave} ", "ZnwbPHHB3_TS iqu2T1x-Wm40", "ZnwbPHHB3 TSiqu2T1x-Wm40", "ZnwbPHHB3_TSiqu2T1x–Wm40",
        f"https://sitio.invalid/v/{clave}/", f"{clave}\u200b",
    ):
        assert clave in claves.posibles(tecleado), tecleado
    assert claves.impresa(clave) == clave


@pytest.mark.django_db
def test_a_quien_teclea_mal_un_signo_se_le_dice_eso_y_no_que_no_existe():
    mala = ("Z" if CLAVE[0] != "Z" else "X") + CLAVE[1:]
    assert "signo por signo" in Client().get(reverse("dictamenes:verificar"), {"clave": mala}).content.decode()
    assert "13 letras y números" in Client().get(reverse("dictamenes:verificar"), {"clave": CLAVE}).content.decode()


@pytest.mark.django_db
def test_hay_un_tope_por_direccion_y_otro_entre_todas(monkeypatch):
    monkeypatch.setattr(views, "CONSULTAS_POR_MINUTO", 2)
    monkeypatch.setattr(views, "VECES_ENTRE_TODAS", 2)
    url = reverse("dictamenes:verificar_clave", args=[CLAVE])
    de = lambda n: Client().get(url, REMOTE_ADDR=f"192.0.2.{n}")  # noqa: E731
    assert [de(1).status_code for _ in range(3)] == [404, 404, 429]
    assert "Desde su red" in de(1).content.decode()
    assert [de(n).status_code for n in (2, 3, 4)] == [404, 404, 429]
    assert "Entre todas las personas" in de(5).content.decode()


def test_se_halla_en_un_archivo_por_su_direccion_o_sus_datos():
    contenido = f'%PDF-1.4 https://sitio.invalid/v/{CLAVE}/ {{"clave": "ZnwbPHHB3_TSiqu2T1x-Wm40"}}'.encode()
    assert set(rastro_de(contenido).claves) == {CLAVE, "ZnwbPHHB3_TSiqu2T1x-Wm40"}
