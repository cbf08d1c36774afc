"""Si un acto tiene fundamento en una fecha: lo preguntan el acto, la pantalla que lo ofrece y la lista de cotejo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from cuentas.interfaz.formatos import fecha
from cuentas.models import Usuario
from dictamenes.excepciones import DatosInvalidos, SinFundamento
from dictamenes.fundamentos.actos import ACTOS, DEL_TRAMITE, QUIEN_CAPTURA
from dictamenes.models import Competencia, Fundamento
from dictamenes.textos import publicacion


def vigente(acto: str, dia: date) -> Competencia | None:
    """La que rige ese día para un renglón de `ACTOS`; ninguna si no se ha capturado."""
    return Competencia.objects.que_rigen(dia).filter(acto=acto).order_by("-numero").first()


def fundamentos(acto: str, dia: date, tipo: str = "") -> list[Fundamento]:
    """Los documentos que ese día fundan el acto, en su orden; con `tipo`, sólo los que convienen a esa solicitud."""
    competencia = vigente(acto, dia)
    if competencia is None:
        return []
    rigen = Fundamento.objects.vigentes(dia).filter(clave__in=competencia.fundamentos)
    por_clave = {f.clave: f for f in rigen if not tipo or f.conviene_a(tipo)}
    return [por_clave[clave] for clave in competencia.fundamentos if clave in por_clave]


def faltan(acto: str, dia: date, tipo: str = "") -> str:
    """Por qué ese día el acto no tiene con qué fundarse y quién lo remedia; vacío si lo tiene.

    Con `tipo`, en una solicitud de ese tipo: lo que sólo conviene a otras no la funda.
    """
    if fundamentos(acto, dia, tipo):
        return ""
    nombre = ACTOS[acto].nombre
    if competencia := vigente(acto, dia):
        de_sus_claves = Fundamento.objects.confirmados().filter(clave__in=competencia.fundamentos)
        ultimo = de_sus_claves.exclude(vigente_hasta=None).order_by("-vigente_hasta").first()
        if ultimo and ultimo.vigente_hasta and ultimo.vigente_hasta < dia:
            return (f"«{nombre}» está apagado: la vigencia de {ultimo} terminó el {fecha(ultimo.vigente_hasta)}. "
                    f"{QUIEN_CAPTURA}")
    return f"«{nombre}» está apagado: no hay fundamento capturado que rija. {QUIEN_CAPTURA}"


def faltan_para(acto_del_tramite: str, dia: date, tipo: str = "") -> str:
    """Lo mismo, por el nombre del acto en `dictamenes.tramite`; vacío si ese acto no pide fundamento."""
    clave = DEL_TRAMITE.get(acto_del_tramite)
    return faltan(clave, dia, tipo) if clave else ""


def exigir(acto_del_tramite: str, dia: date, tipo: str = "") -> None:
    """Lanza `SinFundamento` si ese día el acto no tiene con qué fundarse."""
    if falta := faltan_para(acto_del_tramite, dia, tipo):
        raise SinFundamento(falta)


def que_no_rigen(citados: Iterable[Fundamento], dia: date) -> list[Fundamento]:
    """De los que se citaron, los que ese día ya no rigen o fueron sustituidos por otra versión."""
    citados = list(citados)
    rigen = set(Fundamento.objects.vigentes(dia).filter(pk__in=[f.pk for f in citados]).values_list("pk", flat=True))
    return [f for f in citados if f.pk not in rigen]


def redactar(
    acto: str, *, facultad: str, ejerce: str, fundamentos: list[str], sentidos: list[str], desde: date,
    por: Usuario | None, en: datetime, envio: str | None = None, leida: str | None = None,
) -> Competencia:
    """Propone la versión siguiente de la competencia de un acto. Lanza `DatosInvalidos` o lo que `publicacion`."""
    confirmados = set(Fundamento.objects.confirmados().filter(clave__in=fundamentos).values_list("clave", flat=True))
    if ajenas := [clave for clave in fundamentos if clave not in confirmados]:
        raise DatosInvalidos(f"Todavía no están confirmados en el catálogo: {', '.join(ajenas)}.")
    contenido = {"facultad": facultad.strip(), "ejerce": ejerce.strip(), "fundamentos": fundamentos,
                 "sentidos": sentidos, "desde": desde}
    return publicacion.redactar(Competencia, {"acto": acto}, contenido, que="competencia", por=por, en=en, envio=envio,
                                leida=leida)


def publicar(version: Competencia, *, por: Usuario | None, en: datetime, leida: str | None = None) -> Competencia:
    """La confirma otra persona. Lanza lo que `publicacion.publicar`."""
    return publicacion.publicar(version, que="competencia", objeto=version, por=por, en=en, leida=leida)
