"""Quien se adueña de la base no consigue que el propio sistema firme su historia, ni que calle; y cada quien lo ve igual."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from auditoria.anclas import comprobar, dudas, firmar, fuera, memoria
from auditoria.anclas.dudas import AnclaAjena, BitacoraRota, Duda
from auditoria.anclas.firmar import anclar, avisar_del_dia
from bitacora.cadena import cabeza, eslabones
from bitacora.exportacion import exportar, extracto
from bitacora.models import Ancla, Evento, en_utc
from cuentas.models import Aviso
from dictamenes.documento.firma import instalada
from flujos.invariantes.registro import cadena_integra
from tests.bitacora.ataques import DOS, como_duena, llenar, reescribir
from verificador import anclas, orden_bitacora
from verificador.arbol import Arbol
from verificador.lectura import ALTERADA, CON_COLA, INTEGRA, SIN_SELLO

pytestmark = pytest.mark.django_db(transaction=True)


def reanclar(en, numeros=(1, 2)):
    """Las anclas de la base, rehechas sobre la historia falsa y con los sobres de antes."""
    antes, filas = None, []
    for numero in numeros:
        vieja = Ancla.objects.get(numero=numero)
        arbol = Arbol(antes.n, antes.frontera) if antes else Arbol()
        eslabon = ""
        for eslabon in eslabones(arbol.n, vieja.n):
            arbol.agregar(eslabon)
        antes = anclas.siguiente(antes, arbol, eslabon, en_utc(vieja.en))
        filas.append((antes, bytes(vieja.cms), vieja))
    como_duena("DELETE FROM bitacora_ancla")
    for ancla, cms, vieja in filas:
        Ancla.objects.create(
            numero=ancla.numero, n=ancla.n, eslabon=ancla.eslabon, raiz=ancla.raiz, frontera=list(ancla.frontera),
            anterior=ancla.anterior, en=vieja.en, cms=cms, guardada=vieja.guardada,
        )


def inventar(numero, en, **cambios):
    """Un ancla que la base dice y nadie firmó: lo que deja un INSERT con la cuenta de la aplicación."""
    ultima = Ancla.objects.get(numero=2).leida()
    datos = {"n": 13, "eslabon": cabeza()[1], "raiz": "0" * 64, "frontera": [], "anterior": ultima.huella, "cms": b"", **cambios}
    Ancla.objects.create(numero=numero, en=en, guardada=fuera.nombre_de(numero), **datos)


def suelto(archivo, *argumentos):
    """El código del verificador sin la base, con las raíces y el sello fijado."""
    salida = StringIO()
    de = ("--raices", instalada.directorio_raices(), *argumentos)
    return orden_bitacora.correr([str(a) for a in (archivo, *de)], salida, salida), salida.getvalue()


def test_no_se_lava_una_historia_reescrita_con_sus_anclas(anclada, en, persona):
    """A1: editar, rehacer la cola y rehacer las anclas de la base; el siguiente turno no la firma."""
    auditora = persona("auditor")
    reescribir(4, en)
    reanclar(en)
    llenar(en + DOS)
    for _ in range(2):
        with pytest.raises(AnclaAjena, match="byte por byte"):
            anclar(en + 3 * DOS)
    assert (fuera.cuantas(), Ancla.objects.count()) == (2, 2)
    assert Aviso.objects.filter(persona=auditora, tema="ancla").count() == 1
    assert [duda.motivo for duda in dudas.guardadas(9)] == ["El ancla 2 de la base no es, byte por byte, la que se guardó fuera."]
    prueba = json.loads(fuera.almacen().open(f"dudas/{dudas.guardadas(1)[0].nombre}").read())
    assert prueba["ultima_en_la_base"]["ancla"]["numero"] == 2


def test_tampoco_si_las_anclas_de_la_base_son_las_buenas(anclada, en):
    """Reescribir sólo los eventos: el que firmó el ancla ya no dice lo mismo, haya o no eventos nuevos."""
    reescribir(4, en)
    with pytest.raises(BitacoraRota, match="El evento 12 no dice lo que firmó el ancla 2"):
        anclar(en + 3 * DOS)
    assert fuera.cuantas() == 2


@pytest.mark.parametrize("en_la_base", ["2099-01-01T00:00:00+00:00", "2026-03-02T20:00:00+00:00"])
def test_un_ancla_inventada_en_la_base_no_calla_a_quien_firma(anclada, en, persona, en_la_base):
    """P2: con la fecha que sea, se dice."""
    auditora = persona("auditor")
    inventar(3, en_la_base)
    with pytest.raises(AnclaAjena, match="alguien la inventó"):
        anclar(en + 2 * DOS)
    assert Aviso.objects.filter(persona=auditora, tema="ancla").exists()
    assert firmar.horas_calladas(en + timedelta(days=2)) == 46


def test_cortar_la_cola_con_sus_anclas_se_nota_en_la_memoria_de_quien_firma(anclada, en):
    """Caso 9, y además borradas fuera: sólo queda lo que este firmante recuerda."""
    como_duena("DELETE FROM bitacora_ancla WHERE numero=2", "DELETE FROM bitacora_datosevento WHERE evento_id>6",
               "DELETE FROM bitacora_evento WHERE n>6")
    (anclada / "000000002.p7m").unlink()
    llenar(en + DOS)
    with pytest.raises(AnclaAjena, match="ya no está guardada fuera"):
        anclar(en + 2 * DOS)
    shutil.rmtree(Path(memoria._ruta()).parent)  # en una máquina nueva no hay con qué notarlo: por eso hay testigos y correos
    assert anclar(en + 2 * DOS).numero == 2


def test_una_memoria_danada_no_se_pasa_por_alto(anclada, en):
    Path(memoria._ruta()).write_text("{", encoding="utf-8")
    with pytest.raises(AnclaAjena, match="memoria"):
        anclar(en + 2 * DOS)


def test_la_hora_de_firmar_la_dicen_el_reloj_y_la_memoria(anclada, en):
    """Una hora por venir en la memoria (un reloj que se adelantó) no calla a quien firma."""
    ultima = Ancla.objects.get(numero=2).leida()
    memoria.recordar(ultima, 1)
    ruta = Path(memoria._ruta())
    ruta.write_text(ruta.read_text(encoding="utf-8").replace("2026-", "2099-"), encoding="utf-8")
    assert anclar(en + 2 * DOS).numero == 3


def test_cada_dia_se_firma_aunque_nada_cambie_y_callar_es_alarma(anclada, en, persona):
    auditora = persona("auditor")
    ultima = anclar(en + 2 * DOS)
    assert anclar(en + timedelta(hours=20)) is None
    latido = anclar(en + timedelta(hours=29))
    assert (latido.n, Evento.objects.get(n=latido.n).accion) == (ultima.n + 1, "bitacora.latido")
    despues = en + timedelta(hours=29) + firmar.SILENCIO
    avisar_del_dia(despues)
    assert not Aviso.objects.filter(persona=auditora, asunto__contains="sin firmarse").exists()
    avisar_del_dia(despues + timedelta(hours=1))
    assert Aviso.objects.get(persona=auditora, asunto__contains="sin firmarse").asunto == "La bitácora lleva 27 horas sin firmarse"


def test_un_sello_de_otro_no_vale_aunque_sea_de_la_misma_autoridad(anclada, en, settings, tmp_path):
    """M2: la instalación fija el certificado de su sello y los que ha tenido."""
    antes = Path(settings.FIRMA_SELLO_CER).read_bytes()
    otro = next(ruta for ruta in Path(settings.FIRMA_DIR_RAICES).glob("*.cer") if ruta.read_bytes() != antes)
    settings.FIRMA_SELLO_CER = str(otro)
    assert "no es del sello institucional" in comprobar.verificar(en + DOS).motivo
    with pytest.raises(AnclaAjena, match="no es del sello institucional"):
        anclar(en + 2 * DOS)
    (tmp_path / "anterior.cer").write_bytes(antes)
    settings.FIRMA_DIR_SELLOS = str(tmp_path)
    assert comprobar.verificar(en + DOS).integra


ALTERACIONES = {
    "reescribir sin reanclar": lambda en: reescribir(4, en),
    "reescribir y reanclar": lambda en: (reescribir(4, en), reanclar(en)),
    "cambiar un dato": lambda en: como_duena("UPDATE bitacora_evento SET accion='otra' WHERE n=5"),
    "cortar lo anclado": lambda en: como_duena("DELETE FROM bitacora_datosevento WHERE evento_id>9", "DELETE FROM bitacora_evento WHERE n>9"),
    "cortar con sus anclas": lambda en: como_duena(
        "DELETE FROM bitacora_ancla WHERE numero=2", "DELETE FROM bitacora_datosevento WHERE evento_id>6",
        "DELETE FROM bitacora_evento WHERE n>6"),
    "borrar un ancla de la base": lambda en: como_duena("DELETE FROM bitacora_ancla WHERE numero=2"),
    "borrar las anclas de la base": lambda en: como_duena("DELETE FROM bitacora_ancla"),
    "inventar un ancla": lambda en: inventar(3, en + DOS),
}


SE_REPONEN = {"borrar un ancla de la base", "borrar las anclas de la base"}  # las de fuera casan: se avisa y se registran
SIN_FIRMA_NUEVA = {"cambiar un dato"}  # lo que el ancla firmó sigue siendo lo de antes: lo dicen quienes leen


@pytest.mark.parametrize("que", sorted(ALTERACIONES))
def test_todos_los_lectores_ven_lo_mismo(anclada, en, persona, tmp_path, monkeypatch, que):
    """M1, M6 y los casos 4 a 9: la orden, los invariantes, la pantalla y lo exportado, sin dar más que las raíces y el sello."""
    monkeypatch.setattr("cuentas.reloj.ahora", lambda: en + DOS)
    monkeypatch.setattr(orden_bitacora, "datetime", _Reloj(en + DOS))
    auditora = persona("auditor")
    ALTERACIONES[que](en)
    assert not comprobar.verificar(en + DOS).integra
    assert list(cadena_integra())
    with pytest.raises(SystemExit, match=str(ALTERADA)):
        call_command("verificar_bitacora", stdout=StringIO(), stderr=StringIO())
    archivo = tmp_path / "b.zip"
    archivo.write_bytes(b"".join(exportar(cabeza()[0], comprobar.todas(fuera.cuantas()))))
    assert suelto(archivo, "--sello", instalada.settings.FIRMA_SELLO_CER)[0] != INTEGRA
    if que in SE_REPONEN:
        assert anclar(en + 3 * DOS).numero == 3
        assert Aviso.objects.filter(persona=auditora, asunto__startswith="La base perdió anclas").count() == 1
        assert comprobar.verificar(en + 3 * DOS).integra
    elif que not in SIN_FIRMA_NUEVA:
        with pytest.raises(Duda):
            anclar(en + 3 * DOS)


def test_la_orden_dice_hasta_donde_y_con_que_codigo(anclada, en, tmp_path, monkeypatch):
    monkeypatch.setattr("cuentas.reloj.ahora", lambda: en + 2 * DOS)
    monkeypatch.setattr(orden_bitacora, "datetime", _Reloj(en + 2 * DOS))
    salida = StringIO()
    with pytest.raises(SystemExit, match=str(CON_COLA)):
        call_command("verificar_bitacora", "--json", stdout=salida)
    assert {"integra": True, "anclado": 12, "sin_ancla": 1, "codigo": 3}.items() <= json.loads(salida.getvalue()).items()
    assert anclar(en + 2 * DOS)
    call_command("verificar_bitacora", stdout=salida)
    archivo = tmp_path / "b.zip"
    archivo.write_bytes(b"".join(exportar(cabeza()[0], comprobar.todas(fuera.cuantas()))))
    assert suelto(archivo)[0] == SIN_SELLO
    assert suelto(archivo, "--sello", instalada.settings.FIRMA_SELLO_CER)[0] == INTEGRA
    suya = tmp_path / "e.jsonl"
    suya.write_bytes(b"".join(extracto(Evento.objects.de("prueba:1"))))
    assert suelto(suya, "--sello", instalada.settings.FIRMA_SELLO_CER)[0] == INTEGRA


def test_de_madrugada_se_comprueba_sola_y_avisa(anclada, en, persona):
    auditora = persona("auditor")
    manana = (en + timedelta(days=1)).replace(hour=11)  # las cuatro de Hermosillo
    comprobar.comprobar_del_dia(manana - timedelta(hours=3))
    assert not Evento.objects.filter(accion="bitacora.verificada").exists()
    for _ in range(2):
        comprobar.comprobar_del_dia(manana)
    hecha = Evento.objects.get(accion="bitacora.verificada")
    assert (hecha.por, hecha.datos_evento.datos["integra"], hecha.datos_evento.datos["desde_ancla"]) == (None, True, 0)
    assert anclar(manana)
    como_duena("UPDATE bitacora_evento SET accion='otra' WHERE n=13")
    comprobar.comprobar_del_dia(manana + timedelta(days=1))
    ultima = Evento.objects.filter(accion="bitacora.verificada").latest("n")
    assert (ultima.datos_evento.datos["integra"], ultima.datos_evento.datos["desde_ancla"]) == (False, 2)
    assert Aviso.objects.filter(persona=auditora, asunto="La bitácora no casa con su cadena").count() == 1


def test_quien_audita_lo_ve_en_su_pantalla(anclada, en, persona, client, monkeypatch):
    inventar(3, en + DOS)
    with pytest.raises(AnclaAjena):
        anclar(en + 2 * DOS)
    monkeypatch.setattr("cuentas.reloj.ahora", lambda: en + timedelta(days=3))
    client.force_login(persona("auditor"))
    pagina = client.get(reverse("auditoria:anclas")).content.decode()
    assert "No se firmó" in pagina
    assert "alguien la inventó" in pagina
    assert "lleva 70 horas sin firmarse" in pagina


class _Reloj:
    """El verificador suelto juzga con su reloj; aquí, con el de la prueba."""

    def __init__(self, en):
        self._en = en

    def now(self, zona):
        return self._en


def test_una_transaccion_a_medias_no_deja_memoria(sitio, en, monkeypatch):
    """Si el proceso muere después de guardar fuera, quien sigue la adopta: la memoria se escribe al final."""
    llenar(en)
    monkeypatch.setattr("auditoria.anclas.firmar._asentar", _se_muere)
    with pytest.raises(KeyboardInterrupt):
        anclar(en)
    assert (memoria.leer(), fuera.cuantas(), Ancla.objects.count()) == (None, 1, 0)
    monkeypatch.undo()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert anclar(en + timedelta(minutes=1)).numero == memoria.leer().numero == 1


def _se_muere(ancla):
    raise KeyboardInterrupt
