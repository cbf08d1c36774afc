"""Quien suple actúa con las mismas reglas, y todo lo que hace dice en qué calidad: bitácora, pantalla, aviso y PDF."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Area, Aviso, Nombramiento, Usuario
from cuentas.personas.ausencias import cancelar, registrar
from cuentas.personas.nombramientos import nombrar, revocar
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.documento.ficha_publica import ficha_de_dictamen
from dictamenes.excepciones import DatosInvalidos, Impedimento
from dictamenes.models import Solicitud
from flujos.expediente.linea_tiempo import linea_de_tiempo
from flujos.invariantes import revisar_casos
from flujos.recorrido import actos
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from tests.mundo import RFC_FIRMANTE

pytestmark = pytest.mark.django_db
EN_CALIDAD = "en suplencia por ausencia de Titular Ficticia, oficio OM-15/2026"
LEYENDA = "En suplencia por ausencia de la persona titular de la Subsecretaría de Gobierno Digital, con fundamento en el " \
          "oficio OM-15/2026 del 27 de febrero de 2026"
AREA = "infraestructura"


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


@pytest.fixture
def titular(mundo):
    """Quien firmaba; lo suple `mundo.firmante`, con la e.firma de prueba."""
    Usuario.objects.filter(pk=mundo.firmante.pk).update(rfc="")
    return mundo.persona("firmante", nombre="Titular Ficticia")


def suplir(mundo, alguien, titular=None, papel="firmante", **cambios):
    de = titular.nombramientos.get() if titular else None
    datos = {"oficio": "OM-15/2026", "oficio_fecha": date(2026, 2, 27), "desde": date(2026, 3, 2),
             "hasta": date(2026, 3, 20), "puesto": "la Subsecretaría de Gobierno Digital",
             "clase": "suplencia" if titular else "encargado_de_despacho", "suple_a": de,
             "area": de.area if de else None} | cambios
    suplencia = nombrar(alguien, papel, por=None, en=mundo.en, **datos)
    return Usuario.objects.get(pk=suplencia.persona_id), suplencia


def suplente_que_firma(mundo, titular, **cambios):
    """Una persona nueva con su e.firma de prueba; desde ahora es el `firmante` del mundo."""
    alguien = mundo.persona(nombre="Suplente Ficticio", rfc=RFC_FIRMANTE)
    mundo.firmante, suplencia = suplir(mundo, alguien, titular, **cambios)
    return suplencia


def como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _dichos(solicitud, accion):
    return Evento.objects.de(solicitud).get(accion=accion).datos_evento.datos


def test_firma_en_suplencia_y_lo_dicen_la_bitacora_el_aviso_la_ficha_y_los_tres_pdf(mundo, titular):
    suplente_que_firma(mundo, titular)
    solicitud = mundo.por_firmar()
    assert solicitud.dictamen.datos["autoriza"]["calidad"] == LEYENDA
    assert "actúa en suplencia" in Aviso.objects.get(persona=mundo.firmante, asunto__contains="firma").asunto
    pagina = como(mundo.firmante).get(reverse("flujos:firma", args=[solicitud.pk])).content.decode()
    assert LEYENDA in pagina
    solicitud = mundo.firmar(solicitud)
    mundo.trabajar()
    dictamen = Solicitud.objects.get(pk=solicitud.pk).dictamen
    assert _dichos(solicitud, "dictamen.firmado")["en_calidad_de"] == EN_CALIDAD
    assert "en_calidad_de" not in _dichos(solicitud, "dictamen.propuesto")
    for archivo in (dictamen.sellado, dictamen.de_las_partes, dictamen.publico):
        assert texto_de(archivo.leer()).count(LEYENDA) == 1
    assert ficha_de_dictamen(dictamen, mundo.en.date()).calidad == LEYENDA
    assert LEYENDA in Client().get(reverse("dictamenes:verificar_clave", args=[dictamen.clave])).content.decode()
    autores = {mirada: [e["autor"] for e in linea_de_tiempo(solicitud, mirada)] for mirada in ("central", "ente")}
    assert f"Suplente Ficticio, {EN_CALIDAD}" in autores["central"]
    assert "suplencia" not in str(autores["ente"])
    assert revisar_casos([solicitud.pk]) == []
    Nombramiento.objects.filter(clase="suplencia").update(clase="titular", suple_a=None)
    assert [f.invariante for f in revisar_casos([solicitud.pk])] == ["SD13 · Cada quien actúa con su propio papel"]


def test_la_encargada_del_despacho_firma_con_ese_cargo_y_el_area_suplida_lo_dice(mundo, titular):
    suplente_que_firma(mundo, None)
    revocar(titular.nombramientos.get(), por=None, en=mundo.en)
    tecnica = mundo.persona(nombre="Otra Ficticia")
    tecnica, _ = suplir(mundo, tecnica, mundo.tecnicos[AREA], "tecnico", puesto="el área de Infraestructura")
    mundo.tecnicos[AREA] = tecnica
    solicitud = mundo.por_firmar()
    datos = solicitud.dictamen.datos
    assert datos["autoriza"]["cargo"] == "Persona encargada del despacho de la Subsecretaría de Gobierno Digital"
    texto = texto_de(solicitud.dictamen.sellado.leer())
    assert "Persona encargada del despacho de la Subsecretaría de Gobierno Digital Actúa con fundamento en el oficio" in texto
    assert "En suplencia por ausencia de la persona titular del área de Infraestructura" in texto
    assert "calidad" not in datos["elaboro"]
    assert "suplencia" in _dichos(solicitud, "revision.dada")["en_calidad_de"]


@pytest.mark.parametrize("con_titular", [True, False], ids=["suplente", "encargada"])
def test_quien_opino_no_autoriza_aunque_supla(mundo, titular, con_titular):
    tecnico, _ = suplir(mundo, mundo.tecnicos[AREA], titular if con_titular else None)
    solicitud = mundo.en_estrategia()
    with pytest.raises(DatosInvalidos, match="una función por asunto"):
        mundo.proponer(solicitud, autoriza=tecnico)
    pagina = como(mundo.estrategico).get(reverse("flujos:estrategia", args=[solicitud.pk])).content.decode()
    assert EN_CALIDAD not in pagina


@pytest.mark.parametrize("con_titular", [True, False], ids=["suplente", "encargada"])
def test_quien_es_del_area_requirente_no_actua_aunque_supla(mundo, titular, con_titular):
    alguien = mundo.persona(adscripcion=mundo.area_requirente)
    firma, _ = suplir(mundo, alguien, titular if con_titular else None)
    opina = mundo.persona(adscripcion=mundo.area_requirente)
    opina, _ = suplir(mundo, opina, mundo.tecnicos[AREA] if con_titular else None, "tecnico",
                      area=Area.objects.get(clave=AREA))
    solicitud = mundo.en_revision()
    with pytest.raises(Impedimento, match="área requirente"):
        mundo.opinar(solicitud, AREA, por=opina)
    mundo.opinar(solicitud, AREA)
    with pytest.raises(DatosInvalidos, match="área requirente"):
        mundo.proponer(solicitud, autoriza=firma)


def test_perder_la_suplencia_con_la_sesion_abierta_surte_efecto_al_momento(mundo, titular):
    suplencia = suplente_que_firma(mundo, titular)
    solicitud = mundo.por_firmar()
    cliente, url = como(mundo.firmante), reverse("flujos:firma", args=[solicitud.pk])
    assert cliente.get(url).status_code == 200
    revocar(suplencia, por=mundo.administrador, en=mundo.en)
    assert cliente.get(url).status_code == 403
    assert cliente.post(url, {"visto": "x", "contrasena": "x"}).status_code == 403
    mundo.firmante = Usuario.objects.get(pk=mundo.firmante.pk)
    with pytest.raises(AccesoDenegado):
        mundo.firmar(solicitud)


def test_no_se_firma_un_documento_que_dice_otra_calidad(mundo, titular):
    suplencia = suplente_que_firma(mundo, titular)
    solicitud = mundo.por_firmar()
    revocar(suplencia, por=None, en=mundo.en)
    mundo.firmante, _ = suplir(mundo, mundo.firmante, titular, oficio="OM-99/2026")
    with pytest.raises(DatosInvalidos, match="en otra calidad"):
        mundo.firmar(solicitud)


def test_coordinacion_recoge_de_firma_lo_del_ausente_y_firma_quien_suple(mundo, titular):
    solicitud = mundo.proponer(mundo.en_estrategia(), autoriza=titular)
    mundo.credenciales()
    mundo.trabajar()
    coordina, url = como(mundo.coordinacion), reverse("flujos:recoger_de_firma", args=[solicitud.pk])
    assert coordina.get(url).status_code == 302
    with pytest.raises(DatosInvalidos, match="puede firmarlo"):
        actos.ejecutar(tramite.recoger_de_firma, solicitud, por=mundo.coordinacion, en=mundo.en, motivo="Urge.")
    hasta = mundo.en.date() + timedelta(days=9)
    ausencia = registrar(titular, desde=mundo.en.date(), hasta=hasta, motivo="incapacidad", por=titular, en=mundo.en)
    expediente = reverse("flujos:expediente", args=[solicitud.pk])
    pagina = coordina.get(expediente).content.decode()
    assert "ausente hasta el 11 de marzo de 2026" in pagina
    assert "ncapacidad" not in pagina
    assert "ausente" not in como(mundo.presenta).get(expediente).content.decode()
    folio = Solicitud.objects.get(pk=solicitud.pk).dictamen.folio
    assert coordina.post(url, {"motivo": "Está de vacaciones."}).status_code == 302
    suplente_que_firma(mundo, titular)
    pagina = como(mundo.estrategico).get(reverse("flujos:estrategia", args=[solicitud.pk])).content.decode()
    assert f"Suplente Ficticio ({EN_CALIDAD})" in pagina
    assert "Titular Ficticia (ausente hasta el 11 de marzo de 2026)" in pagina
    mundo.proponer(solicitud)
    mundo.trabajar()
    solicitud = mundo.firmar(Solicitud.objects.get(pk=solicitud.pk))
    assert solicitud.dictamen.folio == folio
    assert revisar_casos([solicitud.pk]) == []
    cancelar(ausencia, por=titular, en=mundo.en)


def test_turnar_marca_a_quien_esta_ausente(mundo):
    solicitud, tecnico = mundo.en_revision(), mundo.tecnicos[AREA]
    registrar(tecnico, desde=mundo.en.date(), hasta=mundo.en.date(), motivo="comision", por=tecnico, en=mundo.en)
    pagina = como(mundo.coordinacion).get(reverse("flujos:turnar", args=[solicitud.pk, AREA])).content.decode()
    assert f"{tecnico.nombre} (ausente hasta el 2 de marzo de 2026; su carga pesa 0)" in pagina
