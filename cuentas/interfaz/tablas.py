"""Tablas y botones: las clases de GOV.UK se escriben aquí una vez y no en cada celda."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import localize
from django.utils.safestring import SafeString

from cuentas.interfaz.etiquetas import momento, semaforo
from cuentas.interfaz.marcado import html, unir
from cuentas.interfaz.piezas import direccion, escondido, oculto_a_la_vista, si

NUMERO = "#"  # con lo que empieza el rótulo de una columna de números
BOTONES = {"": "", "secundario": " govuk-button--secondary", "grave": " govuk-button--warning"}
UNA_VEZ = SafeString(' data-module="govuk-button" data-prevent-double-click="true"')


def columnas(*rotulos: str) -> SafeString:
    """El encabezado de una tabla: `{% columnas "Folio" "#Importe" %}`; con «#», la columna es de números."""
    celdas = unir('<th scope="col" class="govuk-table__header{}">{}</th>', (
        (" govuk-table__header--numeric", rotulo[1:]) if rotulo.startswith(NUMERO) else ("", rotulo)
        for rotulo in rotulos
    ))  # fmt: skip
    return html('<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>', celdas)


def celda(rotulo: str, valor: object, clase: str = "") -> SafeString:
    """Una celda con su valor; `rotulo`, lo que dice de ella el teléfono («#» delante, si es de números)."""
    numerica = rotulo.startswith(NUMERO)
    return html(
        '<td class="govuk-table__cell{}{}"{}>{}</td>', " govuk-table__cell--numeric" if numerica else "",
        si(clase, " {}"), si(rotulo.removeprefix(NUMERO), ' data-rotulo="{}"'), _escrito(valor),
    )  # fmt: skip


def dato(rotulo: str, valor: object) -> SafeString:
    """Un renglón de una lista de claves y valores."""
    return html(
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd></div>', rotulo, _escrito(valor),
    )  # fmt: skip


def _escrito(valor: object) -> object:
    return valor if isinstance(valor, str) else localize(valor)


def enviar(texto: object, cual: str = "", de: object = "", clase: str = "") -> SafeString:
    """El botón que envía el formulario: `cual`, «secundario» o «grave»; `de`, lo que sólo oye el lector de pantalla."""
    return html(
        '<button type="submit" class="govuk-button{}{}"{}>{}{}</button>',
        BOTONES[cual], si(clase, " {}"), UNA_VEZ, texto, oculto_a_la_vista(de),
    )  # fmt: skip


def boton_de_acto(texto: object, ficha: object, grave: object = False) -> SafeString:
    """El botón de un acto del trámite y la ficha con que se sabe sobre qué versión se decidió."""
    return escondido("ficha", ficha) + enviar(texto, "grave" if grave else "")


def casilla(nombre: str, valor: object, de: object, form: str = "") -> SafeString:
    """La casilla con que se marca un renglón; `de`, cuál; `form`, el formulario al que va si está fuera de él."""
    return html(
        '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" id="{0}{1}" name="{0}" value="{1}"{2}>'
        '<label class="govuk-label govuk-checkboxes__label" for="{0}{1}">'
        '<span class="govuk-visually-hidden">Marcar {3}</span></label></div></div>',
        nombre, valor, si(form, ' form="{}"'), de,
    )  # fmt: skip


def plazo(dias: int | None, vence_en: object, formato: str = "fecha_corta") -> SafeString:
    """El semáforo y, debajo, el día en que vence."""
    fecha = momento(vence_en, formato)
    return html('{}<span class="sn-secundario sn-bloque">{}</span>', semaforo(dias), fecha)


def accion(
    context: Mapping[str, object], ruta: str, texto: object, de: object = "", **escondidos: object
) -> SafeString:
    """Un botón chico que hace algo con su renglón: el formulario entero, con lo que se envía sin verse."""
    enviados = {"csrfmiddlewaretoken": context["csrf_token"], **escondidos}
    campos = unir("{}", ((escondido(nombre, valor),) for nombre, valor in enviados.items()))
    return html(
        '<form method="post" action="{}" class="sn-renglon-acciones">{}'
        '<button type="submit" class="govuk-button govuk-button--secondary sn-boton--chico">{}{}</button></form>',
        direccion(ruta), campos, texto, oculto_a_la_vista(de),
    )  # fmt: skip
