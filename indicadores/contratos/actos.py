"""Lo que se hace con los contratos: importarlos, cotejarlos y decidir de cada uno. Sólo aquí se escriben.

Importar y cotejar no deciden nada: el cotejo deja una propuesta con puntaje. Ligar un contrato con su dictamen,
descartar una propuesta o decir que no requiere dictamen lo hace una persona, y deja su evento.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from archivos import antivirus
from archivos.entrada import guardar, nombre_limpio
from archivos.models import Archivo
from bitacora.cadena import anotar
from bitacora.rechazos import con_constancia
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito, normalizar
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Dictamen
from indicadores.contratos.cotejo import Propuesta
from indicadores.contratos.lectura import TAMANO_MAXIMO, Lectura, Renglon, leer_csv
from indicadores.contratos.ocds import leer_ocds
from indicadores.contratos.propuestas import comparar_con, ligable, reconocer_entes
from indicadores.models import Contrato, DecisionDeContrato, LoteDeContratos
from indicadores.models.contratos import Situacion

DECIDIR = "contrato.decidir"
POR_TANDA = 400
CAMBIAN = (
    "numero", "ente", "ente_texto", "objeto", "proveedor", "importe", "fecha", "termina", "fila", "busqueda", "lote",
    "cambiado_en", "situacion", "cotejado_en", "propuesta", "puntaje",
)
Que = DecisionDeContrato.Que
QUEDA: dict[str, str] = {
    Que.LIGADO: Situacion.COTEJADO, Que.NO_REQUIERE: Situacion.NO_REQUIERE, Que.DESCARTADO: Situacion.POR_COTEJAR,
}


@dataclass
class Reparto:
    """Qué haría un archivo con lo que ya hay: contratos nuevos, los que cambian y cuántos siguen igual."""

    nuevos: list[Contrato] = field(default_factory=list)
    cambiados: list[Contrato] = field(default_factory=list)
    iguales: int = 0
    sin_ente: list[str] = field(default_factory=list)

    @property
    def decididos(self) -> int:
        """Cuántos de los que cambian ya tienen una decisión, que se conserva y queda señalada."""
        return sum(contrato.esta_decidido for contrato in self.cambiados)


@dataclass
class Resultado:
    """Los números de los contratos que se decidieron y, de los que no, por qué."""

    hechos: list[str] = field(default_factory=list)
    fallas: list[tuple[str, str]] = field(default_factory=list)


def leer(contenido: bytes, en: datetime) -> Lectura:
    """El archivo, CSV u OCDS según empiece, con todos sus errores."""
    return (leer_ocds if _es_json(contenido) else leer_csv)(contenido, dia_de(en))


def _es_json(contenido: bytes) -> bool:
    return contenido.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def recibir(contenido: bytes) -> Archivo:
    """Guarda el archivo que se revisa, para confirmarlo después sin volver a subirlo."""
    tipo = "application/json" if _es_json(contenido) else "text/csv"
    return guardar(contenido, tipo, por_revisar=antivirus.hay())


def repartir(renglones: Iterable[Renglon]) -> Reparto:
    """Contra lo que ya hay, sin escribir. Tantas consultas como tandas."""
    renglones, reparto = list(renglones), Reparto()
    entes = reconocer_entes(renglon.ente for renglon in renglones)
    reparto.sin_ente = sorted({r.ente for r in renglones if entes[r.ente] is None})
    for k in range(0, len(renglones), POR_TANDA):
        tanda = {renglon.identidad: renglon for renglon in renglones[k : k + POR_TANDA]}
        hay = {contrato.identidad: contrato for contrato in Contrato.objects.filter(identidad__in=tanda)}
        for identidad, renglon in tanda.items():
            _repartir_uno(reparto, hay.get(identidad), renglon, entes[renglon.ente])
    return reparto


def _repartir_uno(reparto: Reparto, actual: Contrato | None, renglon: Renglon, ente: int | None) -> None:
    dicho = {
        "numero": renglon.numero, "ente_id": ente, "ente_texto": renglon.ente, "objeto": renglon.objeto,
        "proveedor": renglon.proveedor, "importe": renglon.importe, "fecha": renglon.fecha, "termina": renglon.termina,
    }
    if actual is not None and all(getattr(actual, campo) == valor for campo, valor in dicho.items()):
        reparto.iguales += 1
        return
    contrato = actual or Contrato(identidad=renglon.identidad)
    for campo, valor in dicho.items():
        setattr(contrato, campo, valor)
    contrato.fila = renglon.fila
    contrato.busqueda = normalizar(f"{renglon.numero} {renglon.objeto} {renglon.ente} {renglon.proveedor}")
    (reparto.cambiados if actual else reparto.nuevos).append(contrato)


def importar(
    contenido: bytes, *, nombre: str, procedencia: str, por: Usuario | None, en: datetime, envio: str | None = None,
    demostracion: bool = False,
) -> tuple[LoteDeContratos, bool]:
    """El lote y si es nuevo: el mismo archivo otra vez no hace nada. Todo o nada, con un evento.

    Lanza `AccesoDenegado`, `DatosInvalidos` si el archivo tiene errores, `YaSeEnvio`, o `EstadoEquivocado` si otro
    archivo con los mismos contratos entró a la vez.
    """
    sha256 = hashlib.sha256(contenido).hexdigest()
    with con_constancia(DECIDIR, "contratos:lote", por=por, en=en):
        if por is not None:
            exigir(por, DECIDIR)
    if previo := LoteDeContratos.objects.filter(sha256=sha256).first():
        return previo, False
    lectura = leer(contenido, en)
    if not lectura.sirve or len(contenido) > TAMANO_MAXIMO:
        raise DatosInvalidos("El archivo tiene errores: revíselo y vuelva a elegirlo.")
    archivo = recibir(contenido)
    try:
        with una_vez(envio) as clave:
            datos = {"nombre": nombre_limpio(nombre), "procedencia": procedencia.strip()[:300], "sha256": sha256,
                     "demostracion": demostracion}
            return _guardar_lote(datos, archivo, lectura, por, en, clave), True
    except IntegrityError as error:
        raise EstadoEquivocado("Otro archivo con los mismos contratos entró a la vez: vuelva a intentarlo.") from error


def _guardar_lote(
    datos: dict[str, Any], archivo: Archivo, lectura: Lectura, por: Usuario | None, en: datetime, clave: str | None
) -> LoteDeContratos:
    reparto = repartir(lectura.renglones)
    cuentas = {"nuevos": len(reparto.nuevos), "cambiados": len(reparto.cambiados), "iguales": reparto.iguales}
    lote = LoteDeContratos.objects.create(**datos, **cuentas, archivo=archivo, importado_en=en, importado_por=por)
    for contrato in (*reparto.nuevos, *reparto.cambiados):
        contrato.lote, contrato.cambiado_en = lote, en
        if not contrato.esta_decidido:
            contrato.situacion, contrato.cotejado_en = Situacion.POR_COTEJAR, None
            contrato.propuesta, contrato.puntaje = None, None
    Contrato.objects.bulk_create(reparto.nuevos, batch_size=POR_TANDA)
    Contrato.objects.bulk_update(reparto.cambiados, CAMBIAN, batch_size=POR_TANDA // 4)
    anotar("contratos.importados", lote, por=por, en=en, clave=clave, datos={
        "archivo": lote.nombre, "sha256": lote.sha256, "procedencia": lote.procedencia,
        "demostracion": lote.demostracion, **cuentas})
    return lote


def ligar(contrato: Contrato, dictamen: Dictamen, *, por: Usuario, en: datetime) -> DecisionDeContrato:
    """El dictamen ampara el contrato. Guarda la evidencia tal como estaba al decidir."""
    return _decidir(contrato, Que.LIGADO, por, en, dictamen=dictamen)


def descartar(
    contrato: Contrato, dictamen: Dictamen, *, por: Usuario, en: datetime, motivo: str
) -> DecisionDeContrato:
    """No es ese dictamen: no se vuelve a proponer para este contrato."""
    return _decidir(contrato, Que.DESCARTADO, por, en, dictamen=dictamen, motivo=motivo)


def no_requiere(contrato: Contrato, *, por: Usuario, en: datetime, motivo: str) -> DecisionDeContrato:
    """La compra no requería dictamen, y por qué."""
    return _decidir(contrato, Que.NO_REQUIERE, por, en, motivo=motivo)


def decidir_varios(
    que: str, vistos: Iterable[tuple[Contrato, str]], *, por: Usuario, en: datetime, motivo: str = ""
) -> Resultado:
    """Lo mismo con cada contrato y el folio que se leyó, en su propia transacción: uno que no se puede no detiene a los
    demás.

    Lanza `AccesoDenegado` o, si `que` no es de las de un lote, `DatosInvalidos`.
    """
    if que not in QUEDA:
        raise DatosInvalidos("Elija qué se decide de los contratos.")
    resultado = Resultado()
    quien_y_cuando: dict[str, Any] = {"por": por, "en": en}
    for contrato, folio in vistos:
        try:
            if que == Que.NO_REQUIERE:
                no_requiere(contrato, motivo=motivo, **quien_y_cuando)
            elif (dictamen := ligable(folio, contrato)) is None:
                raise DatosInvalidos("El dictamen que se proponía ya no puede ampararlo.")
            elif que == Que.LIGADO:
                ligar(contrato, dictamen, **quien_y_cuando)
            else:
                descartar(contrato, dictamen, motivo=motivo, **quien_y_cuando)
            resultado.hechos.append(contrato.numero)
        except (DatosInvalidos, YaRegistrado, EstadoEquivocado) as razon:
            resultado.fallas.append((contrato.numero, str(razon)))
    return resultado


def anular(contrato: Contrato, decision: int, *, por: Usuario, en: datetime, motivo: str) -> None:
    """Lo decidido deja de valer, con su motivo; el contrato vuelve a cotejarse.

    No deshace que el dictamen conste como contratado: eso está en su expediente. Lanza `AccesoDenegado`,
    `DatosInvalidos` o `YaRegistrado` si ya se había anulado.
    """
    with con_constancia(DECIDIR, contrato, por=por, en=en), transaction.atomic():
        exigir(por, DECIDIR)
        actual = Contrato.objects.select_for_update().get(pk=contrato.pk)
        previa = actual.decisiones.filter(pk=decision).first()
        if previa is None or not escrito(motivo):
            raise DatosInvalidos("Escriba por qué se anula la decisión.")
        if previa.anulada_en:
            raise YaRegistrado("Esa decisión ya se había anulado.")
        previa.anulada_en, previa.anulada_por, previa.motivo_anulacion = en, por, motivo.strip()
        previa.save(update_fields=["anulada_en", "anulada_por", "motivo_anulacion"])
        if previa.que != Que.DESCARTADO or not actual.esta_decidido:
            _poner(actual, Situacion.POR_COTEJAR)
        anotar("contrato.decision_anulada", actual, por=por, en=en,
               datos={"decision": previa.pk, "que": previa.que, "motivo": motivo.strip()})


def _decidir(
    contrato: Contrato, que: str, por: Usuario, en: datetime, *, dictamen: Dictamen | None = None, motivo: str = ""
) -> DecisionDeContrato:
    """Bajo candado y releyendo. Lanza `AccesoDenegado`, `DatosInvalidos`, `YaRegistrado` o `EstadoEquivocado`."""
    with con_constancia(DECIDIR, contrato, por=por, en=en), transaction.atomic():
        exigir(por, DECIDIR)
        actual = Contrato.objects.select_for_update().get(pk=contrato.pk)
        _exigir_por_decidir(actual, que, por, dictamen)
        if que != Que.LIGADO and not escrito(motivo):
            raise DatosInvalidos("Escriba el motivo.")
        vista = comparar_con(actual, dictamen) if dictamen else None
        if que == Que.LIGADO and vista and not vista.ampara:
            raise DatosInvalidos(vista.aviso)
        decision = DecisionDeContrato.objects.create(
            contrato=actual, que=que, dictamen=dictamen, motivo=motivo.strip(), decidida_en=en, decidida_por=por,
            evidencia=vista.como_datos() if vista else {},
        )
        _poner(actual, QUEDA[que])
        anotar(f"contrato.{que}", actual, por=por, en=en, datos=_del_evento(decision, vista))
    return decision


def _exigir_por_decidir(contrato: Contrato, que: str, por: Usuario, dictamen: Dictamen | None) -> None:
    """Que nadie lo haya decidido ya, ni descartado ese mismo dictamen."""
    vigentes = contrato.decisiones.filter(anulada_en=None)
    previa = vigentes.exclude(que=Que.DESCARTADO).first()
    previa = previa or vigentes.filter(que=Que.DESCARTADO, dictamen=dictamen, dictamen__isnull=False).first()
    if previa is None:
        return
    if (previa.que, previa.dictamen_id, previa.decidida_por_id) == (que, dictamen.pk if dictamen else None, por.pk):
        raise YaRegistrado("Eso ya quedó registrado.")
    raise EstadoEquivocado(f"De este contrato ya se decidió: {previa.get_que_display().lower()}.")


def _poner(contrato: Contrato, situacion: str) -> None:
    Contrato.objects.filter(pk=contrato.pk).update(
        situacion=situacion, propuesta=None, puntaje=None, cotejado_en=None)


def _del_evento(decision: DecisionDeContrato, vista: Propuesta | None) -> dict[str, Any]:
    contrato = decision.contrato
    datos: dict[str, Any] = {"decision": decision.pk, "numero": contrato.numero, "motivo": decision.motivo}
    if vista is not None:
        datos |= {"dictamen": vista.folio, "puntaje": vista.puntaje, "evidencia": decision.evidencia["criterios"]}
    return datos
