"""El turno del ente: dos manos, sólo teclado, sin JavaScript, repetir una compra y desistir."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from dictamenes.models import Solicitud
from tests import mundo as del_mundo
from tests.mundo import Mundo
from tests.navegador.recorrido import TELEFONO

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
ANEXO = {"name": "anexo.pdf", "mimeType": "application/pdf", "buffer": pdf_de_muestra("Anexo de prueba")}
CAMPOS_QUE_SE_PIDEN = 12
TRES_MINUTOS = 180.0


@dataclass
class Manos:
    """Las manos de quien captura: cuenta los campos y estima cuánto tarda una persona, en segundos.

    Keystroke-Level Model (Card, Moran y Newell, 1983): tecla de quien no es mecanógrafo, apuntar con el ratón, pasar la
    mano del teclado al ratón y prepararse mentalmente. No mide a la máquina: su resultado es el mismo en cualquiera.
    """

    pagina: Any
    campos: int = 0
    segundos: float = 0.0
    TECLA, APUNTAR, MANO, PENSAR = 0.28, 1.1, 0.4, 1.35
    LEER_PAGINA = 5 * PENSAR
    paginas: list[str] = field(default_factory=list)

    def teclear(self, rotulo: str, texto: str) -> None:
        """Un campo de texto."""
        self.pagina.get_by_label(rotulo, exact=True).fill(texto)
        self._cuenta(self.PENSAR + self.APUNTAR + 2 * self.MANO + len(texto) * self.TECLA)

    def marcar(self, rotulo: str) -> None:
        """Una casilla o una opción a la vista."""
        self.pagina.get_by_label(rotulo).check()
        self._cuenta(self.PENSAR + self.APUNTAR)

    def adjuntar(self) -> None:
        """Un archivo: abrir el diálogo, encontrarlo, aceptarlo y mandarlo."""
        faltan = self.pagina.locator(".sn-clase", has_text="Falta")
        cuantas = faltan.count()
        self.pagina.get_by_label("Archivos").set_input_files(ANEXO)
        self.pagina.get_by_role("button", name="Adjuntar", exact=True).click()
        expect(faltan).to_have_count(cuantas - 1)
        self._cuenta(3 * self.PENSAR + 4 * self.APUNTAR)

    def pulsar(self, boton: str) -> None:
        """Un botón o vínculo, y leer la página que abre."""
        with self.pagina.expect_navigation():
            self.pagina.get_by_role("button", name=boton).or_(self.pagina.get_by_role("link", name=boton)).first.click()
        self.segundos += self.APUNTAR + self.LEER_PAGINA

    def _cuenta(self, segundos: float) -> None:
        self.campos += 1
        self.segundos += segundos


def test_repetir_una_compra_pide_doce_campos_y_menos_de_tres_minutos(recorrer, transactional_db):
    de_ayer = Mundo(reloj.ahora() - timedelta(days=1))
    anterior = de_ayer.presentada_en_estandar()
    pagina = recorrer().como(de_ayer.presenta, "/solicitudes/")
    manos = Manos(pagina)
    manos.pulsar("Nueva solicitud")
    pagina.get_by_label("Con una copia de una anterior").check()
    manos.pulsar("Continuar")
    manos.pulsar(f"Copiar {anterior.folio}")
    manos.pulsar("Abrir el borrador")
    manos.pulsar("Continuar")
    manos.teclear("Número del oficio de solicitud", "UTIC-014/2026")
    manos.teclear("Fecha del oficio de solicitud", f"{reloj.hoy():%Y-%m-%d}")
    manos.marcar("Con oficio de suficiencia")
    manos.teclear("Total del oficio de suficiencia, con IVA", "9,000,000.00")
    manos.pulsar("Guardar y continuar")
    nueva = Solicitud.objects.get(copiada_de=anterior)
    pagina.goto(f"/solicitudes/{nueva.pk}/seccion/presupuesto/")
    manos.teclear("Línea del PAAAS", "PAAAS-2026-118")
    manos.teclear("¿Cuántas cotizaciones se obtuvieron?", "3")
    manos.pulsar("Guardar y volver a la lista")
    manos.pulsar("Anexos")
    while pagina.locator(".sn-clase", has_text="Falta").count():
        manos.adjuntar()
    manos.pulsar("Continuar a revisar")
    manos.marcar("Declaro, bajo protesta")

    manos.pulsar("Presentar solicitud")
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Solicitud presentada")
    assert manos.campos <= CAMPOS_QUE_SE_PIDEN
    assert manos.segundos <= TRES_MINUTOS


def test_elabora_la_deja_lista_y_presenta_la_presenta_desde_su_telefono(de_hoy, recorrer):
    solicitud = de_hoy.borrador()
    recorrido = recorrer(tema="dark", ancho=TELEFONO)
    pagina = recorrido.como(de_hoy.elabora, f"/solicitudes/{solicitud.pk}/presentar/")
    pagina.get_by_role("button", name="Dejarla lista y avisar").click()
    expect(pagina.get_by_text("Se avisó a quien presenta por su ente.")).to_be_visible()
    recorrido.pisar("lista-para-presentar")
    recorrido.como(de_hoy.presenta, "/cuenta/avisos/")
    recorrido.pisar("aviso-de-lista")
    pagina.goto("/solicitudes/")
    recorrido.pisar("mis-solicitudes")
    with pagina.expect_navigation():
        pagina.get_by_role("link", name="Renovación de equipo").first.click()
    with pagina.expect_navigation():
        pagina.get_by_role("link", name="Revisar y presentar").click()
    recorrido.pisar("revisar-y-presentar")
    pagina.get_by_role("button", name="Presentar solicitud").click()
    expect(pagina.locator(".govuk-error-message")).to_be_visible()
    recorrido.pisar("presentar-sin-declarar")
    pagina.get_by_label("Declaro, bajo protesta").check()
    pagina.get_by_role("button", name="Presentar solicitud").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Solicitud presentada")
    recorrido.pisar("acuse-telefono")
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.elaborada_por) == ("en_requisitos", de_hoy.elabora)


def test_quien_presenta_corrige_y_presenta_solo_con_teclado(de_hoy, recorrer):
    solicitud = de_hoy.borrador()
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.presenta, f"/solicitudes/{solicitud.pk}/")
    recorrido.teclear_hasta(pagina.get_by_role("link", name="Necesidad"))
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/seccion/necesidad/")
    recorrido.teclear_hasta(pagina.get_by_label("¿A quién beneficia?"))
    pagina.keyboard.press("ControlOrMeta+a")
    pagina.keyboard.type("A quinientas personas")
    recorrido.teclear_hasta(pagina.get_by_role("button", name="Guardar y volver a la lista"))
    pagina.keyboard.press("Enter")
    pagina.wait_for_url(re.compile(rf"/solicitudes/{solicitud.pk}/$"))
    recorrido.teclear_hasta(pagina.get_by_role("link", name="Revisar y presentar"))
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/presentar/")
    recorrido.teclear_hasta(pagina.get_by_label("Declaro, bajo protesta"))
    pagina.keyboard.press("Space")
    recorrido.teclear_hasta(pagina.get_by_role("button", name="Presentar solicitud"))
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Solicitud presentada")
    recorrido.pisar("acuse-teclado")
    assert Solicitud.objects.get().respuestas["beneficiarios"] == "A quinientas personas"


def test_sin_javascript_se_abre_se_completa_y_se_presenta(de_hoy, sin_js, entrar):
    completa = de_hoy.borrador()
    entrar(sin_js, de_hoy.presenta)
    sin_js.goto("/solicitudes/nueva/")
    for grupo in ("Por su naturaleza", "Por su función", "¿Cambia, renueva"):
        sin_js.get_by_role("group", name=grupo).get_by_label("Sí").check()
    sin_js.get_by_label("Tipo de solicitud").select_option("bienes")
    sin_js.get_by_label("Modalidad").select_option("adquisicion")
    sin_js.get_by_label("Nombre del proyecto").fill("Sin JavaScript")
    sin_js.get_by_role("button", name="Abrir el borrador").click()
    expect(sin_js.get_by_role("heading", level=1)).to_have_text("Sin JavaScript")
    sin_js.goto(f"/solicitudes/{completa.pk}/anexos/")
    cuantos = completa.anexos.count()
    sin_js.get_by_label("Clase de anexo").select_option("otro")
    sin_js.locator("input[type=file]").first.set_input_files(ANEXO)
    sin_js.get_by_role("button", name="Adjuntar", exact=True).click()
    expect(sin_js.get_by_text("Se adjuntó «anexo.pdf».")).to_be_visible()
    assert completa.anexos.count() == cuantos + 1
    sin_js.goto(f"/solicitudes/{completa.pk}/presentar/")
    sin_js.get_by_label("Declaro, bajo protesta").check()
    sin_js.get_by_role("button", name="Presentar solicitud").click()
    expect(sin_js.get_by_role("heading", level=1)).to_contain_text("Solicitud presentada")


def test_quien_presenta_desiste_y_queda_dicho(de_hoy, recorrer):
    solicitud = de_hoy.presentada()
    recorrido = recorrer(ancho=TELEFONO)
    pagina = recorrido.como(de_hoy.presenta, f"/expedientes/{solicitud.pk}/")
    recorrido.pisar("expediente-del-ente")
    with pagina.expect_navigation():
        pagina.get_by_role("link", name="Desistirse").click()
    recorrido.pisar("desistir")
    pagina.get_by_role("textbox").first.fill("El proyecto se pospuso para el ejercicio siguiente.")
    pagina.get_by_role("button", name="Desistirse").click()
    expect(pagina.get_by_text("Desistida").first).to_be_visible()
    recorrido.pisar("desistida")
    assert Solicitud.objects.get().estado == "desistida"


def test_lo_que_va_a_terminar_se_renueva_con_lo_ya_contestado(de_hoy, recorrer, monkeypatch):
    monkeypatch.setattr(del_mundo, "TERMINA", f"{reloj.hoy() + timedelta(days=60):%d/%m/%Y}")
    anterior = de_hoy.sin_documentos(tipo="licencias", categoria="software")
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.elabora, "/solicitudes/")
    with pagina.expect_navigation():
        pagina.get_by_role("link", name="1 contrato o licencia por terminar").click()
    recorrido.pisar("por-terminar")
    with pagina.expect_navigation():
        pagina.get_by_role("link", name=anterior.proyecto).click()
    recorrido.pisar("vencimiento")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Preparar la renovación").click()
    recorrido.pisar("renovacion-preparada")
    nueva = Solicitud.objects.get(tipo="renovacion")
    assert nueva.conceptos.count() == anterior.conceptos.count()
    assert anterior.dictamen.folio in nueva.respuestas.values()
