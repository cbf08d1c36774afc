"""Lo que se cambia fuera de la bitácora: el contenido de un expediente, sus personas, sus permisos y sus credenciales (casos 28 y 35 a 45)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import F
from django.test import Client
from django.urls import reverse

from archivos.models import Archivo
from bitacora import rechazos
from cuentas.models import Nombramiento, Usuario
from dictamenes import tramite
from dictamenes.excepciones import ActoImposible
from dictamenes.models import (
    Concepto,
    Dictamen,
    Folio,
    OpinionDeConcepto,
    Participacion,
    Plazo,
    Presentacion,
    Revision,
    Solicitud,
)
from dictamenes.models.dictamen import SentidoDeConcepto
from tests.adversario.alteracion import alteracion
from tests.adversario.historia import Historia
from tests.seguridad.recorrido_urls import navegador


def _no_se_firma(h: Historia) -> bool:
    """Firmar y emitir lo que espera firma: se niega la persona que firma, o el firmante."""
    try:
        h.m.firmar(Solicitud.objects.get(pk=h.por_firmar.pk))
    except (ActoImposible, rechazos.Rechazo):
        return True
    h.m.trabajar()
    return Dictamen.objects.get(solicitud=h.por_firmar).emitido_en is None


def _no_entra(quien: str):
    """Entrar con la contraseña (o el factor) que se trasplantó."""

    def usar(h: Historia) -> bool:
        suya = {"login": getattr(h.m, quien).correo, "password": "la-del-intruso"}
        return Client(raise_request_exception=False).post("/cuenta/entrar/", suya).status_code != 302

    return usar


def no_consulta(h: Historia) -> bool:
    """La página pública del dictamen alterado deja de darlo por bueno."""
    pagina = navegador().get(reverse("dictamenes:verificar_clave", args=[h.dictamen.clave])).content.decode()
    return "No lo dé por bueno" in pagina


def _no_admite(h: Historia) -> bool:
    """Quien tiene el papel inventado no admite nada."""
    try:
        h.m.dar(tramite.admitir, h.presentada, por=h.m.ajena)
    except rechazos.Rechazo:
        return True
    return False


@alteracion("28", "intercambiar los nombres de dos personas", ven="I", antes="")
def _(h: Historia) -> None:
    uno, otro = h.m.firmante, h.m.ajena
    Usuario.objects.filter(pk=uno.pk).update(nombre=otro.nombre, correo="x@ejemplo.invalid")
    Usuario.objects.filter(pk=otro.pk).update(nombre=uno.nombre, correo=uno.correo)


@alteracion("35", "cambiar el precio de un concepto ya presentado", ven="I", antes="")
def _(h: Historia) -> None:
    Concepto.objects.filter(solicitud=h.presentada).update(precio_unitario=F("precio_unitario") * 10)


@alteracion("36", "cambiar el texto y la postura de una opinión", ven="I", antes="")
def _(h: Historia) -> None:
    Revision.objects.filter(solicitud=h.en_mesa).update(texto="Otra cosa.")
    OpinionDeConcepto.objects.filter(revision__solicitud=h.en_mesa).update(postura="no_procede")


@alteracion("37", "cambiar la foto con que se hizo un acuse", ven="I", antes="")
def _(h: Historia) -> None:
    foto = Presentacion.objects.filter(solicitud=h.presentada).get()
    Presentacion.objects.filter(pk=foto.pk).update(datos={**foto.datos, "proyecto": "Otro proyecto"})


@alteracion("38", "cambiar los datos congelados de un dictamen vigente", ven="IU", antes="", usar=no_consulta)
def _(h: Historia) -> None:
    Dictamen.objects.filter(pk=h.dictamen.pk).update(datos={**h.dictamen.datos, "analisis": "Otro análisis"})


@alteracion("38-firma", "cambiar lo congelado de un dictamen por firmar", ven="IU", usar=_no_se_firma)
def _(h: Historia) -> None:
    suyo = Dictamen.objects.get(solicitud=h.por_firmar)
    Dictamen.objects.filter(pk=suyo.pk).update(datos={**suyo.datos, "analisis": "Otro análisis"})


@alteracion("40", "cambiar quién firmó y hasta cuándo vale", ven="I", antes="I")
def _(h: Historia) -> None:
    Dictamen.objects.filter(pk=h.dictamen.pk).update(firmado_por=h.m.coordinacion, vigente_hasta="2030-01-01")


@alteracion("40-vigencia", "alargar sólo la vigencia de un dictamen", ven="IU", usar=no_consulta)
def _(h: Historia) -> None:
    Dictamen.objects.filter(pk=h.dictamen.pk).update(vigente_hasta="2030-01-01")


@alteracion("41", "cambiar el archivo del ejemplar público", ven="I", antes="I")
def _(h: Historia) -> None:
    h.cambiar_archivo(h.dictamen.publico.contenido.name, b"%PDF-1.4 otro")


@alteracion("41-renglón", "… y su huella en la base", ven="I")
def _(h: Historia) -> None:
    suyo, otro = h.dictamen.publico, b"%PDF-1.4 otro"
    h.cambiar_archivo(suyo.contenido.name, otro)
    Archivo.objects.filter(pk=suyo.pk).update(sha256=hashlib.sha256(otro).hexdigest(), tamano=len(otro))


@alteracion("42", "cambiar lo resuelto de un concepto", ven="I", antes="")
def _(h: Historia) -> None:
    SentidoDeConcepto.objects.filter(dictamen=h.dictamen).update(sentido="no_favorable", corregir="Otra cosa.")


@alteracion("43", "cambiar la función con que alguien participó", ven="I", antes="I")
def _(h: Historia) -> None:
    Participacion.objects.filter(solicitud=h.emitida, funcion="opina").update(funcion="recibe")


@alteracion("44", "inventar un nombramiento", ven="I", antes="I")
def _(h: Historia) -> None:
    Nombramiento.objects.create(persona=h.m.ajena, papel="firmante", oficio="X", desde="2020-01-01", propuesto_por=h.m.administrador,
                                propuesto_en=h.m.en, confirmado_en=h.m.en, confirmado_por=h.m.ajena)


@alteracion("44-perfecto", "inventar un nombramiento con sus dos personas", ven="IU", usar=_no_admite)
def _(h: Historia) -> None:
    otro = h.m.coordinacion
    Nombramiento.objects.create(persona=h.m.ajena, papel="recepcion", oficio="X", desde="2020-01-01", propuesto_por=h.m.administrador,
                                propuesto_en=h.m.en, confirmado_en=h.m.en, confirmado_por=otro)


@alteracion("45", "alargar un plazo", ven="I", antes="I")
def _(h: Historia) -> None:
    Plazo.objects.filter(solicitud=h.presentada).delete()


@alteracion("45-vence", "recorrer el vencimiento de un plazo", ven="I")
def _(h: Historia) -> None:
    Plazo.objects.filter(solicitud=h.presentada).update(vence_en=F("vence_en") + timedelta(days=90))


@alteracion("estado", "dar por emitida una solicitud que no lo está", ven="B")
def _(h: Historia) -> None:
    Solicitud.objects.filter(pk=h.en_mesa.pk).update(estado="emitida")


@alteracion("folio", "adelantar el contador de folios", ven="I")
def _(h: Historia) -> None:
    Folio.objects.filter(serie="SGD-SDTE").update(ultimo=F("ultimo") - 1)


@alteracion("borra-persona", "borrar a una persona sin que la base lo impida", ven="I", motores=("postgresql",), antes="I")
def _(h: Historia) -> None:
    h.duena(f"DELETE FROM cuentas_usuario WHERE id = {h.m.firmante.pk}")


@alteracion("borra-expediente", "borrar un expediente entero", ven="I")
def _(h: Historia) -> None:
    h.duena(f"DELETE FROM dictamenes_solicitud WHERE id = {h.borrador.pk}")


@alteracion("acuse", "borrar el acuse de una entrega", ven="I")
def _(h: Historia) -> None:
    h.duena(f"DELETE FROM dictamenes_presentacion WHERE solicitud_id = {h.presentada.pk}")


@alteracion("permiso", "darse un permiso que ningún nombramiento da", ven="I")
def _(h: Historia) -> None:
    h.m.ajena.user_permissions.add(Permission.objects.filter(codename__contains="solicitud").first())


@alteracion("superusuario", "marcarse como superusuario", ven="I")
def _(h: Historia) -> None:
    Usuario.objects.filter(pk=h.m.ajena.pk).update(is_superuser=True, is_staff=True)


@alteracion("contraseña", "trasplantar la contraseña de otra cuenta", ven="IU", usar=_no_entra("firmante"))
def _(h: Historia) -> None:
    intruso = h.m.persona()
    intruso.set_password("la-del-intruso")
    Usuario.objects.filter(pk=h.m.firmante.pk).update(password=intruso.password)


@alteracion("factor", "trasplantar un segundo factor", ven="I")
def _(h: Historia) -> None:
    apps.get_model("mfa", "Authenticator").objects.create(user=h.m.firmante, type="totp", data={"secret": "del intruso"})


@alteracion("35-firma", "cambiar un precio de lo que espera firma", ven="IU", usar=_no_se_firma)
def _(h: Historia) -> None:
    Concepto.objects.filter(solicitud=h.por_firmar).update(precio_unitario=1)


@alteracion("36-firma", "cambiar una opinión de lo que espera firma", ven="IU", usar=_no_se_firma)
def _(h: Historia) -> None:
    Revision.objects.filter(solicitud=h.por_firmar).update(texto="Otra cosa.")


@alteracion("42-firma", "cambiar lo resuelto de lo que espera firma", ven="IU", usar=_no_se_firma)
def _(h: Historia) -> None:
    SentidoDeConcepto.objects.filter(dictamen__solicitud=h.por_firmar).update(sentido="no_favorable", corregir="Otra cosa.")


@alteracion("rfc", "cambiar el RFC de quien firma por el de otra e.firma", ven="I")
def _(h: Historia) -> None:
    Usuario.objects.filter(pk=h.m.firmante.pk).update(rfc="XAXX010101000")


@alteracion("anexo", "cambiar de archivo un anexo ya presentado", ven="I")
def _(h: Historia) -> None:
    suyo = h.presentada.anexos.first()
    otro = Archivo.objects.exclude(pk=suyo.archivo_id).first()
    type(suyo).objects.filter(pk=suyo.pk).update(archivo=otro)
