"""Partir de una solicitud anterior: qué se lleva al borrador nuevo y qué cambió desde entonces en lo que se exige."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.congelado import Atributo, Evaluacion
from dictamenes.generales import CAMPOS_GENERALES
from dictamenes.models import Anexo, Concepto, Partida, Solicitud
from dictamenes.models.solicitud import ConceptoQuerySet
from dictamenes.reglas.veredicto import veredicto, veredicto_de
from dictamenes.textos.formularios.definicion import preguntas, respuesta_valida
from estandares.models import Perfil, Version

CAMPOS = tuple(campo.nombre for campo in CAMPOS_GENERALES if campo.copiado)
CAMPOS_DE_CONCEPTO = (
    "categoria", "descripcion", "clave_catalogo", "cantidad", "unidad", "precio_unitario", "tasa_iva",
    "declarado", "marca_justificada",
)


@dataclass(frozen=True)
class AtributoCambiado:
    """Lo que se pedía de un atributo y lo que se pide hoy, con el resultado de lo declarado en cada momento."""

    nombre: str
    antes: Atributo | None
    ahora: Atributo | None


@dataclass(frozen=True)
class ConceptoCambiado:
    """Un concepto cuyo estándar cambió; sin `perfil` ni `ahora`, el suyo ya no está en la versión vigente."""

    concepto: Concepto
    antes: Evaluacion
    perfil: Perfil | None = None
    ahora: Evaluacion | None = None
    atributos: tuple[AtributoCambiado, ...] = ()


def llevar(origen: Solicitud, nueva: Solicitud, *, por: Usuario, en: datetime) -> None:
    """Pone en el borrador recién abierto lo que sigue valiendo hoy de `origen`; lo demás queda por llenar."""
    hoy = dia_de(en)
    for campo in CAMPOS:
        setattr(nueva, campo, getattr(origen, campo))
    nueva.partida = partida_de_hoy(origen, hoy)
    nueva.copiada_de = origen
    nueva.respuestas = _respuestas(origen, nueva)
    nueva.save()
    poner_conceptos(nueva, origen.conceptos.all(), hoy)
    _anexos(origen, nueva, por, en)


def partida_de_hoy(origen: Solicitud, hoy: date) -> Partida | None:
    """La de la misma clave que se puede usar hoy; None si `origen` no la tenía o ya ninguna la lleva."""
    return Partida.objects.vigentes(hoy).filter(clave=origen.partida.clave).first() if origen.partida else None


def poner_conceptos(nueva: Solicitud, conceptos: ConceptoQuerySet, hoy: date) -> None:
    """Copia esos conceptos al borrador, numerados desde 1 y cada uno con el perfil de hoy de su mismo estándar."""
    anteriores = conceptos.con_estandar()
    vigentes = perfiles_de_hoy(anteriores, hoy)
    Concepto.objects.bulk_create(
        Concepto(
            solicitud=nueva, orden=n, perfil=vigentes.get(c.perfil_id),
            **{campo: getattr(c, campo) for campo in CAMPOS_DE_CONCEPTO} | {"declarado": _sin_excepciones(c.declarado)},
        )
        for n, c in enumerate(anteriores, start=1)
    )


def _sin_excepciones(declarado: Mapping[str, dict[str, str]]) -> dict[str, object]:
    """La excepción es de un caso: en otro se vuelve a pedir, con su razón."""
    return {atributo: {k: v for k, v in dicho.items() if k != "excepcion"} for atributo, dicho in declarado.items()}


def conceptos_cambiados(origen: Solicitud, hoy: date) -> list[ConceptoCambiado]:
    """Los conceptos de `origen` a los que el estándar vigente les pide algo distinto de lo que se les pidió."""
    conceptos = origen.conceptos.con_estandar()
    vigentes = perfiles_de_hoy(conceptos, hoy)
    hallados = (_cambio(c, vigentes.get(c.perfil_id)) for c in conceptos if c.perfil_id)
    return [cambio for cambio in hallados if cambio]


def preguntas_nuevas(origen: Solicitud, nueva: Solicitud) -> list[str]:
    """Las claves que el formulario de hoy pregunta y el de entonces no."""
    de_entonces = {p["clave"] for p in preguntas(origen.formulario.definicion)}
    return [p["clave"] for p in preguntas(nueva.formulario.definicion) if p["clave"] not in de_entonces]


def respuestas_sin_lugar(origen: Solicitud, nueva: Solicitud) -> list[str]:
    """Lo que se contestó entonces y hoy ya no se pregunta o ya no se responde así, por el texto de su pregunta."""
    de_hoy = {p["clave"]: p for p in preguntas(nueva.formulario.definicion)}
    return [
        p["texto"] for p in preguntas(origen.formulario.definicion)
        if (valor := origen.respuestas.get(p["clave"]))
        and (p["clave"] not in de_hoy or not respuesta_valida(de_hoy[p["clave"]], valor))
    ]


def perfiles_de_hoy(conceptos: Iterable[Concepto], hoy: date) -> dict[int | None, Perfil]:
    """Por el perfil de cada concepto, el de la misma clave en la versión vigente de su mismo estándar."""
    suyos = {c.perfil_id: c.perfil for c in conceptos if c.perfil}
    candidatos = Perfil.objects.filter(
        version__in=Version.objects.vigentes(hoy), clave__in={p.clave for p in suyos.values()},
        version__estandar__in={p.version.estandar_id for p in suyos.values()},
    )
    en_orden = candidatos.select_related("version__estandar").order_by("version__numero")
    por_clave = {(p.version.estandar_id, p.clave): p for p in en_orden.prefetch_related("requisitos")}
    llaves = {pk: (p.version.estandar_id, p.clave) for pk, p in suyos.items()}
    return {pk: por_clave[llave] for pk, llave in llaves.items() if llave in por_clave}


def _respuestas(origen: Solicitud, nueva: Solicitud) -> dict[str, str]:
    return {
        p["clave"]: valor for p in preguntas(nueva.formulario.definicion)
        if not p.get("cada_vez") and p["clase"] != "fecha"
        and (valor := origen.respuestas.get(p["clave"])) and respuesta_valida(p, valor)
    }


def _anexos(origen: Solicitud, nueva: Solicitud, por: Usuario, en: datetime) -> None:
    """El mismo archivo, por su huella, con quien lo vuelve a presentar; lo que no se puede abrir no se lleva."""
    clases = {a["clase"] for a in nueva.formulario.definicion["anexos"] if a.get("se_reusa")}
    vigentes = origen.anexos.filter(retirado_en=None, clase__in=clases).select_related("archivo")
    Anexo.objects.bulk_create(
        Anexo(solicitud=nueva, clase=a.clase, nombre=a.nombre, archivo=a.archivo, subido_por=por, subido_en=en)
        for a in vigentes if a.archivo.disponible
    )


def _cambio(concepto: Concepto, perfil: Perfil | None) -> ConceptoCambiado | None:
    antes = concepto.evaluacion or veredicto(concepto)
    if antes is None or (perfil is not None and perfil.pk == concepto.perfil_id):
        return None
    if perfil is None:
        return ConceptoCambiado(concepto, antes)
    ahora = veredicto_de(perfil, concepto.declarado)
    atributos = tuple(_atributos(antes["atributos"], ahora["atributos"]))
    return ConceptoCambiado(concepto, antes, perfil, ahora, atributos) if atributos else None


def _atributos(antes: list[Atributo], ahora: list[Atributo]) -> list[AtributoCambiado]:
    de_antes, de_ahora = ({fila["clave"]: fila for fila in filas} for filas in (antes, ahora))
    claves = [*de_ahora, *(clave for clave in de_antes if clave not in de_ahora)]
    pares = ((de_antes.get(clave), de_ahora.get(clave)) for clave in claves)
    cambiados = ((hay, a, b) for a, b in pares if (hay := a or b) and _pide(a) != _pide(b))
    return [AtributoCambiado(hay["atributo"], a, b) for hay, a, b in cambiados]


def _pide(fila: Atributo | None) -> tuple[str, ...] | None:
    """Lo que hace distinto a un requisito: qué exige, si es obligatorio y cómo queda lo declarado."""
    return (fila["exigido"], fila["nivel"], fila["resultado"]) if fila else None
