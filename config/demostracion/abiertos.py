"""Los datos abiertos de la demostración: un prefijo OCDS que no es de nadie y un dictamen con un fragmento testado."""

from __future__ import annotations

from datetime import datetime

from config.demostracion.gente import Gente
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.documento.testado import Fragmento
from dictamenes.excepciones import DatosInvalidos
from dictamenes.fundamentos import catalogo
from dictamenes.models import Dictamen
from dictamenes.models.dictamen import EstadoDeDictamen
from flujos.estudio import publicas

PREFIJO_OCDS = "ocds-demo00"
MOTIVO = "Dice qué área resguarda información protegida (caso ficticio)."
FUNDAMENTO = {
    "ordenamiento": "Fundamento ficticio de la demostración", "articulos": "artículo 1",
    "ambito": "Testar en las versiones públicas", "medio": "Boletín ficticio",
}
CANDIDATOS = 5


def sembrar_fundamento(redacta: Usuario, publica: Usuario, en: datetime) -> None:
    """El que citan los testes de la demostración; no es de ninguna ley."""
    version = catalogo.redactar("testes", FUNDAMENTO | {"vigente_desde": dia_de(en)}, por=redacta, en=en)
    catalogo.publicar(version, por=publica, en=en)


def testar_uno(gente: Gente, en: datetime) -> None:
    """Testa el área requirente de un dictamen vigente reciente, si no está también en algo que no se testa."""
    recientes = Dictamen.objects.filter(estado=EstadoDeDictamen.VIGENTE).select_related("solicitud", "publico")
    for dictamen in recientes.order_by("-emitido_en")[:CANDIDATOS]:
        area = dictamen.congelado["solicitud"]["area_requirente"]
        fragmento = Fragmento(area, f"{FUNDAMENTO['ordenamiento']}, {FUNDAMENTO['articulos']}", MOTIVO)
        try:
            publicas.testar(dictamen.solicitud, [fragmento], por=gente.central["coordinacion"][0], en=en,
                            leido=dictamen.ejemplar_publico.sha256)
            return
        except DatosInvalidos:  # ese nombre también está donde no se testa: se prueba con otro
            continue
