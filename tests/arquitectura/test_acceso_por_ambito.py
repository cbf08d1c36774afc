"""Quién ve qué lo decide una consulta, no una plantilla: reglas comprobadas sobre el propio código."""

from __future__ import annotations

import ast
import re

from django.urls import URLResolver, get_resolver

from cuentas.papeles import MATRIZ, Alcance
from tests.herramientas import arbol

# Lo único que una plantilla pregunta de quien mira: para saludar, ofrecer «Entrar» o dibujar un vínculo que se niega solo.
PREGUNTAS_PERMITIDAS = {
    "user.is_authenticated": "la cabecera ofrece «Entrar» o «Salir», y cada destino pide entrar por su cuenta",
}
DE_ACCESO = re.compile(
    r"\b(?:perms|papel|papeles|puede_\w+|es_(?:auditor|admin\w*|firmante|recepcion)|is_staff|is_superuser|permiso\w*|"
    r"(?:request\.)?user\.\w+(?:\.\w+)*|has_perm\w*|mirada|ambito)\b"
)
# Plantilla y condición → por qué no decide acceso.
CONDICIONES_PERMITIDAS = {
    ("flujos/captura/desahogar.html", "puede_entregar"): "dibuja el botón; el acto `desahogar` lo niega",
    ("componentes/mensajes.html", "user.correo_rebota_en"): "le dice a cada quien que su propio correo rebota",
    ("flujos/expediente/mensajes.html", "puede_escribir"): "dibuja el formulario; el acto `publicar` vuelve a exigirlo",
    ("dictamenes/fundamentos/documento.html", "ambito"): "es un dato del documento: para qué sirve citarlo",
    ("flujos/expediente/expediente.html", "mirada"): "elige el título de una lista que la vista ya trae filtrada",
}
# Vista con la clave en su dirección → por qué no parte de un ámbito de persona.
SIN_AMBITO = {
    "estandares.views": "catálogo público: sólo lo publicado",
    "config.vistas": "las guías de uso son públicas",
    "auditoria.views.anclas": "un ancla sólo dice hasta dónde va la bitácora; exportarla entera sí pide alcance total",
    "auditoria.testigos.views": "los eslabones publicados, sin su contenido; la prueba se pide con la huella del PDF que ya se tiene",
    "dictamenes.documento.views": "verificación pública por clave de 128 bits",
    "indicadores.abiertos.views": "datos abiertos: sólo lo publicado",
    "indicadores.cedula.views.cifra": "los informes anuales ya publicados son de todos",
    "cuentas.entrada.views.entrar": "la clave es el secreto de un solo uso",
    "allauth.account.views": "la clave es el secreto de un solo uso",
    "cuentas.entrada.views.factores": "la clave es el secreto de un solo uso; lo demás es de quien pide",
    "allauth.mfa": "la llave se busca entre las de quien pide",
    "django.views.generic.base": "el sitio de catálogos manda la dirección vieja a la nueva",
    "django.contrib": "el sitio de catálogos exige `catalogos.administrar` en cada vista",
}
# «cerrar_una» busca entre las sesiones de quien pide; «copiables», «sin_dictamen» y «anexo_de» parten de las de arriba.
PUERTAS = {"visibles_para", "a_cuidado_de", "eventos_para", "expedientes_para", "solicitudes_que_captura", "ambito", "cerrar_una", "copiables", "sin_dictamen", "anexo_de", "que_firma"}


def test_ninguna_plantilla_decide_acceso():
    condicion = re.compile(r"{%-?\s*(?:if|elif)\s+(.+?)\s*-?%}")
    hallados = set()
    for nombre, ruta in arbol.plantillas().items():
        for texto in condicion.findall(arbol.texto(ruta)):
            preguntas = {m.group(0) for m in DE_ACCESO.finditer(texto)} - set(PREGUNTAS_PERMITIDAS)
            hallados |= {(nombre, pregunta) for pregunta in preguntas}
    assert hallados - set(CONDICIONES_PERMITIDAS) == set()
    assert set(CONDICIONES_PERMITIDAS) - hallados == set(), "excepciones que ya no hacen falta"


def _con_clave(patrones=None, prefijo=""):
    for patron in get_resolver().url_patterns if patrones is None else patrones:
        ruta = prefijo + str(patron.pattern)
        if isinstance(patron, URLResolver):
            yield from _con_clave(patron.url_patterns, ruta)
        elif "<" in ruta:
            yield ruta, patron.callback


def _clases(vista):
    clase = getattr(vista, "view_class", None)
    return [c for c in clase.__mro__ if c.__module__.split(".")[0] in arbol.CUARTOS] if clase else []


def _usa_puerta(clase) -> bool:
    """Si su código llama a una de las puertas, o filtra por la persona que pide."""
    nodo = next(n for n in arbol.nodos(clase.__module__.replace(".", "/") + ".py", ast.ClassDef) if n.name == clase.__name__)
    for interno in ast.walk(nodo):
        if isinstance(interno, ast.Call) and getattr(interno.func, "attr", getattr(interno.func, "id", "")) in PUERTAS:
            return True
        if isinstance(interno, ast.keyword) and interno.arg == "persona" and "user" in ast.dump(interno.value):
            return True
    return False


def _de_alcance_total(vista) -> bool:
    """Si la vista exige una operación que, en la matriz, quien la tiene la tiene sobre todo; a quien audita lo acota su orden."""
    fila = MATRIZ.get(getattr(getattr(vista, "view_class", None), "operacion", ""), {})
    return set(fila.values()) == {Alcance.TODO} and "auditor" not in fila


def test_toda_vista_con_clave_parte_de_lo_que_la_persona_alcanza():
    """Una vista nueva con `<pk>` que busque por su cuenta, sin ámbito, falla aquí."""
    sin_puerta, usadas = set(), set()
    for ruta, vista in _con_clave():
        modulo = getattr(vista, "view_class", vista).__module__
        exenta = next((prefijo for prefijo in SIN_AMBITO if modulo.startswith(prefijo)), "")
        usadas.add(exenta)
        clases = _clases(vista)
        if exenta or _de_alcance_total(vista) or any(map(_usa_puerta, clases)):
            continue
        sin_puerta.add(f"{ruta} → {modulo}")
    assert sin_puerta == set()


def test_ninguna_vista_busca_una_solicitud_fuera_de_su_puerta():
    """`Solicitud.objects` en una vista sólo se usa con `visibles_para`."""
    hallados = set()
    for ruta in arbol.modulos("flujos", "auditoria", "indicadores", "dictamenes"):
        if "/views" in ruta:
            hallados |= {f"{ruta}:{linea}" for linea in _solicitudes_sin_puerta(ruta)}
    assert hallados == set()


def _solicitudes_sin_puerta(ruta):
    arbol_ = arbol.arbol(ruta)
    con_puerta = {
        id(n.func.value) for n in ast.walk(arbol_)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in PUERTAS
    }
    for nodo in ast.walk(arbol_):
        es_manager = isinstance(nodo, ast.Attribute) and nodo.attr == "objects" and getattr(nodo.value, "id", "") == "Solicitud"
        if es_manager and id(nodo) not in con_puerta:
            yield nodo.lineno
