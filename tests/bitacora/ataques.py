"""Lo que haría quien se adueña de la base, y con qué se llena antes."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from bitacora import disparadores
from bitacora.cadena import anotar

DOS = timedelta(hours=2)


def llenar(en, cuantos=6):
    """Unos eventos más, de dos objetos."""
    with transaction.atomic():
        for k in range(cuantos):
            anotar("prueba.hecha", f"prueba:{k % 2}", por=None, en=en, datos={"k": k, "ente": 3})


def como_duena(*ordenes):
    """Lo que haría quien administra la base: quita los disparadores, cambia y los vuelve a poner."""
    fijas = (*disparadores.TABLAS, disparadores.ANCLA)
    with connection.schema_editor() as editor:
        disparadores.quitar(editor, fijas)
        for orden in ordenes:
            editor.execute(orden)
        disparadores.poner(editor, fijas)


def reescribir(desde, en):
    """La cola entera, rehecha desde ese evento con sus eslabones bien calculados."""
    como_duena(f"DELETE FROM bitacora_datosevento WHERE evento_id >= {desde}", f"DELETE FROM bitacora_evento WHERE n >= {desde}")
    llenar(en, 12 - desde + 1)
