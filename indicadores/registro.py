"""De dónde salen los hechos: la bitácora para lo propio y los lotes importados para lo anterior al sistema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings

from bitacora.cadena import cabeza
from bitacora.models import Evento
from cuentas.models import Ente
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes.models.catalogos import Tipo
from indicadores.conteo import CANCELADA, RECIBIDA, REPUESTA, Asunto, Clave, Conteo, Hecho, contar, plegar
from indicadores.models import CifraPublicada, EnteAnterior, LoteHistorico, RegistroHistorico
from indicadores.parametros import ParametroInvalido

IMPORTADO = "historico.importado"
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
SIN_DATO = "Sin dato"
ULTIMO_DIA = date(9999, 12, 30)


class Eslabon(NamedTuple):
    """Hasta dónde de la cadena se sabe: el número y el eslabón de su último evento."""

    n: int
    eslabon: str


def sabido_hasta(n: int | None = None) -> Eslabon:
    """El eslabón de ese evento o, sin decir cuál, el de la cabeza. Lanza `ParametroInvalido` si no existe."""
    if n is None:
        return Eslabon(*cabeza())
    eslabon = Evento.objects.filter(n=n).values_list("eslabon", flat=True).first()
    if eslabon is None:
        raise ParametroInvalido(f"El evento {n} no está en la bitácora.")
    return Eslabon(n, eslabon)


def asuntos_al(corte: date, hasta: Eslabon | None = None) -> Sequence[Asunto]:
    """Los asuntos recibidos y no cancelados hasta el final de ese día en Hermosillo (una consulta, o cuatro).

    Todo hecho, propio o importado, deja su eslabón: con el mismo corte y el mismo `hasta` (sin decirlo, la cabeza)
    el resultado es el mismo y no se vuelve a leer.
    """
    return _asuntos(corte, hasta or sabido_hasta())


@lru_cache(maxsize=4)
def _asuntos(corte: date, hasta: Eslabon) -> tuple[Asunto, ...]:
    return tuple(plegar(hechos_al(hasta, corte), corte))


def hechos_al(hasta: Eslabon, corte: date = ULTIMO_DIA) -> Iterator[Hecho]:
    """Todo lo que constaba hasta ese eslabón y pasó a más tardar el día del corte: lo propio y después lo importado."""
    yield from _propios(hasta, corte)
    yield from _historicos(hasta, corte)


def _propios(hasta: Eslabon, corte: date) -> Iterator[Hecho]:
    """Lo que dice la bitácora, en su orden; el ente y el tipo son los del evento, no los de la solicitud de hoy."""
    siguiente = datetime.combine(corte + timedelta(days=1), time.min, tzinfo=HERMOSILLO)
    suyos = Evento.objects.filter(accion__in=ACCIONES, en__lt=siguiente, objeto__startswith="solicitud:")
    columnas = ("objeto", "accion", "en", "datos_evento__datos__ente", "datos_evento__datos__tipo", "n", "eslabon")
    filas = suyos.filter(n__lte=hasta.n).order_by("n").values_list(*columnas)
    for objeto, accion, en, ente, tipo, n, eslabon in filas.iterator(chunk_size=5000):
        yield Hecho(objeto, ACCIONES[accion], dia_de(en), ente or "", tipo or "", n, eslabon)


def _historicos(hasta: Eslabon, corte: date) -> Iterator[Hecho]:
    """Lo que dicen los lotes importados, en su orden: consta desde el evento en que se importó cada uno."""
    lotes = lotes_al(hasta)
    filas = RegistroHistorico.objects.filter(fecha_recibida__lte=corte, lote__in=lotes).order_by("pk")
    quien = ("ente", "anterior__nombre", "ente_texto")
    que = ("lote", "folio", "tipo", "fecha_recibida", "fecha_atendida", "conclusion")
    for lote, folio, tipo, recibida, atendida, conclusion, *ente in filas.values_list(*que, *quien).iterator(5000):
        clave = f"historico:{folio}"
        yield Hecho(clave, RECIBIDA, recibida, next(filter(None, ente)), tipo, *lotes[lote])
        if atendida:
            yield Hecho(clave, conclusion, atendida, "", "", *lotes[lote])


def lotes_al(hasta: Eslabon) -> dict[int, Eslabon]:
    """Los lotes importados hasta ese eslabón, por su clave, con el evento de su importación."""
    importados = Evento.objects.filter(accion=IMPORTADO, n__lte=hasta.n).values_list("objeto", "n", "eslabon")
    return {int(objeto.partition(":")[2]): Eslabon(n, eslabon) for objeto, n, eslabon in importados}


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
