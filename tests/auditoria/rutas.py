"""Qué contesta cada dirección de auditoria a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "auditor,acotado=2 resto=x",
        "auditor,acotado=m resto=x",
        "auditoria:bitacora auditoria:eventos_csv auditoria:eventos_xlsx auditoria:expedientes "
        "auditoria:expedientes_csv auditoria:expedientes_xlsx auditoria:lecturas auditoria:muestra "
        "auditoria:anclas",
    ),
    (
        "auditor=-2222222222 acotado=- resto=x",
        "auditor,acotado=m resto=x",
        "auditoria:expediente auditoria:versiones",
    ),
    # Sin tamaño ni semilla no hay muestra que entregar; con ellos, en tests/auditoria/test_mesa.py.
    ("auditor,acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:muestra_archivo"),
    ("auditor=2 acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:evento"),
    ("auditor,acotado=m resto=x", "auditor,acotado=2 resto=x", "auditoria:verificar"),
    ("auditor,acotado=m resto=x", "auditor=2 acotado=- resto=x", "auditoria:exportar"),
    ("auditor,acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:ancla"),
    ("coordinacion,administrador=2 resto=x", "coordinacion,administrador=u resto=x", "auditoria:cancelaciones"),
    (
        "coordinacion,administrador=m resto=x",
        "coordinacion,administrador=- resto=x",
        "auditoria:cancelacion_confirmar auditoria:cancelacion_descartar",
    ),
    ("2", "m", "registro:inicio"),
    ("-", "m", "registro:checkpoint registro:llave registro:mosaico registro:prueba"),
)
SUELTAS = {"registro:mosaico": ["0/000"], "registro:prueba": ["0" * 64]}
DE_LA_SOLICITUD = {
    "auditoria:expediente": lambda s: [s.pk],
    "auditoria:versiones": lambda s: [s.pk],
}
