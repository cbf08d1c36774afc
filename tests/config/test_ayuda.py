"""La ayuda está siempre en el mismo lugar, lleva a la guía de cada quien y cita sólo lo que existe en el producto."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from lxml import html
from PIL import Image

from config import vistas
from config.ayuda import GUIAS
from cuentas.papeles import PAPELES
from cuentas.personas.nombramientos import nombrar
from cuentas.reloj import detenido_en
from cuentas.templatetags.guias import ALTO, ANCHO
from dictamenes import tramite
from flujos.recorrido import actos
from tests.herramientas.parametros import poner
from tests.seguridad.recorrido_urls import navegador, rutas

CITA = re.compile(r'{% (boton|pantalla) "([^"]+)" "([^"]+)" %}')
FIGURA = re.compile(r'{% figura "([^"]+)" "([^"]+)" %}')
ACLARADO = re.compile(r" \((?:\d+|opcional)\)$")
CAPTURAS = Path(settings.RAIZ) / "static" / "sonora" / "guias"
PESO_MAXIMO = 60_000  # bytes
AREA = "infraestructura"
# En cuál de los asuntos de `_asuntos` se ve cada pantalla de un expediente; las demás, en el borrador.
EN = {
    "flujos:archivo": (1,),
    "flujos:acuse": (1,), "flujos:requisitos": (1,), "flujos:prevenir": (1,), "flujos:improcedente": (1,),
    "flujos:revision": (2,), "flujos:estrategia": (3,), "flujos:devolver_areas": (3,), "flujos:firma": (4,),
    "flujos:devolver_proyecto": (4,), "flujos:desahogar": (5,), "flujos:expediente": (1, 2, 3, 4, 5, 6),
}
# A su portada: estándares todavía no tiene pantallas propias, y a quien recibe le basta lo que dicen sus avisos.
SIN_GUIA = {"estandares", "recibe"}


def _fuente(clave):
    return Path(get_template(GUIAS[clave].plantilla).origin.name).read_text(encoding="utf-8")


def _ayuda(pagina):
    """El vínculo de ayuda de una página: el último de la cabecera, y el único que se llama así."""
    lista = html.fromstring(pagina).find_class("sn-cuenta")[0]
    ultimo = lista.xpath("./li[last()]/a")[0]
    assert [a.text_content() for a in lista.xpath(".//a")].count("Ayuda") == 1
    assert ultimo.text_content() == "Ayuda"
    return ultimo.get("href")


# En el mismo lugar -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("papel", [None, "recepcion", "firmante", "administrador", "elabora"])
def test_la_ayuda_cierra_la_cabecera_de_toda_pagina(papel, mundo):
    cliente = navegador(_quien(papel, mundo))
    for ruta in ("inicio", "ayuda", "privacidad", "dictamenes:verificar", "indicadores:tablero", "flujos:bandeja"):
        respuesta = cliente.get(reverse(ruta), follow=True)
        assert _ayuda(respuesta.content).startswith("/ayuda/"), ruta


def test_tambien_en_las_paginas_de_error_sin_base(rf):
    for error in (vistas.error_404, vistas.error_500, vistas.error_403):
        assert _ayuda(error(rf.get("/")).content) == "/ayuda/"


@pytest.mark.django_db
def test_los_catalogos_tambien_la_tienen_al_final(mundo):
    pagina = html.fromstring(navegador(mundo.administrador).get(reverse("admin:index")).content)
    ultimo = pagina.get_element_by_id("user-tools").xpath(".//a")[-1]
    assert (ultimo.text_content(), ultimo.get("href")) == ("Ayuda", "/ayuda/administrador/#catalogos")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("papel", "ruta", "destino"),
    [
        (None, "inicio", "/ayuda/"), (None, "dictamenes:verificar", "/ayuda/publico/#clave"),
        ("recepcion", "flujos:bandeja", "/ayuda/recepcion/#bandeja"), ("recepcion", "inicio", "/ayuda/recepcion/"),
        ("tecnico", "flujos:bandeja", "/ayuda/tecnico/#tomar"), ("auditor", "auditoria:bitacora", "/ayuda/auditor/#buscar"),
        ("firmante", "dictamenes:verificar", "/ayuda/publico/#clave"), ("estandares", "inicio", "/ayuda/"),
    ],
)
def test_lleva_al_paso_que_explica_la_pantalla_segun_quien_mira(papel, ruta, destino, mundo):
    assert _ayuda(navegador(_quien(papel, mundo)).get(reverse(ruta)).content) == destino


@pytest.mark.django_db
def test_quien_tiene_dos_papeles_llega_a_la_guia_de_la_pantalla(mundo, en):
    nombrar(mundo.recepcion, "firmante", oficio="OF-2", desde=en.date(), por=None, en=en)
    with detenido_en(en):
        cliente = navegador(mundo.recepcion)
        assert _ayuda(cliente.get(reverse("flujos:por_firmar")).content) == "/ayuda/firmante/#lista"
        assert _ayuda(cliente.get(reverse("inicio")).content) == "/ayuda/recepcion/"


@pytest.mark.django_db
def test_la_mesa_de_ayuda_sale_de_los_parametros(client):
    assert "Todavía no se publica" in client.get("/ayuda/").content.decode()
    poner("ayuda.correo", "mesa@ejemplo.invalid")
    for direccion in ("/ayuda/", "/ayuda/publico/"):
        pagina = client.get(direccion).content.decode()
        assert 'href="mailto:mesa@ejemplo.invalid"' in pagina
        assert "Teléfono" not in pagina


@pytest.mark.django_db
def test_no_hay_guia_de_lo_que_no_es_un_papel(client):
    assert client.get("/ayuda/nadie/").status_code == 404


# Cada guía -------------------------------------------------------------------------------------------------------------


def test_cada_papel_tiene_su_guia():
    assert set(PAPELES) - set(GUIAS) == SIN_GUIA
    assert list(GUIAS)[-1] == "publico"


@pytest.mark.parametrize("clave", GUIAS)
def test_los_pasos_y_las_pantallas_de_una_guia_existen(clave):
    anclas = set(re.findall(r'<li id="([^"]+)">', _fuente(clave)))
    assert set(GUIAS[clave].pasos.values()) <= anclas
    assert set(GUIAS[clave].pasos) <= set(rutas())


def test_las_capturas_estan_completas_y_pesan_poco():
    citadas = {clave: FIGURA.findall(_fuente(clave)) for clave in GUIAS}
    assert {clave: len(suyas) for clave, suyas in citadas.items() if not 2 <= len(suyas) <= 4} == {}
    nombres = [nombre for suyas in citadas.values() for nombre, _ in suyas]
    assert sorted(ruta.stem for ruta in CAPTURAS.iterdir()) == sorted(nombres)
    assert {r.name: r.stat().st_size for r in CAPTURAS.iterdir() if r.stat().st_size > PESO_MAXIMO} == {}
    assert {Image.open(ruta).size for ruta in CAPTURAS.iterdir()} == {(ANCHO, ALTO)}


# Lo que citan ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_cada_boton_y_pantalla_que_cita_una_guia_existe(mundo, en):
    asuntos = _asuntos(mundo)
    with detenido_en(en):
        faltan = [falta for clave in GUIAS for falta in _no_estan(clave, mundo, asuntos)]
    assert not faltan, "\n".join(faltan)


def _no_estan(clave, mundo, asuntos):
    """Las citas de una guía que quien la usa no halla en su pantalla."""
    cliente, por_ruta = navegador(_quien(clave, mundo)), {}
    for clase, texto, ruta in CITA.findall(_fuente(clave)):
        por_ruta.setdefault(ruta, set()).add((clase, texto))
    for ruta, citas in por_ruta.items():
        pendientes = set(citas)
        for url in _direcciones(ruta, mundo, asuntos):
            respuesta = cliente.get(url) if pendientes else None
            if respuesta is not None and respuesta.status_code == 200:
                pendientes -= _presentes(respuesta.content, pendientes)
        yield from (f"{clave}: {clase} «{texto}» en {ruta}" for clase, texto in sorted(pendientes))


def _quien(clave, mundo):
    return mundo.tecnicos[AREA] if clave == "tecnico" else getattr(mundo, clave or "", None)


def _presentes(pagina, citas):
    arbol = html.fromstring(pagina)
    for oculto in arbol.find_class("govuk-visually-hidden"):
        oculto.drop_tree()
    rotulos = {"boton": arbol.xpath("//button|//a|//label|//summary|//legend|//option"),
               "pantalla": arbol.xpath("//h1|//h2|//legend")}
    dichos = {clase: {_texto(e) for e in elementos} for clase, elementos in rotulos.items()}
    return {(clase, texto) for clase, texto in citas if _esta(texto, dichos[clase])}


def _texto(elemento):
    return ACLARADO.sub("", " ".join(elemento.text_content().split()))


def _esta(texto, dichos):
    """Exacto; con puntos suspensivos al final, lo que empiece así."""
    return any(d.startswith(texto[:-1]) for d in dichos) if texto.endswith("…") else texto in dichos


def _asuntos(mundo):
    """Uno en cada punto del camino que las guías enseñan, y un nombramiento que espera a que otra persona lo confirme."""
    observada = {"causal": "anexo", "observaciones": [("general", "Falta algo.")]}
    propone = mundo.persona("administrador")
    nombrar(mundo.persona(), "recepcion", oficio="OF-9", desde=mundo.en.date(), por=propone, en=mundo.en)
    return [
        mundo.borrador(), mundo.presentada(), mundo.en_revision(), mundo.en_estrategia(), mundo.por_firmar(),
        actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, **observada),
        mundo.condicionada(),
    ]


def _direcciones(ruta, mundo, asuntos):
    mas = {"flujos:revision": lambda s: [AREA], "flujos:concepto": lambda s: [s.conceptos.first().pk]}
    sueltas = {"auditoria:evento": [1], "cuentas:persona": [mundo.presenta.pk], "cuentas:nombrar": [mundo.presenta.pk],
               "dictamenes:verificar_clave": [asuntos[-1].dictamen.clave]}
    try:
        return [reverse(ruta, args=sueltas.get(ruta))]
    except NoReverseMatch:
        suyos = [asuntos[n] for n in EN.get(ruta, (0,))]
        return [reverse(ruta, args=[s.pk, *mas.get(ruta, lambda s: [])(s)]) for s in suyos]
