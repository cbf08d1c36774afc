"""Subir, acordar, importar y descartar: cada acto bajo candado o con su versión, y con su evento."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Ente, Usuario
from cuentas.reloj import dia_de
from cuentas.texto import llave
from indicadores.models import CargaHistorica, EnteAnterior, LoteHistorico
from indicadores.pasado.cargas import entender
from indicadores.pasado.historico import registrar
from indicadores.pasado.hoja import Acuerdo

OPERACION = "pasado.importar"
SIN_DECIR_MONTOS = "Falta decir si los montos son antes de IVA o con IVA: dígalo donde se cambian las columnas."


class CargaVencida(Exception):
    """Otra persona, u otra ventana, cambió o cerró la carga después de que se mostró."""


class ImportacionImposible(Rechazo):
    """La carga no se puede importar como está; el mensaje dice por qué."""


class YaHayEnteAnterior(Rechazo):
    """Ese nombre ya está registrado."""


def subir(
    archivo: Archivo, *, nombre: str, procedencia: str, montos: str, demostracion: bool, por: Usuario, en: datetime,
    envio: str | None = None,
) -> CargaHistorica:
    """Guarda el archivo como una carga por revisar; nada se importa todavía."""
    exigir(por, OPERACION)
    with una_vez(envio) as clave:
        carga = CargaHistorica.objects.create(
            nombre=nombre, archivo=archivo, procedencia=procedencia, demostracion=demostracion, subida_en=en,
            subida_por=por, acuerdo={"montos": montos},
        )
        datos = {"archivo": nombre, "sha256": archivo.sha256, "procedencia": procedencia, "montos": montos,
                 "demostracion": demostracion}
        anotar("historico.subido", carga, por=por, en=en, clave=clave, datos=datos)
    return carga


@transaction.atomic
def acordar(carga: CargaHistorica, *, version: int, por: Usuario, en: datetime, **cambios: Any) -> None:
    """Cambia lo acordado sobre la versión que la persona vio. Lanza `CargaVencida`; lo mismo otra vez no hace nada."""
    exigir(por, OPERACION)
    actual = _bajo_candado(carga)
    nuevo = replace(Acuerdo.de(actual.acuerdo), **cambios).como_json()
    if nuevo == actual.acuerdo:
        return
    if actual.version != version or actual.lote_id or actual.descartada_en:
        raise CargaVencida
    CargaHistorica.objects.filter(pk=carga.pk).update(acuerdo=nuevo, version=F("version") + 1)
    anotar("historico.acordado", carga, por=por, en=en, datos=cambios)


def confirmar(carga: CargaHistorica, *, version: int, por: Usuario, en: datetime) -> LoteHistorico:
    """Importa la hoja entera, una vez, con un evento; si ya se importó, devuelve ese lote.

    Lanza `CargaVencida` si lo acordado cambió después de verse, o `ImportacionImposible`.
    """
    exigir(por, OPERACION)
    entendida = entender(carga, dia_de(en))
    hoja = entendida.hoja if len(entendida.hojas) > 1 else ""
    try:
        with transaction.atomic():
            actual = _bajo_candado(carga)
            if actual.lote:
                return actual.lote
            if actual.descartada_en or not version == actual.version == carga.version:
                raise CargaVencida
            if not entendida.acuerdo.montos:
                raise ImportacionImposible(SIN_DECIR_MONTOS)
            if not entendida.lectura.sirve:
                raise ImportacionImposible("Todavía hay errores por resolver: no se importó nada.")
            _exigir_nueva(actual.archivo.sha256, hoja)
            lote = LoteHistorico(
                nombre=actual.nombre, archivo=actual.archivo, sha256=actual.archivo.sha256, hoja=hoja,
                procedencia=actual.procedencia, demostracion=actual.demostracion, importado_en=en, importado_por=por,
                montos=entendida.acuerdo.montos, lectura=entendida.para_el_lote(),
            )
            registrar(lote, entendida.lectura.renglones, entendida.lectura.entes)
            CargaHistorica.objects.filter(pk=actual.pk).update(lote=lote)
    except IntegrityError as choque:
        raise ImportacionImposible("Otra importación registró al mismo tiempo alguno de estos folios.") from choque
    return lote


@transaction.atomic
def descartar(carga: CargaHistorica, *, por: Usuario, en: datetime) -> bool:
    """Deja de estar pendiente; el archivo y lo acordado se conservan. Falso si ya estaba cerrada."""
    exigir(por, OPERACION)
    abierta = CargaHistorica.objects.filter(pk=carga.pk, lote=None, descartada_en=None)
    if not abierta.update(descartada_en=en, descartada_por=por):
        return False
    anotar("historico.descartado", carga, por=por, en=en, datos={"archivo": carga.nombre})
    return True


def registrar_anterior(
    *, nombre: str, siglas: str, sucesor: Ente, fecha: date, fuente: str, por: Usuario, en: datetime,
    envio: str | None = None,
) -> EnteAnterior:
    """Un ente que ya no existe, con quién lo sucedió, desde cuándo y según qué. Lo ya importado no se toca."""
    exigir(por, OPERACION)
    with una_vez(envio) as clave:
        anterior, nuevo = EnteAnterior.objects.get_or_create(llave=llave(nombre)[:200], defaults={
            "nombre": nombre, "siglas": siglas, "sucesor": sucesor, "fecha": fecha, "fuente": fuente,
            "registrado_en": en, "registrado_por": por,
        })
        if not nuevo:
            raise YaHayEnteAnterior(f"«{anterior.nombre}» ya está registrado: lo sucedió {anterior.sucesor}.")
        datos = {"nombre": nombre, "sucesor": sucesor.pk, "fecha": fecha, "fuente": fuente}
        anotar("ente_anterior.registrado", anterior, por=por, en=en, clave=clave, datos=datos)
    return anterior


def _bajo_candado(carga: CargaHistorica) -> CargaHistorica:
    return CargaHistorica.objects.select_for_update(of=("self",)).select_related("lote", "archivo").get(pk=carga.pk)


def _exigir_nueva(sha256: str, hoja: str) -> None:
    """Lanza `ImportacionImposible` si esa hoja, o el archivo entero, ya se importó."""
    if previo := LoteHistorico.objects.filter(sha256=sha256, hoja__in={hoja, ""}).first():
        raise ImportacionImposible(f"Esta hoja ya se había importado el {dia_de(previo.importado_en):%d/%m/%Y}.")
