"""La retención legal: dos personas, fundamento y fin; detiene transferir y cancelar datos."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from auditoria import cancelacion
from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.reloj import detenido_en, dia_de
from dictamenes import tramite
from dictamenes.archivo import retencion, transferencia
from dictamenes.archivo.retencion import RetencionImposible
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import RetencionLegal
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


def _retener(mundo, solicitud, en, por=None, **cambios):
    datos = {"fundamento": "Artículo 50 de la ley ficticia.", "autoridad": "Juzgado Primero, 12/2026",
             "hasta": dia_de(en) + timedelta(days=90), **cambios}
    return retencion.proponer(solicitud, por=por or mundo.coordinacion, en=en, **datos)


def _por_transferir(en):
    return [uno.solicitud for uno in transferencia.por_transferir(SERIE, dia_de(en))]


def _motivo_de_desistir(solicitud):
    return Evento.objects.de(solicitud).get(accion="solicitud.desistida").n


def test_detiene_la_transferencia_desde_que_se_propone_y_hasta_su_ultimo_dia(mundo, cerrado, despues):
    assert _por_transferir(despues) == [cerrado]
    suya = _retener(mundo, cerrado, despues)
    assert _por_transferir(despues) == []
    retencion.confirmar(suya, por=mundo.firmante, en=despues)
    assert _por_transferir(despues + timedelta(days=90)) == []
    assert _por_transferir(despues + timedelta(days=91)) == [cerrado]


def test_lo_que_se_leyo_antes_de_retener_ya_no_se_declara(mundo, cerrado, despues):
    leida = transferencia.huella_de(transferencia.por_transferir(SERIE, dia_de(despues)))
    _retener(mundo, cerrado, despues)
    with pytest.raises(Exception, match="La lista cambió"):
        transferencia.transferir(SERIE, dia_de(despues), recibe="X", leida=leida, por=mundo.coordinacion, en=despues)


def test_detiene_la_cancelacion_de_datos_propuesta_antes_y_despues(mundo, cerrado, despues):
    n = _motivo_de_desistir(cerrado)
    antes = cancelacion.proponer(n, fundamento="Lo pidió.", resolucion="CT-1/2026", por=mundo.coordinacion, en=despues)
    _retener(mundo, cerrado, despues)
    with pytest.raises(cancelacion.CancelacionImposible, match="retenido hasta"):
        cancelacion.confirmar(antes, por=mundo.administrador, en=despues)
    cancelacion.descartar(antes, por=mundo.coordinacion, en=despues)
    with pytest.raises(cancelacion.CancelacionImposible, match="retenido hasta"):
        cancelacion.proponer(n, fundamento="Lo pidió.", resolucion="CT-1/2026", por=mundo.coordinacion, en=despues)
    assert cancelacion.proponer(n, fundamento="Lo pidió.", resolucion="CT-1/2026", por=mundo.coordinacion, en=despues + timedelta(days=91))


def test_son_dos_personas_para_ponerla_descartarla_y_levantarla(mundo, cerrado, despues):
    suya = _retener(mundo, cerrado, despues)
    for acto in (retencion.confirmar, retencion.descartar):
        with pytest.raises(RetencionImposible, match="le toca a otra"):
            acto(suya, por=mundo.coordinacion, en=despues)
    with pytest.raises(RetencionImposible, match="ya se resolvió"):
        retencion.levantar(suya, por=mundo.firmante, en=despues)
    retencion.confirmar(suya, por=mundo.firmante, en=despues)
    with pytest.raises(RetencionImposible, match="ya se resolvió"):
        retencion.confirmar(suya, por=mundo.firmante, en=despues)
    with pytest.raises(RetencionImposible, match="lo pide una persona"):
        retencion.levantar(suya, por=mundo.firmante, en=despues)
    with pytest.raises(DatosInvalidos):
        retencion.pedir_levantarla(suya, motivo=" ", por=mundo.coordinacion, en=despues)
    retencion.pedir_levantarla(suya, motivo="Se desistió la actora.", por=mundo.coordinacion, en=despues)
    assert _por_transferir(despues) == []
    with pytest.raises(RetencionImposible, match="lo hace otra"):
        retencion.levantar(suya, por=mundo.coordinacion, en=despues)
    retencion.levantar(suya, por=mundo.firmante, en=despues)
    assert _por_transferir(despues) == [cerrado]
    acciones = list(Evento.objects.de(cerrado).filter(accion__startswith="retencion.").values_list("accion", "por"))
    assert acciones == [("retencion.propuesta", mundo.coordinacion.pk), ("retencion.confirmada", mundo.firmante.pk),
                        ("retencion.pedida", mundo.coordinacion.pk), ("retencion.levantada", mundo.firmante.pk)]
    for evento in Evento.objects.de(cerrado).filter(accion__startswith="retencion."):
        dice = evento.datos_evento.datos
        assert (dice["retencion"], dice["hasta"]) == (suya.pk, suya.hasta.isoformat())


def test_la_base_tambien_exige_a_dos(mundo, cerrado, despues):
    suya = RetencionLegal.objects.filter(pk=_retener(mundo, cerrado, despues).pk)
    for cambios in ({"confirmada_por": mundo.coordinacion, "confirmada_en": despues},
                    {"levantada_por": mundo.firmante, "levantada_en": despues}):
        with pytest.raises(IntegrityError), transaction.atomic():
            suya.update(**cambios)


def test_lleva_fundamento_y_fin_y_no_la_pone_cualquiera(mundo, cerrado, despues):
    for cambios in ({"fundamento": " "}, {"autoridad": ""}, {"hasta": dia_de(despues) - timedelta(days=1)}):
        with pytest.raises(DatosInvalidos):
            _retener(mundo, cerrado, despues, **cambios)
    for persona in (mundo.auditor, mundo.administrador, mundo.recepcion, mundo.presenta):
        with pytest.raises(AccesoDenegado):
            _retener(mundo, cerrado, despues, por=persona)


def test_en_pantalla_la_propone_una_persona_la_confirma_otra_y_la_lee_auditoria(mundo, cerrado, despues, client):
    with detenido_en(despues):
        client.force_login(mundo.coordinacion)
        archivo = reverse("flujos:archivo", args=[cerrado.pk])
        url = reverse("flujos:retener", args=[cerrado.pk])
        assert url in client.get(archivo).content.decode()
        assert client.post(url, {"autoridad": "Juzgado", "fundamento": "Art. 1", "hasta": "01/01/2020"}).status_code == 422
        fin = f"{dia_de(despues) + timedelta(days=30):%d/%m/%Y}"
        assert client.post(url, {"autoridad": "Juzgado", "fundamento": "Art. 1", "hasta": fin}).url == reverse("flujos:retenciones")
        assert "Retenido por ley hasta" in client.get(archivo).content.decode()
        suya = RetencionLegal.objects.get()
        confirmar = reverse("flujos:retencion_confirmar", args=[suya.pk])
        assert "Usted la propuso" in client.get(reverse("flujos:retenciones")).content.decode()
        assert "le toca a otra" in client.post(confirmar, follow=True).content.decode()
        client.force_login(mundo.firmante)
        assert confirmar in client.get(reverse("flujos:retenciones")).content.decode()
        assert "quedó confirmada" in client.post(confirmar, follow=True).content.decode()
        pedir = reverse("flujos:retencion_pedir", args=[suya.pk])
        assert "se levanta antes" in client.post(pedir, {"motivo": ""}, follow=True).content.decode()
        assert "Otra persona la levanta" in client.post(pedir, {"motivo": "Terminó el juicio."}, follow=True).content.decode()
        client.force_login(mundo.coordinacion)
        levantar = reverse("flujos:retencion_levantar", args=[suya.pk])
        assert "se levantó" in client.post(levantar, follow=True).content.decode()
        client.force_login(mundo.auditor)
        assert "Terminó el juicio." in client.get(reverse("flujos:retenciones")).content.decode()
        client.force_login(mundo.presenta)
        assert "Retenido" not in client.get(archivo).content.decode()
    assert Evento.objects.filter(accion="archivo.leido", objeto="archivo:retenciones", por=mundo.auditor).exists()


def test_quien_audita_con_orden_no_lee_las_de_otro_ente(mundo, cerrado, despues, client):
    _retener(mundo, cerrado, despues)
    mundo.orden(entes=[mundo.otro_ente])
    client.force_login(mundo.auditor)
    with detenido_en(despues):
        assert cerrado.folio not in client.get(reverse("flujos:retenciones")).content.decode()
