"""La revisión estratégica: proponer el dictamen, mirarlo antes, o devolver a las áreas."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from archivos.paginas import SinPaginas
from cuentas import etapas, reloj
from cuentas.entrada import tasa
from cuentas.models import Area, Usuario
from cuentas.personas.ausencias import con_su_ausencia
from cuentas.personas.suplencias import con_lo_prestado
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.excepciones import DatosInvalidos
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.firmas import DICTAMEN
from dictamenes.models import Frase, Fundamento, Marca, OpinionDeConcepto, Participacion
from dictamenes.models.revision import Postura
from dictamenes.reglas.participacion import motivo_para_no_participar
from flujos.bandeja.suplentes import notas_de
from flujos.base.tramos import Filtro
from flujos.estudio import vista_previa
from flujos.estudio.antecedentes import antecedentes_del_ente
from flujos.estudio.forms.estrategia import DevolverAreasForm, ProponerForm
from flujos.estudio.views.coherencia import ConCoherenciaMixin
from flujos.estudio.views.presencia import ConPresenciaMixin
from flujos.expediente.asunto import revisiones
from flujos.expediente.expediente import revisiones_visibles
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView
from flujos.expediente.views.con_borrador import ConBorradorMixin

ESPERA_SEGUNDOS = 4
PANEL = "flujos/estudio/_vista_previa.html"
SIN_GUARDAR = {"Cache-Control": "no-store"}
# Dónde se dibuja cada marca: junto a lo que se corrige.
PARTES_DE_LA_PAGINA = {
    "generales": ("general", "antecedentes", "resolutivo"), "fundamento": ("fundamento",), "analisis": ("analisis",),
    "criterios": ("criterios",), "bloques": ("bloques",), "condiciones": ("condicion",), "firma": ("firma",),
}


class DeEstrategiaView(ActoView):
    """Lo común: las opiniones de las áreas, a la vista."""

    operacion = "dictamen.elaborar"
    relacionado = (*ActoView.relacionado, "area_requirente")

    def ficha(self) -> str:
        """También cuenta las correcciones: quien propone lee antes la opinión que vale."""
        return f"{super().ficha()}.{sum(r.version for r in revisiones(self.solicitud))}"

    def numeros(self) -> list[int] | None:
        """De qué conceptos se lee la opinión; None si de todos."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leidas = revisiones_visibles(self.solicitud, self.request.user, self.mirada, self.numeros())
        return super().get_context_data(**kwargs) | {
            "revisiones": leidas,
            "dictamen": dictamen_de(self.solicitud),
        }


class ProponerView(ConPresenciaMixin, ConCoherenciaMixin, DeEstrategiaView):
    """El proyecto de dictamen."""

    acto, form_class, boton = tramite.proponer, ProponerForm, "Proponer a firma"
    template_name = "flujos/estudio/estrategia.html"
    titulo, guardar_sin = etapas.ESTRATEGIA.rotulo, "Guardar sin proponer"
    hecho = "El proyecto de {folio} quedó propuesto. El documento se está preparando para firma."
    en_borrador, presente_en = False, "estrategia"
    con_lugar = ("criterio", "condicion", "fundamentos")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "firmantes": self.firmantes, "marcas": self.marcas,
            "en_borrador": self.en_borrador, "solicitud": self.solicitud,
            "fundamentos": self.fundamentos, "sin_electronica": self.sin_electronica,
            "por_omision": self.del_dia.fundamentos("dictaminar", self.solicitud.tipo),
            "notas": notas_de(self.firmantes, "dictamen.firmar", reloj.ahora(), fuera=self.fuera),
        }

    def propuesto(self) -> dict[str, Any]:
        """Si vuelve a proponerse, lo que decía; si no, el único firmante que no está ausente."""
        firmantes = [p for p in self.firmantes if p.pk not in self.fuera]
        return vista_previa.iniciales(dictamen_de(self.solicitud)) or {
            "autoriza": firmantes[0].pk if len(firmantes) == 1 else None,
            "fundamentos": self.del_dia.fundamentos("dictaminar", self.solicitud.tipo),
        }

    @cached_property
    def marcas(self) -> list[Marca]:
        dictamen = dictamen_de(self.solicitud)
        return list(Marca.objects.por_atender(dictamen).select_related("proyecto")) if dictamen else []

    @cached_property
    def fundamentos(self) -> list[Fundamento]:
        """Los que rigen hoy y convienen a su tipo."""
        return self.del_dia.que_convienen(self.solicitud.tipo)

    @cached_property
    def sin_electronica(self) -> str:
        """Por qué no se ofrece la firma electrónica y quién lo remedia; vacío si se ofrece."""
        return electronica.por_que_no(self.del_dia, DICTAMEN)

    @cached_property
    def fuera(self) -> dict[int, date]:
        """Quiénes de ellos están ausentes hoy, y hasta cuándo."""
        return {p.pk: p.ausente_hasta for p in self.firmantes if p.ausente_hasta}

    @cached_property
    def firmantes(self) -> list[Any]:
        """Quienes autorizan hoy y no tienen impedimento en el asunto, con su ausencia y si es suyo lo que ejercen."""
        hoy = reloj.hoy()
        personas = con_su_ausencia(con_lo_prestado(Usuario.objects.nombradas(hoy, papel="firmante")), hoy)
        funcion = Participacion.Funcion.AUTORIZA
        return [p for p in personas if not motivo_para_no_participar(self.solicitud, p, funcion)]

    def numeros(self) -> list[int] | None:
        return self.tramo.numeros if self.tramo.pagina else None

    def filtros(self) -> dict[str, Filtro]:
        """También los que alguna área, en lo último que opinó, no dio por buenos, y los marcados por atender."""
        dadas = self.solicitud.revisiones.exclude(dada_en=None).order_by("ronda").values_list("area", "pk")
        dichas = OpinionDeConcepto.objects.filter(revision__in=list(dict(dadas).values()))
        con_reparo = dichas.exclude(postura=Postura.PROCEDE).values_list("concepto__orden", flat=True)
        marcados = {m.concepto for m in self.marcas if m.concepto}
        return super().filtros() | {"con_reparo": ("Con reparo de un área", set(con_reparo))} | (
            {"con_marca": ("Con marca por atender", marcados)} if marcados else {})

    def de_otras_paginas(self) -> dict[str, int]:
        """También lo que se contesta a las marcas de esos conceptos."""
        marcados = {f"atencion_{m.pk}": m.concepto for m in self.marcas if m.concepto not in {0, *self.tramo.numeros}}
        return marcados | super().de_otras_paginas()

    def ejecutar(self, form: ProponerForm) -> None:
        self.dar(self.acto, **form.propuesta())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        form = contexto["form"]
        return contexto | {
            "antecedentes": antecedentes_del_ente(self.solicitud),
            "conceptos": [
                {**fila, "marcas": form.marcas_sobre(f"concepto-{fila['dato']['numero']}")}
                for fila in contexto["conceptos"]
            ],
            "frases": Frase.objects.visibles_para(self.request.user),
            "marcas": {parte: form.marcas_sobre(*lugares) for parte, lugares in PARTES_DE_LA_PAGINA.items()},
        }


class VistaPreviaView(ProponerView):
    """Cómo quedaría el documento con lo tecleado; no guarda nada."""

    http_method_names = ["post"]
    en_borrador = True
    sin_terminar = ()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """En el panel, una cada pocos segundos: dibujarlo cuesta.

        Pasa de largo el borrador: htmx agrega al botón el `hx-vals` del formulario que lo rodea.
        """
        if self.request.htmx and tasa.anotar("vista_previa", str(self.request.user.pk), segundos=ESPERA_SEGUNDOS) > 1:
            return HttpResponse("Espere unos segundos antes de actualizarla otra vez.",
                                headers={"HX-Retarget": "#previa-aviso"})
        return super(ConBorradorMixin, self).post(request, *args, **kwargs)

    def form_valid(self, form: ProponerForm) -> HttpResponse:
        """El PDF, marcado como borrador; en el panel, sus páginas."""
        try:
            datos = vista_previa.datos_propuestos(
                self.solicitud, por=self.request.user, en=reloj.ahora(), **form.propuesta())
            if self.request.htmx:
                hechas = vista_previa.paginas_y_cambios(dictamen_de(self.solicitud), datos)
                return render(self.request, PANEL, hechas | {"hallados": form.hallazgos()})
        except (DatosInvalidos, SinPaginas) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return HttpResponse(documentos.borrador(datos), content_type="application/pdf", headers={
            "Content-Disposition": 'inline; filename="borrador.pdf"', **SIN_GUARDAR,
        })

    def form_invalid(self, form: ProponerForm) -> HttpResponse:
        """En el panel, sólo qué falta para poder dibujarlo."""
        if not self.request.htmx:
            return super().form_invalid(form)
        self.reunir_errores(form)
        return render(self.request, PANEL, {"form": form}, status=422)


class DevolverAreasView(DeEstrategiaView):
    """Otra ronda para las áreas señaladas."""

    acto, form_class, boton = tramite.devolver_a_areas, DevolverAreasForm, "Devolver a las áreas señaladas"
    template_name = "flujos/estudio/devolver.html"
    titulo = "Devolver a las áreas"
    hecho = "{folio} volvió a las áreas señaladas con su encargo."
    texto = "Escriba qué debe aclarar cada área. La que deje en blanco no se devuelve."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Las áreas que ya opinaron; si ninguna, las vigentes."""
        opinaron = Area.objects.filter(pk__in=self.solicitud.revisiones.values("area"))
        return super().get_form_kwargs() | {"areas": list(opinaron or Area.objects.vigentes(reloj.hoy()))}

    def ejecutar(self, form: DevolverAreasForm) -> None:
        self.dar(self.acto, encargos=form.encargos())
