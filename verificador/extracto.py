"""Comprobar un extracto: que cada evento diga lo que dijo y esté, de verdad, en la bitácora que el ancla firma."""

from __future__ import annotations

from verificador.anclas import Ancla
from verificador.arbol import raiz_desde
from verificador.exportacion import ExportacionIlegible, Extracto, Prueba
from verificador.lapidas import Cancelaciones, raiz_de_campos
from verificador.lectura import MIGRACION, SIN_FORMA, Resultado
from verificador.renglon import Defecto, Renglon, calcular
from verificador.testigos.mosaicos import consistente


def revisar_extracto(extracto: Extracto) -> Resultado:
    """Los eventos, uno por uno. `revisados` es cuántos trae y `anclado`, cuántos prueba su ancla.

    No dice que estén todos los del asunto: eso sólo lo dice la bitácora entera. Unos datos cancelados se admiten si
    después vienen su propuesta y su lápida, y si el ancla las prueba: sin eso, cualquiera los borraría o los cambiaría.
    """
    vistos = cubiertos = antes = 0
    cancelaciones, de_antes = Cancelaciones(), _DeAntes()
    try:
        for renglon, prueba in extracto.eventos:
            vistos += 1
            if renglon.n <= antes:
                raise Defecto(renglon.n, f"el renglón está repetido o fuera de orden: aparece después del {antes}")
            try:
                cubierto = _revisar(renglon, prueba.camino, extracto.ancla)
                cancelaciones.datos_de(renglon)
                if cubierto or extracto.ancla is None:
                    cancelaciones.atender(renglon)
                    de_antes.atender(renglon, prueba)
            except SIN_FORMA as error:
                motivo = "su prueba no lleva a la raíz del ancla, o no tiene la forma de un evento"
                raise Defecto(renglon.n, motivo) from error
            cubiertos += cubierto
            antes = renglon.n
        de_antes.terminar()
        cancelaciones.terminar()
        if vistos != extracto.cuantos:
            raise Defecto(antes, f"el extracto está truncado: dice traer {extracto.cuantos} eventos y trae {vistos}")
    except Defecto as defecto:
        return Resultado(vistos, defecto.n, defecto.motivo, anclado=cubiertos, canceladas=cancelaciones.explicadas)
    return Resultado(
        vistos, anclado=cubiertos, canceladas=cancelaciones.explicadas, anclas=int(extracto.ancla is not None)
    )


def exigir_continuacion(extracto: Extracto, suya: Ancla) -> None:
    """Que el extracto salga de la misma bitácora que el ancla `suya`, que ya tenía quien lee.

    Lanza `Defecto` si son dos historias y `ExportacionIlegible` si el extracto no trae con qué saberlo.
    """
    ancla = extracto.ancla
    if ancla is None:
        raise ExportacionIlegible("el extracto no lleva ningún ancla: nada lo enlaza con la que usted tiene.")
    if suya.numero == ancla.numero:
        if suya.contenido != ancla.contenido:
            raise Defecto(ancla.n, f"su ancla {ancla.numero} no es la que usted tiene")
        return
    camino = extracto.consistencia.get(str(suya.numero))
    if camino is None:
        raise ExportacionIlegible(
            f"el extracto no prueba que continúa el ancla {suya.numero}; sí desde "
            f"{', '.join(extracto.consistencia) or 'ninguna'}. Con --anclas, su carpeta, se busca la que sirva."
        )
    try:
        antes, ahora, nodos = (bytes.fromhex(suya.raiz), bytes.fromhex(ancla.raiz), [bytes.fromhex(c) for c in camino])
        continua = consistente(suya.n, ancla.n, antes, ahora, nodos)
    except SIN_FORMA:
        continua = False
    if not continua:
        raise Defecto(suya.n, f"la bitácora de la que salió no continúa la del ancla {suya.numero}: son dos historias")


class _DeAntes:
    """Los cancelados del formato 1: que sus hojas sean las que comprometió el evento de migración."""

    def __init__(self) -> None:
        self._por_probar: dict[int, tuple[str, list[str]]] = {}

    def atender(self, renglon: Renglon, prueba: Prueba) -> None:
        """Lanza `Defecto` si lo que quedó de uno no lleva a la raíz comprometida."""
        if renglon.formato == 1 and renglon.hojas is not None:
            self._por_probar[renglon.n] = (raiz_de_campos(renglon), prueba.campos or [])
        elif renglon.accion == MIGRACION and renglon.formato > 1 and renglon.sal:
            datos = renglon.datos or {}
            for n, (raiz, camino) in self._por_probar.items():
                try:
                    llega = raiz_desde(raiz, n - 1, int(datos["hasta"]), camino)
                except SIN_FORMA:
                    llega = ""
                if llega != datos.get("raiz"):
                    raise Defecto(n, f"lo que quedó de sus datos no es lo que comprometió el evento {renglon.n}")
            self._por_probar.clear()

    def terminar(self) -> None:
        """Lanza `Defecto` si el evento que los compromete no vino."""
        if self._por_probar:
            raise Defecto(min(self._por_probar), "falta el evento que comprometió sus campos")


def _revisar(renglon: Renglon, prueba: list[str] | None, ancla: Ancla | None) -> bool:
    if calcular(renglon) != renglon.eslabon:
        raise Defecto(renglon.n, "el renglón fue alterado: lo que dice no da su eslabón")
    if ancla is None or (prueba is None and renglon.n > ancla.n):
        return False
    if raiz_desde(renglon.eslabon, renglon.n - 1, ancla.n, prueba or []) != ancla.raiz:
        raise Defecto(renglon.n, f"no está en la bitácora que firma el ancla {ancla.numero}: se puso después")
    return True
