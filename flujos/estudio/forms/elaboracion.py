"""Partes del formulario con que se propone el dictamen: marcas que contestar, bloques y fundamentos que elegir."""

from __future__ import annotations

from typing import Any

from django import forms

from dictamenes.models import Marca, Solicitud, VersionDeBloque
from dictamenes.models.dictamen import Sentido
from dictamenes.reglas import partes_del_proyecto as partes
from dictamenes.textos import bloques


class MarcasMixin(forms.BaseForm):
    """Mezcla: un campo por cada marca sin atender; ninguna se queda sin contestar."""

    marcas: list[Marca]

    def agregar_marcas(self, marcas: list[Marca], *, exigir: bool = True) -> None:
        """Un campo por marca. Sin `exigir` (la vista previa) pueden quedar en blanco."""
        self.marcas = marcas
        for marca in marcas:
            self.fields[f"atencion_{marca.pk}"] = forms.CharField(
                label="Cómo la atendió", required=exigir, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Diga cómo atendió la marca: " + marca.texto[:60]},
            )

    def marcas_sobre(self, *lugares: str) -> list[dict[str, Any]]:
        """Las marcas de esas partes («concepto-2») o clases de parte («condicion»), con su nombre y su campo ligado."""
        return [
            {"sobre": partes.en_palabras(m.proyecto.datos).get(m.sobre, m.sobre), "texto": m.texto,
             "campo": self[f"atencion_{m.pk}"]}
            for m in self.marcas if m.sobre in lugares or m.sobre.partition("-")[0] in lugares
        ]

    def atenciones(self) -> dict[int, str]:
        """Lo contestado, por la llave de cada marca."""
        return {m.pk: self.cleaned_data[f"atencion_{m.pk}"] or "Por contestar" for m in self.marcas}


class BloquesMixin(forms.BaseForm):
    """Mezcla: por cada bloque que viene al caso, si se usa y su párrafo, ya fundido con los datos y editable."""

    bloques: list[VersionDeBloque]

    def agregar_bloques(self, solicitud: Solicitud, versiones: list[VersionDeBloque]) -> None:
        """Una casilla, la versión de que sale y el párrafo de cada bloque."""
        self.bloques, valores = versiones, bloques.valores_de(solicitud)
        publicadas = VersionDeBloque.objects.exclude(publicada_en=None).values_list("pk", "bloque_id")
        for version in versiones:
            bloque = version.bloque
            self.fields[f"bloque_{bloque.pk}"] = forms.BooleanField(
                label=f"{bloque.get_clase_display()}: {bloque.titulo}", required=False,
                help_text=_viene_al_caso(version),
            )
            self.fields[f"version_{bloque.pk}"] = forms.TypedChoiceField(
                choices=[(pk, pk) for pk, de in publicadas if de == bloque.pk], coerce=int, required=False,
                empty_value=version.pk,  # type: ignore[arg-type]  # admite lo que sea: vacía, sale tal cual
                initial=version.pk, widget=forms.HiddenInput,
            )
            self.fields[f"parrafo_{bloque.pk}"] = forms.CharField(
                label=f"Párrafo de «{bloque.titulo}»", required=False, max_length=4000,
                initial=bloques.fundir(version.texto, valores), widget=forms.Textarea(attrs={"rows": 4}),
            )

    def exigir_bloques_al_caso(self, sentidos: set[str]) -> None:
        """Cada bloque elegido dice algo y viene al caso de algún sentido propuesto."""
        for version in self.bloques:
            bloque, limpio = version.bloque, self.cleaned_data
            if not limpio.get(f"bloque_{bloque.pk}"):
                continue
            if bloque.sentidos and sentidos and not sentidos & set(bloque.sentidos):
                self.add_error(f"bloque_{bloque.pk}", f"Quite «{bloque.titulo}»: no viene al caso con estos sentidos")
            if not limpio.get(f"parrafo_{bloque.pk}") and f"parrafo_{bloque.pk}" not in self.errors:
                self.add_error(f"parrafo_{bloque.pk}", f"Escriba el párrafo de «{bloque.titulo}» o quite el bloque")

    def por_bloque(self) -> list[dict[str, forms.BoundField]]:
        return [{campo: self[f"{campo}_{v.bloque_id}"] for campo in ("bloque", "parrafo")}
                for v in self.bloques]

    def parrafos(self) -> list[tuple[VersionDeBloque, str]]:
        """Los elegidos: de qué versión salen y cómo quedaron."""
        elegidos = [v.bloque_id for v in self.bloques if self.cleaned_data[f"bloque_{v.bloque_id}"]]
        versiones = VersionDeBloque.objects.in_bulk([self.cleaned_data[f"version_{pk}"] for pk in elegidos])
        return [(versiones[self.cleaned_data[f"version_{pk}"]], self.cleaned_data[f"parrafo_{pk}"]) for pk in elegidos]


def _viene_al_caso(version: VersionDeBloque) -> str:
    sentidos = [str(Sentido(s).label).lower() for s in version.bloque.sentidos]
    return f"Versión {version.numero}. Viene al caso si el sentido es {' o '.join(sentidos)}." if sentidos else (
        f"Versión {version.numero}. Viene al caso con cualquier sentido.")
