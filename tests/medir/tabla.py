"""Escribe lo medido: una tabla que se lee y el JSON con las cifras sin redondear."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

TITULOS = {
    "bandeja": "Las listas cuando la historia crece",
    "crecimiento": "Cuánto crece cada lista",
    "pantallas": "Cada pantalla de trabajo",
    "diciembre": "Diciembre: el año en diez minutos",
    "caso": "Casos completos por HTTP",
    "memoria": "Memoria",
    "documento": "Documentos",
    "firmas": "Firmar y emitir en diciembre",
    "importar": "Importar conceptos",
    "bitacora": "Bitácora",
    "anclas": "Bitácora exportada",
    "mesa": "La mesa de quien audita",
    "puertas": "Las puertas bajo asedio",
}
PRESENTACION = """Las razones se toman en la misma corrida, alternando una vuelta de cada lado, y se dan como mediana (mínimo–máximo): en
una máquina ocupada los milisegundos y los percentiles suben, las razones no. El CPU es el de los procesos del servidor,
leído de /proc; no incluye al de PostgreSQL. El exponente es log(después / antes) / log(veces que creció la historia):
cero es que no crece.

- **ListView plano**: las 25 más recientes por su índice, con la misma plantilla, el mismo renglón y todo lo
  que ella nombra (desde noviembre de 2026: antes le faltaban nombres y buscarlos le costaba), sin filtros, conteos ni calendario.
- **Las mismas páginas sin motor**: las mismas vistas, formularios, plantillas y documentos en otro servidor, sin viewflow,
  bitácora, candados, permisos por expediente, separación de funciones, avisos ni cola (`tests/medir/plano/`).
- Cada caso de la historia lleva cinco renglones de tarea. «200 abiertos» es lo que espera una oficina; «2 %» (nunca menos de
  200) es una oficina que crece con su historia. Cada caso es de un ente del catálogo y trae su dictamen y su precio.
- **Cada pantalla**: sus consultas con las memorias del proceso ya tibias, el CPU, y lo que espera quien la pide (p50 y p95,
  de una en una). La razón dice cuántas veces cuesta lo que el ListView plano; sólo las listas tienen que parecérsele. En el
  JSON, `iguales` son consultas idénticas a otra de la misma página y `parecidas`, las de un molde repetido tres veces o más.
- **Diciembre** es de lazo abierto: cada petición sale a su hora, al azar y parejo, aunque las demás no hayan contestado, y su
  espera se cuenta desde que debía salir. Cada presentación trae catorce páginas del ente y seis de quien revisa; sólo lo que
  se pide después de presentar espera a esa respuesta. Las sesiones y los borradores se preparan antes: no se mide la entrada
  (sí su página) ni la subida de anexos, y cada quien presenta cuarenta cuando mucho para no topar con su cuota del día.
  «En vuelo» es cuántas seguían sin respuesta al salir otra (la mediana de la segunda mitad). El generador es otro proceso en
  los mismos núcleos: su CPU se dice aparte, y en el JSON, qué tan tarde salió lo suyo (`tarde`).
  PostgreSQL confirma en disco cada transacción, como en producción; el correo se queda en memoria.
- **La rodilla** es la tasa más alta, por escalones, con vistas y presentaciones en p95 ≤ 300 ms, sin un solo error y sin más
  en vuelo de lo que el servidor atiende a la vez (los procesos e hilos de `config/gunicorn.py`). Se detiene en el primero que no cumple."""


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
