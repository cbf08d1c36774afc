"""Qué contesta cada dirección de flujos/estudio a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

FIRMAN = "presenta,recepcion,coordinacion,firmante"
RUTAS = (
    ("coordinacion=-3333333333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:recoger_de_firma"),
    (
        "propios=2 recibe=-2222222222 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- resto=-",
        "resto=m",
        "flujos:precedentes_del_concepto",
    ),
    ("coordinacion=-2222233333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:cancelar flujos:acumular"),
    ("coordinacion=-3333323333 resto=x", "coordinacion=-33333u3333 resto=x", "flujos:testar"),
    ("coordinacion=-3333333333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:liberar_publico"),
    ("coordinacion=-3333333333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:pedir_anulacion flujos:escaneo"),
    ("coordinacion=- resto=x", "resto=m", "flujos:hoja_de_escaneo"),
    ("firmante=-----33---- resto=x", "firmante=-----uu---- resto=x", "flujos:anular_firma"),
    ("coordinacion=2 resto=x", "coordinacion=m resto=x", "flujos:por_publicar"),
    ("recepcion=-3333333333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:entregar_tanto"),
    ("recepcion=-2222233333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:desistir_papel"),
    ("recepcion=-3233333233 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:desahogar_papel"),
    (
        "coordinacion=-2222233333 estrategico=----223---- resto=x",
        "coordinacion=-uuuuuuuuuu estrategico=----uuu---- resto=x",
        "flujos:agrupar",
    ),
    (
        "coordinacion=-3333333333 estrategico=----333---- resto=x",
        "coordinacion=-uuuuuuuuuu estrategico=----uuu---- resto=x",
        "flujos:separar",
    ),
    ("estrategico=----233---- resto=x", "estrategico=----uuu---- resto=x", "flujos:devolver_areas flujos:estrategia"),
    ("firmante=-----23---- resto=x", "firmante=-----uu---- resto=x", "flujos:devolver_proyecto flujos:firma"),
    (
        "propios=3 recibe=-3333333333 recepcion,coordinacion=-2222233333 estrategico=----223---- firmante=-----23---- auditor=-3333333333 tecnico=---2223---- resto=-",
        "propios=u recibe=-uuuuuuuuuu centrales=-uuuuuuuuuu estrategico=----uuu---- firmante=-----uu---- tecnico=---uuuu---- resto=-",
        "flujos:excusarse",
    ),
    (f"{FIRMAN}=2 resto=x", f"{FIRMAN}=m resto=x", "flujos:por_firmar flujos:en_camino"),
    (f"{FIRMAN}=3 resto=x", f"{FIRMAN}=u resto=x", "flujos:firmar_varios"),
    (f"{FIRMAN}=2 resto=x", f"{FIRMAN}=m resto=x", "flujos:llave flujos:hoja_de_prueba"),
    (f"{FIRMAN}=m resto=x", f"{FIRMAN}=u resto=x", "flujos:llave_preparar flujos:llave_terminar"),
    (f"{FIRMAN}=- resto=x", f"{FIRMAN}=m resto=x", "flujos:credencial_de_prueba"),
    (f"{FIRMAN}=- resto=x", f"{FIRMAN}=m resto=x", "flujos:papel_por_firmar flujos:papel_pagina flujos:papel_sellado"),
    (f"{FIRMAN}=m resto=x", f"{FIRMAN}=- resto=x", "flujos:papel_leido"),
    ("firmante=2 resto=x", "firmante=u resto=x", "flujos:entregar_escaneos"),
    ("firmante=- resto=x", "firmante=m resto=x", "flujos:entrega flujos:entrega_en_camino"),
    ("firmante=-----33---- resto=x", "firmante=-----uu---- resto=x", "flujos:dejar_en_duda"),
    ("firmante=m resto=x", "firmante=-----99---- resto=x", "flujos:leido"),
    ("recepcion=-2333333333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:improcedente flujos:prevenir"),
    ("recepcion=-3233333333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:prorrogar"),
    ("estrategico,firmante,auditor=-----2----- resto=-", "resto=m", "flujos:pagina"),
    ("recepcion=-2333333333 resto=x", "recepcion=-3939999999 resto=x", "flujos:requisitos"),
    ("tecnico=---2333---- otro_tecnico=- resto=x", "tecnico=---uuuu---- otro_tecnico=- resto=x", "flujos:revision"),
    (
        "tecnico=---3233---- otro_tecnico=- resto=x",
        "tecnico=---uuuu---- otro_tecnico=- resto=x",
        "flujos:corregir_opinion",
    ),
    ("resto=m", "estrategico=----222---- resto=-", "flujos:presencia"),
    ("coordinacion=-3323333333 resto=x", "coordinacion=---uuuu---- resto=x", "flujos:turnar"),
    ("estrategico=m resto=x", "estrategico=----uuu---- resto=x", "flujos:vista_previa"),
)
DE_LA_SOLICITUD = {
    "flujos:precedentes_del_concepto": lambda s: [s.pk, s.conceptos.first().orden],
    "flujos:revision": lambda s: [s.pk, "infraestructura"],
    "flujos:corregir_opinion": lambda s: [s.pk, "infraestructura"],
    "flujos:presencia": lambda s: [s.pk, "estrategia"],
    "flujos:turnar": lambda s: [s.pk, "infraestructura"],
    "flujos:pagina": lambda s: [s.pk, 1],
    "flujos:hoja_de_escaneo": lambda s: [s.pk, "original", 1],
}
SUELTAS = {
    "flujos:papel_por_firmar": [0], "flujos:papel_leido": [0], "flujos:papel_pagina": [0, 1], "flujos:papel_sellado": [0],
}
