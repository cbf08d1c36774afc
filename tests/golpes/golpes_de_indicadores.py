"""Los envíos de los indicadores: contratos, cédula, informe, datos abiertos y el registro del pasado."""

from __future__ import annotations

from functools import partial

from django.urls import reverse

from archivos.entrada import guardar
from cuentas import reloj
from indicadores.contratos.actos import importar, recibir
from indicadores.contratos.forms import sellar
from indicadores.models import CargaHistorica, Contrato, EscaneoHistorico
from indicadores.pasado import actos as pasado
from indicadores.pasado import escaneos
from tests.golpes.accion import SIN_LUGAR, Envio, accion, envia, sin_efecto
from tests.mundo import Mundo
from tests.tecleado import archivo, pdf

CONTRATOS = b"numero,ente,objeto,importe,fecha\nC-2,ICRESON,Equipo,10,2026-01-10\n"
CARGA_LIMPIA = b"folio,ente,fecha recibida\nVIEJO-1,ICRESON,05/01/2023\nVIEJO-1,ICRESON,06/01/2023\n"

sin_efecto("lo mismo acordado otra vez no hace nada; lo demás choca con la versión que se vio",
           "indicadores:carga_columnas", "indicadores:carga_decisiones")
sin_efecto("recibe y liga como `escaneos_ligar`; se prueba en tests/indicadores", "indicadores:registro_historico")


def _contrato(mundo: Mundo, numero: str = "C-1") -> Contrato:
    csv = f"numero,ente,objeto,importe,fecha\n{numero},ICRESON,Equipo,10,{mundo.en.date()}\n".encode()
    importar(csv, nombre="c.csv", procedencia="Prueba", por=mundo.coordinacion, en=mundo.en)
    return Contrato.objects.get(numero=numero)


def _carga(mundo: Mundo, folio: bytes = b"VIEJO-1", *, con_error: bool = False) -> CargaHistorica:
    contenido = CARGA_LIMPIA if con_error else CARGA_LIMPIA.rpartition(b"VIEJO")[0].replace(b"VIEJO-1", folio)
    return pasado.subir(guardar(contenido, "text/csv"), nombre="control.csv", procedencia="Libro de control", montos="total",
                        demostracion=True, por=mundo.coordinacion, en=mundo.en)


def _escaneo(mundo: Mundo) -> EscaneoHistorico:
    return escaneos.recibir(guardar(b"%PDF-1.4 viejo", "application/pdf"), "VIEJO-1.pdf", por=mundo.coordinacion,
                            en=mundo.en)


envia("indicadores:contratos_importar", "contratos.importados", "coordinacion", "Revisar", procedencia="Prueba",
      confirmar="1", pierde={SIN_LUGAR}, escribe=lambda mundo, nada: {"sellado": sellar(recibir(CONTRATOS).sha256, "c.csv")})
envia("indicadores:contrato_decidir", "contrato.no_requiere", "coordinacion", "No requiere dictamen", sobre=_contrato,
      pagina="indicadores:contrato", que="no_requiere", motivo="Son sillas.")
envia("indicadores:datos_publicar", "datos_abiertos.pedidos", "coordinacion", "Publicar ahora")
envia("indicadores:cedula_versiones", "cedula.redactado", "coordinacion", "Guardar el borrador", nota_meta="Falta la de 2026")
envia("indicadores:cedula_publicar", "cedula.publicado", "coordinacion", "Publicar", sobre=Mundo.cedula,
      lista="indicadores:cedula_versiones")
envia("indicadores:pasado_subir", "historico.subido", "coordinacion", "Subir y ver qué se entiende", procedencia="Libro", montos="total",
      archivo=partial(archivo, CARGA_LIMPIA, "control.csv"))
envia("indicadores:carga_fuera", "historico.acordado", "coordinacion", "Dejar fuera las filas marcadas",
      sobre=lambda mundo: _carga(mundo, con_error=True), pagina="indicadores:carga", fila="3", motivo="Repetida")
envia("indicadores:carga_confirmar", "historico.importado", "coordinacion", "Importar 1 asunto", sobre=_carga,
      pagina="indicadores:carga", pierde={SIN_LUGAR})
envia("indicadores:carga_descartar", "historico.descartado", "coordinacion", "Descartar esta carga", sobre=_carga,
      pagina="indicadores:carga")
envia("indicadores:entes_anteriores", "ente_anterior.registrado", "coordinacion", "Registrar con su sucesor",
      nombre="Secretaría Desaparecida", fecha="01/07/2023", fuente="Decreto",
      escribe=lambda mundo, nada: {"sucesor": mundo.ente.pk})
envia("indicadores:escaneos", "escaneo.recibido", "coordinacion", "Subir y ver de qué asunto es cada uno", archivo=pdf)
envia("indicadores:escaneo_retirar", "escaneo.retirado", "coordinacion", "Quitar VIEJO-1.pdf", sobre=_escaneo,
      lista="indicadores:escaneos")


@accion("indicadores:contratos_lote", "contrato.no_requiere")
def _contratos_lote(mundo: Mundo) -> Envio:
    contrato = _contrato(mundo, "C-3")
    pagina = f"{reverse('indicadores:contratos_lote')}?que=no_requiere&c={contrato.pk}:"
    return Envio(mundo.coordinacion, pagina, {"motivo": "Son sillas."}, "Registrar la decisión", pagina)


@accion("indicadores:informe_publicar", "informe.publicado", pierde={200})
def _informe_publicar(mundo: Mundo) -> Envio:
    mundo.publicar_cedula()
    return Envio(mundo.coordinacion, reverse("indicadores:informe_publicar"), {"anio": reloj.hoy().year - 1},
                 "Publicar el informe")


@accion("indicadores:escaneos_ligar", "escaneo.ligado")
def _escaneos_ligar(mundo: Mundo) -> Envio:
    carga, escaneo = _carga(mundo, b"VIEJO-2"), _escaneo(mundo)
    pasado.confirmar(carga, version=1, por=mundo.coordinacion, en=mundo.en)
    datos = {"escaneo": escaneo.pk, f"folio_{escaneo.pk}": "VIEJO-2"}
    return Envio(mundo.coordinacion, reverse("indicadores:escaneos_ligar"), datos, "Ligar los marcados",
                 reverse("indicadores:escaneos"))
