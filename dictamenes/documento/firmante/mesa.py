"""Donde se sella: se vuelve a redactar desde la base, se comprueba que conste y sólo entonces se toca la llave.

Nada de lo que se sella viene de quien lo pide: ni los bytes ni su huella. Su borrador sólo se compara con el propio.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bitacora.atado import reparos_de
from bitacora.cadena import cabeza
from bitacora.models import clave_de, en_utc
from dictamenes.documento.firma import instalada, sello
from dictamenes.documento.firmante import diario
from dictamenes.documento.firmante.excepciones import PapelRechazado
from dictamenes.documento.firmante.papeles import Fragmentos, todos

HOLGURA = timedelta(minutes=5)


def sellar(clase: str, pk: int, *, en: datetime, fragmentos: Fragmentos = (), borrador: bytes | None = None) -> bytes:
    """El PDF sellado en la hora `en`. `borrador`: el de quien lo pide, que debe ser byte por byte el que sale de aquí.

    Lanza `PapelRechazado`, `ImproperlyConfigured` si falta el sello o `DiarioDanado`; y nada se sella.
    """
    if (papel := todos().get(clase)) is None:
        raise PapelRechazado(f"«{clase}» no es un papel que se selle.")
    renglon = papel.tomar(pk)
    evento = papel.consta(renglon, en, fragmentos)
    if hallados := reparos_de([renglon]):
        raise PapelRechazado(f"{hallados[0]}.")
    propio = papel.redactar(renglon, en, fragmentos)
    if borrador is not None and borrador != propio.contenido:
        raise PapelRechazado("Lo que se pidió sellar no es lo que sale de los datos congelados.")
    if en < evento.en - HOLGURA:
        raise PapelRechazado("No se sella con una hora anterior a la del evento que lo autoriza.")
    sellado = sello.sellar(
        propio.contenido, credencial=instalada.sello_institucional(), en=en, permiso=propio.permiso,
        caja_firma=propio.caja,
    )
    diario.anotar(
        en=en_utc(en), clase=clase, objeto=clave_de(renglon), borrador=propio.contenido, sellado=sellado,
        evento=evento.n, cabeza=cabeza()[0],
    )
    return sellado
