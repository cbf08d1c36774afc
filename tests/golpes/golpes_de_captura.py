"""Los envíos de la captura: abrir, llenar, adjuntar y presentar una solicitud."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from dictamenes.expediente.abandonados import archivar
from dictamenes.models import Participacion, Solicitud
from flujos.captura.views.importar import huella_de
from tests.golpes.accion import Envio, accion, envia, sin_efecto, sin_lugar
from tests.mundo import LAPTOP, Mundo
from tests.tecleado import ALCANCE, pdf

ABRE = {"alcance.consultado": 1, "solicitud.iniciada": 1}
TABLA = "Categoría\tDescripción\tCantidad\tPrecio unitario\ncomputo\tMonitor\t2\t100"

sin_efecto("juzga lo tecleado y lo deja como borrador propio, encima del anterior", "flujos:concepto_veredicto")
sin_efecto("dibuja un borrador; no guarda", "flujos:vista_previa")

envia("flujos:nueva", ABRE, "elabora", "Abrir el borrador", **ALCANCE, proyecto="Equipo")
envia("flujos:nueva", ABRE, "recepcion", "Abrir el borrador", **ALCANCE, proyecto="Equipo",
      escribe=lambda mundo, nada: {"ente": mundo.ente.pk})
envia("flujos:nueva", "alcance.consultado", "presenta", "Abrir el borrador",
      **{**ALCANCE, "naturaleza": "no"}, proyecto="Equipo", base="Es papelería.")
envia("flujos:copiar", {"solicitud.iniciada": 1, "solicitud.copiada": 1}, "elabora", "Abrir el borrador", sobre=Mundo.presentada)
envia("flujos:plantilla", "plantilla.guardada", "elabora", "Guardar la plantilla", sobre=Mundo.borrador,
      nombre="Equipo de ventanilla")
envia("flujos:oficio_para_firma", "oficio.generado", "elabora", "Generar el oficio", sobre=Mundo.borrador,
      pagina="flujos:presentar", pierde={200})
envia("flujos:seccion_general", "solicitud.editada", "elabora", "Guardar y continuar", sobre=Mundo.borrador,
      proyecto="Otro nombre")
envia("flujos:area_requirente", "catalogo.agregado", "elabora", "Agregar a la lista", sobre=Mundo.borrador,
      nombre="Dirección de Archivo")
envia("flujos:seccion", "solicitud.editada", "elabora", "Guardar y continuar", sobre=Mundo.borrador, args=("necesidad",),
      beneficiarios="A cien personas")
envia("flujos:concepto_nuevo", "concepto.guardado", "elabora", "Guardar el concepto", sobre=Mundo.borrador,
      **{**LAPTOP, "descripcion": "Otra"}, accion="guardar")
envia("flujos:conceptos_importar", "conceptos.importados", "elabora", "Revisar", sobre=Mundo.borrador, texto=TABLA,
      modo="agregar", confirmar="1", visto=huella_de(TABLA, "agregar"))
envia("flujos:anexos", "anexo.agregado", "elabora", "Adjuntar", sobre=Mundo.borrador, clase="mercado", archivo=pdf)
envia("flujos:descartar", "solicitud.descartada", "elabora", "Descartar", sobre=Mundo.borrador)
envia("flujos:lista", "solicitud.lista", "elabora", "Dejarla lista", sobre=Mundo.borrador, pagina="flujos:presentar")
envia("flujos:presentar", "solicitud.presentada", "presenta", "Presentar solicitud", sobre=Mundo.borrador, veracidad="on")


def _de_lo_suyo(ruta: str, evento: str, cuales: str, boton: str, **datos: Any) -> None:
    """Sobre el primer concepto o el primer anexo de un borrador."""

    @accion(f"flujos:{ruta}", evento, pierde=sin_lugar(datos))
    def montar(mundo: Mundo) -> Envio:
        solicitud = mundo.borrador()
        url = reverse(f"flujos:{ruta}", args=[solicitud.pk, getattr(solicitud, cuales).first().pk])
        return Envio(mundo.elabora, url, datos, boton)


_de_lo_suyo("concepto", "concepto.guardado", "conceptos", "Guardar el concepto",
            **{**LAPTOP, "descripcion": "Cambiada"}, accion="guardar")
_de_lo_suyo("concepto_quitar", "concepto.quitado", "conceptos", "Quitar")
_de_lo_suyo("anexo_retirar", "anexo.retirado", "anexos", "Retirar")
_de_lo_suyo("anexo_sustituir", "anexo.sustituido", "anexos", "Sustituir", archivo=pdf)


def _archivado(mundo: Mundo) -> Solicitud:
    solicitud = mundo.borrador()
    archivar(solicitud, en=mundo.en, dias=0)
    return solicitud


def _llegado_en_papel(mundo: Mundo) -> Solicitud:
    solicitud = mundo.borrador()
    Participacion.objects.filter(solicitud=solicitud).update(persona=mundo.recepcion, funcion="recibe")
    Solicitud.objects.filter(pk=solicitud.pk).update(elaborada_por=mundo.recepcion)
    return solicitud


def _con_version_nueva(mundo: Mundo) -> Solicitud:
    solicitud = mundo.borrador()
    mundo.publicar_formulario()
    return solicitud


envia("flujos:recuperar", "solicitud.recuperada", "elabora", "Recuperar", sobre=_archivado)
envia("flujos:presentar", "solicitud.presentada", "recepcion", "Presentar solicitud", sobre=_llegado_en_papel,
      veracidad="on", sello="on", recibida_en="10/03/2026 09:00")
envia("flujos:version_nueva", "solicitud.formulario_cambiado", "elabora", "Pasar a la versión nueva",
      sobre=_con_version_nueva, pagina="flujos:borrador")
