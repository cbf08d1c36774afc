"""Lo que se hace con las anclas de la base, con las de fuera y con lo que dice cuándo firmar."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import storages

from auditoria.anclas import firmar
from bitacora.models import Ancla
from dictamenes.documento.firma import instalada
from tests.adversario.alteracion import CADENA, CON_TODO, alteracion
from tests.adversario.historia import Historia
from tests.herramientas.parametros import poner


def _inventar(h: Historia, **cambios) -> None:
    ultima = Ancla.objects.latest("numero").leida()
    datos = {"n": h.hasta, "eslabon": "0" * 64, "raiz": "0" * 64, "frontera": [], "anterior": ultima.huella, "cms": b"",
             "en": h.ahora - timedelta(minutes=30), **cambios}
    Ancla.objects.create(numero=ultima.numero + 1, guardada="000000004.p7m", **datos)


def _buena(h: Historia, en: datetime) -> None:
    """La que sigue, bien calculada y sin firma."""
    antes = Ancla.objects.latest("numero").leida()
    nueva = firmar._calcular(antes, h.hasta, en.isoformat(timespec="microseconds"))
    _inventar(h, eslabon=nueva.eslabon, raiz=nueva.raiz, frontera=list(nueva.frontera), en=en)


@alteracion("29", "borrar un ancla de en medio", ven="MIP", antes="MSRACI")
def _(h: Historia) -> None:
    h.duena("DELETE FROM bitacora_ancla WHERE numero = 2")


@alteracion("29-última", "borrar la última ancla de la base", ven="MIP")
def _(h: Historia) -> None:
    h.duena("DELETE FROM bitacora_ancla WHERE numero = 3")


@alteracion("30", "ponerle a un ancla el sobre de otra", ven=CON_TODO, antes="R")
def _(h: Historia) -> None:
    h.duena(lambda: Ancla.objects.filter(numero=2).update(cms=bytes(Ancla.objects.get(numero=1).cms)))


@alteracion("33", "rehacer la cadena y firmar las anclas con una e.firma personal", ven="MACTIPFX", antes="AC")
def _(h: Historia) -> None:
    n = h.evento("dictamen.emitido").n
    h.duena(lambda: h.datos(n, con_huella=True, folio="OTRO"), lambda: h.reencadenar(n), lambda: h.reanclar(h.sellar_con(h.efirma())))


@alteracion("34", "rehacer la cadena y firmar las anclas con el sello robado", ven="MAITPF", antes="AC")
def _(h: Historia) -> None:
    n = h.evento("dictamen.emitido").n
    h.duena(lambda: h.datos(n, con_huella=True, folio="OTRO"), lambda: h.reencadenar(n),
            lambda: h.reanclar(h.sellar_con(instalada.sello_institucional())))


@alteracion("34-llavero", "… y con el llavero robado", ven="MAITPF", antes="AC")
def _(h: Historia) -> None:
    n = h.evento("dictamen.emitido").n
    h.duena(lambda: h.datos(n, con_huella=True, folio="OTRO"), lambda: h.reencadenar(n), lambda: h.etiquetar(n),
            lambda: h.reanclar(h.sellar_con(instalada.sello_institucional())))


@alteracion("ancla-2099", "un ancla del futuro, bien calculada, con permiso de agregar", ven="MRACTIPF", antes="RACP")
def _(h: Historia) -> None:
    _buena(h, datetime.fromisoformat("2099-01-01T00:00:00+00:00"))


@alteracion("ancla-9999", "un ancla de una fecha imposible, con permiso de agregar", ven="B")
def _(h: Historia) -> None:
    _buena(h, datetime.fromisoformat("9999-12-30T00:00:00+00:00"))


@alteracion("ancla-mala", "un ancla con la raíz mala, con permiso de agregar", ven=CADENA + "F", antes="MISRACP")
def _(h: Historia) -> None:
    _inventar(h)


@alteracion("ancla-atrás", "un ancla que cubre menos que la anterior, con permiso de agregar", ven="B")
def _(h: Historia) -> None:
    _inventar(h, n=h.ancla.n - 1)


@alteracion("anclas-trunca", "vaciar sólo las anclas de la base", ven="MIP", antes="ACP")
def _(h: Historia) -> None:
    h.duena("DELETE FROM bitacora_ancla")


@alteracion("ancla-picos", "cambiar los picos del árbol de un ancla", ven=CADENA + "F")
def _(h: Historia) -> None:
    h.duena(lambda: Ancla.objects.filter(numero=3).update(frontera=["0" * 64]))


@alteracion("ancla-anterior", "cambiar a cuál cita un ancla", ven=CADENA)
def _(h: Historia) -> None:
    h.duena(lambda: Ancla.objects.filter(numero=2).update(anterior="0" * 64))


@alteracion("ancla-hora", "cambiar la hora de un ancla y la cita de la siguiente", ven=CON_TODO + "F")
def _(h: Historia) -> None:
    def correr() -> None:
        Ancla.objects.filter(numero=3).update(en=h.ancla.en - timedelta(hours=20))

    h.duena(correr)


@alteracion("fuera-borrada", "borrar de fuera la última ancla", ven="MIPF")
def _(h: Historia) -> None:
    (_fuera() / "000000003.p7m").unlink()


@alteracion("fuera-cambiada", "poner fuera, en lugar de la última, una de antes con su nombre", ven="MAIPF")
def _(h: Historia) -> None:
    _sobre("000000003.p7m").write_bytes((_fuera() / "000000002.p7m").read_bytes())


@alteracion("fuera-hueco", "borrar de fuera un ancla de en medio", ven="MIP")
def _(h: Historia) -> None:
    (_fuera() / "000000002.p7m").unlink()


def _fuera() -> Path:
    return Path(storages["anclas"].location)


def _sobre(nombre: str) -> Path:
    ruta = _fuera() / nombre
    ruta.chmod(0o644)
    return ruta


def _se_calla(h: Historia) -> bool:
    """Que un parámetro de la base no alargue el silencio: pasado un día, se firma o se dice."""
    try:
        return firmar.anclar(h.ahora + timedelta(hours=25)) is not None
    except firmar.Duda:
        return True


@alteracion("parámetro", "un millón de minutos entre anclas, escrito en la base", ven="IU", usar=_se_calla)
def _(h: Historia) -> None:
    poner("ancla.minutos", 1_000_000)


@alteracion("parámetro-texto", "un texto en lugar de los minutos entre anclas", ven="IU", usar=_se_calla)
def _(h: Historia) -> None:
    poner("ancla.minutos", "nunca")
