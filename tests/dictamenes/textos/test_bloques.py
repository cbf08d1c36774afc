"""Bloques de redacción y catálogo de fundamentos: qué se acepta, cómo se funden, quién publica y qué queda impreso."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cuentas.acceso import dos_personas
from cuentas.acceso.acceso import AccesoDenegado
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.documento.oficio import redactar_dictamen
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, ParrafoDeBloque, VersionDeBloque
from dictamenes.textos import bloques
from tests.dictamenes.documento.oficio.datos_ejemplo import datos_dictamen
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from tests.tecleado import propuesta


def publicado(mundo, **campos):
    return bloques.publicar(mundo.bloque(**campos), por=mundo.administrador, en=mundo.en)


@pytest.mark.parametrize("texto", ["", "  ", "{nadie}", "Falta } una", "{ente", "Con base en el artículo 12", "el art. 3"])
def test_un_texto_con_marcadores_ajenos_llaves_sueltas_o_articulos_no_vale(texto):
    assert bloques.faltas(texto)


@pytest.mark.parametrize("texto", ["Para {ente} y {total}.", "Los artículos de oficina se inventarían."])
def test_un_texto_llano_vale(texto):
    assert bloques.faltas(texto) == []


def test_lo_que_trae_un_valor_no_se_funde_otra_vez():
    assert bloques.fundir("{proyecto}: {total}", {"proyecto": "{total}", "total": "$1.00"}) == "{total}: $1.00"


def test_todo_marcador_tiene_ejemplo_y_valor(mundo):
    assert set(bloques.MARCADORES) == set(bloques.EJEMPLO) == set(bloques.valores_de(mundo.presentada()))


def test_quien_redacto_no_publica_y_lo_publicado_no_cambia(mundo):
    version = bloques.redactar(mundo.bloque().bloque, "Primer texto.", por=mundo.administrador, en=mundo.en)
    with pytest.raises(AccesoDenegado):
        bloques.redactar(version.bloque, "Texto de quien firma.", por=mundo.firmante, en=mundo.en)
    with pytest.raises(dos_personas.PublicaQuienRedacto):
        bloques.publicar(version, por=mundo.administrador, en=mundo.en)
    publica = mundo.persona("administrador")
    bloques.publicar(version, por=publica, en=mundo.en)
    with pytest.raises(dos_personas.YaPublicada):
        bloques.publicar(version, por=publica, en=mundo.en)
    otra = bloques.redactar(version.bloque, "Segundo texto.", por=mundo.administrador, en=mundo.en)
    assert (otra.numero, otra.publicada_en) == (version.numero + 1, None)
    version.refresh_from_db()
    assert version.texto == "Primer texto."


def test_solo_lo_publicado_y_del_tipo_viene_al_caso(mundo):
    publicado(mundo, clave="de-bienes", tipos=["bienes"])
    publicado(mundo, clave="de-bajas", tipos=["baja"])
    mundo.bloque(clave="borrador")
    ofrecidas = bloques.bloques_aplicables(mundo.presentada())
    assert [v.bloque.clave for v in ofrecidas] == ["de-bienes"]


def test_el_parrafo_recuerda_su_version_y_si_se_modifico(mundo):
    una, otra = publicado(mundo, clave="una"), publicado(mundo, clave="otra", clase="requisito")
    solicitud = mundo.en_estrategia()
    tal_cual = bloques.fundir(una.texto, bloques.valores_de(solicitud))
    mundo.proponer(solicitud, parrafos=[(una, tal_cual), (otra, "Escrito a mano.")])
    guardados = {p.version: p.se_modifico for p in ParrafoDeBloque.objects.all()}
    assert guardados == {una: False, otra: True}
    datos = datos_de_dictamen(Dictamen.objects.get())
    assert datos["bloques"]["requisito"] == [{"texto": "Escrito a mano.", "bloque": "otra", "version": 1}]


def test_un_borrador_no_llega_al_dictamen(mundo):
    with pytest.raises(DatosInvalidos):
        mundo.proponer(mundo.en_estrategia(), parrafos=[(mundo.bloque(), "Texto.")])


def test_en_el_pdf_cada_bloque_va_en_su_lugar():
    datos = datos_dictamen(1)
    parrafo = {"bloque": "x", "version": 1}
    con = {**datos, "bloques": {"consideracion": [{**parrafo, "texto": "Zconsidera."}],
                                "requisito": [{**parrafo, "texto": "Zexige."}]}}
    texto = texto_de(redactar_dictamen(con).contenido)
    lugares = [texto.index(t) for t in ("V. Análisis", "Zconsidera", "VI. Resolutivos", "Requisitos", "Zexige", "VII.")]
    assert lugares == sorted(lugares)


def test_en_pantalla_se_elige_se_edita_y_no_pasa_el_que_no_viene_al_caso(mundo, client):
    version = publicado(mundo, sentidos=["no_favorable"])
    otra = publicado(mundo, clave="otra")
    solicitud = mundo.en_estrategia()
    client.force_login(mundo.estrategico)
    url = reverse("flujos:estrategia", args=[solicitud.pk])
    assert f"El ente {mundo.ente.nombre} solicit" in client.get(url).content.decode()
    datos = propuesta(mundo, solicitud) | {f"bloque_{otra.bloque_id}": "on", f"version_{otra.bloque_id}": otra.pk,
                                           f"parrafo_{otra.bloque_id}": "Con mis palabras."}
    mal = {f"bloque_{version.bloque_id}": "on", f"parrafo_{version.bloque_id}": "Texto."}
    assert client.post(url, datos | mal).status_code == 422
    assert client.post(url, datos).status_code == 302
    assert ParrafoDeBloque.objects.get().texto == "Con mis palabras."


def test_el_bloque_se_redacta_en_pantalla_con_su_ejemplo(mundo, client):
    client.force_login(mundo.administrador)
    datos = {"clave": "nuevo", "titulo": "Nuevo", "clase": "requisito", "texto": "Para {ente}.", "tipos": ["bienes"]}
    assert client.post(reverse("dictamenes:bloque_nuevo"), datos | {"texto": "{otro}"}).status_code == 200
    pagina = client.post(reverse("dictamenes:bloque_nuevo"), datos, follow=True).content.decode()
    assert bloques.EJEMPLO["ente"] in pagina
    assert VersionDeBloque.objects.get().bloque.tipos == ["bienes"]


def test_no_se_publica_lo_que_cambio_despues_de_leerlo_ni_se_pisa_el_borrador_de_otra_persona(mundo, client):
    version = mundo.bloque()
    pagina, leida = reverse("dictamenes:bloque", args=[version.bloque_id]), version.marca
    bloques.redactar(version.bloque, "Otro texto.", por=version.redactada_por, en=mundo.en + timedelta(minutes=1))
    client.force_login(mundo.administrador)
    publicar = reverse("dictamenes:bloque_publicar", args=[version.pk])
    assert client.post(publicar, {"leida": leida}).status_code == 409
    mio = client.post(pagina, {"texto": "El mío.", "leida": leida}).content.decode()
    assert "Otra persona guardó este texto" in mio
    assert "El mío." in mio
    version.refresh_from_db()
    assert (version.texto, version.publicada_en) == ("Otro texto.", None)
    assert f'name="leida" value="{version.marca}"' in mio
    assert client.post(publicar, {"leida": version.marca}).status_code == 302
