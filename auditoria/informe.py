"""La bitácora de esta instalación, comprobada como la comprueba quien audita: cadena, anclas, sellos y testigos."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from archivos.excepciones import AlmacenNoDisponible
from auditoria.anclas import comprobar, fuera
from auditoria.testigos import carpeta, estado
from verificador.testigos.informe import BITACORA, Informe, Visto
from verificador.testigos.notas import NotaIlegible
from verificador.testigos.politica import Politica, PoliticaIlegible


def informar(en: datetime, *, desde: int | None = None, todos_los_sellos: bool = False) -> Informe:
    """Lo que contestan la pantalla, `verificar_bitacora` e `invariantes`. Los argumentos, los de `comprobar.verificar`.

    La política y el checkpoint son los de esta instalación: quien audita usa los suyos.
    """
    jueza, visto = comprobar.jueza(en, todos=todos_los_sellos), _visto(en)
    return Informe(BITACORA, comprobar.verificar(en, desde=desde, juez=jueza, visto=visto.comprometido), jueza, visto)


def _visto(en: datetime) -> Visto:
    """Lo publicado, con la política de la instalación; lo que no se puede leer es no tener quórum, nunca un alto."""
    try:
        politica = estado.politica()
    except PoliticaIlegible:
        return Visto(Politica(quorum="ilegible"), None, en)
    with suppress(NotaIlegible, AlmacenNoDisponible):
        nota = carpeta.publicado()
        return Visto(politica, nota if nota and estado.es_de(nota, fuera.origen_vigente()) else None, en)
    return Visto(politica, None, en)
