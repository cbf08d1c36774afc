"""Cargar asuntos que ya estaban en curso fuera del sistema, cada uno en su etapa: el archivo entero o nada.

Un CSV con un renglón por asunto; en su misma carpeta, los conceptos de cada uno (CSV, como al importarlos) y su
expediente escaneado (PDF), que vale por todos los anexos que se le piden. Cada asunto se captura, se presenta y se
admite con los mismos actos de siempre: lo que ahí se rechaza es un error de su renglón. El formato está en
docs/formato_abiertos.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import ModelChoiceField

from archivos.columnas import (
    Columna,
    ErrorDeEntrada,
    Leido,
    Revision,
    corto,
    en_orden,
    entre,
    leer_csv,
    opcion,
    por_titulo,
    que_sea,
    ya_esta,
)
from archivos.entrada import recibir
from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import YaSeEnvio, una_vez
from cuentas.models import Area, Ente, Usuario
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO, PRIMER_DIA, dia_de, inicio_de
from dictamenes import tramite
from dictamenes.excepciones import ActoImposible
from dictamenes.expediente import captura, importacion
from dictamenes.generales import DE_CATALOGO
from dictamenes.models import Solicitud
from dictamenes.models.catalogos import Modalidad, Tipo
from dictamenes.reglas import requisitos
from dictamenes.reglas.areas import areas_sugeridas
from dictamenes.reglas.requisitos import RequisitosIncompletos
from dictamenes.textos.formularios.definicion import anexos_exigidos, aplica, preguntas, respuestas_que_aplican
from dictamenes.tramite import TRANSICIONES
from flujos.captura import importar_conceptos
from flujos.captura.forms.solicitud import GeneralForm
from flujos.recorrido import actos
from flujos.recorrido.etapas import POR_ESTADO

ETAPAS = sorted(POR_ESTADO[e].clave for acto in ("presentar_papel", "admitir") for e in TRANSICIONES[acto].hacia)
PREGUNTA = "pregunta."  # con qué empieza la columna de una respuesta de su formulario
ANIO = re.compile(r"20[0-9]{2}")
LARGO_DE_PROYECTO = 200
CONSTA = "Consta en el expediente en papel que se escaneó."


class ArchivoInvalido(ValueError):
    """El archivo no se puede cargar; `errores` los trae todos, con su fila y columna."""

    def __init__(self, errores: list[ErrorDeEntrada]) -> None:
        super().__init__("\n".join(map(str, errores)))
        self.errores = en_orden(errores)


class _RenglonMalo(Exception):
    def __init__(self, *defectos: tuple[str, str]) -> None:
        super().__init__(defectos)
        self.defectos = defectos


class _Deshacer(Exception):
    """Nada se guarda: hubo errores, o era un ensayo."""


@dataclass(frozen=True)
class Cargado:
    """Un renglón y lo que dejó: su folio y su estado, o que ya estaba."""

    fila: int
    referencia: str
    folio: str
    estado: str
    ya_estaba: bool = False


@dataclass(frozen=True)
class _Procedencia:
    archivo: str
    sha256: str
    por: Usuario
    en: datetime

    @property
    def actor(self) -> dict[str, Any]:
        return {"por": self.por, "en": self.en}


def columnas(hasta: datetime | None = None) -> list[Columna]:
    """Las de todos los asuntos; nada se recibió después de `hasta`."""
    junto = que_sea(lambda texto: texto if Path(texto).name == texto else None, "un archivo que esté junto a éste")
    momento = que_sea(_momento, "un momento AAAA-MM-DD HH:MM, en hora de Hermosillo")
    recibida = entre(momento, hasta, inicio_de(PRIMER_DIA))
    propias = [
        Columna("referencia", largo=60, exigida=True, falta="con qué número se le conoce"),
        Columna("ente", leer=que_sea(_ente, "las siglas de un ente"), exigida=True, falta="las siglas del ente"),
        Columna("etapa", leer=opcion(ETAPAS), exigida=True, falta="en qué etapa va"),
        Columna("areas", leer=que_sea(_areas_de, "una lista de claves de área")),
        Columna("recibida_en", leer=recibida, exigida=True, falta="cuándo se recibió"),
        Columna("tipo", leer=opcion(Tipo.values), exigida=True, falta="el tipo"),
        Columna("modalidad", leer=opcion(Modalidad.values), exigida=True, falta="la modalidad"),
    ]
    proyecto = Columna("proyecto", exigida=True, falta="el nombre del proyecto", renglones=True)
    ya = {columna.nombre for columna in [*propias, proyecto]}
    return [
        *propias, proyecto, *(Columna(campo, renglones=True) for campo in GeneralForm.base_fields if campo not in ya),
        Columna("conceptos", leer=junto, exigida=True, falta="el nombre de su archivo de conceptos"),
        Columna("expediente", leer=junto, exigida=True, falta="el nombre de su expediente escaneado"),
    ]


def encabezado(definicion: dict[str, Any]) -> list[str]:
    """Los títulos de la plantilla: los de todos y las preguntas de ese formulario."""
    de_todos = [columna.nombre for columna in columnas()]
    return [*de_todos, *(f"{PREGUNTA}{pregunta['clave']}" for pregunta in preguntas(definicion))]


def cargar(ruta: Path, contenido: bytes, *, por: Usuario, en: datetime, ensayo: bool = False) -> list[Cargado]:
    """Carga los asuntos del archivo; los que ya se habían cargado no se repiten. Con `ensayo`, nada queda guardado.

    Lanza `ArchivoInvalido` con todos los errores de todos los renglones, y no deja nada escrito.
    """
    de_todos = columnas(en)
    leidos, errores = leer_csv(contenido, de_todos, _revision(), exacta=False, campo_de=_campo_de(de_todos))
    if not leidos:
        raise ArchivoInvalido(errores)
    escaneos = _recibir_escaneos(leidos, ruta.parent, errores)
    procedencia = _Procedencia(ruta.name, hashlib.sha256(contenido).hexdigest(), por, en)
    cargados: list[Cargado] = []
    try:
        with transaction.atomic():
            for leido in leidos:
                try:
                    if not leido.errores:
                        cargados.append(_cargar(leido, escaneos.get(leido.fila), ruta.parent, procedencia))
                except _RenglonMalo as malo:
                    errores += [ErrorDeEntrada(leido.fila, columna, mensaje) for columna, mensaje in malo.defectos]
            if errores or ensayo:
                raise _Deshacer
    except _Deshacer:
        if errores:
            raise ArchivoInvalido(errores) from None
    return cargados


def _campo_de(de_todos: list[Columna]) -> Callable[[str], str]:
    """También las respuestas de su formulario, cada una en su columna."""
    de_las_fijas = por_titulo(de_todos)
    return lambda titulo: titulo.strip() if titulo.strip().startswith(PREGUNTA) else de_las_fijas(titulo)


def _revision() -> Revision:
    """Las áreas son de la revisión; y una referencia es de un solo asunto de su ente."""
    vistas: dict[str, int] = {}

    def revisar(leido: Leido) -> Iterator[tuple[str, str]]:
        if leido.textos["areas"] and leido.datos.get("etapa", "revision") != "revision":
            yield "areas", "sólo van en la etapa revision"
        cual = leido.textos["referencia"]
        if cual and (previa := ya_esta(vistas, f"{leido.textos['ente']}:{cual}", leido.fila)):
            yield "referencia", f"«{corto(cual)}» {previa}"

    return revisar


def _recibir_escaneos(
    leidos: list[Leido], carpeta: Path, errores: list[ErrorDeEntrada]
) -> dict[int, tuple[Archivo, str]]:
    """Los expedientes ya guardados, antes de la transacción; el que no se admite es un error de su renglón."""
    recibidos = {}
    for leido in leidos:
        if not (nombre := leido.datos.get("expediente")):
            continue
        try:
            subido = SimpleUploadedFile(nombre, _bytes(carpeta, nombre, "expediente"), "application/pdf")
            recibidos[leido.fila] = recibir(subido, parametro("anexo.maximo_mb"))
        except _RenglonMalo as malo:
            errores += [ErrorDeEntrada(leido.fila, columna, mensaje) for columna, mensaje in malo.defectos]
        except ValidationError as error:
            errores.append(ErrorDeEntrada(leido.fila, "expediente", " ".join(error.messages)))
    return recibidos


def _bytes(carpeta: Path, nombre: str, columna: str) -> bytes:
    try:
        return (carpeta / nombre).read_bytes()
    except OSError as defecto:
        raise _RenglonMalo((columna, f"no se pudo leer «{nombre}»")) from defecto


def _cargar(leido: Leido, escaneo: tuple[Archivo, str] | None, carpeta: Path, procedencia: _Procedencia) -> Cargado:
    """Un asunto, de la captura a su etapa; si algo lo impide, `_RenglonMalo` y no queda nada de él."""
    datos, fila = leido.datos, leido.fila
    referencia, recibida_en = datos["referencia"], datos["recibida_en"]
    try:
        with una_vez(f"abiertos:{datos['ente'].pk}:{referencia}") as clave:
            solicitud = _capturar(leido, escaneo, carpeta, procedencia)
            anotar("solicitud.cargada", solicitud, **procedencia.actor, clave=clave, datos={
                "archivo": procedencia.archivo, "renglon": fila, "sha256": procedencia.sha256, "referencia": referencia,
            })
            solicitud = actos.ejecutar(tramite.presentar_papel, solicitud, **procedencia.actor, recibida_en=recibida_en)
            solicitud = _llevar_a_su_etapa(solicitud, datos, procedencia)
    except YaSeEnvio as ya:
        previa = Solicitud.objects.get(pk=int(ya.objeto.partition(":")[2]))
        return Cargado(fila, referencia, previa.folio or "", previa.get_estado_display(), ya_estaba=True)
    except RequisitosIncompletos as incompleta:
        raise _RenglonMalo(*((falta.sobre, falta.mensaje) for falta in incompleta.faltas)) from incompleta
    except (ActoImposible, Rechazo) as motivo:
        raise _RenglonMalo(("etapa", str(motivo))) from motivo
    return Cargado(fila, referencia, solicitud.folio or "", solicitud.get_estado_display())


def _ente(siglas: str) -> Ente | None:
    return Ente.objects.filter(siglas=siglas).first()


def _areas_de(texto: str) -> list[Area] | None:
    """Las de esas claves, separadas por punto y coma; None si alguna no existe."""
    claves = {clave for clave in texto.split(";") if clave}
    areas = list(Area.objects.filter(clave__in=claves))
    return areas if len(areas) == len(claves) else None


def _momento(texto: str) -> datetime | None:
    try:
        return datetime.strptime(texto, "%Y-%m-%d %H:%M").replace(tzinfo=HERMOSILLO)
    except ValueError:
        return None


def _capturar(
    leido: Leido, escaneo: tuple[Archivo, str] | None, carpeta: Path, procedencia: _Procedencia
) -> Solicitud:
    """El borrador completo: generales, conceptos, respuestas y su expediente como anexo de cada clase exigida."""
    if escaneo is None:
        raise _RenglonMalo  # ya se dijo al recibirlo
    datos, ejercicio = leido.datos, ANIO.fullmatch(leido.textos["ejercicio"])
    solicitud = captura.iniciar(
        datos["ente"], datos["tipo"], datos["modalidad"], datos["proyecto"][:LARGO_DE_PROYECTO], **procedencia.actor,
        ejercicio=int(ejercicio[0]) if ejercicio else None,
    )
    solicitud = _guardar(captura.guardar, solicitud, procedencia, campos=_generales(solicitud, datos, procedencia.en))
    conceptos = _conceptos(solicitud, datos["conceptos"], carpeta, procedencia.en)
    solicitud = _guardar(importacion.importar_conceptos, solicitud, procedencia, conceptos=conceptos, reemplazar=False)
    solicitud = _guardar(captura.guardar, solicitud, procedencia, respuestas=_respuestas(solicitud, leido.textos))
    archivo, nombre = escaneo
    hechos = requisitos.hechos_de(solicitud)
    for anexo in anexos_exigidos(solicitud.formulario.definicion, solicitud.respuestas, hechos):
        adjunto = {"clase": anexo["clase"], "nombre": nombre, "archivo": archivo}
        solicitud = _guardar(captura.anexar, solicitud, procedencia, **adjunto)
    return solicitud


def _guardar(acto: Any, solicitud: Solicitud, procedencia: _Procedencia, **datos: Any) -> Solicitud:
    actual: Solicitud = acto(solicitud, version=solicitud.version, **procedencia.actor, **datos)
    return actual


def _generales(solicitud: Solicitud, datos: dict[str, Any], en: datetime) -> dict[str, Any]:
    """Lo mismo que la página de datos generales, con su misma revisión."""
    escrito = {campo: datos.get(campo, "") for campo in GeneralForm.base_fields}
    for nombre, campo in GeneralForm(solicitud=solicitud, hoy=dia_de(en)).fields.items():
        if isinstance(campo, ModelChoiceField) and campo.queryset is not None and escrito[nombre]:
            # Recibe llaves: la que no existe la rechaza él.
            hallado = campo.queryset.filter(**{DE_CATALOGO[nombre]: escrito[nombre]}).first()
            escrito[nombre] = str(hallado.pk if hallado else 0)
    form = GeneralForm(escrito, solicitud=solicitud, hoy=dia_de(en))
    if not form.is_valid():
        raise _RenglonMalo(*((campo, str(m)) for campo, mensajes in form.errors.items() for m in mensajes))
    return form.valores()


def _conceptos(solicitud: Solicitud, nombre: str, carpeta: Path, en: datetime) -> list[dict[str, Any]]:
    texto = _bytes(carpeta, nombre, "conceptos").decode("utf-8-sig", errors="replace")
    lectura = importar_conceptos.leer(texto, solicitud, dia_de(en))
    if not lectura.sirve:
        raise _RenglonMalo(*(("conceptos", f"{nombre}: {error}") for error in lectura.errores()))
    return [renglon.datos for renglon in lectura.renglones]


def _respuestas(solicitud: Solicitud, textos: Mapping[str, str]) -> dict[str, str]:
    """Lo contestado; lo que se escribe con palabras y no se trajo, se remite al expediente en papel."""
    definicion, hechos = solicitud.formulario.definicion, requisitos.hechos_de(solicitud)
    suyas = {pregunta["clave"]: pregunta for pregunta in preguntas(definicion)}
    dichas = {c.removeprefix(PREGUNTA): v for c, v in textos.items() if c.startswith(PREGUNTA) and v}
    if ajenas := sorted(set(dichas) - set(suyas)):
        raise _RenglonMalo(*((f"{PREGUNTA}{clave}", "no es una pregunta de ese tipo") for clave in ajenas))
    al_caso = respuestas_que_aplican(definicion, dichas, hechos)
    en_palabras = {c for c, p in suyas.items() if p["clase"] in ("texto", "parrafo") and aplica(p, al_caso, hechos)}
    return dict.fromkeys(sorted(en_palabras), CONSTA) | dichas


def _llevar_a_su_etapa(solicitud: Solicitud, datos: dict[str, Any], procedencia: _Procedencia) -> Solicitud:
    """En recepción se queda; en estrategia, o en revisión con sus áreas o las que señalan las reglas, se admite."""
    if datos["etapa"] == "requisitos":
        return solicitud
    en_revision, dia = datos["etapa"] == "revision", dia_de(procedencia.en)
    areas = datos.get("areas") or list(areas_sugeridas(solicitud, dia)) if en_revision else []
    return actos.ejecutar(tramite.admitir, solicitud, **procedencia.actor, areas=areas)
