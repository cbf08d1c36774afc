"""La coherencia donde se escribe: junto a su campo, sin guardar nada, y en el acto, que impide de verdad."""

import pytest
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, Fundamento, Revision, Solicitud
from flujos.models import BorradorDeTrabajo
from tests.herramientas.parametros import poner
from tests.tecleado import opinion, propuesta

pytestmark = pytest.mark.django_db
AREA = "infraestructura"
HTMX = {"HX-Request": "true"}
RAZON = "Lo decide el costo-beneficio: hay un contrato vigente."


def _como(persona):
    cliente = Client()
    cliente.force_login(persona)
    return cliente


def _negada(mundo, solicitud, **cambios):
    pk = solicitud.conceptos.get().pk
    return propuesta(mundo, solicitud, "no_favorable", **{f"razones_{pk}": ["R07"], f"corregir_{pk}": "Ajuste."}, **cambios)


def test_al_opinar_se_dice_junto_al_concepto_y_no_se_guarda_nada(mundo):
    solicitud = mundo.en_revision()
    concepto = solicitud.conceptos.get()
    url = reverse("flujos:revision", args=[solicitud.pk, AREA])
    escrito = opinion(solicitud, "no_procede", texto="", comprobar="1", borrador="1", **{f"nota_{concepto.pk}": "Rebasa."})
    antes = Evento.objects.count()
    al_vuelo = _como(mundo.tecnicos[AREA]).post(url, escrito, headers=HTMX)
    assert al_vuelo.status_code == 200
    hueco = al_vuelo.text.partition('id="hallazgos-concepto-1"')[2].partition("</div>")[0]
    assert "no procede y ningún criterio técnico dice «No cumple»: diga de qué depende" in " ".join(hueco.split())
    assert "según sus conceptos: <strong>No procede</strong>" in al_vuelo.text
    assert "Escriba la opinión" not in al_vuelo.text
    pagina = _como(mundo.tecnicos[AREA]).post(url, escrito)
    assert (pagina.status_code, "ningún criterio técnico dice" in pagina.text, "<details class=\"govuk-details\" open>" in pagina.text) == (
        200, True, True)
    assert (Evento.objects.count(), BorradorDeTrabajo.objects.count(), Revision.objects.get().dada_en) == (antes, 0, None)


def test_la_razon_que_se_da_al_opinar_queda_en_la_opinion_y_en_su_evento(mundo):
    solicitud = mundo.en_revision()
    concepto = solicitud.conceptos.get()
    url = reverse("flujos:revision", args=[solicitud.pk, AREA])
    escrito = opinion(solicitud, "no_procede", **{f"nota_{concepto.pk}": "Rebasa."})
    sin = _como(mundo.tecnicos[AREA]).post(url, escrito)
    assert sin.status_code == 422
    assert "aclaracion_no_procede_y_cumple" in sin.context["form"].errors
    assert _como(mundo.tecnicos[AREA]).post(url, escrito | {"aclaracion_no_procede_y_cumple": "La cantidad."}).status_code == 302
    revision = Revision.objects.get()
    assert (revision.postura, revision.aclaraciones) == ("no_procede", {"no_procede_y_cumple": "La cantidad."})
    assert Evento.objects.get(accion="revision.dada").datos_evento.datos["aclaraciones"] == revision.aclaraciones


def test_opinar_y_corregir_exigen_lo_mismo_que_la_pantalla(mundo):
    solicitud = mundo.en_revision()
    opiniones = {c.pk: ("no_procede", " ") for c in solicitud.conceptos.all()}
    with pytest.raises(DatosInvalidos, match="Escriba por qué no procede el concepto 1"):
        mundo.dar(tramite.opinar, solicitud, opiniones=opiniones)
    with pytest.raises(DatosInvalidos, match="no son de esta solicitud"):
        mundo.dar(tramite.opinar, solicitud, opiniones={c.pk: ("procede", "") for c in solicitud.conceptos.all()} | {10**6: ("procede", "")})


def test_un_area_que_niega_una_parte_procede_en_parte(mundo):
    solicitud = mundo.en_revision(conceptos=2)
    uno, otro = solicitud.conceptos.all()
    mundo.dar(tramite.opinar, solicitud, opiniones={uno.pk: ("no_procede", "Rebasa."), otro.pk: ("procede", "")})
    assert Revision.objects.get().get_postura_display() == "Procede en parte"


def test_resolver_contra_todas_las_areas_pide_su_razon_y_queda_en_lo_congelado(mundo):
    mundo.credenciales()
    solicitud = mundo.en_estrategia()
    cliente, url = _como(mundo.estrategico), reverse("flujos:estrategia", args=[solicitud.pk])
    al_vuelo = cliente.post(url, _negada(mundo, solicitud, comprobar="1"), headers=HTMX)
    assert "diga qué criterio estratégico lo decide y por qué" in al_vuelo.text
    assert cliente.post(url, _negada(mundo, solicitud)).status_code == 422
    assert cliente.post(url, _negada(mundo, solicitud, aclaracion_contra_todas_las_areas=RAZON)).status_code == 302
    mundo.trabajar()
    dictamen = Dictamen.objects.get()
    assert dictamen.aclaraciones == {"contra_todas_las_areas": RAZON}
    (dada,) = dictamen.congelado["coherencia"]
    assert (dada["regla"], dada["razon"]) == ("contra_todas_las_areas", RAZON)
    assert Evento.objects.get(accion="dictamen.propuesto").datos_evento.datos["aclaraciones"] == dictamen.aclaraciones
    cola = _como(mundo.firmante).get(reverse("flujos:por_firmar"))
    assert RAZON in cola.text
    assert RAZON in _como(mundo.firmante).get(reverse("flujos:firma", args=[solicitud.pk])).text


def test_una_aclaracion_que_nadie_pidio_no_se_guarda(mundo):
    solicitud = mundo.en_estrategia()
    mundo.proponer(solicitud, aclaraciones={"contra_todas_las_areas": RAZON})
    assert Dictamen.objects.get().aclaraciones == {}


def test_por_parametro_lo_que_pedia_razon_impide(mundo):
    solicitud = mundo.en_estrategia()
    poner("coherencia.severidades", {"contra_todas_las_areas": "impide"})
    with pytest.raises(DatosInvalidos, match="ningún criterio estratégico"):
        mundo.dar(tramite.proponer, solicitud, aclaraciones={"contra_todas_las_areas": RAZON}, sentidos={
            c.pk: {"sentido": "improcedente", "razones": ["x"], "corregir": ""} for c in solicitud.conceptos.all()})


def test_el_fundamento_que_dejo_de_regir_despues_de_proponerse_detiene_la_firma_y_dice_por_donde_salir(mundo):
    mundo.credenciales()
    solicitud = mundo.proponer(mundo.en_estrategia(), fundamentos=[Fundamento.objects.first()])
    mundo.trabajar()
    Fundamento.objects.update(vigente_desde="2020-01-01", vigente_hasta="2020-12-31")
    with pytest.raises(DatosInvalidos, match=r"terminó el 31 de diciembre de 2020"):
        mundo.firmar(solicitud)
    assert Solicitud.objects.get().estado == "en_firma"
    assert "dejó de regir" in _como(mundo.firmante).get(reverse("flujos:por_firmar")).text
