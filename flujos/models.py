"""El vínculo entre una solicitud y el proceso del motor que la lleva, y lo que espera a una persona."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process, Task

from cuentas.models import Area, Ente
from dictamenes.models import Solicitud

SIN_NADIE, CON_ALGUIEN = Q(encargada=None), Q(encargada__isnull=False)
DEVUELTA = Q(devuelta_en__isnull=False)
DESDE_SIEMPRE = datetime(2000, 1, 1, tzinfo=UTC)  # lo que nació sin apuntar se apunta en el siguiente barrido
POR_RECORDAR = Q(recordar_en__isnull=False)


class Proceso(Process):
    """Proceso del motor sin datos propios: los hechos viven en la solicitud."""

    class Meta:
        proxy = True
        verbose_name = "proceso"

    @property
    def solicitud(self) -> Solicitud:
        return Vinculo.objects.select_related("solicitud__ente").get(proceso_id=self.pk).solicitud


class Vinculo(models.Model):
    """Qué proceso lleva qué solicitud, y con qué versión del recorrido empezó."""

    solicitud = models.OneToOneField(Solicitud, models.PROTECT, related_name="vinculo")
    proceso = models.OneToOneField(Process, models.PROTECT, related_name="vinculo")
    version_flujo = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "vínculo"

    def __str__(self) -> str:
        return f"{self.solicitud_id} ↔ {self.proceso_id}"


class Pendiente(models.Model):
    """Una tarea activa de una persona, como la bandeja la busca (docs/decisiones/0014).

    Nace con la tarea y se borra cuando termina: la bandeja no crece con la historia. `cola` es el permiso con que se
    atiende y, si cuelga de un ente o un área, su número: «cuentas.revisar_en_area:3». `devuelta_en` es cuándo regresó a
    su etapa; vacío si es la primera vez que está en ella.
    `escalada` y `recordar_en` son de los recordatorios: el barrido lee sólo lo que ya toca (docs/decisiones/0016).
    """

    tarea = models.OneToOneField(Task, models.PROTECT, primary_key=True, related_name="pendiente")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="pendientes")
    etapa = models.CharField(max_length=20)
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False, related_name="+")
    cola = models.CharField(max_length=80)
    encargada = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # Lo que se filtra va aquí: por la solicitud, el motor de la base podría entrar por la historia del ente.
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, db_index=False, related_name="+")
    tipo = models.CharField(max_length=20, default="")
    es_urgente = models.BooleanField(default=False)
    conceptos = models.PositiveSmallIntegerField("cuántos conceptos trae, para su peso", db_default=1)
    vence_en = models.DateTimeField()
    devuelta_en = models.DateTimeField(null=True)
    escalada = models.PositiveSmallIntegerField("nivel ya avisado", db_default=0)
    recordar_en = models.DateTimeField("cuándo toca el siguiente aviso", null=True, db_default=DESDE_SIEMPRE)
    PRIVACIDAD = {"ninguna": ("etapa", "cola", "tipo")}

    class Meta:
        verbose_name = "pendiente"
        indexes = [
            models.Index(fields=["vence_en", "tarea"], name="pendiente_vence"),
            models.Index(fields=["cola", "vence_en", "tarea"], name="pendiente_cola"),
            models.Index(fields=["etapa", "vence_en", "tarea"], name="pendiente_etapa"),
            models.Index(fields=["encargada", "vence_en", "tarea"], name="pendiente_encargada"),
            models.Index(fields=["cola", "vence_en", "tarea"], name="pendiente_cola_libre", condition=SIN_NADIE),
            models.Index(fields=["vence_en", "tarea"], name="pendiente_tomada", condition=CON_ALGUIEN),
            models.Index(fields=["cola", "vence_en", "tarea"], name="pendiente_cola_tomada", condition=CON_ALGUIEN),
            models.Index(fields=["vence_en", "tarea"], name="pendiente_devuelta", condition=DEVUELTA),
            models.Index(fields=["cola", "vence_en", "tarea"], name="pendiente_cola_devuelta", condition=DEVUELTA),
            models.Index(fields=["recordar_en", "tarea"], name="pendiente_recordar", condition=POR_RECORDAR),
        ]

    def __str__(self) -> str:
        return f"{self.solicitud_id} · {self.etapa}"


class CambioDeCalendario(models.Model):
    """Un cambio en los días hábiles que falta aplicar, o ya se aplicó, a los plazos abiertos."""

    desde = models.DateField()
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, related_name="+")
    en = models.DateTimeField()
    aplicado_en = models.DateTimeField(null=True)
    recorridas = models.PositiveIntegerField("solicitudes con algún plazo más largo", default=0)

    class Meta:
        verbose_name = "cambio de calendario"
        verbose_name_plural = "cambios de calendario"

    def __str__(self) -> str:
        return f"desde el {self.desde}"


class Latido(models.Model):
    """La última vez que algún trabajador dio la vuelta: un solo renglón."""

    en = models.DateTimeField("dio la vuelta")

    class Meta:
        verbose_name = "latido"

    def __str__(self) -> str:
        return f"{self.en:%Y-%m-%d %H:%M}"


QUE_HACE = {
    "documentos": "Preparar y emitir documentos", "archivos": "Revisar archivos recibidos", "avisos": "Mandar correos",
    "plazos": "Aplicar plazos vencidos", "recordatorios": "Recordar plazos", "calendario": "Recorrer plazos",
    "anclas": "Firmar la bitácora", "testigos": "Publicar la bitácora", "bitacora": "Comprobar la bitácora",
    "datos_abiertos": "Publicar datos abiertos",
}


class Tropiezo(models.Model):
    """Un turno del trabajador que falla: un renglón por turno, mientras dure. Nunca trae el texto del error."""

    PRIVACIDAD = {"ninguna": ("turno", "renglon", "error")}

    turno = models.CharField("turno", max_length=40, unique=True)
    renglon = models.CharField("renglón", max_length=60, blank=True)
    error = models.CharField("clase de la falla", max_length=80)
    desde = models.DateTimeField("falla desde")
    ultima = models.DateTimeField("última vez")

    class Meta:
        verbose_name = "turno que falla"

    def __str__(self) -> str:
        return f"{self.turno}: {self.error}"

    @property
    def que_es(self) -> str:
        """Lo que hace ese turno, para quien administra."""
        return QUE_HACE.get(self.turno, self.turno.replace("_", " "))


class VistaGuardada(models.Model):
    """Unos filtros de la bandeja a los que una persona puso nombre; `consulta` es la dirección ya validada."""

    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="vistas_guardadas"
    )
    nombre = models.CharField("nombre de la vista", max_length=40)
    consulta = models.CharField(max_length=1500)
    PRIVACIDAD = {"ninguna": ("nombre", "consulta")}

    class Meta:
        verbose_name = "vista guardada"
        verbose_name_plural = "vistas guardadas"
        constraints = [models.UniqueConstraint(fields=["persona", "nombre"], name="vista_guardada_unica")]

    def __str__(self) -> str:
        return self.nombre


class BorradorDeTrabajo(models.Model):
    """Lo que una persona lleva escrito de un acto o de un concepto. Sólo ella lo lee; se borra al darse."""

    solicitud = models.ForeignKey(Solicitud, models.CASCADE, related_name="borradores_de_trabajo")
    acto = models.CharField(max_length=30)
    lugar = models.CharField("área o concepto, si es de uno", max_length=50, blank=True)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    datos = models.JSONField("lo escrito")
    en = models.DateTimeField()
    PRIVACIDAD = {"texto": ("datos",), "ninguna": ("acto", "lugar")}

    class Meta:
        verbose_name = "borrador de trabajo"
        verbose_name_plural = "borradores de trabajo"
        constraints = [
            models.UniqueConstraint(fields=["solicitud", "acto", "lugar", "persona"], name="un_borrador_por_acto"),
        ]

    def __str__(self) -> str:
        return f"{self.solicitud_id} · {self.acto}"
