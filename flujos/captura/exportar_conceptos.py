"""Los conceptos de una solicitud, y la plantilla para capturarlos, en una hoja de cálculo que se vuelve a importar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from archivos.hoja_de_libro import Hoja
from archivos.tablas import csv_de, libro_de
from bitacora.cadena import anotar
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.models import Concepto, Solicitud
from dictamenes.models.catalogos import Categoria, Tipo
from estandares.models import Perfil
from estandares.reglas import Requisito, exigido
from flujos.captura.conceptos_en_hoja import COLUMNAS, DE_PRECIO, SIN_PERFIL, Perfiles, Titulos, como_filas
from flujos.captura.importar_conceptos import perfiles_de

HOJA = "Conceptos"
ATRIBUTOS = ("Perfil", "Columna del atributo", "Se exige", "Nivel", "Unidad")


def exportar(solicitud: Solicitud, formato: str, *, por: Usuario, en: datetime) -> bytes:
    """Todos los conceptos en «csv» o «xlsx», con constancia en la bitácora."""
    perfiles = perfiles_de(solicitud, dia_de(en))
    titulos, con_precio = Titulos(perfiles.atributos()), solicitud.tipo != Tipo.BAJA
    conceptos = list(solicitud.conceptos.select_related("perfil__version__estandar"))
    encabezado, filas = como_filas(conceptos, titulos, perfiles, con_precio=con_precio)
    with transaction.atomic():
        datos = {"formato": formato, "exportados": len(conceptos)}
        anotar("conceptos.exportados", solicitud, por=por, en=en, datos=datos)
    return csv_de(encabezado, filas) if formato == "csv" else _libro(encabezado, filas, titulos, perfiles)


def plantilla(solicitud: Solicitud, en: datetime, perfil: str = "") -> bytes:
    """Un libro vacío con los títulos, las listas que admiten y, del perfil elegido, una columna por atributo."""
    perfiles = perfiles_de(solicitud, dia_de(en))
    titulos, con_precio = Titulos(perfiles.atributos()), solicitud.tipo != Tipo.BAJA
    propios = [c.titulo for c in COLUMNAS if con_precio or c.nombre not in DE_PRECIO]
    elegido = next((p for p in perfiles.todos if str(p.pk) == perfil), None)
    suyos = [titulos.de_atributo(regla.atributo) for regla in (declarables(elegido) if elegido else [])]
    return _libro([*propios, *suyos], [], titulos, perfiles)


def declarables(perfil: Perfil) -> list[Requisito]:
    """Las filas del perfil que se declaran; las informativas no."""
    return [regla for regla in perfil.reglas() if regla.operador != "info"]


def _libro(encabezado: list[str], filas: list[list[object]], titulos: Titulos, perfiles: Perfiles) -> bytes:
    """La hoja que se importa, con sus listas, y otra que dice qué atributos tiene cada perfil."""
    opciones = {
        "Perfil": [SIN_PERFIL, *map(perfiles.rotulo, perfiles.todos)], "Categoría": Categoria.labels,
        "Tasa de IVA": Concepto.TasaIVA.labels,
    }
    suyas = {titulo: valores for titulo, valores in opciones.items() if titulo in encabezado}
    atributos = [
        [perfiles.rotulo(perfil), titulos.de_atributo(regla.atributo), exigido(regla), regla.nivel, regla.unidad]
        for perfil in perfiles.todos for regla in declarables(perfil)
    ]
    return libro_de(Hoja(HOJA, encabezado, filas, suyas), Hoja("Atributos", ATRIBUTOS, atributos))
