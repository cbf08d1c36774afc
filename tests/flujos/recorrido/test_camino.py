"""El camino entero, de la solicitud al dictamen vigente."""

import pytest
from viewflow.workflow.models import Task

from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from cuentas.models import Aviso
from dictamenes.models import PrecioDictaminado
from flujos.models import Proceso

pytestmark = pytest.mark.django_db


def test_de_la_solicitud_al_dictamen_vigente(mundo):
    solicitud = mundo.emitida(areas=("infraestructura", "gobierno-electronico"), perfil=None)
    dictamen = solicitud.dictamen
    assert (solicitud.estado, dictamen.estado) == ("emitida", "vigente")
    assert PrecioDictaminado.objects.get().concepto.solicitud == solicitud
    assert dictamen.folio == "SGD-DTE-2026-0001"
    assert dictamen.publico.leer().startswith(b"%PDF-")
    assert Proceso.objects.get().status == "DONE"
    assert not Task.objects.filter(finished=None).exists()
    assert not Task.objects.filter(status="ERROR").exists()
    assert Evento.objects.filter(accion="dictamen.emitido").count() == 1
    assert Aviso.objects.filter(persona=mundo.presenta, asunto__contains="emitido").count() == 1
    assert verificar_cadena().integra
