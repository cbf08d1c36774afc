"""Historias al azar, legales e ilegales, sobre los actos de verdad: doce personas, varias solicitudes, un solo reloj.

La máquina elige el acto, y quién, sobre qué y con qué datos; tres de cada cuatro veces con tino (alguien con el papel,
una solicitud en el estado) y una a ciegas. Tras cada paso: lo ilegal lanzó una excepción con nombre y no dejó nada,
salvo la constancia del rechazo; el modelo —una tabla aparte, sin base— está donde está la solicitud; y los invariantes
de ese expediente están en cero. Cada tantos pasos y al final, todos.

El documento no se redacta ni se firma de verdad (eso lo prueban `tests/dictamenes/documento`): un doble guarda bytes
que dicen folio, versión y paso. La semilla decide todo. Cuando algo falla, la historia se acorta quitando pasos y se imprime.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.db import transaction

from bitacora.models import Evento
from bitacora.rechazos import Rechazo, con_constancia
from config.demostracion.camino import CONDICION, Camino, contestaciones, opiniones, resoluciones
from cuentas import reloj
from cuentas.models import Area, AreaRequirente, Aviso, Ente, Nombramiento, Usuario
from cuentas.papeles import MATRIZ, PAPELES
from cuentas.personas import nombramientos, personas
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.excepciones import ActoImposible
from dictamenes.expediente import captura
from dictamenes.models import (
    Condicion,
    CumplimientoDeCondicion,
    Dictamen,
    EscritoEnPapel,
    Folio,
    InteresDeclarado,
    OpinionAnterior,
    Participacion,
    Plazo,
    Presentacion,
    Prevencion,
    Revision,
    Solicitud,
)
from dictamenes.reglas.participacion import declarar_interes
from flujos.expediente.expediente import dejar_constancia
from flujos.invariantes import revisar, revisar_casos
from flujos.models import Pendiente, Vinculo
from flujos.recorrido import actos, temporizadores, trabajos
from tests.conftest import EPOCA
from tests.indicadores.juez_de_los_casos import exigir_la_tabla_al_dia
from tests.invariantes.pasos import BOLSA, NUMERO, PASOS, TINO, Paso, archivo, paso
from tests.invariantes.pasos_del_dia import DelDiaMixin
from tests.invariantes.pasos_en_papel import EnPapelMixin
from tests.mundo import escaneado, llenar

CON_NOMBRE = (ActoImposible, Rechazo)
CADA = 20
VIVAS = 6
AREAS = ("infraestructura", "gobierno-electronico")
PAPELES_DE_PLANTA = (
    "elabora", "presenta", "recepcion", "coordinacion", "tecnico", "tecnico", "estrategico", "firmante", "firmante",
    "auditor", "administrador", "administrador",
)
# Los que se dan de más: casi siempre de los que se combinan, para que haya a quién rechazar por tener dos funciones.
DE_MAS = sorted(PAPELES) + 3 * ["recepcion", "coordinacion", "tecnico", "estrategico", "firmante"]
ANTES_DE_FIRMAR = {"en_requisitos", "prevenida", "en_revision", "en_estrategia", "en_firma"}
DEL_ENTE = {"elabora", "presenta"}
# El modelo: desde dónde puede aceptarse cada acto. Está escrito aparte de la tabla del producto, a propósito.
PUEDE_DESDE = {
    "presentar": {"borrador"}, "presentar_papel": {"borrador"}, "admitir": {"en_requisitos"},
    "prevenir": {"en_requisitos"}, "declarar_improcedente": {"en_requisitos"}, "desahogar": {"prevenida"},
    "desistir": ANTES_DE_FIRMAR, "cancelar": ANTES_DE_FIRMAR, "turnar": {"en_revision"}, "opinar": {"en_revision"},
    "devolver_a_areas": {"en_estrategia"}, "proponer": {"en_estrategia"}, "devolver_proyecto": {"por_firmar"},
    "firmar": {"por_firmar"}, "prorrogar": {"prevenida"}, "corregir_opinion": {"en_revision", "en_estrategia"},
    "recoger_de_firma": {"por_firmar"}, "tomar": {"en_requisitos", "en_revision", "en_estrategia"},
    "soltar": {"en_requisitos", "en_revision", "en_estrategia"}, "reportar_condicion": {"emitida", "contratada"},
    "registrar_contrato": {"emitida"},
    "desahogar_papel": {"prevenida", "desechada"}, "desistir_papel": ANTES_DE_FIRMAR, "aceptar_condicion": {"emitida", "contratada"},
    "devolver_condicion": {"emitida", "contratada"},
}
LLEVA_A = {
    "presentar": "en_requisitos", "presentar_papel": "en_requisitos", "prevenir": "prevenida",
    "declarar_improcedente": "improcedente", "desahogar": "en_requisitos", "desistir": "desistida",
    "desahogar_papel": "en_requisitos", "desistir_papel": "desistida",
    "cancelar": "cancelada", "devolver_a_areas": "en_revision", "proponer": "en_firma",
    "devolver_proyecto": "en_estrategia", "recoger_de_firma": "en_estrategia", "firmar": "firmado", "registrar_contrato": "contratada",
}
# Estado del modelo → el de la solicitud y el de su dictamen, cuando el modelo los distingue.
EN_LA_BASE = {"por_firmar": ("en_firma", "por_firmar"), "firmado": ("en_firma", "firmado"),
              "en_firma": ("en_firma", "en_preparacion"), "emitida": ("emitida", "vigente"),
              "contratada": ("emitida", "contratado")}


def al_azar(semilla, cuantos, bolsa=BOLSA):
    """Una historia entera a partir de una semilla: quién tiene qué más, y los pasos que da."""
    azar = random.Random(semilla)
    extras = [(azar.choice(NUMERO), azar.choice(DE_MAS)) for _ in range(azar.randrange(3, 11))]
    adscritas = set(azar.sample(NUMERO, azar.randrange(4)))
    elegidos = [azar.choice(bolsa) for _ in range(cuantos)]
    return extras, adscritas, [
        Paso(que, {dato: azar.choice(de) for dato, de in PASOS[que].items()}) for que in elegidos]


def falla_de(extras, adscritas, pasos):
    """Corre una historia y la deshace; devuelve (error, cuántos pasos dio, qué dijo), o None si todo se sostuvo."""
    historia, dados = Historia(), 0
    try:
        historia.empezar(extras, adscritas)
        for dado in pasos:
            dados += 1
            getattr(historia, dado.que)(**dado.con)
        historia.terminar()
    except Exception as error:  # cualquiera que se escape es una falla: lo ilegal ya se atrapó por su nombre
        return error, dados, f"{type(error).__name__}: {error.args[0] if error.args else ''}"
    finally:
        historia.deshacer()
    return None


def minima(extras, adscritas, pasos, intentos=60):
    """La historia más corta que todavía falla igual: quita pedazos, cada vez más chicos, mientras la falla siga."""
    def igual(otros):
        hallada = falla_de(extras, adscritas, otros)
        return hallada is not None and type(hallada[0]) is clase

    clase, dados = type((falla := falla_de(extras, adscritas, pasos))[0]), falla[1]
    pasos, pedazo = pasos[:dados], max(dados // 2, 1)
    while pedazo and intentos > 0:
        for desde in range(0, len(pasos), pedazo):
            intentos -= 1
            if intentos and igual(menos := pasos[:desde] + pasos[desde + pedazo:]):
                pasos = menos
                break
        else:
            pedazo //= 2
    return pasos


class Historia(DelDiaMixin, EnPapelMixin):
    """Una historia: arranca con doce personas y va dando pasos; al terminar, todo se deshace."""

    cuenta: Counter[str] = Counter()

    def __init__(self):
        self.en: datetime = EPOCA
        self.pasos = 0
        self.modelo: dict[int, str] = {}
        self.faltan: dict[int, set[str]] = {}
        self.rancias: dict[int, Solicitud] = {}
        self.pila = ExitStack()
        self.pila.enter_context(transaction.atomic())
        for nombre in ("sellado", "firmado", "ejemplares"):
            self.pila.enter_context(mock.patch.object(documentos, nombre, DOBLES[nombre]))

    def empezar(self, extras, adscritas):
        """Doce personas con un papel de planta; a algunas se les da otro más, si se puede combinar."""
        self.ente, self.otro = Ente.objects.get(siglas="ICRESON"), Ente.objects.get(siglas="CEA")
        self.requirente = AreaRequirente.objects.get_or_create(ente=self.ente, nombre="Dirección de Sistemas")[0]
        self.areas = list(Area.objects.filter(clave__in=AREAS).order_by("pk"))
        self.gente = []
        for n, papel in enumerate(PAPELES_DE_PLANTA):
            persona = Usuario.objects.create_user(
                f"historia{n}@ejemplo.invalid", f"Persona {n}", adscripcion=self.requirente if n in adscritas else None)
            self.gente.append(persona.pk)
            self._nombrar_de_oficio(persona, papel, n)
        for n, papel in extras:
            try:
                self._nombrar_de_oficio(Usuario.objects.get(pk=self.gente[n]), papel, n)
            except nombramientos.NombramientoImposible:
                continue
        self.huella = _huella()

    def _nombrar_de_oficio(self, persona, papel, n):
        nombramientos.nombrar(persona, papel, oficio=f"H-{n}", desde=date(2020, 1, 1), por=None, en=EPOCA,
                              **self._alcance(papel, n))

    def _alcance(self, papel, n):
        if PAPELES[papel].de == "ente":
            return {"ente": self.otro if n == 11 else self.ente}
        return {"area": self.areas[n % len(self.areas)]} if PAPELES[papel].de == "area" else {}

    def terminar(self):
        """Al final de la historia se revisan todos los invariantes, y que la tabla de las cifras siguió a la bitácora."""
        with reloj.detenido_en(self.en):
            _sin_faltas(revisar(rapido=True))
        exigir_la_tabla_al_dia(EPOCA.date(), (EPOCA + (self.en - EPOCA) / 2).date(), self.en.date())

    def deshacer(self):
        """Como si nada hubiera pasado."""
        transaction.set_rollback(True)
        self.pila.close()

    # — quién y sobre qué —

    def _quien(self, operacion, tino, n):
        suyos = []
        if tino and operacion in MATRIZ:
            vigentes = Nombramiento.objects.vigentes(reloj.dia_de(self.en)).filter(
                papel__in=MATRIZ[operacion], persona__in=self.gente)
            del_ente = Nombramiento.objects.filter(papel__in=DEL_ENTE).values("persona")
            if not DEL_ENTE & set(MATRIZ[operacion]):  # quien también es del ente está impedido en lo suyo
                vigentes = vigentes.exclude(persona__in=del_ente)
            suyos = sorted(set(vigentes.values_list("persona", flat=True)))
        return Usuario.objects.get(pk=(suyos or self.gente)[n % len(suyos or self.gente)])

    def _cual(self, acto, tino, n):
        """Una solicitud donde el acto proceda (o cualquiera); a veces, leída hace muchos pasos."""
        aptas = [pk for pk, estado in self.modelo.items() if estado in PUEDE_DESDE.get(acto, ())] if tino else []
        todas = aptas if tino and acto else list(self.modelo)
        if not todas:
            return None
        pk = todas[n % len(todas)]
        return self.rancias[pk] if n % 4 == 0 else Solicitud.objects.get(pk=pk)

    # — dar un paso —

    def _intentar(self, acto, hacer, solicitud=None):
        """Da el paso y comprueba todo; devuelve lo que regresó, o None si se rechazó."""
        self.en += timedelta(minutes=1)
        self.pasos += 1
        eventos, regreso, rechazo = Evento.objects.count(), None, None
        with reloj.detenido_en(self.en):
            try:
                regreso = hacer()
            except CON_NOMBRE as error:
                rechazo = error
            self._comprobar(acto, solicitud, rechazo, eventos)
        return regreso

    def _comprobar(self, acto, solicitud, rechazo, eventos):
        causa = type(rechazo).__name__ if rechazo else "aceptado"
        self.cuenta[f"{acto}: {causa}"] += 1
        antes, self.huella, self.rechazado = self.huella, _huella(), rechazo is not None
        if rechazo is not None:
            assert self.huella == antes, f"{acto} se rechazó ({rechazo}) y cambió algo"
            dejados = list(Evento.objects.order_by("n")[eventos:].values_list("accion", flat=True))
            assert dejados in ([], ["acceso.rechazado"]), f"{acto} se rechazó y dejó {dejados}"
        elif solicitud is not None and acto in PUEDE_DESDE:
            estado = self.modelo[solicitud.pk]
            assert estado in PUEDE_DESDE[acto], f"{acto} se aceptó desde {estado}"
        if self.pasos % CADA == 0:
            _sin_faltas(revisar(rapido=True))

    def _ejecutar(self, acto, tino, a, b, **datos):
        """Un acto de una persona sobre una solicitud; si se acepta, el modelo avanza."""
        solicitud = self._cual(acto, tino, b)
        if solicitud is None:
            return
        ideal = datos.pop("ideal", None)
        quien = (ideal(solicitud) if ideal and tino and a % 4 else None) or self._quien(tramite.TRANSICIONES[acto].operacion, tino, a)
        if datos.pop("imposible", lambda solicitud: False)(solicitud):
            return
        datos = {k: v(solicitud) if callable(v) else v for k, v in datos.items()}
        hecho = self._intentar(acto, lambda: _dar(acto, solicitud, por=quien, en=self.en, **datos), solicitud)
        if hecho is not None:
            self._seguir(acto, hecho, datos)
        self._casar(solicitud.pk)

    def _seguir(self, acto, solicitud, datos):
        pk = solicitud.pk
        if acto == "admitir":
            self.faltan[pk] = {area.clave for area in datos["areas"]}
            self.modelo[pk] = "en_revision" if self.faltan[pk] else "en_estrategia"
        elif acto == "devolver_a_areas":
            self.faltan[pk] = {area.clave for area in datos["encargos"]}
        elif acto == "opinar":
            self.faltan[pk].discard(datos["area"].clave)
            self.modelo[pk] = "en_revision" if self.faltan[pk] else "en_estrategia"
        self.modelo[pk] = LLEVA_A.get(acto, self.modelo[pk])

    def _casar(self, pk):
        """La base está donde el modelo dice, y ese expediente no rompe nada; tras un rechazo no hay qué revisar."""
        self._en_su_lugar(pk)
        if self.rechazado:  # su huella ya se vio igual que antes
            return
        with reloj.detenido_en(self.en):
            _sin_faltas(revisar_casos([pk]))

    def _en_su_lugar(self, pk):
        real = Solicitud.objects.select_related("dictamen").get(pk=pk)
        estado, del_dictamen = EN_LA_BASE.get(self.modelo[pk], (self.modelo[pk], None))
        assert real.estado == estado, f"el modelo dice {self.modelo[pk]} y la base {real.estado}"
        if del_dictamen:
            assert real.dictamen.estado == del_dictamen

    # — la captura —

    @paso(6, tino=TINO, a=NUMERO, tipo=["baja", "bienes"], completa=[True, True, False])
    def elaborar(self, tino, a, tipo, completa):
        """Abrir un borrador y, casi siempre, dejarlo completo."""
        if sum(estado not in ("emitida", "contratada") for estado in self.modelo.values()) >= VIVAS:
            return
        quien = self._quien("solicitud.capturar_papel" if a == 0 else "solicitud.elaborar", tino, a)
        modalidad = "baja" if tipo == "baja" else "adquisicion"
        nueva = self._intentar("elaborar", lambda: self._borrador(tipo, modalidad, quien, completa))
        if nueva is not None:
            self.modelo[nueva.pk], self.rancias[nueva.pk] = "borrador", nueva
            self._casar(nueva.pk)

    @transaction.atomic  # son muchos guardados y aquí cuentan como un paso: o quedan todos o ninguno
    def _borrador(self, tipo, modalidad, quien, completa):
        camino = Camino(self._quien).abrir(self.ente, tipo, modalidad, "Equipo", por=quien, en=self.en)
        return llenar(camino, self.requirente, [{}]) if completa else camino.solicitud

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO, vieja=(False, True))
    def editar(self, tino, a, b, vieja):
        """Cambiar un dato, a veces con la versión de otra ventana."""
        solicitud = self._cual("presentar" if b % 2 else "desahogar", tino, b)
        if solicitud is None:
            return
        quien, version = self._quien("solicitud.elaborar", tino, a), solicitud.version - (1 if vieja else 0)
        self._intentar("editar", lambda: captura.guardar(
            solicitud, version=version, por=quien, en=self.en, campos={"proyecto": f"Equipo {self.pasos}"}), solicitud)
        self._casar(solicitud.pk)

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO)
    def descartar(self, tino, a, b):
        """Borrar un borrador (o intentar borrar lo que ya se presentó)."""
        solicitud = self._cual("presentar", tino, b)
        if solicitud is None or b > 3:
            return
        quien = self._quien("solicitud.elaborar", tino, a)
        self._intentar("descartar", lambda: captura.descartar(solicitud, por=quien, en=self.en))
        if not Solicitud.objects.filter(pk=solicitud.pk).exists():
            assert self.modelo.pop(solicitud.pk) == "borrador"

    # — los actos —

    @paso(8, tino=TINO, a=NUMERO, b=NUMERO)
    def presentar(self, tino, a, b):
        self._ejecutar("presentar", tino, a, b)

    @paso(10, tino=TINO, a=NUMERO, b=NUMERO, cuantas=[2, 1, 2, 0])
    def admitir(self, tino, a, b, cuantas):
        self._ejecutar("admitir", tino, a, b, areas=self.areas[:cuantas])

    @paso(4, tino=TINO, a=NUMERO, b=NUMERO, cuantas=range(0, 3))
    def prevenir(self, tino, a, b, cuantas):
        self._ejecutar("prevenir", tino, a, b, causal="requisito", observaciones=[("proyecto", "Aclare.")] * cuantas)

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO, dias=range(0, 7))
    def prorrogar(self, tino, a, b, dias):
        self._ejecutar("prorrogar", tino, a, b, dias=dias, motivo="Lo piden.")

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO, motivo=["No es materia.", " "])
    def declarar_improcedente(self, tino, a, b, motivo):
        if b < 4:
            self._ejecutar("declarar_improcedente", tino, a, b, motivo=motivo)

    @paso(6, tino=TINO, a=NUMERO, b=NUMERO, contesta=["Ya está.", "Ya está.", ""])
    def desahogar(self, tino, a, b, contesta):
        self._ejecutar("desahogar", tino, a, b, respuestas=lambda s: contestaciones(s, contesta))

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO, motivo=["Ya no.", ""])
    def desistir(self, tino, a, b, motivo):
        if b < 3:
            self._ejecutar("desistir", tino, a, b, motivo=motivo)

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO, motivo=["Duplicada.", ""])
    def cancelar(self, tino, a, b, motivo):
        if b < 3:
            self._ejecutar("cancelar", tino, a, b, motivo=motivo)

    @paso(8, tino=TINO, a=NUMERO, b=NUMERO, c=NUMERO, ajena=[False, False, False, True])
    def turnar(self, tino, a, b, c, ajena):
        """Turnar una revisión (a veces, la de otra solicitud) a alguien."""
        def cual(solicitud):
            suyas = Revision.objects.exclude(solicitud=solicitud) if ajena else Revision.objects.filter(
                solicitud=solicitud, ronda=solicitud.ronda)
            return suyas.order_by("-pk")[c % 2:].first()

        def a_quien(solicitud):
            del_area = Usuario.objects.nombradas(reloj.dia_de(self.en), area=cual(solicitud).area) if tino else None
            suyas = list(del_area.filter(pk__in=self.gente).order_by("pk")) if tino else []
            return suyas[c % len(suyas)] if suyas else self._quien("", False, c)

        self._ejecutar("turnar", tino, a, b, revision=cual, a_quien=a_quien,
                       imposible=lambda solicitud: cual(solicitud) is None)

    @paso(14, tino=TINO, a=NUMERO, b=NUMERO, c=NUMERO, postura=["procede", "procede", "no_procede", "quién sabe"])
    def opinar(self, tino, a, b, c, postura):
        area = self.areas[c % len(self.areas)]

        def ideal(solicitud):
            revision = Revision.objects.filter(solicitud=solicitud, ronda=solicitud.ronda, area=area).first()
            turnada = revision.turnada_a if revision else None
            return turnada or Usuario.objects.nombradas(
                reloj.dia_de(self.en), papel="tecnico", area=area).filter(pk__in=self.gente).order_by("pk").first()

        self._ejecutar("opinar", tino, a, b, ideal=ideal, texto="Es viable.", criterios=[], area=area,
                       opiniones=lambda s: opiniones(s, postura, "Rebasa."))

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO, c=NUMERO, cuantas=[1, 2, 0])
    def devolver_a_areas(self, tino, a, b, c, cuantas):
        if c < 4:
            self._ejecutar("devolver_a_areas", tino, a, b, encargos={r: "Aclare." for r in self.areas[:cuantas]})

    @paso(10, tino=TINO, a=NUMERO, b=NUMERO, c=NUMERO, forma=["pades", "autografa"],
          sentido=["favorable", "favorable_con_condiciones"])
    def proponer(self, tino, a, b, c, forma, sentido):
        condicion = {**CONDICION, "fecha": (self.en + timedelta(days=40)).date()}
        self._ejecutar(
            "proponer", tino, a, b, analisis="Es idóneo.", criterios=[], forma_firma=forma,
            autoriza=self._quien("dictamen.firmar", tino, c), condiciones=[] if sentido == "favorable" else [condicion],
            sentidos=lambda s: resoluciones(s, sentido))

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO)
    def devolver_proyecto(self, tino, a, b):
        self._ejecutar("devolver_proyecto", tino, a, b, motivo="Falta motivar.")

    @paso(10, tino=TINO, a=NUMERO, b=NUMERO, como=["bien", "bien", "otra huella", "sin ubicación"])
    def firmar(self, tino, a, b, como):
        """Firmar lo que se vio, u otra cosa."""
        def visto(solicitud):
            dictamen = Dictamen.objects.filter(solicitud=solicitud).first()
            return dictamen.sellado.sha256 if como != "otra huella" and dictamen and dictamen.sellado else "0" * 64

        def forma(solicitud):
            dictamen = Dictamen.objects.filter(solicitud=solicitud).first()
            return dictamen.forma_firma if dictamen else "pades"

        def firmado(solicitud):
            dictamen, hecho = Dictamen.objects.filter(solicitud=solicitud).first(), archivo(f"firmado {self.pasos}")
            if dictamen and dictamen.sellado and dictamen.forma_firma == "autografa":
                escaneado(dictamen, hecho, dictamen.autoriza, self.en)
            return hecho

        def ideal(solicitud):
            return solicitud.dictamen.autoriza

        self._ejecutar("firmar", tino, a, b, ideal=ideal, visto=visto, forma=forma, firmado=firmado,
                       ubicacion_original="" if como == "sin ubicación" else "Archivo de trámite")

    @paso(1, a=NUMERO, b=NUMERO, acto=["desechar", "congelar", "registrar_sellado", "emitir"])
    def hacer_lo_del_sistema(self, a, b, acto):
        """Una persona intenta lo que sólo hace el sistema: nunca se acepta."""
        datos: dict[str, Any] = {"registrar_sellado": {"sellado": None}, "emitir": {"de_las_partes": None, "publico": None}}
        solicitud = self._cual("", False, b)
        if solicitud is not None:
            hecho = self._intentar(acto, lambda: tramite.TRANSICIONES[acto](
                solicitud, por=self._quien("", False, a), en=self.en, **datos.get(acto, {})), solicitud)
            assert hecho is None

    @paso(1, a=NUMERO, b=NUMERO)
    def declarar_interes(self, a, b):
        solicitud = self._cual("", False, b)
        if solicitud is None or b > 3:
            return
        quien = self._quien("", False, a)

        def excusarse():
            with con_constancia("interes.declarar", solicitud, por=quien, en=self.en):
                declarar_interes(solicitud, por=quien, en=self.en, motivo="Es mi familia.")

        if not {p for p in MATRIZ["solicitud.elaborar"]} & _papeles(quien, self.en) and not _exclusivo(quien, self.en):
            self._intentar("declarar interés", excusarse, solicitud)
            self._casar(solicitud.pk)

    @paso(1, a=NUMERO, b=NUMERO)
    def leer(self, a, b):
        """La lectura del auditor queda anotada y no cambia nada."""
        solicitud = self._cual("", False, b)
        if solicitud is not None:
            quien, antes = self._quien("bitacora.leer", a % 2 == 0, a), self.huella
            self._intentar("leer", lambda: dejar_constancia(solicitud, "expediente.leido", quien, self.en), solicitud)
            assert self.huella == antes

    # — las personas —

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO, papel=sorted(PAPELES), dias=range(-3, 4))
    def nombrar(self, tino, a, b, papel, dias):
        quien, persona = self._quien("personas.administrar", tino, a), Usuario.objects.get(pk=self.gente[b])
        self._intentar("nombrar", lambda: nombramientos.nombrar(
            persona, papel, oficio="H", fundamento="H", desde=reloj.dia_de(self.en) + timedelta(days=dias), por=quien, en=self.en,
            **self._alcance(papel, b)))

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO)
    def confirmar(self, tino, a, b):
        pendientes = list(Nombramiento.objects.por_confirmar().filter(persona__in=self.gente).order_by("pk"))
        if pendientes:
            quien, cual = self._quien("personas.administrar", tino, a), pendientes[b % len(pendientes)]
            self._intentar("confirmar", lambda: nombramientos.confirmar(cual, por=quien, en=self.en))

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO, c=NUMERO)
    def revocar(self, tino, a, b, c):
        suyos = list(Nombramiento.objects.filter(persona=self.gente[b], revocado_en=None).order_by("pk"))
        if suyos and c < 2:
            quien = self._quien("personas.administrar", tino, a)
            self._intentar("revocar", lambda: nombramientos.revocar(suyos[c % len(suyos)], por=quien, en=self.en))

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO, que=["adscribir", "soltar", "desactivar", "reactivar", "reactivar"])
    def administrar(self, tino, a, b, que):
        """Cambiar a alguien de área, o cerrarle y abrirle el acceso."""
        quien, persona = self._quien("personas.administrar", tino, a), Usuario.objects.get(pk=self.gente[b])
        hacer = {
            "adscribir": lambda: personas.corregir(persona, por=quien, en=self.en, adscripcion=self.requirente),
            "soltar": lambda: personas.corregir(persona, por=quien, en=self.en, adscripcion=None),
            "desactivar": lambda: personas.desactivar(persona, por=quien, en=self.en),
            "reactivar": lambda: personas.reactivar(persona, por=quien, en=self.en),
        }
        self._intentar(que, hacer[que])

    # — el sistema —

    @paso(5, falla=[False, False, False, True])
    def trabajar(self, falla):
        """Una vuelta del trabajador; a veces el almacén no responde y nada avanza."""
        def vuelta():
            if not falla:
                return trabajos.correr_pendientes(self.en)
            with mock.patch.object(documentos, "sellado", side_effect=OSError("almacén caído")), mock.patch.object(
                documentos, "ejemplares", side_effect=OSError("almacén caído")
            ):
                return trabajos.correr_pendientes(self.en)

        self.en += timedelta(minutes=10)
        self._intentar("trabajar con falla" if falla else "trabajar", vuelta)
        self._seguir_al_sistema({"en_firma": "por_firmar", "firmado": "emitida"})

    @paso(2, horas=[1, 8, 30, 200])
    def pasar_tiempo(self, horas):
        """Avanza el reloj y el trabajador dispara los plazos vencidos y rehace los permisos del día."""
        self.en += timedelta(hours=horas)

        def vuelta():
            disparados = temporizadores.disparar_vencidos(self.en)
            nombramientos.derivar_del_dia(reloj.dia_de(self.en), dias=15)
            return disparados

        self._intentar("pasar el tiempo", vuelta)
        self._seguir_al_sistema({"prevenida": "desechada"})

    def _seguir_al_sistema(self, lleva_a):
        """Lo que hizo el sistema sólo pudo ser lo suyo: el modelo lo sigue desde la base y comprueba cada paso."""
        for pk, estado in list(self.modelo.items()):
            real = Solicitud.objects.select_related("dictamen").get(pk=pk)
            base = (real.estado, real.dictamen.estado if estado in EN_LA_BASE else None)
            if base != EN_LA_BASE.get(estado, (estado, None)):
                self.modelo[pk] = lleva_a[estado]
            self._en_su_lugar(pk)
        with reloj.detenido_en(self.en):
            _sin_faltas(revisar_casos(self.modelo))


def _sin_faltas(faltas):
    assert not faltas, "\n".join(str(falta) for falta in faltas)


def _papeles(persona, en):
    return set(Nombramiento.objects.vigentes(reloj.dia_de(en)).filter(persona=persona).values_list("papel", flat=True))


def _exclusivo(persona, en):
    return _papeles(persona, en) & {"auditor", "administrador"}


def _dar(acto, solicitud, **datos):
    if acto == "turnar":
        return actos.turnar(solicitud, a=datos.pop("a_quien"), **datos)
    return actos.ejecutar(tramite.TRANSICIONES[acto], solicitud, **datos)


DOBLES = {
    "sellado": lambda dictamen, en: archivo(f"sellado {dictamen.folio} v{dictamen.version}"),
    "firmado": lambda dictamen, firmante, en: archivo(f"firmado {dictamen.folio} {firmante.pk}"),
    "ejemplares": lambda dictamen, en: documentos.Ejemplares(
        archivo(f"partes {dictamen.folio}"), archivo(f"publico {dictamen.folio}"), {}),
}
HECHOS = (
    Solicitud, Dictamen, Revision, Plazo, Prevencion, Presentacion, Participacion, InteresDeclarado, Folio, Vinculo,
    Nombramiento, Aviso, Pendiente, Condicion, CumplimientoDeCondicion, OpinionAnterior, EscritoEnPapel,
)


def _huella():
    """Todo lo que un rechazo no debe tocar, en un número por tabla."""
    from viewflow.workflow.models import Process, Task

    tablas = SimpleNamespace(todas=(*HECHOS, Task, Process))
    return tuple(hash(repr(sorted(modelo.objects.values_list(), key=str))) for modelo in tablas.todas)
