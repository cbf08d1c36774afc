"""Las personas, sus nombramientos y sus invitaciones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Upper

from archivos.models import Archivo
from bitacora.atado import reparos_de
from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.models.entes import Area, Ente
from cuentas.papeles import DEL_ENTE, OPCIONES_DE_PAPEL, PAPELES
from cuentas.texto import normalizar, palabras


class UsuarioQuerySet(models.QuerySet["Usuario"]):
    """Preguntas sobre personas."""

    def que_digan(self, texto: str) -> UsuarioQuerySet:
        """Las que contienen todas las palabras en su nombre, correo o cargo, sin importar acentos."""
        return self.filter(*(Q(busqueda__contains=palabra) for palabra in palabras(texto)))

    def nombradas(self, fecha: date, **donde: Any) -> UsuarioQuerySet:
        """Las activas con un nombramiento vigente ese día, como `nombradas(hoy, papel="firmante")`."""
        vigentes = Nombramiento.objects.vigentes(fecha).filter(**donde)
        return self.filter(is_active=True, pk__in=vigentes.values("persona"))


class _Altas(BaseUserManager["Usuario"]):
    """Alta de personas: el correo es la identidad."""

    def create_user(self, correo: str, nombre: str, password: str | None = None, **campos: Any) -> Usuario:
        """Crea una persona; sin contraseña queda a la espera de su invitación."""
        persona = self.model(correo=self.normalize_email(correo).lower(), nombre=nombre, **campos)
        persona.set_password(password)
        persona.save()
        return persona


UsuarioManager = _Altas.from_queryset(UsuarioQuerySet)


class Usuario(AbstractBaseUser, PermissionsMixin):
    """Una persona con acceso. Nunca se borra: se desactiva."""

    correo = models.EmailField("correo institucional", unique=True)
    nombre = models.CharField("nombre completo", max_length=150)
    cargo = models.CharField("cargo", max_length=150, blank=True)
    rfc = models.CharField("RFC del certificado", max_length=13, blank=True)
    rfc_repetido = models.BooleanField(default=False, editable=False)
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
        constraints = [
            models.UniqueConstraint(
                Upper("rfc"), name="un_rfc_una_persona", condition=~Q(rfc="") & Q(rfc_repetido=False),
                violation_error_message="Ese RFC ya es de otra persona",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Guarda con la columna de búsqueda al día."""
        self.busqueda = normalizar(f"{self.nombre} {self.correo} {self.cargo}")[:400]
        if (campos := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*campos, "busqueda"}
        super().save(*args, **kwargs)

    def check_password(self, raw_password: str | None) -> bool:
        """Si es la suya y la dejó este sistema: una puesta en la base por otro lado no vale, y el intento se anota."""
        if not check_password(raw_password, self.password, self._recalcular):
            return False
        if hallados := reparos_de([self], "contrasena"):
            with transaction.atomic():
                anotar("credencial.rechazada", self, por=None, en=reloj.ahora(), datos={"porque": str(hallados[0])})
        return not hallados

    def _recalcular(self, contrasena: str) -> None:
        """El algoritmo cambió: se guarda con el de hoy, salvo que la de antes no valga."""
        if reparos_de([self], "contrasena"):
            return
        with transaction.atomic():
            self.set_password(contrasena)
            self._password = None  # no es otra contraseña: que nadie la valide ni la avise
            self.save(update_fields=["password"])
            anotar("contrasena.recalculada", self, por=self, en=reloj.ahora(), ata=[self])


class NombramientoQuerySet(models.QuerySet["Nombramiento"]):
    """Preguntas sobre nombramientos."""

    def vigentes(self, fecha: date) -> NombramientoQuerySet:
        """Confirmados, no revocados y dentro de sus fechas."""
        return self.filter(
            Q(hasta=None) | Q(hasta__gte=fecha), desde__lte=fecha, confirmado_en__isnull=False, revocado_en=None
        )

    def con_efectos(self, desde: datetime, hasta: date) -> NombramientoQuerySet:
        """Los confirmados que rigieron algún día de `desde` a `hasta`, aunque después terminaran o se revocaran."""
        return self.filter(
            Q(hasta=None) | Q(hasta__gte=reloj.dia_de(desde)), Q(revocado_en=None) | Q(revocado_en__gte=desde),
            desde__lte=hasta, confirmado_en__isnull=False,
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
    fundamento = models.CharField("por qué rige desde antes de proponerse", max_length=300, blank=True)
    propuesto_por = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="+")
    propuesto_en = models.DateTimeField()
    confirmado_por = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="+")
    confirmado_en = models.DateTimeField(null=True, blank=True)
    revocado_por = models.ForeignKey(Usuario, models.PROTECT, null=True, blank=True, related_name="+")
    revocado_en = models.DateTimeField(null=True, blank=True)
    PRIVACIDAD = {"identificacion": ("puesto", "oficio", "fundamento")}

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
                condition=Q(papel__in=DEL_ENTE, ente__isnull=False, area=None)
                | Q(papel="tecnico", ente=None, area__isnull=False)
                | (~Q(papel__in=[*DEL_ENTE, "tecnico"]) & Q(ente=None, area=None)),
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

    @property
    def rige_desde_antes(self) -> bool:
        """Si su primer día es anterior al día en que se propuso."""
        return self.desde < reloj.dia_de(self.propuesto_en)


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
