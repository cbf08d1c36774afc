"""La bandeja: qué espera a una persona, por vencimiento, con consultas fijas que la historia no encarece."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from cuentas.acceso.acceso import permisos_de_bandeja, puede
from cuentas.interfaz.filtros import PorLlave, entero, es_entero, momento, que, uno_de
from cuentas.interfaz.paginas import Llave, Tramo
from cuentas.models import Area, Ente, Usuario
from cuentas.preparada import Preparada, hueco
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import calendarios_de, fin_del_dia, habiles_entre
from dictamenes.models import InteresDeclarado, Participacion, Pertenencia, Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.reglas.folios import SOLICITUD, folio, sin_prefijo
from dictamenes.tramite import ATIENDE
from flujos.models import Pendiente
from flujos.recorrido.etapas import DEL_ENTE, ETAPAS
from flujos.recorrido.pendientes import cola_de

POR_PAGINA = 25
TOPE_DE_CONTEO = 1000
ANIOS_SIN_DECIR = 10
POCOS = 300  # asuntos que caben en una lista de llaves
POR_VENCER = Llave({"vence_en": momento, "pk": entero})
NADIE = "nadie"  # en el filtro de persona: lo que está sin asignar
VISTAS = {
    "todas": "Todas", "mias": "Mías", "sin-asignar": "Sin asignar", "hoy": "Vencen hoy", "vencidas": "Vencidas",
    "devueltas": "Devueltas", "equipo": "Mi equipo",
}
RENGLON = (
    "etapa", "cola", "vence_en", "devuelta_en", "area__nombre", "encargada__nombre", "solicitud__proyecto",
    "solicitud__folio", "solicitud__fecha_limite", "solicitud__ente__siglas", "solicitud__ente__es_propio",
    "solicitud__pertenencia__agrupacion",
)
FOLIO = re.compile(r"^(?:SGD-SDTE-(?P<anio>\d{4})-)?0*(?P<numero>\d{1,5})$", re.IGNORECASE)


@dataclass(frozen=True)
class Renglon:
    """Una tarea como se lee en la bandeja; `dias` son hábiles y negativos si ya venció; `puede` es tomar o soltar."""

    tarea: int
    solicitud: Solicitud
    etapa: str
    etapa_nombre: str
    area: Any
    encargada: Usuario | None
    es_mia: bool
    vence_en: datetime
    dias: int
    devuelta: bool
    puede: str
    marcable: bool
    grupo: int | None


@dataclass(frozen=True)
class Filtros(PorLlave):
    """Lo que se pidió ver de la bandeja."""

    vista: str = uno_de(VISTAS, "todas")
    etapa: str = uno_de(ETAPAS)
    tipo: str = uno_de(Tipo.values)
    ente: str = ""
    area: str = ""
    urgente: str = uno_de(("si",))
    persona: str = que(lambda valor: valor == NADIE or es_entero(valor))
    grupo: str = que(es_entero)
    q: str = ""

    @property
    def son_de_todo(self) -> bool:
        """Si, aparte de la vista, no se filtra nada."""
        return self.filtran.keys() <= {"vista"}

    def direccion(self, **cambios: str) -> str:
        """La de la bandeja con esos filtros; sin cambios, la misma página."""
        return reverse("flujos:bandeja") + super().direccion(**cambios)


class _Cuantas(Subquery):
    """Cuenta los renglones de una consulta, que puede llevar tope."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) contadas)"
    output_field = IntegerField()
    empty_result_set_value = 0  # quien no tiene colas no tiene nada que contar


def pendientes_de(usuario: Usuario) -> QuerySet[Pendiente]:
    """Lo que espera en las colas de sus papeles de hoy. Coordinación ve todas, para repartirlas."""
    if puede(usuario, "revision.turnar"):
        return Pendiente.objects.all()
    return Pendiente.objects.filter(cola__in=colas_de(usuario))


def colas_de(usuario: Usuario) -> set[str]:
    """Las colas que le dan sus papeles de hoy."""
    return {cola_de(*par) for par in permisos_de_bandeja(usuario)}


def atendibles(usuario: Usuario) -> QuerySet[Pendiente]:
    """Lo que nadie tiene en sus colas y sí puede atender: sin impedimento ni otra función suya en el asunto."""
    suya = Participacion.objects.filter(solicitud=OuterRef("solicitud"), persona=usuario)
    con_otra = Q()
    for etapa, regla in ATIENDE.items():
        con_otra |= Q(Exists(suya.exclude(funcion=regla.funcion)), etapa=etapa)
    interes = InteresDeclarado.objects.filter(solicitud=OuterRef("solicitud"), persona=usuario)
    libres = Pendiente.objects.filter(cola__in=colas_de(usuario), encargada=None, etapa__in=ATIENDE)
    libres = libres.exclude(con_otra).exclude(Exists(interes))
    if usuario.adscripcion_id:
        libres = libres.exclude(solicitud__area_requirente=usuario.adscripcion_id)
    return libres.order_by("vence_en", "pk")


def pantalla_de(pendiente: Pendiente) -> str:
    """La dirección donde se atiende esa tarea."""
    mas = [pendiente.area.clave] if pendiente.area else []
    return reverse(f"flujos:{ETAPAS[pendiente.etapa].pantalla}", args=[pendiente.solicitud_id, *mas])


def filtrar(pendientes: QuerySet[Pendiente], filtros: Filtros, usuario: Usuario, en: datetime) -> QuerySet[Pendiente]:
    """Aplica vista, filtros y texto (sin acentos). El de persona, sólo a quien coordina."""
    pendientes = pendientes.filter(_de_vista(filtros.vista, usuario, en, fin_del_dia(dia_de(en))))
    pedidos = {"etapa": filtros.etapa, "tipo": filtros.tipo, "es_urgente": bool(filtros.urgente)}
    pendientes = pendientes.filter(**{campo: valor for campo, valor in pedidos.items() if valor})
    if filtros.ente:
        pendientes = pendientes.filter(ente=_numero(Ente.objects.filter(siglas=filtros.ente)))
    if filtros.area:
        pendientes = pendientes.filter(area=_numero(Area.objects.filter(clave=filtros.area)))
    if filtros.persona and puede(usuario, "revision.turnar"):
        pendientes = pendientes.filter(encargada=None if filtros.persona == NADIE else int(filtros.persona))
    if filtros.grupo:  # lo que espera al ente no se dice de qué grupo es
        del_grupo = Pertenencia.objects.filter(agrupacion=int(filtros.grupo)).values("solicitud")
        pendientes = pendientes.filter(solicitud__in=del_grupo).exclude(etapa__in=DEL_ENTE)
    return pendientes.filter(_que_dicen(filtros.q)) if filtros.q else pendientes


def _que_dicen(texto: str) -> Q:
    """Las de los asuntos abiertos que dicen eso, que tienen su índice: lo concluido no espera a nadie.

    Si lo dicen pocos, van en una lista; si muchos, se le pregunta a cada tarea en su orden: la página se llena pronto.
    """
    abiertas = Solicitud.objects.filter(concluida_en=None).que_dicen(texto).order_by()
    hallados = list(abiertas.values_list("pk", flat=True)[: POCOS + 1])
    muchos = len(hallados) > POCOS
    return Q(Exists(abiertas.filter(pk=OuterRef("solicitud")))) if muchos else Q(solicitud__in=hallados)


def conteos(usuario: Usuario, en: datetime) -> dict[str, int]:
    """Cuántas esperan en cada vista, hasta `TOPE_DE_CONTEO`, en una sola consulta que no crece con lo abierto."""
    colas = None if puede(usuario, "revision.turnar") else sorted(colas_de(usuario))
    preparada = _conteos(None if colas is None else len(colas), TOPE_DE_CONTEO)
    cual = {f"cola_{n}": cola for n, cola in enumerate(colas or ())}
    fila = preparada(persona=usuario.pk, en=en, fin_de_hoy=fin_del_dia(dia_de(en)), **cual)[0]
    return dict(zip(VISTAS, fila, strict=True))


@cache
def _conteos(colas: int | None, tope: int) -> Preparada:
    """Los de quien atiende ese número de colas; None, de quien las ve todas."""
    cuales = [hueco(f"cola_{n}", CharField()) for n in range(colas or 0)]
    suyas = Pendiente.objects.all() if colas is None else Pendiente.objects.filter(cola__in=cuales)
    persona, en, fin_de_hoy = hueco("persona"), hueco("en", DateTimeField()), hueco("fin_de_hoy", DateTimeField())
    return Preparada(lambda: Usuario.objects.filter(pk=persona).values_list(*(
        _Cuantas(suyas.filter(_de_vista(vista, persona, en, fin_de_hoy)).values("pk")[:tope])
        for vista in VISTAS
    )))  # fmt: skip


def pagina(
    pendientes: QuerySet[Pendiente], filtros: PorLlave, usuario: Usuario, en: datetime, por_pagina: int = POR_PAGINA,
    *, por_texto: bool = False,
) -> Tramo[Renglon]:
    """Una página, por vencimiento y número de tarea.

    Si se busca un texto, primero cuáles y luego sus datos: unir cada hallado con lo suyo cuesta más que hallarlo.
    """
    leidos = pendientes.only("vence_en") if por_texto else _con_lo_suyo(pendientes)
    tramo = POR_VENCER.tramo(leidos, por_pagina, despues=filtros.despues, antes=filtros.antes)
    filas = tramo.filas
    if por_texto and filas:
        enteros = _con_lo_suyo(Pendiente.objects.filter(pk__in=[p.pk for p in filas]))
        filas = list(enteros.order_by(*POR_VENCER.columnas))
    return tramo.con(_renglones(filas, usuario, en))


def por_folio(usuario: Usuario, texto: str, en: datetime) -> Solicitud | None:
    """El expediente de un folio tal como se teclea: completo («SGD-SDTE-2026-421») o sólo el número («421»).

    Sin año, el más reciente de los últimos diez.
    """
    hallado = FOLIO.match(sin_prefijo(texto.strip()))
    if hallado is None:
        return None
    anios = [hallado["anio"]] if hallado["anio"] else range(en.year, en.year - ANIOS_SIN_DECIR, -1)
    posibles = [folio(SOLICITUD, int(anio), int(hallado["numero"])) for anio in anios]
    return Solicitud.objects.visibles_para(usuario).filter(folio__in=posibles).order_by("-folio").first()


def dias_habiles(vence_en: datetime, en: datetime, calendario: Any) -> int:
    """Días hábiles que faltan (0, vence hoy; negativo, los que lleva vencido y por lo menos uno)."""
    hoy, vence = dia_de(en), dia_de(vence_en)
    dias = habiles_entre(hoy, vence, calendario)
    return min(dias, -1) if vence < hoy else dias


def _de_vista(vista: str, persona: Any, en: Any, fin_de_hoy: Any) -> Q:
    de_otra = Q(encargada__isnull=False) & ~Q(encargada=persona)
    return {
        "todas": Q(), "mias": Q(encargada=persona), "sin-asignar": Q(encargada=None), "vencidas": Q(vence_en__lt=en),
        "hoy": Q(vence_en__gte=en, vence_en__lte=fin_de_hoy), "devueltas": Q(devuelta_en__isnull=False),
        "equipo": de_otra,
    }[vista]


def _con_lo_suyo(pendientes: QuerySet[Pendiente]) -> QuerySet[Pendiente]:
    relaciones = ("solicitud__ente", "solicitud__pertenencia", "area", "encargada")
    return pendientes.select_related(*relaciones).only(*RENGLON)


def _numero(cual: QuerySet[Any]) -> Subquery:
    return Subquery(cual.order_by().values("pk")[:1])


def _puede(pendiente: Pendiente, usuario: Usuario, colas: set[str]) -> str:
    if pendiente.etapa not in ATIENDE:
        return ""
    if pendiente.encargada_id is None:
        return "tomar" if pendiente.cola in colas else ""
    return "soltar" if pendiente.encargada_id == usuario.pk else ""


def _grupo(pendiente: Pendiente) -> int | None:
    pertenencia = getattr(pendiente.solicitud, "pertenencia", None)
    return pertenencia.agrupacion_id if pertenencia and pendiente.etapa not in DEL_ENTE else None


def _soltable(pendiente: Pendiente) -> bool:
    return pendiente.etapa in ATIENDE and pendiente.encargada_id is not None


def _renglones(pendientes: list[Pendiente], usuario: Usuario, en: datetime) -> list[Renglon]:
    colas, turna = colas_de(usuario), puede(usuario, "revision.turnar")
    calendarios = calendarios_de(p.solicitud.ente_id for p in pendientes)
    return [
        Renglon(
            tarea=p.pk, puede=(que := _puede(p, usuario, colas)),
            marcable=bool(que) or (turna and (p.etapa == "revision" or _soltable(p))),
            solicitud=p.solicitud, etapa=p.etapa, etapa_nombre=ETAPAS[p.etapa].palabras.rotulo, area=p.area,
            encargada=p.encargada, es_mia=p.encargada_id == usuario.pk, vence_en=p.vence_en,
            dias=dias_habiles(p.vence_en, en, calendarios[p.solicitud.ente_id]),
            devuelta=p.devuelta_en is not None, grupo=_grupo(p),
        )
        for p in pendientes
    ]
