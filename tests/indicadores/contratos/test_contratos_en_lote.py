"""Decidir de varios contratos a la vez: se confirma lo que se leyó y cada uno queda o no por su cuenta."""

import csv
import io

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from dictamenes.models import CalificacionDelLote, ComentarioDelLote, LoteDeCalificaciones
from indicadores.contratos import actos
from indicadores.contratos.propuestas import cotejar_pendientes
from indicadores.models import Contrato
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
LOTE = "indicadores:contratos_lote"


@pytest.fixture
def posibles(mundo):
    """Dos contratos a los que se propone el mismo dictamen y uno al que ninguno."""
    folio = mundo.sin_documentos().dictamen.folio
    equipo = f"ICRESON,Adquisición de equipo de cómputo portátil,214600,{mundo.en.date()}"
    filas = ("numero,ente,objeto,importe,fecha", f"C-1,{equipo}", f"C-2,{equipo}", "C-3,CEA,Sillas,5,2026-02-20", "")
    actos.importar("\n".join(filas).encode(), nombre="c.csv", procedencia="Portal", por=mundo.coordinacion, en=mundo.en)
    cotejar_pendientes(mundo.en)
    return folio


def _direccion(que, *pares):
    marcados = "".join(f"&c={Contrato.objects.get(numero=numero).pk}:{folio}" for numero, folio in pares)
    return f"{reverse(LOTE)}?que={que}&situacion=posible{marcados}"


def _situaciones():
    return dict(Contrato.objects.values_list("numero", "situacion"))


def _dichos(respuesta):
    return [str(mensaje) for mensaje in get_messages(respuesta.wsgi_request)]


def test_se_leen_juntos_se_confirma_una_vez_y_cada_uno_deja_su_evidencia(mundo, posibles):
    cliente = navegador(mundo.coordinacion)
    lista = cliente.get(reverse("indicadores:contratos")).content.decode()
    assert lista.count('form="lote"') == 3
    url = _direccion("ligado", ("C-1", posibles), ("C-2", posibles))
    pagina = cliente.get(url).content.decode()
    assert (pagina.count(f"{posibles}</span>:"), "Motivo" in pagina) == (2, False)
    assert _situaciones()["C-1"] == "posible", "leer no decide"
    respuesta = cliente.post(url)
    assert respuesta.url == f"{reverse('indicadores:contratos')}?situacion=posible"
    assert _situaciones() == {"C-1": "cotejado", "C-2": "cotejado", "C-3": "sin_dictamen"}
    assert Evento.objects.filter(accion="contrato.ligado").count() == 2
    otra_vez = cliente.post(url)
    assert _dichos(otra_vez)[-2:] == [f"C-{n} quedó como estaba. Eso ya quedó registrado." for n in (2, 1)]
    assert Evento.objects.filter(accion="contrato.ligado").count() == 2


def test_el_que_no_se_puede_no_detiene_a_los_demas_y_se_dice_por_que(mundo, posibles):
    vistos = [(Contrato.objects.get(numero=numero), posibles) for numero in ("C-1", "C-3")]
    resultado = actos.decidir_varios("descartado", vistos, por=mundo.coordinacion, en=mundo.en, motivo="Es otro equipo.")
    assert resultado.hechos == ["C-1"]
    assert resultado.fallas == [("C-3", "El dictamen que se proponía ya no puede ampararlo.")], "es de otro ente"
    actos.anular(vistos[0][0], vistos[0][0].decisiones.get().pk, por=mundo.coordinacion, en=mundo.en, motivo="Me equivoqué.")


def test_sin_motivo_sin_marcar_o_con_lo_que_no_se_entiende_no_se_decide_nada(mundo, posibles):
    cliente, antes = navegador(mundo.coordinacion), _situaciones()
    url = _direccion("no_requiere", ("C-1", ""), ("C-3", ""))
    assert cliente.post(url, {"motivo": " "}).status_code == 422
    for torcida in ("", "?que=anular&c=1:", "?que=ligado&c=1:", "?que=ligado&c=²:x&c=uno", f"?que=ligado&c={'9' * 40}:x"):
        for pedir in (cliente.get, cliente.post):
            assert pedir(reverse(LOTE) + torcida).url == reverse("indicadores:contratos")
    assert _situaciones() == antes
    assert cliente.post(url, {"motivo": "No son de TIC."}).status_code == 302
    assert _situaciones() == {"C-1": "no_requiere", "C-2": "posible", "C-3": "no_requiere"}


def test_solo_coordinacion_decide_varios(mundo, posibles):
    assert 'form="lote"' not in navegador(mundo.auditor).get(reverse("indicadores:contratos")).content.decode()
    assert navegador(mundo.firmante).post(_direccion("ligado", ("C-1", posibles))).status_code == 403
    with pytest.raises(AccesoDenegado):
        actos.decidir_varios("ligado", [(Contrato.objects.get(numero="C-1"), posibles)], por=mundo.firmante, en=mundo.en)


def test_la_satisfaccion_se_baja_sin_nombres_y_con_constancia(mundo):
    solicitud = mundo.sin_documentos()
    lote = LoteDeCalificaciones.objects.create(abierto_el=mundo.en.date())
    CalificacionDelLote.objects.create(lote=lote, puntos=4)
    ComentarioDelLote.objects.create(lote=lote, texto="=Muy claro")
    bajada = navegador(mundo.coordinacion).get(reverse("indicadores:satisfaccion_csv"), {"anio": "2026"})
    filas = list(csv.DictReader(io.StringIO(bajada.content.decode("utf-8-sig"))))
    assert {fila["puntos"]: fila["respuestas"] for fila in filas[:5]}["4"] == "1"
    assert (filas[5]["comentario"], filas[5]["mes"], filas[5]["puntos"]) == ("'=Muy claro", "Marzo de 2026", "")
    assert solicitud.folio not in bajada.content.decode()
    assert Evento.objects.filter(accion="indicadores.exportados", objeto="indicadores:satisfaccion").count() == 1
