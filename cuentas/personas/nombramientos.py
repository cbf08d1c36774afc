"""Nombrar, confirmar y revocar: los actos que dan y quitan papeles, y los permisos que se derivan."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from archivos.models import Archivo
from bitacora.atado import exigir_atados, reparos_de, sano
from bitacora.cadena import anotar
from bitacora.models import clave_de
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir_administrar_gente
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Ente, Nombramiento, Usuario
from cuentas.papeles import EXCLUYENTES, PAPELES
from cuentas.personas import suplencias
from cuentas.reloj import dia_de


class NombramientoImposible(Rechazo):
    """El papel choca con otro de la misma persona, o quien actúa se nombra a sí mismo."""


def nombrar(
    persona: Usuario, papel: str, *, oficio: str, desde: date, por: Usuario | None, en: datetime,
    hasta: date | None = None, ente: Any = None, area: Any = None, envio: str | None = None,
    clase: str = Nombramiento.Clase.TITULAR, suple_a: Nombramiento | None = None, puesto: str = "",
    oficio_fecha: date | None = None, oficio_archivo: Archivo | None = None, fundamento: str = "",
) -> Nombramiento:
    """Propone un nombramiento (de su ente, también quien presenta); lo confirma otra persona.

    El sistema (`por=None`) lo confirma al crearlo. Una suplencia dice a qué nombramiento suple. El que propone su ente
    (`oficio_archivo`) se compara con los demás papeles al confirmarse: negarlo aquí diría cuáles tiene. Una vez por
    `envio`: lanza `YaSeEnvio` si ya se propuso. El que una persona propone con fecha pasada lleva su fundamento.
    """
    with una_vez(envio) as clave:
        _exigir_que_administre(persona, por, ente)
        if hasta is not None and hasta < dia_de(en):
            raise NombramientoImposible("Ese nombramiento ya terminó: escriba una fecha de fin que no haya pasado.")
        nombramiento = Nombramiento(
            persona=persona, papel=papel, ente=ente, area=area, oficio=oficio, desde=desde, hasta=hasta, clase=clase,
            suple_a=suple_a, puesto=puesto.strip(), oficio_fecha=oficio_fecha, oficio_archivo=oficio_archivo,
            fundamento=fundamento.strip(),
            propuesto_por=por, propuesto_en=en, confirmado_en=None if por else en,
        )
        _exigir_fundamento(nombramiento)
        suplencias.exigir_posible(nombramiento)
        _tomar(persona)
        if oficio_archivo is None:
            _exigir_compatible(nombramiento)
        nombramiento.save()
        anotar("nombramiento.propuesto" if por else "nombramiento.confirmado", nombramiento, por=por, en=en,
               datos=_datos(nombramiento), clave=clave, ata=[nombramiento])
        derivar_permisos(persona, dia_de(en))
    return nombramiento


@transaction.atomic
def confirmar(nombramiento: Nombramiento, *, por: Usuario, en: datetime) -> Nombramiento:
    """Cuatro ojos: confirma quien administra personas, distinto de quien propuso y de la persona nombrada.

    `NombramientoImposible` si su oficio escaneado todavía no se puede abrir, porque nadie lo habría leído, o si choca
    con otro papel de la persona.
    """
    actual = Nombramiento.objects.select_for_update().get(pk=nombramiento.pk)
    _exigir_que_administre(actual.persona, por)
    if actual.propuesto_por_id == por.pk:
        raise NombramientoImposible("Quien propone un nombramiento no puede confirmarlo.")
    if actual.confirmado_en or actual.revocado_en:
        return actual
    exigir_atados(actual)
    if actual.oficio_archivo and not actual.oficio_archivo.disponible:
        raise NombramientoImposible("El oficio escaneado todavía no se puede abrir: confírmelo cuando lo haya leído.")
    _exigir_fundamento(actual)
    _tomar(actual.persona)
    _exigir_compatible(actual)
    actual.confirmado_por, actual.confirmado_en = por, en
    actual.save(update_fields=["confirmado_por", "confirmado_en"])
    anotar("nombramiento.confirmado", actual, por=por, en=en, datos=_datos(actual), ata=[actual])
    _avisar(actual, "confirmado", en)
    derivar_permisos(actual.persona, dia_de(en))
    return actual


@transaction.atomic
def revocar(nombramiento: Nombramiento, *, por: Usuario | None, en: datetime) -> Nombramiento:
    """Quita el papel de inmediato, también con la sesión abierta; y a quien lo suplía, su suplencia."""
    actual = Nombramiento.objects.select_for_update().get(pk=nombramiento.pk)
    _exigir_que_administre(actual.persona, por, actual.ente)
    if actual.revocado_en:
        return actual
    _quitar(actual, por, en)
    sin_titular = actual.suplencias.select_for_update().filter(revocado_en=None, clase=Nombramiento.Clase.SUPLENCIA)
    for suplencia in sin_titular.order_by("pk"):
        _exigir_que_administre(suplencia.persona, por, suplencia.ente)
        _quitar(suplencia, por, en)
    return actual


def derivar_permisos(persona: Usuario, hoy: date) -> None:
    """Reescribe los permisos de la persona (de objeto, en Ente y Area; centrales, en su cuenta) según sus papeles.

    El papel que la bitácora no respalda no da ninguno.

    Va dentro de una transacción: de dos cambios a la vez a la misma persona, el segundo cuenta con el primero.
    """
    _tomar(persona)
    todos = list(Nombramiento.objects.vigentes(hoy).filter(persona=persona).select_related("ente", "area"))
    falsos = {reparo.renglon for reparo in reparos_de(todos)}
    vigentes = [n for n in todos if clave_de(n) not in falsos]
    UserObjectPermission.objects.filter(user=persona).delete()
    for nombramiento in vigentes:
        if objeto := nombramiento.ente or nombramiento.area:
            assign_perm(f"cuentas.{PAPELES[nombramiento.papel].permiso}", persona, objeto)
    centrales = [PAPELES[n.papel].permiso for n in vigentes if PAPELES[n.papel].de == "central"]
    persona.user_permissions.set(
        Permission.objects.filter(content_type__app_label="cuentas", codename__in=centrales)
    )
    es_administrador = any(n.papel == "administrador" for n in vigentes)
    if persona.is_staff != es_administrador:
        persona.is_staff = es_administrador
        persona.save(update_fields=["is_staff"])


def derivar_del_dia(hoy: date, dias: int = 7) -> int:
    """Rehace los permisos de quienes empezaron o terminaron un nombramiento en los últimos `dias`; cuántas personas.

    Es para el trabajador, una vez al día: un nombramiento con fecha futura no tiene permiso hasta que llega su día.
    """
    desde = hoy - timedelta(days=dias)
    personas = Usuario.objects.filter(
        Q(nombramientos__desde__range=(desde, hoy)) | Q(nombramientos__hasta__range=(desde, hoy))
    ).distinct()
    for persona in personas:
        with transaction.atomic():
            derivar_permisos(persona, hoy)
    return len(personas)


def _quitar(nombramiento: Nombramiento, por: Usuario | None, en: datetime) -> None:
    atado = sano(nombramiento)
    nombramiento.revocado_por, nombramiento.revocado_en = por, en
    nombramiento.save(update_fields=["revocado_por", "revocado_en"])
    anotar("nombramiento.revocado", nombramiento, por=por, en=en, datos=_datos(nombramiento), ata=atado)
    _avisar(nombramiento, "revocado", en)
    derivar_permisos(nombramiento.persona, dia_de(en))


def _tomar(persona: Usuario) -> None:
    Usuario.objects.select_for_update().only("pk").get(pk=persona.pk)


def _avisar(nombramiento: Nombramiento, hecho: str, en: datetime) -> None:
    """Cada papel que se da o se quita lo saben la persona, quienes auditan y, si lo propuso su ente, quien propuso.

    De lo que nadie confirmó no se le escribe a la persona: el correo que propuso su ente pudo no ser suyo.
    """
    calidad = suplencias.en_calidad_de(nombramiento)
    papel = ", ".join(parte for parte in (nombramiento.get_papel_display(), calidad) if parte)
    persona = nombramiento.persona if nombramiento.confirmado_en else None
    propuso = nombramiento.propuesto_por if nombramiento.oficio_archivo_id else None
    avisar_a_todas(
        {persona, propuso, *Usuario.objects.nombradas(dia_de(en), papel="auditor")} - {None},
        asunto=f"Nombramiento {hecho}: {papel}",
        texto="Hubo un cambio en los papeles de una persona. El detalle está en el sistema.",
        url=reverse("cuentas:avisos"), clave=f"nombramiento:{nombramiento.pk}:{hecho}", tema="nombramiento", en=en,
    )


def _exigir_que_administre(persona: Usuario, por: Usuario | None, ente: Ente | None = None) -> None:
    if por is None:
        return
    exigir_administrar_gente(por, ente)
    if por.pk == persona.pk:
        raise NombramientoImposible("Nadie cambia sus propios papeles.")


def _exigir_fundamento(nombramiento: Nombramiento) -> None:
    if nombramiento.propuesto_por_id and nombramiento.rige_desde_antes and not nombramiento.fundamento:
        raise NombramientoImposible("Empieza antes de proponerse y no dice con qué fundamento: propóngalo con él.")


def _exigir_compatible(nombramiento: Nombramiento) -> None:
    """Lo que un ente propuso y nadie ha confirmado no cuenta: no estorba a los demás papeles de la persona."""
    suyos = Nombramiento.objects.filter(persona=nombramiento.persona, revocado_en=None)
    cuentan = suyos.exclude(hasta__lt=nombramiento.desde).exclude(confirmado_en=None, oficio_archivo__isnull=False)
    otros = set(cuentan.values_list("papel", flat=True)) - {nombramiento.papel}
    if otros and (nombramiento.papel in EXCLUYENTES or otros & EXCLUYENTES):
        raise NombramientoImposible("Auditor y administrador no se combinan con ningún otro papel.")


def _datos(nombramiento: Nombramiento) -> dict[str, Any]:
    datos = {
        "persona": nombramiento.persona_id, "papel": nombramiento.papel, "ente": nombramiento.ente_id,
        "area": nombramiento.area_id, "oficio": nombramiento.oficio, "desde": nombramiento.desde,
        "hasta": nombramiento.hasta,
    }
    if nombramiento.fundamento:
        datos["fundamento"] = nombramiento.fundamento
    if nombramiento.oficio_archivo:
        datos |= {"oficio_fecha": nombramiento.oficio_fecha, "oficio_sha256": nombramiento.oficio_archivo.sha256}
    if nombramiento.clase == Nombramiento.Clase.TITULAR:
        return datos
    return datos | {
        "clase": nombramiento.clase, "suple_a": nombramiento.suple_a_id, "puesto": nombramiento.puesto,
        "oficio_fecha": nombramiento.oficio_fecha,
    }
