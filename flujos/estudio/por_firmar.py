"""Lo que espera la firma de una persona, con lo que hace falta para decidir qué abrir; dictámenes, por vencimiento."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse

from cuentas import reloj
from cuentas.interfaz.filtros import PorLlave, entero
from cuentas.interfaz.formatos import pesos
from cuentas.interfaz.paginas import Tramo
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.congelado import DatosDictamen
from dictamenes.documento.a_firmar import CLASES
from dictamenes.documento.diferencias import partes_que_cambiaron
from dictamenes.documento.sintesis import en_una_linea
from dictamenes.expediente.vistos import cual, leidos
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import COPIA, ENTREGA, PREVENCION
from dictamenes.models import Dictamen, EscaneoFirmado, PapelPorFirmar, ProyectoDeDictamen, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import coherencia
from dictamenes.reglas.coherencia import Hallazgo
from dictamenes.reglas.coherencia.asunto import de_varios, enteros
from flujos.bandeja import bandeja
from flujos.estudio.autografa import Dicho, como_va, ultimos
from flujos.estudio.firmas import MAXIMO
from flujos.models import Pendiente

AL_FIRMARSE = {
    PREVENCION: "Prevención: al firmarla se notifica al ente y su plazo empieza",
    ENTREGA: "Lo que su ente presenta o contesta: al firmarlo se entrega y empieza el plazo",
    COPIA: "Certificación: al firmarla la copia queda expedida",
}


@dataclass(frozen=True)
class Asunto:
    """Un dictamen por firmar como se lee en la cola; `cambiaron` nombra las partes distintas de la versión anterior."""

    renglon: bandeja.Renglon
    folio: str
    sentido: str
    razon: str
    total: Decimal
    huella: str
    version: int
    cambiaron: list[str]
    autografa: bool
    escaneo: EscaneoFirmado | None
    leido: bool
    hallados: list[Hallazgo]

    @property
    def solicitud(self) -> Solicitud:
        return self.renglon.solicitud

    @property
    def cual(self) -> str:
        """Cómo se nombra entre lo que espera firma."""
        return str(self.renglon.solicitud.pk)

    @property
    def importe(self) -> str:
        return f"{pesos(self.total)} con IVA"

    @property
    def bytes_en(self) -> str:
        """De dónde se baja lo que se firma."""
        return reverse("flujos:documento", args=[self.renglon.solicitud.pk, "sellado"])

    @property
    def va_al_lote(self) -> bool:
        """Si se puede firmar junto con otros: se leyó tal como está, nada lo impide y, a mano, su escaneo ya vale."""
        listo = self.escaneo is not None and self.escaneo.vale if self.autografa else True
        return self.leido and listo and not coherencia.impiden(self.hallados)

    @property
    def va(self) -> Dicho:
        """Cómo va su escaneo."""
        return como_va(self.escaneo)

    @property
    def eleccion(self) -> str:
        """Cómo viaja en el formulario: cuál es y la huella de lo que se vio."""
        return f"{self.cual}.{self.huella}"


@dataclass(frozen=True)
class Papel:
    """Otro papel por firmar, como se lee en la cola."""

    papel: PapelPorFirmar
    leido: bool
    falta: str
    importe = ""
    autografa = False

    @property
    def solicitud(self) -> Solicitud:
        return self.papel.solicitud

    @property
    def cual(self) -> str:
        return cual(self.papel)

    @property
    def folio(self) -> str:
        return self.papel.nombre

    @property
    def huella(self) -> str:
        return self.papel.documento_sellado.sha256

    @property
    def razon(self) -> str:
        """Qué es y qué pasa al firmarlo."""
        return AL_FIRMARSE[CLASES[self.papel.clase]]

    @property
    def bytes_en(self) -> str:
        return reverse("flujos:papel_sellado", args=[self.papel.pk])

    @property
    def va_al_lote(self) -> bool:
        """Si se puede firmar junto con otros: se leyó tal como está y nada le falta."""
        return self.leido and not self.falta

    @property
    def eleccion(self) -> str:
        return f"{self.cual}.{self.huella}"


def papeles(usuario: Usuario, en: datetime) -> list[Papel]:
    """Los papeles, que no son dictámenes, que esperan su firma; son pocos, y van antes: detienen un plazo."""
    todos = list(PapelPorFirmar.objects.que_firma(usuario)[:MAXIMO])
    vistos = leidos(usuario, [(cual(p), p.documento_sellado.sha256) for p in todos])
    del_dia = DelDia(dia_de(en))
    faltan = {clase: electronica.por_que_no(del_dia, CLASES[clase]) for clase in {p.clase for p in todos}}
    return [Papel(p, cual(p) in vistos, faltan[p.clase]) for p in todos]


def de(usuario: Usuario) -> QuerySet[Pendiente]:
    """Lo que espera su firma."""
    return bandeja.pendientes_de(usuario).filter(encargada=usuario, etapa="firma")


def en_el_trabajador(usuario: Usuario) -> int:
    """Cuántos documentos suyos prepara o publica el trabajador: los que llegarán a su firma y los que ya firmó."""
    por_llegar = Q(estado=EstadoDeDictamen.EN_PREPARACION, autoriza=usuario)
    ya_firmados = Q(estado=EstadoDeDictamen.FIRMADO, firmado_por=usuario)
    return Dictamen.objects.filter(por_llegar | ya_firmados, solicitud__estado=Estado.EN_FIRMA).count()


def pagina(usuario: Usuario, filtros: PorLlave, en: datetime) -> Tramo[Asunto]:
    """Una página por llave, como la de la bandeja; las consultas son las mismas con uno que con veinticinco."""
    tramo = bandeja.pagina(de(usuario), filtros, usuario, en)
    return tramo.con(asuntos(tramo.filas, usuario))


def a_mano(usuario: Usuario) -> QuerySet[Dictamen]:
    """Los dictámenes que esperan su firma autógrafa."""
    return Dictamen.objects.filter(
        autoriza=usuario, estado=EstadoDeDictamen.POR_FIRMAR, forma_firma=FormaDeFirma.AUTOGRAFA)


def marcados(usuario: Usuario, en: datetime, cuales: Iterable[str]) -> list[Asunto | Papel]:
    """De ésos, los de su cola que pueden ir al lote; los dictámenes, por vencimiento."""
    nombrados = set(cuales)
    suyas = de(usuario).filter(solicitud__in=[pk for uno in nombrados if (pk := entero(uno)) is not None])
    renglones = bandeja.pagina(suyas, PorLlave(), usuario, en).filas
    otros = [papel for papel in papeles(usuario, en) if papel.cual in nombrados]
    todos: list[Asunto | Papel] = [*otros, *asuntos(renglones, usuario)]
    return [uno for uno in todos if uno.va_al_lote]


def asuntos(renglones: list[bandeja.Renglon], usuario: Usuario) -> list[Asunto]:
    dictamenes = _dictamenes(renglones)
    pks = [d["pk"] for d in dictamenes.values()]
    leidos_enteros = {dictamen.pk: dictamen for dictamen in enteros(pks)}
    cambios, hallados = _cambios(pks), de_varios(leidos_enteros.values(), reloj.hoy())
    firmados_a_mano = [d["pk"] for d in dictamenes.values() if d["forma_firma"] == FormaDeFirma.AUTOGRAFA]
    escaneos = ultimos(firmados_a_mano) if firmados_a_mano else {}
    vistos = leidos(usuario, ((d["pk"], d["sellado__sha256"]) for d in dictamenes.values()))
    return [
        Asunto(
            renglon=r, folio=d["folio"], sentido=d["sentido"], total=Decimal(d["total"]), huella=d["sellado__sha256"],
            razon=_en_una_linea(d["titulo"], leidos_enteros[d["pk"]]), version=d["version"],
            cambiaron=cambios.get(d["pk"], []), autografa=d["forma_firma"] == FormaDeFirma.AUTOGRAFA,
            escaneo=escaneos.get(d["pk"]), leido=d["pk"] in vistos, hallados=hallados[d["pk"]],
        )
        for r in renglones if (d := dictamenes.get(r.solicitud.pk))
    ]


def _dictamenes(renglones: list[bandeja.Renglon]) -> dict[int, dict[str, Any]]:
    """Por solicitud; de lo congelado, sólo lo que se muestra."""
    hallados = Dictamen.objects.filter(solicitud__in=[r.solicitud.pk for r in renglones]).values(
        "pk", "solicitud_id", "folio", "version", "forma_firma", "sellado__sha256",
        sentido=KT("datos__sentido__clave"), titulo=KT("datos__sentido__titulo"), total=KT("datos__totales__total"),
    )
    return {d["solicitud_id"]: dict(d) for d in hallados}


def _en_una_linea(titulo: str, dictamen: Dictamen) -> str:
    dichos = [(s.sentido, s.razones) for s in dictamen.sentidos.all()]
    return en_una_linea(titulo, dichos, len(dictamen.condiciones.all()))


def _cambios(dictamenes: list[int]) -> dict[int, list[str]]:
    """De los que van en su segunda versión o más, qué partes cambiaron respecto de la anterior."""
    ultimas = ProyectoDeDictamen.objects.filter(
        dictamen__in=dictamenes, dictamen__version__gt=1, numero__gte=F("dictamen__version") - 1
    )
    versiones: dict[int, list[DatosDictamen]] = defaultdict(list)
    for pk, datos in ultimas.order_by("numero").values_list("dictamen", "datos"):
        versiones[pk].append(datos)
    return {pk: partes_que_cambiaron(*datos) for pk, datos in versiones.items() if len(datos) == 2}
