"""Datos de ejemplo del acuse, la solicitud y la prevención; personas ficticias."""

from copy import deepcopy

from datos_ejemplo import BASE, datos_dictamen

from dictamenes.documento.oficio.rotulo import DE_DEMOSTRACION


def datos_acuse(anexos: int = 6, **cambios) -> dict:
    """Un acuse con `anexos` archivos."""
    base = deepcopy(BASE)
    clases = ("Oficio", "Justificación", "Anexo técnico", "Suficiencia", "Cotización", "Inventario")
    return {
        "version": 1,
        "rotulo": DE_DEMOSTRACION,
        "encabezado": base["encabezado"],
        "acuse": {
            "folio": "SGD-ACU-2026-00421", "recibida_en": "2026-11-04T16:20:31+00:00", "vence_en": "2026-11-20",
            "plazo_dias_habiles": 10, "clave": "4HXN-8WPC-2LQE",
            "url_verificacion": "https://dictamenes.ejemplo.gob.mx/v/4HXN8WPC2LQE",
        },
        "ente": {"nombre": "Secretaría de Educación y Cultura", "siglas": "SEC"},
        "solicitud": base["solicitud"],
        "presento": {"nombre": "Rosaura Bórquez Peñúñuri", "cargo": "Titular de la UTIC"},
        "conceptos": 7,
        "total": "11980720.28",
        "anexos": [
            {"clase": clases[n % len(clases)], "nombre": f"anexo-{n + 1:02d}-renovación & equipo.pdf",
             "sha256": f"{n + 17:02x}" * 32, "tamano": 120_345 * (n + 1)}
            for n in range(anexos)
        ],
    } | cambios  # fmt: skip


def datos_solicitud(cuantos: int = 5, **cambios) -> dict:
    """El oficio de solicitud de un ente ficticio en sus personas."""
    base = datos_dictamen(cuantos)
    encabezado = {
        "dependencia": "Secretaría de Educación y Cultura",
        "subsecretaria": "Unidad de TIC",
        "leyenda_anual": base["encabezado"]["leyenda_anual"],
        "lugar": "Hermosillo, Sonora",
    }
    declaracion = "Se declara que la información y los documentos presentados son veraces"
    return {
        "version": 1, "rotulo": DE_DEMOSTRACION, "encabezado": encabezado,
        "oficio": {"numero": "SEC/UTIC/0345/2026", "fecha": "2026-11-03", "forma_firma": "autografa"},
        "destinatario": {"nombre": "Amparo Noriega Tánori", "cargo": "Titular de la Subsecretaría de Gobierno Digital",
                         "dependencia": "Oficialía Mayor"},
        "asunto": "Se solicita dictamen del proyecto «Renovación de equipo para aulas & bibliotecas»",
        "solicitud": base["solicitud"] | {"declaraciones": [declaracion]}, "conceptos": base["conceptos"],
        "totales": base["totales"], "anexos": base["anexos"],
        "firmante": {"nombre": "Rosaura Bórquez Peñúñuri", "cargo": "Titular de la UTIC"}, "ccp": ["Expediente."],
    } | cambios  # fmt: skip


def datos_prevencion(**cambios) -> dict:
    """Una prevención con dos observaciones."""
    base = deepcopy(BASE)
    return {
        "version": 1, "rotulo": DE_DEMOSTRACION, "encabezado": base["encabezado"],
        "prevencion": {
            "folio": "SGD-PREV-2026-00033", "numero_oficio": "OM/SGD/0871/2026", "fecha": "2026-11-06",
            "plazo_dias_habiles": 5, "vence_en": "2026-11-13", "forma_firma": "pades", "clave": "9ZRT-3MKA-6YVB",
            "url_verificacion": "https://dictamenes.ejemplo.gob.mx/v/9ZRT3MKA6YVB",
            "efecto_en_plazo": "El plazo para dictaminar queda suspendido hasta que se desahogue esta prevención",
            "apercibimiento": "De no desahogarse en el plazo señalado, la solicitud se desechará",
        },
        "destinatario": base["destinatario"], "solicitud": base["solicitud"],
        "causal": {"clave": "PREV-03", "texto": "Los anexos no permiten verificar lo declarado"}, "fundamentos": [],
        "observaciones": [
            {"numero": 1, "sobre": "Anexo «Cotizaciones»", "texto": "Sólo hay dos cotizaciones & ninguna razón.",
             "solventar": "Agregue la tercera o explique por qué no se obtuvo."},
            {"numero": 2, "sobre": "Concepto 2", "texto": "El almacenamiento declarado no coincide con el anexo técnico.",
             "solventar": "Corrija el concepto o el anexo."},
        ],
        "suscribe": {"nombre": "Gilberto Soto Encinas", "cargo": "Recepción de solicitudes"}, "ccp": ["Expediente."],
    } | cambios  # fmt: skip


def datos_contingencia(**cambios) -> dict:
    """El formato en blanco, con las clases de anexo que se usen."""
    return {
        "version": 1, "rotulo": DE_DEMOSTRACION, "encabezado": deepcopy(BASE)["encabezado"],
        "formato": {"edicion": "2026-11-22"}, "anexos": ["Oficio de solicitud", "Justificación", "Anexo técnico"],
    } | cambios
