"""Quién es se confirma en el formulario de la firma, con un solo tope de equivocaciones para uno o varios."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import tasa
from cuentas.entrada.forms.identidad import Pide, que_pide
from cuentas.interfaz.genericas import VistaConFormulario

INTENTOS, VENTANA_SEGUNDOS, ESPERA_SEGUNDOS = 5, 300, 10
EN_CURSO, EQUIVOCADAS = "firma", "firma.equivocada"
ADIVINA = {
    "motivo": "Escribió varias veces una contraseña o un código que no son los suyos. No se firmó nada.",
    "espera": "cinco minutos",
}
A_LA_VEZ = {
    "motivo": "Llegaron varios envíos de su firma al mismo tiempo y se atienden los primeros. Este no firmó nada: mire "
              "en su lista qué quedó firmado.",
    "espera": "diez segundos",
}


class ConIdentidadMixin(PuertaMixin, VistaConFormulario):
    """Cinco contraseñas o códigos equivocados y hay que esperar: con una sesión ajena no se adivina la firma."""

    equivocada = False

    def se_confirma_aqui(self) -> bool:
        """Salvo quien sólo tiene llave de paso, que va a la página de confirmar."""
        return que_pide(self.request) != Pide.OTRA_PAGINA

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Se cuenta antes de calcularla y se devuelve si no era equivocada: en paralelo tampoco se pasa del tope."""
        quien = str(self.request.user.pk)
        if tasa.anotar(EN_CURSO, quien, segundos=VENTANA_SEGUNDOS) > INTENTOS:
            return _alto(quien)
        try:
            return super().post(request, *args, **kwargs)
        finally:
            if self.equivocada:
                tasa.anotar(EQUIVOCADAS, quien, segundos=VENTANA_SEGUNDOS)
            else:
                tasa.devolver(EN_CURSO, quien)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Sólo lo equivocado gasta el tope."""
        self.equivocada = form.equivocada
        return super().form_invalid(form)


def _alto(quien: str) -> HttpResponse:
    """429: o adivina contraseñas, o sus envíos correctos llegaron juntos; en este caso no se le cuenta."""
    if tasa.llevados(EQUIVOCADAS, quien) >= INTENTOS:
        return _pagina(ADIVINA, VENTANA_SEGUNDOS)
    tasa.devolver(EN_CURSO, quien)
    return _pagina(A_LA_VEZ, ESPERA_SEGUNDOS)


def _pagina(dicho: dict[str, str], segundos: int) -> HttpResponse:
    return HttpResponse(render_to_string("429.html", dicho), status=429, headers={"Retry-After": str(segundos)})
