"""Cada ente administra a su gente: propone con su oficio, la Subsecretaría confirma, y nadie sale de su ente."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archivos import cuarentena
from archivos.entrada import guardar
from archivos.models import Archivo, EstadoDeArchivo
from bitacora.cadena import verificar_cadena
from bitacora.models import DatosEvento, Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.acceso import acceso
from cuentas.models import Aviso, Ente, Nombramiento, Usuario
from cuentas.personas import designaciones
from cuentas.personas.designaciones import DesignacionImposible, Oficio, designar
from cuentas.personas.nombramientos import NombramientoImposible, confirmar, nombrar, revocar
from flujos.captura import revision_de_archivos

pytestmark = pytest.mark.django_db
CORREO = "rosa@ejemplo.invalid"
OFICIO = pdf_de_muestra("Oficio OM-7/2026")


@pytest.fixture
def otro_ente(db):
    return Ente.objects.create(siglas="DOS", nombre="Ente Dos", naturaleza="entidad")


@pytest.fixture
def titular(persona, ente):
    return persona("presenta", ente=ente)


@pytest.fixture
def administra(persona):
    return persona("administrador")


def como(alguien):
    cliente = Client()
    cliente.force_login(alguien, backend=settings.AUTHENTICATION_BACKENDS[0])
    return cliente


def datos(**cambios):
    hoy = reloj.hoy().isoformat()
    return {"nombre": "Rosa Ficticia", "correo": CORREO, "cargo": "Analista", "papeles": ["elabora"], "oficio": "OM-7/2026",
            "oficio_fecha": hoy, "desde": hoy, "hasta": "",
            "archivo": SimpleUploadedFile("oficio.pdf", OFICIO, "application/pdf")} | cambios


def enviar(cliente, ente, **cambios):
    return cliente.post(reverse("cuentas:designar", args=[ente.pk]), datos(**cambios), follow=True)


def proponer(por, ente, correo=CORREO, papeles=("elabora",), **cambios):
    oficio = Oficio("OM-7/2026", date(2026, 1, 5), guardar(OFICIO, "application/pdf"))
    return designar(ente, correo=correo, nombre="Rosa Ficticia", cargo="Analista", papeles=papeles, oficio=oficio, por=por,
                    **{"desde": date(2026, 1, 5), "hasta": None, "fundamento": "Tomó posesión antes.", "en": reloj.ahora()} | cambios)


def test_el_ente_propone_con_su_oficio_y_no_da_acceso_hasta_que_otra_persona_confirma(
    titular, administra, ente, mailoutbox, sin_inline
):
    cliente, admin = como(titular), como(administra)
    sin_inline(cliente.get(reverse("cuentas:designar", args=[ente.pk])))
    pagina = sin_inline(enviar(cliente, ente, papeles=["elabora", "presenta"])).content.decode()
    assert "Por confirmar" in pagina
    assert CORREO in pagina
    assert "Rosa Ficticia" not in pagina, "el nombre de la cuenta no se dice hasta que se confirma"
    rosa = Usuario.objects.get(correo=CORREO)
    uno, dos = rosa.nombramientos.order_by("pk")
    assert (uno.oficio, uno.oficio_archivo.leer(), dos.papel, mailoutbox) == ("OM-7/2026", OFICIO, "presenta", [])
    assert not acceso.puede(rosa, "solicitud.elaborar", ente)
    assert Aviso.objects.get(persona=administra).url == reverse("cuentas:persona", args=[rosa.pk])

    lista = sin_inline(admin.get(reverse("cuentas:personas"))).content.decode()
    escaneo = reverse("cuentas:designacion_oficio", args=[uno.pk])
    assert escaneo in lista
    descarga = admin.get(escaneo)
    assert (b"".join(descarga.streaming_content), "sandbox" in descarga["Content-Security-Policy"]) == (OFICIO, True)
    for nombramiento in (uno, dos):
        confirmacion = reverse("cuentas:nombramiento_confirmar", args=[nombramiento.pk])
        assert escaneo.replace(str(uno.pk), str(nombramiento.pk)) in sin_inline(admin.get(confirmacion)).content.decode()
        admin.post(confirmacion)
    assert [correo.to for correo in mailoutbox] == [[CORREO]], "se le invita una sola vez, al confirmarse"
    assert acceso.puede(Usuario.objects.get(pk=rosa.pk), "solicitud.presentar", ente)
    assert Aviso.objects.filter(persona=titular, asunto__startswith="Nombramiento confirmado").count() == 2
    assert "Rosa Ficticia" in cliente.get(reverse("cuentas:mi_ente")).content.decode()
    assert verificar_cadena().integra


def test_el_mismo_envio_dos_veces_propone_una(titular, ente):
    cliente = como(titular)
    for _ in range(2):
        pagina = enviar(cliente, ente, ficha_de_envio="una").content.decode()
    assert "no se repitió" in pagina
    assert Nombramiento.objects.filter(persona__correo=CORREO).count() == 1


def test_a_quien_ya_tiene_cuenta_se_le_designa_igual_y_no_se_dice_ni_se_cambia(titular, administra, ente, otro_ente, persona, mailoutbox):
    conocida = persona("elabora", ente=otro_ente, correo=CORREO, nombre="Nombre De La Cuenta")
    pagina = enviar(como(titular), ente).content.decode()
    assert "Nombre De La Cuenta" not in pagina
    nombramiento = Nombramiento.objects.get(persona=conocida, ente=ente)
    assert designaciones.confirmar(nombramiento, por=administra, en=reloj.ahora())[1]
    assert (Usuario.objects.get(correo=CORREO).nombre, mailoutbox) == ("Nombre De La Cuenta", [])


@pytest.mark.parametrize("papel", ["auditor", "administrador"])
def test_designar_contesta_igual_a_quien_audita_o_administra_y_se_niega_al_confirmar(titular, administra, ente, persona, papel):
    persona(papel, correo=CORREO)
    dicho, igual = (enviar(como(titular), ente, correo=correo).content.decode() for correo in (CORREO, "nadie@ejemplo.invalid"))
    assert "La designación quedó propuesta" in dicho
    assert "La designación quedó propuesta" in igual
    assert papel not in dicho.lower().split("<main")[1].split("</main>")[0]
    propuesto = Nombramiento.objects.get(ente=ente, persona__correo=CORREO)
    with pytest.raises(NombramientoImposible, match="no se combinan"):
        designaciones.confirmar(propuesto, por=administra, en=reloj.ahora())
    propuesto.refresh_from_db()
    assert propuesto.confirmado_en is None


def test_lo_que_un_ente_propuso_no_estorba_a_otros_papeles_hasta_que_se_confirma(titular, administra, ente):
    rosa = proponer(titular, ente)
    otra = nombrar(rosa, "auditor", oficio="SGD-1", desde=reloj.hoy(), por=administra, en=reloj.ahora())
    revocar(otra, por=administra, en=reloj.ahora())
    designaciones.confirmar(Nombramiento.objects.get(papel="elabora"), por=administra, en=reloj.ahora())
    with pytest.raises(NombramientoImposible, match="no se combinan"):
        nombrar(rosa, "auditor", oficio="SGD-2", desde=reloj.hoy(), por=administra, en=reloj.ahora())


@pytest.mark.parametrize(
    ("cambios", "dice"),
    [
        ({"papeles": []}, "Elija los papeles"),
        ({"papeles": ["administrador"]}, "Elija los papeles"),
        ({"oficio": ""}, "Escriba el número del oficio"),
        ({"archivo": ""}, "Adjunte el oficio escaneado"),
        ({"archivo": SimpleUploadedFile("oficio.xlsx", b"PK\x03\x04")}, "en PDF o como imagen"),
        ({"archivo": SimpleUploadedFile("oficio.pdf", b"hola", "application/pdf")}, "no es un archivo PDF"),
        ({"oficio_fecha": "2149-01-01"}, "no puede ser posterior a hoy"),
        ({"hasta": "2020-01-01"}, "no puede ser anterior"),
    ],
)
def test_el_formulario_dice_que_falta_y_no_registra_nada(titular, ente, cambios, dice):
    respuesta = enviar(como(titular), ente, **cambios)
    assert dice in respuesta.content.decode()
    assert not Usuario.objects.filter(correo=CORREO).exists()


def test_nadie_se_designa_a_si_mismo_ni_repite_un_papel(titular, ente):
    cliente = como(titular)
    assert "Nadie cambia sus propios papeles" in enviar(cliente, ente, correo=titular.correo).content.decode()
    enviar(cliente, ente)
    assert "ya es persona que elabora" in enviar(cliente, ente, oficio="OM-8").content.decode()
    assert Nombramiento.objects.filter(ente=ente).count() == 2


def test_lo_de_otro_ente_no_existe(titular, ente, otro_ente, persona):
    ajena, suya = como(persona("presenta", ente=otro_ente)), persona("elabora", ente=ente)
    proponer(titular, ente)
    assert suya.nombre not in ajena.get(reverse("cuentas:mi_ente")).content.decode()
    assert enviar(ajena, ente).status_code == 404
    for nombramiento in Nombramiento.objects.filter(ente=ente):
        for ruta in ("designacion_terminar", "designacion_oficio"):
            assert ajena.get(reverse(f"cuentas:{ruta}", args=[nombramiento.pk])).status_code == 404
        assert ajena.post(reverse("cuentas:designacion_terminar", args=[nombramiento.pk])).status_code == 404
    assert not Nombramiento.objects.exclude(revocado_en=None).exists()


def test_quien_solo_elabora_no_administra_salvo_donde_una_persona_hace_todo(titular, ente, persona):
    elabora = persona("elabora", ente=ente)
    cliente = como(elabora)
    assert cliente.get(reverse("cuentas:mi_ente")).status_code == 403
    assert enviar(cliente, ente).status_code == 403
    with pytest.raises(acceso.AccesoDenegado):
        proponer(elabora, ente)
    with pytest.raises(acceso.AccesoDenegado):
        revocar(titular.nombramientos.get(), por=elabora, en=reloj.ahora())
    Ente.objects.filter(pk=ente.pk).update(presenta_quien_elabora=True)
    assert reverse("cuentas:mi_ente") in como(elabora).get(reverse("cuentas:mi_cuenta")).content.decode()
    assert enviar(como(elabora), ente).status_code == 200


def test_del_ente_no_sale_ningun_papel_de_la_subsecretaria_ni_de_otro_ente(titular, otro_ente, persona, area):
    alguien = persona()
    for papel, donde in (("recepcion", {}), ("tecnico", {"area": area}), ("presenta", {"ente": otro_ente})):
        with pytest.raises(acceso.AccesoDenegado):
            nombrar(alguien, papel, oficio="OF", desde=reloj.hoy(), por=titular, en=reloj.ahora(), **donde)
    with pytest.raises(acceso.AccesoDenegado):
        revocar(persona("recepcion").nombramientos.get(), por=titular, en=reloj.ahora())


def test_quien_propone_desde_el_ente_no_confirma(titular, ente):
    rosa = proponer(titular, ente)
    with pytest.raises(acceso.AccesoDenegado):
        confirmar(rosa.nombramientos.get(), por=titular, en=reloj.ahora())


def test_terminar_rige_con_la_sesion_abierta_y_avisa(titular, ente, persona):
    saliente, auditor = persona("presenta", ente=ente), persona("auditor")
    abierta, cliente = como(saliente), como(titular)
    assert abierta.get(reverse("cuentas:mi_ente")).status_code == 200
    nombramiento = saliente.nombramientos.get()
    terminar = reverse("cuentas:designacion_terminar", args=[nombramiento.pk])
    assert "Es el último papel" not in cliente.get(terminar).content.decode()
    for _ in range(2):
        cliente.post(terminar)
    assert abierta.get(reverse("cuentas:mi_ente")).status_code == 403
    assert Evento.objects.filter(accion="nombramiento.revocado", por=titular).count() == 1
    assert set(Aviso.objects.filter(asunto__startswith="Nombramiento revocado").values_list("persona", flat=True)) == {
        saliente.pk, auditor.pk}
    assert "Quienes ya no tienen papel" in cliente.get(reverse("cuentas:mi_ente")).content.decode()


def test_nadie_se_quita_lo_suyo_y_quitar_lo_ultimo_se_advierte(titular, administra, ente, persona):
    suyo = titular.nombramientos.get()
    terminar = reverse("cuentas:designacion_terminar", args=[suyo.pk])
    assert "nadie cambia sus propios papeles" in como(titular).get(terminar).content.decode()
    assert como(titular).post(terminar).status_code == 403
    revocacion = reverse("cuentas:nombramiento_revocar", args=[suyo.pk])
    assert "Es el último papel con que Ente Uno presenta" in como(administra).get(revocacion).content.decode()
    Ente.objects.filter(pk=ente.pk).update(presenta_quien_elabora=True)
    persona("elabora", ente=ente)
    assert "Es el último" not in como(administra).get(revocacion).content.decode()


def test_la_suplencia_del_titular_no_cuenta_como_quien_queda(titular, ente, persona, en):
    suyo = titular.nombramientos.get()
    nombrar(persona(), "presenta", ente=ente, clase="suplencia", suple_a=suyo, puesto="la UTIC", oficio="OM-9", por=None,
            oficio_fecha=date(2026, 1, 1), desde=date(2026, 1, 1), hasta=date(2026, 12, 31), en=en)
    assert designaciones.deja_sin_presentar(suyo, reloj.dia_de(en))
    persona("presenta", ente=ente)
    assert not designaciones.deja_sin_presentar(suyo, reloj.dia_de(en))


def test_retirar_una_propuesta_no_le_escribe_a_quien_nunca_se_confirmo(titular, ente):
    rosa = proponer(titular, ente)
    revocar(rosa.nombramientos.get(), por=titular, en=reloj.ahora())
    assert not Aviso.objects.filter(persona=rosa).exists()


def test_sin_poder_leer_el_oficio_nadie_confirma_y_el_que_trae_virus_se_retira(titular, administra, ente, monkeypatch):
    rosa = proponer(titular, ente)
    nombramiento, archivo = rosa.nombramientos.get(), Archivo.objects.get()
    Archivo.objects.update(estado=EstadoDeArchivo.PENDIENTE)
    assert como(administra).get(reverse("cuentas:designacion_oficio", args=[nombramiento.pk])).status_code == 404
    with pytest.raises(NombramientoImposible, match="todavía no se puede abrir"):
        confirmar(nombramiento, por=administra, en=reloj.ahora())
    monkeypatch.setattr(revision_de_archivos.antivirus, "hay", lambda: True)
    monkeypatch.setattr(revision_de_archivos.antivirus, "escanear", lambda trozos: "Prueba-EICAR")
    assert cuarentena.pendientes(reloj.ahora()).get() == archivo
    revision_de_archivos.revisar_pendientes(reloj.ahora())
    nombramiento.refresh_from_db()
    assert nombramiento.revocado_en
    assert Aviso.objects.filter(persona=titular, asunto__startswith="Nombramiento revocado").exists()


def test_el_evento_dice_con_que_oficio(titular, ente):
    rosa = proponer(titular, ente)
    propuesto = DatosEvento.objects.get(evento__accion="nombramiento.propuesto").datos
    dicho = DatosEvento.objects.get(evento__accion="designacion.propuesta", evento__objeto=f"usuario:{rosa.pk}").datos
    assert (propuesto["oficio_sha256"], dicho["nombre"]) == (Archivo.objects.get().sha256, "Rosa Ficticia")


def test_si_el_segundo_papel_no_se_puede_no_queda_ninguno(titular, ente, persona):
    persona("presenta", ente=ente, correo=CORREO)
    with pytest.raises(DesignacionImposible):
        proponer(titular, ente, papeles=("elabora", "presenta"))
    assert not Nombramiento.objects.filter(persona__correo=CORREO, papel="elabora").exists()


def test_la_designacion_que_empieza_despues_de_la_vigente_es_una_renovacion(titular, ente, persona):
    alguien = persona("elabora", ente=ente, correo=CORREO)
    fin = reloj.hoy() + timedelta(days=30)
    Nombramiento.objects.filter(persona=alguien).update(hasta=fin)
    proponer(titular, ente, desde=fin + timedelta(days=1))
    assert alguien.nombramientos.count() == 2
