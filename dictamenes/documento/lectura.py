"""Cómo se le dice el resultado a quien verifica: la sentencia, las tres respuestas y los renglones de detalle."""

from __future__ import annotations

from typing import NamedTuple

from cuentas.interfaz.formatos import fecha, fecha_hora
from cuentas.interfaz.vocabulario import ESTADOS, SENTIDOS, aspecto
from dictamenes.documento.autenticidad import Autenticidad
from dictamenes.documento.ficha_publica import DictamenPublico
from dictamenes.documento.verificacion import Resultado, Veredicto


class Dicho(NamedTuple):
    """Una respuesta: sobre qué, qué se dice, con qué palabras, tono y forma."""

    rotulo: str
    titulo: str
    texto: str
    tono: str
    forma: str


class Renglon(NamedTuple):
    """Una fila de la ficha."""

    clave: str
    valor: str


SENTENCIAS = {
    Veredicto.COPIA_EXACTA: Dicho(
        "Su archivo", "Copia exacta", "Es idéntico, byte por byte, al que está en el registro.", "verde", "palomita"
    ),
    Veredicto.ALTERADO: Dicho(
        "Su archivo", "Alterado",
        "Dice ser un documento de este sistema, pero no es igual a ninguno de los emitidos. No lo dé por bueno.",
        "rojo", "alerta",
    ),
    Veredicto.AJENO: Dicho(
        "Su archivo", "No es de este sistema",
        "No está en el registro y no lleva clave, folio ni sello de un documento nuestro.", "gris", "guion",
    ),
    Veredicto.NO_REVISADO: Dicho(
        "Su archivo", "No se pudo revisar",
        "No es copia exacta de ningún documento del registro. Excede el tiempo o la memoria con que aquí se abre un "
        "archivo, así que no se sabe qué lleva adentro: eso no dice que sea falso, ni que sea bueno.",
        "ambar", "anillo",
    ),
    Veredicto.REGISTRADO: Dicho(
        "El documento", "Sí está en el registro",
        "Compare lo que tiene en la mano con estos datos. Para saber si su archivo no fue cambiado, compruebe el PDF.",
        "verde", "palomita",
    ),
    Veredicto.SIN_RESPALDO: Dicho(
        "El documento", "No lo dé por bueno",
        "Aparece en el registro, pero lo que hoy se guarda de él no es lo que se anotó en la bitácora cuando se hizo. "
        "Avise a la Subsecretaría: mientras se aclara, aquí no se confirma.",
        "rojo", "alerta",
    ),
    Veredicto.SIN_EMITIR: Dicho(
        "El documento", "Existe, aún no se emite",
        "Es de un dictamen que sigue en trámite. Hasta que se firme y se publique no tiene ningún efecto.",
        "ambar", "anillo",
    ),
    Veredicto.SIN_REGISTRO: Dicho(
        "Su archivo", "No es copia exacta de ningún dictamen",
        "Su huella no está en el registro. Para saber si es un acuse, un documento alterado o uno ajeno hay que "
        "revisar el archivo completo; no se guarda.",
        "ambar", "anillo",
    ),
}
SOLO_SELLADO = Dicho(
    "Su archivo", "Copia exacta, pero sin firma",
    "Es el documento que se preparó para firmarse, no el dictamen: pida el ejemplar de las partes o abra el público.",
    "ambar", "rombo",
)
YA_SUSTITUIDO = Dicho(
    "Su archivo", "Copia exacta de un ejemplar ya sustituido",
    "Salió de este sistema, pero después se publicó una versión con partes testadas, que es la que hoy se descarga. "
    "Si va a difundirlo, use la de hoy.",
    "ambar", "rombo",
)
DE_UN_ARCHIVO = (Veredicto.COPIA_EXACTA, Veredicto.ALTERADO, Veredicto.AJENO, Veredicto.NO_REVISADO)
QUE_ES_CADA_RESPUESTA = tuple(SENTENCIAS[veredicto] for veredicto in DE_UN_ARCHIVO)


def sentencia(resultado: Resultado) -> Dicho:
    """Lo primero y más grande que se lee."""
    if resultado.veredicto == Veredicto.COPIA_EXACTA and resultado.le_falta_la_firma:
        return SOLO_SELLADO
    if resultado.ya_se_sustituyo:
        return YA_SUSTITUIDO
    dicha = SENTENCIAS[resultado.veredicto]
    if resultado.veredicto == Veredicto.COPIA_EXACTA:
        return dicha._replace(texto=f"{dicha.texto} Es el {resultado.nombre_de_ejemplar}.")
    return dicha


def respuestas(resultado: Resultado) -> list[Dicho]:
    """De un dictamen: sentido, firma al firmarse y estado hoy, cada uno por su lado. De lo demás, nada."""
    documento = resultado.documento
    if not isinstance(documento, DictamenPublico) or resultado.veredicto == Veredicto.ALTERADO:
        return []
    return [sobre_el_sentido(documento), sobre_la_firma(documento), sobre_el_estado(documento)]


def sobre_el_sentido(documento: DictamenPublico) -> Dicho:
    """Qué se resolvió y cuánto ampara."""
    visto = aspecto(documento.sentido["clave"], SENTIDOS)
    cuantos, total = len(documento.amparados), len(documento.amparados) + len(documento.demas)
    if not cuantos:
        texto = "No ampara ningún concepto."
    elif cuantos < total:
        texto = f"Ampara sólo {cuantos} de {total} conceptos; los demás, no."
    else:
        texto = "Ampara su único concepto." if total == 1 else f"Ampara sus {total} conceptos."
    if documento.condiciones:
        texto += " Lleva condiciones: léalas en el ejemplar público."
    return Dicho("Sentido", documento.sentido["titulo"], texto, visto.tono, visto.forma)


def sobre_la_firma(documento: DictamenPublico) -> Dicho:
    """Si la firma era buena cuando se hizo; no dice nada de hoy."""
    juicio = documento.autenticidad
    cuando = fecha(documento.firmado_en)
    if not juicio.es_buena:
        texto = "El sello o la firma no se pudieron comprobar en este momento. Consulte el detalle."
        return Dicho("La firma", "Sin comprobar", texto, "ambar", "alerta")
    if juicio.es_autografa:
        texto = f"{documento.firmante} firmó en papel el {cuando}. El original está bajo resguardo."
        return Dicho("La firma", "Autógrafa, con original en papel", texto, "verde", "sello")
    texto = f"{documento.firmante} firmó electrónicamente el {cuando}."
    return Dicho("La firma", "Válida al firmarse", texto, "verde", "sello")


def sobre_el_estado(documento: DictamenPublico) -> Dicho:
    """Qué efectos tiene hoy; cambia con el tiempo aunque la firma siga siendo buena."""
    visto = aspecto(documento.estado[0], ESTADOS)
    tono = visto.tono if documento.surte_efectos or visto.tono == "rojo" else "ambar"
    plazo = {"vigente": "Hasta", "vencido": "Venció"}.get(documento.estado[0])
    texto = f"{plazo} el {fecha(documento.vigencia[1])}. " if plazo and documento.vigencia else ""
    return Dicho("Estado hoy", documento.estado[1], texto + documento.que_significa, tono, visto.forma)


def detalle_de_firma(documento: DictamenPublico) -> list[Renglon]:
    """Quién, cuándo y con qué se firmó, y qué se pudo comprobar."""
    juicio = documento.autenticidad
    filas = [
        Renglon("Quién firmó", f"{documento.firmante}\n{documento.cargo}"),
        Renglon("Cuándo", fecha_hora(documento.firmado_en)),
        Renglon("Con qué", _con_que(juicio)),
    ]
    if juicio.firma:
        filas.append(Renglon("Firma", _estado_de(juicio.firma.es_valida, juicio.firma.motivo)))
        filas.append(Renglon("Estampa de tiempo", _estampa(juicio)))
    filas.append(Renglon("Sello institucional", _estado_de(juicio.sello.es_valida, juicio.sello.motivo, "Válido")))
    if not juicio.juzgo_revocacion:
        filas.append(Renglon("Revocación", "No se juzgó: esta instalación no tiene listas de revocación."))
    return filas


def _con_que(juicio: Autenticidad) -> str:
    if juicio.es_autografa:
        return (
            "Firma autógrafa. El original en papel está bajo resguardo; su digitalización quedó ligada por su huella "
            "SHA-256."
        )
    return "Firma electrónica PAdES, dentro del ejemplar de las partes"


def _estado_de(es_valida: bool, motivo: str, palabra: str = "Válida") -> str:
    return f"{palabra} cuando se emitió" if es_valida else motivo


def _estampa(juicio: Autenticidad) -> str:
    if juicio.consta_desde is None:
        return "No lleva"
    return f"La firma existía ya el {fecha_hora(juicio.consta_desde)}"
