"""La cédula con su cifra, en papel y en hoja de cálculo: congelar lo que se imprime y escribirlo. Sin reloj."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypedDict

from archivos.hoja_de_libro import Hoja
from archivos.tablas import libro_de
from bitacora.cadena import ultima_ancla
from cuentas.interfaz.formatos import MESES
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import fin_del_dia
from dictamenes.congelado import AnioConciliado, CampoDeCedula, ContandoCanceladas, DatosCedula, FuenteCitada
from dictamenes.documento.membrete import encabezado
from dictamenes.documento.oficio import redactar_cedula
from dictamenes.documento.oficio.cedula import NADIE_LO_IMPRIME
from indicadores.cedula import lo_calculado
from indicadores.cedula.cedula import campos_de
from indicadores.cifra.conteo import contar_anios
from indicadores.cifra.recalculo import Corrida, con_canceladas
from indicadores.cifra.registro import asuntos_al, nombre_de_tipo
from indicadores.cifra.semaforo import reglas, semaforo
from indicadores.models import Cedula, CifraPublicada
from indicadores.tableros.tablero import Conciliado, conciliar

CONCILIACION = ("anio", "publicadas", "registro", "diferencia", "resultado", "fuente")


class Publicado(TypedDict):
    """Un campo como lo imprimen las fuentes."""

    nombre: str
    fuentes: list[FuenteCitada]
    nota: str


class Columnas(TypedDict):
    """La cédula de un año en dos columnas que no se mezclan, por la clave de cada campo."""

    version: int
    anio: int
    corte: str
    hasta: int
    publicado: dict[str, Publicado]
    registro: dict[str, str]
    con_canceladas: ContandoCanceladas


def congelar(cedula: Cedula, corrida: Corrida) -> DatosCedula:
    """Todo lo que dice la cédula de esa cuenta; con lo mismo se imprimen siempre los mismos bytes."""
    cifra, umbrales, conciliados = corrida.documento(), parametro("indicador.semaforo"), conciliar_hasta(corrida)
    registro = lo_del_registro(corrida, conciliados)
    return {
        "version": 3, "rotulo": corrida.aviso, "encabezado": encabezado(corrida.anio, fin_del_dia(corrida.corte)),
        "cedula": {
            "numero": cedula.numero, "publicada": dia_de(cedula.momento_de_publicacion).isoformat(),
            "campos": [
                {"nombre": c.nombre, "fuentes": list(c.fuentes), "nota": c.nota, "registro": registro[c.clave]}
                for c in campos_de(cedula)
            ],
        },
        "cifra": cifra, "con_canceladas": con_canceladas(corrida),
        "huella": hashlib.sha256(corrida.json()).hexdigest(), "meses": list(MESES),
        "semaforo": {"texto": semaforo(cifra["porcentaje"], umbrales, en_curso=corrida.en_curso).texto,
                     "reglas": [[aspecto.texto, regla] for aspecto, regla in reglas(umbrales)]},
        "definicion": [list(par) for par in corrida.definicion.DEFINICION.items()],  # jsonb no guarda el orden
        "conciliacion": renglones(conciliados), "ancla": ultima_ancla(antes_de=corrida.hasta.n),
    }


def columnas(cedula: Cedula, corrida: Corrida) -> Columnas:
    """Lo que imprime la fuente y lo que calcula el registro, cada cosa en la suya."""
    return {
        "version": cedula.numero, "anio": corrida.anio, "corte": corrida.corte.isoformat(), "hasta": corrida.hasta.n,
        "publicado": {
            c.clave: {"nombre": c.nombre, "fuentes": list(c.fuentes), "nota": c.nota} for c in campos_de(cedula)
        },
        "registro": lo_del_registro(corrida, conciliar_hasta(corrida)), "con_canceladas": con_canceladas(corrida),
    }


def lo_del_registro(corrida: Corrida, conciliados: Sequence[Conciliado]) -> dict[str, str]:
    """Lo que se calcula de cada campo, con los umbrales de hoy."""
    aspecto = semaforo(corrida.documento()["porcentaje"], parametro("indicador.semaforo"), en_curso=corrida.en_curso)
    return lo_calculado.de_cada_campo(corrida, conciliados, aspecto.texto)


def conciliar_hasta(corrida: Corrida) -> list[Conciliado]:
    """Lo publicado y lo registrado de cada año hasta el de la cuenta."""
    cifras, asuntos = list(CifraPublicada.objects.all()), asuntos_al(corrida.corte, corrida.hasta)
    contado = contar_anios(asuntos, corrida.corte, ademas=[c.anio for c in cifras if c.anio <= corrida.corte.year])
    return [uno for uno in conciliar(contado, cifras) if uno.anio <= corrida.anio]


def renglones(conciliados: Iterable[Conciliado]) -> list[AnioConciliado]:
    """Los mismos, como se congelan y se ven, con su diferencia."""
    return [
        {"anio": c.anio, "publicadas": c.cifra.valor if c.cifra else None, "registro": c.conteo.flujo,
         "diferencia": c.diferencia, "texto": c.texto, "fuente": c.cifra.fuente if c.cifra else ""}
        for c in conciliados
    ]


def pdf(datos: DatosCedula) -> bytes:
    return redactar_cedula(datos).contenido


def xlsx(datos: DatosCedula) -> bytes:
    """La cédula en un libro: sus campos, la cifra mes por mes, la conciliación y cómo se cuenta."""
    cifra, aviso = datos["cifra"], datos["rotulo"]
    return libro_de(
        Hoja("Cédula", ("Campo", "Lo que imprime la fuente", "Cita", "Nota", "Lo que calcula el registro", "Aviso"),
             [(*fila, aviso) for campo in datos["cedula"]["campos"] for fila in _renglones(campo)])
        if datos["version"] > 2 else Hoja(
            "Cédula", ("Campo", "Se asienta", "Lo que dice la fuente", "Cita", "Nota", "Aviso"),
            [(*fila, aviso) for campo in datos["cedula"]["campos"] for fila in _renglones_v2(campo)]),
        Hoja("Cifra", ("Concepto", "Recibidas", "Atendidas", "Por atender", "Porcentaje", "Aviso"), [
            (f"Año {cifra['anio']}, al {cifra['corte']}", cifra["recibidas"], cifra["atendidas"], cifra["rezago"],
             cifra["porcentaje_flujo"], aviso),
            ("De las recibidas, ya atendidas", cifra["recibidas"], cifra["cohorte"], "", cifra["porcentaje"], aviso),
            *([("Contando las canceladas o acumuladas", con["recibidas"], cifra["cohorte"], "", con["porcentaje"],
                aviso)] if (con := datos.get("con_canceladas")) else []),
            *((datos["meses"][m["mes"] - 1], m["recibidas"], m["atendidas"], m["rezago"], "", aviso)
              for m in cifra["por_mes"]),
            *((nombre_de_tipo(t["tipo"]), t["recibidas"], t["atendidas"], "", "", aviso) for t in cifra["por_tipo"]),
        ]),
        Hoja("Semáforo", ("Situación", "Atendidas de las recibidas", "En este corte"), [
            (nombre, regla, "Sí" if nombre == datos["semaforo"]["texto"] else "")
            for nombre, regla in datos["semaforo"]["reglas"]
        ]),
        Hoja("Conciliación", CONCILIACION, renglones_de_conciliacion(datos)),
        Hoja("Cómo se cuenta", ("Palabra", "Qué significa"), [
            *datos["definicion"], ("Evento", str(cifra["hasta"]["n"])), ("Eslabón", cifra["hasta"]["eslabon"]),
            ("Huella de la cifra", datos["huella"]),
        ]),
    )


def renglones_de_conciliacion(datos: DatosCedula) -> list[tuple[object, ...]]:
    """Un renglón por año, en el orden de `CONCILIACION`."""
    return [(c["anio"], c["publicadas"], c["registro"], c["diferencia"], c["texto"], c["fuente"])
            for c in datos["conciliacion"]]


def _renglones(campo: CampoDeCedula) -> list[tuple[str, ...]]:
    """Uno por fuente; lo que calcula el registro, en su columna, en el primero."""
    fuentes = campo["fuentes"] or [{"dice": NADIE_LO_IMPRIME, "cita": ""}]
    primero, *demas = [(campo["nombre"], f["dice"], f["cita"]) for f in fuentes]
    return [(*primero, campo["nota"], campo["registro"]), *((*otro, "", "") for otro in demas)]


def _renglones_v2(campo: CampoDeCedula) -> list[tuple[str, ...]]:
    """Como salía lo congelado hasta la versión 2: uno por fuente; el que no tiene ninguna dice de dónde sale."""
    nota = "Las fuentes no coinciden" if campo["se_contradice"] else campo["procedencia"]
    fuentes = campo["fuentes"] or [{"dice": "", "cita": ""}]
    return [(campo["nombre"], campo["valor"] or "Por capturar", f["dice"], f["cita"], nota) for f in fuentes]
