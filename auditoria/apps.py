"""Configuración del cuarto auditoria."""

from django.apps import AppConfig


class AuditoriaConfig(AppConfig):
    name = "auditoria"

    def ready(self) -> None:
        """Las anclas de fuera, el sello que vale y quién tiene la llave se saben aquí."""
        from auditoria.alterado import avisar
        from auditoria.testigos import revision  # noqa: F401  (se registra al leerse)
        from bitacora.cadena import comprobar_con, proyectar_con  # los modelos se leen después de esta clase
        from dictamenes.documento.firmante.cabezas import al_confirmar

        comprobar_con("auditoria.informe.informar")
        proyectar_con(al_confirmar)
        proyectar_con(avisar)
