"""El formulario de un concepto: lo que se compra y lo que se declara de cada atributo del perfil elegido."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.congelado import Atributo, Evaluacion
from dictamenes.models import Concepto
from dictamenes.models.catalogos import Categoria
from dictamenes.reglas.veredicto import veredicto_de
from estandares.models import Perfil, Version
from estandares.presentacion import categorias
from estandares.reglas import Requisito, exigido, nombre_legible
from flujos.base.campos import EN_RENGLON, NumeroField, TextoPesos

AL_CAMBIAR_DE_PERFIL = {
    "hx-trigger": "change", "hx-target": "#atributos", "hx-swap": "outerHTML", "hx-vals": '{"atributos": "1"}',
    "hx-sync": "closest form:replace",
}
LARGO_DE_ATRIBUTO = 1000
LARGO_DE_RAZON = 2000
MAYOR_QUE_CERO = "Escriba una cantidad mayor que cero"
LARGO = "Acorte lo declarado: caben %(limit_value)d caracteres y escribió %(show_value)d"
SOLO_NUMERO = re.compile(r"[0-9\s.,/x:×-]+")
RAZONES = {"j": "justificacion", "e": "excepcion"}  # el prefijo de su campo y cómo se guarda junto a lo declarado
EN_SU_FILA = {"campo": "a", "motivo": "j", "excepcion": "e"}
SI_O_NO = (("sí", "Sí"), ("no", "No"))
Opciones = Sequence[tuple[str, str | list[tuple[str, str]]]]  # sueltas o agrupadas bajo un rótulo
NUEVO = {"unidad": "pieza", "tasa_iva": Concepto.TasaIVA.GENERAL}


class ConceptoForm(FormularioSonora, forms.Form):
    """Lo común a todo concepto; `formulario_de_concepto` le agrega los atributos de su perfil."""

    marcar_opcionales = False
    perfil_elegido: Perfil | None = None
    reglas: list[Requisito] = []

    perfil = forms.ChoiceField(
        label="Perfil del estándar", required=False,
        help_text="Contra este perfil se compara el concepto. Si ninguno corresponde, elija «Sin estándar».",
    )
    categoria = forms.ChoiceField(label="Categoría", choices=[("", "Elija una opción"), *Categoria.choices])
    descripcion = forms.CharField(
        label="Descripción", max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text="Qué es y para qué, sin marca: las características van en sus atributos.",
    )
    clave_catalogo = forms.CharField(
        label="Clave de catálogo (opcional)", max_length=60, required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20"}), help_text="Esquema y código, si el ente usa uno.",
    )
    cantidad = NumeroField(
        label="Cantidad", min_value=0, max_digits=12,
        error_messages={"min_value": MAYOR_QUE_CERO, "max_digits": "La cantidad es demasiado grande"},
    )
    unidad = forms.CharField(
        label="Unidad de medida", max_length=40, widget=forms.TextInput({"class": "govuk-input--width-10"})
    )
    precio_unitario = NumeroField(
        label="Precio unitario sin IVA", min_value=0, max_digits=14, widget=TextoPesos,
        error_messages={
            "min_value": "El precio no puede ser negativo", "max_digits": "El precio es demasiado grande",
            "invalid": "Escriba un importe, por ejemplo 18,500.00",
        },
    )
    tasa_iva = forms.ChoiceField(
        label="Tasa de IVA", choices=Concepto.TasaIVA.choices, widget=forms.RadioSelect(EN_RENGLON)
    )
    marca_justificada = forms.CharField(
        label="Justificación de marca (opcional)", required=False, max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Sólo si se exige una marca o un modelo: diga por qué no sirve un equivalente. Pide además su anexo.",
    )

    PROPIOS = (
        "categoria", "descripcion", "clave_catalogo", "cantidad", "unidad", "precio_unitario", "tasa_iva",
        "marca_justificada",
    )

    def __init__(
        self, *args: Any, perfiles: Opciones, url_veredicto: str, con_precio: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("perfil").choices = perfiles
        self.fields["perfil"].widget.attrs |= {**AL_CAMBIAR_DE_PERFIL, "hx-post": url_veredicto}
        self.con_precio = con_precio
        if not con_precio:
            del self.fields["precio_unitario"], self.fields["tasa_iva"]

    def leer(self, enviado: dict[str, str]) -> None:
        """Valida otro envío en el mismo formulario; del anterior no queda nada."""
        self.data = enviado
        self.full_clean()

    def solo_leer(self) -> None:
        """Valida para poder juzgar lo escrito, sin señalar todavía lo que falta."""
        self.is_valid()
        self.errors.clear()

    def clean_cantidad(self) -> Any:
        if self.cleaned_data["cantidad"] == 0:
            raise forms.ValidationError(MAYOR_QUE_CERO)
        return self.cleaned_data["cantidad"]

    def declarado(self) -> dict[str, dict[str, str]]:
        """Lo declarado de cada atributo, con su unidad y su justificación. Si hay envío, llamar después de validar."""
        leidos = {regla.atributo: self._declarado(regla) for regla in self.reglas}
        return {atributo: entrada for atributo, entrada in leidos.items() if entrada}

    def _declarado(self, regla: Requisito) -> dict[str, str]:
        leido = self.cleaned_data if self.is_bound else self.initial
        valor = str(leido.get(f"a_{regla.atributo}", ""))
        razones = {clave: leido.get(f"{prefijo}_{regla.atributo}", "") for prefijo, clave in RAZONES.items()}
        razones = {clave: dicha for clave, dicha in razones.items() if dicha}
        if not valor and not razones:
            return {}
        unidad = regla.unidad if SOLO_NUMERO.fullmatch(valor) else ""
        return {"valor": valor, "unidad": unidad, **razones}

    def datos(self) -> dict[str, Any]:
        """Lo que `captura.guardar_concepto` espera; lo que no se entendió no va."""
        sin_precio = {} if self.con_precio else {"precio_unitario": 0, "tasa_iva": Concepto.TasaIVA.CERO}
        leido = self.cleaned_data if self.is_bound else self.initial
        propios = {campo: leido[campo] for campo in self.PROPIOS if campo in leido}
        return {**sin_precio, **propios, "perfil": self.perfil_elegido, "declarado": self.declarado()}

    def veredicto(self) -> Evaluacion | None:
        """Cómo queda lo escrito contra el perfil; None sin perfil."""
        return veredicto_de(self.perfil_elegido, self.declarado()) if self.perfil_elegido else None

    def borrador(self) -> Concepto | None:
        """El concepto sin guardar, para decir su importe; None si falta cantidad o precio."""
        datos = self.datos()
        if datos.get("cantidad") is None or datos.get("precio_unitario") is None or not datos.get("tasa_iva"):
            return None
        return Concepto(**{campo: datos[campo] for campo in ("cantidad", "precio_unitario", "tasa_iva")})

    def atributos(self) -> Iterator[dict[str, Any]]:
        """Cada fila del perfil: su campo, su justificación y su juicio, en orden."""
        juzgado = self.veredicto()
        juicios = {fila["clave"]: fila for fila in juzgado["atributos"]} if juzgado else {}
        for regla in self.reglas:
            campos = {nombre: f"{prefijo}_{regla.atributo}" for nombre, prefijo in EN_SU_FILA.items()}
            yield {
                **{nombre: self[campo] if campo in self.fields else None for nombre, campo in campos.items()},
                "a_la_vista": campos["motivo"] in self.data,
                "juicio": juicios[regla.atributo] | _atributos_pendientes(juicios[regla.atributo]),
            }


def formulario_de_concepto(perfil: Perfil | None, exceptuables: Collection[str] = ()) -> type[ConceptoForm]:
    """La clase de formulario de un concepto con los atributos de ese perfil (o ninguno).

    De los `exceptuables` se pregunta, si no se cumplen, por qué se pide excepción.
    """
    reglas = perfil.reglas() if perfil else []
    campos: dict[str, forms.Field] = {}
    for regla in reglas:
        if regla.operador != "info":
            campos |= {f"a_{regla.atributo}": _campo(regla), f"j_{regla.atributo}": _justificacion(regla)}
            if regla.atributo in exceptuables and regla.es_obligatorio:
                campos[f"e_{regla.atributo}"] = _excepcion(regla)
    return type("ConceptoForm", (ConceptoForm,), {**campos, "perfil_elegido": perfil, "reglas": reglas})


def inicial_de(concepto: Concepto) -> dict[str, Any]:
    propios = {campo: getattr(concepto, campo) for campo in ConceptoForm.PROPIOS}
    valores = {f"a_{clave}": fila.get("valor", "") for clave, fila in concepto.declarado.items()}
    motivos = {f"{prefijo}_{clave}": fila.get(razon, "") for clave, fila in concepto.declarado.items()
               for prefijo, razon in RAZONES.items()}
    return {**propios, "perfil": concepto.perfil_id or "", **valores, **motivos}


def perfiles_para_elegir(versiones: Iterable[Version]) -> tuple[Opciones, dict[str, Perfil]]:
    """Opciones agrupadas por estándar y categoría, y el perfil de cada valor."""
    opciones: list[tuple[str, str | list[tuple[str, str]]]] = [("", "Sin estándar")]
    por_valor: dict[str, Perfil] = {}
    for version in versiones:
        for categoria, perfiles in categorias(version.perfiles.all()):
            grupo = f"{version.estandar} v{version.numero} · {categoria}"
            opciones.append((grupo, [(str(p.pk), p.nombre) for p in perfiles]))
            por_valor |= {str(p.pk): p for p in perfiles}
    return opciones, por_valor


class TextoConUnidad(forms.TextInput):
    """Un dato con su unidad pegada; sin unidad, sólo el dato."""

    def __init__(self, sufijo: str) -> None:
        super().__init__({"class": "govuk-input--width-20", "autocomplete": "off"})
        self.sufijo = sufijo


def _atributos_pendientes(juicio: Atributo) -> dict[str, str]:
    """Sin nada escrito todavía, lo exigido ya se lee junto al campo: no se repite."""
    vacio = juicio["resultado"] == "no_declarado" and juicio["declarado"] == "sin declarar"
    if not vacio:
        return {}
    return {"razon": "Todavía no se declara.", "que_hacer": "" if juicio["nivel"] == "deseable" else "Escriba el dato."}


def _campo(regla: Requisito) -> forms.Field:
    nivel = "Deseable" if not regla.es_obligatorio else "Obligatorio"
    grupo = "; basta una alternativa de su grupo" if regla.grupo else ""
    comun: dict[str, Any] = {
        "label": nombre_legible(regla.atributo), "required": False,
        "help_text": f"Se exige: {exigido(regla)}. {nivel}{grupo}.",
    }
    if regla.operador in ("must", "must_not"):
        mensajes = {"invalid_choice": "Diga sí o no"}
        return forms.ChoiceField(
            **comun, choices=SI_O_NO, widget=forms.RadioSelect(EN_RENGLON), error_messages=mensajes
        )
    control = TextoConUnidad(regla.unidad if regla.operador in ("gte", "lte", "between", "eq") else "")
    return forms.CharField(
        **comun, max_length=LARGO_DE_ATRIBUTO, widget=control, error_messages={"max_length": LARGO}
    )


def _justificacion(regla: Requisito) -> forms.Field:
    return forms.CharField(
        label=f"Por qué se necesita más en «{nombre_legible(regla.atributo)}»", required=False, max_length=10_000,
        widget=forms.Textarea({"rows": 2}),
    )


def _excepcion(regla: Requisito) -> forms.Field:
    return forms.CharField(
        label=f"Por qué se pide excepción a «{nombre_legible(regla.atributo)}» (opcional)", required=False,
        max_length=LARGO_DE_RAZON, widget=forms.Textarea({"rows": 2}),
        help_text="Se pide al presentar, sólo para este concepto, y la resuelve coordinación. Sin excepción, la "
                  "cláusula se exige. No escriba datos personales.",
    )
