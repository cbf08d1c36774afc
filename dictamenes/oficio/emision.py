"""De la redacción terminada al `Documento`: acomodar, rematar y decir dónde va la firma."""

from dictamenes.oficio.documento import Documento
from dictamenes.oficio.hoja import Membrete, armar
from dictamenes.oficio.pdfa import Ficha, rematar
from dictamenes.oficio.redaccion import Redaccion


def emitir(redaccion: Redaccion, membrete: Membrete, ficha: Ficha, datos: dict) -> Documento:
    """Acomoda lo redactado en hojas y devuelve el PDF/A-3a terminado, con `datos` embebidos."""
    crudo, paginas, lienzo = armar(membrete, redaccion.piezas)
    contenido = rematar(crudo, ficha, datos, redaccion.raiz, lienzo)
    return Documento(contenido=contenido, paginas=paginas, caja_firma=lienzo.caja_firma)
