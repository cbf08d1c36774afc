"""La jornada de diciembre: quién presenta, con qué borrador, y las veinte páginas que se abren alrededor."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cuentas.models import AreaRequirente, Ente
from dictamenes.models import Solicitud
from tests.herramientas.cliente_http import CSRF, ClienteHttp
from tests.herramientas.servidor_de_prueba import Servidor
from tests.medir.historia import AREAS
from tests.medir.pantallas import en_revision
from tests.mundo import Mundo

POR_PERSONA = 40  # borradores por cada quien: siete anexos cada uno caben en lo que alguien sube en un día
REVISORES = 5  # personas de cada papel que miran mientras tanto
VISTAS = 20
Peticion = list[Any]


@dataclass(frozen=True)
class Ventanilla:
    """Un ente con quien elabora y quien presenta, ya con sesión."""

    mundo: Mundo
    elabora: str
    presenta: str


class Jornada:
    """Prepara borradores y escribe el plan de cada corrida; nada de esto entra en lo que se mide."""

    def __init__(self, vivo: Servidor, mundo: Mundo) -> None:
        self.vivo, self.mundo, self.azar = vivo, mundo, Random(2026)
        self.ventanillas: list[Ventanilla] = []
        self.hechos = 0
        self.requisitos, self.revision = mundo.presentada(), en_revision(mundo)
        self.recepcion = self._personas("recepcion")
        self.coordinacion = self._personas("coordinacion")
        self.tecnicos = self._personas("tecnico", area=mundo.tecnicos[AREAS[0]].nombramientos.get().area)

    def plan(self, presentaciones: int, segundos: float) -> list[Peticion]:
        """Las peticiones de una corrida: cada persona llega cuando llega (al azar, parejo) y no espera a las demás."""
        peticiones: list[Peticion] = []
        for _ in range(presentaciones):
            llega, dura = self.azar.uniform(0, segundos), min(30.0, segundos / 6)
            peticiones += self._una(self._borrador(), llega, dura, len(peticiones))
        return peticiones

    def _una(self, listo: tuple[Solicitud, Ventanilla], llega: float, dura: float, lugar: int) -> list[Peticion]:
        """Catorce páginas del ente y seis de quien revisa, y en medio la presentación, que es la primera de la lista."""
        solicitud, quien = listo
        cuando = llega + dura * 0.7
        datos = urlencode({"veracidad": "on", "version": solicitud.version, "csrfmiddlewaretoken": CSRF})
        presentar = [cuando, "POST", _en("presentar", solicitud.pk), quien.presenta, datos, None]
        hasta = llega + dura * 0.6  # nadie sigue capturando cuando presenta: si se atrasara, la mandarían al expediente
        antes = [self._ver(self.azar.uniform(llega, hasta), *pagina) for pagina in _de_captura(solicitud, quien)]
        despues = [self._ver(self.azar.uniform(cuando, llega + dura), ruta, quien.presenta, tras=lugar)
                   for ruta in (_en("acuse", solicitud.pk), _en("expediente", solicitud.pk), reverse("cuentas:avisos"))]
        revisan = [self._ver(self.azar.uniform(llega, llega + dura), *pagina) for pagina in self._de_revision()]
        return [presentar, *antes, *despues, *revisan]

    def _de_revision(self) -> Iterator[tuple[str, str]]:
        recepcion, tecnico, coordinacion = map(self.azar.choice, (self.recepcion, self.tecnicos, self.coordinacion))
        yield _en("bandeja"), recepcion
        yield _en("requisitos", self.requisitos.pk), recepcion
        yield f"{_en('bandeja')}?vista=sin-asignar", tecnico
        yield _en("revision", self.revision.pk, AREAS[0]), tecnico
        yield _en("bandeja"), coordinacion
        yield _en("expediente", self.revision.pk), coordinacion

    def _borrador(self) -> tuple[Solicitud, Ventanilla]:
        numero, self.hechos = self.hechos // POR_PERSONA, self.hechos + 1
        if numero == len(self.ventanillas):
            self.ventanillas.append(self._ventanilla(numero))
        return self.ventanillas[numero].mundo.borrador(), self.ventanillas[numero]

    def _ventanilla(self, numero: int) -> Ventanilla:
        suyo, entes = copy(self.mundo), list(Ente.objects.filter(es_propio=False).order_by("pk"))
        suyo.ente = entes[numero % len(entes)]
        suyo.area_requirente = AreaRequirente.objects.create(ente=suyo.ente, nombre=f"Área {numero}")
        suyo.elabora, suyo.presenta = (self.mundo.persona(papel, ente=suyo.ente) for papel in ("elabora", "presenta"))
        return Ventanilla(suyo, self._galletas(suyo.elabora), self._galletas(suyo.presenta))

    def _personas(self, papel: str, **donde: Any) -> list[str]:
        return [self._galletas(self.mundo.persona(papel, **donde)) for _ in range(REVISORES)]

    def _galletas(self, persona: Any) -> str:
        return "; ".join(f"{nombre}={valor}" for nombre, valor in ClienteHttp(self.vivo.url, persona).galletas.items())

    @staticmethod
    def _ver(en: float, ruta: str, galletas: str, tras: int | None = None) -> Peticion:
        return [en, "GET", ruta, galletas, "", tras]


def _de_captura(solicitud: Solicitud, quien: Ventanilla) -> Iterator[tuple[str, str]]:
    """Once páginas antes de presentar: entrar, sus listas, la captura y la revisión."""
    pk, seccion = solicitud.pk, solicitud.formulario.definicion["secciones"][0]["clave"]
    yield reverse("account_login"), ""
    yield _en("solicitudes"), quien.elabora
    yield _en("borrador", pk), quien.elabora
    yield _en("seccion_general", pk), quien.elabora
    yield _en("seccion", pk, seccion), quien.elabora
    yield _en("conceptos", pk), quien.elabora
    yield _en("concepto", pk, solicitud.conceptos.first().pk), quien.elabora
    yield _en("anexos", pk), quien.elabora
    yield reverse("inicio"), quien.presenta
    yield _en("solicitudes"), quien.presenta
    yield _en("presentar", pk), quien.presenta


def _en(nombre: str, *args: Any) -> str:
    return reverse(f"flujos:{nombre}", args=args)
