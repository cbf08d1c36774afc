"""Lo que los indicadores saben aparte de la bitácora: cifras publicadas y registros de antes del sistema."""

from indicadores.models.abiertos import ArchivoPublicado as ArchivoPublicado
from indicadores.models.abiertos import EnvioACkan as EnvioACkan
from indicadores.models.abiertos import PublicacionDeDatos as PublicacionDeDatos
from indicadores.models.cifra import CasoContado as CasoContado
from indicadores.models.cifra import Cedula as Cedula
from indicadores.models.cifra import CifraPublicada as CifraPublicada
from indicadores.models.cifra import InformeAnual as InformeAnual
from indicadores.models.contratos import Contrato as Contrato
from indicadores.models.contratos import DecisionDeContrato as DecisionDeContrato
from indicadores.models.contratos import LoteDeContratos as LoteDeContratos
from indicadores.models.descargas import DescargaPublica as DescargaPublica
from indicadores.models.pasado import CargaHistorica as CargaHistorica
from indicadores.models.pasado import EnteAnterior as EnteAnterior
from indicadores.models.pasado import EscaneoHistorico as EscaneoHistorico
from indicadores.models.pasado import EscaneoQuerySet as EscaneoQuerySet
from indicadores.models.pasado import ImportadoQuerySet as ImportadoQuerySet
from indicadores.models.pasado import LoteHistorico as LoteHistorico
from indicadores.models.pasado import RegistroHistorico as RegistroHistorico
from indicadores.models.pasado import RegistroQuerySet as RegistroQuerySet
