"""Lo que se escribe en Python escapa igual que una plantilla, y compactar no cambia lo que se lee."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils.functional import lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pytest_django.asserts import assertHTMLEqual

from config.formularios import RenderizadorSonora
from config.plantillas import compacta
from cuentas.interfaz import controles, piezas, tablas
from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.marcado import html, unir

MALO = "<b>\"'&"
BUENO = SafeString("<b>")


@pytest.mark.parametrize("valor", [MALO, BUENO, 7, None, lazystr(MALO), lazystr(BUENO), ["<"]])
def test_escapa_como_django(valor):
    assert html('<a href="{}">', valor) == format_html('<a href="{}">', valor)
    assert unir("<li>{}</li>", [(valor,), (valor,)], ", ") == format_html("<li>{}</li>, <li>{}</li>", valor, valor)


@pytest.mark.parametrize("pieza", [
    piezas.vinculo(MALO, MALO, de=MALO), piezas.escondido(MALO, MALO, MALO), piezas.vacio(MALO, MALO, MALO, MALO),
    piezas.migas([{"texto": MALO, "url": MALO}, {"texto": MALO}]), piezas.cifras([{"texto": MALO, "valor": MALO, "url": MALO}]),
    piezas.subnavegacion([{"texto": MALO, "url": MALO, "cuenta": MALO}], MALO, MALO), piezas.resumen([(MALO, MALO)], MALO),
    piezas.paginacion({"desde": 1, "hasta": 2, "anterior_url": MALO, "siguiente_url": MALO}, MALO),
    piezas.paginacion({"anterior_url": MALO}, MALO, enviar_como=MALO), piezas.acuse(MALO, MALO, MALO, MALO),
    tablas.celda(MALO, MALO, MALO), tablas.dato(MALO, MALO), tablas.columnas(MALO, "#" + MALO), tablas.enviar(MALO, de=MALO),
    tablas.casilla(MALO, MALO, MALO, MALO), controles.filtro(MALO, MALO, MALO, MALO, error=MALO, ayuda=MALO),
    controles.opciones(MALO, MALO, MALO, MALO, [(MALO, MALO, MALO)]),
])  # fmt: skip
def test_ninguna_pieza_deja_pasar_html(pieza):
    assert "<b>" not in pieza
    assert "\"'" not in pieza


class _Malo(FormularioSonora, forms.Form):
    texto = forms.CharField(label=MALO, help_text="", initial=MALO)
    uno = forms.ChoiceField(label=MALO, choices=[(MALO, MALO), (MALO, [(MALO, MALO)])])
    varios = forms.MultipleChoiceField(label=MALO, choices=[(MALO, MALO)], widget=forms.CheckboxSelectMultiple)
    radio = forms.ChoiceField(label=MALO, choices=[(MALO, MALO)], widget=forms.RadioSelect)
    largo = forms.CharField(label=MALO, widget=forms.Textarea, initial=MALO)


@pytest.mark.parametrize("form", [_Malo(), _Malo({"texto": "", "uno": MALO, "largo": MALO})])
def test_ningun_control_deja_pasar_html(form):
    dibujado = str(form)
    assert "<b>" not in dibujado
    assert "&lt;b&gt;" in dibujado


@pytest.mark.parametrize(("control", "valor"), [
    (forms.Select(choices=[("", "—"), ("a", "A"), ("Grupo", [("b", "B")])]), "b"),
    (forms.NumberInput({"min": 0, "data-x": True, "data-y": False}), 0), (forms.TextInput(), None),
    (forms.Textarea(), "\nrenglón"), (forms.CheckboxInput(), True), (forms.DateInput(format="%Y-%m-%d"), "2026-11-20"),
])  # fmt: skip
def test_un_control_dice_lo_mismo_que_el_de_django(control, valor):
    propio, de_django = (
        control.render("uno", valor, {"id": "id_uno"}, renderer=cual) for cual in (RenderizadorSonora(), DjangoTemplates())
    )
    assertHTMLEqual(propio, de_django)


def test_accion_lleva_la_ficha_y_lo_que_se_envia():
    plantilla = Template('{% load interfaz %}{% accion "flujos:lote" "Tomar" de="el 7" accion="tomar" t=7 %}')
    dibujado = plantilla.render(Context({"csrf_token": "ficha"}))
    assert 'name="csrfmiddlewaretoken" value="ficha"' in dibujado
    assert 'name="accion" value="tomar"' in dibujado
    assert 'name="t" value="7"' in dibujado


@pytest.mark.parametrize(("escrito", "enviado"), [
    ("<p>\n  uno\n  dos\n</p>", "<p>uno dos</p>"),
    ("<b>uno</b>\n<i>dos</i>", "<b>uno</b> <i>dos</i>"),
    ('<td\n  class="x"\n>\n  {{ y }}\n</td>', '<td class="x" >{{ y }}</td>'),
    ("<p {% if a > 1 %}hidden{% endif %}>\n x</p>", "<p {% if a > 1 %}hidden{% endif %}>x</p>"),
    ("uno  dos", "uno  dos"),
    ('<text x="{{ a }}">\n  {{ b }}\n</text>', '<text x="{{ a }}">{{ b }}</text>'),
    ('<p id="{{ a }}">b <i class="{{ c }}">\nd</i></p>', '<p id="{{ a }}">b <i class="{{ c }}"> d</i></p>'),
])  # fmt: skip
def test_compactar_quita_lo_que_el_navegador_no_pinta(escrito, enviado):
    assert compacta(escrito) == enviado
