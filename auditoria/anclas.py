"""Anclar la bitácora: cada tanto el sello firma su cabeza, una autoridad le pone hora y se guarda fuera, una sola vez.

Primero se guarda fuera y después se registra: si el proceso muere entre lo uno y lo otro, o si dos trabajadores llegan
juntos, quien siga encuentra el ancla hecha y la adopta. Lo de fuera manda.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction
from django.urls import reverse

from archivos.excepciones import YaGuardado
from bitacora.cadena import cabeza, eslabones, verificar_cadena
from bitacora.models import Ancla, Evento, en_utc
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Aviso, Usuario
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.contenido import sellar_contenido
from verificador import anclas
from verificador.arbol import Arbol
from verificador.lectura import Resultado
from verificador.sello_de_ancla import abrir, juzgar
from verificador.veredictos import Rechazo

TEMA = "ancla"


class BitacoraRota(RuntimeError):
    """Lo que pasó desde el ancla anterior no casa: no se firma."""


class AnclaAjena(RuntimeError):
    """La guardada fuera con ese número no es de esta cadena: se reescribió, o se restauró un respaldo más viejo."""


def anclar(en: datetime) -> Ancla | None:
    """Firma la cabeza de la cadena si ya toca y algo cambió. None si no toca, o si otro trabajador lo hizo.

    Lanza `BitacoraRota`, `AnclaAjena`, `EstampaNoDisponible` o `AlmacenNoDisponible`: nada se registra y se reintenta.
    """
    ultima = Ancla.objects.order_by("numero").last()
    if not instalada.tiene_sello() or (ultima and en < ultima.en + _cada()):
        return None
    antes, hasta = ultima.leida() if ultima else None, cabeza()[0]
    if hasta == (antes.n if antes else 0):
        return None
    _exigir_integra(verificar_cadena(antes), en)
    return _registrar(_guardar(antes, hasta, en))


def almacen() -> Storage:
    """Donde cada ancla se escribe una sola vez."""
    return storages["anclas"]


def nombres_guardados() -> list[str]:
    """Los nombres de las que están fuera, en orden."""
    try:
        return sorted(nombre for nombre in almacen().listdir("")[1] if nombre.endswith(".p7m"))
    except FileNotFoundError:  # todavía no se guarda ninguna
        return []


def verificar(en: datetime, *, desde: int | None = None) -> Resultado:
    """La bitácora entera, o lo que sigue al ancla número `desde`, contra su cadena, sus anclas y la última de fuera.

    Se juzga el sello de la última, que por citar cada una a la anterior responde por todas.
    """
    base = Ancla.objects.filter(numero=desde).first() if desde else None
    registrada = Ancla.objects.order_by("numero").last()
    try:
        fuera = [_leer(nombre) for nombre in nombres_guardados()[-1:]]
    except anclas.AnclaIlegible as error:
        return Resultado(0, 0, str(error))
    ultima = fuera[0].numero if fuera else 0
    if registrada and registrada.numero > ultima:  # se guardan fuera antes de registrarse
        return Resultado(0, registrada.n, f"el ancla {registrada.numero} ya no está guardada fuera: se borró")
    return verificar_cadena(
        base.leida() if base else None, fuera=(ancla for ancla in fuera if ancla.numero > (base.numero if base else 0)),
        juez=lambda ancla: juzgar(ancla, instalada.raices(), en) if ancla.numero == ultima else None,
    )


def ultima_comprobada() -> int | None:
    """El ancla hasta la que alguien verificó que todo casa: desde ahí puede seguirse."""
    hechas = Evento.objects.filter(accion="bitacora.verificada", datos_evento__datos__integra=True)
    ultima = hechas.order_by("-n").values_list("datos_evento__datos__ancla", flat=True).first()
    return ultima or None


def hallado(resultado: Resultado, desde: int | None) -> dict[str, Any]:
    """Lo que se anota de una verificación; `ancla`: hasta cuál quedó comprobada."""
    ultima = Ancla.objects.filter(n__lte=resultado.anclado).order_by("numero").last()
    return {
        "revisados": resultado.revisados, "integra": resultado.integra, "motivo": resultado.motivo,
        "desde_ancla": desde or 0, "ancla": ultima.numero if ultima else 0,
    }


def nombre_de(cual: int) -> str:
    """Cómo se llama fuera la número `cual`: el mismo siempre, para que sólo haya una."""
    return f"{cual:09d}.p7m"


def avisar_del_dia(en: datetime) -> None:
    """Una vez al día manda a cada auditor la última ancla: con ese correo comprueba la bitácora sin creerle a nadie."""
    ultima, dia = Ancla.objects.order_by("numero").last(), dia_de(en)
    if ultima is None or en.astimezone(HERMOSILLO).hour < parametro("horario.resumen"):
        return
    if not Aviso.objects.filter(clave__startswith=f"ancla:{dia}:").exists():
        dicho = f"Ancla {ultima.numero}: evento {ultima.n}, eslabón {ultima.eslabon}, raíz {ultima.raiz}"
        _avisar(dicho, "Conserve también el correo: es su prueba, fuera del sistema, de cómo iba.", f"ancla:{dia}", en)


def _cada() -> timedelta:
    return timedelta(minutes=int(parametro("ancla.minutos")))


def _exigir_integra(resultado: Resultado, en: datetime) -> None:
    if resultado.integra:
        return
    dicho = f"El evento {resultado.roto_en} no casa: {resultado.motivo}."
    _avisar("La bitácora no casa con su cadena", dicho, f"bitacora.rota:{resultado.roto_en}", en)
    raise BitacoraRota(dicho)


def _avisar(asunto: str, texto: str, clave: str, en: datetime) -> None:
    avisar_a_todas(
        Usuario.objects.nombradas(dia_de(en), papel="auditor"), asunto=asunto, texto=texto, clave=clave, en=en,
        url=reverse("auditoria:anclas"), tema=TEMA,
    )


def _guardar(antes: anclas.Ancla | None, hasta: int, en: datetime) -> anclas.Ancla:
    """La que queda fuera con el número que sigue: la recién firmada o la que ya estaba, si es de esta cadena."""
    nombre = nombre_de(antes.numero + 1 if antes else 1)
    if not almacen().exists(nombre):
        nueva = _calcular(antes, hasta, en_utc(en))
        sellada = sellar_contenido(
            nueva.contenido, credencial=instalada.sello_institucional(), estampadora=instalada.estampadora(en), en=en
        )
        with suppress(YaGuardado):  # otro trabajador llegó antes
            almacen().save(nombre, ContentFile(sellada))
    guardada = _leer(nombre)
    if reparo := _reparo(guardada, _calcular(antes, guardada.n, guardada.en), en):
        _avisar("Un ancla guardada fuera no es de esta bitácora", reparo, f"ancla.ajena:{guardada.numero}", en)
        raise AnclaAjena(reparo)
    return guardada


def _reparo(guardada: anclas.Ancla, esperada: anclas.Ancla, en: datetime) -> str:
    if guardada != esperada:
        return f"La guardada con el número {guardada.numero} no es de esta cadena."
    try:
        juzgar(guardada, instalada.raices(), en)
    except Rechazo as rechazo:
        return str(rechazo)
    return ""


def _calcular(antes: anclas.Ancla | None, hasta: int, en: str) -> anclas.Ancla:
    """La que sigue, creciendo el árbol sólo con los eslabones nuevos."""
    arbol, eslabon = Arbol(antes.n, antes.frontera) if antes else Arbol(), ""
    for eslabon in eslabones(arbol.n, hasta):
        arbol.agregar(eslabon)
    return anclas.siguiente(antes, arbol, eslabon, en)


def _leer(nombre: str) -> anclas.Ancla:
    with almacen().open(nombre) as archivo:
        return abrir(archivo.read(), nombre)


def _registrar(ancla: anclas.Ancla) -> Ancla | None:
    try:
        with transaction.atomic():
            return Ancla.objects.create(
                numero=ancla.numero, n=ancla.n, eslabon=ancla.eslabon, raiz=ancla.raiz, frontera=list(ancla.frontera),
                anterior=ancla.anterior, en=datetime.fromisoformat(ancla.en), cms=ancla.cms,
                guardada=nombre_de(ancla.numero),
            )
    except IntegrityError:  # otro trabajador la registró entre tanto
        return None
