"""Los vencimientos: nacen al emitirse el dictamen, el ente corrige su fecha o dice que no renovará, y los renueva.

Sólo aquí se escriben. Qué pregunta dice cuándo termina algo lo marca la definición del formulario (`vence`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from cuentas.tiempo.calendario import apertura
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import renovacion
from dictamenes.models import Dictamen, Solicitud, Vencimiento
from dictamenes.models.dictamen import FAVORABLES
from dictamenes.reglas.condiciones import CON_EFECTOS
from dictamenes.reglas.vigencia import declaradas

OPERACION = "vencimiento.anotar"
ANIOS = 30  # más lejos es un dedazo


def anotar_emitido(dictamen: Dictamen, en: datetime) -> None:
    """Deja un vencimiento por cada fecha de término declarada; si nada se autorizó, ninguno."""
    if not dictamen.sentidos.filter(sentido__in=FAVORABLES).exists():
        return
    dias = timedelta(days=parametro("renovacion.dias"))
    Vencimiento.objects.bulk_create(
        [Vencimiento(dictamen=dictamen, ente=dictamen.solicitud.ente, pregunta=clave, fecha=fecha,
                     avisar_en=apertura(fecha - dias))
         for clave, fecha in declaradas(dictamen.solicitud) if fecha and _se_entiende(fecha, en)]
    )


def corregir(vencimiento: Vencimiento, *, por: Usuario, en: datetime, fecha: date) -> Vencimiento:
    """La fecha de fin real; si se había dicho que no se renovaría, vuelve a contar.

    Lanza `AccesoDenegado`, `DatosInvalidos` si la fecha no puede ser, o `YaRegistrado` si ya era ésa.
    """
    if not _se_entiende(fecha, en):
        raise DatosInvalidos(f"Escriba una fecha posterior a hoy y dentro de los próximos {ANIOS} años.")
    with _tomado(vencimiento, por, en) as actual:
        if actual.fecha == fecha and actual.descartado_en is None:
            raise YaRegistrado("Ésa ya era su fecha.")
        datos = {"vencimiento": actual.pk, "antes": str(actual.fecha), "ahora": str(fecha)}
        actual.fecha, actual.avisar_en = fecha, apertura(fecha - timedelta(days=parametro("renovacion.dias")))
        actual.descartado_por, actual.descartado_en, actual.motivo = None, None, ""
        actual.save()
        anotar("vencimiento.corregido", actual.dictamen.solicitud, por=por, en=en, datos=datos)
    return actual


def no_renovar(vencimiento: Vencimiento, *, por: Usuario, en: datetime, motivo: str) -> Vencimiento:
    """El ente dice que no se renovará y por qué: ya no se le avisa.

    Lanza `AccesoDenegado`, `DatosInvalidos` sin motivo, o `EstadoEquivocado` si ya se está renovando.
    """
    if not escrito(motivo):
        raise DatosInvalidos("Escriba por qué no se renovará.")
    with _tomado(vencimiento, por, en) as actual:
        if actual.descartado_en is not None:
            raise YaRegistrado("Ya constaba que no se renovará.")
        if actual.se_renueva:
            raise EstadoEquivocado("Su renovación ya se abrió: descarte el borrador o desístase de ella.")
        actual.descartado_por, actual.descartado_en, actual.motivo = por, en, motivo.strip()
        actual.avisar_en = None
        actual.save()
        datos = {"vencimiento": actual.pk, "motivo": actual.motivo}
        anotar("vencimiento.sin_renovar", actual.dictamen.solicitud, por=por, en=en, datos=datos)
    return actual


def renovar(vencimiento: Vencimiento, *, por: Usuario, en: datetime) -> Solicitud:
    """Abre el borrador de la renovación con lo que ya se dijo; si alguien ya lo abrió, es ése.

    Lanza `AccesoDenegado`, o `EstadoEquivocado` si consta que no se renovará o el dictamen perdió sus efectos.
    """
    with _tomado(vencimiento, por, en) as actual:
        if actual.renovacion is not None and actual.se_renueva:
            return actual.renovacion
        if actual.descartado_en is not None:
            raise EstadoEquivocado("Consta que no se renovará: corrija primero su fecha de término.")
        if actual.dictamen.estado not in CON_EFECTOS:
            raise EstadoEquivocado("Su dictamen ya no tiene efectos: abra una solicitud nueva.")
        actual.renovacion = renovacion.abrir(actual.dictamen, actual.fecha, por=por, en=en)
        actual.avisar_en = None
        actual.save()
        datos = {"vencimiento": actual.pk, "borrador": actual.renovacion.pk}
        anotar("vencimiento.en_renovacion", actual.dictamen.solicitud, por=por, en=en, datos=datos)
    return actual.renovacion


def tomar_por_avisar(vencimiento: Vencimiento, en: datetime) -> Vencimiento | None:
    """Lo toma bajo candado y apunta que ya no toca avisarlo; None si no procede. Va dentro de una transacción."""
    actual = _bajo_candado(vencimiento)
    if actual.avisar_en is None or actual.avisar_en > en:
        return None
    Vencimiento.objects.filter(pk=actual.pk).update(avisar_en=None)
    procede = actual.dictamen.estado in CON_EFECTOS and not actual.se_renueva and actual.dias(dia_de(en)) >= 0
    return actual if procede else None


def _se_entiende(fecha: date | None, en: datetime) -> bool:
    hoy = dia_de(en)
    return fecha is not None and hoy < fecha and fecha.year <= hoy.year + ANIOS


def _bajo_candado(vencimiento: Vencimiento) -> Vencimiento:
    """Primero el candado y luego lo demás: juntos, PostgreSQL da lo relacionado como estaba antes de esperar."""
    Vencimiento.objects.select_for_update().only("pk").get(pk=vencimiento.pk)
    relaciones = ("dictamen__solicitud__ente", "dictamen__solicitud__formulario", "renovacion")
    return Vencimiento.objects.select_related(*relaciones).get(pk=vencimiento.pk)


@contextmanager
def _tomado(vencimiento: Vencimiento, por: Usuario, en: datetime) -> Iterator[Vencimiento]:
    """El molde: constancia del rechazo, transacción, acceso, candado y releer."""
    solicitud = vencimiento.dictamen.solicitud
    with con_constancia(OPERACION, solicitud, por=por, en=en), transaction.atomic():
        exigir(por, OPERACION, solicitud.ente)
        yield _bajo_candado(vencimiento)
