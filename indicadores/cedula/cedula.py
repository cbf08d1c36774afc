"""La cédula del indicador: lo que imprime cada documento publicado, y cómo se redacta y se publica.

De cada campo oficial se guarda, palabra por palabra, lo que dice cada fuente con su cita. Si no coinciden van todas: la
cédula no elige por ellas, y `nota` lo advierte. Lo que calcula el registro va aparte (`lo_calculado.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cuentas.models import Usuario
from dictamenes.congelado import CampoGuardado, FuenteCitada
from dictamenes.excepciones import DatosInvalidos
from dictamenes.textos import pegado, publicacion
from indicadores.models import Cedula

CAMPOS = {
    "nombre": "Nombre del indicador",
    "objetivo_sectorial": "Objetivo sectorial",
    "objetivo": "Objetivo del indicador",
    "unidad_responsable": "Unidad responsable",
    "unidad_ejecutora": "Unidad ejecutora",
    "descripcion": "Descripción general",
    "metodo": "Método de cálculo",
    "sentido": "Sentido",
    "frecuencia": "Frecuencia de medición",
    "fuente": "Fuente de información",
    "unidad_de_medida": "Unidad de medida",
    "referencia_adicional": "Referencia adicional",
    "linea_base": "Línea base",
    "avance": "Avance",
    "meta": "Meta",
    "semaforo": "Semáforo",
    "conteos": "Solicitudes atendidas",
    "otras_cifras": "Otras cifras publicadas",
}
LARGO, FUENTES_MAXIMAS = 1000, 8
SEPARADOR = " | "


@dataclass(frozen=True)
class Campo:
    """Un campo como se lee: lo que dice cada fuente (`dice`, `cita`) y la nota que advierte si se contradicen."""

    clave: str
    nombre: str
    nota: str
    fuentes: tuple[FuenteCitada, ...]


def campos_de(cedula: Cedula) -> list[Campo]:
    """Todos los campos oficiales, en su orden; el que falte, vacío."""
    return campos_en(cedula.campos)


def campos_en(campos: Mapping[str, CampoGuardado]) -> list[Campo]:
    """Lo mismo, de lo guardado."""
    vacio: CampoGuardado = {"nota": "", "fuentes": []}
    guardados = {clave: campos.get(clave, vacio) for clave in CAMPOS}
    return [Campo(c, CAMPOS[c], dato.get("nota", ""), tuple(dato["fuentes"])) for c, dato in guardados.items()]


def vigente() -> Cedula | None:
    """La última publicada."""
    return Cedula.objects.publicadas().last()


def cambios(antes: Cedula, ahora: Cedula) -> list[str]:
    """Qué distingue a una versión de otra, en frases."""
    pares = zip(campos_de(antes), campos_de(ahora), strict=True)
    return [f"Cambió «{nuevo.nombre}»" for viejo, nuevo in pares if viejo != nuevo]


def escribir_fuentes(fuentes: Iterable[FuenteCitada]) -> str:
    """Una por renglón: lo que dice, una barra y la cita."""
    return "\n".join(f"{fuente['dice']}{SEPARADOR}{fuente['cita']}" for fuente in fuentes)


def leer_fuentes(texto: str) -> list[FuenteCitada]:
    """Lo contrario. Lanza `DatosInvalidos` si un renglón no trae lo que dice y su cita."""
    renglones = [renglon.strip() for renglon in texto.splitlines() if renglon.strip()]
    if len(renglones) > FUENTES_MAXIMAS:
        raise DatosInvalidos(f"Caben {FUENTES_MAXIMAS} fuentes por campo.")
    return [_fuente(renglon) for renglon in renglones]


def redactar(
    campos: dict[str, CampoGuardado], *, por: Usuario | None, en: datetime, envio: str | None = None,
    leida: str | None = None,
) -> Cedula:
    """Corrige el borrador o abre la versión siguiente. Lanza `DatosInvalidos` o lo que `publicacion.redactar`."""
    if set(campos) != set(CAMPOS):
        raise DatosInvalidos("La cédula lleva todos sus campos oficiales, ni uno más.")
    return publicacion.redactar(Cedula, {}, {"campos": campos}, que="cedula", por=por, en=en, envio=envio, leida=leida)


def publicar(cedula: Cedula, *, por: Usuario | None, en: datetime, leida: str | None = None) -> Cedula:
    """La vuelve vigente e inmutable. Lanza lo que `publicacion.publicar`."""
    return publicacion.publicar(cedula, que="cedula", objeto=cedula, por=por, en=en, leida=leida)


def _fuente(renglon: str) -> FuenteCitada:
    dice, barra, cita = (parte.strip() for parte in renglon.partition("|"))
    if not barra or not (pegado.es_texto(dice, LARGO) and pegado.es_texto(cita, LARGO)):
        raise DatosInvalidos(f"En «{pegado.cita(renglon)}» escriba lo que dice la fuente, una barra (|) y su cita.")
    return {"dice": dice, "cita": cita}
