"""Hasta cuándo vale un dictamen: una fecha, la misma en lo congelado, en el registro y en la verificación."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from archivos.entrada import guardar
from dictamenes import tramite
from dictamenes.documento.resolutivos import dictaminar
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Anexo
from dictamenes.reglas import vigencia
from tests.herramientas.parametros import poner

FAVORABLE = dictaminar([(1, "favorable", 10)])
NEGADO = dictaminar([(1, "no_favorable", 10), (2, "improcedente", 5)])
HOY = date(2026, 3, 2)


def _de_antes(firmado: datetime, ejercicio: int):
    datos = {"version": 1}
    return SimpleNamespace(momento_de_firma=firmado, congelado=datos, solicitud=SimpleNamespace(ejercicio=ejercicio))


@pytest.mark.django_db
def test_lo_congelado_antes_vale_lo_que_entonces():
    poner("vigencia.minimo_dias", 90)
    marzo, diciembre = datetime(2026, 3, 2, 17, tzinfo=UTC), datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert vigencia.al_firmar(_de_antes(marzo, 2026)) == (HOY, date(2026, 12, 31))
    assert vigencia.al_firmar(_de_antes(diciembre, 2026)) == (date(2026, 12, 1), date(2027, 3, 1))


def test_termina_con_su_ejercicio_y_lo_negado_y_las_bajas_no_la_tienen(mundo):
    solicitud = mundo.borrador()
    anio = solicitud.ejercicio
    assert vigencia.fijar(solicitud, FAVORABLE, HOY) == {"hasta": f"{anio}-12-31"}
    assert vigencia.fijar(solicitud, FAVORABLE, date(anio + 1, 1, 15)) == {"hasta": f"{anio + 1}-12-31"}
    assert vigencia.fijar(solicitud, NEGADO, HOY) is None
    solicitud.ejercicio = anio + 1  # una anticipada: termina con el ejercicio para el que se pide
    assert vigencia.fijar(solicitud, FAVORABLE, HOY) == {"hasta": f"{anio + 1}-12-31"}
    solicitud.tipo = "baja"
    assert vigencia.fijar(solicitud, FAVORABLE, HOY) is None


def test_una_multianual_pasa_del_ejercicio_solo_con_fundamento_y_su_autorizacion(mundo):
    solicitud = mundo.borrador(tipo="licencias", categoria="software")
    anio = solicitud.ejercicio
    solicitud.respuestas |= {"multianual": "si", "vigencia_fin": f"{anio + 2}-06-30"}
    normal = {"hasta": f"{anio}-12-31"}
    assert vigencia.fijar(solicitud, FAVORABLE, HOY) == normal, "sin fundamento capturado está apagada"
    poner("vigencia.multianual", "Con fundamento en lo capturado")
    assert vigencia.fijar(solicitud, FAVORABLE, HOY) == normal, "sin el anexo con la autorización, tampoco"
    Anexo.objects.create(
        solicitud=solicitud, clase="multianual", nombre="autorizacion.pdf", archivo=guardar(b"%PDF-1.4 auto", "application/pdf"),
        subido_por=mundo.elabora, subido_en=mundo.en)
    assert vigencia.fijar(solicitud, FAVORABLE, HOY) == {
        "hasta": f"{anio + 2}-12-31",
        "autorizacion": "Con fundamento en lo capturado, según la autorización que obra en el anexo «autorizacion.pdf».",
    }


def test_la_fecha_del_documento_es_la_del_registro_y_un_no_favorable_ninguna(mundo):
    favorable = mundo.sin_documentos().dictamen
    dicha = favorable.datos["vigencia"]["hasta"]
    assert (favorable.vigencia[1].isoformat(), favorable.situacion(mundo.en.date())[0]) == (dicha, "vigente")
    assert dicha.endswith("-12-31")
    negado = mundo.sin_documentos("no_favorable").dictamen
    assert "vigencia" not in negado.datos
    assert (negado.vigencia, negado.situacion(mundo.en.date())) == (None, ("emitido", "Emitido"))
    assert [punto["clave"] for punto in negado.datos["resolutivos"]] == ["sentido", "notificacion"]


def test_no_se_firma_lo_que_dice_una_vigencia_ya_pasada(mundo):
    """Proyectado un año y firmado el siguiente: se devuelve para que diga otra fecha."""
    solicitud = mundo.por_firmar()
    with pytest.raises(DatosInvalidos, match="vigencia que dice el documento ya terminó"):
        mundo.dar(tramite.firmar, solicitud, en=mundo.en.replace(year=mundo.en.year + 2))
