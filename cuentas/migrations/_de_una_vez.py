"""Crea de una vez las tablas de un cuarto: lo que hace barata la línea base (el guion bajo la aparta de las migraciones).

Con una operación por tabla, Django vuelve a armar los modelos de todo el sistema en cada una. Aquí se arman al final,
con todas declaradas; por eso también pueden referirse unas a otras en cualquier orden.
"""

from django.db.migrations.operations.base import Operation, OperationCategory


class CrearTablas(Operation):
    """Los `CreateModel` de `tablas`, como uno solo."""

    category = OperationCategory.ADDITION

    def __init__(self, tablas):
        self.tablas = tablas

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # se arman de nuevo cuando hagan falta, y no una vez por tabla
        for tabla in self.tablas:
            tabla.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for tabla in self.tablas:
            tabla.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for tabla in reversed(self.tablas):
            tabla.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Crear {len(self.tablas)} tablas"
