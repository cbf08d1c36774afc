"""Suplir a alguien y tener a cargo un despacho: qué se exige al nombrar, y qué se gana y se pierde con ello."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import papeles, puede
from cuentas.models import Area, Aviso, Nombramiento, Usuario
from cuentas.personas.nombramientos import NombramientoImposible, confirmar, derivar_del_dia, nombrar, revocar
from cuentas.personas.suplencias import SuplenciaImposible, calidad, cargo, en_calidad_de, fundamento
from cuentas.reloj import detenido_en

pytestmark = pytest.mark.django_db
DESDE, HASTA = date(2026, 3, 2), date(2026, 3, 20)
Clase = Nombramiento.Clase


@pytest.fixture
def titular(persona):
    return persona("firmante", nombre="Titular Ficticia").nombramientos.get()


@pytest.fixture
def en(en):
    with detenido_en(en):
        yield en


def suplir(alguien, de, en, *, por=None, **cambios):
    datos = {"oficio": "OM-15/2026", "oficio_fecha": date(2026, 2, 27), "desde": DESDE, "hasta": HASTA,
             "puesto": "la Subsecretaría de Gobierno Digital", "clase": Clase.SUPLENCIA, "suple_a": de} | cambios
    return nombrar(alguien, datos.pop("papel", "firmante"), por=por, en=en, **datos)


def test_la_suplencia_da_el_papel_entre_sus_fechas_y_no_despues(persona, titular, en):
    alguien = persona()
    suplir(alguien, titular, en, desde=en.date(), hasta=en.date() + timedelta(days=2))
    assert puede(Usuario.objects.get(pk=alguien.pk), "dictamen.firmar")
    with detenido_en(en + timedelta(days=3)):
        derivar_del_dia((en + timedelta(days=3)).date())
        terminada = Usuario.objects.get(pk=alguien.pk)
        assert not puede(terminada, "dictamen.firmar")
        assert not terminada.user_permissions.exists()
        assert puede(titular.persona, "dictamen.firmar")


def test_la_suplencia_propuesta_no_vale_hasta_que_otra_persona_la_confirma(persona, titular, en):
    alguien, una, otra = persona(), persona("administrador"), persona("administrador")
    propuesta = suplir(alguien, titular, en, por=una, desde=en.date())
    assert papeles(Usuario.objects.get(pk=alguien.pk)) == set()
    with pytest.raises(NombramientoImposible):
        confirmar(propuesta, por=una, en=en)
    confirmar(propuesta, por=otra, en=en)
    assert papeles(Usuario.objects.get(pk=alguien.pk)) == {"firmante"}
    aviso = Aviso.objects.get(persona=alguien)
    assert "en suplencia por ausencia de Titular Ficticia, oficio OM-15/2026" in aviso.asunto
    datos = Evento.objects.de(propuesta).first().datos_evento.datos
    assert (datos["clase"], datos["suple_a"], datos["oficio_fecha"]) == ("suplencia", titular.pk, "2026-02-27")


@pytest.mark.parametrize(("cambios", "dice"), [
    ({"papel": "estrategico"}, "de otro papel"),
    ({"desde": date(2019, 12, 1)}, "elija fechas dentro"),
])
def test_no_se_suple_lo_que_no_casa(persona, titular, en, cambios, dice):
    with pytest.raises(SuplenciaImposible, match=dice):
        suplir(persona(), titular, en, **cambios)
    assert Nombramiento.objects.count() == 1


def test_se_suple_hasta_el_ultimo_dia_del_puesto_y_ni_uno_mas(persona, titular, en):
    Nombramiento.objects.filter(pk=titular.pk).update(hasta=HASTA)
    titular.refresh_from_db()
    for hasta in (HASTA + timedelta(days=1), None):
        with pytest.raises(SuplenciaImposible, match="elija fechas dentro"):
            suplir(persona(), titular, en, hasta=hasta)
    assert suplir(persona(), titular, en, hasta=HASTA).hasta == HASTA


def test_nadie_se_suple_a_si_mismo_ni_suple_a_quien_suple_ni_a_quien_ya_no_es(persona, titular, en):
    with pytest.raises(SuplenciaImposible, match="a sí mismo"):
        suplir(titular.persona, titular, en)
    prestado = suplir(persona(), titular, en)
    with pytest.raises(SuplenciaImposible, match="ya suple"):
        suplir(persona(), prestado, en)
    revocar(titular, por=None, en=en)
    with pytest.raises(SuplenciaImposible, match="ya se revocó"):
        suplir(persona(), titular, en)


def test_no_hay_dos_suplencias_del_mismo_puesto_en_las_mismas_fechas(persona, titular, en):
    primera = suplir(persona(), titular, en)
    with pytest.raises(SuplenciaImposible, match="ya lo cubre"):
        suplir(persona(), titular, en, desde=HASTA, hasta=HASTA + timedelta(days=5))
    suplir(persona(), titular, en, desde=HASTA + timedelta(days=1), hasta=HASTA + timedelta(days=5))
    revocar(primera, por=None, en=en)
    suplir(persona(), titular, en)


def test_el_area_de_la_suplencia_es_la_del_puesto(persona, area, en):
    otra = Area.objects.exclude(pk=area.pk).first() or Area.objects.create(
        clave="otra", nombre="Otra", vigente_desde=date(2020, 1, 1))
    tecnico = persona("tecnico", area=area).nombramientos.get()
    with pytest.raises(SuplenciaImposible, match="ente o área"):
        suplir(persona(), tecnico, en, papel="tecnico", area=otra)
    alguien = persona()
    suplir(alguien, tecnico, en, papel="tecnico", area=area, desde=en.date())
    suplente = Usuario.objects.get(pk=alguien.pk)
    assert puede(suplente, "revision.opinar", area)
    assert not puede(suplente, "revision.opinar", otra)


def test_revocar_al_titular_revoca_tambien_su_suplencia(persona, titular, en):
    suplente = persona()
    suplencia = suplir(suplente, titular, en, desde=en.date())
    revocar(titular, por=persona("administrador"), en=en)
    suplencia.refresh_from_db()
    assert suplencia.revocado_en == en
    assert not puede(Usuario.objects.get(pk=suplente.pk), "dictamen.firmar")


def test_el_encargo_no_necesita_titular_y_no_cae_con_el(persona, titular, en):
    alguien = persona()
    suplir(alguien, None, en, clase=Clase.ENCARGADO, hasta=None, desde=en.date())
    with pytest.raises(SuplenciaImposible, match="ya lo cubre"):
        suplir(persona(), None, en, clase=Clase.ENCARGADO, hasta=None)
    revocar(titular, por=None, en=en)
    assert puede(Usuario.objects.get(pk=alguien.pk), "dictamen.firmar")


def test_la_base_no_guarda_una_suplencia_sin_a_quien(titular, en):
    for cambios in ({"clase": Clase.SUPLENCIA}, {"suple_a": titular}, {"clase": Clase.ENCARGADO}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nombramiento.objects.create(persona=titular.persona, papel="firmante", oficio="X", desde=DESDE, hasta=HASTA,
                                        propuesto_en=en, **cambios)


def test_se_dice_en_que_calidad_y_lo_propio_va_antes(persona, titular, en):
    alguien = persona()
    suplir(alguien, titular, en, desde=en.date())
    con = calidad(alguien, "dictamen.firmar", en)
    assert en_calidad_de(con) == "en suplencia por ausencia de Titular Ficticia, oficio OM-15/2026"
    assert fundamento(con) == (
        "En suplencia por ausencia de la persona titular de la Subsecretaría de Gobierno Digital, con fundamento en el "
        "oficio OM-15/2026 del 27 de febrero de 2026")
    assert calidad(alguien, "dictamen.elaborar", en) is None
    assert calidad(alguien, "dictamen.firmar", en - timedelta(days=1)) is None
    nombrar(alguien, "firmante", oficio="OF", desde=date(2020, 1, 1), por=None, en=en)
    assert calidad(alguien, "dictamen.firmar", en) is None
    encargada = persona()
    suplir(encargada, None, en, clase=Clase.ENCARGADO, hasta=None, desde=en.date(), puesto="el Centro de Datos")
    con = calidad(encargada, "dictamen.firmar", en)
    assert cargo(con, "Directora") == "Persona encargada del despacho del Centro de Datos"
    assert en_calidad_de(con) == "como persona encargada del despacho del Centro de Datos, oficio OM-15/2026"


@pytest.mark.parametrize(("cambios", "dice"), [
    ({"suple_a": ""}, "Elija a quién suple"),
    ({"puesto": ""}, "Escriba el puesto que suple"),
    ({"oficio_fecha": ""}, "Escriba la fecha del oficio"),
    ({"hasta": ""}, "una suplencia siempre termina"),
    ({"papel": "estrategico"}, "es de otro papel, ente o área"),
    ({"clase": "titular"}, "sólo se dice en una suplencia"),
    ({"clase": "encargado_de_despacho"}, "Quite a quién suple"),
])
def test_el_formulario_dice_que_le_falta_a_la_suplencia(persona, titular, en, client, entrar, cambios, dice):
    entrar(persona("administrador"))
    datos = {"clase": "suplencia", "papel": "firmante", "suple_a": titular.pk, "puesto": "la Subsecretaría",
             "oficio": "OM-1", "oficio_fecha": "27/02/2026", "desde": "02/03/2026", "hasta": "20/03/2026"}
    url = reverse("cuentas:nombrar", args=[persona().pk])
    assert dice in client.post(url, datos | cambios).content.decode()
    assert not Nombramiento.objects.exclude(clase="titular").exists()
    assert client.post(url, datos).status_code == 302
    pagina = client.get(reverse("cuentas:persona", args=[Nombramiento.objects.get(clase="suplencia").persona_id]))
    assert "En suplencia por ausencia de Titular Ficticia: la Subsecretaría" in pagina.content.decode()
