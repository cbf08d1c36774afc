"""Las direcciones del producto y, bajo `plano/`, las de su par."""

from django.urls import include, path

from config.urls import *  # noqa: F403
from config.urls import urlpatterns as del_producto
from tests.medir.plano import listas

urlpatterns = [
    path("plano/bandeja/", listas.BandejaPlana.as_view()),
    path("plano/solicitudes/", listas.SolicitudesPlana.as_view()),
    path("", include(del_producto)),
]
