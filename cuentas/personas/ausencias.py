"""Ausencias: quién no atiende y hasta cuándo. Las registra la propia persona o coordinación; se pueden cancelar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, OuterRef, QuerySet, Subquery

from bitacora.atado import sano
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir, papeles, puede
from cuentas.interfaz.formatos import fecha
from cuentas.models import Ausencia, Nombramiento, Usuario
from cuentas.papeles import PAPELES
from cuentas.reloj import dia_de

Fila = TypeVar("Fila", bound=Model)
QUE_SE_AUSENTAN = tuple(papel.clave for papel in PAPELES.values() if papel.de != "ente")


class AusenciaImposible(Rechazo):
    """Se traslapa con otra, ya pasó, o no es de alguien que reciba asuntos."""


def ausentes(dia: date) -> dict[int, date]:
    """Quiénes están ausentes ese día y cuál es su último día de ausencia, por persona."""
    return dict(Ausencia.objects.vigentes(dia).order_by("hasta").values_list("persona", "hasta"))


def con_su_ausencia(filas: QuerySet[Fila, Fila], dia: date, persona: str = "pk") -> QuerySet[Fila, Fila]:
    """Las personas, o filas que dicen de quién son, con el último día de la ausencia en que están (`ausente_hasta`).

    None si atienden.
    """
    suyas = Ausencia.objects.vigentes(dia).filter(persona=OuterRef(persona)).order_by("-hasta")
    con_ella: QuerySet[Any, Any] = filas.annotate(ausente_hasta=Subquery(suyas.values("hasta")[:1]))
    return con_ella


def esta_ausente(persona: Usuario, dia: date) -> Ausencia | None:
    """La ausencia de la persona ese día, o None si atiende."""
    return Ausencia.objects.vigentes(dia).filter(persona=persona).order_by("-hasta").first()


def nota(hasta: date | None) -> str:
    """«ausente hasta el 3 de diciembre de 2026», como se dice junto a un nombre; vacío si no está ausente."""
    return f"ausente hasta el {fecha(hasta)}" if hasta else ""


def en_mi_cuenta(persona: Usuario, dia: date) -> dict[str, object]:
    """Si la persona registra sus ausencias y, en la de hoy, hasta cuándo."""
    return {
        "se_ausenta": bool(papeles(persona) & set(QUE_SE_AUSENTAN)),
        "ausencia": nota(ausentes(dia).get(persona.pk)),
    }


def visibles_para(usuario: Usuario, dia: date) -> QuerySet[Ausencia]:
    """Las que no han terminado: las propias o, para coordinación, las de todas las personas."""
    proximas = Ausencia.objects.filter(cancelada_en=None, hasta__gte=dia).select_related("persona", "registrada_por")
    return proximas if puede(usuario, "ausencias.registrar") else proximas.filter(persona=usuario)


def pueden_ausentarse(dia: date) -> QuerySet[Usuario]:
    """Quienes reciben asuntos: todo papel que no es de un ente."""
    return Usuario.objects.nombradas(dia, papel__in=QUE_SE_AUSENTAN)


def registrar(
    persona: Usuario, *, desde: date, hasta: date, motivo: str, por: Usuario, en: datetime, envio: str | None = None
) -> Ausencia:
    """Anota una ausencia. Lanza `AccesoDenegado` si es ajena, `AusenciaImposible`, o `YaSeEnvio` por `envio`.

    El motivo no se escribe en la bitácora: sólo lo leen la persona y coordinación.
    """
    with una_vez(envio) as clave:
        if por.pk != persona.pk:
            exigir(por, "ausencias.registrar")
        _exigir_posible(persona, desde, hasta, dia_de(en))
        ausencia = Ausencia.objects.create(
            persona=persona, desde=desde, hasta=hasta, motivo=motivo, registrada_por=por, registrada_en=en
        )
        anotar("ausencia.registrada", ausencia, por=por, en=en, datos=_datos(ausencia), clave=clave, ata=[ausencia])
    return ausencia


@transaction.atomic
def cancelar(ausencia: Ausencia, *, por: Usuario, en: datetime) -> Ausencia:
    """La persona ya no se ausenta, o volvió antes. Cancelarla dos veces es cancelarla una."""
    actual = Ausencia.objects.select_for_update().select_related("persona").get(pk=ausencia.pk)
    if por.pk != actual.persona_id:
        exigir(por, "ausencias.registrar")
    if actual.cancelada_en is None:
        atada = sano(actual)
        actual.cancelada_por, actual.cancelada_en = por, en
        actual.save(update_fields=["cancelada_por", "cancelada_en"])
        anotar("ausencia.cancelada", actual, por=por, en=en, datos=_datos(actual), ata=atada)
    return actual


def _exigir_posible(persona: Usuario, desde: date, hasta: date, hoy: date) -> None:
    if hasta < desde:
        raise AusenciaImposible("El último día no puede ser anterior al primero.")
    if hasta < hoy:
        raise AusenciaImposible("Esa ausencia ya terminó: escriba un último día que no haya pasado.")
    Usuario.objects.select_for_update().only("pk").get(pk=persona.pk)
    if not Nombramiento.objects.vigentes(hoy).filter(persona=persona, papel__in=QUE_SE_AUSENTAN).exists():
        raise AusenciaImposible("Sólo se registran ausencias de quien recibe, revisa, firma o administra.")
    if otra := Ausencia.objects.vigentes(desde, hasta).filter(persona=persona).first():
        raise AusenciaImposible(
            f"Ya hay una ausencia del {fecha(otra.desde)} al {fecha(otra.hasta)}: cancélela o escriba otras fechas."
        )


def _datos(ausencia: Ausencia) -> dict[str, object]:
    return {"persona": ausencia.persona_id, "desde": ausencia.desde, "hasta": ausencia.hasta}
