"""El catálogo de fundamentos: capturarlos, confirmarlos y cómo se congelan en un documento."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cuentas.interfaz.formatos import fecha
from cuentas.models import Usuario
from dictamenes.congelado import FundamentoCitado
from dictamenes.models import Fundamento
from dictamenes.textos import publicacion as de_dos_personas

CAMPOS = ("clase", "ordenamiento", "articulos", "ambito", "medio", "tomo", "ejemplar", "seccion", "fecha", "tipos",
          "vigente_desde", "vigente_hasta")


def redactar(
    clave: str, datos: Mapping[str, Any], *, por: Usuario | None, en: datetime, envio: str | None = None,
    leida: str | None = None,
) -> Fundamento:
    """Captura un fundamento, o la versión siguiente del que ya lleva esa clave. Lanza lo que `publicacion.redactar`."""
    contenido = {campo: datos[campo] for campo in CAMPOS if campo in datos}
    return de_dos_personas.redactar(Fundamento, {"clave": clave}, contenido, que="fundamento", por=por, en=en,
                                    envio=envio, leida=leida)


def publicar(version: Fundamento, *, por: Usuario | None, en: datetime, leida: str | None = None) -> Fundamento:
    """Lo confirma otra persona: desde entonces puede citarse. Lanza lo que `publicacion.publicar`."""
    return de_dos_personas.publicar(version, que="fundamento", objeto=version, por=por, en=en, leida=leida)


def como_datos(fundamento: Fundamento) -> FundamentoCitado:
    """Como se congela y se imprime."""
    return {
        "ordenamiento": fundamento.ordenamiento, "articulos": fundamento.articulos,
        "publicacion": publicacion(fundamento), "ambito": fundamento.ambito,
    }


def publicacion(fundamento: Fundamento) -> str:
    """Dónde se publicó: «Boletín Oficial, tomo CCXV, número 12, sección I, 9 de febrero de 2026»."""
    partes = (("", fundamento.medio), ("tomo ", fundamento.tomo), ("número ", fundamento.ejemplar),
              ("sección ", fundamento.seccion),
              ("", fecha(fundamento.fecha) if fundamento.fecha else ""))
    return ", ".join(f"{rotulo}{valor}" for rotulo, valor in partes if valor)
