"""Congelar: los datos del expediente como quedaron, en JSON, para que el documento sea siempre el mismo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from django.conf import settings
from django.urls import reverse

from bitacora.cadena import cabeza, ultima_ancla
from cuentas.acceso.acceso import quienes_atienden
from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.personas.suplencias import calidad, cargo, fundamento
from cuentas.reloj import dia_de
from dictamenes.congelado import (
    AnalisisTecnico,
    Anexo,
    Atributo,
    ConceptoEntregado,
    ConceptoResuelto,
    Contestado,
    DatosAcuse,
    DatosDictamen,
    Destinatario,
    Encabezado,
    Entrega,
    EstandarAplicado,
    Evaluacion,
    FolioDeAcuse,
    OpinionDeArea,
    ParrafoDeBloque,
    Persona,
    Portada,
    RazonDada,
    SolicitudDictaminada,
    Totales,
)
from dictamenes.documento.membrete import de_quien_firma, encabezado
from dictamenes.documento.parrafos import antecedentes, dictaminado, puntos
from dictamenes.documento.resolutivos import sentido_global
from dictamenes.fundamentos.catalogo import como_datos
from dictamenes.generales import CAMPOS_GENERALES, Impreso, congelados
from dictamenes.models import Concepto, Dictamen, Plazo, Presentacion, Revision, SentidoDeConcepto, Solicitud
from dictamenes.models.dictamen import Sentido
from dictamenes.reglas.coherencia import hallazgos
from dictamenes.reglas.coherencia.asunto import por_firmar
from dictamenes.reglas.disposicion import ficha
from dictamenes.reglas.requisitos import hechos_de
from dictamenes.reglas.vigencia import fijar
from dictamenes.textos.formularios.definicion import en_documentos, nombre_de_anexo, respuestas_que_aplican

VERSION = 4  # de lo que se congela: con ella se redacta siempre igual (docs/decisiones/0074)
PRESENTAR = "cuentas.presentar_solicitudes"
SIN_AREAS: OpinionDeArea = {
    "area": "Revisión estratégica", "sentido": "Procede",
    "texto": "Por su materia, el asunto no requirió la opinión de un área dictaminadora.",
}
SIN_ESTANDAR: Evaluacion = {
    "global": "sin_estandar", "perfil": "Sin estándar", "perfil_clave": "", "estandar": "", "version": "",
    "ilustrativo": False, "atributos": [],
}


def datos_de_solicitud(
    solicitud: Solicitud, conceptos: Iterable[Concepto] | None = None, *, entrega: Persona | None = None,
    en_papel: bool = False,
) -> Entrega:
    """Lo que el ente entregó, completo, tal como estaba al entregarlo; `conceptos`, si ya se leyeron y evaluaron.

    `entrega` es quien hace esta entrega (de `quien_entrega`); sin ella, todavía nadie. `en_papel`, si llegó así: la
    siguiente puede no serlo.
    """
    contestado = _contestado(solicitud, en_papel)
    leidos = solicitud.conceptos.select_related("perfil__version__estandar") if conceptos is None else conceptos
    return {
        "folio": solicitud.folio,
        "ente": solicitud.ente.nombre,
        "siglas": solicitud.ente.siglas,
        **congelados(solicitud),  # type: ignore[typeddict-item]  # no trae lo de antes: fuente ni necesidad
        "formulario": solicitud.formulario.numero,
        "respuestas": contestado["respuestas"],
        "en_documentos": contestado["en_documentos"],
        "declaraciones": contestado["declaraciones"],
        "presentada_por": entrega or {"nombre": "", "cargo": ""},
        "presentada_en": solicitud.presentada_en.isoformat() if solicitud.presentada_en else "",
        "en_papel": en_papel,
        "conceptos": [_concepto(c) for c in leidos],
        "totales": _totales(solicitud),
        "anexos": _anexos(solicitud),
    }


def datos_de_acuse(
    presentacion: Presentacion, plazo: Plazo, capturada_en: datetime | None, membrete: Encabezado
) -> DatosAcuse:
    """Lo que dirá el acuse, congelado al entregar: ningún cambio de parámetros lo altera después.

    `membrete` es el `encabezado` de ese año, leído antes de tomar el folio.
    """
    datos = presentacion.datos
    acuse: FolioDeAcuse = {
        "folio": presentacion.folio_acuse,
        "recibida_en": presentacion.en.isoformat(),
        "vence_en": dia_de(plazo.vence_en).isoformat(),
        "plazo_dias_habiles": plazo.dias,
        "clave": presentacion.clave,
        "url_verificacion": direccion(presentacion.clave),
    }
    if capturada_en:
        acuse["capturada_en"], acuse["capturada_por"] = capturada_en.isoformat(), datos["presentada_por"]
    frase = _anticipada(presentacion.solicitud)
    dicho: DatosAcuse = {
        "version": VERSION,
        "rotulo": settings.ROTULO_SIN_VALIDEZ,
        "encabezado": membrete,
        "acuse": acuse,
        "ente": {"nombre": datos["ente"], "siglas": datos["siglas"]},
        "solicitud": datos,
        "presento": {} if capturada_en else datos["presentada_por"],
        "conceptos": len(datos["conceptos"]),
        "total": datos["totales"]["total"],
        "anexos": datos["anexos"],
        "ancla": ultima_ancla(),
    }
    if frase:
        dicho["anticipada"] = frase
    return dicho


def datos_de_dictamen(dictamen: Dictamen) -> DatosDictamen:
    """DatosDictamen: todo lo que imprime el documento, y nada que cambie después."""
    solicitud = dictamen.solicitud
    n, eslabon = cabeza()
    importes, bloques = dictaminado(dictamen), _de_bloques(dictamen)
    vigencia = fijar(solicitud, importes, dia_de(dictamen.proyectado_en))
    autoriza = quien_autoriza(dictamen, dictamen.proyectado_en)
    membrete = encabezado(dia_de(dictamen.proyectado_en).year, dictamen.proyectado_en)
    dicho: DatosDictamen = {
        "version": VERSION,
        "rotulo": settings.ROTULO_SIN_VALIDEZ,
        "encabezado": de_quien_firma(membrete, autoriza),
        "dictamen": _portada(dictamen),
        "destinatario": destinatario(solicitud, dictamen.proyectado_en),
        "asunto": f"Dictamen técnico y estratégico del proyecto «{solicitud.proyecto}»",
        "asunto_propio": solicitud.ente.es_propio,
        "antecedentes": antecedentes(solicitud),
        "fundamentos": [como_datos(f) for f in dictamen.fundamentos.all() if f.conviene_a(solicitud.tipo)],
        "solicitud": _solicitud(solicitud),
        "conceptos": [_concepto_resuelto(s) for s in _con_excepciones(dictamen)],
        "totales": _totales(solicitud),
        "estandares": _estandares(solicitud),
        "analisis_tecnico": _tecnico(solicitud),
        "analisis_estrategico": {"texto": dictamen.analisis, "criterios": dictamen.criterios},
        "sentido": sentido_global(importes),
        "dictaminado": importes,
        "condiciones": [
            {"texto": c.texto, "responsable": c.responsable, "fecha": c.fecha.isoformat(), "evidencia": c.evidencia}
            for c in dictamen.condiciones.all()
        ],
        "resolutivos": puntos(dictamen, importes, vigencia),
        "elaboro": quien(dictamen.proyectado_por, "dictamen.elaborar", dictamen.proyectado_en),
        "reviso": _reviso(solicitud),
        "autoriza": autoriza,
        "ccp": parametro("oficio.copias"),
        "anexos": _anexos(solicitud),
        "bitacora": {"n": n, "hash": eslabon},
        "ancla": ultima_ancla(),
        "firma": None,
    }
    if vigencia:
        dicho["vigencia"] = vigencia
    if bloques:  # sin ninguno, ni la llave: el documento no cambia
        dicho["bloques"] = bloques
    if razones := _razones_dadas(dictamen):
        dicho["coherencia"] = razones
    return dicho


def _con_excepciones(dictamen: Dictamen) -> Iterable[SentidoDeConcepto]:
    return dictamen.sentidos.select_related("concepto__perfil").prefetch_related(
        "concepto__excepciones__fundamento", "concepto__excepciones__requisito")


def _razones_dadas(dictamen: Dictamen) -> list[RazonDada]:
    """Por regla que pidió razón, lo que señaló y la que se dio."""
    if not dictamen.aclaraciones:
        return []
    hallados = hallazgos(por_firmar(dictamen, dia_de(dictamen.proyectado_en)))
    return [
        {"regla": regla, "texto": ". ".join(h.frase for h in hallados if h.regla == regla), "razon": razon}
        for regla, razon in dictamen.aclaraciones.items()
    ]


def _anticipada(solicitud: Solicitud) -> str:
    """La frase que sólo lleva el acuse de una anticipada; en los demás, vacía."""
    if not solicitud.es_anticipada:
        return ""
    return f"{solicitud.get_suficiencia_display()}, para el ejercicio {solicitud.ejercicio}."


def _de_bloques(dictamen: Dictamen) -> dict[str, list[ParrafoDeBloque]]:
    """Los párrafos que salieron de bloques, por clase."""
    parrafos: dict[str, list[ParrafoDeBloque]] = {}
    for parrafo in dictamen.parrafos.select_related("version__bloque"):
        bloque = parrafo.version.bloque
        dicho: ParrafoDeBloque = {"texto": parrafo.texto, "bloque": bloque.clave, "version": parrafo.version.numero}
        parrafos.setdefault(bloque.clase, []).append(dicho)
    return parrafos


def _portada(dictamen: Dictamen) -> Portada:
    clave = dictamen.clave or "borrador"  # en una vista previa todavía no la hay
    return {
        "folio": dictamen.folio,
        "numero_oficio": dictamen.numero_oficio,
        "expediente": dictamen.solicitud.folio_tomado,
        "clasificacion_archivistica": ficha(dictamen.solicitud).clave
        or parametro("institucion.clasificacion_archivistica"),
        "fecha_elaboracion": dia_de(dictamen.proyectado_en).isoformat(),
        "clave": clave,
        "url_verificacion": direccion(clave),
        "forma_firma": dictamen.forma_firma,
    }


def destinatario(solicitud: Solicitud, en: datetime) -> Destinatario:
    """A quién se dirige en ese momento: el titular del ente o, si no está capturado, quien presenta por él."""
    ente = solicitud.ente
    persona = solicitud.quien_presento if ente.titular else _quien_presenta(solicitud, en)
    nombre, cargo = ente.titular or persona.nombre, ente.titular_cargo or persona.cargo
    return {"nombre": nombre, "cargo": cargo, "ente": ente.nombre, "siglas": ente.siglas}


def _quien_presenta(solicitud: Solicitud, en: datetime) -> Usuario:
    """Quien presentó o, si ya no presenta por su ente, quien entonces sí."""
    presentan = list(quienes_atienden(PRESENTAR, solicitud.ente_id, dia_de(en)).order_by("pk"))
    siguen = [persona for persona in presentan if persona.pk == solicitud.presentada_por_id]
    return next(iter(siguen or presentan), solicitud.quien_presento)


def _solicitud(solicitud: Solicitud) -> SolicitudDictaminada:
    datos: Mapping[str, object] = datos_de_solicitud(solicitud)
    generales = (campo.nombre for campo in CAMPOS_GENERALES if campo.impreso is not Impreso.NO)
    claves = ("folio", "presentada_en", *generales, "en_documentos")
    return cast(SolicitudDictaminada, {clave: datos[clave] for clave in claves})


def _contestado(solicitud: Solicitud, en_papel: bool) -> Contestado:
    """Las respuestas que vienen al caso, lo que de ellas se imprime y lo que se declara al entregar."""
    definicion, hechos = solicitud.formulario.definicion, hechos_de(solicitud)
    propias = respuestas_que_aplican(definicion, solicitud.respuestas, hechos)
    declara = [] if en_papel else [d["texto"] for d in definicion["declaraciones"]]
    return {"respuestas": propias, "en_documentos": en_documentos(definicion, propias, hechos),
            "declaraciones": declara}


def _concepto(concepto: Concepto) -> ConceptoEntregado:
    evaluacion = SIN_ESTANDAR | (concepto.evaluacion or SIN_ESTANDAR)
    return {
        "numero": concepto.orden,
        "descripcion": concepto.descripcion,
        "perfil": evaluacion["perfil"],
        "estandar": evaluacion["estandar"],
        "ilustrativo": evaluacion["ilustrativo"],
        "cantidad": str(concepto.cantidad),
        "unidad": concepto.unidad,
        "precio_unitario": str(concepto.precio_unitario),
        "tasa_iva": concepto.tasa_iva,
        "importe": str(concepto.importe),
        "iva": str(concepto.iva),
        "total": str(concepto.total),
        "global": evaluacion["global"],
        "atributos": _atributos(evaluacion),
        "marca_justificada": concepto.marca_justificada,
    }


def _atributos(evaluacion: Evaluacion) -> list[Atributo]:
    """Los atributos con su cláusula citada como perfil y número de requisito («LAP-ADM.3»)."""
    perfil = evaluacion["perfil_clave"]
    return [{**a, "clausula": f"{perfil}.{n}"} for n, a in enumerate(evaluacion["atributos"], start=1)]


def _concepto_resuelto(resuelto: SentidoDeConcepto) -> ConceptoResuelto:
    dicho: ConceptoResuelto = {
        **_concepto(resuelto.concepto),
        "sentido": Sentido(resuelto.sentido).value,
        "razones": resuelto.razones,
        "corregir": resuelto.corregir,
        "motivo": resuelto.motivo,
        "excepciones": [
            {"clausula": e.clausula, "motivo": e.motivo, "fundamento": str(e.fundamento)}
            for e in resuelto.concepto.excepciones.all() if e.vale_en(resuelto.concepto)
        ],
    }
    if not resuelto.motivo:
        del dicho["motivo"]
    if not dicho["excepciones"]:
        del dicho["excepciones"]
    return dicho


def _totales(solicitud: Solicitud) -> Totales:
    totales = solicitud.totales()
    return {
        "subtotal": str(totales["subtotal"]),
        "iva": [{"tasa": tasa, "importe": str(importe)} for tasa, importe in solicitud.sumas_de_iva()],
        "total": str(totales["total"]),
    }


def _estandares(solicitud: Solicitud) -> list[EstandarAplicado]:
    versiones = {c.perfil.version for c in solicitud.conceptos.select_related("perfil__version__estandar") if c.perfil}
    return [
        {
            "nombre": v.estandar.nombre, "emisor": v.estandar.emisor, "version": str(v.numero),
            "ilustrativo": v.estandar.ilustrativo, "publicacion": v.boletin,
            "vigente_desde": v.vigente_desde.isoformat() if v.vigente_desde else "",
        }
        for v in sorted(versiones, key=lambda v: v.pk)
    ]


def _tecnico(solicitud: Solicitud) -> AnalisisTecnico:
    dadas = list(solicitud.revisiones.exclude(dada_en=None).select_related("area").order_by("ronda", "area__nombre"))
    opiniones = [_opinion(revision) for revision in {r.area_id: r for r in dadas}.values()]
    return {"opiniones": opiniones or [SIN_AREAS], "criterios": []}


def _opinion(revision: Revision) -> OpinionDeArea:
    dichas = revision.opiniones.select_related("concepto").order_by("concepto__orden")
    return {
        "area": revision.area.nombre, "sentido": revision.get_postura_display(), "texto": revision.texto,
        "conceptos": [
            {"concepto": o.concepto.orden, "postura": o.get_postura_display(), "nota": o.nota.strip()} for o in dichas
        ],
        "criterios": revision.criterios,
    }


def _reviso(solicitud: Solicitud) -> list[Persona]:
    dadas = solicitud.revisiones.exclude(dada_en=None).select_related("area", "dada_por").order_by("ronda")
    personas: dict[tuple[int, int | None], Persona] = {
        (r.area_id, r.dada_por_id):
        {**quien(r.quien_opino, "revision.opinar", r.momento_de_opinion, area=r.area_id), "area": r.area.nombre}
        for r in dadas
    }
    return list(personas.values())


def _anexos(solicitud: Solicitud) -> list[Anexo]:
    definicion = solicitud.formulario.definicion
    return [
        {"clase": nombre_de_anexo(definicion, a.clase), "nombre": a.nombre, "sha256": a.archivo.sha256,
         "tamano": a.archivo.tamano}
        for a in solicitud.anexos.filter(retirado_en=None).select_related("archivo")
    ]


def direccion(clave: str) -> str:
    """La de la página pública que verifica esa clave."""
    return settings.SITIO_URL + reverse("dictamenes:verificar_clave", args=[clave])


def quien_autoriza(dictamen: Dictamen, en: datetime) -> Persona:
    """Para la firma de quién es, y en qué calidad firmaría en ese momento."""
    return quien(dictamen.autoriza, "dictamen.firmar", en)


def quien(
    persona: Usuario, operacion: str, en: datetime, *, ente: int | None = None, area: int | None = None
) -> Persona:
    """Nombre y cargo; si entonces suplía a alguien o tenía a cargo un despacho, `calidad` lo dice con su oficio."""
    con = calidad(persona, operacion, en, ente=ente, area=area)
    if con is None:
        return {"nombre": persona.nombre, "cargo": persona.cargo}
    return {"nombre": persona.nombre, "cargo": cargo(con, persona.cargo), "calidad": fundamento(con)}


def quien_entrega(
    solicitud: Solicitud, numero: int, por: Usuario, en: datetime, capturada_en: datetime | None = None
) -> Persona:
    """Quien hace esa entrega: al atender observaciones puede no ser quien presentó; en papel, quien la capturó."""
    if capturada_en:
        return quien(por, "solicitud.capturar_papel", capturada_en, ente=solicitud.ente_id)
    return quien(por, "solicitud.presentar" if numero == 1 else "solicitud.desahogar", en, ente=solicitud.ente_id)
