"""Los casos, leídos de la bitácora una vez por proceso y puestos al día con lo que se agregó desde la última lectura.

La cadena sólo crece: el número y el eslabón del último evento leído dicen si lo guardado sigue siendo su principio.
Si no lo es (otra base, una prueba), se lee todo de nuevo. Para un corte pasado no se relee: cada hecho trae su fecha
y se recorta lo guardado.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from sys import intern
from threading import Lock
from typing import Any

from django.db.models import Q

from bitacora.models import Evento
from cuentas.reloj import HERMOSILLO, dia_de
from indicadores import registro
from indicadores.conteo import RECIBIDA, Hecho
from indicadores.models import RegistroHistorico
from indicadores.recorrido import ACCIONES, Caso, Recorrido, caso_de

HISTORICO = "historico:"
RELEVANTES = Q(accion__in=[*{*ACCIONES, *registro.ACCIONES}], objeto__startswith="solicitud:") | Q(
    accion=registro.IMPORTADO
)
POR_TANDA = 5000


@dataclass(frozen=True, eq=False)
class Foto:
    """Los casos a un corte. Mientras no se agregue un hecho es el mismo objeto: sirve de llave a lo que se calcule."""

    corte: date
    casos: tuple[Caso, ...]


@dataclass
class _Memoria:
    """Lo leído hasta el evento `n` de la cadena."""

    n: int = 0
    eslabon: str = ""
    ultimo_dia: date = date.min
    recorridos: dict[str, Recorrido] = field(default_factory=dict)
    casos: dict[str, Caso] = field(default_factory=dict)

    def ponerse_al_dia(self) -> bool:
        """Lee lo que se agregó desde el evento `n`; False si lo guardado no es el principio de esta cadena."""
        tocados: dict[str, None] = {}  # en su orden: los casos salen siempre igual
        hay_historicos = False
        nuevos = _eventos(self.n)
        if self.n and next(nuevos, (0, ""))[:2] != (self.n, self.eslabon):
            return False
        for n, eslabon, objeto, accion, en, datos in nuevos:
            if accion == registro.IMPORTADO:
                hay_historicos = True
            else:
                self._seguir(objeto, accion, en, datos or {})
                tocados[objeto] = None
            self.n, self.eslabon, self.ultimo_dia = n, eslabon, max(self.ultimo_dia, dia_de(en))
        if hay_historicos:
            tocados |= self._leer_historicos()
        for clave in tocados:
            self._recontar(clave)
        return True

    def _seguir(self, objeto: str, accion: str, en: datetime, datos: dict[str, Any]) -> None:
        recorrido = self.recorridos.setdefault(objeto, Recorrido())
        recorrido.seguir(accion, en, datos)
        if clase := registro.ACCIONES.get(accion):
            hecho = Hecho(objeto, clase, dia_de(en), datos.get("ente") or "", intern(datos.get("tipo") or ""))
            recorrido.hechos.append(hecho)

    def _leer_historicos(self) -> dict[str, None]:
        """Los importados, todos de nuevo y como los cuenta el indicador: entran por lotes y de tarde en tarde."""
        for clave in [clave for clave in self.recorridos if clave.startswith(HISTORICO)]:
            del self.recorridos[clave]
            self.casos.pop(clave, None)
        con_importe = RegistroHistorico.objects.exclude(importe=None).values_list("folio", "importe")
        importes = {f"{HISTORICO}{folio}": importe for folio, importe in con_importe.iterator(POR_TANDA)}
        leidos: dict[str, None] = {}
        for hecho in registro.hechos_al(registro.sabido_hasta()):
            if hecho.asunto.startswith(HISTORICO):
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


_memoria = _Memoria()
_candado = Lock()


def casos_al(corte: date) -> Foto:
    """Los casos recibidos y no cancelados hasta el final de ese día en Hermosillo, con su recorrido.

    Son los mismos de `registro.asuntos_al`, con el mismo plegado. Una consulta, que sólo trae lo que se agregó.
    """
    global _memoria
    with _candado:
        if not _memoria.ponerse_al_dia():
            _memoria = _Memoria()
            _memoria.ponerse_al_dia()
        return _al_corte(corte, _memoria.eslabon)


@lru_cache(maxsize=4)
def _al_corte(corte: date, cabeza: str) -> Foto:
    """Sólo se llama con la memoria al día y bajo su candado."""
    if corte >= _memoria.ultimo_dia:
        return Foto(corte, tuple(_memoria.casos.values()))
    recortados = ((clave, recorrido.al(corte)) for clave, recorrido in _memoria.recorridos.items())
    return Foto(corte, tuple(caso for par in recortados if (caso := caso_de(*par))))


def _eventos(n: int) -> Iterator[tuple[Any, ...]]:
    """Los que cuentan después del evento `n`, y primero ése, para saber si sigue siendo el mismo."""
    columnas = ("n", "eslabon", "objeto", "accion", "en", "datos_evento__datos")
    nuevos = Evento.objects.filter(Q(n=n) | RELEVANTES, n__gte=n).order_by("n")
    return nuevos.values_list(*columnas).iterator(chunk_size=POR_TANDA)
