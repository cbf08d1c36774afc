"""Los envíos sobre el expediente: mensajes, condiciones, vencimientos, copias, archivo y cancelación de datos."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from auditoria import cancelacion
from bitacora.cadena import anotar
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.models import VersionDeParametro
from dictamenes import tramite
from dictamenes.archivo import retencion, transferencia
from dictamenes.models import ExcepcionDeClausula, Fundamento, Solicitud
from dictamenes.reglas.excepciones import pedibles
from flujos.recorrido.notificaciones import avisar_al_ente
from tests.golpes.accion import Envio, accion, envia, sin_efecto, sin_lugar
from tests.herramientas.parametros import poner
from tests.mundo import LAPTOP, Mundo
from tests.tecleado import pdf

sin_efecto("es leerlo todo: cada exportación deja su propio evento, con la huella de lo que se entregó", "flujos:exportar")
sin_efecto("dice que la pantalla sigue abierta; vive un rato en la caché", "flujos:presencia")
sin_efecto("recorre la cadena; cada lectura deja su propio evento", "auditoria:verificar")
sin_efecto("entrega la bitácora en un archivo; cada exportación deja su propio evento", "auditoria:exportar")
sin_efecto("deja los datos como estaban; su clave única impide otro evento", "auditoria:cancelacion_descartar")
sin_efecto("verificar en público no escribe", "dictamenes:verificar")


def _avisada(mundo: Mundo) -> Solicitud:
    solicitud = mundo.sin_documentos()
    avisar_al_ente(solicitud, "emitida", mundo.en)
    return solicitud


def _con_credenciales(mundo: Mundo) -> Solicitud:
    mundo.credenciales()
    return mundo.presentada()


def _por_publicar(mundo: Mundo) -> Solicitud:
    """Con un parámetro, y no con otra categoría, para que el asunto sea el mismo de los demás."""
    poner("publicacion.por_revisar", ["computo"])
    try:
        return mundo.emitida()
    finally:
        VersionDeParametro.objects.filter(clave="publicacion.por_revisar").delete()


def _vencimiento(mundo: Mundo) -> Any:
    return mundo.sin_documentos(tipo="licencias", categoria="software").dictamen.vencimientos.get()


def _de_condicion(ruta: str, evento: str, papel: str, boton: str, sobre: Any, **datos: Any) -> None:
    """Sobre la condición de un dictamen que `sobre` deja como haga falta."""

    @accion(f"flujos:{ruta}", evento, pierde=sin_lugar(datos))
    def montar(mundo: Mundo) -> Envio:
        solicitud = sobre(mundo)
        url = reverse(f"flujos:{ruta}", args=[solicitud.pk, solicitud.dictamen.condiciones.get().pk])
        return Envio(getattr(mundo, papel), url, datos, boton)


_de_condicion("condicion_reportar", "condicion.reportada", "presenta", "Reportar", Mundo.condicionada,
              nota="Se entregó.", archivo=pdf)
_de_condicion("condicion_resolver", "condicion.aceptada", "estrategico", "Resolver",
              lambda mundo: mundo.reportar(mundo.condicionada()), acto="aceptar_condicion")


@accion("flujos:excepcion_pedir", "excepcion.pedida")
def _pedir_excepcion(mundo: Mundo) -> Envio:
    solicitud = mundo.fuera_de_estandar()
    url = reverse("flujos:excepcion_pedir", args=[solicitud.pk])
    return Envio(mundo.presenta, url, {"cual": pedibles(solicitud)[0].llave, "razon": "No hay."}, "Pedir la excepción")


@accion("flujos:excepcion_resolver", "excepcion.negada")
def _negar_excepcion(mundo: Mundo) -> Envio:
    solicitud = mundo.con_excepcion()
    url = reverse("flujos:excepcion_resolver", args=[solicitud.pk, ExcepcionDeClausula.objects.latest("pk").pk])
    return Envio(mundo.coordinacion, url, {"decision": "negar", "motivo": "Hay quien la cumple."}, "Resolver")


envia("flujos:mensajes", "mensaje.escrito", "presenta", "Enviar el mensaje", sobre=Mundo.presentada,
      texto="¿Falta algo?", tablero="compartido")
envia("flujos:contratado", "dictamen.contratado", "coordinacion", "Registrar", sobre=Mundo.sin_documentos,
      numero="C-1/2026", escribe=lambda mundo, solicitud: {"fecha": mundo.en.date().isoformat()})
envia("flujos:calificar", "satisfaccion.depositada", "presenta", "Calificar", sobre=_avisada, puntos="4",
      comentario="Pronto y claro.")
envia("flujos:certificar", {"copia.certificada": 1, "copia.sellada": 1}, "coordinacion", "Certificar la copia",
      sobre=_con_credenciales, alcance="ente", para="Órgano Interno de Control")
envia("flujos:testar", "dictamen.testado", "coordinacion", "Ver cómo quedaría", sobre=Mundo.emitida, publicar="1",
      fragmento_1=LAPTOP["descripcion"], motivo_1="Lo pide la ley.",
      escribe=lambda mundo, solicitud: {"fundamento_1": Fundamento.objects.vigentes(reloj.hoy()).first().pk})
envia("flujos:liberar_publico", "dictamen.publico_liberado", "coordinacion", "Publicar el ejemplar", sobre=_por_publicar,
      direcciones="on", planos="on", vulnerabilidades="on")
envia("flujos:vencimiento", "vencimiento.corregido", "elabora", "Dejarlo dicho", sobre=_vencimiento, que="fecha",
      fecha="30/06/2027")
envia("flujos:vencimiento", "vencimiento.sin_renovar", "presenta", "Dejarlo dicho", sobre=_vencimiento, que="no",
      motivo="Se migró a software libre.")
envia("flujos:renovar", {"vencimiento.en_renovacion": 1, "solicitud.iniciada": 1, "solicitud.editada": 1}, "elabora",
      "Preparar la renovación", sobre=_vencimiento, pagina="flujos:vencimiento")
envia("auditoria:cancelaciones", "datos.cancelacion_propuesta", "coordinacion", "Proponer", fundamento="ARCO-014/2026",
      resolucion="CT/7/2026", escribe=lambda mundo, nada: {"evento": _con_texto(mundo)})


def _concluida(mundo: Mundo, tipo: str, **plazos: int) -> str:
    """La serie, con esos plazos, en que sólo está un expediente: los que otra acción concluyó son de otros tipos."""
    mundo.dar(tramite.desistir, mundo.presentada(tipo=tipo))
    return mundo.disposicion(tipo=tipo, serie_clave=f"12C.{tipo}", **plazos).clave


@accion("flujos:transferencias", {"expediente.transferido": 1, "archivo.transferido": 1})
def _transferir(mundo: Mundo) -> Envio:
    serie, hoy = _concluida(mundo, "servicios", anios_tramite=0), reloj.hoy()
    url = f"{reverse('flujos:transferencias')}?serie={serie}&corte={hoy:%d/%m/%Y}"
    return Envio(mundo.coordinacion, url, {"recibe": "Archivo de concentración"}, "Declarar la transferencia")


envia("flujos:retener", "retencion.propuesta", "coordinacion", "Proponer la retención", sobre=Mundo.presentada,
      autoridad="Juzgado Primero, 12/2026", fundamento="Artículo 50 de la ley ficticia.", hasta="31/12/2099")


@accion("flujos:disposiciones", {"archivo.dispuesto": 1, "expediente.dispuesto": 1}, pierde={422})
def _disponer(mundo: Mundo) -> Envio:
    serie, hoy = _concluida(mundo, "desarrollo", anios_tramite=0, anios_concentracion=0), reloj.hoy()
    lista = transferencia.por_transferir(serie, hoy)
    transferencia.transferir(serie, hoy, recibe="Archivo", leida=transferencia.huella_de(lista), por=mundo.coordinacion,
                             en=reloj.ahora())
    datos = {"catalogo": "C-1", "dictamen": "D-1", "dictamen_fecha": "02/03/2026", "acta": "A-1", "acta_fecha": "03/03/2026"}
    url = f"{reverse('flujos:disposiciones')}?serie={serie}&corte={hoy:%d/%m/%Y}"
    return Envio(mundo.coordinacion, url, datos, "Declarar la disposición")


def _de_retencion(ruta: str, evento: str, paso: int, **datos: Any) -> None:
    """Sobre una retención con los pasos anteriores ya dados; cada uno, de quien no dio el previo."""

    @accion(f"flujos:{ruta}", evento)
    def montar(mundo: Mundo) -> Envio:
        hasta, una, otra = mundo.en.date().replace(year=2099), mundo.coordinacion, mundo.firmante
        suya = retencion.proponer(mundo.presentada(), fundamento="Art. 50", autoridad="Juzgado", hasta=hasta, por=una, en=mundo.en)
        if paso > 1:
            retencion.confirmar(suya, por=otra, en=mundo.en)
        if paso > 2:
            retencion.pedir_levantarla(suya, motivo="Terminó el juicio.", por=una, en=mundo.en)
        return Envio(otra, reverse(f"flujos:{ruta}", args=[suya.pk]), datos, pagina=reverse("flujos:retenciones"))


_de_retencion("retencion_confirmar", "retencion.confirmada", 1)
_de_retencion("retencion_descartar", "retencion.descartada", 1)
_de_retencion("retencion_pedir", "retencion.pedida", 2, motivo="Terminó el juicio.")
_de_retencion("retencion_levantar", "retencion.levantada", 3)


@accion("auditoria:cancelacion_confirmar", "datos.cancelados")
def _confirmar_cancelacion(mundo: Mundo) -> Envio:
    propuesta = cancelacion.proponer(
        _con_texto(mundo), fundamento="ARCO-014/2026", resolucion="CT/7/2026", por=mundo.coordinacion, en=mundo.en
    )
    pagina = reverse("auditoria:cancelaciones")
    return Envio(mundo.administrador, reverse("auditoria:cancelacion_confirmar", args=[propuesta.n]), {}, pagina=pagina)


def _con_texto(mundo: Mundo) -> int:
    """El número de un evento con algo que cancelar."""
    with transaction.atomic():
        return anotar("prueba.hecha", "prueba:1", por=None, en=mundo.en, datos={"motivo": "Rosa Ficticia"}).n


@accion("flujos:notificar_por_oficio", "notificacion.surtio", pierde={422})
def _notificar_por_oficio(mundo: Mundo) -> Envio:
    poner("notificacion.dias", 3)
    solicitud = mundo.dar(tramite.prevenir, mundo.presentada())
    url = reverse("flujos:notificar_por_oficio", args=[solicitud.pk, solicitud.notificaciones.get().pk])
    archivo = SimpleUploadedFile("oficio.pdf", pdf_de_muestra("Oficio sellado"), "application/pdf")
    return Envio(mundo.recepcion, url, {"sellado_en": f"{mundo.en:%Y-%m-%dT%H:%M}", "archivo": archivo}, "Asentar el oficio")
