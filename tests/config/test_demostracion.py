"""La demostración se carga con los actos de verdad, en chico: queda trabajo en cada etapa y volver a cargarla no duplica nada."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from config.demostracion import simulacion
from config.management.commands.demo import CUENTAS
from cuentas.models import DiaDeCalendario
from dictamenes.models import Dictamen, Solicitud
from flujos.invariantes import revisar
from indicadores.models import Contrato

pytestmark = [pytest.mark.django_db, pytest.mark.lenta]


def _cargar():
    dicho = StringIO()
    call_command("demo", hasta=date(2026, 11, 20), stdout=dicho)
    return dicho.getvalue()


def test_se_carga_una_vez_con_trabajo_en_cada_etapa(monkeypatch, settings):
    settings.CREDENCIALES = settings.CREDENCIALES_PRUEBA
    monkeypatch.setattr(simulacion, "POR_MES", (1, 1, 1))
    monkeypatch.setattr(simulacion, "POR_ETAPA", 1)
    dicho = _cargar()
    assert all(f"{correo}@demo.example" in dicho for _, correo in CUENTAS)
    estados = set(Solicitud.objects.values_list("estado", flat=True))
    assert {"borrador", "en_requisitos", "prevenida", "en_revision", "en_estrategia", "en_firma"} <= estados
    assert Contrato.objects.exists()
    assert DiaDeCalendario.objects.filter(fuente__regex="confirmar|prensa").exists(), "también los inhábiles por confirmar"
    assert revisar() == []
    cuantas, emitidos = Solicitud.objects.count(), Dictamen.objects.count()
    assert "ya está cargada" in _cargar()
    assert (Solicitud.objects.count(), Dictamen.objects.count()) == (cuantas, emitidos)
