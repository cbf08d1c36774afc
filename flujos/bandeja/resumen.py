"""El resumen de cada mañana hábil: un correo por persona con lo que vence, lo nuevo en sus colas y lo que cambió.

Es un aviso como los demás en la bandeja de salida: su clave, una por persona y día, impide repetirlo. Cuando ya se armó
el de todas, lo dice un evento; si el trabajador muere antes, el siguiente acaba con quienes faltan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import puede
from cuentas.avisos.avisos import avisar
from cuentas.avisos.preferencias import entrega_de
from cuentas.etapas import ETAPAS
from cuentas.interfaz.formatos import fecha_con_dia
from cuentas.models import POR_RESUMIR, Aviso, Usuario
from cuentas.parada import hasta_parar, pedida
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO, dia_de
from cuentas.temas import RESUMEN, Entrega
from cuentas.tiempo.calendario import Calendario, calendario_de, fin_del_dia
from flujos.bandeja.bandeja import TOPE_DE_CONTEO, pendientes_de
from flujos.models import Pendiente

RENGLONES = 20
DE_TAREAS = ("por_vencer", "por_revisar")  # avisan de una tarea que el resumen también nombra
UN_DIA = timedelta(days=1)
Seccion = dict[str, Any]


def resumir(en: datetime) -> int:
    """Deja el resumen del día a quien tenga algo, una vez; cuántos dejó. Antes de la hora o en día inhábil, ninguno.

    Si nadie lo hizo a su hora, se hace en cuanto se puede, ese mismo día.
    """
    dia, calendario = dia_de(en), calendario_de()
    if en < _hora(dia) or calendario.motivo(dia) or Evento.objects.filter(clave=_clave(dia)).exists():
        return 0
    desde = _hora(_habil_anterior(dia, calendario))
    dejados = sum(_resumir_a(persona, dia, desde, en) for persona in hasta_parar(_personas(dia)))
    if not pedida():
        _terminar(dia, en)
    return dejados


def _hora(dia: date) -> datetime:
    return datetime.combine(dia, time(parametro("horario.resumen")), tzinfo=HERMOSILLO)


def _clave(dia: date) -> str:
    return f"resumen:{dia}"


def _habil_anterior(dia: date, calendario: Calendario) -> date:
    """El hábil anterior; si en un mes no hubo ninguno, hace un mes."""
    anteriores = (dia - UN_DIA * n for n in range(1, 31))
    return next((otro for otro in anteriores if not calendario.motivo(otro)), dia - UN_DIA * 30)


def _personas(dia: date) -> list[Usuario]:
    """A quien puede tocarle: las de un papel vigente y aquellas con avisos que esperan el resumen."""
    con_papel = Usuario.objects.nombradas(dia).values("pk")
    con_avisos = Aviso.objects.filter(POR_RESUMIR).values("persona")
    return list(Usuario.objects.filter(Q(pk__in=con_papel) | Q(pk__in=con_avisos), is_active=True).order_by("pk"))


@transaction.atomic
def _resumir_a(persona: Usuario, dia: date, desde: datetime, en: datetime) -> bool:
    """Deja su resumen, si hay algo que decir y nadie lo dejó ya; liga a él los avisos que lleva."""
    clave = f"{_clave(dia)}:{persona.pk}"
    if entrega_de(persona, RESUMEN) == Entrega.NINGUNA or Aviso.objects.filter(clave=clave).exists():
        return False
    llevados = list(Aviso.objects.filter(POR_RESUMIR, persona=persona, creado_en__lte=en).order_by("-creado_en", "-pk"))
    tareas = list(_de_tareas(persona, dia, desde))
    secciones = [seccion for seccion in (*tareas, _de_avisos(llevados, tareas)) if seccion["filas"]]
    if not secciones:
        return False
    resumen = avisar(
        persona, asunto=f"Resumen del {fecha_con_dia(dia)}", texto="", url=reverse("flujos:trabajo"), tema=RESUMEN,
        clave=clave, en=en,
    )
    # Si otro trabajador lo dejó mientras tanto, ya trae sus renglones: éste no le agrega nada.
    nuevo = Aviso.objects.filter(pk=resumen.pk, secciones=[]).update(secciones=secciones)
    Aviso.objects.filter(pk__in=[aviso.pk for aviso in llevados if nuevo]).update(resumen=resumen)
    return bool(nuevo)


def _de_tareas(persona: Usuario, dia: date, desde: datetime) -> Iterator[Seccion]:
    """Lo que vence hoy o ya venció —suyo o sin nadie; para quien reparte, todo— y lo que llegó sin asignar."""
    suyas = pendientes_de(persona)
    atiende = Q() if puede(persona, "revision.turnar") else Q(encargada=persona) | Q(encargada=None)
    yield _seccion("Vence hoy o ya venció", suyas.filter(atiende, vence_en__lte=fin_del_dia(dia)), "venció el", dia)
    nuevas = suyas.filter(encargada=None, vence_en__gt=fin_del_dia(dia), tarea__created__gte=desde)
    yield _seccion("Nuevo sin asignar", nuevas, "vence el", dia)


def _seccion(titulo: str, pendientes: QuerySet[Pendiente], dice: str, dia: date) -> Seccion:
    filas = list(pendientes.select_related("solicitud").order_by("vence_en", "pk")[:RENGLONES])
    mas = pendientes[:TOPE_DE_CONTEO].count() - len(filas) if len(filas) == RENGLONES else 0
    return {"titulo": titulo, "filas": [_fila(p, dice, dia) for p in filas], "mas": mas}


def _fila(pendiente: Pendiente, dice: str, dia: date) -> dict[str, str]:
    vence = dia_de(pendiente.vence_en)
    cuando = "vence hoy" if vence == dia else f"{dice} {fecha_con_dia(vence)}"
    texto = f"{pendiente.solicitud.folio}: {ETAPAS[pendiente.etapa].rotulo.lower()}, {cuando}"
    return {"texto": texto, "url": reverse("flujos:expediente", args=[pendiente.solicitud_id])}


def _de_avisos(llevados: list[Aviso], tareas: list[Seccion]) -> Seccion:
    """Lo que cambió, menos lo que ya dicen los renglones de las tareas."""
    dichas = {fila["url"] for seccion in tareas for fila in seccion["filas"]}
    nuevos = [aviso for aviso in llevados if aviso.tema not in DE_TAREAS or aviso.url not in dichas]
    filas = [{"texto": aviso.asunto, "url": aviso.url} for aviso in nuevos[:RENGLONES]]
    return {"titulo": "Avisos nuevos", "filas": filas, "mas": max(len(nuevos) - RENGLONES, 0)}


def _terminar(dia: date, en: datetime) -> None:
    """Deja dicho que ya se armó el de todas; si otro trabajador lo dijo primero, basta."""
    try:
        with transaction.atomic():
            dejados = Aviso.objects.filter(clave__startswith=f"{_clave(dia)}:").count()
            anotar("resumen.terminado", _clave(dia), por=None, en=en, clave=_clave(dia), datos={"correos": dejados})
    except IntegrityError:
        return
