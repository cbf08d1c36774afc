"""Turnar ya es una función: quien tuvo la revisión en su bandeja no toma otra en el mismo asunto (SD2)."""

from datetime import date

import pytest

from cuentas.models import Area
from cuentas.personas.nombramientos import nombrar
from dictamenes.excepciones import DatosInvalidos, SeparacionDeFunciones
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db


def _turnar(mundo, solicitud, a, revision=None):
    revision = revision or solicitud.revisiones.get()
    return actos.turnar(solicitud, por=mundo.coordinacion, en=mundo.en, revision=revision, a=a)


def test_a_quien_se_le_turno_ya_no_proyecta_aunque_se_reasigne(mundo):
    solicitud, area = mundo.en_revision(), Area.objects.get(clave="infraestructura")
    nombrar(mundo.estrategico, "tecnico", oficio="OF", desde=date(2020, 1, 1), por=None, en=mundo.en, area=area)
    _turnar(mundo, solicitud, mundo.estrategico)
    _turnar(mundo, solicitud, mundo.tecnicos["infraestructura"])
    mundo.opinar(solicitud, "infraestructura")
    with pytest.raises(SeparacionDeFunciones, match="opina"):
        mundo.proponer(solicitud)


def test_turnar_la_revision_de_otra_solicitud_tiene_nombre(mundo):
    solicitud, otra = mundo.en_revision(), mundo.en_revision()
    with pytest.raises(DatosInvalidos, match="no es de esta solicitud"):
        _turnar(mundo, solicitud, mundo.tecnicos["infraestructura"], otra.revisiones.get())
