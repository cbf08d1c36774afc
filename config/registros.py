"""Los registros: un renglón por suceso, con el id de la petición o del trabajo y sin datos de nadie.

Lo que se escribe está en una lista cerrada (`CAMPOS`): ni consulta, ni cuerpo, ni galletas, ni la dirección pedida, que
puede llevar una clave o una invitación; en su lugar va la plantilla de la ruta. De una excepción se escriben su clase y
por dónde pasó; su mensaje sólo si no puede traer lo que alguien capturó.
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from cuentas.rastreo import peticion, trabajo

CAMPOS = ("peticion", "trabajo", "metodo", "ruta", "codigo", "ms", "persona")
SIN_RUTA = "(sin ruta)"
# Clases cuyo mensaje escribe la base o la configuración, nunca una persona.
CON_MENSAJE = frozenset({"OperationalError", "ImproperlyConfigured", "ConnectionRefusedError", "FlowLockFailed"})
MARCOS = 40

def ruta_de(request: Any) -> str:
    """La plantilla de la ruta («solicitudes/<int:pk>/»), nunca la dirección pedida."""
    hallada = getattr(request, "resolver_match", None)
    return hallada.route if hallada else SIN_RUTA


class SinDatosFiltro(logging.Filter):
    """Le pone a cada renglón su petición o su trabajo y le quita la dirección pedida."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Siempre deja pasar el renglón, ya sin datos."""
        record.peticion, record.trabajo = peticion.get(), trabajo.get()
        pedido = getattr(record, "request", None)
        if pedido is not None:
            record.ruta, record.metodo = ruta_de(pedido), getattr(pedido, "method", "")
        if record.name.startswith("django.security"):
            record.msg, record.args = "Petición rechazada (%s).", (record.name.rpartition(".")[2],)
        elif record.name.startswith("django.request"):
            record.msg, record.args = "Respuesta %s.", (getattr(record, "status_code", "de error"),)
        elif record.name.startswith("gunicorn") and record.exc_info:
            record.msg, record.args = "El servidor no pudo atender una petición.", ()
        elif record.name.startswith("gunicorn") and str(record.msg).startswith("Invalid request"):
            record.msg, record.args = "Llegó una petición que no es HTTP.", ()
        return True


def falla(informe: Any) -> str:
    """Una excepción y sus causas: clase, lugar por lugar, y el mensaje sólo si no puede llevar datos."""
    error: BaseException | None = informe[1]
    partes: list[str] = []
    while error is not None and len(partes) < 5:
        lugares = traceback.extract_tb(error.__traceback__)[-MARCOS:]
        mensaje = f": {' '.join(str(error).split())[:300]}" if type(error).__name__ in CON_MENSAJE else ""
        partes.append(type(error).__name__ + mensaje + "".join(f" < {_lugar(m)}" for m in reversed(lugares)))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " | por | ".join(partes)


class JsonSinDatos(JsonFormatter):
    """Un objeto JSON por renglón, con los campos de la casa y ninguno más."""

    def format(self, record: logging.LogRecord) -> str:
        """El renglón; los saltos de línea salen escapados, como manda JSON."""
        objeto: dict[str, Any] = {
            "momento": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "nivel": record.levelname, "registro": record.name, "mensaje": record.getMessage(),
        }
        objeto |= {campo: getattr(record, campo) for campo in CAMPOS if getattr(record, campo, None) not in (None, "")}
        if record.exc_info and record.exc_info[1] is not None:
            objeto["falla"] = falla(record.exc_info)
        return self.serialize_log_record(objeto)


class Legible(logging.Formatter):
    """El renglón de la demostración: corto, en una línea y con los mismos campos."""

    def format(self, record: logging.LogRecord) -> str:
        """Hora, nivel, mensaje y campos; un salto de línea ajeno se ve como `\\n`."""
        campos = " ".join(f"{c}={getattr(record, c)}" for c in CAMPOS if getattr(record, c, None) not in (None, ""))
        mensaje = _en_una_linea(record.getMessage())
        linea = f"{self.formatTime(record, '%H:%M:%S')} {record.levelname} {record.name}: {mensaje} {campos}".rstrip()
        if record.exc_info and record.exc_info[1] is not None:
            linea += f"\n    {falla(record.exc_info).replace(' < ', chr(10) + '      en ')}"
        return linea


def configuracion(*, legible: bool = False) -> dict[str, Any]:
    """El LOGGING de Django y de gunicorn: todo a la salida de errores, en JSON o legible."""
    nombre = "legible" if legible else "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "config.registros.JsonSinDatos"},
            "legible": {"()": "config.registros.Legible"},
        },
        "filters": {"sin_datos": {"()": "config.registros.SinDatosFiltro"}},
        "handlers": {"consola": {"class": "logging.StreamHandler", "formatter": nombre, "filters": ["sin_datos"]}},
        "loggers": {
            # Los de Django traen manejadores propios que escriben la dirección entera y mandan correos con el cuerpo.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": ["consola"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "ERROR"},  # lo demás ya lo dice el renglón de acceso
            "gunicorn.error": {"handlers": ["consola"], "level": "WARNING" if legible else "INFO", "propagate": False},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            **{ajeno: {"level": "WARNING"} for ajeno in ("pikepdf", "botocore", "boto3", "s3transfer", "urllib3")},
        },
        "root": {"handlers": ["consola"], "level": "INFO"},
    }


def _en_una_linea(texto: str) -> str:
    return "".join(letra if letra.isprintable() else ascii(letra)[1:-1] for letra in texto)


def _lugar(marco: traceback.FrameSummary) -> str:
    return f"{_corto(marco.filename)}:{marco.lineno} {marco.name}"


def _corto(archivo: str) -> str:
    """La ruta del módulo desde su carpeta de importación: sin la de esta máquina."""
    bases = [base for base in sys.path if base and archivo.startswith(base.rstrip("/") + "/")]
    return archivo[len(max(bases, key=len).rstrip("/")) + 1 :] if bases else archivo.rpartition("/")[2]
