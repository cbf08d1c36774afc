"""Las frases de la demostración: una común y dos de cada área que revisa."""

from __future__ import annotations

from datetime import datetime

from config.demostracion.gente import Gente
from cuentas.models import Area
from dictamenes.models import Frase
from dictamenes.models.frases import Para
from dictamenes.textos import frases

COMUN = ("Alcance de la opinión", "Esta opinión se limita a lo que consta en el expediente a la fecha en que se da.")
DE_AREA = (
    ("Garantía acreditada", "La garantía y el soporte cubren la vida útil declarada."),
    ("Descripción por función", "Los conceptos se describen por función, sin marca que limite la competencia."),
)


def sembrar_frases(gente: Gente, en: datetime) -> None:
    """Las guarda quien las cuida: estrategia la común; en cada área, una de sus personas."""
    titulo, texto = COMUN
    comun = Frase(titulo=titulo, texto=texto, para=Para.COMUN)
    frases.guardar(comun, por=gente.central["estrategico"][0], en=en)
    for area in Area.objects.filter(clave__in=gente.del_area):
        for titulo, texto in DE_AREA:
            suya = Frase(titulo=titulo, texto=texto, para=Para.AREA, area=area)
            frases.guardar(suya, por=gente.del_area[area.clave][0], en=en)
