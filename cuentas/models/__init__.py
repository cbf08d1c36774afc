"""Personas, entes, áreas, nombramientos, invitaciones, avisos, calendario y parámetros."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from archivos.models import Archivo
from cuentas import reloj
from cuentas.models.ausencias import Ausencia as Ausencia
from cuentas.models.ordenes import OrdenDeAuditoria as OrdenDeAuditoria
from cuentas.papeles import OPCIONES_DE_PAPEL, PAPELES
from cuentas.temas import NOTIFICAN, Entrega
from cuentas.texto import normalizar, palabras
from cuentas.vigencia import vigente_en


class UsuarioQuerySet(models.QuerySet["Usuario"]):
    """Preguntas sobre personas."""

    def que_digan(self, texto: str) -> UsuarioQuerySet:
        """Las que contienen todas las palabras en su nombre, correo o cargo, sin importar acentos."""
        return self.filter(*(Q(busqueda__contains=palabra) for palabra in palabras(texto)))

    def nombradas(self, fecha: date, **donde: Any) -> UsuarioQuerySet:
        """Las activas con un nombramiento vigente ese día, como `nombradas(hoy, papel="firmante")`."""
        vigentes = Nombramiento.objects.vigentes(fecha).filter(**donde)
        return self.filter(is_active=True, pk__in=vigentes.values("persona"))


class UsuarioManager(BaseUserManager.from_queryset(UsuarioQuerySet)):  # type: ignore[misc]
    """Alta de personas: el correo es la identidad."""

    def create_user(self, correo: str, nombre: str, password: str | None = None, **campos: Any) -> Usuario:
        """Crea una persona; sin contraseña queda a la espera de su invitación."""
        persona = self.model(correo=self.normalize_email(correo).lower(), nombre=nombre, **campos)
        persona.set_password(password)
        persona.save()
        return persona


class Usuario(AbstractBaseUser, PermissionsMixin):
    """Una persona con acceso. Nunca se borra: se desactiva."""

    correo = models.EmailField("correo institucional", unique=True)
    nombre = models.CharField("nombre completo", max_length=150)
    cargo = models.CharField("cargo", max_length=150, blank=True)
    rfc = models.CharField("RFC del certificado", max_length=13, blank=True)
    adscripcion = models.ForeignKey(
        "AreaRequirente", models.PROTECT, null=True, blank=True, verbose_name="área de adscripción"
    )
    is_active = models.BooleanField("activa", default=True)
    is_staff = models.BooleanField("entra a catálogos", default=False)
    creado_en = models.DateTimeField("alta", default=reloj.ahora, editable=False)
    correo_rebota_en = models.DateTimeField("su correo rebota desde", null=True, editable=False)
    busqueda = models.CharField(max_length=400, editable=False, default="")
    preferencias = models.JSONField(default=dict, editable=False)
    PRIVACIDAD = {
        "identificacion": ("nombre", "cargo", "busqueda"), "contacto": ("correo",), "fiscal": ("rfc",),
        "acceso": ("password",), "ninguna": ("preferencias",),
    }

    objects = UsuarioManager()
    USERNAME_FIELD = "correo"
    EMAIL_FIELD = "correo"
    REQUIRED_FIELDS = ["nombre"]

    class Meta:
        verbose_name = "persona"
        ordering = ["nombre"]

    def __str__(self) -> str:
        return self.nombre

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Guarda con la columna de búsqueda al día."""
        self.busqueda = normalizar(f"{self.nombre} {self.correo} {self.cargo}")[:400]
        if (campos := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*campos, "busqueda"}
        super().save(*args, **kwargs)


class Ente(models.Model):
    """Dependencia, entidad, órgano desconcentrado o adherente que solicita dictámenes."""

    class Naturaleza(models.TextChoices):
        DEPENDENCIA = "dependencia", "Dependencia"
        ENTIDAD = "entidad", "Entidad"
        DESCONCENTRADO = "órgano desconcentrado", "Órgano desconcentrado"
        ADHERENTE = "adherente por convenio", "Adherente por convenio"

    siglas = models.CharField("siglas", max_length=20, unique=True)
    nombre = models.CharField("nombre", max_length=200)
    naturaleza = models.CharField("naturaleza", max_length=30, choices=Naturaleza)
    fuente = models.CharField("fuente", max_length=100, blank=True)
    titular = models.CharField("titular", max_length=150, blank=True)
    titular_cargo = models.CharField("cargo del titular", max_length=150, blank=True)
    presenta_quien_elabora = models.BooleanField("quien elabora también presenta", default=False)
    es_propio = models.BooleanField("es de la propia Oficialía Mayor", default=False)
    PRIVACIDAD = {"identificacion": ("titular", "titular_cargo"), "ninguna": ("siglas", "nombre", "fuente")}

    class Meta:
        verbose_name = "ente"
        ordering = ["nombre"]
        permissions = [
            ("elaborar_solicitudes", "Elaborar solicitudes del ente"),
            ("presentar_solicitudes", "Presentar solicitudes del ente"),
        ]

    def __str__(self) -> str:
        return self.nombre


class AreaRequirente(models.Model):
    """La unidad del ente que necesita lo que se compra."""

    ente = models.ForeignKey(Ente, models.PROTECT, related_name="areas_requirentes")
    nombre = models.CharField("nombre", max_length=200)
    PRIVACIDAD = {"ninguna": ("nombre",)}

    class Meta:
        verbose_name = "área requirente"
        verbose_name_plural = "áreas requirentes"
        ordering = ["nombre"]
        constraints = [models.UniqueConstraint(fields=["ente", "nombre"], name="area_requirente_unica")]

    def __str__(self) -> str:
        return self.nombre


class AreaQuerySet(models.QuerySet["Area"]):
    """Preguntas sobre áreas dictaminadoras."""

    def vigentes(self, fecha: date) -> AreaQuerySet:
        """Las que existen en esa fecha: cambian de nombre cada año."""
        return self.filter(vigente_en(fecha))


class Area(models.Model):
    """Área dictaminadora de la Subsecretaría."""

    clave = models.SlugField("clave", unique=True)
    nombre = models.CharField("nombre", max_length=150)
    vigente_desde = models.DateField("vigente desde")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    PRIVACIDAD = {"ninguna": ("clave", "nombre")}

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "área dictaminadora"
        verbose_name_plural = "áreas dictaminadoras"
        ordering = ["nombre"]
        permissions = [("revisar_en_area", "Opinar en esta área")]

    def __str__(self) -> str:
        return self.nombre


class NombramientoQuerySet(models.QuerySet["Nombramiento"]):
    """Preguntas sobre nombramientos."""

    def vigentes(self, fecha: date) -> NombramientoQuerySet:
        """Confirmados, no revocados y dentro de sus fechas."""
        return self.filter(
            Q(hasta=None) | Q(hasta__gte=fecha), desde__lte=fecha, confirmado_en__isnull=False, revocado_en=None
        )

    def sin_terminar(self, fecha: date) -> NombramientoQuerySet:
        """Los que rigen, los que empezarán y los que esperan confirmación."""
        return self.filter(Q(hasta=None) | Q(hasta__gte=fecha), revocado_en=None)

    def por_confirmar(self) -> NombramientoQuerySet:
        """Propuestos que esperan a una segunda persona."""
        return self.filter(confirmado_en=None, revocado_en=None)


class Nombramiento(models.Model):
    """El hecho de que alguien tiene un papel; los permisos se derivan de aquí y de ningún otro lado.

    También el de quien suple a otra persona o tiene a cargo un despacho: sólo cambia su clase.
    """

    class Clase(models.TextChoices):
        TITULAR = "titular", "Propio"
        SUPLENCIA = "suplencia", "En suplencia por ausencia"
        ENCARGADO = "encargado_de_despacho", "Encargada del despacho"

    persona = models.ForeignKey(Usuario, models.PROTECT, related_name="nombramientos")
    papel = models.CharField("papel", max_length=20, choices=OPCIONES_DE_PAPEL)
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name="área dictaminadora")
    clase = models.CharField("clase", max_length=25, choices=Clase, default=Clase.TITULAR)
    suple_a = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="suplencias")
    puesto = models.CharField("puesto que suple o despacho a su cargo", max_length=150, blank=True)
    oficio = models.CharField("oficio de designación", max_length=100)
    oficio_fecha = models.DateField("fecha del oficio", null=True, blank=True)
    oficio_archivo = models.ForeignKey(
        Archivo, models.PROTECT, null=True, blank=True, related_name="nombramientos", verbose_name="oficio escaneado"
    )
    desde = models.DateField("desde")
    hasta = models.DateField("hasta", null=True, blank=True)
    propuesto_por = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="+")
    propuesto_en = models.DateTimeField()
    confirmado_por = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="+")
    confirmado_en = models.DateTimeField(null=True, blank=True)
    revocado_por = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="+")
    revocado_en = models.DateTimeField(null=True, blank=True)
    PRIVACIDAD = {"identificacion": ("puesto", "oficio")}

    objects = NombramientoQuerySet.as_manager()

    class Meta:
        verbose_name = "nombramiento"
        ordering = ["papel", "persona__nombre"]
        permissions = [
            (papel.permiso, papel.nombre) for papel in PAPELES.values() if papel.de == "central"
        ]
        constraints = [
            models.CheckConstraint(
                name="nombramiento_de_ente_o_area",
                condition=Q(papel__in=["elabora", "presenta"], ente__isnull=False, area=None)
                | Q(papel="tecnico", ente=None, area__isnull=False)
                | (~Q(papel__in=["elabora", "presenta", "tecnico"]) & Q(ente=None, area=None)),
            ),
            models.CheckConstraint(
                name="nombramiento_a_cuatro_ojos",
                condition=Q(propuesto_por=None) | Q(confirmado_por=None) | ~Q(propuesto_por=models.F("confirmado_por")),
            ),
            models.CheckConstraint(
                name="nombramiento_fechas", condition=Q(hasta=None) | Q(hasta__gte=models.F("desde"))
            ),
            models.CheckConstraint(
                name="nombramiento_suple_a_alguien",
                condition=Q(clase="titular", suple_a=None)
                | Q(clase="suplencia", suple_a__isnull=False, hasta__isnull=False, oficio_fecha__isnull=False)
                & ~Q(puesto="")
                | Q(clase="encargado_de_despacho", oficio_fecha__isnull=False) & ~Q(puesto=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persona}: {self.get_papel_display()}"


class Invitacion(models.Model):
    """Alta de un solo uso; sólo se guarda la huella del secreto que viaja por correo."""

    persona = models.ForeignKey(Usuario, models.PROTECT, related_name="invitaciones")
    huella = models.CharField(max_length=64, unique=True)
    creada_en = models.DateTimeField()
    creada_por = models.ForeignKey(Usuario, models.PROTECT, null=True, related_name="+")
    vence_en = models.DateTimeField()
    usada_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"acceso": ("huella",)}

    class Meta:
        verbose_name = "invitación"
        verbose_name_plural = "invitaciones"

    def __str__(self) -> str:
        return f"invitación de {self.persona}"


POR_SALIR = Q(enviado_en=None, intentar_en__isnull=False)
SIN_ACUSE = Q(tema__in=NOTIFICAN, leido_en=None)
POR_RESUMIR = Q(entrega=Entrega.RESUMEN, resumen=None, leido_en=None)


class Aviso(models.Model):
    """Un aviso a una persona: la notificación en el sistema y, aparte, el correo que la anuncia.

    `entrega` se decide al crearlo, según la preferencia de la persona; lo que espera el resumen diario se liga a él al
    salir. `identidad` es la de su Message-ID; `objeto`, de qué se trata, como en la bitácora («solicitud:12»).
    """

    persona = models.ForeignKey(Usuario, models.PROTECT, related_name="avisos")
    tema = models.CharField(max_length=30, default="aviso")
    objeto = models.CharField(max_length=80, blank=True, default="")
    clave = models.CharField("clave de una sola vez", max_length=120, unique=True)
    identidad = models.CharField(max_length=32, default="")
    asunto = models.CharField(max_length=200)
    texto = models.TextField()
    url = models.CharField(max_length=200)
    creado_en = models.DateTimeField()
    leido_en = models.DateTimeField(null=True)
    secciones = models.JSONField("renglones del resumen", default=list)
    entrega = models.CharField(max_length=10, default=Entrega.INMEDIATA)
    resumen = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="resumidos")
    enviado_en = models.DateTimeField(null=True)
    intentos = models.PositiveSmallIntegerField(default=0)
    intentar_en = models.DateTimeField(null=True)
    falla = models.CharField("por qué no ha salido", max_length=120, blank=True, default="")
    PRIVACIDAD = {
        "actividad": ("asunto", "texto", "secciones"),
        "ninguna": ("tema", "objeto", "clave", "identidad", "url", "entrega", "falla"),
    }

    class Meta:
        verbose_name = "aviso"
        indexes = [
            models.Index(fields=["intentar_en"], name="aviso_pendiente", condition=POR_SALIR),
            models.Index(fields=["persona"], name="aviso_por_resumir", condition=POR_RESUMIR),
            models.Index(fields=["persona", "-creado_en"], name="aviso_de_persona"),
            models.Index(fields=["objeto", "tema"], name="aviso_de_objeto", condition=~Q(objeto="")),
            models.Index(fields=["creado_en"], name="aviso_sin_acuse", condition=SIN_ACUSE),
            models.Index(fields=["identidad"], name="aviso_identidad"),
        ]

    def __str__(self) -> str:
        return self.asunto


class PreferenciaDeAviso(models.Model):
    """Cómo quiere una persona el correo de un tema; sin renglón, como dice `temas.TEMAS`."""

    persona = models.ForeignKey(Usuario, models.CASCADE, related_name="preferencias_de_aviso")
    tema = models.CharField(max_length=30)
    entrega = models.CharField(max_length=10)
    PRIVACIDAD = {"actividad": ("tema", "entrega")}

    class Meta:
        verbose_name = "preferencia de aviso"
        verbose_name_plural = "preferencias de aviso"
        constraints = [models.UniqueConstraint(fields=["persona", "tema"], name="preferencia_unica")]

    def __str__(self) -> str:
        return f"{self.tema}: {self.entrega}"


class DiaDeCalendario(models.Model):
    """Un día inhábil, o uno inhábil que se habilitó, para todos o para un ente."""

    class Clase(models.TextChoices):
        INHABIL = "inhabil", "Inhábil"
        HABILITADO = "habilitado", "Habilitado"

    fecha = models.DateField("fecha")
    clase = models.CharField("clase", max_length=10, choices=Clase, default=Clase.INHABIL)
    motivo = models.CharField("motivo", max_length=120)
    fuente = models.CharField("fuente", max_length=120)
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, blank=True)
    PRIVACIDAD = {"ninguna": ("motivo", "fuente")}

    class Meta:
        verbose_name = "día de calendario"
        verbose_name_plural = "días de calendario"
        ordering = ["fecha"]
        constraints = [
            models.UniqueConstraint(fields=["fecha", "ente"], name="dia_unico_por_ente"),
            models.UniqueConstraint(fields=["fecha"], condition=Q(ente=None), name="dia_unico_general"),
        ]

    def __str__(self) -> str:
        return f"{self.fecha} {self.motivo}"


class Parametro(models.Model):
    """Un valor que se edita sin tocar código; los que no están aquí valen lo que dice `parametros.py`."""

    clave = models.CharField("clave", max_length=60, primary_key=True)
    valor = models.JSONField("valor")
    PRIVACIDAD = {"ninguna": ("valor",)}

    class Meta:
        verbose_name = "parámetro"
        ordering = ["clave"]

    def __str__(self) -> str:
        return self.clave


class SesionAbierta(AbstractBaseSession):
    """Una sesión, con lo que su dueña necesita para reconocerla y cerrarla. La escribe el motor de sesiones."""

    persona = models.ForeignKey(Usuario, models.CASCADE, null=True, related_name="sesiones")
    direccion = models.CharField(max_length=45, blank=True)
    dispositivo = models.CharField(max_length=80, blank=True)
    iniciada_en = models.DateTimeField(null=True)
    vista_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"acceso": ("session_data", "direccion", "dispositivo")}

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "sesión abierta"
        verbose_name_plural = "sesiones abiertas"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Con qué se abre."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class EntradaDeCache(models.Model):
    """Un dato de la caché compartida en la base. La escribe `cuentas.cache`."""

    llave = models.CharField(max_length=255, primary_key=True)
    valor = models.TextField(blank=True)
    cuenta = models.BigIntegerField(null=True)
    vence = models.BigIntegerField("vence, en milisegundos desde 1970", null=True, db_index=True)
    PRIVACIDAD = {"ninguna": ("valor",)}

    class Meta:
        verbose_name = "entrada de caché"
        verbose_name_plural = "entradas de caché"

    def __str__(self) -> str:
        return self.llave
