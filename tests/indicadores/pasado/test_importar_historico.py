"""El importador: todo o nada, cada error con su fila y columna, una sola vez y con su evento."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from archivos.models import Archivo
from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from indicadores.models import LoteHistorico, RegistroHistorico
from indicadores.pasado.historico import ArchivoInvalido, importar
from indicadores.pasado.lectura import leer

pytestmark = pytest.mark.django_db
HOY = date(2026, 3, 2)
BUENO = "F-1,UNO,bienes,2024-01-10,2024-02-01,emitida,1234.50"


@pytest.fixture
def archivo(tmp_path, csv_historico):
    def escribir(*renglones, nombre="historico.csv", prefijo=b"", **opciones):
        ruta = tmp_path / nombre
        ruta.write_bytes(prefijo + csv_historico(*renglones, **opciones))
        return ruta

    return escribir


def _ordenar(ruta, *args):
    salida = StringIO()
    call_command("importar_historico", str(ruta), "--montos", "total", *args, stdout=salida)
    return salida.getvalue()


def _errores(contenido):
    return {(e.fila, e.columna) for e in leer(contenido, HOY)[1]}


def test_importa_con_procedencia_y_deja_un_solo_evento_por_archivo(archivo, ente):
    ruta = archivo(BUENO, "F-2,Oficina de Antes,,2023-12-14,,,")
    salida = _ordenar(ruta, "--procedencia", "Hoja de control 2023")
    lote = LoteHistorico.objects.get()
    assert (lote.procedencia, lote.renglones, lote.demostracion) == ("Hoja de control 2023", 2, False)
    assert lote.archivo.leer() == ruta.read_bytes()
    assert "2 asuntos" in salida
    assert "Oficina de Antes" in salida
    evento = Evento.objects.get(accion="historico.importado")
    datos = evento.datos_evento.datos
    assert (datos["sha256"], datos["renglones"]) == (lote.sha256, 2)
    assert (datos["recibidas"], datos["atendidas"]) == ({"2023": 1, "2024": 1}, {"2024": 1})
    assert verificar_cadena().integra


def test_guarda_cada_dato_con_su_tipo_y_el_ente_por_siglas_o_nombre(archivo, ente):
    _ordenar(archivo(BUENO, "F-2,ente uno,BAJA,2023-12-14,,,", "F-3,Otro,,2023-12-14,,,"))
    uno, dos, tres = RegistroHistorico.objects.order_by("folio")
    assert (uno.ente, uno.fecha_recibida, uno.fecha_atendida) == (ente, date(2024, 1, 10), date(2024, 2, 1))
    assert (uno.importe, uno.conclusion) == (Decimal("1234.50"), "emitida")
    assert (dos.ente, dos.tipo, dos.fecha_atendida, dos.importe) == (ente, "baja", None, None)
    assert (tres.ente, tres.ente_texto) == (None, "Otro")


def test_hay_que_decir_que_montos_trae_y_queda_con_el_lote(archivo, ente):
    ruta = archivo(BUENO)
    with pytest.raises(CommandError, match="--montos"):
        call_command("importar_historico", str(ruta))
    _ordenar(ruta, "--montos", "importe")
    assert LoteHistorico.objects.get().montos == "importe"
    assert Evento.objects.get(accion="historico.importado").datos_evento.datos["montos"] == "importe"


def test_las_filas_vacias_cuentan_arriba_y_en_medio_como_en_excel(archivo, ente):
    ruta = archivo("", "F-1,UNO,,2024-01-10,,,", "", ",,,,,,", "F-2,UNO,mal,2024-01-10,,,")
    ruta.write_bytes(b"\n,,,,,,\n" + ruta.read_bytes())
    with pytest.raises(CommandError, match="fila 8, columna tipo"):
        _ordenar(ruta)


def test_sin_procedencia_vale_el_nombre_del_archivo(archivo, ente):
    _ordenar(archivo(BUENO, nombre="control-2024.csv"))
    assert LoteHistorico.objects.get().procedencia == "control-2024.csv"


def test_el_mismo_archivo_otra_vez_no_duplica_y_lo_dice(archivo, ente):
    ruta = archivo(BUENO)
    _ordenar(ruta)
    assert "ya se había importado" in _ordenar(ruta)
    assert RegistroHistorico.objects.count() == Evento.objects.filter(accion="historico.importado").count() == 1


def test_acepta_la_marca_de_orden_de_excel_y_las_columnas_en_otro_orden(archivo, ente):
    _ordenar(archivo(BUENO, prefijo=b"\xef\xbb\xbf"))
    _ordenar(archivo('emitida,,2024-02-01,2024-01-10,"Ente, con coma",F-9,', nombre="b.csv",
                     encabezado="conclusion,tipo,fecha_atendida,fecha_recibida,ente,folio,importe"))
    assert RegistroHistorico.objects.get(folio="F-9").ente_texto == "Ente, con coma"


def test_dice_todos_los_errores_con_fila_y_columna_y_no_importa_nada(archivo, ente):
    ruta = archivo(
        BUENO, ",UNO,bienes,2024-01-10,,,", "F-3,,bienes,2024-01-10,,,", "F-4,UNO,cosas,2024-01-10,,,",
        "F-5,UNO,bienes,10/01/2024,,,", "F-6,UNO,bienes,2024-02-10,2024-01-10,emitida,",
        "F-7,UNO,bienes,2024-01-10,2024-02-01,,", "F-8,UNO,bienes,2024-01-10,,emitida,",
        "F-9,UNO,bienes,2024-01-10,,,$1 000", "F-1,UNO,bienes,2024-01-10,,,", "F-11,UNO,bienes", "F-12,UNO,,2099-01-01,,,",
        "F-13,UNO,,,,,", "F-14,UNO,,2024-01-10,2024-02-30,cancelada,-5",
    )
    with pytest.raises(CommandError) as error:
        _ordenar(ruta)
    assert error.value.returncode == 2
    for fila, columna in (
        (3, "folio"), (4, "ente"), (5, "tipo"), (6, "fecha_recibida"), (7, "fecha_atendida"), (8, "conclusion"),
        (9, "fecha_atendida"), (10, "importe"), (11, "folio"), (12, "fecha_recibida"), (13, "fecha_recibida"),
        (14, "fecha_recibida"), (15, "fecha_atendida"), (15, "conclusion"), (15, "importe"),
    ):
        assert f"fila {fila}, columna {columna}:" in str(error.value)
    assert str(error.value).count("fila ") - str(error.value).count("en la fila ") == 15
    assert not RegistroHistorico.objects.exists()
    assert not LoteHistorico.objects.exists()
    assert not Archivo.objects.exists()
    assert not Evento.objects.exists()


@pytest.mark.parametrize(("contenido", "esperado"), [
    (b"", (1, "1")),
    (b"folio;ente;tipo\nF;U;b\n", (1, "1")),
    (b"folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion,importe\n", (2, "folio")),
    (b"folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion\n", (1, "importe")),
    (b"folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion,importe,importe\n", (1, "importe")),
    (b"folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion,importe,rfc\n", (1, "rfc")),
    (b'folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion,importe\n"F-1,UNO,,2024-01-10,,,\n', (2, "folio")),
    ("folio,ente,tipo,fecha_recibida,fecha_atendida,conclusion,importe\nF,Educación,,2024-01-10,,,\n".encode("latin-1"), (2, "ente")),
])
def test_un_archivo_mal_formado_dice_donde(contenido, esperado):
    assert esperado in _errores(contenido)


def test_un_renglon_roto_no_esconde_los_errores_de_los_demas(csv_historico):
    assert {(2, "importe"), (4, "tipo")} <= _errores(csv_historico("F-1,U,,2024-01-10,,,x", "F-2,U,b", "F-3,U,mal,2024-01-10,,,"))


@given(st.binary(max_size=300))
def test_ningun_archivo_revienta_al_lector(contenido):
    renglones, errores = leer(contenido, HOY)
    assert errores or renglones
    assert all(e.fila >= 1 and e.columna and str(e).encode() for e in errores)


def test_un_folio_que_ya_esta_en_el_registro_no_se_cuenta_dos_veces(csv_historico, ente, en, mundo):
    importar(csv_historico(BUENO), nombre="a.csv", procedencia="", montos="total", por=None, en=en)
    propia = mundo.presentada().folio
    otra = csv_historico("F-2,UNO,,2024-01-10,,,", "F-1,UNO,,2024-01-10,,,", f"{propia},UNO,,2024-01-10,,,")
    with pytest.raises(ArchivoInvalido) as error:
        importar(otra, nombre="b.csv", procedencia="", montos="total", por=None, en=en)
    assert [(e.fila, e.columna) for e in error.value.errores] == [(3, "folio"), (4, "folio")]
    assert LoteHistorico.objects.count() == 1


def test_un_archivo_que_no_existe_sale_con_2(tmp_path):
    with pytest.raises(CommandError) as error:
        _ordenar(tmp_path / "no-hay.csv")
    assert error.value.returncode == 2


@pytest.mark.parametrize("cambio", [
    {"fecha_atendida": date(2023, 1, 1)}, {"conclusion": ""}, {"conclusion": "cancelada"}, {"fecha_atendida": None},
    {"importe": Decimal(-1)},
])
def test_la_base_tampoco_acepta_un_renglon_incoherente(csv_historico, ente, en, cambio):
    importar(csv_historico(BUENO), nombre="a.csv", procedencia="", montos="total", por=None, en=en)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistroHistorico.objects.update(**cambio)
