"""Compras sin dictamen: se importa sin repetir, se coteja por ente y sólo una persona decide, con su evidencia."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from flujos.recorrido import actos as del_flujo
from indicadores.contratos import actos
from indicadores.contratos.propuestas import cotejar_pendientes, propuestas_de
from indicadores.models import Contrato, DecisionDeContrato, LoteDeContratos
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
ENCABEZADO = "numero,ente,objeto,importe,fecha,proveedor"
DE_SILLAS = "C-2,CEA,Sillas y escritorios,50000,2026-02-20,Muebles Dos"
DE_FUERA = "C-3,Municipio de Nada,Cámaras de vigilancia,90000,2026-02-21,Tres"


def _equipo(mundo, importe=214600, numero="C-1"):
    return f"{numero},I.C.R.E.S.O.N.,Adquisición de equipo de cómputo portátil,{importe},{mundo.en.date()},Uno"


def _importar(mundo, *filas, por=None):
    contenido = "\n".join((ENCABEZADO, *filas, "")).encode()
    return actos.importar(contenido, nombre="c.csv", procedencia="Portal de compras", por=por or mundo.coordinacion,
                          en=mundo.en)


@pytest.fixture
def con_contratos(mundo):
    """Un dictamen vigente y tres contratos ya cotejados: uno que se le parece, uno ajeno y uno de quien no se conoce."""
    solicitud = mundo.sin_documentos()
    _importar(mundo, _equipo(mundo), DE_SILLAS, DE_FUERA)
    assert cotejar_pendientes(mundo.en) == 3
    return solicitud


def _contrato(numero="C-1"):
    return Contrato.objects.get(numero=numero)


def test_el_cotejo_propone_sin_decidir_nada(mundo, con_contratos):
    situaciones = dict(Contrato.objects.values_list("numero", "situacion"))
    assert situaciones == {"C-1": "posible", "C-2": "sin_dictamen", "C-3": "sin_dictamen"}
    (propuesta,) = propuestas_de(_contrato())
    assert (propuesta.dictamen, propuesta.puntaje) == (_contrato().propuesta_id, _contrato().puntaje)
    assert {c.nombre: c.puntos for c in propuesta.criterios}["Importe"] == 30
    assert DecisionDeContrato.objects.count() == 0
    assert con_contratos.dictamen.estado == "vigente"
    cotejar_pendientes(mundo.en + timedelta(hours=1))
    assert cotejar_pendientes(mundo.en + timedelta(hours=2)) == 0, "sin nada nuevo no se coteja otra vez"


def test_un_dictamen_nuevo_vuelve_a_cotejar_lo_de_su_ente(mundo):
    _importar(mundo, _equipo(mundo), DE_SILLAS)
    cotejar_pendientes(mundo.en - timedelta(hours=1))
    assert _contrato().situacion == "sin_dictamen"
    mundo.sin_documentos()
    assert cotejar_pendientes(mundo.en) == 1
    assert _contrato().situacion == "posible"


def test_reimportar_no_repite_actualiza_lo_que_cambia_y_respeta_lo_decidido(mundo, con_contratos):
    actos.no_requiere(_contrato("C-2"), por=mundo.coordinacion, en=mundo.en, motivo="Son muebles.")
    _, nuevo = _importar(mundo, _equipo(mundo), DE_SILLAS, DE_FUERA)
    assert (nuevo, LoteDeContratos.objects.count()) == (False, 1)
    lote, nuevo = _importar(mundo, _equipo(mundo, 300000), DE_SILLAS.replace("50000", "60000"), DE_FUERA)
    assert (nuevo, lote.nuevos, lote.cambiados, lote.iguales) == (True, 0, 2, 1)
    assert Contrato.objects.count() == 3
    assert (_contrato().importe, _contrato().situacion) == (Decimal("300000.00"), "por_cotejar")
    assert (_contrato("C-2").importe, _contrato("C-2").situacion) == (Decimal("60000.00"), "no_requiere")
    assert Evento.objects.filter(accion="contratos.importados").count() == 2
    pagina = navegador(mundo.coordinacion).get(reverse("indicadores:contrato", args=[_contrato("C-2").pk]))
    assert "cambió este contrato después de que se decidió" not in pagina.content.decode(), "mismo instante"


def test_ligar_guarda_la_evidencia_y_sólo_entonces_se_marca_contratado(mundo, con_contratos):
    contrato, dictamen = _contrato(), con_contratos.dictamen
    decision = actos.ligar(contrato, dictamen, por=mundo.coordinacion, en=mundo.en)
    assert (_contrato().situacion, decision.evidencia["folio"]) == ("cotejado", dictamen.folio)
    evento = Evento.objects.select_related("datos_evento").get(accion="contrato.ligado")
    assert evento.datos_evento.datos["evidencia"] == decision.evidencia["criterios"]
    dictamen.refresh_from_db()
    assert dictamen.estado == "vigente", "ligar no marca nada"
    with pytest.raises(YaRegistrado):
        actos.ligar(contrato, dictamen, por=mundo.coordinacion, en=mundo.en)
    with pytest.raises(EstadoEquivocado):
        actos.no_requiere(contrato, por=mundo.coordinacion, en=mundo.en, motivo="Otra cosa.")
    del_flujo.ejecutar(tramite.registrar_contrato, con_contratos, por=mundo.coordinacion, en=mundo.en, numero="C-1",
                       fecha=contrato.fecha, importe=contrato.importe)
    dictamen.refresh_from_db()
    assert dictamen.estado == "contratado"


def test_un_dictamen_no_favorable_no_ampara_ni_se_ofrece(mundo):
    dictamen = mundo.sin_documentos("no_favorable").dictamen
    _importar(mundo, _equipo(mundo))
    cotejar_pendientes(mundo.en)
    with pytest.raises(DatosInvalidos, match="no ampara la compra"):
        actos.ligar(_contrato(), dictamen, por=mundo.coordinacion, en=mundo.en)
    assert _contrato().situacion == "sin_dictamen"
    pagina = navegador(mundo.coordinacion).get(reverse("indicadores:contrato", args=[_contrato().pk])).content.decode()
    assert f"Lo ampara el {dictamen.folio}" not in pagina


def test_lo_descartado_no_se_vuelve_a_proponer_hasta_que_se_anula(mundo, con_contratos):
    contrato, quien = _contrato(), {"por": mundo.coordinacion, "en": mundo.en}
    with pytest.raises(DatosInvalidos):
        actos.descartar(contrato, con_contratos.dictamen, motivo="  ", **quien)
    decision = actos.descartar(contrato, con_contratos.dictamen, motivo="Es de otra sede.", **quien)
    cotejar_pendientes(mundo.en)
    assert (_contrato().situacion, propuestas_de(_contrato())) == ("sin_dictamen", [])
    actos.anular(contrato, decision.pk, motivo="Sí era.", **quien)
    with pytest.raises(YaRegistrado):
        actos.anular(contrato, decision.pk, motivo="Sí era.", **quien)
    cotejar_pendientes(mundo.en)
    assert _contrato().situacion == "posible"
    acciones = Evento.objects.filter(objeto=f"contrato:{contrato.pk}").order_by("n").values_list("accion", flat=True)
    assert list(acciones) == ["contrato.descartado", "contrato.decision_anulada"]


def test_sólo_coordinación_importa_y_decide(mundo, con_contratos):
    for otra in (mundo.firmante, mundo.auditor, mundo.presenta, mundo.administrador):
        with pytest.raises(AccesoDenegado):
            actos.no_requiere(_contrato(), por=otra, en=mundo.en, motivo="No.")
        with pytest.raises(AccesoDenegado):
            _importar(mundo, _equipo(mundo, 1), por=otra)
    assert DecisionDeContrato.objects.count() == 0
    url = reverse("indicadores:contrato", args=[_contrato().pk])
    assert "Lo ampara el" not in navegador(mundo.firmante).get(url).content.decode()
    antes = Evento.objects.filter(accion="contratos.leidos").count()
    assert navegador(mundo.auditor).get(url).status_code == 200
    assert Evento.objects.filter(accion="contratos.leidos").count() == antes + 1


def test_quien_audita_con_orden_sólo_ve_los_contratos_de_su_orden(mundo, con_contratos):
    mundo.orden(entes=[mundo.otro_ente], ejercicio=mundo.en.year)
    suyos = Contrato.objects.visibles_para(Usuario.objects.get(pk=mundo.auditor.pk))
    assert [contrato.numero for contrato in suyos] == ["C-2"]


@pytest.mark.parametrize(("cambio", "dicho"), [
    ({"fecha": timedelta(days=-1)}, "fuera de la vigencia"), ({"fecha": timedelta(days=1)}, "todavía no llega"),
    ({"numero": " "}, "número del contrato"),
])
def test_no_se_registra_un_contrato_imposible(mundo, cambio, dicho):
    solicitud = mundo.sin_documentos()
    datos = {"numero": cambio.get("numero", "C-1"), "fecha": mundo.en.date() + cambio.get("fecha", timedelta())}
    with pytest.raises(DatosInvalidos, match=dicho):
        del_flujo.ejecutar(tramite.registrar_contrato, solicitud, por=mundo.coordinacion, en=mundo.en, **datos)


def test_con_un_dictamen_no_favorable_no_se_contrata(mundo):
    solicitud = mundo.sin_documentos("no_favorable")
    with pytest.raises(DatosInvalidos, match="no es favorable"):
        del_flujo.ejecutar(tramite.registrar_contrato, solicitud, por=mundo.coordinacion, en=mundo.en, numero="C-1",
                           fecha=mundo.en.date())


def test_en_pantalla_se_revisa_se_confirma_se_decide_y_se_descarga(mundo):
    solicitud = mundo.sin_documentos()
    cliente, lista = navegador(mundo.coordinacion), reverse("indicadores:contratos")
    importar = reverse("indicadores:contratos_importar")
    with reloj.detenido_en(mundo.en + timedelta(hours=1)):
        malo = cliente.post(importar, {"procedencia": "Portal", "archivo": SimpleUploadedFile("c.csv", b"numero\nC-1\n")})
        assert (malo.status_code, "falta esta columna" in malo.content.decode()) == (422, True)
        contenido = "\n".join((ENCABEZADO, _equipo(mundo), DE_FUERA)).encode()
        vista = cliente.post(importar, {"procedencia": "Portal", "archivo": SimpleUploadedFile("c.csv", contenido)})
        assert "Municipio de Nada" in vista.content.decode()
        assert Contrato.objects.count() == 0
        datos = {"procedencia": "Portal", "sellado": vista.context["sellado"], "confirmar": "1"}
        assert cliente.post(importar, datos | {"sellado": "otro"}).status_code == 422
        assert cliente.post(importar, datos).url == cliente.post(importar, datos).url == lista
        cotejar_pendientes(mundo.en)
        url = reverse("indicadores:contrato", args=[_contrato().pk])
        assert "Palabras en común" in cliente.get(url).content.decode()
        sin_motivo = cliente.post(f"{url}decidir/", {"que": "no_requiere"})
        assert (sin_motivo.status_code, "Escriba el motivo" in sin_motivo.content.decode()) == (422, True)
        ajeno = cliente.post(f"{url}decidir/", {"que": "ligado", "folio": "SGD-DTE-2026-9999"})
        assert (ajeno.status_code, "No hay un dictamen" in ajeno.content.decode()) == (422, True)
        assert cliente.post(f"{url}decidir/", {"que": "ligado", "folio": solicitud.dictamen.folio}).url == url
        marcar = cliente.get(url).context["marcar_url"]
        assert 'value="C-1"' in cliente.get(marcar).content.decode()
        archivo = cliente.get(reverse("indicadores:contratos_csv"), {"situacion": "cotejado"}).content.decode("utf-8-sig")
        (fila,) = csv.DictReader(io.StringIO(archivo, newline=""))
        assert (fila["numero"], fila["dictamen"]) == ("C-1", solicitud.dictamen.folio)
        assert cliente.get(lista, {"q": "camaras", "ente": "sin-ente", "anio": "2026"}).context["pagina"]["total"] == 1


def test_las_consultas_de_la_lista_no_crecen_con_los_contratos(mundo, con_contratos):
    cliente, lista = navegador(mundo.coordinacion), reverse("indicadores:contratos")
    cliente.get(lista)
    with CaptureQueriesContext(connection) as pocas:
        cliente.get(lista)
    _importar(mundo, *(_equipo(mundo, 1000 + n, f"C-{n}") for n in range(10, 40)))
    cotejar_pendientes(mundo.en)
    with CaptureQueriesContext(connection) as muchas:
        cliente.get(lista)
    assert len(muchas) == len(pocas)
