"""Las anclas a la vista: cuáles hay, su sobre firmado, verificar la cadena contra ellas y llevarse la bitácora."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import TemplateView, View

from auditoria.anclas import comprobar, cotejo, dudas, firmar, fuera
from auditoria.informe import informar
from auditoria.testigos import estado
from auditoria.views.bitacora import DeAuditoriaMixin
from bitacora.cadena import cabeza
from bitacora.exportacion import sacar
from bitacora.models import Ancla
from cuentas import reloj
from cuentas.acceso.acceso import ambito
from cuentas.interfaz.filtros import entero
from cuentas.interfaz.paginas import Llave

POR_PAGINA = 50
DUDAS = 5
RECIENTES = Llave({"-numero": entero})


class AnclasView(DeAuditoriaMixin, TemplateView):
    """Las anclas, de la más reciente a la más antigua, y la exportación."""

    template_name = "auditoria/anclas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        antes_de = self.request.GET.get("antes", "")
        tramo = RECIENTES.tramo(Ancla.objects.defer("cms", "frontera"), POR_PAGINA, despues=antes_de)
        self.anotar_lectura("bitacora.leida", "bitacora:anclas", {"antes": antes_de} if antes_de else {})
        return super().get_context_data(**kwargs) | {
            "anclas": tramo.filas, "siguiente": tramo.siguiente, "n": cabeza()[0],
            "lee_todo": ambito(self.request.user, self.operacion).todo, "dudas": dudas.guardadas(DUDAS),
            "cotejo": cotejo.ultimo(), "horas_calladas": firmar.horas_calladas(reloj.ahora()),
            "testigos": estado.resumen(reloj.ahora()),
        }


class AnclaView(DeAuditoriaMixin, View):
    """El sobre firmado y estampado de un ancla, tal como se guardó fuera."""

    def get(self, request: HttpRequest, numero: int) -> HttpResponse:
        """Lo comprueba cualquiera con `openssl cms -verify`."""
        ancla = get_object_or_404(Ancla, numero=numero)
        self.anotar_lectura("bitacora.leida", f"ancla:{numero}", {})
        return HttpResponse(bytes(ancla.cms), content_type="application/pkcs7-mime", headers=_se_guarda(ancla.guardada))


class VerificarCadenaView(DeAuditoriaMixin, View):
    """Recorrer toda la cadena, o lo que sigue a la última ancla comprobada, a petición."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """El resultado también queda anotado."""
        desde = comprobar.ultima_comprobada() if request.POST.get("lo_nuevo") else None
        informe = informar(reloj.ahora(), desde=desde)
        self.anotar_lectura("bitacora.verificada", "bitacora:eventos", comprobar.hallado(informe.resultado, desde))
        contexto = {"informe": informe, "resultado": informe.resultado, "desde": desde}
        return render(request, "auditoria/verificacion.html", contexto)


class ExportarView(DeAuditoriaMixin, View):
    """La bitácora entera en un ZIP que se comprueba sin el sistema; sale conforme se lee y queda anotado.

    A quien audita con una orden no se le da: trae lo que su orden no abarca.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> StreamingHttpResponse:
        if not ambito(self.request.user, self.operacion).todo:
            raise Http404
        hasta, trozos = sacar(comprobar.todas(fuera.cuantas()), por=self.request.user, en=reloj.ahora())
        nombre = f"bitacora-hasta-{hasta}.zip"
        return StreamingHttpResponse(trozos, content_type="application/zip", headers=_se_guarda(nombre))


def _se_guarda(nombre: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{nombre}"'}
