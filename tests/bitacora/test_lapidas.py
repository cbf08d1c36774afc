"""Cancelar los datos de un evento: dos personas, nada de la cadena se rompe y ninguna cifra cambia."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from auditoria import cancelacion
from auditoria.cancelacion import CancelacionImposible
from bitacora import disparadores
from bitacora.cadena import anotar, verificar_cadena
from bitacora.exportacion import extracto
from bitacora.lapidas import datos_conservados
from bitacora.models import DatosEvento, Evento
from cuentas.acceso.acceso import AccesoDenegado
from tests.bitacora.ataques import insertar
from verificador.exportacion import abrir_extracto
from verificador.extracto import revisar_extracto
from verificador.hojas import CANCELADO, huella_de_lo_que_queda, quitar, raiz_con_cancelados

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


def proponer(n, por, en):
    return cancelacion.proponer(n, fundamento="ARCO-014/2026", resolucion="CT/7/2026", por=por, en=en)


def cancelar(evento, dos, en):
    propuesta = proponer(evento.n, dos[0], en)
    return cancelacion.confirmar(propuesta, por=dos[1], en=en)


def test_se_borra_el_texto_se_conserva_lo_que_se_cuenta_y_la_cadena_sigue_integra(evento, dos, en):
    lapida = cancelar(evento, dos, en)
    guardado = DatosEvento.objects.get(pk=evento.n)
    assert (guardado.sal, guardado.datos) == ("", QUEDA)
    propuesta = Evento.objects.get(accion="datos.cancelacion_propuesta")
    dicho = {"n": evento.n, "huella": evento.huella, "campos": ["motivo", "quien"], "fundamento": "ARCO-014/2026",
             "resolucion": "CT/7/2026", "queda": huella_de_lo_que_queda(QUEDA, guardado.hojas)}
    assert propuesta.datos_evento.datos == dicho
    assert lapida.datos_evento.datos == {**dicho, "propuesta": propuesta.n, "propuso": dos[0].pk, "copias": {}}
    assert [hoja[0] for hoja in guardado.hojas if isinstance(hoja, list)] == ["", "/dias", "/ente", "/quien", "/tipo"]
    assert raiz_con_cancelados(evento.n, QUEDA, guardado.hojas) == evento.huella
    resultado = verificar_cadena()
    assert (resultado.integra, resultado.canceladas) == (True, 1)
    assert "Rosa" not in str(list(DatosEvento.objects.values_list("datos", flat=True)))


def test_quien_propone_no_confirma_y_quien_no_debe_tampoco(evento, dos, en, persona):
    propuesta = proponer(evento.n, dos[0], en)
    with pytest.raises(CancelacionImposible, match="otra persona"):
        cancelacion.confirmar(propuesta, por=dos[0], en=en)
    with pytest.raises(CancelacionImposible, match="ya tiene una propuesta"):
        proponer(evento.n, dos[1], en)
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
            proponer(n, dos[0], en)


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
    assert (resultado.roto_en, "no es lo que había" in resultado.motivo) == (1, True)


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
    assert "No hay un evento 99" in client.post(pagina, {"evento": 99, "fundamento": "x", "resolucion": "x"}).content.decode()
    assert client.post(pagina, {"evento": evento.n, "fundamento": "ARCO-014/2026", "resolucion": "CT/7/2026"}).status_code == 302
    propuesta = cancelacion.pendientes().get()
    visto = client.get(pagina).content.decode()
    assert ("motivo, quien" in visto, "Rosa Ficticia" in visto, "Usted la propuso" in visto) == (True, False, True)
    client.force_login(dos[1])
    client.post(reverse("auditoria:cancelacion_confirmar", args=[propuesta.n]))
    lapida = Evento.objects.get(accion="datos.cancelados")
    client.force_login(persona("auditor"))
    assert f"el evento {lapida.n}" in client.get(reverse("auditoria:evento", args=[evento.n])).content.decode()
    assert "1 evento con sus datos cancelados" in client.post(reverse("auditoria:verificar")).content.decode()


def _cambiar(datos, hojas, n=1):
    """Lo que haría quien es dueño de la base: sin disparadores, cualquier cosa."""
    suyo = DatosEvento(evento_id=n, sal="", datos=datos, hojas=hojas)
    with connection.schema_editor() as editor:
        disparadores.quitar(editor)
    suyo.save(force_update=True)
    with connection.schema_editor() as editor:
        disparadores.poner(editor)


@pytest.mark.django_db(transaction=True)
def test_una_lapida_falsa_no_cambia_los_datos_de_nadie(evento, dos, en):
    """A2: INSERT y el UPDATE que la base permite, o sin disparadores; con la lápida de uno solo o con la de antes."""
    falsos = {**QUEDA, "tipo": "servicios"}
    insertar("datos.cancelados", f"evento:{evento.n}", {"n": evento.n, "huella": evento.huella, "conserva": falsos}, en)
    for hojas in (None, "[]"):
        with pytest.raises(Error, match="sólo se agrega"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bitacora_datosevento SET sal='', datos='{}', hojas=%s WHERE evento_id=%s", [hojas, evento.n])
    guardado = evento.datos_evento
    for datos, hojas in ((falsos, None), (falsos, quitar(evento.n, DATOS, guardado.sal, QUEDA)),
                         (falsos, quitar(evento.n, falsos, "5a" * 16, falsos))):
        _cambiar(datos, hojas)
        assert verificar_cadena().roto_en == evento.n


@pytest.mark.django_db(transaction=True)
def test_lo_de_una_instalacion_anterior_se_compromete_y_despues_se_cancela(settings, tmp_path, persona, en, monkeypatch):
    """Formato 1, sin llavero: al abrirlo, un evento compromete los campos de todo lo anterior; lo viejo ya no entra."""
    monkeypatch.setattr("bitacora.cadena.FORMATO", 1)
    dos = persona("coordinacion"), persona("administrador")
    with transaction.atomic():
        viejo = anotar("solicitud.cancelada", "solicitud:1", por=None, en=en, datos=DATOS)
    assert viejo.formato == 1
    monkeypatch.undo()
    settings.BITACORA_LLAVERO = str(tmp_path / "suyo" / "llavero.json")
    with transaction.atomic():
        assert anotar("prueba.hecha", "solicitud:1", por=None, en=en).formato == 2
    migracion = Evento.objects.get(accion="bitacora.hojas")
    assert (migracion.formato, migracion.datos_evento.datos["hasta"]) == (2, migracion.n - 1)
    assert verificar_cadena().integra
    cancelar(viejo, dos, en)
    assert (verificar_cadena().motivo, verificar_cadena().canceladas) == ("", 1)
    ruta = tmp_path / "extracto.jsonl"
    ruta.write_bytes(b"".join(extracto(Evento.objects.filter(n=viejo.n))))
    with abrir_extracto(ruta) as sacado:
        revisado = revisar_extracto(sacado)
    assert (revisado.motivo, revisado.canceladas) == ("", 1)
    _cambiar({**QUEDA, "tipo": "servicios"}, DatosEvento.objects.get(pk=viejo.n).hojas, viejo.n)
    assert "no son las que compromete" in verificar_cadena().motivo or verificar_cadena().roto_en == viejo.n


def test_una_propuesta_de_antes_de_las_hojas_no_se_confirma(evento, dos, en):
    propuesta = anotar("datos.cancelacion_propuesta", f"evento:{evento.n}", por=dos[0], en=en, datos={"fundamento": "x"})
    with pytest.raises(CancelacionImposible, match="descártela y repítala"):
        cancelacion.confirmar(propuesta, por=dos[1], en=en)
    assert DatosEvento.objects.get(pk=evento.n).datos == DATOS


def test_se_dice_en_que_mas_esta_el_texto_y_que_queda_por_hacer(client, evento, dos, en):
    """Lo que cancelar no alcanza: otros eventos y lo ya exportado; queda escrito en la lápida."""
    otro = anotar("mensaje.escrito", "solicitud:2", por=None, en=en, datos={"texto": "Oficio: Rosa Ficticia pidió licencia; acción «única»"})
    for accion, objeto in (("bitacora.exportada", "bitacora:eventos"), ("expediente.exportado", "solicitud:1"),
                           ("expediente.exportado", "solicitud:9")):
        anotar(accion, objeto, por=None, en=en)
    propuesta = proponer(evento.n, dos[0], en)
    for quien in dos:
        quien.refresh_from_db()
    client.force_login(dos[1])
    visto = client.get(reverse("auditoria:cancelaciones")).content.decode()
    assert f"{otro.n} (mensaje.escrito)" in visto
    assert "Avise por escrito" in visto
    lapida = cancelacion.confirmar(propuesta, por=dos[1], en=en)
    assert lapida.datos_evento.datos["copias"] == {
        "Otros eventos": [f"{otro.n} (mensaje.escrito)"],
        "Exportaciones hechas después": [f"{otro.n + 1} (bitacora.exportada)", f"{otro.n + 2} (expediente.exportado)"],
    }
    assert cancelacion.ver(otro.n).copias[0].clase == "Exportaciones hechas después"


@pytest.mark.parametrize(("por", "hojas"), [("propuso", "[]"), ("nadie", "[]"), ("otra", None)])
def test_la_base_pide_dos_personas_y_que_queden_hojas(evento, dos, en, por, hojas):
    """Con permiso de agregar: la lápida de quien propuso, de nadie, o sin dejar hojas, no abre la puerta."""
    proponer(evento.n, dos[0], en)
    insertar("datos.cancelados", f"evento:{evento.n}", {}, en, por={"propuso": dos[0], "otra": dos[1], "nadie": None}[por])
    with pytest.raises(Error, match="sólo se agrega"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bitacora_datosevento SET sal='', datos='{}', hojas=%s WHERE evento_id=%s", [hojas, evento.n])
