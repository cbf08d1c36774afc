"""El trámite: la tabla de transiciones y los actos. Sólo aquí cambia el estado de una solicitud o un dictamen."""

from dictamenes.tramite.agrupacion import agrupar, separar
from dictamenes.tramite.central import cancelar, dejar_sin_turnar, desechar, recorrer_plazos, turnar, turnar_por_regla
from dictamenes.tramite.condiciones import aceptar_condicion, devolver_condicion, reportar_condicion
from dictamenes.tramite.contrato import registrar_contrato
from dictamenes.tramite.documento import (
    congelar,
    devolver_proyecto,
    emitir,
    firmar,
    recoger_de_firma,
    registrar_sellado,
)
from dictamenes.tramite.encargo import ATIENDE, soltar, tomar
from dictamenes.tramite.estudio import corregir_opinion, devolver_a_areas, opinar, proponer
from dictamenes.tramite.papel import desahogar_papel, desistir_papel, presentar_papel
from dictamenes.tramite.publico import testar
from dictamenes.tramite.recepcion import admitir, declarar_improcedente, prevenir, prorrogar
from dictamenes.tramite.solicitante import desahogar, desistir, presentar
from dictamenes.tramite.tabla import TRANSICIONES, Transicion

__all__ = [
    "ATIENDE", "TRANSICIONES", "Transicion", "aceptar_condicion", "admitir", "agrupar", "cancelar", "congelar",
    "corregir_opinion", "declarar_improcedente", "dejar_sin_turnar", "desahogar", "desahogar_papel", "desechar",
    "desistir", "desistir_papel", "devolver_a_areas", "devolver_condicion", "devolver_proyecto", "emitir", "firmar",
    "opinar", "presentar", "presentar_papel", "prevenir", "proponer", "prorrogar", "recoger_de_firma",
    "recorrer_plazos", "registrar_contrato", "registrar_sellado", "reportar_condicion", "separar", "soltar",
    "testar", "tomar", "turnar", "turnar_por_regla",
]
