"""Direcciones del cuarto cuentas: las de allauth elegidas a mano, y las propias con el nombre `cuentas:`."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import include, path, re_path

from cuentas.avisos import views as views_avisos
from cuentas.entrada.views import entrar
from cuentas.entrada.views import factores as views_factores
from cuentas.personas.views import ausencias, ente, ordenes, personas

acceso = [
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
]

factores = [
    path("factores/", views_factores.MisFactoresView.as_view(), name="mfa_index"),
    path("factores/aplicacion/", views_factores.ActivarAplicacionView.as_view(), name="mfa_activate_totp"),
    path("factores/aplicacion/quitar/", views_factores.QuitarAplicacionView.as_view(), name="mfa_deactivate_totp"),
    path("factores/llaves/nueva/", views_factores.AgregarLlaveView.as_view(), name="mfa_add_webauthn"),
    path("factores/llaves/<int:pk>/quitar/", views_factores.QuitarLlaveView.as_view(), name="mfa_remove_webauthn"),
    path("factores/codigos/", views_factores.CodigosView.as_view(), name="mfa_view_recovery_codes"),
    path("factores/codigos/nuevos/", views_factores.GenerarCodigosView.as_view(), name="mfa_generate_recovery_codes"),
    path("entrar/factor/", views_factores.EntrarConFactorView.as_view(), name="mfa_authenticate"),
    path("entrar/llave/", login_webauthn, name="mfa_login_webauthn"),
    path("confirmar-identidad/codigo/", views_factores.ConfirmarConCodigoView.as_view(), name="mfa_reauthenticate"),
    path(
        "confirmar-identidad/llave/", views_factores.ConfirmarConLlaveView.as_view(), name="mfa_reauthenticate_webauthn"
    ),
]

propias = [
    path("", personas.MiCuentaView.as_view(), name="mi_cuenta"),
    path("atajos/", personas.AtajosView.as_view(), name="atajos"),
    path("avisos/", views_avisos.AvisosView.as_view(), name="avisos"),
    path("avisos/leer/", views_avisos.LeerAvisosView.as_view(), name="avisos_leer"),
    path("avisos/<int:pk>/leer/", views_avisos.LeerAvisoView.as_view(), name="aviso_leer"),
    path("preferencias/", views_avisos.PreferenciasView.as_view(), name="preferencias"),
    path("ausencias/", ausencias.AusenciasView.as_view(), name="ausencias"),
    path("ausencias/<int:pk>/cancelar/", ausencias.CancelarAusenciaView.as_view(), name="ausencia_cancelar"),
    path("sesiones/", personas.SesionesView.as_view(), name="sesiones"),
    path("sesiones/cerrar-las-demas/", personas.CerrarLasDemasView.as_view(), name="sesiones_cerrar"),
    path("sesiones/<str:clave>/cerrar/", personas.CerrarSesionView.as_view(), name="sesion_cerrar"),
    path(
        "factores/restablecer/<str:secreto>/", views_factores.RestablecerFactorView.as_view(), name="factor_restablecer"
    ),
    path("invitacion/<str:secreto>/", entrar.InvitacionView.as_view(), name="invitacion"),
    path("personas/", personas.PersonasView.as_view(), name="personas"),
    path("personas/nueva/", personas.PersonaNuevaView.as_view(), name="persona_nueva"),
    path("personas/<int:pk>/", personas.PersonaView.as_view(), name="persona"),
    path("personas/<int:pk>/corregir/", personas.CorregirPersonaView.as_view(), name="persona_corregir"),
    path("personas/<int:pk>/nombrar/", personas.NombrarView.as_view(), name="nombrar"),
    path("personas/<int:pk>/invitar/", personas.InvitarView.as_view(), name="invitar"),
    path("personas/<int:pk>/factor/", personas.RestablecerFactorView.as_view(), name="factor_iniciar"),
    path("personas/<int:pk>/desactivar/", personas.DesactivarView.as_view(), name="desactivar"),
    path("personas/<int:pk>/reactivar/", personas.ReactivarView.as_view(), name="reactivar"),
    path("ordenes/", ordenes.OrdenesView.as_view(), name="ordenes"),
    path("ordenes/nueva/", ordenes.OrdenNuevaView.as_view(), name="orden_nueva"),
    path("ordenes/<int:pk>/confirmar/", ordenes.ConfirmarOrdenView.as_view(), name="orden_confirmar"),
    path("ordenes/<int:pk>/revocar/", ordenes.RevocarOrdenView.as_view(), name="orden_revocar"),
    path("mi-ente/", ente.MiEnteView.as_view(), name="mi_ente"),
    path("mi-ente/<int:pk>/designar/", ente.DesignarView.as_view(), name="designar"),
    path("mi-ente/nombramientos/<int:pk>/terminar/", ente.TerminarView.as_view(), name="designacion_terminar"),
    path("nombramientos/<int:pk>/oficio/", ente.OficioDeDesignacionView.as_view(), name="designacion_oficio"),
    path("nombramientos/<int:pk>/confirmar/", personas.ConfirmarView.as_view(), name="nombramiento_confirmar"),
    path("nombramientos/<int:pk>/revocar/", personas.RevocarView.as_view(), name="nombramiento_revocar"),
]

urlpatterns = [*acceso, *factores, path("", include((propias, "cuentas")))]
