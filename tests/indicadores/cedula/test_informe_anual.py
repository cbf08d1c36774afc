"""El informe anual: su paquete reproducible, publicarlo una vez, corregirlo con motivo y recordarlo."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso, Ente
from cuentas.parametros import tiene_su_forma
from indicadores.cedula import informe
from indicadores.cedula.informe import InformeImpedido
from indicadores.models import Cedula, InformeAnual

pytestmark = pytest.mark.django_db
TRAE = {"LEEME.txt", "cedula.pdf", "cedula.xlsx", "cifras.csv", "conciliacion.csv", "indicador.json", "recalcular.py",
        "datos/corrida.json", "datos/hechos.csv", "datos/entes.csv", "huellas.sha256"}


def _el(mes, dia, anio=2026):
    return datetime(anio, mes, dia, 9, tzinfo=reloj.HERMOSILLO)


@pytest.fixture
def coordinacion(persona):
    return persona("coordinacion")


@pytest.fixture
def publicado(ocurre, publicadas, coordinacion):
    ocurre(1, "solicitud.presentada", date(2025, 5, 6))
    ocurre(1, "dictamen.emitido", date(2025, 5, 20))
    return informe.publicar(2025, por=coordinacion, en=_el(1, 20))


def test_el_paquete_trae_todo_lo_recalcula_un_extrano_y_se_vuelve_a_armar_igual(publicado, ocurre, ente, tmp_path):
    guardado = publicado.archivo.leer()
    with zipfile.ZipFile(BytesIO(guardado)) as descarga:
        assert set(descarga.namelist()) == TRAE
        descarga.extractall(tmp_path)
    corrida = subprocess.run([sys.executable, "-I", "-S", "recalcular.py"], cwd=tmp_path, capture_output=True, text=True,
                             check=False)
    assert corrida.returncode == 0, corrida.stdout + corrida.stderr
    assert "Informe anual del indicador, año 2025" in (tmp_path / "LEEME.txt").read_text()
    assert "2024,794,0,-794" in (tmp_path / "conciliacion.csv").read_text()
    ocurre(2, "solicitud.presentada", date(2025, 5, 6))
    Ente.objects.filter(pk=ente.pk).update(nombre="Otro nombre")
    assert informe.paquete(InformeAnual.objects.get()) == guardado


def test_publicarlo_deja_evento_con_lo_que_lo_fija_y_se_descarga_en_publico(publicado, client):
    evento = Evento.objects.get(accion="informe.publicado")
    assert evento.datos_evento.datos["sha256"] == publicado.archivo.sha256
    assert evento.datos_evento.datos["evento"] == publicado.evento < evento.n
    pagina = client.get(reverse("indicadores:informes")).content.decode()
    assert publicado.archivo.sha256 in pagina
    baja = client.get(reverse("indicadores:informe_zip", args=[publicado.pk]))
    assert baja.content == publicado.archivo.leer()
    assert baja["Content-Disposition"].startswith('attachment; filename="')


def test_corregirlo_pide_motivo_y_conserva_el_anterior(publicado, coordinacion, client):
    with pytest.raises(InformeImpedido, match="por qué se corrige"):
        informe.publicar(2025, por=coordinacion, en=_el(2, 2))
    corregido = informe.publicar(2025, motivo="Llegó un asunto en papel.", por=coordinacion, en=_el(2, 2))
    assert (corregido.numero, str(corregido)) == (2, "Informe anual 2025, corrección 1")
    assert InformeAnual.objects.count() == 2
    assert "Llegó un asunto en papel." in client.get(reverse("indicadores:informes")).content.decode()


def test_solo_coordinacion_publica_y_solo_de_un_anio_terminado_con_cedula(coordinacion, persona):
    with pytest.raises(AccesoDenegado):
        informe.publicar(2025, por=persona("administrador"), en=_el(1, 20))
    for anio in (2026, 2022):
        with pytest.raises(InformeImpedido, match="ya terminó"):
            informe.publicar(anio, por=coordinacion, en=_el(1, 20))
    Cedula.objects.all().delete()
    with pytest.raises(InformeImpedido, match="cédula"):
        informe.publicar(2025, por=coordinacion, en=_el(1, 20))
    assert not InformeAnual.objects.exists()


def test_en_pantalla_lo_que_lo_impide_vuelve_con_lo_tecleado(publicado, coordinacion, client):
    client.force_login(coordinacion)
    pagina = reverse("indicadores:informe_publicar")
    with reloj.detenido_en(_el(2, 2)):
        assert "Sin publicar" in client.get(pagina).content.decode()
        impedida = client.post(pagina, {"anio": 2025, "motivo": ""})
    assert impedida.status_code == 200
    assert "escriba por qué se corrige" in impedida.content.decode()
    assert InformeAnual.objects.count() == 1


def test_en_el_primer_bimestre_se_recuerda_dos_veces_a_quien_lo_publica(coordinacion, persona):
    persona("auditor")
    assert [informe.recordar(_el(1, dia)) for dia in (14, 15, 16)] == [0, 1, 0]
    assert [informe.recordar(_el(2, dia)) for dia in (14, 15, 16)] == [0, 1, 0]
    assert informe.recordar(_el(3, 2)) == 0
    avisos = Aviso.objects.filter(tema="informe")
    assert {a.persona for a in avisos} == {coordinacion}
    assert {a.url for a in avisos} == {reverse("indicadores:informe_publicar")}
    assert Evento.objects.filter(accion="informe.recordado").count() == 2


def test_publicado_ya_no_se_recuerda(publicado):
    assert informe.recordar(_el(2, 20)) == 0
    assert informe.recordar(_el(1, 20, 2027)) == 1


@pytest.mark.parametrize(("dias", "vale"), [(["01-15", "02-15"], True), ([], True), (["02-15", "01-15"], False),
                                            (["03-01"], False), ([15], False)])
def test_los_dias_del_recordatorio_son_del_primer_bimestre_y_en_orden(dias, vale):
    assert tiene_su_forma("informe.recordar", dias) is vale
