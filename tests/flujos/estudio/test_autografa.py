"""Firmar a mano: el escaneo se coteja al entregarlo, lo dudoso lo ve otra persona y nada se sube dos veces."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import ImageDraw

from archivos.entrada import guardar
from archivos.models import Archivo, EstadoDeArchivo
from bitacora.models import Evento
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.documento import escaneos
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Dictamen, EntregaDeEscaneos, EscaneoFirmado, Solicitud
from flujos.invariantes import revisar
from flujos.recorrido import actos
from tests.escaneo import fabrica
from tests.mundo import escaneado
from tests.seguridad.recorrido_urls import navegador
from verificador.escaneo import cotejo, lectura, puerta

pytestmark = pytest.mark.django_db
JUICIO = {"cotejado": [], "dudoso": ["Hoja 2: trae marcas."], "rechazado": ["Falta la hoja 2 de 3."]}


@pytest.fixture
def por_firmar(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia(), forma_firma="autografa")
    mundo.credenciales()
    mundo.trabajar()
    mundo.leer(solicitud)
    return Dictamen.objects.select_related("solicitud", "sellado").get(solicitud=solicitud)


@pytest.fixture
def dicta(monkeypatch):
    """Lo que dirá el cotejo, sin hacerlo: lo que mira se prueba en tests/escaneo."""
    def decir(veredicto):
        hojas = [cotejo.Juicio(1, veredicto, JUICIO[veredicto], 0, 0)]
        hechos = []

        def cotejar(*_):
            hechos.append(veredicto)
            return cotejo.Cotejo(veredicto, JUICIO[veredicto], hojas)

        monkeypatch.setattr(puerta, "cotejar", cotejar)
        return hechos

    return decir


def _entregar(mundo, dictamen, contenido=b"", coteja=True, **mas):
    """Entrega un escaneo, lo coteja el trabajador y registra la firma; sin contenido, sólo esto último."""
    cliente = navegador(mundo.firmante)
    if contenido or mas:
        subido = SimpleUploadedFile("escaneo.pdf", contenido, "application/pdf")
        url = f"{reverse('flujos:entregar_escaneos')}?solicitud={dictamen.solicitud_id}"
        respuesta = cliente.post(url, {"escaneo": subido, "ubicacion": "Caja 12"} | mas, follow=True)
        if respuesta.status_code != 200 or not coteja:
            return respuesta
        escaneos.cotejar_entregas(mundo.en)
    datos = {"visto": dictamen.sellado.sha256, "contrasena": "contrasena-de-prueba"}
    return cliente.post(reverse("flujos:firma", args=[dictamen.solicitud_id]), datos, follow=True)


def _otro(dictamen, n=1):
    return dictamen.sellado.leer() + b"\n" * n


def test_el_cotejado_firma_y_queda_en_el_evento(mundo, por_firmar, dicta):
    dicta("cotejado")
    assert "quedó firmado" in _entregar(mundo, por_firmar, _otro(por_firmar)).content.decode()
    por_firmar.refresh_from_db()
    assert (por_firmar.estado, por_firmar.ubicacion_original) == ("firmado", "Caja 12")
    assert Evento.objects.get(accion="dictamen.firmado").datos_evento.datos["cotejo"] == "cotejado"
    assert revisar() == []


def test_entregar_no_coteja_y_la_pagina_se_pone_al_dia_sola(mundo, por_firmar, dicta):
    """El cotejo es del trabajador: la petición sólo recibe, y hasta que acabe no hay con qué firmar."""
    monto = dicta("cotejado")
    pagina = _entregar(mundo, por_firmar, _otro(por_firmar), coteja=False)
    assert "Cotejando con los" in pagina.content.decode()
    assert not monto
    assert "no se ha cotejado" in _entregar(mundo, por_firmar).content.decode()
    entrega = EntregaDeEscaneos.objects.get()
    assert EntregaDeEscaneos.objects.tomar(entrega.pk, mundo.en, timedelta(minutes=5)), "otro trabajador la tiene"
    assert escaneos.cotejar_entregas(mundo.en) == 0
    despues = mundo.en + timedelta(minutes=6)  # murió: su arriendo venció
    assert [escaneos.cotejar_entregas(despues) for _ in range(2)] == [1, 0]
    acabada = navegador(mundo.firmante).get(reverse("flujos:entrega_en_camino", args=[entrega.pk])).content.decode()
    assert ("hx-trigger" in acabada, "Escaneo cotejado, trazo detectado." in acabada) == (False, True)
    assert len(monto) == 1, "una vez, aunque el turno corra dos"
    ajena = navegador(mundo.persona("firmante")).get(reverse("flujos:entrega", args=[entrega.pk]))
    assert ajena.status_code == 404


def test_el_rechazado_dice_por_que_y_no_firma(mundo, por_firmar, dicta):
    dicta("rechazado")
    respuesta = _entregar(mundo, por_firmar, _otro(por_firmar))
    assert respuesta.status_code == 422
    assert "Falta la hoja 2 de 3." in respuesta.content.decode()
    assert Dictamen.objects.get().estado == "por_firmar"


def test_sin_escaneo_o_con_algo_que_no_lo_es_se_dice_que_falta_y_no_se_firma(mundo, por_firmar):
    assert _entregar(mundo, por_firmar).status_code == 422, "nada cotejado que registrar"
    assert _entregar(mundo, por_firmar, b"no soy un pdf").status_code == 422
    assert _entregar(mundo, por_firmar, ubicacion="").status_code == 422
    assert not EscaneoFirmado.objects.exists()
    assert Dictamen.objects.get().estado == "por_firmar"


def test_el_original_sin_firmar_no_se_admite(mundo, por_firmar):
    assert "ya está registrado" in _entregar(mundo, por_firmar, por_firmar.sellado.leer()).content.decode()


def test_el_dudoso_lo_ve_otra_persona_y_despues_se_firma_sin_subirlo_otra_vez(mundo, por_firmar, dicta):
    dicta("dudoso")
    assert "dudas" in _entregar(mundo, por_firmar, _otro(por_firmar)).content.decode()
    en_duda = reverse("flujos:dejar_en_duda", args=[por_firmar.solicitud_id])
    for _ in range(2):
        navegador(mundo.firmante).post(en_duda, follow=True)
    assert Aviso.objects.filter(persona=mundo.coordinacion, tema="escaneo_en_duda").exists()
    assert Dictamen.objects.get().estado == "por_firmar"
    assert "dudas" in _entregar(mundo, por_firmar).content.decode(), "insistir no lo firma"
    assert Evento.objects.filter(accion="dictamen.escaneo_en_duda").count() == 1
    url, cliente = reverse("flujos:escaneo", args=[por_firmar.solicitud_id]), navegador(mundo.coordinacion)
    pagina = cliente.get(url).content.decode()
    assert "Hoja 2: trae marcas." in pagina
    for cual in ("original", "escaneo"):
        imagen = cliente.get(reverse("flujos:hoja_de_escaneo", args=[por_firmar.solicitud_id, cual, 1]))
        assert imagen.content.startswith(b"\x89PNG")
    escaneo = EscaneoFirmado.objects.get()
    resuelto = {"visto": escaneo.archivo.sha256, "decision": "confirmar", "motivo": "Es una rúbrica al margen.",
                "ficha": "", "confirma": "on"}
    assert cliente.post(url, resuelto, follow=True).status_code == 200
    escaneo.refresh_from_db()
    assert (escaneo.confirmado, escaneo.resuelto_por) == (True, mundo.coordinacion)
    assert Aviso.objects.filter(persona=mundo.firmante, tema="escaneo_resuelto").exists()
    _entregar(mundo, por_firmar)
    por_firmar.refresh_from_db()
    assert (por_firmar.estado, por_firmar.firmado) == ("firmado", escaneo.archivo)
    assert revisar() == []


def test_rechazado_por_otra_persona_se_pide_de_nuevo(mundo, por_firmar, dicta):
    dicta("dudoso")
    _entregar(mundo, por_firmar, _otro(por_firmar))
    actos.ejecutar(tramite.dejar_en_duda, por_firmar.solicitud, mundo.firmante, mundo.en)
    visto = EscaneoFirmado.objects.get().archivo.sha256
    actos.ejecutar(tramite.rechazar_escaneo, por_firmar.solicitud, mundo.coordinacion, mundo.en, visto=visto,
                   motivo="No se alcanza a ver la hoja 2.")
    pantalla = navegador(mundo.firmante).get(reverse("flujos:firma", args=[por_firmar.solicitud_id])).content.decode()
    assert "No se alcanza a ver la hoja 2." in pantalla
    assert "Registrar la firma</button>" not in pantalla.replace("\n", "").replace("  ", "")
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.confirmar_escaneo, por_firmar.solicitud, mundo.coordinacion, mundo.en, visto=visto,
                       motivo="Siempre sí.")


def test_quien_lo_entrego_no_lo_resuelve(mundo, por_firmar, dicta):
    dicta("dudoso")
    _entregar(mundo, por_firmar, _otro(por_firmar))
    with pytest.raises(IntegrityError):
        EscaneoFirmado.objects.update(
            confirmado=True, resuelto_por=mundo.firmante, resuelto_en=mundo.en, motivo="Yo digo.")


def test_con_el_antivirus_en_cola_no_se_sube_dos_veces(mundo, por_firmar, dicta, monkeypatch):
    dicta("cotejado")
    monkeypatch.setattr("archivos.antivirus.hay", lambda: True)
    respuesta = _entregar(mundo, por_firmar, _otro(por_firmar), coteja=False)
    assert "El antivirus está revisando" in respuesta.content.decode()
    assert escaneos.cotejar_entregas(mundo.en) == 0
    Archivo.objects.filter(estado=EstadoDeArchivo.PENDIENTE).update(estado=EstadoDeArchivo.DISPONIBLE)
    assert escaneos.cotejar_entregas(mundo.en) == 1
    _entregar(mundo, por_firmar)
    assert Dictamen.objects.get().estado == "firmado"


def test_el_acto_no_firma_lo_que_nadie_cotejo(mundo, por_firmar):
    archivo = guardar(b"%PDF-1.4 sin cotejar %%EOF", "application/pdf")
    with pytest.raises(DatosInvalidos, match="no se ha cotejado"):
        actos.ejecutar(
            tramite.firmar, por_firmar.solicitud, por=mundo.firmante, en=mundo.en, firmado=archivo, forma="autografa",
            visto=por_firmar.sellado.sha256, ubicacion_original="Caja 12")


def test_de_verdad_varios_mezclados_en_fotos_se_reparten_por_su_codigo_y_se_registran_juntos(mundo, por_firmar):
    """El camino entero sin remedos: fotos de dos dictámenes revueltas con una ajena; una lleva una marca y a otra le
    falta su última hoja."""
    mundo.proponer(mundo.en_estrategia(), forma_firma="autografa")
    mundo.trabajar()
    otro, azar, fotos = Dictamen.objects.exclude(pk=por_firmar.pk).get(), random.Random(1), []
    mundo.leer(otro.solicitud)
    for dictamen in (por_firmar, otro):
        original = dictamen.sellado.leer()
        hojas = [fabrica.firmada(original, n, azar) for n in range(lectura.cuantas(original))]
        if dictamen == por_firmar:
            ImageDraw.Draw(hojas[0]).line([(600, 900), (1350, 1200), (1050, 975)], fill=30, width=14)
        fotos += [fabrica.escaneada(hoja, azar) for hoja in (hojas if dictamen == por_firmar else hojas[:-1])]
    fotos.insert(1, fabrica.escaneada(fabrica.impresa(fabrica.documento(), 0), azar))
    subidos = [SimpleUploadedFile(f"{n}.jpg", foto, "image/jpeg") for n, foto in enumerate(fotos[::-1])]
    url = reverse("flujos:entregar_escaneos")
    assert navegador(mundo.firmante).post(url, {"escaneo": subidos, "ubicacion": "Caja 12"}).status_code == 302
    assert [escaneos.cotejar_entregas(mundo.en) for _ in range(3)] == [0, 1, 0], "un documento por vuelta"
    entrega = EntregaDeEscaneos.objects.get()
    assert entrega.sobra == [
        "La hoja 1 del documento SGD-DTE-2025-0002 no es de ninguno que espere su firma a mano."]
    marcado, incompleto = (EscaneoFirmado.objects.get(dictamen=d) for d in (por_firmar, otro))
    assert marcado.cotejo["motivos"] == ["Hoja 1: trae marcas o tinta fuera de donde se firma."]
    total = lectura.cuantas(otro.sellado.leer())
    assert incompleto.cotejo["motivos"] == [f"Falta la hoja {total} de {total}."]
    assert lectura.cuantas(marcado.archivo.leer()) == lectura.cuantas(por_firmar.sellado.leer())


def test_los_cotejados_se_registran_juntos_y_el_que_no_se_leyo_no(mundo, por_firmar):
    sin_leer = Dictamen.objects.select_related("solicitud", "sellado").get(
        solicitud=mundo.proponer(mundo.en_estrategia(), forma_firma="autografa"))
    mundo.trabajar()
    sin_leer.refresh_from_db()
    for n, dictamen in enumerate((por_firmar, sin_leer)):
        archivo = guardar(f"%PDF-1.4 escaneo {n} %%EOF".encode(), "application/pdf")
        EscaneoFirmado.objects.filter(pk=escaneado(dictamen, archivo, mundo.firmante, mundo.en).pk).update(ubicacion="C")
    url, cliente = reverse("flujos:firmar_varios"), navegador(mundo.firmante)
    elegidos = [f"{d.solicitud_id}.{d.sellado.sha256}" for d in (por_firmar, sin_leer)]
    assert por_firmar.folio in cliente.get(url, {"a": [por_firmar.solicitud_id]}).content.decode()
    dicho = cliente.post(url, {"asuntos": elegidos, "contrasena": "contrasena-de-prueba"}, follow=True).content.decode()
    assert "1 firmado; 1 no" in dicho
    assert "todavía no lo da por leído" in dicho
    assert Dictamen.objects.get(estado="firmado").ubicacion_original == "C"
    assert revisar() == []


def test_el_ente_recibe_su_tanto_contra_acuse_una_vez_y_el_expediente_dice_quien(mundo):
    electronica, solicitud = mundo.sin_documentos(), mundo.sin_documentos()
    Dictamen.objects.filter(solicitud=solicitud).update(forma_firma="autografa")
    datos = {"recibio": "Ana Ruiz, enlace", "identificacion": "gafete 12", "entregado_en": mundo.en}
    expediente, cliente = reverse("flujos:expediente", args=[solicitud.pk]), navegador(mundo.recepcion)
    assert "Registrar la entrega del papel" in cliente.get(expediente).content.decode()
    for mala, dicho in ((datos | {"recibio": " "}, "quién lo recibe"),
                        (datos | {"entregado_en": mundo.en - timedelta(days=9)}, "anterior a la emisión"),
                        (datos | {"entregado_en": mundo.en + timedelta(days=9)}, "ni futura")):
        with pytest.raises(DatosInvalidos, match=dicho):
            _dar_tanto(mundo, solicitud, mala)
    with pytest.raises(DatosInvalidos, match="electrónicamente"):
        _dar_tanto(mundo, electronica, datos)
    _dar_tanto(mundo, solicitud, datos)
    with pytest.raises(YaRegistrado):
        _dar_tanto(mundo, solicitud, datos)
    pagina = cliente.get(expediente).content.decode()
    assert "Registrar la entrega del papel" not in pagina
    assert "Se identificó con gafete 12." in pagina
    assert not [falta for falta in revisar() if "tanto_entregado" in str(falta)]
    del_ente = navegador(mundo.presenta).get(expediente).content.decode()
    assert "Lo recibió Ana Ruiz, enlace." in del_ente
    assert "gafete 12" not in del_ente


def _dar_tanto(mundo, solicitud, datos):
    caso = Solicitud.objects.select_related("dictamen").get(pk=solicitud.pk)
    return tramite.entregar_tanto(caso, por=mundo.recepcion, en=mundo.en, **datos)
