"""El correo y la estampadora caídos, lentos o que contestan mal: el trámite sigue, lo pendiente espera y sale una vez."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import tsp
from django.urls import reverse
from django.utils import timezone

from bitacora.models import Evento
from cuentas.avisos import avisos
from cuentas.models import Aviso
from dictamenes.documento.firma import estampado, instalada
from dictamenes.models import Dictamen, Solicitud
from flujos.invariantes import revisar
from flujos.recorrido import detenidos, trabajos
from tests.golpes.smtp import apuntar, escuchando, puerto_libre
from tests.seguridad.recorrido_urls import navegador
from verificador.politica import juzgar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]
HORA = timedelta(hours=1)


def test_un_dia_sin_servidor_de_correo_no_pierde_ni_repite_ninguno(mundo, settings):
    puerto = puerto_libre()
    apuntar(settings, puerto)
    mundo.correo_al_momento()
    solicitud = mundo.en_revision()
    cuantos, ahora = Aviso.objects.count(), timezone.now()
    for _ in range(24 * 12):
        assert avisos.enviar_pendientes(ahora) == 0
        ahora += HORA / 12
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_revision", "el trámite no se enteró"
    assert not avisos.agotados().exists(), "la caída del servidor no agota a nadie"
    assert set(Aviso.objects.values_list("falla", flat=True)) <= {"", avisos.SIN_SERVIDOR}
    with escuchando(puerto) as smtp:
        for _ in range(4):
            avisos.enviar_pendientes(ahora)
            ahora += HORA
        assert (len(smtp.vistos), len(smtp.identidades())) == (cuantos, cuantos)
    assert revisar(rapido=True) == []


def test_lista_gris_rechazo_y_corte_no_estorban_a_los_demas(mundo, settings):
    mundo.correo_al_momento()
    mundo.en_revision()
    gris, mala = mundo.presenta, mundo.elabora
    ahora, deben = timezone.now(), Aviso.objects.exclude(persona=mala).count()
    with escuchando() as smtp:
        apuntar(settings, smtp.server_address[1])
        smtp.codigos = {gris.correo: 450, mala.correo: 550}
        smtp.cortes = 1
        for _ in range(3):
            avisos.enviar_pendientes(ahora)
            ahora += HORA
        del smtp.codigos[gris.correo]
        for _ in range(12):
            avisos.enviar_pendientes(ahora)
            ahora += 3 * HORA
        assert len(smtp.identidades()) == deben
        assert len(smtp.vistos) == deben + 1, "el que se cortó llegó dos veces, con el mismo Message-ID"
    assert set(avisos.agotados().values_list("persona", flat=True)) == {mala.pk}
    assert Aviso.objects.filter(persona=mala).first().falla.endswith("(550).")
    detenidos.avisar_de_correos(ahora)
    detenidos.avisar_de_correos(ahora)
    assert Aviso.objects.filter(persona=mundo.administrador, clave__startswith="detenido:correo").count() == 1
    pagina = navegador(mundo.administrador).get(reverse("flujos:detenidos")).content.decode()
    assert "rechazó la dirección" in pagina
    atorado = avisos.agotados().first()
    url = reverse("flujos:correo_reintentar", args=[atorado.pk])
    assert navegador(mundo.presenta).post(url).status_code == 403
    assert navegador(mundo.administrador).post(url).status_code == 302
    assert Evento.objects.get(accion="aviso.reintentado").por == mundo.administrador
    with escuchando() as smtp:
        apuntar(settings, smtp.server_address[1])
        avisos.enviar_pendientes(timezone.now() + HORA)
        assert [m["To"] for m in smtp.vistos if m["To"] == mala.correo] == [mala.correo]
    assert revisar(rapido=True) == []


class _Estampa(BaseHTTPRequestHandler):
    """Una autoridad RFC 3161 que contesta bien o según `modo`: basura, error o el nonce de otro."""

    def do_POST(self) -> None:  # noqa: N802 (nombre de http.server)
        pedido = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.pedidos += 1
        if self.server.modo == "calla":
            self.server.seguir.wait(5)
            return
        if self.server.modo == "otro nonce":
            pedido["nonce"] = pedido["nonce"].native + 1
        if self.server.modo == "otra huella":
            pedido["message_imprint"]["hashed_message"] = bytes(32)
        cuerpo = instalada.estampadora(timezone.now()).request_tsa_response(pedido).dump()
        if self.server.modo == "basura":
            cuerpo = b"\x30\x03no"
        self.send_response(500 if self.server.modo == "error" else 200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(cuerpo)

    def log_message(self, *args: object) -> None:
        """Calla."""


@contextmanager
def _autoridad() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Estampa) as autoridad:
        autoridad.modo, autoridad.pedidos, autoridad.seguir = "bien", 0, threading.Event()
        hilo = threading.Thread(target=autoridad.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        hilo.start()
        try:
            yield autoridad
        finally:
            autoridad.seguir.set()
            autoridad.shutdown()
            hilo.join()


def test_sin_estampa_buena_no_hay_dictamen_y_al_volver_sale_uno(mundo, monkeypatch):
    solicitud = mundo.firmar(mundo.por_firmar())
    ahora = timezone.now()
    monkeypatch.setattr(estampado, "ESPERA_DE_TSA", 1)
    with _autoridad() as tsa:
        url = f"http://127.0.0.1:{tsa.server_address[1]}"
        monkeypatch.setattr("dictamenes.documento.documentos.instalada.estampadora", _por_http(url))
        for modo in ("error", "basura", "otro nonce", "otra huella", "calla"):
            tsa.modo = modo
            assert trabajos.correr_pendientes(ahora) == 0, modo
            ahora += timedelta(minutes=1)
            dictamen = Dictamen.objects.get()
            assert (dictamen.estado, dictamen.de_las_partes_id, dictamen.publico_id) == ("firmado", None, None), modo
            assert revisar(rapido=True) == [], modo
        assert not detenidos.rendidos().exists()
        assert detenidos.listar(ahora + HORA)[0].causa == detenidos.CAUSAS["EstampaNoDisponible"]
        tsa.modo, antes = "bien", tsa.pedidos
        assert trabajos.correr_pendientes(ahora + HORA) == 1
        assert tsa.pedidos > antes
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    assert dictamen.estado == "vigente"
    assert Evento.objects.filter(accion="dictamen.emitido").count() == 1
    dictado = juzgar(dictamen.de_las_partes.leer(), instalada.raices(), dictamen.emitido_en)
    assert dictado.es_valida, dictado.motivo
    assert revisar() == []


def _por_http(url):
    """La estampadora por HTTP sólo para el trabajo; la local sigue siendo la de la autoridad de prueba."""
    local = instalada.estampadora

    def estampadora(en):
        return estampado.estampadora_http(url) if threading.current_thread() is threading.main_thread() else local(en)

    return estampadora
