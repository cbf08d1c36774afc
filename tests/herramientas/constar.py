"""Que la bitácora respalde lo que una prueba puso en la base sin el acto que lo habría anotado."""

from django.db import transaction

from bitacora.ataduras import ATADO, TABLA, de
from bitacora.cadena import anotar


@transaction.atomic
def consta(renglon, en):
    """Todo lo que se ata de él, como está."""
    objeto = TABLA[de(renglon)[0].clase].objeto(renglon)
    anotar(ATADO, objeto, por=None, en=en, ata=[renglon])
