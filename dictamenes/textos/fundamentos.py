"""El catálogo de fundamentos como lo usa el dictamen: cuáles se proponen y cómo se congelan."""

from __future__ import annotations

from datetime import date

from cuentas.interfaz.formatos import fecha
from dictamenes.congelado import FundamentoCitado
from dictamenes.models.bloques import Fundamento, FundamentoQuerySet


def generales(fecha: date) -> FundamentoQuerySet:
    """Los que se proponen en todo dictamen: vigentes ese día y marcados así."""
    return Fundamento.objects.vigentes(fecha).filter(es_general=True)


def como_datos(fundamento: Fundamento) -> FundamentoCitado:
    """Como se congela y se imprime."""
    return {
        "ordenamiento": fundamento.ordenamiento, "articulos": fundamento.articulos,
        "publicacion": publicacion(fundamento), "ambito": fundamento.ambito,
    }


def publicacion(fundamento: Fundamento) -> str:
    """Dónde se publicó: «Boletín Oficial, tomo CCXV, número 12, sección I, 9 de febrero de 2026»."""
    partes = (("", fundamento.medio), ("tomo ", fundamento.tomo), ("número ", fundamento.numero),
              ("sección ", fundamento.seccion),
              ("", fecha(fundamento.fecha) if fundamento.fecha else ""))
    return ", ".join(f"{rotulo}{valor}" for rotulo, valor in partes if valor)
