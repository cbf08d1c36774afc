"""Qué correos quiere cada persona. Lo que tiene efecto legal o cuida su cuenta no se elige: sale siempre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.acceso.acceso import papeles
from cuentas.models import PreferenciaDeAviso, Usuario
from cuentas.papeles import PAPELES
from cuentas.temas import TEMAS, Entrega, Para, Tema


def entrega_de(persona: Usuario, tema: str) -> Entrega:
    """Cómo le llega el correo de ese tema. KeyError si el tema no existe."""
    return entregas_de([persona], tema)[0]


def entregas_de(personas: Sequence[Usuario], tema: str) -> list[Entrega]:
    """Cómo le llega a cada una el correo de ese tema, en el mismo orden. KeyError si el tema no existe."""
    if TEMAS[tema].fijo:
        return [TEMAS[tema].entrega for _ in personas]
    guardadas = PreferenciaDeAviso.objects.filter(persona__in=personas, tema=tema)
    elegidas = dict(guardadas.values_list("persona", "entrega"))
    return [Entrega(elegidas.get(persona.pk, TEMAS[tema].entrega)) for persona in personas]


def entregas(persona: Usuario) -> dict[str, Entrega]:
    """Cómo le llega cada tema que puede elegir, con una consulta."""
    elegidas = dict(PreferenciaDeAviso.objects.filter(persona=persona).values_list("tema", "entrega"))
    return {t.clave: Entrega(elegidas.get(t.clave, t.entrega)) for t in TEMAS.values() if not t.fijo}


def temas_de(persona: Usuario) -> list[Tema]:
    """Los temas que le pueden llegar por sus papeles de hoy, elegibles o no."""
    de = {PAPELES[papel].de for papel in papeles(persona)}
    suyos = {Para.TODOS} | ({Para.ENTE} if "ente" in de else set()) | ({Para.CENTRAL} if de - {"ente"} else set())
    return [tema for tema in TEMAS.values() if tema.para in suyos]


@transaction.atomic
def elegir(persona: Usuario, elegidas: Mapping[str, str], *, en: datetime) -> bool:
    """Guarda lo que la propia persona eligió y anota sólo lo que cambió; falso si nada cambió.

    Lo fijo se ignora. ValueError si una entrega no existe.
    """
    Usuario.objects.select_for_update().only("pk").get(pk=persona.pk)
    antes = entregas(persona)
    cambios = {t: Entrega(e) for t, e in elegidas.items() if t in antes and antes[t] != e}
    for tema, entrega in cambios.items():
        PreferenciaDeAviso.objects.update_or_create(persona=persona, tema=tema, defaults={"entrega": entrega})
    if cambios:
        anotar("preferencias.elegidas", persona, por=persona, en=en, datos=dict(cambios))
    return bool(cambios)
