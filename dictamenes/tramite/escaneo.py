"""Los actos del escaneo que deja dudas: quien firma lo deja para otra persona, y ella lo confirma o lo rechaza."""

from __future__ import annotations

from datetime import datetime

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Dictamen, EscaneoFirmado, Solicitud
from dictamenes.models.proyecto import Veredicto, escaneo_de, ultimo_escaneo
from dictamenes.tramite.molde import Hecho

SIN_COTEJAR = "El escaneo no se ha cotejado con el original: entréguelo en «Entregar lo firmado a mano»."


def dejar_en_duda(solicitud: Solicitud, por: Usuario, en: datetime) -> Hecho:
    """Quien autoriza deja su escaneo, que dejó dudas, para que otra persona lo vea junto al original."""
    escaneo = _ultimo(solicitud)
    if escaneo.veredicto != Veredicto.DUDOSO:
        raise DatosInvalidos("Este escaneo no dejó dudas.")
    if escaneo.en_duda_en:
        raise YaRegistrado("Ya espera a que otra persona lo vea.")
    escaneo.en_duda_en = en
    escaneo.save(update_fields=["en_duda_en"])
    return Hecho(_dice(escaneo), ata=[escaneo])


def confirmar_escaneo(solicitud: Solicitud, por: Usuario, en: datetime, *, visto: str, motivo: str) -> Hecho:
    """Otra persona vio el escaneo `visto` (su SHA-256) junto al original y lo da por bueno."""
    return _resolver(solicitud, por, en, visto, motivo, confirma=True)


def rechazar_escaneo(solicitud: Solicitud, por: Usuario, en: datetime, *, visto: str, motivo: str) -> Hecho:
    """Otra persona vio el escaneo `visto` (su SHA-256) junto al original y no lo da por bueno: se escanea otra vez."""
    return _resolver(solicitud, por, en, visto, motivo, confirma=False)


def exigir_cotejado(dictamen: Dictamen, firmado: Archivo) -> EscaneoFirmado:
    """El renglón de lo que se firma. `DatosInvalidos` si no se cotejó, o si su duda no la confirmó otra persona."""
    escaneo = escaneo_de(dictamen, firmado)
    if escaneo is None or not escaneo.veredicto:
        raise DatosInvalidos(SIN_COTEJAR)
    if not escaneo.vale:
        raise DatosInvalidos((escaneo.cotejo or {}).get("frase", SIN_COTEJAR))
    if escaneo.en_duda_en:
        exigir_atados(escaneo)
    return escaneo


def _resolver(
    solicitud: Solicitud, por: Usuario, en: datetime, visto: str, motivo: str, *, confirma: bool
) -> Hecho:
    escaneo = _ultimo(solicitud)
    if not escaneo.espera_a_otra_persona or escaneo.archivo.sha256 != visto:
        raise EstadoEquivocado("Ese escaneo ya no espera a que se vea.")
    if por.pk == escaneo.recibido_por_id:
        raise DatosInvalidos("Lo ve otra persona, no quien lo entregó.")
    if not escrito(motivo):
        raise DatosInvalidos("Escriba por qué.")
    exigir_atados(escaneo)
    escaneo.resuelto_por, escaneo.resuelto_en, escaneo.confirmado, escaneo.motivo = por, en, confirma, motivo.strip()
    escaneo.save(update_fields=["resuelto_por", "resuelto_en", "confirmado", "motivo"])
    return Hecho(_dice(escaneo) | {"motivo": escaneo.motivo}, ata=[escaneo])


def _ultimo(solicitud: Solicitud) -> EscaneoFirmado:
    escaneo = ultimo_escaneo(solicitud.dictamen)
    if escaneo is None:
        raise EstadoEquivocado("No se ha recibido ningún escaneo de este documento.")
    return escaneo


def _dice(escaneo: EscaneoFirmado) -> dict[str, object]:
    return {"folio": escaneo.dictamen.folio, "recibido": escaneo.archivo.sha256, "visto": escaneo.sellado.sha256}
