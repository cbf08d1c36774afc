"""P6, de las copias: certificar a la vez el mismo asunto, y presentar a la vez varios, no repite folio, carátula ni acuse."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from archivos.entrada import guardar
from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from dictamenes import tramite
from dictamenes.archivo import certificacion
from dictamenes.models import CopiaCertificada, Presentacion, Solicitud
from flujos.invariantes import registro
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db(transaction=True)
A_LA_VEZ = 6
RESUMEN = {"documentos": 1, "fojas": 3, "sin_fojas": 0, "n": 1, "eslabon": "0" * 64}


def _juntos(hacer):
    """Lo mismo desde varias conexiones que salen a la vez; lo que devolvió cada una."""
    salida = Barrier(A_LA_VEZ)

    def correr(k):
        try:
            salida.wait(30)
            return hacer(k)
        finally:
            connection.close()

    with ThreadPoolExecutor(A_LA_VEZ) as hilos:
        return list(hilos.map(correr, range(A_LA_VEZ)))


def test_certificar_a_la_vez_toma_folios_seguidos_y_una_caratula_cada_copia(mundo):
    mundo.credenciales()
    solicitud = mundo.presentada()
    paquete = guardar(b"PK expediente", "application/zip")

    def asentar(k):
        return certificacion.asentar(
            solicitud, paquete, RESUMEN, alcance="ente", para=f"Juzgado {k}", fundamentos=(), por=mundo.coordinacion, en=mundo.en)

    copias = _juntos(asentar)
    folios = sorted(copia.folio for copia in copias)
    assert [int(folio.rsplit("-", 1)[1]) for folio in folios] == list(range(1, A_LA_VEZ + 1))
    assert Evento.objects.filter(accion="copia.certificada").count() == A_LA_VEZ

    una = copias[0]
    selladas = _juntos(lambda k: certificacion.con_caratula(CopiaCertificada.objects.get(pk=una.pk)))
    assert len({copia.caratula_id for copia in selladas}) == 1, "la misma carátula para todos"
    assert Evento.objects.filter(accion="copia.sellada").count() == 1
    assert list(registro.contenido_atado()) == []
    assert list(registro.folios_sin_huecos()) == []
    assert verificar_cadena().integra


def test_presentar_a_la_vez_no_repite_folio_ni_acuse(mundo):
    borradores = [mundo.borrador() for _ in range(A_LA_VEZ)]
    antes = Presentacion.objects.count()
    _juntos(lambda k: actos.ejecutar(tramite.presentar, borradores[k], mundo.presenta, mundo.en))
    acuses = list(Presentacion.objects.values_list("folio_acuse", flat=True))
    assert (len(acuses), len(set(acuses))) == (antes + A_LA_VEZ, antes + A_LA_VEZ)
    folios = list(Solicitud.objects.exclude(folio=None).values_list("folio", flat=True))
    assert len(folios) == len(set(folios))
    assert list(registro.folios_sin_huecos()) == []
    assert verificar_cadena().integra
