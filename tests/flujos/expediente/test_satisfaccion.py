"""Calificar la atención: una vez, sólo quien recibió el dictamen, sin estorbar ni delatar a nadie."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente.satisfaccion import calificar
from dictamenes.models import Calificacion
from flujos.invariantes import revisar
from flujos.recorrido.notificaciones import avisar_al_ente
from indicadores.tableros.satisfaccion import repartir
from tests.seguridad.recorrido_urls import navegador

COMENTARIO = "Tardaron, pero explicaron cada observación."


@pytest.fixture
def notificada(mundo):
    solicitud = mundo.sin_documentos()
    avisar_al_ente(solicitud, "emitida", mundo.en)
    return solicitud


@pytest.mark.django_db
def test_quien_recibe_califica_una_vez_y_el_evento_no_lleva_el_comentario(mundo, notificada):
    antes = (notificada.estado, notificada.concluida_en)
    calificar(notificada, por=mundo.presenta, en=mundo.en, puntos=4, comentario=f"  {COMENTARIO} ")
    with pytest.raises(YaRegistrado):
        calificar(notificada, por=mundo.presenta, en=mundo.en, puntos=1)
    (suya,) = Calificacion.objects.all()
    assert (suya.puntos, suya.comentario) == (4, COMENTARIO)
    (evento,) = Evento.objects.filter(accion="dictamen.calificado").select_related("datos_evento")
    assert evento.datos_evento.datos == {"puntos": 4, "con_comentario": True}
    notificada.refresh_from_db()
    assert (notificada.estado, notificada.concluida_en) == antes
    assert [falta for falta in revisar(rapido=True) if "calificación" in str(falta)] == []


@pytest.mark.django_db
def test_sin_notificacion_o_fuera_de_la_escala_no_se_califica(mundo, notificada):
    llego_despues = mundo.persona("presenta", ente=mundo.ente)
    with pytest.raises(EstadoEquivocado):
        calificar(notificada, por=llego_despues, en=mundo.en, puntos=5)
    with pytest.raises(EstadoEquivocado):
        calificar(mundo.en_estrategia(), por=mundo.presenta, en=mundo.en, puntos=5)
    with pytest.raises(DatosInvalidos):
        calificar(notificada, por=mundo.presenta, en=mundo.en, puntos=6)
    for otra in (mundo.elabora, mundo.ajena, mundo.coordinacion):
        with pytest.raises(AccesoDenegado):
            calificar(notificada, por=otra, en=mundo.en, puntos=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Calificacion.objects.create(dictamen=notificada.dictamen, persona=mundo.presenta, puntos=0, dada_en=mundo.en)


@pytest.mark.django_db
def test_se_ofrece_en_el_expediente_y_lo_incompleto_vuelve_con_lo_escrito(mundo, notificada):
    cliente = navegador(mundo.presenta)
    pagina, url = reverse("flujos:expediente", args=[notificada.pk]), reverse("flujos:calificar", args=[notificada.pk])
    with reloj.detenido_en(mundo.en):
        assert url in cliente.get(pagina).content.decode()
        assert url not in navegador(mundo.elabora).get(pagina).content.decode()
        incompleto = cliente.post(url, {"comentario": COMENTARIO})
        assert (incompleto.status_code, COMENTARIO in incompleto.content.decode()) == (422, True)
        assert cliente.post(url, {"puntos": "5", "comentario": COMENTARIO}).url == pagina
        assert url not in cliente.get(pagina).content.decode()


@pytest.mark.django_db
def test_la_direccion_lee_comentarios_sin_nombre_y_el_publico_ni_eso(mundo, notificada, client):
    calificar(notificada, por=mundo.presenta, en=mundo.en, puntos=2, comentario=COMENTARIO)
    with reloj.detenido_en(mundo.en + timedelta(days=1)):
        central = navegador(mundo.coordinacion)
        interna = central.get(reverse("indicadores:satisfaccion")).content.decode()
        expediente = central.get(reverse("flujos:expediente", args=[notificada.pk])).content.decode()
        publica = client.get(reverse("indicadores:tablero")).content.decode()
    assert COMENTARIO in interna
    assert "De recibida a atendida, lo atendido en cada año" in interna
    for delata in (mundo.presenta.nombre, mundo.ente.siglas, notificada.folio):
        assert delata not in interna
    assert "calificó" not in expediente
    assert COMENTARIO not in publica
    assert f"Todavía no hay 5 respuestas en {mundo.en.year}." in publica


def test_entre_dos_cortes_nunca_aparece_una_sola_respuesta():
    """Quien reste un corte de otro encuentra cero respuestas más o un grupo entero."""
    azar = Random(427)
    dadas = [azar.randint(1, 5) for _ in range(23)]
    vistos = [repartir(2026, dadas[:hasta], 5).por_puntos for hasta in range(len(dadas) + 1)]
    for antes, despues in zip(vistos, vistos[1:], strict=False):
        nuevas = {puntos: despues.get(puntos, 0) - antes.get(puntos, 0) for puntos in range(1, 6)}
        assert sum(nuevas.values()) in (0, 5)
        assert min(nuevas.values()) >= 0


def test_el_promedio_redondea_al_decimo_y_la_frase_cuenta_las_buenas():
    reparto = repartir(2026, [5, 5, 4, 3, 3, 1], 1)
    assert str(reparto.promedio) == "3.5"
    assert reparto.frase == "En 2026, 3.5 de 5 en promedio; 3 de 6 respuestas dicen buena o muy buena."
    assert repartir(2026, [], 1).promedio is None
