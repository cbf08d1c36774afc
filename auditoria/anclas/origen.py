"""Abrir un origen nuevo cuando se restauró por debajo de lo firmado: lo declaran dos personas y el sello lo firma.

Declarar es un evento de la cadena que sigue, y de él sale la declaración: cita la última ancla del origen anterior, la
última que todavía casa y el evento con que se declaró. Se guarda fuera una sola vez y desde ahí las anclas van en su
carpeta; las de antes se quedan donde estaban, y la diferencia se ve siempre.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from archivos.excepciones import YaGuardado
from auditoria.anclas import dudas, fuera, memoria
from auditoria.anclas.dudas import AnclaAjena
from auditoria.anclas.memoria import Recordada
from bitacora.cadena import anotar
from bitacora.constancia import reparo_de
from bitacora.models import Evento, en_utc
from bitacora.rechazos import Rechazo as Denegado
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.texto import escrito
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.contenido import sellar_contenido
from dictamenes.documento.firmante import cabezas, diario
from dictamenes.documento.firmante.excepciones import PapelRechazado
from verificador.anclas import Ancla, AnclaIlegible
from verificador.cadena import ORIGEN
from verificador.origenes import Declaracion
from verificador.sello_de_ancla import juzgar
from verificador.veredictos import Rechazo

OPERACION = "bitacora.origen"
CLASE = "bitacora.origen"  # como la llama el diario del firmante
DECLARADO = "bitacora.origen_declarado"
VALE = timedelta(hours=1)  # entre declararlo y sellarlo


class OrigenImposible(Denegado):
    """Lo declara una sola persona, o sin motivo."""


@transaction.atomic
def declarar(*, propone: Usuario, confirma: Usuario, motivo: str, en: datetime) -> Evento:
    """Dos personas con ese papel declaran un origen nuevo. Falta que el firmante lo selle (`oficina.abrir_origen`).

    Lanza `AccesoDenegado` u `OrigenImposible`. Lo saben quienes auditan.
    """
    for persona in (propone, confirma):
        exigir(persona, OPERACION)
    if propone.pk == confirma.pk:
        raise OrigenImposible("Un origen nuevo lo declaran dos personas distintas.")
    if not escrito(motivo):
        raise OrigenImposible("Escriba el motivo: qué se restauró y por qué.")
    datos = {"motivo": motivo.strip(), "propuso": propone.pk}
    evento = anotar(DECLARADO, "bitacora:origen", por=confirma, en=en, datos=datos)
    asunto = "Dos personas declararon un origen nuevo de la bitácora"
    dudas.decir(DECLARADO, asunto, f"{propone.nombre} y {confirma.nombre}: {motivo.strip()}", str(evento.n), en)
    return evento


def sellar(n: int, en: datetime) -> Declaracion:
    """Firma la declaración del evento `n`, la guarda fuera y empieza su origen. Lo hace el firmante.

    Lanza `PapelRechazado` si no consta, si no lo declararon dos personas o si la base sí llega hasta donde se firmó.
    """
    evento = _exigir_evento(n, en)
    viejo = fuera.origen_vigente()
    anterior, sigue = _anterior(viejo, en), _la_que_casa(viejo)
    if anterior == sigue and not _falta_lo_confirmado():
        raise PapelRechazado("No hay qué declarar: la base llega hasta donde se firmó y dice lo mismo.")
    datos = evento.datos_evento.datos
    dicha = Declaracion(
        origen=viejo + 1, anterior=_citada(anterior), sigue=_citada(sigue), propuso=f"usuario:{datos['propuso']}",
        declaro=f"usuario:{evento.por_id}", n=evento.n, eslabon=evento.eslabon, motivo=datos["motivo"], en=en_utc(en),
    )
    sellada = sellar_contenido(
        dicha.contenido, credencial=instalada.sello_institucional(), estampadora=instalada.estampadora(en), en=en
    )
    for numero in range(1, sigue.numero + 1 if sigue else 1):
        _copiar(numero, viejo, dicha.origen)
    fuera.declarar(dicha.origen, sellada)
    diario.anotar(
        en=dicha.en, clase=CLASE, objeto=f"origen:{dicha.origen}", borrador=dicha.contenido, sellado=sellada,
        evento=evento.n, cabeza=evento.n,
    )
    cabezas.olvidar()
    seguir(memoria.leer(), en)
    return dicha


def seguir(recordada: Recordada | None, en: datetime) -> Recordada | None:
    """Lo que se recuerda, llevado al origen vigente por sus declaraciones: cada una con su sello y citando la anterior.

    Así quien muere entre guardar la declaración y recordarla la encuentra hecha. Lanza `AnclaAjena`.
    """
    vigente = fuera.origen_vigente()
    if recordada is None and vigente > 1:  # una máquina nueva: le cree a la de fuera, si su sello vale
        _exigir_declarado(vigente, en)
    if recordada and recordada.origen > vigente:
        raise AnclaAjena(f"La declaración del origen {recordada.origen}, que este sistema firmó, ya no está fuera.")
    while recordada and recordada.origen < vigente:
        dicha = _exigir_declarado(recordada.origen + 1, en)
        if dicha.anterior["huella"] != recordada.huella and dicha.anterior["numero"] <= recordada.numero:
            raise AnclaAjena(f"El origen {dicha.origen} no cita la última ancla que este sistema firmó.")
        cabezas.olvidar()
        recordada = memoria.guardar(Recordada(
            dicha.sigue["numero"], dicha.sigue["n"], _eslabon_de(dicha), dicha.sigue["huella"],
            datetime.fromisoformat(dicha.en) - VALE, dicha.origen,
        ))
    return recordada


def reparo_del_vigente(en: datetime) -> str:
    """Por qué no se le cree al origen que se sigue: su declaración, su sello o su evento; vacío si sí, o si es el 1."""
    if (vigente := fuera.origen_vigente()) == 1:
        return ""
    try:
        dicha = _exigir_declarado(vigente, en)
    except (AnclaAjena, AnclaIlegible) as error:
        return str(error).rstrip(".")
    if not Evento.objects.filter(n=dicha.n, eslabon=dicha.eslabon, accion=DECLARADO).exists():
        return f"la bitácora no cuenta que se declarara el origen {vigente} en el evento {dicha.n}"
    return ""


def _exigir_evento(n: int, en: datetime) -> Evento:
    evento = Evento.objects.filter(n=n, accion=DECLARADO).select_related("datos_evento").first()
    if evento is None:
        raise PapelRechazado(f"La bitácora no cuenta que se declarara un origen en el evento {n}.")
    if reparo := reparo_de(evento):
        raise PapelRechazado(f"No se le cree a la bitácora: {reparo}.")
    if not evento.por_id or evento.por_id == evento.datos_evento.datos["propuso"]:
        raise PapelRechazado("Un origen nuevo lo declaran dos personas distintas.")
    if not evento.en <= en <= evento.en + VALE:
        raise PapelRechazado("Esa declaración ya pasó: vuelvan a declararlo.")
    return evento


def _anterior(origen: int, en: datetime) -> Ancla | None:
    """La última del origen que se deja, con su sello juzgado; None si nunca tuvo."""
    ultima = fuera.leer(cuantas, origen) if (cuantas := fuera.cuantas(origen)) else None
    recordada = memoria.leer()
    if recordada and recordada.numero and (ultima is None or ultima.numero < recordada.numero):
        raise PapelRechazado(f"El ancla {recordada.numero}, que este sistema firmó, ya no está guardada fuera.")
    try:
        if ultima:
            juzgar(ultima, instalada.raices(), en, instalada.sellos_fijados())
    except Rechazo as rechazo:
        raise PapelRechazado(str(rechazo)) from rechazo
    return ultima


def _la_que_casa(origen: int) -> Ancla | None:
    """La última de fuera cuyo evento sigue en la base tal cual; de la más reciente hacia atrás."""
    for numero in range(fuera.cuantas(origen), 0, -1):
        ancla = fuera.leer(numero, origen)
        if ancla and Evento.objects.filter(n=ancla.n, eslabon=ancla.eslabon).exists():
            return ancla
    return None


def _falta_lo_confirmado() -> bool:
    oida = cabezas.leer()
    return oida is not None and not Evento.objects.filter(n=oida[0], eslabon=oida[1]).exists()


def _copiar(numero: int, de: int, a: int) -> None:
    ancla = fuera.leer(numero, de)
    if ancla is None:
        raise PapelRechazado(f"Falta el ancla {numero} entre las guardadas fuera.")
    with suppress(YaGuardado):  # se cortó a la mitad la vez pasada
        fuera.almacen().save(fuera.nombre_de(numero, a), ContentFile(ancla.cms))


def _citada(ancla: Ancla | None) -> dict[str, Any]:
    return {"numero": ancla.numero, "n": ancla.n, "huella": ancla.huella} if ancla else {
        "numero": 0, "n": 0, "huella": ORIGEN}


def _exigir_declarado(origen: int, en: datetime) -> Declaracion:
    dicha = fuera.declarado(origen)
    if dicha is None:
        raise AnclaAjena(f"Falta la declaración del origen {origen} entre lo guardado fuera.")
    try:
        juzgar(dicha, instalada.raices(), en, instalada.sellos_fijados())
    except Rechazo as rechazo:
        raise AnclaAjena(str(rechazo)) from rechazo
    return dicha


def _eslabon_de(dicha: Declaracion) -> str:
    ancla = fuera.leer(dicha.sigue["numero"], dicha.origen) if dicha.sigue["numero"] else None
    return ancla.eslabon if ancla else ORIGEN
