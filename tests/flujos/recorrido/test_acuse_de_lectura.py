"""Leer en el sistema es la notificación: una vez, con evento, a la vista de ambas partes y sin depender del correo."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.avisos import avisos
from cuentas.models import Aviso
from dictamenes import tramite
from flujos.recorrido import actos, notificacion
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
UN_DIA = timedelta(days=1)


@pytest.fixture
def prevenida(mundo):
    """Una solicitud con observaciones recién notificadas."""
    return actos.ejecutar(
        tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="concepto",
        observaciones=[("general:oficio_numero", "Falta el oficio.")],
    )


def leidos():
    return Evento.objects.filter(accion="aviso.leido").count()


def test_abrir_el_expediente_acusa_una_sola_vez_y_lo_ven_ambas_partes(mundo, prevenida):
    url = reverse("flujos:expediente", args=[prevenida.pk])
    antes = navegador(mundo.recepcion).get(url).content.decode()
    assert "Notificado en el sistema" in antes
    assert "sin acuse de lectura" in antes
    for _ in range(3):
        pagina = navegador(mundo.presenta).get(url).content.decode()
    assert leidos() == 1
    assert Evento.objects.get(accion="aviso.leido").por == mundo.presenta
    for visto in (pagina, navegador(mundo.recepcion).get(url).content.decode()):
        assert f"leído por {mundo.presenta.nombre}" in visto
        assert "sin acuse" not in visto


def test_abrir_el_oficio_tambien_acusa(mundo, prevenida):
    cual = f"prevencion-{prevenida.prevenciones.get().pk}"
    assert navegador(mundo.presenta).get(reverse("flujos:documento", args=[prevenida.pk, cual])).status_code == 200
    assert leidos() == 1


def test_quien_no_puede_presentar_o_es_de_la_casa_no_acusa(mundo, prevenida):
    url = reverse("flujos:expediente", args=[prevenida.pk])
    for persona in (mundo.elabora, mundo.recepcion, mundo.auditor):
        assert navegador(persona).get(url).status_code == 200
    assert navegador(mundo.ajena).get(url).status_code == 404
    assert leidos() == 0
    avisos.leer(Aviso.objects.get(persona=mundo.elabora, tema="prevenida"), por=mundo.elabora, en=mundo.en)
    assert notificacion.notificaciones_de(prevenida)[0].lecturas == [], "es copia: su lectura no notifica"


def test_si_nadie_lee_se_avisa_a_recepcion_una_vez(mundo, prevenida):
    assert notificacion.avisar_sin_acuse(mundo.en + 3 * UN_DIA) == 0, "todavía no pasan tres hábiles"
    for dia in (4, 5):
        notificacion.avisar_sin_acuse(mundo.en + dia * UN_DIA)
    aviso = Aviso.objects.get(tema="sin_acuse")
    assert (aviso.persona, aviso.asunto.split(":")[0]) == (mundo.recepcion, prevenida.folio)


def test_si_alguien_leyo_no_se_avisa(mundo, prevenida):
    notificacion.acusar(prevenida, mundo.presenta, mundo.en)
    assert notificacion.avisar_sin_acuse(mundo.en + 5 * UN_DIA) == 0
    assert not Aviso.objects.filter(tema="sin_acuse").exists()


def test_quien_el_ente_autorizo_a_recibir_acusa_y_de_lo_demas_no_se_le_avisa(mundo):
    recibe = mundo.recibe
    solicitud = actos.ejecutar(
        tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="concepto",
        observaciones=[("general:oficio_numero", "Falta el oficio.")])
    assert list(Aviso.objects.filter(persona=recibe).values_list("tema", flat=True)) == ["prevenida"], "lo demás no se notifica"
    cliente = navegador(recibe)
    assert cliente.get("/trabajo/").url == reverse("cuentas:avisos")
    expediente = reverse("flujos:expediente", args=[solicitud.pk])
    assert f"leído por {recibe.nombre}" in cliente.get(expediente).content.decode()
    assert Evento.objects.get(accion="aviso.leido").por == recibe
    assert cliente.get(reverse("flujos:desahogar", args=[solicitud.pk])).status_code in {403, 404}, "recibe, no contesta"
    assert cliente.get(reverse("flujos:expediente", args=[mundo.borrador().pk])).status_code == 404, "ni ve lo que se prepara"
    assert navegador(mundo.ajena).get(expediente).status_code == 404


def test_mi_ente_dice_quienes_reciben_y_deja_designarlos(mundo):
    antes = navegador(mundo.presenta).get(reverse("cuentas:mi_ente")).content.decode()
    assert f"Reciben lo que se notifica al ente:</strong> {mundo.presenta.nombre}." in antes
    pagina = navegador(mundo.presenta).get(reverse("cuentas:designar", args=[mundo.ente.pk])).content.decode()
    assert "Persona autorizada a recibir notificaciones" in pagina
    recibe = mundo.recibe
    ahora = navegador(mundo.presenta).get(reverse("cuentas:mi_ente")).content.decode()
    assert "; ".join(sorted([mundo.presenta.nombre, recibe.nombre])) in ahora


@pytest.mark.parametrize("acto", [tramite.cancelar, tramite.acumular])
def test_lo_que_se_cancela_o_se_acumula_tambien_se_notifica(mundo, acto):
    mundo.presentada()
    solicitud = mundo.dar(acto, mundo.presentada())
    (una,) = notificacion.notificaciones_de(solicitud)
    assert (una.dato.tema, una.lecturas) == ({"cancelar": "cancelada", "acumular": "acumulada"}[acto.nombre], [])
    assert Aviso.objects.filter(tema=una.dato.tema, persona=mundo.presenta).exists()
    notificacion.acusar(solicitud, mundo.presenta, mundo.en + UN_DIA)
    assert notificacion.notificaciones_de(solicitud)[0].lecturas == [(mundo.presenta, mundo.en + UN_DIA)]
