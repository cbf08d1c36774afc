"""Lo que va a terminar: nace del dictamen, se avisa a tiempo una vez, y su renovación se prepara con un clic."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from random import Random

import pytest

from bitacora.models import Evento
from config.demostracion.declarar import declarar
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import captura, vencimientos
from dictamenes.models import Dictamen, Partida, Solicitud, Vencimiento
from dictamenes.reglas.requisitos import RequisitosIncompletos
from dictamenes.textos.formularios.definicion import como_fecha, preguntas
from dictamenes.textos.formularios.validacion import faltas
from dictamenes.textos.formularios.versiones import definiciones, vigente
from flujos.expediente.vencimientos import avisar_por_terminar
from tests import mundo as del_mundo
from tests.seguridad.recorrido_urls import navegador

CON_BASE = pytest.mark.django_db
TERMINA, TOCA = date(2026, 12, 31), date(2026, 9, 2)


def _a_las(dia, hora=8):
    return datetime.combine(dia, datetime.min.time().replace(hour=hora), tzinfo=reloj.HERMOSILLO)


@pytest.fixture
def licencia(mundo):
    """El vencimiento de unas licencias ya dictaminadas."""
    return mundo.sin_documentos(tipo="licencias", categoria="software").dictamen.vencimientos.get()


def _avisados(persona):
    return list(Aviso.objects.filter(persona=persona, tema="por_terminar").values_list("url", flat=True))


@CON_BASE
@pytest.mark.parametrize("tipo", ["licencias", "arrendamiento", "telecom", "renovacion"])
def test_al_emitirse_nace_lo_que_el_formulario_dice_que_vence(mundo, tipo):
    dictamen = mundo.sin_documentos(tipo=tipo).dictamen
    hallado = dictamen.vencimientos.get()
    marcadas = [p["clave"] for p in preguntas(dictamen.solicitud.formulario.definicion) if p.get("vence")]
    assert [hallado.pregunta] == marcadas
    assert (hallado.fecha, hallado.ente, hallado.avisar_en) == (TERMINA, mundo.ente, _a_las(TOCA))


@CON_BASE
@pytest.mark.parametrize("dicho", ["01/01/0001", "31/12/9999"])
def test_una_fecha_absurda_no_se_entrega(mundo, monkeypatch, dicho):
    monkeypatch.setattr(del_mundo, "TERMINA", dicho)
    with pytest.raises(RequisitosIncompletos):
        mundo.presentada(tipo="licencias")


@CON_BASE
@pytest.mark.parametrize("dicho", ["", "pronto", "02/03/2026"])
def test_una_fecha_vacia_ilegible_o_pasada_no_detiene_la_emision_ni_vence(mundo, monkeypatch, dicho):
    monkeypatch.setattr(del_mundo, "TERMINA", dicho)
    if dicho == "pronto":
        monkeypatch.setattr(captura.requisitos, "faltas", lambda *_: [])
    assert mundo.sin_documentos(tipo="licencias").dictamen.vencimientos.count() == 0


@CON_BASE
def test_no_vence_lo_que_dependia_de_una_respuesta_que_dejo_de_venir_al_caso(mundo):
    definicion = copy.deepcopy(vigente("bienes").definicion)
    renta = {"clave": "renta", "texto": "¿Se renta?", "clase": "opcion", "opciones": [["no", "No"], ["si", "Sí"]]}
    poliza = {"clave": "poliza", "texto": "¿Trae póliza?", "clase": "opcion", "opciones": [["si", "Sí"], ["no", "No"]],
              "si": {"pregunta": "renta", "es": "si"}}
    termina = {"clave": "fin_de_poliza", "texto": "¿Cuándo termina?", "clase": "fecha", "vence": True,
               "si": {"pregunta": "poliza", "es": "si"}}
    definicion["secciones"][1]["preguntas"] += [renta, poliza, termina]
    mundo.publicar_formulario(definicion=definicion)
    emitida = mundo.sin_documentos()
    assert (emitida.respuestas["renta"], emitida.respuestas["poliza"]) == ("no", "si")
    assert not emitida.dictamen.vencimientos.filter(pregunta="fin_de_poliza").exists()


@CON_BASE
def test_lo_que_no_se_autorizo_no_vence(mundo):
    assert mundo.sin_documentos("no_favorable", tipo="licencias").dictamen.vencimientos.count() == 0


def test_solo_una_fecha_puede_vencer_y_se_escribe_como_la_gente_la_escribe():
    definicion = next(d for d in definiciones() if d["tipo"] == "licencias")
    definicion["secciones"][1]["preguntas"][0]["vence"] = True
    assert "«vence» va sólo en preguntas de clase «fecha»" in faltas(definicion, "licencias")[0]
    assert como_fecha("31/12/2026") == como_fecha(" 2026-12-31 ") == TERMINA
    assert [como_fecha(malo) for malo in ("31-12-2026", "32/12/2026", "12/31/2026", "")] == [None] * 4


@CON_BASE
def test_se_avisa_al_ente_120_dias_antes_y_una_sola_vez(mundo, licencia):
    assert avisar_por_terminar(_a_las(TOCA, 7)) == 0
    assert [avisar_por_terminar(_a_las(TOCA, hora)) for hora in (8, 9)] == [1, 0]
    url = f"/vencimientos/{licencia.pk}/"
    assert (_avisados(mundo.elabora), _avisados(mundo.presenta)) == ([url], [url])
    assert not _avisados(mundo.ajena) + _avisados(mundo.coordinacion)
    assert Evento.objects.filter(accion="vencimiento.avisado").count() == 1
    assert Solicitud.objects.count() == 1, "nada se abre solo"


@CON_BASE
def test_otra_fecha_es_otro_aviso_y_volver_a_la_misma_no(mundo, licencia):
    despues, otra = _a_las(TOCA), date(2027, 6, 30)
    avisar_por_terminar(despues)
    vencimientos.corregir(licencia, por=mundo.elabora, en=despues, fecha=otra)
    assert avisar_por_terminar(despues) == 0
    vencimientos.corregir(licencia, por=mundo.elabora, en=despues, fecha=TERMINA)
    assert avisar_por_terminar(despues) == 0
    vencimientos.corregir(licencia, por=mundo.elabora, en=despues, fecha=otra)
    assert avisar_por_terminar(_a_las(otra - timedelta(days=120))) == 1


@CON_BASE
def test_no_se_avisa_lo_que_se_renueva_lo_que_no_se_renovara_ni_lo_que_perdio_efectos(mundo):
    uno, otro, tercero = (mundo.sin_documentos(tipo="licencias").dictamen.vencimientos.get() for _ in range(3))
    vencimientos.renovar(uno, por=mundo.elabora, en=mundo.en)
    vencimientos.no_renovar(otro, por=mundo.presenta, en=mundo.en, motivo="Se migró a software libre.")
    Dictamen.objects.filter(pk=tercero.dictamen_id).update(estado="sin_efectos")
    assert avisar_por_terminar(_a_las(TOCA)) == 0
    assert not Vencimiento.objects.exclude(avisar_en=None).exists()


@CON_BASE
def test_el_ente_corrige_o_dice_que_no_y_queda_dicho(mundo, licencia):
    with pytest.raises(YaRegistrado):
        vencimientos.corregir(licencia, por=mundo.elabora, en=mundo.en, fecha=TERMINA)
    for mala in (mundo.en.date(), date(2099, 1, 1)):
        with pytest.raises(DatosInvalidos):
            vencimientos.corregir(licencia, por=mundo.elabora, en=mundo.en, fecha=mala)
    with pytest.raises(DatosInvalidos):
        vencimientos.no_renovar(licencia, por=mundo.elabora, en=mundo.en, motivo="  ")
    vencimientos.no_renovar(licencia, por=mundo.elabora, en=mundo.en, motivo=" Se migró. ")
    with pytest.raises(EstadoEquivocado):
        vencimientos.renovar(licencia, por=mundo.elabora, en=mundo.en)
    vencimientos.corregir(licencia, por=mundo.presenta, en=mundo.en, fecha=date(2027, 6, 30))
    licencia.refresh_from_db()
    assert (licencia.motivo, licencia.descartado_en, licencia.fecha) == ("", None, date(2027, 6, 30))
    dichos = [(e.accion, e.por) for e in Evento.objects.de(licencia.dictamen.solicitud).order_by("n")
              if e.accion.startswith("vencimiento.")]
    assert dichos == [("vencimiento.sin_renovar", mundo.elabora), ("vencimiento.corregido", mundo.presenta)]


@CON_BASE
@pytest.mark.parametrize("papel", ["ajena", "coordinacion", "recepcion", "administrador", "auditor"])
def test_solo_su_ente_lo_anota_y_lo_renueva(mundo, licencia, papel):
    persona = getattr(mundo, papel)
    intentos = (
        lambda: vencimientos.corregir(licencia, por=persona, en=mundo.en, fecha=date(2027, 1, 1)),
        lambda: vencimientos.no_renovar(licencia, por=persona, en=mundo.en, motivo="No."),
        lambda: vencimientos.renovar(licencia, por=persona, en=mundo.en),
    )
    for intento in intentos:
        with pytest.raises(AccesoDenegado):
            intento()
    assert Evento.objects.filter(accion="acceso.rechazado", por=persona).count() == 3
    assert navegador(persona).get(f"/vencimientos/{licencia.pk}/").status_code in (403, 404)


@CON_BASE
def test_la_renovacion_se_abre_con_lo_que_ya_se_dijo(mundo, monkeypatch):
    perfil = mundo.estandar()
    monkeypatch.setitem(del_mundo.LAPTOP, "declarado", declarar(perfil, Random(1)))
    solicitud = mundo.sin_documentos(tipo="arrendamiento", conceptos=2, perfil=perfil)
    licencia = solicitud.dictamen.vencimientos.get()
    borrador = vencimientos.renovar(licencia, por=mundo.elabora, en=mundo.en)
    assert (borrador.tipo, borrador.modalidad, borrador.estado) == ("renovacion", "renovacion", "borrador")
    assert (borrador.ejercicio, borrador.proyecto, borrador.folio) == (2027, solicitud.proyecto, None)
    assert borrador.respuestas["folio_anterior"] == solicitud.dictamen.folio
    assert borrador.respuestas["necesidad"] == solicitud.respuestas["necesidad"]
    claves = [p["clave"] for p in preguntas(borrador.formulario.definicion) if p.get("vence")]
    assert not [clave for clave in claves if borrador.respuestas.get(clave)], "la fecha nueva la escribe la persona"
    copiados = [(c.orden, c.descripcion, c.perfil, c.declarado) for c in borrador.conceptos.all()]
    assert copiados == [(c.orden, c.descripcion, c.perfil, c.declarado) for c in solicitud.conceptos.all()]
    assert vencimientos.renovar(licencia, por=mundo.presenta, en=mundo.en) == borrador, "un colega sigue en el mismo"
    with pytest.raises(EstadoEquivocado):
        vencimientos.no_renovar(licencia, por=mundo.presenta, en=mundo.en, motivo="No.")


@CON_BASE
@pytest.mark.parametrize("sigue", [True, False])
def test_la_renovacion_lleva_la_partida_de_hoy_con_la_misma_clave(mundo, licencia, sigue):
    anterior, hoy = licencia.dictamen.solicitud.partida, mundo.en.date()
    Partida.objects.filter(pk=anterior.pk).update(vigente_hasta=anterior.vigente_desde)
    de_hoy = Partida.objects.create(clave=anterior.clave, nombre="De hoy", vigente_desde=hoy) if sigue else None
    assert vencimientos.renovar(licencia, por=mundo.elabora, en=mundo.en).partida == de_hoy


@CON_BASE
def test_descartado_el_borrador_se_puede_preparar_otra_vez(mundo, licencia):
    primero = vencimientos.renovar(licencia, por=mundo.elabora, en=mundo.en)
    captura.descartar(primero, por=mundo.elabora, en=mundo.en)
    licencia.refresh_from_db()
    assert licencia.renovacion is None
    assert vencimientos.renovar(licencia, por=mundo.elabora, en=mundo.en).conceptos.count() == 1


@CON_BASE
def test_cada_quien_ve_lo_suyo_por_mes_y_lo_exporta(mundo, licencia):
    Vencimiento.objects.filter(pk=licencia.pk).update(motivo="=1+1", descartado_por=mundo.elabora, descartado_en=mundo.en)
    with reloj.detenido_en(_a_las(date(2026, 12, 21))):
        pagina = navegador(mundo.elabora).get("/vencimientos/").content.decode()
        assert not [dicho for dicho in ("Diciembre de 2026", "Faltan 10 días", "No se renovará") if dicho not in pagina]
        assert licencia.dictamen.folio in navegador(mundo.coordinacion).get("/vencimientos/?ente=ICRESON").content.decode()
        for persona, consulta in ((mundo.ajena, ""), (mundo.elabora, "?por_decidir=si"), (mundo.elabora, "?anio=2025")):
            assert licencia.dictamen.folio not in navegador(persona).get(f"/vencimientos/{consulta}").content.decode()
        archivo = navegador(mundo.coordinacion).get("/vencimientos.csv").content.decode("utf-8-sig")
    assert [dicho in archivo for dicho in ("2026-12-31,10,ICRESON", "'=1+1")] == [True, True]
    assert Evento.objects.filter(accion="vencimientos.exportados", por=mundo.coordinacion).count() == 1


@CON_BASE
def test_coordinacion_sabe_que_se_renueva_pero_no_abre_el_borrador(mundo, licencia):
    borrador = vencimientos.renovar(licencia, por=mundo.elabora, en=mundo.en)
    suya, de_ella = (navegador(p).get("/vencimientos/?anio=2026").content.decode()
                     for p in (mundo.elabora, mundo.coordinacion))
    assert [pagina.count("Renovación en curso") for pagina in (suya, de_ella)] == [1, 1]
    assert (f"/solicitudes/{borrador.pk}/" in suya, f"/solicitudes/{borrador.pk}/" in de_ella) == (True, False)


@CON_BASE
def test_a_la_renovacion_que_no_dio_fruto_ya_no_se_lleva(mundo, licencia):
    renovacion = mundo.presentada(tipo="licencias")
    Vencimiento.objects.filter(pk=licencia.pk).update(renovacion=renovacion)
    antes = navegador(mundo.elabora).get("/vencimientos/?anio=2026").content.decode()
    mundo.dar(tramite.desistir, renovacion)
    despues = navegador(mundo.elabora).get("/vencimientos/?anio=2026").content.decode()
    assert [f"/expedientes/{renovacion.pk}/" in pagina for pagina in (antes, despues)] == [True, False]


@CON_BASE
def test_mis_solicitudes_dice_cuanto_falta_por_decidir(mundo, licencia):
    with reloj.detenido_en(_a_las(TOCA)):
        assert "1 contrato o licencia por terminar" in navegador(mundo.elabora).get("/solicitudes/").content.decode()
        vencimientos.no_renovar(licencia, por=mundo.elabora, en=_a_las(TOCA), motivo="No.")
        assert "por terminar" not in navegador(mundo.elabora).get("/solicitudes/").content.decode()
