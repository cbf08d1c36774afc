"""Lo que la historia publica o notifica además de sus expedientes: un renglón por clase de contenido atado, con su evento."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from archivos.entrada import guardar
from bitacora.cadena import anotar
from cuentas.personas import ausencias
from dictamenes import tramite
from dictamenes.archivo import retencion
from dictamenes.documento import por_sellar, renovacion
from dictamenes.expediente import mensajes
from dictamenes.models import Dictamen, DisposicionFinal, EscritoEnPapel, Estampa, FirmaSinEmitir, TransferenciaPrimaria
from dictamenes.reglas import folios
from flujos.recorrido import actos
from indicadores.models import ArchivoPublicado, InformeAnual, PublicacionDeDatos

if TYPE_CHECKING:
    from tests.adversario.historia import Historia


def fundar(h: Historia) -> SimpleNamespace:
    """Con sus actos de verdad lo que cuesta poco; lo que pide años o un trabajo largo, su renglón y su evento."""
    m, hoy = h.m, h.m.en.date()
    prevenida = m.dar(tramite.prevenir, m.presentada(), causal="anexo", observaciones=[("necesidad", "Precise la necesidad.")])
    por_sellar.sellar_pendientes(m.en)
    estampa = _renovada(h)
    concluida = actos.ejecutar(
        tramite.desistir_papel, m.presentada(), m.recepcion, m.en + timedelta(hours=1), recibida_en=m.en, motivo="Ya no se compra.",
        archivo=guardar(b"%PDF-1.4 desistimiento", "application/pdf"), rotulo="escrito.pdf",
    )
    anulada = m.sin_emitir(pedida=True)
    actos.ejecutar(tramite.anular_firma, anulada, m.firmante, m.en, firmado=Dictamen.objects.get(solicitud=anulada).firmado.sha256)
    return SimpleNamespace(
        estampa=estampa, prevencion=prevenida.prevenciones.get(), puesta=prevenida.notificaciones.get(), concluida=concluida,
        escrito=EscritoEnPapel.objects.get(solicitud=concluida), sin_emitir=FirmaSinEmitir.objects.get(dictamen__solicitud=anulada),
        por_firmar=m.dar(tramite.preparar_prevencion, m.presentada()).por_firmar.get(),
        mensaje=mensajes.escribir(h.presentada, por=m.recepcion, en=m.en, tablero="compartido", texto="Falta el anexo."),
        retencion=retencion.proponer(h.emitida, fundamento="Art. 50", autoridad="Juzgado", hasta=hoy + timedelta(days=900),
                                     por=m.coordinacion, en=m.en),
        orden=m.orden(confirmada=False), informe=_informe(h), datos=_datos_abiertos(h),
        ausencia=ausencias.registrar(m.recepcion, desde=hoy + timedelta(days=30), hasta=hoy + timedelta(days=40), motivo="comision",
                                     por=m.recepcion, en=m.en),
        transferencia=_con_su_evento(h, "archivo.transferido", TransferenciaPrimaria(
            folio=folios.siguiente(folios.TRANSFERENCIA, m.en), serie="12C.3", corte=hoy, recibe="Archivo de concentración", datos={"expedientes": []},
            declarada_por=m.coordinacion, declarada_en=m.en)),
        disposicion=_con_su_evento(h, "archivo.dispuesto", DisposicionFinal(
            folio=folios.siguiente(folios.DISPOSICION, m.en), serie="12C.3", corte=hoy, destino="Baja", catalogo="C-1", dictamen="D-1", dictamen_fecha=hoy,
            acta="A-1", acta_fecha=hoy, expedientes=[], declarada_por=m.coordinacion, declarada_en=m.en)),
    )


def _renovada(h: Historia) -> Estampa:
    """El ejemplar de las partes de lo emitido, con su estampa ya renovada."""
    renovacion.inscribir(h.ahora)
    suya = Estampa.objects.filter(origen=h.emitida.dictamen.de_las_partes)
    suya.update(vence=h.ahora + timedelta(days=30))
    renovacion.renovar_pendientes(h.ahora)
    return suya.get(vigente=True)


def _informe(h: Historia) -> Any:
    ultimo = h.evento("dictamen.emitido")
    return _con_su_evento(h, "informe.publicado", InformeAnual(
        anio=2025, evento=ultimo.n, eslabon=ultimo.eslabon, cedula=h.m.publicar_cedula(), datos={"cedula": {"rotulo": ""}, "entes": {}},
        archivo=guardar(b"PK informe", "application/zip"), publicado_en=h.m.en, publicado_por=h.m.coordinacion))


def _datos_abiertos(h: Historia) -> Any:
    ultimo = h.evento("dictamen.emitido")
    version = PublicacionDeDatos.objects.create(
        numero=1, publicada_en=h.m.en, corte=h.m.en.date(), bitacora_n=ultimo.n, bitacora_eslabon=ultimo.eslabon, licencia={}, cambios={})
    ArchivoPublicado.objects.create(publicacion=version, nombre="dictamenes.csv", archivo=guardar(b"folio\r\n", "text/csv"), filas=0)
    anotar("datos_abiertos.publicados", version, por=None, en=h.m.en, datos={"version": 1}, ata=[version])
    return version


def _con_su_evento(h: Historia, accion: str, renglon: Any) -> Any:
    renglon.save()
    anotar(accion, renglon, por=h.m.coordinacion, en=h.m.en, datos={"folio": str(renglon)}, ata=[renglon])
    return renglon
