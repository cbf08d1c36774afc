"""De la bandeja al dictamen emitido, como lo hace cada persona en su navegador."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect

from cuentas import reloj
from dictamenes import tramite
from dictamenes.documento import escaneos
from dictamenes.models import Dictamen, Solicitud
from flujos.recorrido import actos
from tests.mundo import Mundo
from tests.navegador.recorrido import esperar_imagen, leer_todo
from verificador.escaneo import muestra

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
AREA = "infraestructura"
NOMBRES = {"recepcion": "Rosalía Figueroa Ibarra", "estrategico": "Darío Encinas Loreto", "firmante": "Amparo Noriega Tánori"}


@pytest.fixture
def mundo(transactional_db):
    """El mundo de hoy: el navegador usa el reloj de verdad."""
    armado = Mundo(reloj.ahora() - timedelta(hours=1))
    for papel, nombre in NOMBRES.items():
        persona = getattr(armado, papel)
        persona.nombre = nombre
        persona.save()
    tecnico = armado.tecnicos[AREA]
    tecnico.nombre = "Leonel Tapia Siqueiros"
    tecnico.save()
    return armado


@pytest.fixture
def revisar(revisar_axe, sin_desborde, captura):
    """Accesible en los dos temas, a lo ancho y a 320 px, y con su captura."""

    def _revisar(pagina, nombre):
        pagina.set_viewport_size({"width": 1280, "height": 900})
        revisar_axe(pagina)
        captura(pagina, f"{nombre}-1280")
        sin_desborde(pagina)
        captura(pagina, f"{nombre}-320")
        revisar_axe(pagina, temas=("light",))
        pagina.set_viewport_size({"width": 1280, "height": 900})

    return _revisar


def _trabajar(mundo, cuantos=1):
    """Lo que hace el trabajador, en su propio hilo: playwright ocupa el bucle de eventos de éste."""

    def correr():
        try:
            mundo.credenciales()
            assert mundo.trabajar() == cuantos
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as hilo:
        hilo.submit(correr).result()


def _abrir(pagina, entrar, persona, proyecto="Renovación de equipo"):
    entrar(pagina, persona)
    pagina.goto("/trabajo/")
    pagina.get_by_role("link", name=proyecto).first.click()


def _marcar_todo(pagina, texto):
    for opcion in pagina.get_by_label(texto, exact=True).all():
        opcion.check()


def test_de_la_recepcion_a_la_emision(mundo, pagina, entrar, revisar, captura):
    solicitud = mundo.presentada(conceptos=2, categoria=["computo", "redes"])

    entrar(pagina, mundo.recepcion)
    pagina.goto("/trabajo/")
    revisar(pagina, "bandeja")
    pagina.get_by_role("link", name="Renovación de equipo").click()
    revisar(pagina, "expediente-recepcion")
    pagina.get_by_role("button", name="Revisar requisitos").click()
    revisar(pagina, "requisitos-admitir")
    pagina.get_by_role("link", name="Prevenir").click()
    pagina.get_by_role("button", name="Agregar otra observación").click()
    expect(pagina.get_by_label("Observación 3: sobre qué")).to_be_visible()
    revisar(pagina, "requisitos-prevenir")
    pagina.get_by_role("link", name="Admitir").click()
    pagina.get_by_role("button", name="Admitir y turnar a las áreas").click()
    expect(pagina.get_by_text("quedó admitida")).to_be_visible()

    entrar(pagina, mundo.coordinacion)
    pagina.goto(f"/expedientes/{solicitud.pk}/")
    pagina.get_by_role("link", name="Turnar: Infraestructura").click()
    revisar(pagina, "turnar")
    pagina.get_by_label("Leonel Tapia Siqueiros").check()
    pagina.get_by_role("button", name="Turnar").click()
    expect(pagina.get_by_text("quedó turnada")).to_be_visible()
    captura(pagina, "bandeja-coordinacion-1280")

    _abrir(pagina, entrar, mundo.tecnicos[AREA])
    pagina.get_by_role("button", name="Dar la opinión de").click()
    revisar(pagina, "revision")
    pagina.get_by_role("button", name="Dar la opinión del área").click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    revisar(pagina, "revision-con-errores")
    _marcar_todo(pagina, "Procede")
    _marcar_todo(pagina, "Cumple")
    pagina.get_by_label("Opinión del área", exact=True).fill("Los equipos corresponden al uso descrito y al estándar.")
    pagina.get_by_role("button", name="Dar la opinión del área").click()
    expect(pagina.get_by_text("quedó registrada")).to_be_visible()

    _abrir(pagina, entrar, mundo.estrategico)
    pagina.get_by_role("button", name="Elaborar el proyecto de dictamen").click()
    revisar(pagina, "estrategia")
    _marcar_todo(pagina, "Favorable")
    _marcar_todo(pagina, "Cumple")
    pagina.get_by_label("Análisis estratégico").fill("El proyecto es idóneo y no duplica contratos vigentes.")
    pagina.get_by_role("button", name="Proponer a firma").click()
    expect(pagina.get_by_text("se está preparando para firma")).to_be_visible()
    _trabajar(mundo)

    entrar(pagina, mundo.firmante)
    pagina.goto("/trabajo/")
    pagina.get_by_role("button", name="Leer y firmar").click()
    esperar_imagen(pagina.get_by_role("img", name="Página 1 de"), 800)
    expect(pagina.locator("#hoja-1")).to_contain_text("Dictamen técnico y estratégico")
    revisar(pagina, "firma")
    leer_todo(pagina)
    pagina.get_by_role("button", name="Firmar el dictamen").click()
    expect(pagina.get_by_text("quedó firmado")).to_be_visible()
    _trabajar(mundo)
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "emitida"

    entrar(pagina, mundo.presenta)
    pagina.goto(f"/expedientes/{solicitud.pk}/")
    expect(pagina.get_by_role("button", name="Abrir el dictamen")).to_be_visible()
    revisar(pagina, "expediente-emitido-ente")
    entrar(pagina, mundo.auditor)
    pagina.goto("/trabajo/")
    revisar(pagina, "bitacora")
    pagina.goto(f"/expedientes/{solicitud.pk}/")
    revisar(pagina, "expediente-auditor")


@pytest.fixture(autouse=True)
def _errores_de_formulario_esperados(consola):
    consola.permitidos.append("422 (Unprocessable")


def test_sin_javascript_se_previene_y_se_opina(mundo, sin_js, entrar):
    solicitud = mundo.presentada()
    entrar(sin_js, mundo.recepcion)
    sin_js.goto(f"/expedientes/{solicitud.pk}/requisitos/prevenir/")
    sin_js.get_by_label("Observación 1: sobre qué").select_option("anexo-mercado")
    sin_js.get_by_label("Qué falta o qué debe corregir").first.fill("Falta una cotización.")
    sin_js.get_by_role("button", name="Agregar otra observación").click()
    expect(sin_js.get_by_label("Qué falta o qué debe corregir").first).to_have_value("Falta una cotización.")
    sin_js.get_by_label("Causal").select_option("anexo")
    sin_js.get_by_role("button", name="Enviar observaciones al ente").click()
    expect(sin_js.get_by_text("se está sellando: fírmela en «Por firmar»")).to_be_visible()


def test_lo_que_se_envia_tarde_dice_que_paso(mundo, pagina, entrar, consola, revisar):
    consola.permitidos.append("409 (Conflict)")
    solicitud = mundo.presentada()
    entrar(pagina, mundo.recepcion)
    pagina.goto(f"/expedientes/{solicitud.pk}/requisitos/")
    mundo_ajeno = mundo.persona("recepcion")
    actos.ejecutar(tramite.declarar_improcedente, solicitud, por=mundo_ajeno, en=reloj.ahora(), motivo="No es TIC.")
    pagina.get_by_role("button", name="Admitir y turnar a las áreas").click()
    expect(pagina.get_by_text("Se declaró improcedente")).to_be_visible()
    revisar(pagina, "conflicto")


def test_en_el_telefono_se_leen_dos_y_se_firman_con_una_confirmacion(mundo, pagina, sin_js, entrar, revisar):
    """Una pasando por sus hojas; la otra sin JavaScript, con todas en una página."""
    for _ in range(2):
        mundo.proponer(mundo.en_estrategia())
    _trabajar(mundo, cuantos=2)
    entrar(pagina, mundo.firmante)
    pagina.set_viewport_size({"width": 320, "height": 700})
    pagina.goto("/trabajo/")
    altos = [b.bounding_box()["height"] for b in pagina.locator(".sn-firma__actos a").all()]
    assert len(altos) == 4
    assert min(altos) >= 44
    pagina.get_by_role("button", name="Leer y firmar").first.click()
    leer_todo(pagina)
    pagina.get_by_role("button", name="Lo leí completo").click()
    entrar(sin_js, mundo.firmante)
    sin_js.goto("/firma/")
    sin_js.get_by_role("button", name="Leer y firmar").first.click()
    expect(sin_js.get_by_text("aquí están todas en una sola página")).to_be_visible()
    sin_js.wait_for_load_state("networkidle")
    sin_js.get_by_role("button", name="Lo leí completo").click()
    expect(sin_js.get_by_text("agregado a su firma")).to_be_visible()
    pagina.goto("/firma/")
    expect(pagina.get_by_text("Leído", exact=True)).to_have_count(2)
    revisar(pagina, "por-firmar")
    pagina.get_by_role("button", name="Firmar los marcados").click()
    expect(pagina.get_by_role("heading", name="Firmar 2 documentos")).to_be_visible()
    revisar(pagina, "firmar-varios")
    pagina.get_by_role("button", name="Firmar", exact=True).click()
    expect(pagina.get_by_text("2 firmados.")).to_be_visible()
    expect(pagina.get_by_text("No hay nada que espere su firma")).to_be_visible()


def test_devolver_y_la_autografa_tambien_son_accesibles(mundo, pagina, entrar, revisar):
    solicitud = mundo.en_estrategia()
    entrar(pagina, mundo.estrategico)
    pagina.goto(f"/expedientes/{solicitud.pk}/estrategia/devolver/")
    revisar(pagina, "devolver-a-areas")
    mundo.proponer(solicitud, forma_firma="autografa")
    _trabajar(mundo)
    entrar(pagina, mundo.firmante)
    pagina.goto(f"/expedientes/{solicitud.pk}/firma/")
    leer_todo(pagina)
    revisar(pagina, "firma-autografa")
    pagina.get_by_role("button", name="Lo leí completo").click()
    pagina.goto(f"/expedientes/{solicitud.pk}/firma/devolver/")
    revisar(pagina, "devolver-proyecto")
    _el_escaneo_dudoso_lo_ve_otra_persona(mundo, solicitud, pagina, entrar, revisar)


def _el_escaneo_dudoso_lo_ve_otra_persona(mundo, solicitud, pagina, entrar, revisar):
    """Lo entrega quien firma, lo ve lado a lado coordinación, y quien firma lo registra."""
    dictamen = Dictamen.objects.select_related("sellado").get(solicitud=solicitud)
    pagina.goto(f"/expedientes/{solicitud.pk}/firma/")
    pagina.get_by_role("button", name="Entregar su escaneo").click()
    revisar(pagina, "entregar-escaneos")
    contenido = muestra.escaneo(dictamen.sellado.leer(), random.Random(1), marca=0)
    pagina.set_input_files("[type=file]", {"name": "firmado.pdf", "mimeType": "application/pdf", "buffer": contenido})
    pagina.get_by_label("Dónde quedan guardados").fill("Archivo de trámite, estante 4")
    pagina.get_by_role("button", name="Entregar", exact=True).click()
    expect(pagina.get_by_text("Cotejando con los")).to_be_visible()
    with ThreadPoolExecutor(1) as hilo:
        assert hilo.submit(_cotejar).result() == 1
    expect(pagina.get_by_text("Deja dudas", exact=True)).to_be_visible()
    revisar(pagina, "entrega-cotejada")
    pagina.goto(f"/expedientes/{solicitud.pk}/firma/escaneo/en-duda/")
    pagina.get_by_role("button", name="Pedir que lo vea otra persona").click()
    expect(pagina.get_by_text("Lo ve otra persona", exact=True)).to_be_visible()

    entrar(pagina, mundo.coordinacion)
    pagina.goto(f"/expedientes/{solicitud.pk}/")
    pagina.get_by_role("link", name="Ver el escaneo que dejó dudas").click()
    for cual in ("del original", "en el escaneo"):
        esperar_imagen(pagina.get_by_role("img", name=cual).first)
    revisar(pagina, "escaneo-lado-a-lado")
    pagina.get_by_label("Es el mismo documento").check()
    pagina.get_by_label("Motivo").fill("Es el mismo, con su rúbrica.")
    pagina.get_by_role("button", name="Registrar lo que vi").click()
    expect(pagina.get_by_text("Quedó registrado lo que vio")).to_be_visible()

    entrar(pagina, mundo.firmante)
    pagina.goto("/firma/")
    pagina.get_by_role("button", name="Firmar los marcados").click()
    pagina.get_by_role("button", name="Firmar", exact=True).click()
    expect(pagina.get_by_text("1 firmado.")).to_be_visible()


def _cotejar():
    try:
        return escaneos.cotejar_entregas(reloj.ahora())
    finally:
        connection.close()


def test_una_frase_se_inserta_con_el_teclado_y_se_guarda_con_lo_demas(pagina, mundo, entrar, sin_js, revisar_axe):
    mundo.frase(texto="Se acreditó la garantía.\nSe revisó el contrato.")
    solicitud = mundo.en_revision()
    direccion = f"/expedientes/{solicitud.pk}/areas/{AREA}/"
    entrar(pagina, mundo.tecnicos[AREA])
    pagina.goto(direccion)
    campo = pagina.get_by_label("Opinión del área")
    campo.fill("Antes. Después.")
    campo.evaluate("c => c.setSelectionRange(6, 6)")
    campo.locator("xpath=following-sibling::details/summary").focus()
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("button", name="Garantía")).to_be_visible()
    revisar_axe(pagina, temas=("light",))
    pagina.keyboard.press("Tab")
    with pagina.expect_response(lambda r: "contrato" in (r.request.post_data or "") and r.status == 204):  # ya se guardó solo
        pagina.keyboard.press("Enter")
    expect(campo).to_have_value("Antes. Se acreditó la garantía.\nSe revisó el contrato. Después.")
    expect(campo).to_be_focused()
    expect(pagina.get_by_text("Se insertó «Garantía».")).to_be_attached()
    entrar(sin_js, mundo.tecnicos[AREA])
    sin_js.goto(direccion)
    sin_js.get_by_text("1 para copiar o insertar").click()
    expect(sin_js.get_by_text("Se revisó el contrato.", exact=False).last).to_be_visible()
    expect(sin_js.get_by_label("Opinión del área")).to_have_value("Antes. Se acreditó la garantía.\nSe revisó el contrato. Después.")
