"""Los formularios de los avisos: hasta cuál se leyó y cómo se prefieren."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.temas import RESUMEN, Entrega, Tema

FORMAS_DE_ENTREGA = [
    (Entrega.INMEDIATA.value, "Un correo en el momento"),
    (Entrega.RESUMEN.value, "En el resumen de la mañana"),
    (Entrega.NINGUNA.value, "Sólo en el sistema"),
]
SIN_ELEGIR = dict.fromkeys(("required", "invalid_choice"), "Elija una de las formas de la lista")
FORMAS_DEL_RESUMEN = [(Entrega.INMEDIATA.value, "Recibirlo cada día hábil"), (Entrega.NINGUNA.value, "No recibirlo")]


class HastaForm(forms.Form):
    """El último aviso que se dibujó."""

    hasta = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class PreferenciasForm(FormularioSonora, forms.Form):
    """Un campo por tema que se puede elegir; los fijos sólo se nombran."""

    def __init__(self, *args: Any, temas: list[Tema], entregas: dict[str, Entrega], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fijos = [tema.nombre for tema in temas if tema.fijo]
        for tema in temas:
            if not tema.fijo:
                formas = FORMAS_DEL_RESUMEN if tema.clave == RESUMEN else FORMAS_DE_ENTREGA
                self.fields[tema.clave] = forms.ChoiceField(
                    label=tema.nombre, choices=formas, initial=entregas[tema.clave].value, error_messages=SIN_ELEGIR
                )
