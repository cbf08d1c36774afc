"""El catálogo se ve sin sesión, sólo lo publicado, y nunca calla de dónde viene."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from estandares import actos

DATOS = Path(__file__).resolve().parents[2] / "datos"
pytestmark = pytest.mark.django_db


@pytest.fixture
def bc(en):
    version = actos.importar(
        (DATOS / "estandares_bc.csv").read_bytes(), emisor="Gobierno de Baja California", ambito="Baja California",
        vigente_desde=date(2023, 8, 14), por=None, en=en,
    )  # fmt: skip
    return actos.publicar(version, por=None, en=en)


@pytest.fixture
def ilustrativa(en):
    contenido = (DATOS / "estandares_ilustrativos.csv").read_bytes()
    return actos.publicar(
        actos.importar(contenido, emisor="Demostración", ilustrativo=True, por=None, en=en), por=None, en=en
    )


def ver(client, nombre, *args):
    respuesta = client.get(reverse(f"estandares:{nombre}", args=args))
    assert respuesta.status_code == 200
    return respuesta.content.decode()


def test_cada_pagina_dice_que_baja_california_no_es_de_sonora(client, bc):
    perfil = bc.perfiles.get(clave="BC-PC-ADM")
    for pagina in (ver(client, "lista"), ver(client, "version", bc.pk), ver(client, "perfil", perfil.pk)):
        assert "No es de Sonora" in pagina


def test_cada_pagina_de_lo_ilustrativo_lo_rotula(client, ilustrativa):
    perfil = ilustrativa.perfiles.get(clave="PC-ADM")
    for pagina in (ver(client, "lista"), ver(client, "version", ilustrativa.pk), ver(client, "perfil", perfil.pk)):
        assert "Ilustrativo" in pagina


def test_un_perfil_dice_sus_requisitos_en_palabras(client, ilustrativa):
    pagina = ver(client, "perfil", ilustrativa.perfiles.get(clave="PC-ADM").pk)
    assert "entre 8 y 16 GB" in pagina
    assert "HDMI o DisplayPort" in pagina
    assert "CPU: núcleos" in pagina


def test_la_tabla_ancha_se_recorre_con_teclado_y_tiene_nombre(client, bc):
    assert 'tabindex="0" role="region" aria-label="Requisitos del perfil"' in ver(
        client, "perfil", bc.perfiles.first().pk
    )


def test_el_json_trae_la_version_completa_y_su_rotulo(client, bc):
    datos = client.get(reverse("estandares:json", args=[bc.pk])).json()
    assert (datos["rotulo"], datos["sha256"], len(datos["perfiles"])) == (bc.estandar.rotulo, bc.sha256, 73)
    assert datos["perfiles"][1]["requisitos"][0]["atributo"] == "cpu_bits"


def test_un_borrador_no_se_ve(client, en):
    borrador = actos.importar((DATOS / "estandares_ilustrativos.csv").read_bytes(), emisor="X", por=None, en=en)
    assert "Aún no hay estándares publicados" in ver(client, "lista")
    for nombre, pk in (("version", borrador.pk), ("json", borrador.pk), ("perfil", borrador.perfiles.first().pk)):
        assert client.get(reverse(f"estandares:{nombre}", args=[pk])).status_code == 404


def test_de_un_estandar_la_version_mas_nueva_va_primero(client, mundo, en):
    mundo.estandar()
    mundo.version_nueva(("LAP-ADM,", "LAP-BIS,"), en=en + timedelta(days=1))
    filas = client.get(reverse("estandares:lista")).context["filas"]
    assert [version.numero for version, _ in filas] == [2, 1]


def test_el_catalogo_es_de_solo_lectura(client, bc):
    assert client.post(reverse("estandares:version", args=[bc.pk])).status_code == 405


def test_ver_un_perfil_no_pregunta_por_cada_requisito(client, bc, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        ver(client, "perfil", bc.perfiles.get(clave="BC-PC-ADM").pk)
