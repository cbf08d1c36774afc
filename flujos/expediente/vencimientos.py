"""«Lo que va a terminar»: el calendario por mes, cómo va cada renglón, su exportación y el aviso a tiempo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import ambito
from cuentas.interfaz.filtros import DeLaDireccion, es_anio, que
from cuentas.interfaz.formatos import MESES
from cuentas.interfaz.vocabulario import Aspecto
from cuentas.models import Ente, Usuario
from cuentas.papeles import CAPTURAN
from cuentas.parada import barrer
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.expediente import vencimientos
from dictamenes.models import Vencimiento
from dictamenes.models.solicitud import Estado
from dictamenes.models.vencimientos import VencimientoQuerySet
from dictamenes.reglas.condiciones import CON_EFECTOS
from flujos.recorrido import notificaciones

LOTE = 200
TOPE, TOPE_DEL_ARCHIVO = 500, 50_000  # renglones
RENOVADO = Aspecto("Renovado", "verde", "palomita")
EN_RENOVACION = Aspecto("Renovación en curso", "azul", "medio")
NO_SE_RENOVARA = Aspecto("No se renovará", "gris", "guion")
TERMINO = Aspecto("Ya terminó", "rojo", "equis")
POR_TERMINAR = Aspecto("Por terminar", "ambar", "rombo")
CON_TIEMPO = Aspecto("Con tiempo", "gris", "circulo")
ENCABEZADO = ("termina", "dias", "ente", "dictamen", "tipo", "proyecto", "situacion", "motivo", "renovacion")


@dataclass(frozen=True)
class Filtro(DeLaDireccion):
    """Qué se ve: de qué año (o lo recién terminado y lo que viene), de qué ente y si sólo lo que falta decidir."""

    anio: str = que(es_anio)
    ente: str = ""
    por_decidir: str = ""


@dataclass(frozen=True)
class Renglon:
    """Un vencimiento como se lee ese día; `propio`, si quien mira puede anotarlo y renovarlo."""

    vencimiento: Vencimiento
    hoy: date
    antes: int  # con cuántos días se avisa
    propio: bool

    @property
    def faltan(self) -> str:
        """Los días naturales que faltan, en palabras."""
        dias = self.vencimiento.dias(self.hoy)
        if dias in (-1, 1):
            return "Termina mañana" if dias > 0 else "Terminó ayer"
        return "Termina hoy" if not dias else f"Faltan {dias} días" if dias > 0 else f"Terminó hace {-dias} días"

    @property
    def situacion(self) -> Aspecto:
        uno = self.vencimiento
        if uno.descartado_en:
            return NO_SE_RENOVARA
        if uno.renovacion is not None and uno.se_renueva:
            return RENOVADO if uno.renovacion.estado == Estado.EMITIDA else EN_RENOVACION
        if uno.dias(self.hoy) < 0:
            return TERMINO
        return POR_TERMINAR if uno.dias(self.hoy) <= self.antes else CON_TIEMPO

    @property
    def por_decidir(self) -> bool:
        """Si todavía toca prepararlo o decir que no se renovará."""
        return self.situacion in (TERMINO, POR_TERMINAR, CON_TIEMPO)

    @property
    def renovacion_url(self) -> str:
        """A su renovación, si quien mira la alcanza: un borrador sólo lo ve su ente."""
        solicitud = self.vencimiento.renovacion if self.situacion in (RENOVADO, EN_RENOVACION) else None
        if solicitud is None or not (self.propio or solicitud.folio):
            return ""
        return reverse("flujos:expediente" if solicitud.folio else "flujos:borrador", args=[solicitud.pk])


def _con_efectos(usuario: Usuario) -> VencimientoQuerySet:
    return Vencimiento.objects.visibles_para(usuario).filter(dictamen__estado__in=CON_EFECTOS)


def visibles(usuario: Usuario, filtro: Filtro, hoy: date) -> VencimientoQuerySet:
    """Los que la persona alcanza, de dictámenes con efectos, por fecha."""
    suyos = _con_efectos(usuario)
    recientes = hoy - timedelta(days=parametro("renovacion.dias"))
    suyos = suyos.filter(fecha__year=int(filtro.anio)) if filtro.anio else suyos.filter(fecha__gte=recientes)
    if filtro.ente:
        suyos = suyos.filter(ente__siglas=filtro.ente)
    if filtro.por_decidir:
        suyos = suyos.por_decidir()
    return suyos.select_related("dictamen__solicitud", "ente", "renovacion").order_by("fecha", "pk")


def renglones(consulta: Iterable[Vencimiento], usuario: Usuario, hoy: date) -> list[Renglon]:
    antes, propios = parametro("renovacion.dias"), ambito(usuario, vencimientos.OPERACION).entes
    return [Renglon(uno, hoy, antes, uno.ente_id in propios) for uno in consulta]


def por_mes(filas: list[Renglon]) -> list[tuple[str, list[Renglon]]]:
    """En grupos con título («Diciembre de 2026»)."""
    meses = groupby(filas, key=lambda fila: (fila.vencimiento.fecha.year, fila.vencimiento.fecha.month))
    return [(f"{MESES[mes - 1].capitalize()} de {anio}", list(grupo)) for (anio, mes), grupo in meses]


def como_tabla(filas: list[Renglon]) -> Iterator[tuple[object, ...]]:
    """Lo mismo para una hoja de cálculo."""
    for fila in filas:
        uno, solicitud = fila.vencimiento, fila.vencimiento.dictamen.solicitud
        renovacion = uno.renovacion.folio if uno.renovacion is not None and uno.se_renueva else ""
        yield (uno.fecha, uno.dias(fila.hoy), uno.ente.siglas, uno.dictamen.folio, solicitud.get_tipo_display(),
               solicitud.proyecto, fila.situacion.texto, uno.motivo, renovacion or "")


def entes_que_ve(usuario: Usuario) -> QuerySet[Ente]:
    """Los entes con algo que termina, para el filtro de quien ve varios."""
    suyos = Vencimiento.objects.visibles_para(usuario).filter(ente=OuterRef("pk"))
    return Ente.objects.filter(Exists(suyos)).order_by("siglas")


def por_terminar_de(usuario: Usuario, hoy: date) -> int:
    """Cuántos de los suyos entran ya en el tiempo de renovarse y nadie ha decidido."""
    hasta = hoy + timedelta(days=parametro("renovacion.dias"))
    return _con_efectos(usuario).por_decidir().filter(fecha__range=(hoy, hasta)).count()


def anotar_exportacion(usuario: Usuario, formato: str, en: datetime) -> None:
    with transaction.atomic():
        anotar("vencimientos.exportados", "vencimientos:lista", por=usuario, en=en, datos={"formato": formato})


def avisar_por_terminar(en: datetime) -> int:
    """Avisa al ente lo que ya toca, una vez por vencimiento y fecha, hasta `LOTE` por vuelta. Devuelve cuántos."""
    debidos = Vencimiento.objects.filter(avisar_en__lte=en).select_related("dictamen").order_by("avisar_en")
    return barrer(debidos[:LOTE], lambda uno: _avisar(uno, en), "No se pudo avisar el vencimiento %s.")


@transaction.atomic
def _avisar(vencimiento: Vencimiento, en: datetime) -> bool:
    actual = vencimientos.tomar_por_avisar(vencimiento, en)
    if actual is None:
        return False
    solicitud, ocasion = actual.dictamen.solicitud, f"{actual.pk}:{actual.fecha}"
    clave = f"vencimiento.avisado:{ocasion}"
    if Evento.objects.filter(clave=clave).exists():  # la fecha se movió y volvió: ya se avisó
        return False
    personas = Usuario.objects.nombradas(dia_de(en), ente=actual.ente_id, papel__in=CAPTURAN)
    url = reverse("flujos:vencimiento", args=[actual.pk])
    notificaciones.avisar_una_vez(solicitud, personas, "por_terminar", en, ocasion, url)
    datos = {"vencimiento": actual.pk, "fecha": str(actual.fecha)}
    anotar("vencimiento.avisado", solicitud, por=None, en=en, clave=clave, datos=datos)
    return True
