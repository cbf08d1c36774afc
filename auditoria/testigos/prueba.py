"""La prueba descargable de un dictamen: el evento que dice la huella de ese PDF, en lo ya publicado."""

from __future__ import annotations

from django.db.models import Q

from auditoria.testigos import carpeta
from bitacora.cadena import leer
from bitacora.models import Evento, clave_de
from dictamenes.models import Dictamen, Estampa, VersionPublica
from verificador.renglon import Renglon
from verificador.testigos.notas import leer_checkpoint
from verificador.testigos.prueba import ACCIONES, EJEMPLARES, armar


class SinPrueba(LookupError):
    """Ningún dictamen emitido tiene esa huella, o lo publicado aún no la alcanza; el texto dice cuál."""


def de_huella(sha256: str) -> bytes:
    """El `.tlog-proof` del PDF con esa huella (hexadecimal en minúsculas). Lanza `SinPrueba`."""
    renglon = _renglon(sha256)
    nota = carpeta.publicado()
    if nota is None or (n := leer_checkpoint(nota).n) < renglon.n:
        raise SinPrueba("La bitácora publicada todavía no llega a este dictamen: vuelva en unos minutos.")
    return armar(renglon, carpeta.arbol(n).inclusion(renglon.n - 1), nota)


def _renglon(sha256: str) -> Renglon:
    for dictamen in _dictamenes(sha256):
        eventos = Evento.objects.filter(objeto=clave_de(dictamen.solicitud), accion__in=ACCIONES)
        for renglon in leer(eventos):
            datos = renglon.datos or {}
            if renglon.sal and any(datos.get(campo) == sha256 for campo in ACCIONES[renglon.accion]):
                return renglon
    raise SinPrueba("Ningún dictamen emitido tiene esa huella.")


def _dictamenes(sha256: str) -> list[Dictamen]:
    """El que la tiene en uno de sus ejemplares, la tuvo antes de testarse o la tiene desde que se renovó su estampa."""
    emitidos = Dictamen.objects.filter(emitido_en__isnull=False).select_related("solicitud")
    suyos = [dictamen for campo in EJEMPLARES for dictamen in emitidos.filter(**{f"{campo}__sha256": sha256})]
    antes = VersionPublica.objects.filter(anterior__sha256=sha256).values("dictamen")
    renovadas = Estampa.objects.filter(archivo__sha256=sha256).values("solicitud")
    return suyos or list(emitidos.filter(Q(pk__in=antes) | Q(solicitud__in=renovadas)))
