"""Carga la demostración: catálogos, estándares reales, gente ficticia y un año de asuntos que recorren el camino."""

from __future__ import annotations

import gc
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import entorno
from config.demostracion.abiertos import PREFIJO_OCDS, sembrar_fundamento
from config.demostracion.archivo import sembrar_disposicion
from config.demostracion.bloques import sembrar_bloques
from config.demostracion.cancelacion import cancelar_datos
from config.demostracion.contratos import decidir_contratos
from config.demostracion.escudo import sembrar_escudo
from config.demostracion.estandares import sembrar_estandares
from config.demostracion.frases import sembrar_frases
from config.demostracion.fundamentos import sembrar_fundamentos, sembrar_parametros
from config.demostracion.gente import CONTRASENA, Gente, personas_que_firman, poblar
from config.demostracion.por_firmar import dejar_por_firmar
from config.demostracion.simulacion import simular
from cuentas import reloj
from cuentas.models import VersionDeParametro
from cuentas.siembra import sembrar as sembrar_catalogos
from dictamenes.documento.firma.prueba import crear_credenciales
from dictamenes.models import Solicitud
from dictamenes.siembra import sembrar as sembrar_tramite
from indicadores.cedula import informe
from indicadores.contratos.demostracion import importar_demostracion as importar_contratos
from indicadores.pasado.demostracion import importar_demostracion

ARRANQUE = datetime(2025, 1, 6, 16, 0, tzinfo=UTC)
OBJETOS_ENTRE_BUSQUEDAS = 50_000
MESA_DE_AYUDA = {
    "ayuda.correo": "mesa.de.ayuda@demo.example", "ayuda.telefono": "662 000 0000, extensión 000 (ficticio)",
    "ayuda.horario": "de lunes a viernes, de 8:00 a 15:00 h",
}
CUENTAS = (
    ("Elabora (ente)", "elabora.icreson"), ("Presenta (ente)", "presenta.icreson"),
    ("Recibe notificaciones (ente)", "recibe.icreson"), ("Recepción", "recepcion"),
    ("Coordinación", "coordinacion"), ("Dictaminador técnico", "infraestructura"),
    ("Dictaminador estratégico", "estrategico"), ("Firmante", "firmante"), ("Suplente de quien firma", "suplente"),
    ("Estándares", "estandares"),
    ("Auditor", "auditor"), ("Auditor con orden", "auditor2"),
    ("Administrador", "administrador"), ("Administrador que confirma", "administrador2"),
)


class Command(BaseCommand):
    """Determinista en asuntos con SEMILLA. Volver a correrla no duplica nada."""

    help = "Carga los datos de la demostración (sólo con los ajustes de la demostración)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        semilla = entorno.entero("SEMILLA", 2026)
        parser.add_argument("--semilla", type=int, default=semilla, help="misma semilla, mismos asuntos")
        parser.add_argument("--hasta", type=date.fromisoformat, help="fecha en que termina el año simulado")

    def handle(self, *args: Any, **opciones: Any) -> None:
        if not settings.DEMOSTRACION:
            raise CommandError("La demostración sólo se carga con los ajustes de la demostración.")
        if Solicitud.objects.exists():
            self.stdout.write("La demostración ya está cargada (borre var/demo para empezar de nuevo).")
        else:
            with _de_prisa():
                self._cargar(Random(opciones["semilla"]), opciones["hasta"])  # noqa: S311 (azar de demostración)
        self._decir_cuentas()

    def _cargar(self, azar: Random, hasta: date | None) -> None:
        inicio, ahora = time.monotonic(), reloj.ahora()
        if hasta:
            ahora = datetime.combine(hasta, datetime.min.time(), tzinfo=reloj.HERMOSILLO) + timedelta(hours=12)
        gente = sembrar_demostracion(azar, ahora)
        importar_demostracion(en=ahora)
        asuntos = simular(gente, azar, ahora)
        importar_contratos(en=ahora)
        decidir_contratos(gente, ahora)
        cancelar_datos(gente, ahora)
        dejar_por_firmar(gente, ahora)
        informe.publicar(reloj.dia_de(ahora).year - 1, por=gente.central["coordinacion"][0], en=ahora)
        self.stdout.write(f"{asuntos} asuntos en {time.monotonic() - inicio:.0f} s.")

    def _decir_cuentas(self) -> None:
        ancho = max(len(nombre) for nombre, _ in CUENTAS)
        self.stdout.write(f"\nCuentas de la demostración (contraseña: {CONTRASENA})")
        for nombre, correo in CUENTAS:
            self.stdout.write(f"  {nombre:<{ancho}}  {correo}@demo.example")
        self.stdout.write(
            f"\nQué probar en {settings.SITIO_URL}:\n"
            "  1. Entre como elabora.icreson, abra un borrador y escriba atributos: el veredicto cambia al teclear.\n"
            "  2. Entre como recepcion, abra un asunto de la bandeja y admítalo o prevéngalo.\n"
            "  3. Entre como firmante, abra un dictamen, léalo y fírmelo; verifique el PDF en /verificar/.\n"
            "  4. Entre como auditor, exporte la bitácora desde «Anclas» y compruébela sin este sistema:\n"
            f"     python -m verificador bitacora ARCHIVO.zip --raices {settings.FIRMA_DIR_RAICES}\n"
        )


@contextmanager
def _de_prisa() -> Iterator[None]:
    """Sin esperar al disco en cada acto, que si se va la luz se carga otra vez, y buscando basura de tarde en tarde."""
    gc.freeze()
    antes = gc.get_threshold()
    gc.set_threshold(OBJETOS_ENTRE_BUSQUEDAS)
    _esperar_al_disco("OFF")
    try:
        yield
    finally:
        _esperar_al_disco("FULL")
        gc.set_threshold(*antes)
        gc.unfreeze()


def _esperar_al_disco(cuanto: str) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={cuanto}")


def sembrar_demostracion(azar: Random, ahora: datetime) -> Gente:
    """Catálogos, estándares, gente y credenciales de prueba vigentes en `ahora`; sin asuntos."""
    with reloj.detenido_en(ARRANQUE):
        sembrar_catalogos(ARRANQUE, de_muestra=True)
        parametros = {**MESA_DE_AYUDA, "abiertos.ocds_prefijo": PREFIJO_OCDS}
        VersionDeParametro.objects.bulk_create(
            VersionDeParametro(clave=clave, numero=1, valor=valor, desde=ARRANQUE.date(), redactada_en=ARRANQUE,
                               publicada_en=ARRANQUE, motivo="De la demostración.")
            for clave, valor in parametros.items()
        )
        sembrar_tramite(ARRANQUE)
        sembrar_estandares(ARRANQUE)
        gente = poblar(azar, ARRANQUE, ahora)
        sembrar_bloques(gente, ARRANQUE)
        sembrar_escudo(gente, ARRANQUE)
        sembrar_frases(gente, ARRANQUE)
        redacta, publica = gente.central["administrador"][:2]
        sembrar_fundamentos(redacta, publica, ARRANQUE, date(2020, 1, 1))
        sembrar_fundamento(redacta, publica, ARRANQUE)
        sembrar_parametros(redacta, publica, ARRANQUE, reloj.dia_de(ahora))
        sembrar_disposicion(gente, ARRANQUE.date(), ARRANQUE)
    crear_credenciales(
        Path(settings.CREDENCIALES), personas_que_firman(gente), en=ahora,
        contrasena_sello=settings.FIRMA_SELLO_CONTRASENA,
    )
    return gente
