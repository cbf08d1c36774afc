"""Lo firmado a mano y escaneado: recibirlo, repartirlo entre sus documentos y cotejarlo. Nunca dentro de un acto."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from archivos import antivirus, entrada
from archivos.excepciones import AlmacenNoDisponible
from archivos.lugares import SinLugar, tomar_lugar
from archivos.models import Archivo
from cuentas import reloj
from cuentas.models import Usuario
from cuentas.parada import hasta_parar
from cuentas.parametros import parametro
from cuentas.rastreo import en_trabajo
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, EntregaDeEscaneos, EscaneoFirmado
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.proyecto import Veredicto
from verificador.escaneo import puerta
from verificador.escaneo.codigo import folio_impreso
from verificador.escaneo.cotejo import HojaLeida

registro = logging.getLogger(__name__)
PDF = "application/pdf"
TIFF = (b"II*\x00", b"MM\x00*")
ARRIENDO, ESPERA = timedelta(minutes=5), timedelta(seconds=30)
ESPERAN = (AlmacenNoDisponible, OperationalError, SinLugar)
ES_EL_ORIGINAL = "Ese archivo ya está registrado como otro documento: suba el escaneo de lo firmado a mano."
Reparto = tuple[dict[Dictamen, list[HojaLeida]], list[str]]


def recibir(
    subidos: Sequence[Any], *, por: Usuario, en: datetime, ubicacion: str, para: Dictamen | None = None
) -> EntregaDeEscaneos:
    """Guarda lo que llegó —un PDF tal cual; varios archivos, TIFF o fotos, en un PDF con sus hojas— y lo deja en cola.

    Lo mismo, mientras está en cola, es la misma entrega. `DatosInvalidos` si no se admite. `para`, de quién son las
    hojas que no digan de quién son.
    """
    try:
        archivo, nombre = _guardado(subidos)
    except ValidationError as error:
        raise DatosInvalidos(error.messages[0]) from error
    if Dictamen.objects.filter(sellado=archivo).exists():
        raise DatosInvalidos(ES_EL_ORIGINAL)
    en_cola = EntregaDeEscaneos.objects.filter(archivo=archivo, para=para, recibida_por=por, terminada_en=None).last()
    return en_cola or EntregaDeEscaneos.objects.create(
        archivo=archivo, nombre=nombre[:120], ubicacion=ubicacion.strip(), para=para, recibida_por=por, recibida_en=en)


def cotejar_entregas(en: datetime, limite: int = 1) -> int:
    """El turno: de la entrega más antigua, la reparte y coteja un documento; devuelve cuántas terminó."""
    terminadas = 0
    for pk in hasta_parar(list(EntregaDeEscaneos.objects.por_cotejar(en).values_list("pk", flat=True)[:limite])):
        if not EntregaDeEscaneos.objects.tomar(pk, en, ARRIENDO):
            continue
        with en_trabajo(f"escaneos:{pk}"):
            try:
                terminadas += _atender(EntregaDeEscaneos.objects.select_related("archivo", "para").get(pk=pk), en)
            except ESPERAN as error:
                registro.warning("La entrega %s espera: %s.", pk, type(error).__name__)
                _soltar(pk, en + ESPERA)
            except Exception:  # cuando venza su arriendo se intenta otra vez, y las demás siguen
                registro.exception("No se pudo cotejar la entrega %s.", pk)
    return terminadas


def cotejar(escaneo: EscaneoFirmado) -> EscaneoFirmado:
    """Lo coteja si todavía no, y guarda qué se halló; lo que no se pudo leer, rechazado."""
    if escaneo.veredicto:
        return escaneo
    try:
        with tomar_lugar():
            hallado = puerta.cotejar(escaneo.sellado.leer(), [escaneo.archivo.leer()])
        escaneo.veredicto, escaneo.cotejo = hallado.veredicto, hallado.como_dict()
    except puerta.NoSeLee as motivo:
        frase = _no_se_lee(motivo)
        escaneo.veredicto, escaneo.cotejo = Veredicto.RECHAZADO, {"frase": frase, "motivos": [frase], "hojas": []}
    escaneo.save(update_fields=["veredicto", "cotejo"])
    return escaneo


def _atender(entrega: EntregaDeEscaneos, en: datetime) -> bool:
    if entrega.repartida_en is None:
        _repartir(entrega, _reparto(entrega), en)
    for escaneo in entrega.escaneos.filter(veredicto="").select_related("archivo", "sellado")[:1]:
        cotejar(escaneo)
    if entrega.escaneos.filter(veredicto="").exists():
        _soltar(entrega.pk, None)  # los demás, en otra vuelta: cada uno tarda segundos y lo que firman otros no espera
        return False
    return bool(EntregaDeEscaneos.objects.filter(pk=entrega.pk, terminada_en=None).update(terminada_en=reloj.ahora()))


def _soltar(pk: int, hasta: datetime | None) -> None:
    EntregaDeEscaneos.objects.filter(pk=pk).update(tomada_hasta=hasta)


def _reparto(entrega: EntregaDeEscaneos) -> Reparto:
    """De cada documento que espera la firma autógrafa de quien entregó, sus hojas por su código; y lo que sobra."""
    if entrega.archivo.rechazado:
        return {}, [f"El antivirus rechazó lo que entregó ({entrega.archivo.motivo}): entregue otro."]
    try:
        with tomar_lugar():
            leidas = puerta.leer([entrega.archivo.leer()])
    except puerta.NoSeLee as motivo:
        return {}, [_no_se_lee(motivo)]
    suyos = {folio_impreso(str(d.folio)): d for d in _por_firmar_a_mano(entrega.recibida_por)}
    hojas: dict[Dictamen, list[HojaLeida]] = defaultdict(list)
    sueltas, sobra = [], []
    for hoja in leidas:
        if not hoja.folio:
            sueltas.append(hoja)
        elif hoja.folio in suyos:
            hojas[suyos[hoja.folio]].append(hoja)
        else:
            sobra.append(f"La hoja {hoja.hoja} del documento {hoja.folio} no es de ninguno que espere su firma a mano.")
    de_quien = entrega.para if entrega.para in suyos.values() else next(iter(hojas)) if len(hojas) == 1 else None
    if de_quien:
        hojas[de_quien] = sorted(hojas[de_quien] + sueltas, key=lambda hoja: hoja.pagina)
    else:
        sobra += [f"La página {hoja.pagina + 1} de «{entrega.nombre}» no trae legible su código." for hoja in sueltas]
    if entrega.para and not hojas.get(entrega.para):
        hojas.pop(entrega.para, None)
        sobra.append(f"No trae ninguna hoja de {entrega.para.folio}.")
    return hojas, sobra


def _repartir(entrega: EntregaDeEscaneos, reparto: Reparto, en: datetime) -> None:
    hojas, sobra = reparto
    cuantas = sum(map(len, hojas.values())) + len(sobra)
    archivos = {
        dictamen: entrega.archivo if len(suyas) == cuantas else _solo(entrega.archivo, suyas)
        for dictamen, suyas in hojas.items()
    }
    with transaction.atomic():
        EscaneoFirmado.objects.bulk_create([
            EscaneoFirmado(
                entrega=entrega, dictamen=dictamen, sellado=dictamen.documento_sellado, archivo=archivo,
                nombre=entrega.nombre, ubicacion=entrega.ubicacion, recibido_por=entrega.recibida_por,
                recibido_en=entrega.recibida_en,
            ) for dictamen, archivo in archivos.items()
        ])
        entrega.repartida_en, entrega.sobra = en, sobra
        entrega.save(update_fields=["repartida_en", "sobra"])


def _solo(archivo: Archivo, hojas: Sequence[HojaLeida]) -> Archivo:
    """Un PDF con esas hojas, tal como venían."""
    with tomar_lugar():
        return entrada.guardar(puerta.armar([archivo.leer()], hojas), PDF)


def _por_firmar_a_mano(quien: Usuario) -> list[Dictamen]:
    esperan = Dictamen.objects.filter(
        autoriza=quien, estado=EstadoDeDictamen.POR_FIRMAR, forma_firma=FormaDeFirma.AUTOGRAFA)
    return list(esperan.select_related("sellado"))


def _no_se_lee(motivo: puerta.NoSeLee) -> str:
    return f"El escaneo {str(motivo)[0].lower()}{str(motivo)[1:]}"


def _guardado(subidos: Sequence[Any]) -> tuple[Archivo, str]:
    maximo = parametro("anexo.maximo_mb")
    if len(subidos) == 1 and subidos[0].name.lower().endswith(".pdf"):
        return entrada.recibir(subidos[0], maximo)
    contenidos = [_admitido(subido, maximo) for subido in subidos]
    if sum(map(len, contenidos)) > maximo * entrada.MB:
        raise ValidationError(f"Lo que adjuntó pesa más de {maximo} MB.")
    try:
        with tomar_lugar():
            armado = puerta.armar(contenidos, puerta.contar(contenidos))
    except puerta.NoSeLee as motivo:
        raise ValidationError(f"«{entrada.nombre_limpio(subidos[motivo.cual].name)}»: {motivo}") from motivo
    nombre = entrada.nombre_limpio(subidos[0].name)
    return entrada.guardar(armado, PDF, por_revisar=antivirus.hay()), nombre


def _admitido(subido: Any, maximo: int) -> bytes:
    """Los bytes de un archivo; el TIFF no se guarda: sólo se abre donde se coteja, y queda como PDF."""
    nombre, contenido = entrada.nombre_limpio(subido.name), subido.read()
    if not contenido.startswith(TIFF):
        entrada.validar(nombre, contenido, maximo, subido.content_type or "")
    return bytes(contenido)
