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
from typing import Any

from archivos.entrada import guardar
from config.demostracion.asuntos import (
    ANALISIS,
    ANALISIS_EN_CONTRA,
    FRASES,
    MOTIVOS,
    OBSERVACIONES,
    OPINION_EN_CONTRA,
    OPINIONES,
    Pedido,
    Proyecto,
)
from config.demostracion.bloques import parrafos_para
from config.demostracion.declarar import declarar
from config.demostracion.gente import Gente, quien_presenta
from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import Area, Ente, Usuario
from cuentas.reloj import dia_de
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.expediente import captura, contingencia, satisfaccion
from dictamenes.models import Alineacion, Concepto, Contingencia, Dictamen, Marca, Partida, Solicitud
from dictamenes.models.criterios import ClaseDeLista, Criterio
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.reglas.areas import areas_sugeridas
from dictamenes.reglas.requisitos import hechos_de
from dictamenes.textos.criterios import razon_escrita, respuesta, vigente
from dictamenes.textos.formularios.definicion import anexos_exigidos, preguntas
from estandares.models import Perfil
from flujos.models import Pendiente
from flujos.recorrido import actos

TERMINA_EN = 365  # días después de pedirlo
MARCA = "Explique por qué no se consolida con la compra anual."
MOTIVO = "La diferencia con el estándar es menor, no afecta el uso previsto y corregirla retrasaría el servicio."
RAZON = "No se consolida con la compra anual porque la necesidad surgió después de ella."
PRECISION = "Se precisan el lugar de entrega y las personas usuarias en el anexo técnico."
ATENCION = "Se agregó la razón al análisis."
HASTA_CALIFICAR = 6.0  # horas hábiles
CALIFICACIONES: tuple[tuple[int, str] | None, ...] = (
    (5, "Nos explicaron cada observación antes de presentarla."), (4, ""), None, (5, ""),
    (3, "Tardó más de lo que esperábamos en la revisión técnica."), (4, "Ayudó mucho poder copiar la del año pasado."),
    None, (5, ""), (2, "Pidieron dos veces el mismo anexo."), (4, ""), (5, ""),
)
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


class Asunto:
    """Ejecuta un guion; `pasos()` entrega cuántas horas hábiles faltan para el siguiente."""

    def __init__(self, guion: Guion, gente: Gente, azar: Random) -> None:
        self.guion, self.gente, self.azar = guion, gente, azar
        self.en: datetime
        self.solicitud: Solicitud

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

    def _hacer(self, acto: tramite.Acto[Usuario, ...], por: Usuario, **datos: Any) -> None:
        self.solicitud = actos.ejecutar(acto, self.solicitud, por=por, en=self.en, **datos)

    def _central(self, papel: str) -> Usuario:
        return self.azar.choice(self.gente.central[papel])

    # La captura -------------------------------------------------------------------------------------------------

    def _capturar(self) -> None:
        guion, proyecto = self.guion, self.guion.proyecto
        self.elabora = self._central("recepcion") if guion.en_papel else self.gente.del_ente[guion.siglas]["elabora"]
        ente = Ente.objects.get(siglas=guion.siglas)
        self.solicitud = captura.iniciar(
            ente, proyecto.tipo, proyecto.modalidad, proyecto.nombre, por=self.elabora, en=self.en
        )
        self._capturar_conceptos()
        self._capturar_general(ente)
        if guion.hasta != "borrador":
            self._capturar_anexos()

    def _guardar(self, acto: Any, **datos: Any) -> None:
        self.solicitud = acto(self.solicitud, version=self.solicitud.version, por=self.elabora, en=self.en, **datos)

    def _capturar_general(self, ente: Ente) -> None:
        proyecto = self.guion.proyecto
        campos: dict[str, Any] = {
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
        respuestas = {p["clave"]: self._respuesta(p) for p in preguntas(self.solicitud.formulario.definicion)}
        self._guardar(captura.guardar, campos=campos, respuestas={**respuestas, "necesidad": proyecto.necesidad})

    def _respuesta(self, pregunta: dict[str, Any]) -> str:
        if pregunta["clase"] == "opcion":
            return {"multianual": "no", "paaas": "linea"}.get(pregunta["clave"], pregunta["opciones"][0][0])
        if pregunta["clase"] in ("numero", "dinero"):
            return "12" if pregunta["clave"] == "plazo_meses" else "3"
        if pregunta["clase"] == "fecha":
            return f"{self.en + timedelta(days=TERMINA_EN):%d/%m/%Y}"
        return FRASES.get(pregunta["clave"], f"{pregunta['texto'].strip('¿?')}: se detalla en el anexo técnico.")

    def _capturar_conceptos(self) -> None:
        for pedido in self.guion.proyecto.conceptos:
            perfil = Perfil.objects.filter(clave=pedido.perfil, version__publicada_en__isnull=False).first()
            self._guardar(captura.guardar_concepto, datos=self._concepto(pedido, perfil))

    def _concepto(self, pedido: Pedido, perfil: Perfil | None) -> dict[str, Any]:
        variacion = Decimal(self.azar.randint(92, 112)) / 100
        return {
            "descripcion": pedido.descripcion, "categoria": pedido.categoria, "unidad": pedido.unidad,
            "cantidad": Decimal(max(1, round(pedido.cantidad * self.azar.uniform(0.5, 1.5)))),
            "precio_unitario": (Decimal(pedido.precio) * variacion).quantize(Decimal("0.01")),
            "tasa_iva": pedido.iva, "perfil": perfil, "declarado": self._declarado(perfil),
        }

    def _declarado(self, perfil: Perfil | None) -> dict[str, Any]:
        if perfil is None:
            return {}
        if perfil.clave.startswith("BC-"):
            filas = (json.loads(linea) for linea in ETIQUETADOS.read_text(encoding="utf-8").splitlines())
            return next(f["declarado"] for f in filas if f["perfil"] == perfil.clave)
        return declarar(perfil, self.azar)

    def _capturar_anexos(self) -> None:
        solicitud = self.solicitud
        for anexo in anexos_exigidos(solicitud.formulario.definicion, solicitud.respuestas, hechos_de(solicitud)):
            archivo = guardar(pdf_de_muestra(anexo["nombre"]), "application/pdf")
            nombre = f"{anexo['nombre']} {solicitud.ente.siglas}.pdf"
            self._guardar(captura.anexar, clase=anexo["clase"], nombre=nombre, archivo=archivo)

    def _registrar_caida(self, recibida: datetime) -> Contingencia:
        desde, hasta = recibida - timedelta(minutes=40), recibida + timedelta(minutes=30)
        coordina = self._central("coordinacion")
        return contingencia.registrar(desde, hasta, "Falla eléctrica en el edificio", por=coordina, en=self.en)

    # Los requisitos ---------------------------------------------------------------------------------------------

    def _presentar(self) -> None:
        if self.guion.en_papel:
            recibida = self.en - timedelta(hours=1)
            caida = self._registrar_caida(recibida) if self.guion.en_caida else None
            self._hacer(tramite.presentar_papel, self.elabora, recibida_en=recibida, contingencia=caida)
        else:
            self._hacer(tramite.presentar, quien_presenta(self.gente, self.guion.siglas))

    def _requisitos(self) -> Generator[float, None, bool]:
        """Cierto si el asunto terminó (o se queda) aquí."""
        recepcion = self.elabora if self.guion.en_papel else self._central("recepcion")
        if self.guion.desenlace == "cancelada":
            self._hacer(tramite.cancelar, self._central("coordinacion"), motivo=MOTIVOS["cancelar"])
            return True
        if self.guion.desenlace == "improcedente":
            self._hacer(tramite.declarar_improcedente, recepcion, motivo=MOTIVOS["improcedente"])
            return True
        if self.guion.prevenida or self.guion.desenlace == "desechada":
            causal, observaciones = self.azar.choice(OBSERVACIONES)
            self._hacer(tramite.prevenir, recepcion, causal=causal, observaciones=observaciones)
            if self.guion.desenlace == "desechada" or self.guion.hasta == "prevenida":
                return True
            yield from self._espera(6, 26)
            self._desahogar()
            yield from self._espera(1, 8)
        if self.guion.desenlace == "desistida":
            self._hacer(tramite.desistir, quien_presenta(self.gente, self.guion.siglas), motivo=MOTIVOS["desistir"])
            return True
        self.admitir(recepcion)
        return False

    def admitir(self, recepcion: Usuario) -> None:
        """Recepción la da por completa, con las áreas que le tocan."""
        self._hacer(tramite.admitir, recepcion, areas=areas_sugeridas(self.solicitud, dia_de(self.en)))

    def _desahogar(self) -> None:
        respuestas = {
            o.pk: ("Se adjunta el documento completo y se precisa lo solicitado en el anexo técnico.", False)
            for o in self.solicitud.prevencion_abierta().observaciones.all()
        }
        if self.guion.en_papel:
            archivo = guardar(pdf_de_muestra(f"Respuesta {self.solicitud.folio}"), "application/pdf")
            self._hacer(
                tramite.desahogar_papel, self.elabora, recibida_en=self.en - timedelta(hours=1), respuestas=respuestas,
                archivo=archivo, rotulo="Respuesta a las observaciones.pdf",
            )
        else:
            self._precisar()
            self._hacer(tramite.desahogar, quien_presenta(self.gente, self.guion.siglas), respuestas=respuestas)

    def _precisar(self) -> None:
        """Lo que el ente corrige en su captura al atender: así hay un antes y un después que comparar."""
        necesidad = f"{self.guion.proyecto.necesidad} {PRECISION}"
        self._guardar(captura.guardar, campos={}, respuestas={**self.solicitud.respuestas, "necesidad": necesidad})

    # El estudio y la firma --------------------------------------------------------------------------------------

    def _estudio(self) -> Iterator[float]:
        if self.guion.hasta == "revision":
            return
        yield from self._opiniones()
        if self.guion.hasta == "estrategia":
            return
        estratega = self._central("estrategico")
        elegido = self.gente.central["firmante"][0] if self.guion.hasta else self._central("firmante")
        firmante = self.gente.quien_firma(elegido, dia_de(self.en))
        if self.guion.devuelta_a_areas:
            area = self.solicitud.revisiones.first().area
            self._hacer(tramite.devolver_a_areas, estratega, encargos={area: MOTIVOS["devolver_a_areas"]})
            yield from self._opiniones()
        self.proponer(estratega, firmante)
        if self.guion.hasta == "firma":
            return
        yield from self._espera(2, 14)
        if self.guion.devuelta_por_firma:
            self._hacer(tramite.devolver_proyecto, firmante, motivo=MOTIVOS["devolver_proyecto"],
                        marcas=[("analisis", MARCA)])
            yield from self._espera(2, 10)
            self.proponer(estratega, firmante)
            yield from self._espera(2, 10)
        self.firmar(firmante)
        yield HASTA_CALIFICAR
        self._calificar()

    def _calificar(self) -> None:
        """Quien lo recibió califica la atención, a veces con un comentario y a veces no contesta."""
        quien = quien_presenta(self.gente, self.guion.siglas)
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
            self.opinar(area)
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
        if previa or suya:
            return previa.dada_por if previa else suya.encargada
        return self.azar.choice(self.gente.del_area[area.clave])

    def por_opinar(self) -> list[Area]:
        """Las áreas cuya opinión falta en esta ronda."""
        pendientes = self.solicitud.revisiones.filter(ronda=self.solicitud.ronda, dada_en=None).select_related("area")
        return [revision.area for revision in pendientes]

    def opinar(self, area: Area) -> None:
        """El área da su opinión, según el sentido del guion."""
        postura = {"no_favorable": "no_procede", "favorable_con_condiciones": "con_condiciones"}.get(
            self.guion.sentido, "procede"
        )
        criterios = [self._contestado(c) for c in vigente(ClaseDeLista.TECNICA).preguntas(self._categorias())]
        self._hacer(
            tramite.opinar, self._quien_opina(area), area=area,
            postura=postura, texto=self._frase(OPINIONES, OPINION_EN_CONTRA), criterios=criterios,
            opiniones={c.pk: (postura, "") for c in self.solicitud.conceptos.all()},
        )

    def _frase(self, a_favor: tuple[str, ...], en_contra: str) -> str:
        return en_contra if self.guion.sentido == "no_favorable" else self.azar.choice(a_favor)

    def _contestado(self, criterio: Criterio) -> dict[str, Any]:
        if self.guion.sentido == "no_favorable" and criterio.clave in ("capacidad", "costo"):
            return respuesta(criterio, "no_cumple", "No se acreditó el uso actual.")
        return respuesta(criterio, "cumple", "Acreditado en el expediente.")

    def _categorias(self) -> list[str]:
        return [c.categoria for c in self.solicitud.conceptos.all()]

    def proponer(self, estratega: Usuario, firmante: Usuario) -> None:
        """Estrategia elabora el proyecto de dictamen, según el sentido del guion."""
        conceptos = list(self.solicitud.conceptos.all())
        previo = Dictamen.objects.filter(solicitud=self.solicitud).first()
        marcas = list(Marca.objects.por_atender(previo)) if previo else []
        sentidos = {c.pk: _resolucion(self._sentido(n), c) for n, c in enumerate(conceptos)}
        condicionado = any(s["sentido"] == "favorable_con_condiciones" for s in sentidos.values())
        condicion = {
            "texto": "Acreditar ante la Subsecretaría la entrega de garantías y la configuración segura del equipo.",
            "responsable": "Titular de la unidad de TIC", "fecha": (self.en + timedelta(days=60)).date(),
            "evidencia": "Acta de entrega con anexo fotográfico",
        }
        self._hacer(
            tramite.proponer, estratega,
            analisis=f"{self._frase(ANALISIS, ANALISIS_EN_CONTRA)}{f' {RAZON}' if marcas else ''}",
            criterios=[self._contestado(c) for c in vigente(ClaseDeLista.ESTRATEGICA).preguntas()],
            sentidos=sentidos, autoriza=firmante, condiciones=[condicion] if condicionado else [],
            parrafos=parrafos_para(self.solicitud, {s["sentido"] for s in sentidos.values()}),
            atenciones={marca.pk: ATENCION for marca in marcas},
            forma_firma=FormaDeFirma.AUTOGRAFA if self.guion.autografa else FormaDeFirma.PADES,
        )

    def _sentido(self, n: int) -> str:
        if self.guion.sentido == "mixto":
            return "no_favorable" if n == 0 else "favorable"
        return self.guion.sentido

    def firmar(self, firmante: Usuario) -> None:
        """Quien autoriza firma con su e.firma de prueba, o a mano."""
        dictamen = self.solicitud.dictamen
        dictamen.refresh_from_db()
        if self.guion.autografa:
            firmado = guardar(pdf_de_muestra(f"Escaneo firmado de {dictamen.folio}"), "application/pdf")
        else:
            firmado = documentos.firmado(dictamen, firmante, self.en)
        self._hacer(
            tramite.firmar, firmante, firmado=firmado, visto=dictamen.sellado.sha256, forma=dictamen.forma_firma,
            ubicacion_original="Archivo de trámite, caja 12" if self.guion.autografa else "",
        )


def _resolucion(sentido: str, concepto: Concepto) -> dict[str, Any]:
    if sentido != "no_favorable":
        return {"sentido": sentido, "razones": [], "corregir": "", "motivo": MOTIVO if concepto.no_cumple else ""}
    return {
        "sentido": sentido,
        "razones": [razon_escrita("R04")],
        "corregir": "Presente la medición de uso de los últimos seis meses y ajuste la cantidad.",
    }
