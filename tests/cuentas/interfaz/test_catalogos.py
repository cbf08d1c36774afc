"""Los catálogos: quién entra, qué se edita ahí, y que cada cambio deja evento."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from cuentas import siembra
from cuentas.interfaz import catalogos
from cuentas.models import Area, DiaDeCalendario, Ente, Nombramiento, Usuario, VersionDeParametro
from cuentas.papeles import PAPELES
from cuentas.tiempo.calendario import calendario_de
from dictamenes.models import Competencia, Fundamento

pytestmark = pytest.mark.django_db
DATOS_DE_ENTE = {
    "siglas": "NVO", "nombre": "Ente Nuevo", "naturaleza": "entidad", "fuente": "prueba", "titular": "", "titular_cargo": ""
}


@pytest.fixture
def administrador(persona, entrar):
    quien = persona("administrador")
    entrar(quien)
    return quien


@pytest.mark.parametrize("papel", [papel for papel in PAPELES if papel != "administrador"])
def test_otro_papel_no_entra_y_queda_constancia(papel, persona, ente, area, client, entrar):
    de = PAPELES[papel].de
    quien = persona(papel, ente=ente if de == "ente" else None, area=area if de == "area" else None)
    entrar(quien)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert client.post(reverse("admin:cuentas_ente_add"), DATOS_DE_ENTE, follow=True).status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=quien).count() == 2
    assert Ente.objects.filter(siglas="NVO").count() == 0


def test_is_staff_no_abre_la_puerta(persona, client, entrar):
    entrar(persona(is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_sin_entrar_se_va_a_la_entrada_comun(client):
    respuesta = client.get(reverse("admin:index"), follow=True)
    assert respuesta.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_solo_hay_catalogos_y_nada_se_borra(administrador, client, ente):
    registrados = set(catalogos.sitio._registry)
    assert {Ente, Area} <= registrados
    assert not registrados & {VersionDeParametro, Fundamento, Competencia, Usuario, Nombramiento, Evento, DiaDeCalendario}
    assert client.get(reverse("admin:cuentas_ente_delete", args=[ente.pk])).status_code == 403
    assert client.post(reverse("admin:cuentas_ente_delete", args=[ente.pk]), {"post": "yes"}).status_code == 403
    with pytest.raises(NoReverseMatch):
        reverse("admin:cuentas_usuario_changelist")


def test_agregar_y_corregir_dejan_evento_con_lo_anterior(administrador, client):
    client.post(reverse("admin:cuentas_ente_add"), DATOS_DE_ENTE)
    nuevo = Ente.objects.get(siglas="NVO")
    cambio = DATOS_DE_ENTE | {"nombre": "Ente Renombrado"}
    for _ in range(2):
        client.post(reverse("admin:cuentas_ente_change", args=[nuevo.pk]), cambio)
    agregado, corregido = Evento.objects.filter(objeto=f"ente:{nuevo.pk}").order_by("n")
    assert (agregado.accion, corregido.accion) == ("catalogo.agregado", "catalogo.corregido")
    assert corregido.por == administrador
    assert corregido.datos_evento.datos["cambios"] == {"nombre": {"antes": "Ente Nuevo", "ahora": "Ente Renombrado"}}
    assert verificar_cadena().integra
    assert client.post(reverse("admin:cuentas_ente_change", args=[nuevo.pk + 1]), cambio).status_code == 302, "no existe: a la lista"


@pytest.mark.parametrize("modelo", ["ente", "area", "arearequirente"])
def test_las_paginas_del_sitio_cumplen_la_csp(administrador, client, ente, sin_inline, modelo):
    sin_inline(client.get(reverse("admin:index")))
    sin_inline(client.get(reverse(f"admin:cuentas_{modelo}_changelist")))
    assert sin_inline(client.get(reverse(f"admin:cuentas_{modelo}_add"))).status_code == 200


def test_salir_y_cambiar_contrasena_van_a_las_paginas_comunes(administrador, client):
    assert client.post(reverse("admin:logout")).url == reverse("account_logout")
    assert client.get(reverse("admin:password_change")).url == reverse("account_change_password")


class TestSiembra:
    """Los catálogos de arranque."""

    def test_es_idempotente_y_deja_un_solo_evento(self):
        call_command("sembrar_catalogos")
        antes = (Ente.objects.count(), Area.objects.count(), DiaDeCalendario.objects.count())
        call_command("sembrar_catalogos")
        assert (Ente.objects.count(), Area.objects.count(), DiaDeCalendario.objects.count()) == antes
        assert Evento.objects.filter(accion="catalogos.sembrados").count() == 1

    def test_siembra_todos_los_entes_y_marca_el_propio(self, en):
        siembra.sembrar(en)
        with (Path(siembra.DATOS) / "entes.csv").open(encoding="utf-8") as archivo:
            assert Ente.objects.count() == sum(1 for _ in csv.DictReader(archivo)) == 70
        assert Ente.objects.get(es_propio=True).nombre == "Oficialía Mayor"

    def test_una_instalacion_de_verdad_puede_pedir_arrancar_sin_entes(self, en):
        agregados = siembra.sembrar(en, con_entes=False)
        assert (agregados["entes"], Ente.objects.exists(), Area.objects.exists()) == (0, False, True)

    def test_las_naturalezas_son_las_del_catalogo(self, en):
        siembra.sembrar(en)
        for ente in Ente.objects.all():
            ente.full_clean()

    def test_no_pisa_lo_que_ya_se_corrigio(self, en):
        siembra.sembrar(en)
        Ente.objects.filter(siglas="OM").update(nombre="Nombre corregido")
        siembra.sembrar(en)
        assert Ente.objects.get(siglas="OM").nombre == "Nombre corregido"

    @pytest.mark.parametrize(
        ("dia", "habil"),
        [
            (date(2026, 9, 16), False),
            (date(2024, 10, 1), False),
            (date(2026, 3, 16), False),
            (date(2026, 7, 20), False),
            (date(2026, 11, 2), False),
            (date(2026, 11, 3), True),
            (date(2026, 7, 16), True),
        ],
    )
    def test_conoce_los_federales_y_los_locales(self, en, dia, habil):
        siembra.sembrar(en, de_muestra=True)
        assert (calendario_de().motivo(dia) == "") is habil

    def test_cada_dia_dice_su_fuente_y_esta_en_espanol(self, en):
        siembra.sembrar(en)
        assert not DiaDeCalendario.objects.filter(fuente="").exists()
        assert DiaDeCalendario.objects.get(fecha=date(2026, 1, 1)).motivo == "Año Nuevo"

    def test_las_cinco_areas_de_2024(self, en):
        siembra.sembrar(en)
        assert Area.objects.vigentes(date(2024, 6, 1)).count() == 5
        assert Area.objects.vigentes(date(2023, 12, 31)).count() == 0
