"""Lo firmado que no se emite se ve, se avisa y tiene salida: dos personas anulan la firma y se vuelve a redactar."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.urls import reverse
from viewflow.workflow.models import Task

from bitacora.atado import ContenidoAlterado
from bitacora.models import DatosEvento, Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.documento.verificacion import Veredicto, por_huella
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.models import Dictamen, FirmaSinEmitir
from flujos.invariantes import revisar
from flujos.invariantes.registro import nada_falla_sin_remedio
from flujos.recorrido import actos, detenidos, trabajos
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db


def _temas(persona):
    return set(Aviso.objects.filter(persona=persona).values_list("tema", flat=True))


def test_emitir_que_se_rinde_queda_dicho_y_a_la_vista(mundo, monkeypatch):
    solicitud = mundo.firmar(mundo.por_firmar())
    tarea = Task.objects.get(flow_task_type="JOB", finished=None)

    def fallar(*_):
        raise RuntimeError("no cierra con el secreto")

    monkeypatch.setitem(trabajos.TAREAS, "emitir", fallar)
    for _ in range(20):
        Task.objects.filter(pk=tarea.pk).update(scheduled=mundo.en)
        trabajos.correr(tarea.pk, mundo.en)
    assert Task.objects.get(pk=tarea.pk).status == "ERROR"
    detenida = FirmaSinEmitir.objects.get()
    assert (detenida.causa, detenida.firmado_por) == ("RuntimeError", mundo.firmante)
    assert {"no_se_emite"} <= _temas(mundo.coordinacion) & _temas(mundo.firmante)
    assert [d.folio for d in detenidos.listar(mundo.en)] == [solicitud.folio]
    assert [f.invariante for f in revisar()] == ["Nada falla sin que se vea"]
    assert Evento.objects.filter(accion="dictamen.no_se_emite").count() == 1
    assert "se anule la firma" in _pagina(mundo.coordinacion, solicitud)
    monkeypatch.undo()
    detenidos.reintentar(Task.objects.get(pk=tarea.pk), por=mundo.administrador, en=mundo.en)
    mundo.trabajar()
    assert Dictamen.objects.get().estado == "vigente", "corregida la causa, se emite"
    assert "se anule la firma" not in _pagina(mundo.coordinacion, solicitud)
    assert revisar() == []
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.pedir_anulacion, solicitud, mundo.coordinacion, mundo.en, motivo="Tarde.")


def _pagina(persona, solicitud):
    return navegador(persona).get(reverse("flujos:expediente", args=[solicitud.pk])).content.decode()


def test_entre_dos_se_anula_y_se_vuelve_a_proponer_firmar_y_emitir(mundo):
    solicitud = mundo.sin_emitir(pedida=True)
    antes = Dictamen.objects.get()
    firmado = antes.firmado
    assert "anulacion_pedida" in _temas(mundo.firmante)
    url = reverse("flujos:anular_firma", args=[solicitud.pk])
    pagina = navegador(mundo.firmante).get(url).content.decode()
    assert "Su certificado ya no sirve." in pagina
    assert "no pasaría la verificación pública" in pagina
    dicho = navegador(mundo.firmante).post(url, {"firmado": firmado.sha256, "confirma": "on"})
    assert dicho.status_code == 302
    assert "firma_anulada" in _temas(mundo.estrategico)
    dictamen = Dictamen.objects.get()
    assert (dictamen.estado, dictamen.solicitud.estado) == ("en_preparacion", "en_estrategia")
    assert revisar() == []
    assert list(nada_falla_sin_remedio()) == []
    mundo.proponer(dictamen.solicitud)
    mundo.trabajar()
    mundo.firmar(dictamen.solicitud)
    mundo.trabajar()
    dictamen = Dictamen.objects.get()
    assert (dictamen.estado, dictamen.folio, dictamen.version) == ("vigente", antes.folio, antes.version + 1)
    assert dictamen.firmado != firmado
    assert por_huella(firmado.sha256, hoy=mundo.en.date()).veredicto == Veredicto.SIN_EMITIR, "su firma se anuló"
    assert FirmaSinEmitir.objects.get().firmado == firmado, "lo firmado se conserva"
    assert DatosEvento.objects.get(evento__accion="dictamen.firma_anulada").datos["motivo"] == "Su certificado ya no sirve."
    assert revisar() == []


@pytest.mark.parametrize("pedida", [False, True])
def test_nadie_la_anula_solo_ni_sin_que_se_pida(mundo, pedida):
    solicitud = mundo.sin_emitir(pedida=pedida)
    firmado = Dictamen.objects.get().firmado.sha256
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.anular_firma, solicitud, mundo.coordinacion, mundo.en, firmado=firmado)
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.pedir_anulacion, solicitud, mundo.firmante, mundo.en, motivo="No sale.")
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.anular_firma, solicitud, mundo.firmante, mundo.en,
                       firmado="0" * 64 if pedida else firmado)
    assert Dictamen.objects.get().estado == "firmado"


def test_sin_razon_no_se_pide_y_lo_que_se_emite_no_se_anula(mundo):
    solicitud = mundo.sin_emitir()
    with pytest.raises(DatosInvalidos):
        actos.ejecutar(tramite.pedir_anulacion, solicitud, mundo.coordinacion, mundo.en, motivo="​ ")
    otra = mundo.firmar(mundo.por_firmar())
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.pedir_anulacion, otra, mundo.coordinacion, mundo.en, motivo="No quiero.")


def test_sobre_lo_alterado_no_se_pide_anular(mundo):
    solicitud = mundo.sin_emitir()
    FirmaSinEmitir.objects.update(firmado_por=mundo.coordinacion)
    with pytest.raises(ContenidoAlterado):
        actos.ejecutar(tramite.pedir_anulacion, solicitud, mundo.coordinacion, mundo.en, motivo="No debe surtir efectos.")


def test_lo_pedido_por_sql_no_se_anula_y_la_base_exige_dos(mundo):
    solicitud = mundo.sin_emitir()
    FirmaSinEmitir.objects.update(pedida_por=mundo.coordinacion, pedida_en=mundo.en, motivo="Por SQL.")
    with pytest.raises(ContenidoAlterado):
        actos.ejecutar(tramite.anular_firma, solicitud, mundo.firmante, mundo.en,
                       firmado=Dictamen.objects.get().firmado.sha256)
    with pytest.raises(IntegrityError):
        FirmaSinEmitir.objects.update(anulada_por=mundo.coordinacion, anulada_en=mundo.en)
