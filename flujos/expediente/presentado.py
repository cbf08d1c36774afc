"""Lo que el ente entregó, tal como quedó congelado, listo para leerse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archivos import paginas
from cuentas.interfaz.formatos import pesos
from cuentas.preparada import PreparadaDeModelos, hueco
from dictamenes.congelado import Entrega
from dictamenes.expediente import anexos
from dictamenes.generales import CAMPOS_GENERALES
from dictamenes.models import Anexo, Solicitud
from dictamenes.textos.formularios.definicion import HECHOS, aplica, dicha, nombre_de_anexo, respuestas_que_aplican
from flujos.base.tramos import Tramo, tramo_de
from flujos.expediente.asunto import entregas

ANEXOS = PreparadaDeModelos(lambda: Anexo.objects.filter(solicitud=hueco("solicitud")).select_related("archivo"))


def presentado(solicitud: Solicitud) -> dict[str, Any]:
    """La última entrega formal: resumen, respuestas por sección, conceptos con veredicto, totales y anexos.

    Mientras se atienden observaciones, lo que se esté cambiando no aparece: se lee lo entregado.
    """
    datos = entregas(solicitud)[-1].datos
    return {
        "datos": datos,
        "resumen": _resumen(datos),
        "secciones": _secciones(solicitud.formulario.definicion, datos["respuestas"]),
        "conceptos": datos["conceptos"],
        "totales": datos["totales"],
        "anexos": anexos_entregados(solicitud, datos),
    }


def por_tramos(entregado: dict[str, Any], consulta: Mapping[str, str]) -> tuple[dict[str, Any], Tramo]:
    """Lo presentado con sólo los conceptos de la página que pide `consulta`, y la página."""
    tramo = tramo_de(entregado["conceptos"], consulta)
    return {**entregado, "conceptos": tramo.conceptos}, tramo


def anexos_entregados(solicitud: Solicitud, datos: Entrega) -> list[dict[str, Any]]:
    """Los anexos de esa entrega, con su clase en palabras y las versiones suyas que se entregaron antes."""
    definicion = solicitud.formulario.definicion
    huellas = {a["sha256"] for a in datos["anexos"]}
    hallados = [a for a in ANEXOS(solicitud=solicitud.pk) if a.archivo.sha256 in huellas]
    # Lo que se retiró y se volvió a adjuntar, o regresó a una versión anterior, es un solo anexo: el último.
    entregados = list({(a.clase, a.archivo_id): a for a in hallados}.values())
    versiones = _versiones_entregadas(solicitud, entregados)
    return [
        {"pk": a.pk, "clase": nombre_de_anexo(definicion, a.clase), "nombre": a.nombre, "tamano": a.archivo.tamano,
         "sha256": a.archivo.sha256, "archivo": a.archivo, "se_dibuja": paginas.se_dibuja(a.archivo),
         "version": a.version, "anteriores": versiones.get(a.pk, [])}
        for a in entregados
    ]


def _versiones_entregadas(solicitud: Solicitud, entregados: list[Anexo]) -> dict[int, list[Anexo]]:
    """Las anteriores que sí se entregaron; la que el ente cambió antes de presentar nunca salió de su captura."""
    versiones = anexos.anteriores(entregados)
    if not versiones:
        return {}
    huellas = anexos.entregadas(solicitud)
    return {llave: [a for a in cadena if a.archivo.sha256 in huellas] for llave, cadena in versiones.items()}


def _resumen(datos: Entrega) -> list[dict[str, Any]]:
    con_importe = f" ({pesos(datos['suficiencia_importe'])})" if datos["suficiencia_importe"] else ""
    compuestos = {
        "tipo": ("Tipo y modalidad", f"{datos['tipo']} · {datos['modalidad']}"),
        "suficiencia": ("Suficiencia", datos["suficiencia"] + con_importe),
    }
    resumidos = (
        compuestos.get(c.nombre) or (c.en_documentos, datos.get(c.nombre, "")) for c in CAMPOS_GENERALES if c.resumido
    )
    return [
        {"clave": "Ente", "valor": f"{datos['ente']} ({datos['siglas']})"},
        *({"clave": rotulo, "valor": valor} for rotulo, valor in resumidos),
        {"clave": "Oficio", "valor": datos["oficio_numero"]},
        {"clave": "Capturó lo que llegó en papel" if datos.get("en_papel") else "Presentó",
         "valor": ", ".join(str(dato) for dato in datos["presentada_por"].values() if dato)},
        *({"clave": "Declaró", "valor": texto} for texto in datos.get("declaraciones", [])),
    ]


def _secciones(definicion: dict[str, Any], respuestas: dict[str, Any]) -> list[dict[str, Any]]:
    dichas = respuestas_que_aplican(definicion, respuestas, set(HECHOS))  # los hechos se juzgaron al entregar
    return [
        {"titulo": s["titulo"], "filas": [f for p in s["preguntas"] if (f := _fila(p, dichas))]}
        for s in definicion["secciones"]
    ]


def _fila(pregunta: dict[str, Any], dichas: dict[str, Any]) -> dict[str, Any] | None:
    """La que se contestó o pudo contestarse; de lo que depende de un hecho, sólo lo contestado dice si se preguntó."""
    valor = dichas.get(pregunta["clave"], "")
    if not valor and not aplica(pregunta, dichas, set()):
        return None
    return {"clave": pregunta["texto"], "valor": dicha(pregunta, valor)}
