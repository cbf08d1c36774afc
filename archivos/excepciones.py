"""Lo que puede pasar con el almacén, dicho con nombre: que no responda, o que lo guardado no sea lo que se guardó."""


class AlmacenNoDisponible(Exception):
    """El almacén no respondió, no tiene espacio o no deja escribir: nada se guardó y conviene reintentar."""


class ContenidoPerdido(Exception):
    """El archivo no está en el almacén, o sus bytes ya no son los registrados: no se entrega."""


class YaGuardado(Exception):
    """Ese nombre ya se escribió y ahí lo escrito no se cambia ni se borra."""
