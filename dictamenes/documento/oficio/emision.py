"""De la redacción terminada al `Documento`: acomodar, rematar y decir dónde va la firma."""

from dictamenes.congelado import Congelado
from dictamenes.documento.oficio.documento import Documento
from dictamenes.documento.oficio.trazo.hoja import Membrete, armar, texto_de_ancla
from dictamenes.documento.oficio.trazo.pdfa import Ficha, rematar
from dictamenes.documento.oficio.trazo.pluma import Redaccion


def emitir(redaccion: Redaccion, membrete: Membrete, ficha: Ficha, datos: Congelado) -> Documento:
    """Acomoda lo redactado en hojas y devuelve el PDF/A-3a terminado, con `datos` embebidos.

    Todo documento pasa por aquí y lleva al pie el ancla que sus datos traen en `ancla`.
    """
    crudo, paginas, lienzo = armar(membrete, redaccion.piezas, texto_de_ancla(datos))
    contenido = rematar(crudo, ficha, datos, redaccion.raiz, lienzo)
    return Documento(contenido=contenido, paginas=paginas, caja_firma=lienzo.caja_firma)
