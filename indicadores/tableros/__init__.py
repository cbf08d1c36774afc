"""Los tableros: desgloses, tablas, listas y lo que se tapa."""
