"""La gente de la demostración: nombres ficticios, un papel cada quien y una sola contraseña de prueba."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from bitacora.cadena import anotar
from config.demostracion.asuntos import ENTE_ANUNCIADO, ENTES, UNIPERSONALES
from cuentas.models import Area, AreaRequirente, Ente, Nombramiento, Usuario
from cuentas.personas import ordenes
from cuentas.personas.ausencias import registrar
from cuentas.personas.nombramientos import derivar_permisos, nombrar
from cuentas.reloj import dia_de
from dictamenes.documento.firma.prueba import Persona

CONTRASENA = "demostracion-sonora"
DESDE = date(2024, 1, 1)
NOMBRES = (
    "Alma", "Bruno", "Carmen", "Darío", "Elisa", "Fausto", "Graciela", "Héctor", "Inés", "Joel", "Karina", "Leonel",
    "Marta", "Néstor", "Ofelia", "Pablo", "Quetzali", "Ramiro", "Silvia", "Tomás", "Úrsula", "Valente", "Ximena",
    "Yolanda", "Zenón",
)
APELLIDOS = (
    "Acedo", "Bórquez", "Cota", "Dávila", "Encinas", "Félix", "Gastélum", "Huerta", "Ibarra", "Juvera", "Lugo",
    "Moroyoqui", "Noriega", "Olivas", "Peralta", "Quijada", "Robles", "Sesma", "Tapia", "Urías", "Valdez", "Yocupicio",
)
CARGOS = {
    "recepcion": "Analista de recepción",
    "coordinacion": "Coordinadora de dictaminación",
    "tecnico": "Especialista dictaminador",
    "estrategico": "Dictaminador estratégico",
    "firmante": "Persona titular de la Subsecretaría de Gobierno Digital",
    "estandares": "Administrador de estándares",
    "administrador": "Administrador del sistema",
    "auditor": "Auditor",
    "elabora": "Analista de sistemas",
    "presenta": "Titular de la unidad de TIC",
    "recibe": "Encargada de la oficialía de partes",
}
CENTRALES = {"recepcion": 2, "coordinacion": 1, "estrategico": 3, "firmante": 2, "estandares": 2, "administrador": 2,
             "auditor": 1}
FIRMAN = {  # RFC y CURP ficticios de quienes firman algo
    "firmante": (("FEGA750312HS1", "FEGA750312MSRLSL01"), ("PERO800721KT4", "PERO800721HSRRBM02")),
    "recepcion": (("REMA780518BT2", "REMA780518MSRCCN04"), ("REJO810923CL6", "REJO810923HSRCCR05")),
    "coordinacion": (("COLU770604DM8", "COLU770604MSRCRL06"),),
}
PRESENTA = ("PRIC830711GH3", "PRIC830711MSRRSN07")  # por el ente que se anuncia
SUPLENTE = ("SUFI820415QA7", "SUFI820415MSRPCL03")
UN_ANIO = timedelta(days=365)
AUSENTE_DESDE, AUSENTE_HASTA = timedelta(days=21), timedelta(days=14)  # antes y después de hoy


class Gente:
    """Quién es quién, por papel y por ente o área."""

    def __init__(self) -> None:
        self.central: dict[str, list[Usuario]] = defaultdict(list)
        self.del_area: dict[str, list[Usuario]] = defaultdict(list)
        self.del_ente: dict[str, dict[str, Usuario]] = defaultdict(dict)
        self.suplencia: Nombramiento | None = None

    def quien_firma(self, persona: Usuario, dia: date) -> Usuario:
        """La persona o, si ese día la suplen, su suplente."""
        suplencia = self.suplencia
        if suplencia is None or suplencia.suple_a is None or suplencia.suple_a.persona_id != persona.pk:
            return persona
        return suplencia.persona if suplencia.desde <= dia <= (suplencia.hasta or dia) else persona

    def quien(self, papel: str, area: Area | None) -> Usuario:
        """La primera persona con ese papel; en su área, si es de un área."""
        return (self.del_area[area.clave] if area else self.central[papel])[0]

    def anotar(self, nombramiento: Nombramiento) -> None:
        if nombramiento.ente:
            self.del_ente[nombramiento.ente.siglas][nombramiento.papel] = nombramiento.persona
        elif nombramiento.area:
            self.del_area[nombramiento.area.clave].append(nombramiento.persona)
        else:
            self.central[nombramiento.papel].append(nombramiento.persona)


def poblar(azar: Random, en: datetime, ahora: datetime) -> Gente:
    """Da de alta a todos con los actos de nombramiento; en `ahora`, el segundo firmante está ausente y lo suplen."""
    gente, nombres = Gente(), _nombres(azar)
    contrasena = make_password(CONTRASENA)

    def alta(papel: str, correo: str, *, ente: Ente | None = None, area: Area | None = None, rfc: str = "") -> None:
        persona = _dar_de_alta(
            en, correo=correo, nombre=next(nombres), cargo=CARGOS[papel], password=contrasena, rfc=rfc,
        )
        gente.anotar(nombrar(persona, papel, oficio=f"DEMO-{persona.pk:03d}/2024", desde=DESDE, por=None, en=en,
                             ente=ente, area=area))

    for papel, cuantos in CENTRALES.items():
        for n in range(1, cuantos + 1):
            rfc = FIRMAN[papel][n - 1][0] if papel in FIRMAN else ""
            alta(papel, f"{papel}{n if n > 1 else ''}@demo.example", rfc=rfc)
    for area in Area.objects.order_by("clave"):
        for n in (1, 2):
            alta("tecnico", f"{area.clave}{n if n > 1 else ''}@demo.example", area=area)
    for siglas in ENTES:
        ente = _ente(siglas)
        papeles = ("elabora",) if siglas in UNIPERSONALES else ("elabora", "presenta")
        for papel in papeles:
            rfc = PRESENTA[0] if siglas == ENTE_ANUNCIADO and papel == papeles[-1] else ""
            alta(papel, f"{papel}.{siglas.lower()}@demo.example", ente=ente, rfc=rfc)
    persona = _dar_de_alta(
        en, correo="suplente@demo.example", nombre=next(nombres), cargo="Directora de Gobierno de Datos",
        password=contrasena, rfc=SUPLENTE[0],
    )
    gente.suplencia = _suplir(gente.central["firmante"][1], persona, en, ahora)
    alta("auditor", "auditor2@demo.example")
    alta("recibe", f"recibe.{ENTE_ANUNCIADO.lower()}@demo.example", ente=_ente(ENTE_ANUNCIADO))
    _encargar(gente, en, ahora)
    return gente


@transaction.atomic
def _dar_de_alta(en: datetime, **campos: str) -> Usuario:
    """Con la contraseña ya puesta: todas comparten la misma, que se calcula una vez."""
    persona = Usuario.objects.create(**campos)
    anotar("persona.registrada", persona, por=None, en=en, datos={"correo": persona.correo}, ata=[persona])
    return persona


def _encargar(gente: Gente, en: datetime, ahora: datetime) -> None:
    """La segunda persona que audita tiene una orden: sólo alcanza lo de un ente."""
    propone, confirma = gente.central["administrador"][:2]
    orden = ordenes.proponer(
        numero=f"OA-DEMO-01/{ahora.year}", fecha=dia_de(en), autoridad="Órgano Interno de Control (ficticio)",
        auditores=[gente.central["auditor"][1]], entes=[Ente.objects.get(siglas=ENTE_ANUNCIADO)],
        vigente_desde=dia_de(en), vigente_hasta=dia_de(ahora) + UN_ANIO, por=propone, en=en,
    )
    ordenes.confirmar(orden, por=confirma, en=en)


def _suplir(ausente: Usuario, suplente: Usuario, en: datetime, ahora: datetime) -> Nombramiento:
    desde, hasta = dia_de(ahora - AUSENTE_DESDE), dia_de(ahora + AUSENTE_HASTA)
    registrar(ausente, desde=desde, hasta=hasta, motivo="comision", por=ausente, en=en)
    suplencia = nombrar(
        suplente, "firmante", clase=Nombramiento.Clase.SUPLENCIA, suple_a=ausente.nombramientos.get(),
        puesto="la Subsecretaría de Gobierno Digital", oficio=f"DEMO-SUP-01/{desde.year}",
        oficio_fecha=desde - timedelta(days=3), desde=desde, hasta=hasta, por=None, en=en,
    )
    with transaction.atomic():
        derivar_permisos(suplente, dia_de(ahora))
    return suplencia


def personas_que_firman(gente: Gente) -> list[Persona]:
    """Datos ficticios para las e.firmas de prueba."""
    suyos = [par for papel, datos in FIRMAN.items() for par in zip(gente.central[papel], datos, strict=True)]
    suyos += [(quien_presenta(gente, ENTE_ANUNCIADO), PRESENTA)]
    suyos += [(gente.suplencia.persona, SUPLENTE)] if gente.suplencia else []
    return [Persona(rfc, persona.nombre.upper(), curp) for persona, (rfc, curp) in suyos]


def quien_presenta(gente: Gente, siglas: str) -> Usuario:
    """Titular de la UTIC, o la única persona del ente."""
    return gente.del_ente[siglas].get("presenta") or gente.del_ente[siglas]["elabora"]


def quien_recibe(gente: Gente, siglas: str) -> Usuario:
    """A quien su ente autorizó a recibir notificaciones o, si a nadie, quien presenta."""
    return gente.del_ente[siglas].get("recibe") or quien_presenta(gente, siglas)


def _ente(siglas: str) -> Ente:
    ente = Ente.objects.get(siglas=siglas)
    ente.presenta_quien_elabora = siglas in UNIPERSONALES
    ente.save(update_fields=["presenta_quien_elabora"])
    for area in ("Dirección General de Administración", "Dirección de Operación", "Unidad de Planeación"):
        AreaRequirente.objects.get_or_create(ente=ente, nombre=area)
    return ente


def _nombres(azar: Random) -> Iterator[str]:
    combinaciones = [f"{n} {a} {b}" for n in NOMBRES for a in APELLIDOS for b in APELLIDOS if a != b]
    azar.shuffle(combinaciones)
    return iter(combinaciones)
