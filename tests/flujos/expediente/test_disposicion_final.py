"""El plan por serie y la disposición final: sólo lo vencido, transferido y sin retener, y con sus tres números."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.reloj import detenido_en, dia_de
from dictamenes import tramite
from dictamenes.archivo import destino, retencion, transferencia
from dictamenes.archivo.destino import Numeros, Previsto
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import DisposicionFinal, ExpedienteDispuesto
from flujos.invariantes.registro import folios_sin_huecos
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
SERIE = "OM/SGD/12C.3"


@pytest.fixture
def cerrado(mundo):
    mundo.disposicion()
    return actos.ejecutar(tramite.desistir, mundo.presentada(), por=mundo.presenta, en=mundo.en, motivo="Ya no se necesita.")


@pytest.fixture
def transferido(mundo, cerrado, en):
    """Transferido a los dos años, como manda su serie."""
    momento = en.replace(year=en.year + 2)
    leida = transferencia.huella_de(transferencia.por_transferir(SERIE, dia_de(momento)))
    transferencia.transferir(SERIE, dia_de(momento), recibe="Archivo", leida=leida, por=mundo.coordinacion, en=momento)
    return cerrado


@pytest.fixture
def vencido(en):
    """El día en que vence su plazo en concentración: dos años más cuatro."""
    return en.replace(year=en.year + 6)


def _numeros(en, **cambios):
    datos = {"catalogo": "CADIDO-1", "dictamen": "DDF-1", "dictamen_fecha": dia_de(en), "acta": "A-1", "acta_fecha": dia_de(en)}
    return Numeros(**{**datos, **cambios})


def _disponer(mundo, en, por=None, leida=None, **numeros):
    leida = leida or transferencia.huella_de(destino.por_disponer(SERIE, dia_de(en)))
    return destino.disponer(SERIE, dia_de(en), _numeros(en, **numeros), leida=leida, por=por or mundo.coordinacion, en=en)


def test_el_plan_dice_lo_que_le_toca_a_la_serie_antes_de_que_venza(mundo, cerrado, en):
    hoy = dia_de(en)
    assert destino.plan(hoy) == [Previsto(SERIE, hoy.year + 2, 1, 0, 0)]
    retencion.proponer(cerrado, fundamento="Art. 1", autoridad="Juzgado", hasta=hoy, por=mundo.coordinacion, en=en)
    assert destino.plan(hoy) == [Previsto(SERIE, hoy.year + 2, 0, 0, 1)]
    vence = hoy.replace(year=hoy.year + 2)
    assert destino.plan(vence - timedelta(days=1)) == [Previsto(SERIE, vence.year, 1, 0, 0)]
    assert destino.plan(vence) == [Previsto(SERIE, 0, 1, 0, 0)]


def test_ya_transferido_el_plan_dice_cuando_se_dispone(transferido, vencido):
    dia = dia_de(vencido)
    assert destino.plan(dia.replace(year=dia.year - 3)) == []
    assert destino.plan(dia.replace(year=dia.year - 2)) == [Previsto(SERIE, dia.year, 0, 1, 0)]


def test_solo_se_dispone_de_lo_transferido_vencido_y_sin_retener(mundo, transferido, vencido):
    mundo.sin_documentos()
    vispera = vencido - timedelta(days=1)
    assert destino.por_disponer(SERIE, dia_de(vispera)) == []
    assert [uno.solicitud for uno in destino.por_disponer(SERIE, dia_de(vencido))] == [transferido]
    retencion.proponer(transferido, fundamento="Art. 1", autoridad="Juzgado", hasta=dia_de(vencido), por=mundo.coordinacion, en=vencido)
    with pytest.raises(DatosInvalidos, match="Ningún expediente"):
        _disponer(mundo, vencido)
    hecha = _disponer(mundo, vencido + timedelta(days=1))
    assert (hecha.folio, hecha.destino) == (f"SGD-DIS-{vencido.year}-0001", "Conservación por muestreo")
    assert Evento.objects.de(transferido).last().accion == "expediente.dispuesto"
    datos = Evento.objects.get(accion="archivo.dispuesto").datos_evento.datos
    assert (datos["catalogo"], datos["dictamen"], datos["acta"]) == ("CADIDO-1", "DDF-1", "A-1")
    assert {uno.por_disponer for uno in destino.plan(dia_de(vencido))} == {0}
    assert list(folios_sin_huecos()) == []
    assert destino.como_libro(hecha).startswith(b"PK")


@pytest.mark.parametrize("falta", ["catalogo", "dictamen", "acta"])
def test_sin_alguno_de_sus_numeros_no_hay_disposicion_ni_en_la_base(mundo, transferido, vencido, falta):
    with pytest.raises(DatosInvalidos, match="los tres números"):
        _disponer(mundo, vencido, **{falta: " "})
    hecha = _disponer(mundo, vencido)
    with pytest.raises(IntegrityError), transaction.atomic():
        DisposicionFinal.objects.filter(pk=hecha.pk).update(**{falta: ""})


def test_las_fechas_van_en_orden_y_se_declara_lo_leido_una_vez_y_quien_le_toca(mundo, transferido, vencido):
    hoy, manana = dia_de(vencido), dia_de(vencido) + timedelta(days=1)
    for fechas in ({"acta_fecha": manana}, {"dictamen_fecha": hoy, "acta_fecha": hoy - timedelta(days=1)}):
        with pytest.raises(DatosInvalidos, match="El acta es posterior"):
            _disponer(mundo, vencido, **fechas)
    with pytest.raises(CapturaVencida):
        _disponer(mundo, vencido, leida="0" * 64)
    for persona in (mundo.auditor, mundo.administrador, mundo.firmante):
        with pytest.raises(AccesoDenegado):
            _disponer(mundo, vencido, por=persona)
    _disponer(mundo, vencido)
    with pytest.raises(DatosInvalidos, match="Ningún expediente"):
        _disponer(mundo, vencido)
    assert ExpedienteDispuesto.objects.count() == 1


def test_en_pantalla_se_ve_el_plan_se_declara_y_queda_en_el_expediente(mundo, transferido, vencido, client):
    client.force_login(mundo.coordinacion)
    with detenido_en(vencido):
        base = reverse("flujos:disposiciones")
        assert "Ya venció" in client.get(base).content.decode()
        url = f"{base}?serie={SERIE}&corte={dia_de(vencido):%d/%m/%Y}"
        pagina = client.get(url)
        assert transferido.folio in pagina.content.decode()
        hoy = f"{dia_de(vencido):%d/%m/%Y}"
        datos = {"catalogo": "CADIDO-1", "dictamen": "DDF-1", "dictamen_fecha": hoy, "acta": "A-1", "acta_fecha": hoy,
                 "leida": pagina.context["form"]["leida"].value()}
        assert client.post(url, datos | {"acta": ""}).status_code == 422
        assert client.post(url, datos | {"acta_fecha": "01/01/2020"}).status_code == 422
        assert client.post(url, datos).status_code == 302
        hecha = DisposicionFinal.objects.get()
        assert hecha.folio in client.get(reverse("flujos:archivo", args=[transferido.pk])).content.decode()
        assert client.get(reverse("flujos:disposicion_xlsx", args=[hecha.pk])).status_code == 200
        client.force_login(mundo.auditor)
        assert hecha.folio in client.get(base).content.decode()
        mundo.orden(entes=[mundo.otro_ente])
        acotada = client.get(base).content.decode()
        assert hecha.folio not in acotada
        assert client.get(reverse("flujos:disposicion_xlsx", args=[hecha.pk])).status_code == 404
