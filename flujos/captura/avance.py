"""Cómo va una captura: sus secciones, lo que falta en cada una y a qué página lleva cada falta."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cuentas.interfaz.formatos import fecha, pesos
from dictamenes.generales import DE_COMPRA, EN_LA_CAPTURA, escrito, exigidos
from dictamenes.models import Anexo, Concepto, Solicitud
from dictamenes.models.catalogos import Modalidad, Tipo
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import requisitos
from dictamenes.textos.formularios.definicion import (
    Falta,
    anexos_exigidos,
    aplica,
    dicha,
    nombre_de_anexo,
    preguntas,
    respuesta_valida,
    respuestas_que_aplican,
)
from flujos.captura.forms.solicitud import GeneralForm

GENERALES = {nombre: EN_LA_CAPTURA[nombre] for nombre in GeneralForm.base_fields}


@dataclass(frozen=True)
class Destino:
    """Dónde se atiende algo: cómo se llama y en qué página está."""

    rotulo: str
    url: str
    seccion: str


def destino(solicitud: Solicitud, sobre: str) -> Destino:
    """A dónde lleva lo que falta: campo general, pregunta, concepto o anexo; si no se conoce, al borrador."""
    return _destino(solicitud, sobre, _por_clave(solicitud) if sobre.startswith("concepto") else {})


def _por_clave(solicitud: Solicitud) -> dict[str, Concepto]:
    return {f"concepto-{concepto.orden}": concepto for concepto in solicitud.conceptos.all()}


def _destino(solicitud: Solicitud, sobre: str, conceptos: dict[str, Concepto]) -> Destino:
    if sobre in GENERALES:
        return Destino(GENERALES[sobre], f"{_url('seccion_general', solicitud)}#id_{sobre}", "general")
    if sobre == "conceptos" or sobre.startswith("concepto-"):
        return _de_concepto(solicitud, conceptos.get(sobre))
    if sobre == "anexos" or sobre.startswith("anexo-"):
        return _de_anexo(solicitud, sobre.partition("-")[2])
    for seccion in solicitud.formulario.definicion["secciones"]:
        for pregunta in seccion["preguntas"]:
            if pregunta["clave"] == sobre:
                url = _url("seccion", solicitud, seccion["clave"])
                return Destino(pregunta["texto"], f"{url}#id_{sobre}", seccion["clave"])
    return Destino(sobre.replace("_", " ").capitalize() or "La solicitud", _url("borrador", solicitud), "")


def faltas_con_destino(solicitud: Solicitud, faltas: list[Falta]) -> list[dict[str, Any]]:
    """Cada falta con el vínculo a donde se corrige."""
    conceptos = _por_clave(solicitud) if faltas else {}
    return [{"mensaje": f.mensaje, "destino": _destino(solicitud, f.sobre, conceptos)} for f in faltas]


def tareas(solicitud: Solicitud) -> list[dict[str, str]]:
    """La lista de secciones con su estado, en el orden en que conviene llenarlas."""
    faltas = requisitos.revisar(solicitud)
    cuantas: dict[str, int] = {}
    for falta in faltas:
        seccion = _destino(solicitud, falta.sobre, {}).seccion
        cuantas[seccion] = cuantas.get(seccion, 0) + 1
    return [
        _general(solicitud, cuantas.get("general", 0)),
        *(_seccion(solicitud, s, cuantas.get(s["clave"], 0)) for s in solicitud.formulario.definicion["secciones"]),
        _conceptos(solicitud, cuantas.get("conceptos", 0)),
        _anexos(solicitud),
        _entrega(solicitud, len(faltas)),
    ]


def completas(lista: list[dict[str, str]]) -> int:
    return sum(tarea["estado"] == "completa" for tarea in lista)


def siguiente(solicitud: Solicitud, clave: str) -> str:
    """La página que sigue después de una sección."""
    claves = [s["clave"] for s in solicitud.formulario.definicion["secciones"]]
    pendientes = claves if clave == "general" else claves[claves.index(clave) + 1 :]
    return _url("seccion", solicitud, pendientes[0]) if pendientes else _url("conceptos", solicitud)


def anexos_de(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Las clases de anexo que vienen al caso, con lo que ya se adjuntó; primero lo exigido que falta."""
    definicion, (dichas, hechos) = solicitud.formulario.definicion, _al_caso(solicitud)
    exigidas = {a["clase"] for a in anexos_exigidos(definicion, dichas, hechos)}
    adjuntos: dict[str, list[Any]] = {}
    for anexo in solicitud.anexos.filter(retirado_en=None).select_related("archivo", "subido_por"):
        adjuntos.setdefault(anexo.clase, []).append(anexo)
    clases = [
        {"clase": a["clase"], "nombre": a["nombre"], "exigido": a["clase"] in exigidas, "se_pide": "obligatorio" in a,
         **_como_van(adjuntos.get(a["clase"], []))}
        for a in [*definicion["anexos"], *_que_ya_no_se_piden(definicion, adjuntos)]
        if aplica(a, dichas, hechos) or a["clase"] in adjuntos
    ]
    return sorted(clases, key=lambda c: (not c["exigido"], bool(c["adjuntos"])))


def _al_caso(solicitud: Solicitud) -> tuple[dict[str, Any], set[str]]:
    """Lo contestado que viene al caso y los hechos con que se juzgó."""
    hechos = requisitos.hechos_de(solicitud)
    return respuestas_que_aplican(solicitud.formulario.definicion, solicitud.respuestas, hechos), hechos


def _que_ya_no_se_piden(definicion: dict[str, Any], adjuntos: dict[str, list[Any]]) -> list[dict[str, str]]:
    """Lo adjuntado con una versión anterior en una clase que ésta no tiene: va con lo demás si no se retira."""
    suyas = {a["clase"] for a in definicion["anexos"]}
    return [{"clase": c, "nombre": nombre_de_anexo(definicion, c)} for c in adjuntos if c not in suyas]


def _como_van(adjuntos: list[Anexo]) -> dict[str, Any]:
    archivos = [anexo.archivo for anexo in adjuntos]
    listo = bool(archivos) and all(archivo.disponible for archivo in archivos)
    return {"adjuntos": adjuntos, "listo": listo, "rechazado": any(archivo.rechazado for archivo in archivos)}


def _general(solicitud: Solicitud, faltan: int) -> dict[str, str]:
    url = _url("seccion_general", solicitud)
    return _tarea("Datos generales, oficio y presupuesto", url, faltan, general_empezada(solicitud))


def general_empezada(solicitud: Solicitud) -> bool:
    """Si ya se escribió algo de lo que se exige; no cuenta lo que trae al nacer."""
    return any(escrito(solicitud, campo) for campo in exigidos(solicitud))


def _seccion(solicitud: Solicitud, seccion: dict[str, Any], faltan: int) -> dict[str, str]:
    respuestas = solicitud.respuestas
    escritas = [p for p in seccion["preguntas"] if respuestas.get(p["clave"])]
    tarea = _tarea(seccion["titulo"], _url("seccion", solicitud, seccion["clave"]), faltan, bool(escritas))
    if any(not respuesta_valida(p, respuestas[p["clave"]]) for p in escritas):
        return {**tarea, "estado": "con_errores", "estado_texto": ""}
    if not escritas and not any(p.get("obligatoria", True) for p in seccion["preguntas"]):
        return {**tarea, "estado": "sin_empezar", "estado_texto": "Opcional"}
    return tarea


def _conceptos(solicitud: Solicitud, faltan: int) -> dict[str, str]:
    cuantos = solicitud.conceptos.count()
    dicho = "1 concepto" if cuantos == 1 else f"{cuantos} conceptos"
    ayuda = dicho if cuantos else "Lo que se compra, con su estándar y su precio"
    return {**_tarea("Conceptos", _url("conceptos", solicitud), faltan, bool(cuantos)), "ayuda": ayuda}


def _anexos(solicitud: Solicitud) -> dict[str, str]:
    exigidos = [c for c in anexos_de(solicitud) if c["exigido"]]
    listos = sum(c["listo"] for c in exigidos)
    tarea = _tarea("Anexos", _url("anexos", solicitud), len(exigidos) - listos, bool(listos))
    return tarea if listos == len(exigidos) else {**tarea, "estado_texto": f"{listos} de {len(exigidos)}"}


def _entrega(solicitud: Solicitud, faltan: int) -> dict[str, str]:
    if solicitud.estado == Estado.PREVENIDA:
        return _tarea("Contestar las observaciones y entregar", _url("desahogar", solicitud), 1, False)
    tarea = _tarea("Revisar y presentar", _url("presentar", solicitud), 1, False)
    if faltan:
        return {**tarea, "estado_texto": "Falta 1 dato" if faltan == 1 else f"Faltan {faltan} datos"}
    return {**tarea, "estado": "en_captura", "estado_texto": "Lista para presentar"}


def _tarea(texto: str, url: str, faltan: int, empezada: bool) -> dict[str, str]:
    estado = "completa" if not faltan else "en_captura" if empezada else "sin_empezar"
    return {"texto": texto, "url": url, "estado": estado, "estado_texto": ""}


def _de_concepto(solicitud: Solicitud, concepto: Concepto | None) -> Destino:
    if concepto is None:
        return Destino("Conceptos", _url("conceptos", solicitud), "conceptos")
    url = _url("concepto", solicitud, concepto.pk)
    return Destino(f"Concepto {concepto.orden}: {concepto.descripcion[:80]}", url, "conceptos")


def _de_anexo(solicitud: Solicitud, clase: str) -> Destino:
    nombres = {a["clase"]: a["nombre"] for a in solicitud.formulario.definicion["anexos"]}
    if clase not in nombres:
        return Destino("Anexos", _url("anexos", solicitud), "anexos")
    return Destino(f"Anexo «{nombres[clase]}»", f"{_url('anexos', solicitud)}?clase={clase}#subir", "anexos")


def respuestas_dichas(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Las secciones del formulario con sus respuestas en palabras, sólo lo que viene al caso."""
    dichas, hechos = _al_caso(solicitud)
    return [
        {
            "titulo": seccion["titulo"],
            "url": _url("seccion", solicitud, seccion["clave"]),
            "filas": [_fila(solicitud, seccion, p) for p in seccion["preguntas"] if aplica(p, dichas, hechos)],
        }
        for seccion in solicitud.formulario.definicion["secciones"]
    ]


def fuera_de_caso(solicitud: Solicitud) -> list[str]:
    """Las preguntas contestadas que ya no vienen al caso: lo escrito se conserva y no se entrega."""
    dichas, _ = _al_caso(solicitud)
    return [p["texto"] for p in preguntas(solicitud.formulario.definicion)
            if solicitud.respuestas.get(p["clave"]) and p["clave"] not in dichas]


def en_palabras(solicitud: Solicitud, clave: str, valor: Any) -> str:
    """Una respuesta como se lee: la opción por su texto."""
    pregunta = next(p for p in preguntas(solicitud.formulario.definicion) if p["clave"] == clave)
    return dicha(pregunta, valor or "")


def generales_dichos(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Los datos generales en palabras."""
    return [
        {"clave": rotulo, "valor": general_en_palabras(getattr(solicitud, campo)),
         "acciones": [{"texto": "Cambiar", "url": f"{_url('seccion_general', solicitud)}#id_{campo}"}]}
        for campo, rotulo in GENERALES.items()
        if not (campo in DE_COMPRA and solicitud.tipo == Tipo.BAJA)
    ]


def general_en_palabras(valor: Any) -> str:
    if valor in (None, ""):
        return ""
    if isinstance(valor, date):
        return fecha(valor)
    if isinstance(valor, Decimal):
        return pesos(valor)
    return {**dict(Modalidad.choices), **dict(Solicitud.Suficiencia.choices)}.get(valor, str(valor))


def _fila(solicitud: Solicitud, seccion: dict[str, Any], pregunta: dict[str, Any]) -> dict[str, Any]:
    clave = pregunta["clave"]
    url = f"{_url('seccion', solicitud, seccion['clave'])}#id_{clave}"
    valor = dicha(pregunta, solicitud.respuestas.get(clave, ""))
    return {"clave": pregunta["texto"], "valor": valor, "acciones": [{"texto": "Cambiar", "url": url}]}


def _url(nombre: str, solicitud: Solicitud, *mas: Any) -> str:
    return reverse(f"flujos:{nombre}", args=[solicitud.pk, *mas])


def pendientes(solicitud: Solicitud, clave: str) -> list[dict[str, Any]]:
    """Lo que falta para presentar en una sección; los conceptos tienen su página y aquí no se juzgan."""
    suyas = [f for f in requisitos.revisar(solicitud, {}) if _destino(solicitud, f.sobre, {}).seccion == clave]
    return faltas_con_destino(solicitud, suyas)
