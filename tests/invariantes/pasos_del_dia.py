"""Lo de cada día en la oficina: tomar y soltar, corregir lo opinado, recoger de firma, y las condiciones después."""

from __future__ import annotations

from config.demostracion.camino import opiniones
from cuentas import reloj
from cuentas.models import Usuario
from dictamenes.models import Condicion, CumplimientoDeCondicion, Revision
from dictamenes.tramite.encargo import ATIENDE
from flujos.models import Pendiente
from flujos.recorrido import actos
from tests.invariantes.pasos import NUMERO, TINO, archivo, paso


class DelDiaMixin:
    """Pasos de `Historia`; usan lo suyo (`_quien`, `_intentar`, `_ejecutar`, `_casar`)."""

    @paso(6, tino=TINO, a=NUMERO, b=NUMERO)
    def tomar(self, tino, a, b):
        """Tomar para sí lo que espera: lo haya tomado alguien o no."""
        self._con_pendiente("tomar", Pendiente.objects.filter(solicitud__in=self.modelo), tino, a, b)

    @paso(3, tino=TINO, a=NUMERO, b=NUMERO)
    def soltar(self, tino, a, b):
        """Soltar lo propio o, a ciegas, lo de otra persona."""
        tomadas = Pendiente.objects.filter(solicitud__in=self.modelo, encargada__isnull=False)
        self._con_pendiente("soltar", tomadas, tino, a, b)

    def _con_pendiente(self, acto, pendientes, tino, a, b):
        halladas = list(pendientes.select_related("solicitud").order_by("pk"))
        if not halladas:
            return
        pendiente = halladas[b % len(halladas)]
        quien = pendiente.encargada if acto == "soltar" and tino else None
        regla = ATIENDE.get(pendiente.etapa)
        quien = quien or self._quien(regla.operacion if regla else "", tino, a)
        self._intentar(acto, lambda: getattr(actos, acto)(pendiente, por=quien, en=self.en), pendiente.solicitud)
        self._casar(pendiente.solicitud_id)

    @paso(5, tino=TINO, a=NUMERO, b=NUMERO, c=NUMERO, vieja=[False, False, True])
    def corregir_opinion(self, tino, a, b, c, vieja):
        """Corregir la opinión que se dio; a veces, una versión que ya se corrigió."""
        area = self.areas[c % len(self.areas)]

        def suya(solicitud):
            return Revision.objects.filter(solicitud=solicitud, area=area).order_by("-ronda").first()

        def ideal(solicitud):
            revision = suya(solicitud)
            return revision.dada_por if revision else None

        def version(solicitud):
            revision = suya(solicitud)
            return (revision.version if revision else 1) - int(vieja)

        self._ejecutar(
            "corregir_opinion", tino, a, b, ideal=ideal, area=area, version=version, motivo="Se precisa.",
            texto="Es viable.", criterios=[],
            opiniones=lambda s: opiniones(s, "procede"))

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO)
    def recoger_de_firma(self, tino, a, b):
        """Coordinación lo saca de la firma antes de firmarse."""
        self._ejecutar("recoger_de_firma", tino, a, b, motivo="Cambió el importe.")

    @paso(6, tino=TINO, a=NUMERO, b=NUMERO)
    def reportar_condicion(self, tino, a, b):
        """El ente acredita lo que se le condicionó: lo haya reportado ya o no."""
        self._ejecutar(
            "reportar_condicion", tino, a, b, condicion=_condicion, nota="Se entregó.", rotulo="acta.pdf",
            archivo=lambda s: archivo(f"evidencia {self.pasos}"), imposible=lambda s: _condicion(s) is None)

    @paso(3, tino=TINO, a=NUMERO, b=NUMERO)
    def aceptar_condicion(self, tino, a, b):
        """Quien proyectó la da por cumplida, esté o no reportada."""
        self._ejecutar("aceptar_condicion", tino, a, b, ideal=_quien_proyecto, condicion=_condicion,
                       imposible=lambda s: _condicion(s) is None)

    @paso(3, tino=TINO, a=NUMERO, b=NUMERO)
    def devolver_condicion(self, tino, a, b):
        """O la devuelve con su motivo."""
        self._ejecutar("devolver_condicion", tino, a, b, ideal=_quien_proyecto, condicion=_condicion,
                       motivo="Falta el acta.", imposible=lambda s: _condicion(s) is None)

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO)
    def registrar_contrato(self, tino, a, b):
        """Coordinación deja dicho que ya se contrató; si la vigencia pasó o no fue favorable, se rechaza."""
        self._ejecutar("registrar_contrato", tino, a, b, numero="C-1", fecha=lambda s: reloj.dia_de(self.en))


def _condicion(solicitud) -> int | None:
    """La que está por revisar o, si ninguna, la primera."""
    abiertas = CumplimientoDeCondicion.objects.filter(condicion__dictamen__solicitud=solicitud, resuelto_en=None)
    suyas = Condicion.objects.filter(dictamen__solicitud=solicitud).order_by("pk")
    return abiertas.values_list("condicion", flat=True).first() or suyas.values_list("pk", flat=True).first()


def _quien_proyecto(solicitud) -> Usuario:
    return solicitud.dictamen.proyectado_por
