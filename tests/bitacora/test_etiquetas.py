"""Sólo el producto escribe eventos: sin el llavero, uno bien formado y encadenado nunca se ancla y se dice."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client

from auditoria.anclas import comprobar, dudas, fuera
from auditoria.anclas.dudas import BitacoraRota
from auditoria.anclas.firmar import anclar
from bitacora import disparadores, llavero
from bitacora.cadena import anotar, estrenar_llave, renglones, verificar_cadena
from bitacora.llavero import EtiquetaFalsa, LlaveroIlegible, SinLlavero
from bitacora.models import Evento
from config import salud
from cuentas.models import Aviso
from flujos.invariantes.registro import cadena_integra
from tests.bitacora.ataques import DOS, ETIQUETAS_FALSAS, como_duena, insertar, llenar, reescribir_por_sql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aparte(settings, tmp_path):
    """Un llavero que todavía no existe."""
    settings.BITACORA_LLAVERO = str(tmp_path / "muy" / "aparte" / "llavero.json")
    return Path(settings.BITACORA_LLAVERO)


ESCAPES = {
    **{f"24 evento falso al final, {como}": lambda en, como=como: insertar("dictamen.firmado", "solicitud:1", {"k": 1}, en, como=como)
       for como in ETIQUETAS_FALSAS},
    "31 reescribir la cola sin ancla": lambda en: reescribir_por_sql(13, en),
    "19 columna clave": lambda en: como_duena("UPDATE bitacora_evento SET clave='otra' WHERE n=13"),
    "quitar la etiqueta": lambda en: como_duena("UPDATE bitacora_evento SET llave='', etiqueta='' WHERE n=13"),
}


DICHO = {que: "no da su eslabón" if que.startswith("19") else "etiqueta" for que in ESCAPES}


@pytest.mark.parametrize("que", sorted(ESCAPES))
def test_lo_escrito_sin_el_llavero_no_se_ancla_y_se_dice(anclada, en, persona, que):
    """Casos 19, 24 y 31: bien encadenado y con sus renglones coherentes, pero lo escribió la base y no el sistema."""
    auditora = persona("auditor")
    llenar(en + DOS)  # las personas también dejan eventos
    assert comprobar.verificar(en + DOS).integra
    ESCAPES[que](en + DOS)
    resultado = comprobar.verificar(en + DOS)
    assert (resultado.integra, DICHO[que] in resultado.motivo, resultado.roto_en > 12) == (False, True, True), resultado
    assert list(cadena_integra())
    with pytest.raises(SystemExit, match="1"):
        call_command("verificar_bitacora", stdout=StringIO(), stderr=StringIO())
    llenar(en + DOS)  # el sistema sigue escribiendo encima: tampoco lo lava
    with pytest.raises(BitacoraRota, match=DICHO[que]):
        anclar(en + 2 * DOS)
    assert (fuera.cuantas(), len(dudas.guardadas(9))) == (2, 1)
    assert Aviso.objects.filter(persona=auditora, asunto="La bitácora no casa con su cadena").count() == 1


def test_la_llave_no_esta_en_la_base_y_el_archivo_es_de_su_dueno(en):
    llenar(en)
    ruta = llavero._ruta()
    secreto = json.loads(ruta.read_text())["llaves"][0]["secreto"]
    assert ruta.stat().st_mode & 0o777 == 0o600
    with connection.cursor() as cursor:
        for tabla in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{tabla}"')
            assert secreto not in str(cursor.fetchall()), tabla
    ruta.chmod(0o644)
    os.utime(ruta)
    try:
        with pytest.raises(LlaveroIlegible, match="chmod"):
            llenar(en)
    finally:
        ruta.chmod(0o600)
        os.utime(ruta)


def test_lo_anterior_al_llavero_lo_dice_el_evento_que_lo_abre(sitio, aparte, en):
    """Una instalación anterior: sus eventos no traen etiqueta y desde que se abre, todos."""
    llenar(en)
    como_duena("UPDATE bitacora_evento SET llave='', etiqueta=''")
    aparte.unlink()
    assert anclar(en).n == 6
    llenar(en)
    abre = Evento.objects.get(n=7)
    assert (abre.accion, abre.datos_evento.datos["anterior"], llavero.leer().vigente.desde) == ("llavero.abierto", "", 7)
    assert anclar(en + DOS).n == 13
    insertar("prueba.hecha", "prueba:1", {}, en, como="sin etiqueta")
    assert verificar_cadena().roto_en == 14


def test_rotar_deja_evento_y_la_retirada_ya_no_vale(sitio, aparte, en):
    llenar(en)
    primera = llavero.leer().vigente
    nueva = estrenar_llave(por=None, en=en)
    rota = Evento.objects.get(accion="llavero.rotado")
    assert (rota.n, rota.llave, rota.datos_evento.datos) == (7, nueva.id, {"llave": nueva.id, "anterior": primera.id})
    llavero.exigir_ataduras(rota.n)
    assert [una.id for una in llavero.leer().llaves] == [primera.id, nueva.id]
    llenar(en)
    assert verificar_cadena().integra
    ultimo = Evento.objects.latest("n")
    con_la_vieja = primera.etiqueta(ultimo.n, ultimo.eslabon, None)
    como_duena(f"UPDATE bitacora_evento SET llave='{primera.id}', etiqueta='{con_la_vieja}' WHERE n={ultimo.n}")
    resultado = verificar_cadena()
    assert (resultado.roto_en, "ya retirada" in resultado.motivo) == (ultimo.n, True)


def test_perdida_la_llave_se_repone_con_un_evento_y_se_avisa(sitio, aparte, en, persona):
    auditora = persona("auditor")
    llenar(en)
    anclar(en)
    aparte.unlink()
    assert "no está en el llavero" in verificar_cadena().motivo
    salida = StringIO()
    call_command("llavero", "abrir", stdout=salida)
    repuesto = Evento.objects.get(accion="llavero.repuesto")
    assert f"desde el evento {repuesto.n}" in salida.getvalue()
    assert Aviso.objects.filter(persona=auditora, asunto__contains="estrena llave").count() == 1
    assert anclar(en + DOS).n >= repuesto.n
    insertar("prueba.hecha", "prueba:1", {}, en, como="llave inventada")
    assert not verificar_cadena().integra
    for que, dicho in (("abrir", "ya está abierto"),):
        with pytest.raises(CommandError, match=dicho):
            call_command("llavero", que)


def test_en_produccion_lo_abre_una_persona(aparte, settings, en):
    """Sin llavero no se anota nada, `/salud/listo` lo dice y `abrir` lo arregla."""
    settings.BITACORA_LLAVERO_SE_CREA = False
    with pytest.raises(SinLlavero, match="llavero abrir"):
        llenar(en)
    assert salud._llavero() == "falta: manage.py llavero abrir"
    with pytest.raises(CommandError, match="«abrir»"):
        call_command("llavero", "rotar")
    call_command("llavero", "abrir", stdout=StringIO())
    llenar(en)
    assert (salud._llavero(), verificar_cadena().integra) == ("", True)
    aparte.write_text("{}")
    with pytest.raises(LlaveroIlegible, match="no se puede leer"):
        llenar(en)
    assert Client().get("/salud/vivo").status_code == 200


def test_una_instalacion_anterior_sigue_sin_detenerse_hasta_que_lo_abre(sitio, aparte, settings, en):
    """Mientras haya procesos del programa anterior nadie etiqueta; abierto, todos deben hacerlo."""
    settings.BITACORA_LLAVERO_SE_CREA = False
    settings.BITACORA_LLAVERO, suyo = str(aparte.parent / "otro.json"), settings.BITACORA_LLAVERO
    call_command("llavero", "abrir", stdout=StringIO())
    llenar(en)
    como_duena("UPDATE bitacora_evento SET llave='', etiqueta=''")
    settings.BITACORA_LLAVERO = suyo
    llenar(en)
    assert (Evento.objects.latest("n").etiqueta, verificar_cadena().integra, salud._llavero()) == ("", True, "")
    assert any("sin etiqueta" in dicho for dicho in salud.avisos())
    call_command("llavero", "abrir", stdout=StringIO())
    llenar(en)
    assert verificar_cadena().integra
    como_duena("UPDATE bitacora_evento SET llave='', etiqueta='' WHERE n>13")
    assert verificar_cadena().roto_en == 14
    aparte.unlink()
    como_duena("UPDATE bitacora_evento SET llave='x' WHERE n=(SELECT max(n) FROM bitacora_evento)")
    with pytest.raises(SinLlavero):
        llenar(en)


def test_la_etiqueta_es_la_que_dice_su_especificacion():
    """Un vector para quien la calcule por su lado."""
    llave = llavero.Llave("prueba", bytes(range(32)), 1)
    assert llave.etiqueta(7, "ab" * 32, None) == "7238793466aa3859efd4f3a7939082a7d05650940f56c79d1b28494ffd0fdfba"
    assert llave.etiqueta(7, "ab" * 32, "envio:1") == "d85e12416e40ea5ce39cb06e6027d0ec5873cbf1921180fc0eed3ad224a1c28f"
    with pytest.raises(EtiquetaFalsa):
        llavero.Llavero((llave,)).exigir(n=7, eslabon="ab" * 32, clave="envio:2", llave="prueba", etiqueta=llave.etiqueta(7, "ab" * 32, "envio:1"))


def test_un_evento_antes_del_primero_no_se_calla(en):
    """M3: aunque alguien quite disparadores y restricción, el recorrido empieza en lo que haya."""
    llenar(en)
    with pytest.raises(Exception, match=r"(?i)evento_desde_uno|al final"):
        insertar_antes(-3)
    sqlite = connection.vendor == "sqlite"
    quitar, poner = ("PRAGMA ignore_check_constraints=ON", "PRAGMA ignore_check_constraints=OFF") if sqlite else (
        "ALTER TABLE bitacora_evento DROP CONSTRAINT evento_desde_uno",
        "ALTER TABLE bitacora_evento ADD CONSTRAINT evento_desde_uno CHECK (n >= 1)",
    )
    with connection.schema_editor() as editor:
        disparadores.quitar(editor)
    correr(quitar)
    try:
        insertar_antes(-3)
        for desde in (0, 3):
            assert [renglon.n for renglon in renglones(desde)][0] == -3, desde
        assert verificar_cadena().roto_en == -3
    finally:
        correr("DELETE FROM bitacora_datosevento WHERE evento_id < 1", "DELETE FROM bitacora_evento WHERE n < 1", poner)
        with connection.schema_editor() as editor:
            disparadores.poner(editor)


def correr(*ordenes):
    with connection.cursor() as cursor:
        for orden in ordenes:
            cursor.execute(orden)


def insertar_antes(n):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bitacora_evento (n, en, accion, objeto, huella, previo, eslabon) "
            "SELECT %s, en, accion, objeto, huella, previo, %s FROM bitacora_evento WHERE n=1", [n, "e" * 64],
        )
        cursor.execute(
            "INSERT INTO bitacora_datosevento (evento_id, sal, datos) SELECT %s, sal, datos FROM bitacora_datosevento WHERE evento_id=1", [n],
        )


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="jsonb no guarda claves repetidas")
def test_una_clave_repetida_en_los_datos_se_nombra(en):
    """L3: Python se quedaba con la última y la huella casaba."""
    llenar(en)
    como_duena("UPDATE bitacora_datosevento SET datos='{\"k\": 99, \"ente\": 3, \"k\": 1}' WHERE evento_id=2")
    assert Evento.objects.get(n=2).datos_evento.datos["(clave repetida)"] == 1
    resultado = verificar_cadena()
    assert (resultado.roto_en, "alterados" in resultado.motivo) == (2, True)


def test_anotar_dentro_de_otra_transaccion_deja_su_etiqueta(en):
    with transaction.atomic():
        evento = anotar("prueba.hecha", "prueba:1", por=None, en=en, clave="envio:ñ")
    llavero.leer().exigir(n=evento.n, eslabon=evento.eslabon, clave="envio:ñ", llave=evento.llave, etiqueta=evento.etiqueta)
