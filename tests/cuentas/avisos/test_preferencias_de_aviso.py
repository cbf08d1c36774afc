"""Cada persona elige cómo se le anuncia cada tema; lo que tiene efecto legal no se apaga."""

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.avisos.avisos import avisar, enviar_pendientes
from cuentas.avisos.preferencias import elegir
from cuentas.models import Aviso, PreferenciaDeAviso
from cuentas.temas import NOTIFICAN, TEMAS, Entrega

pytestmark = pytest.mark.django_db


def dejar(persona, tema, en):
    return avisar(persona, asunto="SGD-1: Hola", texto="", url="/", clave=f"{tema}:{persona.pk}", en=en, tema=tema)


def test_sin_elegir_sale_como_dice_su_tema(persona, en, mailoutbox):
    alguien = persona()
    assert [dejar(alguien, tema, en).entrega for tema in ("turnada", "mensaje")] == [Entrega.INMEDIATA, Entrega.RESUMEN]
    assert enviar_pendientes(en) == 1
    assert mailoutbox[0].extra_headers["Message-ID"]


def test_lo_elegido_manda_y_el_aviso_esta_en_el_sistema_de_todos_modos(persona, en, mailoutbox):
    alguien = persona()
    assert elegir(alguien, {"turnada": "ninguna", "mensaje": "inmediata"}, en=en)
    dejar(alguien, "turnada", en)
    assert enviar_pendientes(en) == 0
    dejar(alguien, "mensaje", en)
    assert enviar_pendientes(en) == 1
    assert Aviso.objects.filter(persona=alguien, leido_en=None).count() == 2


@pytest.mark.parametrize("tema", [*NOTIFICAN, "prorrogada", "cuenta"])
def test_lo_que_tiene_efecto_legal_no_se_apaga(persona, en, tema):
    alguien = persona()
    assert not elegir(alguien, {tema: "ninguna"}, en=en)
    PreferenciaDeAviso.objects.create(persona=alguien, tema=tema, entrega=Entrega.NINGUNA)
    assert dejar(alguien, tema, en).intentar_en == en


def test_elegir_lo_mismo_no_deja_otro_evento(persona, en):
    alguien = persona()
    assert [elegir(alguien, {"mensaje": "ninguna"}, en=en) for _ in range(2)] == [True, False]
    assert Evento.objects.get(accion="preferencias.elegidas").por == alguien


def test_la_pantalla_ofrece_lo_suyo_y_guarda(persona, ente, client, sin_inline):
    alguien = persona("presenta", ente=ente)
    client.force_login(alguien)
    url = reverse("cuentas:preferencias")
    pagina = sin_inline(client.get(url)).content.decode()
    assert TEMAS["mensaje"].nombre in pagina
    assert TEMAS["por_firmar"].nombre not in pagina, "es de quien dictamina"
    assert 'name="emitida"' not in pagina, "tiene efecto legal"
    campos = client.get(url).context["form"].fields
    datos = {nombre: campo.initial for nombre, campo in campos.items()}
    assert client.post(url, datos | {"mensaje": "jamás"}).status_code == 200
    assert client.post(url, datos | {"mensaje": "ninguna", "emitida": "ninguna"}).status_code == 302
    assert list(PreferenciaDeAviso.objects.values_list("persona", "tema", "entrega")) == [(alguien.pk, "mensaje", "ninguna")]
