"""Los casos de este proceso, al día. Para un corte pasado no se relee: cada hecho trae su fecha y se recorta."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from sys import intern
from typing import Any

from django.db.models import Q

from cuentas.reloj import HERMOSILLO, dia_de
from indicadores.cifra import registro
from indicadores.cifra.conteo import RECIBIDA, Hecho
from indicadores.cifra.recorrido import ACCIONES, Caso, Recorrido, caso_de
from indicadores.cifra.seguimiento import NADA, POR_TANDA, Eslabon, Memoria, lo_que_sigue
from indicadores.models import RegistroHistorico

RELEVANTES = Q(accion__in=[*{*ACCIONES, *registro.ACCIONES}], objeto__startswith="solicitud:") | Q(
    accion=registro.IMPORTADO
)
FOTOS = 4


@dataclass(frozen=True, eq=False)
class Foto:
    """Los casos a un corte. Mientras no se agregue un hecho es el mismo objeto: sirve de llave a lo que se calcule."""

    corte: date
    casos: tuple[Caso, ...]


@dataclass
class _Casos:
    """Lo leído hasta el último evento visto."""

    visto: Eslabon = NADA
    ultimo_dia: date = date.min
    recorridos: dict[str, Recorrido] = field(default_factory=dict)
    casos: dict[str, Caso] = field(default_factory=dict)
    fotos: dict[date, Foto] = field(default_factory=dict)

    def seguir(self) -> None:
        tocados: dict[str, None] = {}  # en su orden: los casos salen siempre igual
        hay_historicos = False
        columnas = ("objeto", "accion", "en", "datos_evento__datos")
        for n, eslabon, objeto, accion, en, datos in lo_que_sigue(self.visto, RELEVANTES, *columnas):
            if accion == registro.IMPORTADO:
                hay_historicos = True
            else:
                self._seguir(objeto, accion, en, datos or {})
                tocados[objeto] = None
            self.visto, self.ultimo_dia = Eslabon(n, eslabon), max(self.ultimo_dia, dia_de(en))
        if hay_historicos:
            tocados |= self._leer_historicos()
        if tocados or hay_historicos:
            self.fotos.clear()
        for clave in tocados:
            self._recontar(clave)

    def al(self, corte: date) -> Foto:
        """La del corte; se guardan unas cuantas, y valen mientras no se lea nada más."""
        if corte not in self.fotos:
            if len(self.fotos) == FOTOS:
                del self.fotos[next(iter(self.fotos))]
            self.fotos[corte] = Foto(corte, tuple(self._casos_al(corte)))
        return self.fotos[corte]

    def _casos_al(self, corte: date) -> Iterable[Caso]:
        if corte >= self.ultimo_dia:
            return self.casos.values()
        recortados = ((clave, recorrido.al(corte)) for clave, recorrido in self.recorridos.items())
        return (caso for par in recortados if (caso := caso_de(*par)))

    def _seguir(self, objeto: str, accion: str, en: datetime, datos: dict[str, Any]) -> None:
        recorrido = self.recorridos.setdefault(objeto, Recorrido())
        recorrido.seguir(accion, en, datos)
        if clase := registro.ACCIONES.get(accion):
            hecho = Hecho(objeto, clase, dia_de(en), datos.get("ente") or "", intern(datos.get("tipo") or ""))
            recorrido.hechos.append(hecho)

    def _leer_historicos(self) -> dict[str, None]:
        """Los importados, todos de nuevo y como los cuenta el indicador: entran por lotes y de tarde en tarde."""
        for clave in [clave for clave in self.recorridos if clave.startswith(registro.HISTORICO)]:
            del self.recorridos[clave]
            self.casos.pop(clave, None)
        con_importe = RegistroHistorico.objects.con_total().values_list("folio", "importe")
        importes = {f"{registro.HISTORICO}{folio}": importe for folio, importe in con_importe.iterator(POR_TANDA)}
        leidos: dict[str, None] = {}
        for hecho in registro.importados_al(registro.sabido_hasta()):
            recorrido = self.recorridos.setdefault(hecho.asunto, Recorrido())
            recorrido.hechos.append(hecho)
            if hecho.clase == RECIBIDA and hecho.asunto in importes:
                inicio = datetime.combine(hecho.dia, time.min, tzinfo=HERMOSILLO)
                recorrido.importes.append((inicio, importes[hecho.asunto]))
            leidos[hecho.asunto] = None
        return leidos

    def _recontar(self, clave: str) -> None:
        if caso := caso_de(clave, self.recorridos[clave]):
            self.casos[clave] = caso
        else:
            self.casos.pop(clave, None)


_memoria = Memoria(_Casos)


def casos_al(corte: date) -> Foto:
    """Los casos recibidos y no cancelados hasta el final de ese día en Hermosillo, con su recorrido.

    Son los mismos de `registro.asuntos_al`, con el mismo plegado. Una consulta, que sólo trae lo que se agregó.
    """
    with _memoria.al_dia() as leidos:
        return leidos.al(corte)
