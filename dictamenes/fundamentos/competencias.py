"""Si un acto tiene fundamento en una fecha: lo preguntan el acto, la pantalla que lo ofrece y la lista de cotejo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import DateField, F, QuerySet, Value

from cuentas.acceso.acceso import AccesoDenegado, papeles
from cuentas.interfaz.formatos import fecha
from cuentas.models import Usuario
from cuentas.papeles import PAPELES
from cuentas.preparada import Preparada, hueco
from dictamenes.excepciones import DatosInvalidos, SinFundamento
from dictamenes.fundamentos.actos import ACTOS, DEL_TRAMITE, QUIEN_CAPTURA
from dictamenes.models import Competencia, Fundamento
from dictamenes.models.fundamentos import conviene
from dictamenes.textos import publicacion


def _rigen() -> QuerySet[Any, Any]:
    """Lo que rige un día, sin armar modelos: las competencias y, con los mismos renglones, los documentos."""
    dia = hueco("dia", DateField())
    actos, documentos = Competencia.objects.que_rigen(dia).order_by(), Fundamento.objects.vigentes(dia).order_by()
    return actos.values_list(Value(ACTO), "acto", "numero", "fundamentos", "sentidos").union(
        documentos.values_list(Value(DOCUMENTO), "clave", "numero", "tipos", F("tipos")), all=True)


ACTO, DOCUMENTO = "acto", "documento"
RIGEN = Preparada(_rigen)


class DelDia:
    """Con qué se funda cada acto un día: una consulta, y otra si además se cita. Vive lo que la petición o el acto."""

    def __init__(self, dia: date) -> None:
        self.dia = dia

    def claves(self, acto: str, tipo: str = "") -> list[str]:
        """Las de los documentos que fundan el acto, en su orden; con `tipo`, sólo los que convienen a esa solicitud."""
        suyas, _ = self._competencias.get(acto, ([], []))
        tipos = self._tipos
        return [clave for clave in suyas if clave in tipos and (not tipo or conviene(tipos[clave], tipo))]

    def sentidos(self, acto: str) -> list[str]:
        """Los que su competencia puede resolver; ninguno: todos."""
        return self._competencias.get(acto, ([], []))[1]

    def papeles(self, acto: str) -> list[str]:
        """Con qué nombramientos se ejerce ese día; ninguno: con cualquiera de los que pueden."""
        rige = Competencia.objects.que_rigen(self.dia).filter(acto=acto).order_by("-numero").first()
        return rige.papeles if rige else []

    def exigir_papel(self, acto: str, persona: Usuario) -> None:
        """Lanza `AccesoDenegado` si su competencia es de otro nombramiento que el de la persona."""
        suyos = self.papeles(acto)
        if suyos and not set(suyos) & papeles(persona):
            quienes = " o ".join(PAPELES[papel].nombre.lower() for papel in suyos)
            raise AccesoDenegado(f"«{ACTOS[acto].nombre}» le toca a: {quienes}, según la competencia que rige hoy.")

    def fundamentos(self, acto: str, tipo: str = "") -> list[Fundamento]:
        """Los documentos de `claves`, para citarlos."""
        return [self.documentos[clave] for clave in self.claves(acto, tipo)]

    def que_convienen(self, tipo: str) -> list[Fundamento]:
        """Los que pueden fundar un dictamen de ese tipo de solicitud."""
        return [fundamento for fundamento in self.documentos.values() if fundamento.conviene_a(tipo)]

    def que_no_rigen(self, citados: Iterable[Fundamento]) -> list[Fundamento]:
        """De los que se citaron, los que ese día ya no rigen o fueron sustituidos por otra versión."""
        rigen = {fundamento.pk for fundamento in self.documentos.values()}
        return [fundamento for fundamento in citados if fundamento.pk not in rigen]

    def faltan(self, acto: str, tipo: str = "") -> str:
        """Por qué ese día el acto no tiene con qué fundarse y quién lo remedia; vacío si lo tiene.

        Con `tipo`, en una solicitud de ese tipo: lo que sólo conviene a otras no la funda.
        """
        if self.claves(acto, tipo):
            return ""
        nombre = ACTOS[acto].nombre
        suyas, _ = self._competencias.get(acto, ([], []))
        vencidos = Fundamento.objects.confirmados().filter(clave__in=suyas).exclude(vigente_hasta=None)
        ultimo = vencidos.order_by("-vigente_hasta").first()
        if ultimo and ultimo.vigente_hasta and ultimo.vigente_hasta < self.dia:
            return (f"«{nombre}» está apagado: la vigencia de {ultimo} terminó el {fecha(ultimo.vigente_hasta)}. "
                    f"{QUIEN_CAPTURA}")
        return f"«{nombre}» está apagado: no hay fundamento capturado que rija. {QUIEN_CAPTURA}"

    def faltan_para(self, acto_del_tramite: str, tipo: str = "") -> str:
        """Lo mismo, por el nombre del acto en `dictamenes.tramite`; vacío si ese acto no pide fundamento."""
        clave = DEL_TRAMITE.get(acto_del_tramite)
        return self.faltan(clave, tipo) if clave else ""

    def exigir(self, acto: str, tipo: str = "") -> None:
        """Lanza `SinFundamento` si ese día el acto no tiene con qué fundarse."""
        if falta := self.faltan(acto, tipo):
            raise SinFundamento(falta)

    @cached_property
    def documentos(self) -> dict[str, Fundamento]:
        """Los que rigen, por su clave."""
        return {fundamento.clave: fundamento for fundamento in Fundamento.objects.vigentes(self.dia)}

    @cached_property
    def _renglones(self) -> list[tuple[Any, ...]]:
        return sorted(RIGEN(dia=self.dia))  # de cada acto, al final el de número más alto

    @cached_property
    def _competencias(self) -> dict[str, tuple[list[str], list[str]]]:
        return {acto: (json.loads(suyos), json.loads(sentidos))
                for que, acto, _, suyos, sentidos in self._renglones if que == ACTO}

    @cached_property
    def _tipos(self) -> dict[str, list[str]]:
        return {clave: json.loads(tipos) for que, clave, _, tipos, _ in self._renglones if que == DOCUMENTO}


def exigir(acto_del_tramite: str, dia: date, tipo: str = "") -> None:
    """Lanza `SinFundamento` si ese día al acto del trámite le falta con qué fundarse; el que no lo pide no consulta."""
    if clave := DEL_TRAMITE.get(acto_del_tramite):
        DelDia(dia).exigir(clave, tipo)


def redactar(
    acto: str, *, facultad: str, ejerce: str, fundamentos: list[str], sentidos: list[str], desde: date,
    por: Usuario | None, en: datetime, papeles: Sequence[str] = (), envio: str | None = None, leida: str | None = None,
) -> Competencia:
    """Propone la versión siguiente de la competencia de un acto. Lanza `DatosInvalidos` o lo que `publicacion`."""
    confirmados = set(Fundamento.objects.confirmados().filter(clave__in=fundamentos).values_list("clave", flat=True))
    if ajenas := [clave for clave in fundamentos if clave not in confirmados]:
        raise DatosInvalidos(f"Todavía no están confirmados en el catálogo: {', '.join(ajenas)}.")
    contenido = {"facultad": facultad.strip(), "ejerce": ejerce.strip(), "fundamentos": fundamentos,
                 "sentidos": sentidos, "papeles": list(papeles), "desde": desde}
    return publicacion.redactar(Competencia, {"acto": acto}, contenido, que="competencia", por=por, en=en, envio=envio,
                                leida=leida)


def publicar(version: Competencia, *, por: Usuario | None, en: datetime, leida: str | None = None) -> Competencia:
    """La confirma otra persona. Lanza lo que `publicacion.publicar`."""
    return publicacion.publicar(version, que="competencia", objeto=version, por=por, en=en, leida=leida)
