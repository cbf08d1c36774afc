"""Los formularios de la revisión estratégica: proponer el dictamen o devolver a las áreas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cuentas import reloj
from cuentas.interfaz.formularios import FormularioSonora, VariosField
from cuentas.models import Area, Usuario
from dictamenes.models import Concepto, Fundamento, Marca, Solicitud
from dictamenes.models.criterios import ClaseDeLista
from dictamenes.models.dictamen import FAVORABLES, Sentido
from dictamenes.reglas.coherencia import PROPUESTA, Caso
from dictamenes.reglas.coherencia.asunto import Propuesto, proponiendo
from dictamenes.textos import bloques
from dictamenes.textos.criterios import RAZONES, razon_escrita
from flujos.base.campos import PersonaField, forma_de_firma, ofrecer, ofrecer_formas
from flujos.base.renglones import RenglonesMixin
from flujos.estudio.forms.coherencia import CoherenciaMixin
from flujos.estudio.forms.criterios import CriteriosMixin
from flujos.estudio.forms.elaboracion import BloquesMixin, MarcasMixin

DESFAVORABLES = tuple(s for s in Sentido if s not in FAVORABLES)
OPCIONES_DE_RAZON = [(clave, f"{clave}. {texto}") for clave, texto in RAZONES.items()]


class ProponerForm(
    CoherenciaMixin, CriteriosMixin, MarcasMixin, BloquesMixin, RenglonesMixin, FormularioSonora, forms.Form
):
    """Sentido por concepto, criterios, análisis, condiciones y quién firma."""

    marcar_opcionales = False
    renglon = ("condicion", "responsable", "fecha", "evidencia")
    columnas = ("sentido", "razones", "corregir", "motivo")
    analisis = forms.CharField(
        label="Análisis estratégico", widget=forms.Textarea(attrs={"rows": 9}), max_length=12000,
        help_text="Se imprime en el dictamen: idoneidad, alineación, duplicidad, consolidación y costo-beneficio.",
    )
    fundamentos = VariosField(
        Fundamento.objects.none(), label="Fundamentos que se citan", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Se imprime lo marcado. Sin marcar ninguno, los documentos de la competencia.",
    )
    autoriza = PersonaField(Usuario.objects.none(), label="Quién autoriza", empty_label="Elija",
                            error_messages={"required": "Elija quién autoriza"})
    forma_firma = forma_de_firma()

    def __init__(
        self, *args: Any, solicitud: Solicitud, conceptos: list[Concepto], categorias: set[str],
        firmantes: list[Usuario], notas: dict[int, str], fundamentos: list[Fundamento], marcas: list[Marca],
        sin_electronica: str = "", en_borrador: bool = False,
        por_omision: Sequence[Fundamento] = (), **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.solicitud, self.conceptos, self.por_omision = solicitud, conceptos, por_omision
        ofrecer(self.fields["autoriza"], Usuario.objects.none(), notas)
        self.elegir_entre("autoriza", firmantes)
        for concepto in conceptos:
            self._agregar_concepto(concepto)
        self.agregar_criterios(ClaseDeLista.ESTRATEGICA, categorias)
        self.elegir_entre("fundamentos", fundamentos)
        ofrecer_formas(self, sin_electronica)
        self.agregar_bloques(solicitud, bloques.bloques_aplicables(solicitud))
        self.agregar_marcas(marcas, exigir=not en_borrador)
        self.agregar_aclaraciones(PROPUESTA, solicitud.tipo)

    def campos_del_renglon(self, numero: int) -> dict[str, forms.Field]:
        return {
            "condicion": forms.CharField(
                label=f"Condición {numero}", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            ),
            "responsable": forms.CharField(label="Responsable", required=False, max_length=150),
            "fecha": forms.DateField(label="Fecha límite", required=False, widget=forms.DateInput(
                attrs={"class": "govuk-input--width-10"})),
            "evidencia": forms.CharField(label="Evidencia", required=False, max_length=200),
        }

    def clean(self) -> dict[str, Any]:
        """Lo que se propone no se contradice, y sus bloques vienen al caso."""
        limpio = super().clean()
        self.exigir_criterios()
        self.exigir_coherencia()
        self.exigir_bloques_al_caso({s for c in self.conceptos if (s := limpio.get(f"sentido_{c.pk}"))})
        return limpio

    def por_concepto(self) -> dict[int, dict[str, forms.BoundField]]:
        return {
            c.orden: {col: self[nombre] for col in self.columnas if (nombre := f"{col}_{c.pk}") in self.fields}
            for c in self.conceptos
        }

    def propuesta(self) -> dict[str, Any]:
        """Los argumentos del acto."""
        limpio = self.cleaned_data
        return self._lo_que_se_juzga() | {
            "autoriza": limpio["autoriza"], "forma_firma": limpio["forma_firma"], "atenciones": self.atenciones(),
            "parrafos": self.parrafos(),
        }

    def caso(self) -> Caso:
        dicho = self._lo_que_se_juzga()
        dicho["fundamentos"] = dicho["fundamentos"] or self.por_omision  # los que el acto citaría
        return proponiendo(self.solicitud, reloj.hoy(), Propuesto(**dicho), self.conceptos)

    def nombre_de_campo(self, parte: str, cual: str, campo: str) -> str:
        if parte != "condicion":
            return super().nombre_de_campo(parte, cual, campo)
        numero = dict(enumerate((n for n, _ in self.llenos()), start=1)).get(int(cual), 1)
        return f"{'condicion' if campo == 'texto' else campo}_{numero}"

    def _lo_que_se_juzga(self) -> dict[str, Any]:
        limpio = self.cleaned_data
        return {
            "analisis": limpio.get("analisis") or "", "criterios": self.criterios_contestados(),
            "sentidos": {c.pk: self._resolucion(c) for c in self.conceptos},
            "condiciones": [_condicion(valores) for _, valores in self.llenos()],
            "fundamentos": list(limpio.get("fundamentos") or ()), "aclaraciones": self.aclaraciones(),
        }

    def _resolucion(self, concepto: Concepto) -> dict[str, Any]:
        dicho = {columna: self.cleaned_data.get(f"{columna}_{concepto.pk}") or "" for columna in self.columnas}
        desfavorable = dicho["sentido"] in DESFAVORABLES
        return {"sentido": dicho["sentido"],
                "razones": [razon_escrita(r) for r in dicho["razones"]] if desfavorable else [],
                "corregir": dicho["corregir"] if desfavorable else "",
                "motivo": "" if desfavorable else dicho["motivo"]}

    def _agregar_concepto(self, concepto: Concepto) -> None:
        self.fields[f"sentido_{concepto.pk}"] = forms.ChoiceField(
            label=f"Sentido del concepto {concepto.orden}", choices=Sentido.choices,
            widget=forms.RadioSelect(attrs={"data-en-linea": ""}),
            error_messages={"required": f"Elija el sentido del concepto {concepto.orden}"},
        )
        self.fields[f"razones_{concepto.pk}"] = forms.MultipleChoiceField(
            label="Razones, si no es favorable", choices=OPCIONES_DE_RAZON, required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[f"corregir_{concepto.pk}"] = forms.CharField(
            label="Qué corregir", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        )
        if concepto.no_cumple:
            self.fields[f"motivo_{concepto.pk}"] = forms.CharField(
                label="Si es favorable: por qué procede aunque no cumple el estándar", required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text="Se imprime en el dictamen junto al concepto.",
            )


def _condicion(valores: dict[str, Any]) -> dict[str, Any]:
    """Un renglón, con los nombres del acto."""
    return {"texto": valores["condicion"] or "", **{k: valores[k] for k in ("responsable", "fecha", "evidencia")}}


class DevolverAreasForm(FormularioSonora, forms.Form):
    """Qué debe aclarar cada área; la que se deja en blanco no se devuelve."""

    marcar_opcionales = False

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas
        for area in areas:
            self.fields[f"encargo_{area.pk}"] = forms.CharField(
                label=area.nombre, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        if self.areas and not self.encargos():
            self.add_error(f"encargo_{self.areas[0].pk}", "Escriba qué debe aclarar al menos un área")
        return limpio

    def encargos(self) -> dict[Area, str]:
        escritos = {a: (self.cleaned_data.get(f"encargo_{a.pk}") or "").strip() for a in self.areas}
        return {area: texto for area, texto in escritos.items() if texto}
