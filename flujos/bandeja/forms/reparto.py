"""El formulario de lo que se hace con varios asuntos de la bandeja a la vez."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.models import Usuario
from flujos.base.campos import PersonaField, ofrecer


class LoteForm(FormularioSonora, forms.Form):
    """Qué se hace; al turnar, además, a quién."""

    a = PersonaField(
        Usuario.objects.none(), label="Persona a quien se turna", empty_label="Elija una persona",
        error_messages={"required": "Elija a quién se turna"},
    )

    def __init__(self, *args: Any, personas: Any, notas: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if personas is None:
            del self.fields["a"]
        else:
            ofrecer(self.fields["a"], personas, notas or {})
