"""Los envíos del estudio y la firma: repartir, agrupar, opinar, proponer, firmar y devolver."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from archivos.entrada import guardar
from cuentas import reloj
from cuentas.models import Area
from cuentas.personas.ausencias import registrar
from dictamenes import tramite
from dictamenes.documento import distancia
from dictamenes.documento.a_firmar import de_dictamen
from dictamenes.documento.firma.firmante import firmar_bytes
from dictamenes.documento.firma.instalada import credencial_de
from dictamenes.models import Dictamen, Solicitud
from dictamenes.tramite import agrupar
from flujos.recorrido import actos
from tests.golpes.accion import Envio, accion, envia, sin_efecto
from tests.mundo import Mundo, escaneado
from tests.tecleado import CONTRASENA, opinion, propuesta

AREA = "infraestructura"

sin_efecto("deshecho una vez, ya no hay qué deshacer; se prueba en tests/flujos/bandeja/test_reparto.py", "flujos:deshacer")
sin_efecto("el mismo nombre es la misma vista; se prueba en tests/flujos/bandeja/test_vistas_guardadas.py", "flujos:vista_guardar")
sin_efecto("la que no hay, ya está quitada", "flujos:vista_quitar")
sin_efecto("prepara y no guarda nada; se prueba en tests/flujos/estudio/test_firma_con_llave.py", "flujos:llave_preparar")
sin_efecto("una preferencia: la misma dos veces es la misma", "flujos:acomodar")


def ausente(mundo: Mundo, quien: Any = None) -> Any:
    """Una ausencia de esa persona (del firmante, si no se dice) que empieza hoy."""
    quien, hoy = quien or mundo.firmante, reloj.hoy()
    return registrar(quien, desde=hoy, hasta=hoy + timedelta(days=30), motivo="comision", por=quien, en=mundo.en)


def _sin_firmante(mundo: Mundo) -> Solicitud:
    solicitud = mundo.por_firmar()
    ausente(mundo)
    return solicitud


def _leida(mundo: Mundo) -> Solicitud:
    solicitud = mundo.por_firmar()
    mundo.leer(solicitud, en=timezone.now())
    return solicitud


def _agrupada(mundo: Mundo) -> Solicitud:
    juntas = [mundo.presentada(), mundo.presentada()]
    agrupar(juntas, por=mundo.coordinacion, en=mundo.en, nombre="Consolidación", motivo="Compran lo mismo.")
    return juntas[0]


envia("flujos:excusarse", "interes.declarado", "estrategico", "Excusarme", sobre=Mundo.en_estrategia,
      motivo="Conozco al proveedor.")
envia("flujos:turnar", "revision.turnada", "coordinacion", "Turnar", sobre=Mundo.en_revision, args=(AREA,),
      escribe=lambda mundo, solicitud: {"a": mundo.tecnicos[AREA].pk})
envia("flujos:agrupar", {"solicitud.agrupada": 2}, "coordinacion", "Agrupar", sobre=Mundo.presentada,
      escribe=lambda mundo, solicitud: {"folios": mundo.presentada().folio}, nombre="Consolidación", motivo="Compran lo mismo.")
envia("flujos:separar", {"solicitud.separada": 2}, "coordinacion", "Separar", sobre=_agrupada, motivo="Ya no se consolida.")
envia("flujos:revision", "revision.dada", AREA, "Dar la opinión", sobre=Mundo.en_revision, args=(AREA,),
      escribe=lambda mundo, solicitud: opinion(solicitud))
envia("flujos:corregir_opinion", "revision.corregida", AREA, "Registrar la corrección", sobre=Mundo.en_estrategia,
      args=(AREA,), escribe=lambda mundo, solicitud: opinion(solicitud), motivo="Faltaba la garantía.")
envia("flujos:estrategia", "dictamen.propuesto", "estrategico", "Proponer a firma", sobre=Mundo.en_estrategia,
      escribe=propuesta)
envia("flujos:devolver_areas", "revision.devuelta", "estrategico", "Devolver", sobre=Mundo.en_estrategia,
      escribe=lambda mundo, solicitud: {f"encargo_{Area.objects.get(clave=AREA).pk}": "Aclare la cantidad."})
envia("flujos:firma", "dictamen.firmado", "firmante", "Firmar", sobre=_leida, pierde={429}, contrasena=CONTRASENA)
sin_efecto("leerlo dos veces es lo mismo (clave única), y pide hojas entregadas, que viven en la caché de cada proceso de prueba; "
           "tests/flujos/estudio/test_por_firmar.py", "flujos:leido", "flujos:papel_leido")
envia("flujos:devolver_proyecto", "dictamen.devuelto", "firmante", "Devolver", sobre=Mundo.por_firmar,
      motivo="Corrija el análisis.")
envia("flujos:recoger_de_firma", "dictamen.recogido", "coordinacion", "Recoger", sobre=_sin_firmante,
      motivo="Está de comisión.")

envia("flujos:pedir_anulacion", "dictamen.anulacion_pedida", "coordinacion", "Pedir que se anule", sobre=Mundo.sin_emitir,
      motivo="Su certificado ya no sirve.")


def _dudoso(mundo: Mundo) -> Solicitud:
    """Firmado a mano, con un escaneo que dejó dudas."""
    solicitud = mundo.proponer(mundo.en_estrategia(), forma_firma="autografa")
    mundo.credenciales()
    mundo.trabajar()
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    archivo = guardar(dictamen.documento_sellado.leer() + b"\n", "application/pdf")
    escaneado(dictamen, archivo, mundo.firmante, mundo.en, veredicto="dudoso")
    return solicitud


def _en_duda(mundo: Mundo) -> Solicitud:
    """Y espera a que otra persona lo vea."""
    return actos.ejecutar(tramite.dejar_en_duda, _dudoso(mundo), mundo.firmante, mundo.en)


def _emitido_a_mano(mundo: Mundo) -> Solicitud:
    """Un dictamen emitido cuyo papel todavía no se entrega: sólo sus hechos."""
    solicitud = mundo.sin_documentos()
    Dictamen.objects.filter(solicitud=solicitud).update(forma_firma="autografa")
    return Solicitud.objects.get(pk=solicitud.pk)


envia("flujos:entregar_tanto", "dictamen.tanto_entregado", "recepcion", "Registrar la entrega", sobre=_emitido_a_mano,
      recibio="Ana Ruiz, enlace", identificacion="gafete 12",
      escribe=lambda mundo, _: {"entregado_en": f"{timezone.localtime():%Y-%m-%d %H:%M}"})
sin_efecto("recibe: lo mismo, en cola, es la misma entrega; tests/flujos/estudio/test_autografa.py", "flujos:entregar_escaneos")
envia("flujos:dejar_en_duda", "dictamen.escaneo_en_duda", "firmante", "Pedir que lo vea otra persona", sobre=_dudoso)
envia("flujos:escaneo", "dictamen.escaneo_confirmado", "coordinacion", "Registrar lo que vi", sobre=_en_duda,
      decision="confirmar", motivo="Es una rúbrica al margen.", confirma="on")
envia("flujos:anular_firma", "dictamen.firma_anulada", "firmante", "Anular la firma",
      sobre=lambda mundo: mundo.sin_emitir(pedida=True), confirma="on")


@accion("flujos:tomar_siguiente", "tarea.tomada")
def _tomar_siguiente(mundo: Mundo) -> Envio:
    mundo.presentada()
    return Envio(mundo.recepcion, reverse("flujos:tomar_siguiente"), {}, "Tomar el siguiente", reverse("flujos:bandeja"))


@accion("flujos:lote", {"tarea.tomada": 2})
def _lote(mundo: Mundo) -> Envio:
    marcadas = [mundo.presentada().pendientes.get().pk, mundo.presentada().pendientes.get().pk]
    pagina = f"{reverse('flujos:lote')}?accion=tomar&t={marcadas[0]}&t={marcadas[1]}"
    return Envio(mundo.recepcion, reverse("flujos:lote"), {"t": marcadas}, "Tomar", pagina)


@accion("flujos:firmar_varios", {"dictamen.firmado": 2}, pierde={429})
def _firmar_varios(mundo: Mundo) -> Envio:
    leidas = [mundo.por_firmar(), mundo.por_firmar()]
    mundo.leer(*leidas, en=timezone.now())
    elegidas = [f"{s.pk}.{s.dictamen.sellado.sha256}" for s in leidas]
    url = reverse("flujos:firmar_varios")
    pagina = f"{url}?" + "&".join(f"a={s.pk}" for s in leidas)
    return Envio(mundo.firmante, url, {"asuntos": elegidas, "contrasena": CONTRASENA}, "Firmar", pagina)


@accion("flujos:llave_terminar", "dictamen.firmado", pierde={200, 422})
def _llave_terminar(mundo: Mundo) -> Envio:
    solicitud, ahora = mundo.por_firmar(), timezone.now()
    visto, credencial = solicitud.dictamen.sellado.sha256, credencial_de(mundo.firmante.rfc, en=ahora)
    mundo.leer(solicitud, en=ahora)
    ficha = distancia.Ficha(mundo.firmante.pk, str(solicitud.pk), visto, credencial.certificado.dump(), ahora)
    listo = distancia.preparar(de_dictamen(solicitud.dictamen), ficha, mundo.firmante)
    firma = b64encode(firmar_bytes(credencial.llave, b64decode(listo["atributos"]), "sha256")).decode()
    datos = {"ficha": listo["ficha"], "firma": firma}
    pagina = reverse("flujos:firma", args=[solicitud.pk])
    return Envio(mundo.firmante, reverse("flujos:llave_terminar"), datos, "Firmarlo con mi e.firma", pagina)
