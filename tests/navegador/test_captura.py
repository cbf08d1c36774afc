"""La captura en un navegador de verdad: con y sin JavaScript, en 1280 y en 320 px, con axe y la consola limpia."""

from __future__ import annotations

import copy

import pytest
from playwright.sync_api import expect

from config.demostracion.muestra import pdf_de_muestra
from dictamenes import tramite
from dictamenes.expediente import captura as acciones
from dictamenes.models import Solicitud
from dictamenes.textos.formularios.versiones import vigente
from flujos.models import BorradorDeTrabajo
from flujos.recorrido import actos
from tests.herramientas.paginas import en_

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
PDF = pdf_de_muestra("Anexo de prueba")


@pytest.fixture
def revisar(revisar_axe, sin_desborde, captura):
    """axe en claro y oscuro, sin desborde a 320 px y la imagen de cada ancho."""

    def _revisar(pagina, nombre):
        revisar_axe(pagina)
        captura(pagina, f"captura-{nombre}-1280")
        sin_desborde(pagina)
        captura(pagina, f"captura-{nombre}-320")
        pagina.set_viewport_size({"width": 1280, "height": 900})

    return _revisar


@pytest.fixture
def laptop(mundo):
    """Un borrador completo con un concepto que rebasa el estándar ilustrativo."""
    perfil = mundo.estandar()
    solicitud = mundo.borrador(perfil=perfil)
    return solicitud, perfil


def test_cada_pagina_es_accesible_y_cabe_en_un_telefono(pagina, entrar, mundo, laptop, revisar):
    solicitud, _ = laptop
    concepto, anexo = solicitud.conceptos.get(), solicitud.anexos.first()
    acciones.iniciar(mundo.ente, "licencias", "adquisicion", "Licencias de ofimática", por=mundo.elabora, en=mundo.en)
    mundo.presentada()
    entrar(pagina, mundo.presenta)
    paginas = {
        "solicitudes": en_("solicitudes"), "nueva": en_("nueva"), "borrador": en_("borrador", solicitud.pk),
        "general": en_("seccion_general", solicitud.pk), "seccion": en_("seccion", solicitud.pk, "presupuesto"),
        "conceptos": en_("conceptos", solicitud.pk), "concepto": en_("concepto", solicitud.pk, concepto.pk),
        "quitar": en_("concepto_quitar", solicitud.pk, concepto.pk), "anexos": en_("anexos", solicitud.pk),
        "retirar": en_("anexo_retirar", solicitud.pk, anexo.pk),
        "sustituir": en_("anexo_sustituir", solicitud.pk, anexo.pk), "presentar": en_("presentar", solicitud.pk),
        "descartar": en_("descartar", solicitud.pk),
    }
    for nombre, url in paginas.items():
        pagina.goto(url)
        revisar(pagina, nombre)


def test_lo_que_ven_quien_solo_elabora_y_recepcion_es_accesible(pagina, entrar, mundo, revisar):
    solicitud = mundo.borrador()
    entrar(pagina, mundo.elabora)
    pagina.goto(en_("presentar", solicitud.pk))
    expect(pagina.get_by_role("heading", name="Avise a quien presenta")).to_be_visible()
    revisar(pagina, "presentar-elabora")
    pagina.get_by_role("button", name="Dejarla lista y avisar").click()
    expect(pagina.get_by_text("Se avisó a quien presenta por su ente.")).to_be_visible()
    pagina.goto(en_("nueva"))
    for grupo in ("Por su naturaleza", "Por su función", "¿Cambia, renueva"):
        pagina.get_by_role("group", name=grupo).get_by_label("No", exact=True).check()
    pagina.get_by_label("Si contestó «no» a las tres").fill("Papelería y mobiliario: nada se conecta ni guarda datos.")
    pagina.get_by_role("button", name="Abrir el borrador").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("no requiere dictamen")
    revisar(pagina, "sin-dictamen")
    de_papel = acciones.iniciar(mundo.ente, "bienes", "adquisicion", "Llegó en papel", por=mundo.recepcion, en=mundo.en)
    entrar(pagina, mundo.recepcion)
    pagina.goto(en_("nueva"))
    expect(pagina.get_by_label("Ente que solicita")).to_be_visible()
    revisar(pagina, "nueva-papel")
    pagina.goto(en_("presentar", de_papel.pk))
    expect(pagina.get_by_label("Fecha y hora en que se recibió en papel")).to_be_visible()
    revisar(pagina, "presentar-papel")


def test_lo_entregado_es_accesible(pagina, entrar, mundo, revisar):
    solicitud = mundo.presentada()
    entrar(pagina, mundo.presenta)
    for nombre, url in {"acuse": en_("acuse", solicitud.pk), "desistir": en_("desistir", solicitud.pk)}.items():
        pagina.goto(url)
        revisar(pagina, nombre)
    observaciones = [("concepto-1", "El concepto no dice para qué puesto es."), ("anexo-mercado", "Las cotizaciones son ilegibles.")]
    actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=mundo.en, causal="concepto", observaciones=observaciones)
    pagina.goto(en_("desahogar", solicitud.pk))
    revisar(pagina, "desahogar")
    pagina.goto(en_("borrador", solicitud.pk))
    revisar(pagina, "prevenida")
    entrar(pagina, mundo.recepcion)
    pagina.goto(en_("desahogar_papel", solicitud.pk))
    expect(pagina.get_by_label("Escaneo del escrito")).to_be_visible()
    revisar(pagina, "desahogar-papel")
    entrar(pagina, mundo.coordinacion)
    pagina.goto(en_("contingencias"))
    revisar(pagina, "contingencias")


def test_el_recorrido_de_la_pregunta_de_alcance_al_acuse(pagina, consola, entrar, mundo, revisar):
    consola.permitidos.append("422 (Unprocessable")
    perfil = mundo.estandar()
    modelo = mundo.borrador()
    entrar(pagina, mundo.presenta)
    pagina.goto(en_("solicitudes"))
    pagina.get_by_role("button", name="Nueva solicitud").click()
    pagina.get_by_role("button", name="Abrir el borrador").click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    revisar(pagina, "nueva-con-errores")
    for grupo in ("Por su naturaleza", "Por su función", "¿Cambia, renueva"):
        pagina.get_by_role("group", name=grupo).get_by_label("Sí").check()
    pagina.get_by_label("Tipo de solicitud").select_option("bienes")
    pagina.get_by_label("Modalidad").select_option("adquisicion")
    pagina.get_by_label("Nombre del proyecto").fill("Equipo de ventanilla 2026")
    pagina.get_by_role("button", name="Abrir el borrador").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Equipo de ventanilla 2026")
    solicitud = Solicitud.objects.latest("pk")
    revisar(pagina, "borrador-vacio")
    _completar(mundo, solicitud, modelo)
    pagina.goto(en_("concepto_nuevo", solicitud.pk))
    pagina.get_by_label("Perfil del estándar").select_option(str(perfil.pk))
    pagina.get_by_label("Categoría").select_option("computo")
    pagina.get_by_label("Descripción").fill("Portátil para ventanilla")
    pagina.get_by_label("Cantidad").fill("12")
    pagina.get_by_label("Precio unitario").fill("18,500.00")
    for nombre, valor in {"Pantalla": "14", "CPU: núcleos": "8", "RAM": "64", "Almacenamiento SSD": "512", "Batería": "50",
                          "Peso": "1.8", "Cámara": "1080", "Garantía": "36"}.items():
        pagina.get_by_label(nombre, exact=True).fill(valor)
    expect(pagina.locator("#juicio-ram")).to_contain_text("Supera el tope")
    expect(pagina.locator("#veredicto")).to_contain_text("Requiere justificación")
    expect(pagina.locator("#veredicto")).to_contain_text("$257,520.00")
    revisar(pagina, "concepto-veredicto")
    pagina.get_by_label("Por qué se necesita más en «RAM»").fill("Procesa cartografía completa del estado.")
    expect(pagina.locator("#veredicto")).to_contain_text("Cumple")
    assert not solicitud.conceptos.exists()
    pagina.get_by_role("button", name="Guardar el concepto").click()
    expect(pagina.get_by_text("Concepto guardado.")).to_be_visible()
    revisar(pagina, "conceptos-uno")
    assert not BorradorDeTrabajo.objects.exists()  # lo que faltaba por guardar solo no salió después del botón
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Continuar a los anexos").click()
    while pagina.locator(".sn-clase", has_text="Falta").count():
        faltan = pagina.locator(".sn-clase", has_text="Falta").count()
        pagina.get_by_label("Archivos").set_input_files({"name": "anexo.pdf", "mimeType": "application/pdf", "buffer": PDF})
        pagina.get_by_role("button", name="Adjuntar", exact=True).click()
        expect(pagina.locator(".sn-clase", has_text="Falta")).to_have_count(faltan - 1)
    revisar(pagina, "anexos-completos")
    pagina.get_by_role("button", name="Continuar a revisar").click()
    pagina.get_by_label("Declaro, bajo protesta").check()
    revisar(pagina, "presentar-lista")
    pagina.get_by_role("button", name="Presentar solicitud").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Solicitud presentada")
    revisar(pagina, "acuse-final")
    with pagina.expect_download() as descarga:
        pagina.get_by_role("button", name="Descargar el acuse (PDF)").click()
    assert descarga.value.suggested_filename.endswith(".pdf")


def test_lo_pegado_de_una_hoja_se_revisa_se_corrige_y_se_importa(pagina, entrar, mundo, laptop, revisar, consola):
    consola.permitidos.append("422")
    solicitud, _ = laptop
    entrar(pagina, mundo.elabora)
    pagina.goto(en_("conceptos", solicitud.pk))
    pagina.get_by_role("link", name="Pegar o importar de Excel").click()
    revisar(pagina, "importar")
    hoja = "Perfil\tCategoría\tDescripción\tCantidad\tPrecio unitario\tRAM\nLAP-ADM\tcomputo\tPortátil\t2\t18500,50\t64"
    pagina.get_by_label("Renglones pegados").fill(hoja)
    pagina.get_by_role("button", name="Revisar").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Fila 2, columna Precio unitario: escriba un importe, por ejemplo 18,500.00")
    revisar(pagina, "importar-errores")
    pagina.get_by_label("Renglones pegados").fill(hoja.replace("18500,50", "18,500.50"))
    pagina.get_by_role("button", name="Revisar de nuevo").click()
    expect(pagina.get_by_text("Suman $42,921.16 con IVA.")).to_be_visible()
    revisar(pagina, "importar-vista")
    pagina.get_by_role("button", name="Agregar 1 concepto").click()
    expect(pagina.get_by_text("Se importó 1 concepto.")).to_be_visible()


def test_sin_javascript_se_captura_un_concepto_y_se_ve_su_veredicto(sin_js, entrar, mundo):
    perfil = mundo.estandar()
    solicitud = mundo.borrador()
    entrar(sin_js, mundo.elabora)
    sin_js.goto(en_("concepto_nuevo", solicitud.pk))
    sin_js.get_by_label("Perfil del estándar").select_option(str(perfil.pk))
    sin_js.get_by_label("Descripción").fill("Portátil")
    sin_js.get_by_role("button", name="Mostrar los atributos del perfil").click()
    expect(sin_js.get_by_label("Descripción")).to_have_value("Portátil")
    sin_js.get_by_label("RAM", exact=True).fill("64")
    sin_js.get_by_role("button", name="Comprobar").click()
    expect(sin_js.locator("#juicio-ram")).to_contain_text("Supera el tope")
    expect(sin_js.get_by_label("Por qué se necesita más en «RAM»")).to_be_visible()
    assert solicitud.conceptos.count() == 1
    sin_js.goto(en_("seccion", solicitud.pk, "presupuesto"))
    expect(sin_js.get_by_label("Línea del PAAAS")).to_be_visible()
    sin_js.get_by_label("Fuente de los recursos").fill("Ingresos propios")
    sin_js.get_by_role("button", name="Guardar y continuar").click()
    assert Solicitud.objects.get(pk=solicitud.pk).respuestas["fuente"] == "Ingresos propios"


def test_lo_escrito_se_guarda_solo_y_el_boton_no_choca_con_ello(pagina, entrar, mundo):
    solicitud = mundo.borrador()
    entrar(pagina, mundo.elabora)
    pagina.goto(en_("seccion", solicitud.pk, "necesidad"))
    pagina.get_by_label("¿A quién beneficia?").fill("A cien personas")
    pagina.get_by_label("¿Qué pasa si no se contrata?").fill("Se detiene la ventanilla")
    expect(pagina.locator("#guardado")).to_contain_text("Guardado a las")
    assert Solicitud.objects.get().respuestas["beneficiarios"] == "A cien personas"
    pagina.get_by_label("¿A quién beneficia?").fill("A doscientas personas")
    pagina.get_by_role("button", name="Guardar y volver a la lista").click()
    pagina.wait_for_url(f"**{en_('borrador', solicitud.pk)}")
    assert Solicitud.objects.get().respuestas["beneficiarios"] == "A doscientas personas"


def test_las_preguntas_que_no_vienen_al_caso_se_esconden_sin_borrarse(pagina, entrar, mundo):
    solicitud = mundo.borrador()
    entrar(pagina, mundo.elabora)
    pagina.goto(en_("seccion", solicitud.pk, "presupuesto"))
    expect(pagina.get_by_label("¿Por qué es extraordinaria?")).to_be_hidden()
    pagina.get_by_label("No: es extraordinaria").check()
    expect(pagina.get_by_label("¿Por qué es extraordinaria?")).to_be_visible()
    expect(pagina.get_by_label("Línea del PAAAS")).to_be_hidden()
    expect(pagina.get_by_label("¿Por qué son menos de tres?")).to_be_hidden()
    pagina.get_by_label("¿Cuántas cotizaciones se obtuvieron?").fill("2")
    expect(pagina.get_by_label("¿Por qué son menos de tres?")).to_be_visible()


def test_lo_que_depende_de_una_pregunta_escondida_tambien_se_esconde(pagina, entrar, mundo):
    definicion = copy.deepcopy(vigente("bienes").definicion)
    (presupuesto,) = [s for s in definicion["secciones"] if s["clave"] == "presupuesto"]
    presupuesto["preguntas"] += [
        {"clave": "plurianual", "texto": "¿La línea abarca varios años?", "clase": "opcion",
         "opciones": [["si", "Sí, varios"], ["no", "Sólo uno"]], "si": {"pregunta": "paaas", "es": "linea"}},
        {"clave": "anios", "texto": "¿Cuántos años?", "clase": "numero", "si": {"pregunta": "plurianual", "es": "si"}},
    ]
    mundo.publicar_formulario(definicion=definicion)
    solicitud = mundo.borrador()
    entrar(pagina, mundo.elabora)
    pagina.goto(en_("seccion", solicitud.pk, "presupuesto"))
    expect(pagina.get_by_label("¿Cuántos años?")).to_be_visible()
    pagina.get_by_label("No: es extraordinaria").check()
    expect(pagina.get_by_label("¿Cuántos años?")).to_be_hidden()
    expect(pagina.get_by_label("¿Cuántos años?")).to_have_value("3")


def test_dos_pestanas_ven_los_dos_valores(pagina, consola, context, entrar, mundo, revisar):
    consola.permitidos.append("409 (Conflict)")
    solicitud = mundo.borrador()
    entrar(pagina, mundo.elabora)
    otra = context.new_page()
    for una in (pagina, otra):
        una.goto(en_("seccion_general", solicitud.pk))
    otra.get_by_label("Número del oficio de solicitud").fill("PRIMERO-1")
    otra.get_by_role("button", name="Guardar y continuar").click()
    otra.wait_for_url("**/seccion/**")
    pagina.get_by_label("Número del oficio de solicitud").fill("SEGUNDO-2")
    pagina.get_by_role("button", name="Guardar y continuar").click()
    expect(pagina.get_by_role("heading", name="Alguien guardó antes que usted")).to_be_visible()
    expect(pagina.get_by_role("region", name="Qué cambió")).to_contain_text("PRIMERO-1")
    expect(pagina.get_by_label("Número del oficio de solicitud")).to_have_value("SEGUNDO-2")
    revisar(pagina, "conflicto")
    pagina.get_by_role("button", name="Guardar y continuar").click()
    pagina.wait_for_url("**/seccion/**")
    assert Solicitud.objects.get().oficio_numero == "SEGUNDO-2"


def _completar(mundo, solicitud, modelo):
    """Lo que este recorrido no prueba: las columnas y respuestas, iguales a las de otro borrador."""
    campos = {campo: getattr(modelo, campo) for campo in ("area_requirente", "partida", "alineacion", "oficio_numero",
                                                          "oficio_fecha", "suficiencia", "suficiencia_importe")}
    acciones.guardar(solicitud, version=solicitud.version, por=mundo.presenta, en=mundo.en, campos=campos,
                     respuestas=modelo.respuestas)
