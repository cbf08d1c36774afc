"""La tabla de transiciones: de cada acto, qué hace, desde dónde, hacia dónde, qué evento deja, quién y su función."""

from __future__ import annotations

from dictamenes.models import Participacion
from dictamenes.models.dictamen import EstadoDeDictamen as ED
from dictamenes.models.solicitud import Estado as E
from dictamenes.reglas.condiciones import CON_EFECTOS
from dictamenes.tramite import (
    central,
    condiciones,
    contrato,
    documento,
    escaneo,
    estudio,
    excepciones,
    papel,
    publico,
    recepcion,
    sin_emitir,
    solicitante,
)
from dictamenes.tramite.molde import Acto, CualquierActo

F = Participacion.Funcion
PUBLICADOS = (ED.VIGENTE, ED.CONTRATADO, ED.SUSTITUIDO, ED.SIN_EFECTOS)
ANTES_DE_FIRMAR = (E.EN_REQUISITOS, E.PREVENIDA, E.EN_REVISION, E.EN_ESTRATEGIA, E.EN_FIRMA)

presentar = Acto(
    solicitante.presentar, (E.BORRADOR,), (E.EN_REQUISITOS,), "solicitud.presentada", "solicitud.presentar", F.SOLICITA)
presentar_papel = Acto(
    papel.presentar_papel, (E.BORRADOR,), (E.EN_REQUISITOS,),
    "solicitud.presentada", "solicitud.capturar_papel", F.RECIBE)
admitir = Acto(
    recepcion.admitir, (E.EN_REQUISITOS,), (E.EN_REVISION, E.EN_ESTRATEGIA),
    "solicitud.admitida", "requisitos.resolver", F.RECIBE)
prevenir = Acto(
    recepcion.prevenir, (E.EN_REQUISITOS,), (E.PREVENIDA,), "solicitud.prevenida", "requisitos.resolver", F.RECIBE)
preparar_prevencion = Acto(
    recepcion.preparar_prevencion, (E.EN_REQUISITOS,), (), "prevencion.preparada", "requisitos.resolver", F.RECIBE)
prorrogar = Acto(
    recepcion.prorrogar, (E.PREVENIDA,), (E.PREVENIDA,), "prevencion.prorrogada", "requisitos.resolver", F.RECIBE)
declarar_improcedente = Acto(
    recepcion.declarar_improcedente, (E.EN_REQUISITOS,), (E.IMPROCEDENTE,),
    "solicitud.improcedente", "requisitos.resolver", F.RECIBE)
desahogar = Acto(
    solicitante.desahogar, (E.PREVENIDA,), (E.EN_REQUISITOS,),
    "prevencion.desahogada", "solicitud.desahogar", F.SOLICITA)
desahogar_papel = Acto(
    papel.desahogar_papel, (E.PREVENIDA, E.DESECHADA), (E.EN_REQUISITOS,),
    "prevencion.desahogada", "solicitud.capturar_papel", F.RECIBE)
desechar = Acto(central.desechar, (E.PREVENIDA,), (E.DESECHADA,), "solicitud.desechada")
desistir = Acto(
    solicitante.desistir, ANTES_DE_FIRMAR, (E.DESISTIDA,), "solicitud.desistida", "solicitud.desistir", F.SOLICITA)
desistir_papel = Acto(
    papel.desistir_papel, ANTES_DE_FIRMAR, (E.DESISTIDA,), "solicitud.desistida", "solicitud.capturar_papel", F.RECIBE)
cancelar = Acto(
    central.cancelar, ANTES_DE_FIRMAR, (E.CANCELADA,), "solicitud.cancelada", "solicitud.cancelar", F.COORDINA)
acumular = Acto(
    central.acumular, ANTES_DE_FIRMAR, (E.CANCELADA,), "solicitud.acumulada", "solicitud.cancelar", F.COORDINA)
recorrer_plazos = Acto(central.recorrer_plazos, ANTES_DE_FIRMAR, (), "plazo.recorrido")
turnar = Acto(central.turnar, (E.EN_REVISION,), (E.EN_REVISION,), "revision.turnada", "revision.turnar", F.COORDINA)
turnar_por_regla = Acto(central.turnar_por_regla, (E.EN_REVISION,), (E.EN_REVISION,), "revision.turnada")
CON_CLAUSULAS = (E.EN_REQUISITOS, E.PREVENIDA, E.EN_REVISION, E.EN_ESTRATEGIA)
pedir_excepcion = Acto(
    excepciones.pedir_excepcion, CON_CLAUSULAS, (), "excepcion.pedida", "excepcion.pedir", F.SOLICITA)
otorgar_excepcion = Acto(
    excepciones.otorgar_excepcion, CON_CLAUSULAS, (), "excepcion.otorgada", "excepcion.resolver", F.COORDINA)
negar_excepcion = Acto(
    excepciones.negar_excepcion, CON_CLAUSULAS, (), "excepcion.negada", "excepcion.resolver", F.COORDINA)
opinar = Acto(
    estudio.opinar, (E.EN_REVISION,), (E.EN_REVISION, E.EN_ESTRATEGIA), "revision.dada", "revision.opinar", F.OPINA)
corregir_opinion = Acto(
    estudio.corregir_opinion, (E.EN_REVISION, E.EN_ESTRATEGIA), (), "revision.corregida", "revision.opinar", F.OPINA)
devolver_a_areas = Acto(
    estudio.devolver_a_areas, (E.EN_ESTRATEGIA,), (E.EN_REVISION,),
    "revision.devuelta", "dictamen.elaborar", F.PROYECTA)
proponer = Acto(
    estudio.proponer, (E.EN_ESTRATEGIA,), (E.EN_FIRMA,), "dictamen.propuesto", "dictamen.elaborar", F.PROYECTA,
    dictamen_hacia=ED.EN_PREPARACION)
congelar = Acto(
    documento.congelar, (E.EN_FIRMA,), (E.EN_FIRMA,), "dictamen.congelado",
    dictamen_desde=(ED.EN_PREPARACION,), dictamen_hacia=ED.EN_PREPARACION)
registrar_sellado = Acto(
    documento.registrar_sellado, (E.EN_FIRMA,), (E.EN_FIRMA,), "dictamen.preparado",
    dictamen_desde=(ED.EN_PREPARACION,), dictamen_hacia=ED.POR_FIRMAR)
devolver_proyecto = Acto(
    documento.devolver_proyecto, (E.EN_FIRMA,), (E.EN_ESTRATEGIA,), "dictamen.devuelto", "dictamen.firmar", F.AUTORIZA,
    dictamen_desde=(ED.POR_FIRMAR,), dictamen_hacia=ED.EN_PREPARACION)
recoger_de_firma = Acto(
    documento.recoger_de_firma, (E.EN_FIRMA,), (E.EN_ESTRATEGIA,), "dictamen.recogido", "dictamen.recoger", F.COORDINA,
    dictamen_desde=(ED.POR_FIRMAR,), dictamen_hacia=ED.EN_PREPARACION)
dejar_en_duda = Acto(
    escaneo.dejar_en_duda, (E.EN_FIRMA,), (), "dictamen.escaneo_en_duda", "dictamen.firmar", F.AUTORIZA,
    dictamen_desde=(ED.POR_FIRMAR,))
confirmar_escaneo = Acto(
    escaneo.confirmar_escaneo, (E.EN_FIRMA,), (), "dictamen.escaneo_confirmado", "dictamen.recoger", F.COORDINA,
    dictamen_desde=(ED.POR_FIRMAR,))
rechazar_escaneo = Acto(
    escaneo.rechazar_escaneo, (E.EN_FIRMA,), (), "dictamen.escaneo_rechazado", "dictamen.recoger", F.COORDINA,
    dictamen_desde=(ED.POR_FIRMAR,))
firmar = Acto(
    documento.firmar, (E.EN_FIRMA,), (E.EN_FIRMA,), "dictamen.firmado", "dictamen.firmar", F.AUTORIZA,
    dictamen_desde=(ED.POR_FIRMAR,), dictamen_hacia=ED.FIRMADO)
emitir = Acto(
    documento.emitir, (E.EN_FIRMA,), (E.EMITIDA,), "dictamen.emitido",
    dictamen_desde=(ED.FIRMADO,), dictamen_hacia=ED.VIGENTE)
no_se_emite = Acto(
    sin_emitir.no_se_emite, (E.EN_FIRMA,), (), "dictamen.no_se_emite", dictamen_desde=(ED.FIRMADO,))
pedir_anulacion = Acto(
    sin_emitir.pedir_anulacion, (E.EN_FIRMA,), (), "dictamen.anulacion_pedida", "dictamen.recoger", F.COORDINA,
    dictamen_desde=(ED.FIRMADO,))
anular_firma = Acto(
    sin_emitir.anular_firma, (E.EN_FIRMA,), (E.EN_ESTRATEGIA,), "dictamen.firma_anulada", "dictamen.firmar",
    F.AUTORIZA, dictamen_desde=(ED.FIRMADO,), dictamen_hacia=ED.EN_PREPARACION)
anular_por_revocacion = Acto(
    sin_emitir.anular_por_revocacion, (E.EN_FIRMA,), (E.EN_ESTRATEGIA,), "dictamen.firma_revocada",
    dictamen_desde=(ED.FIRMADO,), dictamen_hacia=ED.EN_PREPARACION)
testar = Acto(
    publico.testar, (E.EMITIDA,), (E.EMITIDA,), "dictamen.testado", "dictamen.testar", dictamen_desde=PUBLICADOS)
liberar_publico = Acto(
    publico.liberar_publico, (E.EMITIDA,), (E.EMITIDA,), "dictamen.publico_liberado", "dictamen.testar",
    dictamen_desde=PUBLICADOS)
entregar_tanto = Acto(
    papel.entregar_tanto, (E.EMITIDA,), (), "dictamen.tanto_entregado", "solicitud.capturar_papel",
    dictamen_desde=PUBLICADOS)
registrar_contrato = Acto(
    contrato.registrar_contrato, (E.EMITIDA,), (E.EMITIDA,), "dictamen.contratado", "contrato.decidir", F.COORDINA,
    dictamen_desde=(ED.VIGENTE,), dictamen_hacia=ED.CONTRATADO)
reportar_condicion = Acto(
    condiciones.reportar_condicion, (E.EMITIDA,), (E.EMITIDA,), "condicion.reportada", "condicion.reportar", F.SOLICITA,
    dictamen_desde=CON_EFECTOS)
aceptar_condicion = Acto(
    condiciones.aceptar_condicion, (E.EMITIDA,), (E.EMITIDA,), "condicion.aceptada", "condicion.resolver", F.PROYECTA,
    dictamen_desde=CON_EFECTOS)
devolver_condicion = Acto(
    condiciones.devolver_condicion, (E.EMITIDA,), (E.EMITIDA,), "condicion.devuelta", "condicion.resolver", F.PROYECTA,
    dictamen_desde=CON_EFECTOS)

TRANSICIONES: dict[str, CualquierActo] = {a.nombre: a for a in list(vars().values()) if isinstance(a, Acto)}
