"""Personas, entes, áreas, nombramientos, invitaciones, avisos, calendario y parámetros."""

from cuentas.models.ausencias import Ausencia as Ausencia
from cuentas.models.avisos import POR_RESUMIR as POR_RESUMIR
from cuentas.models.avisos import POR_SALIR as POR_SALIR
from cuentas.models.avisos import SIN_ACUSE as SIN_ACUSE
from cuentas.models.avisos import Aviso as Aviso
from cuentas.models.avisos import PreferenciaDeAviso as PreferenciaDeAviso
from cuentas.models.catalogos import DiaDeCalendario as DiaDeCalendario
from cuentas.models.catalogos import VersionDeParametro as VersionDeParametro
from cuentas.models.entes import Area as Area
from cuentas.models.entes import AreaQuerySet as AreaQuerySet
from cuentas.models.entes import AreaRequirente as AreaRequirente
from cuentas.models.entes import Ente as Ente
from cuentas.models.ordenes import OrdenDeAuditoria as OrdenDeAuditoria
from cuentas.models.personas import Invitacion as Invitacion
from cuentas.models.personas import Nombramiento as Nombramiento
from cuentas.models.personas import NombramientoQuerySet as NombramientoQuerySet
from cuentas.models.personas import Usuario as Usuario
from cuentas.models.personas import UsuarioManager as UsuarioManager
from cuentas.models.personas import UsuarioQuerySet as UsuarioQuerySet
from cuentas.models.sesiones import EntradaDeCache as EntradaDeCache
from cuentas.models.sesiones import SesionAbierta as SesionAbierta
