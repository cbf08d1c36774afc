"""Las vistas guardadas de la bandeja, y las listas con que se filtra."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import CharField, DateField, Value
from django.db.models.functions import Cast
from django.utils.http import urlencode

from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.models import Area, Ente, Usuario
from cuentas.preparada import Preparada, hueco
from dictamenes.excepciones import DatosInvalidos
from flujos.bandeja.bandeja import Filtros
from flujos.models import VistaGuardada
from flujos.recorrido.carga import REVISAN

MAXIMO = 12
LARGO = CharField(max_length=1500)


def opciones(usuario: Usuario) -> dict[str, list[tuple[str, str]]]:
    """Entes, áreas, vistas de la persona y, si coordina, quienes revisan: clave y texto, en una sola consulta."""
    halladas: dict[str, list[tuple[str, str]]] = {"ente": [], "area": [], "vista": [], "persona": []}
    for clase, clave, texto in _opciones(puede(usuario, "revision.turnar"))(persona=usuario.pk, hoy=reloj.hoy()):
        halladas[clase].append((clave, texto))
    return halladas


@cache
def _opciones(coordina: bool) -> Preparada:
    ente = _trozo(Ente.objects.order_by(), "ente", "siglas", "nombre")
    area = _trozo(Area.objects.order_by(), "area", "clave", "nombre")
    vista = _trozo(VistaGuardada.objects.filter(persona=hueco("persona")), "vista", "consulta", "nombre")
    revisan = Usuario.objects.nombradas(hueco("hoy", DateField()), papel__in=REVISAN).order_by()
    trozos = [area, vista, *([_trozo(revisan, "persona", "pk", "nombre")] if coordina else [])]
    return Preparada(lambda: ente.union(*trozos, all=True).order_by("texto"))


@transaction.atomic
def guardar(persona: Usuario, nombre: str, filtros: Filtros) -> None:
    """Guarda los filtros con ese nombre; si ya lo usaba, cambia los de esa vista. Lanza `DatosInvalidos`."""
    if not (nombre := nombre.strip()[:40]):
        raise DatosInvalidos("Escriba un nombre para la vista.")
    Usuario.objects.select_for_update().get(pk=persona.pk)  # dos a la vez no pasan del máximo
    suyas = VistaGuardada.objects.filter(persona=persona)
    if suyas.exclude(nombre=nombre).count() >= MAXIMO:
        raise DatosInvalidos(f"Ya tiene {MAXIMO} vistas guardadas. Quite alguna para guardar otra.")
    dicho = {"consulta": urlencode(filtros.filtran)}
    VistaGuardada.objects.update_or_create(persona=persona, nombre=nombre, defaults=dicho)


def quitar(persona: Usuario, nombre: str) -> None:
    """Olvida la vista de ese nombre; si no la hay, nada."""
    VistaGuardada.objects.filter(persona=persona, nombre=nombre).delete()


def _trozo(filas: Any, clase: str, clave: str, texto: str) -> Any:
    columnas = {"clase": Value(clase, LARGO), "clave_": Cast(clave, LARGO), "texto": Cast(texto, LARGO)}
    return filas.annotate(**columnas).values_list("clase", "clave_", "texto")
