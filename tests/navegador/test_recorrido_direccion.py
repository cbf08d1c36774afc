"""Elaborar el dictamen, devolverlo a un área y mover el calendario; y lo que pesa cada pantalla de trabajo."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import expect

from cuentas import reloj
from cuentas.interfaz.formatos import fecha_con_dia
from dictamenes.models import Dictamen, Plazo, Revision
from dictamenes.textos import bloques
from flujos.recorrido import calendario
from tests.herramientas.dosis import muestra
from tests.navegador.recorrido import AREA, TELEFONO, con_precio_de_referencia, en_hilo, en_revision_con_anexos

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
PESO_MAXIMO = 100_000
PEDIDAS = "performance.getEntriesByType('resource').filter(e => e.initiatorType !== 'xmlhttprequest').map(e => e.name)"
YA_COMPRIMIDO = ".woff2"


def test_estrategia_propone_con_bloques_y_mira_antes_el_documento(de_hoy, recorrer):
    bloques.publicar(de_hoy.bloque(), por=de_hoy.administrador, en=de_hoy.en)
    de_hoy.en_estrategia()
    recorrido = recorrer(tema="dark")
    pagina = recorrido.como(de_hoy.estrategico)
    pagina.get_by_role("link", name="Renovación de equipo").first.click()
    pagina.get_by_role("button", name="Elaborar el proyecto de dictamen").click()
    recorrido.pisar("estrategia")
    pagina.get_by_role("button", name="Proponer a firma").click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    for texto in ("Favorable", "Cumple"):
        for opcion in pagina.get_by_label(texto, exact=True).all():
            opcion.check()
    pagina.get_by_label("Análisis estratégico").fill("El proyecto es idóneo y no duplica contratos vigentes.")
    pagina.get_by_label("Presentación", exact=False).first.check()
    pagina.get_by_role("button", name="Actualizar vista previa").click()
    expect(pagina.get_by_role("img", name="Página 1 de")).to_be_visible(timeout=30_000)
    recorrido.pisar("estrategia-previa")
    pagina.get_by_role("button", name="Proponer a firma").click()
    expect(pagina.get_by_text("se está preparando para firma")).to_be_visible()
    recorrido.pisar("propuesto")
    assert Dictamen.objects.get().analisis.startswith("El proyecto es idóneo")


def test_estrategia_devuelve_a_un_area_y_la_opinion_vuelve(de_hoy, recorrer):
    solicitud = de_hoy.en_estrategia()
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.estrategico, f"/expedientes/{solicitud.pk}/estrategia/")
    pagina.get_by_role("link", name="Devolver a las áreas").click()
    recorrido.pisar("devolver-a-areas")
    pagina.get_by_role("textbox", name="Infraestructura").fill("Aclare si el equipo actual sigue en garantía.")
    pagina.get_by_role("button", name="Devolver a las áreas señaladas").click()
    expect(pagina.get_by_text("volvió a las áreas señaladas")).to_be_visible()

    recorrido.como(de_hoy.tecnicos[AREA])
    expect(pagina.get_by_text("Devuelta", exact=True)).to_be_visible()
    recorrido.pisar("bandeja-devuelta")
    pagina.get_by_role("link", name="Renovación de equipo").click()
    pagina.get_by_role("button", name="Dar la opinión de").click()
    expect(pagina.get_by_text("Aclare si el equipo actual sigue en garantía.")).to_be_visible()
    recorrido.pisar("revision-devuelta")
    for texto in ("Procede", "Cumple"):
        for opcion in pagina.get_by_label(texto, exact=True).all():
            opcion.check()
    pagina.get_by_label("Opinión del área", exact=True).fill("La garantía venció en marzo.")
    pagina.get_by_role("button", name="Dar la opinión del área").click()
    expect(pagina.get_by_text("quedó registrada")).to_be_visible()

    recorrido.como(de_hoy.estrategico, f"/expedientes/{solicitud.pk}/estrategia/")
    expect(pagina.get_by_text("La garantía venció en marzo.")).to_be_visible()
    recorrido.pisar("estrategia-de-vuelta")
    assert Revision.objects.filter(solicitud=solicitud, ronda=2).exclude(dada_en=None).count() == 1


def test_administracion_declara_un_dia_inhabil_y_el_plazo_se_recorre_y_lo_explica(de_hoy, recorrer):
    solicitud = de_hoy.presentada()
    plazos = Plazo.objects.filter(solicitud=solicitud, cerrado_en=None)
    ultimo = reloj.dia_de(plazos.earliest("vence_en").vence_en)
    recorrido = recorrer(tema="dark")
    pagina = recorrido.como(de_hoy.recepcion, f"/expedientes/{solicitud.pk}/")
    expect(pagina.locator(".sn-frase")).to_contain_text(fecha_con_dia(ultimo))

    recorrido.como(de_hoy.administrador, "/calendario/")
    recorrido.pisar("calendario")
    pagina.get_by_label("Primer día").fill(f"{ultimo:%Y-%m-%d}")
    pagina.get_by_label("Motivo", exact=True).fill("Suspensión de labores por lluvias")
    pagina.get_by_label("Fuente", exact=True).fill("Boletín Oficial 41, sección II")
    pagina.get_by_role("button", name="Declarar", exact=True).click()
    expect(pagina.get_by_text("Cambió 1 día del calendario.")).to_be_visible()
    expect(pagina.get_by_text("se están recorriendo")).to_be_visible()
    recorrido.pisar("calendario-declarado")
    assert calendario.recorrer_plazos(reloj.ahora()) == 1
    pagina.reload()
    expect(pagina.get_by_text("se alargaron los de 1 solicitud")).to_be_visible()

    recorrido.como(de_hoy.presenta, f"/expedientes/{solicitud.pk}/")
    nuevo = reloj.dia_de(plazos.earliest("vence_en").vence_en)
    assert nuevo > ultimo
    frase = pagina.locator(".sn-frase")
    expect(frase).to_contain_text(fecha_con_dia(nuevo))
    frase.get_by_text("Qué días no contaron y por qué").click()
    expect(frase.get_by_text("Suspensión de labores por lluvias")).to_be_visible()
    recorrido.pisar("plazo-recorrido")


def _pantallas(mundo):
    """Las pantallas de trabajo de cada papel, del ente y central: nombre, persona y dirección."""
    bloques.publicar(mundo.bloque(), por=mundo.administrador, en=mundo.en)
    con_precio_de_referencia(mundo)
    nueva, revision, estrategia, firma = (
        f"/expedientes/{s.pk}/" for s in (
            mundo.presentada(conceptos=3), en_revision_con_anexos(mundo, conceptos=3),
            mundo.en_estrategia(conceptos=3), mundo.por_firmar(conceptos=3))
    )
    tecnico = mundo.tecnicos[AREA]
    capturada = mundo.borrador(perfil=mundo.estandar())
    captura = f"/solicitudes/{capturada.pk}/"
    return [
        ("solicitudes", mundo.presenta, "/solicitudes/"), ("nueva", mundo.presenta, "/solicitudes/nueva/"),
        ("borrador", mundo.elabora, captura), ("general", mundo.elabora, f"{captura}general/"),
        ("seccion", mundo.elabora, f"{captura}seccion/presupuesto/"), ("conceptos", mundo.elabora, f"{captura}conceptos/"),
        ("concepto", mundo.elabora, f"{captura}conceptos/{capturada.conceptos.get().pk}/"),
        ("anexos", mundo.elabora, f"{captura}anexos/"), ("presentar", mundo.presenta, f"{captura}presentar/"),
        ("vencimientos", mundo.elabora, "/vencimientos/"), ("formularios", mundo.administrador, "/formularios/"),
        ("bandeja", mundo.recepcion, "/bandeja/"), ("expediente", mundo.recepcion, nueva),
        ("requisitos", mundo.recepcion, f"{nueva}requisitos/"),
        ("prevenir", mundo.recepcion, f"{nueva}requisitos/prevenir/"),
        ("turnar", mundo.coordinacion, f"{revision}areas/{AREA}/turnar/"),
        ("equipo", mundo.coordinacion, "/equipo/"), ("ausencias", mundo.coordinacion, "/cuenta/ausencias/"),
        ("revision", tecnico, f"{revision}areas/{AREA}/"), ("mensajes", tecnico, f"{revision}mensajes/"),
        ("estrategia", mundo.estrategico, f"{estrategia}estrategia/"),
        ("condiciones", mundo.estrategico, "/condiciones/"),
        ("por-firmar", mundo.firmante, "/firma/"), ("firma", mundo.firmante, f"{firma}firma/"),
        ("devolver", mundo.firmante, f"{firma}firma/devolver/"),
        ("calendario", mundo.administrador, "/calendario/"), ("bloques", mundo.administrador, "/bloques/"),
        ("criterios", mundo.administrador, "/criterios/tecnica/"), ("frases", tecnico, "/frases/"),
        ("personas", mundo.administrador, "/cuenta/personas/"),
        ("avisos", mundo.recepcion, "/cuenta/avisos/"), ("preferencias", mundo.recepcion, "/cuenta/preferencias/"),
        ("cuenta", mundo.recepcion, "/cuenta/"),
    ]


def _peso(pagina, ruta, conocidos):
    """Bytes comprimidos de la página en frío: ella y cada hoja, guion, letra e imagen suya.

    No cuentan las del PDF ni lo que la página manda después (un POST a su propia dirección se pesaría como si fuera otra página entera)."""
    documento = pagina.goto(ruta)
    assert documento.status == 200, ruta
    pagina.evaluate("document.fonts.ready.then(() => true)")
    suyas = {url for url in pagina.evaluate(PEDIDAS) if not url.endswith(".png")}
    for url in suyas - conocidos.keys():
        cuerpo = pagina.request.get(url).body()
        conocidos[url] = len(cuerpo if url.endswith(YA_COMPRIMIDO) else gzip.compress(cuerpo, 6))
    return len(gzip.compress(documento.body(), 6)) + sum(conocidos[url] for url in suyas)


@pytest.mark.larga
def test_cada_pantalla_de_trabajo_pesa_poco_y_es_accesible_clara_oscura_y_en_telefono(
    de_hoy, pagina, entrar, revisar_axe, sin_desborde, captura
):
    pantallas = en_hilo(lambda: _pantallas(de_hoy))
    conocidos, pesos = {}, {}
    revisadas = muestra(pantallas, 8)  # se pesan todas; en `make resistencia`, además, se revisan todas
    for nombre, persona, ruta in pantallas:
        entrar(pagina, persona)
        pagina.set_viewport_size({"width": 1280, "height": 900})
        pesos[nombre] = _peso(pagina, ruta, conocidos)
        if (nombre, persona, ruta) in revisadas:
            revisar_axe(pagina)
            sin_desborde(pagina, TELEFONO)
            captura(pagina, f"pantalla-{nombre}-320")
    assert {nombre: peso for nombre, peso in pesos.items() if peso > PESO_MAXIMO} == {}
    assert min(pesos.values()) > PESO_MAXIMO / 4, "Sin hoja, guion ni letra no se midió una página entera"
