"""Mil renglones por XLSX, con el perfil de estándar que más atributos tiene: revisarlos y guardarlos, por HTTP."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from typing import Any

from django.db.models import Count
from django.urls import reverse

from config.demostracion.declarar import declarar
from config.demostracion.estandares import sembrar_estandares
from dictamenes.models import Concepto, Solicitud
from estandares.models import Perfil
from flujos.captura import exportar_conceptos
from tests.herramientas.cliente_http import Respuesta
from tests.herramientas.servidor_de_prueba import servidor
from tests.medir.medida import Medida, resumen
from tests.medir.procesos import cpu_con_hijos_ms, familia
from tests.mundo import LAPTOP, Mundo

RENGLONES = 1_000
META = "≤ 3 s CPU"


def medir(mundo: Mundo, vueltas: int, renglones: int = RENGLONES) -> Iterator[Medida]:
    """Un borrador vacío por vuelta: subir la hoja y ver cómo queda, y confirmarla. Con los procesos que abren el archivo."""
    hoja, atributos = hoja_de(mundo, renglones)
    cifras: dict[str, list[float]] = {"Revisar": [], "Guardar": []}
    tiempos: dict[str, list[float]] = {"Revisar": [], "Guardar": []}
    with servidor(procesos=1, hilos=1) as vivo:

        def tomar(cual: str, pedir: Callable[[], Respuesta], codigo: int) -> None:
            antes, inicio = cpu_con_hijos_ms(familia(vivo.proceso.pid)), time.monotonic()
            respuesta = pedir()
            tiempos[cual].append(time.monotonic() - inicio)
            cifras[cual].append(cpu_con_hijos_ms(familia(vivo.proceso.pid)) - antes)
            if respuesta.codigo != codigo:
                raise RuntimeError(f"{cual} contestó {respuesta.codigo}: {respuesta.principal[:500]}")
            vistas.append(respuesta)

        for _ in range(vueltas + 1):  # la primera calienta y no cuenta
            vistas: list[Respuesta] = []
            cliente, ruta = vivo.cliente(mundo.elabora), _ruta(mundo.borrador(conceptos=0))
            tomar("Revisar", cliente.listo(ruta, cliente.formulario(ruta, "Revisar") | {"archivo": _archivo(hoja)}), 200)
            revisado = cliente.formulario_de(vistas[0], "Agregar")
            texto = revisado["texto"].removeprefix("\n")  # el que abre un <textarea> no es suyo
            tomar("Guardar", cliente.listo(ruta, revisado | {"texto": texto, "confirmar": "1"}), 302)
    for cual, cpu in cifras.items():
        yield Medida("importar", f"{cual} {renglones:,} renglones por XLSX, {atributos} atributos", f"{resumen(cpu[1:], '.0f')} ms CPU",
                     f"esperó {median(tiempos[cual][1:]):.1f} s", "", META, {"cpu_ms": cpu[1:], "segundos": tiempos[cual][1:]})


def hoja_de(mundo: Mundo, renglones: int) -> tuple[bytes, int]:
    """La hoja que el producto exporta de esos conceptos, y cuántos atributos declara cada uno."""
    sembrar_estandares(mundo.en)
    perfil = Perfil.objects.annotate(filas=Count("requisitos")).latest("filas")
    declarado = declarar(perfil, Random(7))
    solicitud = mundo.borrador(conceptos=0)
    Concepto.objects.bulk_create(
        Concepto(solicitud=solicitud, orden=n, **{**LAPTOP, "perfil": perfil, "declarado": declarado}) for n in range(1, renglones + 1)
    )
    return exportar_conceptos.exportar(solicitud, "xlsx", por=mundo.elabora, en=mundo.en), len(declarado)


def _ruta(solicitud: Solicitud) -> str:
    return reverse("flujos:conceptos_importar", args=[solicitud.pk])


def _archivo(contenido: bytes) -> Any:
    archivo = io.BytesIO(contenido)
    archivo.name = "conceptos.xlsx"
    return archivo
