"""Las pantallas de quien solicita, por HTTP: el camino entero, lo ajeno, las dos pestañas y lo que no se entiende."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.models import Aviso, Ente
from dictamenes import tramite
from dictamenes.expediente import captura
from dictamenes.models import Alineacion, Concepto, Partida, Solicitud
from dictamenes.textos.formularios.definicion import como_numero, preguntas
from estandares.models import Perfil, Requisito
from flujos.captura import mis_solicitudes
from flujos.models import BorradorDeTrabajo
from flujos.recorrido import actos
from tests.herramientas.paginas import dentro, en_
from tests.herramientas.parametros import poner

pytestmark = pytest.mark.django_db
PDF = pdf_de_muestra("Anexo de prueba")
DE_PDF = "application/pdf"
CONCEPTO = {
    "perfil": "", "categoria": "computo", "descripcion": "Computadora portátil", "cantidad": "10", "unidad": "pieza",
    "precio_unitario": "$18,500.00", "tasa_iva": "0.16",
}
PORTATIL = {
    "a_pantalla": "14", "a_cpu_nucleos": "8", "a_ram": "16", "a_almacenamiento_ssd": "512", "a_bateria": "50",
    "a_peso": "1.8", "a_camara": "1080", "a_garantia": "36",
}


@pytest.fixture(autouse=True)
def _hora(en):
    with reloj.detenido_en(en + timedelta(minutes=30)):
        yield


@pytest.fixture
def elabora(mundo):
    return dentro(mundo.elabora)


@pytest.fixture
def presenta(mundo):
    return dentro(mundo.presenta)


def enviar(cliente, nombre, *args, **datos):
    return cliente.post(en_(nombre, *args), datos, secure=True)


def ver(cliente, nombre, *args, **consulta):
    return cliente.get(en_(nombre, *args), consulta, secure=True)


def version(solicitud):
    return Solicitud.objects.get(pk=solicitud.pk).version


def nueva(cliente, **cambios):
    datos = {"naturaleza": "si", "funcion": "no", "existente": "no", "tipo": "bienes", "modalidad": "adquisicion",
             "proyecto": "Equipo de ventanilla", **cambios}
    return enviar(cliente, "nueva", **datos)


def general(mundo, **cambios):
    return {
        "proyecto": "Equipo de ventanilla", "modalidad": "adquisicion", "area_requirente": mundo.area_requirente.pk,
        "oficio_numero": "UTIC-7/2026", "oficio_fecha": "2026-02-27", "ejercicio": "2026",
        "partida": Partida.objects.get(clave="515").pk, "suficiencia": "oficio", "suficiencia_importe": "900,000.00",
        "alineacion": Alineacion.objects.get(clave="1.2").pk, "fecha_limite": "", **cambios,
    }


def respuestas_de(seccion):
    de_clase = {"numero": "3", "dinero": "1,500.50"}
    return {
        p["clave"]: {"multianual": "no"}.get(p["clave"], p["opciones"][0][0]) if p["clase"] == "opcion"
        else de_clase.get(p["clase"], "Se explica en dos renglones.")
        for p in seccion["preguntas"]
    }


def test_el_camino_completo_por_formularios(mundo, elabora, presenta):
    perfil = mundo.estandar()
    respuesta = nueva(elabora)
    solicitud = Solicitud.objects.get()
    assert respuesta.url == en_("borrador", solicitud.pk)
    assert enviar(elabora, "seccion_general", solicitud.pk, version=1, **general(mundo)).status_code == 302
    for seccion in solicitud.formulario.definicion["secciones"]:
        datos = respuestas_de(seccion)
        r = enviar(elabora, "seccion", solicitud.pk, seccion["clave"], version=version(solicitud), **datos)
        assert r.status_code == 302
    r = enviar(elabora, "concepto_nuevo", solicitud.pk, version=version(solicitud), **{**CONCEPTO, **PORTATIL, "perfil": perfil.pk})
    assert r.status_code == 302
    lista = ver(elabora, "anexos", solicitud.pk)
    for clase in lista.context["exigidas"]:
        archivo = SimpleUploadedFile(f"{clase['clase']}.pdf", pdf_de_muestra(clase["clase"]), DE_PDF)
        assert enviar(elabora, "anexos", solicitud.pk, clase=clase["clase"], archivo=archivo).status_code == 302
    assert ver(elabora, "presentar", solicitud.pk).context["faltan"] == []
    assert ver(elabora, "borrador", solicitud.pk).context["hechas"] >= 6
    assert enviar(elabora, "lista", solicitud.pk, version=version(solicitud)).status_code == 302
    assert Aviso.objects.get(persona=mundo.presenta).url == en_("presentar", solicitud.pk)
    r = enviar(presenta, "presentar", solicitud.pk, version=version(solicitud), veracidad="on")
    assert r.url == en_("acuse", solicitud.pk)
    solicitud.refresh_from_db()
    concepto = solicitud.conceptos.get()
    assert (solicitud.estado, concepto.evaluacion["global"], concepto.precio_unitario) == (
        "en_requisitos", "cumple", Decimal("18500.00"))
    assert solicitud.totales()["total"] == Decimal("214600.00")


def test_quien_solo_elabora_no_presenta_y_queda_constancia(mundo, elabora):
    solicitud = mundo.borrador()
    pagina = ver(elabora, "presentar", solicitud.pk)
    assert "Avise a quien presenta" in pagina.text
    assert "Presentar solicitud" not in pagina.text
    assert enviar(elabora, "presentar", solicitud.pk, version=solicitud.version, veracidad="on").status_code == 403
    assert Solicitud.objects.get().estado == "borrador"
    assert Evento.objects.filter(accion="acceso.rechazado").exists()


def test_en_un_ente_unipersonal_la_misma_persona_presenta(mundo):
    Ente.objects.filter(pk=mundo.ente.pk).update(presenta_quien_elabora=True)
    solicitud = mundo.borrador()
    enviar(dentro(mundo.elabora), "presentar", solicitud.pk, version=solicitud.version, veracidad="on")
    assert Solicitud.objects.get().presentada_por == mundo.elabora


def test_lo_ajeno_no_existe(mundo):
    solicitud = mundo.borrador()
    concepto = solicitud.conceptos.get()
    anexo = solicitud.anexos.first()
    paginas = [
        ("borrador", solicitud.pk), ("seccion_general", solicitud.pk), ("seccion", solicitud.pk, "necesidad"),
        ("conceptos", solicitud.pk), ("concepto", solicitud.pk, concepto.pk), ("concepto_nuevo", solicitud.pk),
        ("concepto_quitar", solicitud.pk, concepto.pk), ("anexos", solicitud.pk), ("anexo", anexo.pk),
        ("anexo_retirar", solicitud.pk, anexo.pk), ("anexo_sustituir", solicitud.pk, anexo.pk), ("presentar", solicitud.pk), ("acuse", solicitud.pk),
        ("acuse_pdf", solicitud.pk), ("oficio_pdf", solicitud.pk), ("desahogar", solicitud.pk), ("descartar", solicitud.pk),
        ("desistir", solicitud.pk),
    ]
    for persona, (nombre, *args) in product((mundo.ajena, mundo.recepcion, mundo.firmante), paginas):
        assert ver(dentro(persona), nombre, *args).status_code == 404, nombre
    escrituras = [p for p in paginas if p[0] not in ("borrador", "conceptos", "anexo", "acuse", "acuse_pdf", "oficio_pdf")]
    for nombre, *args in [*escrituras, ("lista", solicitud.pk), ("concepto_veredicto", solicitud.pk)]:
        assert enviar(dentro(mundo.ajena), nombre, *args, version=solicitud.version).status_code == 404, nombre
    assert Solicitud.objects.get().version == solicitud.version


def test_sin_entrar_se_va_a_entrar_y_sin_papel_no_se_pasa(mundo):
    assert ver(Client(), "solicitudes").url.startswith(reverse("account_login"))
    assert ver(dentro(mundo.firmante), "solicitudes").status_code == 403
    assert ver(dentro(mundo.firmante), "nueva").status_code == 403


def test_el_concepto_de_otra_solicitud_no_se_toca_desde_esta(mundo, elabora):
    una, otra = mundo.borrador(), mundo.borrador()
    ajeno = otra.conceptos.get()
    assert ver(elabora, "concepto", una.pk, ajeno.pk).status_code == 404
    assert enviar(elabora, "concepto_quitar", una.pk, ajeno.pk, version=una.version).status_code == 404
    assert enviar(elabora, "concepto", una.pk, ajeno.pk, version=0, **CONCEPTO).status_code == 409
    otra.conceptos.get()


def test_sin_contestar_el_alcance_no_se_abre_nada(mundo, elabora):
    r = enviar(elabora, "nueva", proyecto="X")
    assert r.status_code == 422
    assert "Responda sí o no: Por su función" in r.text
    assert "campo es obligatorio" not in r.text
    assert nueva(elabora, tipo="baja").status_code == 422
    assert not Solicitud.objects.exists()


def test_el_doble_envio_lleva_al_mismo_acuse(mundo, presenta):
    solicitud = mundo.borrador()
    for _ in range(2):
        r = enviar(presenta, "presentar", solicitud.pk, version=solicitud.version, veracidad="on")
        assert r.url == en_("acuse", solicitud.pk)
    assert solicitud.presentaciones.count() == 1
    assert ver(presenta, "seccion_general", solicitud.pk).url == en_("expediente", solicitud.pk)


def test_sin_declarar_veracidad_no_se_presenta(mundo, presenta):
    solicitud = mundo.borrador()
    r = enviar(presenta, "presentar", solicitud.pk, version=solicitud.version)
    assert r.status_code == 422
    assert "Para presentar, marque: Declaro, bajo protesta" in r.text


def test_lo_que_falta_se_dice_con_su_vinculo_y_no_se_presenta(mundo, presenta):
    solicitud = captura.iniciar(mundo.ente, "bienes", "adquisicion", "A medias", por=mundo.elabora, en=mundo.en)
    r = enviar(presenta, "presentar", solicitud.pk, version=1, veracidad="on")
    assert r.status_code == 422
    assert f'href="{en_("seccion_general", solicitud.pk)}#id_oficio_numero"' in r.text
    assert f'href="{en_("conceptos", solicitud.pk)}"' in r.text
    assert f'href="{en_("seccion", solicitud.pk, "necesidad")}#id_necesidad"' in r.text


def test_si_cambio_despues_de_revisarla_no_se_presenta_la_otra(mundo, presenta):
    solicitud = mundo.borrador()
    captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, campos={"proyecto": "Otro"})
    r = enviar(presenta, "presentar", solicitud.pk, version=solicitud.version, veracidad="on")
    assert r.status_code == 409
    assert Solicitud.objects.get().estado == "borrador"


def test_dos_pestanas_el_segundo_ve_los_dos_valores_y_decide(mundo, elabora):
    solicitud = mundo.borrador()
    vieja = solicitud.version
    enviar(elabora, "seccion_general", solicitud.pk, version=vieja, **general(mundo, oficio_numero="PRIMERO-1"))
    r = enviar(elabora, "seccion_general", solicitud.pk, version=vieja, **general(mundo, oficio_numero="SEGUNDO-2"))
    assert r.status_code == 409
    assert "PRIMERO-1" in r.text
    assert 'value="SEGUNDO-2"' in r.text
    assert Solicitud.objects.get().oficio_numero == "PRIMERO-1"
    enviar(elabora, "seccion_general", solicitud.pk, version=r.context["version"], **general(mundo, oficio_numero="SEGUNDO-2"))
    assert Solicitud.objects.get().oficio_numero == "SEGUNDO-2"


def test_dos_personas_en_partes_distintas_no_se_estorban(mundo, elabora, presenta):
    solicitud = mundo.borrador(conceptos=2)
    uno, otro = solicitud.conceptos.all()
    vieja = solicitud.version
    envios = [
        (elabora, ("seccion_general", solicitud.pk), general(mundo, oficio_numero="UTIC-99/2026")),
        (presenta, ("seccion", solicitud.pk, "necesidad"), {**solicitud.respuestas, "necesidad": "Atender a más gente"}),
        (elabora, ("concepto", solicitud.pk, uno.pk), {**CONCEPTO, "cantidad": "3"}),
        (presenta, ("concepto", solicitud.pk, otro.pk), {**CONCEPTO, "cantidad": "4"}),
        (elabora, ("concepto_nuevo", solicitud.pk), {**CONCEPTO, "descripcion": "Nuevo"}),
    ]
    for cliente, pagina, datos in envios:
        assert enviar(cliente, *pagina, version=vieja, **datos).status_code == 302, pagina
    guardada = Solicitud.objects.get()
    assert (guardada.oficio_numero, guardada.respuestas["necesidad"]) == ("UTIC-99/2026", "Atender a más gente")
    assert [c.cantidad for c in guardada.conceptos.all()[:2]] == [3, 4]
    assert guardada.version == vieja + len(envios)
    for cliente, pagina, datos in envios[1:4]:
        datos = {**datos, "necesidad": "Otra", "cantidad": "9"}
        assert enviar(cliente, *pagina, version=vieja, **datos).status_code == 409, pagina


def test_dos_contestan_observaciones_a_la_vez_y_el_segundo_lo_ve(mundo, elabora, presenta):
    solicitud = prevenida(mundo)
    vieja, observacion = solicitud.version, solicitud.prevenciones.abierta().observaciones.first()
    campo = f"respuesta_{observacion.pk}"
    enviar(elabora, "seccion_general", solicitud.pk, version=vieja, **general(mundo, oficio_numero="UTIC-99/2026"))
    assert enviar(elabora, "desahogar", solicitud.pk, version=vieja, **{campo: "Una"}).status_code == 302
    r = enviar(presenta, "desahogar", solicitud.pk, version=vieja, **{campo: "Otra"})
    assert r.status_code == 409
    assert "Una" in r.text
    observacion.refresh_from_db()
    assert observacion.respuesta == "Una"


@pytest.mark.parametrize("rara", ["", "abc", "-1", "9" * 5000, "１", "1.0"])
def test_una_version_que_no_se_entiende_no_pisa_nada(mundo, elabora, rara):
    solicitud = mundo.borrador()
    r = enviar(elabora, "seccion", solicitud.pk, "necesidad", version=rara, necesidad="Otra cosa")
    assert r.status_code == 409
    assert Solicitud.objects.get().respuestas["necesidad"] == "Respuesta de prueba."


def test_guardar_lo_mismo_desde_otra_pestana_no_es_conflicto_ni_deja_evento(mundo, elabora):
    solicitud = mundo.borrador()
    datos = general(mundo, oficio_numero="IGUAL-1")
    enviar(elabora, "seccion_general", solicitud.pk, version=solicitud.version, **datos)
    cuantos = Evento.objects.count()
    assert enviar(elabora, "seccion_general", solicitud.pk, version=solicitud.version, **datos).status_code == 302
    assert Evento.objects.count() == cuantos


def test_el_concepto_tambien_tiene_version_y_el_nuevo_no_se_duplica(mundo, elabora):
    solicitud = mundo.borrador()
    concepto, vieja = solicitud.conceptos.get(), solicitud.version
    enviar(elabora, "concepto", solicitud.pk, concepto.pk, version=vieja, **{**CONCEPTO, "cantidad": "3"})
    r = enviar(elabora, "concepto", solicitud.pk, concepto.pk, version=vieja, **{**CONCEPTO, "cantidad": "4"})
    assert r.status_code == 409
    assert {"campo": "Cantidad", "suyo": "4", "actual": "3"} in r.context["diferencias"]
    concepto.refresh_from_db()
    assert concepto.cantidad == 3
    actual = version(solicitud)
    for _ in range(2):
        enviar(elabora, "concepto_nuevo", solicitud.pk, version=actual, **{**CONCEPTO, "descripcion": "Nuevo"})
    assert solicitud.conceptos.filter(descripcion="Nuevo").count() == 1


def test_el_concepto_quitado_en_otra_ventana_no_pierde_lo_tecleado(mundo, elabora):
    solicitud = mundo.borrador()
    concepto, vieja = solicitud.conceptos.get(), solicitud.version
    enviar(elabora, "concepto_quitar", solicitud.pk, concepto.pk, version=vieja)
    r = enviar(elabora, "concepto", solicitud.pk, concepto.pk, version=vieja, **{**CONCEPTO, "descripcion": "Lo tecleado"})
    assert r.status_code == 409
    assert "Lo tecleado</textarea>" in r.text
    assert f'action="{en_("concepto_nuevo", solicitud.pk)}"' in r.text


def _teclear(cliente, solicitud, **datos):
    return enviar(cliente, "concepto_veredicto", solicitud.pk, version=solicitud.version, **{**CONCEPTO, **datos})


def test_lo_tecleado_de_un_concepto_se_conserva_sin_guardarlo_y_sigue_donde_iba(mundo, elabora, presenta):
    solicitud = mundo.borrador()
    _teclear(elabora, solicitud, descripcion="Escáner de do", cantidad="")
    _teclear(elabora, solicitud, descripcion="Escáner de documentos\0", cantidad="7")
    assert "Escáner de documentos" in ver(elabora, "conceptos", solicitud.pk).text
    r = ver(elabora, "concepto_nuevo", solicitud.pk)
    assert r.context["form"]["descripcion"].value() == "Escáner de documentos"
    assert r.context["form"]["cantidad"].value() == "7"
    assert "y no guardó" in r.text
    for pagina in ("conceptos", "concepto_nuevo"):
        assert "Escáner" not in ver(presenta, pagina, solicitud.pk).text
    assert solicitud.conceptos.count() == 1
    assert enviar(elabora, "concepto_nuevo", solicitud.pk, **{**CONCEPTO, "descripcion": "Escáner de documentos"}).status_code == 302
    assert "y no guardó" not in ver(elabora, "concepto_nuevo", solicitud.pk).text


def test_lo_tecleado_de_un_concepto_que_otra_persona_cambio_no_lo_pisa(mundo, elabora, presenta):
    solicitud = mundo.borrador()
    concepto = solicitud.conceptos.get()
    _teclear(elabora, solicitud, lugar=concepto.pk, cantidad="3")
    enviar(presenta, "concepto", solicitud.pk, concepto.pk, version=solicitud.version, **{**CONCEPTO, "cantidad": "5"})
    abierta = ver(elabora, "concepto", solicitud.pk, concepto.pk)
    assert abierta.context["form"]["cantidad"].value() == "3"
    datos = {**CONCEPTO, "cantidad": "3", "version": abierta.context["version"]}
    assert enviar(elabora, "concepto", solicitud.pk, concepto.pk, **datos).status_code == 409
    assert enviar(elabora, "concepto", solicitud.pk, concepto.pk, accion="olvidar").status_code == 302
    assert ver(elabora, "concepto", solicitud.pk, concepto.pk).context["form"]["cantidad"].value() == "5"


@pytest.mark.parametrize("lugar", ["999999", "-1", "abc", "１", "9" * 40])
def test_un_borrador_de_concepto_no_se_cuelga_de_otro(mundo, elabora, lugar):
    solicitud, otra = mundo.borrador(), mundo.borrador()
    assert _teclear(elabora, solicitud, lugar=lugar).status_code in (200, 409)
    assert _teclear(elabora, solicitud, lugar=otra.conceptos.get().pk).status_code == 409
    assert not BorradorDeTrabajo.objects.exclude(lugar="").exists()


def test_al_presentar_se_olvida_lo_que_quedo_a_medio_escribir(mundo, elabora):
    solicitud = mundo.borrador()
    _teclear(elabora, solicitud, descripcion="A medias")
    actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    assert not BorradorDeTrabajo.objects.exists()


def test_quitar_con_version_vieja_no_quita(mundo, elabora):
    solicitud = mundo.borrador(conceptos=2)
    primero = solicitud.conceptos.first()
    r = enviar(elabora, "concepto_quitar", solicitud.pk, primero.pk, version=1)
    assert r.status_code == 409
    assert solicitud.conceptos.count() == 2
    enviar(elabora, "concepto_quitar", solicitud.pk, primero.pk, version=solicitud.version)
    assert [c.orden for c in solicitud.conceptos.all()] == [1]


@pytest.mark.parametrize(
    ("campo", "valor"),
    [("cantidad", "-1"), ("cantidad", "0"), ("cantidad", "NaN"), ("cantidad", "1e99"), ("cantidad", "1.234"),
     ("cantidad", "diez"), ("precio_unitario", "-5"), ("precio_unitario", "18500,50"), ("precio_unitario", "1" * 30),
     ("precio_unitario", "Infinity"), ("precio_unitario", ""), ("descripcion", "x" * 501), ("descripcion", "a\0b"),
     ("tasa_iva", "0.99"), ("categoria", "inventada"), ("perfil", "999999"), ("perfil", "abc"), ("unidad", "u" * 41)],
)  # fmt: skip
def test_lo_que_no_se_entiende_en_un_concepto_es_error_y_nada_se_pierde(mundo, elabora, campo, valor):
    solicitud = mundo.borrador()
    r = enviar(elabora, "concepto_nuevo", solicitud.pk, version=solicitud.version, **{**CONCEPTO, "clave_catalogo": "CUCOP-1", campo: valor})
    assert r.status_code == 422
    assert "CUCOP-1" in r.text
    assert "campo es obligatorio" not in r.text
    assert solicitud.conceptos.count() == 1


@pytest.mark.parametrize(("escrito", "leido"), [("18,500.50", "18500.50"), ("$1,234,567", "1234567.00"), (" 7.5 ", "7.50")])
def test_los_importes_se_leen_con_pesos_y_miles(mundo, elabora, escrito, leido):
    solicitud = mundo.borrador()
    enviar(elabora, "concepto_nuevo", solicitud.pk, version=solicitud.version, **{**CONCEPTO, "precio_unitario": escrito})
    assert solicitud.conceptos.last().precio_unitario == Decimal(leido)


def test_la_coma_decimal_no_se_multiplica_por_cien():
    assert como_numero("18500,50") is None
    assert como_numero("3,5") is None
    assert como_numero("$12,000.5") == Decimal("12000.5")


def test_en_la_seccion_se_guarda_lo_que_no_se_entiende_y_se_avisa(mundo, elabora):
    solicitud = mundo.borrador()
    datos = {"cotizaciones": "tres y media", "fuente": "Ingresos propios", "paaas": "linea"}
    r = enviar(elabora, "seccion", solicitud.pk, "presupuesto", version=solicitud.version, **datos)
    assert r.status_code == 422
    guardadas = Solicitud.objects.get().respuestas
    assert (guardadas["cotizaciones"], guardadas["fuente"]) == ("tres y media", "Ingresos propios")
    estados = {t["texto"]: t["estado"] for t in ver(elabora, "borrador", solicitud.pk).context["secciones"]}
    assert estados["Presupuesto y procedimiento"] == "con_errores"
    assert enviar(elabora, "seccion", solicitud.pk, "presupuesto", version=r.context["version"],
                  **{**datos, "cotizaciones": "2"}).status_code == 302


@pytest.mark.parametrize("malo", ["x" * 10_001, "a\0b"])
def test_un_texto_enorme_o_con_nulos_es_error_y_lo_demas_se_guarda(mundo, elabora, malo):
    solicitud = mundo.borrador()
    datos = {"necesidad": malo, "beneficiarios": "Cien personas"}
    r = enviar(elabora, "seccion", solicitud.pk, "necesidad", version=solicitud.version, **datos)
    assert r.status_code == 422
    guardadas = Solicitud.objects.get().respuestas
    assert (guardadas["necesidad"], guardadas["beneficiarios"]) == ("Respuesta de prueba.", "Cien personas")


@pytest.mark.parametrize(
    "malos",
    [{"oficio_fecha": "ayer"}, {"oficio_fecha": "2026-12-31"}, {"oficio_fecha": "0202-01-01"}, {"suficiencia_importe": "-1"},
     {"area_requirente": "0"}, {"partida": "x"}, {"ejercicio": "1999"}, {"suficiencia": "quiza"}, {"oficio_numero": "a\0"},
     {"modalidad": "baja"}],
)  # fmt: skip
def test_en_lo_general_lo_invalido_se_senala_y_lo_demas_se_guarda(mundo, elabora, malos):
    solicitud = mundo.borrador()
    r = enviar(elabora, "seccion_general", solicitud.pk, version=solicitud.version,
               **general(mundo, proyecto="Nombre nuevo", **malos))
    assert r.status_code == 422
    assert r.context["form"].errors.keys() == malos.keys()
    assert Solicitud.objects.get().proyecto == "Nombre nuevo"


def test_el_area_de_otro_ente_no_se_puede_elegir(mundo, elabora):
    ajena = mundo.otro_ente.areas_requirentes.create(nombre="Ajena")
    solicitud = mundo.borrador()
    r = enviar(elabora, "seccion_general", solicitud.pk, version=solicitud.version, **general(mundo, area_requirente=ajena.pk))
    assert r.status_code == 422
    assert Solicitud.objects.get().area_requirente == mundo.area_requirente


def test_los_campos_de_mas_se_ignoran(mundo, elabora):
    solicitud = mundo.borrador()
    de_mas = {"estado": "emitida", "folio": "SGD-1", "ente": mundo.otro_ente.pk, "presentada_por": mundo.elabora.pk}
    enviar(elabora, "seccion_general", solicitud.pk, version=solicitud.version, **general(mundo, **de_mas))
    enviar(elabora, "seccion", solicitud.pk, "necesidad", version=version(solicitud), necesidad="Sí", inventada="x", paaas="linea2")
    actual = Solicitud.objects.get()
    assert (actual.estado, actual.folio, actual.ente) == ("borrador", None, mundo.ente)
    assert set(actual.respuestas) == {p["clave"] for p in preguntas(actual.formulario.definicion)}
    assert actual.respuestas["paaas"] != "linea2"


def test_el_veredicto_en_vivo_juzga_y_no_guarda(mundo, elabora):
    perfil, solicitud = mundo.estandar(), mundo.borrador()
    eventos = Evento.objects.count()
    datos = {**CONCEPTO, **PORTATIL, "perfil": perfil.pk, "a_ram": "64", "a_garantia": "12", "a_bateria": "", "j_ram": ""}
    r = enviar(elabora, "concepto_veredicto", solicitud.pk, **datos)
    juicios = {a["juicio"]["clave"]: a["juicio"]["resultado"] for a in r.context["atributos"]}
    assert (juicios["ram"], juicios["garantia"], juicios["bateria"], juicios["camara"]) == (
        "supera_tope", "no_cumple", "no_declarado", "cumple")
    assert 'id="juicio-ram" data-resultado="supera_tope"' in r.text
    assert 'id="juicio-peso"' not in r.text  # no está en la página que pregunta: no hay dónde ponerlo
    assert "LAP-ADM · RAM: entre 8 y 16 GB" in r.text
    assert reverse("estandares:perfil", args=[perfil.pk]) in r.text
    assert "Ilustrativo" in r.text
    assert "$214,600.00" in r.text
    assert (Evento.objects.count(), solicitud.conceptos.count(), version(solicitud)) == (eventos, 1, solicitud.version)


def test_el_veredicto_aguanta_lo_que_sea(mundo, elabora):
    perfil, solicitud = mundo.estandar(), mundo.borrador()
    for malo in ("\0", "9" * 900, "x" * 5000, "<script>", "1e400", "٣"):
        r = enviar(elabora, "concepto_veredicto", solicitud.pk, perfil=perfil.pk, a_ram=malo, cantidad=malo, precio_unitario=malo)
        assert r.status_code == 200
        assert "<script>" not in r.text
    assert enviar(elabora, "concepto_veredicto", solicitud.pk).status_code == 200
    assert ver(elabora, "concepto_veredicto", solicitud.pk).status_code == 405


def test_sin_javascript_los_botones_muestran_atributos_y_comprueban_sin_guardar(mundo, elabora):
    perfil, solicitud = mundo.estandar(), mundo.borrador()
    r = enviar(elabora, "concepto_nuevo", solicitud.pk, version=solicitud.version, perfil=perfil.pk, descripcion="A medias", accion="perfil")
    assert r.status_code == 200
    assert "Se exige: entre 8 y 16 GB. Obligatorio." in r.text
    assert "A medias</textarea>" in r.text
    assert r.context["form"].errors == {}
    unidades = {clave: getattr(campo.widget, "sufijo", None) for clave, campo in r.context["form"].fields.items()}
    assert (unidades["a_ram"], unidades["a_peso"]) == ("GB", "kg")
    r = enviar(elabora, "concepto_nuevo", solicitud.pk, version=solicitud.version, perfil=perfil.pk, a_ram="64", accion="comprobar")
    assert 'data-resultado="supera_tope"' in r.text
    assert solicitud.conceptos.count() == 1


def test_lo_que_rebasa_se_justifica_y_se_guarda_con_su_unidad(mundo, elabora):
    perfil, solicitud = mundo.estandar(), mundo.borrador()
    datos = {**CONCEPTO, **PORTATIL, "perfil": perfil.pk, "a_ram": "65536 MB", "j_ram": "Modelos de datos geográficos."}
    enviar(elabora, "concepto_nuevo", solicitud.pk, version=solicitud.version, **datos)
    concepto = solicitud.conceptos.last()
    assert concepto.declarado["ram"] == {"valor": "65536 MB", "unidad": "", "justificacion": "Modelos de datos geográficos."}
    assert concepto.declarado["garantia"] == {"valor": "36", "unidad": "meses"}
    assert concepto.perfil.evaluar(concepto.declarado).global_ == "cumple"
    assert ver(elabora, "conceptos", solicitud.pk).context["conceptos"][-1][2] == {}, "no le falta nada"
    concepto.declarado["ram"]["justificacion"] = ""
    concepto.save()
    pendiente = ver(elabora, "conceptos", solicitud.pk).context["conceptos"][-1][2]
    assert (pendiente["texto"][:10], pendiente["id_html"]) == ("Justificar", "id_j_ram")
    concepto.declarado["ram"]["justificacion"] = "Modelos de datos geográficos."
    concepto.save()
    pagina = ver(elabora, "concepto", solicitud.pk, concepto.pk)
    assert 'value="65536 MB"' in pagina.text
    assert 'data-resultado="justificado"' in pagina.text


@pytest.mark.parametrize(
    ("nombre", "contenido", "razon"),
    [("virus.exe", b"MZ", "no se admite"), ("falso.pdf", b"MZ no soy pdf", "no es un archivo PDF"), ("vacio.pdf", b"", "vacío"),
     ("grande.pdf", PDF + b"0" * 1024 * 1024, "pesa más de 1 MB"), ("sin-extension", PDF, "no se admite")],
)  # fmt: skip
def test_un_anexo_malo_dice_su_razon_y_no_se_liga(mundo, elabora, nombre, contenido, razon):
    poner("anexo.maximo_mb", 1)
    solicitud = mundo.borrador()
    antes = solicitud.anexos.count()
    r = enviar(elabora, "anexos", solicitud.pk, clase="otro", archivo=SimpleUploadedFile(nombre, contenido, ""))
    assert r.status_code == 422
    assert razon in r.text
    assert solicitud.anexos.count() == antes


@pytest.mark.parametrize("nombre", ["x" * 300 + ".pdf", "../../etc/pásswd\u202e.pdf", "a\0b.pdf"])
def test_un_nombre_hostil_se_limpia(mundo, elabora, nombre):
    solicitud = mundo.borrador()
    assert enviar(elabora, "anexos", solicitud.pk, clase="otro", archivo=SimpleUploadedFile("a.pdf", PDF, DE_PDF)).status_code == 302
    subido = SimpleUploadedFile("b.pdf", pdf_de_muestra("b"), DE_PDF)
    subido._name = nombre
    assert enviar(elabora, "anexos", solicitud.pk, clase="otro", archivo=subido).status_code in (302, 422)
    for anexo in solicitud.anexos.filter(clase="otro"):
        assert len(anexo.nombre) <= 120
        assert not set(anexo.nombre) & set("/\\\0\u202e")


def test_sin_archivo_o_de_una_clase_que_no_viene_al_caso_no_se_adjunta(mundo, elabora):
    solicitud = mundo.borrador()
    assert "Adjunte el archivo" in enviar(elabora, "anexos", solicitud.pk, clase="otro").text
    for clase in ("inventada", "multianual"):
        archivo = SimpleUploadedFile("a.pdf", PDF, DE_PDF)
        assert enviar(elabora, "anexos", solicitud.pk, clase=clase, archivo=archivo).status_code == 422


def test_el_anexo_se_descarga_como_adjunto_y_la_lectura_del_auditor_queda(mundo, presenta):
    solicitud = mundo.presentada()
    anexo = solicitud.anexos.first()
    r = ver(presenta, "anexo", anexo.pk)
    assert b"".join(r.streaming_content) == anexo.archivo.leer()
    assert r["Content-Disposition"].startswith("attachment")
    assert r["X-Content-Type-Options"] == "nosniff"
    assert not Evento.objects.filter(accion="anexo.leido").exists()
    assert ver(dentro(mundo.auditor), "anexo", anexo.pk).status_code == 200
    assert Evento.objects.get(accion="anexo.leido").por == mundo.auditor


def test_retirar_un_anexo_lo_deja_en_la_historia(mundo, elabora):
    solicitud = mundo.borrador()
    anexo = solicitud.anexos.first()
    assert "Retirar el anexo" in ver(elabora, "anexo_retirar", solicitud.pk, anexo.pk).text
    enviar(elabora, "anexo_retirar", solicitud.pk, anexo.pk, version=solicitud.version)
    anexo.refresh_from_db()
    assert anexo.retirado_por == mundo.elabora
    assert enviar(elabora, "anexo_retirar", solicitud.pk, anexo.pk, version=version(solicitud)).status_code == 302


def test_el_acuse_dice_folio_hora_vencimiento_y_huellas(mundo, presenta):
    solicitud = mundo.presentada()
    pagina = ver(presenta, "acuse", solicitud.pk).text
    assert solicitud.folio in pagina
    assert "09:00\u00a0h" in pagina
    assert "martes 24 de marzo de 2026" in pagina  # quince hábiles sin contar el lunes 16
    assert solicitud.anexos.first().archivo.sha256 in pagina
    for nombre in ("acuse_pdf", "oficio_pdf"):
        r = ver(presenta, nombre, solicitud.pk)
        assert r.content.startswith(b"%PDF-")
        assert r["Content-Disposition"].startswith("attachment")
        assert ver(presenta, nombre, solicitud.pk).content == r.content


def prevenida(mundo):
    solicitud = mundo.presentada()
    observaciones = [("concepto-1", "Falta el modelo de uso."), ("necesidad", "No se entiende a quién beneficia."),
                     ("anexo-mercado", "Ilegible."), ("lo_que_sea", "Ancla desconocida.")]
    return actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=mundo.en, causal="concepto", observaciones=observaciones)


def test_atender_observaciones_guarda_a_medias_y_no_entrega_sin_todas(mundo, elabora, presenta):
    solicitud = prevenida(mundo)
    pagina = ver(presenta, "desahogar", solicitud.pk)
    assert "Observación 1 de 4" in pagina.text
    assert en_("concepto", solicitud.pk, solicitud.conceptos.get().pk) in pagina.text
    primera, *otras = [p["observacion"].pk for p in pagina.context["pares"]]
    r = enviar(presenta, "desahogar", solicitud.pk, version=solicitud.version, entregar="1", **{f"respuesta_{primera}": "Ya quedó."})
    assert r.status_code == 422
    assert "Conteste la observación 2" in r.text
    assert "Ya quedó.</textarea>" in ver(elabora, "desahogar", solicitud.pk).text
    todas = {f"respuesta_{primera}": "Ya quedó."} | {f"respuesta_{pk}": "No procede porque…" for pk in otras}
    todas |= {f"desacuerdo_{pk}": "on" for pk in otras}
    assert enviar(elabora, "desahogar", solicitud.pk, version=version(solicitud), entregar="1", **todas).status_code == 403
    r = enviar(presenta, "desahogar", solicitud.pk, version=version(solicitud), entregar="1", **todas)
    assert r.url == en_("acuse", solicitud.pk)
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.presentaciones.count()) == ("en_requisitos", 2)
    assert solicitud.prevenciones.get().observaciones.filter(en_desacuerdo=True).count() == 3


def test_al_atender_se_puede_corregir_y_lo_que_falte_se_dice(mundo, presenta):
    solicitud = prevenida(mundo)
    enviar(presenta, "seccion", solicitud.pk, "necesidad", version=solicitud.version, necesidad="")
    respuestas = {f"respuesta_{o.pk}": "Sí." for o in solicitud.prevenciones.get().observaciones.all()}
    r = enviar(presenta, "desahogar", solicitud.pk, version=version(solicitud), entregar="1", **respuestas)
    assert r.status_code == 422
    assert "¿Qué necesidad se atiende" in r.text
    assert Solicitud.objects.get().estado == "prevenida"


def test_lo_contestado_no_se_entrega_sobre_lo_que_otra_persona_acaba_de_cambiar(mundo, elabora, presenta):
    solicitud = prevenida(mundo)
    respuestas = {f"respuesta_{o.pk}": "Sí." for o in solicitud.prevenciones.get().observaciones.all()}
    enviar(presenta, "desahogar", solicitud.pk, version=solicitud.version, **respuestas)
    vista = version(solicitud)
    enviar(elabora, "seccion", solicitud.pk, "necesidad", version=vista, necesidad="Otra necesidad.")
    assert enviar(presenta, "desahogar", solicitud.pk, version=vista, entregar="1", **respuestas).status_code == 409
    assert Solicitud.objects.get().estado == "prevenida"


def test_desistir_pide_motivo_y_concluye(mundo, presenta, elabora):
    solicitud = mundo.presentada()
    assert enviar(presenta, "desistir", solicitud.pk, motivo=" ").status_code == 422
    assert ver(elabora, "desistir", solicitud.pk).status_code == 404
    enviar(presenta, "desistir", solicitud.pk, motivo="Se canceló el proyecto.")
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.motivo_conclusion) == ("desistida", "Se canceló el proyecto.")


def test_descartar_un_borrador_deja_solo_el_evento(mundo, elabora):
    solicitud = mundo.borrador()
    assert "No se puede deshacer" in ver(elabora, "descartar", solicitud.pk).text
    enviar(elabora, "descartar", solicitud.pk)
    assert not Solicitud.objects.exists()
    assert Evento.objects.filter(accion="solicitud.descartada").exists()


def test_recepcion_captura_lo_que_llega_en_papel_y_lo_presenta(mundo):
    recepcion = dentro(mundo.recepcion)
    nueva(recepcion, ente=mundo.ente.pk)
    solicitud = Solicitud.objects.get()
    modelo = mundo.borrador()
    enviar(recepcion, "seccion_general", solicitud.pk, version=1, **general(mundo))
    solicitud = captura.guardar(solicitud, version=version(solicitud), por=mundo.recepcion, en=mundo.en, respuestas=modelo.respuestas)
    enviar(recepcion, "concepto_nuevo", solicitud.pk, version=version(solicitud), **CONCEPTO)
    for anexo in modelo.anexos.all():
        enviar(recepcion, "anexos", solicitud.pk, clase=anexo.clase, archivo=SimpleUploadedFile("escaneo.pdf", PDF, DE_PDF))
    for mala in ("2026-03-02T09:31", "2026-02-01T10:00", "mañana"):
        assert enviar(recepcion, "presentar", solicitud.pk, version=version(solicitud), veracidad="on", sello="on", recibida_en=mala).status_code == 422
    bien = {"version": version(solicitud), "veracidad": "on", "recibida_en": "2026-02-27T10:15"}
    assert "sello de recibido" in enviar(recepcion, "presentar", solicitud.pk, **bien).text
    r = enviar(recepcion, "presentar", solicitud.pk, **bien, sello="on")
    assert r.url == en_("acuse", solicitud.pk)
    solicitud.refresh_from_db()
    assert (solicitud.en_papel, solicitud.recibida_en.isoformat()) == (True, "2026-02-27T17:15:00+00:00")
    acuse = ver(recepcion, "acuse", solicitud.pk).text
    assert "Recibida en papel" in acuse
    assert f"2 de marzo de 2026, 09:30\u00a0h</time> por {mundo.recepcion.nombre}" in acuse
    assert solicitud.escritos.get().procedencia in ver(recepcion, "expediente", solicitud.pk).text
    assert ver(recepcion, "oficio_pdf", solicitud.pk).status_code == 404


def test_recepcion_no_captura_en_lo_que_abrio_el_ente(mundo):
    solicitud = prevenida(mundo)
    recepcion = dentro(mundo.recepcion)
    assert ver(recepcion, "seccion_general", solicitud.pk).status_code == 404
    with pytest.raises(Exception, match="no permite"):
        captura.guardar(solicitud, version=solicitud.version, por=mundo.recepcion, en=mundo.en, campos={"proyecto": "X"})


def test_mis_solicitudes_pone_primero_lo_que_requiere_atencion(mundo, presenta):
    enviadas = [mundo.presentada() for _ in range(2)]
    borrador = mundo.borrador()
    actos.ejecutar(tramite.desistir, enviadas[0], por=mundo.presenta, en=mundo.en, motivo="Ya no.")
    grupos = ver(presenta, "solicitudes").context["grupos"]
    assert [(t, [s.pk for s in g]) for t, g in grupos] == [
        ("Requieren su atención", [borrador.pk]), ("En curso", [enviadas[1].pk]), ("Concluidas", [enviadas[0].pk])]
    assert ver(presenta, "solicitudes", q="renovacion DE équipo", estado="borrador").context["grupos"][0][1] == [borrador]
    assert ver(dentro(mundo.ajena), "solicitudes").context["grupos"] == []


def test_las_paginas_por_llave_no_repiten_ni_saltan(mundo, presenta, django_assert_max_num_queries):
    for n in range(60):
        captura.iniciar(mundo.ente, "bienes", "adquisicion", f"P{n:02}", por=mundo.elabora, en=mundo.en + timedelta(seconds=n // 2))
    vistas, url = [], en_("solicitudes")
    for _ in range(3):
        with django_assert_max_num_queries(12):
            r = presenta.get(url, secure=True)
        vistas.append([s.proyecto for _, g in r.context["grupos"] for s in g])
        url = en_("solicitudes") + r.context["vecinos"]["siguiente_url"]
    assert [len(v) for v in vistas] == [25, 25, 10]
    assert len({p for v in vistas for p in v}) == 60
    atras = presenta.get(en_("solicitudes") + r.context["vecinos"]["anterior_url"], secure=True)
    assert [s.proyecto for _, g in atras.context["grupos"] for s in g] == vistas[1]
    for rara in ("x", "1.2.3", "1.2026-01-01.5", "9" * 400, "1.2026-01-01T00:00:00+00:00." + "9" * 60):
        assert ver(presenta, "solicitudes", despues=rara, antes=rara).status_code == 200


def test_las_paginas_por_llave_pasan_de_un_grupo_al_siguiente_y_regresan(mundo, presenta, monkeypatch):
    monkeypatch.setattr(mis_solicitudes, "POR_PAGINA", 2)
    for n in range(3):
        mundo.presentada(), captura.iniciar(mundo.ente, "bienes", "adquisicion", f"P{n}", por=mundo.elabora, en=mundo.en)
    vistas, vecinos = [], {"siguiente_url": "?"}
    while siguiente := vecinos["siguiente_url"]:
        pagina = presenta.get(en_("solicitudes") + siguiente, secure=True)
        vistas.append([s.pk for _, grupo in pagina.context["grupos"] for s in grupo])
        vecinos = pagina.context["vecinos"]
    assert [len(v) for v in vistas] == [2, 2, 2]
    assert len({pk for v in vistas for pk in v}) == 6
    for vista in reversed(vistas[:-1]):
        pagina = presenta.get(en_("solicitudes") + pagina.context["vecinos"]["anterior_url"], secure=True)
        assert [s.pk for _, grupo in pagina.context["grupos"] for s in grupo] == vista
    assert not pagina.context["vecinos"]["anterior_url"]


def test_el_autoguardado_devuelve_la_version_nueva(mundo, elabora):
    solicitud = mundo.borrador()
    r = elabora.post(en_("seccion", solicitud.pk, "necesidad"), {"version": solicitud.version, "necesidad": "A medias"},
                     headers={"HX-Request": "true"}, secure=True)
    assert r.text.strip() == f'<input type="hidden" name="version" id="version" value="{solicitud.version + 1}">'
    assert Solicitud.objects.get().respuestas["necesidad"] == "A medias"


@pytest.mark.parametrize(("ruta", "quien"), [("", "elabora"), ("presentar/", "presenta")])
def test_los_conceptos_se_leen_una_vez_por_pagina(mundo, ruta, quien):
    solicitud = mundo.borrador(conceptos=3, perfil=mundo.estandar())
    cliente = dentro(getattr(mundo, quien))
    with CaptureQueriesContext(connection) as hechas:
        assert cliente.get(f"/solicitudes/{solicitud.pk}/{ruta}").status_code == 200
    for tabla in (Concepto, Perfil, Requisito):
        assert sum(f'FROM "{tabla._meta.db_table}"' in c["sql"] for c in hechas) == 1, tabla
