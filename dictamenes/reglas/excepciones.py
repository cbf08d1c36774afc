"""Las excepciones a cláusulas: qué se puede pedir, qué se otorgó y qué cláusula se exceptúa más."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from cuentas.parametros import parametro
from dictamenes.congelado import Atributo
from dictamenes.models import Concepto, ExcepcionDeClausula, Solicitud
from estandares.models import Perfil, Requisito
from estandares.reglas import OBLIGATORIO


@dataclass(frozen=True)
class Pedible:
    """Una cláusula obligatoria que un concepto no cumple y que su estándar deja exceptuar."""

    concepto: Concepto
    atributo: Atributo
    requisito: Requisito
    clausula: str

    @property
    def llave(self) -> str:
        return f"{self.concepto.orden}.{self.requisito.pk}"

    def __str__(self) -> str:
        return (f"Concepto {self.concepto.orden}, cláusula {self.clausula} ({self.atributo['atributo']}): se exige "
                f"{self.atributo['exigido']} y se declaró {self.atributo['declarado'] or 'nada'}")


def pedibles(solicitud: Solicitud) -> list[Pedible]:
    """Lo que todavía se puede pedir, en el orden de los conceptos."""
    conceptos = solicitud.conceptos.select_related("perfil").prefetch_related("perfil__requisitos", "excepciones")
    return [pedible for concepto in conceptos for pedible in _de(concepto)]


def _de(concepto: Concepto) -> list[Pedible]:
    if concepto.perfil is None or concepto.evaluacion is None:
        return []
    requisitos = {r.atributo: r for r in concepto.perfil.requisitos.all() if admite(r)}
    ya = {e.requisito_id for e in concepto.excepciones.all()}
    return [
        Pedible(concepto, a, requisitos[a["clave"]], f"{concepto.perfil.clave}.{n}")
        for n, a in enumerate(concepto.evaluacion["atributos"], start=1)
        if a["resultado"] == "no_cumple" and a["nivel"] == OBLIGATORIO and a["clave"] in requisitos
        and requisitos[a["clave"]].pk not in ya
    ]


def admitidas(perfil: Perfil) -> set[str]:
    """Los atributos de un perfil cuya cláusula se puede exceptuar."""
    return {r.atributo for r in perfil.requisitos.all() if admite(r)}


def escritas(solicitud: Solicitud) -> list[tuple[Pedible, str]]:
    """Lo que se puede pedir y en la captura ya se escribió por qué, con su razón."""
    dichas = [(p, p.concepto.declarado.get(p.requisito.atributo, {})) for p in pedibles(solicitud)]
    return [(pedible, razon) for pedible, dicho in dichas if (razon := str(dicho.get("excepcion", "")).strip())]


def pedida(solicitud: Solicitud, llave: str) -> ExcepcionDeClausula | None:
    """La que ya se pidió con esa llave, si la hay."""
    return next((e for e in de(solicitud) if f"{e.concepto.orden}.{e.requisito_id}" == llave), None)


def admite(requisito: Requisito) -> bool:
    """Lo que diga el estándar; si no lo dice, el parámetro."""
    dicho = requisito.admite_excepcion
    return bool(parametro("excepcion.por_omision")) if dicho is None else dicho


def de(solicitud: Solicitud) -> list[ExcepcionDeClausula]:
    """Las de un caso, con lo que se muestra de ellas."""
    relacionadas = ExcepcionDeClausula.objects.select_related("concepto", "requisito__perfil", "fundamento",
                                                              "resuelta_por")
    return list(relacionadas.filter(concepto__solicitud=solicitud).order_by("concepto__orden", "pk"))


def por_numero(solicitud: Solicitud) -> dict[int, list[ExcepcionDeClausula]]:
    """Las mismas, por el número de su concepto."""
    suyas: dict[int, list[ExcepcionDeClausula]] = defaultdict(list)
    for excepcion in de(solicitud):
        suyas[excepcion.concepto.orden].append(excepcion)
    return suyas


@dataclass(frozen=True)
class Exceptuada:
    """Cuántas veces se otorgó la excepción a una cláusula."""

    requisito: int
    clausula: str
    perfil: str
    estandar: str
    veces: int


def mas_exceptuadas() -> list[Exceptuada]:
    """Por cláusula; primero la que más."""
    cuentas = ExcepcionDeClausula.objects.otorgadas().values_list(
        "requisito", "clausula", "requisito__perfil__nombre", "requisito__perfil__version__estandar__nombre",
    ).annotate(veces=Count("pk"))
    return [Exceptuada(*fila) for fila in cuentas.order_by("-veces", "clausula")]
