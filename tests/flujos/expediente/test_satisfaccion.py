"""Calificar la atención: una vez, sólo quien recibió el dictamen, sin que de la base se saque quién dijo qué."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.entrada import factores
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import satisfaccion
from dictamenes.expediente.satisfaccion import MINIMO_DEL_LOTE, calificar, ya_califico
from dictamenes.models import (
    BoletoGastado,
    CalificacionDelLote,
    ComentarioDelLote,
    LoteDeCalificaciones,
    RespuestaEnUrna,
)
from flujos.invariantes.registro import satisfaccion_cuadra
from flujos.recorrido.notificaciones import avisar_al_ente
from indicadores.tableros.satisfaccion import Reparto, comentarios, publicados
from tests.herramientas.parametros import poner
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
COMENTARIO = "Tardaron, pero explicaron cada observación."
AL_AZAR = {"id", "cifrada", "sal", "huella", "eslabon", "previo", "lote_id", "evento_id", "objeto", "llave", "etiqueta"}
"""Lo que cambia en cada corrida aunque nadie conteste distinto: llaves, sales, eslabones y lo cifrado."""


@pytest.fixture
def notificada(mundo):
    solicitud = mundo.sin_documentos()
    avisar_al_ente(solicitud, "emitida", mundo.en)
    return solicitud


@pytest.fixture
def reciben(mundo):
    """Tantas personas notificadas como caben en un lote, todas del mismo ente y del mismo dictamen."""
    solicitud = mundo.sin_documentos()
    personas = [mundo.presenta, *(mundo.persona("presenta", ente=mundo.ente) for _ in range(MINIMO_DEL_LOTE - 1))]
    avisar_al_ente(solicitud, "emitida", mundo.en)
    return solicitud, personas


def _contestan(mundo, reciben, puntos, textos=("",) * MINIMO_DEL_LOTE):
    solicitud, personas = reciben
    for persona, suyos, texto in zip(personas, puntos, textos, strict=True):
        calificar(solicitud, por=persona, en=mundo.en, puntos=suyos, comentario=texto)
        yield persona


def _volcado():
    """La base entera, tabla por tabla, sin lo que es al azar en cualquier corrida."""
    todo = {}
    with connection.cursor() as cursor:
        for tabla in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabla)}")
            columnas = [c[0] for c in cursor.description]
            filas = [tuple(str(v) for c, v in zip(columnas, fila, strict=True) if c not in AL_AZAR) for fila in cursor.fetchall()]
            todo[tabla] = Counter(filas)
    return todo


def _volcados(mundo, reciben, puntos, textos):
    """Uno después de cada respuesta, y la base queda como estaba."""
    vistos = []
    with suppress(_Deshacer), transaction.atomic():
        for _ in _contestan(mundo, reciben, puntos, textos):
            tamanos = set(map(len, RespuestaEnUrna.objects.values_list("cifrada", flat=True)))
            vistos.append((_volcado(), tamanos))
        raise _Deshacer
    return vistos


class _Deshacer(Exception):
    pass


def test_los_volcados_de_antes_y_despues_de_cada_respuesta_no_dicen_quien_dio_cual(mundo, reciben):
    """Que las mismas personas cambien entre sí lo que contestan no cambia ningún volcado, ni a medias ni al abrir el lote."""
    textos = ["Corto.", "", COMENTARIO * 5, "", ""]
    unos = _volcados(mundo, reciben, [1, 2, 3, 4, 5], textos)
    otros = _volcados(mundo, reciben, [5, 3, 1, 2, 4], ["", COMENTARIO * 5, "", "", "Corto."])
    for (uno, tamanos), (otro, los_otros) in zip(unos, otros, strict=True):
        assert {t for t in uno if uno[t] != otro[t]} == set()
        assert tamanos == los_otros


def test_el_evento_no_lleva_ni_calificacion_ni_actor_ni_asunto(mundo, reciben):
    antes = Evento.objects.count()
    list(_contestan(mundo, reciben, [1, 2, 3, 4, 5]))
    eventos = Evento.objects.filter(n__gt=antes).order_by("n").select_related("datos_evento")
    depositos, apertura = list(eventos)[:-1], eventos.last()
    assert {(e.accion, e.objeto, e.por_id, str(e.datos_evento.datos)) for e in depositos} == {
        ("satisfaccion.depositada", "satisfaccion:urna", None, "{}")}
    assert (apertura.accion, apertura.por_id, set(apertura.datos_evento.datos)) == (
        "satisfaccion.abierta", None, {"respuestas", "huella"})
    assert list(satisfaccion_cuadra()) == []


def test_el_orden_de_lo_abierto_no_es_el_de_llegada(mundo, reciben):
    vistos = set()
    for _ in range(12):
        with suppress(_Deshacer), transaction.atomic():
            list(_contestan(mundo, reciben, [1, 2, 3, 4, 5], ["a", "b", "c", "d", "e"]))
            vistos.add(tuple(CalificacionDelLote.objects.order_by("pk").values_list("puntos", flat=True)))
            vistos.add(tuple(ComentarioDelLote.objects.order_by("pk").values_list("texto", flat=True)))
            raise _Deshacer
    assert len(vistos) > 4


def test_nada_se_abre_antes_de_juntar_el_lote_aunque_el_parametro_pida_menos(mundo, reciben):
    poner("satisfaccion.grupo", 1)
    for n, _ in enumerate(_contestan(mundo, reciben, [1, 2, 3, 4, 5]), start=1):
        abiertas = n == MINIMO_DEL_LOTE
        assert (RespuestaEnUrna.objects.count(), CalificacionDelLote.objects.count()) == ((0, n) if abiertas else (n, 0))
    assert publicados([mundo.en.year], mundo.en.date())[0].por_puntos == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}


def test_quien_recibe_califica_una_sola_vez_y_el_asunto_no_se_mueve(mundo, notificada):
    antes = (notificada.estado, notificada.concluida_en)
    calificar(notificada, por=mundo.presenta, en=mundo.en, puntos=4, comentario=f"  {COMENTARIO} ")
    with pytest.raises(YaRegistrado):
        calificar(notificada, por=mundo.presenta, en=mundo.en, puntos=1)
    assert (BoletoGastado.objects.count(), RespuestaEnUrna.objects.count()) == (1, 1)
    notificada.refresh_from_db()
    assert (notificada.estado, notificada.concluida_en) == antes
    assert list(satisfaccion_cuadra()) == []


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


def test_la_direccion_lee_comentarios_sin_nombre_ni_calificacion_y_el_publico_ni_eso(mundo, reciben, client):
    list(_contestan(mundo, reciben, [2, 2, 2, 2, 5], [COMENTARIO, "", "", "", ""]))
    with reloj.detenido_en(mundo.en + timedelta(days=1)):
        central = navegador(mundo.coordinacion)
        interna = central.get(reverse("indicadores:satisfaccion")).content.decode()
        expediente = central.get(reverse("flujos:expediente", args=[reciben[0].pk])).content.decode()
        publica = client.get(reverse("indicadores:tablero")).content.decode()
    assert f'<div class="govuk-inset-text">{COMENTARIO}</div>' in interna
    for delata in (mundo.presenta.nombre, mundo.ente.siglas, reciben[0].folio):
        assert delata not in interna
    assert "calificó" not in expediente
    assert COMENTARIO not in publica
    assert f"En {mundo.en.year}, 2.6 de 5 en promedio; 1 de 5" in publica


def test_entre_dos_cortes_hay_cero_respuestas_mas_o_un_lote(mundo, reciben):
    list(_contestan(mundo, reciben, [1, 2, 3, 4, 5], [COMENTARIO, "", "", "", ""]))
    antes, hoy = mundo.en.date() - timedelta(days=1), mundo.en.date()
    assert [publicados([hoy.year], dia)[0].respuestas for dia in (antes, hoy)] == [0, MINIMO_DEL_LOTE]
    assert [comentarios(hoy.year, dia) for dia in (antes, hoy)] == [[], [("Marzo de 2026", [COMENTARIO])]]


@pytest.mark.parametrize("dano", ["cambiar", "meter", "quitar"])
def test_el_invariante_nombra_lo_que_se_altera_a_mano(mundo, reciben, dano):
    list(_contestan(mundo, reciben, [1, 2, 3, 4, 5]))
    una = CalificacionDelLote.objects.get(puntos=1)
    {"cambiar": lambda: CalificacionDelLote.objects.filter(pk=una.pk).update(puntos=5),
     "meter": lambda: RespuestaEnUrna.objects.create(cifrada=satisfaccion.cifrar(5, "")),
     "quitar": lambda: una.delete()}[dano]()
    assert list(satisfaccion_cuadra())


def test_al_cambiar_la_llave_nadie_contesta_dos_veces_y_la_urna_se_abre(mundo, reciben, settings, capsys):
    solicitud, personas = reciben
    list(zip(_contestan(mundo, reciben, [1, 2, 3, 4, 5]), range(2), strict=False))
    anterior, settings.SECRET_KEY = settings.SECRET_KEY, "otra-clave-larga-para-la-prueba-de-la-urna-0123456789"
    settings.SECRET_KEY_FALLBACKS = [anterior]
    assert ya_califico(solicitud, personas[0])
    call_command("recifrar_satisfaccion")
    settings.SECRET_KEY_FALLBACKS = []
    assert ya_califico(solicitud, personas[0])
    assert not ya_califico(solicitud, personas[-1])
    assert {factores.descifrar(r.cifrada).strip()[:2] for r in RespuestaEnUrna.objects.all()} <= {"[1", "[2", "[3"}


def test_lo_calificado_antes_pasa_a_lotes_y_lo_que_sobra_espera(mundo, notificada):
    """La migración, con renglones como los de antes: de seis, cinco se abren barajadas y una espera en la urna."""
    viejas = [
        SimpleNamespace(dictamen=notificada.dictamen, persona_id=mundo.presenta.pk + n, puntos=n % 5 + 1,
                        comentario=COMENTARIO if n == 0 else "", dada_en=mundo.en) for n in range(6)
    ]
    apps = SimpleNamespace(get_model=lambda _, nombre: _Viejas(viejas) if nombre == "Calificacion" else {
        m.__name__: m for m in (BoletoGastado, RespuestaEnUrna, LoteDeCalificaciones, CalificacionDelLote, ComentarioDelLote)
    }[nombre])
    import_module("dictamenes.migrations.0041_satisfaccion_por_lotes").pasar_a_lotes(apps, None)
    assert (BoletoGastado.objects.count(), RespuestaEnUrna.objects.count()) == (6, 1)
    assert sorted(CalificacionDelLote.objects.values_list("puntos", flat=True)) == [1, 2, 3, 4, 5]
    assert ComentarioDelLote.objects.get().texto == COMENTARIO
    assert ya_califico(notificada, mundo.presenta)


class _Viejas:
    def __init__(self, filas):
        self.filas, self.objects = filas, self

    def select_related(self, *_):
        return self

    def order_by(self, *_):
        return self.filas


def test_el_promedio_redondea_al_decimo_y_la_frase_cuenta_las_buenas():
    reparto = Reparto(2026, {5: 2, 4: 1, 3: 2, 1: 1}, 5)
    assert str(reparto.promedio) == "3.5"
    assert reparto.frase == "En 2026, 3.5 de 5 en promedio; 3 de 6 respuestas dicen buena o muy buena."
    assert Reparto(2026, {}, 5).promedio is None
    assert Reparto(2026, {}, 5).frase == "Todavía no se juntan 5 respuestas en 2026."
