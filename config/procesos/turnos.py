"""Qué hace el trabajador y cada cuánto."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from auditoria.anclas.comprobar import comprobar_del_dia
from auditoria.anclas.cotejo import cotejar_del_dia
from auditoria.anclas.firmar import avisar_del_dia
from auditoria.anclas.oficina import anclar_si_toca
from auditoria.testigos.publicar import publicar
from cuentas import cache, reloj
from cuentas.acceso import sesiones
from cuentas.avisos.avisos import enviar_pendientes
from cuentas.personas.nombramientos import derivar_del_dia
from dictamenes.documento.escaneos import cotejar_entregas
from dictamenes.documento.por_sellar import sellar_pendientes
from dictamenes.documento.renovacion import inscribir, renovar_pendientes
from flujos.bandeja.resumen import resumir
from flujos.captura.abandonados import barrer as barrer_abandonados
from flujos.captura.revision_de_archivos import revisar_pendientes
from flujos.expediente.seguimiento import recordar_condiciones
from flujos.expediente.vencimientos import avisar_por_terminar
from flujos.recorrido.calendario import recorrer_plazos
from flujos.recorrido.detenidos import avisar_de_correos
from flujos.recorrido.latido import latir
from flujos.recorrido.limpieza import barrer
from flujos.recorrido.notificacion import avisar_sin_acuse, surtir_pendientes
from flujos.recorrido.recordatorios import recordar
from flujos.recorrido.temporizadores import disparar_vencidos
from flujos.recorrido.trabajos import correr_pendientes
from indicadores.abiertos.ckan import enviar_lo_ultimo
from indicadores.abiertos.publicacion import publicar_si_toca
from indicadores.cedula import informe
from indicadores.contratos.propuestas import cotejar_pendientes
from indicadores.tableros.descargas import anotar_dias
from indicadores.tableros.temporada import anunciar

# Nombre → (segundos entre vueltas, función de la hora).
TURNOS: dict[str, tuple[float, Callable[[datetime], object]]] = {
    "latido": (60.0, latir),
    "documentos": (0.0, correr_pendientes),
    "papeles": (5.0, sellar_pendientes),
    "estampas": (3600.0, inscribir),
    "renovaciones": (60.0, renovar_pendientes),
    "escaneos": (2.0, cotejar_entregas),
    "archivos": (5.0, revisar_pendientes),
    "avisos": (5.0, enviar_pendientes),
    "resumen": (60.0, resumir),
    "plazos": (60.0, disparar_vencidos),
    "recordatorios": (60.0, recordar),
    "calendario": (15.0, recorrer_plazos),
    "condiciones": (60.0, recordar_condiciones),
    "vencimientos": (600.0, avisar_por_terminar),
    "detenidos": (60.0, avisar_de_correos),
    "notificaciones": (60.0, surtir_pendientes),
    "acuses": (3600.0, avisar_sin_acuse),
    "limpieza": (3600.0, barrer),
    "abandonados": (3600.0, barrer_abandonados),
    "cotejo": (15.0, cotejar_pendientes),
    "temporada": (3600.0, anunciar),
    "anclas": (60.0, anclar_si_toca),
    "testigos": (60.0, publicar),
    "ancla_del_dia": (600.0, avisar_del_dia),
    "bitacora": (600.0, comprobar_del_dia),
    "firmante": (3600.0, cotejar_del_dia),
    "datos_abiertos": (60.0, publicar_si_toca),
    "descargas": (3600.0, anotar_dias),
    "ckan": (60.0, enviar_lo_ultimo),
    "informe": (3600.0, informe.recordar),
    "vencidas": (3600.0, lambda en: sesiones.quitar_vencidas() + cache.quitar_vencidas()),
    "permisos": (3600.0, lambda en: derivar_del_dia(reloj.dia_de(en))),
}
