"""La orden de auditoría: acota todo lo que se alcanza, a cuatro ojos, y fuera de ella nada existe."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from auditoria.alcance import eventos_para, expedientes_para
from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import ambito, puede
from cuentas.models import Usuario
from cuentas.personas import ordenes
from dictamenes.models import Solicitud
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db


def _otra_vez(persona):
    """La misma persona en otra petición: lo recordado de la anterior no cuenta."""
    return Usuario.objects.get(pk=persona.pk)


def _folios(persona):
    return set(expedientes_para(_otra_vez(persona)).values_list("folio", flat=True))


def test_sin_orden_quien_audita_lee_todo(mundo):
    solicitud = mundo.presentada()
    assert _folios(mundo.auditor) == {solicitud.folio}
    assert eventos_para(_otra_vez(mundo.auditor)).count() == Evento.objects.count()


@pytest.mark.parametrize(
    ("abarca", "alcanza"),
    [
        ({"ejercicio": 2026}, True), ({"ejercicio": 2025}, False),
        ({"desde": date(2026, 3, 2), "hasta": date(2026, 3, 2)}, True), ({"desde": date(2026, 3, 3)}, False),
        ({"hasta": date(2026, 3, 1)}, False),
    ],
)
def test_la_orden_acota_por_ejercicio_y_fechas_de_hermosillo(mundo, abarca, alcanza):
    solicitud = mundo.presentada()
    mundo.orden(**abarca)
    assert (solicitud.folio in _folios(mundo.auditor)) is alcanza


def test_fuera_de_la_orden_es_404_y_dentro_se_lee_y_se_dice(mundo):
    dentro, evento = mundo.presentada(), Evento.objects.filter(accion="nombramiento.confirmado").first()
    ajeno = mundo.persona("auditor")
    mundo.orden(ajeno, entes=[mundo.otro_ente])
    orden = mundo.orden(mundo.auditor)
    cliente, de_fuera = navegador(mundo.auditor), navegador(ajeno)
    anexo = dentro.anexos.first()
    suyas = [reverse("flujos:expediente", args=[dentro.pk]), reverse("flujos:anexo", args=[anexo.pk]),
             reverse("flujos:acuse", args=[dentro.pk]), reverse("flujos:mensajes", args=[dentro.pk]),
             reverse("auditoria:evento", args=[Evento.objects.de(dentro).first().n])]
    assert [cliente.get(url).status_code for url in suyas] == [200] * len(suyas)
    assert [de_fuera.get(url).status_code for url in suyas] == [404] * len(suyas)
    assert cliente.get(reverse("auditoria:evento", args=[evento.n])).status_code == 404, "lo que no es de un expediente"
    pagina = cliente.get(reverse("auditoria:bitacora"))
    assert f"<strong>{orden.numero}</strong>" in pagina.content.decode()
    assert {fila["evento"].objeto for fila in pagina.context["eventos"]} == {f"solicitud:{dentro.pk}"}
    assert de_fuera.get(reverse("auditoria:bitacora")).context["eventos"] == []


def test_una_orden_sin_confirmar_terminada_o_revocada_no_acota(mundo):
    solicitud, hoy = mundo.presentada(), reloj.hoy()
    mundo.orden(confirmada=False, ejercicio=2000)
    mundo.orden(ejercicio=2000, vigente_desde=hoy + timedelta(days=1))
    revocada = mundo.orden(ejercicio=2000)
    assert _folios(mundo.auditor) == set()
    ordenes.revocar(revocada, por=mundo.administrador, en=mundo.en)
    assert _folios(mundo.auditor) == {solicitud.folio}


def test_dos_ordenes_suman_y_ningun_borrador_se_alcanza(mundo):
    mundo.borrador()
    presentada = mundo.presentada()
    mundo.orden(entes=[mundo.otro_ente])
    mundo.orden(ejercicio=2026)
    assert _folios(mundo.auditor) == {presentada.folio}


def test_la_confirma_otra_persona_y_se_avisa_a_quienes_auditan(mundo):
    orden = mundo.orden(confirmada=False)
    with pytest.raises(ordenes.OrdenImposible, match="no puede confirmarla"):
        ordenes.confirmar(orden, por=orden.propuesta_por, en=mundo.en)
    otro = mundo.persona("auditor")
    ordenes.confirmar(orden, por=mundo.administrador, en=mundo.en)
    assert all(p.avisos.filter(clave=f"orden:{orden.pk}:confirmada:{p.pk}").exists() for p in (mundo.auditor, otro))
    assert list(Evento.objects.de(orden.__class__.objects.get()).values_list("accion", flat=True)) == [
        "orden.propuesta", "orden.confirmada"]


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [({"entes": []}, "no acota nada"), ({"vigente_hasta": date(2026, 1, 1)}, "ya terminó")],
)
def test_no_se_propone_la_que_no_puede_ser(mundo, cambio, dice):
    with pytest.raises(ordenes.OrdenImposible, match=dice):
        mundo.orden(**{"entes": [mundo.ente], **cambio})


def test_solo_se_encarga_a_quien_audita_y_solo_la_propone_quien_administra(mundo):
    with pytest.raises(ordenes.OrdenImposible, match="que auditan"):
        mundo.orden(mundo.firmante)
    pagina = navegador(mundo.administrador).post(reverse("cuentas:orden_nueva"), {"numero": "OA-X", "desde": "05/03/2026",
                                                                                  "hasta": "01/03/2026"})
    assert "no puede ser anterior" in pagina.content.decode()
    assert 'value="OA-X"' in pagina.content.decode(), "lo tecleado sigue ahí"
    assert not puede(mundo.auditor, "orden.registrar")


def test_una_orden_se_captura_en_pantalla_y_espera_a_quien_la_confirme(mundo):
    datos = {"numero": "OA-1", "fecha": "02/03/2026", "autoridad": "Órgano Interno de Control", "auditores": mundo.auditor.pk,
             "entes": mundo.ente.pk, "vigente_desde": "02/03/2026", "vigente_hasta": "31/12/2099"}
    pagina = navegador(mundo.administrador).post(reverse("cuentas:orden_nueva"), datos, follow=True)
    assert "La orden quedó propuesta" in pagina.content.decode()
    (orden,) = ordenes.registradas()
    assert (orden.numero, orden.propuesta_por, list(orden.entes.all()), orden.confirmada_en) == (
        "OA-1", mundo.administrador, [mundo.ente], None)
    dicho = Evento.objects.get(accion="orden.propuesta").datos_evento.datos
    assert (dicho["numero"], dicho["auditores"], dicho["entes"]) == ("OA-1", [mundo.auditor.pk], [mundo.ente.siglas])


def test_con_orden_ninguna_operacion_llega_a_todo(mundo):
    """Quien no sepa traducir una orden no le enseña nada: jamás «todo»."""
    mundo.orden()
    auditor = _otra_vez(mundo.auditor)
    for operacion in ("solicitud.ver", "bitacora.leer", "datos.exportar"):
        assert not ambito(auditor, operacion).todo
        assert puede(auditor, operacion, mundo.ente)
        assert not puede(auditor, operacion, mundo.otro_ente)
        assert Solicitud.objects.visibles_para(auditor, operacion).count() == 0
