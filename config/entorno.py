"""Las variables de entorno, con tipo: lo que falta o no se entiende detiene el arranque."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

RAIZ = Path(__file__).resolve().parent.parent
LARGO_MINIMO_DE_CLAVE = 50

_env = environ.Env()


def leer_de(variables: Mapping[str, str]) -> None:
    """De aquí en adelante las variables salen de ahí y no del proceso: así arranca la práctica con las suyas."""
    _env.ENVIRON = variables


def texto(nombre: str, omision: str | None = None) -> str:
    """Cadena; sin omisión, la variable es indispensable (ImproperlyConfigured)."""
    return str(_env.str(nombre) if omision is None else _env.str(nombre, default=omision))


def entero(nombre: str, omision: int) -> int:
    """Entero no negativo; cualquier otra cosa detiene el arranque."""
    try:
        valor: int = _env.int(nombre, default=omision)
    except ValueError as error:
        raise ImproperlyConfigured(f"{nombre} debe ser un número entero.") from error
    if valor < 0:
        raise ImproperlyConfigured(f"{nombre} no puede ser negativo.")
    return valor


def booleano(nombre: str, omision: bool = False) -> bool:
    """Verdadero o falso (`1`, `true`, `sí`…)."""
    return bool(_env.bool(nombre, default=omision))


def lista(nombre: str) -> list[str]:
    """Valores separados por coma; vacía si la variable no está."""
    return list(_env.list(nombre, default=[]))


def ruta(nombre: str, omision: Path | None = None) -> Path:
    return Path(texto(nombre, str(omision) if omision else None))


def clave_secreta() -> str:
    """SECRET_KEY de al menos 50 caracteres."""
    clave = texto("SECRET_KEY")
    if len(clave) < LARGO_MINIMO_DE_CLAVE:
        raise ImproperlyConfigured("SECRET_KEY debe tener al menos 50 caracteres al azar.")
    return clave


def base_de_datos(omision: str) -> dict[str, object]:
    """Conexión de DATABASE_URL, con los candados que pide cada motor (docs/decisiones/0003)."""
    datos = dict(_env.db_url("DATABASE_URL", default=omision))
    opciones = dict(datos.get("OPTIONS", {}))
    if "sqlite" in datos["ENGINE"]:
        opciones |= {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        # Lo que una conexión repite se prepara una vez: PostgreSQL no lo vuelve a planear (docs/decisiones/0047).
        opciones |= {"options": "-c lock_timeout=5000", "server_side_binding": True, "prepare_threshold": 3}
        datos["CONN_HEALTH_CHECKS"] = True
    # Abrir una conexión por petición costaba más que sus consultas: SQLite vuelve a leer el esquema entero.
    return {**datos, "OPTIONS": opciones, "ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 60}


def base_de_la_duena() -> dict[str, object] | None:
    """Cómo se conecta el dueño de la base: DATABASE_URL_DUENA, que sólo tiene quien migra; None si no está."""
    if not texto("DATABASE_URL_DUENA", ""):
        return None
    datos = dict(_env.db_url("DATABASE_URL_DUENA"))
    return {cual: datos[cual] for cual in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def almacen(carpeta: Path) -> dict[str, object]:
    """Almacén privado de archivos: S3 si ALMACEN_S3_CUBETA está puesta; si no, una carpeta local."""
    cubeta = texto("ALMACEN_S3_CUBETA", "")
    if not cubeta:
        return {
            "BACKEND": "config.almacen.AlmacenLocal",
            "OPTIONS": {"location": str(ruta("ALMACEN_CARPETA", carpeta)), "base_url": None},
        }
    return {"BACKEND": "config.almacen.s3.AlmacenS3", "OPTIONS": _opciones_s3(cubeta)}


def almacen_de_anclas(archivos: Path) -> dict[str, object]:
    """Donde cada ancla se escribe una vez: la cubeta ANCLAS_S3_CUBETA, con otra llave si se puede, o una carpeta.

    Sin ANCLAS_CARPETA es `anclas`, junto a la de archivos. ANCLAS_RETENER_DIAS, con Object Lock en la cubeta, impide
    borrarlas antes de ese plazo hasta a quien la administra.
    """
    cubeta = texto("ANCLAS_S3_CUBETA", "")
    if not cubeta:
        junto = ruta("ALMACEN_CARPETA", archivos).parent / "anclas"
        return {
            "BACKEND": "config.almacen.AnclasEnCarpeta",
            "OPTIONS": {"location": str(ruta("ANCLAS_CARPETA", junto)), "base_url": None},
        }
    suyas = {"access_key": texto("ANCLAS_S3_LLAVE", ""), "secret_key": texto("ANCLAS_S3_SECRETO", "")}
    opciones = _opciones_s3(cubeta) | {nombre: valor for nombre, valor in suyas.items() if valor}
    return {
        "BACKEND": "config.almacen.s3.AnclasEnS3",
        "OPTIONS": {**opciones, "retener_dias": entero("ANCLAS_RETENER_DIAS", 0)},
    }


def almacen_publico(archivos: Path) -> dict[str, object]:
    """La carpeta que se publica de la bitácora: BITACORA_PUBLICA o, si falta, `publica` junto a la de archivos."""
    junto = ruta("ALMACEN_CARPETA", archivos).parent / "publica"
    return {
        "BACKEND": "config.almacen.AlmacenLocal",
        "OPTIONS": {"location": str(ruta("BITACORA_PUBLICA", junto)), "base_url": None},
    }


def carpeta_del_firmante(archivos: Path) -> str:
    """Donde quien firma la bitácora recuerda su última ancla: FIRMANTE_CARPETA o, si falta, junto a la de archivos."""
    return str(ruta("FIRMANTE_CARPETA", ruta("ALMACEN_CARPETA", archivos).parent / "firmante"))


def carpeta_de_lugares() -> str:
    """Donde los procesos de la máquina se turnan para abrir archivos: LUGARES_CARPETA o una temporal de quien corre."""
    return str(ruta("LUGARES_CARPETA", Path(tempfile.gettempdir()) / f"dictamenes-{os.getuid()}"))


def _opciones_s3(cubeta: str) -> dict[str, object]:
    return {
        "bucket_name": cubeta,
        "endpoint_url": texto("ALMACEN_S3_URL", "") or None,
        "region_name": texto("ALMACEN_S3_REGION", "us-east-1"),
        "access_key": texto("ALMACEN_S3_LLAVE"),
        "secret_key": texto("ALMACEN_S3_SECRETO"),
        "querystring_auth": True,
        "querystring_expire": 60,
        "default_acl": None,
        "file_overwrite": False,
        "signature_version": "s3v4",
        "addressing_style": "path",
        "max_memory_size": 4 * 1024 * 1024,
    }


def correo() -> dict[str, object]:
    """Ajustes EMAIL_* de CORREO_URL (`smtp+tls://usuario:clave@servidor:587`, `filemail:///ruta`…)."""
    return dict(_env.email_url("CORREO_URL", default="smtp://localhost:25"))


def antivirus() -> str:
    """CLAMAV_URL (`tcp://servidor:3310` o `unix:///ruta/clamd.sock`); vacía si no hay antivirus."""
    url = texto("CLAMAV_URL", "")
    partes = urlsplit(url)
    completa = partes.hostname if partes.scheme == "tcp" else partes.path if partes.scheme == "unix" else ""
    if url and not completa:
        raise ImproperlyConfigured("CLAMAV_URL debe ser tcp://servidor:puerto o unix:///ruta.")
    return url


def portal_de_datos() -> str:
    """CKAN_URL (`https://datos.ejemplo`), vacía si no se envía; con https, salvo a esta misma máquina."""
    url = texto("CKAN_URL", "").rstrip("/")
    partes = urlsplit(url)
    propia = partes.scheme == "http" and partes.hostname in ("127.0.0.1", "localhost")
    if url and partes.scheme != "https" and not propia:
        raise ImproperlyConfigured("CKAN_URL debe empezar con https://: lleva una clave.")
    if url and not texto("CKAN_TOKEN", ""):
        raise ImproperlyConfigured("CKAN_URL necesita CKAN_TOKEN, la clave con que se envía.")
    return url


def credenciales_de_prueba(carpeta: Path) -> dict[str, object]:
    """Ajustes FIRMA_* de un sitio sin validez: sello, estampadora y e.firmas ficticias de esa carpeta."""
    return {
        "CREDENCIALES": carpeta,
        "FIRMA_SELLO_CER": str(carpeta / "sello.cer"), "FIRMA_SELLO_KEY": str(carpeta / "sello.key"),
        "FIRMA_SELLO_CONTRASENA": "sello-de-demostracion", "FIRMA_TSA_URL": "",
        "FIRMA_TSA_CER": str(carpeta / "tsa.cer"), "FIRMA_TSA_KEY": str(carpeta / "tsa.key"),
        "FIRMA_OCSP_URL": "",
        "FIRMA_OCSP_CER": str(carpeta / "ocsp.cer"), "FIRMA_OCSP_KEY": str(carpeta / "ocsp.key"),
        "FIRMA_DIR_RAICES": str(carpeta / "raices"), "FIRMA_DIR_CREDENCIALES": str(carpeta / "personas"),
    }


def cache() -> dict[str, object]:
    """La caché de CACHE_URL (`rediscache://…`); si falta, una tabla de la base, compartida entre procesos.

    De ella salen los topes de intentos: una por proceso (`locmemcache://`) los multiplicaría por el número de procesos.
    """
    if not texto("CACHE_URL", ""):
        return {"BACKEND": "cuentas.cache.CacheEnBase"}
    return dict(_env.cache_url("CACHE_URL"))
