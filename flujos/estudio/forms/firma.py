"""Los formularios de quien autoriza: firmar o devolver."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

from django import forms

from cuentas.entrada.forms.identidad import ConIdentidadForm
from dictamenes.congelado import DatosDictamen
from dictamenes.documento.firma.juicio import CABE, FRASES, Motivo
from dictamenes.reglas import faltas, partes_del_proyecto
from flujos.base.renglones import RenglonesMixin
from flujos.estudio.firmas import MAXIMO
from flujos.estudio.forms.requisitos import SIN_ELEGIR, MotivoInternoForm

NO_SE_ENTIENDE = "Lo que llegó no se entiende: recargue la página y vuelva a firmar."
CUAL = r"p?[0-9]{1,17}"
ELECCION = re.compile(rf"{CUAL}\.[0-9a-f]{{64}}")


class FirmarForm(ConIdentidadForm):
    """La huella de lo que se vio, por qué hojas se pasó y, si hace falta, quién es."""

    visto = forms.CharField(widget=forms.HiddenInput, max_length=64)
    hojas = forms.CharField(widget=forms.HiddenInput, max_length=400, required=False)


class EleccionField(forms.MultipleChoiceField):
    """Papeles elegidos: «cuál.huella» de cada uno. Si alguno ya cambió, se dice al firmar: aquí sólo su forma."""

    def valid_value(self, value: str) -> bool:
        return ELECCION.fullmatch(value) is not None


class FirmarVariosForm(ConIdentidadForm):
    """Cuáles, con la huella de lo que se vio de cada uno, y quién es, una sola vez."""

    asuntos = EleccionField(
        label="Documentos que firma", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque los documentos que firma"},
    )

    def clean_asuntos(self) -> list[tuple[str, str]]:
        """Pares de cuál y huella; a lo más `MAXIMO`."""
        elegidos = [valor.split(".") for valor in self.cleaned_data["asuntos"]]
        if len(elegidos) > MAXIMO:
            raise forms.ValidationError(f"Firme hasta {MAXIMO} documentos a la vez.")
        return [(cual, huella) for cual, huella in elegidos]


class PrepararForm(ConIdentidadForm):
    """Qué documento, su huella y el certificado; la llave nunca llega aquí."""

    cual = forms.RegexField(rf"^{CUAL}\Z", error_messages={"invalid": NO_SE_ENTIENDE})
    visto = forms.RegexField(r"^[0-9a-f]{64}\Z", error_messages={"invalid": NO_SE_ENTIENDE})
    cer = forms.CharField(max_length=4 * CABE // 3 + 4, error_messages={
        "required": "Elija su archivo .cer", "max_length": FRASES[Motivo.DANADO]})
    field_order = ("cual", "visto", "cer", "contrasena", "codigo")

    def clean_cer(self) -> bytes:
        return _de_base64(self.cleaned_data["cer"])


class TerminarForm(forms.Form):
    """La ficha de lo preparado y su firma."""

    ficha = forms.CharField(max_length=20_000)
    firma = forms.CharField(max_length=1_000)

    def clean_firma(self) -> bytes:
        return _de_base64(self.cleaned_data["firma"])


def _de_base64(texto: str) -> bytes:
    try:
        return b64decode(texto, validate=True)
    except ValueError:
        raise forms.ValidationError(NO_SE_ENTIENDE) from None


class DevolverProyectoForm(RenglonesMixin, MotivoInternoForm):
    """Un motivo y, si hacen falta, marcas: cada una sobre una parte del proyecto. Nada de esto llega al ente."""

    marcar_opcionales = False
    renglon = ("sobre", "marca")

    def __init__(self, *args: Any, proyecto: DatosDictamen, **kwargs: Any) -> None:
        self.lugares = [SIN_ELEGIR, *partes_del_proyecto.opciones(proyecto)]
        super().__init__(*args, **kwargs)

    def campos_del_renglon(self, numero: int) -> dict[str, forms.Field]:
        return {
            "sobre": forms.ChoiceField(label=f"Marca {numero}: sobre qué parte", choices=self.lugares, required=False),
            "marca": forms.CharField(label="Qué debe corregirse", required=False, max_length=2000,
                                     widget=forms.Textarea(attrs={"rows": 2})),
        }

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        escritas = self.llenos_de_a_dos()
        self.marcas = [escrita for _, escrita in escritas]
        self.senalar(faltas.de_marcas(escritas))
        return limpio
