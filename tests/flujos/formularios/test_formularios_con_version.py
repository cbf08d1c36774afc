"""Publicar otra versión de las preguntas cambia lo que se captura sin tocar código; lo empezado conserva la suya."""

from __future__ import annotations

import copy
import importlib
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas.acceso import dos_personas
from cuentas.reloj import detenido_en
from dictamenes import siembra, tramite
from dictamenes.documento import documentos
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.documento.oficio import redactar_dictamen
from dictamenes.excepciones import CapturaVencida, EstadoEquivocado
from dictamenes.expediente import captura
from dictamenes.models import Dictamen, Formulario, Solicitud
from dictamenes.textos.formularios import versiones
from dictamenes.textos.formularios.definicion import preguntas
from flujos.recorrido import actos
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from tests.mundo import ANEXO_NUEVO, PREGUNTAS_NUEVAS, con_mas_preguntas

ENERGIA, CONSUMO = PREGUNTAS_NUEVAS
HABLADO = "Doscientos kilovatios por hora en temporada de calor."


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _en(nombre, *args):
    return reverse(f"flujos:{nombre}", args=args)


def _texto(respuesta):
    return respuesta.content.decode()


def _definicion():
    return con_mas_preguntas(versiones.vigente("bienes").definicion)


def _version(solicitud):
    return Solicitud.objects.get(pk=solicitud.pk).version


def _escrita(definicion):
    return {"definicion": versiones.escribir(definicion)}


def test_una_pregunta_y_un_anexo_nuevos_se_importan_publican_capturan_y_presentan_sin_tocar_codigo(mundo):
    redacta, publica = _como(mundo.persona("administrador")), _como(mundo.administrador)
    archivo = SimpleUploadedFile("bienes.json", versiones.escribir(_definicion()).encode())
    assert redacta.post(_en("formulario", "bienes"), {"definicion": "", "archivo": archivo}).status_code == 302
    borrador = Formulario.objects.get(publicada_en=None)
    vista = _texto(publica.get(_en("formulario_version", borrador.pk)))
    for dicho in (ENERGIA["texto"], ENERGIA["ayuda"], "Sólo si contestó «Sí, regulada»", ANEXO_NUEVO["nombre"],
                  "Se agregó la pregunta «¿Cuánta energía consume?»", "bajo protesta de decir verdad"):
        assert dicho in vista
    assert publica.post(_en("formulario_publicar", borrador.pk), {"leida": borrador.marca}).status_code == 302
    solicitud, elabora = mundo.borrador(), _como(mundo.elabora)
    assert solicitud.formulario == borrador
    seccion = _en("seccion", solicitud.pk, "particulares")
    assert ENERGIA["ayuda"] in _texto(elabora.get(seccion))
    suyas = {p["clave"]: solicitud.respuestas[p["clave"]] for p in borrador.definicion["secciones"][1]["preguntas"]}
    elabora.post(seccion, {**suyas, "energia_regulada": "si", "consumo": HABLADO, "version": _version(solicitud)})
    solicitud.anexos.filter(clase="plan_energia").delete()
    assert "Adjunte: Plan de energía" in _texto(elabora.get(_en("presentar", solicitud.pk)))
    anexo = SimpleUploadedFile("plan.pdf", pdf_de_muestra("Plan"), "application/pdf")
    elabora.post(_en("anexos", solicitud.pk), {"clase": "plan_energia", "archivo": anexo})
    revisar = _texto(elabora.get(_en("presentar", solicitud.pk)))
    assert all(dicho in revisar for dicho in (CONSUMO["texto"], HABLADO, "Sí, regulada", "plan.pdf"))
    _como(mundo.presenta).post(_en("presentar", solicitud.pk), {"version": _version(solicitud), "veracidad": "on"})
    _sale_en_todas_partes(mundo, Solicitud.objects.get(pk=solicitud.pk))


def _sale_en_todas_partes(mundo, solicitud):
    presentacion = solicitud.presentaciones.get()
    assert presentacion.datos["formulario"] == 2
    assert ANEXO_NUEVO["nombre"] in str(presentacion.acuse["anexos"])
    expediente = _texto(_como(mundo.recepcion).get(_en("expediente", solicitud.pk)))
    assert all(dicho in expediente for dicho in (ENERGIA["texto"], HABLADO, "Plan de energía", "bajo protesta"))
    oficio = texto_de(documentos.oficio_de_solicitud(presentacion))
    assert all(dicho in oficio for dicho in ("Consumo de energía", HABLADO[:30], "Sí, regulada", "bajo protesta"))
    assert "Plan de energía" in texto_de(documentos.acuse(presentacion))


def test_lo_contestado_llega_al_dictamen_como_lo_manda_la_definicion(mundo):
    mundo.publicar_formulario()
    mundo.proponer(mundo.en_estrategia())
    dictamen = Dictamen.objects.get()
    dictamen.clave = "borrador"
    texto = texto_de(redactar_dictamen(datos_de_dictamen(dictamen)).contenido)
    assert all(dicho in texto for dicho in ("Consumo de energía", "Necesidad que atiende", "Fuente"))


def test_lo_entregado_antes_de_que_la_definicion_lo_dijera_se_imprime_como_entonces(mundo):
    presentacion = mundo.presentada().presentaciones.get()
    for llave in ("declaraciones", "en_documentos"):
        del presentacion.datos[llave]
    texto = texto_de(documentos.oficio_de_solicitud(presentacion))
    assert all(dicho in texto for dicho in ("Necesidad que atiende", "Fuente", "bajo protesta de decir verdad"))


def test_el_borrador_de_un_formulario_no_rige(mundo):
    mundo.formulario()
    assert mundo.borrador().formulario.numero == 1


def test_quien_redacto_no_publica_y_lo_publicado_no_cambia(mundo):
    quien = mundo.persona("administrador")
    borrador = versiones.redactar("bienes", _definicion(), por=quien, en=mundo.en)
    respuesta = _como(quien).post(_en("formulario_publicar", borrador.pk), {"leida": borrador.marca})
    assert respuesta.status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado").count() == 1
    assert "debe publicarla otra persona" in _texto(_como(quien).get(_en("formulario_version", borrador.pk)))
    mundo.publicar_formulario()
    with pytest.raises(dos_personas.YaPublicada):
        versiones.publicar(borrador, por=mundo.administrador, en=mundo.en)
    assert Formulario.objects.get(pk=borrador.pk).definicion["secciones"][1]["preguntas"][-1] == CONSUMO


def test_no_se_publica_lo_que_cambio_despues_de_leerlo_ni_se_pisa_lo_de_otra_persona(mundo):
    borrador = mundo.formulario()
    leida, otra = borrador.marca, copy.deepcopy(borrador.definicion)
    otra["secciones"][0]["titulo"] = "Otro título"
    versiones.redactar("bienes", otra, por=borrador.redactada_por, en=mundo.en + timedelta(minutes=1))
    publica = _como(mundo.administrador)
    assert publica.post(_en("formulario_publicar", borrador.pk), {"leida": leida}).status_code == 409
    pagina = publica.post(_en("formulario", "bienes"), {**_escrita(borrador.definicion), "leida": leida})
    assert "Otra persona guardó este texto" in _texto(pagina)
    assert Formulario.objects.get(pk=borrador.pk).definicion["secciones"][0]["titulo"] == "Otro título"


def test_lo_que_no_se_puede_usar_dice_donde_y_vuelve_escrito(mundo):
    administra, definicion = _como(mundo.administrador), _definicion()
    definicion["secciones"][1]["preguntas"][-1]["si"]["es"] = "tal vez"
    archivo = SimpleUploadedFile("malo.json", versiones.escribir(definicion).encode())
    pagina = _texto(administra.post(_en("formulario", "bienes"), {"definicion": "", "archivo": archivo}))
    assert "Sección 2 (particulares), pregunta 6 (consumo): «es» va con una opción de «energia_regulada» (si, no)" in pagina
    assert "tal vez" in pagina
    assert "renglón 2" in _texto(administra.post(_en("formulario", "bienes"), {"definicion": "{\n ,}"}))
    assert "no es JSON" in _texto(administra.post(_en("formulario", "bienes"), {"definicion": ""}))
    assert not Formulario.objects.filter(publicada_en=None).exists()


def test_lo_descargado_se_puede_volver_a_importar(mundo):
    rige = versiones.vigente("bienes")
    bajado = _como(mundo.administrador).get(_en("formulario_json", rige.pk))
    assert 'filename="formulario-bienes-v1.json"' in bajado["Content-Disposition"]
    assert versiones.leer(_texto(bajado), "bienes") == rige.definicion
    assert json.loads(_texto(bajado))["tipo"] == "bienes"


def test_la_lista_dice_que_rige_y_que_anexos_se_piden(mundo):
    mundo.formulario("baja")
    pagina = _texto(_como(mundo.administrador).get(_en("formularios")))
    assert all(dicho in pagina for dicho in ("Versión 1", "En borrador", "Investigación de mercado"))
    assert "Plan de energía" not in pagina


def test_un_borrador_dice_que_hay_version_nueva_y_pasa_a_ella_sin_perder_nada(mundo):
    solicitud, elabora = mundo.borrador(), _como(mundo.elabora)
    nueva = _definicion()
    nueva["secciones"][0]["preguntas"] = [p for p in nueva["secciones"][0]["preguntas"] if p["clave"] != "antecedentes"]
    nueva["anexos"] = [a for a in nueva["anexos"] if a["clase"] != "inventario"]
    mundo.publicar_formulario(definicion=nueva)
    pagina = _texto(elabora.get(_en("borrador", solicitud.pk)))
    assert "Hay una versión nueva de las preguntas (v2). Usted sigue con la v1" in pagina
    assert "Se retiró la pregunta «Antecedentes»" in pagina
    respuestas = solicitud.respuestas
    elabora.post(_en("version_nueva", solicitud.pk), {"version": solicitud.version, "hacia": "2"})
    actual = Solicitud.objects.get(pk=solicitud.pk)
    assert (actual.formulario.numero, actual.respuestas) == (2, respuestas)
    assert "Hay una versión nueva" not in _texto(elabora.get(_en("borrador", solicitud.pk)))
    assert "Antecedentes" not in _texto(elabora.get(_en("presentar", solicitud.pk)))
    assert "La versión nueva de las preguntas ya no lo pide" in _texto(elabora.get(_en("anexos", solicitud.pk)))
    evento = Evento.objects.get(accion="solicitud.formulario_cambiado")
    assert evento.datos_evento.datos == {"version": actual.version, "formulario": 2, "formulario_anterior": 1}


def test_lo_que_ya_no_se_pregunta_no_se_entrega_aunque_se_conserve(mundo):
    solicitud = mundo.borrador()
    nueva = copy.deepcopy(solicitud.formulario.definicion)
    nueva["secciones"][0]["preguntas"] = [p for p in nueva["secciones"][0]["preguntas"] if p["clave"] != "antecedentes"]
    mundo.publicar_formulario(definicion=nueva)
    solicitud = captura.pasar_a_version_nueva(
        solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, hacia="2")
    solicitud = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    assert "antecedentes" in solicitud.respuestas
    assert "antecedentes" not in solicitud.presentaciones.get().datos["respuestas"]


def test_lo_que_dejo_de_venir_al_caso_se_dice_al_revisar_y_no_esta_en_el_expediente(mundo):
    solicitud, motivo = mundo.borrador(), "¿Por qué es extraordinaria?"
    assert (solicitud.respuestas["paaas"], solicitud.respuestas["paaas_motivo"]) == ("linea", "Respuesta de prueba.")
    revisar = _texto(_como(mundo.elabora).get(_en("presentar", solicitud.pk)))
    _, _, dicho = revisar.partition("esto ya no viene al caso y no se entrega")
    assert motivo in dicho.partition("</ul>")[0]
    assert revisar.count(motivo) == 1
    solicitud = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    entregado = solicitud.presentaciones.get()
    assert "paaas_motivo" not in entregado.datos["respuestas"]
    assert "paaas_detalle" in entregado.datos["respuestas"]
    entregado.datos["respuestas"]["paaas_motivo"] = "De cuando se entregaba."
    type(entregado).objects.filter(pk=entregado.pk).update(datos=entregado.datos)
    expediente = _texto(_como(mundo.elabora).get(_en("expediente", solicitud.pk)))
    assert "Línea del PAAAS" in expediente
    assert motivo not in expediente


def test_lo_que_dependia_de_lo_que_dejo_de_venir_al_caso_no_se_pregunta_ni_se_exige_ni_se_entrega(mundo):
    definicion = copy.deepcopy(versiones.vigente("bienes").definicion)
    bateria = {**ENERGIA, "clave": "bateria", "texto": "¿Lleva batería?", "si": {"pregunta": "energia_regulada", "es": "si"},
               "en_documentos": "Batería"}
    termina = {"clave": "bateria_termina", "texto": "¿Hasta cuándo sirve?", "clase": "fecha", "vence": True,
               "si": {"pregunta": "bateria", "es": "si"}, "en_documentos": "Fin de la batería"}
    definicion["secciones"][1]["preguntas"] += [ENERGIA, bateria, termina]
    definicion["anexos"].append({**ANEXO_NUEVO, "si": {"pregunta": "bateria", "es": "si"}})
    mundo.publicar_formulario(definicion=definicion)
    solicitud, elabora = mundo.borrador(), _como(mundo.elabora)
    assert all(dicho in _texto(elabora.get(_en("presentar", solicitud.pk))) for dicho in (termina["texto"], ANEXO_NUEVO["nombre"]))
    solicitud.anexos.filter(clase=ANEXO_NUEVO["clase"]).delete()
    solicitud = captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                                respuestas={"energia_regulada": "no", "bateria_termina": "mañana"})
    assert solicitud.respuestas["bateria"] == "si"
    revisar = _texto(elabora.get(_en("presentar", solicitud.pk)))
    _, _, conservado = revisar.partition("esto ya no viene al caso y no se entrega")
    assert all(revisar.count(p["texto"]) == 1 and p["texto"] in conservado for p in (bateria, termina))
    assert ANEXO_NUEVO["nombre"] not in revisar + _texto(elabora.get(_en("anexos", solicitud.pk)))
    solicitud = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    datos = solicitud.presentaciones.get().datos
    assert {"bateria", "bateria_termina"}.isdisjoint(datos["respuestas"])
    assert {d["rotulo"] for d in datos["en_documentos"]}.isdisjoint({"Batería", "Fin de la batería"})
    assert termina["texto"] not in _texto(elabora.get(_en("expediente", solicitud.pk)))


def test_una_opcion_que_la_version_nueva_ya_no_ofrece_no_se_borra_al_guardar_lo_demas(mundo):
    solicitud, elabora = mundo.borrador(), _como(mundo.elabora)
    nueva = copy.deepcopy(solicitud.formulario.definicion)
    paaas = next(p for p in preguntas(nueva) if p["clave"] == "procedimiento")
    paaas["opciones"] = paaas["opciones"][1:]
    mundo.publicar_formulario(definicion=nueva)
    elabora.post(_en("version_nueva", solicitud.pk), {"version": solicitud.version, "hacia": "2"})
    assert "Revise «Procedimiento previsto»" in _texto(elabora.get(_en("presentar", solicitud.pk)))
    pagina = elabora.get(_en("seccion", solicitud.pk, "presupuesto"))
    datos = {campo.name: campo.value() or "" for campo in pagina.context["form"] if campo.name != "procedimiento"}
    elabora.post(_en("seccion", solicitud.pk, "presupuesto"), {**datos, "fuente": "Otra", "version": _version(solicitud)})
    actual = Solicitud.objects.get(pk=solicitud.pk)
    assert (actual.respuestas["fuente"], actual.respuestas["procedimiento"]) == ("Otra", "licitacion")


def test_con_la_version_anterior_se_sigue_capturando_y_presentando(mundo):
    solicitud = mundo.borrador()
    mundo.publicar_formulario()
    presentada = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    assert (presentada.formulario.numero, presentada.presentaciones.get().datos["formulario"]) == (1, 1)


def test_en_prevenida_y_ya_presentada_no_se_cambia_de_version(mundo):
    solicitud = mundo.presentada()
    mundo.publicar_formulario()
    prevenida = actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=mundo.en, causal="anexo",
                               observaciones=[("necesidad", "Precise la necesidad.")])
    assert "Hay una versión nueva" not in _texto(_como(mundo.elabora).get(_en("borrador", solicitud.pk)))
    with pytest.raises(EstadoEquivocado):
        captura.pasar_a_version_nueva(
            prevenida, version=prevenida.version, por=mundo.elabora, en=mundo.en, hacia="2")
    assert Solicitud.objects.get(pk=solicitud.pk).formulario.numero == 1


def test_no_se_pasa_a_una_version_que_no_se_leyo_ni_dos_veces_ni_a_la_de_otro_ente(mundo):
    solicitud = mundo.borrador()
    mundo.publicar_formulario()
    pasar = {"por": mundo.elabora, "en": mundo.en}
    with pytest.raises(CapturaVencida):
        captura.pasar_a_version_nueva(solicitud, version=solicitud.version, hacia="3", **pasar)
    ajena = _como(mundo.ajena).post(_en("version_nueva", solicitud.pk), {"version": solicitud.version, "hacia": "2"})
    assert ajena.status_code == 404
    solicitud = captura.pasar_a_version_nueva(solicitud, version=solicitud.version, hacia="2", **pasar)
    with pytest.raises(EstadoEquivocado):
        captura.pasar_a_version_nueva(solicitud, version=solicitud.version, hacia="2", **pasar)


def test_cada_declaracion_del_formulario_se_marca_y_queda_en_lo_presentado(mundo):
    nueva = copy.deepcopy(versiones.vigente("bienes").definicion)
    nueva["declaraciones"].append({"clave": "sin_duplicar", "texto": "Declaro que no existe otro equipo igual sin usar."})
    mundo.publicar_formulario(definicion=nueva)
    solicitud, presenta = mundo.borrador(), _como(mundo.presenta)
    datos = {"version": solicitud.version, "veracidad": "on"}
    sin_una = presenta.post(_en("presentar", solicitud.pk), datos)
    assert (sin_una.status_code, "marque: Declaro que no existe otro equipo" in _texto(sin_una)) == (422, True)
    presenta.post(_en("presentar", solicitud.pk), {**datos, "sin_duplicar": "on"})
    presentacion = Solicitud.objects.get(pk=solicitud.pk).presentaciones.get()
    assert presentacion.datos["declaraciones"] == [d["texto"] for d in nueva["declaraciones"]]
    assert "no existe otro equipo igual" in texto_de(documentos.oficio_de_solicitud(presentacion))


def test_lo_que_depende_de_otra_pagina_queda_a_la_vista_con_su_condicion(mundo):
    nueva = copy.deepcopy(versiones.vigente("bienes").definicion)
    ultima = nueva["secciones"][-1]["preguntas"]
    ultima.append({"clave": "anios", "texto": "¿Cuántos años?", "clase": "numero", "si": {"pregunta": "multianual", "es": "si"}})
    mundo.publicar_formulario(definicion=nueva)
    pagina = _texto(_como(mundo.elabora).get(_en("seccion", mundo.borrador().pk, nueva["secciones"][-1]["clave"])))
    assert "Sólo si contestó «Sí» en «¿Compromete más de un ejercicio?»" in pagina
    assert "data-si-pregunta" not in pagina


def test_sembrar_otra_vez_no_pisa_lo_publicado(mundo):
    mundo.publicar_formulario()
    siembra.sembrar(mundo.en)
    assert versiones.vigente("bienes").numero == 2


def test_al_actualizar_una_instalacion_sus_versiones_dicen_lo_que_con_ellas_se_declaro_e_imprimio(mundo):
    sembrada = versiones.vigente("bienes")
    de_antes = copy.deepcopy(sembrada.definicion)
    del de_antes["declaraciones"]
    for pregunta in preguntas(de_antes):
        pregunta.pop("en_documentos", None)
    Formulario.objects.filter(pk=sembrada.pk).update(definicion=de_antes)
    importlib.import_module("dictamenes.migrations.0024_formularios_con_borrador").pasar_a_datos(apps, None)
    assert versiones.vigente("bienes").definicion == sembrada.definicion
