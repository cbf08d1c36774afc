"""El CSV de un estándar: cada defecto con su fila y columna, y todos a la vez."""

import pytest

from estandares.importacion import leer_estandar

CABEZA = "perfil,nombre,atributo,operador,valor,unidad,nivel,grupo"


def errores(*renglones, cabeza=CABEZA):
    contenido = "\n".join([cabeza, *renglones, ""])
    _, hallados = leer_estandar(
        contenido if isinstance(contenido, bytes) else contenido.encode("utf-8", "surrogateescape")
    )
    return [(error.fila, error.columna) for error in hallados]


BUENO = "A,Perfil A,ram,gte,8,GB,obligatorio,"


def test_un_archivo_correcto_conserva_orden_y_huella():
    leido, hallados = leer_estandar(f"\ufeff{CABEZA}\r\n{BUENO}\r\nA,Perfil A,hdd,gte,1,TB,deseable,g\r\n".encode())
    assert hallados == []
    assert [fila.atributo for fila in leido.perfiles["A"].requisitos] == ["ram", "hdd"]
    assert leido.perfiles["A"].requisitos[1].grupo == "g"
    assert len(leido.sha256) == 64


@pytest.mark.parametrize(
    ("renglon", "columna"),
    [
        (",Perfil A,ram,gte,8,GB,obligatorio,", "perfil"),
        ("A,,ram,gte,8,GB,obligatorio,", "nombre"),
        ("A,Perfil A,,gte,8,GB,obligatorio,", "atributo"),
        ("A,Perfil A,ram,,8,GB,obligatorio,", "operador"),
        ("A,Perfil A,ram,mayor,8,GB,obligatorio,", "operador"),
        ("A,Perfil A,ram,gte,ocho,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,gte,,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,gte,NaN,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,gte,Infinity,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,gte,1e309,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,gte,8 GB,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,lte,٣,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,between,16..8,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,between,8,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,between,8..,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,between,..8,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,between,a..b,GB,obligatorio,", "valor"),
        ("A,Perfil A,ram,between,1..2..3,GB,obligatorio,", "valor"),
        ("A,Perfil A,v,between,2.10..2.9,versión,obligatorio,", "valor"),
        ("A,Perfil A,wifi,gte,Wi-Fi 9,estándar,obligatorio,", "valor"),
        ("A,Perfil A,ip,gte,IP99,grado,obligatorio,", "valor"),
        ("A,Perfil A,iso,gte,ISO 9001,edición,obligatorio,", "valor"),
        ("A,Perfil A,usb,gte,USB 9,versión,obligatorio,", "valor"),
        ("A,Perfil A,x,eq,mucho,V,obligatorio,", "valor"),
        ("A,Perfil A,x,in,,,obligatorio,", "valor"),
        ("A,Perfil A,x,in,HDMI||DVI,,obligatorio,", "valor"),
        ("A,Perfil A,x,contains_all,50|mucho,Hz,obligatorio,", "valor"),
        ("A,Perfil A,x,must,sí,,obligatorio,", "valor"),
        ("A,Perfil A,x,must_not,false,,obligatorio,", "valor"),
        ("A,Perfil A,ram,gte,8,GB,,", "nivel"),
        ("A,Perfil A,ram,gte,8,GB,opcional,", "nivel"),
        ("A,Perfil A,ram,gte,8,GB", "nivel"),
        ("A,Perfil A", "atributo"),
        ("A,Perfil A,ram,gte,8,GB,obligatorio,,de más", "9"),
        ('A,"Perfil" A,ram,gte,8,GB,obligatorio,', "nombre"),
        ('A,Perfil A,"ram,gte,8,GB,obligatorio,', "atributo"),
        ("A,Perfil A,r\udcffam,gte,8,GB,obligatorio,", "atributo"),
        ("A,Perfil A,ram\x00,gte,8,GB,obligatorio,", "atributo"),
        ("A,Perfil A," + "r" * 101 + ",gte,8,GB,obligatorio,", "atributo"),
    ],
)
def test_cada_defecto_dice_su_fila_y_su_columna(renglon, columna):
    assert errores("A,Perfil A,otro,must,true,,deseable,", renglon) == [(3, columna)]


def test_se_dicen_todos_los_errores_no_solo_el_primero():
    hallados = errores(
        "A,Perfil A,ram,gt,8,GB,quiza,", BUENO, BUENO, "", 'A,"x"y,c,gte,8,GB,obligatorio,', "A,Otro,d,info,,,deseable,"
    )
    assert hallados == [(2, "nivel"), (2, "operador"), (3, "atributo"), (4, "atributo"), (6, "nombre"), (7, "nombre")]


@pytest.mark.parametrize("columna", CABEZA.split(","))
def test_una_columna_que_falta_se_nombra(columna):
    nombres = [nombre for nombre in CABEZA.split(",") if nombre != columna]
    assert errores(BUENO, cabeza=",".join(nombres)) == [(1, columna)]


def test_una_columna_desconocida_o_repetida_se_nombra():
    assert errores(BUENO + ",x", cabeza=CABEZA + ",color") == [(1, "color")]
    assert errores(BUENO + ",x", cabeza=CABEZA + ",grupo") == [(1, "grupo")]


@pytest.mark.parametrize("contenido", [b"", b"\n\n", b"\xef\xbb\xbf", b"   "])
def test_un_archivo_vacio_lo_dice(contenido):
    _, hallados = leer_estandar(contenido)
    assert [(error.fila, error.columna) for error in hallados] == [(1, "1")]
    assert "vacío" in hallados[0].mensaje


def test_un_encabezado_solo_no_es_un_estandar():
    assert errores() == [(2, "perfil")]


def test_el_punto_y_coma_se_explica():
    _, hallados = leer_estandar(CABEZA.replace(",", ";").encode())
    assert any("coma" in error.mensaje for error in hallados)


@pytest.mark.parametrize(
    "contenido", [b"\xff\xfe" + CABEZA.encode("utf-16-le"), b"\x00\x01\x02", b"PK\x03\x04" + bytes(300)]
)
def test_lo_que_no_es_csv_se_rechaza_sin_lanzar(contenido):
    _, hallados = leer_estandar(contenido)
    assert hallados


def test_diez_columnas_en_cualquier_orden():
    cabeza = "nota,categoria,grupo,nivel,unidad,valor,operador,atributo,nombre,perfil"
    leido, hallados = leer_estandar(f'{cabeza}\n"una, nota",redes,,Obligatorio,GB,8,GTE,ram,Perfil A,A\n'.encode())
    assert hallados == []
    fila = leido.perfiles["A"].requisitos[0]
    assert (fila.nota, fila.operador, fila.nivel, leido.perfiles["A"].categoria) == (
        "una, nota",
        "gte",
        "obligatorio",
        "redes",
    )
