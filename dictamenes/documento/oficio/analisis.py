"""Los análisis técnico y estratégico, y el anexo técnico con el resultado de cada atributo."""

from collections import Counter

from cuentas.texto import con_punto
from dictamenes.congelado import (
    Atributo,
    ConceptoResuelto,
    CriterioContestado,
    DatosDictamen,
    EstandarAplicado,
    OpinionDeArea,
)
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.documento.oficio.palabras import DESVIACIONES, RESULTADOS, SENTIDOS, color_de, en_palabras
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.piezas import CANAL, ParDeBloques, Tabla
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

_POR_CONCEPTO = (
    Columna("Núm.", 26, "C"),
    Columna("Concepto", None),
    Columna("Frente al estándar", 164),
    Columna("Sentido", 92),
)
_DE_DESVIACIONES = (
    Columna("Núm.", 26, "C"),
    Columna("Atributo", 84),
    Columna("Exigido", 84),
    Columna("Declarado", 84),
    Columna("Resultado", 60),
    Columna("Cláusula y justificación", None),
)
_DE_CRITERIOS = (Columna("Criterio", 158), Columna("Resultado", 62), Columna("Razón", None))
_DEL_ANEXO = (Columna("Atributo", 90), Columna("Exigido", 54), Columna("Declarado", 48), Columna("Resultado", None))
_TITULO_MAYOR = 160


def seccion_tecnica(redaccion: Redaccion, titulo: str, datos: DatosDictamen) -> None:
    """Estándares aplicados, criterios, resultado por concepto, desviaciones y opinión de cada área."""
    tecnico = datos["analisis_tecnico"]
    redaccion.seccion(titulo)
    _estandares(redaccion, datos.get("estandares") or [])
    for opinion in tecnico.get("opiniones") or []:
        _opinion(redaccion, opinion)
    _criterios(redaccion, "Criterios técnicos", tecnico.get("criterios") or [])
    redaccion.subtitulo("Resultado por concepto")
    varios = len(datos.get("estandares") or []) != 1
    redaccion.tabla(_POR_CONCEPTO, [_fila_de_concepto(concepto, varios) for concepto in datos["conceptos"]])
    _desviaciones(redaccion, datos["conceptos"])
    _motivos(redaccion, datos["conceptos"])


def seccion_estrategica(redaccion: Redaccion, titulo: str, datos: DatosDictamen) -> None:
    estrategico = datos["analisis_estrategico"]
    redaccion.seccion(titulo)
    for parrafo in _parrafos(estrategico.get("texto")):
        redaccion.parrafo(parrafo)
    for consideracion in (datos.get("bloques") or {}).get("consideracion") or []:
        for parrafo in _parrafos(consideracion["texto"]):
            redaccion.parrafo(parrafo)
    _criterios(redaccion, "Criterios estratégicos", estrategico.get("criterios") or [])


def anexo_tecnico(redaccion: Redaccion, titulo: str, conceptos: list[ConceptoResuelto]) -> None:
    """Atributo por atributo, en letra chica y de dos en dos conceptos; nada si ninguno tiene atributos."""
    con_atributos = [concepto for concepto in conceptos if concepto.get("atributos")]
    if not con_atributos:
        return
    # Que el título no se quede sin su primer par de bloques, que va en renglones de unos 14 puntos.
    redaccion.seccion(titulo, espacio=min(80 + 14 * max(len(c["atributos"]) for c in con_atributos[:2]), 300))
    redaccion.parrafo(
        "Resultado de cada atributo exigido por el perfil aplicable a cada concepto. Entre paréntesis, la cláusula.",
        estilo.NOTA,
    )
    bloques = [_bloque(redaccion, grupo) for grupo in _agrupados(con_atributos)]
    derechos = [*bloques[1::2], None][: len(bloques[::2])]
    redaccion.piezas += [ParDeBloques(*par) for par in zip(bloques[::2], derechos, strict=True)]


def _estandares(redaccion: Redaccion, estandares: list[EstandarAplicado]) -> None:
    if not estandares:
        redaccion.parrafo("Ningún concepto está sujeto a un estándar publicado; se aplicaron criterios documentales.")
        return
    redaccion.parrafo("Los conceptos se compararon con las versiones vigentes al presentarse la solicitud:")
    redaccion.lista(_estandar(estandar) for estandar in estandares)


def _estandar(estandar: EstandarAplicado) -> str:
    partes = [f"{estandar['nombre']}, versión {estandar['version']}"]
    if estandar.get("emisor"):
        partes.append(f"emitido por {estandar['emisor']}")
    if estandar.get("publicacion"):
        partes.append(str(estandar["publicacion"]))
    if estandar.get("vigente_desde"):
        partes.append(f"vigente desde el {fecha_larga(estandar['vigente_desde'])}")
    aviso = " Estándar ilustrativo: no es una norma oficial publicada." if estandar.get("ilustrativo") else ""
    return con_punto(", ".join(partes)) + aviso


def _opinion(redaccion: Redaccion, opinion: OpinionDeArea) -> None:
    sentido = en_palabras(opinion.get("sentido"), SENTIDOS).lower()
    inicio = f"{opinion.get('area') or 'Área dictaminadora'}{f' ({sentido})' if sentido else ''}."
    primero, *resto = _parrafos(opinion.get("texto")) or ["Sin texto capturado."]
    redaccion.parrafo(primero, inicio=inicio)
    for parrafo in resto:
        redaccion.parrafo(parrafo)


def _criterios(redaccion: Redaccion, subtitulo: str, criterios: list[CriterioContestado]) -> None:
    if not criterios:
        return
    redaccion.subtitulo(subtitulo)
    redaccion.tabla(
        _DE_CRITERIOS,
        [[Celda(c["criterio"], titulo=True), _veredicto(c.get("resultado")), c.get("razon")] for c in criterios],
    )


def _veredicto(clave: str | None) -> Celda:
    return Celda(en_palabras(clave, RESULTADOS), negrita=clave != "no_aplica", color=color_de(clave))


def _fila_de_concepto(concepto: ConceptoResuelto, con_estandar: bool) -> list[object]:
    veredicto, sentido = concepto.get("global"), concepto.get("sentido")
    return [
        concepto["numero"],
        Celda(concepto["descripcion"], nota=_norma(concepto) if con_estandar else "", titulo=True),
        Celda(en_palabras(veredicto, RESULTADOS), nota=_cuenta_de_atributos(concepto), color=color_de(veredicto)),
        Celda(en_palabras(sentido, SENTIDOS), negrita=True, color=color_de(sentido)),
    ]


def _norma(concepto: ConceptoResuelto) -> str:
    estandar = concepto.get("estandar") or ""
    return f"{estandar} (ilustrativo)" if estandar and concepto.get("ilustrativo") else estandar


def _cuenta_de_atributos(concepto: ConceptoResuelto) -> str:
    cuenta = Counter(atributo.get("resultado") for atributo in concepto.get("atributos") or [])
    plurales = {
        "cumple": "cumplen", "no_cumple": "no cumplen", "supera_tope": "superan el tope",
        "justificado": "justificados", "no_declarado": "no declarados", "no_aplica": "no aplican",
    }  # fmt: skip
    partes = [
        f"{cuenta[clave]} {RESULTADOS[clave].lower() if cuenta[clave] == 1 else plural}"
        for clave, plural in plurales.items()
        if cuenta[clave]
    ]
    return f"Atributos: {', '.join(partes)}" if partes else ""


def _desviaciones(redaccion: Redaccion, conceptos: list[ConceptoResuelto]) -> None:
    filas = [
        _fila_de_desviacion(concepto, atributo)
        for concepto in conceptos
        for atributo in concepto.get("atributos") or []
        if atributo.get("resultado") in DESVIACIONES
    ]
    if filas:
        redaccion.subtitulo("Desviaciones respecto de lo exigido")
        redaccion.tabla(_DE_DESVIACIONES, filas, cuerpo=7.4)
    elif any(concepto.get("atributos") for concepto in conceptos):
        redaccion.parrafo("Ningún atributo se aparta de lo exigido.")


def _fila_de_desviacion(concepto: ConceptoResuelto, atributo: Atributo) -> list[object]:
    motivo = " ".join(con_punto(atributo.get(campo)) for campo in ("clausula", "justificacion") if atributo.get(campo))
    return [
        concepto["numero"],
        Celda(atributo["atributo"], titulo=True),
        atributo.get("exigido"),
        atributo.get("declarado") or "No se declaró",
        _veredicto(atributo["resultado"]),
        motivo or "Sin justificación presentada.",
    ]


def _motivos(redaccion: Redaccion, conceptos: list[ConceptoResuelto]) -> None:
    con_motivo = [c for c in conceptos if c.get("razones") or c.get("corregir") or c.get("motivo")
                  or c.get("excepciones")]
    if not con_motivo:
        return
    redaccion.subtitulo("Razones por concepto")
    for concepto in con_motivo:
        texto = " ".join(con_punto(razon) for razon in concepto.get("razones") or [])
        if concepto.get("corregir"):
            texto += f" Qué corregir: {con_punto(concepto['corregir'])}"
        if concepto.get("motivo"):
            texto += f" Procede aunque no cumple el estándar: {con_punto(concepto['motivo'])}"
        for excepcion in concepto.get("excepciones", []):
            texto += (f" Se exceptúa la cláusula {excepcion['clausula']}: {con_punto(excepcion['motivo'])} Fundamento: "
                      f"{con_punto(excepcion['fundamento'])}")
        redaccion.parrafo(texto.strip(), inicio=f"Concepto {concepto['numero']}.")


def _agrupados(conceptos: list[ConceptoResuelto]) -> list[list[ConceptoResuelto]]:
    """Junta los conceptos con el mismo perfil y los mismos resultados: el anexo los dice una sola vez."""
    grupos: list[list[ConceptoResuelto]] = []
    for concepto in conceptos:
        igual = next((grupo for grupo in grupos if _resultado(grupo[0]) == _resultado(concepto)), None)
        if igual:
            igual.append(concepto)
        else:
            grupos.append([concepto])
    return grupos


def intervalos(numeros: list[int]) -> str:
    """«1 a 3, 8»: los números, con las series de tres o más resumidas."""
    series: list[list[int]] = []
    for numero in sorted(numeros):
        if series and numero == series[-1][-1] + 1:
            series[-1].append(numero)
        else:
            series.append([numero])
    partes = [f"{s[0]} a {s[-1]}" if len(s) > 2 else ", ".join(map(str, s)) for s in series]
    return ", ".join(partes)


def _resultado(concepto: ConceptoResuelto) -> tuple[str, list[Atributo]]:
    return concepto.get("perfil") or concepto["descripcion"], concepto["atributos"]


def _bloque(redaccion: Redaccion, grupo: list[ConceptoResuelto]) -> Tabla:
    filas = [_fila_del_anexo(atributo) for atributo in grupo[0]["atributos"]]
    numeros = intervalos([concepto["numero"] for concepto in grupo])
    # El título se repite en cada página: uno más alto que la hoja no se podría acomodar. Completo va en el objeto.
    perfil = _resultado(grupo[0])[0]
    titulo = f"{numeros}. {perfil if len(perfil) <= _TITULO_MAYOR else perfil[:_TITULO_MAYOR] + '…'}"
    ancho = (estilo.ANCHO - CANAL) / 2
    return redaccion.hacer_tabla(_DEL_ANEXO, filas, cuerpo=6.1, ancho=ancho, titulo=titulo)


def _fila_del_anexo(atributo: Atributo) -> list[object]:
    clausula = f" ({atributo['clausula']})" if atributo.get("clausula") else ""
    return [
        Celda(f"{atributo['atributo']}{clausula}", titulo=True),
        atributo.get("exigido"),
        atributo.get("declarado") or "—",
        _veredicto(atributo.get("resultado")),
    ]


def _parrafos(texto: object) -> list[str]:
    return [parrafo.strip() for parrafo in str(texto or "").splitlines() if parrafo.strip()]
