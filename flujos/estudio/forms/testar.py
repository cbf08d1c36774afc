"""El formulario de quien testa: fragmentos, cada uno con su fundamento del catálogo y su motivo."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.congelado import DatosDictamen
from dictamenes.documento.testado import Fragmento, NoSePuedeTestar, apariciones, exigir_motivo_limpio
from dictamenes.models import Fundamento
from flujos.base.renglones import RenglonesMixin
from flujos.estudio.forms.requisitos import SIN_ELEGIR

FALTAS = {
    "fragmento": "Copie aquí el fragmento que se testa", "fundamento": "Elija el fundamento para testarlo",
    "motivo": "Escriba por qué procede testarlo",
}


class TestarForm(RenglonesMixin, FormularioSonora, forms.Form):
    """Qué se testa del ejemplar público `datos`; `leido` es la huella del que se leyó."""

    leido = forms.CharField(widget=forms.HiddenInput, max_length=64)
    marcar_opcionales = False
    renglon = ("fragmento", "fundamento", "motivo")

    def __init__(self, *args: Any, publicos: DatosDictamen, fundamentos: list[Fundamento], **kwargs: Any) -> None:
        self.publicos, self.fundamentos = publicos, {str(f.pk): str(f) for f in fundamentos}
        self.fragmentos: list[Fragmento] = []
        super().__init__(*args, **kwargs)

    def campos_del_renglon(self, numero: int) -> dict[str, forms.Field]:
        return {
            "fragmento": forms.CharField(
                label=f"Fragmento {numero}, tal como aparece", required=False, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Se testa en todas las partes del documento donde esté." if numero == 1 else "",
            ),
            "fundamento": forms.ChoiceField(
                label="Fundamento", required=False, choices=[SIN_ELEGIR, *self.fundamentos.items()]),
            "motivo": forms.CharField(
                label="Motivo", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Se publica junto al fundamento: no repita lo que testa." if numero == 1 else "",
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Cada renglón completo; el fragmento está en el documento y el motivo no lo repite. Al menos uno."""
        limpio: dict[str, Any] = super().clean()
        hallados = list(self.llenos())
        for n, valores in hallados:
            for columna in self.renglon:
                if not valores[columna] and f"{columna}_{n}" not in self.errors:
                    self.add_error(f"{columna}_{n}", FALTAS[columna])
        if not hallados and not self.errors:
            self.add_error("fragmento_1", FALTAS["fragmento"])
        if not self.errors:
            self.fragmentos = [
                Fragmento(v["fragmento"], self.fundamentos[v["fundamento"]], v["motivo"]) for _, v in hallados]
            self._juzgar([n for n, _ in hallados])
        return limpio

    def _juzgar(self, numeros: list[int]) -> None:
        for n, fragmento in zip(numeros, self.fragmentos, strict=True):
            campo = f"fragmento_{n}"
            try:
                apariciones(self.publicos, fragmento.texto)
                campo = f"motivo_{n}"
                exigir_motivo_limpio(self.fragmentos, fragmento)
            except NoSePuedeTestar as razon:
                self.add_error(campo, str(razon))
