"""Lo que se cambia de lo publicado o notificado: cada clase atada, y lo público alterado."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.test import Client
from django.urls import reverse

from archivos.models import Archivo
from bitacora import rechazos
from cuentas.models import Ausencia, OrdenDeAuditoria
from cuentas.personas import ordenes
from dictamenes.archivo import retencion
from dictamenes.documento.vigente import al_dia
from dictamenes.models import (
    DisposicionFinal,
    EscritoEnPapel,
    Estampa,
    FirmaSinEmitir,
    Mensaje,
    Notificacion,
    PapelPorFirmar,
    PapelSellado,
    Prevencion,
    RetencionLegal,
    RevisionPublica,
    Solicitud,
    TransferenciaPrimaria,
    VersionPublica,
)
from dictamenes.tramite import surtir
from indicadores.models import ArchivoPublicado, InformeAnual
from tests.adversario.alteracion import alteracion
from tests.adversario.en_el_expediente import no_consulta
from tests.adversario.historia import Historia


def _se_niega(que):
    """El acto que usa lo alterado se rechaza."""

    def usar(h: Historia) -> bool:
        try:
            que(h)
        except rechazos.Rechazo:
            return True
        return False

    return usar


def _no_entrega(nombre: str):
    """La descarga pública se niega."""

    def usar(h: Historia) -> bool:
        args = [h.publicado.informe.pk] if nombre.endswith("informe_zip") else [h.publicado.datos.numero, "dictamenes.csv"]
        return Client(raise_request_exception=False).get(reverse(nombre, args=args)).status_code == 403

    return usar


@alteracion("público-liberado", "dar por revisado, por fuera, lo que espera publicarse", ven="IU", usar=no_consulta)
def _(h: Historia) -> None:
    RevisionPublica.objects.create(dictamen=h.dictamen, vence=h.m.en.date(), liberada_por=h.m.coordinacion, liberada_en=h.m.en)


@alteracion("público-anterior", "hacer pasar un archivo por un ejemplar público anterior", ven="IU", usar=no_consulta)
def _(h: Historia) -> None:
    VersionPublica.objects.create(dictamen=h.dictamen, numero=2, archivo=h.dictamen.publico, testes=[], hecha_por=h.m.coordinacion,
                                  anterior=Archivo.objects.exclude(pk=h.dictamen.publico_id).first(), hecha_en=h.m.en)


@alteracion("papel", "cambiar con qué versión se imprime el oficio de una prevención", ven="I")
def _(h: Historia) -> None:
    Prevencion.objects.filter(pk=h.publicado.prevencion.pk).update(papel=F("papel") - 1)


@alteracion("clave-de-prevención", "ponerle a una prevención la clave de otra", ven="I")
def _(h: Historia) -> None:
    Prevencion.objects.filter(pk=h.publicado.prevencion.pk).update(clave="0" * 13)


@alteracion("papel-sellado", "entregar otro archivo en lugar de un acuse sellado", ven="I")
def _(h: Historia) -> None:
    suyo = PapelSellado.objects.filter(archivo__isnull=False).latest("pk")
    otro = Archivo.objects.exclude(pk=suyo.archivo_id).first()
    PapelSellado.objects.filter(pk=suyo.pk).update(archivo=otro)


@alteracion("estampa", "entregar otro archivo como renovación de la estampa de un dictamen", ven="IU", usar=_se_niega(
    lambda h: al_dia(h.publicado.estampa.origen)))
def _(h: Historia) -> None:
    otro = Archivo.objects.exclude(pk__in=Estampa.objects.values("archivo")).first()
    Estampa.objects.filter(pk=h.publicado.estampa.pk).update(archivo=otro)


@alteracion("papel-por-firmar", "cambiar de quién es la firma que espera una prevención preparada", ven="I")
def _(h: Historia) -> None:
    PapelPorFirmar.objects.filter(pk=h.publicado.por_firmar.pk).update(firma=h.m.coordinacion)


@alteracion("puesta", "recorrer desde cuándo surte efectos lo notificado", ven="IU", usar=_se_niega(
    lambda h: surtir(h.publicado.puesta, "lectura", h.ahora, en=h.ahora)))
def _(h: Historia) -> None:
    Notificacion.objects.filter(pk=h.publicado.puesta.pk).update(surtiria_en=F("surtiria_en") + timedelta(days=30), surtio_en=None, como="")


@alteracion("conclusión", "cambiar el motivo con que concluyó un asunto", ven="I")
def _(h: Historia) -> None:
    Solicitud.objects.filter(pk=h.publicado.concluida.pk).update(motivo_conclusion="Otro motivo.")


@alteracion("escrito", "cambiar cuándo se recibió un escrito en papel", ven="I")
def _(h: Historia) -> None:
    EscritoEnPapel.objects.filter(pk=h.publicado.escrito.pk).update(recibido_en=F("recibido_en") - timedelta(days=3))


@alteracion("mensaje", "cambiar lo que dice un mensaje al ente", ven="I")
def _(h: Historia) -> None:
    Mensaje.objects.filter(pk=h.publicado.mensaje.pk).update(texto="No falta nada.")


@alteracion("retención", "acortar una retención legal", ven="IU", usar=_se_niega(
    lambda h: retencion.confirmar(h.publicado.retencion, por=h.m.firmante, en=h.m.en)))
def _(h: Historia) -> None:
    RetencionLegal.objects.filter(pk=h.publicado.retencion.pk).update(hasta=h.m.en.date())


@alteracion("transferencia", "cambiar una relación de transferencia ya declarada", ven="I")
def _(h: Historia) -> None:
    TransferenciaPrimaria.objects.filter(pk=h.publicado.transferencia.pk).update(recibe="Otra persona")


@alteracion("disposición", "cambiar el destino de una disposición final ya declarada", ven="I")
def _(h: Historia) -> None:
    DisposicionFinal.objects.filter(pk=h.publicado.disposicion.pk).update(destino="Conservación completa")


@alteracion("orden", "recorrer hasta cuándo una orden tapa lo que lee quien audita", ven="IU", usar=_se_niega(
    lambda h: ordenes.confirmar(h.publicado.orden, por=h.m.persona("administrador"), en=h.m.en)))
def _(h: Historia) -> None:
    OrdenDeAuditoria.objects.filter(pk=h.publicado.orden.pk).update(vigente_hasta=F("vigente_hasta") + timedelta(days=3000))


@alteracion("ausencia", "alargar una ausencia", ven="I")
def _(h: Historia) -> None:
    Ausencia.objects.filter(pk=h.publicado.ausencia.pk).update(hasta=F("hasta") + timedelta(days=30))


@alteracion("sin-emitir", "cambiar por qué se anuló una firma", ven="I")
def _(h: Historia) -> None:
    FirmaSinEmitir.objects.filter(pk=h.publicado.sin_emitir.pk).update(motivo="Otra razón.")


@alteracion("informe", "cambiar el paquete de un informe anual publicado", ven="IU", usar=_no_entrega("indicadores:informe_zip"))
def _(h: Historia) -> None:
    otro = Archivo.objects.exclude(pk=h.publicado.informe.archivo_id).first()
    InformeAnual.objects.filter(pk=h.publicado.informe.pk).update(archivo=otro)


@alteracion("datos-abiertos", "cambiar un archivo de los datos abiertos", ven="IU", usar=_no_entrega("indicadores:datos_archivo"))
def _(h: Historia) -> None:
    suyo = ArchivoPublicado.objects.get(publicacion=h.publicado.datos)
    otro = Archivo.objects.exclude(pk=suyo.archivo_id).first()
    h.de_otra("indicadores_archivopublicado", f"UPDATE indicadores_archivopublicado SET archivo_id = {otro.pk} WHERE id = {suyo.pk}")  # noqa: S608


@alteracion("datos-abiertos-corte", "cambiar el corte de una versión de los datos abiertos", ven="IU",
            usar=_no_entrega("indicadores:datos_archivo"))
def _(h: Historia) -> None:
    h.de_otra("indicadores_publicaciondedatos", "UPDATE indicadores_publicaciondedatos SET corte = '2020-01-01'")
