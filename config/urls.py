"""Todas las direcciones del sitio."""

from django.conf import settings
from django.urls import include, path

from config import salud, vistas
from cuentas.interfaz.catalogos import sitio

urlpatterns = [
    path("", vistas.inicio, name="inicio"),
    path("ayuda/", vistas.ayuda_general, name="ayuda"),
    path("ayuda/e-firma/", vistas.ayuda_de_la_firma, name="ayuda_de_la_firma"),
    path("ayuda/<slug:papel>/", vistas.guia, name="guia"),
    path("privacidad/", vistas.aviso_de_privacidad, name="privacidad"),
    path(".well-known/security.txt", vistas.seguridad_txt, name="security_txt"),
    path("cuenta/", include("cuentas.urls")),
    path("estandares/", include("estandares.urls")),
    path("", include("dictamenes.urls")),
    path("", include("flujos.urls")),
    path("indicadores/", include("indicadores.urls")),
    path("auditoria/", include("auditoria.urls")),
    path("bitacora/", include("auditoria.testigos.urls")),
    path("catalogos/", sitio.urls),
    path("salud/vivo", salud.vivo, name="salud_vivo"),
    path("salud/listo", salud.listo, name="salud_listo"),
]
if settings.DEMOSTRACION:
    urlpatterns.append(path("muestrario/", vistas.muestrario, name="muestrario"))

handler400 = "config.vistas.error_400"
handler403 = "config.vistas.error_403"
handler404 = "config.vistas.error_404"
handler500 = "config.vistas.error_500"
