"""Los actos de recepción: admitir, prevenir, prorrogar y declarar improcedente."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bitacora.atado import exigir_atados
from bitacora.cadena import ultima_ancla
from cuentas.interfaz.formatos import con_unidad
from cuentas.models import Area, Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.documento.del_tramite import prevencion_por_firmar
from dictamenes.documento.instantanea import destinatario
from dictamenes.documento.redaccion import huella_de
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, SinFundamento
from dictamenes.fundamentos import competencias, electronica
from dictamenes.fundamentos.catalogo import como_datos
from dictamenes.fundamentos.firmas import PREVENCION
from dictamenes.models import Observacion, PapelPorFirmar, PapelSellado, Plazo, Prevencion, Revision, Solicitud
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import claves, faltas, folios, plazos
from dictamenes.reglas.participacion import sin_elegible
from dictamenes.tramite.firmado import Firma, asentar
from dictamenes.tramite.molde import Hecho
from dictamenes.tramite.notificacion import notificado, poner_a_disposicion
from dictamenes.tramite.solicitante import concluir

Clase, EN_FIRMA = Plazo.Clase, PapelPorFirmar.Clase.PREVENCION
DETENIDO = "el ente atiende observaciones"


def admitir(solicitud: Solicitud, por: Usuario, en: datetime, *, areas: Sequence[Area]) -> Hecho:
    """Los requisitos están completos: pasa a las áreas que hacen falta (ninguna: va directo a estrategia).

    Deja dicho qué función se queda sin nadie que pueda ejercerla; eso no la detiene: hay tiempo de nombrar a alguien.
    """
    nadie = sin_elegible(solicitud, areas, por, en)
    plazos.cerrar(solicitud, en, Clase.REQUISITOS)
    Revision.objects.bulk_create([Revision(solicitud=solicitud, area=area, ronda=solicitud.ronda) for area in areas])
    hacia = Estado.EN_REVISION if areas else Estado.EN_ESTRATEGIA
    plazos.abrir(solicitud, Clase.REVISION if areas else Clase.ESTRATEGIA, en)
    return Hecho({"areas": [area.clave for area in areas]} | ({"sin_elegible": nadie} if nadie else {}), hacia=hacia)


def preparar_prevencion(
    solicitud: Solicitud, por: Usuario, en: datetime, *, causal: str, observaciones: Sequence[tuple[str, str]]
) -> Hecho:
    """La deja lista para la e.firma de quien la prepara: hasta que la firme no hay prevención, aviso ni plazo.

    Preparar otra sustituye a la que esperaba, con su mismo folio. `SinFundamento` si así no se puede firmar.
    """
    _exigir_que_quepa(solicitud, observaciones)
    del_dia = competencias.DelDia(dia_de(en))
    if falta := electronica.por_que_no(del_dia, PREVENCION, por):
        raise SinFundamento(falta)
    antes = PapelPorFirmar.objects.que_esperan().filter(clase=EN_FIRMA, solicitud=solicitud).first()
    folio = antes.folio if antes else folios.siguiente(folios.PREVENCION, en)
    oficio = prevencion_por_firmar(
        solicitud, por, en, folio=folio, causal=causal, observaciones=observaciones,
        fundamentos=[como_datos(f) for f in del_dia.fundamentos("prevenir", solicitud.tipo)],
    )
    datos = {"oficio": oficio, "causal": causal, "observaciones": [list(dicha) for dicha in observaciones]}
    papel = PapelPorFirmar.objects.create(
        clase=EN_FIRMA, solicitud=solicitud, folio=folio, datos=datos, firma=por, preparado_en=en)
    dice = {"prevencion": folio, "causal": causal, "observaciones": len(observaciones), "congelado": huella_de(datos)}
    return Hecho(dice, ata=[papel])


def prevenir(
    solicitud: Solicitud, por: Usuario, en: datetime, *, causal: str, observaciones: Sequence[tuple[str, str]],
    firma: Firma | None = None,
) -> Hecho:
    """Pide al ente solventar observaciones; mientras, el reloj del dictamen se detiene o se reinicia, según el tipo.

    Con `firma`, lo que se preparó y esa persona acaba de firmar: se emite tal cual.
    """
    _exigir_que_quepa(solicitud, observaciones)
    firmado = asentar(firma, solicitud, por, en) if firma else {}
    plazos.cerrar(solicitud, en, Clase.REQUISITOS)
    if plazos.suspende(solicitud):
        plazos.detener(solicitud, Clase.DICTAMEN, en, DETENIDO)
    else:
        plazos.cerrar(solicitud, en, Clase.DICTAMEN)
    puesta = poner_a_disposicion(solicitud, "prevenida", en)
    plazo = plazos.abrir(solicitud, Clase.PREVENCION, puesta.surtiria_en)
    prevencion = Prevencion.objects.create(
        solicitud=solicitud, causal=causal, emitida_por=por, emitida_en=en, vence_en=plazo.vence_en, **(
            {"folio": firma.papel.folio, "clave": firmado["prevencion"]["clave"], **{
                campo: firmado[campo] for campo in ("destinatario", "ancla", "fundamentos")
            }} if firma else {
                "folio": folios.siguiente(folios.PREVENCION, en), "destinatario": destinatario(solicitud, en),
                "ancla": ultima_ancla(), "clave": claves.nueva(), "fundamentos": [
                    como_datos(f) for f in competencias.DelDia(dia_de(en)).fundamentos("prevenir", solicitud.tipo)
                ],
            }),
    )
    Observacion.objects.bulk_create([Observacion(prevencion=prevencion, sobre=a, texto=t) for a, t in observaciones])
    papel = firma.papel if firma else None
    PapelSellado.objects.pedir(PapelSellado.Clase.PREVENCION, prevencion, en, solicitud, papel)
    dice = {"prevencion": prevencion.folio, "causal": causal, "observaciones": len(observaciones)}
    dice |= {"firmado": firma.firmado.sha256} if firma else {}
    return Hecho(dice, ata=[prevencion, puesta, *([papel] if papel else [])])


def _exigir_que_quepa(solicitud: Solicitud, observaciones: Sequence[tuple[str, str]]) -> None:
    """Que haya qué observar y que no se le haya prevenido ya."""
    faltas.exigir(faltas.de_observaciones(list(enumerate(observaciones, start=1))))
    if solicitud.prevenciones.count() >= plazos.parametro_de(solicitud, "prevencion.veces"):
        raise DatosInvalidos("Esta solicitud ya fue prevenida: admítala o declárela improcedente.")


def prorrogar(solicitud: Solicitud, por: Usuario, en: datetime, *, dias: int, motivo: str) -> Hecho:
    """Da al ente más días hábiles para atender las observaciones, una sola vez."""
    tope = plazos.parametro_de(solicitud, "prevencion.prorroga_dias")
    if not 1 <= dias <= tope:
        raise DatosInvalidos(f"La prórroga es de 1 a {con_unidad(tope, 'día hábil')}.")
    if not escrito(motivo):
        raise DatosInvalidos("Escriba el motivo de la prórroga.")
    prevencion = solicitud.prevenciones.en_curso()
    if prevencion.prorrogada_en:
        raise EstadoEquivocado("Estas observaciones ya tuvieron una prórroga.")
    exigir_atados(prevencion)
    plazo = plazos.prorrogar(solicitud, Clase.PREVENCION, dias)
    prevencion.vence_en, prevencion.prorrogada_en = plazo.vence_en, en
    prevencion.save(update_fields=["vence_en", "prorrogada_en"])
    dice = {"prevencion": prevencion.folio, "dias": dias, "motivo": motivo.strip(), "vence_en": plazo.vence_en}
    return Hecho(dice, ata=[prevencion])


def declarar_improcedente(solicitud: Solicitud, por: Usuario, en: datetime, *, motivo: str) -> Hecho:
    """No es materia de dictamen: concluye con motivo."""
    return notificado(concluir(solicitud, en, motivo), solicitud, "improcedente", en)
