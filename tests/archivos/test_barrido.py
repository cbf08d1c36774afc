"""Lo que nadie nombra desde hace un día se borra y se anota; lo que se usa o está llegando no se toca."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from archivos import barredor, paginas
from archivos.entrada import guardar, guardar_en
from archivos.models import Archivo
from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from dictamenes.expediente import captura
from flujos.recorrido.limpieza import barrer

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


@pytest.fixture(autouse=True)
def _almacen_propio(settings, tmp_path):
    opciones = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": opciones}


@pytest.fixture
def manana():
    return reloj.ahora() + timedelta(hours=25)


def _suelto(contenido=b"nadie me nombra"):
    huella = hashlib.sha256(contenido).hexdigest()
    guardar_en(f"{huella[:2]}/{huella}", contenido)
    return huella


def _guardado(huella):
    return default_storage.exists(f"{huella[:2]}/{huella}")


def test_un_renglon_huerfano_se_borra_con_sus_bytes_y_sus_paginas_y_queda_anotado(manana):
    archivo = guardar(pdf_de_muestra("huérfano"), PDF)
    paginas.cuantas(archivo)
    hojas = Path(default_storage.path(f"paginas/{archivo.sha256[:2]}/{archivo.sha256}"))
    assert list(hojas.iterdir())
    assert barrer(manana) == 1
    assert not Archivo.objects.exists()
    assert not _guardado(archivo.sha256)
    assert not list(hojas.iterdir())
    evento = Evento.objects.get(accion="archivo.barrido")
    assert (evento.por, evento.datos_evento.datos["sha256"]) == (None, archivo.sha256)


def test_lo_de_hoy_lo_que_alguien_nombra_y_lo_rechazado_se_quedan(mundo, manana):
    solicitud = mundo.borrador()
    nombrados = set(Archivo.objects.values_list("pk", flat=True))
    retirado = solicitud.anexos.first()
    captura.retirar_anexo(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, anexo_id=retirado.pk)
    rechazado = guardar(b"%PDF-malo", PDF, por_revisar=True)
    Archivo.objects.filter(pk=rechazado.pk).update(estado="rechazado", motivo="x")
    assert barrer(reloj.ahora(), barredor.PREFIJOS) == 0
    assert barrer(manana, barredor.PREFIJOS) == 0
    assert set(Archivo.objects.values_list("pk", flat=True)) == nombrados | {rechazado.pk}


def test_los_documentos_de_un_dictamen_y_la_evidencia_de_sus_condiciones_se_quedan(mundo, manana):
    mundo.reportar(mundo.condicionada(), archivo=guardar(pdf_de_muestra("Acta"), PDF))
    nombrados = set(Archivo.objects.values_list("pk", flat=True))
    suelto = guardar(pdf_de_muestra("De nadie"), PDF)
    assert barrer(manana, barredor.PREFIJOS) == 1
    assert set(Archivo.objects.values_list("pk", flat=True)) == nombrados
    assert suelto.pk not in nombrados


def test_un_borrador_descartado_suelta_sus_archivos(mundo, manana):
    solicitud = mundo.borrador()
    cuantos = solicitud.anexos.count()
    captura.descartar(solicitud, por=mundo.elabora, en=mundo.en)
    assert barrer(manana) == cuantos


def test_volver_a_subirlo_lo_salva(manana):
    guardar(pdf_de_muestra("x"), PDF)
    Archivo.objects.update(recibido_en=reloj.ahora() - timedelta(days=3))
    guardar(pdf_de_muestra("x"), PDF)
    assert barrer(reloj.ahora()) == 0
    assert barrer(manana) == 1


def test_bytes_sin_renglon_y_escrituras_a_medias_se_borran_pasado_un_dia(manana):
    huella = _suelto()
    parcial = Path(default_storage.path(f"{huella[:2]}/.{huella}.0123abcd"))
    parcial.write_bytes(b"mitad")
    ajeno = Path(default_storage.path(f"{huella[:2]}/LEEME"))
    ajeno.write_bytes(b"no es del sistema")
    assert barrer(reloj.ahora(), [huella[:2]]) == 0
    assert barrer(manana, [huella[:2]]) == 2
    assert (not _guardado(huella), parcial.exists(), ajeno.exists()) == (True, False, True)
    assert Evento.objects.filter(accion="archivo.barrido").count() == 2


def test_una_subida_que_se_cruza_con_el_barrido_conserva_sus_bytes(monkeypatch, manana):
    """El barredor ya la había elegido; cuando va a borrar, alguien subió lo mismo."""
    contenido = pdf_de_muestra("cruce")
    huella = _suelto(contenido)
    elegir = barredor.sin_renglon

    def _elegir_y_cruzarse(prefijo, antes):
        elegidas = elegir(prefijo, antes)
        guardar(contenido, PDF)
        return elegidas

    monkeypatch.setattr(barredor, "sin_renglon", _elegir_y_cruzarse)
    barrer(manana - timedelta(minutes=1), [huella[:2]])
    assert Archivo.objects.get(sha256=huella).leer() == contenido


def test_si_el_barrido_borra_entre_guardar_los_bytes_y_el_renglon_se_vuelven_a_guardar(monkeypatch):
    contenido = pdf_de_muestra("cruce")
    crear = Archivo.objects.get_or_create

    def _barrer_antes(**datos):
        default_storage.delete(datos["defaults"]["contenido"])
        return crear(**datos)

    monkeypatch.setattr(Archivo.objects, "get_or_create", _barrer_antes)
    assert guardar(contenido, PDF).leer() == contenido


def test_si_el_barrido_borra_el_renglon_mientras_se_recibe_se_vuelve_a_crear(monkeypatch, manana):
    contenido = pdf_de_muestra("cruce")
    guardar(contenido, PDF)
    original = Archivo.save

    def _barrer_antes(self, **opciones):
        if opciones.get("update_fields"):
            barrer(manana)
        return original(self, **opciones)

    monkeypatch.setattr(Archivo, "save", _barrer_antes)
    assert guardar(contenido, PDF).leer() == contenido


def test_la_orden_dice_cuantos_borro(monkeypatch, manana):
    guardar(pdf_de_muestra("huérfano"), PDF)
    huella = _suelto()
    viejo = (reloj.ahora() - timedelta(days=2)).timestamp()
    os.utime(default_storage.path(f"{huella[:2]}/{huella}"), (viejo, viejo))
    Archivo.objects.update(recibido_en=reloj.ahora() - timedelta(days=2))
    dicho = StringIO()
    call_command("barrer_archivos", stdout=dicho)
    assert "Se borraron 2 archivos" in dicho.getvalue()
