"""Después del dictamen: el ente acredita cada condición, estrategia la acepta o la devuelve, y se recuerda hasta entonces."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso
from cuentas.parametros import tiene_su_forma
from cuentas.tiempo.calendario import Calendario, habiles_entre, restar_habiles, sumar_habiles
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, SeparacionDeFunciones, YaRegistrado
from dictamenes.models import Condicion, CumplimientoDeCondicion
from dictamenes.reglas import condiciones
from flujos.captura import revision_de_archivos
from flujos.expediente.seguimiento import recordar_condiciones
from flujos.recorrido import actos, notificaciones
from tests.herramientas.parametros import poner
from tests.seguridad.recorrido_urls import navegador
from tests.tecleado import pdf

pytestmark = pytest.mark.django_db
ANTES, CADA = (10, 3, 0), 5


def _condicion(solicitud):
    return Condicion.objects.get(dictamen__solicitud=solicitud)


def _resolver(mundo, solicitud, por=None, **datos):
    acto = tramite.devolver_condicion if datos else tramite.aceptar_condicion
    return actos.ejecutar(acto, solicitud, por=por or mundo.estrategico, en=mundo.en,
                          condicion=_condicion(solicitud).pk, **datos)


def _temas(persona):
    de_texto = {texto: tema for tema, texto in notificaciones.TEXTOS.items()}
    asuntos = Aviso.objects.filter(persona=persona).order_by("pk").values_list("asunto", flat=True)
    return [t for a in asuntos if (t := de_texto.get(a.partition(": ")[2]) or "").startswith("condicion_")]


def _a_las_ocho(dia):
    return datetime.combine(dia, datetime.min.time().replace(hour=8), tzinfo=reloj.HERMOSILLO)


def test_se_reporta_se_devuelve_se_reporta_otra_vez_y_se_acepta(mundo):
    solicitud = mundo.condicionada()
    antes = (solicitud.estado, solicitud.concluida_en, solicitud.dictamen.publico.sha256)
    mundo.reportar(solicitud)
    with pytest.raises(DatosInvalidos):
        _resolver(mundo, solicitud, motivo="  ")
    _resolver(mundo, solicitud, motivo="Falta la firma del acta.")
    mundo.reportar(solicitud)
    _resolver(mundo, solicitud)
    condicion = _condicion(solicitud)
    assert (condicion.cumplida_en, condicion.recordar_en) == (mundo.en, None)
    assert [(c.motivo, c.aceptado) for c in condicion.cumplimientos.all()] == [
        ("Falta la firma del acta.", False), ("", True)]
    assert _temas(mundo.estrategico) == ["condicion_reportada"] * 2
    assert _temas(mundo.presenta) == _temas(mundo.elabora) == ["condicion_devuelta", "condicion_aceptada"]
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.concluida_en, solicitud.dictamen.publico.sha256) == antes


@pytest.mark.parametrize("papel", ["elabora", "ajena", "coordinacion", "firmante", "administrador", "auditor"])
def test_solo_quien_presenta_por_el_ente_reporta_y_solo_estrategia_resuelve(mundo, papel):
    solicitud, persona = mundo.condicionada(), getattr(mundo, papel)
    with pytest.raises(AccesoDenegado):
        mundo.reportar(solicitud, por=persona)
    mundo.reportar(solicitud)
    with pytest.raises(AccesoDenegado):
        _resolver(mundo, solicitud, por=persona)
    assert CumplimientoDeCondicion.objects.por_revisar().count() == 1


def test_quien_firmo_no_resuelve_aunque_dictamine(mundo):
    from datetime import date

    from cuentas.personas.nombramientos import nombrar

    solicitud = mundo.reportar(mundo.condicionada())
    nombrar(mundo.firmante, "estrategico", oficio="OF-X", desde=date(2020, 1, 1), por=None, en=mundo.en)
    firmante = type(mundo.firmante).objects.get(pk=mundo.firmante.pk)
    with pytest.raises(SeparacionDeFunciones):
        _resolver(mundo, solicitud, por=firmante)


def test_un_intento_a_la_vez_y_lo_resuelto_no_se_repite(mundo):
    solicitud = mundo.reportar(mundo.condicionada())
    otra = mundo.persona("presenta", ente=mundo.ente)
    with pytest.raises(YaRegistrado):
        mundo.reportar(solicitud)
    with pytest.raises(EstadoEquivocado):
        mundo.reportar(solicitud, por=otra)
    abierto = CumplimientoDeCondicion.objects.get()
    abierto.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        abierto.save()
    _resolver(mundo, solicitud)
    with pytest.raises(YaRegistrado):
        _resolver(mundo, solicitud)
    with pytest.raises(EstadoEquivocado):
        mundo.reportar(solicitud)


def test_la_condicion_de_otro_asunto_no_se_toca(mundo):
    suya, otra = mundo.condicionada(), mundo.condicionada()
    with pytest.raises(DatosInvalidos):
        actos.ejecutar(tramite.reportar_condicion, suya, por=mundo.presenta, en=mundo.en, nota="Hecho.", rotulo="a.pdf",
                       condicion=_condicion(otra).pk, archivo=guardar(b"%PDF-1.4 a", "application/pdf"))
    ruta = f"/expedientes/{suya.pk}/condiciones/{_condicion(otra).pk}/reportar/"
    assert navegador(mundo.presenta).get(ruta).status_code == 404


def test_no_se_acepta_lo_que_no_se_puede_abrir_y_lo_rechazado_se_devuelve_solo(mundo):
    archivo = guardar(b"%PDF-1.4 dudoso", "application/pdf", por_revisar=True)
    solicitud = mundo.reportar(mundo.condicionada(), archivo=archivo)
    with pytest.raises(DatosInvalidos):
        _resolver(mundo, solicitud)
    assert revision_de_archivos._rechazar(archivo, "Eicar", mundo.en)
    devuelto = CumplimientoDeCondicion.objects.get()
    assert "Eicar" in devuelto.motivo
    assert devuelto.resuelto_por is None
    assert Aviso.objects.filter(persona=mundo.presenta, clave=f"cumplimiento-rechazado:{devuelto.pk}").count() == 1
    mundo.reportar(solicitud)


def test_el_mismo_tope_diario_cuenta_anexos_y_evidencias(mundo):

    solicitud = mundo.reportar(mundo.condicionada())
    _resolver(mundo, solicitud, motivo="Falta la firma.")
    poner("anexo.por_persona_al_dia_archivos", 1)
    with pytest.raises(DatosInvalidos):
        mundo.reportar(solicitud)
    mundo.reportar(solicitud, en=mundo.en + timedelta(days=1))


def test_se_recuerda_antes_y_vencida_cada_cinco_habiles_hasta_que_se_acepta(mundo):
    fecha = mundo.en.date() + timedelta(days=60)
    solicitud = mundo.condicionada(fecha)
    limpio = Calendario()
    for dias in ANTES:
        dia = _a_las_ocho(restar_habiles(fecha, dias, limpio))
        recordar_condiciones(dia - timedelta(minutes=1))
        assert [recordar_condiciones(dia) for _ in range(2)] == [1, 0]
    assert _temas(mundo.presenta) == ["condicion_por_vencer"] * 3
    assert _temas(mundo.estrategico) == []
    for dias in (1, 6, 11):
        dia = _a_las_ocho(sumar_habiles(fecha, dias, limpio).vence)
        assert [recordar_condiciones(dia) for _ in range(2)] == [1, 0]
    assert _temas(mundo.presenta)[3:] == _temas(mundo.estrategico) == ["condicion_vencida"] * 3
    mundo.reportar(solicitud, en=dia)
    mucho_despues = _a_las_ocho(sumar_habiles(fecha, 16, limpio).vence)
    assert recordar_condiciones(mucho_despues) == 1
    assert _temas(mundo.presenta)[6:] == []
    assert _temas(mundo.estrategico)[3:] == ["condicion_reportada", "condicion_por_revisar"]
    _resolver(mundo, solicitud)
    assert recordar_condiciones(mucho_despues + timedelta(days=90)) == 0
    assert Evento.objects.de(solicitud).filter(accion="condicion.recordada").count() == 7


def test_si_el_trabajador_estuvo_parado_se_recuerda_una_vez(mundo):
    solicitud = mundo.condicionada()
    Condicion.objects.update(recordar_en=mundo.en)
    assert recordar_condiciones(_a_las_ocho(_condicion(solicitud).fecha + timedelta(days=200))) == 1
    assert len(_temas(mundo.presenta)) == 1


@pytest.mark.parametrize("hoy", [-15, -9, 0, 1, 2, 7, 8, 40])
def test_el_siguiente_recordatorio_siempre_es_despues_y_el_ultimo_antes(hoy, mundo):
    limpio, fecha = Calendario(), mundo.en.date()
    en = _a_las_ocho(fecha + timedelta(days=hoy))
    ultimo, siguiente = condiciones.toca(fecha, en, limpio, condiciones.Ritmo(ANTES, CADA))
    assert siguiente > en
    assert ultimo is None or _a_las_ocho(ultimo) <= en
    if ultimo and ultimo > fecha:
        assert (habiles_entre(fecha, ultimo, limpio) - 1) % CADA == 0
        assert habiles_entre(ultimo, siguiente.date(), limpio) == CADA


def test_en_pantalla_se_reporta_y_se_resuelve(mundo):
    solicitud = mundo.condicionada(reloj.hoy() + timedelta(days=60))
    pk = _condicion(solicitud).pk
    reportar, resolver = (f"/expedientes/{solicitud.pk}/condiciones/{pk}/{paso}/" for paso in ("reportar", "resolver"))
    ente, estrategia = navegador(mundo.presenta), navegador(mundo.estrategico)
    assert "En plazo" in ente.get(f"/expedientes/{solicitud.pk}/").content.decode()
    assert estrategia.get(resolver).status_code == 302
    assert ente.post(reportar, {"nota": "Hecho."}).status_code == 422
    assert ente.post(reportar, {"nota": "Se entregó.", "archivo": pdf()}).status_code == 302
    assert "Reportada, por revisar" in ente.get(f"/expedientes/{solicitud.pk}/").content.decode()
    assert resolver in estrategia.get("/condiciones/").content.decode()
    assert estrategia.post(resolver, {"acto": "devolver_condicion"}).status_code == 422
    assert estrategia.post(resolver, {"acto": "devolver_condicion", "motivo": "Falta firma."}).status_code == 302
    pagina = ente.get(f"/expedientes/{solicitud.pk}/").content.decode()
    assert "Falta firma." in pagina
    assert mundo.estrategico.nombre not in pagina
    assert resolver not in estrategia.get("/condiciones/").content.decode()


def test_la_evidencia_la_descarga_quien_ve_el_expediente(mundo):
    mundo.reportar(mundo.condicionada())
    ruta = f"/condiciones/evidencia/{CumplimientoDeCondicion.objects.get().pk}/"
    respuesta = navegador(mundo.coordinacion).get(ruta)
    assert respuesta["Content-Disposition"].startswith("attachment")
    assert navegador(mundo.ajena).get(ruta).status_code == 404
    Archivo.objects.filter(pk=CumplimientoDeCondicion.objects.get().archivo_id).update(estado="pendiente")
    assert navegador(mundo.presenta).get(ruta).status_code == 422


@pytest.mark.parametrize("valor", [[], [0, 3], [3, 3], [-1], "10"])
def test_los_dias_de_recordatorio_van_de_mas_a_menos(valor):
    assert not tiene_su_forma("condicion.recordar_dias", valor)


@pytest.mark.parametrize("fecha", [date.max, date.min])
def test_una_fecha_imposible_no_se_propone_y_la_ya_guardada_no_detiene_el_dictamen(mundo, fecha):
    """Un dictamen firmado con una condición para el año 9999 no se podía emitir, cancelar ni devolver."""
    ritmo = condiciones.Ritmo(ANTES, CADA)
    ultimo, siguiente = condiciones.toca(fecha, mundo.en, Calendario(), ritmo)
    assert siguiente > mundo.en
    assert (ultimo is None) == (fecha == date.max)
    solicitud = mundo.en_estrategia()
    sentidos = {c.pk: {"sentido": "favorable_con_condiciones", "razones": [], "corregir": "", "motivo": "x"} for c in solicitud.conceptos.all()}
    condicion = {"texto": "Entregar", "responsable": "TIC", "fecha": fecha, "evidencia": "acta"}
    with pytest.raises(DatosInvalidos, match="Revise el año de la fecha límite de la condición 1"):
        mundo.dar(tramite.proponer, solicitud, analisis="Procede.", sentidos=sentidos, criterios={}, autoriza=mundo.firmante,
                  condiciones=[condicion])
