"""Historia a granel, por SQL: casos que son copia de uno verdadero, con cinco renglones de tarea cada uno.

`crecer` agrega historia concluida; `abrir` dice cuántos de esos casos están abiertos y esperan a alguien. El mismo texto
sirve en SQLite y PostgreSQL, salvo los números y las fechas.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Mod
from viewflow.workflow.models import Process, Task

from cuentas.models import Ente
from dictamenes.models import Solicitud
from flujos.models import Pendiente, Vinculo

BASE = 1_000_000
TAREAS = 5
PROYECTOS = ("equipo de computo", "licencias de oficina", "enlaces de internet", "impresion administrada")
REVISION, ESTRATEGIA = "revision", "estrategia"


def crecer(plantilla: Solicitud, desde: int, hasta: int) -> None:
    """Agrega los casos `desde`+1 a `hasta`, concluidos, copias de uno ya presentado, repartidos entre los entes."""
    serie = _serie(desde + 1, hasta)
    tareas = list(Task.objects.filter(process__vinculo__solicitud=plantilla).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        _clonar(Solicitud, plantilla.pk, serie, _de_solicitud())
        _clonar(Process, plantilla.vinculo.proceso_id, serie, {"id": f"{BASE} + n", "status": "'DONE'"})
        _clonar(Vinculo, plantilla.vinculo.pk, serie,
                {"id": f"{BASE} + n", "solicitud_id": f"{BASE} + n", "proceso_id": f"{BASE} + n"})
        for lugar, tarea in enumerate(tareas[:TAREAS]):
            _clonar(Task, tarea, serie, {
                "id": f"{BASE} + n * {TAREAS} + {lugar}", "process_id": f"{BASE} + n", "status": "'DONE'",
                "finished": _fecha("n"),
            })
    _analizar()


def abrir(plantillas: Mapping[str, list[Pendiente]], cuantos: int, total: int) -> int:
    """Deja abiertos exactamente `cuantos` de los `total` casos, en sus etapas; devuelve cuántas tareas esperan.

    De cada cuatro, uno espera en requisitos, dos en revisión técnica (en dos áreas) y uno en estrategia.
    """
    paso = total // cuantos
    with transaction.atomic():
        Pendiente.objects.filter(solicitud_id__gt=BASE).delete()
        historia = Solicitud.objects.filter(pk__gt=BASE)
        historia.filter(concluida_en=None).update(estado="emitida", concluida_en=F("elaborada_en"))
        abiertas = historia.annotate(resto=Mod(F("pk") - BASE, paso)).filter(resto=0, pk__lte=BASE + cuantos * paso)
        abiertas.update(estado="en_revision", concluida_en=None)
        for resto, etapa in enumerate(("requisitos", REVISION, REVISION, ESTRATEGIA)):
            for lugar, pendiente in enumerate(plantillas[etapa]):
                _clonar(Pendiente, pendiente.pk, _serie(1, cuantos), {
                    "tarea_id": f"{BASE} + n * {paso} * {TAREAS} + {TAREAS - 1 - lugar}",
                    "solicitud_id": f"{BASE} + n * {paso}",
                    "vence_en": _fecha("(n * 7919) % 45000 - 10000", pendiente.vence_en),
                    "encargada_id": f"CASE WHEN n % 3 = 0 THEN {pendiente.encargada_id} END",
                }, donde=f"n % 4 = {resto}")
    _analizar()
    return Pendiente.objects.filter(solicitud_id__gt=BASE).count()


def _de_solicitud() -> dict[str, str]:
    entes = list(Ente.objects.order_by("pk").values_list("pk", flat=True))
    proyecto = " ".join(f"WHEN {n} THEN '{p}'" for n, p in enumerate(PROYECTOS))
    proyecto = f"CASE n / 3 % {len(PROYECTOS)} {proyecto} END"
    # «mastografo» sale en uno de cada mil: la palabra rara con que se mide la búsqueda.
    rara = "CASE WHEN n % 1000 = 7 THEN ' mastografo' ELSE '' END"
    numero = _ceros("n % 99999 + 1")
    folio = f"'SGD-SDTE-' || CAST(1900 + n / 99999 AS TEXT) || '-' || {numero}"
    ente = " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(entes))
    return {
        "id": f"{BASE} + n", "ente_id": f"CASE n % {len(entes)} {ente} END", "estado": "'emitida'",
        "concluida_en": _fecha("n"), "elaborada_en": _fecha("-n"), "folio": folio, "proyecto": proyecto,
        "busqueda": f"'sgd-sdte-' || {numero} || ' ' || {proyecto} || {rara} || ' siglas nombre del ente'",
    }


def _clonar(modelo: Any, pk: Any, serie: str, cambios: Mapping[str, str], donde: str = "1 = 1") -> None:
    tabla = modelo._meta.db_table
    columnas = [c.column for c in modelo._meta.concrete_fields if not c.generated]
    valores = ", ".join(cambios.get(columna, f"t.{columna}") for columna in columnas)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tabla} ({', '.join(columnas)}) SELECT {valores} FROM {tabla} t, ({serie}) numeros "
            f"WHERE t.{modelo._meta.pk.column} = {pk} AND {donde}"
        )


def _serie(desde: int, hasta: int) -> str:
    if connection.vendor == "postgresql":
        return f"SELECT n FROM generate_series({desde}, {hasta}) n"
    return (f"WITH RECURSIVE serie(n) AS (SELECT {desde} UNION ALL SELECT n + 1 FROM serie WHERE n < {hasta}) "
            "SELECT n FROM serie")


def _fecha(minutos: str, desde: datetime = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) -> str:
    cuando = f"{desde.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if connection.vendor == "postgresql":
        return f"timestamptz '{cuando}+00' + ({minutos}) * interval '1 minute'"
    return f"datetime('{cuando}', ({minutos}) || ' minutes')"


def _ceros(numero: str) -> str:
    texto = f"CAST({numero} AS TEXT)"
    return f"lpad({texto}, 5, '0')" if connection.vendor == "postgresql" else f"printf('%05d', {numero})"


def _analizar() -> None:
    with connection.cursor() as cursor:
        aspirar = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if aspirar else "ANALYZE")
