"""La transferencia primaria: qué toca transferir, que se declara una sola vez y lo que dice la relación."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.reloj import detenido_en, dia_de
from dictamenes import tramite
from dictamenes.archivo import transferencia
from dictamenes.documento import documentos
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import ExpedienteTransferido, TransferenciaPrimaria
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
SERIE = "OM/SGD/12C.3"


@pytest.fixture
def cerrado(mundo):
    mundo.disposicion()
    return actos.ejecutar(tramite.desistir, mundo.presentada(), por=mundo.presenta, en=mundo.en, motivo="Ya no se necesita.")


@pytest.fixture
def despues(en):
    """Dos años después del cierre: el día en que vence su plazo en trámite."""
    return en.replace(year=en.year + 2)


def _declarar(mundo, en, por=None, **cambios):
    corte = dia_de(en)
    leida = transferencia.huella_de(transferencia.por_transferir(SERIE, corte))
    datos = {"recibe": "Archivo de concentración", "leida": leida, **cambios}
    return transferencia.transferir(SERIE, corte, por=por or mundo.coordinacion, en=en, **datos)


def test_solo_toca_lo_cerrado_que_cumplio_su_plazo(mundo, cerrado, despues):
    vence = dia_de(despues)
    vigente = mundo.sin_documentos()
    assert transferencia.por_transferir(SERIE, vence - timedelta(days=1)) == []
    assert [uno.solicitud for uno in transferencia.por_transferir(SERIE, vence)] == [cerrado]
    assert transferencia.por_transferir("OM/SGD/OTRA", vence) == []
    fin = vigente.dictamen.vigente_hasta.replace(year=vigente.dictamen.vigente_hasta.year + 2)
    assert [uno.solicitud for uno in transferencia.por_transferir(SERIE, fin)] == [cerrado, vigente]


def test_se_declara_una_vez_y_queda_dicho_en_el_expediente(mundo, cerrado, despues):
    hecha = _declarar(mundo, despues)
    assert (hecha.folio, hecha.datos["expedientes"][0]["clave"]) == (
        f"SGD-TRA-{despues.year}-0001", f"{SERIE}/{cerrado.folio}")
    assert Evento.objects.de(cerrado).last().accion == "expediente.transferido"
    assert Evento.objects.get(accion="archivo.transferido").datos_evento.datos["expedientes"] == 1
    with pytest.raises(DatosInvalidos):
        _declarar(mundo, despues)
    assert ExpedienteTransferido.objects.count() == 1


def test_lo_que_se_declara_es_lo_que_se_leyo(mundo, cerrado, despues):
    with pytest.raises(CapturaVencida):
        _declarar(mundo, despues, leida="0" * 64)
    assert not TransferenciaPrimaria.objects.exists()


def test_solo_coordinacion_declara_y_no_a_futuro(mundo, cerrado, en, despues):
    for persona in (mundo.auditor, mundo.recepcion, mundo.presenta, mundo.administrador):
        with pytest.raises(AccesoDenegado):
            _declarar(mundo, despues, por=persona)
    with pytest.raises(DatosInvalidos):
        transferencia.transferir(SERIE, dia_de(despues), recibe="X", leida="", por=mundo.coordinacion, en=en)


def test_la_relacion_no_cambia_aunque_el_catalogo_se_corrija(mundo, cerrado, despues):
    hecha = _declarar(mundo, despues)
    antes = documentos.inventario(hecha)
    mundo.disposicion().__class__.objects.update(serie="Otra serie", anios_tramite=9)
    assert documentos.inventario(TransferenciaPrimaria.objects.get()) == antes
    assert transferencia.como_libro(hecha).startswith(b"PK")


def test_se_elige_se_ve_y_se_declara_en_pantalla(mundo, cerrado, despues, client):
    client.force_login(mundo.coordinacion)
    with detenido_en(despues):
        url = f"{reverse('flujos:transferencias')}?serie={SERIE}&corte={dia_de(despues):%d/%m/%Y}"
        pagina = client.get(url)
        assert cerrado.folio in pagina.content.decode()
        datos = {"recibe": "Archivo de concentración", "leida": pagina.context["form"]["leida"].value()}
        assert client.post(url, datos | {"recibe": ""}).status_code == 422
        assert client.post(url, datos).status_code == 302
        assert "SGD-TRA" in client.get(reverse("flujos:transferencias")).content.decode()
        hecha = TransferenciaPrimaria.objects.get()
        for cual in ("relacion_pdf", "relacion_xlsx"):
            assert client.get(reverse(f"flujos:{cual}", args=[hecha.pk])).status_code == 200
        malo = client.get(f"{reverse('flujos:transferencias')}?serie={SERIE}&corte=01/01/1990")
        assert "Elija un día entre" in malo.content.decode()
        archivo = client.get(reverse("flujos:archivo", args=[cerrado.pk])).content.decode()
        assert hecha.folio in archivo


def test_el_auditor_lee_lo_transferido_y_su_lectura_queda_anotada(mundo, cerrado, despues, client):
    hecha = _declarar(mundo, despues)
    client.force_login(mundo.auditor)
    with detenido_en(despues):
        assert hecha.folio in client.get(reverse("flujos:transferencias")).content.decode()
        assert client.post(reverse("flujos:transferencias"), {"recibe": "X", "leida": "0"}).status_code == 403
    assert Evento.objects.filter(accion="archivo.leido", por=mundo.auditor).count() == 1
