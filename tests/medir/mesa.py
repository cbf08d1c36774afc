"""La mesa de quien audita con un millón de eventos: cada búsqueda, con y sin orden de auditoría."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils.http import urlencode

from bitacora.models import Evento
from cuentas.models import Area, Usuario
from dictamenes.models import Revision, Solicitud
from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.medir import generador
from tests.medir.historia import Historia
from tests.medir.medida import Medida
from tests.medir.pantallas import META, PAR
from tests.medir.peticiones import comparar

EVENTOS = 1_000_000
POR_CASO, A_LA_VEZ = 30, 200  # eventos de cada expediente, y cuántos expedientes se mueven al mismo tiempo
ANIOS = 20
DE_CADA_CASO = (
    "solicitud.iniciada", *("solicitud.editada",) * 6, *("concepto.guardado",) * 5, *("anexo.agregado",) * 3,
    "solicitud.lista", "solicitud.presentada", "expediente.leido", "solicitud.admitida", "revision.turnada", "tarea.tomada",
    "revision.dada", "anexo.leido", "dictamen.propuesto", "dictamen.congelado", "dictamen.preparado", "dictamen.visto",
    "dictamen.firmado", "dictamen.emitido", "aviso.leido",
)
TIPOS = ("bienes", "licencias", "desarrollo", "arrendamiento", "servicios")
ESTADOS = ("improcedente", "desechada", "desistida")


def medir(historia: Historia, eventos: int, vueltas: int) -> Iterator[Medida]:
    """Siembra la historia y sus eventos a granel y pide cada búsqueda como quien audita, y otra vez con orden."""
    mundo, casos = historia.mundo, max(eventos // POR_CASO, A_LA_VEZ)
    historia.crecer(casos)
    sembrar(historia, casos, eventos)
    acotada = mundo.persona("auditor")
    mundo.orden(acotada, entes=[mundo.ente], ejercicio=_anio(0) + ANIOS // 2)
    todo = mundo.persona("auditor")
    mundo.orden(todo, desde=date(_anio(0), 1, 1))
    yield Medida("mesa", "La historia", f"{Evento.objects.count():,} eventos, {casos:,} expedientes", datos={"eventos": eventos})
    with servidor(entorno={"DJANGO_SETTINGS_MODULE": "tests.medir.ajustes"}, procesos=1, hilos=1) as vivo:
        yield from _de(vivo, mundo.auditor, paginas(historia, casos), "", vueltas)
        yield from _de(vivo, acotada, paginas_con_orden(), ", con orden de un ente y un año", vueltas)
        yield from _de(vivo, todo, paginas_con_orden(), ", con orden que abarca todo", vueltas)


def paginas(historia: Historia, casos: int) -> dict[str, str]:
    """Cada búsqueda: qué es y su dirección."""
    mundo, medio, viejo = historia.mundo, generador.BASE + casos // 2, _anio(0) + ANIOS // 2
    mes = {"desde": f"{viejo}-03-01", "hasta": f"{viejo}-03-31"}
    return {
        "Eventos, sin filtros": _en("bitacora"),
        "Eventos, una acción de todos los días": _en("bitacora", accion="solicitud.editada"),
        "Eventos, una acción rara y antigua": _en("bitacora", accion="prueba.antigua"),
        "Eventos, una familia de acciones": _en("bitacora", accion="dictamen."),
        "Eventos, una persona": _en("bitacora", actor=mundo.estrategico.nombre),
        "Eventos, un mes de hace diez años": _en("bitacora", **mes),
        "Eventos, una acción en un mes de hace diez años": _en("bitacora", accion="dictamen.emitido", **mes),
        "Eventos, un objeto": _en("bitacora", objeto=f"solicitud:{medio}"),
        "Eventos, de un ente": _en("bitacora", ente=mundo.ente.siglas),
        "Eventos, de un ejercicio de hace diez años": _en("bitacora", ejercicio=viejo),
        "Eventos, de un tipo": _en("bitacora", tipo="arrendamiento"),
        "Eventos, de lo que dice una palabra rara": _en("bitacora", q="mastografo"),
        "Eventos, una acción de un ente en un año": _en("bitacora", accion="dictamen.emitido", ente=mundo.ente.siglas, ejercicio=viejo),
        "Expedientes, sin filtros": _en("expedientes"),
        "Expedientes, una palabra común": _en("expedientes", q="licencias"),
        "Expedientes, una palabra rara": _en("expedientes", q="mastógrafo"),
        "Expedientes, de un ente": _en("expedientes", ente=mundo.ente.siglas),
        "Expedientes, estado, tipo y ejercicio": _en("expedientes", estado="emitida", tipo="bienes", ejercicio=viejo),
        "Expedientes, un sentido": _en("expedientes", sentido="favorable"),
        "Expedientes, un área": _en("expedientes", area="infraestructura"),
        "Expedientes, entre dos importes": _en("expedientes", minimo="190000", maximo="200000"),
        "Expedientes, presentados en un mes": _en("expedientes", **mes),
        "Bitácora de un expediente": reverse("auditoria:expediente", args=[medio]),
        "Antes y después": reverse("auditoria:versiones", args=[historia.plantilla.pk]),
        "Lecturas, de un expediente": _en("lecturas", folio=Solicitud.objects.get(pk=medio).folio),
        "Lecturas, de una persona": _en("lecturas", persona=mundo.auditor.nombre),
        "Muestra de treinta de un ente": _en("muestra", ente=mundo.ente.siglas, tamano=30, semilla="medida"),
    }


def paginas_con_orden() -> dict[str, str]:
    """Las listas, sin más filtro que la orden."""
    return {"Eventos": _en("bitacora"), "Expedientes": _en("expedientes"), "Lecturas": _en("lecturas"),
            "Eventos, una acción": _en("bitacora", accion="dictamen.emitido")}


def sembrar(historia: Historia, casos: int, eventos: int) -> None:
    """Reparte los casos entre tipos, años y estados, y les pone sus eventos; no es una cadena que se verifique."""
    ultimo = Evento.objects.latest("n")
    with transaction.atomic():
        _repartir(casos)
        _opinar(historia, casos)
        _anotar(ultimo, eventos, casos)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" and not connection.in_atomic_block else "ANALYZE")


def _repartir(casos: int) -> None:
    tipo = " ".join(f"WHEN {n} THEN '{clave}'" for n, clave in enumerate(TIPOS))
    estado = " ".join(f"WHEN {n} THEN '{clave}'" for n, clave in enumerate(ESTADOS))
    numero = f"(id - {generador.BASE})"
    momento = _fecha(f"{numero} * {_minutos()} / {casos}")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE dictamenes_solicitud SET tipo = CASE {numero} % 7 {tipo} ELSE 'bienes' END, "
            f"estado = CASE {numero} % 40 {estado} ELSE 'emitida' END, "
            f"ejercicio = {_anio(0)} + {numero} * {ANIOS} / {casos + 1}, elaborada_en = {momento}, presentada_en = {momento}, "
            f"concluida_en = {momento} WHERE id > {generador.BASE} AND id <= {generador.BASE + casos}"
        )


def _opinar(historia: Historia, casos: int) -> None:
    """Dos opiniones por caso."""
    areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    plantilla = Revision.objects.filter(solicitud=historia.plantilla).latest("pk").pk
    Revision.objects.filter(pk__gt=generador.BASE).delete()
    for lugar in range(2):
        cual = " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(areas))
        generador._clonar(Revision, plantilla, generador._serie(1, casos), {
            "id": f"{generador.BASE} + n * 2 + {lugar}", "solicitud_id": f"{generador.BASE} + n",
            "area_id": f"CASE (n + {lugar}) % {len(areas)} {cual} END"})


def _anotar(ultimo: Evento, eventos: int, casos: int) -> None:
    """Cada uno dice el eslabón del anterior: la base rechaza lo que no sigue."""
    acciones = " ".join(f"WHEN {n} THEN '{accion}'" for n, accion in enumerate(DE_CADA_CASO))
    personas = list(Usuario.objects.order_by("pk").values_list("pk", flat=True))
    quien = " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(personas))
    lugar = f"(n / {A_LA_VEZ}) % {POR_CASO}"
    caso = f"{generador.BASE} + (n / {A_LA_VEZ * POR_CASO} * {A_LA_VEZ} + n % {A_LA_VEZ}) % {casos} + 1"
    primero, eslabon = ultimo.n, "lpad(CAST({} AS TEXT), 64, '0')" if connection.vendor == "postgresql" else "printf('%064d', {})"
    huella = eslabon.format(f"n + {primero} + 1")
    previo = f"CASE WHEN n = 0 THEN '{ultimo.eslabon}' ELSE {eslabon.format(f'n + {primero}')} END"
    datos = "'{\"hacia\": \"en_requisitos\"}'" + ("::jsonb" if connection.vendor == "postgresql" else "")
    serie = generador._serie(0, eventos - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bitacora_evento (n, en, por_id, accion, objeto, clave, huella, previo, eslabon, formato) "
            f"SELECT {primero} + 1 + n, {_fecha(f'CAST(n AS BIGINT) * {_minutos()} / {eventos}')}, "
            f"CASE WHEN n % 5 = 0 THEN NULL ELSE CASE n % {len(personas)} {quien} END END, "
            f"CASE WHEN n < {eventos // 5} AND n % 97 = 3 THEN 'prueba.antigua' ELSE CASE {lugar} {acciones} END END, "
            f"'solicitud:' || CAST({caso} AS TEXT), NULL, {huella}, {previo}, {huella}, 2 FROM ({serie}) numeros"
        )
        cursor.execute(
            f"INSERT INTO bitacora_datosevento (evento_id, sal, datos) SELECT {primero} + 1 + n, 'sal', {datos} FROM ({serie}) numeros"
        )


def _de(vivo: Servidor, persona: Usuario, direcciones: dict[str, str], con: str, vueltas: int) -> Iterator[Medida]:
    for nombre, ruta in direcciones.items():
        yield comparar(vivo, ruta, PAR, vueltas, persona).medida("mesa", nombre + con, META)


def _en(nombre: str, **pedido: object) -> str:
    return f"{reverse(f'auditoria:{nombre}')}?{urlencode(pedido)}" if pedido else reverse(f"auditoria:{nombre}")


def _anio(mas: int) -> int:
    return datetime.now(UTC).year - ANIOS + mas


def _minutos() -> int:
    return ANIOS * 365 * 24 * 60


def _fecha(minutos: str) -> str:
    return generador._fecha(minutos, datetime(_anio(0), 1, 2, 16, tzinfo=UTC))
