"""Los anexos de una solicitud: ligar un archivo, sus versiones y el mismo archivo adjunto en otro lugar del ente."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Max

from archivos.models import Archivo
from cuentas.acceso.acceso import ambito, puede
from cuentas.models import Usuario
from dictamenes.documento import para_firma
from dictamenes.excepciones import YaRegistrado
from dictamenes.models import Anexo, Participacion, Presentacion, Solicitud
from dictamenes.reglas import cuotas

# Lo que se dice de un anexo que está en otra solicitud.
DE_OTRO_LUGAR = ("clase", "archivo", "solicitud__folio", "solicitud__proyecto", "solicitud__formulario__definicion")


def ligar(
    solicitud: Solicitud, archivo: Archivo, *, clase: str, nombre: str, por: Usuario, en: datetime,
    sustituye: Anexo | None = None,
) -> dict[str, object]:
    """Agrega el anexo y devuelve lo que de él se anota. Dentro de un acto de la captura.

    `YaRegistrado` si el mismo contenido ya está en esa clase; `DatosInvalidos` si la solicitud ya no admite más.
    """
    if solicitud.anexos.filter(clase=clase, archivo=archivo, retirado_en=None).exists():
        raise YaRegistrado(f"«{nombre}» ya estaba adjunto; no se repitió.")
    cuotas.exigir_en_solicitud(solicitud, archivo.tamano)
    del_generado = solicitud.oficio_clave if clase == para_firma.OFICIO else ""  # el que se generó, ya firmado
    Anexo.objects.create(
        solicitud=solicitud, clase=clase, archivo=archivo, nombre=nombre, oficio_clave=del_generado, subido_por=por,
        subido_en=en, sustituye=sustituye, version=sustituye.version + 1 if sustituye else 1,
    )
    return {"clase": clase, "sha256": archivo.sha256, **({"oficio": del_generado} if del_generado else {})}


def retirar(anexo: Anexo, por: Usuario, en: datetime) -> None:
    """Deja de acompañar a la solicitud; queda en su historia. Dentro de un acto de la captura."""
    anexo.retirado_por, anexo.retirado_en = por, en
    anexo.save(update_fields=["retirado_por", "retirado_en"])


def anteriores(anexos: Sequence[Anexo]) -> dict[int, list[Anexo]]:
    """Por la llave de cada anexo que sustituye a otro, sus versiones anteriores, de la más reciente a la primera."""
    con_anterior = [anexo for anexo in anexos if anexo.sustituye_id]
    if not con_anterior:
        return {}
    sustituidos = Anexo.objects.filter(
        solicitud__in={anexo.solicitud_id for anexo in con_anterior}, sustituido_por__isnull=False
    ).select_related("archivo")
    por_llave = {anexo.pk: anexo for anexo in sustituidos}
    return {anexo.pk: _cadena(anexo, por_llave) for anexo in con_anterior}


def _cadena(anexo: Anexo, por_llave: dict[int, Anexo]) -> list[Anexo]:
    cadena: list[Anexo] = []
    while anexo.sustituye_id:
        anexo = por_llave[anexo.sustituye_id]
        cadena.append(anexo)
    return cadena


def entregadas(solicitud: Solicitud) -> set[str]:
    """Las huellas de todo lo que el ente ha entregado con esta solicitud, en cualquiera de sus presentaciones."""
    return {sha256 for _, sha256 in _entregadas([solicitud.pk])}


def anexos_conocidos(anexos: Iterable[Anexo], usuario: Usuario) -> list[Anexo]:
    """De los que están en solicitudes que alcanza: los de su ente, los que subió, los entregados y los de recepción.

    Lo que el ente prepara mientras atiende observaciones no sale de él hasta que lo entrega. A quien captura lo que
    llega en papel le toca además lo que otra persona de recepción adjuntó: lo dice la función con que participó en la
    solicitud, no el papel que tenga hoy. Las consultas no dependen de cuántos sean.
    """
    suyos = ambito(usuario, "solicitud.ver").entes
    hallados = list(anexos)
    ajenas = {a.solicitud_id for a in hallados if a.solicitud.ente_id not in suyos}
    entregados = _entregadas(ajenas)
    de_papel = _de_recepcion(ajenas) if puede(usuario, "solicitud.capturar_papel") else set()
    return [
        a for a in hallados
        if a.solicitud_id not in ajenas or a.subido_por_id == usuario.pk
        or (a.solicitud_id, a.archivo.sha256) in entregados or (a.solicitud_id, a.subido_por_id) in de_papel
    ]


def _entregadas(solicitudes: Collection[int]) -> set[tuple[int, str]]:
    listas = Presentacion.objects.filter(solicitud__in=solicitudes).values_list("solicitud", "datos__anexos")
    return {(solicitud, anexo["sha256"]) for solicitud, lista in listas for anexo in lista}


def _de_recepcion(solicitudes: Collection[int]) -> set[tuple[int, int]]:
    """En qué solicitud adjuntó quién a nombre del ente: una persona tiene una sola función por asunto."""
    recibe = Participacion.objects.filter(solicitud__in=solicitudes, funcion=Participacion.Funcion.RECIBE)
    return set(recibe.values_list("solicitud", "persona"))


def iguales(solicitud: Solicitud, anexos: Sequence[Anexo], usuario: Usuario) -> dict[int, Anexo]:
    """Por la llave de cada anexo, otro vigente con el mismo archivo: en la solicitud o, si no, el último de su ente.

    De otro ente nunca, y del mismo sólo lo que esa persona alcanza y puede conocer.
    """
    if not anexos:
        return {}
    vigentes = Anexo.objects.filter(retirado_en=None, archivo__in={a.archivo_id for a in anexos})
    vigentes = vigentes.select_related("solicitud__formulario")
    mismos = vigentes.filter(solicitud__ente=solicitud.ente_id).exclude(solicitud=solicitud)
    if solicitud.ente_id in ambito(usuario, "solicitud.ver").entes:
        ultimos = dict(mismos.order_by().values_list("archivo").annotate(ultimo=Max("pk")))
        hallados_fuera = list(vigentes.filter(pk__in=ultimos.values()).only(*DE_OTRO_LUGAR)) if ultimos else []
    else:
        alcanza = mismos.filter(solicitud__in=Solicitud.objects.visibles_para(usuario)).select_related("archivo")
        hallados_fuera = anexos_conocidos(alcanza.order_by("pk"), usuario)
    de_otras = {a.archivo_id: a for a in hallados_fuera}
    de_aqui = {
        a.pk: otro for a in anexos for otro in anexos if otro.archivo_id == a.archivo_id and otro.pk != a.pk
    }
    hallados = {a.pk: de_aqui.get(a.pk) or de_otras.get(a.archivo_id) for a in anexos}
    return {llave: otro for llave, otro in hallados.items() if otro}
