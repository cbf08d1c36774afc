"""Comprobar un extracto: que cada evento diga lo que dijo y esté, de verdad, en la bitácora que el ancla firma."""

from __future__ import annotations

from typing import Any

from verificador.anclas import Ancla
from verificador.arbol import raiz_desde
from verificador.cadena import huella_de_datos
from verificador.exportacion import Extracto
from verificador.lectura import LAPIDA, SIN_FORMA, Defecto, Renglon, Resultado, calcular


def revisar_extracto(extracto: Extracto) -> Resultado:
    """Los eventos, uno por uno. `revisados` es cuántos trae y `anclado`, cuántos prueba su ancla.

    No dice que estén todos los del asunto: eso sólo lo dice la bitácora entera. Unos datos cancelados se admiten si
    después viene su lápida, y si el ancla la prueba: sin eso, cualquiera los borraría o los cambiaría.
    """
    vistos = cubiertos = canceladas = antes = 0
    por_explicar: dict[int, tuple[str, Any]] = {}
    try:
        for renglon, prueba in extracto.eventos:
            vistos += 1
            if renglon.n <= antes:
                raise Defecto(renglon.n, f"el renglón está repetido o fuera de orden: aparece después del {antes}")
            cubierto = _revisar(renglon, prueba, extracto.ancla)
            if not renglon.sal:
                por_explicar[renglon.n] = (renglon.huella, renglon.datos)
            elif renglon.accion == LAPIDA and (cubierto or extracto.ancla is None):
                canceladas += _explicar(renglon, por_explicar)
            cubiertos += cubierto
            antes = renglon.n
        if por_explicar:
            raise Defecto(min(por_explicar), "faltan los datos del evento y ninguna lápida de la bitácora lo explica")
        if vistos != extracto.cuantos:
            raise Defecto(antes, f"el extracto está truncado: dice traer {extracto.cuantos} eventos y trae {vistos}")
    except Defecto as defecto:
        return Resultado(vistos, defecto.n, defecto.motivo, anclado=cubiertos, canceladas=canceladas)
    return Resultado(vistos, anclado=cubiertos, canceladas=canceladas, anclas=int(extracto.ancla is not None))


def _explicar(lapida: Renglon, por_explicar: dict[int, tuple[str, Any]]) -> bool:
    datos = lapida.datos or {}
    n = datos.get("n")
    if not isinstance(n, int) or n not in por_explicar:
        return False
    if (datos.get("huella"), datos.get("conserva")) != por_explicar.pop(n):
        raise Defecto(n, f"lo que quedó de sus datos no es lo que dice su lápida, el evento {lapida.n}")
    return True


def _revisar(renglon: Renglon, prueba: list[str] | None, ancla: Ancla | None) -> bool:
    try:
        if calcular(renglon) != renglon.eslabon:
            raise Defecto(renglon.n, "el renglón fue alterado: lo que dice no da su eslabón")
        if renglon.sal and huella_de_datos(renglon.datos or {}, renglon.sal) != renglon.huella:
            raise Defecto(renglon.n, "los datos del evento fueron alterados")
        if renglon.sal is None:
            raise Defecto(renglon.n, "faltan los datos del evento y ninguna lápida lo explica")
        if ancla is None or (prueba is None and renglon.n > ancla.n):
            return False
        if raiz_desde(renglon.eslabon, renglon.n - 1, ancla.n, prueba or []) != ancla.raiz:
            raise Defecto(renglon.n, f"no está en la bitácora que firma el ancla {ancla.numero}: se puso después")
    except SIN_FORMA as error:
        raise Defecto(renglon.n, "su prueba no lleva a la raíz del ancla, o no tiene la forma de un evento") from error
    return True
