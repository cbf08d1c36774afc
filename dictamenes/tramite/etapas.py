"""Las etapas en el trámite: qué acto resuelve cada una —y con él, quién y con qué función— y qué plazos corren."""

from __future__ import annotations

from dataclasses import dataclass

from cuentas.etapas import DeEtapa, casar
from dictamenes.models import Plazo
from dictamenes.tramite.molde import CualquierActo
from dictamenes.tramite.tabla import admitir, desahogar, firmar, opinar, proponer


@dataclass(frozen=True)
class Etapa(DeEtapa):
    """Una etapa: el acto que la resuelve; `se_toma`, si quien la atiende la toma de su cola y la puede soltar."""

    acto: CualquierActo
    se_toma: bool = False

    @property
    def plazos(self) -> set[str]:
        """Los que corren: el suyo y, si no espera al ente, el del dictamen."""
        return {self.clave} if self.palabras.del_ente else {self.clave, Plazo.Clase.DICTAMEN}


ETAPAS = casar("dictamenes.tramite.etapas", (
    Etapa("requisitos", admitir, se_toma=True),
    Etapa("prevencion", desahogar),
    Etapa("revision", opinar, se_toma=True),
    Etapa("estrategia", proponer, se_toma=True),
    Etapa("firma", firmar),
))
