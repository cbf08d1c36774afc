"""Las listas de criterios como datos: qué se acepta, quién publica, qué cambió y que sembrar no pisa lo publicado."""

from __future__ import annotations

import importlib
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso import dos_personas
from dictamenes import siembra
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import ListaDeCriterios
from dictamenes.textos import criterios

UNO = {"clave": "uso", "nombre": "Uso", "pregunta": "¿Se usa?"}


@pytest.mark.parametrize("mala", [
    {}, [], ["uso"], [{**UNO, "peso": 3}], [{"clave": "uso", "nombre": "Uso"}], [{**UNO, "clave": "Con espacio"}],
    [{**UNO, "nombre": " "}], [{**UNO, "pregunta": "x" * 501}], [{**UNO, "pregunta": "nula \x00"}],
    [{**UNO, "pregunta": "media \ud800"}], [{**UNO, "categorias": ["nave"]}], [{**UNO, "categorias": [[]]}],
    [{**UNO, "categorias": "software"}], [UNO, UNO], [UNO] * 61,
])
def test_una_lista_mal_hecha_no_vale(mala):
    with pytest.raises(DatosInvalidos):
        criterios.leer(json.dumps(mala))


@pytest.mark.parametrize("texto", ["[", "{}x", "9" * 5000, "[" * 100_000, "NaN"])
def test_lo_que_no_es_json_se_dice(texto):
    with pytest.raises(DatosInvalidos):
        criterios.leer(texto)


def test_lo_que_se_escribe_se_vuelve_a_leer_igual():
    lista = [UNO, {**UNO, "clave": "otro", "categorias": ["software"]}]
    assert criterios.leer(criterios.escribir(lista)) == lista


def test_las_de_arranque_valen_y_lo_de_software_solo_se_pregunta_si_hay_software(mundo):
    for clase in ("tecnica", "estrategica"):
        assert criterios.faltas(criterios.vigente(clase).criterios) == []
    tecnica = criterios.vigente("tecnica")
    assert "propiedad" not in {c.clave for c in tecnica.preguntas(["computo"])}
    assert tecnica.preguntas(["computo", "desarrollo"]) == tecnica.preguntas()


def test_los_cambios_se_dicen_con_nombre(mundo):
    antes = ListaDeCriterios(numero=1, criterios=[UNO, {**UNO, "clave": "otro", "nombre": "Otro"}]).preguntas()
    ahora = ListaDeCriterios(numero=2, criterios=[
        {**UNO, "pregunta": "¿Y se usa?"}, {**UNO, "clave": "nuevo", "nombre": "Nuevo"}]).preguntas()
    assert criterios.cambios(antes, ahora) == ["Se agregó «Nuevo»", "Cambió «Uso»", "Se retiró «Otro»"]
    assert criterios.cambios(ahora, ahora) == []


def test_quien_redacto_no_publica_y_lo_publicado_no_cambia(mundo):
    borrador = criterios.redactar("tecnica", [UNO], por=mundo.administrador, en=mundo.en)
    assert criterios.vigente("tecnica").numero == 1
    with pytest.raises(dos_personas.PublicaQuienRedacto):
        criterios.publicar(borrador, por=mundo.administrador, en=mundo.en)
    criterios.publicar(borrador, por=mundo.persona("administrador"), en=mundo.en)
    with pytest.raises(dos_personas.YaPublicada):
        criterios.publicar(borrador, por=mundo.administrador, en=mundo.en)
    otra = criterios.redactar("tecnica", [{**UNO, "nombre": "Otra"}], por=mundo.administrador, en=mundo.en)
    assert (otra.numero, criterios.vigente("tecnica").criterios) == (3, [UNO])
    assert Evento.objects.filter(accion__in=["criterios.redactado", "criterios.publicado"]).count() == 3


def test_sembrar_otra_vez_no_pisa_lo_publicado(mundo):
    mundo.publicar_criterios()
    siembra.sembrar(mundo.en)
    assert criterios.vigente("tecnica").numero == 2
    assert ListaDeCriterios.objects.count() == 3


def test_al_actualizar_una_instalacion_lo_que_estaba_en_el_programa_es_la_version_1(mundo):
    sembradas = list(ListaDeCriterios.objects.values("clase", "numero", "criterios"))
    ListaDeCriterios.objects.all().delete()
    migracion = importlib.import_module("dictamenes.migrations.0015_listas_de_criterios")
    migracion.pasar_a_datos(apps, None)
    assert list(ListaDeCriterios.objects.values("clase", "numero", "criterios")) == sembradas
    assert ListaDeCriterios.objects.filter(publicada_en=None).count() == 0


def test_no_se_publica_la_lista_que_cambio_despues_de_leerla_ni_se_pisa_la_de_otra_persona(mundo, client):
    lista = mundo.lista_de_criterios()
    leida, despues = lista.marca, mundo.en + timedelta(minutes=1)
    criterios.redactar("tecnica", [*lista.criterios[:-1]], por=lista.redactada_por, en=despues)
    client.force_login(mundo.administrador)
    assert client.post(reverse("dictamenes:criterios_publicar", args=[lista.pk]), {"leida": leida}).status_code == 409
    mia = criterios.escribir(lista.criterios)
    pagina = client.post(reverse("dictamenes:lista_de_criterios", args=["tecnica"]), {"criterios": mia, "leida": leida})
    assert "Otra persona guardó este texto" in pagina.content.decode()
    lista.refresh_from_db()
    assert (len(lista.criterios), lista.publicada_en) == (len(criterios.leer(mia)) - 1, None)


def test_lo_pegado_de_un_procesador_de_textos_se_lee():
    criterio = {"clave": "vida", "nombre": "Vida\u00a0útil ", "pregunta": "¿Cuánto\u00a0dura?"}
    assert criterios.leer(criterios.escribir([criterio]))[0]["nombre"] == "Vida útil"
