"""Cambiar un parámetro: proponer su valor siguiente, mirar qué efecto tendría y que otra persona lo confirme.

Rige hacia adelante. Los plazos que ya corren sólo se mueven con un acuerdo de inhábiles o una suspensión, y nunca se
acorta lo notificado (docs/decisiones/0018).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cuentas.fichas import FICHAS, HORA, Ficha
from cuentas.interfaz.formatos import MESES, con_unidad, dato, fecha_con_dia, pesos
from cuentas.interfaz.gramatica import lista
from cuentas.models import Usuario, VersionDeParametro
from cuentas.parametros import parametro, tiene_su_forma
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from cuentas.tiempo.calendario import apertura, calendario_de, fin_del_dia, sumar_habiles
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Fundamento, Plazo
from dictamenes.textos import publicacion

YA_PASO = "Rige hacia adelante: elija un día desde mañana."


@dataclass(frozen=True)
class Efecto:
    """Qué cambiaría: lo de hoy, lo propuesto, a qué se aplica y lo que no se mueve."""

    antes: str
    ahora: str
    aplica: str
    renglones: list[str]


def redactar(
    clave: str, *, valor: Any, desde: date, fundamento: str, motivo: str, por: Usuario | None, en: datetime,
    envio: str | None = None, leida: str | None = None,
) -> VersionDeParametro:
    """Propone un valor. Lanza `DatosInvalidos` si no sirve o le falta con qué sostenerse, o lo que `publicacion`."""
    ficha = FICHAS[clave]
    _exigir_valor(ficha, valor)
    _exigir_sosten(ficha, fundamento, motivo, desde)
    if desde <= dia_de(en):
        raise DatosInvalidos(YA_PASO)
    contenido = {"valor": valor, "desde": desde, "fundamento": fundamento, "motivo": motivo.strip()}
    return publicacion.redactar(VersionDeParametro, {"clave": clave}, contenido, que="parametro", por=por, en=en,
                                envio=envio, leida=leida)


def publicar(
    version: VersionDeParametro, *, por: Usuario | None, en: datetime, leida: str | None = None
) -> VersionDeParametro:
    """La confirma otra persona. Lanza `DatosInvalidos` si el día en que regiría ya llegó, o lo que `publicacion`."""
    if version.publicada_en is None and version.desde <= dia_de(en):
        raise DatosInvalidos(f"{YA_PASO} Corrija el borrador antes de confirmarlo.")
    return publicacion.publicar(version, que="parametro", objeto=version, por=por, en=en, leida=leida)


def faltas(ficha: Ficha, valor: Any) -> str:
    """Qué tiene de malo un valor; vacío si sirve."""
    if type(valor) is not type(ficha.omision):
        return f"Escriba un valor como éste: {ficha.omision!r}"
    if isinstance(valor, int) and valor < 0:
        return "Escriba un número que no sea negativo"
    if not tiene_su_forma(ficha.clave, valor):
        return f"El valor no tiene la forma o el tamaño de éste: {ficha.omision!r}"
    return ""


def efecto(ficha: Ficha, valor: Any, desde: date) -> Efecto:
    """La vista previa: qué valdría y, si es un plazo, un ejemplo y lo que ya corre y no se mueve."""
    antes = parametro(ficha.clave, desde)
    renglones = _de_plazo(ficha, antes, valor, desde) if _es_plazo(ficha) else []
    return Efecto(en_palabras(ficha, antes), en_palabras(ficha, valor), ficha.aplica.value, renglones)


def _es_plazo(ficha: Ficha) -> bool:
    return ficha.de_la_presentacion and ficha.clave.partition(".")[0] in Plazo.Clase.values and (
        ficha.clave.partition(".")[2].startswith("dias"))


def _de_plazo(ficha: Ficha, antes: int, ahora: int, desde: date) -> list[str]:
    clase = ficha.clave.partition(".")[0]
    corren = Plazo.objects.filter(clase=clase, cerrado_en=None).count()
    dias = [n for n in (antes, ahora) if n > 0]
    ejemplos = [f"con {con_unidad(n, 'día hábil')} vencería el {fecha_con_dia(_vence(desde, n))}" for n in dias]
    return [
        f"Lo que empiece a contar el {fecha_con_dia(apertura(desde))}, " + " y ".join(ejemplos) + ".",
        f"{corren} plazos que corren hoy conservan su vencimiento." if corren != 1 else
        "El plazo que corre hoy conserva su vencimiento.",
    ]


def _vence(desde: date, dias: int) -> datetime:
    return fin_del_dia(sumar_habiles(desde, dias, calendario_de()).vence)


def _exigir_valor(ficha: Ficha, valor: Any) -> None:
    if falta := faltas(ficha, valor):
        raise DatosInvalidos(falta)


def _exigir_sosten(ficha: Ficha, fundamento: str, motivo: str, desde: date) -> None:
    if ficha.legal and not Fundamento.objects.vigentes(desde).filter(clave=fundamento).exists():
        raise DatosInvalidos("Elija el fundamento, confirmado y vigente el día en que empezaría a regir.")
    if not ficha.legal and not escrito(motivo):
        raise DatosInvalidos("Escriba el motivo del cambio.")


def pista(ficha: Ficha) -> str:
    """Qué se espera, si el valor en palabras no lo dice ya con su unidad."""
    con_su_unidad = isinstance(ficha.omision, int) or _son_numeros(ficha.omision)
    return "" if con_su_unidad else ficha.unidad


def en_palabras(ficha: Ficha, valor: Any) -> str:
    """Un valor como se lee, con su unidad: «15 días hábiles», «15:00 h», «0, 2 y 5 días hábiles», «sí», «vacío»."""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, int):
        return _cuantos(ficha, valor)
    if valor in ("", [], {}):
        return "vacío"
    if _son_numeros(valor):
        return lista(map(pesos, valor)) if ficha.unidad == "pesos" else f"{lista(map(str, valor))} {ficha.unidad}"
    return dato(valor)


def _son_numeros(valor: Any) -> bool:
    return isinstance(valor, list) and bool(valor) and all(isinstance(n, int) for n in valor)


def _cuantos(ficha: Ficha, valor: int) -> str:
    if ficha.unidad == HORA:
        return f"{valor}:00 h"
    return MESES[valor - 1] if ficha.unidad == "mes" and 0 < valor <= len(MESES) else con_unidad(valor, ficha.unidad)
