"""Las frases del dictamen que se arman con los datos del expediente."""

from __future__ import annotations

from cuentas.parametros import parametro
from dictamenes.congelado import Resolutivo, SentidoGlobal
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.models import Dictamen, SentidoDeConcepto, Solicitud
from dictamenes.models.dictamen import FAVORABLES, Sentido

ORDINALES = ("PRIMERO", "SEGUNDO", "TERCERO", "CUARTO", "QUINTO")
TEXTO_DE_SENTIDO = {
    "favorable": "Se dictamina FAVORABLE la solicitud en todos sus conceptos.",
    "favorable_con_condiciones": "Se dictamina FAVORABLE CON CONDICIONES la solicitud.",
    "no_favorable": "Se dictamina NO FAVORABLE la solicitud en todos sus conceptos.",
    "improcedente": "Se declara IMPROCEDENTE la solicitud.",
}


def sentido_global(dictamen: Dictamen) -> SentidoGlobal:
    """El sentido del dictamen se deriva del de sus conceptos; mixto dice cuáles son favorables."""
    sentidos = list(dictamen.sentidos.select_related("concepto"))
    distintos = {s.sentido for s in sentidos}
    if len(distintos) == 1:
        clave = distintos.pop()
        return {"clave": clave, "titulo": Sentido(clave).label, "texto": TEXTO_DE_SENTIDO[clave]}
    if distintos == set(FAVORABLES):
        clave = Sentido.CON_CONDICIONES
        return {"clave": clave, "titulo": Sentido(clave).label, "texto": TEXTO_DE_SENTIDO[clave]}
    return {"clave": "mixto", "titulo": "Favorable en parte", "texto": _texto_mixto(sentidos)}


def antecedentes(solicitud: Solicitud) -> list[str]:
    presentada = fecha_larga(solicitud.momento_de_presentacion)
    parrafos = [
        f"Mediante oficio {solicitud.oficio_numero}, del {fecha_larga(solicitud.fecha_del_oficio)}, el ente "
        f"{solicitud.ente} solicitó el dictamen técnico y estratégico del proyecto «{solicitud.proyecto}». La "
        f"solicitud se recibió el {presentada} con el folio {solicitud.folio}"
        + (", en papel." if solicitud.en_papel else ".")
    ]
    for prevencion in solicitud.prevenciones.all():
        parrafos.append(
            f"El {fecha_larga(prevencion.emitida_en)} se previno al ente con el folio {prevencion.folio}, y el "
            f"{fecha_larga(prevencion.momento_de_cierre)} atendió las observaciones."
        )
    areas = sorted({r.area.nombre for r in solicitud.revisiones.select_related("area")})
    if areas:
        dio = "que dio" if len(areas) == 1 else "que dieron"
        parrafos.append(f"La solicitud se turnó a {_y(areas)}, {dio} su opinión técnica.")
    return parrafos


def resolutivos(dictamen: Dictamen, sentido: SentidoGlobal) -> list[Resolutivo]:
    """Los puntos resolutivos, numerados con palabra."""
    solicitud, minimo = dictamen.solicitud, int(parametro("vigencia.minimo_dias"))
    textos = [
        sentido["texto"],
        "El sentido favorable queda sujeto al cumplimiento de las condiciones que se enlistan."
        if dictamen.condiciones.exists() else "No se imponen condiciones.",
        f"El dictamen tiene vigencia desde la fecha de su firma hasta el 31 de diciembre de {solicitud.ejercicio}, y "
        f"nunca menos de {minimo} días naturales.",
        "Este dictamen no autoriza el ejercicio del gasto ni sustituye el procedimiento de contratación, y pierde "
        "efecto si cambian las especificaciones, las cantidades o los importes dictaminados." + _anticipada(solicitud),
        f"Notifíquese al ente {solicitud.ente}. {parametro('dictamen.medio_de_impugnacion')}".strip(),
    ]
    return [{"ordinal": ordinal, "texto": texto} for ordinal, texto in zip(ORDINALES, textos, strict=True)]


def _anticipada(solicitud: Solicitud) -> str:
    if not solicitud.es_anticipada:
        return ""
    return (
        " La solicitud es anticipada: el dictamen queda sujeto a que el ente cuente con suficiencia presupuestal en el "
        f"ejercicio {solicitud.ejercicio}."
    )


def _texto_mixto(sentidos: list[SentidoDeConcepto]) -> str:
    favorables = [s for s in sentidos if s.sentido in FAVORABLES]
    si = _y([str(s.concepto.orden) for s in favorables])
    no = _y([str(s.concepto.orden) for s in sentidos if s not in favorables])
    if not si:
        return f"No se dictaminan favorablemente los conceptos {no}, por las razones que se expresan en cada uno."
    return (
        f"Se dictamina FAVORABLE EN LOS CONCEPTOS {si}, y no en los conceptos {no}, por las razones que se expresan "
        "en cada uno."
    )


def _y(partes: list[str]) -> str:
    return partes[0] if len(partes) == 1 else f"{', '.join(partes[:-1])} y {partes[-1]}" if partes else ""
