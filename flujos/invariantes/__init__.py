"""Lo que nunca puede dejar de ser cierto. Cero renglones es que todo está bien; sólo lee y sirve en producción.

`INVARIANTES` es la tabla: un nombre que se lee y la función que devuelve sus faltas. Los de expediente se revisan en
una sola vuelta, de quinientos en quinientos. Fuente: SEGURIDAD §1.9 (SD1–SD19) y §2.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from bitacora import catalogo
from flujos.invariantes import estado, hechos, personas, registro
from flujos.invariantes.casos import Caso, casos, clave

DeCaso = Callable[[Caso], Iterator[str]]
General = Callable[[], Iterator[tuple[str, str]]]


@dataclass(frozen=True)
class Falta:
    """Un invariante roto: cuál, en qué renglón y por qué."""

    invariante: str
    renglon: str
    porque: str

    def __str__(self) -> str:
        return f"{self.invariante} · {self.renglon}: {self.porque}"


DE_CASO: dict[str, DeCaso] = {
    "El estado es el que dejan los eventos": estado.segun_sus_eventos,
    "El motor tiene las tareas de su estado": estado.motor_en_su_lugar,
    "La bandeja tiene lo que el motor espera": estado.bandeja_al_dia,
    "Corren los plazos de su estado": estado.plazos_de_su_estado,
    "Cada hecho tiene su evento y cada evento su hecho": hechos.cada_hecho_con_su_evento,
    "Un solo dictamen, con sus archivos": hechos.dictamen_con_sus_archivos,
    "SD1 · Quien proyecta no opina": personas.quien_proyecta_no_opina,
    "SD2 · Una persona, una función por asunto": personas.una_persona_una_funcion,
    "SD3 · Quien firma no tocó el asunto": personas.quien_firma_no_toco,
    "SD7 · Nadie con impedimento dictamina": personas.sin_impedimento,
    "SD11 · Lo emitido no cambia": hechos.lo_emitido_no_cambia,
    "SD13 · Cada quien actúa con su propio papel": personas.con_su_papel,
}
GENERALES: dict[str, General] = {
    "La cadena de la bitácora está íntegra": registro.cadena_integra,
    "Lo que sólo crece tiene sus disparadores": catalogo.reparos,
    "Cada contenido es el que cerró su evento": registro.contenido_atado,
    "Lo que empezó existe o se descartó": registro.eventos_con_solicitud,
    "Nada falla sin que se vea": registro.nada_falla_sin_remedio,
    "Ninguna fecha es imposible": registro.fechas_posibles,
    "Ninguna estampa venció sin renovarse": registro.estampas_renovadas_a_tiempo,
    "Todo proceso del motor lleva una solicitud": estado.procesos_con_su_solicitud,
    "Los folios no tienen huecos": registro.folios_sin_huecos,
    "Un aviso por hecho": registro.un_aviso_por_hecho,
    "SD5 y SD9 · Administrador y auditor no actúan": personas.papeles_que_excluyen,
    "SD6 y SD19 · Nombramientos a cuatro ojos": registro.nombramientos_a_cuatro_ojos,
    "La satisfacción cuadra con sus eventos": registro.satisfaccion_cuadra,
    "Un RFC, una persona": registro.un_rfc_una_persona,
    "Los parámetros tienen su forma": registro.parametros_con_su_forma,
    "Los permisos derivan de los nombramientos": personas.permisos_derivados,
    "Cada archivo tiene su contenido": registro.archivos_intactos,
}
CAROS = {"Cada archivo tiene su contenido"}


def hallar(*, rapido: bool = False) -> Iterator[Falta]:
    """Las faltas, conforme aparecen. `rapido` deja fuera lo que relee cada archivo."""
    for nombre, funcion in GENERALES.items():
        if not (rapido and nombre in CAROS):
            yield from _general(nombre, funcion)
    yield from _de_casos(DE_CASO)


def revisar(*, rapido: bool = False) -> list[Falta]:
    """Todas las faltas; la lista vacía es que todo está bien."""
    return list(hallar(rapido=rapido))


def revisar_casos(pks: Iterable[int]) -> list[Falta]:
    """Las faltas de esos expedientes, sin recorrer los demás."""
    return list(_de_casos(DE_CASO, pks))


def _general(nombre: str, funcion: General) -> Iterator[Falta]:
    for renglon, porque in funcion():
        yield Falta(nombre, renglon, porque)


def _de_casos(tabla: dict[str, DeCaso], pks: Iterable[int] | None = None) -> Iterator[Falta]:
    for caso in casos(pks):
        for nombre, funcion in tabla.items():
            for porque in funcion(caso):
                yield Falta(nombre, clave(caso.solicitud), porque)


INVARIANTES: dict[str, Callable[[], Iterator[Falta]]] = {
    **{nombre: partial(_general, nombre, funcion) for nombre, funcion in GENERALES.items()},
    **{nombre: partial(_de_casos, {nombre: funcion}) for nombre, funcion in DE_CASO.items()},
}
