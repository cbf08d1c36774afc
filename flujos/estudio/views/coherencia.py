"""La mezcla de las pantallas que dicen, mientras se escribe, en qué se contradice lo escrito."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dictamenes.models.revision import PosturaDeArea
from dictamenes.reglas import coherencia
from dictamenes.reglas.coherencia import Hallazgo
from flujos.estudio.views.por_tramos import PorTramosMixin

AL_VUELO = "flujos/estudio/_coherencia_al_vuelo.html"


class ConCoherenciaMixin(PorTramosMixin):
    """Mezcla: un POST con `comprobar` no da ni guarda nada; la página, o sus partes, vuelven con lo que se halló."""

    con_lugar: ClassVar[tuple[str, ...]] = ("criterio",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.comprobar() if "comprobar" in request.POST else super().post(request, *args, **kwargs)

    def comprobar(self) -> HttpResponse:
        """Con lo que hay en la página y lo guardado de las demás."""
        form = self.get_form()
        hallados = form.hallazgos()
        if self.request.htmx:
            return render(self.request, AL_VUELO, self.coherencia(form, hallados) | {"lugares": self.lugares()})
        tecleado = self.con_lo_tecleado()
        return self.render_to_response(
            self.get_context_data(form=tecleado) | self.coherencia(form, hallados)
            | {"abrir_aclaraciones": any(h.espera_razon for h in hallados)})

    def coherencia(self, form: Any, hallados: list[Hallazgo]) -> dict[str, Any]:
        """Lo que dibuja el resumen; `resulta`, la postura que se deriva."""
        posturas = [area.postura for area in form.caso().areas if area.postura and form.caso().momento == "opinion"]
        lugares = set(self.lugares())
        return {"hallados": hallados, "comprobado": True, "resulta": "".join(PosturaDeArea(p).label for p in posturas),
                "generales": [h for h in hallados if not {h.donde, h.donde.partition("-")[0]} & lugares]}

    def lugares(self) -> list[str]:
        """Los que tienen su hueco en esta página."""
        return [*(f"concepto-{n}" for n in self.tramo.numeros), *self.con_lugar]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Si volvió con errores, cada uno está en su campo: sólo se agrega lo que no detiene."""
        contexto = super().get_context_data(**kwargs)
        form = contexto["form"]
        if not form.is_bound:
            return contexto
        hallados = form.hallazgos()
        detienen = coherencia.pendientes(hallados)
        return contexto | self.coherencia(form, [h for h in hallados if h not in detienen]) | {
            "abrir_aclaraciones": any(campo.errors or campo.value() for campo in form.por_aclarar())}
