"""Las etapas en el recorrido: dónde se atiende cada una y a quién se ofrece. La clave es la de su nodo y su cola."""

from __future__ import annotations

from dataclasses import dataclass

from cuentas.etapas import DeEtapa, casar
from cuentas.papeles import Papel, papel_de
from dictamenes.models.constancia import consta
from dictamenes.tramite import etapas as en_tramite


@dataclass(frozen=True)
class Etapa(DeEtapa):
    """Una etapa: el nombre de su pantalla y lo que ahí se invita a hacer."""

    pantalla: str
    boton: str

    @property
    def tramite(self) -> en_tramite.Etapa:
        """Su acto y sus plazos."""
        return en_tramite.ETAPAS[self.clave]

    @property
    def operacion(self) -> str:
        """La del acto que la resuelve."""
        return consta(self.tramite.acto.operacion)

    @property
    def papel(self) -> Papel:
        """A quién se ofrece: a quien puede resolverla."""
        return papel_de(self.operacion)

    @property
    def por_area(self) -> bool:
        """Si abre una tarea por área dictaminadora."""
        return self.papel.de == "area"


ETAPAS = casar("flujos.recorrido.etapas", (
    Etapa("requisitos", "requisitos", "Revisar requisitos"),
    Etapa("prevencion", "desahogar", "Atender las observaciones"),
    Etapa("revision", "revision", "Dar la opinión"),
    Etapa("estrategia", "estrategia", "Elaborar el proyecto de dictamen"),
    Etapa("firma", "firma", "Leer y firmar"),
))
POR_ESTADO = {fila.palabras.estado: fila for fila in ETAPAS.values()}
DEL_ENTE = tuple(clave for clave, fila in ETAPAS.items() if fila.palabras.del_ente)
NUESTRAS = tuple(fila for fila in ETAPAS.values() if not fila.palabras.del_ente)
