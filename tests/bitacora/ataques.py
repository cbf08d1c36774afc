"""Lo que haría quien se adueña de la base, y con qué se llena antes."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from auditoria import cancelacion
from bitacora import disparadores
from bitacora.cadena import anotar, eslabonado
from bitacora.models import DatosEvento, Evento
from verificador.cadena import eslabon
from verificador.hojas import raiz

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


ETIQUETAS_FALSAS = ("sin etiqueta", "al azar", "copiada", "llave inventada")


def insertar(accion, objeto, datos, en, *, como="copiada", por=None):
    """Un evento bien formado y encadenado, escrito por SQL con permiso de agregar: sólo le falta el llavero."""
    ultimo = Evento.objects.latest("n")
    evento = Evento(
        n=ultimo.n + 1, en=en, por=por, accion=accion, objeto=objeto, huella=raiz(ultimo.n + 1, datos, "5a" * 16), previo=ultimo.eslabon,
        formato=2,
    )
    evento.eslabon = eslabon(**eslabonado(evento))
    evento.llave, evento.etiqueta = {
        "sin etiqueta": ("", ""), "al azar": (ultimo.llave, "ab" * 32), "copiada": (ultimo.llave, ultimo.etiqueta),
        "llave inventada": ("f" * 16, "ab" * 32),
    }[como]
    with transaction.atomic():
        evento.save(force_insert=True)
        DatosEvento.objects.create(evento=evento, sal="5a" * 16, datos=datos)


def reescribir_por_sql(desde, en):
    """Caso 31: la cola que ningún ancla cubre, rehecha con sus eslabones bien calculados, sin el llavero."""
    hasta = Evento.objects.latest("n").n
    como_duena(f"DELETE FROM bitacora_datosevento WHERE evento_id >= {desde}", f"DELETE FROM bitacora_evento WHERE n >= {desde}")
    for k in range(desde, hasta + 1):
        insertar("prueba.hecha", "prueba:1", {"k": k, "ente": 9}, en)


def con_lapida(n, persona, en):
    """Cancela los datos de ese evento, entre dos personas."""
    propuesta = cancelacion.proponer(n, fundamento="ARCO-014/2026", resolucion="CT/7/2026", por=persona("coordinacion"), en=en)
    return cancelacion.confirmar(propuesta, por=persona("administrador"), en=en)
