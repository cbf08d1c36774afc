"""De una cifra a los expedientes que la forman: el mismo grupo, escrito en la dirección. Sin base y sin reloj."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from cuentas.interfaz.formatos import MESES
from cuentas.reloj import dia_de
from indicadores.cifra.conteo import CONCLUSIONES
from indicadores.cifra.historia import ETAPAS, Caso, Opinion
from indicadores.cifra.registro import SIN_DATO
from indicadores.tableros.desgloses import NETO, tramo_de

QUE = {
    "recibidas": "Recibidas",
    "atendidas": "Atendidas",
    "cohorte": "Recibidas y ya atendidas",
    "de_antes": "Recibidas en años anteriores y sin atender al empezar",
    "por_atender": "Por atender al terminar",
    "por_etapa": "Atendidas que pasaron por la etapa",
    "a_cargo": "Atendidas que alguien tuvo a su cargo",
    "revisiones": "Revisiones dadas por las áreas",
}
DE_DENTRO = ("a_cargo", "revisiones")  # dicen de quien revisa: al ente no se le dan
PUBLICAS = ("recibidas", "atendidas", "cohorte", "de_antes", "por_atender")
CAMPOS = {
    "ente": "ente", "tipo": "tipo", "conclusion": "conclusión", "resultado": "resultado", "tramo": "total con IVA",
    "etapa": "etapa", "area": "área",
}
LARGO = 200
PERIODO = re.compile(r"(?P<anio>[12][0-9]{3})(?:-(?P<mes>0[1-9]|1[0-2]))?")


class Renglon(NamedTuple):
    """Un expediente de la lista; en la de revisiones, uno por cada opinión."""

    caso: Caso
    opinion: Opinion | None = None


@dataclass(frozen=True)
class Filtro:
    """Un grupo de casos: qué se cuenta, de qué año o mes (0: todo el año), y lo que además cumple."""

    que: str
    anio: int
    corte: date
    mes: int = 0
    ente: str | None = None
    tipo: str | None = None
    conclusion: str | None = None
    resultado: str | None = None
    tramo: str | None = None
    etapa: str | None = None
    area: str | None = None

    @classmethod
    def de(cls, consulta: Mapping[str, str], corte: date) -> Filtro | None:
        """El de la dirección; None si no se entiende."""
        que, periodo = consulta.get("que", ""), PERIODO.fullmatch(consulta.get("periodo", ""))
        if que not in QUE or periodo is None:
            return None
        demas = {campo: consulta[campo][:LARGO] for campo in CAMPOS if campo in consulta}
        return cls(que, int(periodo["anio"]), corte, int(periodo["mes"] or 0), **demas)

    @property
    def es_publico(self) -> bool:
        """Si cualquiera puede ver esa lista: sólo pregunta lo que ya dicen los hechos y los dictámenes publicados."""
        return self.que in PUBLICAS and (self.tramo, self.etapa, self.area) == (None, None, None)

    def con(self, **cambios: Any) -> Filtro:
        """El mismo grupo, más acotado."""
        return replace(self, **cambios)

    @property
    def periodo(self) -> str:
        """El año, o el año y el mes: «2026», «2026-03»."""
        return f"{self.anio}-{self.mes:02d}" if self.mes else str(self.anio)

    def consulta(self) -> dict[str, str]:
        """Como va en la dirección; un campo elegido vacío («sin dato») sí se escribe."""
        elegidos = {campo: valor for campo in CAMPOS if (valor := getattr(self, campo)) is not None}
        return {"que": self.que, "periodo": self.periodo, **elegidos}

    def en_palabras(self, nombres: Mapping[str, Mapping[str, str]]) -> str:
        """Qué lista es; `nombres` trae, por campo, cómo se lee cada clave."""
        nombres = {**nombres, "etapa": ETAPAS | {NETO: "cualquiera"}, "conclusion": CONCLUSIONES}
        dichos = [f"{MESES[self.mes - 1].capitalize()} de {self.anio}" if self.mes else str(self.anio)]
        for campo, rotulo in CAMPOS.items():
            if (valor := getattr(self, campo)) is not None:
                dichos.append(f"{rotulo}: {nombres.get(campo, {}).get(valor, valor) or SIN_DATO}")
        return "; ".join(dichos)

    def elegir(self, casos: Iterable[Caso], limites: Sequence[int]) -> list[Renglon]:
        """Los expedientes del grupo, en el orden en que se recibieron."""
        suyos = sorted((c for c in casos if self._cumple(c, limites)), key=lambda c: (c.asunto.recibida, c.clave))
        if self.que == "revisiones":
            return [Renglon(caso, o) for caso in suyos for o in caso.historia.opiniones if self._es_suya(o)]
        return [Renglon(caso) for caso in suyos if self._cuenta(caso)]

    def _cumple(self, caso: Caso, limites: Sequence[int]) -> bool:
        asunto = caso.asunto
        hechos = {
            "ente": str(asunto.ente), "tipo": asunto.tipo, "conclusion": asunto.conclusion, "resultado": caso.resultado,
            "tramo": tramo_de(caso.historia.total, limites),
        }
        return all(getattr(self, campo) in (None, valor) for campo, valor in hechos.items())

    def _cuenta(self, caso: Caso) -> bool:
        recibida, atendida = caso.asunto.recibida, caso.asunto.atendida
        if self.que == "recibidas":
            return self._cae(recibida)
        if self.que == "atendidas":
            return self._cae(atendida)
        if self.que == "cohorte":
            return self._cae(recibida) and atendida is not None
        if self.que == "por_etapa":
            return self._cae(atendida) and any(
                tramo.hasta and self.etapa in (NETO, tramo.etapa) for tramo in caso.historia.tramos
            )
        if self.que == "a_cargo":
            return self._cae(atendida) and bool(caso.historia.encargos)
        limite = date(self.anio - 1, 12, 31) if self.que == "de_antes" else self._fin()
        return recibida <= limite and (atendida is None or atendida > limite)

    def _cae(self, dia: date | None) -> bool:
        return dia is not None and dia.year == self.anio and self.mes in (0, dia.month)

    def _fin(self) -> date:
        """El último día del periodo, o el corte si llega antes."""
        siguiente = date(self.anio, self.mes + 1, 1) if 0 < self.mes < len(MESES) else date(self.anio + 1, 1, 1)
        return min(siguiente - timedelta(days=1), self.corte)

    def _es_suya(self, opinion: Opinion) -> bool:
        return self._cae(dia_de(opinion.dada)) and self.area in (None, opinion.area)

