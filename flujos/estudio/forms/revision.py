"""El formulario de la opinión de un área."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas import reloj
from cuentas.interfaz.formularios import FormularioSonora
from cuentas.models import Area
from dictamenes.models import Concepto, Revision, Solicitud
from dictamenes.models.criterios import ClaseDeLista
from dictamenes.models.revision import Postura
from dictamenes.reglas.coherencia import OPINION, Caso
from dictamenes.reglas.coherencia.asunto import opinando
from flujos.estudio.forms.coherencia import CoherenciaMixin
from flujos.estudio.forms.criterios import CriteriosMixin, ya_contestados


class RevisionForm(CoherenciaMixin, CriteriosMixin, FormularioSonora, forms.Form):
    """Postura y nota por concepto, criterios técnicos y la opinión del área; su postura se deriva."""

    marcar_opcionales = False
    columnas = ("postura", "nota")

    def __init__(
        self, *args: Any, solicitud: Solicitud, area: Area, conceptos: list[Concepto], categorias: set[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.solicitud, self.area, self.conceptos = solicitud, area, conceptos
        for concepto in conceptos:
            self._agregar_concepto(concepto)
        self.agregar_criterios(ClaseDeLista.TECNICA, categorias)
        self.fields["texto"] = forms.CharField(
            label="Opinión del área", widget=forms.Textarea(attrs={"rows": 7}), max_length=8000,
            help_text="Se imprime en el dictamen. Diga qué se revisó, qué se encontró y por qué.",
            error_messages={"required": "Escriba la opinión del área"},
        )
        self.agregar_aclaraciones(OPINION, solicitud.tipo)

    def clean(self) -> dict[str, Any]:
        """Lo que opina no se contradice."""
        limpio = super().clean()
        self.exigir_criterios()
        self.exigir_coherencia()
        return limpio

    def caso(self) -> Caso:
        return opinando(self.solicitud, self.area, reloj.hoy(), conceptos=self.conceptos, **self._dicho_en_todo())

    def por_concepto(self) -> dict[int, dict[str, forms.BoundField]]:
        return {c.orden: {columna: self[f"{columna}_{c.pk}"] for columna in self.columnas} for c in self.conceptos}

    def opinion(self) -> dict[str, Any]:
        """Los argumentos del acto."""
        return self._dicho_en_todo()

    def _dicho_en_todo(self) -> dict[str, Any]:
        limpio = self.cleaned_data
        return {
            "texto": limpio.get("texto") or "", "criterios": self.criterios_contestados(),
            "opiniones": {
                c.pk: (limpio.get(f"postura_{c.pk}") or "", limpio.get(f"nota_{c.pk}") or "") for c in self.conceptos
            },
            "aclaraciones": self.aclaraciones(),
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
    dicho: dict[str, Any] = {"version": revision.version, "texto": revision.texto}
    dicho |= {f"aclaracion_{regla}": razon for regla, razon in revision.aclaraciones.items()}
    for opinion in revision.opiniones.all():
        dicho |= {f"postura_{opinion.concepto_id}": opinion.postura, f"nota_{opinion.concepto_id}": opinion.nota}
    return dicho | ya_contestados(revision.criterios)
