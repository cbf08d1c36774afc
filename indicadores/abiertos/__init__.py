"""Datos abiertos: conjuntos con diccionario, publicaciones inmutables, OCDS y su envío a un portal CKAN."""
