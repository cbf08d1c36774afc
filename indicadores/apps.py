"""Configuración del cuarto indicadores."""

from django.apps import AppConfig


class IndicadoresConfig(AppConfig):
    name = "indicadores"
    verbose_name = "Indicadores"

    def ready(self) -> None:
        """La tabla de los casos sigue a la bitácora, lo publicado va atado a ella y la cédula se sella."""
        from bitacora import ataduras
        from bitacora.cadena import proyectar_con  # los modelos se leen después de esta clase
        from dictamenes.documento.firmante import registro
        from indicadores.ataduras import ATADURAS
        from indicadores.cifra.proyeccion import seguir

        proyectar_con(seguir)
        ataduras.registrar(*ATADURAS)
        registro.registrar("indicadores.cedula.por_sellar.CEDULA")
