"""Un asunto de la demostración, de principio a fin: un guion que dice cuándo es el siguiente paso y lo ejecuta.

Cada paso llama a los actos de verdad con la hora simulada. Quien conduce (`simulacion`) mezcla todos los guiones en
orden de tiempo; lo que no alcanza a ocurrir antes de hoy se queda a medio camino, y así cada bandeja tiene trabajo.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from archivos.entrada import guardar
from archivos.models import Archivo
from config.demostracion import asuntos
from config.demostracion.asuntos import Pedido, Proyecto
from config.demostracion.camino import Camino, Datos, criterios_tecnicos, cumple, resolucion, respuesta_valida
from config.demostracion.declarar import declarar
from config.demostracion.gente import Gente, quien_presenta, quien_recibe
from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import Area, Ente, Usuario
from cuentas.reloj import dia_de
from dictamenes import tramite
from dictamenes.congelado import CriterioContestado
from dictamenes.documento import escaneos
from dictamenes.expediente import captura, contingencia, satisfaccion
from dictamenes.models import Alineacion, Contingencia, EscaneoFirmado, Partida
from dictamenes.models.criterios import ClaseDeLista, Criterio
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.proyecto import Veredicto
from dictamenes.reglas.vigencia import ya_paso
from dictamenes.textos.criterios import razon_escrita, respuesta, vigente
from estandares.models import Perfil
from flujos.models import Pendiente
from flujos.recorrido import actos, notificacion
from verificador.escaneo import muestra

TERMINA_EN = 365  # días después de pedirlo
MARCA = "Explique por qué no se consolida con la compra anual."
RAZON = "No se consolida con la compra anual porque la necesidad surgió después de ella."
PRECISION = "Se precisan el lugar de entrega y las personas usuarias en el anexo técnico."
CAJA = "Archivo de trámite, caja 12"
INTENTOS = 4
HASTA_CALIFICAR = 6.0  # horas hábiles
CALIFICACIONES: tuple[tuple[int, str] | None, ...] = (
    (5, "Nos explicaron cada observación antes de presentarla."), (4, ""), None, (5, ""),
    (3, "Tardó más de lo que esperábamos en la revisión técnica."), (4, "Ayudó mucho poder copiar la del año pasado."),
    None, (5, ""), (2, "Pidieron dos veces el mismo anexo."), (4, ""), (5, ""),
)
POSTURAS = {"no_favorable": "no_procede", "favorable_con_condiciones": "con_condiciones"}
NOTA_EN_CONTRA = "La cantidad rebasa lo que la operación descrita necesita."
EN_CONTRA: Datos = {
    "razones": [razon_escrita("R04")],
    "corregir": "Presente la medición de uso de los últimos seis meses y ajuste la cantidad.",
}
ETIQUETADOS = Path(__file__).resolve().parents[2] / "datos" / "conceptos_etiquetados.jsonl"


@dataclass
class Guion:
    """Lo que le tocará vivir a un asunto."""

    proyecto: Proyecto
    siglas: str
    desenlace: str = "emitida"
    prevenida: bool = False
    devuelta_a_areas: bool = False
    devuelta_por_firma: bool = False
    en_papel: bool = False
    en_caida: bool = False  # llegó en papel mientras el sistema no estaba
    autografa: bool = False
    sentido: str = "favorable"
    hasta: str = ""  # nombre del paso en que se queda a propósito


class Asunto(Camino):
    """Ejecuta un guion; `pasos()` entrega cuántas horas hábiles faltan para el siguiente."""

    def __init__(self, guion: Guion, gente: Gente, azar: Random) -> None:
        super().__init__(self._elegir)
        self.guion, self.gente, self.azar = guion, gente, azar

    def pasos(self) -> Iterator[float]:
        """Corre el guion paso a paso; cada `yield` es la espera, en horas hábiles."""
        self._capturar()
        yield self.azar.uniform(1, 8)
        if self.guion.hasta == "borrador":
            return
        self._presentar()
        yield from self._espera(1, 12)
        if self.guion.hasta == "requisitos" or (yield from self._requisitos()):
            return
        yield from self._estudio()

    def _espera(self, minimo: float, maximo: float) -> Iterator[float]:
        """Lo que se queda a medio camino llega pronto a su etapa, para que no amanezca vencido."""
        yield self.azar.uniform(minimo, maximo) * (0.4 if self.guion.hasta else 1)

    def _elegir(self, papel: str, area: Area | None) -> Usuario:
        """Quien presenta por el ente, quien ya lleva la revisión de su área o cualquiera con el papel."""
        if papel == "presenta":
            return quien_presenta(self.gente, self.guion.siglas)
        return self._quien_opina(area) if area else self.azar.choice(self.gente.central[papel])

    # La captura -------------------------------------------------------------------------------------------------

    def _capturar(self) -> None:
        guion, proyecto = self.guion, self.guion.proyecto
        elabora = self.quien("recepcion", None) if guion.en_papel else self.gente.del_ente[guion.siglas]["elabora"]
        ente = Ente.objects.get(siglas=guion.siglas)
        self.abrir(ente, proyecto.tipo, proyecto.modalidad, proyecto.nombre, por=elabora, en=self.en)
        self.pedir(self._concepto(pedido) for pedido in proyecto.conceptos)
        self.contestar(self._generales(ente), self._respuesta)
        if guion.hasta != "borrador":
            self.anexar(self._anexo)

    def _generales(self, ente: Ente) -> Datos:
        proyecto = self.guion.proyecto
        campos: Datos = {
            "area_requirente": self.azar.choice(list(ente.areas_requirentes.all())),
            "oficio_numero": f"{ente.siglas}-UTIC-{self.azar.randint(1, 900):03d}/{self.en.year}",
            "oficio_fecha": (self.en - timedelta(days=self.azar.randint(0, 6))).date(),
        }
        if proyecto.partida:
            total = self.solicitud.totales()["total"]
            campos |= {
                "partida": Partida.objects.get(clave=proyecto.partida),
                "alineacion": Alineacion.objects.get(clave=proyecto.alineacion),
                "suficiencia": "oficio", "suficiencia_importe": total + Decimal(self.azar.randint(0, 50) * 1000),
            }
        return campos

    def _respuesta(self, pregunta: Datos) -> str:
        detalle = f"{pregunta['texto'].strip('¿?')}: se detalla en el anexo técnico."
        termina = f"{self.en + timedelta(days=TERMINA_EN):%d/%m/%Y}"
        dichas = {**asuntos.FRASES, "plazo_meses": "12", "necesidad": self.guion.proyecto.necesidad}
        return respuesta_valida(pregunta, termina, detalle, **dichas)

    def _concepto(self, pedido: Pedido) -> Datos:
        perfil = Perfil.objects.filter(clave=pedido.perfil, version__publicada_en__isnull=False).first()
        variacion = Decimal(self.azar.randint(92, 112)) / 100
        return {
            "descripcion": pedido.descripcion, "categoria": pedido.categoria, "unidad": pedido.unidad,
            "cantidad": Decimal(max(1, round(pedido.cantidad * self.azar.uniform(0.5, 1.5)))),
            "precio_unitario": (Decimal(pedido.precio) * variacion).quantize(Decimal("0.01")),
            "tasa_iva": pedido.iva, "perfil": perfil, "declarado": self._declarado(perfil),
        }

    def _declarado(self, perfil: Perfil | None) -> Datos:
        if perfil is None:
            return {}
        if perfil.clave.startswith("BC-"):
            filas = (json.loads(linea) for linea in ETIQUETADOS.read_text(encoding="utf-8").splitlines())
            return next(f["declarado"] for f in filas if f["perfil"] == perfil.clave)
        return declarar(perfil, self.azar)

    def _anexo(self, anexo: Datos) -> tuple[str, Archivo]:
        return f"{anexo['nombre']} {self.guion.siglas}.pdf", _escaneo(anexo["nombre"])

    # Los requisitos ---------------------------------------------------------------------------------------------

    def _presentar(self) -> None:
        if not self.guion.en_papel:
            self.dar(tramite.presentar)
            return
        recibida = self.en - timedelta(hours=1)
        caida = self._registrar_caida(recibida) if self.guion.en_caida else None
        self.dar(tramite.presentar_papel, self.elabora, recibida_en=recibida, contingencia=caida)

    def _registrar_caida(self, recibida: datetime) -> Contingencia:
        desde, hasta = recibida - timedelta(minutes=40), recibida + timedelta(minutes=30)
        coordina = self.quien("coordinacion", None)
        return contingencia.registrar(desde, hasta, "Falla eléctrica en el edificio", por=coordina, en=self.en)

    def _requisitos(self) -> Generator[float, None, bool]:
        """Cierto si el asunto terminó (o se queda) aquí."""
        recepcion = self.elabora if self.guion.en_papel else self.quien("recepcion", None)
        if self.guion.desenlace == "cancelada":
            otra = tramite.acumulables(self.solicitud).exists()
            self.dar(tramite.acumular if otra else tramite.cancelar)
            return True
        if self.guion.desenlace == "improcedente":
            self.dar(tramite.declarar_improcedente, recepcion)
            return True
        if self.guion.prevenida or self.guion.desenlace == "desechada":
            causal, observaciones = self.azar.choice(asuntos.OBSERVACIONES)
            self.dar(tramite.prevenir, recepcion, causal=causal, observaciones=observaciones)
            if self.guion.desenlace == "desechada" or self.guion.hasta == "prevenida":
                return True
            yield from self._espera(6, 26)
            self._desahogar()
            yield from self._espera(1, 8)
        if self.guion.desenlace == "desistida":
            self.dar(tramite.desistir)
            return True
        self.dar(tramite.admitir, recepcion)
        return False

    def _leer(self) -> None:
        """Quien recibe por el ente abre lo que se le notificó."""
        notificacion.acusar(self.solicitud, quien_recibe(self.gente, self.guion.siglas), self.en)

    def _desahogar(self) -> None:
        self._leer()
        if self.guion.en_papel:
            self.dar(tramite.desahogar_papel, self.elabora, archivo=_escaneo(f"Respuesta {self.solicitud.folio}"))
            return
        # Lo que el ente corrige en su captura al atender: así hay un antes y un después que comparar.
        necesidad = f"{self.guion.proyecto.necesidad} {PRECISION}"
        self.guardar(captura.guardar, campos={}, respuestas={**self.solicitud.respuestas, "necesidad": necesidad})
        self.dar(tramite.desahogar)

    # El estudio y la firma --------------------------------------------------------------------------------------

    def _estudio(self) -> Iterator[float]:
        if self.guion.hasta == "revision":
            return
        yield from self._opiniones()
        if self.guion.hasta == "estrategia":
            return
        estratega = self.quien("estrategico", None)
        elegido = self.gente.central["firmante"][0] if self.guion.hasta else self.quien("firmante", None)
        firmante = self.gente.quien_firma(elegido, dia_de(self.en))
        if self.guion.devuelta_a_areas:
            area = self.solicitud.revisiones.all()[0].area
            self.dar(tramite.devolver_a_areas, estratega, encargos={area: asuntos.MOTIVOS["devolver_a_areas"]})
            yield from self._opiniones()
        self._proponer(estratega, firmante)
        if self.guion.hasta == "firma":
            yield from self._dejar_en_duda(firmante)
            return
        yield from self._espera(2, 14)
        if self.guion.devuelta_por_firma or ya_paso(self.dictamen(), self.en):
            self.dar(tramite.devolver_proyecto, firmante, marcas=[("analisis", MARCA)])
            yield from self._espera(2, 10)
            self._proponer(estratega, firmante)
            yield from self._espera(2, 10)
        self._firmar(firmante)
        yield HASTA_CALIFICAR
        self._recoger()
        self._calificar()

    def _recoger(self) -> None:
        """Lo firmado a mano: el ente recoge su tanto en papel, contra acuse."""
        emitido_en = self.dictamen().emitido_en
        if self.guion.autografa and emitido_en and emitido_en <= self.en:
            quien = self.quien("presenta", None)
            actos.ejecutar(
                tramite.entregar_tanto, self.solicitud, self.quien("recepcion", None), self.en, entregado_en=self.en,
                recibio=f"{quien.nombre}, {quien.cargo}", identificacion="Gafete del ente")

    def _calificar(self) -> None:
        """Quien lo recibió califica la atención, a veces con un comentario y a veces no contesta."""
        self._leer()
        quien = self.quien("presenta", None)
        dicho = CALIFICACIONES[self.solicitud.pk % len(CALIFICACIONES)]
        if dicho and satisfaccion.recibio(self.solicitud, quien):
            satisfaccion.calificar(self.solicitud, por=quien, en=self.en, puntos=dicho[0], comentario=dicho[1])

    def _opiniones(self) -> Iterator[float]:
        areas = self.por_opinar()
        self.azar.shuffle(areas)
        for area in areas:
            (espera,) = self._espera(4, 30)
            yield espera / 2
            self._tomar(area)
            yield espera / 2
            self._opinar(area)
        yield from self._espera(3, 20)

    def _tomar(self, area: Area) -> None:
        """Uno de cada dos lo toma alguien antes de opinar: de ahí salen las horas a cargo."""
        pendiente = Pendiente.objects.filter(solicitud=self.solicitud, area=area, encargada=None).first()
        if pendiente and self.solicitud.pk % 2:
            actos.tomar(pendiente, por=self._quien_opina(area), en=self.en)

    def _quien_opina(self, area: Area) -> Usuario:
        """Quien ya opinó por su área en este asunto, quien lo tomó o cualquiera de ella."""
        previa = self.solicitud.revisiones.filter(area=area).exclude(dada_por=None).first()
        suya = Pendiente.objects.filter(solicitud=self.solicitud, area=area).exclude(encargada=None).first()
        quien = previa.dada_por if previa else suya.encargada if suya else None
        return quien or self.azar.choice(self.gente.del_area[area.clave])

    def _opinar(self, area: Area) -> None:
        self.dar(
            tramite.opinar, self._quien_opina(area), area=area, opiniones=dict(self._opiniones_de_conceptos()),
            texto=self._frase(asuntos.OPINIONES, asuntos.OPINION_EN_CONTRA),
            criterios=[self._contestado(c) for c in criterios_tecnicos(self.solicitud)],
        )

    def _opiniones_de_conceptos(self) -> Iterator[tuple[int, tuple[str, str]]]:
        """Cada área opina lo que se resolverá; en uno de cada dos mixtos, sólo la revisión estratégica lo niega."""
        for n, concepto in enumerate(self.solicitud.conceptos.all()):
            postura = POSTURAS.get(self._sentido(n), "procede")
            if self.guion.sentido == "mixto" and not self._el_area_se_opone():
                postura = "procede"
            yield concepto.pk, (postura, NOTA_EN_CONTRA if postura == "no_procede" else "")

    def _el_area_se_opone(self) -> bool:
        return self.solicitud.pk % 2 == 0

    def _sentido(self, n: int) -> str:
        """El del guion; si es mixto, sólo el primer concepto es no favorable."""
        return ("favorable" if n else "no_favorable") if self.guion.sentido == "mixto" else self.guion.sentido

    def _frase(self, a_favor: tuple[str, ...], en_contra: str) -> str:
        return en_contra if self.guion.sentido == "no_favorable" else self.azar.choice(a_favor)

    def _contestado(self, criterio: Criterio) -> CriterioContestado:
        en_contra = self.guion.sentido == "no_favorable" or (self.guion.sentido == "mixto" and self._el_area_se_opone())
        if en_contra and criterio.clave in ("capacidad", "costo"):
            return respuesta(criterio, "no_cumple", "No se acreditó el uso actual.")
        return cumple(criterio)

    def _proponer(self, estratega: Usuario, firmante: Usuario) -> None:
        agrega = f" {RAZON}" if self.por_atender() else ""
        self.dar(
            tramite.proponer, estratega, autoriza=firmante,
            analisis=f"{self._frase(asuntos.ANALISIS, asuntos.ANALISIS_EN_CONTRA)}{agrega}",
            criterios=[self._contestado(c) for c in vigente(ClaseDeLista.ESTRATEGICA).preguntas()],
            sentidos=dict(self._sentidos()),
            forma_firma=FormaDeFirma.AUTOGRAFA if self.guion.autografa else FormaDeFirma.PADES,
        )

    def _sentidos(self) -> Iterator[tuple[int, Datos]]:
        for n, concepto in enumerate(self.solicitud.conceptos.all()):
            sentido = self._sentido(n)
            yield concepto.pk, resolucion(concepto, sentido, **(EN_CONTRA if sentido == "no_favorable" else {}))

    def _firmar(self, firmante: Usuario) -> None:
        """Con su e.firma de prueba, o a mano."""
        a_mano: Datos = {}
        if self.guion.autografa:
            a_mano = {"firmado": self._escaneado(firmante).archivo, "ubicacion_original": CAJA}
        self.dar(tramite.firmar, firmante, **a_mano)

    def _dejar_en_duda(self, firmante: Usuario) -> Generator[float]:
        """El que se firmó a mano y lleva una marca al margen: espera a que otra persona lo vea."""
        if self.guion.autografa:
            yield 1.0
            self._escaneado(firmante, marca=0)
            actos.ejecutar(tramite.dejar_en_duda, self.solicitud, firmante, self.en)

    def _escaneado(self, firmante: Usuario, marca: int | None = None) -> EscaneoFirmado:
        """Lo impreso, con un trazo, girado y con ruido, cotejado como el de cualquiera; con `marca`, deja dudas."""
        dictamen = self.dictamen()
        original = dictamen.documento_sellado.leer()
        for _ in range(INTENTOS):  # el ruido es de verdad: alguno puede dejar dudas sin querer
            contenido = muestra.escaneo(original, self.azar, marca=marca)
            escaneo = escaneos.cotejar(EscaneoFirmado.objects.create(
                dictamen=dictamen, sellado=dictamen.documento_sellado, nombre=f"{dictamen.folio}.pdf",
                archivo=guardar(contenido, "application/pdf"), ubicacion=CAJA, recibido_por=firmante,
                recibido_en=self.en,
            ))
            if escaneo.veredicto == (Veredicto.COTEJADO if marca is None else Veredicto.DUDOSO):
                break
            escaneo.delete()
        return escaneo


def _escaneo(titulo: str) -> Archivo:
    return guardar(pdf_de_muestra(titulo), "application/pdf")
