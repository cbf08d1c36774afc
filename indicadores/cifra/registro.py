"""De dónde salen los hechos: la bitácora para lo propio y los lotes importados para lo anterior al sistema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q

from bitacora.cadena import cabeza
from bitacora.models import Evento
from cuentas.models import Ente
from cuentas.reloj import dia_de
from dictamenes.models.catalogos import Tipo
from indicadores.cifra import proyeccion
from indicadores.cifra.conteo import RECIBIDA, Asunto, Clave, Conteo, Hecho, contar, plegar
from indicadores.cifra.historia import ACCIONES, HECHOS
from indicadores.cifra.parametros import ParametroInvalido
from indicadores.cifra.proyeccion import HISTORICO, IMPORTADO, PROPIO
from indicadores.models import CifraPublicada, LoteHistorico, RegistroHistorico

DE_DEMOSTRACION = "Datos de demostración"
PROPIOS = Q(accion__in=HECHOS, objeto__startswith=PROPIO)
COLUMNAS = ("n", "eslabon", "objeto", "accion", "en", "datos_evento__datos__ente", "datos_evento__datos__tipo")
SIN_DATO = "Sin dato"


class Eslabon(NamedTuple):
    """Hasta dónde de la cadena se sabe: el número y el eslabón de su último evento."""

    n: int
    eslabon: str


NADA = Eslabon(0, "")


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

    Los de hoy salen de la tabla. Con `hasta` se cuentan de la bitácora: todo hecho, propio o importado, deja su
    eslabón, así que con el mismo corte y el mismo `hasta` el resultado es el mismo.
    """
    return list(proyeccion.asuntos_al(corte)) if hasta is None else plegar(hechos_al(hasta), corte)


def hechos_al(hasta: Eslabon) -> list[Hecho]:
    """Todo lo que constaba hasta ese eslabón: lo propio y después lo importado.

    El ente y el tipo son los del evento, no los de la solicitud.
    """
    propios = Evento.objects.filter(PROPIOS, n__lte=hasta.n).order_by("n").values_list(*COLUMNAS)
    return [
        *(Hecho(objeto, HECHOS[accion], dia_de(en), ente or "", tipo or "", n, eslabon)
          for n, eslabon, objeto, accion, en, ente, tipo in propios),
        *_importados_al(hasta),
    ]


def ultimo_hecho(hasta: Eslabon) -> Eslabon:
    """El último evento con algún hecho, de los que constaban hasta ése: hasta uno o el otro se cuenta lo mismo."""
    return Eslabon(*(Evento.objects.filter(n__lte=hasta.n).ultimo_de([*HECHOS, IMPORTADO]) or NADA))


def ultimo_paso() -> Eslabon:
    """El último evento que cambia la tabla de los casos o los lotes: mientras sea ése, se cuenta lo mismo."""
    return Eslabon(*(Evento.objects.all().ultimo_de([*ACCIONES, IMPORTADO]) or NADA))


def _importados_al(hasta: Eslabon) -> list[Hecho]:
    """Lo que dicen los lotes importados, en su orden: consta desde el evento en que se importó cada uno."""
    constan = lotes_al(hasta)
    filas = RegistroHistorico.objects.filter(lote__in=constan).order_by("pk")
    quien = ("ente", "anterior__nombre", "ente_texto")
    que = ("lote", "folio", "tipo", "fecha_recibida", "fecha_atendida", "conclusion")
    hechos: list[Hecho] = []
    for lote, folio, tipo, recibida, atendida, conclusion, *ente in filas.values_list(*que, *quien):
        clave = f"{HISTORICO}{folio}"
        hechos.append(Hecho(clave, RECIBIDA, recibida, proyeccion.ente_de(ente), tipo, *constan[lote]))
        if atendida:
            hechos.append(Hecho(clave, conclusion, atendida, "", "", *constan[lote]))
    return hechos


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
    entes = list(Ente.objects.values_list("pk", "nombre", "siglas", "anteriores__nombre"))
    de_antes = {anterior: f"{anterior} (hoy, {siglas})" for *_, siglas, anterior in entes if anterior}
    return {pk: nombre for pk, nombre, *_ in entes} | de_antes


def nombre_de_tipo(clave: str) -> str:
    """El nombre de un tipo de solicitud, o «Sin dato»."""
    return str(dict(Tipo.choices).get(clave, clave or SIN_DATO))
