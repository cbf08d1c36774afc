"""El informe anual del indicador: armar su paquete, publicarlo y recordarlo en el primer bimestre.

Lo publicado queda como se entregó y con qué se calculó: armarlo otra vez da los mismos bytes. Corregirlo es publicar
otro número, con su motivo.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from archivos.entrada import guardar
from archivos.paquetes import con_huellas, zip_de
from archivos.tablas import csv_de
from bitacora.cadena import anotar
from bitacora.models import Evento
from bitacora.rechazos import Rechazo, con_constancia
from bitacora.una_vez import exigir_nuevo, una_vez
from cuentas.acceso.acceso import exigir
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Usuario
from cuentas.models.personas import UsuarioQuerySet
from cuentas.papeles import MATRIZ
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.temas import INFORME as TEMA
from dictamenes.models import PapelSellado
from indicadores.cedula import cedula, impresion
from indicadores.cifra.recalculo import Corrida, correr, csv_de_la_corrida, nombres_publicos, piezas
from indicadores.cifra.registro import Eslabon, hechos_al
from indicadores.models import InformeAnual
from indicadores.models.cifra import DatosInforme

OPERACION = "informe.publicar"
OBJETO = "indicadores:informe"
PRIMERO = 2023  # el primero con cifra publicada
ASUNTO = "Informe anual del indicador: falta publicarlo"
LEEME = """Informe anual del indicador, año {anio}{correccion}.

Además de la cifra y de lo que hace falta para recalcularla, trae
  cedula.pdf y cedula.xlsx   la cédula del indicador con sus fuentes, la cifra y el semáforo
  cifras.csv                 los números por mes, ente, tipo y conclusión
  conciliacion.csv           lo publicado, lo registrado y su diferencia, por año

"""


class InformeImpedido(Rechazo):
    """Ese informe no se puede publicar todavía, o falta decir por qué se corrige."""


def anios_por_informar(hoy: date) -> list[int]:
    """Los años terminados, del más reciente al primero que tiene cifra publicada."""
    return list(range(hoy.year - 1, PRIMERO - 1, -1))


def publicar(anio: int, *, motivo: str = "", por: Usuario, en: datetime, envio: str | None = None) -> InformeAnual:
    """Calcula, arma y publica el informe de un año terminado, una vez por `envio`.

    Lanza `AccesoDenegado` o `InformeImpedido`. El paquete se arma antes de abrir la transacción: si entre tanto otra
    persona publicó el mismo número, no se publica dos veces.
    """
    exigir_nuevo(envio)
    with con_constancia(OPERACION, OBJETO, por=por, en=en):
        exigir(por, OPERACION)
        informe = _preparado(anio, " ".join(motivo.split()), dia_de(en))
        informe.archivo = guardar(paquete(informe), "application/zip")
        informe.publicado_por, informe.publicado_en = por, en
        try:
            with una_vez(envio) as clave:
                informe.save(force_insert=True)
                anotar("informe.publicado", informe, por=por, en=en, clave=clave, datos={
                    "anio": anio, "numero": informe.numero, "evento": informe.evento, "eslabon": informe.eslabon,
                    "cedula": informe.cedula.numero, "sha256": informe.archivo.sha256, "motivo": informe.motivo,
                }, ata=[informe])
                PapelSellado.objects.pedir(PapelSellado.Clase.CEDULA, informe, en)
        except IntegrityError as error:
            raise InformeImpedido("Otra persona acaba de publicar el informe de ese año. Véalo antes.") from error
    return informe


def paquete(informe: InformeAnual) -> bytes:
    """El ZIP del informe; con lo congelado, siempre los mismos bytes."""
    datos, nombres = informe.datos["cedula"], informe.datos["entes"]
    cifra = datos["cifra"]
    corrida = Corrida(informe.anio, date.fromisoformat(cifra["corte"]), Eslabon(informe.evento, informe.eslabon),
                      cifra["aviso"], cifra["definicion"])
    suyas = piezas(corrida, nombres)
    correccion = f", corrección {informe.numero - 1}: {informe.motivo}" if informe.numero > 1 else ""
    leeme = LEEME.format(anio=informe.anio, correccion=correccion).encode()
    return zip_de(con_huellas({
        **suyas, "LEEME.txt": leeme + suyas["LEEME.txt"], "cedula.pdf": impresion.pdf(datos),
        "cedula.xlsx": impresion.xlsx(datos), "cifras.csv": csv_de_la_corrida(corrida, nombres),
        "conciliacion.csv": csv_de(impresion.CONCILIACION, impresion.renglones_de_conciliacion(datos)),
    }))


def recordar(en: datetime) -> int:
    """En el primer bimestre, avisa a quien debe publicar el informe del año anterior. Devuelve a cuántas personas."""
    hoy = dia_de(en)
    desde = max((dia for dia in parametro("informe.recordar") if dia <= f"{hoy:%m-%d}"), default="")
    if hoy.month > 2 or not desde or InformeAnual.objects.filter(anio=hoy.year - 1).exists():
        return 0
    clave = f"informe:{hoy.year}:{desde}"
    if Evento.objects.filter(clave=clave).exists():
        return 0
    personas: UsuarioQuerySet = Usuario.objects.nombradas(hoy, papel__in=MATRIZ[OPERACION])
    texto = (f"El informe de {hoy.year - 1} se publica a más tardar el último día de febrero. Revise la cédula y la "
             "conciliación, y publíquelo.")
    try:
        with transaction.atomic():
            avisar_a_todas(personas, asunto=ASUNTO, texto=texto, url=reverse("indicadores:informe_publicar"),
                           clave=clave, en=en, tema=TEMA)
            anotar("informe.recordado", OBJETO, por=None, en=en, clave=clave, datos={"personas": personas.count()})
    except IntegrityError:  # otro trabajador lo recordó entre tanto
        return 0
    return personas.count()


def _preparado(anio: int, motivo: str, hoy: date) -> InformeAnual:
    """El informe siguiente de ese año, con lo suyo congelado y sin guardar. `InformeImpedido` si no procede."""
    if anio not in anios_por_informar(hoy):
        raise InformeImpedido("Se informa de un año que ya terminó.")
    previo = InformeAnual.objects.filter(anio=anio).first()
    if previo is not None and not motivo:
        raise InformeImpedido(f"El informe de {anio} ya se publicó: escriba por qué se corrige.")
    vigente = cedula.vigente()
    if vigente is None:
        raise InformeImpedido("Todavía no hay una cédula publicada.")
    corrida = correr(anio, date(anio, 12, 31))
    datos: DatosInforme = {
        "cedula": impresion.congelar(vigente, corrida), "entes": nombres_publicos(hechos_al(corrida.hasta)),
    }
    return InformeAnual(
        anio=anio, numero=previo.numero + 1 if previo else 1, evento=corrida.hasta.n, eslabon=corrida.hasta.eslabon,
        cedula=vigente, datos=datos, motivo=motivo if previo else "",
    )
