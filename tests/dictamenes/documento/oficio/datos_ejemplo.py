"""Datos de ejemplo del dictamen, todos ficticios: personas, folios e importes inventados para las pruebas."""

from copy import deepcopy
from decimal import Decimal

from dictamenes.documento import resolutivos
from dictamenes.documento.oficio.rotulo import DE_DEMOSTRACION

_PERFILES = (
    (
        "Computadora de escritorio & monitor <básico>",
        "Cómputo de escritorio, perfil administrativo",
        "18450.00",
        "0.16",
    ),
    ("Computadora portátil para diseño e información geográfica", "Portátil, perfil especializado", "32890.50", "0.16"),
    ("Licencia anual de suite ofimática", "", "2150.00", "0.16"),
    ("Conmutador de 48 puertos con alimentación por Ethernet", "Conmutador de acceso", "64300.75", "0.08"),
    ("Servicio de soporte técnico en sitio, póliza de 12 meses", "", "412000.00", "0.16"),
    ("Impresora multifuncional monocromática", "Impresión departamental", "21799.99", "0.16"),
    ("Material didáctico digital para bibliotecas públicas", "", "1320.00", "0"),
)
_ATRIBUTOS = (
    ("Núcleos del procesador", "≥ 6", "8", "cumple", "Cl. 4.1"),
    ("Memoria RAM", "≥ 16 GB", "16 GB", "cumple", "Cl. 4.2"),
    ("Almacenamiento", "≥ 512 GB, estado sólido", "256 GB", "no_cumple", "Cl. 4.3"),
    ("Pantalla", "23 a 27 pulgadas", "24 pulgadas", "cumple", "Cl. 4.4"),
    ("Eficiencia energética", "Certificada", "", "no_declarado", "Cl. 4.7"),
    ("Garantía", "≥ 36 meses en sitio", "36 meses", "cumple", "Cl. 5.1"),
    ("Precio de referencia", "≤ $30,000.00", "$32,890.50", "justificado", "Cl. 6.2"),
    ("Puertos USB", "≥ 4", "6", "cumple", "Cl. 4.5"),
)


def concepto(numero: int) -> dict:
    """Un concepto con su importe calculado; cada tercero trae desviaciones."""
    descripcion, perfil, precio, tasa = _PERFILES[(numero - 1) % len(_PERFILES)]
    cantidad = 5 + 3 * numero
    importe = (Decimal(precio) * cantidad).quantize(Decimal("0.01"))
    iva = (importe * Decimal(tasa)).quantize(Decimal("0.01"))
    con_desviacion = bool(perfil) and numero % 3 == 2
    return {
        "numero": numero, "descripcion": descripcion, "perfil": perfil, "ilustrativo": True,
        "estandar": "Estándar de cómputo 2026.1" if perfil else "", "cantidad": str(cantidad),
        "unidad": "Pieza" if perfil else "Servicio", "precio_unitario": precio, "tasa_iva": tasa,
        "importe": str(importe), "iva": str(iva), "total": str(importe + iva),
        "sentido": "favorable_con_condiciones" if con_desviacion else "favorable",
        "global": ("requiere_justificacion" if con_desviacion else "cumple") if perfil else "sin_estandar",
        "atributos": _atributos(con_desviacion) if perfil else [],
        "razones": ["El almacenamiento declarado es menor al exigido"] if con_desviacion else [],
        "corregir": "Ofertar unidad de estado sólido de 512 GB o más" if con_desviacion else "",
    }  # fmt: skip


def _atributos(con_desviacion: bool) -> list[dict]:
    filas = _ATRIBUTOS if con_desviacion else [fila for fila in _ATRIBUTOS if fila[3] == "cumple"]
    return [
        {
            "atributo": nombre, "exigido": exigido, "declarado": declarado, "resultado": resultado, "clausula": clausula,
            "justificacion": "Uso en cartografía catastral" if resultado == "justificado" else "",
        }
        for nombre, exigido, declarado, resultado, clausula in filas
    ]  # fmt: skip


def totales(conceptos: list[dict]) -> dict:
    """Subtotal, IVA por tasa y total de los conceptos."""
    suma = sum((Decimal(c["importe"]) for c in conceptos), Decimal(0))
    tasas = sorted({c["tasa_iva"] for c in conceptos}, key=Decimal, reverse=True)
    iva = [
        {"tasa": tasa, "importe": str(sum((Decimal(c["iva"]) for c in conceptos if c["tasa_iva"] == tasa), Decimal(0)))}
        for tasa in tasas
    ]
    return {"subtotal": str(suma), "iva": iva, "total": str(sum((Decimal(c["total"]) for c in conceptos), Decimal(0)))}


def datos_dictamen(cuantos: int = 7, **cambios) -> dict:
    """Un dictamen completo con `cuantos` conceptos; `cambios` reemplaza llaves de primer nivel."""
    conceptos = [concepto(numero) for numero in range(1, cuantos + 1)]
    datos = deepcopy(BASE)
    datos |= {"conceptos": conceptos, "totales": totales(conceptos)}
    return con_resolutivos(datos | cambios)


def con_resolutivos(datos: dict) -> dict:
    """Los mismos datos con lo que se resuelve según el sentido de sus conceptos."""
    dictaminado = resolutivos.dictaminar((c["numero"], c["sentido"], Decimal(c["total"])) for c in datos["conceptos"])
    puntos = resolutivos.redactar(resolutivos.Resuelto(
        dictaminado, "Secretaría de Educación y Cultura", len(datos["condiciones"]), datos.get("vigencia")))
    return {
        "dictaminado": dictaminado, "sentido": resolutivos.sentido_global(dictaminado), "resolutivos": puntos, **datos,
    }


def datos_minimos() -> dict:
    """Sólo lo indispensable para emitir: un concepto sin atributos y casi nada opcional."""
    un_concepto = concepto(3)
    return {
        "version": 1,
        "rotulo": "",
        "encabezado": {"dependencia": "Oficialía Mayor"},
        "dictamen": {"folio": "SGD-DTE-2026-0001", "fecha_elaboracion": "2026-11-21"},
        "destinatario": {},
        "asunto": "Dictamen de una licencia",
        "conceptos": [un_concepto],
        "totales": totales([un_concepto]),
        "analisis_tecnico": {
            "opiniones": [{"area": "Gobierno Electrónico", "sentido": "favorable", "texto": "Procede."}]
        },
        "analisis_estrategico": {"texto": "Es idónea."},
        "sentido": {"clave": "favorable"},
        "resolutivos": [{"ordinal": "PRIMERO", "texto": "Se dictamina favorable."}],
        "autoriza": {"nombre": "Amparo Noriega Tánori", "cargo": "Persona titular de la Subsecretaría"},
        "firma": None,
    }


def firma_ejemplo(forma: str = "pades") -> dict:
    """La constancia de firma del ejemplar público."""
    return {
        "firmante": "Amparo Noriega Tánori", "cargo": "Titular de la Subsecretaría de Gobierno Digital",
        "firmado_en": "2026-11-24T01:12:09+00:00", "forma": forma, "sha256_partes": "9f" * 32,
        "vigente_desde": "2026-11-23", "vigente_hasta": "2027-02-21",
    }  # fmt: skip


BASE = {
    "version": 2,
    "rotulo": DE_DEMOSTRACION,
    "encabezado": {
        "dependencia": "Oficialía Mayor", "subsecretaria": "Subsecretaría de Gobierno Digital",
        "direccion": "Dirección General de Política Digital y Gobernanza Tecnológica",
        "leyenda_anual": "«2026: leyenda oficial del año (texto de ejemplo)»", "lugar": "Hermosillo, Sonora",
        "escudo": "",
    },
    "dictamen": {
        "folio": "SGD-DTE-2026-0148", "numero_oficio": "OM/SGD/0912/2026", "expediente": "SGD/DTE/2026/0421",
        "clasificacion_archivistica": "3C.12.4/2026/0421", "fecha_elaboracion": "2026-11-21",
        "clave": "7QK4-M2XD-9TRA", "url_verificacion": "https://dictamenes.ejemplo.gob.mx/v/7QK4M2XD9TRA",
        "forma_firma": "pades",
    },
    "destinatario": {
        "nombre": "Ing. Rosaura Bórquez Peñúñuri", "cargo": "Titular de la Unidad de Tecnologías de la Información",
        "ente": "Secretaría de Educación y Cultura", "siglas": "SEC",
    },
    "asunto": "Dictamen del proyecto «Renovación de equipo para aulas & bibliotecas» de la Secretaría de Educación y Cultura",
    "asunto_propio": False,
    "antecedentes": [
        "Con oficio SEC/UTIC/0345/2026, del 3 de noviembre de 2026, la Secretaría de Educación y Cultura solicitó el "
        "dictamen técnico y estratégico del proyecto «Renovación de equipo para aulas & bibliotecas», registrado con el "
        "folio SGD-SDTE-2026-00421 el 4 de noviembre de 2026.",
        "El 6 de noviembre de 2026 se previno al ente por dos observaciones, desahogadas el 11 de noviembre de 2026 "
        "dentro del plazo, con lo que la solicitud se admitió y se turnó a las áreas dictaminadoras.",
    ],
    "fundamentos": [
        {
            "ordenamiento": "Ley Nacional para Eliminar Trámites Burocráticos", "articulos": "artículos 91 a 93",
            "publicacion": "DOF, 16 de julio de 2025", "ambito": "Nacional: compartir código y software libre primero",
        }
    ],
    "solicitud": {
        "folio": "SGD-SDTE-2026-00421", "presentada_en": "2026-11-04T16:20:00+00:00",
        "oficio_numero": "SEC/UTIC/0345/2026", "oficio_fecha": "2026-11-03",
        "proyecto": "Renovación de equipo para aulas & bibliotecas", "tipo": "Bienes de cómputo y periféricos",
        "modalidad": "Adquisición", "area_requirente": "Dirección General de Bibliotecas", "ejercicio": "2026",
        "partida": "51501 Bienes informáticos", "fuente": "Recurso estatal",
        "suficiencia": "Oficio SH-ED-26-118, del 20 de octubre de 2026",
        "necesidad": "Sustituir 148 equipos con más de ocho años de uso en 32 bibliotecas públicas, que ya no reciben "
        "actualizaciones de seguridad y detienen el servicio de consulta dos días al mes en promedio.",
    },
    "estandares": [
        {
            "nombre": "Estándar de cómputo", "emisor": "Subsecretaría de Gobierno Digital", "version": "2026.1",
            "ilustrativo": True, "publicacion": "", "vigente_desde": "2026-01-15",
        }
    ],
    "analisis_tecnico": {
        "opiniones": [
            {
                "area": "Infraestructura Tecnológica y Conectividad", "sentido": "Procede con condiciones",
                "texto": "El equipo es compatible con la red y con el directorio del ente; hay energía y espacio en las "
                "32 sedes. El almacenamiento de las portátiles debe corregirse antes de contratar.",
                "conceptos": [
                    {"concepto": 1, "postura": "Procede", "nota": ""}, {"concepto": 2, "postura": "Procede con condiciones",
                     "nota": "el almacenamiento declarado es menor al exigido"},
                    *({"concepto": n, "postura": "Procede", "nota": ""} for n in range(4, 8)),
                ],
                "criterios": [
                    {"criterio": "Es TIC y la modalidad es correcta", "resultado": "cumple", "razon": "Bienes y servicios de cómputo."},
                    {"criterio": "Viabilidad operativa", "resultado": "cumple", "razon": ""},
                    {"criterio": "Neutralidad tecnológica", "resultado": "cumple", "razon": ""},
                    {"criterio": "Garantía y soporte", "resultado": "no_cumple", "razon": "No se dice quién repara en sitio."},
                ],
            },
            {
                "area": "Gobierno Electrónico", "sentido": "Procede",
                "texto": "La suite ofimática admite formatos abiertos y el plan de salida permite exportar los documentos.",
                "conceptos": [{"concepto": 3, "postura": "Procede", "nota": ""}],
                "criterios": [
                    {"criterio": "Neutralidad tecnológica", "resultado": "cumple", "razon": "No se pide marca."},
                    {"criterio": "Propiedad del código", "resultado": "no_aplica", "razon": ""},
                ],
            },
        ],
        "criterios": [],
    },
    "analisis_estrategico": {
        "texto": "El proyecto es idóneo para la necesidad: atiende equipo obsoleto inventariado y no duplica contratos "
        "vigentes. Se comparó comprar con arrendar a 36 meses y comprar resulta 11 % menos costoso.\nSe revisó el contrato "
        "marco de telecomunicaciones y no cubre conmutadores de acceso.",
        "criterios": [
            {"criterio": "Alineación", "resultado": "cumple", "razon": "Línea 4.2 del Programa Especial de Gobierno Digital."},
            {"criterio": "Duplicidad", "resultado": "cumple", "razon": "Sin contratos vigentes equivalentes."},
            {"criterio": "Consolidación", "resultado": "no_cumple", "razon": "Hay otras dos solicitudes de portátiles."},
        ],
    },
    "condiciones": [
        {
            "texto": "Ajustar el almacenamiento de las portátiles a 512 GB o más", "responsable": "UTIC de la SEC",
            "fecha": "2026-12-04", "evidencia": "Anexo técnico corregido",
        },
        {
            "texto": "Declarar la certificación de eficiencia energética", "responsable": "UTIC de la SEC",
            "fecha": "2026-12-04", "evidencia": "Ficha técnica del fabricante",
        },
    ],
    "vigencia": {"hasta": "2026-12-31"},
    "elaboro": {"nombre": "Darío Félix Valenzuela", "cargo": "Dictaminador estratégico"},
    "reviso": [
        {"nombre": "Ximena Yocupicio Ruiz", "cargo": "Dictaminadora técnica",
         "area": "Infraestructura Tecnológica y Conectividad"},
        {"nombre": "Óscar Murrieta León", "cargo": "Dictaminador técnico", "area": "Gobierno Electrónico"},
    ],
    "autoriza": {"nombre": "Amparo Noriega Tánori", "cargo": "Titular de la Subsecretaría de Gobierno Digital"},
    "ccp": ["Órgano Interno de Control en la Secretaría de Educación y Cultura. Para su conocimiento.", "Expediente."],
    "anexos": [
        {"clase": "Oficio", "nombre": "oficio-SEC-UTIC-0345-2026.pdf", "sha256": "3b" * 32, "tamano": 284_113},
        {"clase": "Anexo técnico", "nombre": "anexo-técnico-bibliotecas.pdf", "sha256": "c7" * 32, "tamano": 1_940_220},
        {"clase": "Cotización", "nombre": "investigación de mercado & cotizaciones.xlsx", "sha256": "0e" * 32,
         "tamano": 88_400},
    ],
    "bitacora": {"n": 18_233, "hash": "5d" * 32},
    "firma": None,
}  # fmt: skip
