"""El turno que pasa lo subido por el antivirus, fuera de toda petición, y lo que sigue cuando algo se rechaza."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from archivos import antivirus, cuarentena
from archivos.excepciones import ContenidoPerdido
from archivos.models import Archivo
from bitacora.cadena import anotar
from cuentas.avisos.avisos import avisar, avisar_a_todas
from cuentas.models import Usuario
from cuentas.personas import nombramientos
from cuentas.reloj import dia_de
from dictamenes.models import Anexo, CumplimientoDeCondicion
from dictamenes.reglas import condiciones

POR_VUELTA = 20
registro = logging.getLogger(__name__)


def revisar_pendientes(en: datetime, limite: int = POR_VUELTA) -> int:
    """Revisa lo pendiente, lo más antiguo primero, y devuelve cuántos se decidieron.

    Con el escáner caído para aquí: todo sigue pendiente y se reintenta en la siguiente vuelta. El archivo con el que
    no puede espera diez minutos y deja pasar a los demás. Sin `CLAMAV_URL` lo pendiente sigue pendiente.
    """
    decididos = 0
    for archivo in cuarentena.pendientes(en)[:limite] if antivirus.hay() else ():
        try:
            hallado = _escanear(archivo)
        except antivirus.EscanerCaido as caida:
            registro.warning("El antivirus no responde (%s); lo pendiente sigue pendiente.", caida)
            break
        except (antivirus.SinVeredicto, ContenidoPerdido) as falla:
            registro.error("El archivo %s sigue pendiente: %s", archivo, falla)
            cuarentena.aplazar(archivo, en)
            continue
        decididos += _rechazar(archivo, hallado, en) if hallado else cuarentena.liberar(archivo)
    return decididos


def _escanear(archivo: Archivo) -> str:
    with archivo.abrir() as contenido:
        return antivirus.escanear(contenido.chunks())


@transaction.atomic
def _rechazar(archivo: Archivo, hallado: str, en: datetime) -> bool:
    """Lo rechaza, avisa y lo anota; una sola vez, aunque lo revisen dos trabajadores."""
    motivo = f"el antivirus halló {hallado}"
    if not cuarentena.rechazar(archivo, motivo):
        return False
    anexos = list(Anexo.objects.filter(archivo=archivo, retirado_en=None).select_related("solicitud", "subido_por"))
    for anexo in anexos:
        _avisar_a_quien_subio(anexo, motivo, en)
    _devolver_cumplimientos(archivo, motivo, en)
    for propuesto in archivo.nombramientos.por_confirmar():
        nombramientos.revocar(propuesto, por=None, en=en)
    _avisar_a_auditoria(archivo, en)
    for anexo in anexos:
        anotar("anexo.rechazado", anexo.solicitud, por=None, en=en,
               datos={"clase": anexo.clase, "sha256": archivo.sha256, "motivo": motivo})
    anotar("archivo.rechazado", archivo, por=None, en=en, datos={"sha256": archivo.sha256, "motivo": motivo})
    return True


def _avisar_a_quien_subio(anexo: Anexo, motivo: str, en: datetime) -> None:
    if not anexo.subido_por.is_active:
        return
    avisar(
        anexo.subido_por, asunto="Se rechazó un archivo que adjuntó", en=en, tema="archivo_rechazado",
        texto=f"No se admitió «{anexo.nombre}»: {motivo}. Retírelo de la solicitud y adjunte otro.",
        url=reverse("flujos:anexos", args=[anexo.solicitud_id]), clave=f"archivo-rechazado:{anexo.pk}",
    )


def _devolver_cumplimientos(archivo: Archivo, motivo: str, en: datetime) -> None:
    abiertos = CumplimientoDeCondicion.objects.por_revisar().filter(archivo=archivo)
    for intento in abiertos.select_related("condicion__dictamen__solicitud", "reportado_por"):
        if condiciones.devolver_sin_archivo(intento, motivo, en) and intento.reportado_por.is_active:
            solicitud = intento.condicion.dictamen.solicitud
            avisar(
                intento.reportado_por, asunto="Se rechazó un archivo que adjuntó", en=en, tema="archivo_rechazado",
                texto=f"No se admitió «{intento.nombre}»: {motivo}. Reporte la condición de nuevo con otro archivo.",
                url=reverse("flujos:expediente", args=[solicitud.pk]), clave=f"cumplimiento-rechazado:{intento.pk}",
            )


def _avisar_a_auditoria(archivo: Archivo, en: datetime) -> None:
    avisar_a_todas(
        Usuario.objects.nombradas(dia_de(en), papel="auditor"), asunto="El antivirus rechazó un archivo", en=en,
        url=reverse("auditoria:bitacora"), tema="antivirus", clave=f"archivo-rechazado:{archivo.sha256}",
        texto=f"Se rechazó el archivo con huella {archivo.sha256}. El motivo está en la bitácora.",
    )
