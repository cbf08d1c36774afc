"""El inventario de datos personales: qué clases hay, para qué y cuánto tiempo. De aquí sale el aviso.

La clase de cada columna de texto la dice su modelo, junto a sus campos, en `PRIVACIDAD`. Los plazos son parámetros de
la casa [P] mientras el catálogo de disposición documental no fije los suyos.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model


@dataclass(frozen=True)
class Clase:
    """Una clase de datos personales, como se explica a quien los da."""

    nombre: str
    para_que: str
    conservacion: str


ENCARGO = "mientras dure el encargo y cinco años más"
EXPEDIENTE = "lo que dure el expediente según su clasificación archivística"
NINGUNA = "ninguna"  # la clase de lo que no guarda personas

CLASES = {
    "identificacion": Clase(
        "Identificación y cargo: nombre, cargo, dependencia y oficio de designación",
        "saber quién captura, revisa y firma cada acto", ENCARGO,
    ),
    "ausencias": Clase(
        "Ausencias: fechas y motivo de un catálogo, nunca un dato médico",
        "no turnarle asuntos y que alguien supla su puesto", ENCARGO,
    ),
    "contacto": Clase("Correo institucional", "entrar y recibir avisos de sus asuntos", ENCARGO),
    "fiscal": Clase(
        "RFC, sólo de quien firma", "comprobar que el certificado con que firma es suyo; nunca se publica", ENCARGO,
    ),
    "acceso": Clase(
        "Datos de acceso: contraseña (sólo su resumen criptográfico), segundo factor (cifrado) y sesiones abiertas",
        "proteger su cuenta", "la contraseña y el factor, hasta que se cambian; la sesión, doce horas como máximo",
    ),
    "actividad": Clase(
        "Registro de lo que hizo: cada acto, consulta reservada e intento rechazado, con fecha y hora",
        "responder de cada decisión ante la auditoría", EXPEDIENTE,
    ),
    "contratos": Clase(
        "Contratos públicos importados: número, objeto, proveedor e importe, como los publica quien contrata",
        "saber qué compras no tuvieron dictamen", EXPEDIENTE,
    ),
    "texto": Clase(
        "Lo que las personas escriben o adjuntan en una solicitud o una revisión",
        "resolver la solicitud; no incluya datos personales que no hagan falta", EXPEDIENTE,
    ),
}

DE_BIBLIOTECAS: dict[str, dict[str, tuple[str, ...]]] = {
    "account.EmailAddress": {"contacto": ("email",)},
    "mfa.Authenticator": {"acceso": ("data",)},
    "admin.LogEntry": {"actividad": ("change_message", "object_repr"), NINGUNA: ("object_id",)},
}
"""Lo que guardan los modelos que no se escriben aquí."""


def de_modelo(modelo: type[Model]) -> dict[str, tuple[str, ...]]:
    """Por clase, las columnas de un modelo como él mismo las declara junto a sus campos (`PRIVACIDAD`)."""
    return DE_BIBLIOTECAS.get(modelo._meta.label) or getattr(modelo, "PRIVACIDAD", {})


def inventario() -> dict[str, list[str]]:
    """Por clase, todas las columnas que guardan algo de ella («cuentas.Usuario.rfc»)."""
    columnas: dict[str, list[str]] = {clase: [] for clase in CLASES}
    for modelo in apps.get_models():
        for clase, suyas in de_modelo(modelo).items():
            if clase != NINGUNA:
                columnas[clase] += [f"{modelo._meta.label}.{columna}" for columna in suyas]
    return columnas
