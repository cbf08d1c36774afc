"""Direcciones de mi cuenta, las personas, sus ausencias, su ente y las órdenes de auditoría."""

from __future__ import annotations

from django.urls import path

from cuentas.personas.views import ausencias, ente, ordenes, personas

urlpatterns = [
    path("", personas.MiCuentaView.as_view(), name="mi_cuenta"),
    path("atajos/", personas.AtajosView.as_view(), name="atajos"),
    path("ausencias/", ausencias.AusenciasView.as_view(), name="ausencias"),
    path("ausencias/<int:pk>/cancelar/", ausencias.CancelarAusenciaView.as_view(), name="ausencia_cancelar"),
    path("sesiones/", personas.SesionesView.as_view(), name="sesiones"),
    path("sesiones/cerrar-las-demas/", personas.CerrarLasDemasView.as_view(), name="sesiones_cerrar"),
    path("sesiones/<str:clave>/cerrar/", personas.CerrarSesionView.as_view(), name="sesion_cerrar"),
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
