"""Los formularios a la vista de quien administra: lo que rige por tipo, cómo se verá y qué distingue a cada versión."""

from __future__ import annotations

from typing import Any

from dictamenes.models import Formulario
from dictamenes.models.catalogos import Tipo
from dictamenes.textos.formularios import palabras
from dictamenes.textos.formularios.definicion import CLASES, HECHOS
from flujos.base.dinamicos import formulario_de_seccion

NO_SE_PIDE = "–"


def formularios_vigentes() -> dict[str, Any]:
    """De cada tipo, la versión vigente y el borrador; y la matriz de anexos de lo vigente, tipo por tipo."""
    todas = list(Formulario.objects.all())
    tipos: list[dict[str, Any]] = []
    for tipo in Tipo:
        suyas = [v for v in todas if v.tipo == tipo]
        rige = next((v for v in suyas if v.publicada_en), None)
        tipos.append({
            "tipo": tipo, "rige": rige, "tamano": palabras.tamano(rige.definicion) if rige else "",
            "borrador": next((v for v in suyas if v.publicada_en is None), None),
        })
    return {"tipos": tipos, "matriz": _matriz([t["rige"] for t in tipos])}


def con_sus_cambios(de_un_tipo: list[Formulario]) -> list[dict[str, Any]]:
    """De la última a la primera, cada una con su tamaño y lo que la distingue de la anterior."""
    pares = zip(de_un_tipo, [*de_un_tipo[1:], None], strict=True)
    return [
        {"dato": v, "tamano": palabras.tamano(v.definicion),
         "cambios": palabras.cambios(previa.definicion, v.definicion) if previa else []}
        for v, previa in pares
    ]


def cambios_de(version: Formulario) -> list[str]:
    """Lo que la distingue de la anterior de su tipo."""
    previa = Formulario.objects.filter(tipo=version.tipo, numero__lt=version.numero).first()
    return palabras.cambios(previa.definicion, version.definicion) if previa else []


def vista_previa_de(definicion: dict[str, Any]) -> list[dict[str, Any]]:
    """Cada sección con los campos que verá quien captura: los arma el mismo código."""
    return [{"titulo": s["titulo"], "form": formulario_de_seccion(s, definicion)()} for s in definicion["secciones"]]


def piezas() -> list[tuple[str, str]]:
    """Qué lleva una definición, para quien la escribe."""
    clases = ", ".join(f"{clase} ({como})" for clase, como in CLASES.items())
    hechos = ", ".join(f"{hecho} ({que})" for hecho, que in HECHOS.items())
    return [
        ("secciones", "Cada una con clave, titulo y preguntas. Es una página de la captura."),
        ("preguntas", f"Cada una con clave, texto y clase: {clases}. Puede llevar ayuda (la pista), obligatoria (si "
                      "no se dice, true), opciones (pares de clave y texto), si, y en_documentos: con qué rótulo se "
                      "imprime en el oficio de solicitud y en el dictamen. Una fecha con vence (true) dice cuándo "
                      "termina lo contratado; un texto con es_folio_anterior (true), qué dictamen se renueva."),
        ("anexos", "Cada uno con clase, nombre y obligatorio. Puede llevar si."),
        ("declaraciones", "Cada una con clave y texto: se marcan al presentar y quedan en lo presentado."),
        ("si", "Cuándo viene al caso: {\"pregunta\": …, \"es\": …} con la clave de una opción, {\"pregunta\": …, "
               f"\"menor_que\": …}} con un número, o {{\"hecho\": …}}: {hechos}. La pregunta va antes."),
    ]


def _matriz(vigentes: list[Formulario | None]) -> list[dict[str, Any]]:
    columnas = [{a["clase"]: a for a in palabras.matriz(v.definicion)} if v else {} for v in vigentes]
    nombres = {clase: a["nombre"] for columna in reversed(columnas) for clase, a in columna.items()}
    en_orden = list(dict.fromkeys(clase for columna in columnas for clase in columna))
    return [
        {"nombre": nombres[clase], "letras": [c[clase]["letra"] if clase in c else NO_SE_PIDE for c in columnas]}
        for clase in en_orden
    ]
