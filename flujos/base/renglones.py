"""Formularios con renglones que se repiten, sin JavaScript: «Agregar otra» regresa la página con más."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

TOPE = 30


class RenglonesMixin(forms.BaseForm):
    """Mezcla: `renglon` nombra las columnas y `campos_del_renglon` las fabrica; cada campo se llama `columna_n`."""

    renglon: tuple[str, ...]
    renglones_iniciales = 1

    def __init__(self, *args: Any, mas: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cuantos = _entero(self._dato("renglones"), self.renglones_iniciales) + (1 if mas else 0)
        self.cuantos = max(1, min(cuantos, TOPE))
        self.fields["renglones"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.initial = {**self.initial, "renglones": self.cuantos}
        for numero in range(1, self.cuantos + 1):
            for columna, campo in self.campos_del_renglon(numero).items():
                self.fields[f"{columna}_{numero}"] = campo

    def campos_del_renglon(self, numero: int) -> dict[str, forms.Field]:
        """Los campos de un renglón, por columna."""
        raise NotImplementedError

    def por_renglon(self) -> list[list[forms.BoundField]]:
        return [[self[f"{columna}_{n}"] for columna in self.renglon] for n in range(1, self.cuantos + 1)]

    def llenos(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Los renglones en que se escribió algo."""
        for n in range(1, self.cuantos + 1):
            valores = {columna: self.cleaned_data.get(f"{columna}_{n}") for columna in self.renglon}
            if any(valores.values()):
                yield n, valores

    def llenos_de_a_dos(self) -> list[tuple[int, tuple[str, str]]]:
        """Los mismos, si cada renglón son dos textos."""
        de, a = self.renglon
        return [(n, (valores[de] or "", valores[a] or "")) for n, valores in self.llenos()]

    def _dato(self, nombre: str) -> Any:
        return (self.data or {}).get(nombre) if self.is_bound else self.initial.get(nombre)


def _entero(valor: Any, omision: int) -> int:
    try:
        return int(valor)
    except (TypeError, ValueError):
        return omision
