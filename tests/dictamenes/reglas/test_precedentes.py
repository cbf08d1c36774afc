"""Precedentes: los cinco conceptos dictaminados más parecidos, primero los propios; sólo lo que se publicó."""

from __future__ import annotations

import pytest
from django.db import connection

from dictamenes.models import Dictamen, OpinionDeConcepto, Precedente, Revision, Solicitud
from dictamenes.reglas import precedentes
from tests import mundo as del_mundo
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
INTERNA = "Nota interna que nadie del ente lee"


@pytest.fixture
def emitir(mundo, monkeypatch):
    """Un dictamen emitido con un concepto de esa descripción; con `otro`, de otro ente."""

    def emitir(descripcion, sentido="favorable", *, otro=False, **datos):
        monkeypatch.setitem(del_mundo.LAPTOP, "descripcion", descripcion)
        solicitud = mundo.sin_documentos(sentido, **datos)
        if otro:
            Solicitud.objects.filter(pk=solicitud.pk).update(ente=mundo.otro_ente)
            Precedente.objects.filter(resuelto__dictamen__solicitud=solicitud).update(ente=mundo.otro_ente)
        return solicitud.dictamen

    return emitir


def _folios(mundo, descripcion, categoria="computo", perfil=None):
    hallados = precedentes.parecidos(categoria, perfil, descripcion, ente=mundo.ente.pk)
    return [previo.folio for previo in hallados]


def test_primero_los_propios_luego_los_mas_parecidos(mundo, emitir):
    ajeno = emitir("Impresora láser a color", otro=True)
    propio = emitir("Impresora láser monocromática de alto volumen")
    lejano = emitir("Proyector de aula")
    assert _folios(mundo, "impresora LASER a color") == [propio.folio, ajeno.folio]
    assert _folios(mundo, "Proyectores de aulas") == [lejano.folio]
    assert _folios(mundo, "Impresora láser a color", categoria="redes") == []
    assert _folios(mundo, "") == _folios(mundo, "de la") == []


def test_son_a_lo_mas_cinco_y_los_mas_recientes(mundo, emitir):
    todos = [emitir("Silla ergonómica").folio for _ in range(6)]
    assert _folios(mundo, "Silla ergonomica") == todos[:0:-1]


def test_dice_sentido_razones_y_fundamento_como_se_publicaron_y_nada_interno(mundo, emitir):
    dictamen = emitir("Escáner de cama plana", "no_favorable", otro=True)
    Revision.objects.update(texto=INTERNA)
    OpinionDeConcepto.objects.update(nota=INTERNA)
    (previo,) = precedentes.parecidos("computo", None, "Escaner de cama plana", ente=mundo.ente.pk)
    assert (previo.sentido, previo.razones) == ("no_favorable", ("No se acreditó el uso actual.", "Acredite el uso."))
    congelados = [f"{f['ordenamiento']}, {f['articulos']}" for f in dictamen.datos["fundamentos"]]
    assert (list(previo.fundamentos), previo.siglas, previo.propio) == (congelados, mundo.otro_ente.siglas, False)
    borrador = mundo.borrador()
    pagina = navegador(mundo.elabora).get(
        f"/solicitudes/{borrador.pk}/conceptos/precedentes/", {"categoria": "computo", "descripcion": "Escáner plano"}
    ).content.decode()
    dichos = (dictamen.folio, dictamen.clave, "No favorable", "No se acreditó el uso actual.")
    assert [dicho for dicho in dichos if dicho not in pagina] == []
    privados = (INTERNA, dictamen.proyectado_por.nombre, dictamen.solicitud.folio, "18,500")
    assert [dicho for dicho in privados if dicho in pagina] == []


def test_lo_que_no_se_ha_emitido_o_perdio_efectos_no_es_precedente(mundo, emitir):
    mundo.en_estrategia()
    assert _folios(mundo, "Computadora portátil administrativa") == []
    dictamen = emitir("Computadora portátil administrativa")
    assert _folios(mundo, "Computadora portátil administrativa") == [dictamen.folio]
    Dictamen.objects.filter(pk=dictamen.pk).update(estado="sin_efectos")
    assert _folios(mundo, "Computadora portátil administrativa") == []


def test_sin_javascript_salen_al_abrir_el_concepto_y_al_comprobar(mundo, emitir):
    folio = emitir("Computadora portátil administrativa").folio
    borrador = mundo.borrador()
    url = f"/solicitudes/{borrador.pk}/conceptos/{borrador.conceptos.get().pk}/"
    suya = navegador(mundo.elabora)
    assert folio in suya.get(url).content.decode()
    otra = {"accion": "comprobar", "categoria": "computo", "descripcion": "Silla ergonómica"}
    assert folio not in suya.post(url, otra).content.decode()
    assert folio in suya.post(url, otra | {"descripcion": "Computadora portátil"}).content.decode()


def test_quien_revisa_los_ve_junto_al_concepto_y_otro_ente_no(mundo, emitir):
    folio = emitir("Computadora portátil administrativa").folio
    url = f"/expedientes/{mundo.en_revision().pk}/conceptos/1/precedentes/"
    revisa = navegador(mundo.tecnicos["infraestructura"])
    entera, trozo = revisa.get(url).content.decode(), revisa.get(url, headers={"HX-Request": "true"}).content.decode()
    assert [folio in pagina for pagina in (entera, trozo)] == [True, True]
    assert ["<html" in pagina for pagina in (entera, trozo)] == [True, False]
    assert f"primero los de {mundo.ente.siglas}." in entera
    assert navegador(mundo.ajena).get(url).status_code == 404


def test_cada_llave_se_lee_por_su_indice_sin_ordenar(mundo):
    con_llave = Precedente.objects.filter(llave="computo|laptop").order_by("-emitido_en").values_list("resuelto")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # con la tabla vacía preferiría leerla entera
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    for consulta in (con_llave, con_llave.filter(ente=mundo.ente)):
        plan = consulta[:40].explain()
        assert "precedente_llave" in plan, plan
        assert "Sort" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan
