"""Los escaneos de los dictámenes anteriores: recibirlos, ligarlos y retirarlos. Cada acto deja su evento."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from indicadores.models import EscaneoHistorico, RegistroHistorico
from indicadores.pasado.folios import Folios

OPERACION = "pasado.importar"


class EscaneoImposible(Rechazo):
    """No se puede ligar; el mensaje dice por qué."""


@transaction.atomic
def recibir(archivo: Archivo, nombre: str, *, por: Usuario, en: datetime) -> EscaneoHistorico:
    """Lo deja esperando a que se diga de qué asunto es; el mismo archivo que ya espera no se repite."""
    exigir(por, OPERACION)
    escaneo, nuevo = EscaneoHistorico.objects.get_or_create(
        archivo=archivo, registro=None, retirado_en=None,
        defaults={"nombre": nombre, "subido_en": en, "subido_por": por},
    )
    if nuevo:
        anotar("escaneo.recibido", escaneo, por=por, en=en, datos={"nombre": nombre, "sha256": archivo.sha256})
    return escaneo


def ligar(pares: Mapping[EscaneoHistorico, RegistroHistorico], *, por: Usuario, en: datetime) -> int:
    """Liga cada escaneo a su asunto, todos o ninguno; cuenta los que no lo estaban. Lanza `EscaneoImposible`."""
    exigir(por, OPERACION)
    try:
        with transaction.atomic():
            return sum(_ligar(escaneo, registro, por, en) for escaneo, registro in pares.items())
    except IntegrityError as choque:
        raise EscaneoImposible("Uno de esos archivos ya está ligado al mismo asunto: retírelo de la lista.") from choque


@transaction.atomic
def retirar(escaneo: EscaneoHistorico, *, por: Usuario, en: datetime) -> bool:
    """Deja de verse; el archivo y quién lo subió se conservan. Falso si ya se había retirado."""
    exigir(por, OPERACION)
    vivo = EscaneoHistorico.objects.filter(pk=escaneo.pk, retirado_en=None)
    if not vivo.update(retirado_en=en, retirado_por=por):
        return False
    datos = {"nombre": escaneo.nombre, "sha256": escaneo.archivo.sha256}
    anotar("escaneo.retirado", escaneo.registro or escaneo, por=por, en=en, datos=datos)
    return True


def propuestos() -> list[tuple[EscaneoHistorico, RegistroHistorico | None]]:
    """Los que esperan, cada uno con el asunto cuyo folio trae su nombre."""
    esperan = list(EscaneoHistorico.objects.filter(registro=None, retirado_en=None).select_related("archivo"))
    folios = Folios(RegistroHistorico.objects.values_list("pk", "folio")) if esperan else Folios(())
    hallados = {escaneo.pk: folios.hallar(escaneo.nombre) for escaneo in esperan}
    asuntos = RegistroHistorico.objects.select_related("ente", "lote").in_bulk([pk for pk in hallados.values() if pk])
    return [(escaneo, asuntos.get(hallados[escaneo.pk])) for escaneo in esperan]


def _ligar(escaneo: EscaneoHistorico, registro: RegistroHistorico, por: Usuario, en: datetime) -> bool:
    suelto = EscaneoHistorico.objects.filter(pk=escaneo.pk, registro=None, retirado_en=None)
    if not suelto.update(registro=registro, ligado_en=en, ligado_por=por):
        return False
    datos = {"folio": registro.folio, "nombre": escaneo.nombre, "sha256": escaneo.archivo.sha256}
    anotar("escaneo.ligado", registro, por=por, en=en, datos=datos)
    return True
