"""Actualizar con asuntos en camino: lo guardado por el programa de antes se migra y se termina con el de ahora."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from dictamenes.documento.firma.prueba import Persona, crear_credenciales
from tests.mundo import RFC_FIRMANTE
from tests.operacion.instalacion import instalacion_nueva

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]
VOLCADOS = sorted((Path(__file__).parents[1] / "datos").glob("asuntos_*.zip"))
EN_CAMINO = ["borrador", "en_estrategia", *["en_firma"] * 3, "en_requisitos", *["en_revision"] * 2, "prevenida"]


@pytest.mark.parametrize("volcado", VOLCADOS, ids=lambda ruta: ruta.stem)
def test_lo_guardado_con_el_programa_de_antes_se_migra_y_se_termina(volcado, tmp_path):
    credenciales = tmp_path / "credenciales"
    crear_credenciales(
        credenciales, [Persona(RFC_FIRMANTE, "ANA LOPEZ GARCIA", "LOGA800101MSRPRNA1")],
        en=datetime.now(UTC), contrasena_sello=settings.FIRMA_SELLO_CONTRASENA,
    )
    with instalacion_nueva(tmp_path) as otra:
        hecho = otra.orden("terminar", str(volcado), modulo="tests.operacion.volcado",
                           CREDENCIALES_DE_PRUEBA=str(credenciales), BITACORA_LLAVERO=str(tmp_path / "llavero.json"))
    assert hecho.returncode == 0, hecho.stderr
    dicho = json.loads(hecho.stdout.splitlines()[-1])
    assert dicho["antes"] == EN_CAMINO
    assert dicho["despues"] == ["borrador"] + ["emitida"] * (len(EN_CAMINO) - 1)
    assert (dicho["versiones"], dicho["bitacora"]) == ([1], True)


def test_hay_algun_volcado():
    assert VOLCADOS
