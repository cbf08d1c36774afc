"""Suplir a quien se ausenta o tener a cargo un despacho: qué se exige y en qué calidad actuó cada quien.

La suplencia es un nombramiento más (docs/decisiones/0020): permisos, cuatro ojos y fechas son los de siempre.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from bitacora.rechazos import Rechazo
from cuentas.acceso.historial import personas_con_alcance
from cuentas.interfaz.formatos import fecha
from cuentas.models import Nombramiento, Usuario
from cuentas.preparada import Preparada, hueco

Clase = Nombramiento.Clase
ENCARGADA = "persona encargada del despacho"


class SuplenciaImposible(Rechazo):
    """La suplencia o el encargo no casa con el nombramiento del que cuelga, o ese puesto ya lo cubre otra persona."""


def exigir_posible(nuevo: Nombramiento) -> None:
    """Comprueba una suplencia o un encargo por guardar; el nombramiento propio no se mira. `SuplenciaImposible`.

    Va dentro de una transacción: los nombramientos del puesto quedan tomados, y de dos suplencias a la vez queda una.
    """
    if nuevo.clase == Clase.TITULAR:
        return
    del_puesto = list(_del_mismo_puesto(nuevo).select_for_update().order_by("pk"))
    if nuevo.suple_a:
        _exigir_que_case(nuevo, nuevo.suple_a)
    for otro in del_puesto:
        mismo = otro.suple_a_id == nuevo.suple_a_id if nuevo.suple_a_id else otro.puesto == nuevo.puesto
        if otro.clase == nuevo.clase and mismo and otro.revocado_en is None and _se_traslapan(otro, nuevo):
            raise SuplenciaImposible(
                f"Ese puesto ya lo cubre {otro.persona.nombre} en esas fechas, con el oficio {otro.oficio}: "
                "revoque ese nombramiento o escriba otras fechas."
            )


def pueden_suplirse(hoy: date) -> QuerySet[Nombramiento]:
    """Los nombramientos confirmados que no han terminado y no son ya una suplencia."""
    vivos = Nombramiento.objects.filter(Q(hasta=None) | Q(hasta__gte=hoy), revocado_en=None).exclude(confirmado_en=None)
    return vivos.exclude(clase=Clase.SUPLENCIA).select_related("persona", "ente", "area")


def calidad(
    persona: Usuario, operacion: str, en: datetime, *, ente: int | None = None, area: int | None = None
) -> Nombramiento | None:
    """La suplencia o el encargo con que la persona ejercía la operación en ese momento.

    None si tenía un nombramiento propio que la alcanzaba: lo propio va antes que lo prestado.
    """
    if not _algo_prestado(persona):
        return None
    suyos = persona.nombramientos.select_related("ente", "suple_a__persona").order_by("-pk")
    alcanzan = personas_con_alcance(suyos, operacion, en, ente=ente, area=area)
    if any(n.clase == Clase.TITULAR for n in alcanzan):
        return None
    return alcanzan[0] if alcanzan else None


def con_lo_prestado(personas: QuerySet[Usuario]) -> QuerySet[Usuario]:
    """Las personas, sabiendo ya de cada una si tiene algo prestado: a las que no, `calidad` no les cuesta."""
    return personas.annotate(con_prestado=Exists(_prestados(OuterRef("pk"))))


def _prestados(persona: Any) -> QuerySet[Nombramiento]:
    return Nombramiento.objects.exclude(clase=Clase.TITULAR).filter(persona=persona)


PRESTADOS = Preparada(lambda: _prestados(hueco("persona")).values_list("pk"))


def _algo_prestado(persona: Usuario) -> bool:
    sabido: bool | None = getattr(persona, "con_prestado", None)
    return bool(PRESTADOS(persona=persona.pk)) if sabido is None else sabido


def en_calidad_de(nombramiento: Nombramiento) -> str:
    """Cómo se dice en la bitácora y en pantalla: «en suplencia por ausencia de X, oficio N». Vacío si es propio."""
    if nombramiento.clase == Clase.TITULAR:
        return ""
    if nombramiento.clase == Clase.SUPLENCIA and nombramiento.suple_a:
        return f"en suplencia por ausencia de {nombramiento.suple_a.persona.nombre}, oficio {nombramiento.oficio}"
    return f"como {ENCARGADA} {_de(nombramiento.puesto)}, oficio {nombramiento.oficio}"


def cargo(nombramiento: Nombramiento, propio: str) -> str:
    """El cargo con que firma: el propio o, con un despacho a su cargo, el de persona encargada."""
    if nombramiento.clase == Clase.ENCARGADO:
        return f"{ENCARGADA.capitalize()} {_de(nombramiento.puesto)}"
    return propio


def fundamento(nombramiento: Nombramiento) -> str:
    """Lo que se imprime bajo el nombre de quien firma."""
    oficio = f"con fundamento en el oficio {nombramiento.oficio} del {fecha(nombramiento.oficio_fecha)}"
    if nombramiento.clase == Clase.SUPLENCIA:
        return f"En suplencia por ausencia de la persona titular {_de(nombramiento.puesto)}, {oficio}"
    return f"Actúa {oficio}"


def _de(puesto: str) -> str:
    """«la Subsecretaría» → «de la Subsecretaría»; «el puesto» → «del puesto»."""
    return f"del {puesto[3:]}" if puesto.lower().startswith("el ") else f"de {puesto}"


def _del_mismo_puesto(nuevo: Nombramiento) -> QuerySet[Nombramiento]:
    mismos = Q(papel=nuevo.papel, ente=nuevo.ente, area=nuevo.area)
    return Nombramiento.objects.filter(mismos).exclude(pk=nuevo.pk)


def _exigir_que_case(nuevo: Nombramiento, de: Nombramiento) -> None:
    if de.persona_id == nuevo.persona_id:
        raise SuplenciaImposible("Nadie se suple a sí mismo: elija el nombramiento de otra persona.")
    if (de.papel, de.ente_id, de.area_id) != (nuevo.papel, nuevo.ente_id, nuevo.area_id):
        raise SuplenciaImposible("El nombramiento que suple es de otro papel, ente o área: elija los mismos.")
    if de.clase == Clase.SUPLENCIA:
        raise SuplenciaImposible(f"{de.persona.nombre} ya suple a otra persona: elija a quien es titular del puesto.")
    actual = Nombramiento.objects.get(pk=de.pk)
    if actual.confirmado_en is None or actual.revocado_en:
        raise SuplenciaImposible("El nombramiento que suple no está confirmado o ya se revocó.")
    if nuevo.desde < de.desde or (de.hasta and (nuevo.hasta is None or nuevo.hasta > de.hasta)):
        termino = f" al {fecha(de.hasta)}" if de.hasta else " en adelante"
        raise SuplenciaImposible(f"El nombramiento que suple rige del {fecha(de.desde)}{termino}: elija fechas dentro.")


def _se_traslapan(uno: Nombramiento, otro: Nombramiento) -> bool:
    return (uno.hasta is None or otro.desde <= uno.hasta) and (otro.hasta is None or uno.desde <= otro.hasta)
