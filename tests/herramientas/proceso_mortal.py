"""Un trabajador de verdad que muere (como con kill -9) en el punto que se le diga.

Uso: `python -m tests.herramientas.proceso_mortal PUNTO`, con DATABASE_URL y ALMACEN_CARPETA de la prueba.
Puntos: `tomado`, `congelado`, `antes_de_guardar`, `guardado`, `antes_del_commit`, `despues_del_commit`, `ninguno`.
"""

from __future__ import annotations

import os
import sys


def morir(*args, **kwargs):
    """Muere sin limpiar nada, como SIGKILL."""
    os._exit(137)


def preparar_muerte(punto: str, trabajo: str) -> None:
    """Pone la trampa en la función que toca."""
    from dictamenes import documentos, tramite
    from flujos import trabajos
    from flujos.nodos import TrabajoActivation

    hacer = "sellado" if trabajo == "preparar" else "ejemplares"
    final = "registrar_sellado" if trabajo == "preparar" else "emitir"
    if punto == "tomado":
        trabajos.TAREAS[trabajo] = morir
    elif punto == "congelado":
        setattr(documentos, hacer, morir)
    elif punto == "antes_de_guardar":
        documentos.guardar = morir
    elif punto == "guardado":
        setattr(tramite, final, morir)
    elif punto == "antes_del_commit":
        TrabajoActivation.execute = morir
    elif punto == "despues_del_commit":
        original = trabajos.TAREAS[trabajo]
        trabajos.TAREAS[trabajo] = lambda *a: (original(*a), morir())


def main() -> None:
    """Corre lo pendiente (o muere en el intento)."""
    import django

    django.setup()
    from django.utils import timezone

    from flujos import trabajos

    punto, trabajo = sys.argv[1], sys.argv[2]
    preparar_muerte(punto, trabajo)
    trabajos.correr_pendientes(timezone.now())


if __name__ == "__main__":
    main()
