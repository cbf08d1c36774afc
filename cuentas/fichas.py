"""Los parámetros del trámite, uno por renglón: cómo se llama, su unidad, cuánto vale si nadie lo cambió y a qué aplica.

Uno nuevo es un renglón de `FICHAS`. Lo que alguien cambió está en `VersionDeParametro`; lo lee `parametros.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cuentas.etapas import ETAPAS


class Aplica(StrEnum):
    """A qué alcanza un valor nuevo."""

    PRESENTACION = "a lo que se presente desde ese día; lo ya presentado conserva el valor con que se presentó"
    FIRMA = "a los dictámenes que se firmen desde ese día"
    DIA = "a todo el sistema, desde ese día"


class Grupo(StrEnum):
    """En qué parte de la pantalla va."""

    PLAZOS = "Plazos y prevención"
    NOTIFICACION = "Notificación"
    DICTAMEN = "El dictamen"
    INSTITUCION = "La institución y sus documentos"
    SEGUIMIENTO = "Seguimiento y avisos"
    CAPTURA = "Captura y archivos"
    CIFRAS = "Cifras, cotejo y datos abiertos"
    SISTEMA = "El sistema"


@dataclass(frozen=True)
class Ficha:
    """Un parámetro. Con `legal`, cambiarlo pide citar un fundamento del catálogo; sin él, basta el motivo."""

    clave: str
    nombre: str
    unidad: str
    omision: Any
    grupo: Grupo
    aplica: Aplica = Aplica.DIA
    legal: bool = False
    ayuda: str = ""

    @property
    def de_la_presentacion(self) -> bool:
        """Si vale el que regía el día en que se presentó el asunto."""
        return self.aplica is Aplica.PRESENTACION


HABILES, NATURALES, HORA = "días hábiles", "días naturales", "hora del día, de 0 a 23"
P, G = Aplica.PRESENTACION, Grupo


def _legales() -> Iterator[Ficha]:
    """Los que mueven un derecho o un plazo: se citan con fundamento."""
    for etapa in ETAPAS.values():
        quien = "del ente" if etapa.del_ente else "de la autoridad"
        nombre = f"Plazo {quien}: {etapa.rotulo.lower()}"
        yield Ficha(f"{etapa.clave}.dias", nombre, HABILES, etapa.dias, G.PLAZOS, P, True)
    yield from (
        Ficha("prevencion.veces", "Veces que se puede prevenir una solicitud", "veces", 1, G.PLAZOS, P, True),
        Ficha("prevencion.reloj", "Qué hace la prevención con el plazo del dictamen",
              "por tipo de solicitud: suspende o reinicia", {"otros": "suspende"}, G.PLAZOS, P, True),
        Ficha("prevencion.prorroga_dias", "Prórroga más larga para atender observaciones", HABILES, 5, G.PLAZOS, P,
              True),
        Ficha("dictamen.dias", "Plazo de la autoridad: dictaminar", HABILES, 15, G.PLAZOS, P, True),
        Ficha("dictamen.dias_baja", "Plazo de la autoridad: dictaminar una baja", HABILES, 10, G.PLAZOS, P, True),
        Ficha("dictamen.dias_en_estandar", "Plazo de la autoridad: dictaminar bienes dentro de estándar", HABILES, 10,
              G.PLAZOS, P, True),
        Ficha("horario.apertura", "Hora en que abren las oficinas", HORA, 8, G.PLAZOS, legal=True),
        Ficha("horario.cierre", "Hora desde la que cuenta al día hábil siguiente", HORA, 15,
              G.PLAZOS, legal=True),
        Ficha("vigencia.minimo_dias", "Vigencia mínima del dictamen", NATURALES, 90, G.DICTAMEN,
              Aplica.FIRMA, True),
        Ficha("vigencia.multianual", "Con qué se autoriza comprometer más de un ejercicio",
              "texto; vacío, ninguno lo hace", "", G.DICTAMEN, Aplica.FIRMA, True),
        Ficha("dictamen.medio_de_impugnacion", "Medio de impugnación que se imprime", "texto; vacío, no se imprime", "",
              G.DICTAMEN, legal=True),
    )


def _de_notificacion() -> Iterator[Ficha]:
    yield from (
        Ficha("notificacion.dias", "Días para leer una notificación", HABILES, 0, G.NOTIFICACION, P, True,
              "Si nadie la lee, surte efectos al abrir las oficinas del último. Con 0, al quedar a disposición."),
        Ficha("notificacion.causas", "Qué hace que surta efectos antes", "lista: lectura, oficio",
              ["lectura", "oficio"], G.NOTIFICACION, P, True),
    )


def _de_coherencia() -> Iterator[Ficha]:
    yield from (
        Ficha("excepcion.por_omision", "Pedir excepción a la cláusula cuyo estándar no lo dice", "sí o no", False,
              G.DICTAMEN, P, True),
        Ficha("coherencia.severidades", "Qué tan grave es cada contradicción", "por regla: impide, pide_razon o avisa",
              {}, G.DICTAMEN),
    )


def _de_lo_publico() -> Iterator[Ficha]:
    yield from (
        Ficha("publicacion.por_revisar", "Categorías cuyo ejemplar público espera una revisión", "lista de categorías",
              ["seguridad", "centro_datos"], G.DICTAMEN, Aplica.FIRMA, True),
        Ficha("publicacion.dias", "Plazo para revisar lo que puede publicarse", HABILES, 5, G.DICTAMEN, Aplica.FIRMA),
    )


def _institucion() -> Iterator[Ficha]:
    yield from (
        Ficha("institucion.dependencia", "Dependencia", "texto", "Oficialía Mayor", G.INSTITUCION),
        Ficha("institucion.subsecretaria", "Subsecretaría", "texto", "Subsecretaría de Gobierno Digital",
              G.INSTITUCION),
        Ficha("institucion.direccion", "Dirección", "texto", "Dirección General de Dictaminación de TIC",
              G.INSTITUCION),
        Ficha("institucion.lugar", "Lugar en que se expide", "texto", "Hermosillo, Sonora", G.INSTITUCION),
        Ficha("institucion.leyenda_anual", "Leyenda oficial de cada año", "texto por año", {}, G.INSTITUCION),
        Ficha("institucion.clasificacion_archivistica", "Clasificación archivística común", "texto", "", G.INSTITUCION),
        Ficha("oficio.copias", "Copias del dictamen", "lista de textos", [], G.INSTITUCION),
        Ficha("oficio.serie", "Serie del número de oficio", "texto; vacía, el dictamen sale sin número de oficio",
              "SGD-DGD", G.INSTITUCION),
        Ficha("ayuda.correo", "Mesa de ayuda: correo", "texto; vacío, no se muestra", "", G.INSTITUCION),
        Ficha("ayuda.telefono", "Mesa de ayuda: teléfono", "texto; vacío, no se muestra", "", G.INSTITUCION),
        Ficha("ayuda.horario", "Mesa de ayuda: horario", "texto; vacío, no se muestra", "", G.INSTITUCION),
    )


def _de_operacion() -> Iterator[Ficha]:
    yield from (
        Ficha("acuse.dias", "Sin que nadie lea: cuándo se avisa a recepción", HABILES, 3, G.NOTIFICACION),
        Ficha("escalamiento.dias", "Después de vencer una tarea: cuándo se avisa más arriba", HABILES, [0, 2, 5],
              G.SEGUIMIENTO, ayuda="El último llega a quien autoriza."),
        Ficha("condicion.recordar_dias", "Antes de la fecha de una condición: cuándo se recuerda", HABILES, [10, 3, 0],
              G.SEGUIMIENTO),
        Ficha("condicion.cada_dias", "Vencida una condición: cada cuánto se recuerda", HABILES, 5, G.SEGUIMIENTO),
        Ficha("renovacion.dias", "Antes de que termine lo dictaminado: cuándo se avisa para renovarlo", NATURALES, 120,
              G.SEGUIMIENTO),
        Ficha("temporada.mes", "Desde qué mes se recuerda a cada ente su fin de año", "mes", 10, G.SEGUIMIENTO),
        Ficha("horario.resumen", "Hora del resumen diario", HORA, 8, G.SEGUIMIENTO),
        Ficha("informe.recordar", "Desde qué día se recuerda publicar el informe anual", "mes y día",
              ["01-15", "02-15"], G.SEGUIMIENTO),
        Ficha("asignacion.regla", "Quién turna cada revisión que se abre", "ninguna o carga", "ninguna", G.SEGUIMIENTO,
              ayuda="«carga»: se turna sola a quien tiene menos peso."),
        Ficha("carga.pesos", "Lo que pesa un asunto", "peso por tipo y por número de conceptos", {
            "tipos": {"otros": 1, "desarrollo": 2, "centro_datos": 2}, "conceptos": {"1": 1, "6": 2, "21": 3},
        }, G.SEGUIMIENTO),
        Ficha("borrador.avisar_dias", "Borrador sin tocarse: cuándo se avisa", NATURALES, 45, G.CAPTURA),
        Ficha("borrador.archivar_dias", "Borrador sin tocarse: cuándo se archiva", NATURALES, 60, G.CAPTURA),
        Ficha("entrega.firma", "E.firma de quien presenta por el ente", "apagada, opcional o requerida", "apagada",
              G.CAPTURA, legal=True, ayuda="Vale cuando además está encendida en «Quién firma qué»."),
        Ficha("anexo.maximo_mb", "Tamaño de cada archivo", "MB", 25, G.CAPTURA),
        Ficha("anexo.por_solicitud_archivos", "Archivos por solicitud", "archivos", 60, G.CAPTURA),
        Ficha("anexo.por_solicitud_mb", "Tamaño por solicitud", "MB", 300, G.CAPTURA),
        Ficha("anexo.por_persona_al_dia_archivos", "Archivos por persona al día", "archivos", 300, G.CAPTURA),
        Ficha("anexo.por_persona_al_dia_mb", "Tamaño por persona al día", "MB", 900, G.CAPTURA),
        Ficha("invitacion.dias", "Cuánto vale una invitación", NATURALES, 7, G.SISTEMA),
        Ficha("aviso.intentos", "Intentos de cada correo", "intentos", 8, G.SISTEMA),
        Ficha("trabajo.intentos", "Intentos de cada trabajo", "intentos", 8, G.SISTEMA),
        Ficha("ancla.minutos", "Cada cuánto se firma la bitácora, si algo cambió", "minutos", 15, G.SISTEMA),
    )


def _de_cifras() -> Iterator[Ficha]:
    yield from (
        Ficha("cotejo.tolerancia", "Cuánto puede apartarse un contrato de lo dictaminado", "por ciento", 10, G.CIFRAS),
        Ficha("cotejo.minimo", "Desde qué puntaje se propone un dictamen para un contrato", "de 100", 55, G.CIFRAS),
        Ficha("satisfaccion.grupo", "De cuántas en cuántas respuestas se publica la satisfacción", "respuestas", 5,
              G.CIFRAS),
        Ficha("indicador.semaforo", "Semáforo del indicador", "mínimo de cada color, en por ciento de lo recibido",
              {"verde": 95, "ambar": 80}, G.CIFRAS),
        Ficha("tablero.umbral", "Cifra menor que no se publica por separado", "asuntos", 3, G.CIFRAS),
        Ficha("tablero.tramos_de_importe", "Dónde empieza cada tramo de importe", "pesos",
              [100_000, 500_000, 1_000_000, 5_000_000], G.CIFRAS),
        Ficha("abiertos.cada_dias", "Entre una publicación de datos abiertos y la siguiente", NATURALES, 30, G.CIFRAS),
        Ficha("abiertos.licencia", "Licencia de los datos abiertos", "nombre, clave y dirección", {
            "nombre": "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)", "clave": "CC-BY-4.0",
            "url": "https://creativecommons.org/licenses/by/4.0/deed.es",
        }, G.CIFRAS),
        Ficha("abiertos.ocds_prefijo", "Prefijo OCDS", "texto; vacío, no se publica", "", G.CIFRAS,
              ayuda="El que asigna Open Contracting Partnership."),
    )


TABLAS = (_legales, _de_notificacion, _de_coherencia, _de_lo_publico, _institucion, _de_operacion, _de_cifras)
FICHAS = {ficha.clave: ficha for tabla in TABLAS for ficha in tabla()}
