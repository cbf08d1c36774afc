"""La cédula del indicador con su cifra a un corte: campos oficiales, lo que dice cada fuente y qué se contó.

Datos (`datos`):

    {"version": 3 (la 1 no lleva gráficas; la 2, sin lo que calcula el registro), "rotulo": texto, vacío si vale,
     "encabezado": {"dependencia", "subsecretaria", "direccion", "leyenda_anual", "lugar"},
     "cedula": {"numero", "publicada": fecha ISO,
                "campos": [{"nombre", "fuentes": [{"dice", "cita"}], "nota", "registro"}]},
     "cifra": el indicador canónico, "con_canceladas": {"canceladas", "recibidas", "porcentaje"},
     "huella": SHA-256 de su forma canónica,
     "semaforo": {"texto", "reglas": [[nombre, regla]]},
     "definicion": [[palabra, texto]], "meses": [nombre de cada mes],
     "conciliacion": [{"anio", "publicadas", "registro", "diferencia", "texto", "fuente"}],
     "ancla": la última que no alcanza al evento de la cifra}

La fecha del documento es la del corte: los mismos datos dan los mismos bytes.
"""

from typing import Literal

from cuentas.interfaz.formatos import numero
from dictamenes.congelado import CampoDeCedula, CedulaImpresa, Cifra, DatosCedula
from dictamenes.documento.oficio.documento import Documento, DocumentoIncompleto
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import fecha_larga, inicio_del_dia
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

TITULO = "Cédula del indicador"
NADIE_LO_IMPRIME = "Ninguna fuente capturada lo imprime."
Cuenta = Literal["recibidas", "atendidas", "rezago"]
_CUENTAS: tuple[Cuenta, ...] = ("recibidas", "atendidas", "rezago")


def redactar_cedula(datos: DatosCedula) -> Documento:
    """Redacta la cédula. Lanza DocumentoIncompleto si falta la dependencia que la emite."""
    encabezado, cifra = datos["encabezado"], datos["cifra"]
    if not encabezado.get("dependencia"):
        raise DocumentoIncompleto(["Falta la dependencia que emite la cédula."])
    redaccion = Redaccion()
    redaccion.titulo(TITULO, f"año {cifra['anio']}, al {fecha_larga(cifra['corte'])}")
    redaccion.franja(
        [("Atendidas de las recibidas", f"{cifra['porcentaje']} %" if cifra["porcentaje"] else "Sin recibidas"),
         ("Semáforo", datos["semaforo"]["texto"])],
        (estilo.ANCHO / 2, estilo.ANCHO / 2),
    )  # fmt: skip
    _campos(redaccion, datos["cedula"], datos["version"])
    _cifra(redaccion, datos)
    _conciliacion(redaccion, datos)
    _como_se_cuenta(redaccion, datos)
    edicion = f"{TITULO}, versión {datos['cedula']['numero']}"
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=TITULO, ejemplar=TITULO, folio=edicion,
        verificacion=f"Cifra con huella SHA-256 {datos['huella']}", rotulo=rotulo_de(datos),
        escudo=datos["encabezado"].get("escudo"),
    )  # fmt: skip
    ficha = Ficha(
        titulo=f"{TITULO}, {cifra['anio']}", autor=encabezado["dependencia"],
        asunto="Solicitudes de dictamen de TIC atendidas", fecha=inicio_del_dia(cifra["corte"]),
        nombre_datos="cedula.json",
    )  # fmt: skip
    return emitir(redaccion, membrete, ficha, datos)


def _campos(redaccion: Redaccion, cedula: CedulaImpresa, version: int) -> None:
    redaccion.seccion("1. Los campos oficiales")
    redaccion.parrafo(f"Versión {cedula['numero']}, publicada el {fecha_larga(cedula['publicada'])}.", estilo.NOTA)
    columnas, fila = (_CAMPOS, _fila) if version > 2 else (_CAMPOS_V2, _fila_v2)
    redaccion.tabla(columnas, [fila(campo) for campo in cedula["campos"]], cuerpo=7.8)


def _fila(campo: CampoDeCedula) -> list[object]:
    """Lo impreso, palabra por palabra y con su lugar; y aparte, lo que calcula el registro."""
    fuentes = " · ".join(f"«{fuente['dice']}» ({fuente['cita']})" for fuente in campo["fuentes"])
    impreso = Celda(fuentes or NADIE_LO_IMPRIME, nota=campo["nota"])
    return [Celda(campo["nombre"], titulo=True), impreso, campo["registro"]]


def _fila_v2(campo: CampoDeCedula) -> list[object]:
    fuentes = " · ".join(f"{fuente['dice']} ({fuente['cita']})" for fuente in campo["fuentes"])
    aviso = "Las fuentes no coinciden; se citan todas. " if campo["se_contradice"] else ""
    return [Celda(campo["nombre"], titulo=True), campo["valor"] or "Por capturar",
            f"{aviso}{fuentes}" or campo["procedencia"]]


def _cifra(redaccion: Redaccion, datos: DatosCedula) -> None:
    cifra = datos["cifra"]
    rezago = rotulo_del_rezago(cifra) if datos["version"] > 2 else "Por atender al corte"
    redaccion.seccion("2. La cifra")
    redaccion.tabla(_TOTALES, [
        [Celda("Recibidas en el año", titulo=True), cifra["recibidas"]],
        [Celda("De ésas, ya atendidas al corte (cohorte)", titulo=True), cifra["cohorte"]],
        [Celda("Atendidas en el año (flujo)", titulo=True), cifra["atendidas"]],
        [Celda("Flujo entre recibidas", titulo=True), f"{cifra['porcentaje_flujo'] or '—'} %"],
        [Celda("Por atender al empezar el año", titulo=True), cifra["rezago_inicial"]],
        [Celda(rezago, titulo=True), cifra["rezago"]],
        *_renglon_de_canceladas(datos),
        [Celda("Hechos que constaron después del corte", titulo=True), cifra["tardios"]["hechos"]],
    ])
    if datos["version"] > 1:
        _graficas(redaccion, datos)
        redaccion.subtitulo("Mes por mes")
    redaccion.tabla(_MESES, [
        [Celda(datos["meses"][mes["mes"] - 1].capitalize(), titulo=True), mes["recibidas"], mes["atendidas"],
         mes["rezago"]]
        for mes in cifra["por_mes"]
    ])
    redaccion.tabla(_SEMAFORO, [
        [Celda(f"{forma} {nombre}", titulo=True, color=color), regla,
         Celda("Sí" if nombre == datos["semaforo"]["texto"] else "", negrita=True)]
        for (nombre, regla), (forma, color) in zip(datos["semaforo"]["reglas"], _FORMAS, strict=True)
    ])


def rotulo_del_rezago(cifra: Cifra) -> str:
    """De cuándo es lo que queda por atender: del corte o, si es posterior, del fin del año que se cuenta."""
    despues = cifra["corte"] > f"{cifra['anio']}-12-31"
    return f"Por atender al terminar {cifra['anio']}" if despues else "Por atender al corte"


def _renglon_de_canceladas(datos: DatosCedula) -> list[list[object]]:
    """La cuenta sin descontar lo cancelado, desde que se congela."""
    if (con := datos.get("con_canceladas")) is None:
        return []
    rotulo = "Atendidas de las recibidas, contando las canceladas o acumuladas"
    return [[Celda(rotulo, titulo=True, nota=f"{con['canceladas']} canceladas o acumuladas después de recibidas"),
             f"{con['porcentaje'] or '—'} %"]]


def _graficas(redaccion: Redaccion, datos: DatosCedula) -> None:
    cifra, nombres = datos["cifra"], datos["meses"]
    recibidas, atendidas, rezago = (_doce_meses(cifra, que) for que in _CUENTAS)
    redaccion.grafica(
        f"Recibidas y atendidas por mes, {cifra['anio']}",
        f"Se recibieron {numero(cifra['recibidas'])} y se atendieron {numero(cifra['atendidas'])}. "
        f"Más recibidas, {_pico(recibidas, nombres)}; más atendidas, {_pico(atendidas, nombres)}.",
        [("Recibidas", recibidas), ("Atendidas", atendidas)],
    )  # fmt: skip
    redaccion.grafica(
        f"Por atender al terminar cada mes, {cifra['anio']}",
        f"El año empezó con {numero(cifra['rezago_inicial'])} y al corte quedaban {numero(cifra['rezago'])}. "
        f"Más por atender, {_pico(rezago, nombres)}.", [("Por atender", rezago)],
    )  # fmt: skip


def _doce_meses(cifra: Cifra, que: Cuenta) -> list[int]:
    """Los doce meses; los que la cifra no trae, porque no llegan al corte, en cero: no se dibujan."""
    valores = [mes[que] for mes in cifra["por_mes"]]
    return valores + [0] * (12 - len(valores))


def _pico(valores: list[int], nombres: list[str]) -> str:
    mayor = max(valores)
    return f"en {nombres[valores.index(mayor)]}, con {numero(mayor)}" if mayor else "en ninguno"


def _conciliacion(redaccion: Redaccion, datos: DatosCedula) -> None:
    anios = datos["conciliacion"]
    redaccion.seccion("3. Conciliación con lo publicado")
    if datos["version"] > 1 and anios:
        cuadran = sum(uno["diferencia"] == 0 for uno in anios)
        redaccion.grafica(
            "Atendidas por año: lo publicado y lo que consta en el registro",
            f"Años que se concilian: {len(anios)}; cuadran {cuadran}.",
            [("Publicadas", [uno["publicadas"] or 0 for uno in reversed(anios)]),
             ("Registro", [uno["registro"] for uno in reversed(anios)])],
            rotulos=[str(uno["anio"]) for uno in reversed(anios)],
        )  # fmt: skip
    redaccion.tabla(_CONCILIACION, [
        [Celda(uno["anio"], titulo=True), _o_raya(uno["publicadas"]), uno["registro"], _o_raya(uno["diferencia"]),
         Celda(uno["texto"], nota=uno["fuente"])]
        for uno in anios
    ])


def _como_se_cuenta(redaccion: Redaccion, datos: DatosCedula) -> None:
    cifra = datos["cifra"]
    redaccion.seccion("4. Cómo se cuenta y cómo se comprueba")
    redaccion.lista(f"{palabra}: {texto}" for palabra, texto in datos["definicion"])
    redaccion.parrafo(
        f"Se calculó con la definición {cifra['definicion']} y lo que constaba en la bitácora hasta el evento "
        f"{cifra['hasta']['n']}, eslabón {cifra['hasta']['eslabon']}. Con ese corte y ese evento salen siempre los "
        "mismos bytes: la descarga de la cifra trae los hechos y el programa que la recalcula sin este sistema.",
        estilo.NOTA,
    )  # fmt: skip


def _o_raya(valor: object) -> object:
    return "—" if valor is None else valor


_FORMAS = (("■", estilo.VERDE), ("◆", estilo.ORO), ("▲", estilo.GUINDA))  # del mejor al peor
_CAMPOS = (Columna("Campo", 92), Columna("Lo que imprime la fuente", None), Columna("Lo que calcula el registro", 150))
_CAMPOS_V2 = (Columna("Campo", 104), Columna("Se asienta", 150), Columna("Lo que dicen las fuentes", None))
_TOTALES = (Columna("Concepto", None), Columna("Valor", 90, "D"))
_MESES = (
    Columna("Mes", None), Columna("Recibidas", 80, "D"), Columna("Atendidas", 80, "D"),
    Columna("Por atender", 80, "D"),
)  # fmt: skip
_SEMAFORO = (Columna("Semáforo", 110), Columna("Atendidas de las recibidas", None), Columna("En este corte", 80, "C"))
_CONCILIACION = (
    Columna("Año", 40), Columna("Publicadas", 64, "D"), Columna("Registro", 64, "D"), Columna("Diferencia", 64, "D"),
    Columna("Resultado y fuente", None),
)  # fmt: skip
