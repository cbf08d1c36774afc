"""Una base de antes, con un asunto en cada parada del recorrido: generarla, cargarla con sus migraciones y terminarla.

    python -m tests.operacion.volcado generar tests/datos/asuntos_v1.zip    # con el código de entonces
    python -m tests.operacion.volcado terminar tests/datos/asuntos_v1.zip   # sobre una base vacía, con el de ahora

El volcado dice en qué migración iba cada cuarto; al cargarlo, la base nueva se lleva justo hasta ahí, se le ponen los
renglones y sólo entonces se aplican las migraciones que faltan, como en una actualización de verdad.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCA = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
PASAJERAS = {"django_migrations", "django_session", "sqlite_sequence", "django_admin_log"}
PARADAS = {
    "requisitos": lambda m: m.presentada(),
    "prevencion": lambda m: _prevenida(m),
    "revision": lambda m: m.en_revision(("infraestructura", "gobierno-electronico")),
    "unir_revision": lambda m: m.opinar(m.en_revision(("infraestructura", "gobierno-electronico")), "infraestructura"),
    "estrategia": lambda m: m.en_estrategia(),
    "firma": lambda m: m.por_firmar(),
    "emitir": lambda m: m.firmar(m.por_firmar()),
    "preparar": lambda m: m.proponer(m.en_estrategia()),
}


def _prevenida(mundo):
    from dictamenes import tramite
    from flujos.recorrido import actos

    return actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="anexo",
                          observaciones=[("general", "Falta el oficio.")])


def generar(archivo: Path) -> None:
    """Con SQLite: un asunto en cada parada (y un borrador), guardado en `archivo`."""
    temporal = Path(tempfile.mkdtemp())
    os.environ["DATABASE_URL"] = f"sqlite:///{temporal / 'base.sqlite3'}"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from cuentas import reloj
    from flujos.recorrido import trabajos
    from tests.mundo import Mundo

    call_command("migrate", verbosity=0)
    mundo = Mundo(EPOCA)
    mundo.estandar()
    mundo.borrador()
    mundo.credenciales()
    mundo.credenciales = lambda: None  # las mismas para todos: las de cada uno borrarían las anteriores
    mundo.trabajar = lambda: trabajos.correr_pendientes(EPOCA)
    with reloj.detenido_en(EPOCA):
        for nombre, hacer in PARADAS.items():
            solicitud = hacer(mundo)
            if nombre == "emitir":
                _guardar_para_despues(solicitud)
    _devolver_a_la_cola()
    with zipfile.ZipFile(archivo, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as salida:
        salida.writestr("base.json", json.dumps(_tablas(), ensure_ascii=False, indent=0, sort_keys=True))
        raices = Path(settings.FIRMA_DIR_RAICES)
        almacen = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
        for carpeta, nombre in ((raices, "raices"), (almacen, "archivos")):
            for ruta in sorted(r for r in carpeta.rglob("*") if r.is_file() and "paginas" not in r.parts):
                salida.write(ruta, f"{nombre}/{ruta.relative_to(carpeta)}")


def _guardar_para_despues(solicitud):
    """Que los `trabajar` de las paradas siguientes no emitan ésta."""
    from viewflow.workflow.models import Task

    Task.objects.filter(process__vinculo__solicitud=solicitud, flow_task_type="JOB", status="SCHEDULED").update(
        scheduled=datetime(2999, 1, 1, tzinfo=UTC)
    )


def _devolver_a_la_cola():
    from viewflow.workflow.models import Task

    Task.objects.filter(flow_task_type="JOB", status="SCHEDULED").update(scheduled=EPOCA)


def _tablas():
    import sqlite3

    from django.db import connection

    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as cursor:  # sin los conversores de Django
        tablas = {}
        for tabla in sorted(set(connection.introspection.table_names()) - PASAJERAS):
            columnas = cursor.execute(f"PRAGMA table_info({tabla})").fetchall()
            logicas = {n for n, columna in enumerate(columnas) if columna[2] == "bool"}
            renglones = cursor.execute(f"SELECT * FROM {tabla} ORDER BY 1").fetchall()
            tablas[tabla] = {
                "columnas": [columna[1] for columna in columnas],
                "renglones": [[bool(v) if n in logicas and v is not None else v for n, v in enumerate(renglon)]
                              for renglon in renglones],
            }
        migraciones = cursor.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return {"migraciones": migraciones, "tablas": {n: t for n, t in tablas.items() if t["renglones"]}}


def cargar(archivo: Path) -> None:
    """Deja en la base vacía el esquema de entonces con sus renglones, los archivos y las raíces; y luego migra."""
    from django.conf import settings
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.core.management import call_command
    from django.db import connection

    from tests.herramientas.migraciones import ejecutor_de_antes

    with zipfile.ZipFile(archivo) as volcado:
        base = json.loads(volcado.read("base.json"))
        for nombre in volcado.namelist():
            clase, _, resto = nombre.partition("/")
            if clase == "archivos":
                default_storage.save(resto, ContentFile(volcado.read(nombre)))
            elif clase == "raices":
                (Path(settings.FIRMA_DIR_RAICES) / f"de-antes-{resto}").write_bytes(volcado.read(nombre))
    ejecutor = ejecutor_de_antes(connection)
    ejecutor.migrate([tuple(m) for m in base["migraciones"] if tuple(m) in ejecutor.loader.graph.nodes])
    _poner(base["tablas"])
    call_command("migrate", verbosity=0)


def _poner(tablas):
    from django.db import connection, transaction

    existentes = set(connection.introspection.table_names())
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for tabla, datos in tablas.items():
            assert tabla in existentes, tabla
            columnas = ", ".join(f'"{c}"' for c in datos["columnas"])
            if not tabla.startswith("bitacora_"):  # lo que alguna migración haya puesto ya viene en el volcado
                cursor.execute(f'DELETE FROM "{tabla}"')
            huecos = ", ".join(["%s"] * len(datos["columnas"]))
            cursor.executemany(f'INSERT INTO "{tabla}" ({columnas}) VALUES ({huecos})', datos["renglones"])
        if connection.vendor == "postgresql":
            for tabla in (t for t, datos in tablas.items() if "id" in datos["columnas"]):
                cursor.execute(f"SELECT pg_get_serial_sequence('{tabla}', 'id')")
                if (secuencia := cursor.fetchone()[0]) is not None:
                    cursor.execute(f"SELECT setval('{secuencia}', (SELECT max(id) FROM \"{tabla}\"))")


def terminar() -> dict[str, object]:
    """Termina con los actos de hoy todo lo que venía a medias. Devuelve cómo quedó."""
    from bitacora.cadena import verificar_cadena
    from dictamenes.models import Solicitud
    from flujos.models import Vinculo
    from flujos.recorrido import trabajos

    mundo = _mundo_cargado()
    _fundar(mundo)
    antes = dict(Solicitud.objects.order_by("pk").values_list("pk", "estado"))
    for _ in range(6):
        trabajos.correr_pendientes(mundo.en)
        for solicitud in Solicitud.objects.exclude(estado__in=("borrador", "emitida")).order_by("pk"):
            if solicitud.estado in ADELANTE:
                ADELANTE[solicitud.estado](mundo, solicitud)
    return {
        "antes": sorted(antes.values()),
        "despues": sorted(Solicitud.objects.values_list("estado", flat=True)),
        "versiones": sorted(set(Vinculo.objects.values_list("version_flujo", flat=True))),
        "bitacora": verificar_cadena().integra,
    }


def _mundo_cargado():
    from cuentas.models import Nombramiento
    from tests.mundo import PAPELES_CENTRALES, Mundo

    mundo = object.__new__(Mundo)
    mundo.en = EPOCA + timedelta(hours=1)
    vigentes = Nombramiento.objects.select_related("persona", "area").order_by("pk")
    for papel in (*PAPELES_CENTRALES, "elabora", "presenta"):
        setattr(mundo, papel, vigentes.filter(papel=papel).first().persona)
    mundo.tecnicos = {n.area.clave: n.persona for n in vigentes.filter(papel="tecnico")}
    return mundo


def _fundar(mundo):
    """Al actualizar, lo que nunca tuvo fundamento queda apagado: quien administra lo captura y todo sigue."""
    from config.demostracion.fundamentos import sembrar_fundamentos
    from dictamenes.documento.firma.prueba import crear_credenciales
    from dictamenes.models import Competencia

    # Sus listas de revocación son de entonces: las renueva `servir` al arrancar y, en producción, quien opera.
    carpeta = Path(os.environ["CREDENCIALES_DE_PRUEBA"])
    crear_credenciales(carpeta, [], en=datetime.now(UTC), contrasena_sello="")
    (carpeta / "ocsp.cer").unlink()  # contesta por la autoridad de hoy; por la de entonces valen sus listas
    assert not Competencia.objects.exists(), "lo que puso una siembra no funda nada"
    sembrar_fundamentos(None, None, mundo.en, EPOCA.date())


def _admitir(mundo, solicitud):
    from cuentas.models import Area
    from dictamenes import tramite
    from flujos.recorrido import actos

    actos.ejecutar(tramite.admitir, solicitud, por=mundo.recepcion, en=mundo.en,
                   areas=list(Area.objects.filter(clave="infraestructura")))


def _desahogar(mundo, solicitud):
    from dictamenes import tramite
    from flujos.recorrido import actos

    observaciones = solicitud.prevenciones.abierta().observaciones.all()
    actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en,
                   respuestas={o.pk: ("Se corrigió.", False) for o in observaciones})


def _opinar(mundo, solicitud):
    for revision in solicitud.revisiones.filter(ronda=solicitud.ronda, dada_en=None):
        mundo.opinar(solicitud, revision.area.clave)


def _firmar(mundo, solicitud):
    """Lo que espera firma; lo que se propuso cuando no había qué citar se devuelve y se propone otra vez."""
    from dictamenes import tramite
    from flujos.recorrido import actos

    dictamen = solicitud.dictamen
    if dictamen.estado != "por_firmar":
        return
    if dictamen.fundamentos.exists():
        mundo.firmar(solicitud)
    else:
        actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en, motivo="No cita su fundamento.")


ADELANTE = {
    "en_requisitos": _admitir, "prevenida": _desahogar, "en_revision": _opinar,
    "en_estrategia": lambda mundo, solicitud: mundo.proponer(solicitud), "en_firma": _firmar,
}


def main() -> None:
    """La orden que se pida."""
    orden, archivo = sys.argv[1], Path(sys.argv[2])
    if orden == "generar":
        generar(archivo)
        return
    import django

    django.setup()
    from cuentas import reloj

    cargar(archivo)
    with reloj.detenido_en(EPOCA + timedelta(hours=1)):
        print(json.dumps(terminar(), ensure_ascii=False))


if __name__ == "__main__":
    main()
