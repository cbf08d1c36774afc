"""Partir de una anterior: qué se lleva, qué no, qué cambió desde entonces y cuánto falta por llenar."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from archivos.entrada import guardar
from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from dictamenes import tramite
from dictamenes.expediente import captura, copia
from dictamenes.models import Formulario, Partida, Solicitud
from dictamenes.reglas import requisitos
from dictamenes.textos.formularios.definicion import preguntas
from estandares.models import Perfil
from flujos.captura import copias
from flujos.invariantes import revisar as invariantes_rotas
from flujos.recorrido import actos
from tests.herramientas.paginas import dentro, en_
from tests.mundo import MAS_RAM, respuesta_de

pytestmark = pytest.mark.django_db
SIN_LAPTOP = ("LAP-ADM,Portátil administrativa", "LAP-OFI,Portátil de oficina")
CAMPOS = 12


@pytest.fixture
def luego(en):
    """Un año después: el estándar pudo cambiar y el ejercicio es otro."""
    with reloj.detenido_en(en + timedelta(days=365)):
        yield en + timedelta(days=365)


@pytest.fixture
def anterior(mundo):
    """Una ya presentada con un concepto que cumple el estándar de entonces."""
    return mundo.presentada_en_estandar()


def test_lleva_lo_que_sigue_valiendo_y_nada_de_ese_anio(mundo, anterior, luego):
    nueva = captura.copiar(anterior, por=mundo.elabora, en=luego)
    assert (nueva.estado, nueva.ejercicio, nueva.copiada_de) == ("borrador", luego.year, anterior)
    assert (nueva.area_requirente, nueva.partida, nueva.alineacion) == (
        anterior.area_requirente, anterior.partida, anterior.alineacion)
    assert (nueva.oficio_numero, nueva.oficio_fecha, nueva.suficiencia, nueva.suficiencia_importe) == ("", None, "", None)
    assert nueva.respuestas["necesidad"] == anterior.respuestas["necesidad"]
    de_cada_vez = {p["clave"] for p in preguntas(nueva.formulario.definicion) if p.get("cada_vez")}
    assert {"paaas_detalle", "cotizaciones"} <= de_cada_vez
    assert not de_cada_vez & set(nueva.respuestas)
    una, otra = anterior.conceptos.get(), nueva.conceptos.get()
    iguales = ("orden", *copia.CAMPOS_DE_CONCEPTO)
    assert {c: getattr(una, c) for c in iguales} == {c: getattr(otra, c) for c in iguales}
    assert otra.evaluacion is None
    assert {a.clase for a in nueva.anexos.all()} == {"justificacion", "anexo_tecnico"}
    assert {a.subido_por for a in nueva.anexos.all()} == {mundo.elabora}
    evento = Evento.objects.de(nueva).get(accion="solicitud.copiada")
    assert evento.datos_evento.datos["origen"] == anterior.pk


def test_lo_copiado_y_presentado_se_lee_y_dice_de_donde_viene(mundo, anterior):
    copiada = captura.copiar(anterior, por=mundo.elabora, en=mundo.en)
    while faltan := requisitos.revisar(copiada):
        copiada = _llenar(copiada, faltan[0].sobre, mundo.elabora, mundo.en)
    actos.ejecutar(tramite.presentar, copiada, por=mundo.presenta, en=mundo.en)
    assert f"De la solicitud {anterior.folio}." in dentro(mundo.elabora).get(en_("expediente", copiada.pk)).text


def test_la_anterior_no_cambia_y_los_invariantes_siguen(mundo, anterior, luego):
    eventos = Evento.objects.de(anterior).count()
    nueva = captura.copiar(anterior, por=mundo.presenta, en=luego)
    intacta = Solicitud.objects.get(pk=anterior.pk)
    assert (intacta.version, intacta.estado, intacta.anexos.count()) == (anterior.version, "en_requisitos", anterior.anexos.count())
    assert Evento.objects.de(anterior).count() == eventos
    assert nueva.elaborada_por == mundo.presenta
    assert not list(invariantes_rotas())


def test_lo_que_cambio_del_estandar_se_dice_atributo_por_atributo(mundo, anterior, luego):
    mundo.version_nueva(MAS_RAM, en=luego)
    nueva = captura.copiar(anterior, por=mundo.elabora, en=luego)
    assert nueva.conceptos.get().perfil.version.numero == 2
    (cambio,) = copia.conceptos_cambiados(anterior, luego.date())
    assert (cambio.antes["global"], cambio.ahora["global"]) == ("cumple", "no_cumple")
    (ram,) = cambio.atributos
    assert (ram.antes["exigido"], ram.ahora["exigido"]) == ("entre 8 y 16 GB", "entre 16 y 32 GB")
    texto = dentro(mundo.elabora).get(en_("cambios", nueva.pk)).text
    assert "entre 8 y 16 GB" in texto
    assert "entre 16 y 32 GB" in texto
    assert "512" not in texto
    assert "Nada cambió" not in texto
    assert en_("concepto", nueva.pk, nueva.conceptos.get().pk) in texto


def test_si_nada_cambio_lo_dice_en_una_frase(mundo, anterior, luego):
    nueva = captura.copiar(anterior, por=mundo.elabora, en=luego)
    cambios = copias.cambios_desde_la_copia(nueva, luego.date())
    assert not cambios["cambio_algo"]
    assert "Nada cambió desde entonces en el estándar ni en la versión de las preguntas que usa este borrador." in dentro(mundo.elabora).get(en_("cambios", nueva.pk)).text


def test_un_perfil_que_ya_no_existe_deja_el_concepto_sin_perfil_y_lo_dice(mundo, anterior, luego):
    mundo.version_nueva(SIN_LAPTOP, en=luego)
    nueva = captura.copiar(anterior, por=mundo.elabora, en=luego)
    assert nueva.conceptos.get().perfil is None
    assert "ya no está en el estándar vigente" in dentro(mundo.elabora).get(en_("cambios", nueva.pk)).text


def test_las_preguntas_nuevas_se_dicen_y_lo_que_ya_no_vale_no_se_lleva(mundo, anterior, luego):
    definicion = Formulario.objects.get(tipo="bienes").definicion
    necesidad = definicion["secciones"][0]["preguntas"]
    necesidad[0] = {"clave": "consumo", "texto": "¿Cuánta energía consume?", "clase": "texto"}
    paaas = next(p for p in preguntas(definicion) if p["clave"] == "paaas")
    paaas["opciones"] = [["extraordinaria", "No: es extraordinaria"]]
    Formulario.objects.create(tipo="bienes", numero=2, definicion=definicion, redactada_en=luego,
                              publicada_en=luego)
    Partida.objects.filter(pk=anterior.partida_id).update(vigente_hasta=anterior.partida.vigente_desde)
    nueva = captura.copiar(anterior, por=mundo.elabora, en=luego)
    assert nueva.formulario.numero == 2
    assert not {"necesidad", "paaas"} & set(nueva.respuestas)
    cambios = copias.cambios_desde_la_copia(nueva, luego.date())
    assert [n.rotulo for n in cambios["nuevas"]] == ["¿Cuánta energía consume?"]
    assert len(cambios["sin_lugar"]) == 2
    assert (cambios["sin_partida"], nueva.partida) == (anterior.partida, None)


@pytest.mark.parametrize("tipo", ["bienes", "licencias", "servicios", "desarrollo", "seguridad"])
def test_una_compra_repetida_se_llena_con_doce_campos_o_menos(mundo, luego, tipo):
    nueva = captura.copiar(mundo.presentada(tipo=tipo), por=mundo.elabora, en=luego)
    llenados = 1  # la declaración de veracidad
    while faltan := requisitos.revisar(nueva):
        nueva = _llenar(nueva, faltan[0].sobre, mundo.elabora, luego)
        llenados += 1
    assert llenados <= CAMPOS


def _llenar(solicitud, ancla, por, en):
    """Un campo, un archivo o una respuesta: lo que la revisión previa dice que falta."""
    comun = {"version": solicitud.version, "por": por, "en": en}
    if ancla.startswith("anexo-"):
        archivo = guardar(f"%PDF-1.4 de este año {ancla}".encode(), "application/pdf")
        return captura.anexar(solicitud, clase=ancla.removeprefix("anexo-"), nombre="nuevo.pdf", archivo=archivo, **comun)
    campos = {"oficio_numero": "UTIC-9", "oficio_fecha": en.date(), "suficiencia": "oficio",
              "suficiencia_importe": Decimal("9000000")}
    if ancla in campos:
        return captura.guardar(solicitud, campos={ancla: campos[ancla]}, **comun)
    pregunta = next(p for p in preguntas(solicitud.formulario.definicion) if p["clave"] == ancla)
    return captura.guardar(solicitud, respuestas={ancla: respuesta_de(pregunta)}, **comun)


def test_otro_ente_ni_recepcion_copian(mundo, anterior, luego):
    for persona in (mundo.ajena, mundo.recepcion):
        with pytest.raises(AccesoDenegado):
            captura.copiar(anterior, por=persona, en=luego)
        assert dentro(persona).post(en_("copiar", anterior.pk)).status_code == 404
    assert Solicitud.objects.count() == 1


def test_desde_el_expediente_de_otra_persona_del_ente_se_copia_una_sola_vez(mundo, anterior, luego):
    otra = dentro(mundo.elabora)
    assert en_("copiar", anterior.pk) in otra.get(en_("expediente", anterior.pk)).text
    for _ in range(2):
        r = otra.post(en_("copiar", anterior.pk), {"ficha_de_envio": "f"})
    nueva = Solicitud.objects.get(estado="borrador")
    assert r.url == en_("cambios", nueva.pk)
    assert en_("cambios", nueva.pk) in otra.get(en_("borrador", nueva.pk)).text


def test_se_empieza_en_blanco_o_con_una_anterior(mundo, elabora_dentro, luego):
    assert elabora_dentro.get(en_("empezar")).url == en_("nueva")
    anterior = mundo.presentada()
    pagina = elabora_dentro.get(en_("empezar"))
    assert "¿Cómo quiere empezar?" in pagina.text
    assert "Elija cómo quiere empezar" in elabora_dentro.get(en_("empezar"), {"seguir": "1"}).text
    for como, destino in {"blanco": "nueva", "copia": "anteriores"}.items():
        assert elabora_dentro.get(en_("empezar"), {"seguir": "1", "como": como}).url == en_(destino)
    assert en_("copiar", anterior.pk) in elabora_dentro.get(en_("anteriores"), {"q": anterior.folio}).text
    assert "Ninguna solicitud coincide" in elabora_dentro.get(en_("anteriores"), {"q": "inexistente"}).text
    assert en_("copiar", anterior.pk) not in dentro(mundo.ajena).get(en_("anteriores")).text


def test_un_borrador_guardado_como_plantilla_sirve_para_empezar(mundo, elabora_dentro, luego):
    borrador = mundo.borrador()
    assert elabora_dentro.post(en_("copiar", borrador.pk)).status_code == 404
    assert "Escriba el nombre" in elabora_dentro.post(en_("plantilla", borrador.pk)).text
    for _ in range(2):
        elabora_dentro.post(en_("plantilla", borrador.pk), {"nombre": "Ventanillas"})
    assert Evento.objects.filter(accion="plantilla.guardada").count() == 1
    assert elabora_dentro.get(en_("empezar"), {"seguir": "1", "como": "plantilla"}).url == en_("plantillas")
    assert "Ventanillas" in elabora_dentro.get(en_("plantillas")).text
    assert "Ventanillas" not in dentro(mundo.ajena).get(en_("plantillas")).text
    elabora_dentro.post(en_("copiar", borrador.pk))
    nueva = Solicitud.objects.latest("pk")
    assert (nueva.copiada_de, nueva.plantilla) == (borrador, "")
    assert "Partió de" not in elabora_dentro.get(en_("borrador", borrador.pk)).text
    captura.descartar(borrador, por=mundo.elabora, en=luego)
    nueva.refresh_from_db()
    assert nueva.copiada_de is None
    assert elabora_dentro.get(en_("cambios", nueva.pk)).status_code == 404


def test_dejar_de_usarla_como_plantilla(mundo, elabora_dentro):
    borrador = mundo.borrador()
    captura.nombrar_plantilla(borrador, "Ventanillas", por=mundo.presenta, en=mundo.en)
    elabora_dentro.post(en_("plantilla", borrador.pk), {"quitar": "1"})
    assert elabora_dentro.post(en_("copiar", borrador.pk)).status_code == 404
    with pytest.raises(AccesoDenegado):
        captura.nombrar_plantilla(borrador, "Ajena", por=mundo.ajena, en=mundo.en)


@pytest.fixture
def elabora_dentro(mundo):
    return dentro(mundo.elabora)


def test_lo_que_no_se_copio_de_ninguna_no_tiene_que_comparar(mundo, elabora_dentro):
    assert elabora_dentro.get(en_("cambios", mundo.borrador().pk)).status_code == 404


def test_mil_conceptos_se_copian_con_las_mismas_consultas_que_uno(mundo, anterior, luego, django_assert_max_num_queries):
    perfil = Perfil.objects.get(clave="LAP-ADM")
    modelo = anterior.conceptos.get()
    for orden in range(2, 60):
        modelo.pk, modelo.orden, modelo.perfil = None, orden, perfil
        modelo.save(force_insert=True)
    with django_assert_max_num_queries(60):
        nueva = captura.copiar(anterior, por=mundo.elabora, en=luego)
    assert nueva.conceptos.count() == 59
