"""Cada ente administra a su gente: propone con su oficio de designación, y quien administra personas confirma."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import YaSeEnvio, una_vez
from cuentas.acceso.acceso import exigir
from cuentas.acceso.historial import personas_con_alcance
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.entrada import invitaciones
from cuentas.models import Ente, Nombramiento, NombramientoQuerySet, Usuario
from cuentas.papeles import DEL_ENTE, PAPELES
from cuentas.personas import nombramientos, personas
from cuentas.reloj import dia_de

OPCIONES_DEL_ENTE = [(clave, PAPELES[clave].nombre) for clave in DEL_ENTE]
PROPIO = "Nadie cambia sus propios papeles: pídalo a otra persona de su ente o a la Subsecretaría."
RECIBIR = "notificacion.recibir"
NO_SE_PUEDE = "No se pudo registrar esa designación: pídala a la Subsecretaría, con el oficio."


class DesignacionImposible(Rechazo):
    """La persona es quien designa, ya tiene ese papel en el ente, o no puede tenerlo."""


@dataclass(frozen=True)
class Oficio:
    """El oficio de designación: su número, su fecha y el escaneo."""

    numero: str
    fecha: date
    archivo: Archivo


@dataclass(frozen=True)
class Integrante:
    """Un papel de alguien en el ente; `conocida`, si ahí ya se le confirmó alguno."""

    nombramiento: Nombramiento
    conocida: bool

    @property
    def rotulo(self) -> str:
        """Su nombre o, si no es conocida, sólo el correo que se escribió: su nombre diría si ya tenía cuenta."""
        persona = self.nombramiento.persona
        return persona.nombre if self.conocida else persona.correo


def designar(
    ente: Ente, *, correo: str, nombre: str, cargo: str, papeles: Sequence[str], oficio: Oficio, desde: date,
    hasta: date | None, por: Usuario, en: datetime, envio: str | None = None, fundamento: str = "",
) -> Usuario:
    """Propone los papeles de una persona en el ente, y la da de alta si su correo no se conocía. Una vez por `envio`.

    No invita ni da acceso hasta que se confirma, y contesta igual conozca o no el correo. `AccesoDenegado`,
    `DesignacionImposible`, `YaSeEnvio` o, si otra persona la daba de alta a la vez, `IntegrityError`.
    """
    with una_vez(envio) as clave:
        exigir(por, "personas.del_ente", ente)
        conocida = Usuario.objects.select_for_update().filter(correo=correo).first()
        persona = conocida or personas.registrar(correo=correo, nombre=nombre, cargo=cargo, por=por, en=en, ente=ente)
        for papel in papeles:
            _exigir_que_falte(persona, papel, ente, desde, por)
            try:
                nombramientos.nombrar(persona, papel, ente=ente, oficio=oficio.numero, oficio_fecha=oficio.fecha,
                                      oficio_archivo=oficio.archivo, desde=desde, hasta=hasta, por=por, en=en,
                                      fundamento=fundamento)
            except nombramientos.NombramientoImposible as error:  # sus razones no le tocan al ente
                raise DesignacionImposible(NO_SE_PUEDE) from error
        datos = {"ente": ente.pk, "papeles": list(papeles), "nombre": nombre, "cargo": cargo}
        evento = anotar("designacion.propuesta", persona, por=por, en=en, datos=datos, clave=clave)
        _avisar_a_quien_confirma(persona, evento.n, en)
    return persona


def confirmar(nombramiento: Nombramiento, *, por: Usuario, en: datetime) -> tuple[Nombramiento, bool]:
    """Confirma e invita a quien nunca se invitó. El nombramiento, y falso si el correo no salió (hay que reinvitar)."""
    actual = nombramientos.confirmar(nombramiento, por=por, en=en)
    persona = actual.persona
    if actual.revocado_en or not persona.is_active or persona.has_usable_password() or persona.invitaciones.exists():
        return actual, True
    try:
        return actual, invitaciones.invitar_por_correo(persona, por=por, en=en, envio=f"alta:{persona.pk}")
    except YaSeEnvio:
        return actual, True


def del_ente(ente: Ente, hoy: date) -> list[Integrante]:
    """La gente del ente: lo que rige, empezará o espera confirmación, por nombre."""
    return _integrantes(_de(ente).sin_terminar(hoy).order_by("persona__nombre", "papel", "pk"), ente)


def integrante(nombramiento: Nombramiento) -> Integrante:
    return _integrantes([nombramiento], nombramiento.ente)[0]


def reciben(ente: Ente, en: datetime) -> list[str]:
    """Quiénes reciben hoy lo que se le notifica al ente: las personas autorizadas y quien presenta."""
    suyos = personas_con_alcance(_de(ente).select_related("ente"), RECIBIR, en, ente=ente.pk, area=None)
    return sorted({n.persona.nombre for n in suyos if n.persona.is_active})


def terminados(ente: Ente, hoy: date) -> NombramientoQuerySet:
    """Los que alguna vez se confirmaron y ya no rigen, del último dado al primero."""
    ya_no = Q(hasta__lt=hoy) | Q(revocado_en__isnull=False)
    return _de(ente).filter(ya_no, confirmado_en__isnull=False).order_by("-confirmado_en", "-pk")


def deja_sin_presentar(nombramiento: Nombramiento, hoy: date) -> bool:
    """Si al quitarlo nadie más podría presentar por su ente."""
    ente = nombramiento.ente
    presentan = {"presenta", "elabora"} if ente and ente.presenta_quien_elabora else {"presenta"}
    if nombramiento.papel not in presentan:
        return False
    vigentes = Nombramiento.objects.vigentes(hoy).filter(ente=ente, papel__in=presentan, persona__is_active=True)
    quedan = vigentes.exclude(Q(pk=nombramiento.pk) | Q(suple_a=nombramiento.pk))
    return vigentes.filter(pk=nombramiento.pk).exists() and not quedan.exists()


def _integrantes(suyos: Iterable[Nombramiento], ente: Any) -> list[Integrante]:
    conocidas = set(_de(ente).exclude(confirmado_en=None).values_list("persona", flat=True))
    return [Integrante(nombramiento, nombramiento.persona_id in conocidas) for nombramiento in suyos]


def _de(ente: Ente) -> NombramientoQuerySet:
    return Nombramiento.objects.filter(ente=ente).select_related(
        "persona", "propuesto_por", "revocado_por", "suple_a__persona"
    )


def _exigir_que_falte(persona: Usuario, papel: str, ente: Ente, desde: date, por: Usuario) -> None:
    if persona.pk == por.pk:
        raise DesignacionImposible(PROPIO)
    suyos = Nombramiento.objects.filter(persona=persona, ente=ente, papel=papel)
    if suyos.sin_terminar(desde).exists():
        nombre = PAPELES[papel].nombre.lower()
        raise DesignacionImposible(f"Esa persona ya es {nombre} en su ente o espera confirmación para esas fechas.")


def _avisar_a_quien_confirma(persona: Usuario, n: int, en: datetime) -> None:
    avisar_a_todas(
        Usuario.objects.nombradas(dia_de(en), papel="administrador"), asunto="Designación de un ente por confirmar",
        texto="Un ente designó a una persona. Lea el oficio y confírmela, o revoque la propuesta.", tema="nombramiento",
        url=reverse("cuentas:persona", args=[persona.pk]), clave=f"designacion:{n}", en=en,
    )
