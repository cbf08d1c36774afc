"""Lo que se hace con los renglones de la bitácora: editar, borrar, reordenar, inventar (casos 1 a 34 del ataque, y los de la casa)."""

from __future__ import annotations

from django.db import connection

from auditoria.anclas import firmar
from auditoria.anclas.dudas import Duda
from bitacora.models import DatosEvento, Evento
from dictamenes.documento.firmante import cabezas
from tests.adversario.alteracion import CADENA, CON_LLAVERO, CON_TODO, alteracion
from tests.adversario.historia import Historia, en_json

SOLO_SQLITE, SOLO_PG = ("sqlite",), ("postgresql",)
OTRO = {"folio": "OTRO"}


def _emision(h: Historia) -> int:
    return h.evento("dictamen.emitido").n


def _editar(h: Historia, hasta: str) -> None:
    """Los casos 1 a 6: cada uno tapa un rastro más que el anterior."""
    n = _emision(h)
    h.duena(lambda: h.datos(n, con_huella=hasta != "datos", **OTRO))
    if hasta in ("datos", "huella"):
        return
    h.duena(lambda: h.reencadenar(n))
    rehacer = {"cms viejos": h.reanclar, "sin firma": lambda: h.reanclar(cms=b""), "sin anclas": lambda: h.sql("DELETE FROM bitacora_ancla")}
    if hasta in rehacer:
        h.duena(rehacer[hasta])


@alteracion("1", "editar los datos de un evento", ven=CADENA + "X", antes="MSRACI")
def _(h: Historia) -> None:
    _editar(h, "datos")


@alteracion("2", "… y su huella", ven=CADENA + "X", antes="MSRACI")
def _(h: Historia) -> None:
    _editar(h, "huella")


@alteracion("3", "… y la cadena hasta el final", ven=CADENA + "F", antes="MSRACI")
def _(h: Historia) -> None:
    _editar(h, "cadena")


@alteracion("4", "… y las anclas rehechas, con sus sobres de antes", ven=CON_TODO + "F", antes="RAC")
def _(h: Historia) -> None:
    _editar(h, "cms viejos")


@alteracion("5", "… y las anclas rehechas, sin firma", ven=CON_TODO + "F", antes="RAC")
def _(h: Historia) -> None:
    _editar(h, "sin firma")


@alteracion("6", "… y las anclas borradas de la base", ven=CON_LLAVERO + "SRACTF", antes="AC")
def _(h: Historia) -> None:
    _editar(h, "sin anclas")


@alteracion("lavado", "… y las anclas rehechas, y se corre el turno de quien firma", ven=CON_TODO + "F", antes="RAC")
def _(h: Historia) -> None:
    _editar(h, "cms viejos")
    try:
        firmar.anclar(h.ahora)
    except Duda:
        return
    raise AssertionError("se firmó la historia falsa")


@alteracion("7", "borrar los últimos veinte eventos", ven=CADENA + "F", antes="MACI")
def _(h: Historia) -> None:
    h.duena(lambda: h.cortar(h.hasta - 19))


@alteracion("8", "borrar lo posterior a la última ancla", ven="F", antes="I")
def _(h: Historia) -> None:
    cabezas.oir(*Evento.objects.order_by("-n").values_list("n", "eslabon").first())
    h.duena(lambda: h.cortar(h.ancla.n + 1))


@alteracion("8-callado", "… con el firmante sin oír ninguna cabeza", ven="", antes="I")
def _(h: Historia) -> None:
    h.duena(lambda: h.cortar(h.ancla.n + 1))


@alteracion("9", "borrar los últimos veinte y sus anclas", ven="MRACTIPF", antes="ACI")
def _(h: Historia) -> None:
    h.duena(lambda: h.cortar(h.hasta - 19), f"DELETE FROM bitacora_ancla WHERE n > {h.hasta - 20}")


@alteracion("10", "borrar un evento en medio", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    n = _emision(h)
    h.duena(f"DELETE FROM bitacora_datosevento WHERE evento_id = {n}", f"DELETE FROM bitacora_evento WHERE n = {n}")


def _borrar_y_renumerar(h: Historia) -> None:
    """Uno menos, y los siguientes con el número corrido."""
    n = _emision(h)
    h.sql(f"DELETE FROM bitacora_datosevento WHERE evento_id = {n}", f"DELETE FROM bitacora_evento WHERE n = {n}")
    for siguiente in range(n + 1, h.hasta + 1):
        h.sql(f"UPDATE bitacora_evento SET n = {siguiente - 1} WHERE n = {siguiente}",
              f"UPDATE bitacora_datosevento SET evento_id = {siguiente - 1} WHERE evento_id = {siguiente}")


@alteracion("11", "… y renumerar los siguientes", ven=CADENA + "F", antes="MSRACI")
def _(h: Historia) -> None:
    h.duena(lambda: _borrar_y_renumerar(h))


@alteracion("12", "… y reencadenar y reanclar", ven=CADENA + "F", antes="RACI")
def _(h: Historia) -> None:
    h.duena(lambda: _borrar_y_renumerar(h), h.reencadenar, h.reanclar)


def _permutar(h: Historia, tabla: str, llave: str) -> None:
    n = _emision(h)
    for de, a in ((n, -1), (n - 1, n), (-1, n - 1)):
        h.sql(f"UPDATE {tabla} SET {llave} = {a} WHERE {llave} = {de}")


def _sin_revisar(h: Historia, *hacer) -> None:
    """Con la restricción de que n ≥ 1 fuera, que se repone."""
    if h.motor == "sqlite":
        h.sql("PRAGMA ignore_check_constraints = ON")
        try:
            h.duena(*hacer)
        finally:
            h.sql("PRAGMA ignore_check_constraints = OFF")
        return
    h.libre()
    h.sql("ALTER TABLE bitacora_evento DROP CONSTRAINT evento_desde_uno")
    h.duena(*hacer)


@alteracion("13", "reordenar dos eventos", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    _sin_revisar(h, lambda: _permutar(h, "bitacora_evento", "n"))


@alteracion("14", "intercambiar las sales de dos eventos", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    n = _emision(h)
    sales = dict(DatosEvento.objects.filter(pk__in=(n, n - 1)).values_list("pk", "sal"))
    h.duena(*(f"UPDATE bitacora_datosevento SET sal = '{sales[de]}' WHERE evento_id = {a}" for de, a in ((n, n - 1), (n - 1, n))))


@alteracion("15", "intercambiar los datos de dos eventos", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    h.duena(lambda: _permutar(h, "bitacora_datosevento", "evento_id"))


@alteracion("16", "cambiar la hora de un evento", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_evento SET en = '2026-01-05 16:00:00+00:00' WHERE n = {_emision(h)}")


@alteracion("17", "… y reencadenar y reanclar", ven=CON_TODO + "F", antes="RAC")
def _(h: Historia) -> None:
    n = _emision(h)
    h.duena(f"UPDATE bitacora_evento SET en = '2026-01-05 16:00:00+00:00' WHERE n = {n}", lambda: h.reencadenar(n), h.reanclar)


@alteracion("18", "cambiar quién lo hizo", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_evento SET por_id = {h.m.ajena.pk} WHERE n = {h.evento('dictamen.firmado').n}")


@alteracion("19", "cambiar la clave de una sola vez", ven=CADENA, antes="")
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_evento SET clave = 'otra' WHERE n = {h.hasta}")


@alteracion("20", "quitar la clave de una sola vez", ven=CADENA, antes="")
def _(h: Historia) -> None:
    con_clave = Evento.objects.exclude(clave=None).latest("n").n
    h.duena(f"UPDATE bitacora_evento SET clave = NULL WHERE n = {con_clave}")


@alteracion("21", "vaciar la sal sin lápida", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_datosevento SET sal = '' WHERE evento_id = {_emision(h)}")


@alteracion("22", "borrar el renglón de datos", ven=CADENA, antes="MSRACI")
def _(h: Historia) -> None:
    h.duena(f"DELETE FROM bitacora_datosevento WHERE evento_id = {_emision(h)}")


def _lapida_falsa(h: Historia, n: int, **cambios) -> None:
    """Propuesta y lápida con INSERT, de dos personas, y el cambio que la base permite con ellas."""
    evento = Evento.objects.get(n=n)
    dicho = {"n": n, "huella": evento.huella, "campos": ["motivo"], "fundamento": "x", "resolucion": "x", "queda": evento.huella}
    propuesta = h.insertar("datos.cancelacion_propuesta", f"evento:{n}", dicho, por=h.m.coordinacion)
    h.insertar("datos.cancelados", f"evento:{n}", {**dicho, "propuesta": propuesta.n, "propuso": h.m.coordinacion.pk, "copias": {}},
               por=h.m.administrador)
    falsos = {**DatosEvento.objects.get(pk=n).datos, **cambios}
    DatosEvento.objects.filter(pk=n).update(sal="", datos=falsos, hojas=[])


@alteracion("23", "lápida falsa sobre la firma, con permiso de agregar", ven=CADENA + "XF", antes="I")
def _(h: Historia) -> None:
    _lapida_falsa(h, h.evento("dictamen.firmado").n, firmado="0" * 64)


@alteracion("23b", "lápida falsa sobre el total presentado, con permiso de agregar", ven=CADENA + "XF", antes="")
def _(h: Historia) -> None:
    _lapida_falsa(h, h.evento("solicitud.presentada").n, total="9000000")


@alteracion("24", "un evento falso al final, bien encadenado", ven=CON_LLAVERO + "F", antes="I")
def _(h: Historia) -> None:
    h.insertar("dictamen.firmado", f"solicitud:{h.por_firmar.pk}", {"folio": "X"}, por=h.m.firmante)


@alteracion("24-neutro", "… que no contradice a ningún renglón", ven=CON_LLAVERO + "F")
def _(h: Historia) -> None:
    h.insertar("prueba.hecha", "prueba:1", {"k": 1})


@alteracion("26", "una llave JSON repetida en los datos", ven=CADENA, motores=SOLO_SQLITE, antes="")
def _(h: Historia) -> None:
    datos = en_json(DatosEvento.objects.get(pk=_emision(h)).datos)
    h.duena(f"UPDATE bitacora_datosevento SET datos = '{{\"folio\": \"OTRO\", {datos[1:]}' WHERE evento_id = {_emision(h)}")


@alteracion("27", "un evento con n ≤ 0, con permiso de agregar", ven="B", antes="I")
def _(h: Historia) -> None:
    h.insertar("prueba.hecha", "prueba:1", {}, n=-3)


@alteracion("27-dueña", "… sin disparadores ni restricción", ven=CADENA + "F")
def _(h: Historia) -> None:
    _sin_revisar(h, lambda: h.insertar("prueba.hecha", "prueba:1", {}, n=-3))


@alteracion("31", "reescribir la cola que ningún ancla cubre", ven=CON_LLAVERO + "F", antes="")
def _(h: Historia) -> None:
    n = h.ancla.n + 2
    h.duena(lambda: h.datos(n, con_huella=True, k=99), lambda: h.reencadenar(n))


@alteracion("31-llavero", "… con el llavero robado y renglones coherentes", ven="")
def _(h: Historia) -> None:
    n = h.ancla.n + 2
    h.duena(lambda: h.datos(n, con_huella=True, k=99), lambda: h.reencadenar(n), lambda: h.etiquetar(n))


@alteracion("31-llavero-oído", "… y el firmante había oído la cabeza", ven="F")
def _(h: Historia) -> None:
    cabezas.oir(*Evento.objects.order_by("-n").values_list("n", "eslabon").first())
    n = h.ancla.n + 2
    h.duena(lambda: h.datos(n, con_huella=True, k=99), lambda: h.reencadenar(n), lambda: h.etiquetar(n))


@alteracion("anclado-llavero", "reescribir lo anclado con el llavero robado y las anclas rehechas", ven=CON_TODO + "F", antes="RAC")
def _(h: Historia) -> None:
    n = _emision(h)
    h.duena(lambda: h.datos(n, con_huella=True, **OTRO), lambda: h.reencadenar(n), lambda: h.etiquetar(n), h.reanclar)


@alteracion("repetido", "repetir al final un evento de antes, con su misma etiqueta", ven=CON_LLAVERO + "F")
def _(h: Historia) -> None:
    viejo = h.evento("dictamen.firmado")
    h.insertar(viejo.accion, viejo.objeto, viejo.datos_evento.datos, por=viejo.por, llave=viejo.llave, etiqueta=viejo.etiqueta)


@alteracion("primero", "borrar el primer evento", ven=CADENA)
def _(h: Historia) -> None:
    h.duena("DELETE FROM bitacora_datosevento WHERE evento_id = 1", "DELETE FROM bitacora_evento WHERE n = 1")


@alteracion("etiqueta", "quitar la etiqueta de un evento anclado", ven=CON_LLAVERO)
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_evento SET llave = '', etiqueta = '' WHERE n = {_emision(h)}")


@alteracion("etiquetas", "intercambiar las etiquetas de dos eventos de la cola", ven=CON_LLAVERO + "F")
def _(h: Historia) -> None:
    suyas = dict(Evento.objects.filter(n__in=(h.hasta, h.hasta - 1)).values_list("n", "etiqueta"))
    h.duena(f"UPDATE bitacora_evento SET etiqueta = '{suyas[h.hasta - 1]}' WHERE n = {h.hasta}",
            f"UPDATE bitacora_evento SET etiqueta = '{suyas[h.hasta]}' WHERE n = {h.hasta - 1}")


@alteracion("formato", "volver un evento de la cola al formato de antes, que no probaba cada campo", ven=CADENA + "F")
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_evento SET formato = 1 WHERE n = {h.hasta}", lambda: h.reencadenar(h.hasta))


@alteracion("objeto", "mudar un evento anclado a otro expediente, reencadenar y reanclar", ven=CON_TODO + "F")
def _(h: Historia) -> None:
    n = h.evento("dictamen.firmado").n
    h.duena(f"UPDATE bitacora_evento SET objeto = 'solicitud:{h.por_firmar.pk}' WHERE n = {n}", lambda: h.reencadenar(n), h.reanclar)


@alteracion("lápida-conserva", "cambiar lo que una lápida de verdad conservó", ven=CADENA)
def _(h: Historia) -> None:
    h.duena(lambda: h.datos(h.cancelado, tablero="compartido"))


@alteracion("lápida-hojas", "quitar las hojas de lo cancelado", ven=CADENA)
def _(h: Historia) -> None:
    h.duena(f"UPDATE bitacora_datosevento SET hojas = NULL WHERE evento_id = {h.cancelado}")


@alteracion("lápida-revive", "hacer pasar por no cancelado, con otro texto, lo que se canceló", ven=CADENA)
def _(h: Historia) -> None:
    h.duena(lambda: DatosEvento.objects.filter(pk=h.cancelado).update(sal="ab" * 16, datos={"texto": "otro"}, hojas=None))


@alteracion("lápida-borrada", "borrar la lápida y su propuesta y reencadenar", ven=CADENA + "F")
def _(h: Historia) -> None:
    suyas = list(Evento.objects.filter(objeto=f"evento:{h.cancelado}").values_list("n", flat=True))
    h.duena(*(f"DELETE FROM {tabla} WHERE {llave} IN ({', '.join(map(str, suyas))})"
              for tabla, llave in (("bitacora_datosevento", "evento_id"), ("bitacora_evento", "n"))), lambda: h.reencadenar(suyas[0]))


@alteracion("reemplaza", "INSERT OR REPLACE sobre un evento", ven="B", motores=SOLO_SQLITE)
def _(h: Historia) -> None:
    h.sql(f"INSERT OR REPLACE INTO bitacora_evento SELECT * FROM bitacora_evento WHERE n = {_emision(h)}")


@alteracion("actualiza", "UPDATE y DELETE con permiso de agregar", ven="B")
def _(h: Historia) -> None:
    h.sql(f"UPDATE bitacora_evento SET accion = 'otra' WHERE n = {_emision(h)}")


@alteracion("futuro", "un evento con fecha imposible, con permiso de agregar", ven="B")
def _(h: Historia) -> None:
    h.sql("INSERT INTO bitacora_evento (n, en, accion, objeto, huella, previo, eslabon, formato, llave, etiqueta) "
          f"SELECT n + 1, '9999-12-31 00:00:00+00:00', accion, objeto, huella, eslabon, '{'e' * 64}', 2, llave, etiqueta "
          f"FROM bitacora_evento WHERE n = {h.hasta}")


@alteracion("tapa", "un evento con n = 2^63 − 1, con permiso de agregar: después nadie podría actuar", ven="B", antes="")
def _(h: Historia) -> None:
    h.insertar("prueba.hecha", "prueba:1", {}, n=2**63 - 1)


@alteracion("hueco", "saltarse un número, con permiso de agregar", ven="B")
def _(h: Historia) -> None:
    h.insertar("prueba.hecha", "prueba:1", {}, n=h.hasta + 2)


@alteracion("bifurca", "un segundo evento que sigue al penúltimo", ven="B")
def _(h: Historia) -> None:
    h.insertar("prueba.hecha", "prueba:1", {}, previo=Evento.objects.get(n=h.hasta - 1).eslabon)


@alteracion("trunca", "vaciar las tres tablas de la bitácora", ven="MSRACTIPF", antes="SRACIP")
def _(h: Historia) -> None:
    h.duena("DELETE FROM bitacora_ancla", "DELETE FROM bitacora_datosevento", "DELETE FROM bitacora_evento")


@alteracion("trunca-pg", "TRUNCATE con los disparadores puestos", ven="B", motores=SOLO_PG)
def _(h: Historia) -> None:
    h.libre()
    h.sql("TRUNCATE bitacora_datosevento, bitacora_evento, bitacora_ancla")


@alteracion("tipo", "reescribir los datos con ALTER TYPE … USING", ven=CADENA + "X", motores=SOLO_PG, antes="MISRACP")
def _(h: Historia) -> None:
    h.libre()
    h.sql("ALTER TABLE bitacora_datosevento ALTER COLUMN datos TYPE jsonb USING "
          f"CASE evento_id WHEN {_emision(h)} THEN datos || '{{\"folio\": \"OTRO\"}}' ELSE datos END")


@alteracion("copia", "COPY de un evento con n ≤ 0, con permiso de agregar", ven="B", motores=SOLO_PG, antes="I")
def _(h: Historia) -> None:
    campos = "(n, en, accion, objeto, huella, previo, eslabon, formato)"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(f"COPY bitacora_evento {campos} FROM STDIN") as copia:
        copia.write_row((-3, "2026-03-02 16:00:00+00", "prueba.hecha", "prueba:1", "0" * 64, "0" * 64, "e" * 64, 2))
