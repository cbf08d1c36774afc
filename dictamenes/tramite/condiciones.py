"""Los actos después del dictamen: reportar que una condición se cumplió, aceptarlo o devolverlo con motivo."""

from __future__ import annotations

from datetime import datetime

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Condicion, CumplimientoDeCondicion, Solicitud
from dictamenes.reglas import condiciones, cuotas
from dictamenes.tramite.molde import Hecho


def reportar_condicion(
    solicitud: Solicitud, por: Usuario, en: datetime, *, condicion: int, nota: str, archivo: Archivo, rotulo: str
) -> Hecho:
    """El ente dice cómo cumplió una condición y lo acredita con un archivo. Un intento a la vez."""
    actual, abierto = _tomar(solicitud, condicion)
    if abierto is not None and abierto.reportado_por_id == por.pk:
        raise YaRegistrado("Ya reportó el cumplimiento de esta condición.")
    if actual.cumplida_en or abierto is not None:
        raise EstadoEquivocado("El cumplimiento de esta condición ya se reportó.")
    if not escrito(nota):
        raise DatosInvalidos("Escriba cómo se cumplió la condición.")
    cuotas.exigir_del_dia(por, archivo.tamano, en)
    intento = CumplimientoDeCondicion.objects.create(
        condicion=actual, nota=nota.strip(), archivo=archivo, nombre=rotulo, reportado_por=por, reportado_en=en
    )
    return Hecho({"condicion": actual.pk, "cumplimiento": intento.pk, "sha256": archivo.sha256}, ata=[intento])


def aceptar_condicion(solicitud: Solicitud, por: Usuario, en: datetime, *, condicion: int) -> Hecho:
    """Lo reportado acredita la condición: queda cumplida y ya no se recuerda."""
    actual, abierto = _por_revisar(solicitud, condicion, por)
    if not abierto.archivo.disponible:
        raise DatosInvalidos("El archivo que la acredita todavía se está revisando: espere a poder abrirlo.")
    _resolver(abierto, por, en, "")
    condiciones.cumplir(actual, en)
    dice = {"condicion": actual.pk, "cumplimiento": abierto.pk}
    return Hecho(dice, clave=f"condicion.aceptada:{actual.pk}", ata=[abierto, actual])


def devolver_condicion(solicitud: Solicitud, por: Usuario, en: datetime, *, condicion: int, motivo: str) -> Hecho:
    """Lo reportado no la acredita: se dice por qué y el ente vuelve a reportar."""
    actual, abierto = _por_revisar(solicitud, condicion, por)
    if not escrito(motivo):
        raise DatosInvalidos("Escriba por qué se devuelve.")
    _resolver(abierto, por, en, motivo.strip())
    return Hecho({"condicion": actual.pk, "cumplimiento": abierto.pk, "motivo": motivo.strip()}, ata=[abierto])


def _tomar(solicitud: Solicitud, condicion: int) -> tuple[Condicion, CumplimientoDeCondicion | None]:
    actual = Condicion.objects.filter(pk=condicion, dictamen__solicitud=solicitud).first()
    if actual is None:
        raise DatosInvalidos("Esa condición no es de este dictamen.")
    exigir_atados(solicitud.dictamen, clases=("proyecto",))
    return actual, actual.cumplimientos.por_revisar().select_related("archivo").first()


def _por_revisar(solicitud: Solicitud, condicion: int, por: Usuario) -> tuple[Condicion, CumplimientoDeCondicion]:
    actual, abierto = _tomar(solicitud, condicion)
    if abierto is not None:
        exigir_atados(abierto)
        return actual, abierto
    ultimo = actual.cumplimientos.last()
    if ultimo is not None and ultimo.resuelto_por_id == por.pk:
        raise YaRegistrado("Ya resolvió este cumplimiento.")
    raise EstadoEquivocado("No hay un cumplimiento por revisar en esta condición.")


def _resolver(intento: CumplimientoDeCondicion, por: Usuario, en: datetime, motivo: str) -> None:
    intento.resuelto_por, intento.resuelto_en, intento.motivo = por, en, motivo
    intento.save(update_fields=["resuelto_por", "resuelto_en", "motivo"])
