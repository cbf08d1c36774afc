"""El respaldo de la instalación: su base y sus archivos, con un manifiesto que dice la huella de cada pieza.

Un destino guarda muchos respaldos y una sola copia de cada archivo, que se nombra por su contenido:

    DESTINO/archivos/ab/abcdef…                   cada archivo del almacén, una vez
    DESTINO/respaldos/20260302T160000Z/base       la base (SQLite, o pg_dump con formato propio)
    DESTINO/respaldos/20260302T160000Z/archivos.txt, manifiesto.json, manifiesto.sha256

Primero va la base y después los archivos que ella nombra: todo renglón tiene el suyo. Un respaldo aparece entero, con
un cambio de nombre, o no aparece. No lleva las credenciales de firma ni las sesiones abiertas.
"""


class RespaldoInservible(Exception):
    """El respaldo no está completo, fue alterado o no es para esta instalación; el mensaje dice qué y qué hacer."""
