"""Cargar asuntos que ya estaban en curso fuera del sistema, cada uno en su etapa: el archivo entero o nada.

Un CSV con un renglón por asunto; en su misma carpeta, los conceptos de cada uno (CSV, como al importarlos) y su
expediente escaneado (PDF), que vale por todos los anexos que se le piden. Cada asunto se captura, se presenta y se
admite con los mismos actos de siempre: lo que ahí se rechaza es un error de su renglón. El formato está en
docs/formato_abiertos.md.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from archivos.columnas import ErrorDeEntrada
from archivos.entrada import recibir
from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import YaSeEnvio, una_vez
from cuentas.models import Area, AreaRequirente, Ente, Usuario
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes import tramite
from dictamenes.excepciones import ActoImposible
from dictamenes.expediente import captura, importacion
from dictamenes.models import Alineacion, Partida, Solicitud
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

DEL_ASUNTO = ("referencia", "ente", "etapa", "areas", "recibida_en", "tipo", "modalidad")
ARCHIVOS = ("conceptos", "expediente")
COLUMNAS = (*DEL_ASUNTO, *GeneralForm.base_fields, *ARCHIVOS)
OBLIGATORIAS = ("referencia", "ente", "etapa", "recibida_en", "tipo", "modalidad", "proyecto", *ARCHIVOS)
PREGUNTA = "pregunta."  # con qué empieza la columna de una respuesta de su formulario
ETAPAS = {POR_ESTADO[estado].clave for acto in ("presentar_papel", "admitir") for estado in TRANSICIONES[acto].hacia}
ANIO = re.compile(r"20[0-9]{2}")
LARGO_DE_REFERENCIA, LARGO_DE_PROYECTO = 60, 200
CONSTA = "Consta en el expediente en papel que se escaneó."


class ArchivoInvalido(ValueError):
    """El archivo no se puede cargar; `errores` los trae todos, con su fila y columna."""

    def __init__(self, errores: list[ErrorDeEntrada]) -> None:
        super().__init__("\n".join(map(str, errores)))
        self.errores = sorted(errores, key=lambda error: error.fila)


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


def encabezado(definicion: dict[str, Any]) -> list[str]:
    """Los títulos de la plantilla: los de todos y las preguntas de ese formulario."""
    return [*COLUMNAS, *(f"{PREGUNTA}{pregunta['clave']}" for pregunta in preguntas(definicion))]


def cargar(ruta: Path, contenido: bytes, *, por: Usuario, en: datetime, ensayo: bool = False) -> list[Cargado]:
    """Carga los asuntos del archivo; los que ya se habían cargado no se repiten. Con `ensayo`, nada queda guardado.

    Lanza `ArchivoInvalido` con todos los errores de todos los renglones, y no deja nada escrito.
    """
    filas, errores = _leer(contenido)
    escaneos = _recibir_escaneos(filas, ruta.parent, errores)
    procedencia = _Procedencia(ruta.name, hashlib.sha256(contenido).hexdigest(), por, en)
    cargados: list[Cargado] = []
    try:
        with transaction.atomic():
            for fila, datos in filas:
                try:
                    cargados.append(_cargar(fila, datos, escaneos.get(fila), ruta.parent, procedencia))
                except _RenglonMalo as malo:
                    errores += [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in malo.defectos]
            if errores or ensayo:
                raise _Deshacer
    except _Deshacer:
        if errores:
            raise ArchivoInvalido(errores) from None
    return cargados


def _leer(contenido: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[ErrorDeEntrada]]:
    """Los renglones con su número de fila, y lo que impide entenderlos."""
    try:
        lector = csv.DictReader(io.StringIO(contenido.decode("utf-8-sig"), newline=""), strict=True)
        crudos = [(lector.line_num, fila) for fila in lector]
    except (UnicodeDecodeError, csv.Error) as defecto:
        raise ArchivoInvalido([ErrorDeEntrada(1, "archivo", f"no es un CSV en UTF-8 ({defecto})")]) from defecto
    titulos = [titulo or "" for titulo in lector.fieldnames or []]
    malos = [t for t in titulos if t not in COLUMNAS and not t.startswith(PREGUNTA)]
    errores = [ErrorDeEntrada(1, t or "sin título", "no es una columna de la plantilla") for t in malos]
    errores += [ErrorDeEntrada(1, c, "falta la columna") for c in OBLIGATORIAS if c not in titulos]
    if errores:
        raise ArchivoInvalido(errores)
    filas = [(n, {t: (v or "").strip() for t, v in fila.items() if isinstance(t, str)}) for n, fila in crudos]
    filas = [(n, datos) for n, datos in filas if any(datos.values())]
    veces = Counter((datos["ente"], datos["referencia"]) for _, datos in filas)
    errores = [ErrorDeEntrada(n, "referencia", f"«{datos['referencia']}» está en otro renglón")
               for n, datos in filas if veces[datos["ente"], datos["referencia"]] > 1]
    return filas, errores or ([] if filas else [ErrorDeEntrada(2, "archivo", "no trae ningún asunto")])


def _recibir_escaneos(
    filas: list[tuple[int, dict[str, str]]], carpeta: Path, errores: list[ErrorDeEntrada]
) -> dict[int, tuple[Archivo, str]]:
    """Los expedientes ya guardados, antes de la transacción; el que no se admite es un error de su renglón."""
    recibidos = {}
    for fila, datos in filas:
        try:
            nombre = datos["expediente"]
            subido = SimpleUploadedFile(nombre, _bytes(carpeta, nombre, "expediente"), "application/pdf")
            recibidos[fila] = recibir(subido, parametro("anexo.maximo_mb"))
        except _RenglonMalo as malo:
            errores += [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in malo.defectos]
        except ValidationError as error:
            errores.append(ErrorDeEntrada(fila, "expediente", " ".join(error.messages)))
    return recibidos


def _bytes(carpeta: Path, nombre: str, columna: str) -> bytes:
    """Un archivo de la carpeta del CSV, y de ninguna otra."""
    if not nombre or Path(nombre).name != nombre:
        raise _RenglonMalo((columna, "escriba el nombre de un archivo que esté junto a éste"))
    try:
        return (carpeta / nombre).read_bytes()
    except OSError as defecto:
        raise _RenglonMalo((columna, f"no se pudo leer «{nombre}»")) from defecto


def _cargar(
    fila: int, datos: dict[str, str], escaneo: tuple[Archivo, str] | None, carpeta: Path, procedencia: _Procedencia
) -> Cargado:
    """Un asunto, de la captura a su etapa; si algo lo impide, `_RenglonMalo` y no queda nada de él."""
    ente, recibida_en = _del_asunto(datos, procedencia.en)
    referencia = datos["referencia"]
    try:
        with una_vez(f"abiertos:{ente.pk}:{referencia}") as clave:
            solicitud = _capturar(ente, datos, escaneo, carpeta, procedencia)
            anotar("solicitud.cargada", solicitud, **procedencia.actor, clave=clave, datos={
                "archivo": procedencia.archivo, "renglon": fila, "sha256": procedencia.sha256, "referencia": referencia,
            })
            solicitud = actos.ejecutar(tramite.presentar_papel, solicitud, **procedencia.actor, recibida_en=recibida_en)
            solicitud = _llevar_a_su_etapa(solicitud, datos, procedencia)
    except YaSeEnvio as ya:
        previa = Solicitud.objects.get(pk=int(ya.objeto.partition(":")[2]))
        return Cargado(fila, referencia, previa.folio or "", previa.get_estado_display(), ya_estaba=True)
    except RequisitosIncompletos as incompleta:
        raise _RenglonMalo(*((falta.ancla, falta.mensaje) for falta in incompleta.faltas)) from incompleta
    except (ActoImposible, Rechazo) as motivo:
        raise _RenglonMalo(("etapa", str(motivo))) from motivo
    return Cargado(fila, referencia, solicitud.folio or "", solicitud.get_estado_display())


def _del_asunto(datos: dict[str, str], en: datetime) -> tuple[Ente, datetime]:
    """El ente y cuándo se recibió; todo lo que esté mal en estas columnas se dice junto."""
    ente, recibida = Ente.objects.filter(siglas=datos["ente"]).first(), _momento(datos["recibida_en"])
    areas = {clave for clave in datos.get("areas", "").split(";") if clave}
    ajenas = sorted(areas - set(Area.objects.values_list("clave", flat=True)))
    defectos = (
        (not datos["referencia"] or len(datos["referencia"]) > LARGO_DE_REFERENCIA, "referencia",
         f"escriba con qué número se le conoce; hasta {LARGO_DE_REFERENCIA} caracteres"),
        (ente is None, "ente", "no hay un ente con esas siglas"),
        (datos["etapa"] not in ETAPAS, "etapa", f"escriba {', '.join(sorted(ETAPAS))}"),
        (bool(ajenas), "areas", f"no hay un área {', '.join(ajenas)}"),
        (bool(areas) and datos["etapa"] != "revision", "areas", "sólo van en la etapa revision"),
        (recibida is None, "recibida_en", "escríbala como AAAA-MM-DD HH:MM, en hora de Hermosillo"),
        (recibida is not None and recibida > en, "recibida_en", "todavía no llega ese momento"),
        (datos["tipo"] not in Tipo.values, "tipo", f"escriba uno de {', '.join(Tipo.values)}"),
        (datos["modalidad"] not in Modalidad.values, "modalidad", f"escriba una de {', '.join(Modalidad.values)}"),
        (not datos["proyecto"], "proyecto", "escriba el nombre del proyecto"),
    )
    if malos := [(columna, mensaje) for mal, columna, mensaje in defectos if mal]:
        raise _RenglonMalo(*malos)
    return ente, recibida


def _momento(texto: str) -> datetime | None:
    try:
        return datetime.strptime(texto, "%Y-%m-%d %H:%M").replace(tzinfo=HERMOSILLO)
    except ValueError:
        return None


def _capturar(
    ente: Ente, datos: dict[str, str], escaneo: tuple[Archivo, str] | None, carpeta: Path, procedencia: _Procedencia
) -> Solicitud:
    """El borrador completo: generales, conceptos, respuestas y su expediente como anexo de cada clase exigida."""
    if escaneo is None:
        raise _RenglonMalo  # ya se dijo al recibirlo
    ejercicio = ANIO.fullmatch(datos.get("ejercicio", ""))
    solicitud = captura.iniciar(
        ente, datos["tipo"], datos["modalidad"], datos["proyecto"][:LARGO_DE_PROYECTO], **procedencia.actor,
        ejercicio=int(ejercicio[0]) if ejercicio else None,
    )
    solicitud = _guardar(captura.guardar, solicitud, procedencia, campos=_generales(solicitud, datos, procedencia.en))
    conceptos = _conceptos(solicitud, datos["conceptos"], carpeta, procedencia.en)
    solicitud = _guardar(importacion.importar_conceptos, solicitud, procedencia, conceptos=conceptos, reemplazar=False)
    solicitud = _guardar(captura.guardar, solicitud, procedencia, respuestas=_respuestas(solicitud, datos))
    archivo, nombre = escaneo
    hechos = requisitos.hechos_de(solicitud)
    for anexo in anexos_exigidos(solicitud.formulario.definicion, solicitud.respuestas, hechos):
        adjunto = {"clase": anexo["clase"], "nombre": nombre, "archivo": archivo}
        solicitud = _guardar(captura.anexar, solicitud, procedencia, **adjunto)
    return solicitud


def _guardar(acto: Any, solicitud: Solicitud, procedencia: _Procedencia, **datos: Any) -> Solicitud:
    actual: Solicitud = acto(solicitud, version=solicitud.version, **procedencia.actor, **datos)
    return actual


def _generales(solicitud: Solicitud, datos: dict[str, str], en: datetime) -> dict[str, Any]:
    """Lo mismo que la página de datos generales, con su misma revisión."""
    escrito = {campo: datos.get(campo, "") for campo in GeneralForm.base_fields}
    catalogos = {
        "partida": Partida.objects.vigentes(dia_de(en)).filter(clave=escrito["partida"]),
        "alineacion": Alineacion.objects.filter(clave=escrito["alineacion"]),
        "area_requirente": AreaRequirente.objects.filter(
            ente=solicitud.ente, nombre__iexact=escrito["area_requirente"]),
    }
    for campo, consulta in catalogos.items():
        if escrito[campo]:  # el formulario recibe llaves: la que no existe la rechaza él
            escrito[campo] = str(consulta.values_list("pk", flat=True).first() or 0)
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


def _respuestas(solicitud: Solicitud, datos: dict[str, str]) -> dict[str, str]:
    """Lo contestado; lo que se escribe con palabras y no se trajo, se remite al expediente en papel."""
    definicion, hechos = solicitud.formulario.definicion, requisitos.hechos_de(solicitud)
    suyas = {pregunta["clave"]: pregunta for pregunta in preguntas(definicion)}
    dichas = {c.removeprefix(PREGUNTA): v for c, v in datos.items() if c.startswith(PREGUNTA) and v}
    if ajenas := sorted(set(dichas) - set(suyas)):
        raise _RenglonMalo(*((f"{PREGUNTA}{clave}", "no es una pregunta de ese tipo") for clave in ajenas))
    al_caso = respuestas_que_aplican(definicion, dichas, hechos)
    en_palabras = {c for c, p in suyas.items() if p["clase"] in ("texto", "parrafo") and aplica(p, al_caso, hechos)}
    return dict.fromkeys(sorted(en_palabras), CONSTA) | dichas


def _llevar_a_su_etapa(solicitud: Solicitud, datos: dict[str, str], procedencia: _Procedencia) -> Solicitud:
    """En recepción se queda; en revisión o en estrategia, se admite hacia donde va."""
    if datos["etapa"] == "requisitos":
        return solicitud
    areas = list(_areas(solicitud, datos, procedencia.en)) if datos["etapa"] == "revision" else []
    return actos.ejecutar(tramite.admitir, solicitud, **procedencia.actor, areas=areas)


def _areas(solicitud: Solicitud, datos: dict[str, str], en: datetime) -> Iterator[Area]:
    """Las que dice el renglón; si no dice, las que señalan las reglas."""
    dichas = [clave for clave in datos.get("areas", "").split(";") if clave]
    yield from Area.objects.filter(clave__in=dichas) if dichas else areas_sugeridas(solicitud, dia_de(en))
