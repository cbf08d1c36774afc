"""La historia de un asunto según la bitácora: por qué etapas pasó y cuándo, qué áreas opinaron y cómo terminó.

Sin base y sin reloj: crece evento por evento, y se guarda y se lee como JSON. Las etapas salen del estado al que cada
acto dice que pasó (`hacia`): un tramo empieza donde termina el anterior, así que la suma de los tramos es siempre el
tiempo completo.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from cuentas import etapas
from cuentas.reloj import HERMOSILLO, dia_de
from indicadores.cifra.conteo import CANCELADA, RECIBIDA, REPUESTA, Asunto, Hecho, plegar

ETAPAS = {e.estado: e.medida for e in sorted(etapas.ETAPAS.values(), key=lambda e: e.del_ente)}
DETENIDAS = {e.estado for e in etapas.ETAPAS.values() if e.del_ente}
"""Mientras el ente contesta, el reloj está detenido: esa etapa no entra en el tiempo neto."""
TOMA = {"tarea.tomada", "revision.turnada"}
SUELTA = "tarea.soltada"
PRESENTADA = "solicitud.presentada"
HECHOS = {
    PRESENTADA: RECIBIDA,
    "solicitud.cancelada": CANCELADA,
    "solicitud.acumulada": CANCELADA,  # la duplicada tampoco cuenta; las cifras dicen cuántas fueron
    "dictamen.emitido": "emitida",
    "solicitud.improcedente": "improcedente",
    "solicitud.desechada": "desechada",
    "solicitud.desistida": "desistida",
    "prevencion.desahogada": REPUESTA,  # si ya se había desechado: la respuesta llegó a tiempo, en papel
}
"""Los eventos que cuenta el indicador, y qué dice de ellos."""
ACCIONES = frozenset({
    "solicitud.prevenida", "solicitud.admitida", "revision.dada", "revision.devuelta", "dictamen.propuesto",
    "dictamen.devuelto", "dictamen.recogido", "dictamen.firma_anulada", "dictamen.firma_revocada",
    *HECHOS, *TOMA, SUELTA,
})


class Tramo(NamedTuple):
    """Un paso por una etapa; `hasta` es None si sigue ahí."""

    etapa: str
    desde: datetime
    hasta: datetime | None


class Opinion(NamedTuple):
    """La revisión que dio un área: cuándo se le pidió y cuándo la entregó."""

    area: str
    pedida: datetime
    dada: datetime


class Encargo(NamedTuple):
    """El tiempo en que alguien tuvo a su cargo lo que esperaba: desde que la tomó hasta que la entregó o la soltó."""

    desde: datetime
    hasta: datetime


@dataclass(slots=True)
class Historia:
    """Lo que se sabe de un asunto; crece evento por evento, en el orden de la cadena."""

    hechos: list[Hecho] = field(default_factory=list)
    tramos: list[Tramo] = field(default_factory=list)
    opiniones: list[Opinion] = field(default_factory=list)
    encargos: list[Encargo] = field(default_factory=list)
    totales: list[tuple[datetime, Decimal]] = field(default_factory=list)
    sentido: str = ""
    _pedidas: dict[str, datetime] = field(default_factory=dict)
    _tomadas: dict[str, datetime] = field(default_factory=dict)

    def seguir(self, accion: str, en: datetime, datos: Mapping[str, Any]) -> None:
        """Aplica un evento de `ACCIONES`; los demás no cambian nada."""
        if clase := HECHOS.get(accion):
            self.hechos.append(Hecho("", clase, dia_de(en), datos.get("ente") or "", datos.get("tipo") or ""))
        if accion in TOMA:
            self._tomadas.setdefault(_de_que(datos), en)
        elif accion == SUELTA:
            self._entregar(_de_que(datos), en)
        elif accion in ACCIONES:
            self._opinar(accion, en, datos)
            if datos.get("total"):
                self.totales.append((en, Decimal(datos["total"])))
            self.sentido = datos.get("sentido", self.sentido)
            self._pasar(datos.get("hacia", ""), en)

    @property
    def total(self) -> Decimal | None:
        """El de la última entrega, con IVA, en pesos; None si no consta."""
        return self.totales[-1][1] if self.totales else None

    def al(self, corte: date) -> Historia:
        """Lo que había ocurrido al terminar ese día en Hermosillo."""
        fin = datetime.combine(corte + timedelta(days=1), time.min, tzinfo=HERMOSILLO)
        return Historia(
            hechos=[h for h in self.hechos if h.dia <= corte],
            tramos=[t if t.hasta is None or t.hasta < fin else t._replace(hasta=None)
                    for t in self.tramos if t.desde < fin],
            opiniones=[o for o in self.opiniones if o.dada < fin],
            encargos=[e for e in self.encargos if e.hasta < fin],
            totales=[par for par in self.totales if par[0] < fin],
            sentido=self.sentido,
        )

    def como_texto(self) -> str:
        """Lo que se sabe, en JSON para guardarse; los momentos, enteros."""
        return json.dumps({
            "hechos": [[h.clase, h.dia.isoformat(), h.ente, h.tipo] for h in self.hechos],
            "tramos": [[etapa, desde.isoformat(), hasta and hasta.isoformat()] for etapa, desde, hasta in self.tramos],
            "opiniones": [[area, pedida.isoformat(), dada.isoformat()] for area, pedida, dada in self.opiniones],
            "encargos": [[desde.isoformat(), hasta.isoformat()] for desde, hasta in self.encargos],
            "totales": [[en.isoformat(), str(total)] for en, total in self.totales],
            "sentido": self.sentido,
        })

    @classmethod
    def de_texto(cls, texto: str) -> Historia:
        """El que se guardó con `como_texto`."""
        dicho, momento = json.loads(texto), datetime.fromisoformat
        return cls(
            hechos=[Hecho("", clase, date.fromisoformat(dia), *de) for clase, dia, *de in dicho["hechos"]],
            tramos=[Tramo(etapa, momento(desde), momento(hasta) if hasta else None)
                    for etapa, desde, hasta in dicho["tramos"]],
            opiniones=[Opinion(area, momento(pedida), momento(dada)) for area, pedida, dada in dicho["opiniones"]],
            encargos=[Encargo(momento(desde), momento(hasta)) for desde, hasta in dicho["encargos"]],
            totales=[(momento(en), Decimal(total)) for en, total in dicho["totales"]],
            sentido=dicho["sentido"],
        )

    def _opinar(self, accion: str, en: datetime, datos: Mapping[str, Any]) -> None:
        for area in datos.get("areas", ()):
            self._pedidas[area] = en
        if accion == "revision.dada":
            area = datos["area"]
            pedida = self._pedidas.pop(area, en)
            self.opiniones.append(Opinion(area, pedida, max(pedida, en)))
            self._entregar(area, en)

    def _pasar(self, hacia: str, en: datetime) -> None:
        ultimo = self.tramos[-1] if self.tramos else None
        if not hacia or (ultimo and ultimo.hasta is None and ultimo.etapa == hacia):
            return
        if ultimo and (ultimo.hasta is None or hacia in ETAPAS):  # lo que llegó en papel ocurrió antes de saberse
            en = max(ultimo.desde, en)
            self.tramos[-1] = ultimo._replace(hasta=en)
        for que in list(self._tomadas):
            self._entregar(que, en)
        if hacia in ETAPAS:
            self.tramos.append(Tramo(hacia, en, None))
        else:
            self._pedidas, self._tomadas = {}, {}

    def _entregar(self, que: str, en: datetime) -> None:
        if desde := self._tomadas.pop(que, None):
            self.encargos.append(Encargo(desde, max(desde, en)))


class Caso(NamedTuple):
    """Un asunto que cuenta: lo que dice el indicador y su historia."""

    clave: str
    asunto: Asunto
    historia: Historia

    @property
    def resultado(self) -> str:
        """Cómo terminó: el sentido del dictamen o, si no lo hubo, la conclusión; vacío si sigue abierto."""
        if self.asunto.conclusion == "emitida" and self.historia.sentido:
            return f"emitida:{self.historia.sentido}"
        return self.asunto.conclusion


def caso_de(clave: str, historia: Historia) -> Caso | None:
    """El caso con la misma definición que el indicador; None si no cuenta (cancelado o sin recibir)."""
    asuntos: Sequence[Asunto] = plegar(historia.hechos, date.max)
    return Caso(clave, asuntos[0], historia) if asuntos else None


def _de_que(datos: Mapping[str, Any]) -> str:
    """A qué tarea se refiere: la revisión de un área o la etapa."""
    return str(datos.get("area") or datos.get("etapa", ""))
