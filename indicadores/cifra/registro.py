"""De dónde salen los hechos: la bitácora para lo propio y los lotes importados para lo anterior al sistema."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from sys import intern
from typing import Any

from django.conf import settings
from django.db.models import Q

from bitacora.cadena import cabeza
from bitacora.models import Evento
from cuentas.models import Ente
from cuentas.reloj import dia_de
from dictamenes.models.catalogos import Tipo
from indicadores.cifra.conteo import CANCELADA, RECIBIDA, REPUESTA, Asunto, Clave, Conteo, Hecho, contar, plegar
from indicadores.cifra.parametros import ParametroInvalido
from indicadores.cifra.seguimiento import NADA, Eslabon, Memoria, lo_que_sigue
from indicadores.models import CifraPublicada, EnteAnterior, LoteHistorico, RegistroHistorico

IMPORTADO, HISTORICO = "historico.importado", "historico:"
DE_DEMOSTRACION = "Datos de demostración"
ACCIONES = {
    "solicitud.presentada": RECIBIDA,
    "solicitud.cancelada": CANCELADA,
    "dictamen.emitido": "emitida",
    "solicitud.improcedente": "improcedente",
    "solicitud.desechada": "desechada",
    "solicitud.desistida": "desistida",
    "prevencion.desahogada": REPUESTA,  # si ya se había desechado: la respuesta llegó a tiempo, en papel
}
PROPIOS = Q(accion__in=ACCIONES, objeto__startswith="solicitud:")
COLUMNAS = ("objeto", "accion", "en", "datos_evento__datos__ente", "datos_evento__datos__tipo")
SIN_DATO = "Sin dato"


@dataclass
class _Propios:
    """Los hechos que dice la bitácora, en su orden; el ente y el tipo son los del evento, no los de la solicitud."""

    visto: Eslabon = NADA
    hechos: list[Hecho] = field(default_factory=list)

    def seguir(self) -> None:
        for n, eslabon, objeto, accion, en, ente, tipo in lo_que_sigue(self.visto, PROPIOS, *COLUMNAS):
            hecho = Hecho(objeto, ACCIONES[accion], dia_de(en), ente or "", intern(tipo or ""), n, eslabon)
            self.hechos.append(hecho)
            self.visto = Eslabon(n, eslabon)


_memoria = Memoria(_Propios)


def sabido_hasta(n: int | None = None) -> Eslabon:
    """El eslabón de ese evento o, sin decir cuál, el de la cabeza. Lanza `ParametroInvalido` si no existe."""
    if n is None:
        return Eslabon(*cabeza())
    eslabon = Evento.objects.filter(n=n).values_list("eslabon", flat=True).first()
    if eslabon is None:
        raise ParametroInvalido(f"El evento {n} no está en la bitácora.")
    return Eslabon(n, eslabon)


def asuntos_al(corte: date, hasta: Eslabon | None = None) -> Sequence[Asunto]:
    """Los asuntos recibidos y no cancelados hasta el final de ese día en Hermosillo.

    Todo hecho, propio o importado, deja su eslabón: con el mismo corte y el mismo `hasta` (sin decirlo, la cabeza)
    el resultado es el mismo.
    """
    return _asuntos(corte, ultimo_hecho(hasta or sabido_hasta()))


@lru_cache(maxsize=4)
def _asuntos(corte: date, hasta: Eslabon) -> tuple[Asunto, ...]:
    return tuple(plegar(hechos_al(hasta), corte))


def hechos_al(hasta: Eslabon) -> list[Hecho]:
    """Todo lo que constaba hasta ese eslabón: lo propio y después lo importado. Sólo se lee lo que se agregó."""
    return [*_propios_al(hasta), *importados_al(hasta)]


def ultimo_hecho(hasta: Eslabon) -> Eslabon:
    """El último evento con algún hecho, de los que constaban hasta ése: hasta uno o el otro se cuenta lo mismo."""
    propio = [Eslabon(h.n, h.eslabon) for h in _propios_al(hasta)[-1:]]
    return max([*propio, *lotes_al(hasta).values()], default=NADA)


def _propios_al(hasta: Eslabon) -> list[Hecho]:
    with _memoria.al_dia() as leido:
        return leido.hechos[: bisect_right(leido.hechos, hasta.n, key=attrgetter("n"))]


def importados_al(hasta: Eslabon) -> tuple[Hecho, ...]:
    """Lo que dicen los lotes importados, en su orden: consta desde el evento en que se importó cada uno."""
    return _importados(tuple(lotes_al(hasta).items()))


@lru_cache(maxsize=2)
def _importados(lotes: tuple[tuple[int, Eslabon], ...]) -> tuple[Hecho, ...]:
    """Un lote importado no cambia: con los mismos lotes son los mismos hechos."""
    constan = dict(lotes)
    filas = RegistroHistorico.objects.filter(lote__in=constan).order_by("pk")
    quien = ("ente", "anterior__nombre", "ente_texto")
    que = ("lote", "folio", "tipo", "fecha_recibida", "fecha_atendida", "conclusion")
    hechos: list[Hecho] = []
    for lote, folio, tipo, recibida, atendida, conclusion, *ente in filas.values_list(*que, *quien).iterator(5000):
        clave = f"{HISTORICO}{folio}"
        hechos.append(Hecho(clave, RECIBIDA, recibida, next(filter(None, ente)), tipo, *constan[lote]))
        if atendida:
            hechos.append(Hecho(clave, conclusion, atendida, "", "", *constan[lote]))
    return tuple(hechos)


def lotes_al(hasta: Eslabon) -> dict[int, Eslabon]:
    """Los lotes importados hasta ese eslabón, por su clave, con el evento de su importación."""
    importados = Evento.objects.filter(accion=IMPORTADO, n__lte=hasta.n).values_list("objeto", "n", "eslabon")
    return {int(objeto.partition(":")[2]): Eslabon(n, eslabon) for objeto, n, eslabon in importados.order_by("n")}


def indicador(anio: int, corte: date, hasta: Eslabon | None = None) -> dict[str, Any]:
    """Lo publicado, lo registrado y su diferencia, con las claves que imprime la orden `indicador`."""
    conteo = contar(asuntos_al(corte, hasta), anio, corte)
    return armar(conteo, CifraPublicada.objects.filter(anio=anio).first())


def armar(conteo: Conteo, cifra: CifraPublicada | None) -> dict[str, Any]:
    """Las dos capas de un año, sin mezclarlas; `publicada` y `diferencia` son None si no hay cifra."""
    return {
        "publicada": {"atendidas": cifra.valor, "fuente": cifra.fuente} if cifra else None,
        "registro": {
            "recibidas": conteo.recibidas, "atendidas": conteo.flujo, "flujo": conteo.flujo, "cohorte": conteo.cohorte,
        },
        "conciliacion": {"diferencia": conteo.flujo - cifra.valor if cifra else None},
    }


def aviso_de(lotes: Iterable[LoteHistorico]) -> str:
    """Por qué no son cifras oficiales: hay un lote de demostración, o el sitio no es el de verdad. Vacío si lo son."""
    return DE_DEMOSTRACION if any(lote.demostracion for lote in lotes) else settings.ROTULO_SIN_VALIDEZ


def nombres_de_entes() -> dict[Clave, str]:
    """Nombre de cada ente por la clave con que se cuenta; el que ya no existe dice quién lo sucedió."""
    anteriores = EnteAnterior.objects.values_list("nombre", "sucesor__siglas")
    de_antes = {nombre: f"{nombre} (hoy, {sucesor})" for nombre, sucesor in anteriores}
    return dict(Ente.objects.values_list("pk", "nombre")) | de_antes


def nombre_de_tipo(clave: str) -> str:
    """El nombre de un tipo de solicitud, o «Sin dato»."""
    return str(dict(Tipo.choices).get(clave, clave or SIN_DATO))
