"""Qué se pide en la demostración: proyectos verosímiles de cada tipo, con sus conceptos."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pedido:
    """Un concepto: descripción, categoría, perfil (o ninguno), cantidad, unidad y precio sin IVA."""

    descripcion: str
    categoria: str
    cantidad: int
    precio: str
    perfil: str = ""
    unidad: str = "pieza"
    iva: str = "0.16"


@dataclass(frozen=True)
class Proyecto:
    """Un proyecto tipo: lo que se pide y las frases que lo explican."""

    tipo: str
    nombre: str
    modalidad: str
    partida: str
    alineacion: str
    necesidad: str
    conceptos: tuple[Pedido, ...] = field(default_factory=tuple)


PROYECTOS = (
    Proyecto(
        "bienes", "Renovación de equipo de cómputo administrativo", "adquisicion", "515", "1.2",
        "Los equipos actuales rebasan seis años, no reciben actualizaciones y detienen la atención al público.",
        (Pedido("Computadora de escritorio administrativa", "computo", 24, "16850.00", "PC-ADM"),
         Pedido("Monitor de 24 pulgadas", "computo", 24, "3290.00", "MON-24")),
    ),
    Proyecto(
        "bienes", "Equipo portátil para inspectores de campo", "adquisicion", "515", "3.4",
        "Las visitas se capturan en papel y se transcriben días después; con equipo portátil se cierran en sitio.",
        (Pedido("Computadora portátil administrativa", "computo", 12, "18990.00", "LAP-ADM"),
         Pedido("Tableta de oficina", "computo", 12, "9450.00", "TAB-OFI")),
    ),
    Proyecto(
        "bienes", "Equipamiento de aulas digitales", "adquisicion", "515", "6.2",
        "Cuatro planteles no tienen con qué impartir las materias de informática del plan vigente.",
        (Pedido("Computadora de escritorio administrativa conforme al catálogo de Baja California", "computo", 40,
                "17400.00", "BC-PC-ADM"),
         Pedido("Proyector para aula", "computo", 4, "14300.00", "PRY-1"),
         Pedido("Punto de acceso interior", "redes", 8, "5100.00", "AP-INT")),
    ),
    Proyecto(
        "bienes", "Impresión y digitalización del archivo de trámite", "adquisicion", "515", "3.3",
        "El archivo de trámite crece 300 cajas al año y no hay con qué digitalizarlo antes de la transferencia.",
        (Pedido("Escáner documental", "computo", 3, "21800.00", "ESC-DOC"),
         Pedido("Multifuncional monocromático", "computo", 5, "11700.00", "MFP-MONO")),
    ),
    Proyecto(
        "licencias", "Licenciamiento de suite de oficina", "contratacion", "597", "1.2",
        "El contrato vigente termina y 180 personas trabajan con documentos compartidos.",
        (Pedido("Licencia anual de suite de oficina", "software", 180, "2150.00", "LIC-OFI", "licencia"),),
    ),
    Proyecto(
        "licencias", "Protección de equipos de usuario final", "contratacion", "597", "5.2",
        "Tres incidentes de código malicioso en el año, sin visibilidad central.",
        (Pedido("Licencia anual de detección y respuesta", "seguridad", 320, "640.00", "LIC-EDR", "licencia"),),
    ),
    Proyecto(
        "desarrollo", "Ventanilla digital de constancias", "contratacion", "333", "3.4",
        "Las constancias se piden en persona y tardan nueve días; en línea se entregan el mismo día.",
        (Pedido("Análisis, diseño y desarrollo del módulo de solicitud", "desarrollo", 1, "680000.00", "", "servicio"),
         Pedido("Integración con identidad digital", "desarrollo", 1, "210000.00", "", "servicio")),
    ),
    Proyecto(
        "desarrollo", "Tablero de seguimiento de obra", "contratacion", "333", "4.1",
        "Los avances se reportan en hojas sueltas que no coinciden entre áreas.",
        (Pedido("Desarrollo del tablero y sus reportes", "desarrollo", 1, "540000.00", "", "servicio"),
         Pedido("Modelo de datos y carga histórica", "datos", 1, "160000.00", "", "servicio")),
    ),
    Proyecto(
        "arrendamiento", "Arrendamiento de equipo de impresión", "arrendamiento", "323", "1.2",
        "Comprar y mantener impresoras propias cuesta 40 % más que rentarlas con servicio.",
        (Pedido("Renta mensual de multifuncional con consumibles", "computo", 12, "38500.00", "", "mes"),),
    ),
    Proyecto(
        "servicios", "Mantenimiento de infraestructura de cómputo", "contratacion", "353", "5.1",
        "La garantía de los servidores terminó y cualquier falla detiene la operación.",
        (Pedido("Póliza anual de mantenimiento preventivo y correctivo", "servicios", 1, "420000.00", "", "servicio"),),
    ),
    Proyecto(
        "telecom", "Enlaces de internet para oficinas regionales", "contratacion", "317", "5.1",
        "Las oficinas regionales comparten 20 Mbps entre treinta personas.",
        (Pedido("Enlace dedicado de 200 Mbps", "redes", 9, "14900.00", "", "mes"),
         Pedido("Firewall de sucursal", "seguridad", 9, "26400.00", "FW-SUC")),
    ),
    Proyecto(
        "telecom", "Renovación de telefonía IP", "adquisicion", "565", "5.1",
        "El conmutador actual ya no tiene refacciones.",
        (Pedido("Teléfono IP", "redes", 60, "2380.00", "TEL-IP"),
         Pedido("Conmutador de acceso", "redes", 4, "32500.00", "SW-ACC")),
    ),
    Proyecto(
        "centro_datos", "Ampliación de respaldo institucional", "adquisicion", "515", "5.1",
        "La capacidad de respaldo está al 92 % y crece 3 % al mes.",
        (Pedido("Servidor de rack", "centro_datos", 2, "148000.00", "SRV-R1"),
         Pedido("Almacenamiento en red", "centro_datos", 1, "96500.00", "STO-NAS"),
         Pedido("Respaldo de energía de 3 kVA", "centro_datos", 2, "31200.00", "UPS-3K")),
    ),
    Proyecto(
        "seguridad", "Diagnóstico de vulnerabilidades", "contratacion", "333", "5.2",
        "La auditoría interna pidió una revisión independiente de los sistemas expuestos.",
        (Pedido("Diagnóstico de vulnerabilidades y plan de remediación", "seguridad", 1, "310000.00", "",
                "servicio"),),
    ),
    Proyecto(
        "renovacion", "Renovación de enlace de la red troncal", "renovacion", "317", "5.3",
        "El enlace vence este año y sostiene once sistemas compartidos.",
        (Pedido("Renovación anual de enlace de 1 Gbps", "redes", 12, "41300.00", "", "mes"),),
    ),
    Proyecto(
        "baja", "Baja de equipo de cómputo obsoleto", "baja", "", "",
        "Equipo con más de diez años, sin refacciones y fuera de uso desde el año pasado.",
        (Pedido("Computadora de escritorio fuera de uso", "computo", 35, "0.00"),
         Pedido("Impresora fuera de uso", "computo", 9, "0.00")),
    ),
)

ENTES = (
    "SEC", "SSA", "ISSSTESON", "ICRESON", "CEA", "SIDUR", "COBACH", "SH", "UES", "OM", "CEDES", "ISC", "SAGARHPA",
    "CECYTES", "DGRC", "SSP", "COVES", "ITESCA", "RS", "MUSAS",
)
ENTE_ANUNCIADO = "ICRESON"
UNIPERSONALES = {"MUSAS", "RS", "COVES"}
OBSERVACIONES = (
    ("requisito", (("anexo-mercado", "La investigación de mercado no trae fecha ni firma; adjúntela completa."),)),
    ("justificacion", (("necesidad", "Diga cuántas personas se atienden hoy y cuántas se atenderán."),
                       ("alternativas", "Explique por qué no se reutiliza equipo de otra unidad."))),
    ("importe", (("suficiencia_importe", "El oficio de suficiencia no distingue el IVA; precíselo."),)),
)
OPINIONES = (
    "El equipamiento corresponde al perfil de los puestos y cumple el estándar aplicable. Es viable su operación con "
    "el personal y la infraestructura del ente.",
    "Se verificó la compatibilidad con la infraestructura instalada. La capacidad solicitada está justificada con "
    "el crecimiento de los últimos tres años.",
    "La propuesta es interoperable y no crea dependencia de un solo proveedor. Se recomienda documentar la entrega.",
)
ANALISIS = (
    "El proyecto es idóneo para la necesidad descrita y se alinea con el Programa Especial de Gobierno Digital. No se "
    "encontraron sistemas ni contratos vigentes que lo dupliquen. El costo por persona atendida es razonable frente a "
    "la alternativa de mantener lo actual.\n\nSe revisó la posibilidad de compra consolidada y no hay contrato marco "
    "vigente para estos conceptos. El ente tiene con qué operar lo que solicita.",
    "La solicitud atiende una causa recurrente de interrupción del servicio. Se consideró arrendar y reutilizar; la "
    "opción solicitada resulta la de menor costo total a tres años.\n\nNo hay duplicidad con proyectos dictaminados en "
    "los últimos veinticuatro meses.",
)
OPINION_EN_CONTRA = (
    "La cantidad solicitada rebasa lo que la operación descrita necesita y el expediente no trae medición de uso. No "
    "procede hasta que se acredite la capacidad requerida."
)
ANALISIS_EN_CONTRA = (
    "La necesidad es atendible, pero el proyecto, como está planteado, no es idóneo: la capacidad solicitada no guarda "
    "proporción con el uso que el ente declara, y el costo no se justifica frente a reutilizar lo que ya tiene.\n\nSe "
    "recomienda medir el uso de seis meses y presentar de nuevo la solicitud con la cantidad ajustada."
)
MOTIVOS = {
    "improcedente": "Lo solicitado es material de oficina y no es de tecnologías de la información por su naturaleza "
                    "ni por su función.",
    "desistir": "El ente reprogramó el proyecto para el siguiente ejercicio.",
    "cancelar": "Se capturó con el ente equivocado; el ente correcto ya la presentó.",
    "acumular": "Pide los mismos equipos que la solicitud que su ente presentó antes: se dictaminan en ella.",
    "devolver_proyecto": "Precise en el análisis la comparación con la alternativa de arrendar.",
    "devolver_a_areas": "Aclare si la capacidad solicitada considera el crecimiento del siguiente año.",
}
FRASES = {
    "beneficiarios": "45 personas servidoras públicas y 12 000 usuarios al año.",
    "consecuencias": "Se detiene la atención en ventanilla y se incumplen los tiempos publicados.",
    "antecedentes": "El equipo se adquirió en 2017 y su garantía terminó en 2020.",
    "alternativas": "Se revisó reutilizar equipo de otras unidades y usar infraestructura compartida: no hay.",
    "fuente": "Recurso estatal",
    "paaas_detalle": "Línea 214 del programa anual",
    "en_uso": "162 en uso, 180 solicitadas",
}
