"""La carátula de una copia certificada del expediente: quién certifica, qué, cuántas fojas, de qué huella y para quién.

Datos congelados (`datos`), con fechas ISO:

    {"version": 2 (la 1 no dice que la copia coteja), "rotulo", "encabezado",
     "certificacion": {"folio", "en": momento, "para", "alcance", "forma_firma", "clave", "url_verificacion"},
     "expediente": {"folio", "ente", "siglas", "proyecto", "dictamen": folio o vacío},
     "copia": {"documentos": int, "fojas": int, "sin_fojas": int, "n": int, "eslabon", "sha256", "tamano": int},
     "ancla", "fundamentos": [como en el dictamen], "certifica": {"nombre", "cargo", "calidad"?}}
"""

from cuentas.interfaz.formatos import con_unidad, numero, tamano
from dictamenes.congelado import Copia, DatosCertificacion, Encabezado
from dictamenes.documento.oficio.cierre import bloque_de_firma
from dictamenes.documento.oficio.documento import Documento
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import en_hermosillo, fecha_larga
from dictamenes.documento.oficio.fundamento import seccion_fundamento
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de, texto_de_verificacion
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Redaccion


def redactar_certificacion(datos: DatosCertificacion) -> Documento:
    """Redacta la carátula; los mismos datos dan siempre los mismos bytes."""
    certificacion, encabezado, redaccion = datos["certificacion"], datos["encabezado"], Redaccion()
    if encabezado.get("leyenda_anual"):
        redaccion.parrafo(encabezado["leyenda_anual"], estilo.LEYENDA)
    redaccion.titulo("Certificación", "de la copia electrónica de un expediente")
    _caratula(redaccion, datos)
    _certifica(redaccion, datos)
    seccion_fundamento(redaccion, "Fundamento", datos["fundamentos"])
    _integridad(redaccion, datos["copia"])
    _firma(redaccion, datos)
    titulo = f"Certificación {certificacion['folio']}"
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=titulo, ejemplar="Certificación", folio=titulo,
        verificacion=texto_de_verificacion(certificacion), rotulo=rotulo_de(datos),
        escudo=datos["encabezado"].get("escudo"),
    )  # fmt: skip
    ficha = Ficha(
        titulo=titulo, autor=encabezado["dependencia"], asunto=f"Copia del expediente {datos['expediente']['folio']}",
        fecha=en_hermosillo(certificacion["en"]), nombre_datos="certificacion.json",
    )  # fmt: skip
    return emitir(redaccion, membrete, ficha, datos)


def _caratula(redaccion: Redaccion, datos: DatosCertificacion) -> None:
    certificacion, expediente = datos["certificacion"], datos["expediente"]
    lugar = datos["encabezado"].get("lugar") or "Hermosillo, Sonora"
    redaccion.ficha([
        ("Certificación núm.", certificacion["folio"]),
        ("Lugar y fecha", f"{lugar}, a {fecha_larga(certificacion['en'])}"),
        ("Expediente", expediente["folio"]),
        ("Dictamen", expediente["dictamen"]),
        ("Ente", f"{expediente['ente']} ({expediente['siglas']})"),
        ("Proyecto", expediente["proyecto"]),
        ("Se expide a", certificacion["para"]),
        ("Alcance", certificacion["alcance"]),
    ], ANCHOS_DE_FICHA)  # fmt: skip


def _certifica(redaccion: Redaccion, datos: DatosCertificacion) -> None:
    quien, copia = datos["certifica"], datos["copia"]
    calidad = f", {quien['calidad']}" if quien.get("calidad") else ""
    hace, consta = ("reproduce", ". Consta de") if datos["version"] == 1 else ("coteja con", "; consta de")
    redaccion.parrafo(
        f"que la copia electrónica que esta carátula acompaña {hace} el expediente {datos['expediente']['folio']}, "
        f"que obra en el archivo de {_unidad(datos['encabezado'])}, con el alcance que aquí se dice{consta} "
        f"{con_unidad(copia['documentos'], 'documento electrónico')}, con "
        f"{con_unidad(copia['fojas'], 'foja')}{_sin_fojas(copia['sin_fojas'])}.",
        inicio=f"{quien['nombre']}, {quien['cargo']}{calidad}, CERTIFICA:",
    )


def _integridad(redaccion: Redaccion, copia: Copia) -> None:
    redaccion.seccion("Qué copia es")
    redaccion.parrafo(copia["sha256"], inicio="SHA-256 del paquete (ZIP):")
    redaccion.parrafo(
        f"{tamano(copia['tamano'])}. Su índice da la huella de cada documento. Comprende lo que pasó hasta el evento "
        f"{numero(copia['n'])} de la bitácora, con eslabón {copia['eslabon']}.", inicio="Tamaño:",
    )
    redaccion.parrafo(_NOTA, estilo.NOTA)


def _firma(redaccion: Redaccion, datos: DatosCertificacion) -> None:
    certificacion, desde = datos["certificacion"], len(redaccion.piezas)
    redaccion.seccion("Certifica", espacio=0)
    bloque_de_firma(
        redaccion, rotulo="", persona=datos["certifica"], forma=certificacion["forma_firma"], firma=None,
        clave=certificacion["clave"], url=certificacion["url_verificacion"],
    )  # fmt: skip
    redaccion.juntas(desde)


def _unidad(encabezado: Encabezado) -> str:
    """Quién guarda el expediente, con su artículo: «la Subsecretaría de…»."""
    nombre = encabezado.get("subsecretaria") or encabezado["dependencia"]
    return f"la {nombre}"


def _sin_fojas(cuantos: int) -> str:
    se = "no se pagina" if cuantos == 1 else "no se paginan"
    return f"; {con_unidad(cuantos, 'archivo')} {se}" if cuantos else ""


_NOTA = (
    "Una foja es una página de un documento que se pagina. La copia se coteja calculando la huella del ZIP: si es la "
    "que aquí se dice, es idéntica, byte por byte, a la que se certificó."
)
