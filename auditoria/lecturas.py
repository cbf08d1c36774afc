"""Quién leyó qué: las lecturas que la bitácora guarda, por expediente y por persona."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from auditoria.alcance import eventos_para, expediente_de, expedientes_para
from auditoria.consulta import de_personas
from bitacora.models import Evento, clave_de
from cuentas.interfaz.filtros import PorLlave
from cuentas.models import Usuario
from dictamenes.models import Solicitud

LECTURAS = {
    "anexo.leido": "Abrió un anexo",
    "bitacora.exportada": "Exportó la bitácora",
    "bitacora.leida": "Leyó la bitácora",
    "bitacora.verificada": "Verificó la cadena",
    "dictamen.visto": "Leyó completo el documento por firmar",
    "documento.leido": "Abrió un documento",
    "expediente.leido": "Leyó el expediente",
    "expedientes.buscados": "Buscó expedientes",
    "expedientes.exportados": "Exportó la lista de expedientes",
    "lecturas.leidas": "Leyó quién leyó",
    "muestra.tomada": "Tomó una muestra",
    "versiones.comparadas": "Comparó versiones",
}


@dataclass(frozen=True)
class Filtros(PorLlave):
    """De qué expediente y de qué persona."""

    folio: str = ""
    persona: str = ""


def buscar(usuario: Usuario, pedido: Filtros) -> tuple[Solicitud | None, QuerySet[Evento]]:
    """El expediente pedido y sus lecturas, o todas. Un folio que no se alcanza no existe: no hay lecturas suyas."""
    if not pedido.folio:
        return None, lecturas(usuario, texto=pedido.persona)
    expediente = expedientes_para(usuario).filter(folio=pedido.folio.upper()).first()
    if expediente is None:
        return None, Evento.objects.none()
    return expediente, lecturas(usuario, expediente, pedido.persona)


def lecturas(usuario: Usuario, expediente: Solicitud | None = None, texto: str = "") -> QuerySet[Evento]:
    """Las lecturas que la persona alcanza; si se dice, las de un expediente o las de unas personas."""
    eventos = eventos_para(usuario).filter(accion__in=LECTURAS)
    if expediente is not None:
        eventos = eventos.filter(objeto=clave_de(expediente))
    return de_personas(eventos, texto) if texto else eventos


def por_persona(lecturas: QuerySet[Evento]) -> list[dict[str, Any]]:
    """De las lecturas de un expediente: cada persona, cuántas hizo y cuándo fue la última."""
    agrupadas = lecturas.order_by().values("por__nombre").annotate(veces=Count("n"), ultima=Max("en"))
    return [{"persona": fila["por__nombre"] or "el sistema", "veces": fila["veces"], "ultima": fila["ultima"]}
            for fila in agrupadas.order_by("-veces", "por__nombre")]


def renglones(eventos: list[Evento]) -> list[dict[str, Any]]:
    """Cada lectura en palabras, con el expediente de que se trata si lo hay."""
    claves = {evento.n: expediente_de(evento) for evento in eventos}
    folios = dict(Solicitud.objects.filter(pk__in=filter(None, claves.values())).values_list("pk", "folio"))
    return [{"evento": e, "que": LECTURAS[e.accion], "pk": pk, "folio": folios.get(pk, "") if pk else ""}
            for e in eventos for pk in (claves[e.n],)]
