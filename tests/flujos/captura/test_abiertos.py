"""Los asuntos que ya iban a media etapa fuera del sistema se cargan con los actos de siempre, y una sola vez."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bitacora.models import Evento
from cuentas import reloj
from dictamenes.models import Plazo, Solicitud
from dictamenes.textos.formularios import versiones
from dictamenes.textos.formularios.definicion import preguntas
from flujos import invariantes
from tests.archivos import hostiles
from tests.mundo import respuesta_de

pytestmark = pytest.mark.django_db
CONCEPTOS = "Categoría,Descripción,Cantidad,Precio unitario\ncomputo,Monitor,2,3500\n"
RECIBIDA = datetime(2026, 2, 26, 17, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _hora(en):
    with reloj.detenido_en(en):
        yield


@pytest.fixture
def renglon(mundo):
    """Un renglón que se carga sin errores."""
    definicion = versiones.vigente("bienes").definicion
    opciones = {f"pregunta.{p['clave']}": respuesta_de(p) for p in preguntas(definicion)
                if p["clase"] not in ("texto", "parrafo")}
    return {
        "referencia": "OM-77/2026", "ente": mundo.ente.siglas, "etapa": "requisitos", "areas": "",
        "recibida_en": "2026-02-26 10:30", "tipo": "bienes", "modalidad": "adquisicion",
        "proyecto": "Monitores de ventanilla", "area_requirente": "dirección de sistemas", "oficio_numero": "UTIC-7/2026",
        "oficio_fecha": "2026-02-25", "ejercicio": "2026", "partida": "515", "suficiencia": "oficio",
        "suficiencia_importe": "900000", "alineacion": "1.2", "fecha_limite": "", "conceptos": "c.csv",
        "expediente": "e.pdf", **opciones,
    }


@pytest.fixture
def cargar(mundo, tmp_path):
    """Escribe los renglones y corre la orden; devuelve lo que dijo."""
    (tmp_path / "c.csv").write_text(CONCEPTOS, encoding="utf-8")
    (tmp_path / "e.pdf").write_bytes(hostiles.pdf())

    def _cargar(*renglones, **opciones):
        archivo, salida = tmp_path / "abiertos.csv", StringIO()
        with archivo.open("w", encoding="utf-8", newline="") as abierto:
            escritor = csv.DictWriter(abierto, fieldnames=list(renglones[0]))
            escritor.writeheader()
            escritor.writerows(renglones)
        call_command("cargar_abiertos", str(archivo), por=opciones.pop("por", mundo.recepcion.correo), stdout=salida,
                     **opciones)
        return salida.getvalue()

    return _cargar


def test_cada_asunto_queda_en_su_etapa_con_su_recepcion_y_su_procedencia(mundo, renglon, cargar):
    renglones = [renglon, {**renglon, "referencia": "OM-78", "etapa": "revision", "areas": "infraestructura;innovacion"},
                 {**renglon, "referencia": "OM-79", "etapa": "estrategia"}]
    dicho = cargar(*renglones, ensayo=True)
    assert "3 asuntos se cargarían" in dicho
    assert not Solicitud.objects.exists()
    assert "3 asuntos se cargaron" in cargar(*renglones)
    cargadas = list(Solicitud.objects.order_by("pk"))
    assert [s.estado for s in cargadas] == ["en_requisitos", "en_revision", "en_estrategia"]
    assert {s.presentada_en for s in cargadas} == {RECIBIDA}
    assert {p.inicia_en for p in Plazo.objects.filter(clase="dictamen")} == {RECIBIDA}
    assert sorted(r.area.clave for r in cargadas[1].revisiones.all()) == ["infraestructura", "innovacion"]
    datos = Evento.objects.de(cargadas[2]).get(accion="solicitud.cargada").datos_evento.datos
    assert (datos["archivo"], datos["renglon"], datos["referencia"]) == ("abiertos.csv", 4, "OM-79")
    assert invariantes.revisar_casos([s.pk for s in cargadas]) == []
    assert "0 asuntos se cargaron; 3 ya estaban" in cargar(*renglones)
    assert Solicitud.objects.count() == 3


def test_todos_los_errores_salen_juntos_y_no_entra_nada(mundo, renglon, cargar):
    malos = [
        renglon, {**renglon, "referencia": "B", "ente": "NADIE", "etapa": "firma"},
        {**renglon, "referencia": "C", "expediente": "../e.pdf"}, {**renglon, "referencia": "D", "partida": "999"},
        {**renglon, "referencia": "E", "suficiencia_importe": "10"}, {**renglon, "referencia": "F", "conceptos": "no.csv"},
        {**renglon, "referencia": "G", "recibida_en": "ayer"},
    ]
    with pytest.raises(CommandError) as error:
        cargar(*malos)
    dicho = str(error.value)
    for falta in ("fila 3, columna ente", "fila 3, columna etapa", "fila 4, columna expediente", "fila 5, columna partida",
                  "fila 6, columna suficiencia_importe", "fila 7, columna conceptos", "fila 8, columna recibida_en"):
        assert falta in dicho
    assert "fila 2" not in dicho
    assert not Solicitud.objects.exists()


def test_una_columna_ajena_o_una_referencia_repetida_no_se_adivinan(renglon, cargar):
    with pytest.raises(CommandError, match="columna precio: no es una columna conocida"):
        cargar({**renglon, "precio": "1"})
    with pytest.raises(CommandError, match="fila 3, columna referencia: «OM-77/2026» ya está en la fila 2"):
        cargar(renglon, renglon)


def test_solo_la_carga_alguien_de_recepcion(mundo, renglon, cargar):
    with pytest.raises(CommandError, match="una persona de recepción"):
        cargar(renglon, por=mundo.presenta.correo)
    salida = StringIO()
    call_command("cargar_abiertos", plantilla="bienes", stdout=salida)
    assert salida.getvalue().startswith("referencia,ente,etapa,areas,recibida_en")
    titulos = salida.getvalue().strip().split(",")
    assert len(titulos) == len(set(titulos))


def test_la_fila_de_un_error_es_la_de_excel_aunque_haya_filas_vacias_y_celdas_de_varios_renglones(renglon, cargar):
    vacio = dict.fromkeys(renglon, "")
    with pytest.raises(CommandError, match="fila 4, columna ente: «NADIE» no es") as error:
        cargar({**renglon, "proyecto": "Monitores\nde ventanilla"}, vacio, {**renglon, "referencia": "B", "ente": "NADIE"})
    assert "1 error en la entrada" in str(error.value)
