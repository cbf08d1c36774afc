"""Migrar paso por paso, como una base de antes: sin las líneas base, que en una base nueva toman el lugar de los pasos."""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class _PasoPorPaso(MigrationLoader):
    def build_graph(self) -> None:
        super().build_graph()
        for nodo, migracion in self.replacements.items():
            self.graph.remove_replacement_node(nodo, migracion.replaces)


def ejecutor_de_antes(conexion: Any) -> MigrationExecutor:
    """El que puede dejar la base en cualquier migración por su nombre."""
    ejecutor = MigrationExecutor(conexion)
    ejecutor.loader = _PasoPorPaso(conexion, replace_migrations=False)
    return ejecutor
