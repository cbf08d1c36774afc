"""La captura: lo que quien solicita hace en su borrador (o mientras atiende observaciones)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.models import Evento
from bitacora.rechazos import con_constancia
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import AccesoDenegado, exigir, puede
from cuentas.models import Ente, Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.documento import para_firma
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import anexos, copia, partes
from dictamenes.generales import EN_LA_CAPTURA
from dictamenes.models import Concepto, InteresDeclarado, Participacion, Solicitud
from dictamenes.models.solicitud import EDITABLES, Estado
from dictamenes.reglas import cuotas, requisitos
from dictamenes.reglas.participacion import participar
from dictamenes.reglas.requisitos import RequisitosIncompletos
from dictamenes.textos.formularios import versiones
from dictamenes.textos.formularios.definicion import preguntas

PRESENTADA = "La solicitud ya se presentó: no se puede cambiar."
ARCHIVADA = "El borrador está archivado: recupérelo para seguir."
CAMPOS_DE_CONCEPTO = {"perfil", *copia.CAMPOS_DE_CONCEPTO}
MAXIMO_DE_CONCEPTOS = 1_000
APARTE = 10_000  # muy por encima de cualquier orden: por ahí pasan los conceptos que se recorren


def abrir(
    ente: Ente, respuestas: dict[str, bool], *, tipo: str, modalidad: str, proyecto: str, por: Usuario, en: datetime,
    envio: str | None = None,
) -> Solicitud:
    """Deja constancia de la consulta de alcance y abre el borrador. `DatosInvalidos` si ninguna respuesta es sí.

    Todo o nada, y una vez por `envio`: lanza `YaSeEnvio` con lo que dejó el primero.
    """
    objeto = f"ente:{ente.pk}"
    with con_constancia("solicitud.elaborar", objeto, por=por, en=en), una_vez(envio) as clave:
        _funcion(por, ente)
        if not any(respuestas.values()):
            raise DatosInvalidos("Según sus respuestas no requiere dictamen: no se abre un borrador.")
        anotar("alcance.consultado", objeto, por=por, en=en, datos={"respuestas": respuestas, "requiere": True})
        return iniciar(ente, tipo, modalidad, proyecto, por=por, en=en, clave=clave)


def consultar_sin_dictamen(
    ente: Ente, respuestas: dict[str, bool], base: str, *, por: Usuario, en: datetime, envio: str | None = None
) -> Evento:
    """Guarda la consulta que se contestó toda no, con su base: qué se contrata y por qué no es tecnología.

    El número del evento es el folio de la constancia. `DatosInvalidos` si algo se contestó sí o falta la base; una vez
    por `envio`, como `abrir`.
    """
    objeto = f"ente:{ente.pk}"
    with con_constancia("solicitud.elaborar", objeto, por=por, en=en), una_vez(envio) as clave:
        _funcion(por, ente)
        if any(respuestas.values()) or not escrito(base):
            raise DatosInvalidos("Diga qué se contrata y por qué no es tecnología.")
        datos = {"respuestas": respuestas, "requiere": False, "base": base.strip()}
        return anotar("alcance.consultado", objeto, por=por, en=en, datos=datos, clave=clave)


def iniciar(
    ente: Ente, tipo: str, modalidad: str, proyecto: str, *, por: Usuario, en: datetime, ejercicio: int | None = None,
    clave: str | None = None,
) -> Solicitud:
    """Abre un borrador con el formulario vigente. Recepción puede hacerlo a nombre del ente (papel)."""
    objeto = f"ente:{ente.pk}"
    with con_constancia("solicitud.elaborar", objeto, por=por, en=en), transaction.atomic():
        funcion = _funcion(por, ente)
        solicitud = Solicitud.objects.create(
            ente=ente, tipo=tipo, modalidad=modalidad, proyecto=proyecto, elaborada_por=por, elaborada_en=en,
            editada_en=en, formulario=versiones.vigente(tipo), ejercicio=ejercicio or dia_de(en).year,
        )
        participar(solicitud, por, funcion, en)
        datos = {"tipo": tipo, "ente": ente.pk}
        anotar("solicitud.iniciada", solicitud, por=por, en=en, datos=datos, clave=clave)
    return solicitud


def copiar(origen: Solicitud, *, por: Usuario, en: datetime, envio: str | None = None) -> Solicitud:
    """Abre un borrador del ejercicio de hoy con lo que sigue valiendo de una anterior del mismo ente.

    Sólo quien elabora por ese ente. Una vez por `envio`: lanza `YaSeEnvio` con lo que dejó el primero.
    """
    with con_constancia("solicitud.elaborar", origen, por=por, en=en), una_vez(envio) as clave:
        exigir(por, "solicitud.elaborar", origen.ente)
        origen = _tomar(origen)
        nueva = iniciar(origen.ente, origen.tipo, origen.modalidad, origen.proyecto, por=por, en=en, clave=clave)
        copia.llevar(origen, nueva, por=por, en=en)
        datos = {"origen": origen.pk, "copiada_de": origen.folio or "", "formulario": nueva.formulario.numero}
        anotar("solicitud.copiada", nueva, por=por, en=en, datos=datos)
    return nueva


def nombrar_plantilla(solicitud: Solicitud, nombre: str, *, por: Usuario, en: datetime) -> None:
    """Deja a la solicitud como plantilla de su ente con ese nombre; vacío, deja de serlo. Repetirlo no hace nada."""
    with con_constancia("solicitud.elaborar", solicitud, por=por, en=en), transaction.atomic():
        exigir(por, "solicitud.elaborar", solicitud.ente)
        anterior, nombre = _tomar(solicitud).plantilla, nombre.strip()
        if nombre != anterior:
            Solicitud.objects.filter(pk=solicitud.pk).update(plantilla=nombre)
            accion = "plantilla.guardada" if nombre else "plantilla.retirada"
            anotar(accion, solicitud, por=por, en=en, datos={"plantilla": nombre or anterior})


Cuerpo = Callable[..., dict[str, object]]


def captura(
    evento: str, ultimo_cambio: Callable[..., int] = partes.de_toda
) -> Callable[[Cuerpo], Callable[..., Solicitud]]:
    """El molde de todo cambio en la captura: candado, releer, ¿editable?, ¿es suya?, versión, cambio, evento.

    Se llama `f(solicitud, *, version, por, en, …)`. Lanza `CapturaVencida` si otra ventana u otra persona cambió
    antes lo mismo: nadie sobrescribe en silencio, y quienes trabajan en partes distintas no se estorban.
    `ultimo_cambio` dice en qué versión cambió lo que se toca. Lo que sólo agrega, y no pisa nada, lleva `version=None`
    y su `envio`: lanza `YaSeEnvio` si ya se atendió.
    """

    def envolver(cuerpo: Cuerpo) -> Callable[..., Solicitud]:
        @wraps(cuerpo)
        def ejecutar(
            solicitud: Solicitud, *, version: int | None, por: Usuario, en: datetime, envio: str | None = None,
            **datos: Any,
        ) -> Solicitud:
            with con_constancia("solicitud.elaborar", solicitud, por=por, en=en), una_vez(envio) as clave:
                actual = _tomar(solicitud)
                if not actual.es_editable:
                    raise EstadoEquivocado(ARCHIVADA if actual.archivada_en else PRESENTADA)
                participar(actual, por, _funcion(por, actual.ente, actual), en)
                if version is not None and not ultimo_cambio(actual, **datos) <= version <= actual.version:
                    raise CapturaVencida("Otra ventana u otra persona guardó cambios antes que usted.")
                actual.version, actual.editada_en = actual.version + 1, en
                hecho = cuerpo(actual, por=por, en=en, **datos)
                actual.save()
                anotar(evento, actual, por=por, en=en, datos={"version": actual.version, **hecho}, clave=clave)
            return actual

        return ejecutar

    return envolver


@captura("solicitud.editada", partes.de_las_secciones)
def guardar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, campos: Mapping[str, object] | None = None,
    respuestas: dict[str, str] | None = None,
) -> dict[str, object]:
    """Guarda campos con tipo y respuestas del formulario; lo que no es de la captura se ignora.

    `DatosInvalidos` si el área requirente es de otro ente.
    """
    propias = {pregunta["clave"] for pregunta in preguntas(solicitud.formulario.definicion)}
    respuestas = {clave: texto for clave, texto in (respuestas or {}).items() if clave in propias}
    aplicados = {campo: valor for campo, valor in (campos or {}).items() if campo in EN_LA_CAPTURA}
    for campo, valor in aplicados.items():
        setattr(solicitud, campo, valor)
    if solicitud.area_requirente and solicitud.area_requirente.ente_id != solicitud.ente_id:
        raise DatosInvalidos("El área requirente es de otro ente.")
    if solicitud.es_anticipada:  # del ejercicio que sigue, y todavía sin importe que la respalde
        solicitud.ejercicio = max(solicitud.ejercicio, solicitud.ejercicio_anticipado())
        solicitud.suficiencia_importe = None
    solicitud.respuestas = {**solicitud.respuestas, **respuestas}
    solicitud.versiones |= dict.fromkeys(partes.secciones(solicitud, aplicados, respuestas), solicitud.version)
    return {"campos": sorted([*aplicados, *respuestas])}


@captura("solicitud.formulario_cambiado")
def pasar_a_version_nueva(solicitud: Solicitud, *, por: Usuario, en: datetime, hacia: str) -> dict[str, object]:
    """Cambia las preguntas del borrador por las que rigen; `hacia` es el número de versión que la persona leyó.

    Ninguna respuesta se toca: lo que ya no se pregunta se conserva sin mostrarse. Lanza `EstadoEquivocado` si no hay
    versión nueva a la cual pasar, o si ya se presentó, y `CapturaVencida` si mientras tanto se publicó otra.
    """
    nuevo = versiones.mas_nuevo(solicitud)
    if nuevo is None:
        raise EstadoEquivocado("Esta solicitud ya no cambia de versión de las preguntas.")
    if hacia != str(nuevo.numero):
        raise CapturaVencida("Se publicó otra versión de las preguntas: lea qué cambia antes de pasar a ella.")
    anterior, solicitud.formulario = solicitud.formulario, nuevo
    solicitud.versiones |= {seccion["clave"]: solicitud.version for seccion in nuevo.definicion["secciones"]}
    return {"formulario": nuevo.numero, "formulario_anterior": anterior.numero}


@captura("concepto.guardado", partes.del_concepto)
def guardar_concepto(
    solicitud: Solicitud, *, por: Usuario, en: datetime, datos: Mapping[str, object], concepto_id: int | None = None
) -> dict[str, object]:
    """Agrega un concepto, o cambia el que se indica."""
    concepto = solicitud.conceptos.get(pk=concepto_id) if concepto_id else Concepto(solicitud=solicitud)
    for campo, valor in datos.items():
        if campo in CAMPOS_DE_CONCEPTO:
            setattr(concepto, campo, valor)
    if not concepto_id:
        concepto.orden = ultimo_orden(solicitud) + 1
        exigir_que_quepan(concepto.orden)
    concepto.version = solicitud.version
    concepto.save()
    return {"concepto": concepto.orden}


@captura("concepto.quitado", partes.del_concepto)
def quitar_concepto(solicitud: Solicitud, *, por: Usuario, en: datetime, concepto_id: int) -> dict[str, object]:
    """Quita un concepto del borrador y recorre los que siguen. `DatosInvalidos` si se llevaría una excepción pedida."""
    concepto = solicitud.conceptos.get(pk=concepto_id)
    if concepto.excepciones.exists():
        raise DatosInvalidos("Este concepto tiene una excepción pedida y no se quita: déjelo o desístase.")
    orden = concepto.orden
    concepto.delete()
    # En dos pasos: recorrerlos de uno en uno chocaría a medio camino con el orden único del vecino.
    solicitud.conceptos.filter(orden__gt=orden).update(orden=F("orden") + APARTE)
    solicitud.conceptos.filter(orden__gt=APARTE).update(orden=F("orden") - APARTE - 1)
    return {"concepto": orden}


@captura("anexo.agregado")
def anexar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, clase: str, nombre: str, archivo: Archivo,
    subido: bool = False,
) -> dict[str, object]:
    """Liga un archivo ya recibido. `YaRegistrado` si el mismo contenido ya está en esa clase.

    `DatosInvalidos` si la solicitud ya no admite más o, cuando alguien lo subió, si se acabó su cuota del día.
    """
    if subido:
        cuotas.exigir_del_dia(por, archivo.tamano, en)
    return anexos.ligar(solicitud, archivo, clase=clase, nombre=nombre, por=por, en=en)


@captura("anexo.sustituido")
def sustituir_anexo(
    solicitud: Solicitud, *, por: Usuario, en: datetime, anexo_id: int, nombre: str, archivo: Archivo
) -> dict[str, object]:
    """Pone un archivo ya recibido en lugar de un anexo, que queda en la historia ligado a su versión nueva.

    Un anexo no cambia, así que no compara versiones. Lanza `YaRegistrado` si ya se sustituyó o retiró, o si el archivo
    es el mismo, y `DatosInvalidos` como `anexar`.
    """
    anterior = solicitud.anexos.select_related("archivo").filter(pk=anexo_id, retirado_en=None).first()
    if anterior is None:
        raise YaRegistrado("Ese anexo ya se había sustituido o retirado: revise la lista.")
    if anterior.archivo == archivo:
        raise YaRegistrado(f"«{nombre}» es el mismo archivo que ya estaba adjunto; no se cambió nada.")
    cuotas.exigir_del_dia(por, archivo.tamano, en)
    anexos.retirar(anterior, por, en)
    hecho = anexos.ligar(
        solicitud, archivo, clase=anterior.clase, nombre=nombre, por=por, en=en, sustituye=anterior
    )
    return {**hecho, "anterior": anterior.archivo.sha256, "numero": anterior.version + 1}


def generar_oficio(solicitud: Solicitud, *, por: Usuario, en: datetime) -> str:
    """La clave con que sale el oficio para firma de lo capturado; repetirlo sin cambios no deja otro evento.

    No cuenta como cambio: quien está por presentar no choca. `EstadoEquivocado` si ya se presentó.
    """
    with con_constancia("solicitud.elaborar", solicitud, por=por, en=en), transaction.atomic():
        actual = _tomar(solicitud)
        if not actual.es_editable:
            raise EstadoEquivocado("La solicitud ya se presentó: su oficio está en el acuse.")
        participar(actual, por, _funcion(por, actual.ente, actual), en)
        clave = para_firma.clave(actual)
        if actual.oficio_clave != clave:
            Solicitud.objects.filter(pk=actual.pk).update(oficio_clave=clave)
            anotar("oficio.generado", actual, por=por, en=en, datos={"clave": clave})
    return clave


def anotar_no_admitido(solicitud: Solicitud, *, por: Usuario, en: datetime, sha256: str, motivo: str) -> None:
    """Deja constancia de un archivo que no se admitió por lo que trae adentro; el archivo no se guarda."""
    with transaction.atomic():
        anotar("anexo.no_admitido", solicitud, por=por, en=en, datos={"sha256": sha256, "motivo": motivo})


@captura("anexo.retirado", partes.del_anexo)
def retirar_anexo(solicitud: Solicitud, *, por: Usuario, en: datetime, anexo_id: int) -> dict[str, object]:
    """Retira un anexo; queda en la historia."""
    anexo = solicitud.anexos.get(pk=anexo_id, retirado_en=None)
    anexos.retirar(anexo, por, en)
    return {"clase": anexo.clase, "sha256": anexo.archivo.sha256}


@captura("observacion.contestada", partes.de_las_respuestas)
def contestar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, respuestas: dict[int, tuple[str, bool]]
) -> dict[str, object]:
    """Guarda lo que se lleva contestado de la prevención, sin entregarla todavía."""
    prevencion = solicitud.prevenciones.abierta()
    if prevencion is None:
        raise EstadoEquivocado("No hay observaciones por atender.")
    for observacion in prevencion.observaciones.filter(pk__in=respuestas):
        observacion.respuesta, observacion.en_desacuerdo = respuestas[observacion.pk]
        observacion.save(update_fields=["respuesta", "en_desacuerdo"])
    solicitud.versiones[partes.OBSERVACIONES] = solicitud.version
    return {"prevencion": prevencion.folio, "observaciones": sorted(respuestas)}


@captura("solicitud.lista")
def dejar_lista(solicitud: Solicitud, *, por: Usuario, en: datetime) -> dict[str, object]:
    """Quien elabora la da por terminada para que otra persona la presente. `RequisitosIncompletos` si algo falta."""
    if faltas := requisitos.revisar(solicitud):
        raise RequisitosIncompletos(faltas)
    return {"total": str(solicitud.totales()["total"])}


def descartar(solicitud: Solicitud, *, por: Usuario, en: datetime) -> None:
    """Borra un borrador que nunca se presentó; el evento queda."""
    with con_constancia("solicitud.elaborar", solicitud, por=por, en=en), transaction.atomic():
        actual = _tomar(solicitud)
        if actual.estado != Estado.BORRADOR:
            raise EstadoEquivocado("Sólo se descarta un borrador.")
        _funcion(por, actual.ente, actual)
        anotar("solicitud.descartada", actual, por=por, en=en, datos={"proyecto": actual.proyecto})
        Participacion.objects.filter(solicitud=actual).delete()
        InteresDeclarado.objects.filter(solicitud=actual).delete()
        actual.delete()


def recuperar(solicitud: Solicitud, *, por: Usuario, en: datetime) -> None:
    """Devuelve a las listas un borrador archivado, tal como estaba. `YaRegistrado` si ya se recuperó."""
    with con_constancia("solicitud.elaborar", solicitud, por=por, en=en), transaction.atomic():
        actual = _tomar(solicitud)
        _funcion(por, actual.ente, actual)
        if actual.archivada_en is None:
            raise YaRegistrado("El borrador ya se recuperó.")
        Solicitud.objects.filter(pk=actual.pk).update(archivada_en=None, editada_en=en)
        anotar("solicitud.recuperada", actual, por=por, en=en, datos={"archivada_en": actual.archivada_en})


def ultimo_orden(solicitud: Solicitud) -> int:
    """El número del último concepto; 0 si no hay."""
    ultimo: int | None = solicitud.conceptos.aggregate(ultimo=Max("orden"))["ultimo"]
    return ultimo or 0


def exigir_que_quepan(cuantos: int) -> None:
    """`DatosInvalidos` si pasan de `MAXIMO_DE_CONCEPTOS`."""
    if cuantos > MAXIMO_DE_CONCEPTOS:
        raise DatosInvalidos(f"Una solicitud admite hasta {MAXIMO_DE_CONCEPTOS:,} conceptos y serían {cuantos:,}.")


def _tomar(solicitud: Solicitud) -> Solicitud:
    actual = Solicitud.objects.select_for_update().filter(pk=solicitud.pk).first()
    if actual is None:
        raise EstadoEquivocado("El borrador se descartó: ya no existe.")
    return actual


def _funcion(por: Usuario, ente: Ente, solicitud: Solicitud | None = None) -> str:
    """Con qué función captura; recepción sólo en lo que ella misma abrió por haber llegado en papel."""
    if puede(por, "solicitud.elaborar", ente):
        return Participacion.Funcion.SOLICITA
    de_papel = solicitud is None or (solicitud.elaborada_por_id == por.pk and solicitud.estado in EDITABLES)
    if de_papel and puede(por, "solicitud.capturar_papel"):
        return Participacion.Funcion.RECIBE
    exigir(por, "solicitud.elaborar", ente)
    raise AccesoDenegado("No puede elaborar solicitudes.")
