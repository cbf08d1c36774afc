"""Cotejar el escaneo de un documento firmado a mano con su original, hoja por hoja; sin Django y sin guardar nada."""
