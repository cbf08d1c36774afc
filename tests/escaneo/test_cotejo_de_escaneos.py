"""El escaneo de lo firmado a mano, hoja por hoja contra su original."""

import io
import json
import random
from collections import Counter

import pytest
from PIL import Image, ImageDraw

from tests.escaneo import fabrica
from tests.herramientas.dosis import dosis
from verificador.escaneo import cotejo, juicio, lectura, orden, puerta
from verificador.escaneo.cotejo import COTEJADO, DUDOSO, RECHAZADO

CUATRO_HOJAS = 4


@pytest.fixture(scope="module")
def original():
    return fabrica.documento()


def _juzgada(original, numero, foto):
    return juicio.juzgar(original, numero, foto, 0)


def _escaneada(original, numero, azar, **opciones):
    return fabrica.escaneada(fabrica.firmada(original, numero, azar), azar, **opciones)


def test_cada_hoja_dice_de_quien_es_y_cual_es(original):
    """En los dos lugares lo mismo: el folio, cuál de cuántas y las primeras cifras de los datos embebidos."""
    leidas = [lectura.codigos(lectura.original(original, n)) for n in range(lectura.cuantas(original))]
    assert [sorted(codigos) for codigos in leidas] == [["A", "B"]] * CUATRO_HOJAS
    dichos = [{uno.codigo for uno in codigos.values()} for codigos in leidas]
    assert all(len(dicho) == 1 for dicho in dichos)
    assert [(c.folio, c.hoja, c.total) for dicho in dichos for c in dicho] == [
        ("SGD-DTE-2025-0002", n, CUATRO_HOJAS) for n in range(1, CUATRO_HOJAS + 1)]


def test_el_escaneo_en_desorden_se_ordena_y_se_coteja(original):
    """Por la puerta de siempre: en otro proceso, girado, con ruido y en desorden."""
    hallado = puerta.cotejar(original, [fabrica.escaneo(original, orden=[2, 0, 3, 1])])
    assert hallado.frase == "Escaneo cotejado, trazo detectado."
    assert [(h.hoja, h.pagina, h.veredicto) for h in hallado.hojas] == [
        (1, 1, COTEJADO), (2, 3, COTEJADO), (3, 0, COTEJADO), (4, 2, COTEJADO)]


def test_sin_tinta_donde_se_firma_se_rechaza(original):
    azar = random.Random(4)
    hallado = _juzgada(original, 3, fabrica.escaneada(fabrica.impresa(original, 3), azar))
    assert (hallado.veredicto, hallado.motivos) == (RECHAZADO, [juicio.SIN_FIRMA])


@pytest.mark.parametrize(("puntos", "giros"), [(300, 0), (200, 2)])
def test_a_trescientos_puntos_o_de_cabeza_tambien_se_coteja(original, puntos, giros):
    azar = random.Random(puntos)
    foto = _escaneada(original, 2, azar, puntos=puntos, giros_de_mas=giros)
    assert _juzgada(original, 2, foto).veredicto == COTEJADO


def test_con_muy_poca_resolucion_queda_en_duda(original):
    azar = random.Random(5)
    hallado = _juzgada(original, 2, _escaneada(original, 2, azar, puntos=120, ruido=3, giro=1))
    assert hallado.veredicto != COTEJADO
    assert {juicio.BORROSA, juicio.SIN_CODIGO} & set(hallado.motivos)


def test_una_marca_en_otro_lado_queda_en_duda(original):
    azar = random.Random(6)
    hoja = fabrica.firmada(original, 1, azar)
    ImageDraw.Draw(hoja).line([(600, 900), (1350, 1200), (1050, 975)], fill=30, width=14)
    hallado = _juzgada(original, 1, fabrica.escaneada(hoja, azar))
    assert (hallado.veredicto, hallado.motivos) == (DUDOSO, [juicio.MARCAS])
    assert hallado.lugares


def test_lo_que_nunca_fue_papel_queda_en_duda(original):
    """El original vuelto imagen, con una firma encima: sin el grano ni la tinta de un escaneo."""
    azar = random.Random(7)
    hoja = fabrica.firmada(original, 3, azar).resize((1700, 2200), Image.Resampling.LANCZOS)
    guardada = io.BytesIO()
    hoja.save(guardada, "PNG", dpi=(200, 200))
    hallado = _juzgada(original, 3, guardada.getvalue())
    assert hallado.veredicto == DUDOSO
    assert juicio.SIN_PAPEL in hallado.motivos


def test_una_firma_pegada_en_un_recuadro_queda_en_duda(original):
    azar = random.Random(8)
    foto = Image.open(io.BytesIO(fabrica.escaneada(fabrica.impresa(original, 3), azar, giro=0))).copy()
    pegada = Image.new("L", (420, 130), 255)
    ImageDraw.Draw(pegada).line([(20, 100), (120, 10), (200, 110), (330, 20), (400, 90)], fill=20, width=5)
    foto.paste(pegada, (260, 670))
    guardada = io.BytesIO()
    foto.save(guardada, "JPEG", quality=90, dpi=(200, 200))
    hallado = _juzgada(original, 3, guardada.getvalue())
    assert hallado.veredicto == DUDOSO
    assert juicio.PEGADA in hallado.motivos


def _hoja(n, folio="SGD-DTE-2026-0001", total=3, huella="A" * 12, pagina=None):
    return cotejo.HojaLeida(0, n - 1 if pagina is None else pagina, folio, n, total, huella)


TRES = [_hoja(1), _hoja(2), _hoja(3)]


def test_la_hoja_que_falta_se_nombra():
    assert cotejo.repartir(TRES, [TRES[2], TRES[0]]).rechazos == ["Falta la hoja 2 de 3."]


def test_la_hoja_ajena_se_nombra_con_su_folio():
    ajena = _hoja(2, folio="SGD-DTE-2026-0009")
    assert cotejo.repartir(TRES, [*TRES, ajena]).rechazos == ["La hoja 2 del documento SGD-DTE-2026-0009 no es de éste."]


def test_la_hoja_de_otra_version_se_nombra():
    assert "de otra versión de SGD-DTE-2026-0001" in cotejo.repartir(TRES, [_hoja(1, huella="B" * 12)]).rechazos[0]


def test_la_hoja_sin_codigo_ocupa_el_lugar_que_queda_y_deja_duda():
    reparto = cotejo.repartir(TRES, [TRES[0], cotejo.HojaLeida(0, 1), TRES[2]])
    assert reparto.pares[2].pagina == 1
    assert (reparto.rechazos, reparto.dudas) == ([], ["La hoja 2 no trae legible su código."])


def test_lo_impreso_antes_de_los_codigos_siempre_deja_duda():
    antes, traidas = [cotejo.HojaLeida(0, n) for n in range(2)], [cotejo.HojaLeida(0, n) for n in range(2)]
    assert cotejo.en_todo(cotejo.repartir(antes, traidas), []).veredicto == DUDOSO
    assert cotejo.repartir(antes, traidas[:1]).rechazos == ["Falta la hoja 2 de 2."]


def _correr(*argumentos):
    salida, errores = io.StringIO(), io.StringIO()
    codigo = orden.correr_sola([str(a) for a in argumentos], salida, errores)
    return codigo, salida.getvalue(), errores.getvalue()


def test_la_orden_dice_cual_archivo_no_se_pudo_leer(original, tmp_path):
    suyo, malo = tmp_path / "original.pdf", tmp_path / "carta.txt"
    suyo.write_bytes(original)
    malo.write_text("no soy un escaneo")
    assert _correr(suyo, malo) == (2, "", f"{malo}: No es un PDF, un TIFF, un JPEG ni un PNG.\n")
    assert _correr(suyo, tmp_path / "nada.pdf")[0] == 2


def test_la_orden_rechaza_en_json_y_nombra_las_hojas(original, tmp_path):
    """De un documento de cuatro hojas llega una, en una foto: faltan tres."""
    suyo, foto = tmp_path / "original.pdf", tmp_path / "foto.jpg"
    suyo.write_bytes(original)
    azar = random.Random(2)
    foto.write_bytes(_escaneada(original, 1, azar))
    codigo, salida, _ = _correr("--json", suyo, foto)
    dicho = json.loads(salida)
    assert (codigo, dicho["veredicto"]) == (1, RECHAZADO)
    assert dicho["motivos"] == [f"Falta la hoja {n} de 4." for n in (1, 3, 4)]
    assert (dicho["hojas"][0]["archivo"], dicho["hojas"][0]["hoja"]) == (str(foto), 2)


@pytest.mark.larga
def test_de_doscientas_cifras_cambiadas_ninguna_se_coteja(original, capsys):
    """Y de sesenta hojas buenas, casi todas: las dos tasas se publican (docs/decisiones/0080)."""
    azar, editadas, buenas = random.Random(2026), dosis(4, 200), dosis(1, 60)
    veredictos = []
    for _ in range(editadas):
        numero = azar.randrange(CUATRO_HOJAS)
        hoja, _cual = fabrica.cifra_cambiada(original, numero, azar)
        veredictos.append(_juzgada(original, numero, fabrica.escaneada(hoja, azar)).veredicto)
    sin_duda = sum(
        _juzgada(original, n, _escaneada(original, n, azar)).veredicto == COTEJADO
        for n in (azar.randrange(CUATRO_HOJAS) for _ in range(buenas))
    )
    with capsys.disabled():
        print(f"editadas: {Counter(veredictos)}; buenas sin duda: {sin_duda} de {buenas}")
    assert COTEJADO not in veredictos
    assert sin_duda >= 0.9 * buenas
