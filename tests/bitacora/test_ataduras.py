"""Lo que se cambia por fuera en la base: no se firma, no se confirma, no se entra, y el invariante lo nombra."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as ajustes
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bitacora import cadena, disparadores, llavero
from bitacora.atado import ContenidoAlterado, reparos_de, todos_los_reparos
from bitacora.ataduras import TABLA
from bitacora.models import Evento
from cuentas.entrada import invitaciones
from cuentas.models import Aviso, Invitacion, Nombramiento, Usuario
from cuentas.personas import nombramientos, personas
from dictamenes import tramite
from dictamenes.documento import verificacion
from dictamenes.models import (
    Concepto,
    Condicion,
    Dictamen,
    Presentacion,
    RetencionLegal,
    Revision,
    SentidoDeConcepto,
    Solicitud,
)
from flujos.invariantes import registro

pytestmark = pytest.mark.django_db


def _sql(orden, *datos):
    with connection.cursor() as cursor:
        cursor.execute(orden, datos)


def _nombrados():
    return {reparo.renglon for reparo in todos_los_reparos()}


ALTERACIONES = {
    "35 precio de un concepto presentado": (Concepto, "precio_unitario = 1", "solicitud"),
    "36 texto de una opinión": (Revision, "texto = 'otra cosa'", "opinion"),
    "36 postura de una opinión": (Revision, "postura = 'no_procede'", "opinion"),
    "37 la foto de lo entregado": (Presentacion, "datos = '{}'", "presentacion"),
    "38 lo congelado": (Dictamen, "datos = '{}'", "documento"),
    "42 el sentido de un concepto": (SentidoDeConcepto, "sentido = 'no_favorable'", "proyecto"),
    "el análisis del proyecto": (Dictamen, "analisis = 'otro'", "proyecto"),
    "la clave con que se verifica": (Dictamen, "clave = 'otraclaveotraclaveotracl'", "documento"),
}


@pytest.mark.parametrize("que", ALTERACIONES)
def test_lo_alterado_en_el_expediente_se_nombra_y_no_se_firma(mundo, que):
    solicitud = mundo.por_firmar()
    assert not _nombrados()
    modelo, cambio, clase = ALTERACIONES[que]
    _sql(f"UPDATE {modelo._meta.db_table} SET {cambio}")  # noqa: S608 (la prueba)
    assert {nombre.partition(":")[0] for nombre in _nombrados()} == {clase}
    assert all(porque for _, porque in registro.contenido_atado())
    with pytest.raises(ContenidoAlterado, match="ya no es lo que se registró en el evento"):
        mundo.firmar(solicitud)
    rechazo = Evento.objects.get(accion="acceso.rechazado")
    assert rechazo.datos_evento.datos["clase"] == "ContenidoAlterado"
    assert Aviso.objects.filter(persona=mundo.auditor, asunto__contains="ya no es lo que se registró").count() == 1
    assert Solicitud.objects.get(pk=solicitud.pk).dictamen.firmado is None


def test_un_documento_alterado_no_se_confirma(mundo, en):
    solicitud = mundo.emitida()
    dictamen = solicitud.dictamen
    huella, hoy = dictamen.publico.sha256, en.date()
    assert verificacion.por_huella(huella, hoy=hoy).veredicto == "copia_exacta"
    _sql("UPDATE dictamenes_dictamen SET vigente_hasta = '2090-01-01'")
    assert verificacion.por_huella(huella, hoy=hoy).veredicto == "sin_respaldo"
    assert verificacion.por_clave(dictamen.clave, hoy=hoy).veredicto == "sin_respaldo"
    assert verificacion.emitido_con_clave(dictamen.clave) is None
    assert f"documento:{dictamen.pk}" in _nombrados()


def test_un_acuse_alterado_no_se_confirma(mundo, en, client):
    acuse = mundo.presentada().presentaciones.get()
    _sql("UPDATE dictamenes_presentacion SET acuse = '{}'")
    assert verificacion.por_clave(acuse.clave, hoy=en.date()).veredicto == "sin_respaldo"
    pagina = client.get(reverse("dictamenes:verificar_clave", args=[acuse.clave]))
    assert "No lo dé por bueno" in pagina.content.decode()


def test_una_contrasena_trasplantada_no_entra(persona, client, en, mundo, todo_atado):
    alguien = persona()
    todo_atado(alguien, en)
    assert alguien.check_password("contrasena-de-prueba")
    _sql("UPDATE cuentas_usuario SET password = %s WHERE id = %s", make_password("la del intruso"), alguien.pk)
    datos = {"login": alguien.correo, "password": "la del intruso"}
    pagina = client.post(reverse("account_login"), datos)
    assert pagina.status_code == 200
    assert "no la puso este sistema" in pagina.content.decode()
    assert Evento.objects.filter(accion="credencial.rechazada", objeto=f"usuario:{alguien.pk}").count() == 1
    assert Aviso.objects.filter(persona=mundo.auditor, asunto__contains="ya no es lo que se registró").exists()
    assert f"contrasena:{alguien.pk}" in _nombrados()
    mala = client.post(reverse("account_login"), {**datos, "password": "otra cualquiera"}).content.decode()
    assert "no coinciden" in mala, "a quien no la sabe no se le dice nada de más"


def test_la_contrasena_de_otra_persona_no_sirve_en_la_suya(persona, en, todo_atado):
    una, otra = persona(), persona()
    todo_atado(una, en)
    todo_atado(otra, en)
    Usuario.objects.filter(pk=una.pk).update(password=otra.password)
    assert not Usuario.objects.get(pk=una.pk).check_password("contrasena-de-prueba")


def test_al_cambiar_de_algoritmo_se_recalcula_y_sigue_entrando(persona, en, settings, todo_atado):
    alguien = persona()
    todo_atado(alguien, en)
    de_antes = alguien.password
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert alguien.check_password("contrasena-de-prueba")
    ahora = Usuario.objects.get(pk=alguien.pk)
    assert ahora.password != de_antes
    assert ahora.check_password("contrasena-de-prueba")
    assert Evento.objects.filter(accion="contrasena.recalculada").count() == 1


def test_recalcular_no_lava_la_trasplantada(persona, en, settings, todo_atado):
    alguien = persona()
    todo_atado(alguien, en)
    Usuario.objects.filter(pk=alguien.pk).update(password=make_password("la del intruso"))
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    for _ in range(2):
        assert not Usuario.objects.get(pk=alguien.pk).check_password("la del intruso")
    assert not Evento.objects.filter(accion="contrasena.recalculada").exists()


def test_una_invitacion_puesta_por_fuera_no_da_entrada(persona, en, todo_atado):
    alguien = persona()
    todo_atado(alguien, en)
    secreto = invitaciones.invitar(alguien, por=None, en=en)
    assert invitaciones.vigente(secreto, en).persona == alguien
    Invitacion.objects.update(huella=invitaciones._huella("puesta"))
    with pytest.raises(invitaciones.InvitacionNoVale, match="no la hizo este sistema"):
        invitaciones.vigente("puesta", en)


def test_renombrar_o_intercambiar_personas_se_nombra_y_no_entran(mundo, client, en, todo_atado):
    """L1: la cadena sólo dice `usuario:N`; su alta dice quién es."""
    una = personas.registrar(correo="una@ejemplo.invalid", nombre="Una", por=None, en=en)
    otra = personas.registrar(correo="otra@ejemplo.invalid", nombre="Otra", por=None, en=en)
    invitaciones.aceptar(invitaciones.invitar(una, por=None, en=en), "una frase larga y nueva", en=en)
    Usuario.objects.filter(pk=una.pk).update(nombre="Otra", correo="tercera@ejemplo.invalid")
    Usuario.objects.filter(pk=otra.pk).update(nombre="Una")
    assert {f"persona:{una.pk}", f"persona:{otra.pk}"} <= _nombrados()
    datos = {"login": "tercera@ejemplo.invalid", "password": "una frase larga y nueva"}
    pagina = client.post(reverse("account_login"), datos, follow=True)
    assert "no es lo que se registró en la bitácora" in pagina.content.decode()
    assert "_auth_user_id" not in client.session
    with pytest.raises(ContenidoAlterado):
        invitaciones.invitar(Usuario.objects.get(pk=una.pk), por=None, en=en)


def test_un_papel_puesto_por_fuera_no_da_permisos_ni_actua(mundo, en, todo_atado):
    intruso = personas.registrar(correo="intruso@ejemplo.invalid", nombre="Intruso", por=None, en=en)
    _sql("INSERT INTO cuentas_nombramiento (persona_id, papel, clase, puesto, oficio, desde, fundamento, propuesto_en, "
         "confirmado_en) VALUES (%s, 'recepcion', 'titular', '', 'X', '2020-01-01', '', %s, %s)", intruso.pk, en, en)
    suyo = Nombramiento.objects.get(persona=intruso)
    nombramientos.derivar_permisos(intruso, en.date())
    assert not intruso.user_permissions.exists()
    with pytest.raises(ContenidoAlterado, match=f"nombramiento:{suyo.pk}"):
        mundo.dar(tramite.admitir, mundo.presentada(), por=intruso)
    assert f"nombramiento:{suyo.pk}" in _nombrados()
    nombramientos.revocar(suyo, por=None, en=en)
    assert Nombramiento.objects.get(pk=suyo.pk).revocado_en, "quitarlo sí se puede"


def test_una_propuesta_cambiada_no_se_confirma(mundo, en):
    alguien = mundo.persona()
    propuesto = nombramientos.nombrar(
        alguien, "recepcion", oficio="O-1", desde=en.date(), por=mundo.administrador, en=en)
    Nombramiento.objects.filter(pk=propuesto.pk).update(papel="firmante")
    with pytest.raises(ContenidoAlterado):
        nombramientos.confirmar(propuesto, por=mundo.persona("administrador"), en=en)


def test_esconder_el_ultimo_evento_no_trae_el_de_antes(mundo):
    """Quien quite del evento la raíz, para que valga la anterior, cambia sus datos: tampoco se le cree."""
    dictamen = mundo.emitida().dictamen
    ultimo = Evento.objects.filter(accion="dictamen.emitido").last()
    datos = {que: valor for que, valor in ultimo.datos_evento.datos.items() if que != "ata"}
    for nombre in disparadores.de_tabla(connection.vendor, disparadores.DATOS):
        _sql(f"DROP TRIGGER {nombre}{' ON bitacora_datosevento' if connection.vendor == 'postgresql' else ''}")
    type(ultimo.datos_evento).objects.filter(evento=ultimo).update(datos=datos)
    assert f"evento {ultimo.n}, que no dice lo que se anotó" in str(reparos_de([dictamen], "documento")[0])


def test_comprobar_cuesta_dos_consultas_por_clase(mundo, django_assert_num_queries):
    dictamen, persona = mundo.emitida().dictamen, mundo.elabora
    with django_assert_num_queries(2):
        assert not reparos_de([dictamen], "documento")
    with django_assert_num_queries(2):
        assert not reparos_de([persona], "contrasena")


def test_varias_clases_leen_una_vez_el_renglon_y_no_unen_lo_que_no_se_compromete(mundo):
    presentacion = mundo.emitida().presentaciones.get()
    with CaptureQueriesContext(connection) as hechas:
        assert not reparos_de([presentacion.solicitud], "solicitud", "conclusion")
        assert not reparos_de([presentacion])
    assert sum('FROM "dictamenes_solicitud"' in una["sql"] for una in hechas) == 1
    assert not any("JOIN" in una["sql"] for una in hechas if 'FROM "dictamenes_presentacion"' in una["sql"])


def test_un_caso_entero_queda_atado(mundo, en, todo_atado):
    """Con todo exigido, el camino completo se anda y ningún renglón queda sin su evento."""
    for persona in Usuario.objects.all():
        todo_atado(persona, en)
    mundo.emitida()
    assert not list(todos_los_reparos())
    sin_renglon = {clase for clase, atadura in TABLA.items() if not atadura.modelo._default_manager.exists()}
    assert sin_renglon <= {
        "prevencion", "papel_de_prevencion", "clave_de_prevencion", "papel_sellado", "estampa", "papel_por_firmar", "escaneo_firmado", "desahogo", "opinion_anterior", "cumplimiento", "cumplida", "copia", "invitacion",
        "excepcion", "firma_sin_emitir", "escrito", "mensaje", "retencion", "transferencia", "disposicion_final", "orden",
        "ausencia", "informe", "datos_abiertos",
    }, "las demás se rompen una por una en tests/adversario"


def test_una_instalacion_anterior_compromete_lo_que_tenia(mundo, en):
    """Lo escrito sin ataduras se tolera hasta que se compromete; desde ahí, sin evento no vale."""
    mundo.emitida()
    sueltos = {reparo.renglon for reparo in todos_los_reparos(de_todos=True)}
    assert f"contrasena:{mundo.elabora.pk}" in sueltos
    assert not _nombrados()
    try:
        call_command("llavero", "ataduras", stdout=StringIO())
        assert not _nombrados()
        marca = Evento.objects.get(accion="bitacora.ataduras")
        assert llavero.leer().ata_desde == marca.n
        assert cadena.verificar_cadena().integra
        Usuario.objects.create_user("puesta@ejemplo.invalid", "Puesta", "contrasena-de-prueba")
        assert len(_nombrados()) == 3, "sus datos, su contraseña y sus factores"
        antes = Evento.objects.count()
        call_command("llavero", "ataduras", stdout=StringIO())
        assert Evento.objects.count() == antes + 1, "sólo la marca"
        assert len(_nombrados()) == 3, "lo puesto por fuera cuando ya se exigía no se da por bueno"
    finally:
        _tolerar()


def test_la_clase_que_agrega_otra_version_se_tolera_hasta_comprometerla(mundo, en):
    """Lo de una instalación que ya exigía ataduras, y de una clase que su programa no conocía: no se nombra ni se pierde."""
    call_command("llavero", "ataduras", stdout=StringIO())
    try:
        ruta = Path(ajustes.BITACORA_LLAVERO)
        de_antes = {k: v for k, v in json.loads(ruta.read_text()).items() if k != "ata_clases"}
        ruta.write_text(json.dumps(de_antes))
        assert llavero.leer().ata_clases == llavero.CLASES_DE_ANTES < set(TABLA)
        sin_ella = RetencionLegal.objects.create(
            solicitud=mundo.presentada(), fundamento="Art. 1", autoridad="Juzgado", hasta=en.date(), propuesta_por=mundo.coordinacion,
            propuesta_en=en)
        assert not _nombrados()
        call_command("llavero", "ataduras", stdout=StringIO())
        assert (_nombrados(), llavero.leer().ata_clases) == (set(), set(TABLA))
        RetencionLegal.objects.update(hasta="2030-01-01")
        assert _nombrados() == {f"retencion:{sin_ella.pk}"}
        RetencionLegal.objects.create(
            solicitud=sin_ella.solicitud, fundamento="Art. 1", autoridad="Otro", hasta=en.date(), propuesta_por=mundo.coordinacion,
            propuesta_en=en)
        assert len(_nombrados()) == 2, "desde ahí, sin evento no vale"
    finally:
        _tolerar()


def test_una_condicion_cambiada_no_se_acredita(mundo):
    solicitud = mundo.condicionada()
    Condicion.objects.update(texto="Nada que entregar.")
    with pytest.raises(ContenidoAlterado):
        mundo.reportar(solicitud)


def _tolerar():
    ruta = Path(ajustes.BITACORA_LLAVERO)
    ruta.write_text(json.dumps({k: v for k, v in json.loads(ruta.read_text()).items() if k != "ata_desde"}))


def test_lo_que_no_casa_no_se_compromete(mundo):
    mundo.por_firmar()
    Revision.objects.update(texto="otra cosa")
    with pytest.raises(CommandError, match="opinion:"):
        call_command("llavero", "ataduras", stdout=StringIO())


def test_reconocer_es_de_dos_personas_y_queda_dicho(mundo, en, monkeypatch):
    solicitud = mundo.por_firmar()
    revision = Revision.objects.get()
    Revision.objects.update(texto="otra cosa")
    monkeypatch.setattr("auditoria.management.commands.declarar_origen.getpass", lambda _: "contrasena-de-prueba")
    quienes = {"propone": mundo.coordinacion.correo, "motivo": "Se perdió el respaldo."}
    with pytest.raises(CommandError, match="--confirma"):
        call_command("reconocer", f"opinion:{revision.pk}", **quienes)
    for mal in (mundo.coordinacion.correo, mundo.elabora.correo):
        with pytest.raises(CommandError):
            call_command("reconocer", f"opinion:{revision.pk}", confirma=mal, **quienes, stdout=StringIO())
    call_command("reconocer", f"opinion:{revision.pk}", confirma=mundo.administrador.correo, **quienes, stdout=StringIO())
    dicho = Evento.objects.get(accion="contenido.atado")
    assert dicho.datos_evento.datos["propuso"] == mundo.coordinacion.pk
    assert "ya no es lo que se registró" in dicho.datos_evento.datos["reconoce"][0]
    assert not _nombrados()
    assert mundo.firmar(solicitud).dictamen.firmado
    with pytest.raises(CommandError, match="no hay qué reconocer"):
        call_command("reconocer", f"opinion:{revision.pk}", confirma=mundo.administrador.correo, **quienes)
