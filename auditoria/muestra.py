"""Una muestra al azar que cualquiera repite: el azar es una semilla escrita y el orden, una huella.

Algoritmo `sha256-1`: el universo es una lista de folios; a cada uno se le calcula SHA-256 de «semilla|folio» en UTF-8,
escrita en hexadecimal en minúsculas; se ordenan por esa huella y se toman los primeros. Sin estado y sin generador: la
misma semilla sobre los mismos folios da la misma muestra en cualquier máquina y lenguaje.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.models.solicitud import SolicitudQuerySet

ALGORITMO = "sha256-1"
MAXIMO = 500
LARGO_DE_SEMILLA = 64


@dataclass(frozen=True)
class Muestra:
    """Lo que salió: de qué universo, con qué semilla, y cada folio con la huella que lo puso en su lugar."""

    semilla: str
    tamano: int
    corte: datetime
    universo: int
    huella: str
    elegidos: list[tuple[str, str]]

    def como_datos(self) -> dict[str, Any]:
        """Lo que queda en la bitácora: con esto se repite."""
        return {"algoritmo": ALGORITMO, "semilla": self.semilla, "tamano": self.tamano, "corte": self.corte,
                "universo": self.universo, "huella": self.huella, "folios": [folio for folio, _ in self.elegidos]}


class MuestraForm(FormularioSonora, forms.Form):
    """Cuántos y con qué semilla."""

    tamano = forms.IntegerField(
        label="Tamaño de la muestra", min_value=1, max_value=MAXIMO, widget=forms.NumberInput(
            attrs={"class": "govuk-input--width-5"}), help_text=f"De 1 a {MAXIMO} expedientes.",
    )
    semilla = forms.RegexField(
        r"^[\w.\- ]+$", label="Semilla", max_length=LARGO_DE_SEMILLA, strip=True,
        error_messages={"invalid": "Use sólo letras, números, espacios, puntos y guiones"},
        help_text="Puede dejar la propuesta o escribir otra, por ejemplo un número que se acuerde ante testigos.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    corte = forms.DateTimeField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S%z"])


    def clean_corte(self) -> datetime | None:
        """Los años de los extremos no caben al pasarlos a la hora de aquí."""
        corte: datetime | None = self.cleaned_data["corte"]
        if corte and not MINYEAR < corte.year < MAXYEAR:
            raise forms.ValidationError("Ese corte no es posible")
        return corte


def semilla_nueva() -> str:
    """Ocho cifras hexadecimales al azar: bastan para que nadie la escoja y caben en un oficio."""
    return secrets.token_hex(4)


def orden(semilla: str, folio: str) -> str:
    """La huella que pone a un folio en su lugar."""
    return hashlib.sha256(f"{semilla}|{folio}".encode()).hexdigest()


def huella_de(folios: Iterable[str]) -> str:
    """SHA-256 del universo: los folios en orden, uno por línea, cada línea con su salto."""
    return hashlib.sha256(lista_de(folios)).hexdigest()


def lista_de(folios: Iterable[str]) -> bytes:
    """El universo como archivo de texto: los bytes de que es la huella."""
    return "".join(f"{folio}\n" for folio in sorted(folios)).encode()


def sortear(folios: list[str], semilla: str, tamano: int, corte: datetime) -> Muestra:
    """Los primeros `tamano` folios por su huella; si hay menos, todos."""
    ordenados = sorted((orden(semilla, folio), folio) for folio in folios)
    elegidos = [(folio, huella) for huella, folio in ordenados[:tamano]]
    return Muestra(semilla, tamano, corte, len(folios), huella_de(folios), elegidos)


def universo(expedientes: SolicitudQuerySet, corte: datetime) -> list[str]:
    """Los folios de lo buscado que ya se habían presentado en el corte, en orden."""
    presentados = expedientes.filter(presentada_en__lte=corte).order_by("folio")
    return [folio for folio in presentados.values_list("folio", flat=True) if folio]
