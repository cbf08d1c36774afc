"""Escribe lo medido: una tabla que se lee y el JSON con las cifras sin redondear."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

TITULOS = {
    "bandeja": "Las listas cuando la historia crece",
    "crecimiento": "Cuánto crece cada lista",
    "caso": "Casos completos por HTTP",
    "memoria": "Memoria",
    "documento": "Documentos",
    "bitacora": "Bitácora",
}
PRESENTACION = """Las razones se toman en la misma corrida, alternando una vuelta de cada lado, y se dan como mediana (mínimo–máximo): en
una máquina ocupada los milisegundos y los percentiles suben, las razones no. El CPU es el de los procesos del servidor,
leído de /proc; no incluye al de PostgreSQL. El exponente es log(después / antes) / log(veces que creció la historia):
cero es que no crece.

- **ListView plano**: las 25 más recientes por su índice, con la misma plantilla, sin filtros, conteos ni calendario.
- **Las mismas páginas sin motor**: las mismas vistas, formularios, plantillas y documentos en otro servidor, sin viewflow,
  bitácora, candados, permisos por expediente, separación de funciones, avisos ni cola (`tests/medir/plano/`).
- Cada caso de la historia lleva cinco renglones de tarea. «200 abiertos» es lo que espera una oficina; «2 %» (nunca menos de
  200) es una oficina que crece con su historia."""


def escribir(carpeta: Path, corridas: list[dict[str, Any]], orden: str, hoy: date) -> str:
    """Guarda `medidas.md` y `medidas.json` en la carpeta y devuelve el texto."""
    carpeta.mkdir(parents=True, exist_ok=True)
    (carpeta / "medidas.json").write_text(
        json.dumps({"orden": orden, "fecha": hoy.isoformat(), "corridas": corridas}, ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    texto = "\n".join([f"# Medidas\n\n`{orden}`, {hoy.isoformat()}.\n\n{PRESENTACION}\n", *map(_corrida, corridas)])
    (carpeta / "medidas.md").write_text(texto, encoding="utf-8")
    return texto


def _corrida(corrida: dict[str, Any]) -> str:
    maquina = ", ".join(f"{clave}: {valor}" for clave, valor in corrida["maquina"].items())
    partes = [f"## {corrida['maquina']['motor']}\n\n{maquina}. La corrida tardó {corrida['segundos'] / 60:.0f} minutos.\n"]
    for parte, titulo in TITULOS.items():
        if suyas := [m for m in corrida["medidas"] if m["parte"] == parte]:
            partes.append(f"### {titulo}\n\n| Qué | Medido | Contra | Razón | Meta |\n|---|---|---|---|---|")
            partes += [f"| {m['que']} | {m['valor']} | {m['contra']} | {m['razon']} | {m['meta']} |" for m in suyas]
            partes.append("")
    return "\n".join(partes)
