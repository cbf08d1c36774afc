"""Formularios de la captura: abrir una solicitud, sus datos generales y su cierre."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.models import AreaRequirente, Ente
from dictamenes.generales import DE_COMPRA, EN_LA_CAPTURA
from dictamenes.models import Alineacion, Partida, Solicitud
from dictamenes.models.catalogos import Modalidad, Tipo
from flujos.base.campos import EN_RENGLON, NumeroField, TextoPesos
from flujos.captura.alcance import PREGUNTAS
from flujos.estudio.forms.papel import RecibidoForm

SI_O_NO = (("si", "Sí"), ("no", "No"))
ELIJA = ("", "Elija una opción")
DE_PAPEL = (
    {"clave": "veracidad", "texto": "Cotejé la captura con los documentos que se recibieron en papel."},
    {"clave": "sello", "texto": "El oficio adjunto es el escaneo del que se recibió y se ve su sello de recibido."},
)


class EmpezarForm(FormularioSonora, forms.Form):
    """Cómo se empieza una solicitud: sólo lo que el ente tiene."""

    DESTINOS: ClassVar = {"copia": "flujos:anteriores", "plantilla": "flujos:plantillas", "blanco": "flujos:nueva"}
    TEXTOS: ClassVar = {
        "copia": "Con una copia de una anterior de su ente", "plantilla": "Con una plantilla de su ente",
        "blanco": "En blanco",
    }

    como = forms.ChoiceField(
        label="¿Cómo quiere empezar?", widget=forms.RadioSelect,
        help_text="Con una copia o una plantilla sólo escribe lo de este año: el sistema vuelve a comparar los "
        "conceptos con el estándar vigente y le dice qué cambió.",
        error_messages={"required": "Elija cómo quiere empezar"},
    )

    def __init__(self, *args: Any, maneras: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("como").choices = [(manera, self.TEXTOS[manera]) for manera in maneras]


class PlantillaForm(FormularioSonora, forms.Form):
    """El nombre con que el ente reconocerá la plantilla."""

    nombre = forms.CharField(
        label="Nombre de la plantilla", max_length=80,
        help_text="Lo verá quien elabora por su ente. Por ejemplo: Equipo para ventanillas.",
    )


class AreaRequirenteForm(FormularioSonora, forms.Form):
    """El área que falta en la lista del ente."""

    nombre = forms.CharField(
        label="Nombre del área", max_length=200,
        help_text="Como aparece en su organigrama. La verán quienes capturan por su ente.",
    )

    def clean_nombre(self) -> str:
        return " ".join(self.cleaned_data["nombre"].split())


def _pregunta(texto: str, ayuda: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=texto, help_text=ayuda, choices=SI_O_NO, widget=forms.RadioSelect(EN_RENGLON),
        error_messages={"required": f"Responda sí o no: {texto}"},
    )


class NuevaForm(FormularioSonora, forms.Form):
    """Las tres preguntas de alcance y lo mínimo para abrir un borrador."""

    naturaleza = _pregunta(*PREGUNTAS["naturaleza"])
    funcion = _pregunta(*PREGUNTAS["funcion"])
    existente = _pregunta(*PREGUNTAS["existente"])
    base = forms.CharField(
        label="Si contestó «no» a las tres: ¿qué se contrata y por qué cree que no es tecnología?", required=False,
        max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="Se guarda con su consulta y se imprime en la constancia.",
        error_messages={"required": "Diga qué se contrata y por qué cree que no es tecnología"},
    )
    ente = forms.ModelChoiceField(Ente.objects.none(), label="Ente que solicita", empty_label=ELIJA[1])
    tipo = forms.ChoiceField(label="Tipo de solicitud", choices=[ELIJA, *Tipo.choices])
    modalidad = forms.ChoiceField(
        label="Modalidad", choices=[ELIJA, *Modalidad.choices], help_text="Lo que se hará con el dictamen."
    )
    proyecto = forms.CharField(
        label="Nombre del proyecto", max_length=200,
        help_text="Como lo reconocerá quien lo revise. Por ejemplo: Renovación del equipo de ventanilla, 2026.",
    )

    def __init__(self, *args: Any, entes: QuerySet[Ente], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elegible("ente").queryset = entes
        if entes.count() == 1:
            del self.fields["ente"]
            self.unico = entes.get()
        for nombre in ("ente", "tipo", "modalidad", "proyecto"):
            if nombre in self.fields:
                self.fields[nombre].required = False
        self.marcar_opcionales = False

    def alcance(self) -> dict[str, bool]:
        return {clave: self.cleaned_data.get(clave) == "si" for clave in PREGUNTAS}

    def requiere(self) -> bool:
        """Si alguna respuesta es sí; mientras falte contestar alguna, se supone que sí."""
        return not set(PREGUNTAS) <= set(self.cleaned_data) or any(self.alcance().values())

    @property
    def del_ente(self) -> Ente:
        """El ente elegido, o el único que tiene la persona."""
        return self.cleaned_data["ente"] if "ente" in self.fields else self.unico

    def clean(self) -> dict[str, Any]:
        """Si requiere dictamen faltan los datos del borrador; si no, la base. El ente, siempre: queda a su nombre."""
        datos, requiere = super().clean(), self.requiere()
        exigidos = ("ente", "tipo", "modalidad", "proyecto") if requiere else ("base", "ente")
        for nombre in exigidos:
            if nombre in self.fields and nombre not in self.errors and not datos.get(nombre):
                self.add_error(nombre, self.fields[nombre].error_messages["required"])
        if requiere and datos.get("tipo") and datos.get("modalidad"):
            _exigir_misma_baja(self, datos["tipo"], datos["modalidad"])
        return datos


def _exigir_misma_baja(form: forms.Form, tipo: str, modalidad: str) -> None:
    if (tipo == Tipo.BAJA) != (modalidad == Modalidad.BAJA):
        form.add_error("modalidad", "La modalidad y el tipo no corresponden: una baja es baja en los dos")


class GeneralForm(FormularioSonora, forms.Form):
    """Las columnas con tipo; en borrador casi todo puede faltar."""

    marcar_opcionales = False
    titulo_de_errores = "Esto no se guardó; lo demás, sí"

    proyecto = forms.CharField(label=EN_LA_CAPTURA["proyecto"], max_length=200)
    modalidad = forms.ChoiceField(label=EN_LA_CAPTURA["modalidad"], choices=Modalidad.choices)
    area_requirente = forms.ModelChoiceField(
        AreaRequirente.objects.none(), label=EN_LA_CAPTURA["area_requirente"], required=False, empty_label=ELIJA[1],
    )
    oficio_numero = forms.CharField(
        label=EN_LA_CAPTURA["oficio_numero"], max_length=60, required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )
    oficio_fecha = forms.DateField(
        label=EN_LA_CAPTURA["oficio_fecha"], required=False,
        widget=forms.DateInput({"class": "govuk-input--width-10"}),
    )
    ejercicio = forms.TypedChoiceField(label=EN_LA_CAPTURA["ejercicio"], coerce=int)
    partida = forms.ModelChoiceField(
        Partida.objects.none(), label=EN_LA_CAPTURA["partida"], required=False, empty_label=ELIJA[1]
    )
    suficiencia = forms.ChoiceField(
        label=EN_LA_CAPTURA["suficiencia"], required=False, choices=Solicitud.Suficiencia.choices,
        widget=forms.RadioSelect,
    )
    suficiencia_importe = NumeroField(
        label="Total del oficio de suficiencia, con IVA", required=False, min_value=0, max_digits=16,
        help_text="Sólo si ya tiene el oficio de suficiencia.",
        widget=TextoPesos({"data-si-pregunta": "suficiencia", "data-si-es": "oficio"}),
    )
    alineacion = forms.ModelChoiceField(
        Alineacion.objects.none(), label="Estrategia del Programa Especial con la que se alinea", required=False,
        empty_label=ELIJA[1],
    )
    fecha_limite = forms.DateField(
        label="Fecha límite, si es urgente (opcional)", required=False,
        widget=forms.DateInput({"class": "govuk-input--width-10"}),
        help_text="La urgencia ordena la fila; nunca salta el procedimiento.",
    )

    def __init__(self, *args: Any, solicitud: Solicitud, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={campo: getattr(solicitud, campo) for campo in self.base_fields}, **kwargs)
        self.solicitud, self.hoy = solicitud, hoy
        self.elegible("area_requirente").queryset = solicitud.ente.areas_requirentes.all()
        self.fields["area_requirente"].help_text = format_html(
            'La unidad que lo necesita. Si falta la suya, <a class="govuk-link" href="{}">agréguela a la lista</a>.',
            reverse("flujos:area_requirente", args=[solicitud.pk]),
        )
        guardada = Partida.objects.filter(pk=solicitud.partida_id or 0)
        self.elegible("partida").queryset = Partida.objects.vigentes(hoy) | guardada
        self.elegible("alineacion").queryset = Alineacion.objects.all()
        anios = sorted({hoy.year, hoy.year + 1, solicitud.ejercicio})
        self.de_opciones("ejercicio").choices = [(anio, str(anio)) for anio in anios]
        siguiente = solicitud.ejercicio_anticipado()
        al_anticipar = {"data-sigue-a": "suficiencia", "data-cuando": Solicitud.Suficiencia.ANTICIPADA}
        self.fields["ejercicio"].widget.attrs |= {**al_anticipar, "data-toma": str(siguiente)}
        self.fields["suficiencia"].help_text = (
            f"La anticipada es para {siguiente}: al elegirla, el ejercicio cambia solo y no se adjunta el oficio de "
            "suficiencia. El acuse y el dictamen dirán que quedan sujetos a ella."
        )
        if solicitud.tipo == Tipo.BAJA:
            for nombre in DE_COMPRA:
                del self.fields[nombre]

    def clean_modalidad(self) -> str:
        """La baja es baja en tipo y modalidad."""
        modalidad: str = self.cleaned_data["modalidad"]
        _exigir_misma_baja(self, self.solicitud.tipo, modalidad)
        return modalidad

    def clean_oficio_fecha(self) -> date | None:
        fecha: date | None = self.cleaned_data["oficio_fecha"]
        if fecha and fecha > self.hoy:
            raise forms.ValidationError("La fecha del oficio no puede ser posterior a hoy")
        if fecha and fecha.year < 2000:
            raise forms.ValidationError("Revise el año de la fecha del oficio")
        return fecha

    def valores(self) -> dict[str, Any]:
        """Lo que se entendió, listo para guardarse."""
        return {campo: valor for campo, valor in self.cleaned_data.items() if campo in self.fields}


class PresentarForm(FormularioSonora, forms.Form):
    """Las declaraciones de su formulario."""

    declaran: Iterable[dict[str, str]] = ()

    def __init__(self, *args: Any, solicitud: Solicitud, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.solicitud = solicitud
        for declaracion in self.declaran or solicitud.formulario.definicion["declaraciones"]:
            falta = f"Para presentar, marque: {declaracion['texto']}"
            self.fields[declaracion["clave"]] = forms.BooleanField(
                label=declaracion["texto"], error_messages={"required": falta}
            )


class PresentarPapelForm(RecibidoForm, PresentarForm):
    """Lo que llegó en papel: cuándo se recibió, que se cotejó y que el oficio está escaneado con su sello."""

    declaran = DE_PAPEL

    def clean_recibida_en(self) -> datetime:
        recibida: datetime = self.cleaned_data["recibida_en"]
        oficio = self.solicitud.oficio_fecha
        if oficio and recibida.date() < oficio:
            raise forms.ValidationError("La recepción no puede ser anterior a la fecha del oficio")
        return recibida


class MotivoForm(FormularioSonora, forms.Form):
    """Por qué se desiste."""

    motivo = forms.CharField(
        label="Motivo del desistimiento", max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="Quedará en el expediente y en su bitácora.",
    )
