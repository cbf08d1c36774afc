"""Ajustes de producción. La demostración y las pruebas parten de aquí y sólo cambian lo suyo."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages import constants as niveles

from config import entorno, pagina_de_firma, registros

RAIZ = entorno.RAIZ
DEBUG = False
DEMOSTRACION = False
ROTULO_SIN_VALIDEZ = ""  # lo que lleva cada documento de un sitio cuyos documentos no valen
AVISO_DEL_SITIO: dict[str, str] = {}  # título y texto de la franja que encabeza toda página
FOLIOS_PREFIJO = ""
PRACTICA = False
ENTRE_SITIOS = {"texto": "Practicar", "url": entorno.texto("PRACTICA_URL", "")}  # del sitio al de práctica, o de vuelta
SECRET_KEY = entorno.clave_secreta()
SECRET_KEY_FALLBACKS = entorno.lista("SECRET_KEY_ANTERIORES")
ALLOWED_HOSTS = entorno.lista("SITIO_NOMBRES")
SITIO_URL = entorno.texto("SITIO_URL")
CSRF_TRUSTED_ORIGINS = [SITIO_URL] if SITIO_URL.startswith("https://") else []

INSTALLED_APPS = [
    "config",
    "flujos",
    "indicadores",
    "auditoria",
    "dictamenes",
    "estandares",
    "cuentas",
    "archivos",
    "bitacora",
    "viewflow.workflow",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "config.peticiones.PeticionIntermedio",
    "csp.middleware.CSPMiddleware",
    "config.intermedios.CabecerasIntermedio",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.intermedios.VerbosIntermedio",
    "config.salud.SaludIntermedio",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.intermedios.CompresionIntermedio",
    "config.intermedios.TurnoIntermedio",
    "config.intermedios.EsperaIntermedio",
    "config.intermedios.CharsetIntermedio",
    "config.intermedios.NulosIntermedio",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.puertas.PuertasIntermedio",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cuentas.entrada.intermedios.SesionIntermedio",
    "allauth.account.middleware.AccountMiddleware",
    "cuentas.entrada.intermedios.SegundoFactorIntermedio",
    "flujos.intermedios.ErroresDeActoIntermedio",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RAIZ / "templates"],
        "OPTIONS": {
            "loaders": [(
                "django.template.loaders.cached.Loader",
                ["config.plantillas.Cargador", "django.template.loaders.app_directories.Loader"],
            )],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.contexto.sitio",
            ]
        },
    }
]
FORM_RENDERER = "config.formularios.RenderizadorSonora"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # sin otra galleta que cuidar
MESSAGE_TAGS = {niveles.ERROR: "error", niveles.SUCCESS: "exito"}

DATABASES = {"default": entorno.base_de_datos(f"sqlite:///{RAIZ / 'var' / 'dictamenes.sqlite3'}")}
BASE_PAPEL_DE_LA_CORRIDA = str(DATABASES["default"].get("USER") or "")
BASE_PAPEL_DEL_FIRMANTE = entorno.texto("BASE_PAPEL_DEL_FIRMANTE", "")
CACHES = {"default": entorno.cache()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "cuentas.Usuario"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("nombre", "correo")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "flujos:trabajo"
LOGOUT_REDIRECT_URL = "inicio"
ACCOUNT_ADAPTER = "cuentas.entrada.adaptador.AdaptadorDeCuentas"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "correo"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "cuentas.entrada.forms.entrar.EntrarForm",
    "reset_password": "cuentas.entrada.forms.entrar.RestablecerForm",
    "reset_password_from_key": "cuentas.entrada.forms.entrar.NuevaContrasenaForm",
    "change_password": "cuentas.entrada.forms.entrar.CambiarContrasenaForm",
    "reauthenticate": "cuentas.entrada.forms.entrar.ConfirmarIdentidadForm",
}
MFA_ADAPTER = "cuentas.entrada.adaptador_mfa.AdaptadorDeFactores"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "cuentas.entrada.forms.factores.EntrarConCodigoForm",
    "reauthenticate": "cuentas.entrada.forms.factores.ConfirmarConCodigoForm",
    "activate_totp": "cuentas.entrada.forms.factores.ActivarAplicacionForm",
    "add_webauthn": "cuentas.entrada.forms.factores.AgregarLlaveForm",
    "authenticate_webauthn": "cuentas.entrada.forms.factores.EntrarConLlaveForm",
    "reauthenticate_webauthn": "cuentas.entrada.forms.factores.ConfirmarConLlaveForm",
    "login_webauthn": "cuentas.entrada.forms.factores.EntrarSoloConLlaveForm",
}
SEGUNDO_FACTOR_OBLIGATORIO = True
FACTOR_FRESCO_SEGUNDOS = entorno.entero("FACTOR_FRESCO_SEGUNDOS", 300)
ALLAUTH_TRUSTED_PROXY_COUNT = entorno.entero("PROXIES_DE_CONFIANZA", 0)

LANGUAGE_CODE = "es-mx"
TIME_ZONE = "America/Hermosillo"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "estaticos/"
STATIC_ROOT = Path(entorno.texto("ESTATICOS_CARPETA", str(RAIZ / "var" / "estaticos")))
STATICFILES_DIRS = [RAIZ / "static"]
WHITENOISE_ADD_HEADERS_FUNCTION = pagina_de_firma.cabeceras
STORAGES = {
    "default": entorno.almacen(RAIZ / "var" / "archivos"),
    "anclas": entorno.almacen_de_anclas(RAIZ / "var" / "archivos"),
    "publica": entorno.almacen_publico(RAIZ / "var" / "archivos"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000  # estudiar una solicitud de mil conceptos: hasta seis campos por cada uno
FILE_UPLOAD_PERMISSIONS = 0o640

vars().update(entorno.correo())
EMAIL_TIMEOUT = 10
CORREO_DE_SALIDA: str | None = None  # en la práctica, quien entrega lo que sí debe salir
SEGURIDAD_CONTACTO = entorno.texto("SEGURIDAD_CONTACTO", "seguridad@dictamenes.invalid")
PRIVACIDAD_CONTACTO = entorno.texto("PRIVACIDAD_CONTACTO", "")
DEFAULT_FROM_EMAIL = entorno.texto("CORREO_REMITENTE", "no-responder@dictamenes.invalid")

SESSION_ENGINE = "cuentas.acceso.motor_de_sesiones"
SESSION_COOKIE_NAME = "__Host-sesion"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESION_INACTIVA_SEGUNDOS = entorno.entero("SESION_INACTIVA_SEGUNDOS", 1800)
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.vistas.formulario_vencido"
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^salud/"]  # el balanceador pregunta por http y sin pasar por el proxy de TLS
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if entorno.booleano("DETRAS_DE_PROXY_TLS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

FIRMA_SELLO_CER = entorno.texto("FIRMA_SELLO_CER", "")
FIRMA_SELLO_KEY = entorno.texto("FIRMA_SELLO_KEY", "")
FIRMA_SELLO_CONTRASENA = entorno.texto("FIRMA_SELLO_CONTRASENA", "")
FIRMA_SELLO_PKCS11_MODULO = entorno.texto("FIRMA_SELLO_PKCS11_MODULO", "")
FIRMA_SELLO_PKCS11_FICHA = entorno.texto("FIRMA_SELLO_PKCS11_FICHA", "")
FIRMA_SELLO_PKCS11_LLAVE = entorno.texto("FIRMA_SELLO_PKCS11_LLAVE", "")
FIRMA_TSA_URL = entorno.texto("FIRMA_TSA_URL", "")
FIRMA_TSA_CER = ""
FIRMA_TSA_KEY = ""
FIRMA_OCSP_URL = entorno.texto("FIRMA_OCSP_URL", "")
FIRMA_OCSP_CER = ""
FIRMA_OCSP_KEY = ""
FIRMA_DIR_RAICES = entorno.texto("FIRMA_DIR_RAICES", "")
FIRMA_DIR_SELLOS = entorno.texto("FIRMA_DIR_SELLOS", "")
FIRMANTE_CARPETA = entorno.carpeta_del_firmante(RAIZ / "var" / "archivos")
FIRMANTE_SOCKET = entorno.texto("FIRMANTE_SOCKET", "")
FIRMANTE_CUENTAS = entorno.lista("FIRMANTE_CUENTAS")
FIRMANTE_POR_MINUTO = entorno.entero("FIRMANTE_POR_MINUTO", 60)
FIRMANTE_POR_DIA = entorno.entero("FIRMANTE_POR_DIA", 2000)
FIRMA_DIR_CREDENCIALES = ""
BITACORA_ORIGEN = entorno.texto("BITACORA_ORIGEN", "")
BITACORA_TESTIGOS = entorno.texto("BITACORA_TESTIGOS", "")
BITACORA_LLAVERO = entorno.texto("BITACORA_LLAVERO")
BITACORA_LLAVERO_SE_CREA = False  # en producción lo abre una persona: `manage.py llavero abrir`

CLAMAV_URL = entorno.antivirus()
CKAN_URL = entorno.portal_de_datos()
CKAN_TOKEN = entorno.texto("CKAN_TOKEN", "")
CKAN_ORGANIZACION = entorno.texto("CKAN_ORGANIZACION", "")
LUGARES_CARPETA = entorno.carpeta_de_lugares()
TRABAJO_ARRIENDO_SEGUNDOS = entorno.entero("TRABAJO_ARRIENDO_SEGUNDOS", 300)

LOGGING = registros.configuracion(legible=entorno.booleano("REGISTROS_LEGIBLES"))
