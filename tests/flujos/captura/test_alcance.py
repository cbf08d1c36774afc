"""La consulta de alcance que se contesta toda no: se guarda con su base y da una constancia."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bitacora.models import Evento
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from tests.herramientas.paginas import dentro

pytestmark = pytest.mark.django_db
TODO_NO = {"naturaleza": "no", "funcion": "no", "existente": "no"}
BASE = "Se compran 40 escritorios de madera; nada se conecta ni guarda datos."


def consultar(cliente):
    return cliente.post(reverse("flujos:nueva"), {**TODO_NO, "base": BASE, "ficha_de_envio": "f"})


def test_sin_decir_por_que_no_se_guarda_nada(mundo):
    r = dentro(mundo.elabora).post(reverse("flujos:nueva"), TODO_NO)
    assert r.status_code == 422
    assert "Diga qué se contrata y por qué cree que no es tecnología" in r.text
    assert not Evento.objects.filter(accion="alcance.consultado").exists()


def test_se_guarda_con_su_base_y_da_una_constancia_con_folio(mundo):
    elabora = dentro(mundo.elabora)
    r = consultar(elabora)
    evento = Evento.objects.get(accion="alcance.consultado")
    assert evento.datos_evento.datos == {
        "respuestas": {"naturaleza": False, "funcion": False, "existente": False}, "requiere": False, "base": BASE}
    assert r.url == reverse("flujos:sin_dictamen", args=[evento.n])
    assert consultar(elabora).url == r.url
    pagina = dentro(mundo.presenta).get(r.url).text
    for dicho in (BASE, mundo.elabora.nombre, mundo.ente.nombre, evento.eslabon, "Por su naturaleza, ¿es tecnología?",
                  "Si se equivocó"):
        assert dicho in pagina
    assert not Solicitud.objects.exists()


def test_la_constancia_ajena_no_existe(mundo):
    url = consultar(dentro(mundo.elabora)).url
    for persona in (mundo.ajena, mundo.recepcion):
        assert dentro(persona).get(url).status_code == 404


def test_el_acto_no_abre_borrador_con_todo_no_ni_guarda_un_no_sin_base(mundo):
    no = dict.fromkeys(TODO_NO, False)
    comun = {"por": mundo.elabora, "en": mundo.en}
    with pytest.raises(DatosInvalidos):
        captura.abrir(mundo.ente, no, tipo="bienes", modalidad="adquisicion", proyecto="X", **comun)
    for respuestas, base in ((no, "  "), ({**no, "funcion": True}, BASE)):
        with pytest.raises(DatosInvalidos):
            captura.consultar_sin_dictamen(mundo.ente, respuestas, base, **comun)
    assert not Evento.objects.filter(accion="alcance.consultado").exists()
