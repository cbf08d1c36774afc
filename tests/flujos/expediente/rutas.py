"""Qué contesta cada dirección de flujos/expediente a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    # El anexo de estas pruebas no tiene páginas: quién ve las de uno que sí, en tests/flujos/expediente/test_visor_de_anexos.py.
    ("resto=-", "resto=m", "flujos:anexo_pagina"),
    (
        "propios=2 recibe=-2222222222 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- resto=-",
        "resto=m",
        "flujos:visor",
    ),
    ("coordinacion,administrador=2 resto=x", "coordinacion,administrador=u resto=x", "flujos:contingencias"),
    ("estrategico,firmante,auditor=-----2----- resto=-", "resto=m", "flujos:documento"),
    (
        "propios=32222222222 recibe=-2222222222 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- resto=-",
        "resto=m",
        "flujos:expediente",
    ),
    ("propios,coordinacion,auditor=-2222222222 firmante=-----22---- resto=-", "resto=m", "flujos:archivo"),
    ("resto=m", "propios,coordinacion,auditor=-2222222222 firmante=-----22---- resto=-", "flujos:exportar"),
    (
        "coordinacion=-2222222222 firmante=-----22---- resto=x",
        "coordinacion=-uuuuuuuuuu firmante=-----uu---- resto=x",
        "flujos:certificar",
    ),
    # Con copias de verdad, en tests/flujos/expediente/test_copia_certificada.py.
    ("resto=-", "resto=m", "flujos:copia_caratula flujos:copia_paquete"),
    ("coordinacion,auditor,acotado=2 resto=x", "coordinacion=u resto=x", "flujos:transferencias"),
    ("coordinacion,firmante=-2222222222 resto=x", "coordinacion,firmante=-uuuuuuuuuu resto=x", "flujos:retener"),
    ("coordinacion,firmante,auditor,acotado=2 resto=x", "coordinacion,firmante,auditor,acotado=m resto=x",
     "flujos:retenciones"),
    ("coordinacion,auditor,acotado=2 resto=x", "coordinacion=u resto=x", "flujos:disposiciones"),
    # Con disposiciones de verdad, en tests/flujos/expediente/test_disposicion_final.py.
    ("coordinacion,auditor,acotado=- resto=x", "coordinacion,auditor,acotado=m resto=x", "flujos:disposicion_xlsx"),
    # Con retenciones de verdad, en tests/flujos/expediente/test_retencion.py.
    (
        "coordinacion,firmante=m resto=x",
        "coordinacion,firmante=- resto=x",
        "flujos:retencion_confirmar flujos:retencion_descartar flujos:retencion_pedir flujos:retencion_levantar",
    ),
    # Las de verdad, en tests/flujos/expediente/test_transferencia.py.
    (
        "coordinacion,auditor,acotado=- resto=x",
        "coordinacion,auditor,acotado=m resto=x",
        "flujos:relacion_pdf flujos:relacion_xlsx",
    ),
    (
        "propios=2 recibe=-2222222222 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- resto=-",
        "propios=u recibe=x recepcion=-uuuuuuuuuu coordinacion=-uuuuuuuuuu auditor=-xxxxxxxxxx estrategico=----uuu---- "
        "firmante=-----uu---- tecnico=---uuuu---- resto=-",
        "flujos:mensajes",
    ),
    ("estrategico=2 resto=x", "estrategico=m resto=x", "flujos:condiciones"),
    ("2", "m", "flujos:excepciones"),
    # Con qué pedir y con excepción pedida, en tests/flujos/expediente/test_excepciones.py.
    ("presenta=-3333------- ajena=- resto=x", "presenta=-3333------- ajena=- resto=x", "flujos:excepcion_pedir"),
    ("coordinacion=- resto=x", "coordinacion=- resto=x", "flujos:excepcion_resolver"),
    # con cumplimiento, en tests/flujos/expediente/test_condiciones.py
    ("resto=-", "resto=m", "flujos:condicion_evidencia"),
    # Con notificaciones de verdad, en tests/flujos/recorrido/test_notificacion_que_surte_efecto.py.
    ("resto=-", "resto=m", "flujos:notificacion_oficio"),
    ("recepcion=- resto=x", "recepcion=- resto=x", "flujos:notificar_por_oficio"),
    ("presenta,ajena=- resto=x", "presenta,ajena=- resto=x", "flujos:condicion_reportar"),
    ("presenta=33333323333 ajena=- resto=x", "presenta=u ajena=- resto=x", "flujos:calificar"),
    ("coordinacion=-3333323333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:contratado"),
    ("estrategico=- resto=x", "estrategico=- resto=x", "flujos:condicion_resolver"),
    (
        "propios,coordinacion,ajena=2 resto=x",
        "propios,coordinacion,ajena=m resto=x",
        "flujos:vencimientos flujos:vencimientos_csv flujos:vencimientos_xlsx",
    ),
    ("propios,ajena=- resto=x", "propios,ajena=- resto=x", "flujos:vencimiento"),
    ("propios,ajena=m resto=x", "propios,ajena=- resto=x", "flujos:renovar"),
)
DE_LA_SOLICITUD = {
    "flujos:visor": lambda s: [s.anexos.first().pk],
    "flujos:anexo_pagina": lambda s: [s.anexos.first().pk, 1],
    "flujos:condicion_reportar": lambda s: [s.pk, 0],
    "flujos:condicion_resolver": lambda s: [s.pk, 0],
    "flujos:excepcion_resolver": lambda s: [s.pk, 0],
    "flujos:documento": lambda s: [s.pk, "sellado"],
    "flujos:notificacion_oficio": lambda s: [s.pk, 0],
    "flujos:notificar_por_oficio": lambda s: [s.pk, 0],
    "flujos:copia_caratula": lambda s: [s.pk, 0],
    "flujos:copia_paquete": lambda s: [s.pk, 0],
}
SUELTAS = {
    "flujos:condicion_evidencia": [0],
    "flujos:vencimiento": [0],
    "flujos:disposicion_xlsx": [0],
    "flujos:retencion_confirmar": [0],
    "flujos:retencion_descartar": [0],
    "flujos:retencion_pedir": [0],
    "flujos:retencion_levantar": [0],
    "flujos:relacion_pdf": [0],
    "flujos:relacion_xlsx": [0],
    "flujos:renovar": [0],
}
