"""El indicador a tal fecha y su cédula, en público: sólo lectura, sin sesión; la dirección dice qué cuenta se ve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from archivos.salida import descarga
from bitacora.atado import exigir_atados
from cuentas.acceso.acceso import puede
from cuentas.interfaz.formatos import MESES
from cuentas.parametros import parametro
from cuentas.reloj import hoy
from dictamenes.congelado import DatosCedula
from dictamenes.documento import por_sellar
from dictamenes.documento.oficio.cedula import rotulo_del_rezago
from dictamenes.models import PapelSellado
from indicadores.cedula import cedula as cedulas
from indicadores.cedula import impresion, informe, lo_calculado
from indicadores.cifra.recalculo import Corrida, con_canceladas, correr, csv_de_la_corrida, paquete
from indicadores.cifra.registro import sabido_hasta
from indicadores.cifra.semaforo import reglas, semaforo
from indicadores.models import Cedula, InformeAnual
from indicadores.pasado.lectura import PRIMER_ANIO
from indicadores.tableros.forms import CifraForm
from indicadores.tableros.views.publico import anotar_exportacion, con_tope, con_tope_de_cuentas, no_se_entiende


@require_safe
@con_tope_de_cuentas
def cifra(request: HttpRequest) -> HttpResponse:
    """El indicador de un año a un corte; lo que no se entiende se dice (400) y se muestra lo de omisión."""
    form, corrida = _pedida(request)
    contexto = {**_de_la_cuenta(corrida), "form": form, "migas": _migas("El indicador a una fecha")}
    return render(request, "indicadores/cedula/cifra.html", contexto, status=400 if form.errors else 200)


@require_safe
@con_tope
def cifra_json(request: HttpRequest) -> HttpResponse:
    """La forma canónica (RFC 8785): con el mismo corte y evento, siempre los mismos bytes."""
    return _descarga(request, "json", Corrida.json)


@require_safe
@con_tope
def cifra_csv(request: HttpRequest) -> HttpResponse:
    return _descarga(request, "csv", csv_de_la_corrida)


@require_safe
@con_tope
def cifra_zip(request: HttpRequest) -> HttpResponse:
    """La cifra, los hechos y el programa que la recalcula sin este sistema."""
    return _descarga(request, "zip", paquete)


@require_safe
@con_tope_de_cuentas
def cedula(request: HttpRequest) -> HttpResponse:
    """La cédula vigente con sus fuentes, y la cifra del año elegido."""
    form, corrida = _pedida(request)
    vigente = cedulas.vigente()
    cuenta, conciliados = _de_la_cuenta(corrida), impresion.conciliar_hasta(corrida)
    registro = impresion.lo_del_registro(corrida, conciliados)
    contexto = {
        **cuenta, "form": form, "cedula": vigente, "migas": _migas("Cédula del indicador"),
        "campos": [(campo, registro[campo.clave]) for campo in cedulas.campos_de(vigente)] if vigente else [],
        "conciliacion": impresion.renglones(conciliados),
        "redactar_url": reverse("indicadores:cedula_versiones") if _puede(request, "cedula.redactar") else "",
    }
    return render(request, "indicadores/cedula/cedula.html", contexto, status=400 if form.errors else 200)


@require_safe
@con_tope
def cedula_pdf(request: HttpRequest) -> HttpResponse:
    """La cédula con la cifra de ese año y corte, para imprimirse."""
    return _descarga(request, "pdf", lambda corrida: impresion.pdf(_congelada(corrida)))


@require_safe
@con_tope
def cedula_xlsx(request: HttpRequest) -> HttpResponse:
    return _descarga(request, "xlsx", lambda corrida: impresion.xlsx(_congelada(corrida)))


@require_safe
def informes(request: HttpRequest) -> HttpResponse:
    """Los informes anuales publicados, con lo que trae cada uno."""
    contexto = {
        "informes": InformeAnual.objects.select_related("archivo", "cedula"), "migas": _migas("Informe anual"),
        "publicar_url": reverse("indicadores:informe_publicar") if _puede(request, informe.OPERACION) else "",
    }
    return render(request, "indicadores/cedula/informes.html", contexto)


@require_safe
@con_tope
def informe_zip(request: HttpRequest, pk: int) -> HttpResponse:
    """El paquete de un informe, tal como se publicó."""
    publicado = get_object_or_404(InformeAnual.objects.select_related("archivo"), pk=pk)
    marca = "sin-validez-" if publicado.datos["cedula"]["rotulo"] else ""
    nombre = f"{marca}informe-anual-{publicado.anio}-{publicado.numero}.zip"
    exigir_atados(publicado)
    return _entregar(request, publicado.archivo.leer(), nombre)


@require_safe
@con_tope
def informe_cedula(request: HttpRequest, pk: int) -> HttpResponse:
    """La cédula de un informe, sellada y estampada; los primeros segundos, todavía sin sello."""
    publicado = get_object_or_404(InformeAnual, pk=pk)
    return _entregar(
        request, por_sellar.contenido(PapelSellado.Clase.CEDULA, publicado.pk),
        f"cedula-{publicado.anio}-{publicado.numero}.pdf",
    )


def _puede(request: HttpRequest, operacion: str) -> bool:
    """Las páginas son públicas: quizá nadie ha entrado."""
    return request.user.is_authenticated and puede(request.user, operacion)


def _pedida(request: HttpRequest) -> tuple[CifraForm, Corrida]:
    """La consulta y la cuenta que pide; sin decirlo, la del último año terminado."""
    dia = hoy()
    anio = request.GET.get("anio") or str(dia.year - 1)
    fin = f"{anio}-12-31" if anio.isdecimal() and len(anio) < 5 and int(anio) < dia.year else dia.isoformat()
    datos = {"anio": anio, "corte": request.GET.get("corte") or fin, "hasta": request.GET.get("hasta", "")}
    form = CifraForm(datos, anios=range(dia.year, PRIMER_ANIO - 1, -1), hoy=dia)
    if not form.is_valid():
        return form, correr(dia.year - 1, dia.replace(year=dia.year - 1, month=12, day=31))
    return form, correr(form.cleaned_data["anio"], form.cleaned_data["corte"], form.cleaned_data["hasta"])


def _descarga(request: HttpRequest, extension: str, escribir: Callable[[Corrida], bytes]) -> HttpResponse:
    form, corrida = _pedida(request)
    if form.errors:
        return no_se_entiende(form)
    return _entregar(request, escribir(corrida), f"{corrida.nombre}.{extension}")


def _entregar(request: HttpRequest, contenido: bytes, nombre: str) -> HttpResponse:
    """El archivo para guardarse, con constancia en la bitácora."""
    anotar_exportacion(request, "cifra", nombre)
    return descarga(contenido, nombre)


def _congelada(corrida: Corrida) -> DatosCedula:
    vigente: Cedula | None = cedulas.vigente()
    if vigente is None:
        raise Http404
    return impresion.congelar(vigente, corrida)


def _de_la_cuenta(corrida: Corrida) -> dict[str, Any]:
    """Lo que muestran las dos páginas: la cifra, su semáforo, con qué se fija y cómo se cuenta."""
    dicho, umbrales = corrida.documento(), parametro("indicador.semaforo")
    consulta: dict[str, str | int] = {"anio": corrida.anio, "corte": corrida.corte.isoformat()}
    return {
        "cifra": dicho, "canceladas": lo_calculado.en_palabras(con_canceladas(corrida)), "corrida": corrida,
        "por_atender": rotulo_del_rezago(dicho),
        "aspecto": semaforo(dicho["porcentaje"], umbrales, en_curso=corrida.en_curso),
        "reglas": reglas(umbrales), "definicion": corrida.definicion, "ultimo": sabido_hasta().n,
        "consulta": urlencode({**consulta, "hasta": corrida.hasta.n}), "sin_fijar": urlencode(consulta),
        "entradas": [{"nombre": "Recibidas", "valores": _doce([mes["recibidas"] for mes in dicho["por_mes"]])},
                     {"nombre": "Atendidas", "valores": _doce([mes["atendidas"] for mes in dicho["por_mes"]])}],
        "meses": [(MESES[mes["mes"] - 1], mes) for mes in dicho["por_mes"]],
    }


def _doce(valores: list[int]) -> list[int | None]:
    """Los meses que aún no llegan al corte no valen cero: no valen nada."""
    return [*valores, *[None] * (len(MESES) - len(valores))]


def _migas(texto: str) -> list[dict[str, str]]:
    return [{"texto": "Inicio", "url": reverse("inicio")},
            {"texto": "Cifras públicas", "url": reverse("indicadores:tablero")}, {"texto": texto}]
