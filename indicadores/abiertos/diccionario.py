"""Qué trae cada conjunto: sus columnas, con tipo, descripción y valores. De aquí salen los archivos y la página."""

from __future__ import annotations

from dataclasses import dataclass

from dictamenes.models.dictamen import EstadoDeDictamen, Sentido

AVISO = "por qué el renglón no es un dato oficial (demostración o práctica); vacío si lo es"


@dataclass(frozen=True)
class Columna:
    """Una columna: `tipo` es texto, entero, decimal (pesos con centavos), fecha (AAAA-MM-DD), url o sha256."""

    nombre: str
    tipo: str
    descripcion: str
    valores: str = ""


@dataclass(frozen=True)
class Conjunto:
    """Una tabla que se publica; `llave` son las columnas que identifican un renglón."""

    clave: str
    titulo: str
    descripcion: str
    llave: tuple[str, ...]
    columnas: tuple[Columna, ...]

    @property
    def nombres(self) -> tuple[str, ...]:
        """Los de sus columnas, en orden."""
        return tuple(columna.nombre for columna in self.columnas)


SENTIDOS = ", ".join(Sentido.values)
ESTADOS = ", ".join([EstadoDeDictamen.VIGENTE, "emitido", "vencido", EstadoDeDictamen.CONTRATADO,
                     EstadoDeDictamen.SUSTITUIDO, EstadoDeDictamen.SIN_EFECTOS])
DICTAMENES = Conjunto(
    "dictamenes", "Dictámenes publicados",
    "Un renglón por dictamen emitido, con su sentido, sus importes y la huella de su ejemplar público.", ("folio",), (
        Columna("folio", "texto", "folio del dictamen"),
        Columna("expediente", "texto", "folio de la solicitud que resuelve"),
        Columna("ente", "texto", "dependencia, entidad u órgano que lo solicitó"),
        Columna("siglas", "texto", "siglas del ente"),
        Columna("proyecto", "texto", "nombre del proyecto; «[Testado n]» donde se testó"),
        Columna("tipo", "texto", "tipo de solicitud"),
        Columna("modalidad", "texto", "cómo se adquiere"),
        Columna("ejercicio", "entero", "ejercicio fiscal"),
        Columna("partida", "texto", "partida presupuestal con su nombre"),
        Columna("sentido", "texto", "sentido global", SENTIDOS),
        Columna("conceptos", "entero", "cuántos conceptos resuelve"),
        Columna("importe_sin_iva", "decimal", "pesos, antes de IVA"),
        Columna("importe_total", "decimal", "pesos solicitados, con IVA"),
        Columna("importe_favorable", "decimal", "pesos dictaminados favorablemente, con IVA"),
        Columna("fecha_presentada", "fecha", "día en que se recibió la solicitud"),
        Columna("fecha_firma", "fecha", "día en que se firmó"),
        Columna("fecha_emision", "fecha", "día en que se publicó"),
        Columna("vigente_desde", "fecha", "primer día de vigencia; vacío si no ampara nada que la tenga"),
        Columna("vigente_hasta", "fecha", "último día de vigencia; vacío si no ampara nada que la tenga"),
        Columna("estado", "texto", "situación al corte", ESTADOS),
        Columna("firmante", "texto", "persona servidora pública que autorizó"),
        Columna("cargo", "texto", "su cargo al firmar"),
        Columna("version_publica", "entero", "1, la emitida; desde 2, con partes testadas"),
        Columna("sha256_publico", "sha256", "huella del ejemplar público en PDF"),
        Columna("url_verificacion", "url", "página donde se verifica"),
        Columna("url_publico", "url", "ejemplar público en PDF"),
        Columna("aviso", "texto", AVISO),
    ),
)
CONCEPTOS = Conjunto(
    "conceptos", "Conceptos dictaminados", "Un renglón por concepto de cada dictamen emitido.", ("folio", "numero"), (
        Columna("folio", "texto", "folio del dictamen"),
        Columna("numero", "entero", "número del concepto en el dictamen"),
        Columna("descripcion", "texto", "qué es; «[Testado n]» donde se testó"),
        Columna("perfil", "texto", "perfil del estándar con que se comparó"),
        Columna("estandar", "texto", "estándar y versión"),
        Columna("cantidad", "decimal", "cuánto"),
        Columna("unidad", "texto", "en qué unidad"),
        Columna("precio_unitario", "decimal", "pesos, sin IVA"),
        Columna("importe_sin_iva", "decimal", "pesos, antes de IVA"),
        Columna("importe_total", "decimal", "pesos, con IVA"),
        Columna("frente_al_estandar", "texto", "resultado de compararlo con su perfil"),
        Columna("sentido", "texto", "lo que se resolvió del concepto", SENTIDOS),
        Columna("aviso", "texto", AVISO),
    ),
)
INDICADOR = Conjunto(
    "indicador", "Solicitudes recibidas y atendidas",
    "Un renglón por año, contado desde la bitácora y el registro histórico, junto a la cifra oficial si la hay.",
    ("anio",), (
        Columna("anio", "entero", "año"),
        Columna("recibidas", "entero", "presentadas con folio en el año y no canceladas"),
        Columna("atendidas", "entero", "concluidas en el año, se hayan recibido cuando sea"),
        Columna("recibidas_ya_atendidas", "entero", "de las recibidas en el año, las concluidas al corte"),
        Columna("publicadas", "entero", "atendidas según el informe oficial; vacío si no hay"),
        Columna("diferencia", "entero", "atendidas menos publicadas; vacío si no hay cifra oficial"),
        Columna("fuente", "texto", "informe de donde sale la cifra oficial"),
        Columna("definicion", "entero", "versión de la definición con que se contó"),
        Columna("aviso", "texto", AVISO),
    ),
)
CONJUNTOS = (DICTAMENES, CONCEPTOS, INDICADOR)
EN_DICCIONARIO = ("conjunto", "columna", "tipo", "descripcion", "valores")


def renglones() -> list[tuple[str, str, str, str, str]]:
    """El diccionario como tabla, con las columnas de `EN_DICCIONARIO`."""
    return [(c.clave, col.nombre, col.tipo, col.descripcion, col.valores) for c in CONJUNTOS for col in c.columnas]
