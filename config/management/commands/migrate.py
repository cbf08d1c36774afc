"""`migrate` como el dueño de la base; después, los permisos de quienes atienden, también sobre las tablas nuevas."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from config.duena import como_duena


class Command(migrate.Command):
    """La de Django, con `DATABASE_URL_DUENA` si está puesta."""

    def handle(self, *args: Any, **opciones: Any) -> None:
        with como_duena() as es_duena:
            super().handle(*args, **opciones)
            if es_duena:
                call_command("permisos_de_base", verbosity=opciones["verbosity"])
