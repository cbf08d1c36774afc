"""El fundamento: sólo lo capturado en el catálogo. El sistema nunca imprime un artículo que no sea un dato."""

from cuentas.texto import con_punto
from dictamenes.congelado import FundamentoCitado
from dictamenes.documento.oficio.trazo.pluma import Redaccion


def seccion_fundamento(redaccion: Redaccion, titulo: str, fundamentos: list[FundamentoCitado]) -> None:
    """La lista de fundamentos capturados o, si no hay ninguno, la constancia de que no se capturó."""
    redaccion.seccion(titulo)
    if fundamentos:
        redaccion.lista(_fundamento(fundamento) for fundamento in fundamentos)
    else:
        redaccion.parrafo(_SIN_FUNDAMENTO)


def _fundamento(fundamento: FundamentoCitado) -> str:
    texto = ", ".join(str(fundamento[campo]) for campo in ("ordenamiento", "articulos") if fundamento.get(campo))
    if fundamento.get("publicacion"):
        texto += f" ({fundamento['publicacion']})"
    ambito = f" Ámbito: {con_punto(fundamento['ambito'])}" if fundamento.get("ambito") else ""
    return con_punto(texto) + ambito


_SIN_FUNDAMENTO = (
    "No se capturó ningún fundamento en el catálogo para este documento; por esa razón no se cita artículo alguno."
)
