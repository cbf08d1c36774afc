"""De la redacción terminada al `Documento`: acomodar, emparejar las hojas, rematar y decir dónde va la firma."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256

from dictamenes.congelado import Congelado
from dictamenes.documento.oficio.documento import Documento
from dictamenes.documento.oficio.trazo.hipertexto import en_hojas
from dictamenes.documento.oficio.trazo.hoja import Acomodo, Membrete, armar, texto_de_ancla
from dictamenes.documento.oficio.trazo.pdfa import Ficha, rematar
from dictamenes.documento.oficio.trazo.piezas import ALTO_UTIL
from dictamenes.documento.oficio.trazo.pluma import Redaccion
from verificador.cadena import canonico

ULTIMA_MINIMA = 0.25  # de la hoja: con menos, la última se ve vacía
CON_CODIGO = 3  # desde qué versión del papel lleva cada hoja su código
AJUSTES = (18, 60, 110, 160)  # puntos de más que se recortan, hasta que la última quede bien


def emitir(redaccion: Redaccion, membrete: Membrete, ficha: Ficha, datos: Congelado) -> Documento:
    """Acomoda lo redactado en hojas y devuelve el PDF/A-3a terminado, con `datos` embebidos.

    Todo documento pasa por aquí y lleva al pie el ancla que sus datos traen en `ancla`.
    """
    membrete = _con_codigo(membrete, datos)
    return _rematado(redaccion, armar(membrete, redaccion.piezas, texto_de_ancla(datos)), ficha, datos)


def emitir_parejo(redactar: Callable[[], Redaccion], membrete: Membrete, ficha: Ficha, datos: Congelado) -> Documento:
    """Lo mismo, cuidando que ningún encabezado quede solo al pie y que la última hoja no vaya casi vacía.

    Si la última queda corta, recorta por igual las demás para que lleve más: cada intento se redacta de nuevo.
    """
    redaccion = redactar()
    if redaccion.version == 1:
        return emitir(redaccion, membrete, ficha, datos)
    ancla, membrete = texto_de_ancla(datos), _con_codigo(membrete, datos)
    primero = acomodo = armar(membrete, redaccion.piezas, ancla)
    for ajuste in AJUSTES:
        if acomodo.paginas == 1 or acomodo.ultima >= ULTIMA_MINIMA:
            break
        faltan = (ULTIMA_MINIMA - primero.ultima) * ALTO_UTIL / (primero.paginas - 1)
        redaccion = redactar()
        acomodo = armar(membrete, redaccion.piezas, ancla, round(faltan) + ajuste)
    return _rematado(redaccion, acomodo, ficha, datos)


def _con_codigo(membrete: Membrete, datos: Congelado) -> Membrete:
    """El número del documento y la huella de lo congelado, que es la de los datos que lleva embebidos."""
    if datos["version"] < CON_CODIGO or not membrete.numero:
        return membrete
    return replace(membrete, huella=sha256(canonico(datos)).hexdigest())


def _rematado(redaccion: Redaccion, acomodo: Acomodo, ficha: Ficha, datos: Congelado) -> Documento:
    lienzo = acomodo.lienzo
    contenido = rematar(
        acomodo.crudo, ficha, datos, redaccion.raiz, lienzo, con_marcadores=redaccion.version > 1,
        con_zona=redaccion.version >= CON_CODIGO,
    )
    return Documento(
        contenido, acomodo.paginas, lienzo.caja_firma, partial(en_hojas, redaccion.raiz, acomodo.paginas))
