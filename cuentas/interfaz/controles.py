"""Los controles de un formulario y lo que los rodea, escritos de una vez.

Una revisión lleva cientos: con plantillas, cada opción de cada lista era una inclusión. `DIBUJOS` dice qué función
dibuja lo que Django pediría a esa plantilla; lo que no está ahí sale de su plantilla, como siempre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from cuentas.interfaz.marcado import html, unir
from cuentas.interfaz.piezas import NADA, si

Contexto = Mapping[str, Any]
OPCIONAL = SafeString(' <span class="sn-opcional">(opcional)</span>')
ERROR = SafeString('<span class="govuk-visually-hidden">Error: </span>')
INVALIDO = SafeString(' aria-invalid="true"')
MODULO_DE_CONTRASENA = SafeString(' data-module="govuk-password-input"')


def atributos(attrs: Mapping[str, object]) -> SafeString:
    """Los atributos de un control, cada uno con su espacio antes; `True` va sin valor y `False` no va."""
    return unir(" {}{}", (
        (nombre, NADA if valor is True else html('="{}"', str(valor)))
        for nombre, valor in attrs.items() if valor is not False
    ))  # fmt: skip


def entrada(contexto: Contexto) -> SafeString:
    """`<input>`."""
    return _entrada(contexto["widget"])


def _entrada(control: Contexto) -> SafeString:
    valor = control.get("value")
    con_valor = NADA if valor is None else html(' value="{}"', str(valor))
    return html(
        '<input type="{}" name="{}"{}{}>', control["type"], control["name"], con_valor, atributos(control["attrs"])
    )


def parrafo(contexto: Contexto) -> SafeString:
    """`<textarea>`: el primer salto no cuenta, el que escribió la persona sí."""
    control = contexto["widget"]
    return html(
        '<textarea name="{}"{}>\n{}</textarea>', control["name"], atributos(control["attrs"]), control["value"] or ""
    )


def lista(contexto: Contexto) -> SafeString:
    """`<select>` con sus opciones, agrupadas o no."""
    control = contexto["widget"]
    grupos = unir("{}", ((_grupo(nombre, opciones),) for nombre, opciones, _ in control["optgroups"]))
    return html('<select name="{}"{}>{}</select>', control["name"], atributos(control["attrs"]), grupos)


def _grupo(nombre: object, opciones: Iterable[Contexto]) -> SafeString:
    adentro = unir(
        '<option value="{}"{}>{}</option>',
        ((str(una["value"]), atributos(una["attrs"]), una["label"]) for una in opciones),
    )  # fmt: skip
    return html('<optgroup label="{}">{}</optgroup>', nombre, adentro) if nombre else adentro


def radios(contexto: Contexto) -> SafeString:
    """Un botón por opción."""
    return _opciones(contexto["widget"], "radios")


def casillas(contexto: Contexto) -> SafeString:
    """Una casilla por opción."""
    return _opciones(contexto["widget"], "checkboxes")


def _opciones(control: Contexto, clase: str) -> SafeString:
    grupos = unir("{}{}", (
        (si(nombre, '<p class="govuk-body govuk-!-font-weight-bold">{}</p>'), _renglones(opciones, clase))
        for nombre, opciones, _ in control["optgroups"]
    ))  # fmt: skip
    return html(
        '<div class="govuk-{0} govuk-{0}--small" data-module="govuk-{0}"{1}>{2}</div>',
        clase, si(control["attrs"].get("id"), ' id="{}"'), grupos,
    )  # fmt: skip


def _renglones(opciones: Iterable[Contexto], clase: str) -> SafeString:
    molde = '<div class="govuk-{0}__item">{1} <label class="govuk-label govuk-{0}__label" for="{2}">{3}</label></div>'
    return unir(molde, (
        (clase, _entrada(una), una["attrs"].get("id", ""), una["label"]) for una in opciones
    ))  # fmt: skip


def errores(contexto: Contexto) -> SafeString:
    """Lo que está mal en un campo, junto a él; nada si está bien."""
    faltas = contexto["errors"]
    if not faltas:
        return NADA
    cada = unir("<li>{}{}</li>", ((ERROR, falta) for falta in faltas))
    return html(
        '<ul class="govuk-list govuk-error-message {}"{}>{}</ul>',
        contexto["error_class"], si(faltas.field_id, ' id="{}_error"'), cada,
    )  # fmt: skip


def campo(contexto: Contexto) -> SafeString:
    """El control con su etiqueta, su ayuda y sus errores."""
    ligado = contexto["field"]
    dibuja = _en_grupo if ligado.use_fieldset else _casilla if ligado.es_casilla else _con_etiqueta
    return html(
        '<div class="govuk-form-group{}{}{}"{}>{}</div>',
        " govuk-form-group--error" if ligado.errors else "",
        " govuk-password-input" if ligado.es_contrasena else "",
        si(ligado.css_classes(), " {}"),
        MODULO_DE_CONTRASENA if ligado.es_contrasena else NADA,
        dibuja(ligado),
    )


def _en_grupo(ligado: Any) -> SafeString:
    return html(
        '<fieldset class="govuk-fieldset"{}>'
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{}{}</legend>{}{} {}</fieldset>',
        si(ligado.aria_describedby, ' aria-describedby="{}"'), ligado.label, OPCIONAL if ligado.es_opcional else NADA,
        _ayuda(ligado), _errores(ligado), ligado,
    )  # fmt: skip


def _casilla(ligado: Any) -> SafeString:
    ayuda = si(
        ligado.help_text, '<div class="govuk-hint govuk-checkboxes__hint" id="{1}_helptext">{0}</div>', ligado.auto_id
    )
    return html(
        '{}<div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">'
        '<div class="govuk-checkboxes__item">{} '
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>{}</div></div>',
        _errores(ligado), ligado, ligado.id_for_label, ligado.label, ayuda,
    )  # fmt: skip


def _con_etiqueta(ligado: Any) -> SafeString:
    return html(
        '<label class="govuk-label" for="{}">{}{}</label>{}{} {}', ligado.id_for_label, ligado.label,
        OPCIONAL if ligado.es_opcional else NADA, _ayuda(ligado), _errores(ligado), _adornado(ligado),
    )  # fmt: skip


def _adornado(ligado: Any) -> object:
    """El control y lo que lleva pegado: «Ver» la contraseña, el signo de pesos o la unidad."""
    if ligado.es_contrasena:
        return html(
            '<div class="govuk-input__wrapper govuk-password-input__wrapper">{} <button type="button"'
            ' class="govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"'
            ' data-module="govuk-button" aria-controls="{}" aria-label="Ver la contraseña" hidden>Ver</button></div>',
            ligado, ligado.id_for_label,
        )  # fmt: skip
    if ligado.prefijo or ligado.sufijo:
        return html(
            '<div class="govuk-input__wrapper">{}{}{}</div>',
            si(ligado.prefijo, '<div class="govuk-input__prefix" aria-hidden="true">{}</div>'), ligado,
            si(ligado.sufijo, '<div class="govuk-input__suffix" aria-hidden="true">{}</div>'),
        )  # fmt: skip
    return ligado


def _ayuda(ligado: BoundField) -> SafeString:
    return si(
        ligado.help_text, '<div class="govuk-hint"{1}>{0}</div>', si(ligado.auto_id, ' id="{}_helptext"')
    )


def _errores(ligado: BoundField) -> object:
    return ligado.errors if ligado.errors else NADA


def resumen_de_errores(form: BaseForm | None) -> SafeString:
    """Lo que falta corregir, arriba, con un vínculo a cada campo; nada si no falta."""
    if form is None or not form.errors:
        return NADA
    sueltos = [*form.non_field_errors(), *(falta for oculto in form.hidden_fields() for falta in oculto.errors)]
    visibles: list[Any] = form.visible_fields()
    junto = ((ligado.id_html, falta) for ligado in visibles for falta in ligado.errors)
    return html(
        '<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert">'
        '<h2 class="govuk-error-summary__title">{}</h2><div class="govuk-error-summary__body">'
        '<ul class="govuk-list govuk-error-summary__list">{}{}</ul></div></div></div>',
        getattr(form, "titulo_de_errores", "") or "Falta corregir",
        unir("<li>{}</li>", ((falta,) for falta in sueltos)),
        unir('<li><a href="#{}">{}</a></li>', junto),
    )


def filtro(
    nombre: str, rotulo: str, valor: object, tipo: str = "text", *,
    error: object = "", ayuda: object = "", ancho: int = 0,
) -> SafeString:
    """Una caja suelta de un formulario de búsqueda; `ancho`, en letras."""
    describe = f"{nombre}-error" if error else f"{nombre}-ayuda" if ayuda else ""
    return html(
        '<div class="govuk-form-group{}"><label class="govuk-label" for="{}">{}</label>{}'
        '<input class="govuk-input{}" type="{}" id="{}" name="{}" value="{}"{}{}>{}</div>',
        " govuk-form-group--error" if error else "", nombre, rotulo,
        si(error, '<p class="govuk-error-message" id="{1}-error">{2}{0}</p>', nombre, ERROR),
        si(ancho, " govuk-input--width-{}"), tipo, nombre, nombre, valor,
        INVALIDO if error else NADA, si(describe, ' aria-describedby="{}"'),
        si(ayuda, '<div class="govuk-hint" id="{1}-ayuda">{0}</div>', nombre),
    )  # fmt: skip


def opciones(nombre: str, rotulo: str, todas: str, elegido: object, lista: Iterable[tuple[object, ...]]) -> SafeString:
    """Una lista suelta de un formulario de búsqueda: `lista`, de (clave, nombre, cuántos)."""
    cada = unir('<option value="{}"{}>{}{}</option>', (
        (clave, SafeString(" selected") if clave == elegido else NADA, dicho, _cuantos(cuantos))
        for clave, dicho, *cuantos in lista or ()
    ))  # fmt: skip
    return html(
        '<div class="govuk-form-group"><label class="govuk-label" for="{0}">{1}</label>'
        '<select class="govuk-select" id="{0}" name="{0}"><option value="">{2}</option>{3}</select></div>',
        nombre, rotulo, todas, cada,
    )  # fmt: skip


def _cuantos(cuantos: list[object]) -> SafeString:
    return html(" ({})", cuantos[0]) if cuantos and cuantos[0] not in (None, "") else NADA


DIBUJOS: dict[str, Callable[[Contexto], SafeString]] = {
    "formularios/campo.html": campo,
    "django/forms/errors/list/default.html": errores,
    "django/forms/errors/list/ul.html": errores,
    "django/forms/widgets/textarea.html": parrafo,
    "django/forms/widgets/select.html": lista,
    "django/forms/widgets/radio.html": radios,
    "django/forms/widgets/checkbox_select.html": casillas,
    **{f"django/forms/widgets/{clase}.html": entrada
       for clase in ("input", "text", "number", "email", "url", "password", "hidden", "date", "datetime", "time",
                     "search", "tel", "checkbox", "file")},
}
