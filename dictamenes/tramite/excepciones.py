"""Los actos de la excepción a una cláusula: pedirla, otorgarla con su fundamento o negarla con su motivo."""

from __future__ import annotations

from datetime import datetime

from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import ExcepcionDeClausula, Fundamento, Solicitud
from dictamenes.reglas.excepciones import pedibles, pedida
from dictamenes.tramite.molde import Hecho


def pedir_excepcion(solicitud: Solicitud, por: Usuario, en: datetime, *, cual: str, razon: str) -> Hecho:
    """El ente la pide para un concepto y una cláusula (`cual`, la llave de `pedibles`).

    Una vez por cada una; la segunda lanza `YaRegistrado`.
    """
    if not escrito(razon):
        raise DatosInvalidos("Escriba por qué pide la excepción.")
    pedible = next((p for p in pedibles(solicitud) if p.llave == cual), None)
    if pedible is None and pedida(solicitud, cual):
        raise YaRegistrado("La excepción a esa cláusula ya se había pedido en este concepto.")
    if pedible is None:
        raise DatosInvalidos("Esa cláusula no se puede exceptuar o se cumple.")
    nueva = ExcepcionDeClausula.objects.create(
        concepto=pedible.concepto, requisito=pedible.requisito, clausula=pedible.clausula, razon=razon.strip(),
        pedida_por=por, pedida_en=en)
    return Hecho(_dice(nueva) | {"razon": nueva.razon}, ata=[nueva])


def otorgar_excepcion(
    solicitud: Solicitud, por: Usuario, en: datetime, *, excepcion: int, motivo: str, fundamento: Fundamento
) -> Hecho:
    """La cláusula no se exige en ese concepto de ese caso; es pública con su fundamento."""
    if not fundamento.rige_en(dia_de(en)):
        raise DatosInvalidos("Ese fundamento no rige hoy: elija otro.")
    return _resolver(solicitud, excepcion, por, en, motivo, fundamento)


def negar_excepcion(solicitud: Solicitud, por: Usuario, en: datetime, *, excepcion: int, motivo: str) -> Hecho:
    """La cláusula se exige como a todos."""
    return _resolver(solicitud, excepcion, por, en, motivo, None)


def _resolver(
    solicitud: Solicitud, excepcion: int, por: Usuario, en: datetime, motivo: str, fundamento: Fundamento | None
) -> Hecho:
    suya = ExcepcionDeClausula.objects.select_related("concepto").filter(
        pk=excepcion, concepto__solicitud=solicitud).first()
    if suya is None:
        raise DatosInvalidos("Esa excepción no es de este expediente.")
    if suya.resuelta_en and suya.resuelta_por_id == por.pk:
        raise YaRegistrado("Ya resolvió esta excepción.")
    if suya.resuelta_en:
        raise EstadoEquivocado("Otra persona ya resolvió esta excepción.")
    if not escrito(motivo):
        raise DatosInvalidos("Escriba por qué se otorga o se niega.")
    exigir_atados(suya)
    suya.otorgada, suya.fundamento, suya.motivo = fundamento is not None, fundamento, motivo.strip()
    suya.resuelta_por, suya.resuelta_en = por, en
    suya.save()
    citado = {"fundamento": str(fundamento)} if fundamento else {}
    return Hecho(_dice(suya) | {"motivo": suya.motivo, **citado}, clave=f"excepcion:{suya.pk}", ata=[suya])


def _dice(excepcion: ExcepcionDeClausula) -> dict[str, object]:
    return {"excepcion": excepcion.pk, "concepto": excepcion.concepto.orden, "clausula": excepcion.clausula}
