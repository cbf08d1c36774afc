"""Los textos de la portada pública. Los plazos son los que el sistema trae de fábrica; se muestran, no se calculan."""

from typing import Any

NECESITA = (
    "Equipo de cómputo, impresión y periféricos",
    "Licencias de software y su renovación",
    "Desarrollo, mantenimiento o implantación de sistemas",
    "Arrendamiento de equipo o de centros de datos",
    "Servicios administrados, soporte y consultoría de TIC",
    "Internet, telefonía, enlaces y equipo de red",
    "Nube, hospedaje y seguridad informática",
    "Baja de bienes de TIC, con su borrado seguro",
)
NO_NECESITA = (
    "Mobiliario, papelería y consumibles que no procesan información",
    "Reparación menor que no cambia la especificación del equipo",
    "Capacitación que no incluye licencias, equipo ni desarrollo",
    "Contratos de municipios y de otros poderes no adheridos por convenio",
)
REQUISITOS = (
    "Oficio de solicitud, firmado",
    "Justificación: para qué sirve, a quién y qué pasa si no se contrata",
    "Anexo técnico con cada concepto y su cantidad",
    "Suficiencia presupuestal, o solicitud anticipada para el ejercicio siguiente",
    "Línea del programa anual, o el motivo por el que es extraordinaria",
    "Investigación de mercado con tres cotizaciones, o la razón de que sean menos",
    "Inventario de lo que ya se tiene",
)
PLAZOS = (
    {"texto": "Bienes dentro de estándar", "dias": 10},
    {"texto": "Baja de bienes", "dias": 10},
    {"texto": "Los demás tipos de solicitud", "dias": 15},
    {"texto": "Contestar observaciones (corre para su dependencia)", "dias": 5},
)


def textos() -> dict[str, Any]:
    return {"si": NECESITA, "no": NO_NECESITA, "requisitos": REQUISITOS, "plazos": PLAZOS}
