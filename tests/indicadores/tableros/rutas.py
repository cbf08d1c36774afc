"""Qué contesta cada dirección de indicadores/tableros a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("2", "m", "indicadores:tablero indicadores:tablero_csv indicadores:tablero_xlsx"),
    (
        "coordinacion,firmante=2 resto=x",
        "coordinacion,firmante=m resto=x",
        "indicadores:direccion_csv indicadores:direccion_tablero indicadores:direccion_xlsx",
    ),
    # tampoco la pública
    ("-", "m", "indicadores:lista indicadores:lista_csv"),
    # Sin decir qué cifra, no hay lista; cada una, en tests/indicadores/tableros/test_tableros_internos.py.
    (
        "coordinacion,firmante=- resto=x",
        "coordinacion,firmante=m resto=x",
        "indicadores:direccion_lista indicadores:direccion_lista_csv",
    ),
    (
        "propios,ajena=2 resto=x",
        "propios,ajena=m resto=x",
        "indicadores:ente_csv indicadores:ente_tablero indicadores:ente_xlsx",
    ),
    ("propios,ajena=- resto=x", "propios,ajena=m resto=x", "indicadores:ente_lista indicadores:ente_lista_csv"),
    (
        "coordinacion,firmante=2 resto=x",
        "coordinacion,firmante=m resto=x",
        "indicadores:satisfaccion indicadores:satisfaccion_csv",
    ),
)
