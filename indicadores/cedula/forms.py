"""Lo que se escribe al redactar la cédula y al publicar el informe anual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.congelado import CampoGuardado, FuenteCitada
from dictamenes.excepciones import DatosInvalidos
from indicadores.cedula import cedula

AYUDA_DE_FUENTES = (
    "Palabra por palabra, una por renglón: lo que imprime la fuente, una barra (|) y su cita. Si se contradicen, van "
    "todas. Vacío, si ninguna lo imprime."
)


class CedulaForm(FormularioSonora, forms.Form):
    """Por cada campo oficial, lo que imprime cada fuente y la nota que advierte de ello."""

    marcar_opcionales = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for clave, nombre in cedula.CAMPOS.items():
            self.fields[f"fuentes_{clave}"] = forms.CharField(
                label=nombre, required=False, max_length=cedula.LARGO * cedula.FUENTES_MAXIMAS,
                widget=forms.Textarea({"rows": 2, "spellcheck": "false"}), help_text=AYUDA_DE_FUENTES,
            )
            self.fields[f"nota_{clave}"] = forms.CharField(
                label=f"Nota de «{nombre}»", required=False, max_length=cedula.LARGO,
                widget=forms.Textarea({"rows": 2}),
                help_text="Sólo si la fuente se contradice, calla o puede confundir. No la corrija.",
            )

    @classmethod
    def inicial(cls, campos: Mapping[str, CampoGuardado]) -> dict[str, str]:
        """De lo guardado a lo que se escribe."""
        leidos = cedula.campos_en(campos)
        return {f"nota_{c.clave}": c.nota for c in leidos} | {
            f"fuentes_{c.clave}": cedula.escribir_fuentes(c.fuentes) for c in leidos
        }

    def clean(self) -> dict[str, Any]:
        """Los campos como se guardan, en `campos`; una fuente que no se entiende es error de su renglón."""
        datos, campos = super().clean(), dict[str, CampoGuardado]()
        for clave in cedula.CAMPOS:
            nota = " ".join(datos.get(f"nota_{clave}", "").split())
            campos[clave] = {"nota": nota, "fuentes": self._fuentes(clave, datos.get(f"fuentes_{clave}", ""))}
        return {"campos": campos}

    def _fuentes(self, clave: str, texto: str) -> list[FuenteCitada]:
        try:
            return cedula.leer_fuentes(texto)
        except DatosInvalidos as error:
            self.add_error(f"fuentes_{clave}", str(error))
            return []


class InformeForm(FormularioSonora, forms.Form):
    """De qué año se publica y, si ya se había publicado, por qué se corrige."""

    anio = forms.TypedChoiceField(label="Año que se informa", coerce=int)
    motivo = forms.CharField(
        label="Por qué se corrige", required=False, max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text="Sólo si el informe de ese año ya se publicó.",
    )

    def __init__(self, *args: Any, anios: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("anio").choices = [(anio, str(anio)) for anio in anios]
