"""Cancelar los datos de un evento: dos personas, nada de la cadena se rompe y ninguna cifra cambia."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from auditoria import cancelacion
from auditoria.cancelacion import CancelacionImposible
from bitacora import disparadores
from bitacora.cadena import anotar, verificar_cadena
from bitacora.lapidas import CANCELADO, datos_conservados
from bitacora.models import DatosEvento, Evento
from cuentas.acceso.acceso import AccesoDenegado

pytestmark = pytest.mark.django_db
DATOS = {"ente": 3, "tipo": "bienes", "motivo": "Rosa Ficticia pidió licencia", "dias": 5, "quien": {"nombre": "Rosa"}}
QUEDA = {"ente": 3, "tipo": "bienes", "motivo": CANCELADO, "dias": 5, "quien": {"nombre": CANCELADO}}


@pytest.fixture
def evento(en):
    """Uno con textos que alguien escribió."""
    with transaction.atomic():
        return anotar("solicitud.cancelada", "solicitud:1", por=None, en=en, datos=DATOS)


@pytest.fixture
def dos(persona):
    """Quien propone y quien confirma."""
    return persona("coordinacion"), persona("administrador")


def cancelar(evento, dos, en):
    propuesta = cancelacion.proponer(evento.n, fundamento="ARCO-014/2026", por=dos[0], en=en)
    return cancelacion.confirmar(propuesta, por=dos[1], en=en)


def test_se_borra_el_texto_se_conserva_lo_que_se_cuenta_y_la_cadena_sigue_integra(evento, dos, en):
    lapida = cancelar(evento, dos, en)
    guardado = DatosEvento.objects.get(pk=evento.n)
    assert (guardado.sal, guardado.datos) == ("", QUEDA)
    assert lapida.datos_evento.datos == {
        "n": evento.n, "huella": evento.huella, "conserva": QUEDA, "fundamento": "ARCO-014/2026", "propuso": dos[0].pk,
    }
    resultado = verificar_cadena()
    assert (resultado.integra, resultado.canceladas) == (True, 1)
    assert "Rosa" not in str(list(DatosEvento.objects.values_list("datos", flat=True)))


def test_quien_propone_no_confirma_y_quien_no_debe_tampoco(evento, dos, en, persona):
    propuesta = cancelacion.proponer(evento.n, fundamento="ARCO-014/2026", por=dos[0], en=en)
    with pytest.raises(CancelacionImposible, match="otra persona"):
        cancelacion.confirmar(propuesta, por=dos[0], en=en)
    with pytest.raises(CancelacionImposible, match="ya tiene una propuesta"):
        cancelacion.proponer(evento.n, fundamento="otra", por=dos[1], en=en)
    with pytest.raises(AccesoDenegado):
        cancelacion.confirmar(propuesta, por=persona("auditor"), en=en)
    cancelacion.descartar(propuesta, por=dos[0], en=en)
    with pytest.raises(CancelacionImposible, match="ya se resolvió"):
        cancelacion.confirmar(propuesta, por=dos[1], en=en)
    assert DatosEvento.objects.get(pk=evento.n).datos == DATOS


def test_ni_dos_veces_ni_la_propia_lapida_ni_lo_que_no_trae_texto(evento, dos, en):
    lapida = cancelar(evento, dos, en)
    llano = anotar("prueba.hecha", "solicitud:1", por=None, en=en, datos={"ente": 3, "en": "2026-03-02"})
    for n, dicho in ((evento.n, "ya se cancelaron"), (lapida.n, "prueban otra"), (llano.n, "ningún texto"), (999, "No hay")):
        with pytest.raises(CancelacionImposible, match=dicho):
            cancelacion.proponer(n, fundamento="x", por=dos[0], en=en)


def test_la_base_solo_deja_borrar_lo_que_tiene_lapida(evento, dos, en):
    otro = anotar("prueba.hecha", "solicitud:2", por=None, en=en, datos=DATOS)
    cancelar(evento, dos, en)
    for n, sal in ((otro.n, ""), (evento.n, "ab"), (evento.n, "")):
        with pytest.raises(Error, match="sólo se agrega"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bitacora_datosevento SET sal=%s, datos='{}' WHERE evento_id=%s", [sal, n])
    with pytest.raises(Error, match="sólo se agrega"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM bitacora_datosevento WHERE evento_id=%s", [evento.n])


@pytest.mark.django_db(transaction=True)
def test_cambiar_lo_que_se_conservo_se_descubre(evento, dos, en):
    cancelar(evento, dos, en)
    with connection.schema_editor() as editor:
        disparadores.quitar(editor)
        editor.execute("UPDATE bitacora_datosevento SET datos='{\"ente\": 4}' WHERE evento_id=1")
        disparadores.poner(editor)
    resultado = verificar_cadena()
    assert (resultado.roto_en, "lápida" in resultado.motivo) == (1, True)


def test_queda_lo_del_sistema_y_nada_que_alguien_escribiera():
    datos = {"folio": "SGD-SDTE-2026-00001", "vence": "2026-03-02T16:00:00+00:00", "sha256": "a" * 64, "importe": "10.50",
             "requiere": False, "correo": "rosa@ejemplo.invalid", "rfc": "XAXX010101000", "areas": ["redes"]}
    queda = datos_conservados(datos)
    assert {c for c in datos if queda[c] == CANCELADO} == {"correo", "rfc"}
    assert {c: v for c, v in queda.items() if v != CANCELADO} == {c: datos[c] for c in datos if c not in ("correo", "rfc")}


def test_de_lo_que_alguien_tecleo_no_queda_nada_aunque_parezca_clave_o_cifra():
    datos = {"filtros": {"accion": "Rosa Ficticia", "ente": "Rosa"}, "equivalencias": {"ente": {"rosa ficticia": "texto"}},
             "telefono": "6621234567", "cuenta": "012345678901234567", "total": "15300000000.50", "dias": "12", "fuera": {}}
    queda = datos_conservados(datos)
    assert {c for c in datos if queda[c] == CANCELADO} == {"filtros", "equivalencias", "telefono", "cuenta"}
    assert (queda["total"], queda["dias"], datos_conservados(queda)) == ("15300000000.50", "12", queda)


def test_en_pantalla_se_decide_sin_leer_los_datos(client, evento, dos, persona):
    for quien in dos:
        quien.refresh_from_db()
    client.force_login(dos[0])
    pagina = reverse("auditoria:cancelaciones")
    assert "No hay un evento 99" in client.post(pagina, {"evento": 99, "fundamento": "x"}).content.decode()
    assert client.post(pagina, {"evento": evento.n, "fundamento": "ARCO-014/2026"}).status_code == 302
    propuesta = cancelacion.pendientes().get()
    visto = client.get(pagina).content.decode()
    assert ("motivo, quien" in visto, "Rosa Ficticia" in visto, "Usted la propuso" in visto) == (True, False, True)
    client.force_login(dos[1])
    client.post(reverse("auditoria:cancelacion_confirmar", args=[propuesta.n]))
    lapida = Evento.objects.get(accion="datos.cancelados")
    client.force_login(persona("auditor"))
    assert f"el evento {lapida.n}" in client.get(reverse("auditoria:evento", args=[evento.n])).content.decode()
    assert "1 evento con sus datos cancelados" in client.post(reverse("auditoria:verificar")).content.decode()
