"""El cierre de un documento: quién elaboró, revisó y firma, y cómo se comprueba que es auténtico."""

from reportlab.platypus import Flowable, Spacer

from cuentas.interfaz.formatos import tamano
from dictamenes.congelado import Anexo, FirmaImpresa, Persona
from dictamenes.documento.oficio.fechas import fecha_larga, momento_largo
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.piezas import CajaFirma, CodigoQR
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion
from dictamenes.reglas.claves import impresa

ANCHO_FIRMA, ALTO_FIRMA, LADO_QR = 268, 64, 84
VERIFIQUE = ("Verifique este documento", "con el QR o con su clave:")
_QUIENES = (Columna("Función", 70), Columna("Nombre", 170), Columna("Cargo", None))
_ANEXOS = (Columna("Anexo", 64), Columna("Archivo", None), Columna("Tamaño", 42, "D"), Columna("SHA-256", 262))


def tabla_de_quienes(redaccion: Redaccion, elaboro: Persona | None, reviso: list[Persona]) -> None:
    """Quién elaboró y quiénes revisaron, por nombre."""
    filas = [_fila_de_quien("Elaboró", elaboro)] if elaboro else []
    filas += [_fila_de_quien("Revisó", persona) for persona in reviso]
    if filas:
        redaccion.tabla(_QUIENES, filas, cuerpo=7.8)


def bloque_de_firma(
    redaccion: Redaccion, *, rotulo: str, persona: Persona, forma: str, firma: FirmaImpresa | None, clave: str,
    url: str, invita: tuple[str, str] | None = None, sellado: bool = True,
) -> None:
    """Caja (o línea, o constancia si ya se firmó) a la izquierda y QR con la clave a la derecha.

    `sellado` es si el original electrónico lleva sello institucional: sólo entonces lo afirma.
    """
    izquierda = [redaccion.suelto(rotulo, estilo.ROTULO), Spacer(1, 3)] if rotulo else []
    izquierda += _constancia(redaccion, firma) if firma else _espacio_para_firmar(redaccion, persona, forma, sellado)
    derecha = verificacion(redaccion, clave, url, invita=invita or VERIFIQUE) if url else []
    anchos = (ANCHO_FIRMA + 16, estilo.ANCHO - ANCHO_FIRMA - 16)
    canal = [("RIGHTPADDING", (0, 0), (0, 0), 16)]
    redaccion.piezas += [redaccion.columnas(izquierda, derecha, anchos=anchos, trazos=canal), Spacer(1, 8)]


def verificacion(
    redaccion: Redaccion, clave: str, url: str, *, lado: float = LADO_QR, invita: tuple[str, str] = VERIFIQUE
) -> list[Flowable]:
    """QR (de `lado` puntos), clave y dirección: piezas para acomodar en una columna de unos 200 puntos."""
    para = "verificar" if invita == VERIFIQUE else "adjuntar firmado"
    nodo = redaccion.raiz.hijo("Figure", descripcion=f"Código QR con la dirección para {para} este documento: {url}")
    textos = [redaccion.suelto(invita[0], estilo.H3), redaccion.suelto(invita[1], estilo.CCP)]
    dicha = [redaccion.suelto(impresa(clave), estilo.CLAVE)]
    if redaccion.version == 1:  # junto al QR no cabía en un renglón
        textos, dicha = [*textos, redaccion.suelto(clave, estilo.FIRMANTE)], []
    ancho = estilo.ANCHO - ANCHO_FIRMA - 16
    par = redaccion.columnas([CodigoQR(url, lado, nodo)], textos, anchos=(lado + 6, ancho - lado - 6))
    return [par, *dicha, redaccion.suelto(url, estilo.CCP)]


def tabla_de_anexos(redaccion: Redaccion, anexos: list[Anexo], *, cuerpo: float = 6.6) -> None:
    """Los anexos con su tamaño y su SHA-256 completo."""
    medida = tamano if redaccion.version > 1 else _en_miles
    filas = [
        [Celda(a.get("clase"), titulo=True), a.get("nombre"), medida(a.get("tamano")), a.get("sha256")] for a in anexos
    ]
    if filas:
        redaccion.tabla(_ANEXOS, filas, cuerpo=cuerpo)


def _fila_de_quien(funcion: str, persona: Persona) -> list[Flowable]:
    cargo = ", ".join(str(persona[campo]) for campo in ("cargo", "area") if persona.get(campo))
    if persona.get("calidad"):
        cargo = f"{cargo}. {persona['calidad']}."
    return [funcion, Celda(persona.get("nombre"), negrita=True, titulo=True), cargo]


def _espacio_para_firmar(redaccion: Redaccion, persona: Persona, forma: str, sellado: bool) -> list[Flowable]:
    autografa = forma == "autografa"
    nodo = None if autografa else redaccion.raiz.hijo("Form")
    return [
        CajaFirma(ANCHO_FIRMA, ALTO_FIRMA, nodo=nodo),
        Spacer(1, 4),
        redaccion.suelto(persona.get("nombre"), estilo.FIRMANTE),
        redaccion.suelto(persona.get("cargo"), estilo.CARGO),
        *([redaccion.suelto(f"{persona['calidad']}.", estilo.CARGO)] if persona.get("calidad") else []),
        Spacer(1, 4),
        redaccion.suelto((_AUTOGRAFA if sellado else _SIN_SELLO) if autografa else _ELECTRONICA, estilo.CCP),
    ]


def _constancia(redaccion: Redaccion, firma: FirmaImpresa) -> list[Flowable]:
    modo = "de manera autógrafa" if firma.get("forma") == "autografa" else "electrónicamente"
    texto = f"por {firma['firmante']}, {firma['cargo']}, el {momento_largo(firma['firmado_en'])}."
    piezas = [redaccion.suelto(texto, estilo.CUERPO_JUNTO, inicio=f"Firmado {modo}"), Spacer(1, 5)]
    if firma.get("calidad"):
        piezas += [redaccion.suelto(f"{firma['calidad']}.", estilo.CUERPO_JUNTO), Spacer(1, 5)]
    if firma.get("vigente_desde") and firma.get("vigente_hasta"):
        vigencia = f"del {fecha_larga(firma['vigente_desde'])} al {fecha_larga(firma['vigente_hasta'])}."
        piezas += [redaccion.suelto(vigencia, estilo.CUERPO_JUNTO, inicio="Vigencia:"), Spacer(1, 5)]
    piezas.append(redaccion.suelto(firma["sha256_partes"], estilo.CCP, inicio="SHA-256 del ejemplar de las partes:"))
    piezas.append(redaccion.suelto(_TESTADA if firma.get("testada") else _PUBLICO, estilo.CCP))
    return piezas


def _en_miles(octetos: int | None) -> str:
    """Como lo decía la versión 1: nada medía menos de 1 kB."""
    if octetos is None:
        return ""
    if octetos < 1_000_000:
        return f"{max(1, round(octetos / 1000)):,} kB"
    decimas = round(octetos / 100_000)
    return f"{decimas // 10:,}.{decimas % 10} MB"


_ELECTRONICA = (
    "Documento para firma electrónica. Si su lector de PDF muestra «identidad desconocida» es porque no trae de origen "
    "a la autoridad certificadora: la autenticidad se comprueba con la clave de verificación."
)
_AUTOGRAFA = (
    "Documento para firma autógrafa. El ejemplar firmado se digitaliza y se liga por su SHA-256 con este original "
    "electrónico, que lleva sello institucional."
)
_SIN_SELLO = (
    "Documento para firma autógrafa. El ejemplar firmado se digitaliza y se liga por su SHA-256 con este original "
    "electrónico."
)
_TESTADA = (
    "Esta versión pública se redactó con los datos del ejemplar de las partes, sin lo testado, y no lleva campo de "
    "firma: el certificado de quien firma contiene datos personales."
)
_PUBLICO = (
    "Este ejemplar público se redactó con los mismos datos que el ejemplar de las partes y no lleva campo de firma: el "
    "certificado de quien firma contiene datos personales."
)
