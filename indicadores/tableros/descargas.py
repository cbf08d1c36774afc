"""Lo que descarga quien no ha entrado se cuenta por día: la bitácora dice cuánto y nadie la llena pidiendo archivos."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.reloj import dia_de
from indicadores.models import DescargaPublica

ACCION = "indicadores.descargas_publicas"


@transaction.atomic
def contar(que: str, en: datetime) -> None:
    """Una descarga más de `que` en su día."""
    suya, _ = DescargaPublica.objects.get_or_create(dia=dia_de(en), que=que)
    DescargaPublica.objects.filter(pk=suya.pk).update(cuantas=F("cuantas") + 1)


def anotar_dias(en: datetime) -> int:
    """Para el trabajador: un evento por cada día ya terminado que tuvo descargas y no está anotado; cuántos."""
    anotados = set(Evento.objects.filter(clave__startswith=f"{ACCION}:").values_list("clave", flat=True))
    dias = DescargaPublica.objects.filter(dia__lt=dia_de(en)).order_by("dia").values_list("dia", flat=True).distinct()
    faltan = [dia for dia in dias if _clave(dia) not in anotados]
    for dia in faltan:
        suyas = DescargaPublica.objects.filter(dia=dia).order_by("que").values_list("que", "cuantas")
        with transaction.atomic():
            anotar(ACCION, "indicadores:publico", por=None, en=en, clave=_clave(dia),
                   datos={"dia": dia, "descargas": dict(suyas)})
    return len(faltan)


def _clave(dia: date) -> str:
    return f"{ACCION}:{dia.isoformat()}"
