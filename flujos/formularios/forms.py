"""Lo que se escribe al redactar la definición de un formulario."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.excepciones import DatosInvalidos
from dictamenes.textos.formularios import versiones
from flujos.base.campos import texto_de

MAXIMO_DE_BYTES = 200_000
DEMASIADO = f"El archivo es demasiado grande: caben {MAXIMO_DE_BYTES // 1000} kB"


class DefinicionForm(FormularioSonora, forms.Form):
    """La definición en JSON, escrita, pegada o de un archivo. Revisada, queda en `cleaned_data["definicion"]`."""

    marcar_opcionales = False
    titulo_de_errores = "No se guardó: falta corregir"
    definicion = forms.CharField(
        label="Definición", required=False, max_length=MAXIMO_DE_BYTES,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="En JSON. La clave de una pregunta la identifica en lo ya contestado: no se reúsa para otra.",
    )
    archivo = forms.FileField(
        label="O elija un archivo JSON", required=False, allow_empty_file=True,
        help_text="Se toma en lugar de lo escrito arriba.",
    )

    def __init__(self, *args: Any, tipo: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tipo = tipo

    def clean_archivo(self) -> Any:
        archivo = self.cleaned_data["archivo"]
        if archivo and archivo.size > MAXIMO_DE_BYTES:
            raise forms.ValidationError(DEMASIADO)
        return archivo

    def clean(self) -> dict[str, Any]:
        """La lee y dice todo lo que impide usarla; lo que traía el archivo queda escrito para corregirlo."""
        limpio = super().clean()
        if self.errors:
            return limpio
        if archivo := limpio["archivo"]:
            escrito = texto_de(archivo, MAXIMO_DE_BYTES)
            self.data = {**dict(self.data.items()), "definicion": escrito}
        else:
            escrito = limpio["definicion"]
        return {"definicion": self._leida(escrito)}

    def _leida(self, escrito: str) -> dict[str, Any] | None:
        try:
            return versiones.leer(escrito, self.tipo)
        except DatosInvalidos as error:
            self.add_error("definicion", getattr(error, "faltas", [str(error)]))
        return None
