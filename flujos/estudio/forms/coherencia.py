"""La parte de un formulario que mira si lo escrito se contradice y recoge las razones que la tabla pide."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from dictamenes.models import Concepto
from dictamenes.reglas import coherencia
from dictamenes.reglas.coherencia import Caso, Hallazgo


class CoherenciaMixin(forms.BaseForm):
    """Mezcla: un campo por regla que pide razón; `caso` arma lo escrito y `columna_de` nombra el campo de una parte."""

    conceptos: list[Concepto]

    def agregar_aclaraciones(self, momento: str, tipo: str) -> None:
        self.aclarables = [r for r in coherencia.ACLARABLES if momento in r.momentos and r.viene_al_caso(tipo)]
        for regla in self.aclarables:
            self.fields[f"aclaracion_{regla.clave}"] = forms.CharField(
                label=f"{regla.pide[0].upper()}{regla.pide[1:]}", required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text=f"Sólo si se señala: {regla.razon}",
            )

    def por_aclarar(self) -> list[forms.BoundField]:
        return [self[f"aclaracion_{regla.clave}"] for regla in self.aclarables]

    def aclaraciones(self) -> dict[str, str]:
        """Por regla, la razón escrita."""
        dichas = {r.clave: self.cleaned_data.get(f"aclaracion_{r.clave}") or "" for r in self.aclarables}
        return {clave: razon for clave, razon in dichas.items() if razon}

    def caso(self) -> Caso:
        """Lo que consta y lo que se lleva escrito; se puede pedir aunque falte algo."""
        raise NotImplementedError

    def hallazgos(self) -> list[Hallazgo]:
        """En qué se contradice lo que se lleva escrito, sin reclamar lo que apenas falta."""
        self.errors  # noqa: B018  # lee lo enviado
        return coherencia.hallazgos(self.caso(), a_medias=True)

    def exigir_coherencia(self) -> None:
        """Lo que impide, junto a su campo; lo que pide razón, junto al suyo."""
        detienen = coherencia.pendientes(coherencia.hallazgos(self.caso()))
        con_campo = {regla.clave for regla in self.aclarables}
        self.decir([h for h in detienen if h.impide or h.regla not in con_campo])
        for regla in self.aclarables:
            frases = [h.frase for h in detienen if h.espera_razon and h.regla == regla.clave]
            if frases:
                self.add_error(f"aclaracion_{regla.clave}", f"{'. '.join(frases)}: {regla.pide}")

    def decir(self, hallados: Iterable[Hallazgo]) -> None:
        for hallado in hallados:
            campo = self.campo_de(hallado)
            if campo is None:
                self.add_error(None, hallado.mensaje)
            elif campo not in self.errors:
                self.add_error(campo, hallado.mensaje)

    def campo_de(self, hallado: Hallazgo) -> str | None:
        """El campo en que se corrige, si esta página lo tiene."""
        parte, _, cual = hallado.donde.partition("-")
        nombre = self.nombre_de_campo(parte, cual, hallado.campo)
        return nombre if nombre in self.fields else None

    def nombre_de_campo(self, parte: str, cual: str, campo: str) -> str:
        if parte == "concepto":
            return f"{campo}_{next((c.pk for c in self.conceptos if str(c.orden) == cual), '')}"
        return f"{campo}_{cual}" if parte == "criterio" else campo
