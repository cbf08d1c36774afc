"""Lo que se dice al importar el pasado: el archivo, sus columnas, lo dudoso, los entes de antes y los escaneos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms

from cuentas.interfaz.formularios import ArchivosField, FormularioSonora, VariosArchivos, solo_escaneos
from cuentas.interfaz.genericas import ModelForm
from cuentas.models import Ente
from cuentas.texto import llave
from dictamenes.models.catalogos import Tipo
from indicadores.models import EnteAnterior, LoteHistorico, RegistroHistorico
from indicadores.pasado import valores
from indicadores.pasado.cargas import Entendida
from indicadores.pasado.columnas import NECESARIAS, ROTULOS
from indicadores.pasado.hoja import COMO_VIENE, DECIDIBLES

Montos = LoteHistorico.Montos
MAXIMO_MB = 20
DE_UNA_VEZ = 40
ESCANEOS_A_LA_VEZ = 20
SIN_COLUMNA = "No viene en el archivo"


def pregunta_de_montos() -> forms.ChoiceField:
    """Qué monto trae el archivo: con uno u otro no se hace la misma cuenta."""
    opciones = [(Montos.IMPORTE, "Antes de IVA"), (Montos.TOTAL, "Con IVA"),
                (Montos.NO_SE_DIJO, "No trae montos, o no se sabe")]
    return forms.ChoiceField(
        label="Los montos que trae son", choices=opciones, widget=forms.RadioSelect,
        help_text="Sólo los montos con IVA entran en las cifras por importe; los demás se guardan y se muestran.",
        error_messages={"required": "Diga si los montos son antes de IVA o con IVA"},
    )


class SubirForm(FormularioSonora, forms.Form):
    """El archivo y de dónde salió."""

    marcar_opcionales = False

    archivo = forms.FileField(
        label="Archivo", allow_empty_file=True, widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=f"Excel (.xlsx) o texto (.csv, .txt, .tsv), de hasta {MAXIMO_MB} MB, tal como está: no hace falta "
                  "acomodarlo.",
    )
    procedencia = forms.CharField(
        label="De dónde salió", max_length=300,
        help_text="Quién lo tenía y qué es. Por ejemplo: libro de control de la Dirección General, 2023.",
    )
    montos = pregunta_de_montos()
    demostracion = forms.BooleanField(
        label="Son datos de demostración", required=False, help_text="Se rotulan así donde quiera que se vean."
    )


class ColumnasForm(FormularioSonora, forms.Form):
    """Qué hoja, en qué fila está el encabezado, qué columna es cada dato y en qué orden vienen las fechas."""

    marcar_opcionales = False

    hoja = forms.ChoiceField(label="Hoja del libro")
    encabezado = forms.IntegerField(
        label="Fila del encabezado", min_value=1, max_value=100_000,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
        help_text="La que trae los nombres de las columnas.",
    )
    orden = forms.ChoiceField(
        label="Cómo vienen las fechas con números", choices=valores.ORDENES, widget=forms.RadioSelect
    )
    montos = pregunta_de_montos()
    olvidar = forms.BooleanField(
        label="Volver a decidir todo", required=False,
        help_text="Olvida lo que se decidió sobre entes, tipos y conclusiones, y las filas que se dejaron fuera.",
    )

    def __init__(self, *args: Any, entendida: Entendida, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entendida = entendida
        lectura = entendida.lectura
        if not (entendida.acuerdo.fuera or any(entendida.acuerdo.equivalencias.values())):
            del self.fields["olvidar"]
        self.de_opciones("hoja").choices = [(hoja, hoja or "Única") for hoja in entendida.hojas]
        if len(entendida.hojas) == 1:
            del self.fields["hoja"]
        columnas = [(str(n), f"{letra(n)}: {titulo or 'sin título'}"[:80]) for n, titulo in enumerate(lectura.titulos)]
        for campo, titulo in ROTULOS.items():
            self.fields[campo] = forms.ChoiceField(
                label=titulo, choices=[("", "Elija la columna" if campo in NECESARIAS else SIN_COLUMNA), *columnas],
                required=campo in NECESARIAS, initial=str(lectura.columnas.get(campo, "")),
                error_messages={"required": f"Elija qué columna es «{titulo}»"},
            )
        self.order_fields([nombre for nombre in self.fields if nombre != "olvidar"])
        orden = entendida.acuerdo.orden
        self.initial.update(hoja=entendida.hoja, encabezado=lectura.encabezado or 1, orden=orden,
                            montos=entendida.acuerdo.montos)

    def acordado(self) -> dict[str, Any]:
        """Lo que cambia en lo acordado. Otra hoja u otro encabezado vuelve a proponer sus columnas."""
        decidido: dict[str, Any] = {"equivalencias": {}, "fuera": {}} if self.cleaned_data.get("olvidar") else {}
        return self._columnas_acordadas() | decidido | {"montos": self.cleaned_data["montos"]}

    def _columnas_acordadas(self) -> dict[str, Any]:
        datos, acuerdo, lectura = self.cleaned_data, self.entendida.acuerdo, self.entendida.lectura
        hoja = datos.get("hoja", self.entendida.hoja)
        if hoja != self.entendida.hoja:
            return {"hoja": hoja, "encabezado": 0, "columnas": {}, "fuera": {}, "orden": datos["orden"]}
        if datos["encabezado"] != (lectura.encabezado or 1):
            return {"encabezado": datos["encabezado"], "columnas": {}, "orden": datos["orden"]}
        columnas = {campo: int(datos[campo]) for campo in ROTULOS if datos[campo]}
        return {"hoja": acuerdo.hoja, "encabezado": datos["encabezado"], "columnas": columnas, "orden": datos["orden"]}

    def clean(self) -> dict[str, Any]:
        """Una columna no puede ser dos cosas. Si cambia la hoja o el encabezado, las columnas de antes no cuentan."""
        datos = super().clean()
        otra = datos.get("hoja", self.entendida.hoja) != self.entendida.hoja
        if otra or datos.get("encabezado") != (self.entendida.lectura.encabezado or 1):
            for campo in ROTULOS:
                self.errors.pop(campo, None)
            return datos
        usadas: dict[str, str] = {}
        for campo in ROTULOS:
            if (elegida := datos.get(campo)) and usadas.setdefault(elegida, campo) != campo:
                self.add_error(campo, f"Esa columna ya es «{ROTULOS[usadas[elegida]]}»")
        return datos


class DecisionesForm(FormularioSonora, forms.Form):
    """Qué es cada valor que no se reconoce: una lista por valor; lo que se deje sin elegir sigue por decidir."""

    marcar_opcionales = False

    def __init__(self, *args: Any, entendida: Entendida, entes: dict[str, str], parecidos: dict[str, list[str]],
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.valores: dict[str, tuple[str, str]] = {}
        por_decidir = [(campo, valor, veces) for campo in DECIDIBLES
                       for valor, veces in entendida.lectura.por_decidir[campo].most_common()]
        self.quedan = max(len(por_decidir) - DE_UNA_VEZ, 0)
        for n, (campo, valor, veces) in enumerate(por_decidir[:DE_UNA_VEZ]):
            nombre = f"{campo}_{n}"
            self.valores[nombre] = (campo, valor)
            self.fields[nombre] = forms.ChoiceField(
                label=f"{'Ente' if campo == 'ente' else ROTULOS[campo]}: «{valor[:120]}»", required=False,
                choices=[("", "Todavía no se sabe"), *_opciones(campo, valor, entes, parecidos)],
                help_text="En 1 renglón." if veces == 1 else f"En {veces:,} renglones.",
            )

    def acordado(self, antes: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """Lo decidido antes y lo de ahora, por la llave de cada valor."""
        juntas = {campo: dict(antes.get(campo, {})) for campo in DECIDIBLES}
        for nombre, (campo, valor) in self.valores.items():
            if elegida := self.cleaned_data[nombre]:
                juntas[campo][llave(valor)] = "" if elegida == "vacio" else elegida
        return juntas


def _opciones(campo: str, valor: str, entes: dict[str, str], parecidos: dict[str, list[str]]) -> Iterator[Any]:
    if campo == "ente":
        cercanos = parecidos.get(valor, [])
        if cercanos:
            yield ("Se parece a", [(clave, entes[clave]) for clave in cercanos])
        yield ("No está en el catálogo", [(COMO_VIENE, "Dejarlo como viene escrito")])
        yield ("Catálogo", list(entes.items()))
    elif campo == "tipo":
        yield from Tipo.choices
        yield ("vacio", "Dejarlo sin tipo")
    else:
        yield from RegistroHistorico.Conclusion.choices
        yield ("vacio", "Sin concluir")
        yield (valores.OMITIR, "Cancelada: no se cuenta")


class FueraForm(FormularioSonora, forms.Form):
    """Las filas con error que no se van a importar y por qué."""

    fila = forms.TypedMultipleChoiceField(
        label="Filas que se dejan fuera", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque al menos una fila"},
    )
    motivo = forms.CharField(label="Por qué se dejan fuera", max_length=150)

    def __init__(self, *args: Any, filas: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("fila").choices = [(fila, str(fila)) for fila in filas]


class EnteAnteriorForm(FormularioSonora, ModelForm[EnteAnterior]):
    """Un ente que ya no existe y quién lo sucedió."""

    class Meta:
        model = EnteAnterior
        fields = ("nombre", "siglas", "sucesor", "fecha", "fuente")
        widgets = {"fecha": forms.DateInput}
        help_texts = {"fuente": "El decreto, la ley o el boletín donde consta, con su fecha."}

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy

    def clean_fecha(self) -> date:
        """Lo que todavía no pasa no es el pasado."""
        fecha: date = self.cleaned_data["fecha"]
        if fecha > self.hoy:
            raise forms.ValidationError("Escriba una fecha que no sea posterior a hoy")
        return fecha

    def clean_nombre(self) -> str:
        """Con letras, y que no sea el de un ente que existe."""
        nombre: str = self.cleaned_data["nombre"]
        if not llave(nombre):
            raise forms.ValidationError("Escriba el nombre con letras")
        if any(llave(nombre) == llave(ente.nombre) for ente in Ente.objects.only("nombre")):
            raise forms.ValidationError("Ese ente existe en el catálogo: no hace falta registrarlo aquí")
        return nombre


class EscaneosForm(FormularioSonora, forms.Form):
    """Los PDF escaneados, varios a la vez."""

    archivo = ArchivosField(
        label="Documentos escaneados", allow_empty_file=True, validators=[solo_escaneos],
        widget=VariosArchivos({"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def __init__(self, *args: Any, maximo_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["archivo"].help_text = (
            f"PDF o imagen (PNG o JPG) de hasta {maximo_mb} MB, hasta {ESCANEOS_A_LA_VEZ} a la vez. Si el nombre del "
            "archivo trae el folio (por ejemplo «DT-2023-0012 firmado.pdf»), se propone su asunto."
        )

    def clean_archivo(self) -> list[Any]:
        """Al menos uno y no más de los que se atienden de una vez."""
        llegaron: list[Any] = self.cleaned_data["archivo"]
        if not llegaron:
            raise forms.ValidationError("Adjunte al menos un documento")
        if len(llegaron) > ESCANEOS_A_LA_VEZ:
            raise forms.ValidationError(f"Adjunte hasta {ESCANEOS_A_LA_VEZ} a la vez")
        return llegaron


def letra(n: int) -> str:
    """El nombre de una columna como lo muestra Excel: 0 es A, 26 es AA."""
    return (letra(n // 26 - 1) if n >= 26 else "") + chr(65 + n % 26)
