"""Los bloques y los criterios por publicar de la demostración, ficticios: una persona redacta y otra publica."""

from __future__ import annotations

from datetime import datetime

from config.demostracion.gente import Gente
from dictamenes.models import Bloque, Solicitud, VersionDeBloque
from dictamenes.models.bloques import ClaseDeBloque
from dictamenes.models.catalogos import Tipo
from dictamenes.models.criterios import ClaseDeLista
from dictamenes.models.dictamen import FAVORABLES, Sentido
from dictamenes.textos import bloques, criterios

TECNICA = ClaseDeLista.TECNICA
PREGUNTA = {"clave": "consumo", "nombre": "Consumo de energía", "pregunta": "¿Se dijo cuánta energía consume?"}
A_FAVOR, EN_CONTRA = list(FAVORABLES), [Sentido.NO_FAVORABLE, Sentido.IMPROCEDENTE]
SIN_BAJA = [tipo for tipo in Tipo.values if tipo != Tipo.BAJA]  # una baja no gasta ni adquiere
TEXTOS: tuple[tuple[str, str, str, list[str], list[Sentido], str], ...] = (
    ("ejercicio-del-recurso", "Ejercicio del recurso", ClaseDeBloque.CONSIDERACION, SIN_BAJA, A_FAVOR,
     "El proyecto «{proyecto}» importa {total} con IVA y debe contratarse a más tardar el {plazo}."),
    ("garantia-del-equipo", "Garantía del equipo", ClaseDeBloque.REQUISITO, ["bienes", "arrendamiento"], A_FAVOR,
     "{ente} exigirá al proveedor la garantía por escrito y la conservará en el expediente de la contratación."),
    ("inventario", "Registro en el inventario", ClaseDeBloque.RECOMENDACION, SIN_BAJA, A_FAVOR,
     "Se recomienda a {area_requirente} registrar lo que adquiera en el inventario de TIC de {siglas} al recibirlo."),
    ("nueva-solicitud", "Nueva solicitud", ClaseDeBloque.RECOMENDACION, [], EN_CONTRA,
     "Atendido lo señalado, {ente} puede presentar una nueva solicitud que cite el folio {folio}."),
)


def sembrar_bloques(gente: Gente, en: datetime) -> None:
    """Publica los de la lista; el último queda además con una versión por publicar, y así los criterios técnicos."""
    redacta, publica = gente.central["administrador"][:2]
    for clave, titulo, clase, tipos, sentidos, texto in TEXTOS:
        bloque = Bloque(clave=clave, titulo=titulo, clase=clase, tipos=tipos, sentidos=[s.value for s in sentidos])
        bloques.publicar(bloques.crear(bloque, texto, por=redacta, en=en), por=publica, en=en)
    bloques.redactar(bloque, f"{texto} El plazo se cuenta de nuevo.", por=redacta, en=en)
    criterios.redactar(TECNICA, [*criterios.vigente(TECNICA).criterios, PREGUNTA], por=redacta, en=en)


def parrafos_para(solicitud: Solicitud, sentidos: set[str]) -> list[tuple[VersionDeBloque, str]]:
    """Los que vienen al caso, ya con los datos del asunto."""
    valores = bloques.valores_de(solicitud)
    return [(v, bloques.fundir(v.texto, valores)) for v in bloques.bloques_aplicables(solicitud)
            if sentidos & set(v.bloque.sentidos)]
