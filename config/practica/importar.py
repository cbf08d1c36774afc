"""Deja el sitio de práctica como el archivo dice: cada ente con «(práctica)», su gente y sus papeles de hoy.

Volver a importar no repite nada; lo que ya no viene pierde su papel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from bitacora.cadena import anotar
from config.demostracion.estandares import sembrar_estandares
from config.demostracion.fundamentos import sembrar_fundamentos
from config.practica.exportar import DEL_ENTE
from config.practica.forma import ImportacionImposible, exigir_forma
from config.practica.personal import dar_de_alta_al_personal, dejar_credenciales
from cuentas.entrada import invitaciones
from cuentas.models import AreaRequirente, Ente, Invitacion, Nombramiento, Usuario
from cuentas.personas import personas
from cuentas.personas.nombramientos import nombrar, revocar
from cuentas.reloj import dia_de
from cuentas.siembra import sembrar as sembrar_catalogos
from dictamenes.models import Competencia, Solicitud
from dictamenes.siembra import sembrar as sembrar_tramite

APELLIDO = " (práctica)"
OFICIO = "Sitio de práctica"
Llave = tuple[str, str, str, date, date | None]  # correo, papel, siglas, desde, hasta


@dataclass(frozen=True)
class Importado:
    """Qué cambió, y a quién se invitó."""

    nombrados: int
    revocados: int
    invitados: int
    sin_correo: int


def importar(datos: Any, en: datetime) -> Importado:
    """Todo o nada, y después las invitaciones.

    `ImportacionImposible` si esto no es la práctica, si el archivo no tiene la forma debida o si dejaría a todos sin
    papel.
    """
    _exigir_practica()
    exigir_forma(datos)
    pedidos = _pedidos(datos, dia_de(en))
    with transaction.atomic():
        sembrar_catalogos(en, con_entes=False, de_muestra=True)
        sembrar_tramite(en)
        if not Competencia.objects.exists():
            sembrar_fundamentos(None, None, en, dia_de(en))
        sembrar_estandares(en)
        dar_de_alta_al_personal(en)
        entes = {dato["siglas"]: _dejar_ente(dato) for dato in datos["entes"]}
        gente = {dato["correo"].lower(): _dejar_persona(dato, en) for dato in datos["personas"]}
        nombrados, revocados = _dejar_papeles(pedidos, gente, entes, en)
        if nombrados or revocados:
            anotar("practica.importada", "practica:gente", por=None, en=en,
                   datos={"nombrados": nombrados, "revocados": revocados})
    dejar_credenciales(en)
    salieron = [_invitar(persona, en) for persona in _por_invitar(gente.values(), en)]
    return Importado(nombrados, revocados, sum(salieron), len(salieron) - sum(salieron))


def _exigir_practica() -> None:
    """La última guarda, por si la base real entró con otro nombre: ahí hay folios y entes sin apellido."""
    if not settings.PRACTICA:
        raise ImportacionImposible("Sólo se importa en el sitio de práctica (config.ajustes_practica).")
    con_folio = Solicitud.objects.exclude(folio=None).exclude(folio__startswith=settings.FOLIOS_PREFIJO)
    if con_folio.exists() or Ente.objects.exclude(nombre__endswith=APELLIDO).exists():
        raise ImportacionImposible("Esta base tiene entes o folios que no son de práctica: no se tocó nada.")


def _dejar_ente(dato: dict[str, Any]) -> Ente:
    nombre = dato["nombre"][: (Ente._meta.get_field("nombre").max_length or 0) - len(APELLIDO)] + APELLIDO
    ente, _ = Ente.objects.update_or_create(
        siglas=dato["siglas"], defaults={campo: dato[campo] for campo in DEL_ENTE} | {"nombre": nombre}
    )
    for area in dato["areas_requirentes"]:
        AreaRequirente.objects.get_or_create(ente=ente, nombre=area)
    return ente


def _dejar_persona(dato: dict[str, Any], en: datetime) -> Usuario:
    quien = {"nombre": dato["nombre"], "cargo": dato["cargo"]}
    persona = Usuario.objects.filter(correo=dato["correo"].lower()).first()
    if persona is None:
        return personas.registrar(correo=dato["correo"], por=None, en=en, **quien)
    return personas.corregir(persona, por=None, en=en, **quien)


def _pedidos(datos: dict[str, Any], hoy: date) -> set[Llave]:
    """Los papeles del archivo que siguen vigentes el día en que se importa; `ImportacionImposible` si no hay."""
    todos = {
        (p["correo"].lower(), n["papel"], n["ente"], date.fromisoformat(n["desde"]),
         date.fromisoformat(n["hasta"]) if n["hasta"] else None)
        for p in datos["personas"] for n in p["nombramientos"]
    }
    vigentes = {llave for llave in todos if llave[3] <= hoy and (llave[4] is None or hoy <= llave[4])}
    if not vigentes:
        raise ImportacionImposible(
            "En el archivo nadie tiene un papel vigente, y en la práctica todos perderían el suyo: no se tocó nada."
        )
    return vigentes


def _dejar_papeles(
    pedidos: set[Llave], gente: dict[str, Usuario], entes: dict[str, Ente], en: datetime
) -> tuple[int, int]:
    """Revoca los que ya no se piden o nadie confirmó (los propuso el ensayo), da los que faltan y los cuenta."""
    suyos = Nombramiento.objects.sin_terminar(dia_de(en)).filter(ente__isnull=False).select_related("persona", "ente")
    tienen = {n: (n.persona.correo, n.papel, n.ente.siglas, n.desde, n.hasta)
              for n in suyos if n.confirmado_en and n.ente}
    sobran = [n for n in suyos if tienen.get(n) not in pedidos]
    faltan = pedidos - set(tienen.values())
    for nombramiento in sobran:
        revocar(nombramiento, por=None, en=en)
    for correo, papel, siglas, desde, hasta in sorted(faltan, key=str):
        nombrar(gente[correo], papel, oficio=OFICIO, desde=desde, hasta=hasta, por=None, en=en, ente=entes[siglas])
    return len(faltan), len(sobran)


def _por_invitar(gente: Iterable[Usuario], en: datetime) -> list[Usuario]:
    """Quienes tienen papel y todavía no eligen contraseña ni tienen una invitación que sirva."""
    invitados = set(Invitacion.objects.filter(usada_en=None, vence_en__gt=en).values_list("persona_id", flat=True))
    con_papel = set(Usuario.objects.nombradas(dia_de(en), ente__isnull=False).values_list("pk", flat=True))
    return [p for p in gente if p.pk in con_papel - invitados and not p.has_usable_password()]


def _invitar(persona: Usuario, en: datetime) -> bool:
    """Si el correo no salió, la invitación no queda en pie: la siguiente importación vuelve a intentarlo."""
    salio = invitaciones.invitar_por_correo(persona, por=None, en=en)
    if not salio:
        invitaciones.anular(persona, en)
    return salio
