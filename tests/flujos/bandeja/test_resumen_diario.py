"""El resumen de la mañana: una vez por persona y día hábil, a su hora o en cuanto se pueda, y sólo si hay algo."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from bitacora.models import Evento
from cuentas.avisos import avisos, preferencias
from cuentas.models import Aviso, DiaDeCalendario, Usuario
from cuentas.reloj import HERMOSILLO, detenido_en
from flujos.bandeja import resumen
from flujos.models import Pendiente
from tests.herramientas.parametros import poner

LUNES = datetime(2026, 3, 9, 8, 0, tzinfo=HERMOSILLO)  # el mundo empieza el lunes anterior
MINUTO = timedelta(minutes=1)
UN_DIA = timedelta(days=1)
pytestmark = pytest.mark.django_db


def resumir(momento):
    with detenido_en(momento):
        return resumen.resumir(momento)


def suyo(persona, momento=LUNES):
    """Los renglones de su resumen de ese día, por título."""
    hallado = Aviso.objects.filter(clave=f"resumen:{momento:%Y-%m-%d}:{persona.pk}").first()
    return {s["titulo"]: [fila["texto"] for fila in s["filas"]] for s in hallado.secciones} if hallado else None


@pytest.fixture
def asunto(mundo):
    """Un asunto presentado el lunes pasado, sin nadie a cargo: su plazo de requisitos venció el jueves."""
    solicitud = mundo.presentada()
    Aviso.objects.update(intentar_en=None)
    return solicitud


def test_dice_lo_vencido_a_quien_lo_atiende_y_a_quien_reparte(mundo, asunto):
    assert resumir(LUNES)
    renglon = f"{asunto.folio}: revisión de requisitos, venció el jueves 5 de marzo de 2026"
    assert suyo(mundo.recepcion) == suyo(mundo.coordinacion) == {"Vence hoy o ya venció": [renglon]}
    assert suyo(mundo.firmante) is None, "no le toca: no se le manda"


def test_lo_que_alguien_mas_tiene_a_cargo_no_es_suyo(mundo, asunto):
    Pendiente.objects.update(encargada=mundo.persona("recepcion"))
    resumir(LUNES)
    assert suyo(mundo.recepcion) is None
    assert suyo(mundo.coordinacion), "quien reparte lo ve todo"


def test_lo_que_vence_hoy_y_lo_nuevo_sin_asignar(mundo, asunto):
    Pendiente.objects.update(vence_en=LUNES + timedelta(hours=6))
    otro = mundo.presentada()
    Pendiente.objects.filter(solicitud=otro).update(vence_en=LUNES + 3 * UN_DIA)
    resumir(LUNES)
    dichos = suyo(mundo.recepcion)
    assert dichos["Vence hoy o ya venció"] == [f"{asunto.folio}: revisión de requisitos, vence hoy"]
    assert dichos["Nuevo sin asignar"] == [f"{otro.folio}: revisión de requisitos, vence el jueves 12 de marzo de 2026"]


def test_lleva_los_avisos_que_lo_esperaban_una_sola_vez(mundo, asunto):
    assert resumir(LUNES)
    (aviso,) = Aviso.objects.filter(persona=mundo.presenta, tema="presentada")
    assert suyo(mundo.presenta) == {"Avisos nuevos": [aviso.asunto]}
    assert aviso.resumen.clave.startswith("resumen:2026-03-09:")
    resumir(LUNES + UN_DIA)
    assert suyo(mundo.presenta, LUNES + UN_DIA) is None


def test_a_quien_ya_no_tiene_cuenta_no_se_le_resume(mundo, asunto):
    Usuario.objects.filter(pk=mundo.presenta.pk).update(is_active=False)
    assert resumir(LUNES)
    assert suyo(mundo.presenta) is None


def test_lo_ya_leido_en_el_sistema_no_se_repite(mundo, asunto):
    avisos.leer(Aviso.objects.get(persona=mundo.presenta, tema="presentada"), por=mundo.presenta, en=mundo.en)
    resumir(LUNES)
    assert suyo(mundo.presenta) is None


def test_sale_por_correo_y_no_estorba_en_mis_avisos(mundo, asunto):
    resumir(LUNES)
    assert avisos.enviar_pendientes(LUNES) == Aviso.objects.filter(tema="resumen").count() > 0
    (correo,) = [c for c in mail.outbox if c.to == [mundo.recepcion.correo]]
    assert correo.subject == "Resumen del lunes 9 de marzo de 2026"
    assert asunto.folio in correo.body
    assert f"/expedientes/{asunto.pk}/" in correo.body
    assert asunto.proyecto not in correo.body + correo.alternatives[0].content
    assert not avisos.avisos_de(mundo.recepcion).filter(tema="resumen").exists()


@pytest.mark.parametrize("momento", [LUNES - MINUTO, LUNES - 2 * UN_DIA, LUNES - UN_DIA])
def test_antes_de_la_hora_o_en_fin_de_semana_no_sale(mundo, asunto, momento):
    assert resumir(momento) == 0
    assert not Aviso.objects.filter(tema="resumen").exists()


def test_en_dia_inhabil_no_sale_y_al_siguiente_si(mundo, asunto):
    DiaDeCalendario.objects.create(fecha=LUNES.date(), motivo="Asueto", fuente="prueba")
    assert resumir(LUNES) == 0
    assert resumir(LUNES + UN_DIA)


def test_la_hora_se_puede_cambiar(mundo, asunto):
    poner("horario.resumen", 10)
    assert resumir(LUNES + timedelta(hours=1)) == 0
    assert resumir(LUNES + timedelta(hours=2))


def test_si_a_las_ocho_no_hubo_trabajador_sale_al_volver_y_una_sola_vez(mundo, asunto):
    tarde = LUNES + timedelta(hours=9)
    assert resumir(tarde)
    assert [resumir(tarde + n * MINUTO) for n in range(3)] == [0, 0, 0]
    assert Evento.objects.filter(accion="resumen.terminado").count() == 1


def test_lo_que_llega_despues_espera_al_dia_siguiente(mundo):
    assert resumir(LUNES) == 0
    mundo.presentada()
    assert resumir(LUNES + timedelta(hours=3)) == 0
    assert resumir(LUNES + UN_DIA)


def test_si_muere_a_media_vuelta_el_siguiente_acaba_sin_repetir(mundo, asunto, monkeypatch):
    veces, original = [], resumen._resumir_a

    def muere_al_segundo(*argumentos):
        if len(veces) == 2:
            raise KeyboardInterrupt
        veces.append(original(*argumentos))
        return veces[-1]

    monkeypatch.setattr(resumen, "_resumir_a", muere_al_segundo)
    with pytest.raises(KeyboardInterrupt):
        resumir(LUNES)
    monkeypatch.setattr(resumen, "_resumir_a", original)
    antes = sum(veces)
    resumir(LUNES + MINUTO)
    claves = list(Aviso.objects.filter(tema="resumen").values_list("persona", flat=True))
    assert antes >= 1
    assert len(claves) == len(set(claves)) > antes


def test_dos_trabajadores_a_la_vez_dejan_uno(mundo, asunto, monkeypatch):
    """El segundo miró antes de que el primero lo dejara: encuentra el suyo y no le toca nada."""
    original, dentro = resumen.avisar, []

    def mientras(persona, **datos):
        if not dentro:
            dentro.append(True)
            resumir(LUNES)
        return original(persona, **datos)

    monkeypatch.setattr(resumen, "avisar", mientras)
    resumir(LUNES)
    personas = list(Aviso.objects.filter(tema="resumen").values_list("persona", flat=True))
    assert len(personas) == len(set(personas))
    assert suyo(mundo.presenta)["Avisos nuevos"]
    assert Evento.objects.filter(accion="resumen.terminado").count() == 1


def test_quien_no_lo_quiere_no_lo_recibe(mundo, asunto):
    preferencias.elegir(mundo.recepcion, {"resumen": "ninguna"}, en=mundo.en)
    resumir(LUNES)
    assert suyo(mundo.recepcion) is None
