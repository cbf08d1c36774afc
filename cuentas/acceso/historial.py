"""Quién era quién en un momento dado: papeles y adscripciones reconstruidos de los nombramientos y la bitácora."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from guardian.models import UserObjectPermission

from bitacora.models import DatosEvento
from cuentas.models import Nombramiento, Usuario
from cuentas.papeles import MATRIZ, PAPELES, Alcance
from cuentas.reloj import dia_de

UN_DIA = timedelta(days=1)
CATALOGOS = "entrar a catálogos"  # `is_staff`, que también se deriva


@dataclass(frozen=True)
class Gente:
    """Los nombramientos de cada persona y los cambios de su adscripción, para preguntar por cualquier momento."""

    de: dict[int, list[Nombramiento]]
    adscripciones: dict[int, int]
    cambios: dict[int, list[tuple[int, int | None]]]

    @classmethod
    def cargar(cls) -> Gente:
        """Tres consultas; cabe en memoria: son las personas con papel, no los asuntos."""
        de: dict[int, list[Nombramiento]] = defaultdict(list)
        for nombramiento in Nombramiento.objects.select_related("ente"):
            de[nombramiento.persona_id].append(nombramiento)
        adscritas = Usuario.objects.exclude(adscripcion=None).values_list("pk", "adscripcion")
        return cls(de, dict(adscritas), _cambios_de_adscripcion())

    def adscripcion(self, persona: int, n: int) -> int | None:
        """El área de adscripción que la persona tenía cuando se anotó el evento `n`."""
        despues = (antes for cuando, antes in self.cambios.get(persona, []) if cuando > n)
        return next(despues, self.adscripciones.get(persona))

    def con_que(
        self, persona: int | None, operacion: str, en: datetime, *, ente: int | None, area: int | None
    ) -> list[Nombramiento]:
        """Los nombramientos que tenía en ese momento y que, según la matriz, alcanzan la operación."""
        return personas_con_alcance(self.de.get(persona or 0, []), operacion, en, ente=ente, area=area)

    def tenia(self, persona: int, papel: str, en: datetime) -> bool:
        return any(n.papel == papel and rige(n, en) for n in self.de.get(persona, []))


def personas_con_alcance(
    nombramientos: Iterable[Nombramiento], operacion: str, en: datetime, *, ente: int | None, area: int | None
) -> list[Nombramiento]:
    """Los que en ese momento regían y, según la matriz, alcanzan la operación sobre ese ente o área."""
    fila = MATRIZ[operacion]
    return [n for n in nombramientos if n.papel in fila and rige(n, en) and _alcanza(fila[n.papel], n, ente, area)]


def rige(nombramiento: Nombramiento, en: datetime) -> bool:
    """Si un nombramiento valía en ese momento: confirmado, no revocado y dentro de sus fechas."""
    dia = dia_de(en)
    return bool(
        nombramiento.confirmado_en and nombramiento.confirmado_en <= en
        and (nombramiento.revocado_en is None or en <= nombramiento.revocado_en)
        and nombramiento.desde <= dia and (nombramiento.hasta is None or dia <= nombramiento.hasta)
    )


def permisos_desfasados(hoy: date) -> Iterator[tuple[int, str]]:
    """Personas cuyos permisos no son los que derivan de sus nombramientos, con lo que sobra o falta.

    Da un día de gracia: quien empieza o termina hoy espera la vuelta diaria del trabajador.
    """
    deben, pueden = _derivados(hoy, hoy - UN_DIA)
    tienen = {(u, p, o) for u, p, o in UserObjectPermission.objects.values_list(
        "user", "permission__codename", "object_pk")}
    centrales = Usuario.user_permissions.through.objects.values_list("usuario", "permission__codename")
    tienen |= {(u, p, "") for u, p in centrales}
    tienen |= {(u, CATALOGOS, "") for u in Usuario.objects.filter(is_staff=True).values_list("pk", flat=True)}
    tienen |= {(u, "todo", "") for u in Usuario.objects.filter(is_superuser=True).values_list("pk", flat=True)}
    for persona, permiso, objeto in sorted(tienen - pueden):
        yield persona, f"tiene el permiso «{permiso}» {objeto} sin nombramiento que lo dé"
    for persona, permiso, objeto in sorted(deben - tienen):
        yield persona, f"le falta el permiso «{permiso}» {objeto} que su nombramiento da"


Permiso = tuple[int, str, str]


def _derivados(hoy: date, ayer: date) -> tuple[set[Permiso], set[Permiso]]:
    """Los permisos que deben estar (rigen desde ayer) y los que pueden estar (rigen hoy o regían ayer)."""
    confirmados = Nombramiento.objects.filter(confirmado_en__isnull=False, revocado_en=None, desde__lte=hoy)
    vivos = confirmados.filter(Q(hasta=None) | Q(hasta__gte=ayer))
    pueden: set[Permiso] = set()
    deben: set[Permiso] = set()
    for n in vivos.iterator():
        suyos = {(n.persona_id, PAPELES[n.papel].permiso, str(n.ente_id or n.area_id or ""))}
        suyos |= {(n.persona_id, CATALOGOS, "")} if n.papel == "administrador" else set()
        pueden |= suyos
        if n.desde <= ayer and (n.hasta is None or n.hasta >= hoy):
            deben |= suyos
    return deben, pueden


def _cambios_de_adscripcion() -> dict[int, list[tuple[int, int | None]]]:
    """Persona → (evento, adscripción de antes), en orden."""
    cambios: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    corregidas = DatosEvento.objects.filter(evento__accion="persona.corregida", datos__has_key="adscripcion")
    renglones = corregidas.order_by("evento").values_list("evento", "evento__objeto", "datos")
    for n, objeto, datos in renglones.iterator():
        cambios[int(objeto.partition(":")[2])].append((n, datos["adscripcion"][0]))
    return cambios


def _alcanza(alcance: Alcance, nombramiento: Nombramiento, ente: int | None, area: int | None) -> bool:
    if alcance == Alcance.ENTE:
        return nombramiento.ente_id == ente
    if alcance == Alcance.ENTE_UNIPERSONAL:
        suyo = nombramiento.ente
        return suyo is not None and suyo.pk == ente and suyo.presenta_quien_elabora
    if alcance == Alcance.AREA:
        return nombramiento.area_id == area
    return True
