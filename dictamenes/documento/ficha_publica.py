"""Lo que cualquiera puede saber de un documento: nunca RFC, CURP, correo ni teléfono de nadie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Model

from bitacora.models import Evento
from cuentas.interfaz.formatos import con_unidad, fecha
from cuentas.parametros import parametro
from dictamenes.congelado import ConceptoResuelto, Copia, Eslabon, Persona, SentidoGlobal, Testado
from dictamenes.documento import resolutivos
from dictamenes.documento.autenticidad import Autenticidad, autenticidad_de
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.models import CopiaCertificada, Dictamen, PapelSellado, Presentacion, Prevencion
from dictamenes.models.dictamen import FAVORABLES, FormaDeFirma
from dictamenes.models.publico import por_publicar
from dictamenes.reglas.claves import impresa

EN_REVISION = "En revisión de lo que puede publicarse"
SURTE_EFECTOS = ("vigente", "contratado", "emitido")
QUE_SIGNIFICA = {
    "vigente": "Puede usarse para el trámite que ampara.",
    "emitido": "Puede usarse para el trámite que ampara, sin plazo.",
    "contratado": "Ya se contrató con él.",
    "vencido": "Ya no puede usarse.",
    "sustituido": "Otro dictamen lo reemplazó. Ya no puede usarse.",
    "sin_efectos": "Se dejó sin efectos. No puede usarse.",
}


@dataclass(frozen=True)
class ConceptoPublico:
    """Un concepto dictaminado: qué, cuánto y qué se resolvió."""

    numero: int
    descripcion: str
    cantidad: str
    sentido: str


@dataclass(frozen=True)
class DictamenPublico:
    """Un dictamen emitido, como lo ve cualquiera hoy."""

    clave: str
    folio: str
    numero_oficio: str | None
    ente: str
    objeto: str
    tramite: str
    sentido: SentidoGlobal
    firmado_en: datetime
    emitido_en: datetime
    vigencia: tuple[date, date] | None
    importes: str
    firmante: str
    cargo: str
    calidad: str
    es_autografa: bool
    estado: tuple[str, str]
    amparados: list[ConceptoPublico]
    demas: list[ConceptoPublico]
    condiciones: int
    bitacora: Eslabon
    rotulo: str
    huellas: list[tuple[str, str]]
    tamano: int
    original: Dictamen
    version_publica: Testado | None = None
    en_revision_hasta: date | None = None
    es_dictamen: bool = True
    que_es: str = "Dictamen"

    @property
    def clave_impresa(self) -> str:
        """La clave como se imprime y se dicta."""
        return impresa(self.clave)

    @property
    def surte_efectos(self) -> bool:
        """Si hoy sirve para contratar o ya se contrató con él."""
        return self.estado[0] in SURTE_EFECTOS

    @property
    def que_significa(self) -> str:
        """El estado de hoy, explicado. Uno vigente que no ampara nada tampoco sirve, ni uno sin validez."""
        if self.rotulo:
            return "No puede usarse: no tiene validez."
        if self.surte_efectos and not self.amparados and not self.en_revision_hasta:
            return "No autoriza ningún concepto."
        return QUE_SIGNIFICA.get(self.estado[0], "")

    @property
    def fechas(self) -> str:
        """Cuándo se firmó y cuándo se emitió."""
        firmado, emitido = fecha(self.firmado_en), fecha(self.emitido_en)
        if firmado == emitido:
            return f"Firmado y emitido el {firmado}"
        return f"Firmado el {firmado}; emitido el {emitido}"

    @property
    def autenticidad(self) -> Autenticidad:
        """Firma y sello, juzgados a la hora de emitirse. La primera vez tarda."""
        return autenticidad_de(self.original)

    @property
    def bitacora_coincide(self) -> bool:
        """Si el eslabón impreso es hoy el mismo en la bitácora."""
        return Evento.objects.filter(n=self.bitacora["n"], eslabon=self.bitacora["hash"]).exists()


@dataclass(frozen=True)
class PapelPublico:
    """Un acuse, una prevención, una relación o una cédula: qué es, de quién y cuándo; no lo que dice dentro."""

    que_es: str
    clave: str
    folio: str
    ente: str
    en: datetime
    momento: str
    no_dice: str
    rotulo: str
    es_dictamen: bool = False


@dataclass(frozen=True)
class CopiaPublica:
    """Una copia certificada: de qué expediente, quién la certificó, cuánto es y de qué huella; no dice para quién."""

    clave: str
    folio: str
    ente: str
    expediente: str
    certificada_en: datetime
    certifica: Persona
    copia: Copia
    rotulo: str
    es_dictamen: bool = False
    es_copia: bool = True
    que_es: str = "Certificación"


def ficha_de_dictamen(dictamen: Dictamen, hoy: date) -> DictamenPublico:
    """La ficha de un dictamen emitido, con su estado el día `hoy`."""
    datos = dictamen.para_publico
    espera = por_publicar(dictamen)  # mientras, qué se compra y dónde no se enseña
    conceptos = [] if espera else [_concepto(c) for c in datos["conceptos"]]
    return DictamenPublico(
        clave=dictamen.clave_tomada, folio=dictamen.folio_tomado, numero_oficio=dictamen.numero_oficio,
        ente=datos["destinatario"]["ente"], objeto=EN_REVISION if espera else datos["solicitud"]["proyecto"],
        tramite=f"{datos['solicitud']['tipo']} · {datos['solicitud']['modalidad']}",
        sentido=datos["sentido"],
        firmado_en=dictamen.momento_de_firma, emitido_en=dictamen.momento_de_emision,
        vigencia=dictamen.vigencia, importes=resolutivos.en_breve(resolutivos.de_lo_congelado(datos)),
        firmante=datos["autoriza"]["nombre"], cargo=datos["autoriza"]["cargo"],
        calidad=datos["autoriza"].get("calidad", ""),
        es_autografa=dictamen.forma_firma == FormaDeFirma.AUTOGRAFA,
        estado=dictamen.situacion(hoy),
        amparados=[c for c in conceptos if c.sentido in FAVORABLES],
        demas=[c for c in conceptos if c.sentido not in FAVORABLES],
        condiciones=len(datos["condiciones"]), bitacora=datos["bitacora"], rotulo=rotulo_de(datos),
        huellas=[("Ejemplar público", dictamen.ejemplar_publico.sha256),
                 ("Ejemplar de las partes", dictamen.ejemplar_de_las_partes.sha256)],
        tamano=dictamen.ejemplar_publico.tamano, original=dictamen, version_publica=datos.get("version_publica"),
        en_revision_hasta=espera.vence if espera else None,
    )


def ficha_de_acuse(presentacion: Presentacion) -> PapelPublico:
    return PapelPublico(
        "Acuse", presentacion.clave, presentacion.folio_acuse, presentacion.datos["ente"], presentacion.en,
        "Presentado",
        "Un acuse prueba que la solicitud se presentó ese día. No dice cómo se resolvió ni autoriza a contratar.",
        settings.ROTULO_SIN_VALIDEZ,
    )


def ficha_de_prevencion(prevencion: Prevencion) -> PapelPublico:
    return PapelPublico(
        "Prevención", prevencion.clave or "", prevencion.folio, prevencion.solicitud.ente.nombre, prevencion.emitida_en,
        "Emitida",
        "Una prevención pide aclarar o completar una solicitud. No dice cómo se resolvió ni autoriza a contratar.",
        settings.ROTULO_SIN_VALIDEZ,
    )


def ficha_de_papel(papel: PapelSellado, de_que: Model) -> PapelPublico:
    """La de lo que no es de un solo expediente: lo que se nombra como su renglón y lo emite la institución."""
    return PapelPublico(
        papel.get_clase_display(), "", str(de_que), parametro("institucion.subsecretaria"), papel.pedido_en, "Emitida",
        "Se selló y estampó como aquí se descarga.", settings.ROTULO_SIN_VALIDEZ,
    )


def ficha_de_copia(copia: CopiaCertificada) -> CopiaPublica:
    datos = copia.datos
    return CopiaPublica(
        copia.clave, copia.folio, datos["expediente"]["ente"], datos["expediente"]["folio"], copia.certificada_en,
        datos["certifica"], datos["copia"], rotulo_de(datos),
    )


def _concepto(concepto: ConceptoResuelto) -> ConceptoPublico:
    return ConceptoPublico(
        concepto["numero"], concepto["descripcion"], con_unidad(concepto["cantidad"], concepto["unidad"]),
        concepto["sentido"],
    )
