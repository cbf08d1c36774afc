"""Lo que coordinación ya decidió de los contratos de la demostración: uno ligado y marcado, y uno que no requería."""

from __future__ import annotations

from datetime import datetime

from bitacora.rechazos import Rechazo
from config.demostracion.gente import Gente
from dictamenes import tramite
from dictamenes.excepciones import ActoImposible
from flujos.recorrido import actos as del_flujo
from indicadores.contratos import actos
from indicadores.models import Contrato
from indicadores.models.contratos import Situacion

LIGADOS = 3
NO_ES_TIC = "Son muebles: nada se conecta ni guarda datos."


def decidir_contratos(gente: Gente, en: datetime) -> None:
    """Liga los más parecidos y marca sus dictámenes; de los muebles dice que no requieren; lo demás espera."""
    coordinacion = gente.central["coordinacion"][0]
    posibles = Contrato.objects.filter(situacion=Situacion.POSIBLE).select_related("propuesta__solicitud")
    for contrato in posibles.order_by("-puntaje", "pk")[:LIGADOS]:
        if (dictamen := contrato.propuesta) is None:
            continue
        try:
            actos.ligar(contrato, dictamen, por=coordinacion, en=en)
            del_flujo.ejecutar(
                tramite.registrar_contrato, dictamen.solicitud, por=coordinacion, en=en, numero=contrato.numero,
                fecha=contrato.fecha, importe=contrato.importe,
            )
        except (ActoImposible, Rechazo):  # no fue favorable, o quien coordina ya intervino: se queda como va
            continue
    for contrato in Contrato.objects.filter(objeto__contains="mobiliario"):
        actos.no_requiere(contrato, por=coordinacion, en=en, motivo=NO_ES_TIC)
