"""`importar_estandar ARCHIVO.csv --emisor … [--publicar]`: un CSV como versión de un estándar, con actor sistema."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from bitacora.rechazos import Rechazo
from cuentas.reloj import RANGO, ahora, es_posible
from estandares import actos
from estandares.archivos_de_entrada import exigir_sin_errores, leer_bytes
from estandares.models import Version


class Command(BaseCommand):
    """Importa un estándar y, si es el primero, puede publicarlo; mal formado sale con 2 y no guarda nada."""

    help = "Importa un estándar técnico desde un CSV; --publicar sólo si aún no tiene versión publicada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archivo", type=Path, metavar="ARCHIVO.csv")
        parser.add_argument("--emisor", required=True, help="Autoridad que emite el estándar.")
        parser.add_argument("--nombre", default="", help="Nombre del estándar; hay uno por omisión.")
        parser.add_argument("--ambito", default="", help="Entidad donde rige; por omisión, el emisor.")
        parser.add_argument("--boletin", default="", help="Publicación oficial: tomo, número, sección y fecha.")
        parser.add_argument("--vigente-desde", type=_fecha, help="AAAA-MM-DD; al publicar, por omisión hoy.")
        parser.add_argument("--ilustrativo", action="store_true", help="No es texto oficial: sólo demostración.")
        parser.add_argument("--publicar", action="store_true", help="Publica la versión con el actor sistema.")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Importa y publica en una sola transacción, para que un rechazo no deje nada a medias."""
        contenido = leer_bytes(opciones["archivo"])
        if not opciones["emisor"].strip():
            raise CommandError("Escriba quién emite el estándar en --emisor.", returncode=2)
        try:
            version = self._ejecutar(contenido, opciones)
        except actos.ArchivoInvalido as invalido:
            exigir_sin_errores({opciones["archivo"]: invalido.errores})
        except Rechazo as rechazo:
            raise CommandError(str(rechazo)) from rechazo
        else:
            hecho = "publicada" if version.esta_publicada else "en borrador"
            self.stdout.write(f"{version}: {hecho}, {version.perfiles.count()} perfiles.")

    @transaction.atomic
    def _ejecutar(self, contenido: bytes, opciones: dict[str, Any]) -> Version:
        en = ahora()
        version = actos.importar(
            contenido,
            emisor=opciones["emisor"],
            nombre=opciones["nombre"],
            ambito=opciones["ambito"],
            boletin=opciones["boletin"],
            vigente_desde=opciones["vigente_desde"],
            ilustrativo=opciones["ilustrativo"],
            archivo=opciones["archivo"].name,
            por=None,
            en=en,
        )
        return actos.publicar(version, por=None, en=en) if opciones["publicar"] else version


def _fecha(texto: str) -> date:
    """Una fecha ISO que se pueda contar; el error lo muestra argparse."""
    dia = date.fromisoformat(texto)
    if not es_posible(dia):
        raise ArgumentTypeError(f"revise el año de «{texto}»: {RANGO}")
    return dia
