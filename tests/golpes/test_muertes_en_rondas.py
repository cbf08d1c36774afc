"""kill −9 en rondas, dos veces cada una: a la web, al trabajador y al firmante, y otra vez mientras se recuperan.

Nada de lo que se acusó se pierde, nada se hace dos veces, ningún folio se repite, y la cadena y los invariantes quedan íntegros.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as ajustes
from django.core.management import call_command
from django.urls import reverse
from viewflow.workflow.models import Task

from auditoria.anclas import comprobar, firmar
from auditoria.anclas.cotejo import cotejar
from bitacora.models import Evento
from cuentas import reloj
from dictamenes.documento.firmante import cabezas
from dictamenes.models import Dictamen, Solicitud
from flujos.invariantes import revisar
from flujos.recorrido import trabajos
from tests.herramientas.cliente_http import ClienteHttp, Respuesta
from tests.herramientas.dosis import SEMILLA, dosis
from tests.herramientas.proceso_aparte import lanzar
from tests.seguridad.recorrido_urls import navegador
from tests.tecleado import CONTRASENA, opinion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta, pytest.mark.larga]
AREA = "infraestructura"
ESPERA = 30


class Ciudad:
    """Los tres procesos de una instalación, nacidos por `fork`, y lo que la web ha acusado."""

    def __init__(self, ruta: str, envios: list) -> None:
        self.ruta, self.envios, self.acusados = ruta, envios, []
        self._pids: dict[str, int] = {}
        self._leer, self._escribir = os.pipe()

    def levantar(self) -> None:
        """Los que falten."""
        for nombre, hacer in (("firmante", self._firmante), ("trabajador", self._trabajador), ("web", self._web)):
            if nombre not in self._pids:
                self._pids[nombre] = lanzar(hacer)

    def matar(self, cuales: list[str]) -> None:
        """Con kill −9; lo que alcanzó a acusar sí cuenta."""
        for nombre in cuales:
            if pid := self._pids.pop(nombre, None):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        self.oir(0)

    def esperar_acuses(self, cuantos: int) -> None:
        """Hasta que la web acuse esos, o ya no tenga más que enviar."""
        limite = time.monotonic() + ESPERA
        while len(self.acusados) < cuantos and "fin" not in self.acusados and time.monotonic() < limite:
            self.oir(0.2)

    def oir(self, segundos: float) -> None:
        while select.select([self._leer], [], [], segundos)[0]:
            self.acusados += os.read(self._leer, 4096).decode().split()
            segundos = 0

    def cerrar(self) -> None:
        self.matar(list(self._pids))
        os.close(self._leer), os.close(self._escribir)

    def _web(self) -> None:
        ajustes.FIRMANTE_SOCKET = self.ruta
        for clave, persona, url, datos in self.envios:
            if clave not in self.acusados and _enviar(persona, url, datos):
                os.write(self._escribir, f"{clave}\n".encode())
        os.write(self._escribir, b"fin\n")
        time.sleep(ESPERA)

    def _trabajador(self) -> None:
        ajustes.FIRMANTE_SOCKET = self.ruta
        while True:
            trabajos.correr_pendientes(reloj.ahora())
            time.sleep(0.02)

    def _firmante(self) -> None:
        ajustes.FIRMANTE_SOCKET = self.ruta
        call_command("firmante", stdout=StringIO())


def _enviar(persona, url, datos) -> bool:
    """Como quien abre la página y envía; cierto si se le acusó (o si ya estaba hecho y se le lleva al resultado)."""
    cliente = navegador(persona)
    pagina = cliente.get(url)
    if pagina.status_code != 200:
        return False
    with suppress(LookupError):
        forma = ClienteHttp.formulario_de(cliente, Respuesta(200, {}, pagina.content))
        return cliente.post(url, {**forma, **datos}).status_code == 302
    return False


def _envios(mundo) -> tuple[list, dict]:
    """Lo que la web hará en la ronda, y el evento que cada cosa debe dejar una sola vez."""
    por_admitir, por_opinar, por_firmar = [mundo.presentada(), mundo.presentada()], mundo.en_revision(), mundo.por_firmar()
    mundo.leer(por_firmar)
    hechos = [(s, mundo.recepcion, "requisitos", [], {}, "solicitud.admitida") for s in por_admitir]
    hechos.append((por_firmar, mundo.firmante, "firma", [], {"contrasena": CONTRASENA}, "dictamen.firmado"))
    hechos.append((por_opinar, mundo.tecnicos[AREA], "revision", [AREA], opinion(por_opinar), "revision.dada"))
    envios = [(f"{accion}:{s.pk}", persona, reverse(f"flujos:{ruta}", args=[s.pk, *args]), datos)
              for s, persona, ruta, args, datos, accion in hechos]
    return envios, {f"{accion}:{s.pk}": (s, accion) for s, *_, accion in hechos}


@pytest.fixture
def aparte(settings, tmp_path):
    """Un firmante, sus anclas y su diario, propios."""
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    anclas = {"BACKEND": "config.almacen.AnclasEnCarpeta", "OPTIONS": {"location": str(tmp_path / "anclas"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "anclas": anclas}
    return f"/tmp/muertes-{os.getpid()}.socket"  # corta: la ruta de un socket no pasa de 107 letras


def test_muere_todo_dos_veces_por_ronda_y_nada_de_lo_acusado_se_pierde(mundo, aparte, capsys):
    mundo.credenciales()
    acusados = muertes = 0
    for ronda in range(dosis(1, 20)):
        azar = random.Random(f"{SEMILLA}muertes{ronda}")
        envios, debidos = _envios(mundo)
        ciudad = Ciudad(aparte, envios)
        try:
            for vez in range(2):  # la segunda muerte, mientras se recuperan de la primera
                ciudad.levantar()
                ciudad.esperar_acuses(azar.randint(0, len(envios)))
                time.sleep(azar.uniform(0, 0.4))
                caen = azar.sample(["web", "trabajador", "firmante"], azar.randint(1, 3)) if not vez else ["web", "trabajador", "firmante"]
                ciudad.matar(caen)
                muertes += len(caen)
        finally:
            ciudad.cerrar()
        # La que la muerte dejó sólo fuera la adopta el firmante al volver; abajo se exige que también eso case.
        assert [falta for falta in revisar(rapido=True) if "guardada fuera" not in falta.porque] == [], ronda
        hechos = {clave for clave in ciudad.acusados if clave in debidos}
        acusados += len(hechos)
        assert {clave for clave in hechos if _veces(debidos[clave]) != 1} == set(), "se acusó y no quedó, o quedó dos veces"
        _acabar(mundo, envios, debidos)
    # Hasta el final: un ancla con hora por venir haría dudar de la historia en la ronda que sigue.
    firmar.anclar(reloj.ahora() + timedelta(hours=1))
    assert cotejar(reloj.ahora() + timedelta(hours=2)).reparos == ()
    assert comprobar.verificar(reloj.ahora() + timedelta(hours=1)).integra
    with capsys.disabled():
        print(f"\n  {ronda + 1} rondas, {muertes} muertes, {acusados} actos acusados", end="")


def _veces(debido) -> int:
    solicitud, accion = debido
    return Evento.objects.de(solicitud).filter(accion=accion).count()


def _acabar(mundo, envios, debidos) -> None:
    """Lo que quedó a medias se termina sin la ciudad: un efecto de cada cosa, y todo casa."""
    ultima = cabezas.leer()
    assert ultima is None or Evento.objects.filter(n=ultima[0], eslabon=ultima[1]).exists(), "se dijo confirmado y no está"
    for clave, persona, url, datos in envios:
        if not _veces(debidos[clave]):
            assert _enviar(persona, url, datos), clave
    limite = time.monotonic() + 4 * ESPERA
    while Task.objects.filter(flow_task_type="JOB").exclude(status="DONE").exists():
        assert time.monotonic() < limite, list(Task.objects.filter(flow_task_type="JOB").exclude(status="DONE").values())
        ayer = reloj.ahora() - timedelta(seconds=1)
        Task.objects.filter(flow_task_type="JOB").exclude(status="DONE").update(scheduled=ayer)
        mundo.trabajar()
    assert {clave: _veces(debido) for clave, debido in debidos.items()} == dict.fromkeys(debidos, 1)
    firmadas = [s for s, accion in debidos.values() if accion == "dictamen.firmado"]
    assert {Solicitud.objects.get(pk=s.pk).estado for s in firmadas} == {"emitida"}
    folios = list(Dictamen.objects.exclude(folio=None).values_list("folio", flat=True))
    assert len(folios) == len(set(folios))
    assert revisar() == []

