"""Las direcciones del sitio de práctica: las de siempre y las que sólo existen aquí."""

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as de_siempre

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*de_siempre]
