"""Anclar la bitácora: cada tanto el sello firma su cabeza, una autoridad le pone hora y se guarda fuera, una sola vez.

Se firma sobre la última de fuera, no sobre la de la base: antes se exige que su sello sea el fijado, que sea byte a
byte la que la base registró y que descienda de la que este firmante recuerda. Cuándo toca lo dicen su reloj y memoria.
Primero se guarda fuera y después se registra: si el proceso muere entre lo uno y lo otro, o si dos trabajadores llegan
juntos, quien siga encuentra el ancla hecha y la adopta. Ante cualquier duda no se firma (`dudas`).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from archivos.excepciones import YaGuardado
from auditoria.anclas import checkpoints, dudas, fuera, llave, memoria, origen
from auditoria.anclas.dudas import AnclaAjena, BitacoraRota, Duda
from auditoria.anclas.memoria import Recordada
from bitacora.cadena import anotar, cabeza, eslabones, verificar_cadena
from bitacora.models import Ancla, Evento, en_utc
from cuentas.parametros import OMISION, parametro, vale
from cuentas.reloj import HERMOSILLO
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.contenido import sellar_contenido
from dictamenes.documento.firmante import cabezas, diario
from verificador import anclas
from verificador.arbol import Arbol
from verificador.sello_de_ancla import juzgar
from verificador.veredictos import Rechazo

CLASE = "bitacora.ancla"  # como la llama el diario del firmante
LATIDO = timedelta(hours=24)  # sin nada que anclar, se firma al menos una vez al día: callar es una alarma
SILENCIO = LATIDO + timedelta(hours=2)


def anclar(en: datetime) -> Ancla | None:
    """Firma la cabeza de la cadena si ya toca y algo cambió. None si no toca, o si otro trabajador lo hizo.

    Lanza `Duda`, ya avisada, o `EstampaNoDisponible` y `AlmacenNoDisponible`: nada se registra y se reintenta.
    """
    if not instalada.tiene_sello():
        return None
    try:
        hecha = _anclar(memoria.leer(), en)
        checkpoints.firmar_si_falta(en)
        return hecha
    except (anclas.AnclaIlegible, memoria.MemoriaIlegible, llave.LlaveIlegible) as error:
        raise dudas.no_firmar(AnclaAjena(f"{str(error).rstrip('.')}."), en) from error
    except Duda as duda:
        raise dudas.no_firmar(duda, en) from None


def _anclar(recordada: Recordada | None, en: datetime) -> Ancla | None:
    recordada = origen.seguir(recordada, en)
    _exigir_lo_confirmado()
    if recordada and (_reciente(recordada.en, en) or _sin_cambios(recordada, en)):
        return None
    ultima = _la_de_fuera(recordada, en)
    _decir_si_faltan(recordada, en)
    adoptada = _ponerse_al_dia(ultima, en)
    if ultima and (_reciente(datetime.fromisoformat(ultima.en), en) or not _algo_que_anclar(ultima, en)):
        return adoptada
    if not (hasta := cabeza()[0]):
        return None
    _exigir_integra(ultima)
    return _asentar(_guardar(ultima, hasta, en))


def avisar_del_dia(en: datetime) -> None:
    """Una vez al día manda a cada auditor la última ancla: con ese correo comprueba la bitácora sin creerle a nadie."""
    ultima = Ancla.objects.order_by("numero").last()
    if ultima is None or en.astimezone(HERMOSILLO).hour < parametro("horario.resumen"):
        return
    dicho = f"Ancla {ultima.numero}: evento {ultima.n}, eslabón {ultima.eslabon}, raíz {ultima.raiz}"
    dudas.decir("ancla", dicho, "Conserve también el correo: es su prueba, fuera del sistema, de cómo iba.", "dia", en)
    if (horas := horas_calladas(en)) is not None:
        dudas.decir(
            "ancla.silencio", f"La bitácora lleva {horas} horas sin firmarse",
            "Debe firmarse cada día aunque nada cambie. Pida que se revisen el trabajador, el sello y la estampadora.",
            "dia", en,
        )


def horas_calladas(en: datetime) -> int | None:
    """Cuántas horas lleva la bitácora sin ancla nueva, si ya son demasiadas; None si va al día o nunca tuvo una.

    La hora es la de la guardada: un renglón de la base con la fecha que sea no la esconde.
    """
    registrada = Ancla.objects.order_by("numero").last()
    ultima = (fuera.leer(registrada.numero) or fuera.leer(fuera.cuantas())) if registrada else None
    callada = en - datetime.fromisoformat(ultima.en) if ultima else timedelta()
    return int(callada.total_seconds() // 3600) if callada > SILENCIO else None


def _reciente(momento: datetime, en: datetime) -> bool:
    """Si desde `momento` no ha pasado el tiempo entre anclas; una hora por venir no calla a nadie."""
    return momento <= en < momento + _entre_anclas()


def _entre_anclas() -> timedelta:
    """Lo que diga el parámetro; si alguien escribió en la base uno que el sistema no admite, el de siempre."""
    dicho = parametro("ancla.minutos")
    return timedelta(minutes=dicho if vale("ancla.minutos", dicho) else OMISION["ancla.minutos"])


def _sin_cambios(recordada: Recordada, en: datetime) -> bool:
    return cabeza() == (recordada.n, recordada.eslabon) and recordada.en <= en < recordada.en + LATIDO


def _algo_que_anclar(ultima: anclas.Ancla, en: datetime) -> bool:
    """Si hay eventos nuevos; sin ellos y pasado un día, deja uno para que haya qué firmar."""
    if cabeza()[0] > ultima.n:
        return True
    if en < datetime.fromisoformat(ultima.en) + LATIDO:
        return False
    with transaction.atomic():
        datos, clave = {"ancla": ultima.numero}, f"latido:{ultima.numero}"
        anotar("bitacora.latido", "bitacora:anclas", por=None, en=en, datos=datos, clave=clave)
    return True


def _la_de_fuera(recordada: Recordada | None, en: datetime) -> anclas.Ancla | None:
    """La última guardada, con su sello juzgado: la misma que se recuerda, o una que desciende de ella."""
    if recordada is None:
        ultima = fuera.leer(cuantas) if (cuantas := fuera.cuantas()) else None
    else:
        ultima = _descendiente(recordada)
    if ultima and (reparo := _reparo_del_sello(ultima, en)):
        raise AnclaAjena(reparo)
    return ultima


def _descendiente(recordada: Recordada) -> anclas.Ancla | None:
    """None sólo en un origen recién declarado al que no le quedó ninguna."""
    ultima = fuera.leer(recordada.numero) if recordada.numero else None
    if recordada.numero and ultima is None:
        raise AnclaAjena(f"El ancla {recordada.numero}, que este sistema firmó, ya no está guardada fuera.")
    if ultima and ultima.huella != recordada.huella:
        raise AnclaAjena(f"El ancla {recordada.numero} guardada fuera no es la que este sistema firmó.")
    previa, n = recordada.huella, recordada.n
    for siguiente in fuera.desde(recordada.numero + 1):
        if siguiente.anterior != previa or siguiente.n <= n:
            raise AnclaAjena(f"El ancla {siguiente.numero} guardada fuera no sigue a la {siguiente.numero - 1}.")
        ultima, previa, n = siguiente, siguiente.huella, siguiente.n
    return ultima


def _decir_si_faltan(recordada: Recordada | None, en: datetime) -> None:
    """Las que este firmante registró y la base ya no tiene se vuelven a registrar; quien audita debe saberlo."""
    hechas = Ancla.objects.order_by("numero").values_list("numero", flat=True).last() or 0
    if recordada and hechas < recordada.numero:
        asunto = f"La base perdió anclas: registraba hasta la {recordada.numero} y ahora hasta la {hechas}"
        texto = "Alguien las borró, o se restauró un respaldo. Se vuelven a registrar las guardadas fuera que casen."
        dudas.decir("ancla.perdida", asunto, texto, str(recordada.numero), en)


def _ponerse_al_dia(ultima: anclas.Ancla | None, en: datetime) -> Ancla | None:
    """Que la base registre exactamente las de fuera: adopta las que falten, si son de su cadena; devuelve la última."""
    registrada = Ancla.objects.order_by("numero").last()
    hechas, en_fuera = registrada.numero if registrada else 0, ultima.numero if ultima else 0
    if hechas > en_fuera:
        reparo = "se borró de fuera, o alguien la inventó"
        raise AnclaAjena(f"La base registra el ancla {hechas} y fuera sólo hay {en_fuera}: {reparo}.")
    antes, adoptada = registrada.leida() if registrada else None, None
    if antes and ((guardada := fuera.leer(hechas)) != antes or guardada is None or guardada.cms != antes.cms):
        raise AnclaAjena(f"El ancla {hechas} de la base no es, byte por byte, la que se guardó fuera.")
    for ancla in fuera.desde(hechas + 1):
        adoptada, antes = _adoptar(antes, ancla, en), ancla
    if ultima and not Evento.objects.filter(n=ultima.n, eslabon=ultima.eslabon).exists():
        reparo = "se reescribió, se cortó o se restauró"
        raise BitacoraRota(f"El evento {ultima.n} no dice lo que firmó el ancla {ultima.numero}: {reparo}.")
    return adoptada


def _adoptar(antes: anclas.Ancla | None, ancla: anclas.Ancla, en: datetime) -> Ancla | None:
    if ancla != _calcular(antes, ancla.n, ancla.en):
        raise AnclaAjena(f"El ancla {ancla.numero} guardada fuera no es de esta cadena: la base es otra o más vieja.")
    if reparo := _reparo_del_sello(ancla, en):
        raise AnclaAjena(reparo)
    return _asentar(ancla)


def _reparo_del_sello(ancla: anclas.Ancla, en: datetime) -> str:
    try:
        juzgar(ancla, instalada.raices(), en, instalada.sellos_fijados())
    except Rechazo as rechazo:
        return str(rechazo)
    return ""


def _exigir_lo_confirmado() -> None:
    """La base llega hasta donde un proceso dijo que confirmó, y dice lo mismo: si no, se cortó o se rehízo su cola."""
    if (oida := cabezas.leer()) is None or Evento.objects.filter(n=oida[0], eslabon=oida[1]).exists():
        return
    raise BitacoraRota(
        f"Se confirmó el evento {oida[0]} y la base, que llega al {cabeza()[0]}, no lo tiene: se cortó o se rehízo."
    )


def _exigir_integra(ultima: anclas.Ancla | None) -> None:
    resultado = verificar_cadena(ultima)
    if not resultado.integra:
        raise BitacoraRota(f"El evento {resultado.roto_en} no casa: {resultado.motivo}.")


def _guardar(antes: anclas.Ancla | None, hasta: int, en: datetime) -> anclas.Ancla:
    """La que queda fuera con el número que sigue: la recién firmada, o la que otro trabajador dejó entre tanto."""
    nueva = _calcular(antes, hasta, en_utc(en))
    sellada = sellar_contenido(
        nueva.contenido, credencial=instalada.sello_institucional(), estampadora=instalada.estampadora(en), en=en
    )
    with suppress(YaGuardado):  # otro trabajador llegó antes
        fuera.almacen().save(fuera.nombre_de(nueva.numero), ContentFile(sellada))
    guardada = fuera.leer(nueva.numero)
    if guardada is None or guardada != _calcular(antes, guardada.n, guardada.en):
        raise AnclaAjena(f"La guardada con el número {nueva.numero} no es de esta cadena.")
    if reparo := _reparo_del_sello(guardada, en):
        raise AnclaAjena(reparo)
    if guardada.cms == sellada:
        diario.anotar(
            en=nueva.en, clase=CLASE, objeto=f"ancla:{nueva.numero}", borrador=nueva.contenido, sellado=sellada,
            evento=hasta, cabeza=hasta,
        )
    return guardada


def _calcular(antes: anclas.Ancla | None, hasta: int, en: str) -> anclas.Ancla:
    """La que sigue, creciendo el árbol sólo con los eslabones nuevos."""
    arbol, eslabon = Arbol(antes.n, antes.frontera) if antes else Arbol(), ""
    for eslabon in eslabones(arbol.n, hasta):
        arbol.agregar(eslabon)
    return anclas.siguiente(antes, arbol, eslabon, en)


def _asentar(ancla: anclas.Ancla) -> Ancla | None:
    """Registra en la base la que ya está fuera, y recuérdala; None si otro trabajador la registró entre tanto."""
    registrada = None
    with suppress(IntegrityError), transaction.atomic():
        registrada = Ancla.objects.create(
            numero=ancla.numero, n=ancla.n, eslabon=ancla.eslabon, raiz=ancla.raiz, frontera=list(ancla.frontera),
            anterior=ancla.anterior, en=datetime.fromisoformat(ancla.en), cms=ancla.cms,
            guardada=fuera.nombre_de(ancla.numero),
        )
    memoria.recordar(ancla, fuera.origen_vigente())
    return registrada
