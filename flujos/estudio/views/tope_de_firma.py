"""El tope de contraseñas equivocadas al firmar, uno solo para firmar un dictamen o varios."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import tasa
from cuentas.interfaz.genericas import VistaConFormulario

INTENTOS, VENTANA_SEGUNDOS, ESPERA_SEGUNDOS = 5, 300, 10
EN_CURSO, EQUIVOCADAS = "firma", "firma.equivocada"
ADIVINA = {
    "motivo": "Escribió varias veces una contraseña que no es la suya. No se firmó nada.", "espera": "cinco minutos",
}
A_LA_VEZ = {
    "motivo": "Llegaron varios envíos de su firma al mismo tiempo y se atienden los primeros. Este no firmó nada: mire "
              "en su lista qué quedó firmado.",
    "espera": "diez segundos",
}


class TopeDeContrasenaMixin(PuertaMixin, VistaConFormulario):
    """Cinco contraseñas equivocadas y hay que esperar: con una sesión ajena no se adivina la firma."""

    equivocada = False

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
        """Sólo la contraseña equivocada gasta el tope."""
        self.equivocada = form.has_error("contrasena", code="equivocada")
        return super().form_invalid(form)


def _alto(quien: str) -> HttpResponse:
    """429: o adivina contraseñas, o sus envíos correctos llegaron juntos; en este caso no se le cuenta."""
    if tasa.llevados(EQUIVOCADAS, quien) >= INTENTOS:
        return _pagina(ADIVINA, VENTANA_SEGUNDOS)
    tasa.devolver(EN_CURSO, quien)
    return _pagina(A_LA_VEZ, ESPERA_SEGUNDOS)


def _pagina(dicho: dict[str, str], segundos: int) -> HttpResponse:
    return HttpResponse(render_to_string("429.html", dicho), status=429, headers={"Retry-After": str(segundos)})
