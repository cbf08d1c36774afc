"""Las pantallas de quien administra personas: por HTTP, con cuatro ojos y con constancia de cada rechazo."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.models import UserObjectPermission

from bitacora.ataduras import ATA
from bitacora.cadena import verificar_cadena
from bitacora.models import DatosEvento, Evento
from cuentas import reloj
from cuentas.acceso import acceso
from cuentas.acceso.acceso import PersonaIntocable
from cuentas.models import Aviso, Nombramiento, Usuario
from cuentas.papeles import PAPELES
from cuentas.personas.nombramientos import confirmar, derivar_del_dia, nombrar
from cuentas.personas.personas import corregir, desactivar, reactivar, registrar

pytestmark = pytest.mark.django_db
OTROS = [papel for papel in PAPELES if papel != "administrador"]


@pytest.fixture
def administrador(persona, entrar):
    quien = persona("administrador")
    entrar(quien)
    return quien


def _nombramiento(ente=None, **cambios):
    return {"clase": "titular", "papel": "presenta", "ente": ente.pk if ente else "", "area": "", "oficio": "OF-77", "desde": "2026-01-15", "fundamento": "Tomó posesión antes.",
            "hasta": ""} | cambios


def _papel(persona, papel, ente, area):
    de = PAPELES[papel].de
    return persona(papel, ente=ente if de == "ente" else None, area=area if de == "area" else None)


@pytest.mark.parametrize("papel", OTROS)
def test_otro_papel_recibe_403_con_constancia(papel, persona, ente, area, client, entrar):
    quien, alguien = _papel(persona, papel, ente, area), persona()
    entrar(quien)
    direcciones = [
        reverse("cuentas:personas"), reverse("cuentas:persona_nueva"),
        *(reverse(f"cuentas:{n}", args=[alguien.pk]) for n in
          ("persona", "persona_corregir", "nombrar", "invitar", "desactivar", "reactivar")),
    ]
    for direccion in direcciones:
        assert client.get(direccion).status_code == 403
        assert client.post(direccion).status_code == 403
    rechazos = Evento.objects.filter(accion="acceso.rechazado", por=quien)
    assert rechazos.count() == 2 * len(direcciones)
    assert rechazos.first().datos_evento.datos["intento"] == "personas.administrar"
    assert Usuario.objects.get(pk=alguien.pk).is_active


def test_sin_entrar_se_manda_a_entrar(client):
    respuesta = client.get(reverse("cuentas:personas"))
    assert respuesta.url == f"{reverse('account_login')}?next={reverse('cuentas:personas')}"


def test_el_alta_invita_y_queda_en_la_bitacora(administrador, client, mailoutbox, sin_inline):
    sin_inline(client.get(reverse("cuentas:persona_nueva")))
    datos = {"nombre": "Zoé Ficticia", "correo": "Zoe@Ejemplo.invalid", "cargo": "Enlace de TIC"}
    nueva_url = client.post(reverse("cuentas:persona_nueva"), datos).url
    zoe = Usuario.objects.get(correo="zoe@ejemplo.invalid")
    assert nueva_url == reverse("cuentas:persona", args=[zoe.pk])
    assert not zoe.has_usable_password()
    assert mailoutbox[0].to == [zoe.correo]
    acciones = list(Evento.objects.filter(objeto=f"usuario:{zoe.pk}").values_list("accion", flat=True))
    assert acciones == ["persona.registrada", "invitacion.creada"]
    assert "Zoé Ficticia" in sin_inline(client.get(nueva_url)).content.decode()


def test_un_correo_repetido_se_dice_en_el_formulario(administrador, client):
    datos = {"nombre": "Otra", "correo": administrador.correo.upper(), "cargo": "X"}
    respuesta = client.post(reverse("cuentas:persona_nueva"), datos)
    assert "Ya hay una persona con ese correo" in respuesta.content.decode()


def test_si_el_correo_no_sale_se_dice_y_se_puede_reinvitar(administrador, client, monkeypatch, mailoutbox):
    def caido(*args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as parche:
        parche.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", caido)
        datos = {"nombre": "Zoé Ficticia", "correo": "zoe@ejemplo.invalid", "cargo": "Enlace"}
        pagina = client.post(reverse("cuentas:persona_nueva"), datos, follow=True)
    assert "no salió" in pagina.content.decode()
    zoe = Usuario.objects.get(correo="zoe@ejemplo.invalid")
    client.post(reverse("cuentas:invitar", args=[zoe.pk]))
    assert len(mailoutbox) == 1


def test_nombrar_y_confirmar_a_cuatro_ojos_por_http(administrador, persona, ente, client, entrar, sin_inline):
    alguien, segunda = persona(), persona("administrador")
    sin_inline(client.get(reverse("cuentas:nombrar", args=[alguien.pk])))
    client.post(reverse("cuentas:nombrar", args=[alguien.pk]), _nombramiento(ente))
    propuesto = Nombramiento.objects.get(persona=alguien)
    confirmacion = reverse("cuentas:nombramiento_confirmar", args=[propuesto.pk])
    assert not acceso.puede(alguien, "solicitud.presentar", ente)

    respuesta = client.post(confirmacion)
    assert (respuesta.status_code, "no puede confirmarlo" in respuesta.content.decode()) == (403, True)
    rechazo = Evento.objects.get(accion="acceso.rechazado")
    assert (rechazo.por, rechazo.datos_evento.datos["clase"]) == (administrador, "NombramientoImposible")

    entrar_como(client, entrar, segunda)
    assert "Por confirmar" in sin_inline(client.get(reverse("cuentas:personas"))).content.decode()
    sin_inline(client.get(confirmacion))
    assert client.post(confirmacion).status_code == 302
    assert acceso.puede(Usuario.objects.get(pk=alguien.pk), "solicitud.presentar", ente)
    assert verificar_cadena().integra


def test_la_persona_nombrada_no_se_confirma_sola(administrador, persona, client, entrar):
    segunda = persona("administrador")
    propuesto = nombrar(segunda, "administrador", oficio="OF", desde=reloj.hoy(), por=administrador, en=reloj.ahora())
    entrar_como(client, entrar, segunda)
    assert client.post(reverse("cuentas:nombramiento_confirmar", args=[propuesto.pk])).status_code == 403


def test_nadie_se_nombra_ni_se_administra_por_http(administrador, ente, client):
    for nombre, datos in (
        ("nombrar", _nombramiento(ente)), ("desactivar", {}), ("reactivar", {}),
        ("persona_corregir", {"nombre": "Otro nombre", "cargo": "X"}),
    ):
        assert client.post(reverse(f"cuentas:{nombre}", args=[administrador.pk]), datos).status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=administrador).count() == 4


def test_auditor_y_administrador_no_se_combinan_por_http(administrador, persona, client):
    recepcion = persona("recepcion")
    direccion = reverse("cuentas:nombrar", args=[recepcion.pk])
    assert client.post(direccion, _nombramiento(papel="auditor")).status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", objeto=f"usuario:{recepcion.pk}").exists()


@pytest.mark.parametrize(
    ("cambios", "dice"),
    [
        ({"papel": "presenta"}, "Elija el ente: este papel lo necesita"),
        ({"papel": "tecnico"}, "Elija el área dictaminadora: este papel lo necesita"),
        ({"papel": ""}, "Elija el papel"),
        ({"papel": "recepcion", "hasta": "2025-01-01"}, "no puede ser anterior"),
        ({"papel": "recepcion", "oficio": ""}, "Escriba el oficio"),
    ],
)
def test_el_formulario_dice_que_falta(administrador, persona, client, cambios, dice):
    respuesta = client.post(reverse("cuentas:nombrar", args=[persona().pk]), _nombramiento(**cambios))
    assert (respuesta.status_code, dice in respuesta.content.decode()) == (200, True)
    assert not Nombramiento.objects.exclude(persona=administrador).exists()


def test_un_papel_central_no_lleva_ente(administrador, persona, ente, client):
    respuesta = client.post(reverse("cuentas:nombrar", args=[persona().pk]), _nombramiento(ente, papel="recepcion"))
    assert "Quite el ente" in respuesta.content.decode()


def test_revocar_por_http_quita_el_papel_con_la_sesion_abierta(administrador, persona, client):
    from django.test import Client

    otra_admin, suya = persona("administrador"), Client()
    suya.force_login(otra_admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert suya.get(reverse("cuentas:personas")).status_code == 200
    suyo = Nombramiento.objects.get(persona=otra_admin)
    client.post(reverse("cuentas:nombramiento_revocar", args=[suyo.pk]))
    assert suya.get(reverse("cuentas:personas")).status_code == 403


def test_desactivar_y_reactivar_por_http(administrador, persona, client, sin_inline):
    alguien = persona()
    sin_inline(client.get(reverse("cuentas:desactivar", args=[alguien.pk])))
    for nombre, activa in (("desactivar", False), ("desactivar", False), ("reactivar", True)):
        client.post(reverse(f"cuentas:{nombre}", args=[alguien.pk]))
        alguien.refresh_from_db()
        assert alguien.is_active is activa
    acciones = list(Evento.objects.filter(objeto=f"usuario:{alguien.pk}").values_list("accion", flat=True))
    assert acciones == ["persona.desactivada", "persona.reactivada"]


def test_corregir_anota_lo_que_cambio(administrador, persona, client):
    alguien = persona(cargo="Jefe")
    datos = {"nombre": alguien.nombre, "cargo": "Directora", "adscripcion": "", "rfc": ""}
    for _ in range(2):
        client.post(reverse("cuentas:persona_corregir", args=[alguien.pk]), datos)
    evento = Evento.objects.get(accion="persona.corregida")
    dicho = DatosEvento.objects.get(evento=evento).datos
    assert {que: valor for que, valor in dicho.items() if que != ATA} == {"cargo": ["Jefe", "Directora"]}


@pytest.mark.parametrize("acto", [desactivar, reactivar, corregir])
def test_el_acto_tambien_se_niega_sin_la_pantalla(acto, persona, en):
    admin = persona("administrador")
    with pytest.raises(acceso.AccesoDenegado):
        acto(persona(), por=persona("coordinacion"), en=en)
    with pytest.raises(PersonaIntocable):
        acto(admin, por=admin, en=en)


def test_nadie_da_de_alta_a_nadie_si_no_administra_gente(persona, ente, en):
    quien = persona("coordinacion")
    for de in (None, ente):
        with pytest.raises(acceso.AccesoDenegado):
            registrar(correo="nueva@ejemplo.invalid", nombre="Nueva", por=quien, en=en, ente=de)
    assert not Usuario.objects.filter(correo="nueva@ejemplo.invalid").exists()


@pytest.mark.parametrize("busca", ["maria nunez", "MARÍA", "nuñez", "Núñez maría", "direccion", "m.nunez@"])
def test_la_busqueda_no_distingue_acentos(administrador, persona, client, busca):
    persona(nombre="María Núñez Ficticia", cargo="Dirección de Sistemas", correo="m.nunez@ejemplo.invalid")
    persona(nombre="Pedro Ficticio")
    pagina = client.get(reverse("cuentas:personas"), {"q": busca}).content.decode()
    assert ("María Núñez" in pagina, "Pedro Ficticio" in pagina) == (True, False)


def test_la_busqueda_sigue_a_los_cambios_de_nombre(persona):
    alguien = persona(nombre="Antes Ficticia")
    alguien.nombre = "Después Ficticia"
    alguien.save(update_fields=["nombre"])
    assert Usuario.objects.que_digan("despues").get() == alguien
    assert not Usuario.objects.que_digan("antes").exists()


def test_la_lista_cuesta_lo_mismo_con_muchas_personas(administrador, persona, client, django_assert_max_num_queries):
    for _ in range(12):
        persona("recepcion")
    with django_assert_max_num_queries(14):
        client.get(reverse("cuentas:personas"))


def test_la_lista_se_pagina_conservando_la_busqueda(administrador, client):
    Usuario.objects.bulk_create(
        Usuario(correo=f"x{k}@ejemplo.invalid", nombre=f"Equis {k:02}", busqueda=f"equis {k:02}") for k in range(60)
    )
    pagina = client.get(reverse("cuentas:personas"), {"q": "equis"}).content.decode()
    assert "1 a 50 de 60" in pagina
    assert "?q=equis&amp;page=2" in pagina


def test_mi_cuenta_muestra_mis_papeles_con_su_oficio(persona, ente, client, entrar, sin_inline):
    entrar(persona("presenta", ente=ente))
    pagina = sin_inline(client.get(reverse("cuentas:mi_cuenta"))).content.decode()
    assert "Titular de UTIC o enlace de TIC" in pagina
    assert "Ente Uno" in pagina
    assert "OF-1" in pagina


def test_mi_cuenta_cuesta_lo_mismo_con_un_papel_que_con_tres(persona, ente, area, en, client, entrar):
    alguien = persona("presenta", ente=ente)
    entrar(alguien)
    client.get(reverse("cuentas:mi_cuenta"))  # lo que se lee una vez y se guarda
    with CaptureQueriesContext(connection) as con_uno:
        client.get(reverse("cuentas:mi_cuenta"))
    nombrar(alguien, "tecnico", oficio="OF-2", desde=date(2026, 1, 1), por=None, en=en, area=area)
    titular = persona("estrategico").nombramientos.get()
    nombrar(alguien, "estrategico", oficio="OF-3", desde=date(2026, 1, 1), hasta=date(2030, 1, 1), por=None, en=en,
            clase="suplencia", suple_a=titular, puesto="la dirección", oficio_fecha=date(2026, 1, 1))
    with CaptureQueriesContext(connection) as con_tres:
        pagina = client.get(reverse("cuentas:mi_cuenta")).content.decode()
    assert all(dicho in pagina for dicho in ("OF-1", "OF-2", "OF-3", area.nombre, f"de {titular.persona.nombre}"))
    assert len(con_tres) == len(con_uno)


def test_cada_nombramiento_confirmado_se_avisa_a_la_persona_y_a_quien_audita(persona, ente, en):
    uno, dos, auditor, alguien = persona("administrador"), persona("administrador"), persona("auditor"), persona()
    propuesto = nombrar(alguien, "presenta", oficio="OF", desde=en.date(), por=uno, en=en, ente=ente)
    assert not Aviso.objects.exists()
    confirmar(propuesto, por=dos, en=en)
    assert set(Aviso.objects.values_list("persona", flat=True)) == {auditor.pk, alguien.pk}


def test_un_nombramiento_futuro_recibe_su_permiso_el_dia_que_empieza(persona, ente, en):
    alguien, manana = persona(), reloj.dia_de(en) + timedelta(days=1)
    nombrar(alguien, "presenta", oficio="OF", desde=manana, por=None, en=en, ente=ente)
    assert not UserObjectPermission.objects.filter(user=alguien).exists()
    assert derivar_del_dia(manana) == 1
    assert UserObjectPermission.objects.filter(user=alguien).count() == 1


def test_el_ultimo_dia_cuenta_completo_en_hermosillo_aunque_en_utc_ya_sea_otro(persona, ente):
    alguien, tarde = persona(), datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    with reloj.detenido_en(tarde):
        nombrar(alguien, "presenta", oficio="OF", desde=date(2026, 1, 1), hasta=date(2026, 3, 2), por=None, en=tarde, ente=ente)
        assert acceso.puede(alguien, "solicitud.presentar", ente)


def entrar_como(client, entrar, persona):
    """Cambia de persona en el mismo navegador."""
    client.post(reverse("account_logout"))
    assert entrar(persona).status_code == 302
