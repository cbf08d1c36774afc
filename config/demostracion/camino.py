"""El camino de una solicitud, un paso por fila: qué acto lo da, qué papel y qué se escribe si no se dice otra cosa.

Lo andan la demostración, la práctica y las pruebas: cada una pone su gente y su hora, y se detiene entre dos pasos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from archivos.models import Archivo
from config.demostracion.asuntos import ANALISIS, MOTIVOS, OBSERVACIONES, OPINIONES
from config.demostracion.bloques import parrafos_para
from cuentas.models import Area, Ente, Usuario
from cuentas.reloj import dia_de
from dictamenes import tramite
from dictamenes.congelado import CriterioContestado
from dictamenes.documento import documentos
from dictamenes.expediente import captura
from dictamenes.models import Concepto, Dictamen, Marca, Solicitud
from dictamenes.models.criterios import ClaseDeLista, Criterio
from dictamenes.models.dictamen import FormaDeFirma, Sentido
from dictamenes.models.revision import Postura
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import coherencia
from dictamenes.reglas.areas import areas_sugeridas
from dictamenes.reglas.coherencia.asunto import Propuesto, opinando, proponiendo
from dictamenes.reglas.requisitos import hechos_de
from dictamenes.textos.criterios import respuesta, vigente
from dictamenes.textos.formularios.definicion import anexos_exigidos, preguntas
from dictamenes.tramite import CualquierActo
from flujos.recorrido import actos

Datos = dict[str, Any]
Quien = Callable[[str, Area | None], Usuario]  # quién hace ese papel; el de un área, en cuál
PRECISION = "Se adjunta el documento completo y se precisa lo solicitado en el anexo técnico."
ATENCION = "Se agregó la razón al análisis."
MOTIVO = "La diferencia con el estándar es menor, no afecta el uso previsto y corregirla retrasaría el servicio."
ACLARACION = "Consta en el expediente: el área y la revisión estratégica lo trataron antes de resolver."
ACLARACIONES = {
    "contra_todas_las_areas": "Lo decide el criterio de costo-beneficio: técnicamente procede, pero el mismo "
                              "servicio se cubre con un contrato vigente del ente.",
    "no_procede_y_cumple": "Depende de la cantidad: cada criterio se cumple por equipo, pero no se acreditó que hagan "
                           "falta todos.",
}
CONDICION = {
    "texto": "Acreditar ante la Subsecretaría la entrega de garantías y la configuración segura del equipo.",
    "responsable": "Titular de la unidad de TIC", "evidencia": "Acta de entrega con anexo fotográfico",
}
PARA_CUMPLIRLA = timedelta(days=60)


class Camino:
    """Una solicitud que avanza con los actos de verdad; `escrito` es lo que se escribe distinto en cada acto."""

    en: datetime
    solicitud: Solicitud
    elabora: Usuario

    def __init__(self, quien: Quien, escrito: Mapping[CualquierActo, Datos] | None = None) -> None:
        self.quien, self.escrito = quien, escrito or {}

    def en_mano(self, solicitud: Solicitud, en: datetime) -> Self:
        """El de una solicitud que ya existe, a esa hora."""
        self.solicitud, self.en = solicitud, en
        return self

    def abrir(self, ente: Ente, tipo: str, modalidad: str, proyecto: str, *, por: Usuario, en: datetime) -> Self:
        """El de un borrador nuevo, que esa persona elabora."""
        self.elabora = por
        return self.en_mano(captura.iniciar(ente, tipo, modalidad, proyecto, por=por, en=en), en)

    def guardar(self, acto: Callable[..., Solicitud], **datos: Any) -> None:
        """Un guardado de la captura, sobre la última versión."""
        self.solicitud = acto(self.solicitud, version=self.solicitud.version, por=self.elabora, en=self.en, **datos)

    def contestar(self, campos: Datos, contesta: Callable[[Datos], str]) -> None:
        """Los datos generales y todas las preguntas de su formulario."""
        respuestas = {p["clave"]: contesta(p) for p in preguntas(self.solicitud.formulario.definicion)}
        self.guardar(captura.guardar, campos=campos, respuestas=respuestas)

    def pedir(self, conceptos: Iterable[Datos]) -> None:
        for datos in conceptos:
            self.guardar(captura.guardar_concepto, datos=datos)

    def anexar(self, archivo_de: Callable[[Datos], tuple[str, Archivo]]) -> None:
        """Cada anexo que se exige a lo capturado; `archivo_de` dice su nombre y lo entrega."""
        solicitud = self.solicitud
        for anexo in anexos_exigidos(solicitud.formulario.definicion, solicitud.respuestas, hechos_de(solicitud)):
            nombre, archivo = archivo_de(anexo)
            self.guardar(captura.anexar, clase=anexo["clase"], nombre=nombre, archivo=archivo)

    def dar(self, acto: CualquierActo, por: Usuario | None = None, **dicho: Any) -> Solicitud:
        """Un paso. Sin `por`, lo da quien hace su papel; lo que no se diga se escribe como en su fila."""
        paso, datos = PASOS[acto], {**self.escrito.get(acto, {}), **dicho}
        for campo, valor in paso.escribe.items():
            if campo not in datos:
                datos[campo] = valor(self, datos) if callable(valor) else valor
        quien = por or self.quien(paso.papel, datos.get("area"))
        self.solicitud = actos.ejecutar(acto, self.solicitud, por=quien, en=self.en, **datos)
        return self.solicitud

    def etapa(self) -> Solicitud:
        """Lo que su etapa pide: una opinión por cada área que falte; en las demás, un paso."""
        for _ in range(len(self.por_opinar()) or 1):
            self.dar(SIGUE[Estado(self.solicitud.estado)])
        return self.solicitud

    def hasta(self, estado: str) -> Solicitud:
        """Etapa por etapa, mientras ninguna espere al trabajador."""
        while self.solicitud.estado != estado:
            self.etapa()
        return self.solicitud

    def por_opinar(self) -> list[Area]:
        """Las áreas cuya opinión falta en esta ronda."""
        pendientes = self.solicitud.revisiones.filter(ronda=self.solicitud.ronda, dada_en=None).select_related("area")
        return [revision.area for revision in pendientes]

    def por_atender(self) -> list[Marca]:
        """Lo que se marcó al devolver el proyecto y nadie ha contestado."""
        return list(Marca.objects.por_atender(Dictamen.objects.filter(solicitud=self.solicitud).first()))

    def dictamen(self) -> Dictamen:
        """El suyo, como está ahora en la base."""
        return Dictamen.objects.get(solicitud=self.solicitud)


def respuesta_valida(pregunta: Datos, termina: str, texto: str, **dichas: str) -> str:
    """Lo dicho para esa pregunta o algo de su clase que la revisión previa acepta."""
    de_su_clase = {"numero": "3", "dinero": "3", "fecha": termina, "opcion": pregunta.get("opciones", [[""]])[0][0]}
    return {"multianual": "no", **dichas}.get(pregunta["clave"]) or de_su_clase.get(pregunta["clase"], texto)


def contestaciones(solicitud: Solicitud, texto: str = PRECISION) -> dict[int, tuple[str, bool]]:
    """La misma respuesta a cada observación de la última prevención; ninguna si no se ha prevenido."""
    prevencion = solicitud.prevenciones.last()
    return {o.pk: (texto, False) for o in prevencion.observaciones.all()} if prevencion else {}


def opiniones(solicitud: Solicitud, postura: str = Postura.PROCEDE, nota: str = "") -> dict[int, tuple[str, str]]:
    """La misma postura en cada concepto."""
    return {concepto.pk: (postura, nota) for concepto in solicitud.conceptos.all()}


def resoluciones(solicitud: Solicitud, sentido: str = Sentido.FAVORABLE, **escrito: Any) -> dict[int, Datos]:
    """El mismo sentido para cada concepto; `escrito` son las razones y qué corregir."""
    return {concepto.pk: resolucion(concepto, sentido, **escrito) for concepto in solicitud.conceptos.all()}


def resolucion(concepto: Concepto, sentido: str, razones: Iterable[str] = (), corregir: str = "") -> Datos:
    """Lo que se resuelve de un concepto; si procede sin cumplir su estándar, con el porqué."""
    motivo = MOTIVO if concepto.no_cumple and sentido != Sentido.NO_FAVORABLE else ""
    return {"sentido": sentido, "razones": list(razones), "corregir": corregir, "motivo": motivo}


def criterios_tecnicos(solicitud: Solicitud) -> list[Criterio]:
    """Los que vienen al caso por la categoría de sus conceptos."""
    return vigente(ClaseDeLista.TECNICA).preguntas([concepto.categoria for concepto in solicitud.conceptos.all()])


def cumple(criterio: Criterio) -> CriterioContestado:
    return respuesta(criterio, "cumple", "Acreditado en el expediente.")


def _al_opinar(camino: Camino, datos: Datos) -> dict[str, str]:
    """La razón de cada regla que la pida; quien opina sin contradecirse no da ninguna."""
    dicho = {campo: datos[campo] for campo in ("texto", "opiniones", "criterios")}
    return _razones(opinando(camino.solicitud, datos["area"], dia_de(camino.en), aclaraciones={}, **dicho))


def _al_proponer(camino: Camino, datos: Datos) -> dict[str, str]:
    dicho = {campo: datos[campo] for campo in ("analisis", "criterios", "sentidos", "condiciones")}
    return _razones(proponiendo(camino.solicitud, dia_de(camino.en), Propuesto(**dicho)))


def _razones(caso: coherencia.Caso) -> dict[str, str]:
    aclarables = {regla.clave for regla in coherencia.ACLARABLES}
    esperan = {h.regla for h in coherencia.hallazgos(caso) if h.espera_razon}
    return {regla: ACLARACIONES.get(regla, ACLARACION) for regla in sorted(esperan & aclarables)}


def _condiciones(camino: Camino, datos: Datos) -> list[Datos]:
    if not any(r["sentido"] == Sentido.CON_CONDICIONES for r in datos["sentidos"].values()):
        return []
    return [CONDICION | {"fecha": (camino.en + PARA_CUMPLIRLA).date()}]


@dataclass(frozen=True)
class Paso:
    """Qué papel lo da y qué se escribe en cada campo: un valor, o cómo se saca del camino y de lo ya escrito."""

    papel: str
    escribe: Datos = field(default_factory=dict)


PASOS: dict[CualquierActo, Paso] = {
    tramite.presentar: Paso("presenta"),
    tramite.presentar_papel: Paso("recepcion", {"recibida_en": lambda c, d: c.en - timedelta(hours=1)}),
    tramite.admitir: Paso("recepcion", {"areas": lambda c, d: areas_sugeridas(c.solicitud, dia_de(c.en))}),
    tramite.prevenir: Paso("recepcion", {"causal": OBSERVACIONES[0][0], "observaciones": OBSERVACIONES[0][1]}),
    tramite.preparar_prevencion: Paso(
        "recepcion", {"causal": OBSERVACIONES[0][0], "observaciones": OBSERVACIONES[0][1]}),
    tramite.declarar_improcedente: Paso("recepcion", {"motivo": MOTIVOS["improcedente"]}),
    tramite.cancelar: Paso("coordinacion", {"motivo": MOTIVOS["cancelar"]}),
    tramite.acumular: Paso("coordinacion", {
        "a": lambda c, d: tramite.acumulables(c.solicitud).first(), "motivo": MOTIVOS["acumular"],
    }),
    tramite.desistir: Paso("presenta", {"motivo": MOTIVOS["desistir"]}),
    tramite.desahogar: Paso("presenta", {"respuestas": lambda c, d: contestaciones(c.solicitud)}),
    tramite.desahogar_papel: Paso("recepcion", {
        "recibida_en": lambda c, d: c.en - timedelta(hours=1), "rotulo": "Respuesta a las observaciones.pdf",
        "respuestas": lambda c, d: contestaciones(c.solicitud),
    }),
    tramite.opinar: Paso("tecnico", {
        "area": lambda c, d: c.por_opinar()[0], "texto": OPINIONES[0],
        "criterios": lambda c, d: [cumple(criterio) for criterio in criterios_tecnicos(c.solicitud)],
        "opiniones": lambda c, d: opiniones(c.solicitud), "aclaraciones": _al_opinar,
    }),
    tramite.devolver_a_areas: Paso("estrategico"),
    tramite.proponer: Paso("estrategico", {
        "analisis": ANALISIS[0],
        "criterios": lambda c, d: [cumple(criterio) for criterio in vigente(ClaseDeLista.ESTRATEGICA).preguntas()],
        "sentidos": lambda c, d: resoluciones(c.solicitud), "condiciones": _condiciones, "aclaraciones": _al_proponer,
        "parrafos": lambda c, d: parrafos_para(c.solicitud, {r["sentido"] for r in d["sentidos"].values()}),
        "atenciones": lambda c, d: {marca.pk: ATENCION for marca in c.por_atender()},
        "autoriza": lambda c, d: c.quien("firmante", None), "forma_firma": FormaDeFirma.PADES,
    }),
    tramite.devolver_proyecto: Paso("firmante", {"motivo": MOTIVOS["devolver_proyecto"]}),
    tramite.firmar: Paso("firmante", {
        "firmado": lambda c, d: documentos.firmado(c.dictamen(), c.dictamen().autoriza, c.en),
        "visto": lambda c, d: c.dictamen().sellado.sha256, "forma": lambda c, d: c.dictamen().forma_firma,
    }),
    tramite.reportar_condicion: Paso("presenta", {"rotulo": "acta_de_entrega.pdf"}),
}
SIGUE: dict[Estado, CualquierActo] = {
    Estado.BORRADOR: tramite.presentar, Estado.EN_REQUISITOS: tramite.admitir, Estado.PREVENIDA: tramite.desahogar,
    Estado.EN_REVISION: tramite.opinar, Estado.EN_ESTRATEGIA: tramite.proponer, Estado.EN_FIRMA: tramite.firmar,
}
