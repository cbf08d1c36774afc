"""El generador de lazo abierto: otro proceso, sin Django, que pide cada página a su hora aunque las demás no contesten.

    python -m tests.medir.llegadas plan.json salida.json

El plan es {"puerto", "peticiones"}; cada petición es [segundo en que debe salir, verbo, ruta, galletas, cuerpo, la que va
antes]. «La que va antes» es el lugar de otra petición, o null: el acuse no se pide sin haber presentado, y entonces su
hora es la de esa respuesta si llegó después. La salida es {"respuestas", "cpu_ms", "segundos", "en_vuelo"}; cada respuesta
es [código, milisegundos desde que debía salir, milisegundos que salió tarde]; el código 0 dice que no hubo respuesta, o que
llegó cortada, y entonces cuenta como lo más que se espera.
`en_vuelo` es cuántas seguían sin respuesta al salir otra, la mediana de la segunda mitad. Con `A_LA_VEZ` sin respuesta
deja de pedir: la cola ya se acumuló y no hace falta hundir la máquina para saberlo.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

A_LA_VEZ = 400
ESPERA_SEGUNDOS = 30
SIN_RESPUESTA = 0
LARGO = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Llegadas:
    """Una corrida del plan, que guarda lo que contestó cada petición en el lugar que tenía."""

    def __init__(self, puerto: int, peticiones: Sequence[Sequence[Any]]) -> None:
        self.puerto, self.peticiones = puerto, peticiones
        self.respuestas = [(SIN_RESPUESTA, ESPERA_SEGUNDOS * 1000.0, 0.0) for _ in peticiones]
        self.contestadas: dict[int, asyncio.Future[float]] = {}
        self.vivas = 0
        self.en_vuelo: list[int] = []
        self.inicio = 0.0

    async def correr(self) -> None:
        """Despacha cada petición a su hora y espera las que falten."""
        self.contestadas = {n: asyncio.get_running_loop().create_future() for n in range(len(self.peticiones))}
        self.inicio = time.perf_counter()
        async with asyncio.TaskGroup() as grupo:
            for n in sorted(self.contestadas, key=lambda n: self.peticiones[n][0]):
                await asyncio.sleep(max(0.0, self.inicio + self.peticiones[n][0] - time.perf_counter()))
                self.en_vuelo.append(self.vivas)
                if self.vivas >= A_LA_VEZ:
                    self.contestadas[n].set_result(time.perf_counter())
                    continue
                self.vivas += 1
                grupo.create_task(self._una(n))

    async def _una(self, n: int) -> None:
        en, verbo, ruta, galletas, cuerpo, tras = self.peticiones[n]
        debida = self.inicio + en
        if tras is not None:
            debida = max(debida, await self.contestadas[tras])
        salio = time.perf_counter()
        try:
            async with asyncio.timeout(ESPERA_SEGUNDOS):
                codigo = await self._pedir(_mensaje(verbo, ruta, galletas, cuerpo))
        except (TimeoutError, OSError, ValueError, IndexError):
            codigo = SIN_RESPUESTA
        ahora = time.perf_counter()
        tardo = ESPERA_SEGUNDOS * 1000.0 if codigo == SIN_RESPUESTA else (ahora - debida) * 1000
        self.respuestas[n] = (codigo, tardo, (salio - debida) * 1000)
        self.vivas -= 1
        self.contestadas[n].set_result(ahora)

    async def _pedir(self, mensaje: bytes) -> int:
        lector, escritor = await asyncio.open_connection("127.0.0.1", self.puerto)
        try:
            escritor.write(mensaje)
            todo = await lector.read(-1)
        finally:
            escritor.close()
        cabeza, _, cuerpo = todo.partition(b"\r\n\r\n")
        if (largo := LARGO.search(cabeza)) and int(largo[1]) != len(cuerpo):
            raise ValueError("La respuesta llegó cortada.")
        return int(cabeza.split(b" ", 2)[1])


def _mensaje(verbo: str, ruta: str, galletas: str, cuerpo: str) -> bytes:
    cabeceras = [f"{verbo} {ruta} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Accept-Encoding: gzip",
                 f"Cookie: {galletas}"]
    if cuerpo:
        cabeceras += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(cuerpo)}"]
    return "\r\n".join([*cabeceras, "", cuerpo]).encode("ascii")


def main(de_ida: Path, de_vuelta: Path) -> None:
    """Corre el plan del archivo y deja lo que pasó en el otro."""
    pedido = json.loads(de_ida.read_text(encoding="utf-8"))
    plan = pedido["peticiones"]
    corrida = Llegadas(pedido["puerto"], plan)
    cpu, inicio = time.process_time(), time.perf_counter()
    asyncio.run(corrida.correr())
    de_vuelta.write_text(json.dumps({
        "respuestas": corrida.respuestas, "en_vuelo": median(corrida.en_vuelo[len(plan) // 2:]), "segundos": time.perf_counter() - inicio,
        "cpu_ms": (time.process_time() - cpu) * 1000,
    }), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
