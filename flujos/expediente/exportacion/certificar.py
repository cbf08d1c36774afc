"""Certificar una copia: armar el paquete, contar sus fojas, guardarlo y expedir su carátula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zipfile import ZipFile

from archivos.entrada import guardar_abierto
from archivos.lugares import lo_nuestro
from archivos.salida import TIPOS
from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.archivo import certificacion
from dictamenes.congelado import ResumenDeCopia
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.models import CopiaCertificada, Fundamento, Solicitud
from dictamenes.models.dictamen import FormaDeFirma
from flujos.expediente.exportacion import fojas
from flujos.expediente.exportacion.actos import sin_cambios
from flujos.expediente.exportacion.paquete import Paquete


def certificar(
    solicitud: Solicitud, *, alcance: str, para: str, fundamentos: Iterable[Fundamento], por: Usuario, en: datetime,
    forma: str = FormaDeFirma.AUTOGRAFA, envio: str | None = None,
) -> CopiaCertificada:
    """La copia ya expedida, con su carátula sellada, o preparada para la firma electrónica de quien certifica.

    Quien llama ya comprobó que la persona alcanza el expediente.

    Lanza `AccesoDenegado`, `YaSeEnvio`, `CapturaVencida` o lo que lancen el almacén y el sello.
    """
    with con_constancia(certificacion.OPERACION, solicitud, por=por, en=en):
        exigir(por, certificacion.OPERACION)
        DelDia(dia_de(en)).exigir_papel("certificar", por)
    with lo_nuestro():
        paquete = sin_cambios(solicitud, alcance)
    with paquete.archivo:
        with lo_nuestro():
            resumen = _resumen(paquete)
        guardado = guardar_abierto(paquete.archivo, paquete.sha256, paquete.tamano, TIPOS["zip"])
    copia = certificacion.asentar(
        solicitud, guardado, resumen, alcance=alcance, para=para, fundamentos=fundamentos, por=por, en=en, forma=forma,
        envio=envio,
    )
    return certificacion.con_caratula(copia)


def _resumen(paquete: Paquete) -> ResumenDeCopia:
    """Cuánto se certifica: documentos, fojas, los que no se paginan y hasta qué evento."""
    bitacora = paquete.indice["bitacora"]
    con_archivo = [d for d in paquete.indice["documentos"] if "ruta" in d]
    with ZipFile(paquete.archivo) as libro:
        contadas = [fojas.de(libro.read(d["ruta"]), d["tipo"]) for d in con_archivo]
    return {
        "documentos": len(con_archivo), "fojas": sum(filter(None, contadas)), "sin_fojas": contadas.count(None),
        "n": bitacora["n"], "eslabon": bitacora["eslabon"],
    }
