"""La historia que crece debajo de lo que se mide: una sola por base, y todas las partes la comparten."""

from __future__ import annotations

from dictamenes.models import Solicitud
from flujos.models import Pendiente
from tests.medir import generador
from tests.mundo import Mundo

ABIERTOS = 200
AREAS = ("infraestructura", "gobierno-electronico")


class Historia:
    """Un caso emitido que copiar y, de cada etapa, lo que espera; con alguien a cargo de cada cosa.

    Se crece antes de crear casos de verdad: en SQLite, los que vienen después toman números por encima de los copiados.
    """

    def __init__(self, mundo: Mundo) -> None:
        self.mundo, self.casos = mundo, 0
        self.plantilla: Solicitud = mundo.emitida(areas=AREAS)
        self.pendientes = self._de_cada_etapa()

    def crecer(self, hasta: int) -> None:
        """Que haya al menos esos casos concluidos."""
        if hasta > self.casos:
            generador.crecer(self.plantilla, self.casos, hasta)
            self.casos = hasta

    def abrir(self, cuantos: int) -> int:
        """Deja abiertos ese número de casos; devuelve cuántas tareas esperan."""
        return generador.abrir(self.pendientes, cuantos, self.casos)

    def abrir_por_ciento(self, por_ciento: int) -> int:
        """Deja abierto ese tanto por ciento, nunca menos de los 200 de una oficina; devuelve cuántas tareas esperan."""
        return self.abrir(min(self.casos, max(ABIERTOS, self.casos * por_ciento // 100)))

    def _de_cada_etapa(self) -> dict[str, list[Pendiente]]:
        mundo = self.mundo
        casos = {"requisitos": mundo.presentada(), "revision": mundo.en_revision(areas=AREAS),
                 "estrategia": mundo.en_estrategia(areas=AREAS)}
        encargadas = {"requisitos": mundo.recepcion, "estrategia": mundo.estrategico}
        pendientes = {etapa: list(Pendiente.objects.filter(solicitud=caso)) for etapa, caso in casos.items()}
        for etapa, filas in pendientes.items():
            for fila in filas:
                fila.encargada = encargadas.get(etapa) or mundo.tecnicos[fila.area.clave]
        return pendientes
