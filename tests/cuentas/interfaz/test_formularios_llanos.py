"""Los formularios hablan claro: dicen qué falta, con su nombre, y enlazan ayuda y error."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import date

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import get_resolver

from cuentas.interfaz.catalogos import sitio
from cuentas.interfaz.formularios import FormularioSonora, JsonLegibleField, Pesos, VariosField, con_articulo
from cuentas.models import Ente, Usuario
from cuentas.texto import escrito, visible
from dictamenes.textos.formularios.definicion import como_fecha
from estandares.management.commands import importar_estandar
from indicadores.pasado import valores
from tests.herramientas import arbol


class PruebaForm(FormularioSonora, forms.Form):
    """Un campo por clase de mensaje."""

    numero_oficio = forms.CharField(label="Número de oficio", max_length=5, help_text="Como en el <papel>")
    partida = forms.ChoiceField(label="Partida presupuestal", choices=[("1", "Una")])
    anexo = forms.FileField(label="Anexo técnico")
    acepta = forms.BooleanField(label="Declaro que es cierto")
    cantidad = forms.IntegerField(label="Cantidad", min_value=1)
    fecha = forms.DateField(label="Fecha del oficio", required=False)
    alcance = forms.CharField(label="¿Es un bien de TIC?")
    propio = forms.CharField(label="Otro", error_messages={"required": "Diga cuál."})
    modalidad = forms.ChoiceField(label="Modalidad", choices=[("a", "A")], widget=forms.RadioSelect)
    precio = forms.DecimalField(label="Precio", widget=Pesos(), required=False)


@pytest.fixture
def vacio():
    formulario = PruebaForm({})
    formulario.is_valid()
    return formulario


@pytest.mark.parametrize(
    ("campo", "mensaje"),
    [
        ("numero_oficio", "Escriba el número de oficio"),
        ("partida", "Elija la partida presupuestal"),
        ("anexo", "Adjunte el anexo técnico"),
        ("acepta", "Marque la casilla «Declaro que es cierto»"),
        ("alcance", "Responda: ¿Es un bien de TIC?"),
        ("propio", "Diga cuál."),
    ],
)
def test_cada_campo_dice_que_falta(vacio, campo, mensaje):
    assert vacio.errors[campo] == [mensaje]


def test_lo_invalido_tambien_se_explica():
    formulario = PruebaForm({"numero_oficio": "demasiado", "cantidad": "doce", "partida": "9", "fecha": "ayer"})
    formulario.is_valid()
    assert formulario.errors["numero_oficio"] == ["Acorte el número de oficio: caben 5 caracteres y escribió 9"]
    assert formulario.errors["cantidad"] == ["Escriba la cantidad con números, por ejemplo 12"]
    assert formulario.errors["partida"] == ["Elija la partida presupuestal de la lista"]
    assert "20/11/2026" in formulario.errors["fecha"][0]
    assert PruebaForm({"cantidad": "0"}).errors["cantidad"] == ["Escriba la cantidad: el mínimo es 1"]


@pytest.mark.parametrize(
    ("etiqueta", "frase"),
    [("Área requirente", "el área requirente"), ("RFC del proveedor", "el RFC del proveedor"), ("Cotizaciones", "las cotizaciones"),
     ("Antecedentes", "los antecedentes"), ("Su correo", "su correo"), ("Justificación:", "la justificación")],
)  # fmt: skip
def test_la_etiqueta_lleva_su_articulo(etiqueta, frase):
    assert con_articulo(etiqueta) == frase


def test_el_control_con_error_enlaza_su_ayuda_y_su_error(vacio):
    html = vacio["numero_oficio"].as_field_group()
    assert 'aria-describedby="id_numero_oficio_helptext id_numero_oficio_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_numero_oficio_error"' in html
    assert "govuk-input--error" in html
    assert "&lt;papel&gt;" in html


def test_el_resumen_enlaza_al_primer_control_de_cada_campo(vacio):
    html = vacio.render()
    assert 'href="#id_modalidad_0">Elija la modalidad</a>' in html
    assert 'href="#id_numero_oficio"' in html
    assert "obligatorio" not in html


def test_la_fecha_usa_el_calendario_y_conserva_su_valor():
    html = str(PruebaForm(initial={"fecha": date(2026, 3, 9)})["fecha"])
    assert 'type="date"' in html
    assert 'value="2026-03-09"' in html


def test_lo_opcional_se_dice_y_se_puede_callar():
    assert "(opcional)" in PruebaForm()["precio"].as_field_group()
    callado = PruebaForm()
    callado.marcar_opcionales = False
    assert "(opcional)" not in callado["precio"].as_field_group()


def test_el_importe_lleva_su_signo_y_teclado_decimal():
    html = PruebaForm()["precio"].as_field_group()
    assert 'class="govuk-input__prefix" aria-hidden="true">$<' in html
    assert 'inputmode="decimal"' in html


@pytest.mark.parametrize("tecleado", ["9" * 5000, "[" * 100_000, "{", "NaN"])
def test_un_json_ilegible_es_un_error_del_campo_y_vuelve_como_se_tecleo(tecleado):
    class Formulario(forms.Form):
        credencial = JsonLegibleField()

    formulario = Formulario({"credencial": tecleado})
    assert formulario.is_valid() is (tecleado == "NaN")
    assert formulario["credencial"].value() == tecleado


@pytest.mark.django_db
@pytest.mark.parametrize("clave", ["1" + "0" * 40, "9223372036854775808", "-9223372036854775809"])
def test_una_clave_que_no_cabe_en_la_base_es_una_opcion_que_no_existe(clave):
    class Formulario(forms.Form):
        entes = VariosField(Ente.objects.all())

    assert Formulario({"entes": [clave]}).errors["entes"]


@pytest.mark.django_db
def test_una_busqueda_sin_fin_se_recorta():
    assert list(Usuario.objects.que_digan("a" * 1_000_000)) == []


@pytest.mark.parametrize("nada", ["\u200b", " \u202e\u200f ", "\x07\x1b", "\u2800\u3164", "\U000e0041", "\xad\ufeff", "\u2060"])
def test_lo_que_nadie_ve_no_es_texto(nada):
    formulario = PruebaForm({"alcance": nada, "propio": f"sí{nada.strip(' ')} procede"})
    assert formulario.errors["alcance"] == ["Responda: ¿Es un bien de TIC?"]
    assert formulario.cleaned_data["propio"] == "sí procede"


def test_el_texto_de_siempre_no_se_toca():
    dicho = "Ñandú «así»\r\n\tcon  dos espacios — 5 µm²"
    assert visible(dicho) == dicho
    datos = QueryDict("propio=hola&modalidad=a&modalidad=b")
    formulario = PruebaForm(datos)
    formulario.is_valid()
    assert formulario.data is datos


@pytest.mark.parametrize("fecha", ["31/12/9999", "01/01/0001", "31/12/1899", "01/01/2150"])
def test_ninguna_fecha_imposible_pasa(fecha):
    formulario = PruebaForm({"fecha": fecha})
    assert formulario.errors["fecha"] == ["Revise el año de la fecha: se admite entre 1900 y 2149"]


def test_las_fechas_posibles_si():
    for fecha in ("01/01/1900", "31/12/2149"):
        assert "fecha" not in PruebaForm({"fecha": fecha}).errors


def _con_fechas(clase):
    for hija in clase.__subclasses__():
        yield from _con_fechas(hija)
        campos = getattr(hija, "base_fields", {}).values()
        if any(isinstance(campo, (forms.DateField, forms.DateTimeField)) for campo in campos):
            yield hija


def test_todo_formulario_con_fechas_pasa_por_la_misma_pieza(rf):
    """También los de catálogos, que arma el admin."""
    get_resolver().url_patterns  # noqa: B018  (carga todas las vistas, y con ellas sus formularios)
    ajenos = ("django", "allauth", "viewflow")
    propios = [f for f in _con_fechas(forms.BaseForm) if not f.__module__.startswith(ajenos)]
    assert [f for f in propios if not issubclass(f, FormularioSonora)] == []
    peticion = rf.get("/")
    peticion.user = AnonymousUser()
    for registrado in sitio._registry.values():
        assert issubclass(registrado.get_form(peticion), FormularioSonora), registrado


@pytest.mark.parametrize("texto", ["9999-12-31", "0001-01-01", "1899-12-31"])
def test_tampoco_la_que_viene_en_un_archivo_o_en_una_respuesta(texto):
    assert como_fecha(texto) is None
    assert valores.fecha(texto) is None
    with pytest.raises(ArgumentTypeError, match="se admite entre"):
        importar_estandar._fecha(texto)


@pytest.mark.parametrize("texto", ["", "  ", "\u200b", "\u202e\u202c", "\x07\x1b", "\ufeff \u2800"])
def test_lo_que_nadie_ve_no_esta_escrito(texto):
    assert not escrito(texto)
    assert escrito(f"{texto}a")


def test_ningun_acto_pregunta_de_otro_modo_si_algo_esta_escrito():
    """`not motivo.strip()` da por escrito lo invisible; `escrito()` no."""
    alas = [f"dictamenes/{ala}" for ala in ("tramite", "archivo", "expediente", "fundamentos", "textos", "reglas")]
    de_actos = [ruta for ala in (*alas, "cuentas/personas", "auditoria") for ruta in arbol.modulos(ala)]
    a_su_modo = [ruta for ruta in de_actos if re.search(r"not \w+\.strip\(\)", (arbol.RAIZ / ruta).read_text(encoding="utf-8"))]
    assert len(de_actos) > 80
    assert a_su_modo == []
