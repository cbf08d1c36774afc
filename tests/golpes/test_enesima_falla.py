"""Falla la n-ésima llamada de un caso entero, para n = 1, 2, 3… hasta que una corrida sale limpia.

Tras cada falla se revisan los invariantes y se repite lo que repetiría la persona o el trabajador.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bitacora.models import Evento
from cuentas.avisos.avisos import enviar_pendientes
from cuentas.models import POR_SALIR, Area, Aviso
from cuentas.temas import Entrega
from dictamenes import tramite
from dictamenes.excepciones import ActoImposible
from dictamenes.models import Dictamen, Solicitud
from flujos.invariantes import revisar
from flujos.recorrido import actos, detenidos, trabajos
from tests.golpes.inyector import CLASES, ERRORES, Inyector
from tests.herramientas.dosis import COMPLETA, SEMILLA, dosis, muestra

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta, pytest.mark.larga]
AREA = "infraestructura"
UNICOS = ("solicitud.presentada", "solicitud.admitida", "revision.dada", "dictamen.propuesto", "dictamen.congelado",
          "dictamen.preparado", "dictamen.firmado", "dictamen.emitido")


class Caso:
    """Un asunto entero, paso por paso; repetir un paso es lo que haría quien no supo si salió."""

    def __init__(self, mundo):
        self.mundo, self.solicitud, self.ahora = mundo, None, timezone.now()
        mundo.credenciales()

    def pasos(self):
        return (self.borrador, self.presentar, self.admitir, self.opinar, self.proponer, self.trabajar, self.firmar,
                self.trabajar, self.mandar)

    def borrador(self):
        self.solicitud = self.mundo.borrador()

    def presentar(self):
        self._acto(tramite.presentar, self.mundo.presenta)

    def admitir(self):
        self._acto(tramite.admitir, self.mundo.recepcion, areas=list(Area.objects.filter(clave=AREA)))

    def opinar(self):
        self.mundo.opinar(self.solicitud, AREA)

    def proponer(self):
        self.mundo.proponer(self.solicitud)

    def firmar(self):
        self.mundo.firmar(Solicitud.objects.get(pk=self.solicitud.pk))

    def trabajar(self):
        """El trabajador, un rato después; y quien administra, si algo quedó detenido."""
        for tarea in detenidos.rendidos():
            detenidos.reintentar(tarea, por=self.mundo.administrador, en=self.ahora)
        self.ahora += timedelta(hours=1)
        trabajos.correr_pendientes(self.ahora)

    def mandar(self):
        self.ahora += timedelta(days=1)
        enviar_pendientes(self.ahora)

    def _acto(self, acto, por, **datos):
        actos.ejecutar(acto, self.solicitud, por=por, en=self.mundo.en, **datos)


def intentar(paso):
    """El paso, tolerando lo que una persona vería: que no se pudo, o que ya estaba hecho."""
    try:
        paso()
    except (*ERRORES, ActoImposible):
        return


def terminado(caso):
    """Un solo efecto de cada acto, un dictamen vigente y cada aviso en el correo, contado como uno."""
    caso.mandar()
    caso.mandar()
    eventos = Evento.objects.de(caso.solicitud)
    assert {accion: eventos.filter(accion=accion).count() for accion in UNICOS} == dict.fromkeys(UNICOS, 1)
    assert Dictamen.objects.get(solicitud=caso.solicitud).estado == "vigente"
    assert not Aviso.objects.filter(POR_SALIR).exists()
    inmediatos = Aviso.objects.filter(entrega=Entrega.INMEDIATA)
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == inmediatos.count() > 0
    assert revisar() == []


@pytest.mark.parametrize("clase", muestra(list(CLASES), 3))
def test_cada_paso_soporta_que_falle_su_enesima_llamada(mundo, clase):
    """Sobre el mismo asunto: cada intento falla más adelante que el anterior, hasta que el paso sale."""
    caso, inyector, azar = Caso(mundo), Inyector(), random.Random(SEMILLA)
    salto, fallas = dosis(12 if clase == "escritura" else 3, 1), 0
    with CLASES[clase](inyector):
        for paso in caso.pasos():
            n = azar.randint(1, salto)
            while True:
                inyector.armar(n)
                intentar(paso)
                inyector.desarmar()
                assert revisar(rapido=True) == [], (paso.__name__, n)
                if not inyector.fallo:
                    break
                fallas, n = fallas + 1, n + azar.randint(1, salto)
        terminado(caso)
    assert fallas, "nunca llegó a fallar"
    print(f"{clase}: {fallas} fallas")


CUANTAS = {"escritura": 400, "commit": 40, "commit cuya respuesta se pierde": 40, "almacén": 60,
           "almacén cuya respuesta se pierde": 60, "correo": 30, "correo cuya respuesta se pierde": 30, "firmante": 10}
TRAMO = 20
TRAMOS = [(clase, desde) for clase, cuantas in CUANTAS.items() for desde in range(1, cuantas + 1, TRAMO)]


@pytest.mark.parametrize(("clase", "desde"), muestra(TRAMOS, 1))
def test_un_caso_entero_soporta_una_sola_falla_donde_sea(mundo, clase, desde):
    """Un asunto nuevo por cada n: lo que falla una vez, y nada más, tampoco deja rastro.

    Por tramos, cada uno en una base limpia: revisar los invariantes cuesta lo que cuestan todos los asuntos que hay.
    """
    tramo = range(desde, min(desde + TRAMO, CUANTAS[clase] + 1))
    limpia = next((n for n in muestra(tramo, 1) if not _una_falla(mundo, clase, n)), None)
    assert limpia is not None or tramo[-1] < CUANTAS[clase] or not COMPLETA, "a la clase no se le llegó al final"
    print(f"{clase}: desde {desde}, " + (f"salió limpia con n = {limpia}" if limpia else "todas fallaron"))


def _una_falla(mundo, clase, n):
    mail.outbox.clear()
    Aviso.objects.all().delete()
    caso, inyector = Caso(mundo), Inyector()
    with CLASES[clase](inyector):
        inyector.armar(n)
        for paso in caso.pasos():
            antes = inyector.fallo
            intentar(paso)
            if inyector.fallo and not antes:
                inyector.desarmar()
                assert revisar(rapido=True) == [], (clase, n, paso.__name__)
                intentar(paso)
        inyector.desarmar()
        terminado(caso)
    return inyector.fallo
