"""Vuelve planas las vistas: mismas páginas, formularios, plantillas y documentos; lo demás se quita.

Fuera el motor (cada acto escribe sus renglones y cambia el estado), la bitácora, los candados, los permisos del
expediente, la separación de funciones, los avisos y la cola de trabajos: los documentos se hacen dentro de la petición.
Corre sólo en los procesos del servidor par (tests/herramientas/wsgi_de_prueba.py).
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet


def aplanar() -> None:
    """Cambia, en este proceso, cada pieza por su versión sin nada."""
    from django.urls import get_resolver

    from bitacora import cadena, rechazos
    from cuentas.acceso import acceso
    from dictamenes.documento.firmante import mesa
    from dictamenes.expediente import vistos
    from dictamenes.models.solicitud import SolicitudQuerySet
    from dictamenes.reglas import participacion
    from flujos.recorrido import actos

    get_resolver().url_patterns  # noqa: B018 (carga todas las vistas: lo que importaron también se cambia)
    _cambiar(cadena.anotar, _nada)
    _cambiar(participacion.participar, _nada)
    _cambiar(acceso.exigir, _nada)
    _cambiar(rechazos.con_constancia, lambda *args, **kwargs: nullcontext())
    _cambiar(actos.ejecutar, _ejecutar)
    _cambiar(vistos.leidos, lambda persona, documentos: {cual for cual, _ in documentos})  # lo diría la bitácora
    mesa.sellar = _sellar
    SolicitudQuerySet.visibles_para = lambda self, *args: self  # type: ignore[method-assign]
    QuerySet.select_for_update = lambda self, *args, **kwargs: self  # type: ignore[method-assign]


def _cambiar(original: Any, por: Any) -> None:
    for modulo in list(sys.modules.values()):
        for nombre, valor in list(getattr(modulo, "__dict__", {}).items()):
            if valor is original:
                setattr(modulo, nombre, por)


def _sellar(clase: str, pk: int, *, en: datetime, **resto: Any) -> bytes:
    """Redactar y sellar, sin comprobar que conste: aquí no hay bitácora."""
    from dictamenes.documento.firma import instalada, sello
    from dictamenes.documento.firmante.papeles import todos

    propio = todos()[clase].redactar(todos()[clase].tomar(pk), en, ())
    return sello.sellar(propio.contenido, credencial=instalada.sello_institucional(), en=en, permiso=propio.permiso,
                        caja_firma=propio.caja)


def _nada(*args: Any, **kwargs: Any) -> None:
    return None


def _ejecutar(acto: Any, solicitud: Any, por: Any, en: datetime, **datos: Any) -> Any:
    from dictamenes import tramite
    from dictamenes.documento import documentos

    actual = _acto(acto, solicitud, por=por, en=en, **datos)
    if acto is tramite.proponer:
        actual = _acto(tramite.congelar, actual, por=None, en=en)
        actual.refresh_from_db()
        _acto(tramite.registrar_sellado, actual, por=None, en=en, sellado=documentos.sellado(actual.dictamen, en))
    elif acto is tramite.firmar:
        actual.refresh_from_db()
        de_las_partes, publico, sellados = documentos.ejemplares(actual.dictamen, en)
        _acto(tramite.emitir, actual, por=None, en=en, de_las_partes=de_las_partes, publico=publico, sellados=sellados)
    return actual


@transaction.atomic  # sin esto, dos a la vez tomarían el mismo folio
def _acto(acto: Any, solicitud: Any, *, en: datetime, **datos: Any) -> Any:
    from dictamenes.models import Dictamen, Solicitud

    actual = Solicitud.objects.get(pk=solicitud.pk)
    hecho = acto.cuerpo(actual, en=en, **datos)
    actual.estado = hecho.hacia or (acto.hacia[0] if acto.hacia else actual.estado)
    actual.concluida_en = en if actual.esta_concluida else None
    actual.save()
    if acto.dictamen_hacia:
        Dictamen.objects.filter(solicitud=actual).update(estado=acto.dictamen_hacia)
    return actual
