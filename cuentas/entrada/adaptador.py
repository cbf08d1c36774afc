"""La puerta de entrada: alta sólo por invitación, y cada entrada, fallo y cambio de contraseña en la bitácora."""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import get_hasher, get_hashers, make_password
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import StrIndex, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bitacora.atado import exigir_atados
from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.acceso import sesiones
from cuentas.avisos.avisos import avisar
from cuentas.entrada import equipo, factores, frescura, invitaciones, respaldo, tasa
from cuentas.models import Usuario

VENTANA_SEGUNDOS = 300
FORMAS_DE_CONFIRMAR = {
    "reauthenticate": "Usar su contraseña",
    "mfa_reauthenticate": "Usar un código",
    "mfa_reauthenticate:webauthn": "Usar una llave de paso",
}
POR_CUENTA_Y_DIRECCION, POR_DIRECCION, POR_EQUIPO = 5, 50, 5
POR_CUENTA, VENTANA_DE_LA_CUENTA = 30, 3600


class Tope(NamedTuple):
    """Cuántos intentos malos caben en una ventana, contados a quién, y qué se dice al pasarse."""

    accion: str
    quien: str
    veces: int
    segundos: int = VENTANA_SEGUNDOS
    error: str = "too_many_login_attempts"


class AdaptadorDeCuentas(DefaultAccountAdapter):
    """Ajusta allauth a la casa."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "El correo o la contraseña no coinciden. Revíselos e inténtelo de nuevo",
        "enter_current_password": "La contraseña actual no coincide",
        "incorrect_password": "La contraseña no coincide",
        "invalid_password_reset": "El vínculo ya no sirve",
        "too_many_login_attempts": "Hubo demasiados intentos. Espere cinco minutos y vuelva a intentarlo",
        "too_many_for_account": "Hubo demasiados intentos con esa cuenta desde otros equipos. Si es la suya, use "
        "«Olvidé mi contraseña»: con el vínculo de su correo podrá entrar de inmediato en este equipo",
        "unbacked_password": respaldo.OTRA_CONTRASENA,
        "rate_limited": "Hubo demasiados intentos. Espere unos minutos y vuelva a intentarlo",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nadie se da de alta por su cuenta."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credenciales: Any) -> None:
        """Los topes, antes de calcular la contraseña. Lanza `ValidationError`.

        El de la cuenta no deja fuera a nadie: no rige en el equipo donde esa cuenta ya entró, y con el vínculo de su
        correo la persona hace suyo otro equipo.
        """
        for tope in _topes(request, credenciales):
            if tasa.anotar(tope.accion, tope.quien, segundos=tope.segundos) > tope.veces:
                raise self.validation_error(tope.error)

    def authenticate(self, request: HttpRequest, **credenciales: Any) -> Usuario | None:
        """Comprueba la contraseña; el intento bueno no gasta el tope y el malo cuesta lo mismo sea de quien sea.

        Lanza `ValidationError` si coincide, pero la guardada no la dejó este sistema.
        """
        persona = super().authenticate(request, **credenciales)
        if persona:
            for tope in _topes(request, credenciales):
                tasa.devolver(tope.accion, tope.quien)
        else:
            cuenta, contrasena = _cuenta(credenciales), str(credenciales.get("password") or "")
            igualar_costo(cuenta, contrasena)
            if respaldo.es_trasplantada(cuenta, contrasena):
                raise self.validation_error("unbacked_password")
        return persona

    def pre_login(self, request: HttpRequest, user: Usuario, **extra: Any) -> HttpResponse | None:
        """Nadie entra, tampoco con su llave de paso, con datos o factores que la bitácora no respalda."""
        if not respaldo.falta(user):
            return super().pre_login(request, user, **extra)
        clear_login(request)
        messages.error(request, respaldo.NO_CONSTA)
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Para tocar los factores basta la identidad fresca de la casa, que cuenta también la entrada reciente."""
        return not frescura.es_fresca(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """Quien tiene segundo factor confirma con él; la contraseña sola no basta."""
        formas = super().get_reauthentication_methods(user)
        if user.is_authenticated and factores.tiene(user):
            formas = [forma for forma in formas if forma["id"] != "reauthenticate"]
        return [forma | {"description": FORMAS_DE_CONFIRMAR[forma["id"]]} for forma in formas]

    def post_login(self, request: HttpRequest, user: Usuario, **extra: Any) -> HttpResponse:
        respuesta = super().post_login(request, user, **extra)
        equipo.recordar(respuesta, user.correo)
        with transaction.atomic():
            anotar("sesion.abierta", user, por=user, en=reloj.ahora())
        return respuesta

    def logout(self, request: HttpRequest) -> None:
        persona = request.user
        super().logout(request)
        if isinstance(persona, Usuario):
            with transaction.atomic():
                anotar("sesion.cerrada", persona, por=persona, en=reloj.ahora())

    def authentication_failed(self, request: HttpRequest, **credenciales: Any) -> None:
        """Anota el intento fallido sin guardar lo tecleado si no es de nadie."""
        super().authentication_failed(request, **credenciales)
        persona = Usuario.objects.filter(correo=(credenciales.get("email") or "").lower()).first()
        with transaction.atomic():
            anotar("sesion.rechazada", persona or "usuario:desconocido", por=None, en=reloj.ahora())

    def respond_user_inactive(self, request: HttpRequest, user: Usuario) -> HttpResponse:
        """Anota que alguien con la cuenta desactivada intentó entrar con su contraseña."""
        with transaction.atomic():
            anotar("sesion.rechazada", user, por=None, en=reloj.ahora(), datos={"motivo": "cuenta desactivada"})
        return super().respond_user_inactive(request, user)

    def set_password(self, user: Usuario, password: str) -> None:
        """Cambia la contraseña, anula las invitaciones pendientes, lo anota y se lo avisa a la persona."""
        exigir_atados(user, clases=("persona",))  # el vínculo pudo salir a un correo que no es el suyo
        en, con_sesion = reloj.ahora(), self.request.user.is_authenticated
        with transaction.atomic():
            super().set_password(user, password)
            invitaciones.anular(user, en)
            sesiones.cerrar(user, salvo=self.request.session.session_key if con_sesion else None)
            evento = anotar("contrasena.cambiada", user, por=user, en=en, datos={"con_sesion": con_sesion}, ata=[user])
            avisar(
                user,
                asunto="Su contraseña cambió",
                url=reverse("cuentas:mi_cuenta"),
                clave=f"contrasena:{evento.n}",
                tema="cuenta",
                en=en,
                texto="Se cambió la contraseña de su cuenta. Si no fue usted, avise a quien administra el sistema.",
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """El vínculo para restablecer sale siempre con la dirección del sitio, no con el Host que pidió quien sea."""
        ruta = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "CLAVE"})
        return settings.SITIO_URL + ruta.replace("UID-CLAVE", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("cuentas:mi_cuenta")


def igualar_costo(correo: str, contrasena: str) -> None:
    """Calcula lo que falta para que todo intento malo cueste un cálculo de cada algoritmo que alguna cuenta usa.

    Sin eso, mientras se cambia de algoritmo lo que tarda la respuesta diría si la cuenta existe.
    """
    prefijo = Substr("password", 1, StrIndex("password", Value("$")) - 1)
    cuentas = Usuario.objects.annotate(algoritmo=prefijo).order_by()
    suyo = cuentas.filter(correo=correo).values_list("algoritmo", flat=True).first()
    en_uso = set(cuentas.values_list("algoritmo", flat=True).distinct())
    vigente, conocidos = get_hasher(), get_hashers()
    calculado = next((uno for uno in conocidos if uno.algorithm == suyo), vigente)
    for otro in conocidos:
        if otro.algorithm != calculado.algorithm and (otro.algorithm in en_uso or otro.algorithm == vigente.algorithm):
            make_password(contrasena, hasher=otro)


def _topes(request: HttpRequest, credenciales: dict[str, Any]) -> list[Tope]:
    cuenta, direccion = _cuenta(credenciales), tasa.direccion_de(request)
    if suyo := equipo.conocido(request, cuenta):
        return [Tope("entrar_equipo", suyo, POR_EQUIPO)]
    return [
        Tope("entrar_cuenta", f"{cuenta} {direccion}", POR_CUENTA_Y_DIRECCION),
        Tope("entrar_direccion", direccion, POR_DIRECCION),
        Tope("entrar_de_todos_lados", cuenta, POR_CUENTA, VENTANA_DE_LA_CUENTA, "too_many_for_account"),
    ]


def _cuenta(credenciales: dict[str, Any]) -> str:
    return str(credenciales.get("email") or credenciales.get("username") or "").lower()
