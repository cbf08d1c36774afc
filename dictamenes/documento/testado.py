"""Testar: quitar un fragmento de los datos con que se redacta el ejemplar público. Puro; lo quitado no queda en nada.

No se tapa: cada aparición se cambia por «[Testado 1]» en los datos y el documento se redacta de nuevo con ellos. Se
busca sin distinguir mayúsculas, acentos ni espacios, en todo lo que el documento lleva: si también está en algo que no
se puede testar (folio, importes, sentido, nombres de autoridades), no se testa a medias.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dictamenes.congelado import DatosDictamen, Teste
from dictamenes.generales import CAMPOS_GENERALES

MINIMO = 3  # letras o cifras; con menos se testaría media página sin querer
MARCA = re.compile(r"(\[Testado \d+\])")
INVISIBLES = "[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]*"
"""Guiones de corte, espacios sin ancho y acentos sueltos: no se ven y vienen al copiar de otro documento."""
FIJAS = {"encabezado", "dictamen", "destinatario", "sentido", "totales", "bitacora", "firma", "autoriza", "elaboro",
         "reviso", "fundamentos", "estandares", "ccp", "version_publica"}
TEXTOS = {"asunto", "antecedentes", "descripcion", "declarado", "justificacion", "texto", "razon", "razones",
          "corregir", "motivo", "responsable", "evidencia", "valor", "necesidad", "fuente", "nombre", "unidad",
          *(campo.nombre for campo in CAMPOS_GENERALES if campo.testable)}
EN_PALABRAS = {
    "asunto": "Asunto", "antecedentes": "Antecedentes", "solicitud": "Objeto", "analisis_tecnico": "Análisis técnico",
    "analisis_estrategico": "Análisis estratégico", "condiciones": "Condiciones", "resolutivos": "Resolutivos",
    "bloques": "Consideraciones, requisitos y recomendaciones", "coherencia": "Razones dadas", "anexos": "Anexos",
}
Ruta = tuple[str | int, ...]


class NoSePuedeTestar(ValueError):
    """El fragmento no está, es muy corto o está también donde no se puede testar; el mensaje lo dice."""


@dataclass(frozen=True)
class Fragmento:
    """Lo que se testa, tal como está escrito, con su fundamento como se cita y por qué procede."""

    texto: str
    fundamento: str
    motivo: str


def textos(datos: DatosDictamen) -> list[tuple[str, str]]:
    """Cada texto que se puede testar con la parte del documento donde está, sin repetir."""
    leidos = ((_parte(ruta), texto) for ruta, texto in _hojas(datos) if _es_testable(ruta) and texto.strip())
    return list(dict.fromkeys(leidos))


def apariciones(datos: DatosDictamen, texto: str) -> list[str]:
    """En qué partes del documento aparece, una por aparición. Lanza `NoSePuedeTestar`."""
    patron = _patron(texto)
    halladas = [(ruta, len(patron.findall(plano(MARCA.sub("\0", hoja))))) for ruta, hoja in _hojas(datos)]
    fijas = [_parte(ruta) for ruta, veces in halladas if veces and not _es_testable(ruta)]
    if fijas:
        raise NoSePuedeTestar(
            f"Ese fragmento también está en «{fijas[0]}», que no se puede testar. Elija uno más largo y preciso."
        )
    partes = [_parte(ruta) for ruta, veces in halladas for _ in range(veces)]
    if not partes:
        raise NoSePuedeTestar("Ese fragmento no está en el documento: cópielo tal como aparece.")
    return partes


def sin_fragmentos(datos: DatosDictamen, fragmentos: Sequence[Fragmento]) -> DatosDictamen:
    """Los datos sin los fragmentos; los testes ya hechos se conservan y la numeración sigue. `NoSePuedeTestar`.

    Deja en `version_publica` los testes: su marca, fundamento, motivo y cuántas veces; nunca el texto.
    """
    version = datos.get("version_publica")
    testes: list[Teste] = list(version["testes"]) if version else []
    ya = len(testes)
    for numero, fragmento in enumerate(fragmentos, ya + 1):
        exigir_motivo_limpio(fragmentos, fragmento)
        veces = len(apariciones(datos, fragmento.texto))
        datos = _cambiar(datos, _quitar(fragmento.texto, numero))
        testes.append({"marca": numero, "fundamento": fragmento.fundamento, "motivo": fragmento.motivo.strip(),
                       "veces": veces})
    return {**datos, "version_publica": {"testes": testes}}


def exigir_motivo_limpio(fragmentos: Sequence[Fragmento], uno: Fragmento) -> None:
    """El motivo se publica: no puede repetir nada de lo que se testa. Lanza `NoSePuedeTestar`."""
    if any(_patron(otro.texto).search(plano(uno.motivo)) for otro in fragmentos):
        raise NoSePuedeTestar("El motivo se publica y repite lo que se testa: escríbalo sin citarlo.")


def plano(texto: str) -> str:
    """Sin acentos ni mayúsculas, letra por letra: lo hallado está en el mismo lugar que en el original."""
    return "".join(unicodedata.normalize("NFD", letra)[0].lower()[0] for letra in texto)


def _patron(texto: str) -> re.Pattern[str]:
    palabras = plano(re.sub(INVISIBLES, "", unicodedata.normalize("NFC", texto))).split()
    if sum(letra.isalnum() for palabra in palabras for letra in palabra) < MINIMO:
        raise NoSePuedeTestar(f"El fragmento es muy corto: escriba al menos {MINIMO} letras o cifras.")
    patrones = [INVISIBLES.join(map(re.escape, palabra)) for palabra in palabras]
    return re.compile(rf"{INVISIBLES}\s+{INVISIBLES}".join(patrones))


def _quitar(texto: str, numero: int) -> Callable[[str], str]:
    patron, marca = _patron(texto), f"[Testado {numero}]"

    def quitar(hoja: str) -> str:
        """Cada tramo entre marcas ya puestas, por separado: una marca no se testa."""
        tramos = MARCA.split(unicodedata.normalize("NFC", hoja))
        return "".join(tramo if n % 2 else _sin(tramo, patron, marca) for n, tramo in enumerate(tramos))

    return quitar


def _sin(tramo: str, patron: re.Pattern[str], marca: str) -> str:
    partes, desde = [], 0
    for hallado in patron.finditer(plano(tramo)):
        partes += [tramo[desde:hallado.start()], marca]
        desde = hallado.end()
    return "".join([*partes, tramo[desde:]])


def _hojas(valor: Any, ruta: Ruta = ()) -> Iterator[tuple[Ruta, str]]:
    if isinstance(valor, dict):
        for clave, dentro in valor.items():
            yield from _hojas(dentro, (*ruta, clave))
    elif isinstance(valor, list):
        for n, dentro in enumerate(valor):
            yield from _hojas(dentro, (*ruta, n))
    elif isinstance(valor, str):
        yield ruta, unicodedata.normalize("NFC", valor)


def _cambiar(valor: Any, quitar: Callable[[str], str], ruta: Ruta = ()) -> Any:
    if isinstance(valor, dict):
        return {clave: _cambiar(dentro, quitar, (*ruta, clave)) for clave, dentro in valor.items()}
    if isinstance(valor, list):
        return [_cambiar(dentro, quitar, (*ruta, n)) for n, dentro in enumerate(valor)]
    return quitar(valor) if isinstance(valor, str) and _es_testable(ruta) else valor


def _es_testable(ruta: Ruta) -> bool:
    claves = [clave for clave in ruta if isinstance(clave, str)]
    return claves[0] not in FIJAS and claves[-1] in TEXTOS


def _parte(ruta: Ruta) -> str:
    primera = str(ruta[0])
    numero = f" {ruta[1] + 1}" if len(ruta) > 1 and isinstance(ruta[1], int) else ""
    if primera == "conceptos":
        return f"Concepto{numero}"
    return EN_PALABRAS.get(primera, primera.replace("_", " ").capitalize()) + numero
