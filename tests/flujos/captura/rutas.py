"""Qué contesta cada dirección de flujos/captura a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "estrategico=----222---- firmante=-----22---- estandares,administrador,ajena,acotado,sin_papel,otro_tecnico=- tecnico=---2222---- resto=-2222222222",
        "resto=m",
        "flujos:acuse flujos:acuse_pdf flujos:oficio_pdf",
    ),
    (
        "propios=2 recibe=-2222222222 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- resto=-",
        "resto=m",
        "flujos:anexo",
    ),
    (
        "propios=23233333333 resto=-",
        "propios=9 resto=-",
        "flujos:anexo_retirar flujos:concepto_quitar flujos:seccion flujos:seccion_general",
    ),
    (
        "propios=23233333333 resto=-",
        "propios=u resto=-",
        "flujos:anexos flujos:anexo_sustituir flujos:area_requirente flujos:concepto flujos:concepto_nuevo "
        "flujos:conceptos_importar",
    ),
    (
        "propios=23233333333 resto=-",
        "resto=m",
        "flujos:borrador flujos:conceptos flujos:conceptos_csv flujos:conceptos_plantilla "
        "flujos:conceptos_xlsx flujos:precedentes",
    ),
    ("propios=m3m33333333 resto=-", "propios=29299999999 resto=-", "flujos:concepto_veredicto"),
    ("propios=-3233333333 resto=-", "propios=--3-------- resto=-", "flujos:desahogar"),
    ("propios=23233333333 resto=-", "propios=39999999999 resto=-", "flujos:descartar"),
    ("propios=3 resto=-", "propios=3 resto=-", "flujos:recuperar"),
    ("presenta=32222233333 resto=-", "presenta=u resto=-", "flujos:desistir"),
    ("propios=m3m33333333 resto=-", "propios=9 resto=-", "flujos:lista flujos:version_nueva"),
    ("propios,recepcion,ajena=2 resto=x", "propios,recepcion,ajena=u resto=x", "flujos:nueva"),
    ("propios=2 recepcion,ajena=3 resto=x", "propios,recepcion,ajena=m resto=x", "flujos:empezar"),
    ("propios,recepcion,ajena=2 resto=x", "propios,recepcion,ajena=m resto=x", "flujos:anteriores flujos:plantillas"),
    ("propios=2 recepcion,ajena=- resto=x", "propios=u recepcion,ajena=- resto=x", "flujos:plantilla"),
    (
        "propios=-2222222222 recepcion,ajena=- resto=x",
        "propios=-3333333333 recepcion,ajena=- resto=x",
        "flujos:copiar",
    ),
    ("propios=m3m33333333 resto=-", "propios=29299999999 resto=-", "flujos:oficio_para_firma"),
    # La que sí es suya, en tests/flujos/captura/test_alcance.py.
    ("propios,recepcion,ajena=- resto=x", "propios,recepcion,ajena=m resto=x", "flujos:sin_dictamen"),
    # de una copiada, en tests/flujos/captura/test_copiar.py
    ("propios=-3-33333333 resto=-", "resto=m", "flujos:cambios"),
    ("propios=23233333333 resto=-", "propios=u3u33333333 resto=-", "flujos:presentar"),
    ("propios,recepcion,ajena=2 resto=x", "propios,recepcion,ajena=m resto=x", "flujos:solicitudes"),
)
DE_LA_SOLICITUD = {
    "flujos:seccion": lambda s: [s.pk, s.formulario.definicion["secciones"][0]["clave"]],
    "flujos:concepto": lambda s: [s.pk, s.conceptos.first().pk],
    "flujos:concepto_quitar": lambda s: [s.pk, s.conceptos.first().pk],
    "flujos:anexo_retirar": lambda s: [s.pk, s.anexos.first().pk],
    "flujos:anexo_sustituir": lambda s: [s.pk, s.anexos.first().pk],
    "flujos:anexo": lambda s: [s.anexos.first().pk],
}
SUELTAS = {
    "flujos:sin_dictamen": [0],
}
