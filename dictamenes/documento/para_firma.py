"""El oficio que se genera antes de presentar: qué dice, con qué clave sale y si el firmado le corresponde."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.congelado import Entrega, Persona
from dictamenes.documento.instantanea import datos_de_solicitud, quien
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Solicitud
from dictamenes.reglas.veredicto import veredicto
from dictamenes.textos.formularios.definicion import Falta, nombres_de_anexos

OFICIO = "oficio"
LARGO_DE_CLAVE = 16
DE_LA_ENTREGA = {"folio", "presentada_por", "presentada_en", "en_papel", "conceptos"}
DE_CADA_CONCEPTO = ("numero", "descripcion", "perfil", "cantidad", "unidad", "precio_unitario", "tasa_iva",
                    "marca_justificada")
NO_CORRESPONDE = "Lo capturado cambió después de generar el oficio que se adjuntó firmado: genérelo y fírmelo otra vez"


def datos(solicitud: Solicitud) -> Entrega:
    """Lo que el oficio dice de un borrador: los conceptos como quedan hoy y los anexos, sin el propio oficio."""
    conceptos = list(solicitud.conceptos.con_estandar())
    for concepto in conceptos:
        concepto.evaluacion = veredicto(concepto)  # sólo en memoria: se congela al presentar
    dicho = datos_de_solicitud(solicitud, conceptos)
    nombre = nombres_de_anexos(solicitud.formulario.definicion).get(OFICIO, OFICIO)
    return {**dicho, "anexos": [a for a in dicho["anexos"] if a["clase"] != nombre]}


def clave(solicitud: Solicitud) -> str:
    """Las primeras 16 cifras del SHA-256 de lo capturado: cambia si cambia algo de lo que el oficio respalda."""
    dicho = datos(solicitud)
    capturado = {campo: valor for campo, valor in dicho.items() if campo not in DE_LA_ENTREGA}
    conceptos = [{campo: valor for campo, valor in c.items() if campo in DE_CADA_CONCEPTO} for c in dicho["conceptos"]]
    declarado = list(solicitud.conceptos.order_by("orden").values_list("declarado", flat=True))
    texto = json.dumps([capturado, conceptos, declarado], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(texto.encode()).hexdigest()[:LARGO_DE_CLAVE]


def firmante(solicitud: Solicitud, por: Usuario, en: datetime) -> Persona:
    """Quien presenta: la persona misma o, si sólo elabora, la nombrada por su ente. `DatosInvalidos` si no la hay."""
    ente = solicitud.ente
    nombradas = Usuario.objects.nombradas(dia_de(en), papel="presenta", ente=ente).order_by("pk")
    persona = por if puede(por, "solicitud.presentar", ente) else nombradas.first()
    if persona is None:
        raise DatosInvalidos("Su ente todavía no tiene a nadie nombrado para presentar: pídalo a administración.")
    return quien(persona, "solicitud.presentar", en, ente=ente.pk)


def ya_no_corresponde(solicitud: Solicitud) -> list[Falta]:
    """La advertencia de que el oficio firmado respalda otra cosa; vacía si no se generó aquí o sigue igual."""
    vigentes = solicitud.anexos.filter(clase=OFICIO, retirado_en=None)
    claves = set(vigentes.exclude(oficio_clave="").values_list("oficio_clave", flat=True))
    distinto = bool(claves) and clave(solicitud) not in claves
    return [Falta(f"anexo-{OFICIO}", NO_CORRESPONDE)] if distinto else []
