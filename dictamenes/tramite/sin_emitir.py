"""La salida de lo firmado que no puede emitirse: queda dicho, y dos personas anulan su firma."""

from __future__ import annotations

from datetime import datetime

from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Dictamen, FirmaSinEmitir, Plazo, ProyectoDeDictamen, Solicitud
from dictamenes.models.proyecto import sin_emitir
from dictamenes.reglas import plazos
from dictamenes.tramite.molde import Hecho

REVOCADO = "CertificadoRevocado"
SE_EMITE = "Este dictamen se está emitiendo: su firma no se anula."


def no_se_emite(solicitud: Solicitud, por: None, en: datetime, *, causa: str) -> Hecho:
    """Emitir agotó sus intentos; si ya los había agotado antes, queda lo último."""
    dictamen = solicitud.dictamen
    detenida = _detener(dictamen, en, causa=causa[:80], detenida_en=en)
    return Hecho({"folio": dictamen.folio, "causa": detenida.causa}, ata=[detenida])


def pedir_anulacion(solicitud: Solicitud, por: Usuario, en: datetime, *, motivo: str) -> Hecho:
    """Coordinación pide, con su razón, que se anule la firma que no se emite."""
    detenida = _detenida(solicitud)
    if detenida.pedida_en:
        raise YaRegistrado("Ya se pidió anular esta firma.")
    if not escrito(motivo):
        raise DatosInvalidos("Escriba por qué debe anularse la firma.")
    exigir_atados(detenida)
    detenida.pedida_por, detenida.pedida_en, detenida.motivo = por, en, motivo.strip()
    detenida.save(update_fields=["pedida_por", "pedida_en", "motivo"])
    return Hecho({"motivo": detenida.motivo, "firmado": detenida.firmado.sha256}, ata=[detenida])


def anular_firma(solicitud: Solicitud, por: Usuario, en: datetime, *, firmado: str) -> Hecho:
    """Quien autoriza anula la firma que coordinación pidió anular (`firmado`, su SHA-256): se vuelve a redactar.

    Lo firmado queda en su renglón; el dictamen lo suelta, con lo sellado, al proponerse otra vez.
    """
    detenida = _detenida(solicitud)
    if not detenida.pedida_en or detenida.firmado.sha256 != firmado:
        raise EstadoEquivocado("Nadie ha pedido anular esta firma.")
    exigir_atados(detenida)
    return _soltar(solicitud, detenida, por, en)


def anular_por_revocacion(solicitud: Solicitud, por: None, en: datetime, *, motivo: str) -> Hecho:
    """Su autoridad revocó el certificado antes de que lo firmado surtiera efectos: la firma se anula sin pedirlo."""
    return _soltar(solicitud, _detener(solicitud.dictamen, en, causa=REVOCADO, motivo=motivo), None, en)


def _detener(dictamen: Dictamen, en: datetime, **dicho: object) -> FirmaSinEmitir:
    """El renglón de su firma de hoy con lo `dicho`; si todavía no lo había, detenida desde `en`."""
    detenida, _ = FirmaSinEmitir.objects.update_or_create(
        dictamen=dictamen, firmado=dictamen.documento_firmado, defaults=dicho,
        create_defaults={"detenida_en": en, "firmado_por": dictamen.quien_firmo,
                         "firmado_en": dictamen.momento_de_firma, **dicho},
    )
    return detenida


def _soltar(solicitud: Solicitud, detenida: FirmaSinEmitir, por: Usuario | None, en: datetime) -> Hecho:
    """La firma queda anulada y el proyecto, devuelto."""
    dictamen = solicitud.dictamen
    proyecto = ProyectoDeDictamen.objects.get(dictamen=dictamen, numero=dictamen.version)
    exigir_atados(dictamen, proyecto)
    detenida.anulada_por, detenida.anulada_en = por, en
    detenida.save(update_fields=["anulada_por", "anulada_en"])
    proyecto.devuelto_por, proyecto.devuelto_en, proyecto.motivo = por, en, detenida.motivo
    proyecto.save(update_fields=["devuelto_por", "devuelto_en", "motivo"])
    Dictamen.objects.filter(pk=dictamen.pk).update(
        devuelto_por=por, devuelto_en=en, motivo_devolucion=detenida.motivo
    )
    plazos.abrir(solicitud, Plazo.Clase.ESTRATEGIA, en)
    return Hecho({"motivo": detenida.motivo, "firmado": detenida.firmado.sha256}, ata=[dictamen, proyecto, detenida])


def _detenida(solicitud: Solicitud) -> FirmaSinEmitir:
    detenida = sin_emitir(solicitud.dictamen)
    if detenida is None:
        raise EstadoEquivocado(SE_EMITE)
    return detenida
