"""Los formularios de quien administra personas. Validan; nunca guardan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.genericas import ModelChoiceField
from cuentas.models import Area, AreaRequirente, Ausencia, Ente, Nombramiento, Usuario
from cuentas.papeles import OPCIONES_DE_PAPEL, PAPELES
from cuentas.personas import suplencias

Clase = Nombramiento.Clase
PRESTADAS = (Clase.SUPLENCIA, Clase.ENCARGADO)
DE_CALIDAD: dict[str, tuple[tuple[str, ...], str]] = {
    "suple_a": ((Clase.SUPLENCIA,), "Elija a quién suple"),
    "puesto": (PRESTADAS, "Escriba el puesto que suple o el despacho a su cargo"),
    "oficio_fecha": (PRESTADAS, "Escriba la fecha del oficio: se imprime en lo que firme"),
    "hasta": ((Clase.SUPLENCIA,), "Escriba el último día: una suplencia siempre termina"),
}

RFC_DE_PERSONA = RegexValidator(
    r"^[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}$", "Escriba el RFC con sus 13 caracteres, por ejemplo XAXX010101000"
)


class FundamentoField(forms.CharField):
    """Con qué fundamento rige un nombramiento desde antes de proponerse."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Fundamento de la fecha pasada", required=False, max_length=300, help_text=(
            "Sólo si el primer día ya pasó: por qué rige desde entonces. Lo lee quien confirma."), **kwargs)


def falta_fundamento(datos: dict[str, Any], hoy: date) -> str:
    """Qué falta si el primer día ya pasó y no se dice por qué; vacío si nada."""
    if (desde := datos.get("desde")) and desde < hoy and not datos.get("fundamento"):
        return "El primer día ya pasó: escriba con qué fundamento rige desde entonces"
    return ""


class AdscripcionField(ModelChoiceField[AreaRequirente]):
    """Las áreas requirentes con las siglas de su ente por delante."""

    def label_from_instance(self, obj: AreaRequirente) -> str:
        return f"{obj.ente.siglas}: {obj.nombre}"


class PersonaForm(FormularioSonora, forms.Form):
    """Los datos que se corrigen: el correo no, porque es la identidad."""

    nombre = forms.CharField(
        label="Nombre completo", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    cargo = forms.CharField(label="Cargo", max_length=150)
    adscripcion = AdscripcionField(
        label="Área de adscripción",
        required=False,
        empty_label="Ninguna de la lista",
        queryset=AreaRequirente.objects.select_related("ente").order_by("ente__siglas", "nombre"),
        help_text="Sirve para que nadie dictamine lo que pide su propia área.",
    )
    rfc = forms.CharField(
        label="RFC de su certificado de firma",
        required=False,
        max_length=13,
        validators=[RFC_DE_PERSONA],
        help_text="Sólo para quien firma con e.firma.",
    )

    def __init__(self, *args: Any, persona: Usuario | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona

    def clean_rfc(self) -> str:
        """Un RFC, una persona: con dos cuentas alguien tendría dos funciones en un asunto."""
        rfc: str = self.cleaned_data["rfc"]
        otras = Usuario.objects.exclude(pk=self.persona.pk) if self.persona else Usuario.objects.all()
        if rfc and otras.filter(rfc__iexact=rfc).exists():
            raise forms.ValidationError("Ese RFC ya es de otra persona: revíselo o corrija la otra cuenta")
        return rfc


class AltaForm(PersonaForm):
    """Alta de una persona que recibirá su invitación por correo."""

    correo = forms.EmailField(
        label="Correo institucional", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ["nombre", "correo", "cargo", "adscripcion", "rfc"]

    def clean_correo(self) -> str:
        """Un correo, una persona."""
        correo: str = self.cleaned_data["correo"].lower()
        if Usuario.objects.filter(correo=correo).exists():
            raise forms.ValidationError("Ya hay una persona con ese correo")
        return correo


class SupleField(ModelChoiceField[Nombramiento]):
    """Los nombramientos que pueden suplirse, con su persona y su papel."""

    def label_from_instance(self, obj: Nombramiento) -> str:
        return ", ".join(str(p) for p in (obj, obj.ente or obj.area) if p)


class NombramientoForm(FormularioSonora, forms.Form):
    """Un papel con su oficio y sus fechas; el ente o el área según el papel; y a quién suple, si suple."""

    marcar_opcionales = False

    papel = forms.ChoiceField(label="Papel", choices=[("", "Elija un papel"), *OPCIONES_DE_PAPEL])
    ente = forms.ModelChoiceField(
        Ente.objects.order_by("nombre"),
        label="Ente",
        required=False,
        empty_label="No corresponde a este papel",
        help_text="Para quien elabora o presenta solicitudes.",
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Área dictaminadora",
        required=False,
        empty_label="No corresponde a este papel",
        help_text="Para dictaminadores técnicos.",
    )
    clase = forms.ChoiceField(
        label="En qué calidad", choices=Clase.choices, initial=Clase.TITULAR, widget=forms.RadioSelect
    )
    suple_a = SupleField(
        Nombramiento.objects.none(),
        label="A quién suple",
        required=False,
        empty_label="A nadie",
        help_text="Sólo en suplencia: el nombramiento de quien se ausenta, con el mismo papel, ente y área.",
    )
    puesto = forms.CharField(
        label="Puesto que suple o despacho a su cargo",
        required=False,
        max_length=150,
        help_text="Sólo en suplencia o encargo. Así se imprime: «la Subsecretaría de Gobierno Digital».",
    )
    oficio = forms.CharField(
        label="Oficio de designación", max_length=100, help_text="El número del oficio que lo designa."
    )
    oficio_fecha = forms.DateField(
        label="Fecha del oficio", required=False, widget=forms.DateInput,
        help_text="Obligatoria en suplencia o encargo: se imprime en lo que firme.",
    )
    desde = forms.DateField(label="Primer día", widget=forms.DateInput)
    hasta = forms.DateField(
        label="Último día", required=False, widget=forms.DateInput,
        help_text="Déjelo vacío si no tiene término. La suplencia siempre lo tiene.",
    )
    fundamento = FundamentoField()

    def __init__(self, *args: Any, hoy: date, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.elegible("area").queryset = Area.objects.vigentes(hoy)
        self.elegible("suple_a").queryset = suplencias.pueden_suplirse(hoy).exclude(persona=persona)

    def clean(self) -> dict[str, Any]:
        """Cada papel cuelga de un ente, de un área o de ninguno; las fechas van en orden; quien suple dice a quién."""
        datos = super().clean()
        if papel := PAPELES.get(datos.get("papel", "")):
            self._exigir_objeto(papel.de, datos)
        if datos.get("desde") and datos.get("hasta") and datos["hasta"] < datos["desde"]:
            self.add_error("hasta", "El último día no puede ser anterior al primero")
        if falta := falta_fundamento(datos, self.hoy):
            self.add_error("fundamento", falta)
        self._exigir_calidad(datos)
        return datos

    def _exigir_calidad(self, datos: dict[str, Any]) -> None:
        clase = datos.get("clase")
        for campo, (clases, falta) in DE_CALIDAD.items():
            if clase in clases and not datos.get(campo) and campo not in self.errors:
                self.add_error(campo, falta)
        if clase != Clase.SUPLENCIA and datos.get("suple_a"):
            self.add_error("suple_a", "Quite a quién suple: sólo se dice en una suplencia")
        if clase == Clase.TITULAR and datos.get("puesto"):
            self.add_error("puesto", "Quite el puesto: sólo se dice en una suplencia o un encargo")

    def _exigir_objeto(self, de: str, datos: dict[str, Any]) -> None:
        for campo, nombre in (("ente", "el ente"), ("area", "el área dictaminadora")):
            if campo == de and not datos.get(campo) and campo not in self.errors:
                self.add_error(campo, f"Elija {nombre}: este papel lo necesita")
            elif campo != de and datos.get(campo):
                self.add_error(campo, f"Quite {nombre}: este papel no lo lleva")


class AusenciaForm(FormularioSonora, forms.Form):
    """Qué días no atiende alguien. La persona sólo se elige si quien registra puede hacerlo por otras."""

    persona = forms.ModelChoiceField(Usuario.objects.none(), label="Persona", empty_label="Elija a la persona")
    desde = forms.DateField(label="Primer día", widget=forms.DateInput)
    hasta = forms.DateField(label="Último día", widget=forms.DateInput)
    motivo = forms.ChoiceField(
        label="Motivo", choices=Ausencia.Motivo.choices, widget=forms.RadioSelect,
        help_text="Sólo lo leen la persona y coordinación. No se piden datos médicos.",
    )

    def __init__(self, *args: Any, personas: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if personas is None:
            del self.fields["persona"]
        else:
            self.elegible("persona").queryset = personas
