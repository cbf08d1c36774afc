"""El acto de testar: sustituir el ejemplar público por otro redactado sin los fragmentos que no deben publicarse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from dictamenes.documento.redaccion import huella_de, sin_lo_testado
from dictamenes.documento.testado import Fragmento
from dictamenes.excepciones import CapturaVencida
from dictamenes.models import Dictamen, Solicitud, VersionPublica
from dictamenes.tramite.molde import Hecho

OTRO_EJEMPLAR = "El ejemplar público cambió desde que abrió esta página. Léalo de nuevo antes de testarlo."


def testar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, fragmentos: Sequence[Fragmento], publico: Archivo, leido: str
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
                  "anterior": anterior.sha256, "testes": version.testes, "congelado": huella_de(datos)}, ata=[dictamen])
