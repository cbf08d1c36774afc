"""El trámite: la tabla de transiciones y los actos. Sólo aquí cambia el estado de una solicitud o un dictamen."""

from dictamenes.tramite.agrupacion import agrupar, separar
from dictamenes.tramite.central import acumulables, dejar_sin_turnar
from dictamenes.tramite.encargo import ATIENDE, soltar, tomar
from dictamenes.tramite.molde import Acto, CualquierActo
from dictamenes.tramite.notificacion import por_oficio as notificar_por_oficio
from dictamenes.tramite.notificacion import surtir
from dictamenes.tramite.tabla import (
    TRANSICIONES,
    aceptar_condicion,
    acumular,
    admitir,
    anular_firma,
    anular_por_revocacion,
    cancelar,
    confirmar_escaneo,
    congelar,
    corregir_opinion,
    declarar_improcedente,
    dejar_en_duda,
    desahogar,
    desahogar_papel,
    desechar,
    desistir,
    desistir_papel,
    devolver_a_areas,
    devolver_condicion,
    devolver_proyecto,
    emitir,
    entregar_tanto,
    firmar,
    liberar_publico,
    negar_excepcion,
    no_se_emite,
    opinar,
    otorgar_excepcion,
    pedir_anulacion,
    pedir_excepcion,
    preparar_prevencion,
    presentar,
    presentar_papel,
    prevenir,
    proponer,
    prorrogar,
    rechazar_escaneo,
    recoger_de_firma,
    recorrer_plazos,
    registrar_contrato,
    registrar_sellado,
    reportar_condicion,
    testar,
    turnar,
    turnar_por_regla,
)

__all__ = [
    "ATIENDE", "TRANSICIONES", "Acto", "CualquierActo", "aceptar_condicion", "acumulables", "acumular", "admitir",
    "agrupar", "anular_firma", "anular_por_revocacion", "cancelar", "confirmar_escaneo", "congelar",
    "corregir_opinion", "declarar_improcedente", "dejar_en_duda", "dejar_sin_turnar", "desahogar", "desahogar_papel",
    "desechar", "desistir", "desistir_papel", "devolver_a_areas", "devolver_condicion", "devolver_proyecto", "emitir",
    "entregar_tanto", "firmar", "liberar_publico", "negar_excepcion", "no_se_emite", "notificar_por_oficio", "opinar",
    "otorgar_excepcion", "pedir_anulacion", "pedir_excepcion", "preparar_prevencion", "presentar", "presentar_papel",
    "prevenir", "proponer", "prorrogar", "rechazar_escaneo", "recoger_de_firma", "recorrer_plazos",
    "registrar_contrato", "registrar_sellado", "reportar_condicion", "separar", "soltar", "surtir", "testar", "tomar",
    "turnar", "turnar_por_regla",
]
