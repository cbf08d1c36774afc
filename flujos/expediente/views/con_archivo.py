"""Un acto que llega con un archivo: recibirlo, y decir junto a su campo por qué no se admitió."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from archivos.entrada import ContenidoNoAdmitido, recibir
from archivos.models import Archivo
from cuentas import reloj
from cuentas.entrada import tasa
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import captura
from dictamenes.reglas import cuotas
from flujos.expediente.views.base import ActoView

INTENTOS, VENTANA_SEGUNDOS = 200, 600


def exigir_sin_prisa(persona: Usuario) -> None:
    """`DatosInvalidos` si la persona ya mandó a revisar demasiados archivos seguidos."""
    if tasa.anotar("subida", str(persona.pk), segundos=VENTANA_SEGUNDOS) > INTENTOS:
        raise DatosInvalidos("Ha enviado demasiados archivos seguidos: espere diez minutos y continúe.")


class ActoConArchivoView(ActoView):
    """Lo común de los actos cuyo formulario trae `archivo`."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"maximo_mb": parametro("anexo.maximo_mb")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Lo que trae adentro y no se admite queda anotado, y vuelve como error del archivo."""
        try:
            return super().form_valid(form)
        except ContenidoNoAdmitido as error:
            quien, ahora = self.request.user, reloj.ahora()
            captura.anotar_no_admitido(self.solicitud, por=quien, en=ahora, sha256=error.sha256, motivo=error.motivo)
            form.add_error("archivo", error)
        except ValidationError as error:
            form.add_error("archivo", error)
        return self.form_invalid(form)

    def recibido(self, form: forms.Form) -> tuple[Archivo, str]:
        """El archivo y su nombre limpio. La cuota se mira antes de gastar en revisarlo; el acto, al ligarlo."""
        persona, subido = self.request.user, form.cleaned_data["archivo"]
        exigir_sin_prisa(persona)
        cuotas.exigir_del_dia(persona, subido.size, reloj.ahora())
        return recibir(subido, parametro("anexo.maximo_mb"))
