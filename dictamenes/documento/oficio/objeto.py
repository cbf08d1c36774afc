"""El objeto: la tabla de conceptos con importes, el desglose de IVA y el total en número y letra."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from reportlab.platypus import Spacer

from cuentas.interfaz.formatos import con_unidad, numero, pesos
from cuentas.texto import con_punto
from dictamenes.congelado import (
    ConceptoEntregado,
    DatosDictamen,
    DatosOficio,
    Dicho,
    ImporteDeIva,
    SolicitudDictaminada,
)
from dictamenes.documento.oficio.documento import en_camino
from dictamenes.documento.oficio.importes import importe, porcentaje
from dictamenes.documento.oficio.letra import importe_en_letra
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.piezas import Tabla
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion
from dictamenes.documento.oficio.trazo.tipografia import CUERPO
from dictamenes.generales import CAMPOS_GENERALES, Impreso

ConObjeto = DatosDictamen | DatosOficio
_EN_LA_FICHA = [campo for campo in CAMPOS_GENERALES if campo.impreso is Impreso.EN_LA_FICHA]

CON_IVA_POR_CONCEPTO = 4  # desde qué versión del papel se imprime también cuánto suma el IVA de cada uno
_COLUMNAS = (
    Columna("Núm.", 26, "C"),
    Columna("Concepto", None),
    Columna("Cantidad", 50, "D"),
    Columna("Precio unitario sin IVA", 62, "D"),
    Columna("Importe antes de IVA", 67, "D"),
    Columna("IVA", 60, "D"),
    Columna("Total con IVA", 70, "D"),
)

_LETRA, _LETRA_CHICA = 7.4, 6.2
_CABEN = len("999,999,999.99")  # en un renglón de la columna más angosta: un importe partido en dos se lee mal
_COLUMNAS_SIN_IMPORTE = (*_COLUMNAS[:2], Columna("Cantidad", 110, "D"))
_COLUMNAS_CON_TASA = (*_COLUMNAS[:5], Columna("IVA", 29, "D"), _COLUMNAS[6])
_COLUMNAS_DE_ANTES = (*_COLUMNAS[:2], Columna("Cantidad", 42, "D"), *_COLUMNAS_CON_TASA[3:])


def tabla_de_conceptos(redaccion: Redaccion, datos: ConObjeto) -> None:
    """Agrega la tabla de conceptos y, en un bloque que no se parte, los totales; lo que no lleva importe, sin ellos."""
    total = Decimal(datos["totales"]["total"])
    if not total and redaccion.version > 1:
        sin_importe = [_fila(concepto)[:len(_COLUMNAS_SIN_IMPORTE)] for concepto in datos["conceptos"]]
        redaccion.tabla(_COLUMNAS_SIN_IMPORTE, sin_importe, cuerpo=_LETRA)
        return
    columnas, fila = _como_van(redaccion.version)
    cuerpo = _LETRA if redaccion.version < CON_IVA_POR_CONCEPTO or len(importe(total)) <= _CABEN else _LETRA_CHICA
    redaccion.tabla(columnas, [fila(concepto) for concepto in datos["conceptos"]], cuerpo=cuerpo)
    desde = len(redaccion.piezas)
    redaccion.piezas += [_totales(redaccion, datos), Spacer(1, 4)]
    redaccion.parrafo(importe_en_letra(total), _EN_LETRA)
    redaccion.juntas(desde)


def seccion_objeto(redaccion: Redaccion, titulo: str, datos: ConObjeto) -> None:
    """La sección completa: qué proyecto, con qué recursos, para qué y qué se compra."""
    solicitud = datos.get("solicitud")
    dichas = _dichas(solicitud) if solicitud else []
    redaccion.seccion(titulo)
    redaccion.ficha(
        [
            *((c.en_documentos, en_camino(datos, "solicitud", c.nombre)) for c in _EN_LA_FICHA),
            *((d["rotulo"], d["valor"]) for d in dichas if d["clase"] != "parrafo"),
            ("Suficiencia", en_camino(datos, "solicitud", "suficiencia")),
        ],
        ANCHOS_DE_FICHA,
    )
    for dicha in dichas:
        if dicha["clase"] == "parrafo" and dicha["valor"]:
            redaccion.parrafo(dicha["valor"], inicio=con_punto(dicha["rotulo"]))
            redaccion.espacio(3)
    tabla_de_conceptos(redaccion, datos)


ANCHOS_DE_FICHA = (68, 204, 92, estilo.ANCHO - 364)
_EN_LETRA = estilo.de_celda(8.4, "D", color=estilo.GUINDA_OSCURO)


def _dichas(solicitud: SolicitudDictaminada) -> list[Dicho]:
    """Lo contestado que la definición manda imprimir; lo congelado antes de que lo dijera trae sólo estas dos."""
    return solicitud.get("en_documentos") or [
        {"rotulo": "Fuente", "valor": solicitud.get("fuente", ""), "clase": "texto"},
        {"rotulo": "Necesidad que atiende", "valor": solicitud.get("necesidad", ""), "clase": "parrafo"},
    ]


def _como_van(version: int) -> tuple[Sequence[Columna], Callable[[ConceptoEntregado], list[object]]]:
    """Las columnas y el renglón con que se imprimen los conceptos en esa versión del papel."""
    if version == 1:
        return _COLUMNAS_DE_ANTES, _fila_de_antes
    return (_COLUMNAS, _fila) if version >= CON_IVA_POR_CONCEPTO else (_COLUMNAS_CON_TASA, _fila_con_tasa)


def _fila(concepto: ConceptoEntregado) -> list[object]:
    fila = _fila_con_tasa(concepto)
    fila[5] = Celda(importe(concepto["iva"]), nota=porcentaje(concepto["tasa_iva"]))
    return fila


def _fila_con_tasa(concepto: ConceptoEntregado) -> list[object]:
    fila = _fila_de_antes(concepto)
    fila[2] = con_unidad(concepto["cantidad"], concepto.get("unidad") or "")
    return fila


def _fila_de_antes(concepto: ConceptoEntregado) -> list[object]:
    """Como en la versión 1: la unidad, bajo la cantidad y sin concordar con ella."""
    return [
        concepto["numero"],
        Celda(concepto["descripcion"], nota=concepto.get("perfil") or "", titulo=True),
        Celda(numero(concepto["cantidad"]), nota=concepto.get("unidad") or ""),
        importe(concepto["precio_unitario"]),
        importe(concepto["importe"]),
        porcentaje(concepto["tasa_iva"]),
        Celda(importe(concepto["total"]), negrita=True),
    ]


def _totales(redaccion: Redaccion, datos: ConObjeto) -> Tabla:
    totales = datos["totales"]
    renglones = [("Importe antes de IVA", totales["subtotal"])]
    renglones += [(_rotulo_de_iva(iva, datos["conceptos"]), iva["importe"]) for iva in totales.get("iva") or []]
    filas: list[list[object]] = [[rotulo, pesos(valor)] for rotulo, valor in renglones]
    filas.append([
        Celda("Importe total con IVA", negrita=True, color=estilo.GUINDA),
        Celda(pesos(totales["total"]), negrita=True, color=estilo.GUINDA),
    ])  # fmt: skip
    columnas = (Columna("Resumen de importes (pesos mexicanos)", None, "D"), Columna("Importe", 106, "D"))
    tabla = redaccion.hacer_tabla(columnas, filas, cuerpo=8, ancho=330)
    tabla.hAlign = "RIGHT"
    tabla.setStyle([("LINEABOVE", (0, -1), (-1, -1), 0.9, estilo.ORO), ("FONTNAME", (0, 0), (-1, -1), CUERPO)])
    return tabla


def _rotulo_de_iva(iva: ImporteDeIva, conceptos: Sequence[ConceptoEntregado]) -> str:
    tasa = porcentaje(iva["tasa"])
    base = sum(
        (Decimal(concepto["importe"]) for concepto in conceptos if porcentaje(concepto["tasa_iva"]) == tasa),
        Decimal(0),
    )
    return f"IVA {tasa} sobre {pesos(base)}"
