"""Los actos de coordinación y del sistema: turnar, cancelar, acumular, recorrer plazos y desechar por vencimiento."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from bitacora.atado import exigir_atados
from bitacora.cadena import anotar
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes.excepciones import DatosInvalidos, SinCambio, YaRegistrado
from dictamenes.models import Participacion, Plazo, Revision, Solicitud
from dictamenes.models.solicitud import Estado, SolicitudQuerySet
from dictamenes.reglas import plazos
from dictamenes.reglas.participacion import motivo_para_no_participar, participar
from dictamenes.tramite.molde import Hecho
from dictamenes.tramite.notificacion import notificado
from dictamenes.tramite.solicitante import concluir


def turnar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, revision: Revision, a: Usuario, peso: int | None = None
) -> Hecho:
    """Asigna una revisión a una persona del área, si nada se lo impide. Desde ahí su función en el asunto es opinar.

    Con `peso`, la eligió la regla de carga y eso pesaba lo que ya tenía: queda dicho en el evento.
    """
    return _turnar(solicitud, revision, a, en, peso)


def turnar_por_regla(
    solicitud: Solicitud, por: None, en: datetime, *, revision: Revision, a: Usuario, peso: int
) -> Hecho:
    """Lo mismo, al abrirse la ronda y sin que nadie lo decida: `asignacion.regla`."""
    return _turnar(solicitud, revision, a, en, peso)


@transaction.atomic
def dejar_sin_turnar(solicitud: Solicitud, *, en: datetime, revision: Revision, motivo: str) -> None:
    """La regla no halló a quién: la revisión queda sin asignar y el expediente dice por qué."""
    anotar("revision.sin_turnar", solicitud, por=None, en=en, datos={"area": revision.area.clave, "motivo": motivo})


def _turnar(solicitud: Solicitud, revision: Revision, a: Usuario, en: datetime, peso: int | None) -> Hecho:
    actual = solicitud.revisiones.filter(pk=revision.pk).first()
    if actual is None:
        raise DatosInvalidos("Esa revisión no es de esta solicitud.")
    if actual.dada_en or actual.ronda != solicitud.ronda:
        raise DatosInvalidos("Esa revisión ya se dio.")
    if not puede(a, "revision.opinar", actual.area):
        raise DatosInvalidos(f"{a.nombre} no dictamina en {actual.area}.")
    if motivo := motivo_para_no_participar(solicitud, a, Participacion.Funcion.OPINA):
        raise DatosInvalidos(f"{a.nombre}: {motivo}")
    if actual.turnada_a_id == a.pk:
        raise YaRegistrado(f"La revisión ya está turnada a {a.nombre}.")
    participar(solicitud, a, Participacion.Funcion.OPINA, en)
    actual.turnada_a = a
    actual.save(update_fields=["turnada_a"])
    segun = {} if peso is None else {"regla": "carga", "peso": peso}
    return Hecho({"area": actual.area.clave, "a": a.pk, **segun})


def cancelar(solicitud: Solicitud, por: Usuario, en: datetime, *, motivo: str) -> Hecho:
    """Por error de captura: no cuenta como recibida ni atendida, y las cifras dicen cuántas se cancelaron."""
    return notificado(concluir(solicitud, en, motivo), solicitud, "cancelada", en)


def acumular(solicitud: Solicitud, por: Usuario, en: datetime, *, a: Solicitud, motivo: str) -> Hecho:
    """Pide lo mismo que otra del mismo ente: termina aquí, ligada a la que sigue. Lanza `DatosInvalidos`.

    Todo lo entregado se conserva y se lee desde la otra.
    """
    otra = acumulables(solicitud).select_for_update().filter(pk=a.pk).first()
    if otra is None:
        raise DatosInvalidos("Se acumula a otra solicitud presentada por el mismo ente, que no se haya cancelado.")
    hecho = concluir(solicitud, en, motivo)
    solicitud.acumulada_a = otra
    hecho = notificado(hecho, solicitud, "acumulada", en)
    return replace(hecho, datos={**hecho.datos, "a": otra.folio_tomado})


def acumulables(solicitud: Solicitud) -> SolicitudQuerySet:
    """A cuáles se le puede acumular: las que presentó su ente y no se cancelaron, la más reciente primero."""
    suyas = Solicitud.objects.filter(ente=solicitud.ente_id).exclude(pk=solicitud.pk)
    return suyas.exclude(estado__in=(Estado.BORRADOR, Estado.CANCELADA)).order_by("-presentada_en")


def desechar(solicitud: Solicitud, por: None, en: datetime) -> Hecho:
    """Venció el plazo para atender las observaciones."""
    hecho = concluir(solicitud, en, "Venció el plazo para atender las observaciones.")
    return notificado(hecho, solicitud, "desechada", en)


def recorrer_plazos(solicitud: Solicitud, por: None, en: datetime) -> Hecho:
    """El calendario cambió: los plazos abiertos se cuentan otra vez y ninguno se acorta. `SinCambio` si da igual."""
    recorridos = plazos.recorrer(solicitud)
    if not recorridos:
        raise SinCambio("Ningún plazo abierto se alarga.")
    vencen = {plazo.clase: plazo.vence_en for plazo in recorridos}
    prevencion = solicitud.prevenciones.abierta() if Plazo.Clase.PREVENCION in vencen else None
    if prevencion is not None:
        exigir_atados(prevencion)
        prevencion.vence_en = vencen[Plazo.Clase.PREVENCION]
        prevencion.save(update_fields=["vence_en"])
    dice = {"vencen": {str(clase): vence_en for clase, vence_en in vencen.items()}}
    return Hecho(dice, ata=[prevencion] if prevencion else [])
