"""Quienes atienden en la práctica: nadie. Cuentas ficticias sin contraseña por las que el ensayo da cada paso."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bitacora.una_vez import YaSeEnvio
from config.demostracion.gente import CARGOS, DESDE, FIRMAN, Gente
from cuentas.models import Area, Nombramiento, Usuario
from cuentas.papeles import PAPELES
from cuentas.personas import personas
from cuentas.personas.nombramientos import nombrar
from cuentas.reloj import dia_de
from dictamenes.documento.firma.prueba import Persona, crear_credenciales

CENTRALES = ("recepcion", "estrategico", "firmante")
SIN_BUZON = "@practica.invalid"


def dar_de_alta_al_personal(en: datetime) -> int:
    """Una cuenta por papel central y por área dictaminadora: las que falten, y cuántas fueron."""
    altas = [_dejar(papel, papel, PAPELES[papel].nombre, en) for papel in CENTRALES]
    altas += [_dejar("tecnico", area.clave, area.nombre, en, area) for area in Area.objects.vigentes(dia_de(en))]
    return sum(altas)


def dejar_credenciales(en: datetime) -> None:
    """El sello y las e.firmas de prueba que falten."""
    crear_credenciales(
        Path(settings.CREDENCIALES), personas_que_firman(), en=en, contrasena_sello=settings.FIRMA_SELLO_CONTRASENA
    )


def personal(en: datetime) -> Gente:
    """Quién da cada paso hoy."""
    gente = Gente()
    vigentes = Nombramiento.objects.vigentes(dia_de(en)).filter(persona__correo__endswith=SIN_BUZON)
    for nombramiento in vigentes.select_related("persona", "area", "ente"):
        gente.anotar(nombramiento)
    return gente


def personas_que_firman() -> list[Persona]:
    """Datos ficticios para su e.firma de prueba."""
    rfc, curp = FIRMAN["firmante"][0]
    return [Persona(rfc, persona.nombre.upper(), curp) for persona in Usuario.objects.filter(rfc=rfc)]


def _dejar(papel: str, clave: str, nombre: str, en: datetime, area: Area | None = None) -> bool:
    """Si hubo que darla de alta. De dos pasos a la vez, el segundo espera y encuentra la cuenta con su papel."""
    correo = f"{clave}{SIN_BUZON}"
    if Usuario.objects.filter(correo=correo).exists():
        return False
    with suppress(YaSeEnvio), transaction.atomic():
        persona = personas.registrar(
            correo=correo, nombre=f"{nombre} (práctica)", cargo=CARGOS[papel], por=None, en=en, envio=correo,
            rfc=FIRMAN["firmante"][0][0] if papel == "firmante" else "",
        )
        nombrar(persona, papel, oficio="Sitio de práctica", desde=DESDE, por=None, en=en, area=area)
    return True
