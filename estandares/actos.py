"""Los dos actos del cuarto: importar un estándar como borrador y publicarlo. Cada uno deja su evento."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from archivos.columnas import ErrorDeEntrada
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas.acceso.acceso import exigir
from cuentas.acceso.dos_personas import YaPublicada, exigir_publicable
from cuentas.models import Usuario
from cuentas.reloj import dia_de

from .importacion import EstandarLeido, leer_estandar
from .models import Estandar, Perfil, Requisito, Version


class ArchivoInvalido(ValueError):
    """El CSV está mal formado; `errores` los trae todos, con su fila y columna."""

    def __init__(self, errores: list[ErrorDeEntrada]) -> None:
        super().__init__("\n".join(map(str, errores)))
        self.errores = errores


class IlustrativoMezclado(Rechazo):
    """Ya hay un estándar con ese nombre y es ilustrativo, o éste lo es y aquél no."""


class VigenciaEncimada(Rechazo):
    """La vigencia empieza antes que la de una versión ya publicada."""


@transaction.atomic
def importar(
    contenido: bytes,
    *,
    emisor: str,
    por: Usuario | None,
    en: datetime,
    nombre: str = "",
    ambito: str = "",
    boletin: str = "",
    vigente_desde: date | None = None,
    ilustrativo: bool = False,
    archivo: str = "",
) -> Version:
    """Guarda el CSV como versión en borrador (o devuelve la que ya tiene esos mismos bytes).

    Lanza `ArchivoInvalido` con todos los errores, `IlustrativoMezclado`, o `AccesoDenegado` si la persona no redacta.
    """
    if por is not None:
        exigir(por, "estandar.redactar")
    leido, errores = leer_estandar(contenido)
    if errores:
        raise ArchivoInvalido(errores)
    estandar = _estandar(emisor.strip(), nombre.strip(), ambito.strip(), ilustrativo)
    previa = estandar.versiones.filter(sha256=leido.sha256).first()
    if previa is not None:
        return previa
    ultima = estandar.versiones.order_by("-numero").values_list("numero", flat=True).first() or 0
    version = Version.objects.create(
        estandar=estandar, numero=ultima + 1, boletin=boletin.strip(), vigente_desde=vigente_desde,
        sha256=leido.sha256, archivo=archivo[:200], redactada_en=en, redactada_por=por,
    )  # fmt: skip
    _guardar_contenido(version, leido)
    anotar("estandar.importado", version, por=por, en=en, datos=_hechos(version))
    return version


@transaction.atomic
def publicar(version: Version, *, por: Usuario | None, en: datetime) -> Version:
    """Hace pública e inmutable una versión y cierra la vigencia de la anterior.

    El sistema (`por=None`) sólo publica la primera. Lanza `YaPublicada`, `PublicaQuienRedacto`,
    `VigenciaEncimada`, o `AccesoDenegado` si la persona no publica estándares.
    """
    if por is not None:
        exigir(por, "estandar.publicar")
    Estandar.objects.select_for_update().get(pk=version.estandar_id)
    version = Version.objects.select_related("estandar").get(pk=version.pk)
    version.vigente_desde = version.vigente_desde or dia_de(en)
    _exigir_publicable(version, por)
    version.publicada_en, version.publicada_por = en, por
    version.save()
    anteriores = version.estandar.versiones.publicadas().filter(vigente_hasta=None).exclude(pk=version.pk)
    anteriores.update(vigente_hasta=version.vigente_desde - timedelta(days=1))
    clave = f"estandar.publicado:{version.pk}"
    anotar("estandar.publicado", version, por=por, en=en, datos=_hechos(version), clave=clave)
    return version


def _exigir_publicable(version: Version, por: Usuario | None) -> None:
    exigir_publicable(version, por)
    publicadas = version.estandar.versiones.publicadas()
    if por is None and publicadas.exists():
        raise YaPublicada("El estándar ya tiene una versión publicada; la siguiente la publica una persona.")
    if publicadas.filter(vigente_desde__gte=version.vigente_desde).exists():
        raise VigenciaEncimada("La vigencia debe empezar después que la de la versión publicada.")


def _estandar(emisor: str, nombre: str, ambito: str, ilustrativo: bool) -> Estandar:
    """El estándar de ese emisor y nombre; lo crea si no existe. Lanza `IlustrativoMezclado`."""
    nombre = nombre or ("Estándares ilustrativos" if ilustrativo else "Estándares técnicos")
    estandar, _ = Estandar.objects.get_or_create(
        emisor=emisor, nombre=nombre, defaults={"ambito": ambito or emisor, "ilustrativo": ilustrativo}
    )
    if estandar.ilustrativo != ilustrativo:
        existente = "ilustrativo" if estandar.ilustrativo else "real"
        raise IlustrativoMezclado(f"Ya existe «{nombre}» de {emisor} como estándar {existente}; use otro nombre.")
    return estandar


def _guardar_contenido(version: Version, leido: EstandarLeido) -> None:
    perfiles = Perfil.objects.bulk_create(
        Perfil(version=version, orden=n, clave=p.clave, nombre=p.nombre, categoria=p.categoria)
        for n, p in enumerate(leido.perfiles.values(), 1)
    )
    Requisito.objects.bulk_create(
        Requisito(
            perfil=perfil, orden=n, atributo=r.atributo, operador=r.operador, valor=r.valor, unidad=r.unidad,
            nivel=r.nivel, grupo=r.grupo, nota=r.nota, admite_excepcion=r.admite_excepcion,
        )
        for perfil in perfiles
        for n, r in enumerate(leido.perfiles[perfil.clave].requisitos, 1)
    )  # fmt: skip


def _hechos(version: Version) -> dict[str, object]:
    """Lo que la bitácora guarda de una versión."""
    return {
        "estandar": version.estandar.nombre,
        "emisor": version.estandar.emisor,
        "ilustrativo": version.estandar.ilustrativo,
        "numero": version.numero,
        "boletin": version.boletin,
        "vigente_desde": version.vigente_desde.isoformat() if version.vigente_desde else None,
        "sha256": version.sha256,
        "perfiles": version.perfiles.count(),
    }
