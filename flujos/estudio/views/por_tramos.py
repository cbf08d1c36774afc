"""La mezcla del acto que se contesta concepto por concepto: cada página pide unos y el borrador guarda los demás."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cuentas import reloj
from dictamenes.models import Concepto
from dictamenes.reglas import excepciones
from flujos.base.tramos import POR_TRAMO, SIN_FILTROS, Filtro, Tramo, direccion, pedida, tramo_de
from flujos.estudio.antecedentes import precios_de
from flujos.expediente.asunto import hay_excepciones
from flujos.expediente.presentado import presentado
from flujos.expediente.views.con_borrador import ConBorradorMixin

A_LA_VISTA = 10  # errores de otras páginas que se dicen; los demás se cuentan


class PorTramosMixin(ConBorradorMixin):
    """Mezcla para `ActoView`: su formulario recibe `conceptos` y `categorias`; `columnas` dice qué pide de cada uno.

    Al dar el acto, lo que no está en la página sale de lo guardado y se valida todo junto. Pasar de página es un botón
    que guarda: no depende de que el navegador lo haya hecho solo.
    """

    sin_terminar: ClassVar[tuple[str, ...]] = ("borrador", "ir", "mas")

    @cached_property
    def entregado(self) -> dict[str, Any]:
        return presentado(self.solicitud)

    @cached_property
    def conceptos(self) -> list[Concepto]:
        """Todos, leídos una vez para toda la página: el formulario, los totales y los precios."""
        con_perfil = Concepto.objects.select_related("perfil__version")
        prefetch_related_objects([self.solicitud], Prefetch("conceptos", con_perfil))
        return list(self.solicitud.conceptos.all())

    @cached_property
    def pendientes(self) -> set[int]:
        """Los números de los que no se ha guardado respuesta."""
        dicho, columna = self.get_initial(), self.get_form_class().columnas[0]
        return {c.orden for c in self.conceptos if not dicho.get(f"{columna}_{c.pk}")}

    @cached_property
    def tramo(self) -> Tramo:
        """Los de esta página: los que pide la dirección o, al enviarla, los que ya se estaban viendo."""
        consulta = self.request.POST if self.request.method == "POST" else self.request.GET
        todos = self.entregado["conceptos"]
        return tramo_de(todos, consulta, self.filtros() if len(todos) > POR_TRAMO else SIN_FILTROS)

    def filtros(self) -> dict[str, Filtro]:
        """Además de todos y los que no cumplen, los que faltan."""
        return {"sin_contestar": ("Sin contestar", self.pendientes)}

    def por_partes(self) -> bool:
        """Si al enviarla dijo qué conceptos traía, aunque fuera ninguno; si no lo dijo, los trae todos."""
        return "numeros" in self.request.POST

    def de_vuelta(self) -> str:
        if not self.por_partes():
            return super().de_vuelta()
        return self.request.path + direccion(self.tramo.ver, min(self.tramo.numeros, default=0))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Con `ir`, guarda y pasa a esa página; vacío es el botón «Ir», que la dice en `ver` y `desde`."""
        if "ir" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.dejar(reloj.ahora())
        elegida = request.POST["ir"]
        consulta = QueryDict(elegida.partition("#")[0].removeprefix("?")) if elegida else request.POST
        return redirect(request.path + pedida(consulta))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Los conceptos de la página; para dar el acto, todos, con lo guardado de los demás."""
        argumentos, numeros = super().get_form_kwargs(), set(self.tramo.numeros)
        enviado = self.request.POST
        todos = self.request.method == "POST" and (
            "comprobar" in enviado or not any(clave in enviado for clave in self.sin_terminar))
        if not todos and (self.request.method != "POST" or self.por_partes()):
            del_formulario = [c for c in self.conceptos if c.orden in numeros]
        else:
            del_formulario = self.conceptos
        if todos and self.por_partes():
            argumentos["data"] = self._con_lo_guardado(argumentos["data"])
        return argumentos | {"conceptos": del_formulario, "categorias": {c.categoria for c in self.conceptos}}

    def de_otras_paginas(self) -> dict[str, int]:
        """Los campos que se llenan en otra página, con el número de su concepto."""
        numeros, columnas = set(self.tramo.numeros), self.get_form_class().columnas
        return {f"{columna}_{c.pk}": c.orden for c in self.conceptos if c.orden not in numeros for columna in columnas}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Lo que falta en otras páginas se dice arriba, con su número."""
        self.reunir_errores(form)
        return super().form_invalid(form)

    def reunir_errores(self, form: forms.Form) -> None:
        """Quita los errores de campos que no están en la página y los dice juntos, con la página en que están."""
        de_fuera = [
            f"{mensaje} (en la página del concepto {numero})" for nombre, numero in self.de_otras_paginas().items()
            for mensaje in form.errors.pop(nombre, [])
        ]
        for mensaje in de_fuera[:A_LA_VISTA]:
            form.add_error(None, mensaje)
        if mas := len(de_fuera[A_LA_VISTA:]):
            form.add_error(None, f"Y faltan {mas} más en otras páginas: véalos en «Sin contestar».")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, tramo = kwargs.get("form") or self.get_form(), self.tramo
        a_la_vista = [c for c in self.conceptos if c.orden in set(tramo.numeros)]
        campos, precios = form.por_concepto(), precios_de(a_la_vista, reloj.ahora())
        exceptuado = excepciones.por_numero(self.solicitud) if hay_excepciones(self.solicitud) else {}
        return super().get_context_data(**{**kwargs, "form": form}) | {
            "presentado": self.entregado, "tramo": tramo, "cuantos": len(self.conceptos),
            "contestados": len(self.conceptos) - len(self.pendientes),
            "conceptos": [
                {"dato": c, "precios": precios.get(c["numero"]), "lugar": f"concepto-{c['numero']}",
                 "excepciones": exceptuado.get(c["numero"], []),
                 **campos[c["numero"]]} for c in tramo.conceptos
            ],
        }

    def _con_lo_guardado(self, enviado: QueryDict) -> QueryDict:
        """Lo enviado, más lo guardado de lo que se llena en otras páginas."""
        completo, guardado = enviado.copy(), self.get_initial()
        for nombre in self.de_otras_paginas():
            valor = guardado.get(nombre)
            if nombre not in enviado and valor is not None:
                completo.setlist(nombre, valor if isinstance(valor, list) else [valor])
        return completo
