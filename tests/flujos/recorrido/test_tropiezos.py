"""Lo que el trabajador no logra se ve mientras dure: en «Trabajos detenidos», en los invariantes y en la salud."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from config import salud
from config.management.commands import trabajador
from cuentas import parada, reloj
from flujos.invariantes import registro
from flujos.models import Tropiezo
from flujos.recorrido.tropiezos import TOLERANCIA
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db


def _truena(*_):
    raise KeyError("con datos de alguien")


@pytest.mark.parametrize(("turno", "renglon"), [
    (_truena, ""), (lambda en: parada.barrer(list(Tropiezo.objects.all()) or [Tropiezo(pk=7)], _truena, "%s"), "tropiezo:"),
])
def test_un_turno_que_truena_siempre_se_ve_y_sale_al_lograrse(mundo, turno, renglon, monkeypatch):
    monkeypatch.setattr(trabajador, "close_old_connections", lambda: None)
    orden, ahora = trabajador.Command(stderr=StringIO()), mundo.en
    orden._fallaba = {}
    for pasan in (timedelta(), TOLERANCIA + timedelta(minutes=1)):
        with reloj.detenido_en(ahora + pasan):
            orden._dar("plazos", turno)
            faltas = [falta for falta in registro.nada_falla_sin_remedio() if falta[0] == "turno:plazos"]
            assert len(faltas) == (1 if pasan else 0), "una caída de paso no se dice"
    assert "KeyError" in faltas[0][1]
    assert renglon in faltas[0][1]
    with reloj.detenido_en(ahora + pasan):
        pagina = navegador(mundo.administrador).get(reverse("flujos:detenidos")).content.decode()
        assert "Aplicar plazos vencidos" in pagina
        assert "datos de alguien" not in pagina
        assert any("no logra: plazos" in dicho for dicho in salud.avisos())
        orden._dar("plazos", lambda en: None)
    assert not Tropiezo.objects.exists()


def test_una_fecha_imposible_guardada_se_nombra(mundo):
    solicitud = mundo.presentada()
    assert list(registro.fechas_posibles()) == []
    type(solicitud).objects.filter(pk=solicitud.pk).update(fecha_limite="9999-12-31")
    assert [donde for donde, _ in registro.fechas_posibles()] == [f"dictamenes.Solicitud:{solicitud.pk}"]
