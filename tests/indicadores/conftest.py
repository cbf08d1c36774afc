"""Lo común de las pruebas de indicadores: eventos directos en la cadena, CSV mínimos y las cifras publicadas."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.db import transaction

from bitacora.cadena import anotar
from cuentas.models import Ente
from cuentas.reloj import HERMOSILLO
from indicadores.models import CifraPublicada

ENCABEZADO = "folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion,importe"


@pytest.fixture
def ente(db):
    return Ente.objects.create(siglas="UNO", nombre="Ente Uno", naturaleza="entidad")


@pytest.fixture
def publicadas(db):
    """Las que siembra la migración; una prueba con transacción real pudo vaciarlas."""
    for anio, valor in ((2023, 427), (2024, 794)):
        CifraPublicada.objects.get_or_create(anio=anio, defaults={"valor": valor, "fuente": "Informe anual 2024"})


@pytest.fixture
def ocurre(ente):
    """Anota un hecho de una solicitud sin recorrer el trámite: `ocurre(1, "solicitud.presentada", date(…))`."""

    def anotar_hecho(numero, accion, dia, hora=10, tipo="bienes"):
        en = datetime.combine(dia, time(hora), tzinfo=HERMOSILLO)
        datos = {"ente": ente.pk, "tipo": tipo} if accion == "solicitud.presentada" else {}
        with transaction.atomic():
            return anotar(accion, f"solicitud:{numero}", por=None, en=en, datos=datos)

    return anotar_hecho


@pytest.fixture
def csv_historico():
    """Bytes de un CSV con esos renglones: `csv_historico("F-1,UNO,bienes,2024-01-10,2024-02-01,emitida,10.00")`."""

    def unir(*renglones, encabezado=ENCABEZADO):
        return "\n".join((encabezado, *renglones, "")).encode()

    return unir


@pytest.fixture
def hoy_es():
    """Detiene el reloj único en un día: `with hoy_es(date(2025, 3, 1)): …`."""
    from cuentas import reloj

    return lambda dia: reloj.detenido_en(datetime.combine(dia, time(12), tzinfo=HERMOSILLO))


@pytest.fixture
def fin_de_2024():
    return date(2024, 12, 31)
