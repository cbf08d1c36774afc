"""Un día inhábil declarado alarga lo que estaba corriendo; ninguno se acorta."""

from datetime import date, datetime, timedelta

import pytest
from viewflow.workflow.models import Task

from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Aviso, DiaDeCalendario
from cuentas.reloj import dia_de
from cuentas.tiempo.dias import Clase, Dia
from dictamenes import tramite
from dictamenes.models import Plazo
from flujos import invariantes
from flujos.models import CambioDeCalendario
from flujos.recorrido import actos, calendario
from flujos.recorrido.temporizadores import disparar_vencidos

pytestmark = pytest.mark.django_db
OBSERVADA = {"causal": "anexo", "observaciones": [("general", "Falta el anexo técnico.")]}


def _declarar(mundo, *fechas, ente=None, clase=Clase.INHABIL):
    nuevos = [Dia(fecha, clase, "Contingencia", "Acuerdo 7", ente) for fecha in fechas]
    calendario.declarar(nuevos, por=mundo.administrador, en=mundo.en)
    return calendario.recorrer_plazos(mundo.en)


def _prevenida(mundo):
    return actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, **OBSERVADA)


def _vence(solicitud, clase):
    return solicitud.plazos.get(clase=clase, cerrado_en=None).vence_en


def _proximo_habil(solicitud, clase):
    dia = dia_de(_vence(solicitud, clase))
    return next(d for k in range(1, 5) if (d := dia + timedelta(days=k)).weekday() < 5)


def test_la_prevencion_su_temporizador_y_la_bandeja_se_mueven_juntos(mundo):
    solicitud = _prevenida(mundo)
    antes, ultimo = _vence(solicitud, "prevencion"), dia_de(_vence(solicitud, "prevencion"))
    nuevo = _proximo_habil(solicitud, "prevencion")
    assert _declarar(mundo, ultimo) == 1
    plazo = solicitud.plazos.get(clase="prevencion", cerrado_en=None)
    assert dia_de(plazo.vence_en) == nuevo
    assert {"fecha": ultimo.isoformat(), "motivo": "Contingencia"} in plazo.saltados
    assert solicitud.prevenciones.abierta().vence_en == plazo.vence_en
    assert solicitud.pendientes.get().vence_en == plazo.vence_en
    assert Task.objects.get(process=solicitud.vinculo.proceso, flow_task_type="TIMER").scheduled == plazo.vence_en
    assert Aviso.objects.filter(persona=mundo.presenta, asunto__contains="más días").exists()
    assert invariantes.revisar(rapido=True) == []
    disparar_vencidos(antes + timedelta(hours=1))  # el día en que vencía antes ya no la desecha
    solicitud.refresh_from_db()
    assert solicitud.estado == "prevenida"


def test_deja_un_evento_por_solicitud_con_lo_que_cambio(mundo):
    solicitud = mundo.en_revision()
    assert _declarar(mundo, dia_de(_vence(solicitud, "revision"))) == 1
    evento = Evento.objects.de(solicitud).filter(accion="plazo.recorrido").select_related("datos_evento").get()
    assert set(evento.datos_evento.datos["vencen"]) == {"revision", "dictamen"}


def test_un_dia_habilitado_no_acorta_lo_que_ya_corre(mundo):
    solicitud = mundo.presentada()
    antes = list(solicitud.plazos.values_list("clase", "vence_en").order_by("pk"))
    sabado = next(d for k in range(1, 8) if (d := dia_de(mundo.en) + timedelta(days=k)).weekday() == 5)
    assert _declarar(mundo, sabado, clase=Clase.HABILITADO) == 0
    assert list(solicitud.plazos.values_list("clase", "vence_en").order_by("pk")) == antes


def test_lo_de_un_ente_no_toca_los_plazos_de_otro(mundo):
    solicitud = mundo.presentada()
    assert _declarar(mundo, dia_de(_vence(solicitud, "requisitos")), ente=mundo.otro_ente) == 0
    assert _declarar(mundo, dia_de(_vence(solicitud, "requisitos")), ente=mundo.ente) == 1


def test_aplicarlo_dos_veces_no_cambia_nada_mas(mundo):
    solicitud = mundo.presentada()
    _declarar(mundo, dia_de(_vence(solicitud, "requisitos")))
    vence = _vence(solicitud, "requisitos")
    CambioDeCalendario.objects.update(aplicado_en=None)  # como si el trabajador hubiera muerto antes de anotarlo
    assert calendario.recorrer_plazos(mundo.en) == 0
    assert _vence(solicitud, "requisitos") == vence
    assert CambioDeCalendario.objects.filter(aplicado_en=None).count() == 0


def test_quitar_un_habilitado_tambien_alarga(mundo):
    sabado = next(d for k in range(1, 8) if (d := dia_de(mundo.en) + timedelta(days=k)).weekday() == 5)
    _declarar(mundo, sabado, clase=Clase.HABILITADO)
    solicitud = mundo.presentada()
    antes = _vence(solicitud, "dictamen")
    calendario.quitar(DiaDeCalendario.objects.get(fecha=sabado).pk, por=mundo.administrador, en=mundo.en)
    assert calendario.recorrer_plazos(mundo.en) == 1
    assert _vence(solicitud, "dictamen") > antes


def test_lo_concluido_y_lo_firmado_no_se_tocan(mundo):
    emitida = mundo.emitida()
    cerrados = list(Plazo.objects.filter(solicitud=emitida).values_list("clase", "vence_en"))
    assert _declarar(mundo, *{dia_de(vence) for _, vence in cerrados}) == 0
    assert list(Plazo.objects.filter(solicitud=emitida).values_list("clase", "vence_en")) == cerrados


def _declarado():
    return DiaDeCalendario.objects.filter(fecha=date(2026, 5, 5)).first()


class TestPantalla:
    """Lo que ve y hace quien administra."""

    @pytest.fixture
    def navegador(self, mundo, client):
        client.force_login(mundo.administrador)
        with reloj.detenido_en(mundo.en):
            yield client

    def test_importar_ensena_primero_y_guarda_despues(self, navegador):
        texto = "fecha,motivo,fuente\n2026-05-05,Aniversario,Boletín 3\n"
        previa = navegador.post("/calendario/importar/", {"texto": texto})
        assert "Aniversario" in previa.content.decode()
        assert not _declarado()
        navegador.post("/calendario/importar/", {"texto": texto, "confirmar": "1"})
        assert _declarado().motivo == "Aniversario"

    def test_un_archivo_malo_dice_sus_renglones_y_no_guarda(self, navegador):
        respuesta = navegador.post("/calendario/importar/", {"texto": "fecha,motivo,fuente\nayer,X,Y\n2026-05-05,X,Y"})
        assert respuesta.status_code == 422
        assert "Renglón 2" in respuesta.content.decode()
        assert not _declarado()

    def test_se_ve_el_anio_y_lo_de_cada_ente(self, navegador, mundo):
        for ente, motivo in ((None, "Para todos"), (mundo.ente, "Sólo suyo"), (mundo.otro_ente, "De otro")):
            DiaDeCalendario.objects.create(fecha=date(2026, 5, 5), motivo=motivo, fuente="X", ente=ente)
        pagina = navegador.get("/calendario/", {"anio": "2026", "ente": mundo.ente.siglas}).content.decode()
        assert "Para todos" in pagina
        assert "Sólo suyo" in pagina
        assert "De otro" not in pagina
        assert navegador.get("/calendario/", {"anio": "9" * 40}).status_code == 200

    def test_unas_vacaciones_son_un_renglon(self, navegador):
        pagina = navegador.get("/calendario/", {"anio": "2026"}).content.decode()
        assert "alguno de los" in pagina
        assert pagina.count("Vacaciones generales de invierno</span>") == 3  # enero, y diciembre partido por Navidad

    def test_un_periodo_al_reves_se_corrige_en_su_campo(self, navegador):
        datos = {"desde": "06/05/2026", "hasta": "05/05/2026", "clase": "inhabil", "motivo": "X", "fuente": "Y"}
        respuesta = navegador.post("/calendario/", datos)
        assert respuesta.status_code == 422
        assert "no puede ser anterior" in respuesta.content.decode()


def test_la_fecha_de_un_cambio_se_lee_en_hermosillo(mundo):
    """Un plazo que vence el último segundo del día declarado sí lo toca."""
    solicitud = mundo.presentada()
    vence = _vence(solicitud, "requisitos")
    assert isinstance(vence, datetime)
    assert vence.astimezone(reloj.HERMOSILLO).hour == 23
    assert _declarar(mundo, dia_de(vence)) == 1
