"""El aspecto de los formularios."""

from django.forms.renderers import TemplatesSetting


class RenderizadorSonora(TemplatesSetting):
    """Plantillas propias de campo y formulario."""
