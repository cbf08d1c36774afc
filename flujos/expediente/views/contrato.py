"""Registrar que ya se contrató con un dictamen: lo hace coordinación, con el contrato a la vista."""

from __future__ import annotations

from typing import Any

from dictamenes import tramite
from flujos.expediente.forms.contrato import ContratoForm
from flujos.expediente.turno import espera_contrato
from flujos.expediente.views.base import ActoView


class ContratadoView(ActoView):
    """El dictamen pasa a «contratado»; lo que ya se sabe del contrato puede venir en la dirección."""

    acto, operacion, form_class = tramite.registrar_contrato, "contrato.decidir", ContratoForm
    titulo, boton = "Registrar el contrato celebrado", "Registrar"
    hecho = "El dictamen de {folio} consta como contratado."
    texto = "Se lee en el expediente y en la verificación pública. Compruebe los datos con el contrato: no se deshace."

    def get_initial(self) -> dict[str, Any]:
        return {campo: self.request.GET.get(campo, "")[:120] for campo in ContratoForm.base_fields}

    def procede(self) -> bool:
        return espera_contrato(self.solicitud)

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)
