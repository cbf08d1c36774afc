"""Cada pantalla de trabajo con su historia: consultas, CPU y lo que espera quien la pide, junto a un ListView plano."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from django.urls import reverse

from config.demostracion.declarar import declarar
from cuentas.models import Area
from dictamenes import tramite
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from flujos.bandeja.bandeja import VISTAS
from tests.herramientas.servidor_de_prueba import servidor
from tests.medir.historia import AREAS, Historia
from tests.medir.medida import Medida
from tests.medir.peticiones import comparar
from tests.mundo import LAPTOP, Mundo

CONCEPTOS = 5
PAR = "/plano/bandeja/"
PAR_DEL_ENTE = "/plano/solicitudes/"
LISTA = "≤ 1.5×, ≤ 12 consultas"
META = "p95 ≤ 300 ms"


@dataclass(frozen=True)
class Pantalla:
    """Una pantalla por medir; `quien` es None para la gente sin cuenta."""

    nombre: str
    ruta: str
    quien: Any = None
    par: str = PAR
    meta: str = META


def medir(historia: Historia, casos: int, parejas: int) -> Iterator[Medida]:
    """Crece la historia, deja abierto el 2 %, arma un caso de cada estado y pide cada pantalla y su par, alternadas."""
    historia.crecer(casos)
    tareas = historia.abrir_por_ciento(2)
    yield Medida("pantallas", "La historia", f"{historia.casos:,} casos, {tareas:,} tareas abiertas",
                 datos={"casos": historia.casos, "tareas": tareas})
    todas = pantallas(historia)
    with servidor(entorno={"DJANGO_SETTINGS_MODULE": "tests.medir.ajustes"}, procesos=1, hilos=1) as vivo:
        for pantalla in todas:
            junto = comparar(vivo, pantalla.ruta, pantalla.par, parejas, pantalla.quien, historia.mundo.auditor)
            yield junto.medida("pantallas", pantalla.nombre, pantalla.meta)


def pantallas(historia: Historia) -> list[Pantalla]:
    """Las de quien captura, las de quien revisa y las de todo mundo, con un caso de verdad en cada estado."""
    mundo = historia.mundo
    publicas = _de_todos(mundo, historia.plantilla.dictamen.clave)
    return [*_de_revision(mundo), *_de_captura(mundo, con_perfil(mundo)), *publicas]


def con_perfil(mundo: Mundo) -> Solicitud:
    """Un borrador completo cuyos conceptos cumplen su perfil: trae cláusulas que leer y atributos que comparar."""
    solicitud, perfil = mundo.borrador(conceptos=0), mundo.estandar()
    for n in range(CONCEPTOS):
        datos = {**LAPTOP, "perfil": perfil, "declarado": declarar(perfil, Random(n)), "marca_justificada": ""}
        solicitud = captura.guardar_concepto(
            solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, datos=datos)
    return solicitud


def _de_revision(mundo: Mundo) -> list[Pantalla]:
    tecnico, area = mundo.tecnicos[AREAS[0]], AREAS[0]
    presentada, revision, trae = mundo.presentada(conceptos=CONCEPTOS), en_revision(mundo), {"areas": AREAS, "conceptos": CONCEPTOS}
    estrategia, por_firmar, emitida = mundo.en_estrategia(**trae), mundo.por_firmar(**trae), mundo.emitida(**trae)
    vistas = [Pantalla(f"Bandeja de coordinación: {texto}", f"{_en('bandeja')}?vista={clave}", mundo.coordinacion, meta=LISTA)
              for clave, texto in VISTAS.items()]
    return [
        *vistas,
        Pantalla("Bandeja de recepción", _en("bandeja"), mundo.recepcion, meta=LISTA),
        Pantalla("Bandeja de un área: Mías", f"{_en('bandeja')}?vista=mias", tecnico, meta=LISTA),
        Pantalla("Bandeja de un área: Sin asignar", f"{_en('bandeja')}?vista=sin-asignar", tecnico, meta=LISTA),
        Pantalla("Bandeja, sólo un ente", f"{_en('bandeja')}?ente={mundo.ente.pk}", mundo.coordinacion, meta=LISTA),
        Pantalla("Revisión de requisitos", _en("requisitos", presentada.pk), mundo.recepcion),
        Pantalla("Expediente en revisión", _en("expediente", revision.pk), mundo.coordinacion),
        Pantalla("Expediente emitido", _en("expediente", emitida.pk), mundo.auditor),
        Pantalla("Revisión técnica, cinco conceptos con perfil", _en("revision", revision.pk, area), tecnico),
        Pantalla("Revisión estratégica", _en("estrategia", estrategia.pk), mundo.estrategico),
        Pantalla("Por firmar", _en("por_firmar"), mundo.firmante),
        Pantalla("Firma", _en("firma", por_firmar.pk), mundo.firmante),
        Pantalla("Equipo", _en("equipo"), mundo.coordinacion),
        Pantalla("Calendario", _en("calendario"), mundo.administrador),
        Pantalla("Condiciones por cumplir", _en("condiciones"), mundo.estrategico),
    ]


def en_revision(mundo: Mundo) -> Solicitud:
    """Con perfil, en manos de las áreas."""
    presentada = mundo.dar(tramite.presentar, con_perfil(mundo))
    return mundo.dar(tramite.admitir, presentada, areas=list(Area.objects.filter(clave__in=AREAS)))


def _de_captura(mundo: Mundo, abierta: Solicitud) -> list[Pantalla]:
    pk, elabora = abierta.pk, mundo.elabora
    seccion = abierta.formulario.definicion["secciones"][0]["clave"]
    presentada = mundo.presentada()
    return [
        Pantalla("Mis solicitudes", _en("solicitudes"), elabora, PAR_DEL_ENTE, LISTA),
        Pantalla("Nueva solicitud", _en("nueva"), elabora),
        Pantalla("Captura: lista de tareas", _en("borrador", pk), elabora),
        Pantalla("Captura: datos generales", _en("seccion_general", pk), elabora),
        Pantalla("Captura: una sección", _en("seccion", pk, seccion), elabora),
        Pantalla("Captura: conceptos", _en("conceptos", pk), elabora),
        Pantalla("Captura: un concepto", _en("concepto", pk, abierta.conceptos.first().pk), elabora),
        Pantalla("Captura: anexos", _en("anexos", pk), elabora),
        Pantalla("Captura: revisar y presentar", _en("presentar", pk), mundo.presenta),
        Pantalla("Acuse", _en("acuse", presentada.pk), mundo.presenta),
        Pantalla("Expediente, como lo ve el ente", _en("expediente", presentada.pk), mundo.presenta),
    ]


def _de_todos(mundo: Mundo, clave: str) -> list[Pantalla]:
    return [
        Pantalla("Avisos", reverse("cuentas:avisos"), mundo.coordinacion),
        Pantalla("Verificación pública por clave", reverse("dictamenes:verificar_clave", args=[clave])),
        Pantalla("Tablero público", reverse("indicadores:tablero")),
        Pantalla("Inicio", reverse("inicio")),
    ]


def _en(nombre: str, *args: Any) -> str:
    return reverse(f"flujos:{nombre}", args=args)
