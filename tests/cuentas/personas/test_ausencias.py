"""Ausencias: quién las registra, qué se exige, quién las ve y qué no se escribe de ellas."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Ausencia
from cuentas.personas.ausencias import AusenciaImposible, ausentes, cancelar, esta_ausente, registrar
from cuentas.reloj import detenido_en

pytestmark = pytest.mark.django_db
DIA = timedelta(days=1)


@pytest.fixture
def en(en):
    with detenido_en(en):
        yield en


@pytest.fixture
def hoy(en):
    return en.date()


def test_cuenta_como_ausente_del_primer_dia_al_ultimo(persona, hoy, en):
    quien = persona("recepcion")
    registrar(quien, desde=hoy + DIA, hasta=hoy + 3 * DIA, motivo="vacaciones", por=quien, en=en)
    presentes = [dias for dias in range(6) if quien.pk not in ausentes(hoy + dias * DIA)]
    assert presentes == [0, 4, 5]
    assert ausentes(hoy + DIA) == {quien.pk: hoy + 3 * DIA}
    assert esta_ausente(quien, hoy + 3 * DIA).motivo == "vacaciones"
    assert esta_ausente(quien, hoy) is None


def test_la_bitacora_no_dice_el_motivo(persona, hoy, en):
    quien = persona("firmante")
    ausencia = registrar(quien, desde=hoy, hasta=hoy, motivo="incapacidad", por=quien, en=en)
    cancelar(ausencia, por=quien, en=en)
    dichos = [e.datos_evento.datos for e in Evento.objects.de(ausencia)]
    assert [(uno["persona"], uno["desde"], uno["hasta"]) for uno in dichos] == [(quien.pk, hoy.isoformat(), hoy.isoformat())] * 2
    assert "incapacidad" not in str(dichos)


def test_la_ajena_solo_la_registra_y_cancela_coordinacion(persona, hoy, en):
    quien, otra, coordina = persona("recepcion"), persona("recepcion"), persona("coordinacion")
    with pytest.raises(AccesoDenegado):
        registrar(quien, desde=hoy, hasta=hoy, motivo="otra", por=otra, en=en)
    ausencia = registrar(quien, desde=hoy, hasta=hoy, motivo="otra", por=coordina, en=en)
    with pytest.raises(AccesoDenegado):
        cancelar(ausencia, por=otra, en=en)
    cancelar(cancelar(ausencia, por=coordina, en=en), por=quien, en=en)
    assert ausentes(hoy) == {}
    assert Evento.objects.filter(accion="ausencia.cancelada").count() == 1


def test_no_se_traslapan_ni_empiezan_despues_de_terminar_ni_ya_pasaron(persona, hoy, en):
    quien = persona("recepcion")
    registrar(quien, desde=hoy, hasta=hoy + 5 * DIA, motivo="otra", por=quien, en=en)
    for desde, hasta, dice in (
        (hoy + 5 * DIA, hoy + 9 * DIA, "Ya hay una ausencia"), (hoy + 9 * DIA, hoy + 8 * DIA, "anterior"),
        (hoy - 3 * DIA, hoy - DIA, "ya terminó"),
    ):
        with pytest.raises(AusenciaImposible, match=dice):
            registrar(quien, desde=desde, hasta=hasta, motivo="otra", por=quien, en=en)
    assert Ausencia.objects.count() == 1


def test_quien_solicita_por_un_ente_no_registra_ausencias(persona, ente, hoy, en, client, entrar):
    quien = persona("presenta", ente=ente)
    entrar(quien)
    assert "Registrar una ausencia" not in client.get(reverse("cuentas:ausencias")).content.decode()
    client.post(reverse("cuentas:ausencias"), {"desde": hoy, "hasta": hoy, "motivo": "otra"})
    assert not Ausencia.objects.exists()


def test_por_http_cada_quien_ve_las_suyas_y_coordinacion_todas(persona, hoy, en, client, entrar):
    quien, otra, coordina = persona("recepcion"), persona("firmante"), persona("coordinacion")
    ajena = registrar(otra, desde=hoy, hasta=hoy, motivo="otra", por=otra, en=en)
    url, cancelar_ajena = reverse("cuentas:ausencias"), reverse("cuentas:ausencia_cancelar", args=[ajena.pk])
    entrar(quien)
    client.post(url, {"persona": otra.pk, "desde": hoy + 9 * DIA, "hasta": hoy + 9 * DIA, "motivo": "comision"})
    assert Ausencia.objects.get(motivo="comision").persona == quien
    pagina = client.get(url).content.decode()
    assert ("Comisión" in pagina, otra.nombre in pagina) == (True, False)
    assert client.post(cancelar_ajena).status_code == 404
    client.logout()
    entrar(coordina)
    pagina = client.get(url).content.decode()
    assert quien.nombre in pagina
    assert otra.nombre in pagina
    repetida = {"persona": otra.pk, "desde": hoy, "hasta": hoy, "motivo": "otra"}
    assert "Ya hay una ausencia" in client.post(url, repetida).content.decode()
    client.post(cancelar_ajena)
    assert ausentes(hoy) == {}
