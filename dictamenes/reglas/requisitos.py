"""La revisión previa: la misma función que usa quien captura y la que decide al presentar."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from cuentas.interfaz.formatos import pesos
from dictamenes import generales
from dictamenes.excepciones import ActoImposible
from dictamenes.models import Anexo, Concepto, Solicitud
from dictamenes.models.catalogos import Modalidad, Tipo
from dictamenes.textos.formularios.definicion import Falta, anexos_exigidos, faltas
from estandares.reglas import Requisito, evaluar

CON_PERFIL = "conceptos__perfil__requisitos"  # para quien va a leer varias veces los conceptos de una solicitud


class RequisitosIncompletos(ActoImposible):
    """La revisión previa encontró faltas; las trae todas."""

    def __init__(self, faltas: list[Falta]):
        super().__init__("; ".join(f.mensaje for f in faltas))
        self.faltas = faltas


def revisar(solicitud: Solicitud, veredictos: dict[int, str] | None = None) -> list[Falta]:
    """Todo lo que falta para presentar; lista vacía si el envío no fallará.

    Con `veredictos` (los de `veredictos_de`, ya calculados) no se vuelve a juzgar nada.
    """
    hechos = hechos_de(solicitud)
    definicion = solicitud.formulario.definicion
    return [
        *_generales(solicitud),
        *faltas(definicion, solicitud.respuestas, hechos),
        *_conceptos(solicitud, veredictos_de(solicitud) if veredictos is None else veredictos),
        *_anexos(solicitud, anexos_exigidos(definicion, solicitud.respuestas, hechos)),
    ]


def hechos_de(solicitud: Solicitud) -> set[str]:
    """Los hechos de la solicitud de los que dependen preguntas y anexos."""
    hechos = set()
    if solicitud.suficiencia == Solicitud.Suficiencia.OFICIO:
        hechos.add("con_suficiencia")
    if any(c.marca_justificada for c in solicitud.conceptos.all()):
        hechos.add("con_marca")
    return hechos


def advertencias(solicitud: Solicitud, veredictos: dict[int, str] | None = None) -> list[Falta]:
    """Lo que no impide presentar pero quien revisa va a señalar."""
    juzgados = veredictos_de(solicitud) if veredictos is None else veredictos
    return [
        Falta(f"concepto-{c.orden}", f"El concepto {c.orden} no cumple el estándar {c.perfil.nombre}")
        for c in _con_perfil(solicitud)
        if c.perfil and juzgados.get(c.orden) == "no_cumple"
    ]


def veredictos_de(solicitud: Solicitud) -> dict[int, str]:
    """Cómo queda hoy cada concepto que tiene perfil, por su número; las reglas de un perfil se leen una sola vez."""
    reglas: dict[int, list[Requisito]] = {}
    veredictos = {}
    for concepto in _con_perfil(solicitud):
        if concepto.perfil:
            suyas = reglas.get(concepto.perfil.pk) or reglas.setdefault(concepto.perfil.pk, concepto.perfil.reglas())
            veredictos[concepto.orden] = evaluar(suyas, concepto.declarado).global_
    return veredictos


def _generales(solicitud: Solicitud) -> list[Falta]:
    vacios = (campo for campo in generales.exigidos(solicitud) if not generales.escrito(solicitud, campo))
    encontradas = [Falta(campo.nombre, campo.exigido) for campo in vacios]
    if (solicitud.tipo == Tipo.BAJA) != (solicitud.modalidad == Modalidad.BAJA):
        encontradas.append(Falta("modalidad", "La modalidad y el tipo no corresponden: una baja es baja en los dos"))
    return encontradas + _suficiencia(solicitud)


def _suficiencia(solicitud: Solicitud) -> list[Falta]:
    siguiente = solicitud.ejercicio_anticipado()
    if solicitud.es_anticipada and solicitud.ejercicio < siguiente:
        return [Falta("ejercicio", f"La solicitud anticipada es para el ejercicio {siguiente} o posterior")]
    if solicitud.suficiencia != Solicitud.Suficiencia.OFICIO:
        return []
    if solicitud.suficiencia_importe is None:
        return [Falta("suficiencia_importe", "Escriba el total del oficio de suficiencia")]
    total = solicitud.totales()["total"]
    if solicitud.suficiencia_importe < total:
        return [Falta("suficiencia_importe", f"La suficiencia no cubre el total con IVA ({pesos(total)})")]
    return []


def _conceptos(solicitud: Solicitud, veredictos: dict[int, str]) -> list[Falta]:
    conceptos = solicitud.conceptos.all()
    if not conceptos:
        return [Falta("conceptos", "Agregue al menos un concepto")]
    return [falta for c in conceptos for falta in _concepto(c, solicitud, veredictos.get(c.orden, ""))]


def _con_perfil(solicitud: Solicitud) -> list[Concepto]:
    """Los conceptos con lo que su perfil exige; lo que ya se leyó (`CON_PERFIL`) no se vuelve a leer."""
    conceptos = list(solicitud.conceptos.all())
    prefetch_related_objects(conceptos, "perfil__requisitos")
    return conceptos


def _concepto(concepto: Concepto, solicitud: Solicitud, resultado: str) -> list[Falta]:
    sobre, encontradas = f"concepto-{concepto.orden}", []
    if concepto.precio_unitario == Decimal(0) and solicitud.tipo != Tipo.BAJA:
        encontradas.append(Falta(sobre, f"Escriba el precio unitario del concepto {concepto.orden}"))
    if resultado == "falta_declarar":
        encontradas.append(Falta(sobre, f"Complete los atributos obligatorios del concepto {concepto.orden}"))
    if resultado == "requiere_justificacion":
        encontradas.append(Falta(sobre, f"Justifique lo que rebasa el estándar en el concepto {concepto.orden}"))
    return encontradas


def _anexos(solicitud: Solicitud, exigidos: list[dict[str, Any]]) -> list[Falta]:
    adjuntos = list(solicitud.anexos.filter(retirado_en=None).select_related("archivo"))
    presentes = {anexo.clase for anexo in adjuntos}
    faltan = [
        Falta(f"anexo-{a['clase']}", f"Adjunte: {a['nombre']}") for a in exigidos if a["clase"] not in presentes
    ]
    return faltan + [por_que_no(anexo) for anexo in adjuntos if not anexo.archivo.disponible]


def por_que_no(anexo: Anexo) -> Falta:
    """Un anexo que todavía no se puede leer, o que ya no se podrá."""
    if anexo.archivo.rechazado:
        motivo = f"Retire «{anexo.nombre}» y adjunte otro: se rechazó ({anexo.archivo.motivo})"
    else:
        motivo = f"Espere unos minutos: se está revisando «{anexo.nombre}»"
    return Falta(f"anexo-{anexo.clase}", motivo)
