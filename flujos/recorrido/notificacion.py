"""El acuse de lectura es la notificación: quién del ente leyó qué y cuándo. No depende del correo.

Se notifica a quienes podían presentar por el ente cuando se les avisó. Cuenta como lectura marcar el aviso o abrir,
desde una de esas cuentas, el expediente o un documento suyo; sólo la primera vez escribe (docs/decisiones/0021).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter, itemgetter

from django.db.models import CharField, QuerySet

from bitacora.models import clave_de
from cuentas.acceso.acceso import puede
from cuentas.acceso.historial import rige
from cuentas.avisos import avisos
from cuentas.models import SIN_ACUSE, Aviso, Ente, Nombramiento, Usuario
from cuentas.parametros import parametro
from cuentas.preparada import PreparadaDeModelos, hueco
from cuentas.reloj import dia_de
from cuentas.temas import NOTIFICAN, TEMAS
from cuentas.tiempo.calendario import calendario_de, habiles_entre
from dictamenes.models import Solicitud
from flujos.recorrido import notificaciones

NOTIFICADOS = PreparadaDeModelos(
    lambda: Aviso.objects.filter(objeto=hueco("objeto", CharField()), tema__in=NOTIFICAN).select_related("persona"))
VENTANA = timedelta(days=45)  # lo que lleva más sin leerse ya se dijo


@dataclass(frozen=True)
class Notificacion:
    """Lo que se notificó al ente: cuándo se puso a su disposición y quiénes lo leyeron (nombre y momento)."""

    que: str
    tema: str
    en: datetime
    lecturas: list[tuple[str, datetime]]


def notificaciones_de(solicitud: Solicitud) -> list[Notificacion]:
    """Las de un expediente, de la primera a la última."""
    grupos = _grupos(NOTIFICADOS(objeto=clave_de(solicitud)))
    leida = any(aviso.leido_en for grupo in grupos for aviso in grupo)
    quienes = list(_nombradas(solicitud.ente)) if leida else []  # sin lecturas no hay a quién buscar
    return [_notificacion(grupo, quienes) for grupo in grupos]


def acusar(solicitud: Solicitud, persona: Usuario, en: datetime) -> None:
    """Al abrir el expediente o un documento: acusa lo que se le notificó y no había leído. Lo demás no escribe."""
    if not puede(persona, "solicitud.presentar", solicitud.ente):
        return
    suyos = Aviso.objects.filter(objeto=clave_de(solicitud), tema__in=NOTIFICAN, persona=persona, leido_en=None)
    for aviso in suyos:
        avisos.leer(aviso, por=persona, en=en)


def avisar_sin_acuse(en: datetime) -> int:
    """Avisa a recepción, una vez, de cada notificación que nadie ha leído en `acuse.dias` hábiles; cuántas halló."""
    dias = parametro("acuse.dias")
    desde, hasta = en - VENTANA, en - timedelta(days=dias)
    sin_leer = Aviso.objects.filter(SIN_ACUSE, creado_en__range=(desde, hasta)).values_list("objeto", flat=True)
    objetos = {int(objeto.partition(":")[2]) for objeto in sin_leer if objeto}
    hallados = 0
    for solicitud in Solicitud.objects.filter(pk__in=objetos).select_related("ente").order_by("pk"):
        for dicha in notificaciones_de(solicitud):
            pasaron = habiles_entre(dia_de(dicha.en), dia_de(en), calendario_de(solicitud.ente))
            if desde <= dicha.en and pasaron > dias and not dicha.lecturas:
                recepcion = Usuario.objects.nombradas(dia_de(en), papel="recepcion")
                ocasion = f"{dicha.tema}:{dicha.en:%Y%m%d%H%M%S}"
                notificaciones.avisar_una_vez(solicitud, recepcion, "sin_acuse", en, ocasion)
                hallados += 1
    return hallados


def _grupos(suyos: Iterable[Aviso]) -> list[list[Aviso]]:
    """Los avisos de un mismo acto nacen en el mismo momento."""
    de_un_acto = attrgetter("creado_en", "tema")
    return [list(grupo) for _, grupo in groupby(sorted(suyos, key=de_un_acto), key=de_un_acto)]


def _notificacion(grupo: list[Aviso], nombradas: Iterable[Nombramiento]) -> Notificacion:
    tema, en = grupo[0].tema, grupo[0].creado_en
    destinatarias = {n.persona_id for n in nombradas if rige(n, en)}
    lecturas = [(a.persona.nombre, a.leido_en) for a in grupo if a.leido_en and a.persona_id in destinatarias]
    return Notificacion(TEMAS[tema].nombre, tema, en, sorted(lecturas, key=itemgetter(1)))


def _nombradas(ente: Ente) -> QuerySet[Nombramiento]:
    """Los nombramientos de quienes pueden, o pudieron, presentar por el ente."""
    papeles = ["presenta", "elabora"] if ente.presenta_quien_elabora else ["presenta"]
    return Nombramiento.objects.filter(ente=ente, papel__in=papeles).order_by()
