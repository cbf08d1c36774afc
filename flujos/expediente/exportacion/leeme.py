"""Las instrucciones que van con el expediente, para comprobarlo sin este sistema."""

from __future__ import annotations

from dictamenes.congelado import GeneralesDelIndice

TEXTO = """{titulo}
{raya}
{rotulo}{proyecto}
{ente} ({siglas})
Alcance: {alcance}.

QUÉ TRAE
  indice.pdf              el índice, para leerse: cada documento con su fecha, tamaño y huella
  indice.json             el mismo índice, para comprobarse (JSON canónico, RFC 8785)
  documentos/             acuses, prevenciones y lo que llegó en papel
  dictamen/               los dos ejemplares: el de las partes y el público
  firmas/                 las firmas, estampas y evidencia que los ejemplares llevan adentro
  anexos/                 lo que el ente adjuntó, en todas sus versiones
  condiciones/            lo que se presentó para acreditar condiciones
  expediente.json         lo capturado y lo resuelto, como datos
  bitacora/eventos.jsonl  lo que pasó: un evento por línea, con su lugar en la cadena
  raices/                 los certificados en que se confía para comprobar firmas
  Las carpetas sin nada que guardar no aparecen.

1. QUE NADA CAMBIÓ
  La huella de un archivo es su SHA-256. En Linux o macOS: sha256sum ARCHIVO. En Windows: certutil -hashfile ARCHIVO
  SHA256. Debe ser la que dice indice.json. La huella del ZIP completo quedó anotada en la bitácora del sistema al
  exportarlo; el mismo expediente, con los mismos hechos, siempre da el mismo ZIP.

2. LAS FIRMAS
  Con el verificador (Python 3.11 o posterior, sin base de datos y sin conexión):
    python -m verificador dictamen/*.pdf --raices raices
  Dice, por archivo, si sus firmas son válidas, de quién y desde cuándo. Lo firmado a
  mano, los acuses y las prevenciones no llevan firma electrónica: se comprueban por su huella.

3. LA BITÁCORA
  Cada línea de bitacora/eventos.jsonl trae n, en, actor, accion, objeto, huella, previo, eslabon y, desde el formato
  2, formato y clave. El eslabón es el SHA-256 de los demás en forma canónica (RFC 8785), sin lo que aquí se dice en
  palabras (dice, quien, detalle): el cálculo está en verificador/cadena.py, «eslabon». El
  último evento de este expediente es el {n}, con eslabón
    {eslabon}
{pruebas}
  Los números no son seguidos: entre uno y otro hay eventos de otros asuntos. Mirar o copiar el expediente también se
  anota, pero no lo cambia: esos eventos no van aquí.
"""
CON_PRUEBAS = """  bitacora/extracto.jsonl trae además los datos de cada evento y la prueba de que está en la
  bitácora que el sello institucional firmó (si todavía no se firmaba hasta ahí, va vacía). Se comprueba con
    python -m verificador bitacora bitacora/extracto.jsonl --raices CARPETA --sello CERTIFICADO --desde-ancla SUYA.p7m
  con raíces y sello que usted tenga por otro lado, y un ancla que guardó antes: la 1 o una de las que dice
  «consistencia» (o --anclas, su carpeta). Sin ella, sólo consta que el expediente casa consigo mismo."""
SIN_PRUEBAS = "  La huella compromete los datos del evento; aquí se dice en palabras lo que de él le toca conocer."


def texto(general: GeneralesDelIndice, *, con_pruebas: bool) -> str:
    """El texto completo; `general` es la parte fija del índice."""
    titulo = f"EXPEDIENTE {general['expediente']}"
    aviso = general.get("rotulo")
    rotulo = f"{aviso.upper()}\n" if aviso else ""
    return TEXTO.format(**{
        **general, **general["bitacora"], "titulo": titulo, "raya": "=" * len(titulo), "rotulo": rotulo,
        "pruebas": CON_PRUEBAS if con_pruebas else SIN_PRUEBAS,
    })
