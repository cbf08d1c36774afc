"""El trabajador renueva las estampas de lo cerrado antes de que venzan: una vez cada versión, y lo de antes se conserva."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from archivos.models import Archivo
from bitacora.atado import ContenidoAlterado
from bitacora.models import DatosEvento
from cuentas import reloj
from dictamenes.documento import documentos, por_sellar, renovacion
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.cierre import EstampaNoDisponible
from dictamenes.documento.verificacion import Veredicto, por_archivo
from dictamenes.documento.vigente import al_dia
from dictamenes.models import Estampa, PapelSellado
from flujos.expediente import descargas
from flujos.expediente.exportacion.actos import exportar
from flujos.invariantes import revisar
from verificador.politica import juzgar

pytestmark = pytest.mark.django_db
DIA = timedelta(days=1)
AHORA = reloj.ahora()  # el trabajador que emite no detiene su reloj
Que = Estampa.Que


@pytest.fixture
def emitida(mundo, settings, tmp_path):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    return mundo.emitida()


@pytest.fixture
def con_papeles(mundo, emitida):
    """Además, con su acuse y su oficio sellados."""
    por_sellar.sellar_pendientes(mundo.en)
    assert renovacion.inscribir(AHORA) == 4, "las dos copias del dictamen, el acuse y el oficio"
    return emitida


def _por_vencer(en, **cuales):
    """Como si les quedara un mes: el certificado de la estampadora de las pruebas dura años."""
    return Estampa.objects.filter(**cuales).update(vence=en + 30 * DIA)


def test_se_inscribe_una_vez_lo_que_se_cierra_con_cuanto_dura_su_estampa(mundo, con_papeles):
    assert renovacion.inscribir(AHORA) == 0
    suyas = Estampa.objects.order_by("que")
    assert [e.que for e in suyas] == [Que.DE_LAS_PARTES, Que.PAPEL, Que.PAPEL, Que.PUBLICO]
    assert {(e.numero, e.vigente, e.solicitud_id) for e in suyas} == {(0, True, con_papeles.pk)}
    tsa = instalada.estampadora(AHORA).tsa_cert
    assert {e.vence for e in suyas} == {tsa.not_valid_after}
    assert renovacion.renovar_pendientes(AHORA) == 0, "falta mucho"


def test_se_renueva_lo_que_va_a_vencer_y_se_entrega_lo_renovado(mundo, con_papeles):
    emitida = con_papeles
    dictamen, antes = emitida.dictamen, {e.pk: e.archivo.leer() for e in Estampa.objects.all()}
    _por_vencer(AHORA)
    assert renovacion.renovar_pendientes(AHORA) == 4
    assert renovacion.renovar_pendientes(AHORA + DIA) == 0, "una vez"
    for vieja in Estampa.objects.filter(numero=0):
        nueva = Estampa.objects.get(origen=vieja.origen, numero=1)
        assert (vieja.vigente, nueva.vigente) == (False, True)
        assert vieja.archivo.leer() == antes[vieja.pk], "lo de antes se conserva"
        assert nueva.archivo.leer().startswith(antes[vieja.pk])
        assert juzgar(nueva.archivo.leer(), instalada.raices(), AHORA).es_valida
    partes = next(d for d in descargas.disponibles(emitida, mundo.coordinacion, "central") if d.clave == "partes")
    assert partes.contenido() == al_dia(dictamen.de_las_partes).leer() != dictamen.de_las_partes.leer()
    publico = b"".join(Client().get(reverse("dictamenes:publico", args=[dictamen.clave])).streaming_content)
    assert publico == al_dia(dictamen.publico).leer() != dictamen.publico.leer()
    papel = PapelSellado.objects.get(clase="tramite.acuse")
    assert documentos.acuse(emitida.presentaciones.get()) == al_dia(papel.archivo).leer() != papel.archivo.leer()
    dichos = DatosEvento.objects.filter(evento__accion="estampa.renovada", evento__objeto=f"solicitud:{emitida.pk}")
    assert {d.datos.get("de_las_partes") for d in dichos} >= {al_dia(dictamen.de_las_partes).sha256}
    assert {d.datos["folio"] for d in dichos} == {dictamen.folio}
    assert revisar() == []
    _cualquiera_de_las_versiones_se_comprueba(mundo)
    _lo_exportado_lleva_lo_renovado(mundo, emitida)
    _lo_que_otro_puso_como_renovado_no_se_entrega(mundo, dictamen)


def _cualquiera_de_las_versiones_se_comprueba(mundo):
    esperado = {Que.DE_LAS_PARTES: {"de_las_partes"}, Que.PUBLICO: {"publico"}, Que.PAPEL: {"acuse", "oficio"}}
    for version in Estampa.objects.all():
        resultado = por_archivo(version.archivo.leer(), hoy=AHORA.date())
        assert (resultado.veredicto, resultado.sha256) == (Veredicto.COPIA_EXACTA, version.archivo.sha256)
        assert resultado.ejemplar in esperado[version.que]
    renovada = Estampa.objects.filter(numero=1).first()
    assert por_archivo(renovada.archivo.leer() + b" ", hoy=AHORA.date()).veredicto != Veredicto.COPIA_EXACTA


def _lo_exportado_lleva_lo_renovado(mundo, emitida):
    with exportar(emitida, "ente", por=mundo.presenta, en=mundo.en).archivo as paquete:
        libro = ZipFile(paquete)
        huellas = {hashlib.sha256(libro.read(nombre)).hexdigest() for nombre in libro.namelist()}
    assert al_dia(emitida.dictamen.de_las_partes).sha256 in huellas


def _lo_que_otro_puso_como_renovado_no_se_entrega(mundo, dictamen):
    otro = Archivo.objects.exclude(pk__in=Estampa.objects.values("archivo")).first()
    Estampa.objects.filter(origen=dictamen.publico, numero=1).update(archivo=otro)
    with pytest.raises(ContenidoAlterado):
        al_dia(dictamen.publico)
    assert por_archivo(otro.leer(), hoy=AHORA.date()).veredicto != Veredicto.COPIA_EXACTA


def test_sin_estampadora_espera_y_al_volver_sigue(mundo, emitida, monkeypatch):
    renovacion.inscribir(AHORA)
    _por_vencer(AHORA)
    with monkeypatch.context() as caida:
        def calla(en):
            raise EstampaNoDisponible("no responde")

        caida.setattr(renovacion.instalada, "estampadora", calla)
        assert renovacion.renovar_pendientes(AHORA) == 0
    assert not Estampa.objects.filter(numero__gt=0).exists()
    assert renovacion.renovar_pendientes(AHORA + por_sellar.ARRIENDO) == 2


def test_si_se_corta_a_la_mitad_se_retoma_y_dos_trabajadores_no_hacen_dos(mundo, emitida, monkeypatch):
    renovacion.inscribir(AHORA)
    _por_vencer(AHORA)
    una = Estampa.objects.filter(que=Que.PUBLICO).get()
    with monkeypatch.context() as corte:
        def se_apaga(*datos, **mas):
            raise SystemExit

        corte.setattr(renovacion, "anotar", se_apaga)
        with pytest.raises(SystemExit):
            renovacion.renovar_pendientes(AHORA)
    assert not Estampa.objects.filter(numero__gt=0).exists(), "todo o nada"
    tarde = AHORA + por_sellar.ARRIENDO
    assert Estampa.objects.tomar(una.pk, tarde, por_sellar.ARRIENDO)
    assert renovacion.renovar_pendientes(tarde) == 1, "la que tiene otro no se toca"
    assert renovacion.renovar(una.pk, tarde)
    assert not renovacion.renovar(una.pk, tarde), "quien despierta tarde no hace otra"
    assert Estampa.objects.filter(numero=1).count() == 2


def test_una_estampadora_que_no_da_mas_tiempo_no_hace_versiones_de_balde(mundo, emitida, monkeypatch):
    """Una TSA cuyo certificado vence casi cuando el de ahora: se pide una vez, se dice y se espera."""
    renovacion.inscribir(AHORA)
    pedidas, hasta = [], AHORA + 20 * DIA

    def corta(en):
        pedidas.append(en)
        return de_antes(en)

    de_antes = instalada.estampadora
    monkeypatch.setattr(renovacion.instalada, "estampadora", corta)
    monkeypatch.setattr(renovacion.largo_plazo, "hasta_cuando", lambda pdf, raices: hasta)
    _por_vencer(AHORA)
    assert renovacion.renovar_pendientes(AHORA) == 0
    assert len(pedidas) == 1
    assert not Estampa.objects.filter(numero__gt=0).exists()
