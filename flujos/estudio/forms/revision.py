"""El formulario de la opinión de un área."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.models import Concepto, Revision
from dictamenes.models.criterios import ClaseDeLista
from dictamenes.models.revision import Postura
from flujos.estudio.forms.criterios import CriteriosMixin, ya_contestados


class RevisionForm(CriteriosMixin, FormularioSonora, forms.Form):
    """Postura y nota por concepto, criterios técnicos y la opinión del área."""

    marcar_opcionales = False
    columnas = ("postura", "nota")

    def __init__(self, *args: Any, conceptos: list[Concepto], categorias: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conceptos = conceptos
        for concepto in conceptos:
            self._agregar_concepto(concepto)
        self.agregar_criterios(ClaseDeLista.TECNICA, categorias)
        self.fields["postura"] = forms.ChoiceField(
            label="Postura del área", choices=Postura.choices, widget=forms.RadioSelect,
            error_messages={"required": "Elija la postura del área"},
        )
        self.fields["texto"] = forms.CharField(
            label="Opinión del área", widget=forms.Textarea(attrs={"rows": 7}), max_length=8000,
            help_text="Se imprime en el dictamen. Diga qué se revisó, qué se encontró y por qué.",
            error_messages={"required": "Escriba la opinión del área"},
        )

    def clean(self) -> dict[str, Any]:
        """Quien no está de acuerdo con un concepto dice por qué."""
        limpio = super().clean()
        for concepto in self.conceptos:
            if limpio.get(f"postura_{concepto.pk}") == Postura.NO_PROCEDE and not limpio.get(f"nota_{concepto.pk}"):
                self.add_error(f"nota_{concepto.pk}", f"Escriba por qué no procede el concepto {concepto.orden}")
        self.exigir_criterios()
        return limpio

    def por_concepto(self) -> dict[int, dict[str, forms.BoundField]]:
        return {c.orden: {columna: self[f"{columna}_{c.pk}"] for columna in self.columnas} for c in self.conceptos}

    def opinion(self) -> dict[str, Any]:
        """Los argumentos del acto."""
        limpio = self.cleaned_data
        return {
            "postura": limpio["postura"], "texto": limpio["texto"], "criterios": self.criterios_contestados(),
            "opiniones": {c.pk: (limpio[f"postura_{c.pk}"], limpio[f"nota_{c.pk}"]) for c in self.conceptos},
        }

    def _agregar_concepto(self, concepto: Concepto) -> None:
        self.fields[f"postura_{concepto.pk}"] = forms.ChoiceField(
            label=f"Postura sobre el concepto {concepto.orden}", choices=Postura.choices,
            widget=forms.RadioSelect(attrs={"data-en-linea": ""}),
            error_messages={"required": f"Elija la postura sobre el concepto {concepto.orden}"},
        )
        self.fields[f"nota_{concepto.pk}"] = forms.CharField(
            label=f"Nota sobre el concepto {concepto.orden}", required=False, max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class CorregirOpinionForm(RevisionForm):
    """La misma opinión, otra vez, con la versión que se corrige y por qué."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Motivo de la corrección", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Queda en el expediente junto a su opinión anterior. El ente no lo ve.",
        error_messages={"required": "Escriba por qué corrige su opinión"},
    )

    def opinion(self) -> dict[str, Any]:
        return super().opinion() | {campo: self.cleaned_data[campo] for campo in ("version", "motivo")}


def iniciales(revision: Revision) -> dict[str, Any]:
    """Lo que la opinión ya dice, como lo pide su formulario."""
    dicho: dict[str, Any] = {"version": revision.version, "postura": revision.postura, "texto": revision.texto}
    for opinion in revision.opiniones.all():
        dicho |= {f"postura_{opinion.concepto_id}": opinion.postura, f"nota_{opinion.concepto_id}": opinion.nota}
    return dicho | ya_contestados(revision.criterios)
