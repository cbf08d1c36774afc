"""Direcciones de la entrada: las de allauth elegidas a mano, y las propias con el nombre `cuentas:`."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import path, re_path

from cuentas.entrada.views import entrar, factores

urlpatterns = [
    path("entrar/", entrar.EntrarView.as_view(), name="account_login"),
    path("salir/", entrar.SalirView.as_view(), name="account_logout"),
    path("inactiva/", allauth.account_inactive, name="account_inactive"),
    path("registro/", allauth.signup, name="account_signup"),
    path("confirmar-identidad/", allauth.reauthenticate, name="account_reauthenticate"),
    path("contrasena/", allauth.password_change, name="account_change_password"),
    path("contrasena/olvidada/", entrar.RestablecerView.as_view(), name="account_reset_password"),
    path("contrasena/olvidada/enviada/", allauth.password_reset_done, name="account_reset_password_done"),
    path("contrasena/nueva/lista/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^contrasena/nueva/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrar.NuevaContrasenaView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("factores/", factores.MisFactoresView.as_view(), name="mfa_index"),
    path("factores/aplicacion/", factores.ActivarAplicacionView.as_view(), name="mfa_activate_totp"),
    path("factores/aplicacion/quitar/", factores.QuitarAplicacionView.as_view(), name="mfa_deactivate_totp"),
    path("factores/llaves/nueva/", factores.AgregarLlaveView.as_view(), name="mfa_add_webauthn"),
    path("factores/llaves/<int:pk>/quitar/", factores.QuitarLlaveView.as_view(), name="mfa_remove_webauthn"),
    path("factores/codigos/", factores.CodigosView.as_view(), name="mfa_view_recovery_codes"),
    path("factores/codigos/nuevos/", factores.GenerarCodigosView.as_view(), name="mfa_generate_recovery_codes"),
    path("entrar/factor/", factores.EntrarConFactorView.as_view(), name="mfa_authenticate"),
    path("entrar/llave/", login_webauthn, name="mfa_login_webauthn"),
    path("confirmar-identidad/codigo/", factores.ConfirmarConCodigoView.as_view(), name="mfa_reauthenticate"),
    path(
        "confirmar-identidad/llave/", factores.ConfirmarConLlaveView.as_view(), name="mfa_reauthenticate_webauthn"
    ),
]

propias = [
    path(
        "factores/restablecer/<str:secreto>/", factores.RestablecerFactorView.as_view(), name="factor_restablecer"
    ),
    path("invitacion/<str:secreto>/", entrar.InvitacionView.as_view(), name="invitacion"),
]
