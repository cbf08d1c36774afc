"""El formulario de quien puede, enviado tal cual por cada quien que no puede: se le niega y no se escribe nada.

Las rutas salen de la URLconf y los datos, de las páginas; lo que debe contestar a cada papel lo dice la tabla de rutas.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch

from cuentas.reloj import detenido_en
from tests.conftest import EPOCA
from tests.herramientas.dosis import dosis, muestra
from tests.seguridad.recorrido_urls import deshecho, letra, navegador
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS

pytestmark = [pytest.mark.django_db, pytest.mark.larga]
TODA = {**TABLA, **TABLA_DE_CATALOGOS}
SE_NIEGA = frozenset("x-m")
NO_HAY = 2**62
PERSONALES = ("cuentas", "flujos", "account", "mfa")


@cache
def vistas() -> dict[str, tuple[object, dict]]:
    """Cada ruta de la URLconf: su vista y los convertidores de lo que pide."""
    return dict(_vistas(get_resolver().url_patterns))


def _vistas(patrones, espacio=()):
    for patron in patrones:
        if isinstance(patron, URLResolver):
            yield from _vistas(patron.url_patterns, (*espacio, patron.namespace) if patron.namespace else espacio)
        else:
            convertidores = getattr(patron.pattern, "converters", {})
            yield ":".join((*espacio, patron.name or str(patron.pattern))), (patron.callback, convertidores)


def recibe_post(ruta: str) -> bool:
    """Si su vista tiene qué hacer con un POST; de una función no se sabe: se supone que sí."""
    clase = getattr(vistas()[ruta][0], "view_class", None)
    return clase is None or ("post" in clase.http_method_names and hasattr(clase, "post"))


def test_lo_que_la_tabla_dice_que_no_recibe_envios_es_lo_que_la_vista_no_atiende():
    """Manda la URLconf: una vista que aprende a recibir POST sin que la tabla diga a quién contesta, falla aquí."""
    de_la_casa = [ruta for ruta in TABLA if getattr(vistas()[ruta][0], "view_class", None)]
    nadie = {ruta for ruta in de_la_casa if set("".join(TABLA[ruta]["post"].values())) - {"3"} <= SE_NIEGA | {"3"}
             and not any(set(codigos) - SE_NIEGA - {"3"} for codigos in TABLA[ruta]["post"].values())}
    mudas = {ruta for ruta in de_la_casa if not recibe_post(ruta)}
    assert mudas <= nadie | {ruta for ruta in mudas if "m" in "".join(TABLA[ruta]["post"].values())}
    con_m = {ruta for ruta in de_la_casa if any(codigos == "m" for quien, codigos in TABLA[ruta]["post"].items() if quien != "anonimo")}
    assert {ruta for ruta in con_m if recibe_post(ruta)} == set()


def _esperado(ruta: str, persona: str, estado: int | None) -> str:
    """El código de un envío de esa persona según la tabla; vacío si depende de un estado que no se sabe."""
    codigos = TODA[ruta]["post"].get(persona, TODA[ruta]["post"]["resto"]) if ruta in TODA else ""
    return codigos if len(codigos) == 1 else codigos[estado] if codigos and estado is not None else ""


def _estado(accion: str, expedientes) -> int | None:
    pedido = resolve(urlsplit(accion).path).kwargs.get("pk")
    return next((n for n, solicitud in enumerate(expedientes) if solicitud.pk == pedido), None)


def _envios(recorrido):
    """(formulario, quien lo envía sin ser suyo) de todo POST hallado, con cada botón, a quien la tabla le dice que no."""
    for forma in recorrido.hallados:
        if forma.metodo != "post" or not forma.destino:
            continue
        for boton in forma.botones or (None,):
            suya = forma.oprimido(boton) if boton else forma
            for persona in recorrido.gente:
                dicho = _esperado(suya.destino, persona, _estado(suya.accion, recorrido.expedientes))
                if dicho in SE_NIEGA or (persona == "anonimo" and dicho == "3"):
                    yield suya, persona, dicho


def test_el_formulario_de_quien_puede_no_le_sirve_a_quien_no(recorrido):
    envios = list(_envios(recorrido))
    assert len(envios) >= 800, len(envios)
    fallas = []
    with detenido_en(EPOCA):
        for forma, persona, dicho in muestra(envios, dosis(60, 10**9), "ajenos"):
            cliente = navegador(recorrido.gente[persona])
            with deshecho() as escrituras:
                respuesta = forma.enviar({}, cliente)
            contesto = letra(respuesta.status_code)
            if contesto not in SE_NIEGA | ({"3"} if dicho == "3" else set()) or escrituras:
                fallas.append(f"{persona} → {forma.accion}: {contesto}, se esperaba {dicho}; escribió {escrituras}")
    assert not fallas, f"{len(fallas)}:\n" + "\n".join(fallas[:40])


def _de_nadie():
    """Cada ruta que pide un objeto por su número, con uno que no existe."""
    for ruta, (_, convertidores) in vistas().items():
        if not convertidores or not all(type(c).__name__ == "IntConverter" for c in convertidores.values()) or not recibe_post(ruta):
            continue
        try:
            yield ruta, reverse(ruta, kwargs=dict.fromkeys(convertidores, NO_HAY))
        except NoReverseMatch:
            continue


def test_un_envio_sobre_lo_que_no_existe_no_escribe_nada(recorrido):
    casos = [(ruta, url, persona) for ruta, url in _de_nadie() for persona in recorrido.gente]
    assert len(casos) >= 500, len(casos)
    fallas = []
    for ruta, url, persona in muestra(casos, dosis(40, 10**9), "nadie"):
        cliente = navegador(recorrido.gente[persona])
        with deshecho() as escrituras:
            contesto = letra(cliente.post(url).status_code)
        if contesto not in SE_NIEGA | {"3", "u", "9"} or escrituras:
            fallas.append(f"{ruta} {persona}: {contesto} {escrituras}")
    assert not fallas, f"{len(fallas)}:\n" + "\n".join(fallas[:40])


def _de_una_persona():
    """Los modelos cuyo renglón es de una persona y de nadie más, por su llave a ella."""
    for modelo in apps.get_models():
        if modelo._meta.app_label in PERSONALES:
            for campo in modelo._meta.local_concrete_fields:
                if campo.name in ("persona", "user", "usuario", "duena") and campo.related_model and campo.related_model._meta.label == settings.AUTH_USER_MODEL:
                    yield modelo, campo.name


def test_lo_personal_no_lo_cambia_quien_tiene_el_mismo_papel(recorrido):
    """Avisos, frases, vistas, sesiones y factores: otra persona del mismo papel envía el formulario y nada de la primera cambia."""
    mundo = recorrido.mundo
    fallas, modelos = [], list(_de_una_persona())
    assert len(modelos) >= 5, modelos
    formas = [f for f in recorrido.hallados if f.metodo == "post" and f.persona is not None and any(c.isdigit() for c in f.accion)]
    for forma in muestra(formas, dosis(12, 10**9), "personal"):
        suyo = forma.persona.nombramientos.first()
        with deshecho():
            gemela = mundo.persona(suyo and suyo.papel, ente=suyo and suyo.ente, area=suyo and suyo.area)
            antes = _renglones(modelos, forma.persona)
            respuesta = forma.enviar({}, navegador(gemela))
            cambiados = [modelo for modelo, renglones in _renglones(modelos, forma.persona).items() if renglones != antes[modelo]]
        if respuesta.status_code >= 500 or cambiados:
            fallas.append(f"{forma.ruta} → {forma.accion} ({suyo and suyo.papel}): {respuesta.status_code} cambió {cambiados}")
    assert not fallas, f"{len(fallas)}:\n" + "\n".join(fallas[:40])


def _renglones(modelos, persona):
    return {f"{modelo.__name__}.{campo}": list(modelo._base_manager.filter(**{campo: persona}).order_by("pk").values()) for modelo, campo in modelos}

