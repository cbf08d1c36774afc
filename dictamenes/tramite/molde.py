"""El molde de todo acto: candado, releer, estado, acceso, acto, evento. Sólo aquí se escribe el estado."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import exigir, exigir_papeles_atados
from cuentas.models import Area, Usuario
from cuentas.personas.suplencias import calidad, en_calidad_de
from cuentas.reloj import dia_de
from dictamenes.excepciones import EstadoEquivocado, YaRegistrado
from dictamenes.fundamentos import competencias
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.reglas.participacion import participar

Datos = ParamSpec("Datos")
Autor = TypeVar("Autor", bound=Usuario | None)


@dataclass
class Hecho:
    """Lo que un acto deja dicho: datos del evento y, si no es el único posible, el estado al que pasa."""

    datos: Mapping[str, object] = field(default_factory=dict)
    hacia: str | None = None
    ocurrio_en: datetime | None = None
    clave: str | None = None
    ata: Sequence[Model] = ()  # los renglones cuyo contenido cierra su evento (dictamenes/ataduras.py)


@dataclass(frozen=True, eq=False)
class Acto(Generic[Autor, Datos]):
    """Un acto: su cuerpo, desde qué estados, hacia cuáles (ninguno: se queda donde está), qué evento deja, quién y con
    qué función.

    Se llama `acto(solicitud, por=…, en=…, …)`, con los datos que pide su cuerpo. Lo que todos comparten va alrededor,
    en este orden y una sola vez. Lanza `EstadoEquivocado`, `YaRegistrado`, `AccesoDenegado`, `SeparacionDeFunciones` o
    `Impedimento`; ninguno deja nada escrito.
    """

    cuerpo: Callable[Concatenate[Solicitud, Autor, datetime, Datos], Hecho]
    desde: tuple[str, ...]
    hacia: tuple[str, ...]
    evento: str
    operacion: str | None = None  # None: sólo el sistema
    funcion: str | None = None
    dictamen_desde: tuple[str, ...] = ()
    dictamen_hacia: str | None = None

    @property
    def de_persona(self) -> tuple[str, str]:
        """La operación y la función de quien lo hace; no los tienen los del sistema."""
        return consta(self.operacion), consta(self.funcion)

    @property
    def nombre(self) -> str:
        """El de su cuerpo; con él se guardan sus borradores."""
        return self.cuerpo.__name__

    def __call__(
        self, solicitud: Solicitud, por: Autor, en: datetime, *args: Datos.args, **datos: Datos.kwargs
    ) -> Solicitud:
        with transaction.atomic():
            actual = Solicitud.objects.select_for_update().filter(pk=solicitud.pk).first()
            if actual is None:
                raise EstadoEquivocado("El borrador se descartó: ya no existe.")
            area = datos.get("area")
            _exigir_estado(actual, self, por)
            _exigir_acceso(actual, self, por, area)
            competencias.exigir(self.nombre, dia_de(en), actual.tipo)
            persona: Usuario | None = por
            if persona and self.funcion:
                participar(actual, persona, self.funcion, en)
            hecho = self.cuerpo(actual, por, en, *args, **datos)
            _pasar(actual, self, hecho, en)
            anotar(self.evento, actual, por=por, en=hecho.ocurrio_en or en, clave=hecho.clave, ata=hecho.ata,
                   datos={"hacia": actual.estado, **hecho.datos, **_calidad(actual, self, por, en, area)})
        return actual


CualquierActo = Acto[Any, ...]


def _exigir_estado(solicitud: Solicitud, regla: CualquierActo, por: Usuario | None) -> None:
    dictamen = Dictamen.objects.filter(solicitud=solicitud).first()
    firmado = dictamen is not None and dictamen.esta_firmado and not regla.dictamen_desde
    en_su_lugar = solicitud.estado in regla.desde and not firmado
    if regla.dictamen_desde:
        en_su_lugar = en_su_lugar and dictamen is not None and dictamen.estado in regla.dictamen_desde
    if en_su_lugar:
        return
    ultimo = Evento.objects.de(solicitud).last()
    if por and ultimo and ultimo.accion == regla.evento and ultimo.por_id == por.pk:
        raise YaRegistrado("Este acto ya quedó registrado.")
    raise EstadoEquivocado(f"La solicitud está en «{solicitud.get_estado_display()}» y este acto ya no procede.")


def _exigir_acceso(solicitud: Solicitud, regla: CualquierActo, por: Usuario | None, area: object) -> None:
    if regla.operacion is None:
        if por is not None:
            raise EstadoEquivocado("Este acto sólo lo hace el sistema.")
        return
    if por is None:
        raise EstadoEquivocado("Este acto lo hace una persona.")
    exigir(por, regla.operacion, area if regla.operacion == "revision.opinar" else solicitud.ente)
    exigir_papeles_atados(por)


def _calidad(
    solicitud: Solicitud, regla: CualquierActo, por: Usuario | None, en: datetime, area: object
) -> dict[str, str]:
    """En qué calidad actuó quien lo hizo, si suple a alguien o tiene a cargo un despacho."""
    if por is None or regla.operacion is None:
        return {}
    con = calidad(por, regla.operacion, en, ente=solicitud.ente_id, area=area.pk if isinstance(area, Area) else None)
    return {"en_calidad_de": en_calidad_de(con)} if con else {}


def _pasar(solicitud: Solicitud, regla: CualquierActo, hecho: Hecho, en: datetime) -> None:
    posibles = regla.hacia or (solicitud.estado,)
    destino = hecho.hacia or posibles[0]
    if destino not in posibles:
        raise EstadoEquivocado(f"{regla.evento} no puede llevar a {destino}.")
    solicitud.estado = destino
    if not solicitud.esta_concluida:
        solicitud.concluida_en = None
    elif solicitud.concluida_en is None:  # lo de después no mueve cuándo concluyó
        solicitud.concluida_en = hecho.ocurrio_en or en
    solicitud.save()
    if regla.dictamen_hacia:
        Dictamen.objects.filter(solicitud=solicitud).update(estado=regla.dictamen_hacia)
