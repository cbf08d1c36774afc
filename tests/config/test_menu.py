"""El menú: cada papel ve pocos vínculos, puede abrir todos y siempre se le dice en cuál está."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from config import menu
from cuentas.papeles import PAPELES

CABEN = 8


class _Persona(AnonymousUser):
    is_authenticated = True


@pytest.fixture
def menu_de(monkeypatch):
    """El menú que vería quien tiene esos papeles, en esa dirección."""

    def armar(*suyos, en="/"):
        monkeypatch.setattr(menu, "papeles", lambda persona: set(suyos))
        peticion = RequestFactory().get(en)
        peticion.user = _Persona()
        return menu.menu(peticion)

    return armar


@pytest.mark.parametrize("papel", PAPELES)
def test_el_menu_de_cada_papel_cabe_en_un_renglon(papel, menu_de):
    assert 1 <= len(menu_de(papel)) <= CABEN


@pytest.mark.parametrize("papel", PAPELES)
def test_en_cada_pestana_se_marca_una_sola_y_su_vinculo(papel, menu_de):
    for pestana in [pestana for vinculo in menu_de(papel) for pestana in vinculo.pestanas]:
        ahi = menu_de(papel, en=pestana["url"])
        marcadas = [una["texto"] for vinculo in ahi for una in vinculo.pestanas if una["activa"]]
        assert marcadas == [pestana["texto"]], pestana["url"]
        abierto = menu.abierto(ahi)
        assert abierto is None or pestana["texto"] in [una["texto"] for una in abierto.pestanas]


def test_quien_solo_puede_abrir_una_parte_la_ve_con_su_nombre(menu_de):
    pasado = reverse("indicadores:pasado")
    anteriores = next(uno for uno in menu_de("recepcion", en=pasado) if uno.activa)
    assert (anteriores.texto, anteriores.url, menu.abierto([anteriores])) == ("Anteriores", pasado, None)


def test_el_vinculo_lleva_a_la_primera_que_se_puede_abrir(menu_de):
    de = {papel: next(uno for uno in menu_de(papel) if uno.texto == "Indicadores").url
          for papel in ("coordinacion", "auditor")}
    assert de == {
        "coordinacion": reverse("indicadores:direccion_tablero"), "auditor": reverse("indicadores:cifra"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("papel", ["coordinacion", "auditor", "administrador"])
def test_toda_pestana_del_menu_se_abre_y_dice_donde_se_esta(papel, mundo, client):
    client.force_login(getattr(mundo, papel))
    juntan = [uno for uno in client.get(reverse("inicio")).context["navegacion"] if len(uno.pestanas) > 1]
    for vinculo in juntan:
        for pestana in vinculo.pestanas:
            pagina = client.get(pestana["url"])
            assert pagina.status_code == 200, pestana
            marcas = re.findall(r'aria-current="(page|true)">([^<]+)<', pagina.content.decode())
            assert marcas[:2] == [("true", vinculo.texto), ("page", pestana["texto"])]
