"""Los actos del estudio: opinar por área, devolver a las áreas y proponer el dictamen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NotRequired, TypedDict

from bitacora.atado import exigir_atados
from cuentas.acceso.acceso import puede
from cuentas.models import Area, Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.ataduras import del_expediente
from dictamenes.congelado import CriterioContestado
from dictamenes.excepciones import (
    DatosInvalidos,
    EstadoEquivocado,
    OpinionYaCorregida,
    SinFundamento,
    YaRegistrado,
)
from dictamenes.fundamentos import competencias, electronica
from dictamenes.fundamentos.firmas import DICTAMEN
from dictamenes.models import (
    Condicion,
    Dictamen,
    Fundamento,
    Marca,
    OpinionAnterior,
    OpinionDeConcepto,
    ParrafoDeBloque,
    Participacion,
    Plazo,
    Revision,
    SentidoDeConcepto,
    Solicitud,
    VersionDeBloque,
)
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import coherencia, plazos
from dictamenes.reglas.coherencia.asunto import Propuesto, opinando, proponiendo
from dictamenes.reglas.participacion import motivo_para_no_participar
from dictamenes.textos import bloques
from dictamenes.tramite.molde import Hecho

Clase = Plazo.Clase


class Resolucion(TypedDict):
    """Lo que se propone para un concepto; `motivo` es por qué procede uno que no cumple el estándar."""

    sentido: str
    razones: list[str]
    corregir: str
    motivo: NotRequired[str]


class CondicionPropuesta(TypedDict):
    """Una condición de un favorable condicionado."""

    texto: str
    responsable: str
    fecha: date
    evidencia: str


def opinar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, area: Area, texto: str, opiniones: dict[int, tuple[str, str]],
    criterios: list[CriterioContestado], aclaraciones: Mapping[str, str] | None = None,
) -> Hecho:
    """Da la opinión de un área, por concepto; su postura se deriva. La última lleva el asunto a estrategia.

    `aclaraciones`: por cada regla de coherencia que la pida, su razón.
    """
    revision = _revision_pendiente(solicitud, area, por)
    revision.dada_por, revision.dada_en = por, en
    datos = _dar(revision, en, texto, opiniones, criterios, aclaraciones or {})
    if solicitud.revisiones.filter(ronda=solicitud.ronda, dada_en=None).exists():
        return Hecho(datos, hacia=Estado.EN_REVISION, ata=[revision])
    plazos.cerrar(solicitud, en, Clase.REVISION)
    plazos.abrir(solicitud, Clase.ESTRATEGIA, en)
    return Hecho(datos, hacia=Estado.EN_ESTRATEGIA, ata=[revision])


def corregir_opinion(
    solicitud: Solicitud, por: Usuario, en: datetime, *, area: Area, version: int, motivo: str, texto: str,
    opiniones: dict[int, tuple[str, str]], criterios: list[CriterioContestado],
    aclaraciones: Mapping[str, str] | None = None,
) -> Hecho:
    """Cambia lo que un área opinó por una versión nueva; `version` es la que se corrige y queda guardada íntegra."""
    revision = _revision_de_quien_opina(solicitud, area, por, version, motivo.strip())
    if not escrito(motivo):
        raise DatosInvalidos("Diga por qué corrige su opinión.")
    exigir_atados(revision)
    anterior = _guardar_anterior(revision, en, motivo.strip())
    revision.opiniones.all().delete()
    revision.version, revision.dada_en = revision.version + 1, en
    datos = _dar(revision, en, texto, opiniones, criterios, aclaraciones or {})
    return Hecho(datos | {"version": revision.version, "motivo": motivo.strip()}, ata=[revision, anterior])


def devolver_a_areas(solicitud: Solicitud, por: Usuario, en: datetime, *, encargos: dict[Area, str]) -> Hecho:
    """Pide a las áreas señaladas una nueva ronda, con lo que deben aclarar."""
    if not encargos or not all(escrito(texto) for texto in encargos.values()):
        raise DatosInvalidos("Señale al menos un área y lo que debe aclarar.")
    plazos.cerrar(solicitud, en, Clase.ESTRATEGIA)
    solicitud.ronda += 1
    Revision.objects.bulk_create(
        [Revision(solicitud=solicitud, area=area, ronda=solicitud.ronda, encargo=texto.strip())
         for area, texto in encargos.items()]
    )
    plazos.abrir(solicitud, Clase.REVISION, en)
    return Hecho({"areas": [area.clave for area in encargos], "ronda": solicitud.ronda})


def proponer(
    solicitud: Solicitud, por: Usuario, en: datetime, *, analisis: str, criterios: list[CriterioContestado],
    sentidos: dict[int, Resolucion], autoriza: Usuario, condiciones: Sequence[CondicionPropuesta] = (),
    forma_firma: str = FormaDeFirma.PADES, atenciones: Mapping[int, str] | None = None,
    fundamentos: Sequence[Fundamento] | None = None, parrafos: Sequence[tuple[VersionDeBloque, str]] = (),
    aclaraciones: Mapping[str, str] | None = None,
) -> Hecho:
    """Elabora el proyecto de dictamen: sentido por concepto, análisis, condiciones y forma de firma.

    `atenciones` dice, por la llave de cada marca de la devolución, cómo se atendió: no se propone sin contestarlas.
    Sin `fundamentos`, los de la competencia que convienen a su tipo. `parrafos`: de qué versión de bloque sale cada
    uno y cómo quedó. `aclaraciones`: por cada regla de coherencia que la pida, su razón.
    """
    propuestos = {str(s["sentido"]) for s in sentidos.values()}
    citados = list(_fundado(solicitud, dia_de(en), fundamentos, forma_firma, propuestos))
    dadas = _exigir_coherente(solicitud, en, Propuesto(
        analisis, criterios, sentidos, condiciones, citados, aclaraciones or {}))
    _exigir_autoridad(solicitud, autoriza)
    exigir_atados(*del_expediente(solicitud))
    _atender_marcas(solicitud, atenciones or {}, por, en)
    dictamen = _proyecto(solicitud, por, en, autoriza)
    dictamen.analisis, dictamen.criterios, dictamen.forma_firma = analisis.strip(), criterios, forma_firma
    dictamen.aclaraciones = dadas
    dictamen.save()
    dictamen.sentidos.all().delete()
    dictamen.condiciones.all().delete()
    SentidoDeConcepto.objects.bulk_create(
        [SentidoDeConcepto(dictamen=dictamen, concepto_id=pk, **resolucion) for pk, resolucion in sentidos.items()]
    )
    Condicion.objects.bulk_create([Condicion(dictamen=dictamen, **condicion) for condicion in condiciones])
    dictamen.fundamentos.set(citados)
    _guardar_parrafos(dictamen, parrafos)
    plazos.cerrar(solicitud, en, Clase.ESTRATEGIA)
    plazos.abrir(solicitud, Clase.FIRMA, en)
    dice = {"version": dictamen.version, "sentidos": sorted({s["sentido"] for s in sentidos.values()})}
    return Hecho(dice | _con_razones(dadas), ata=[dictamen])


def _fundado(
    solicitud: Solicitud, dia: date, elegidos: Sequence[Fundamento] | None, forma: str, sentidos: set[str]
) -> Sequence[Fundamento]:
    """Los que cita el proyecto. `SinFundamento` si no cita ninguno que rija, o la competencia no alcanza."""
    convienen = [f for f in elegidos or () if f.conviene_a(solicitud.tipo)]
    del_dia = competencias.DelDia(dia)
    citados = convienen or del_dia.fundamentos("dictaminar", solicitud.tipo)
    if vencidos := del_dia.que_no_rigen(citados):
        raise SinFundamento(f"Ya no rige {vencidos[0]}: elija otro fundamento.")
    if forma == FormaDeFirma.PADES and (falta := electronica.por_que_no(del_dia, DICTAMEN)):
        raise SinFundamento(falta)
    alcanza = set(del_dia.sentidos("dictaminar"))
    if alcanza and (fuera := sentidos - alcanza):
        raise SinFundamento(f"La competencia capturada no alcanza para resolver {', '.join(sorted(fuera))}.")
    return citados


def _revision_pendiente(solicitud: Solicitud, area: Area, por: Usuario) -> Revision:
    revision = solicitud.revisiones.filter(ronda=solicitud.ronda, area=area).first()
    if revision is None:
        raise EstadoEquivocado("Esta área no revisa el asunto en esta ronda.")
    if revision.dada_por_id == por.pk:
        raise YaRegistrado("Su opinión ya quedó registrada.")
    if revision.dada_en:
        raise EstadoEquivocado(f"{revision.dada_por} ya dio la opinión de {area}.")
    if revision.turnada_a_id and revision.turnada_a_id != por.pk:
        raise EstadoEquivocado(f"Esta revisión está turnada a {revision.turnada_a}.")
    return revision


def _revision_de_quien_opina(solicitud: Solicitud, area: Area, por: Usuario, version: int, motivo: str) -> Revision:
    revision = solicitud.revisiones.filter(area=area).order_by("-ronda").first()
    if revision is None or revision.dada_en is None:
        raise EstadoEquivocado(f"No hay una opinión de {area} que corregir.")
    if revision.dada_por_id != por.pk:
        raise EstadoEquivocado(f"La opinión de {area} la dio {revision.dada_por}: sólo esa persona la corrige.")
    if revision.version == version:
        return revision
    # El mismo envío otra vez lleva el mismo motivo; con otro, es lo escrito en otra ventana y no se da por hecho.
    if revision.version == version + 1 and revision.anteriores.filter(version=version, motivo=motivo).exists():
        raise YaRegistrado("Su corrección ya quedó registrada.")
    raise OpinionYaCorregida


def _guardar_anterior(revision: Revision, en: datetime, motivo: str) -> OpinionAnterior:
    return OpinionAnterior.objects.create(
        revision=revision, version=revision.version, postura=revision.postura, texto=revision.texto,
        criterios=revision.criterios, dada_por=revision.quien_opino, dada_en=revision.momento_de_opinion,
        corregida_en=en, motivo=motivo, opiniones=[
            {"concepto": o.concepto.orden, "postura": o.get_postura_display(), "nota": o.nota}
            for o in revision.opiniones.select_related("concepto").order_by("concepto__orden")
        ],
    )


def _dar(
    revision: Revision, en: datetime, texto: str, opiniones: dict[int, tuple[str, str]],
    criterios: list[CriterioContestado], aclaraciones: Mapping[str, str],
) -> dict[str, object]:
    """Guarda lo que el área dice, si no se contradice; lo que dirá su evento. Lanza `DatosInvalidos`."""
    solicitud = revision.solicitud
    caso = opinando(solicitud, revision.area, dia_de(en), texto=texto, opiniones=opiniones, criterios=criterios,
                    aclaraciones=aclaraciones)
    hallados = coherencia.hallazgos(caso)
    coherencia.exigir(coherencia.pendientes(hallados))
    _exigir_suyos(solicitud, opiniones)
    OpinionDeConcepto.objects.bulk_create(
        [OpinionDeConcepto(revision=revision, concepto_id=pk, postura=postura, nota=nota.strip())
         for pk, (postura, nota) in opiniones.items()]
    )
    revision.postura, revision.texto, revision.criterios = caso.areas[0].postura, texto.strip(), criterios
    revision.aclaraciones = coherencia.razones_dadas(caso, hallados)
    revision.save()
    return {"area": revision.area.clave, "ronda": revision.ronda, "postura": revision.postura,
            **_con_razones(revision.aclaraciones)}


def _exigir_coherente(solicitud: Solicitud, en: datetime, dicho: Propuesto) -> dict[str, str]:
    """Las razones que la coherencia pidió y se dieron. Lanza `DatosInvalidos` si algo impide o espera la suya."""
    _exigir_suyos(solicitud, dicho.sentidos)
    caso = proponiendo(solicitud, dia_de(en), dicho)
    hallados = coherencia.hallazgos(caso)
    coherencia.exigir(coherencia.pendientes(hallados))
    return coherencia.razones_dadas(caso, hallados)


def _exigir_suyos(solicitud: Solicitud, dicho: Mapping[int, object]) -> None:
    if ajenos := set(dicho) - set(solicitud.conceptos.values_list("pk", flat=True)):
        raise DatosInvalidos(f"{len(ajenos)} de los conceptos no son de esta solicitud.")


def _con_razones(dadas: Mapping[str, str]) -> dict[str, object]:
    return {"aclaraciones": dict(dadas)} if dadas else {}


def _atender_marcas(solicitud: Solicitud, atenciones: Mapping[int, str], por: Usuario, en: datetime) -> None:
    pendientes = list(Marca.objects.por_atender(Dictamen.objects.filter(solicitud=solicitud).first()))
    for marca in pendientes:
        marca.respuesta, marca.atendida_por, marca.atendida_en = atenciones.get(marca.pk, "").strip(), por, en
        if not marca.respuesta:
            raise DatosInvalidos("Diga cómo atendió cada marca de quien devolvió el proyecto.")
    Marca.objects.bulk_update(pendientes, ["respuesta", "atendida_por", "atendida_en"])


def _guardar_parrafos(dictamen: Dictamen, parrafos: Sequence[tuple[VersionDeBloque, str]]) -> None:
    valores = bloques.valores_de(dictamen.solicitud)
    if any(version.publicada_en is None or not escrito(texto) for version, texto in parrafos):
        raise DatosInvalidos("Los párrafos salen de bloques publicados y ninguno va en blanco.")
    dictamen.parrafos.all().delete()
    ParrafoDeBloque.objects.bulk_create([
        ParrafoDeBloque(dictamen=dictamen, version=version, texto=texto.strip(),
                        se_modifico=texto.split() != bloques.fundir(version.texto, valores).split())
        for version, texto in parrafos
    ])


def _exigir_autoridad(solicitud: Solicitud, autoriza: Usuario) -> None:
    if not puede(autoriza, "dictamen.firmar"):
        raise DatosInvalidos(f"{autoriza.nombre} no autoriza dictámenes.")
    if motivo := motivo_para_no_participar(solicitud, autoriza, Participacion.Funcion.AUTORIZA):
        raise DatosInvalidos(f"{autoriza.nombre}: {motivo}")


def _proyecto(solicitud: Solicitud, por: Usuario, en: datetime, autoriza: Usuario) -> Dictamen:
    dictamen = Dictamen.objects.filter(solicitud=solicitud).first()
    if dictamen is None:
        return Dictamen.objects.create(solicitud=solicitud, proyectado_por=por, proyectado_en=en, autoriza=autoriza)
    dictamen.version += 1
    dictamen.proyectado_por, dictamen.proyectado_en, dictamen.autoriza = por, en, autoriza
    dictamen.datos = dictamen.sellado = dictamen.firmado = dictamen.firmado_por = dictamen.firmado_en = None
    dictamen.ubicacion_original = ""
    return dictamen
