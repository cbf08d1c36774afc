"""Publicar una versión de los datos abiertos, y saber cuáles de las anteriores ya no se entregan."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from archivos.entrada import guardar
from archivos.salida import TIPOS
from bitacora.cadena import anotar
from bitacora.models import Evento
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.reloj import es_de_madrugada
from dictamenes.models import Dictamen
from indicadores.abiertos.armado import CON_SU_PDF, Archivos, Armada, archivos, armar, emitidos
from indicadores.abiertos.diccionario import CONCEPTOS, DICTAMENES
from indicadores.abiertos.filas import de_conceptos, de_dictamen
from indicadores.models import ArchivoPublicado, PublicacionDeDatos

OBJETO = "indicadores:datos_abiertos"
PEDIDOS, PUBLICADOS, SIN_CAMBIOS = "datos_abiertos.pedidos", "datos_abiertos.publicados", "datos_abiertos.sin_cambios"


def pedir(*, por: Usuario, en: datetime, envio: str | None = None) -> None:
    """Pide la versión siguiente sin esperar su día; la arma el trabajador. Una vez por envío. `AccesoDenegado`."""
    exigir(por, "datos.publicar")
    with una_vez(envio) as clave:
        anotar(PEDIDOS, OBJETO, por=por, en=en, clave=clave)


def esta_pedida() -> bool:
    """Si alguien pidió una versión que el trabajador todavía no arma."""
    atendido = _atendido()
    return Evento.objects.filter(accion=PEDIDOS, n__gt=atendido.n if atendido else 0).exists()


def publicar_si_toca(en: datetime) -> int:
    """El turno del trabajador: si se pidió, si se testó algo publicado o si ya es su día. Devuelve cuántas publicó.

    La que toca por su día espera a la madrugada: armar cien mil dictámenes ocupa al trabajador más de un minuto.
    """
    if not _ya_toca(en):
        return 0
    previa = PublicacionDeDatos.objects.first()
    armada = armar(previa, en)
    if previa and armada.igual_a_la_anterior:
        with transaction.atomic():
            anotar(SIN_CAMBIOS, OBJETO, por=None, en=en, datos={"version": previa.numero})
        return 0
    try:
        _guardar(armada, archivos(armada))
    except IntegrityError:  # otro trabajador publicó esa versión entre tanto
        return 0
    return 1


def retirados(publicacion: PublicacionDeDatos) -> set[str]:
    """Conjuntos de esa versión que traen algo que después se testó: dejan de entregarse al momento.

    Se compara lo congelado con lo que hoy es público; cuesta según lo testado desde entonces, que es poco.
    """
    hallados: set[str] = set()
    desde = publicacion.publicada_en
    testados = emitidos().filter(emitido_en__lte=desde, testado_en__gte=desde)
    for dictamen in testados.select_related(*CON_SU_PDF):
        antes, hoy = dictamen.congelado, dictamen.para_publico
        if de_dictamen(dictamen, antes, desde.date()) != de_dictamen(dictamen, hoy, desde.date()):
            hallados |= {DICTAMENES.clave, "ocds"}
        if list(de_conceptos(dictamen, antes)) != list(de_conceptos(dictamen, hoy)):
            hallados.add(CONCEPTOS.clave)
    return hallados


def _guardar(armada: Armada, hechos: Archivos) -> None:
    """Los bytes primero, fuera de la transacción; luego la versión, sus archivos y su evento, todo o nada."""
    guardados = {
        nombre: (guardar(contenido, TIPOS[nombre.rpartition(".")[2]]), filas)
        for nombre, (contenido, filas) in hechos.items()
    }
    with transaction.atomic():
        publicacion = PublicacionDeDatos.objects.create(
            numero=armada.numero, publicada_en=armada.en, corte=armada.corte, bitacora_n=armada.cabeza.n,
            bitacora_eslabon=armada.cabeza.eslabon, licencia=armada.licencia, aviso=armada.aviso,
            cambios=armada.cambios,
        )
        ArchivoPublicado.objects.bulk_create(
            ArchivoPublicado(publicacion=publicacion, nombre=nombre, archivo=archivo, filas=filas)
            for nombre, (archivo, filas) in guardados.items()
        )
        huellas = {nombre: archivo.sha256 for nombre, (archivo, _) in guardados.items()}
        anotar(PUBLICADOS, publicacion, por=None, en=armada.en,
               datos={"version": armada.numero, "corte": armada.corte, "archivos": huellas}, ata=[publicacion])


def _ya_toca(en: datetime) -> bool:
    atendido = _atendido()
    if esta_pedida() or (atendido and Dictamen.objects.filter(testado_en__gte=atendido.en).exists()):
        return True
    if not es_de_madrugada(en):
        return False
    return en - atendido.en >= timedelta(days=parametro("abiertos.cada_dias")) if atendido else emitidos().exists()


def _atendido() -> Evento | None:
    """La última vez que se publicó, o que se vio que nada había cambiado."""
    return Evento.objects.filter(accion__in=(PUBLICADOS, SIN_CAMBIOS)).order_by("-n").first()
