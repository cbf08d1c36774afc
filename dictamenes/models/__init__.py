"""Los hechos del expediente."""

from dictamenes.models.agrupacion import Agrupacion, Pertenencia
from dictamenes.models.bloques import Bloque, ParrafoDeBloque, VersionDeBloque
from dictamenes.models.catalogos import Alineacion, Folio, Partida, ReglaDeArea
from dictamenes.models.condiciones import CumplimientoDeCondicion
from dictamenes.models.copia_certificada import CopiaCertificada
from dictamenes.models.criterios import ListaDeCriterios
from dictamenes.models.destino import DisposicionFinal, ExpedienteDispuesto
from dictamenes.models.dictamen import Condicion, Dictamen, SentidoDeConcepto
from dictamenes.models.disposicion import DisposicionDocumental
from dictamenes.models.escudo import Escudo
from dictamenes.models.excepcion import ExcepcionDeClausula
from dictamenes.models.formularios import Formulario
from dictamenes.models.frases import Frase
from dictamenes.models.fundamentos import Competencia, Fundamento
from dictamenes.models.mensajes import Mensaje
from dictamenes.models.notificacion import Notificacion
from dictamenes.models.papel import Contingencia, EscritoEnPapel
from dictamenes.models.papel_sellado import Estampa, PapelPorFirmar, PapelSellado
from dictamenes.models.precedentes import Precedente
from dictamenes.models.precios import PrecioDictaminado
from dictamenes.models.proyecto import EntregaDeEscaneos, EscaneoFirmado, FirmaSinEmitir, Marca, ProyectoDeDictamen
from dictamenes.models.publico import RevisionPublica, VersionPublica
from dictamenes.models.retencion import RetencionLegal
from dictamenes.models.revision import (
    InteresDeclarado,
    Observacion,
    OpinionAnterior,
    OpinionDeConcepto,
    Participacion,
    Plazo,
    Prevencion,
    Revision,
    Suspension,
)
from dictamenes.models.satisfaccion import (
    BoletoGastado,
    CalificacionDelLote,
    ComentarioDelLote,
    LoteDeCalificaciones,
    RespuestaEnUrna,
)
from dictamenes.models.solicitud import Anexo, Concepto, Presentacion, Solicitud
from dictamenes.models.transferencia import ExpedienteTransferido, TransferenciaPrimaria
from dictamenes.models.vencimientos import Vencimiento

__all__ = [
    "Agrupacion", "Alineacion", "Anexo", "Bloque", "BoletoGastado", "CalificacionDelLote",
    "ComentarioDelLote", "LoteDeCalificaciones", "RespuestaEnUrna", "RetencionLegal", "DisposicionFinal",
    "ExpedienteDispuesto",
    "Competencia", "Concepto", "Condicion", "Contingencia",
    "CopiaCertificada", "CumplimientoDeCondicion", "Dictamen", "DisposicionDocumental", "EscritoEnPapel",
    "EntregaDeEscaneos",
    "EscaneoFirmado",
    "Escudo", "Estampa",
    "ExcepcionDeClausula",
    "ExpedienteTransferido", "Folio", "Formulario", "Frase", "Fundamento", "InteresDeclarado", "ListaDeCriterios",
    "Marca", "Mensaje", "Notificacion", "Observacion", "OpinionAnterior", "OpinionDeConcepto", "ParrafoDeBloque",
    "PapelPorFirmar", "PapelSellado",
    "Participacion", "Partida", "Pertenencia", "Plazo", "Precedente", "PrecioDictaminado", "Presentacion", "Prevencion",
    "ProyectoDeDictamen", "ReglaDeArea", "Revision", "SentidoDeConcepto", "Solicitud", "Suspension",
    "TransferenciaPrimaria", "Vencimiento", "VersionDeBloque", "VersionPublica", "RevisionPublica",
    "FirmaSinEmitir",
]
