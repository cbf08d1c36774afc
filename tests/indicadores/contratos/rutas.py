"""Qué contesta cada dirección de indicadores/contratos a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "coordinacion,firmante,auditor=2 resto=x",
        "coordinacion,firmante,auditor=m resto=x",
        "indicadores:contratos indicadores:contratos_csv",
    ),
    ("coordinacion=2 resto=x", "coordinacion=u resto=x", "indicadores:contratos_importar"),
    ("coordinacion=3 resto=x", "coordinacion=3 resto=x", "indicadores:contratos_lote"),
    # Con contratos importados, en tests/indicadores/contratos/test_compras_sin_dictamen.py.
    ("coordinacion,firmante,auditor=- resto=x", "coordinacion,firmante,auditor=m resto=x", "indicadores:contrato"),
    ("coordinacion=m resto=x", "coordinacion=- resto=x", "indicadores:contrato_decidir"),
)
SUELTAS = {
    "indicadores:contrato": [0],
    "indicadores:contrato_decidir": [0],
}
