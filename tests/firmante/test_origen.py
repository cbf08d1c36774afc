"""Restaurar por debajo de lo firmado: dos personas lo declaran, el sello lo firma citando lo de antes, y se sigue anclando."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from auditoria.anclas import comprobar, fuera, memoria, oficina, origen
from auditoria.anclas.dudas import AnclaAjena, BitacoraRota, Duda
from auditoria.anclas.firmar import anclar
from bitacora.cadena import cabeza
from bitacora.exportacion import exportar
from bitacora.models import Ancla, Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso
from dictamenes.documento.firma import instalada
from dictamenes.documento.firmante import cabezas
from dictamenes.documento.firmante.excepciones import PapelRechazado
from tests.bitacora.ataques import DOS, como_duena, insertar, llenar
from tests.herramientas.firmante_de_prueba import firmante
from verificador import orden_bitacora
from verificador.lectura import ALTERADA, CON_COLA
from verificador.sello_de_ancla import juzgar

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _su_carpeta(settings, tmp_path):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")


def restaurar(n, ancla):
    """La base como estaba en el evento `n`, con las anclas que entonces registraba."""
    como_duena(f"DELETE FROM bitacora_ancla WHERE numero>{ancla}", f"DELETE FROM bitacora_datosevento WHERE evento_id>{n}",
               f"DELETE FROM bitacora_evento WHERE n>{n}")


@pytest.fixture
def dos(persona):
    return {"propone": persona("coordinacion"), "confirma": persona("administrador")}


def declarar(dos, en, motivo="Se restauró el respaldo de las ocho: falló el disco."):
    return origen.declarar(**dos, motivo=motivo, en=en)


@pytest.mark.parametrize(("hasta", "ancla", "sigue"), [(6, 1, 1), (8, 1, 1), (3, 0, 0)])
def test_se_declara_se_sella_citando_lo_de_antes_y_se_sigue_anclando(anclada, en, dos, persona, hasta, ancla, sigue):
    auditora, viejas = persona("auditor"), [fuera.leer(n) for n in (1, 2)]
    restaurar(hasta, ancla)
    ahora = en + 3 * DOS
    with pytest.raises(Duda):
        anclar(ahora)
    evento = declarar(dos, ahora)
    assert "Empieza el origen 2" in oficina.abrir_origen(evento.n, ahora)
    dicha = fuera.declarado(2)
    assert juzgar(dicha, instalada.raices(), ahora, instalada.sellos_fijados()).titular
    assert dicha.anterior == {"numero": 2, "n": 12, "huella": viejas[1].huella}
    assert (dicha.sigue["numero"], dicha.n, dicha.eslabon) == (sigue, evento.n, evento.eslabon)
    assert {dicha.propuso, dicha.declaro} == {f"usuario:{p.pk}" for p in dos.values()}
    nueva = anclar(ahora + timedelta(minutes=1))
    assert (nueva.numero, nueva.guardada) == (sigue + 1, f"2/{sigue + 1:09d}.p7m")
    assert anclar(ahora + DOS) is None
    llenar(ahora + DOS)
    assert anclar(ahora + 2 * DOS).numero == sigue + 2
    assert [fuera.leer(n, 1) for n in (1, 2)] == viejas  # lo de antes se conserva
    resultado = comprobar.verificar(ahora + 2 * DOS, todos_los_sellos=True)
    assert (resultado.integra, resultado.anclas, resultado.motivo) == (True, sigue + 2, "")
    assert memoria.leer().origen == 2
    assert Aviso.objects.filter(persona=auditora, asunto__startswith="Dos personas declararon").count() == 1


def test_restaurar_despues_del_ancla_y_antes_de_lo_confirmado_tambien_se_declara(anclada, en, dos):
    ahora = en + 3 * DOS
    cabezas.oir(*cabeza())
    restaurar(12, 2)
    with pytest.raises(BitacoraRota, match="Se confirmó el evento 15"):
        anclar(ahora)
    oficina.abrir_origen(declarar(dos, ahora).n, ahora)
    assert (cabezas.leer(), anclar(ahora + timedelta(minutes=1)).numero) == (None, 3)


def test_sin_nada_que_declarar_o_sin_dos_personas_no_hay_origen_nuevo(anclada, en, dos, persona):
    ahora = en + 3 * DOS
    with pytest.raises(PapelRechazado, match="No hay qué declarar"):
        oficina.abrir_origen(declarar(dos, ahora).n, ahora)
    with pytest.raises(origen.OrigenImposible, match="dos personas distintas"):
        declarar({"propone": dos["propone"], "confirma": dos["propone"]}, ahora)
    with pytest.raises(origen.OrigenImposible, match="motivo"):
        declarar(dos, ahora, motivo="  ")
    with pytest.raises(AccesoDenegado):
        declarar({**dos, "confirma": persona("auditor")}, ahora)
    assert fuera.origen_vigente() == 1


def test_el_firmante_no_sella_un_origen_que_no_consta(anclada, en, dos):
    restaurar(6, 1)
    ahora = en + 3 * DOS
    with pytest.raises(PapelRechazado, match="no cuenta que se declarara"):
        oficina.abrir_origen(3, ahora)
    bueno = declarar(dos, ahora)
    for tarde in (ahora - DOS, ahora + DOS):
        with pytest.raises(PapelRechazado, match="ya pasó"):
            oficina.abrir_origen(bueno.n, tarde)
    datos = {"motivo": "porque sí", "propuso": dos["propone"].pk}
    insertar(origen.DECLARADO, "bitacora:origen", datos, ahora)
    with pytest.raises(PapelRechazado, match="no lo escribió este sistema"):
        oficina.abrir_origen(bueno.n + 1, ahora)
    (anclada / "000000002.p7m").unlink()
    with pytest.raises(PapelRechazado, match="ya no está guardada fuera"):
        oficina.abrir_origen(bueno.n, ahora)
    assert fuera.origen_vigente() == 1


def test_una_declaracion_que_no_firmo_el_sello_no_mueve_a_quien_firma(anclada, en, dos, tmp_path):
    restaurar(6, 1)
    ahora = en + 3 * DOS
    fuera.declarar(2, b"cualquier cosa")
    with pytest.raises(AnclaAjena, match="está dañada"):
        anclar(ahora)
    assert "está dañada" in comprobar.verificar(ahora).motivo  # quien lee tampoco la sigue
    (anclada / fuera.nombre_de_origen(2)).unlink()
    fuera._vigente.clear()
    oficina.abrir_origen(declarar(dos, ahora).n, ahora)
    guardada = (anclada / fuera.nombre_de_origen(2))
    contenido = guardada.read_bytes()
    guardada.unlink()
    fuera._vigente.clear()
    with pytest.raises(AnclaAjena, match="ya no está fuera"):
        anclar(ahora + DOS)
    fuera.almacen().save(fuera.nombre_de_origen(2), ContentFile(contenido.replace(b"restaur", b"REstaur")))
    fuera._vigente.clear()
    memoria.guardar(memoria.Recordada(2, 12, "0" * 64, fuera.leer(2, 1).huella, en + DOS))
    with pytest.raises(AnclaAjena, match="El sello del origen 2"):
        anclar(ahora + DOS)
    assert "El sello del origen 2" in comprobar.verificar(ahora + DOS).motivo
    Path(memoria._ruta()).unlink()
    with pytest.raises(AnclaAjena, match="El sello del origen 2"):  # ni en una máquina nueva
        anclar(ahora + DOS)


def test_quien_muere_entre_guardar_la_declaracion_y_recordarla_la_encuentra_hecha(anclada, en, dos, monkeypatch):
    restaurar(6, 1)
    ahora = en + 3 * DOS
    evento = declarar(dos, ahora)
    with monkeypatch.context() as muerte:
        muerte.setattr("auditoria.anclas.origen.seguir", _se_muere)
        with pytest.raises(KeyboardInterrupt):
            oficina.abrir_origen(evento.n, ahora)
    assert (memoria.leer().origen, fuera.origen_vigente()) == (1, 2)
    assert anclar(ahora + timedelta(minutes=1)).numero == 2
    assert memoria.leer().origen == 2


def _se_muere(*datos):
    raise KeyboardInterrupt


def test_el_verificador_suelto_sigue_al_origen_vigente_y_lo_dice(anclada, en, dos, tmp_path, settings, monkeypatch):
    restaurar(6, 1)
    ahora = en + 3 * DOS
    oficina.abrir_origen(declarar(dos, ahora).n, ahora)
    anclar(ahora + timedelta(minutes=1))
    llenar(ahora + DOS, 1)
    archivo, salida = tmp_path / "b.zip", StringIO()
    archivo.write_bytes(b"".join(exportar(cabeza()[0], comprobar.todas(fuera.cuantas()))))
    monkeypatch.setattr(orden_bitacora, "datetime", _Reloj(ahora + DOS))
    orden = [str(archivo), "--raices", instalada.directorio_raices(), "--sello", settings.FIRMA_SELLO_CER, "--anclas", str(anclada)]
    assert orden_bitacora.correr(orden, salida, salida) == CON_COLA, salida.getvalue()
    assert "origen 2" in salida.getvalue()
    assert "falló el disco" in salida.getvalue()
    fuera_de_lugar = anclada / fuera.nombre_de_origen(2)
    cambiada = fuera_de_lugar.read_bytes().replace(b"disco", b"cisco")
    fuera_de_lugar.unlink()
    fuera_de_lugar.write_bytes(cambiada)
    assert orden_bitacora.correr(orden, salida, salida) == ALTERADA


@pytest.mark.lenta
def test_por_la_orden_y_con_el_firmante_aparte(anclada, dos, settings, monkeypatch):
    from cuentas import reloj

    restaurar(6, 1)
    for quien in dos.values():
        quien.set_password(f"clave-larga-de-{quien.pk}")
        quien.save()
    tecleadas = {quien.correo: f"clave-larga-de-{quien.pk}" for quien in dos.values()}
    monkeypatch.setattr("auditoria.management.commands.declarar_origen.getpass", lambda pide: tecleadas[pide.split()[-1].rstrip(":")])
    orden = ["declarar_origen", "--propone", dos["propone"].correo, "--confirma", dos["confirma"].correo, "--motivo", "Falló el disco."]
    salida = StringIO()
    with firmante() as f:
        settings.FIRMANTE_SOCKET = f.ruta
        call_command(*orden, stdout=salida)
        assert "Empieza el origen 2" in salida.getvalue()
        fuera._vigente.clear()
        assert fuera.declarado(2).motivo == "Falló el disco."
        assert "ancla 2" in oficina.anclar_ahora(reloj.ahora()) or Ancla.objects.filter(guardada__startswith="2/").exists()
    tecleadas[dos["confirma"].correo] = "otra"
    with pytest.raises(CommandError, match="no es la suya"):
        call_command(*orden, stdout=salida)
    assert Evento.objects.filter(accion=origen.DECLARADO).count() == 1


class _Reloj:
    """El verificador suelto juzga con su reloj; aquí, con el de la prueba."""

    def __init__(self, en):
        self._en = en

    def now(self, zona):
        return self._en


def test_la_memoria_de_antes_de_los_origenes_se_lee_como_del_primero(settings):
    Path(memoria._ruta()).parent.mkdir(parents=True)
    Path(memoria._ruta()).write_text(json.dumps(
        {"numero": 3, "n": 9, "eslabon": "a" * 64, "huella": "b" * 64, "en": "2026-03-02T16:00:00+00:00"}), encoding="utf-8")
    assert memoria.leer().origen == 1
