"""De dónde salen los hechos: la bitácora para lo propio y los lotes importados para lo anterior al sistema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

from bitacora.cadena import cabeza
from bitacora.models import Evento
from cuentas.models import Ente
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes.models.catalogos import Tipo
from indicadores.conteo import CANCELADA, RECIBIDA, REPUESTA, Asunto, Clave, Conteo, Hecho, contar, plegar
from indicadores.models import CifraPublicada, LoteHistorico, RegistroHistorico

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


def asuntos_al(corte: date) -> Sequence[Asunto]:
    """Los asuntos recibidos y no cancelados hasta el final de ese día en Hermosillo (una consulta, o tres).

    Todo hecho, propio o importado, deja su eslabón: con la misma cabeza de la cadena el resultado es el mismo y
    no se vuelve a leer.
    """
    return _asuntos(corte, cabeza()[1])


@lru_cache(maxsize=4)
def _asuntos(corte: date, eslabon: str) -> tuple[Asunto, ...]:
    return tuple(plegar((*hechos_propios(corte), *hechos_historicos(corte)), corte))


def hechos_propios(corte: date) -> Iterator[Hecho]:
    """Lo que dice la bitácora, en su orden; el ente y el tipo son los del evento, no los de la solicitud de hoy."""
    siguiente = datetime.combine(corte + timedelta(days=1), time.min, tzinfo=HERMOSILLO)
    filas = Evento.objects.filter(accion__in=ACCIONES, en__lt=siguiente, objeto__startswith="solicitud:").order_by("n")
    columnas = ("objeto", "accion", "en", "datos_evento__datos__ente", "datos_evento__datos__tipo")
    for objeto, accion, en, ente, tipo in filas.values_list(*columnas).iterator(chunk_size=5000):
        yield Hecho(objeto, ACCIONES[accion], dia_de(en), ente or "", tipo or "")


def hechos_historicos(corte: date) -> Iterator[Hecho]:
    """Lo que dicen los lotes importados, en su orden."""
    filas = RegistroHistorico.objects.filter(fecha_recibida__lte=corte).order_by("pk")
    columnas = ("folio", "ente", "ente_texto", "tipo", "fecha_recibida", "fecha_atendida", "conclusion")
    for folio, ente, texto, tipo, recibida, atendida, conclusion in filas.values_list(*columnas).iterator(5000):
        clave = f"historico:{folio}"
        yield Hecho(clave, RECIBIDA, recibida, ente or texto, tipo)
        if atendida:
            yield Hecho(clave, conclusion, atendida)


def indicador(anio: int, corte: date) -> dict[str, Any]:
    """Lo publicado, lo registrado y su diferencia, con las claves que imprime la orden `indicador`."""
    return armar(contar(asuntos_al(corte), anio, corte), CifraPublicada.objects.filter(anio=anio).first())


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
    """Nombre de cada ente por la clave con que se cuenta; lo que no está en el catálogo se nombra como vino."""
    return dict(Ente.objects.values_list("pk", "nombre"))


def nombre_de_tipo(clave: str) -> str:
    """El nombre de un tipo de solicitud, o «Sin dato»."""
    return str(dict(Tipo.choices).get(clave, clave or SIN_DATO))
