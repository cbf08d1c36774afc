"""Qué contesta cada dirección de indicadores/pasado a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=2 resto=x",
        "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=m resto=x",
        "indicadores:pasado",
    ),
    (
        "coordinacion,auditor,acotado=2 resto=x",
        "coordinacion,auditor,acotado=m resto=x",
        "indicadores:pasado_archivos",
    ),
    ("coordinacion=2 resto=x", "coordinacion=2 resto=x", "indicadores:pasado_subir"),
    ("coordinacion,auditor,acotado=2 resto=x", "coordinacion=2 resto=x", "indicadores:entes_anteriores"),
    ("coordinacion=2 resto=x", "coordinacion=u resto=x", "indicadores:escaneos"),
    ("coordinacion=m resto=x", "coordinacion=3 resto=x", "indicadores:escaneos_ligar"),
    # No hay carga, lote, asunto ni escaneo en estas pruebas: quién los alcanza, en tests/indicadores/pasado/test_pasado_en_pantalla.py.
    ("coordinacion=- resto=x", "coordinacion=m resto=x", "indicadores:carga indicadores:carga_defectos"),
    ("coordinacion=- resto=x", "coordinacion=- resto=x", "indicadores:carga_columnas indicadores:carga_decisiones"),
    (
        "coordinacion=m resto=x",
        "coordinacion=- resto=x",
        "indicadores:carga_fuera indicadores:carga_confirmar indicadores:carga_descartar "
        "indicadores:escaneo_retirar",
    ),
    (
        "coordinacion,auditor,acotado=- resto=x",
        "coordinacion,auditor,acotado=m resto=x",
        "indicadores:lote indicadores:lote_original indicadores:lote_procedencia",
    ),
    (
        "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=- resto=x",
        "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=- resto=x",
        "indicadores:registro_historico",
    ),
    (
        "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=- resto=x",
        "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=m resto=x",
        "indicadores:escaneo",
    ),
)
SUELTAS = {
    "indicadores:carga": [0],
    "indicadores:carga_columnas": [0],
    "indicadores:carga_confirmar": [0],
    "indicadores:carga_decisiones": [0],
    "indicadores:carga_defectos": [0],
    "indicadores:carga_descartar": [0],
    "indicadores:carga_fuera": [0],
    "indicadores:escaneo": [0],
    "indicadores:escaneo_retirar": [0],
    "indicadores:lote": [0],
    "indicadores:lote_original": [0],
    "indicadores:lote_procedencia": [0],
    "indicadores:registro_historico": [0],
}
