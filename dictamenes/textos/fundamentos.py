"""El catálogo de fundamentos como lo usa el dictamen: cuáles se proponen y cómo se congelan."""

from __future__ import annotations

from datetime import date

from cuentas.interfaz.formatos import fecha
from dictamenes.congelado import FundamentoCitado
from dictamenes.models.bloques import Fundamento


def que_convienen(tipo: str, fecha: date) -> list[Fundamento]:
    """Los vigentes ese día que pueden fundar un dictamen de ese tipo de solicitud."""
    return [fundamento for fundamento in Fundamento.objects.vigentes(fecha) if fundamento.conviene_a(tipo)]


def generales(tipo: str, fecha: date) -> list[Fundamento]:
    """De ellos, los que se proponen sin que nadie los elija."""
    return [fundamento for fundamento in que_convienen(tipo, fecha) if fundamento.es_general]


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
