"""El acuse, el oficio y la prevención se sellan y estampan después del acto, una vez; y quien sea los comprueba."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from archivos.models import Archivo
from auditoria.anclas import cotejo
from bitacora.atado import ContenidoAlterado
from bitacora.models import DatosEvento
from dictamenes import tramite
from dictamenes.documento import documentos, por_sellar
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.cierre import EstampaNoDisponible
from dictamenes.documento.verificacion import Veredicto, por_archivo
from dictamenes.models import PapelSellado
from flujos.invariantes import revisar
from indicadores.cedula import informe
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from verificador.politica import Exigencias, juzgar

pytestmark = pytest.mark.django_db


@pytest.fixture
def prevenida(mundo, settings, tmp_path):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    mundo.credenciales()
    return mundo.dar(tramite.prevenir, mundo.presentada())


def _papeles(solicitud):
    presentacion, prevencion = solicitud.presentaciones.get(), solicitud.prevenciones.get()
    return [documentos.acuse(presentacion), documentos.oficio_de_solicitud(presentacion),
            documentos.oficio_de_prevencion(prevencion)]


def test_el_acto_los_deja_pedidos_y_el_trabajador_los_sella_una_vez(mundo, prevenida):
    antes = _papeles(prevenida)
    assert all(b"/SELLO" not in uno and b"SELLO" not in uno for uno in antes), "recién hechos, todavía sin sello"
    assert por_sellar.sellar_pendientes(mundo.en) == 3
    despues = _papeles(prevenida)
    for borrador, sellado in zip(antes, despues, strict=True):
        assert sellado.startswith(borrador), "lo sellado es lo mismo que se vio, con su sello al final"
        dictado = juzgar(sellado, instalada.raices(), mundo.en, Exigencias(["SELLO"]))
        assert dictado.es_valida, dictado.motivo
        assert "consta desde" in dictado.motivo, "con estampa de tiempo"
    assert por_sellar.sellar_pendientes(mundo.en + timedelta(hours=1)) == 0
    assert _papeles(prevenida) == despues, "ya no se vuelven a redactar"
    dichos = DatosEvento.objects.filter(evento__accion="papel.sellado")
    assert sorted(d.datos["clase"] for d in dichos) == ["tramite.acuse", "tramite.oficio", "tramite.prevencion"]
    assert cotejo.cotejar(mundo.en + timedelta(days=1)).reparos == ()
    assert revisar() == []


def test_sin_estampadora_el_acto_no_espera_y_al_volver_se_sellan(mundo, prevenida, monkeypatch):
    with monkeypatch.context() as caida:
        def calla(en):
            raise EstampaNoDisponible("no responde")

        caida.setattr(por_sellar.instalada, "estampadora", calla)
        assert por_sellar.sellar_pendientes(mundo.en) == 0
        assert b"SELLO" not in documentos.acuse(prevenida.presentaciones.get()), "mientras, se lee sin sello"
    assert por_sellar.sellar_pendientes(mundo.en + por_sellar.ARRIENDO) == 3


def test_lo_que_no_es_de_un_expediente_tambien_se_sella_y_cualquiera_lo_comprueba(mundo, prevenida, client):
    """La relación de una transferencia y la cédula de un informe anual."""
    mundo.publicar_cedula()
    publicado = informe.publicar(mundo.en.year - 1, por=mundo.coordinacion, en=mundo.en)
    relacion = mundo.transferida(prevenida)
    mundo.en = despues = relacion.declarada_en
    mundo.credenciales()  # dos años después, con listas de revocación de entonces
    assert por_sellar.sellar_pendientes(despues) == 5
    bajada = client.get(reverse("indicadores:informe_cedula", args=[publicado.pk])).content
    for contenido, folio in ((documentos.inventario(relacion), relacion.folio), (bajada, "Informe anual 2025")):
        dictado = juzgar(contenido, instalada.raices(), despues, Exigencias(["SELLO"]))
        assert dictado.es_valida, dictado.motivo
        assert "consta desde" in dictado.motivo
        resultado = por_archivo(contenido, hoy=despues.date())
        assert (resultado.veredicto, resultado.documento.folio) == (Veredicto.COPIA_EXACTA, folio)
    assert revisar() == []


def test_uno_que_no_se_puede_no_detiene_a_los_demas_ni_dos_trabajadores_sellan_el_mismo(mundo, prevenida):
    prevenida.prevenciones.update(causal="importe")  # por SQL: ya no es lo que se registró
    tomado = PapelSellado.objects.get(clase="tramite.acuse")
    assert PapelSellado.objects.tomar(tomado.pk, mundo.en, por_sellar.ARRIENDO)
    assert not PapelSellado.objects.tomar(tomado.pk, mundo.en, por_sellar.ARRIENDO), "otro trabajador ya lo tiene"
    assert por_sellar.sellar_pendientes(mundo.en) == 1
    assert PapelSellado.objects.get(sellado_en__isnull=False).clase == "tramite.oficio"
    assert por_sellar.sellar_pendientes(mundo.en + por_sellar.ARRIENDO) == 1, "el del que murió se retoma"


def test_cualquiera_los_comprueba_por_su_archivo_y_por_su_clave(mundo, prevenida):
    sin_sello = documentos.acuse(prevenida.presentaciones.get())
    por_sellar.sellar_pendientes(mundo.en)
    hoy, prevencion = mundo.en.date(), prevenida.prevenciones.get()
    for contenido, ejemplar in zip(_papeles(prevenida), ("acuse", "oficio", "prevencion"), strict=True):
        resultado = por_archivo(contenido, hoy=hoy)
        assert (resultado.veredicto, resultado.ejemplar) == (Veredicto.COPIA_EXACTA, ejemplar)
        assert por_archivo(contenido + b" ", hoy=hoy).veredicto != Veredicto.COPIA_EXACTA
    assert por_archivo(sin_sello, hoy=hoy).veredicto == Veredicto.COPIA_EXACTA, "quien lo bajó antes de su sello"
    pagina = Client().get(reverse("dictamenes:verificar_clave", args=[prevencion.clave])).content.decode()
    assert prevencion.folio in pagina
    assert "No dice cómo se resolvió" in pagina
    assert all(o.texto not in pagina for o in prevencion.observaciones.all())
    texto = texto_de(documentos.oficio_de_prevencion(prevencion))
    assert f"{prevencion.clave[:4]}-{prevencion.clave[4:8]}" in texto


def test_el_archivo_que_otro_puso_en_su_lugar_no_se_entrega(mundo, prevenida):
    por_sellar.sellar_pendientes(mundo.en)
    otro = Archivo.objects.exclude(pk=PapelSellado.objects.get(clase="tramite.acuse").archivo_id).first()
    PapelSellado.objects.filter(clase="tramite.acuse").update(archivo=otro)
    with pytest.raises(ContenidoAlterado):
        documentos.acuse(prevenida.presentaciones.get())
