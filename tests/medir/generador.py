"""Historia a granel, por SQL: casos que son copia de uno emitido, con cinco renglones de tarea cada uno.

`crecer` agrega historia concluida: el caso, su primer concepto, su dictamen y el precio dictaminado, repartidos entre los
entes del catálogo. `abrir` dice cuántos de esos casos esperan a alguien (su dictamen se queda: sólo las listas los ven
abiertos). El mismo texto sirve en SQLite y PostgreSQL, salvo los números, las fechas y el JSON.
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
from dictamenes.models import Concepto, Dictamen, PrecioDictaminado, SentidoDeConcepto, Solicitud
from flujos.models import Pendiente, Vinculo

BASE = 1_000_000
TAREAS = 5
PROYECTOS = ("equipo de computo", "licencias de oficina", "enlaces de internet", "impresion administrada")
REVISION, ESTRATEGIA = "revision", "estrategia"
# Lo congelado pesa 5 kB: más allá de cien mil casos va sólo lo que se lee de la historia, para no llenar el disco.
ENTEROS = 100_000
DATOS_CORTOS = '{"sentido": {"clave": "favorable"}, "totales": {"total": "214600.00"}}'
# De cada cuatro precios, uno compite con lo que se mide; los otros se reparten en cuarenta llaves.
LLAVES = 40


def crecer(plantilla: Solicitud, desde: int, hasta: int) -> None:
    """Agrega los casos `desde`+1 a `hasta`, concluidos, copias de uno emitido, repartidos entre los entes."""
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
        _clonar_dictamen(plantilla, serie)
    _analizar()


def _clonar_dictamen(plantilla: Solicitud, serie: str) -> None:
    """El dictamen de cada caso hacia atrás en el tiempo, uno por minuto, con su concepto, su sentido y su precio."""
    precio = PrecioDictaminado.objects.filter(concepto__solicitud=plantilla).order_by("pk").first()
    if precio is None:
        raise ValueError("La plantilla de la historia debe estar emitida y con precio.")
    sentido = SentidoDeConcepto.objects.get(concepto=precio.concepto_id)
    propio = {"id": f"{BASE} + n"}
    _clonar(Concepto, precio.concepto_id, serie, {
        **propio, "solicitud_id": f"{BASE} + n", "precio_unitario": "t.precio_unitario + n % 5000",
    })
    _clonar(Dictamen, plantilla.dictamen.pk, serie, {
        **propio, "solicitud_id": f"{BASE} + n", "emitido_en": _fecha("-n"), "folio": _folio("DIC"),
        "numero_oficio": _folio("OFI"), "clave": _folio("CLAVE"), "datos": _datos_congelados(),
    })
    _clonar(SentidoDeConcepto, sentido.pk, serie, {**propio, "dictamen_id": f"{BASE} + n", "concepto_id": f"{BASE} + n"})
    _clonar(PrecioDictaminado, precio.pk, serie, {
        **propio, "concepto_id": f"{BASE} + n", "emitido_en": _fecha("-n"),
        "llave": f"CASE WHEN n % 4 = 0 THEN t.llave ELSE CAST(n % {LLAVES} AS TEXT) || '-' || t.llave END",
    })


def _datos_congelados() -> str:
    cortos = f"'{DATOS_CORTOS}'" + ("::jsonb" if connection.vendor == "postgresql" else "")
    return f"CASE WHEN n <= {ENTEROS} THEN t.datos ELSE {cortos} END"


def abrir(plantillas: Mapping[str, list[Pendiente]], cuantos: int, total: int) -> int:
    """Deja abiertos exactamente `cuantos` de los `total` casos, en sus etapas; devuelve cuántas tareas esperan.

    De cada cuatro, uno espera en requisitos, dos en revisión técnica (en dos áreas) y uno en estrategia.
    """
    paso = total // cuantos
    with transaction.atomic():
        suyos = Pendiente.objects.filter(solicitud__id__range=(BASE + 1, BASE + total))
        suyos.delete()
        historia = Solicitud.objects.filter(pk__range=(BASE + 1, BASE + total))
        historia.filter(concluida_en=None).update(estado="emitida", concluida_en=F("elaborada_en"))
        abiertas = historia.annotate(resto=Mod(F("pk") - BASE, paso)).filter(resto=0, pk__lte=BASE + cuantos * paso)
        abiertas.update(estado="en_revision", concluida_en=None)
        for resto, etapa in enumerate(("requisitos", REVISION, REVISION, ESTRATEGIA)):
            for lugar, pendiente in enumerate(plantillas[etapa]):
                _clonar(Pendiente, pendiente.pk, _serie(1, cuantos), {
                    "tarea_id": f"{BASE} + n * {paso} * {TAREAS} + {TAREAS - 1 - lugar}",
                    "solicitud_id": f"{BASE} + n * {paso}",
                    "ente_id": _ente(f"(n * {paso})"),
                    "recordar_en": "NULL",  # que el trabajador no se ponga a avisar de casos de mentira
                    "vence_en": _fecha("(n * 7919) % 45000 - 10000", pendiente.vence_en),
                    "encargada_id": f"CASE WHEN n % 3 = 0 THEN {pendiente.encargada_id} END",
                }, donde=f"n % 4 = {resto}")
    _analizar()
    return suyos.count()


def _de_solicitud() -> dict[str, str]:
    proyecto = " ".join(f"WHEN {n} THEN '{p}'" for n, p in enumerate(PROYECTOS))
    proyecto = f"CASE n / 3 % {len(PROYECTOS)} {proyecto} END"
    # «mastografo» sale en uno de cada mil: la palabra rara con que se mide la búsqueda.
    rara = "CASE WHEN n % 1000 = 7 THEN ' mastografo' ELSE '' END"
    numero = _ceros("n % 99999 + 1")
    return {
        "id": f"{BASE} + n", "ente_id": _ente("n"), "estado": "'emitida'",
        "concluida_en": _fecha("n"), "elaborada_en": _fecha("-n"), "folio": _folio("SGD-SDTE"), "proyecto": proyecto,
        "busqueda": f"'sgd-sdte-' || {numero} || ' ' || {proyecto} || {rara} || ' siglas nombre del ente'",
    }


def _ente(numero: str) -> str:
    """El mismo para el caso y para lo que de él espera: la bandeja filtra por el suyo."""
    entes = list(Ente.objects.order_by("pk").values_list("pk", flat=True))
    uno = " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(entes))
    return f"CASE {numero} % {len(entes)} {uno} END"


def _folio(serie: str) -> str:
    return f"'{serie}-' || CAST(1900 + n / 99999 AS TEXT) || '-' || {_ceros('n % 99999 + 1')}"


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
