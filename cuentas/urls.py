"""Direcciones del cuarto cuentas: las de allauth elegidas a mano, y las propias con el nombre `cuentas:`."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import include, path, re_path

from cuentas import views, views_acceso

acceso = [
    path("entrar/", allauth.login, name="account_login"),
    path("salir/", allauth.logout, name="account_logout"),
    path("inactiva/", allauth.account_inactive, name="account_inactive"),
    path("registro/", allauth.signup, name="account_signup"),
    path("confirmar-identidad/", allauth.reauthenticate, name="account_reauthenticate"),
    path("contrasena/", allauth.password_change, name="account_change_password"),
    path("contrasena/olvidada/", views_acceso.RestablecerView.as_view(), name="account_reset_password"),
    path("contrasena/olvidada/enviada/", allauth.password_reset_done, name="account_reset_password_done"),
    path("contrasena/nueva/lista/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^contrasena/nueva/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views_acceso.NuevaContrasenaView.as_view(),
        name="account_reset_password_from_key",
    ),
]

propias = [
    path("", views.MiCuentaView.as_view(), name="mi_cuenta"),
    path("avisos/", views.AvisosView.as_view(), name="avisos"),
    path("avisos/<int:pk>/leer/", views.LeerAvisoView.as_view(), name="aviso_leer"),
    path("invitacion/<str:secreto>/", views_acceso.InvitacionView.as_view(), name="invitacion"),
    path("personas/", views.PersonasView.as_view(), name="personas"),
    path("personas/nueva/", views.PersonaNuevaView.as_view(), name="persona_nueva"),
    path("personas/<int:pk>/", views.PersonaView.as_view(), name="persona"),
    path("personas/<int:pk>/corregir/", views.CorregirPersonaView.as_view(), name="persona_corregir"),
    path("personas/<int:pk>/nombrar/", views.NombrarView.as_view(), name="nombrar"),
    path("personas/<int:pk>/invitar/", views.InvitarView.as_view(), name="invitar"),
    path("personas/<int:pk>/desactivar/", views.DesactivarView.as_view(), name="desactivar"),
    path("personas/<int:pk>/reactivar/", views.ReactivarView.as_view(), name="reactivar"),
    path("nombramientos/<int:pk>/confirmar/", views.ConfirmarView.as_view(), name="nombramiento_confirmar"),
    path("nombramientos/<int:pk>/revocar/", views.RevocarView.as_view(), name="nombramiento_revocar"),
]

urlpatterns = [*acceso, path("", include((propias, "cuentas")))]
