"""Anclar de verdad: con el sello, la estampa y un lugar de afuera; y lo que puede quien se adueña de la base."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from asn1crypto import pem
from django.conf import settings as ajustes
from django.core.management import call_command
from django.db import Error, connection, transaction

from archivos.excepciones import YaGuardado
from auditoria.anclas import comprobar as de_anclas
from auditoria.anclas import fuera, memoria
from auditoria.anclas.comprobar import verificar
from auditoria.anclas.dudas import AnclaAjena, BitacoraRota
from auditoria.anclas.firmar import anclar, avisar_del_dia
from auditoria.anclas.fuera import almacen
from bitacora.cadena import anotar, ultima_ancla
from bitacora.exportacion import exportar, extracto
from bitacora.models import Ancla, DatosEvento, Evento
from config.almacen import AnclasEnCarpeta
from cuentas.models import Aviso
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.cierre import EstampaNoDisponible
from tests.bitacora.ataques import DOS, como_duena, con_lapida, llenar, reescribir
from verificador import orden_bitacora


def test_se_imprime_la_ultima_ancla_o_la_ultima_que_no_alcanza_a_ese_evento(anclada):
    primera, segunda = Ancla.objects.order_by("numero")
    assert ultima_ancla() == {"numero": 2, "n": segunda.n, "eslabon": segunda.eslabon}
    assert ultima_ancla(antes_de=segunda.n)["numero"] == 1
    assert ultima_ancla(antes_de=segunda.n + 1)["numero"] == 2
    assert ultima_ancla(antes_de=primera.n) == {}


def test_ancla_una_vez_y_solo_si_algo_cambio(sitio, en):
    assert anclar(en) is None
    llenar(en)
    assert anclar(en).n == 6
    llenar(en)
    assert anclar(en + timedelta(minutes=14)) is None  # aún no toca
    assert anclar(en + timedelta(minutes=15)).n == 12
    assert anclar(en + DOS) is None
    assert [p.name for p in sorted(sitio.glob("*.p7m")) if p.stem.isdecimal()] == ["000000001.p7m", "000000002.p7m"]
    assert memoria.leer().numero == 2
    assert Ancla.objects.get(numero=2).anterior == Ancla.objects.get(numero=1).leida().huella
    assert verificar(en + DOS).anclas == 2


def test_openssl_comprueba_el_sobre_guardado(sitio, en, tmp_path, settings):
    llenar(en)
    ancla = anclar(en)
    raices = b"".join(pem.armor("CERTIFICATE", r.read_bytes()) for r in Path(settings.FIRMA_DIR_RAICES).glob("*.cer"))
    (tmp_path / "raices.pem").write_bytes(raices)
    hecho = subprocess.run(
        ["openssl", "cms", "-verify", "-inform", "DER", "-in", sitio / ancla.guardada, "-CAfile", tmp_path / "raices.pem",
         "-purpose", "any", "-attime", str(int(en.timestamp()))], capture_output=True, check=False,
    )
    assert (hecho.returncode, hecho.stdout) == (0, ancla.leida().contenido), hecho.stderr


def test_con_la_estampa_caida_nada_se_guarda_y_luego_se_ancla(sitio, en, monkeypatch):
    llenar(en)
    with monkeypatch.context() as parche:
        parche.setattr("auditoria.anclas.firmar.sellar_contenido", _sin_estampa)
        with pytest.raises(EstampaNoDisponible):
            anclar(en)
    assert (Ancla.objects.count(), fuera.cuantas()) == (0, 0)
    assert anclar(en + timedelta(minutes=1)).n == 6


def _sin_estampa(*args, **opciones):
    raise EstampaNoDisponible


def test_quien_llega_segundo_adopta_la_que_ya_esta_fuera(sitio, en, monkeypatch):
    """El proceso murió después de guardarla y antes de registrarla, y entre tanto pasaron cosas."""
    llenar(en)
    with monkeypatch.context() as parche:
        parche.setattr("auditoria.anclas.firmar._asentar", lambda ancla: None)
        anclar(en)
    llenar(en)
    adoptada = anclar(en + timedelta(minutes=1))
    assert (adoptada.n, adoptada.en, bytes(adoptada.cms)) == (6, en, (sitio / "000000001.p7m").read_bytes())


def test_si_alguien_vacia_lo_de_fuera_se_nombra_el_ancla_que_falta(anclada, en):
    (anclada / "000000002.p7m").unlink()
    resultado = verificar(en + DOS)
    assert (resultado.roto_en, "el ancla 2 ya no está guardada fuera" in resultado.motivo) == (12, True)
    (anclada / "000000001.p7m").rename(anclada / "000000002.p7m")  # una vieja con el nombre de la última
    assert not verificar(en + DOS).integra


@pytest.mark.django_db(transaction=True)
def test_verificar_desde_un_ancla_que_borraron_de_la_base_lo_dice(anclada, en):
    como_duena("DELETE FROM bitacora_ancla WHERE numero=2")
    resultado = verificar(en + DOS, desde=2)
    assert (resultado.integra, "ya no está en la bitácora" in resultado.motivo) == (False, True)


@pytest.mark.usefixtures("en_hora")
def test_el_extracto_lleva_la_lapida_y_sin_ella_no_se_da_por_bueno(sitio, en, tmp_path, persona):
    with transaction.atomic():
        for k in range(6):
            anotar("prueba.hecha", f"prueba:{k % 2}", por=None, en=en, datos={"motivo": "Rosa Ficticia"})
    con_lapida(2, persona, en)
    anclar(en)
    archivo = tmp_path / "extracto.jsonl"
    lineas = list(extracto(Evento.objects.de("prueba:1")))
    archivo.write_bytes(b"".join(lineas))
    codigo, dicho = comprobar(archivo)
    assert (codigo, "1 tienen sus datos cancelados" in dicho) == (0, True), dicho
    for sin, falta in ((-1, "evento 2: faltan los datos"), (-2, "no cita una propuesta de otra persona")):
        quedan = [linea for linea in lineas if linea is not lineas[sin]]
        archivo.write_bytes(b"".join(quedan).replace(b'"eventos":5', b'"eventos":4'))
        assert falta in comprobar(archivo)[1]


def test_lo_guardado_fuera_no_se_cambia_ni_se_borra(anclada):
    with pytest.raises(YaGuardado):
        almacen().delete("000000001.p7m")
    assert (anclada / "000000001.p7m").stat().st_mode & 0o222 == 0
    assert isinstance(almacen(), AnclasEnCarpeta)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("ordenes", "n", "dicho"), [
    (["UPDATE bitacora_evento SET accion='otra' WHERE n=3"], 3, "alterado"),
    (["DELETE FROM bitacora_datosevento WHERE evento_id=4", "DELETE FROM bitacora_evento WHERE n=4"], 4, "falta el evento 4"),
    (["DELETE FROM bitacora_ancla WHERE numero=2"], 12, "ya no está en la bitácora"),
    (["DELETE FROM bitacora_ancla", "DELETE FROM bitacora_datosevento WHERE evento_id>9",
      "DELETE FROM bitacora_evento WHERE n>9"], 10, "truncada"),
    (None, 7, "se reescribió de este evento al 12"),
])
def test_lo_que_hace_la_duena_de_la_base_se_descubre(anclada, en, ordenes, n, dicho):
    if ordenes:
        como_duena(*ordenes)
    else:
        reescribir(8, en)
    resultado = verificar(en + DOS)
    assert (resultado.roto_en, dicho in resultado.motivo) == (n, True), resultado


@pytest.mark.django_db(transaction=True)
def test_reescribir_la_cola_y_quitar_sus_anclas_tampoco_pasa(anclada, en, persona):
    auditora = persona("auditor")
    como_duena("DELETE FROM bitacora_ancla WHERE numero=2")
    reescribir(8, en)
    assert verificar(en + DOS).roto_en == 7
    llenar(en + DOS)
    with pytest.raises(AnclaAjena):
        anclar(en + 3 * DOS)
    assert Aviso.objects.filter(persona=auditora, asunto="La bitácora no casa con sus anclas").count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_se_firma_una_cadena_rota_y_se_avisa_a_quien_audita(anclada, en, persona):
    auditora = persona("auditor")
    como_duena("UPDATE bitacora_evento SET accion='otra' WHERE n=13")
    for _ in range(2):
        with pytest.raises(BitacoraRota, match="13"):
            anclar(en + 2 * DOS)
    assert Aviso.objects.filter(persona=auditora, tema="ancla").count() == 1


def test_la_base_no_deja_cambiar_las_anclas(anclada):
    for orden in ("UPDATE bitacora_ancla SET n=99 WHERE numero=2", "DELETE FROM bitacora_ancla"):
        with pytest.raises(Error, match="sólo se agrega"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(orden)


def test_cada_dia_un_correo_a_quien_audita(anclada, en, persona):
    auditora = persona("auditor")
    for hora in (en - timedelta(hours=4), en, en + timedelta(hours=1), en + timedelta(days=1)):
        avisar_del_dia(hora)
    ultima = Ancla.objects.get(numero=2)
    asuntos = list(Aviso.objects.filter(persona=auditora, tema="ancla").values_list("asunto", flat=True))
    assert asuntos == [f"Ancla 2: evento 12, eslabón {ultima.eslabon}, raíz {ultima.raiz}"] * 2


def comprobar(archivo, *argumentos, sello=ajustes.FIRMA_SELLO_CER):
    """(código, texto) del verificador, sin la base."""
    salida = StringIO()
    carpeta = ("--raices", instalada.directorio_raices(), *(("--sello", sello) if sello else ()))
    return orden_bitacora.correr([str(a) for a in (archivo, *carpeta, *argumentos)], salida, salida), salida.getvalue()


@pytest.mark.usefixtures("en_hora")
def test_la_exportacion_se_comprueba_sin_la_base(anclada, tmp_path, settings):
    call_command("exportar_bitacora", str(tmp_path / "b.zip"), stdout=StringIO())
    codigo, dicho = comprobar(tmp_path / "b.zip", "--anclas", anclada)
    assert (codigo, "íntegra hasta el evento 13, con 2 anclas" in dicho, "2 sellos buenos" in dicho) == (3, True, True), dicho
    assert comprobar(tmp_path / "b.zip", "--desde-ancla", 2)[0] == 3
    ajena = next(Path(settings.FIRMA_DIR_RAICES).glob("*.cer"))
    assert comprobar(tmp_path / "b.zip", sello=ajena)[0] == 1
    assert comprobar(tmp_path / "b.zip", sello=None)[0] == 4
    assert Evento.objects.get(accion="bitacora.exportada").datos_evento.datos["hasta"] == 13
    assert b"".join(exportar(13, de_anclas.todas(2))) == (tmp_path / "b.zip").read_bytes()


@pytest.mark.usefixtures("en_hora")
def test_el_extracto_de_un_objeto_se_comprueba_sin_la_base(anclada, tmp_path):
    archivo = tmp_path / "extracto.jsonl"
    suyos = Evento.objects.de("prueba:1")
    archivo.write_bytes(b"".join(extracto(suyos)))
    assert "6 eventos; 6 están en la bitácora anclada" in comprobar(archivo)[1]
    archivo.write_bytes(b"".join(extracto(Evento.objects.filter(n__gte=8, objeto__in=["prueba:0", "prueba:1"]))))
    assert "6 eventos; 5 están en la bitácora anclada" in comprobar(archivo)[1]
    archivo.write_bytes(archivo.read_bytes().replace(b'"k":1', b'"k":7', 1))
    assert comprobar(archivo)[0] == 1
    assert DatosEvento.objects.count() == 13


@pytest.mark.usefixtures("en_hora")
def test_el_extracto_prueba_que_continua_un_ancla_que_ya_se_tenia(sitio, en, tmp_path):
    for k in range(6):
        llenar(en + k * DOS / 6, 3 + k)
        anclar(en + k * DOS / 6)
    viejas, archivo = tmp_path / "viejas", tmp_path / "extracto.jsonl"
    shutil.copytree(sitio, viejas)
    for de_despues in (4, 5, 6):
        (viejas / f"00000000{de_despues}.p7m").unlink()
    archivo.write_bytes(b"".join(extracto(Evento.objects.de("prueba:1"))))
    assert json.loads(archivo.read_bytes().splitlines()[0])["consistencia"].keys() == {"1", "2", "4", "5"}
    suya = viejas / "000000002.p7m"
    for como in (("--desde-ancla", suya), ("--anclas", viejas), ("--anclas", viejas, "--desde-ancla", "2")):
        codigo, dicho = comprobar(archivo, *como)
        assert (codigo, "continúa la del ancla 2, que usted ya tenía (evento 7)" in dicho) == (0, True), dicho
    assert comprobar(archivo, "--anclas", sitio)[0] == 0  # tiene la misma
    assert "No se comparó con ningún ancla" in comprobar(archivo)[1]
    codigo, dicho = comprobar(archivo, "--desde-ancla", viejas / "000000003.p7m")
    assert (codigo, "no prueba que continúa el ancla 3; sí desde 1, 2, 4, 5" in dicho) == (2, True), dicho
    assert comprobar(archivo, "--desde-ancla", "2")[0] == 2  # ¿de cuál carpeta?
    antes = archivo.read_text()
    camino = json.loads(antes.splitlines()[0])["consistencia"]["2"]
    for otro in (camino[:-1], [*camino, camino[0]], ["00" * 32, *camino[1:]], ["no"], 7):
        archivo.write_text(antes.replace(json.dumps(camino, separators=(",", ":")), json.dumps(otro), 1))
        codigo, dicho = comprobar(archivo, "--desde-ancla", suya)
        assert (codigo, "evento 7: la bitácora de la que salió no continúa la del ancla 2" in dicho) == (1, True), dicho


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("en_hora")
def test_el_extracto_de_una_historia_rehecha_no_continua_la_que_se_tenia(anclada, en, tmp_path):
    """Caso A1: el sello de verdad firmó otra historia; su extracto casa consigo mismo y no con el ancla de quien lee."""
    suyas, archivo = tmp_path / "suyas", tmp_path / "extracto.jsonl"
    shutil.move(anclada, suyas)
    shutil.rmtree(ajustes.FIRMANTE_CARPETA)
    como_duena("DELETE FROM bitacora_ancla")
    reescribir(4, en)
    for hora in (en, en + DOS):
        anclar(hora)
        llenar(hora, 1)
    archivo.write_bytes(b"".join(extracto(Evento.objects.de("prueba:1"))))
    assert comprobar(archivo)[0] == 0
    codigo, dicho = comprobar(archivo, "--anclas", suyas)
    assert (codigo, "ALTERADA" in dicho) == (1, True), dicho
    assert comprobar(archivo, "--desde-ancla", suyas / "000000001.p7m")[0] == 1


@pytest.fixture
def en_hora(monkeypatch, en):
    """El verificador suelto juzga con su reloj; aquí, con el de la prueba."""

    class Reloj:
        @staticmethod
        def now(zona):
            return en + DOS

    monkeypatch.setattr(orden_bitacora, "datetime", Reloj)
