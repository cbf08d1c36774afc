"""Las frases: quién las usa, quién las cuida y que se ofrecen donde se escribe."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Area
from cuentas.reloj import detenido_en
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Frase
from dictamenes.textos import frases

AREA = "infraestructura"
NUEVA = {"titulo": "Sin marca", "texto": "Se describe por función."}


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


@pytest.fixture
def area(mundo):
    return Area.objects.get(clave=AREA)


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _usa(persona):
    return set(Frase.objects.visibles_para(persona))


def test_cada_quien_ve_las_suyas_las_de_su_area_y_las_comunes(mundo, area):
    dueno, colega, ajeno = mundo.tecnicos[AREA], mundo.persona("tecnico", area=area), mundo.tecnicos["innovacion"]
    propia, del_area = mundo.frase(), mundo.frase(para="area", area=area)
    comun = mundo.frase(por=mundo.estrategico, para="comun")
    assert _usa(dueno) == {propia, del_area, comun}
    assert _usa(colega) == {del_area, comun}
    assert _usa(ajeno) == _usa(mundo.estrategico) == {comun}
    for nadie in (mundo.elabora, mundo.presenta, mundo.coordinacion, mundo.auditor, mundo.administrador):
        assert _usa(nadie) == set()


def test_las_de_un_area_las_cuida_su_area_y_las_comunes_estrategia(mundo, area):
    colega = mundo.persona("tecnico", area=area)
    propia, del_area = mundo.frase(), mundo.frase(para="area", area=area)
    comun = mundo.frase(por=mundo.estrategico, para="comun")
    cuida = Frase.objects.a_cuidado_de
    assert set(cuida(colega)) == {del_area}
    assert set(cuida(mundo.estrategico)) == {comun}
    for frase, quien in ((propia, colega), (comun, colega), (del_area, mundo.tecnicos["innovacion"])):
        with pytest.raises(AccesoDenegado):
            frases.retirar(frase, por=quien, en=mundo.en)
    with pytest.raises(AccesoDenegado):
        mundo.frase(para="comun")
    assert frases.retirar(del_area, por=colega, en=mundo.en)
    assert not frases.retirar(del_area, por=colega, en=mundo.en)
    assert _usa(mundo.tecnicos[AREA]) == {propia, comun}
    assert Evento.objects.filter(accion="frase.retirada").count() == 1


def test_se_guarda_se_corrige_y_se_retira_desde_su_pantalla(mundo, area):
    cliente, lista = _como(mundo.tecnicos[AREA]), reverse("dictamenes:frases")
    cliente.post(lista, {**NUEVA, "destino": f"area-{area.pk}"})
    frase = Frase.objects.get()
    assert (frase.area, frase.para, frase.guardada_por) == (area, "area", mundo.tecnicos[AREA])
    cliente.post(reverse("dictamenes:frase", args=[frase.pk]), {**NUEVA, "texto": "Otro texto.", "destino": "propia"})
    frase.refresh_from_db()
    assert (frase.area, frase.para, frase.texto) == (None, "propia", "Otro texto.")
    assert "Otro texto." in cliente.get(lista).content.decode()
    cliente.post(reverse("dictamenes:frase_retirar", args=[frase.pk]))
    assert "Otro texto." not in cliente.get(lista).content.decode()
    assert cliente.get(reverse("dictamenes:frase", args=[frase.pk])).status_code == 404


@pytest.mark.parametrize("destino", ["comun", "area-999999", "area-x", "area", ""])
def test_nadie_guarda_para_quien_no_le_toca(mundo, destino):
    respuesta = _como(mundo.tecnicos[AREA]).post(reverse("dictamenes:frases"), {**NUEVA, "destino": destino})
    assert respuesta.status_code == 200
    assert not Frase.objects.exists()


def test_quien_corrige_la_de_su_area_no_se_la_queda(mundo, area):
    colega, frase = mundo.persona("tecnico", area=area), mundo.frase(para="area", area=area)
    url = reverse("dictamenes:frase", args=[frase.pk])
    assert _como(colega).post(url, {**NUEVA, "destino": "propia"}).status_code == 200
    assert _como(colega).post(url, {**NUEVA, "destino": f"area-{area.pk}"}).status_code == 302
    frase.refresh_from_db()
    assert (frase.guardada_por, frase.texto) == (mundo.tecnicos[AREA], NUEVA["texto"])


def test_se_ofrecen_al_opinar_y_al_proponer_y_no_las_de_otra_persona(mundo):
    mundo.frase()
    mundo.frase(por=mundo.tecnicos["innovacion"], texto="De nadie más.")
    solicitud = mundo.en_revision()
    pagina = _como(mundo.tecnicos[AREA]).get(reverse("flujos:revision", args=[solicitud.pk, AREA])).content.decode()
    assert "Se acreditó la garantía." in pagina
    assert "De nadie más." not in pagina
    mundo.frase(por=mundo.estrategico, texto="De estrategia.")
    solicitud = mundo.opinar(solicitud, AREA)
    pagina = _como(mundo.estrategico).get(reverse("flujos:estrategia", args=[solicitud.pk])).content.decode()
    assert "De estrategia." in pagina
    assert "Se acreditó la garantía." not in pagina


def test_corregir_la_que_se_retiro_mientras_tanto_no_la_revive(mundo, area):
    leida = mundo.frase()
    frases.retirar(Frase.objects.get(pk=leida.pk), por=leida.guardada_por, en=mundo.en)
    with pytest.raises(EstadoEquivocado):
        frases.guardar(leida, por=leida.guardada_por, en=mundo.en)
    assert Frase.objects.get(pk=leida.pk).retirada_en == mundo.en
