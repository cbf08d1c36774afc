"""Lo que se publica de un dictamen: testar su ejemplar público y, si lo pide lo que ampara, revisarlo antes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.documento.redaccion import huella_de, sin_lo_testado
from dictamenes.documento.testado import Fragmento
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, YaRegistrado
from dictamenes.models import Dictamen, RevisionPublica, Solicitud, VersionPublica
from dictamenes.models.publico import por_publicar
from dictamenes.reglas import plazos
from dictamenes.tramite.molde import Hecho

SE_REVISA = {
    "direcciones": "No trae la dirección ni la ubicación de un sitio que deba protegerse",
    "planos": "No trae planos, topologías ni configuraciones",
    "vulnerabilidades": "No trae debilidades que alguien pudiera aprovechar",
}
"""Lo que declara quien revisa, y queda en el evento."""
OTRO_EJEMPLAR = "El ejemplar público cambió desde que abrió esta página. Léalo de nuevo antes de testarlo."


def testar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, fragmentos: Sequence[Fragmento], publico: Archivo,
    sellado: str, leido: str,
) -> Hecho:
    """Pone `publico`, ya redactado y sellado sin los fragmentos, en lugar del de hoy (`leido` es su SHA-256).

    Ni el evento ni la versión guardan lo testado: sólo su fundamento, su motivo y cuántas veces estaba.
    """
    dictamen = solicitud.dictamen
    anterior = dictamen.ejemplar_publico
    if anterior.sha256 != leido:
        raise CapturaVencida(OTRO_EJEMPLAR)
    exigir_atados(dictamen)
    datos = sin_lo_testado(dictamen, fragmentos, en)
    hecha = datos["version_publica"]
    version = VersionPublica.objects.create(
        dictamen=dictamen, numero=hecha["numero"], archivo=publico, anterior=anterior, testes=hecha["testes"],
        hecha_por=por, hecha_en=en,
    )
    Dictamen.objects.filter(pk=dictamen.pk).update(publico=publico, datos_publicos=datos, testado_en=en)
    return Hecho({"folio": dictamen.folio, "version": version.numero, "publico": publico.sha256,
                  "publico_sellado": sellado, "anterior": anterior.sha256, "testes": version.testes,
                  "congelado": huella_de(datos)}, ata=[dictamen])


def abrir_revision(dictamen: Dictamen, en: datetime) -> RevisionPublica | None:
    """La que espera antes de publicarse, si ampara algo de las categorías que la piden."""
    categorias = parametro("publicacion.por_revisar")
    if not dictamen.solicitud.conceptos.filter(categoria__in=categorias).exists():
        return None
    vence = plazos.dia_habil(dictamen.solicitud, max(1, parametro("publicacion.dias")), en)
    return RevisionPublica.objects.create(dictamen=dictamen, vence=vence)


def liberar_publico(solicitud: Solicitud, por: Usuario, en: datetime, *, leido: str, revisado: Sequence[str]) -> Hecho:
    """Publica el ejemplar que esperaba; `leido` es la huella del que se revisó y `revisado`, todo lo de `SE_REVISA`."""
    dictamen = solicitud.dictamen
    espera = por_publicar(dictamen)
    if espera is None:
        raise YaRegistrado("El ejemplar público ya está publicado.")
    if dictamen.ejemplar_publico.sha256 != leido:
        raise CapturaVencida(OTRO_EJEMPLAR)
    if set(revisado) != set(SE_REVISA):
        raise DatosInvalidos("Declare cada cosa que se revisa antes de publicar.")
    exigir_atados(dictamen)
    espera.liberada_por, espera.liberada_en = por, en
    espera.save(update_fields=["liberada_por", "liberada_en"])
    return Hecho({"folio": dictamen.folio, "publico": leido, "revisado": sorted(revisado)}, ata=[dictamen])
