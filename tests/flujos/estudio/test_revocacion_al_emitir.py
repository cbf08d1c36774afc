"""Mientras no se sabe si el certificado es bueno, nada se emite; si su autoridad lo revocó, la firma se anula sola."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bitacora.models import DatosEvento, Evento
from cuentas.models import Aviso
from dictamenes.documento import documentos
from dictamenes.documento.firma.evidencia import evidencia
from dictamenes.documento.firma.revocacion import CertificadoRevocado, SinEvidencia
from dictamenes.models import Dictamen, FirmaSinEmitir
from flujos.invariantes import revisar
from flujos.recorrido import detenidos, trabajos
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db


def _que_conteste(monkeypatch, falla):
    def contestar(_):
        raise falla

    monkeypatch.setattr(documentos.instalada, "respondedor", lambda en: contestar)


def test_sin_respuesta_espera_sin_gastar_intentos_y_al_saberse_se_emite(mundo, monkeypatch):
    mundo.firmar(mundo.por_firmar())
    avisos = Aviso.objects.count()
    with monkeypatch.context() as callada:
        _que_conteste(callada, SinEvidencia("No contesta."))
        for minuto in range(12):
            assert trabajos.correr_pendientes(timezone.now() + timedelta(minutes=minuto)) == 0
        dictamen = Dictamen.objects.get()
        assert (dictamen.estado, dictamen.emitido_en, Aviso.objects.count()) == ("firmado", None, avisos)
        assert "OCSP no contesta" in detenidos.CAUSAS["SinEvidencia"]
        assert revisar() == []
    assert trabajos.correr_pendientes(timezone.now() + timedelta(minutes=13)) == 1
    dictamen = Dictamen.objects.get()
    assert dictamen.estado == "vigente"
    dentro = evidencia(dictamen.ejemplar_de_las_partes.leer())
    assert [nombre for nombre in dentro if nombre.endswith(".ocsp")] == ["ocsp-01.ocsp"], "la respuesta queda dentro"


def test_revocado_antes_de_emitirse_la_firma_se_anula_y_se_puede_volver_a_firmar(mundo, monkeypatch):
    solicitud = mundo.firmar(mundo.por_firmar())
    with monkeypatch.context() as dice:
        _que_conteste(dice, CertificadoRevocado("Su autoridad revocó el certificado el 02/03/2026 10:00 UTC."))
        mundo.trabajar()
    dictamen = Dictamen.objects.get()
    assert (dictamen.estado, dictamen.solicitud.estado) == ("en_preparacion", "en_estrategia")
    dicho = DatosEvento.objects.get(evento__accion="dictamen.firma_revocada")
    assert (dicho.evento.por_id, "02/03/2026" in dicho.datos["motivo"]) == (None, True)
    assert FirmaSinEmitir.objects.get().causa == "CertificadoRevocado"
    avisados = Aviso.objects.filter(tema="firma_revocada").values_list("persona", flat=True)
    assert {mundo.firmante.pk, mundo.estrategico.pk, mundo.coordinacion.pk} <= set(avisados)
    assert not Evento.objects.filter(accion="dictamen.emitido").exists()
    assert revisar() == []
    pagina = navegador(mundo.estrategico).get(reverse("flujos:expediente", args=[solicitud.pk])).content.decode()
    assert "Se anuló la firma: su certificado está revocado" in pagina
    mundo.proponer(dictamen.solicitud)
    mundo.trabajar()
    mundo.firmar(dictamen.solicitud)
    mundo.trabajar()
    assert Dictamen.objects.get().estado == "vigente"
    assert revisar() == []
