"""La verificación pública: copia exacta, alterado o ajeno; lo que dice de hoy y lo que nunca dice."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from archivos.entrada import guardar
from archivos.lugares import SinLugar
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from dictamenes import tramite
from dictamenes.documento import autenticidad, documentos, lectura, verificacion, views
from dictamenes.documento.ficha_publica import ficha_de_dictamen
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.sello import CAMPO_SELLO
from dictamenes.documento.verificacion import (
    Veredicto,
    folio_de_dictamen,
    por_archivo,
    por_clave,
    por_huella,
)
from dictamenes.models import Dictamen
from flujos.invariantes import revisar
from flujos.recorrido import actos
from tests.mundo import RFC_FIRMANTE, escaneado
from verificador import vivero
from verificador.politica import Exigencias, juzgar

HOY = date(2026, 3, 3)
PERSONALES = re.compile(r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}\b|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d|[\w.+-]+@[\w-]+\.\w+")
URL = "/verificar/"


@pytest.fixture(autouse=True)
def _cache_limpia():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def emitido(mundo):
    """Un dictamen emitido con firma electrónica."""
    return Dictamen.objects.select_related(*verificacion.RELACIONES).get(solicitud=mundo.emitida())


@pytest.fixture
def sin_emitir(mundo):
    """Un dictamen sellado que espera firma."""
    return mundo.por_firmar().dictamen


def subir(contenido, nombre="dictamen.pdf", cliente=None, **extra):
    """Sube un archivo como lo hace el formulario sin JavaScript."""
    return (cliente or Client()).post(URL, {"archivo": SimpleUploadedFile(nombre, contenido)}, **extra)


def test_cada_ejemplar_registrado_es_copia_exacta_y_dice_cual_es(emitido):
    for ejemplar in ("publico", "de_las_partes", "firmado", "sellado"):
        resultado = por_archivo(getattr(emitido, ejemplar).leer(), hoy=HOY)
        assert (resultado.veredicto, resultado.ejemplar) == (Veredicto.COPIA_EXACTA, ejemplar)
        assert resultado.documento.folio == emitido.folio


def test_el_documento_sin_firma_no_se_presume_como_dictamen(emitido):
    dicho = lectura.sentencia(por_archivo(emitido.sellado.leer(), hoy=HOY))
    assert dicho.titulo == "Copia exacta, pero sin firma"
    assert dicho.tono == "ambar"


def test_la_huella_sola_basta_para_la_copia_exacta_y_nunca_acusa(emitido):
    assert por_huella(emitido.publico.sha256.upper(), hoy=HOY).veredicto == Veredicto.COPIA_EXACTA
    assert por_huella("0" * 64, hoy=HOY).veredicto == Veredicto.SIN_REGISTRO
    with pytest.raises(ValueError, match="64"):
        por_huella("xyz", hoy=HOY)


@pytest.mark.parametrize("ejemplar", ["publico", "de_las_partes"])
def test_un_byte_cambiado_o_agregado_es_alterado_y_dice_de_que_dictamen(emitido, ejemplar):
    bueno = getattr(emitido, ejemplar).leer()
    medio = len(bueno) // 2
    mutantes = [
        bueno + b"\n", bueno + b"%%EOF\n", b"\n" + bueno, bueno[:-200],
        bueno[:medio] + bytes([bueno[medio] ^ 1]) + bueno[medio + 1 :],
    ]
    for mutante in mutantes:
        resultado = por_archivo(mutante, hoy=HOY)
        assert resultado.veredicto == Veredicto.ALTERADO
        assert resultado.documento.folio == emitido.folio
        assert lectura.respuestas(resultado) == []


def test_una_firma_buena_nunca_basta(emitido):
    """Bytes que llevan firma y sello de verdad, pero que no son ningún ejemplar."""
    otra = documentos.cierre.cerrar(
        emitido.firmado.leer(), estampadora=documentos.instalada.estampadora(emitido.emitido_en + timedelta(days=1)),
        raices=documentos.instalada.raices(), en=emitido.emitido_en + timedelta(days=1),
    )
    assert por_archivo(otra, hoy=HOY).veredicto == Veredicto.ALTERADO


def test_lo_que_lleva_nuestro_sello_dice_ser_nuestro_aunque_no_se_lea(emitido):
    certificado = documentos.instalada.sello_institucional().certificado.dump().hex().upper()
    resultado = por_archivo(b"%PDF-1.7 ilegible <" + certificado.encode() + b">", hoy=HOY)
    assert (resultado.veredicto, resultado.documento) == (Veredicto.ALTERADO, None)


@pytest.mark.django_db
def test_un_pdf_ajeno_es_ajeno_aunque_el_almacen_lo_tenga():
    ajeno = guardar(b"%PDF-1.4\nrecibo de luz\n%%EOF", "application/pdf")
    resultado = por_archivo(ajeno.leer(), hoy=HOY)
    assert (resultado.veredicto, resultado.documento) == (Veredicto.AJENO, None)


@pytest.mark.parametrize(
    "hostil",
    [
        b"hola", b"PK\x03\x04zip", b"\x00" * 4096, b"%PDF-1.7", b"%PDF-1.7\n" + b"1 0 obj<<" * 20_000,
        b"%PDF-1.7\n1 0 obj\n<</Type/Pages/Kids[1 0 R]/Count 1>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.4\n" + b"(" * 200_000 + b"\n%%EOF",
    ],
)
@pytest.mark.django_db
def test_lo_hostil_se_contesta_y_no_truena(hostil):
    respuesta = subir(hostil)
    assert respuesta.status_code == 200
    assert "No es de este sistema" in respuesta.content.decode()


@pytest.mark.django_db
def test_citar_un_folio_que_no_se_ha_emitido_no_revela_nada(sin_emitir):
    resultado = por_archivo(f"%PDF-1.4 {sin_emitir.folio}".encode(), hoy=HOY)
    assert (resultado.veredicto, resultado.documento) == (Veredicto.ALTERADO, None)


def test_por_su_folio_nadie_averigua_que_ente_presento(mundo):
    """Los folios son consecutivos: el que existe y el que no se contestan igual, sin ficha ni clave (M7)."""
    presentacion = mundo.presentada().presentaciones.get()
    inventado = presentacion.folio_acuse[:-5] + "09999"
    paginas = []
    for folio in (presentacion.folio_acuse, inventado, "SGD-CERT-2026-0001"):
        respuesta = subir(folio.encode())
        resultado = por_archivo(folio.encode(), hoy=HOY)
        assert (resultado.veredicto, resultado.documento) == (Veredicto.ALTERADO, None)
        assert presentacion.clave not in respuesta.content.decode()
        paginas.append(re.sub(r"[0-9a-f]{64}|\bvalue=\S+", "", html.fromstring(respuesta.content).find(".//main").text_content()))
    assert paginas[0] == paginas[1] == paginas[2]


def test_lo_que_no_cabe_no_se_pudo_revisar_y_lo_conocido_ni_se_abre(emitido, monkeypatch):
    """Grande no es falso (A3); y lo que está en el registro se contesta aunque no haya lugar."""
    def sin_lugar():
        raise SinLugar

    monkeypatch.setattr(verificacion, "tomar_lugar", sin_lugar)
    assert por_archivo(emitido.publico.leer(), hoy=HOY).veredicto == Veredicto.COPIA_EXACTA
    respuesta = subir(b"%PDF-1.4 otro")
    assert (respuesta.status_code, respuesta["Retry-After"]) == (503, "5")
    assert "vuelva a intentar" in respuesta.content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(vivero, "SEGUNDOS", 0.001)
    respuesta = subir(pdf_de_muestra("Recibo de luz"))
    assert "No se pudo revisar" in respuesta.content.decode()
    citado = por_archivo(pdf_de_muestra("Recibo") + emitido.clave.encode(), hoy=HOY)
    assert citado.veredicto == Veredicto.NO_REVISADO


@pytest.mark.django_db
def test_vacio_enorme_y_sin_archivo_se_explican():
    assert "El archivo está vacío" in subir(b"").content.decode()
    assert "Elija el PDF" in Client().post(URL).content.decode()
    enorme = subir(b"%PDF-" + b"0" * verificacion.MAXIMO_DE_BYTES)
    assert enorme.status_code == 422
    assert "más de 25 MB" in enorme.content.decode()


@pytest.mark.django_db
def test_lo_descomunal_se_rechaza_sin_leerlo():
    respuesta = Client().generic("POST", URL, b"x", content_type="multipart/form-data; boundary=x",
                                 CONTENT_LENGTH=str(2**31))
    assert respuesta.status_code == 413
    assert "25 MB" in respuesta.content.decode()


@pytest.mark.django_db
def test_subir_exige_la_ficha_csrf():
    assert subir(b"%PDF-1.4", cliente=Client(enforce_csrf_checks=True)).status_code == 403


def test_el_acuse_se_verifica_por_clave_y_por_archivo(mundo):
    presentacion = mundo.presentada().presentaciones.get()
    por_su_clave = por_clave(presentacion.clave, hoy=HOY)
    assert (por_su_clave.veredicto, por_su_clave.documento.folio) == (Veredicto.REGISTRADO, presentacion.folio_acuse)
    acuse = documentos.acuse(presentacion)
    exacto = por_archivo(acuse, hoy=HOY)
    assert (exacto.veredicto, exacto.ejemplar) == (Veredicto.COPIA_EXACTA, "acuse")
    alterado = por_archivo(acuse + b" ", hoy=HOY)
    assert (alterado.veredicto, alterado.documento.folio) == (Veredicto.ALTERADO, presentacion.folio_acuse)
    pagina = Client().get(reverse("dictamenes:verificar_clave", args=[presentacion.clave])).content.decode()
    assert presentacion.folio_acuse in pagina
    assert "No dice cómo se resolvió" in pagina
    assert presentacion.solicitud.proyecto not in pagina


def test_lo_que_no_se_ha_emitido_existe_y_nada_mas(sin_emitir):
    pagina = Client().get(reverse("dictamenes:verificar_clave", args=[sin_emitir.clave]))
    texto = pagina.content.decode()
    assert "Existe, aún no se emite" in texto
    for dato in (sin_emitir.folio, sin_emitir.solicitud.proyecto, sin_emitir.solicitud.ente.nombre, "Favorable"):
        assert dato not in texto
    assert por_archivo(sin_emitir.sellado.leer(), hoy=HOY).veredicto == Veredicto.SIN_EMITIR
    assert por_clave(sin_emitir.folio, hoy=HOY) is None
    assert Client().get(reverse("dictamenes:publico", args=[sin_emitir.clave])).status_code == 404


def test_la_pagina_del_qr_dice_todo_lo_publico_y_ningun_dato_personal(emitido, mundo):
    pagina = Client().get(reverse("dictamenes:verificar_clave", args=[emitido.clave]))
    texto = pagina.content.decode()
    for dato in (
        emitido.folio, "Instituto", "Renovación de equipo", "Favorable", emitido.firmado_por.nombre,
        emitido.firmado_por.cargo, "Válida al firmarse", "Estado hoy", "Computadora portátil administrativa",
        emitido.datos["bitacora"]["hash"], "Coincide con la bitácora", emitido.publico.sha256, "demostración",
        "La firma existía ya el ",
    ):
        assert dato in texto, dato
    assert RFC_FIRMANTE not in texto
    assert not PERSONALES.findall(texto)
    for persona in (mundo.elabora, mundo.presenta, mundo.estrategico):
        assert f">{persona.nombre}<" not in texto
        assert f"{persona.nombre} " not in texto
    assert pagina["X-Robots-Tag"] == "noindex"
    assert "no-store" in pagina["Cache-Control"]


def test_ningun_resultado_por_archivo_lleva_datos_personales(emitido):
    for contenido in (emitido.de_las_partes.leer(), emitido.de_las_partes.leer() + b"\n"):
        texto = subir(contenido).content.decode()
        assert emitido.folio in texto
        assert not PERSONALES.findall(texto)


def test_vencido_hoy_sigue_siendo_valido_al_firmarse(emitido):
    despues = emitido.vigente_hasta + timedelta(days=1)
    _, firma, estado = lectura.respuestas(por_clave(emitido.clave, hoy=despues))
    assert firma.titulo == "Válida al firmarse"
    assert estado.titulo == "Vencido"
    assert estado.tono == "ambar"
    assert lectura.respuestas(por_clave(emitido.clave, hoy=emitido.vigente_hasta))[2].titulo == "Vigente"


def test_un_dictamen_vigente_que_no_ampara_nada_no_invita_a_usarlo(mundo):
    solicitud = mundo.en_estrategia()
    negado = {c.pk: {"sentido": "no_favorable", "razones": ["No cumple."], "corregir": "Ajustar."}
              for c in solicitud.conceptos.all()}
    mundo.proponer(solicitud, sentidos=negado)
    mundo.credenciales()
    mundo.trabajar()
    solicitud.refresh_from_db()
    mundo.firmar(solicitud)
    mundo.trabajar()
    resultado = por_clave(Dictamen.objects.get().clave, hoy=HOY)
    sentido, _, estado = lectura.respuestas(resultado)
    assert sentido.texto == "No ampara ningún concepto."
    assert "Puede usarse" not in estado.texto


def test_la_autografa_se_dice_con_su_original_en_papel(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia(), forma_firma="autografa")
    mundo.credenciales()
    mundo.trabajar()
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    digitalizado = guardar(b"%PDF-1.4 escaneado %%EOF", "application/pdf")
    escaneado(dictamen, digitalizado, mundo.firmante, mundo.en)
    actos.ejecutar(tramite.firmar, dictamen.solicitud, por=mundo.firmante, en=mundo.en, firmado=digitalizado,
                   visto=dictamen.sellado.sha256, forma="autografa", ubicacion_original="Caja 12")
    mundo.trabajar()
    resultado = por_archivo(digitalizado.leer(), hoy=HOY)
    assert (resultado.veredicto, resultado.ejemplar) == (Veredicto.COPIA_EXACTA, "firmado")
    dictamen.refresh_from_db()
    copia = dictamen.de_las_partes.leer()
    assert por_archivo(copia, hoy=HOY).ejemplar == "de_las_partes"
    assert lectura.respuestas(por_archivo(copia, hoy=HOY))[1].titulo == "Autógrafa, con original en papel"
    assert "Caja 12" not in subir(copia).content.decode()
    dictado = juzgar(copia, instalada.raices(), dictamen.momento_de_emision, Exigencias([CAMPO_SELLO]))
    assert dictado.es_valida, dictado.motivo
    assert "consta desde" in dictado.motivo, "lleva estampa"
    with pikepdf.open(BytesIO(copia)) as pdf:
        assert pdf.attachments["escaneo.pdf"].get_file().read_bytes() == digitalizado.leer()
    assert revisar() == []


def test_la_firma_se_juzga_una_vez_y_un_ejemplar_danado_no_se_da_por_bueno(emitido, monkeypatch):
    assert autenticidad.autenticidad_de(emitido).es_buena
    monkeypatch.setattr(autenticidad, "juzgar", lambda *a: pytest.fail("se volvió a juzgar"))
    assert autenticidad.autenticidad_de(emitido).es_buena
    cache.clear()
    for ejemplar in (emitido.publico, emitido.de_las_partes):
        Path(ejemplar.contenido.path).write_bytes(b"%PDF-1.4 otro")
    juicio = autenticidad.autenticidad_de(emitido)
    assert not juicio.es_buena
    assert "ya no coincide con su huella" in juicio.sello.motivo
    assert lectura.sobre_la_firma(ficha_de_dictamen(emitido, HOY)).titulo == "Sin comprobar"


def test_el_folio_se_lee_como_se_teclee_y_solo_sirve_si_se_emitio(emitido):
    numero = int(emitido.folio[-4:])
    for tecleado in (emitido.folio, emitido.folio.lower(), f"sgd dte 2026 {numero}", f"SGD/DTE/2026/{numero:04d}"):
        assert folio_de_dictamen(tecleado) == emitido.folio, tecleado
    respuesta = Client().get(URL, {"clave": emitido.folio.lower()})
    assert respuesta.url == reverse("dictamenes:verificar_clave", args=[emitido.clave])


@pytest.mark.django_db
def test_la_clave_mala_se_explica_con_amabilidad():
    for mala in ("nada", "A" * 24, "<script>alert(1)</script>", "%00", "SGD-DTE-2026-9999"):
        texto = Client().get(URL, {"clave": mala}).content.decode()
        assert "13 letras y números" in texto
        assert "<script>alert" not in texto
    assert "Escriba la clave" in Client().get(URL, {"clave": " "}).content.decode()
    for ruta in ("/v/no-existe/", "/v/no-existe/publico.pdf"):
        assert Client().get(ruta).status_code == 404
    for con_nulo in ("/v/%00/", "/v/%00/publico.pdf"):
        assert Client().get(con_nulo).status_code == 400
    assert Client().get("/verificar/huella/", {"sha256": "x"}).status_code == 400


def test_el_ejemplar_publico_se_descarga_tal_cual(emitido):
    ruta = reverse("dictamenes:publico", args=[emitido.clave])
    respuesta = Client().get(ruta)
    contenido = b"".join(respuesta.streaming_content)
    assert hashlib.sha256(contenido).hexdigest() == emitido.publico.sha256
    assert respuesta["Content-Type"] == "application/pdf"
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert respuesta["Content-Disposition"] == f"inline; filename*=utf-8''{emitido.folio}-p%C3%BAblico.pdf"
    adjunto = Client().get(ruta + "?descargar")
    assert adjunto["Content-Disposition"].startswith("attachment;")
    adjunto.close()


def test_con_htmx_la_huella_devuelve_solo_el_fragmento(emitido):
    ruta, datos = reverse("dictamenes:huella"), {"sha256": emitido.publico.sha256}
    fragmento = Client().get(ruta, datos, headers={"HX-Request": "true"}).content.decode()
    assert "Copia exacta" in fragmento
    assert "<html" not in fragmento
    assert "<html" in Client().get(ruta, datos).content.decode()


@pytest.mark.django_db
def test_quien_pregunta_demasiado_espera(monkeypatch):
    monkeypatch.setattr(views, "CONSULTAS_POR_MINUTO", 2)
    monkeypatch.setattr(views, "ARCHIVOS_POR_MINUTO", 1)
    cliente = Client()
    assert [cliente.get(URL).status_code for _ in range(3)] == [200, 200, 429]
    assert cliente.get(URL, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert [subir(b"hola", cliente=cliente).status_code for _ in range(2)] == [200, 429]


@pytest.mark.django_db
def test_sin_proxy_de_confianza_nadie_se_cambia_de_direccion(monkeypatch, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    monkeypatch.setattr(views, "CONSULTAS_POR_MINUTO", 1)
    codigos = [Client().get(URL, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(2)]
    assert codigos == [200, 429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert Client().get(URL, HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.77").status_code == 200


def test_preguntar_por_clave_no_crece_en_consultas(emitido, django_assert_max_num_queries):
    por_clave(emitido.clave, hoy=reloj.hoy())
    with django_assert_max_num_queries(8):
        Client().get(reverse("dictamenes:verificar_clave", args=[emitido.clave]))
