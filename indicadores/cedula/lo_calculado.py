"""Lo que el registro calcula de cada campo de la cédula, aparte de lo que imprime la fuente. Sin base y sin reloj."""

from __future__ import annotations

from collections.abc import Sequence

from cuentas.interfaz.formatos import fecha, numero
from dictamenes.congelado import ContandoCanceladas
from indicadores.cedula.cedula import CAMPOS
from indicadores.cifra.recalculo import Corrida
from indicadores.tableros.tablero import Conciliado

NO_LO_CALCULA = "El registro no calcula este campo."
PRIMERO_DEL_AVANCE = 2022


def de_cada_campo(corrida: Corrida, conciliados: Sequence[Conciliado], semaforo: str) -> dict[str, str]:
    """Por la clave de cada campo, en palabras; `semaforo` es el de la cifra, con los umbrales de la casa."""
    palabras: dict[str, str] = corrida.definicion.DEFINICION
    por_anio = {uno.anio: uno for uno in conciliados}
    dicho = {
        "nombre": f"Definición {corrida.version} de este sistema: «{corrida.definicion.CLAVE}».",
        "descripcion": f"Recibida: {palabras['Recibida']} Atendida: {palabras['Atendida']}",
        "metodo": palabras["Porcentaje"],
        "frecuencia": f"A cualquier corte; ésta, al {fecha(corrida.corte)}.",
        "fuente": "La bitácora de este sistema y, de lo anterior a él, el registro importado con su procedencia.",
        "unidad_de_medida": "Porcentaje, con dos decimales.",
        "linea_base": "; ".join(_avance(corrida, por_anio.get(anio), anio) for anio in (2021, 2023)) + ".",
        "avance": "; ".join(
            _avance(corrida, por_anio.get(anio), anio) for anio in range(PRIMERO_DEL_AVANCE, corrida.anio + 1)) + ".",
        "semaforo": f"{semaforo}, al {fecha(corrida.corte)}.",
        "conteos": " ".join(
            f"{uno.anio}: {numero(uno.conteo.flujo)}. {uno.texto}." for uno in sorted(conciliados, key=lambda c: c.anio)
            if uno.cifra) or NO_LO_CALCULA,
    }
    return {clave: dicho.get(clave, NO_LO_CALCULA) for clave in CAMPOS}


def en_palabras(con: ContandoCanceladas) -> str:
    """La cuenta sin descontar lo cancelado, para ponerla junto a la otra; vacío si no se canceló nada."""
    if not con["canceladas"]:
        return "Ninguna de las recibidas en el año se canceló ni se acumuló a otra."
    cuantas = "se canceló o se acumuló a otra 1" if con["canceladas"] == 1 else (
        f"se cancelaron o se acumularon a otra {numero(con['canceladas'])}")
    return (f"Después de recibidas {cuantas}, que no cuentan. Contándolas, las recibidas son "
            f"{numero(con['recibidas'])} y lo atendido de ellas, {con['porcentaje']} %.")


def _avance(corrida: Corrida, uno: Conciliado | None, anio: int) -> str:
    """«2024: 96.50 % (772 de 800)»; lo que no se registró se dice."""
    if uno is None or not uno.conteo.recibidas:
        return f"{anio}: sin registro"
    conteo = uno.conteo
    por_ciento = corrida.definicion.por_ciento(conteo.cohorte, conteo.recibidas)
    return f"{anio}: {por_ciento} % ({numero(conteo.cohorte)} de {numero(conteo.recibidas)})"
