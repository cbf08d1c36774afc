"""Los tableros con lista, el de dirección, el de un ente y el público: cada cifra lleva a los asuntos que la forman."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cuentas.models import Area, Usuario
from cuentas.reloj import dia_de
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.catalogos import Tipo
from indicadores.cifra.proyeccion import HISTORICO, PROPIO
from indicadores.cifra.registro import SIN_DATO, nombre_de_tipo, nombres_de_entes
from indicadores.models import RegistroHistorico
from indicadores.tableros import tablas
from indicadores.tableros.consulta import Consulta
from indicadores.tableros.listas import Renglon
from indicadores.tableros.tablero import cifras_de, entradas_y_salidas, rezago, series_por_mes

DE_PUBLICO = ("folio", "ente", "tipo", "recibida", "atendida", "resultado")
ENCABEZADO = (*DE_PUBLICO, "total_con_iva")
DE_REVISION = ("area", "pedida", "dada")
POR_TANDA = 500


@dataclass(frozen=True)
class Expediente:
    """Un renglón de la lista; `url`, sólo si quien mira puede abrirlo. `area`, en la de revisiones."""

    folio: str
    url: str
    ente: str
    tipo: str
    recibida: date
    atendida: date | None
    resultado: str
    total_con_iva: Decimal | None
    area: str = ""
    pedida: date | None = None
    dada: date | None = None


def tablas_de(lector: tablas.Lector, consulta: Consulta, *, de_ente: bool) -> list[tablas.Tabla]:
    """Las de dirección o las de un ente: al ente no se le dice lo de cada área ni las horas de quien revisa."""
    comunes = [
        tablas.de_tiempos(lector, consulta.tablero), tablas.de_etapas(lector), tablas.de_resultados(lector),
        tablas.de_reparto(lector, consulta.tablero, "tipo"), tablas.de_total(lector, con_horas=not de_ente),
    ]
    if de_ente:
        return comunes
    return [*comunes, tablas.de_materias(lector), tablas.de_reparto(lector, consulta.tablero, "ente")]


def cifras_con_lista(lector: tablas.Lector, consulta: Consulta) -> list[dict[str, Any]]:
    """Las tarjetas del año, cada una con su lista."""
    cuales = ("recibidas", "atendidas", "cohorte", "por_atender", "atendidas")
    cifras = [cifra | {"url": lector.enlace(lector.filtro.con(que=que))}
              for cifra, que in zip(cifras_de(consulta.tablero), cuales, strict=True)]
    if consulta.tablero.actual.rezago_inicial:
        cifras[0]["nota_url"] = lector.enlace(lector.filtro.con(que="de_antes"))
    return cifras


def graficas_con_lista(lector: tablas.Lector, consulta: Consulta) -> dict[str, list[dict[str, Any]]]:
    """Las series de las cuatro gráficas, con la lista de cada valor."""
    visto = consulta.tablero
    anios = sorted((visto.actual.anio, visto.anterior.anio))

    def con_lista(series: list[dict[str, Any]], grupos: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
        return [
            serie | {"urls": [lector.celda(valor, que=que, anio=anio, mes=mes).url
                              for mes, valor in enumerate(serie["valores"], start=1)]}
            for serie, (que, anio) in zip(series, grupos, strict=True)
        ]

    del_anio = [(que, visto.actual.anio) for que in ("recibidas", "atendidas")]
    return {
        "por_mes": con_lista(series_por_mes(visto), [("recibidas", anio) for anio in anios]),
        "entradas": con_lista(entradas_y_salidas(visto.actual), del_anio),
        "rezago": con_lista(rezago(visto), [("por_atender", anio) for anio in anios]),
        "por_etapa": tablas.grafica_de_etapas(lector, consulta.umbral),
    }


def nombres(consulta: Consulta) -> dict[str, Mapping[str, str]]:
    """Cómo se lee cada clave de un filtro."""
    return {
        "ente": {str(clave): nombre for clave, nombre in nombres_de_entes().items()}, "tipo": dict(Tipo.choices),
        "resultado": tablas.RESULTADOS, "tramo": tablas.nombres_de_tramos(consulta.jornada.limites),
        "area": dict(Area.objects.values_list("clave", "nombre")),
    }


def expedientes(
    renglones: Sequence[Renglon], dichos: Mapping[str, Mapping[str, str]], usuario: Usuario
) -> list[Expediente]:
    """Los renglones como se leen, con vínculo a lo que la persona alcanza: tres consultas, sean cuantos sean."""
    claves = {renglon.caso.clave for renglon in renglones}
    propios = _propios(claves)
    de_antes = {clave.removeprefix(HISTORICO) for clave in claves if clave.startswith(HISTORICO)}
    folios = {f"{PROPIO}{pk}": folio or ""
              for pk, folio in Solicitud.objects.filter(pk__in=propios).values_list("pk", "folio")}
    alcanza = Solicitud.objects.visibles_para(usuario).filter(pk__in=propios).values_list("pk", flat=True)
    registros = RegistroHistorico.objects.visibles_para(usuario).filter(folio__in=de_antes).values_list("folio", "pk")
    urls = {f"{PROPIO}{pk}": reverse("flujos:expediente", args=[pk]) for pk in alcanza} | {
        f"{HISTORICO}{folio}": reverse("indicadores:registro_historico", args=[pk]) for folio, pk in registros}
    return [_expediente(r, dichos, folios.get(r.caso.clave, ""), urls.get(r.caso.clave, "")) for r in renglones]


def publicados(renglones: Sequence[Renglon], dichos: Mapping[str, Mapping[str, str]]) -> list[Expediente]:
    """Como cualquiera los lee: el folio y la ficha del dictamen si se emitió; si no, su clave en los hechos."""
    propios = _propios(renglon.caso.clave for renglon in renglones)
    emitidos = Dictamen.objects.filter(solicitud__in=propios, emitido_en__isnull=False)
    fichas = {f"{PROPIO}{pk}": (folio or "", reverse("dictamenes:verificar_clave", args=[clave]))
              for pk, folio, clave in emitidos.values_list("solicitud", "folio", "clave")}
    return [_expediente(r, dichos, *fichas.get(r.caso.clave, (r.caso.clave, ""))) for r in renglones]


def como_filas(
    renglones: Sequence[Renglon], ver: Callable[[Sequence[Renglon]], list[Expediente]], columnas: Sequence[str]
) -> Iterator[list[object]]:
    """Todos los renglones para una hoja de cálculo, de a `POR_TANDA`."""
    for desde in range(0, len(renglones), POR_TANDA):
        for visto in ver(renglones[desde:desde + POR_TANDA]):
            yield [getattr(visto, columna) for columna in columnas]


def _propios(claves: Iterable[str]) -> set[int]:
    return {int(clave.removeprefix(PROPIO)) for clave in claves if clave.startswith(PROPIO)}


def _expediente(renglon: Renglon, dichos: Mapping[str, Mapping[str, str]], folio: str, url: str) -> Expediente:
    caso, opinion = renglon
    asunto = caso.asunto
    de_revision: dict[str, Any] = {
        "area": dichos["area"].get(opinion.area, opinion.area), "pedida": dia_de(opinion.pedida),
        "dada": dia_de(opinion.dada),
    } if opinion else {}
    return Expediente(
        folio=folio or caso.clave.partition(":")[2], url=url,
        ente=dichos["ente"].get(str(asunto.ente), str(asunto.ente) or SIN_DATO), tipo=nombre_de_tipo(asunto.tipo),
        recibida=asunto.recibida, atendida=asunto.atendida, total_con_iva=caso.historia.total,
        resultado=tablas.RESULTADOS.get(caso.resultado, "En trámite"),
        **de_revision,
    )
