"""La bandeja de salida: el aviso se guarda con el acto y el correo sale después, las veces que haga falta."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPSenderRefused

from django.db import transaction
from django.db.models import Count, F, QuerySet

from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas.acceso.acceso import exigir
from cuentas.avisos import rebotes
from cuentas.avisos.correo import identidad_de, mensaje
from cuentas.avisos.preferencias import entregas_de
from cuentas.models import POR_SALIR, Aviso, Usuario
from cuentas.parada import hasta_parar
from cuentas.parametros import parametro
from cuentas.preparada import Preparada, en_un_renglon, hueco
from cuentas.temas import NOTIFICAN, RESUMEN, Entrega

# Lo que falla por quien recibe, no por el servidor; ValueError es una dirección imposible.
DE_LA_DIRECCION = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError, ValueError)
SIN_SERVIDOR = "No hubo conexión con el servidor de correo."
RECHAZO_DEFINITIVO = 500
UN_MINUTO = timedelta(minutes=1)


class AvisoAjeno(Rechazo):
    """El aviso es de otra persona."""


class CorreoCaido(RuntimeError):
    """El servidor de correo no responde: los demás tampoco saldrían."""


def avisar(
    persona: Usuario, *, asunto: str, texto: str, url: str, clave: str, en: datetime, tema: str = "aviso",
    objeto: str = "",
) -> Aviso:
    """Deja un aviso, una sola vez por `clave`, y decide cómo sale su correo.

    `asunto` viaja en el correo: ni él ni `url` (una ruta del sitio) llevan nombres ni texto de nadie. `texto` sólo se
    lee dentro del sistema. KeyError si `tema` no está en `TEMAS`.
    """
    _dejar([(persona, clave)], asunto=asunto, texto=texto, url=url, en=en, tema=tema, objeto=objeto)
    return Aviso.objects.get(clave=clave)


def avisar_a_todas(
    personas: Iterable[Usuario], *, asunto: str, texto: str, url: str, clave: str, en: datetime, tema: str,
    objeto: str = "",
) -> None:
    """Lo mismo que `avisar` a varias personas, en dos consultas; a cada `clave` se le agrega el número de la suya."""
    ordenadas = sorted(personas, key=lambda persona: persona.pk)
    _dejar(
        [(persona, f"{clave}:{persona.pk}") for persona in ordenadas], asunto=asunto, texto=texto, url=url, en=en,
        tema=tema, objeto=objeto,
    )


def _dejar(
    destinos: list[tuple[Usuario, str]], *, asunto: str, texto: str, url: str, en: datetime, tema: str, objeto: str
) -> None:
    """Un aviso por persona y clave; el que ya está no se toca."""
    entregas = entregas_de([persona for persona, _ in destinos], tema)
    Aviso.objects.bulk_create(
        (
            Aviso(
                persona=persona, tema=tema, objeto=objeto, asunto=" ".join(asunto.split())[:200], texto=texto, url=url,
                clave=clave, identidad=identidad_de(clave), creado_en=en, entrega=entrega,
                intentar_en=en if entrega == Entrega.INMEDIATA else None,
            )
            for (persona, clave), entrega in zip(destinos, entregas, strict=True)
        ),
        ignore_conflicts=True,
    )


def avisos_de(persona: Usuario) -> QuerySet[Aviso]:
    """Sus avisos en el sistema. El resumen sólo es un correo: lo que trae ya está aquí o en su bandeja."""
    return Aviso.objects.filter(persona=persona).exclude(tema=RESUMEN)


def enviar_pendientes(en: datetime, limite: int = 50) -> int:
    """Manda los correos que ya tocan; el que falla espera 2ⁿ minutos. Devuelve cuántos salieron.

    Si el servidor de correo no responde, todos esperan un minuto y a nadie se le acaban los intentos.
    """
    pendientes = _pendientes(en)
    enviados = 0
    for aviso in hasta_parar(pendientes.select_related("persona").order_by("intentar_en", "pk")[:limite]):
        try:
            enviados += _enviar(aviso, en)
        except CorreoCaido:
            pendientes.update(intentar_en=en + UN_MINUTO)
            break
    return enviados


def tope() -> int:
    """Cuántas veces se intenta un correo."""
    return int(parametro("aviso.intentos"))


def agotados() -> QuerySet[Aviso]:
    """Los que se dejaron de intentar: los que se pueden reintentar."""
    return _sin_salir().filter(intentos__gte=tope())


def atorados() -> QuerySet[Aviso]:
    """Los agotados y los que están a un intento de estarlo: ahí esperan los que un servidor caído no deja salir."""
    return _sin_salir().filter(intentos__gte=max(tope() - 1, 1))


@transaction.atomic
def reintentar(aviso: Aviso, *, por: Usuario, en: datetime) -> None:
    """Devuelve a la fila un correo agotado; el que ya salió se queda como está. `AccesoDenegado` si no administra."""
    exigir(por, "trabajos.reintentar")
    if agotados().filter(pk=aviso.pk).update(intentos=0, intentar_en=en):
        anotar("aviso.reintentado", aviso, por=por, en=en, datos={"clave": aviso.clave})


def ultimo(persona: Usuario, tema: str, desde: datetime) -> Aviso | None:
    return Aviso.objects.filter(persona=persona, tema=tema, creado_en__gte=desde).order_by("-creado_en").first()


SIN_LEER = Preparada(lambda: en_un_renglon(avisos_de(hueco("persona")).filter(leido_en=None), Count("pk")))


def sin_leer(persona: Usuario) -> int:
    return int(SIN_LEER(persona=persona.pk)[0][0])


@transaction.atomic
def leer(aviso: Aviso, *, por: Usuario, en: datetime) -> Aviso:
    """Acusa recibo de un aviso, una sola vez. Lanza `AvisoAjeno` si es de otra persona."""
    if aviso.persona_id != por.pk:
        raise AvisoAjeno("Sólo la persona avisada acusa recibo.")
    if Aviso.objects.filter(pk=aviso.pk, leido_en=None).update(leido_en=en):
        anotar("aviso.leido", aviso, por=por, en=en, datos={"clave": aviso.clave}, clave=f"aviso.leido:{aviso.pk}")
        aviso.leido_en = en
    return aviso


def por_leer_juntos(persona: Usuario) -> QuerySet[Aviso]:
    """Los que puede dar por leídos de una vez: los que notifican se acusan uno por uno."""
    return avisos_de(persona).filter(leido_en=None).exclude(tema__in=NOTIFICAN)


@transaction.atomic
def leer_todos(persona: Usuario, *, en: datetime, hasta: int) -> int:
    """Da por leídos los de `por_leer_juntos` hasta el número `hasta`, que es el último que vio; cuántos fueron."""
    leidos = por_leer_juntos(persona).filter(pk__lte=hasta).update(leido_en=en)
    if leidos:
        anotar("avisos.leidos", persona, por=persona, en=en, datos={"cuantos": leidos, "hasta": hasta})
    return leidos


def _sin_salir() -> QuerySet[Aviso]:
    return Aviso.objects.filter(POR_SALIR, persona__is_active=True)


def _pendientes(en: datetime) -> QuerySet[Aviso]:
    return _sin_salir().filter(intentar_en__lte=en, intentos__lt=tope())


def _enviar(aviso: Aviso, en: datetime) -> bool:
    espera = timedelta(minutes=2**aviso.intentos)
    suyo = Aviso.objects.filter(pk=aviso.pk, enviado_en=None)
    tomado = suyo.filter(intentos=aviso.intentos, intentar_en=aviso.intentar_en)
    if not tomado.update(intentos=F("intentos") + 1, intentar_en=en + espera):
        return False
    try:
        mensaje(aviso).send()
    except DE_LA_DIRECCION as error:
        suyo.update(falla=_en_palabras(error))
        return False
    except OSError as error:  # SMTPException lo es: sin servidor, o cortó a la mitad
        suyo.update(falla=SIN_SERVIDOR, intentos=min(aviso.intentos + 1, tope() - 1))
        raise CorreoCaido from error
    rebotes.limpiar(aviso.persona)
    return bool(suyo.update(enviado_en=en, falla=""))


def _en_palabras(error: Exception) -> str:
    """Por qué no salió, sin el texto del servidor: puede traer cualquier cosa."""
    codigos = [codigo for codigo, _ in getattr(error, "recipients", {}).values()] or [getattr(error, "smtp_code", 0)]
    if not codigos[0]:
        return "La dirección de correo no es válida."
    if codigos[0] >= RECHAZO_DEFINITIVO:
        return f"El servidor de correo rechazó la dirección o el mensaje ({codigos[0]})."
    return f"El servidor de correo pidió intentar más tarde ({codigos[0]})."

