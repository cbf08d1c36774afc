"""El aviso de temporada: desde octubre, una vez al año, a cada ente lo suyo, con las cifras del registro."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.models import Vencimiento
from flujos.recorrido import actos
from indicadores.cifra.conteo import contar
from indicadores.cifra.registro import asuntos_al
from indicadores.tableros.temporada import anunciar, en_palabras
from tests.seguridad.recorrido_urls import navegador


def _el(dia):
    return datetime.combine(dia, datetime.min.time().replace(hour=9), tzinfo=reloj.HERMOSILLO)


OCTUBRE = _el(date(2027, 10, 1))


def test_dice_el_pico_lo_que_termina_y_hasta_cuando_y_calla_si_no_hay_nada():
    dicho = en_palabras(Counter({12: 9, 3: 5}), 1, date(2026, 11, 15), 2025)
    assert dicho == (
        "En 2025 su dependencia presentó 14 solicitudes; 9 en diciembre. De aquí a marzo termina 1 licencia o contrato "
        "de los suyos. Para que se dictamine antes de que termine el año, preséntelo a más tardar el 15 de noviembre "
        "de 2026."
    )
    assert en_palabras(Counter(), 0, date(2026, 11, 15), 2025) == ""
    assert en_palabras(Counter({3: 1}), 0, None, 2025) == "En 2025 su dependencia presentó 1 solicitud; 1 en marzo."


@pytest.mark.django_db
def test_se_avisa_desde_octubre_una_vez_y_solo_a_su_ente(mundo):
    licencia = mundo.sin_documentos(tipo="licencias").dictamen.vencimientos.get()
    Vencimiento.objects.filter(pk=licencia.pk).update(fecha=date(2027, 12, 31))
    cancelada = mundo.presentada()
    actos.ejecutar(tramite.cancelar, cancelada, por=mundo.coordinacion, en=mundo.en, motivo="Duplicada.")
    assert anunciar(_el(date(2027, 9, 30))) == 0
    assert [anunciar(OCTUBRE), anunciar(_el(date(2027, 11, 1)))] == [1, 0]
    avisos = Aviso.objects.filter(tema="temporada")
    assert {a.persona for a in avisos} == {mundo.elabora, mundo.presenta}
    (texto,) = {a.texto for a in avisos}
    recibidas = contar(asuntos_al(date(2026, 12, 31)), 2026, date(2026, 12, 31)).por_ente[mundo.ente.pk].recibidas
    assert texto.startswith(f"En 2026 su dependencia presentó {recibidas} solicitud; 1 en marzo. De aquí a marzo termina 1")
    assert Evento.objects.filter(accion="temporada.anunciada", objeto=f"ente:{mundo.ente.pk}").count() == 1
    with reloj.detenido_en(OCTUBRE):
        assert texto in navegador(mundo.elabora).get("/solicitudes/").content.decode()
        assert "su dependencia presentó" not in navegador(mundo.ajena).get("/solicitudes/").content.decode()
    assert anunciar(_el(date(2028, 10, 2))) == 0, "al año siguiente ya no presentó nada ni le termina nada"
