"""Quienes atienden en la práctica: nadie. Cuentas ficticias sin contraseña por las que el ensayo da cada paso."""

from __future__ import annotations

from datetime import datetime

from config.demostracion.gente import CARGOS, DESDE, FIRMANTES, Gente
from cuentas import personas
from cuentas.models import Area, Nombramiento, Usuario
from cuentas.nombramientos import nombrar
from cuentas.papeles import PAPELES
from cuentas.reloj import dia_de
from dictamenes.firma.prueba import Persona

CENTRALES = ("recepcion", "estrategico", "firmante")
SIN_BUZON = "@practica.invalid"


def dar_de_alta_al_personal(en: datetime) -> None:
    """Una cuenta por papel central y por área dictaminadora; las que falten."""
    for papel in CENTRALES:
        _dejar(papel, papel, PAPELES[papel].nombre, en)
    for area in Area.objects.vigentes(dia_de(en)):
        _dejar("tecnico", area.clave, area.nombre, en, area)


def personal(en: datetime) -> Gente:
    """Quién da cada paso hoy."""
    gente = Gente()
    vigentes = Nombramiento.objects.vigentes(dia_de(en)).filter(persona__correo__endswith=SIN_BUZON)
    for nombramiento in vigentes.select_related("persona", "area", "ente"):
        gente.anotar(nombramiento)
    return gente


def personas_que_firman() -> list[Persona]:
    """Datos ficticios para su e.firma de prueba."""
    rfc, curp = FIRMANTES[0]
    return [Persona(rfc, persona.nombre.upper(), curp) for persona in Usuario.objects.filter(rfc=rfc)]


def _dejar(papel: str, clave: str, nombre: str, en: datetime, area: Area | None = None) -> None:
    correo = f"{clave}{SIN_BUZON}"
    if not Usuario.objects.filter(correo=correo).exists():
        persona = personas.registrar(
            correo=correo, nombre=f"{nombre} (práctica)", cargo=CARGOS[papel], por=None, en=en,
            rfc=FIRMANTES[0][0] if papel == "firmante" else "",
        )
        nombrar(persona, papel, oficio="Sitio de práctica", desde=DESDE, por=None, en=en, area=area)
