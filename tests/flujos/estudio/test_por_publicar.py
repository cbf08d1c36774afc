"""Seguridad y centro de datos: el ejemplar público espera una revisión, a la vista de todos, y alguien la firma con su nombre."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from dictamenes import tramite
from dictamenes.documento.verificacion import RELACIONES
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, YaRegistrado
from dictamenes.models import Dictamen, RevisionPublica
from dictamenes.tramite.publico import SE_REVISA
from flujos.estudio import publicas
from flujos.invariantes import hechos
from flujos.invariantes.casos import casos
from flujos.recorrido import actos
from indicadores.abiertos.armado import emitidos
from tests.flujos.estudio.test_version_publica import SECRETO, fragmento
from tests.herramientas.parametros import poner
from tests.mundo import LAPTOP
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db


def dictamen_de(solicitud):
    return Dictamen.objects.select_related(*RELACIONES, "solicitud").get(solicitud=solicitud)


def en_publico(dictamen):
    """Lo que ve cualquiera: la página y el código con que contesta el PDF."""
    cliente = Client()
    pagina = cliente.get(reverse("dictamenes:verificar_clave", args=[dictamen.clave])).content.decode()
    return pagina, cliente.get(reverse("dictamenes:publico", args=[dictamen.clave])).status_code


def faltas(solicitud):
    return [f for caso in casos([solicitud.pk]) for f in hechos.cada_hecho_con_su_evento(caso)]


def test_lo_de_seguridad_espera_y_en_publico_se_dice(mundo):
    poner("publicacion.por_revisar", ["computo"])  # la categoría es un dato
    solicitud = mundo.emitida()
    dictamen, espera = dictamen_de(solicitud), RevisionPublica.objects.get()
    assert Evento.objects.get(accion="dictamen.emitido").datos_evento.datos["por_publicar"] == espera.vence.isoformat()
    emitido = reloj.dia_de(dictamen.emitido_en)
    assert emitido < espera.vence <= emitido + timedelta(days=20)
    pagina, codigo = en_publico(dictamen)
    assert ("En revisión de lo que puede publicarse" in pagina, codigo) == (True, 404)
    assert SECRETO not in pagina
    assert LAPTOP["descripcion"] not in pagina
    assert dictamen.folio in pagina
    assert not emitidos().exists()
    assert faltas(solicitud) == []

    coordina = navegador(mundo.coordinacion)
    assert dictamen.folio in coordina.get(reverse("flujos:por_publicar")).content.decode()
    url = reverse("flujos:liberar_publico", args=[solicitud.pk])
    assert coordina.post(url, {"leido": dictamen.publico.sha256, "direcciones": "on", "planos": "on"}).status_code in (200, 422)
    assert RevisionPublica.objects.get().liberada_en is None

    publicas.testar(solicitud, [fragmento()], por=mundo.coordinacion, en=mundo.en, leido=dictamen.publico.sha256)
    vencido = {"leido": dictamen.publico.sha256, **dict.fromkeys(SE_REVISA, "on")}
    assert coordina.post(url, vencido).status_code == 409  # se leyó la de antes de testar
    hoy = dictamen_de(solicitud)
    assert coordina.post(url, {**vencido, "leido": hoy.publico.sha256}).status_code == 302
    espera.refresh_from_db()
    assert espera.liberada_por == mundo.coordinacion
    evento = Evento.objects.get(accion="dictamen.publico_liberado")
    assert (evento.por, evento.datos_evento.datos["revisado"]) == (mundo.coordinacion, sorted(SE_REVISA))
    pagina, codigo = en_publico(hoy)
    assert ("En revisión de lo que" in pagina, codigo) == (False, 200)
    assert list(emitidos()) == [hoy]
    assert faltas(solicitud) == []
    RevisionPublica.objects.update(liberada_por=mundo.estrategico)
    assert any("revisión de lo público" in falta for falta in faltas(solicitud))


def test_sin_esas_categorias_se_publica_al_emitirse(mundo):
    solicitud = mundo.emitida()
    assert not RevisionPublica.objects.exists()
    assert en_publico(dictamen_de(solicitud))[1] == 200
    with pytest.raises(YaRegistrado):
        actos.ejecutar(tramite.liberar_publico, solicitud, mundo.coordinacion, mundo.en, leido="", revisado=())


def test_solo_quien_testa_lo_libera_y_todo_declarado(mundo):
    poner("publicacion.por_revisar", ["computo"])
    solicitud = mundo.emitida()
    leido = dictamen_de(solicitud).publico.sha256
    dar = {"leido": leido, "revisado": list(SE_REVISA)}
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.liberar_publico, solicitud, mundo.estrategico, mundo.en, **dar)
    for mal, falla in (({"revisado": ["planos"]}, DatosInvalidos), ({"leido": "0" * 64}, CapturaVencida)):
        with pytest.raises(falla):
            actos.ejecutar(tramite.liberar_publico, solicitud, mundo.coordinacion, mundo.en, **{**dar, **mal})
    assert RevisionPublica.objects.get().liberada_en is None
