"""Los parámetros: la lista con lo que rige, y proponer, mirar el efecto y confirmar un valor nuevo."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.fichas import FICHAS, Ficha, Grupo
from cuentas.models import VersionDeParametro
from cuentas.parametros import parametro
from dictamenes.fundamentos import parametros
from dictamenes.fundamentos.forms.captura import ParametroForm, manana
from dictamenes.models import Fundamento
from dictamenes.textos.views.versiones import PublicarVersionView, RedactarVersionView


class ParametrosView(PuertaMixin, TemplateView):
    """Todos, por grupo: cuánto valen hoy, desde cuándo y con qué sostén."""

    operacion = "parametro.redactar"
    template_name = "dictamenes/fundamentos/parametros.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hoy, orden = reloj.hoy(), {grupo: n for n, grupo in enumerate(Grupo)}
        rigen = {v.clave: v for v in VersionDeParametro.objects.que_rigen(hoy).order_by("numero")}
        esperan = set(VersionDeParametro.objects.filter(publicada_en=None).values_list("clave", flat=True))
        documentos = {f.clave: f for f in Fundamento.objects.confirmados().order_by("numero")}
        fichas = sorted(FICHAS.values(), key=lambda ficha: orden[ficha.grupo])
        return super().get_context_data(**kwargs) | {"total": len(fichas), "grupos": [
            (grupo, [{"ficha": f, "rige": rigen.get(f.clave), "espera": f.clave in esperan,
                      "valor": parametros.en_palabras(f, rigen[f.clave].valor if f.clave in rigen else f.omision),
                      "pista": parametros.pista(f),
                      "documento": documentos.get(rigen[f.clave].fundamento) if f.clave in rigen else None}
                     for f in suyas])
            for grupo, suyas in groupby(fichas, key=lambda ficha: ficha.grupo)
        ]}


class ParametroView(RedactarVersionView[ParametroForm]):
    """Un parámetro: su historia, y proponer el valor siguiente con su vista previa."""

    operacion = "parametro.redactar"
    template_name = "dictamenes/fundamentos/parametro.html"
    form_class = ParametroForm
    guardada = "El valor quedó propuesto. Rige cuando otra persona lo confirme, desde el día que dice."

    @cached_property
    def ficha(self) -> Ficha:
        """La de la dirección; otra no existe."""
        if self.kwargs["clave"] not in FICHAS:
            raise Http404
        return FICHAS[self.kwargs["clave"]]

    @cached_property
    def versiones(self) -> list[VersionDeParametro]:
        """De la última a la primera."""
        suyas = VersionDeParametro.objects.filter(clave=self.ficha.clave).order_by("-numero")
        return list(suyas.select_related("redactada_por", "publicada_por"))

    @cached_property
    def documentos(self) -> dict[str, Fundamento]:
        return {f.clave: f for f in Fundamento.objects.confirmados().order_by("ordenamiento", "numero")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"ficha": self.ficha, "documentos": list(self.documentos.values())}

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo que rige."""
        if self.versiones and self.versiones[0].publicada_en is None:
            borrador = self.versiones[0]
            return {c: getattr(borrador, c) for c in ("valor", "desde", "fundamento", "motivo")}
        return {"valor": parametro(self.ficha.clave), "desde": manana(reloj.hoy())}

    def redactar(self, **datos: Any) -> None:
        parametros.redactar(self.ficha.clave, **datos)

    def form_valid(self, form: ParametroForm) -> HttpResponse:
        """Con «Ver el efecto», la misma página con la vista previa; sin él, se propone."""
        if "ver" not in self.request.POST:
            return super().form_valid(form)
        efecto = parametros.efecto(self.ficha, form.cleaned_data["valor"], form.cleaned_data["desde"])
        return self.render_to_response(self.get_context_data(form=form, efecto=efecto))

    def dicho(self, valor: Any) -> str:
        return parametros.en_palabras(self.ficha, valor)

    def get_success_url(self) -> str:
        return reverse("dictamenes:parametro", args=[self.ficha.clave])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "ficha": self.ficha, "valor": self.dicho(parametro(self.ficha.clave)),
            "pista": parametros.pista(self.ficha), "versiones": [
                {"dato": v, "valor": self.dicho(v.valor), "la_redacto": v.redactada_por_id == self.request.user.pk,
                 "sosten": self.documentos.get(v.fundamento, v.fundamento) or v.motivo,
                 "efecto": None if v.publicada_en else parametros.efecto(self.ficha, v.valor, v.desde)}
                for v in self.versiones
            ],
        }


class PublicarParametroView(PublicarVersionView[VersionDeParametro]):
    """Confirmar el valor que propuso otra persona."""

    operacion = "parametro.publicar"
    modelo = VersionDeParametro
    desde_ahora = "rige desde el día que dice; lo que ya corre no se mueve."

    def publicar(self, version: VersionDeParametro, **datos: Any) -> None:
        parametros.publicar(version, **datos)

    def destino(self, version: VersionDeParametro) -> HttpResponse:
        return redirect("dictamenes:parametro", version.clave)
