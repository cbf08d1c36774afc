"""Los anexos de una solicitud: ligar un archivo, sus versiones y el mismo archivo adjunto en otro lugar del ente."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from archivos.models import Archivo
from cuentas.acceso import ambito, puede
from cuentas.models import Usuario
from dictamenes import cuotas, para_firma
from dictamenes.excepciones import YaRegistrado
from dictamenes.models import Anexo, Solicitud


def ligar(
    solicitud: Solicitud, archivo: Archivo, *, clase: str, nombre: str, por: Usuario, en: datetime,
    sustituye: Anexo | None = None,
) -> dict[str, Any]:
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
    listas = solicitud.presentaciones.values_list("datos__anexos", flat=True)
    return {anexo["sha256"] for lista in listas for anexo in lista}


def se_conoce(anexo: Anexo, usuario: Usuario) -> bool:
    """Si esa persona, que alcanza su solicitud, puede saber de él: es de su ente, ya se entregó o lo capturó recepción.

    Lo que el ente prepara mientras atiende observaciones no sale de él hasta que lo entrega.
    """
    if anexo.solicitud.ente_id in ambito(usuario, "solicitud.ver").entes or anexo.subido_por_id == usuario.pk:
        return True
    en_papel = all(puede(persona, "solicitud.capturar_papel") for persona in (usuario, anexo.subido_por))
    return en_papel or anexo.archivo.sha256 in entregadas(anexo.solicitud)


def iguales(solicitud: Solicitud, anexos: Sequence[Anexo], usuario: Usuario) -> dict[int, Anexo]:
    """Por la llave de cada anexo, otro vigente con el mismo archivo: en la solicitud o, si no, el último de su ente.

    De otro ente nunca, y del mismo sólo lo que esa persona alcanza y puede conocer.
    """
    otras = Solicitud.objects.visibles_para(usuario).filter(ente=solicitud.ente_id).exclude(pk=solicitud.pk)
    vigentes = Anexo.objects.filter(retirado_en=None).select_related("solicitud__formulario", "archivo", "subido_por")
    mismos = vigentes.filter(solicitud__in=otras, archivo__in={a.archivo_id for a in anexos})
    if solicitud.ente_id in ambito(usuario, "solicitud.ver").entes:
        ultimos = mismos.order_by().values("archivo").annotate(ultimo=Max("pk")).values("ultimo")
        hallados_fuera = list(vigentes.filter(pk__in=ultimos))
    else:
        hallados_fuera = [a for a in mismos.order_by("pk") if se_conoce(a, usuario)]
    de_otras = {a.archivo_id: a for a in hallados_fuera}
    de_aqui = {
        a.pk: otro for a in anexos for otro in anexos if otro.archivo_id == a.archivo_id and otro.pk != a.pk
    }
    hallados = {a.pk: de_aqui.get(a.pk) or de_otras.get(a.archivo_id) for a in anexos}
    return {llave: otro for llave, otro in hallados.items() if otro}
