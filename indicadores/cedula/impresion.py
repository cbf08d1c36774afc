"""La cédula con su cifra, en papel y en hoja de cálculo: congelar lo que se imprime y escribirlo. Sin reloj."""

from __future__ import annotations

import hashlib

from archivos.tablas import Hoja, libro_de
from bitacora.cadena import ultima_ancla
from cuentas.interfaz.formatos import MESES
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.congelado import AnioConciliado, CampoDeCedula, DatosCedula
from dictamenes.documento.instantanea import encabezado
from dictamenes.documento.oficio import redactar_cedula
from indicadores.cedula.cedula import campos_de
from indicadores.cifra.conteo import contar_anios
from indicadores.cifra.recalculo import Corrida
from indicadores.cifra.registro import asuntos_al, nombre_de_tipo
from indicadores.cifra.semaforo import reglas, semaforo
from indicadores.models import Cedula, CifraPublicada
from indicadores.tableros.tablero import conciliar

CONCILIACION = ("anio", "publicadas", "registro", "diferencia", "resultado", "fuente")


def congelar(cedula: Cedula, corrida: Corrida) -> DatosCedula:
    """Todo lo que dice la cédula de esa cuenta; con lo mismo se imprimen siempre los mismos bytes."""
    cifra, umbrales = corrida.documento(), parametro("indicador.semaforo")
    return {
        "version": 2, "rotulo": corrida.aviso, "encabezado": encabezado(corrida.anio),
        "cedula": {
            "numero": cedula.numero, "publicada": dia_de(cedula.momento_de_publicacion).isoformat(),
            "campos": [
                {"nombre": c.nombre, "valor": c.valor, "procedencia": c.procedencia, "se_contradice": c.se_contradice,
                 "fuentes": list(c.fuentes)}
                for c in campos_de(cedula)
            ],
        },
        "cifra": cifra, "huella": hashlib.sha256(corrida.json()).hexdigest(), "meses": list(MESES),
        "semaforo": {"texto": semaforo(cifra["porcentaje"], umbrales).texto,
                     "reglas": [[aspecto.texto, regla] for aspecto, regla in reglas(umbrales)]},
        "definicion": [list(par) for par in corrida.definicion.DEFINICION.items()],  # jsonb no guarda el orden
        "conciliacion": conciliacion(corrida), "ancla": ultima_ancla(antes_de=corrida.hasta.n),
    }


def conciliacion(corrida: Corrida) -> list[AnioConciliado]:
    """Lo publicado y lo registrado de cada año hasta el de la cuenta, y su diferencia."""
    cifras, asuntos = list(CifraPublicada.objects.all()), asuntos_al(corrida.corte, corrida.hasta)
    contado = contar_anios(asuntos, corrida.corte, ademas=[c.anio for c in cifras if c.anio <= corrida.corte.year])
    conciliados = conciliar(contado, cifras)
    return [
        {"anio": c.anio, "publicadas": c.cifra.valor if c.cifra else None, "registro": c.conteo.flujo,
         "diferencia": c.diferencia, "texto": c.texto, "fuente": c.cifra.fuente if c.cifra else ""}
        for c in conciliados if c.anio <= corrida.anio
    ]


def pdf(datos: DatosCedula) -> bytes:
    return redactar_cedula(datos).contenido


def xlsx(datos: DatosCedula) -> bytes:
    """La cédula en un libro: sus campos, la cifra mes por mes, la conciliación y cómo se cuenta."""
    cifra, aviso = datos["cifra"], datos["rotulo"]
    return libro_de(
        Hoja("Cédula", ("Campo", "Se asienta", "Lo que dice la fuente", "Cita", "Nota", "Aviso"),
             [(*fila, aviso) for campo in datos["cedula"]["campos"] for fila in _renglones(campo)]),
        Hoja("Cifra", ("Concepto", "Recibidas", "Atendidas", "Por atender", "Porcentaje", "Aviso"), [
            (f"Año {cifra['anio']}, al {cifra['corte']}", cifra["recibidas"], cifra["atendidas"], cifra["rezago"],
             cifra["porcentaje_flujo"], aviso),
            ("De las recibidas, ya atendidas", cifra["recibidas"], cifra["cohorte"], "", cifra["porcentaje"], aviso),
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
    """Uno por fuente; el que no tiene ninguna dice de dónde sale."""
    nota = "Las fuentes no coinciden" if campo["se_contradice"] else campo["procedencia"]
    fuentes = campo["fuentes"] or [{"dice": "", "cita": ""}]
    return [(campo["nombre"], campo["valor"] or "Por capturar", f["dice"], f["cita"], nota) for f in fuentes]
