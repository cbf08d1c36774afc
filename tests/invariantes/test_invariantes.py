"""Cada invariante se rompe adrede y se ve que se nombra; sin romper nada, no hay ni una falta."""

from __future__ import annotations

import io
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from viewflow.workflow.models import Process, Task

from bitacora import disparadores
from bitacora.cadena import anotar
from bitacora.models import DatosEvento, Evento
from cuentas import papeles
from cuentas.models import Area, Aviso, Nombramiento, Usuario
from cuentas.personas.nombramientos import confirmar, nombrar, revocar
from dictamenes import tramite
from dictamenes.expediente import captura
from dictamenes.models import (
    Dictamen,
    Estampa,
    Folio,
    InteresDeclarado,
    Participacion,
    Plazo,
    Presentacion,
    Prevencion,
    RespuestaEnUrna,
    Solicitud,
    Suspension,
)
from dictamenes.reglas.participacion import declarar_interes
from flujos import invariantes
from flujos.flows import DictamenFlow
from flujos.models import Tropiezo, Vinculo
from flujos.recorrido import actos
from tests.conftest import EPOCA
from tests.herramientas.parametros import poner
from tests.mundo import Mundo

pytestmark = pytest.mark.django_db
UN_DIA = timedelta(days=1)


@pytest.fixture(scope="module")
def ciudad(django_db_setup, django_db_blocker):
    """Un asunto en cada estado, hechos una sola vez; cada prueba lo rompe en su propia transacción."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _fundar()
        transaction.set_rollback(True)


def _fundar():
    m = Mundo(EPOCA)
    m.credenciales()
    dos = ("infraestructura", "gobierno-electronico")
    m.cerrada = m.emitida(areas=dos)
    m.sin_usar = m.dar(tramite.desistir, m.por_firmar())
    m.turnada = m.en_revision(dos)
    revision = m.turnada.revisiones.get(area__clave=dos[0])
    actos.turnar(m.turnada, por=m.coordinacion, en=EPOCA, revision=revision, a=m.tecnicos[dos[0]])
    m.opinar(m.turnada, dos[1])
    m.prevenida = m.dar(tramite.prevenir, m.presentada())
    m.proyectada, m.en_mesa, m.captura = m.por_firmar(), m.en_estrategia(), m.borrador()
    otra = m.persona("administrador")
    nombrada = m.persona()
    propuesto = nombrar(nombrada, "recepcion", oficio="OF-9", desde=EPOCA.date(), por=m.administrador, en=EPOCA)
    m.nombramiento = confirmar(propuesto, por=otra, en=EPOCA)
    m.excusada = m.persona("estrategico")
    declarar_interes(m.en_mesa, por=m.excusada, en=EPOCA, motivo="Es de mi familia.")
    return m


def _nombradas(**opciones):
    return {falta.invariante for falta in invariantes.revisar(**opciones)}


def _a_mano(*sentencias):
    """Escribe en la bitácora como lo haría quien entra a la base: sin los disparadores."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        disparadores.quitar(SimpleNamespace(connection=connection, execute=cursor.execute))
    for sentencia in sentencias:
        sentencia()


def _evento(solicitud, accion):
    return Evento.objects.de(solicitud).filter(accion=accion).last()


def _cambiar_datos(evento, **datos):
    actuales = evento.datos_evento.datos
    _a_mano(lambda: DatosEvento.objects.filter(evento=evento).update(datos=actuales | datos))


def _con_otro_actor(solicitud, accion, persona):
    _a_mano(lambda: Evento.objects.filter(pk=_evento(solicitud, accion).pk).update(por=persona))


def _tareas(solicitud, nodo):
    return Task.objects.filter(process__vinculo__solicitud=solicitud, flow_task=getattr(DictamenFlow, nodo))


def _dos_avisos(m):
    aviso = Aviso.objects.filter(asunto__contains="emitido").first()
    Aviso.objects.create(persona=aviso.persona, clave="otra", asunto=aviso.asunto, texto="", url="/", creado_en=EPOCA,
                         intentar_en=EPOCA)


def _archivo_cambiado(m):
    nombre = m.cerrada.dictamen.publico.contenido.name
    with default_storage.open(nombre, "rb") as abierto:
        original = abierto.read()
    m.por_devolver = (nombre, original)
    with open(default_storage.path(nombre), "wb") as abierto:
        abierto.write(original + b"\n")


def _nombramiento_suelto(persona, papel, **campos):
    return Nombramiento.objects.create(
        persona=persona, papel=papel, oficio="X", desde=EPOCA.date() - UN_DIA, propuesto_en=EPOCA,
        confirmado_en=EPOCA - UN_DIA, **campos
    )


def _anotar(accion, objeto, persona, **datos):
    anotar(accion, objeto, por=persona, en=EPOCA + UN_DIA, datos=datos)


ESTADO, MOTOR = "El estado es el que dejan los eventos", "El motor tiene las tareas de su estado"
BANDEJA = "La bandeja tiene lo que el motor espera"
PLAZOS, HECHOS = "Corren los plazos de su estado", "Cada hecho tiene su evento y cada evento su hecho"
DICTAMEN, FOLIOS, AVISOS = "Un solo dictamen, con sus archivos", "Los folios no tienen huecos", "Un aviso por hecho"
CADENA, EMPEZO = "La cadena de la bitácora está íntegra", "Lo que empezó existe o se descartó"
DISPARADORES = "Lo que sólo crece tiene sus disparadores"
PROCESOS, ARCHIVOS = "Todo proceso del motor lleva una solicitud", "Cada archivo tiene su contenido"
SD1, SD2 = "SD1 · Quien proyecta no opina", "SD2 · Una persona, una función por asunto"
SD3, SD7 = "SD3 · Quien firma no tocó el asunto", "SD7 · Nadie con impedimento dictamina"
SD11, SD13 = "SD11 · Lo emitido no cambia", "SD13 · Cada quien actúa con su propio papel"
SD5_9, SD6_19 = "SD5 y SD9 · Administrador y auditor no actúan", "SD6 y SD19 · Nombramientos a cuatro ojos"
PERMISOS = "Los permisos derivan de los nombramientos"
PARAMETROS = "Los parámetros tienen su forma"
FECHAS, FALLA = "Ninguna fecha es imposible", "Nada falla sin que se vea"
ESTAMPAS = "Ninguna estampa venció sin renovarse"
ATADO = "Cada contenido es el que cerró su evento"
UN_RFC, SATISFACCION = "Un RFC, una persona", "La satisfacción cuadra con sus eventos"


def _de(solicitud):
    return Solicitud.objects.filter(pk=solicitud.pk)


def _dictamen_de(solicitud):
    return Dictamen.objects.filter(solicitud=solicitud)


ROTURAS = [
    (FECHAS, "un día que no existió", lambda m: Nombramiento.objects.filter(pk=m.nombramiento.pk).update(desde=date(1, 1, 1))),
    (ESTAMPAS, "una que nadie renovó", lambda m: Estampa.objects.create(
        que=Estampa.Que.PUBLICO, origen=m.cerrada.dictamen.publico, archivo=m.cerrada.dictamen.publico, hecha_en=EPOCA, vence=EPOCA)),
    (FALLA, "un turno que falla siempre", lambda m: Tropiezo.objects.create(
        turno="avisos", desde=EPOCA - 30 * UN_DIA, ultima=EPOCA, error="ValueError")),
    (ATADO, "un precio ya presentado", lambda m: m.cerrada.conceptos.update(precio_unitario=1)),
    (DISPARADORES, "sin ellos", lambda m: _a_mano()),
    (PARAMETROS, "un plazo que la pantalla no admite", lambda m: poner("ancla.minutos", 10**9)),
    (PARAMETROS, "uno que no existe", lambda m: poner("otro", 1)),
    (UN_RFC, "otra cuenta con el del firmante", lambda m: Usuario.objects.filter(pk=m.recepcion.pk).update(
        rfc=m.firmante.rfc, rfc_repetido=True)),
    (SATISFACCION, "una respuesta de más", lambda m: RespuestaEnUrna.objects.create(cifrada="x")),
    (CADENA, "un renglón alterado", lambda m: _cambiar_datos(_evento(m.cerrada, "revision.dada"), postura="otra")),
    (CADENA, "un renglón borrado", lambda m: _a_mano(
        lambda: DatosEvento.objects.filter(evento=_evento(m.captura, "anexo.agregado")).delete())),
    (ESTADO, "la columna se movió a mano", lambda m: _de(m.en_mesa).update(estado="en_firma")),
    (ESTADO, "el dictamen se movió a mano", lambda m: _dictamen_de(m.proyectada).update(estado="en_preparacion")),
    (ESTADO, "un evento que no procedía", lambda m: _anotar(
        "dictamen.emitido", m.proyectada, None, hacia="emitida", folio=m.proyectada.dictamen.folio)),
    (ESTADO, "un evento a donde no se puede", lambda m: _cambiar_datos(
        _evento(m.turnada, "solicitud.admitida"), hacia="emitida")),
    (MOTOR, "sin proceso", lambda m: Vinculo.objects.filter(solicitud=m.en_mesa).delete()),
    (MOTOR, "un borrador con proceso", lambda m: Vinculo.objects.filter(solicitud=m.en_mesa).update(solicitud=m.captura)),
    (MOTOR, "falta la tarea", lambda m: _tareas(m.en_mesa, "estrategia").update(finished=EPOCA)),
    (MOTOR, "sobra una tarea viva", lambda m: _tareas(m.en_mesa, "requisitos").update(finished=None)),
    (MOTOR, "la unión colgada", lambda m: _tareas(m.cerrada, "unir_revision").update(finished=None)),
    (MOTOR, "la unión perdida", lambda m: _tareas(m.turnada, "unir_revision").update(finished=EPOCA)),
    (MOTOR, "un temporizador huérfano", lambda m: _tareas(m.cerrada, "revision__timeout").update(finished=None)),
    (MOTOR, "sin temporizador", lambda m: [t.previous.clear() for t in _tareas(m.prevenida, "prevencion__timeout")]),
    (MOTOR, "una tarea que cualquiera tomaría", lambda m: _tareas(m.en_mesa, "estrategia").update(owner_permission=None)),
    (MOTOR, "la revisión en otra bandeja", lambda m: _tareas(m.turnada, "revision").filter(finished=None).update(
        owner=m.tecnicos["innovacion"])),
    (MOTOR, "la firma en otra bandeja", lambda m: _tareas(m.proyectada, "firma").update(owner=m.coordinacion)),
    (MOTOR, "una función en error", lambda m: _tareas(m.cerrada, "notificar").update(status="ERROR", finished=None)),
    (MOTOR, "el proceso terminó antes", lambda m: Process.objects.filter(vinculo__solicitud=m.en_mesa).update(
        status="DONE")),
    (MOTOR, "dispara otro día", lambda m: _tareas(m.prevenida, "prevencion__timeout").update(scheduled=EPOCA)),
    (BANDEJA, "una tarea que nadie ve", lambda m: m.en_mesa.pendientes.all().delete()),
    (BANDEJA, "una tarea que ya no espera", lambda m: _tareas(m.en_mesa, "estrategia").update(finished=EPOCA)),
    (BANDEJA, "en la cola de otro papel", lambda m: m.en_mesa.pendientes.update(cola="cuentas.coordinar")),
    (BANDEJA, "a cargo de otra persona", lambda m: m.proyectada.pendientes.update(encargada=m.recepcion)),
    (BANDEJA, "con otro vencimiento", lambda m: m.en_mesa.pendientes.update(vence_en=EPOCA)),
    (PROCESOS, "tarea viva en proceso terminado", lambda m: Process.objects.filter(
        vinculo__solicitud=m.en_mesa).update(status="DONE")),
    (PROCESOS, "proceso de nadie", lambda m: Vinculo.objects.filter(solicitud=m.en_mesa).delete()),
    (PLAZOS, "un plazo abierto en lo concluido", lambda m: Plazo.objects.filter(
        solicitud=m.cerrada, clase="dictamen").update(cerrado_en=None)),
    (PLAZOS, "sin el plazo de su etapa", lambda m: Plazo.objects.filter(
        solicitud=m.en_mesa, clase="estrategia").update(cerrado_en=EPOCA)),
    (PLAZOS, "prevención cerrada en lo prevenido", lambda m: Prevencion.objects.filter(
        solicitud=m.prevenida).update(cerrada_en=EPOCA)),
    (PLAZOS, "el reloj corre mientras se atiende", lambda m: Suspension.objects.update(hasta=EPOCA)),
    (PLAZOS, "detenido sin estar prevenida", lambda m: Suspension.objects.create(
        plazo=m.en_mesa.plazos.get(clase="dictamen"), desde=EPOCA, motivo="nada")),
    (HECHOS, "entrega sin evento", lambda m: Presentacion.objects.filter(solicitud=m.en_mesa).update(
        folio_acuse="SGD-ACU-2026-99999")),
    (HECHOS, "opinión a nombre de otra persona", lambda m: m.cerrada.revisiones.filter(
        area__clave="infraestructura").update(dada_por=m.tecnicos["innovacion"])),
    (HECHOS, "opinión que se borró", lambda m: m.turnada.revisiones.update(
        dada_por=None, dada_en=None, postura="")),
    (HECHOS, "proyecto de otra versión", lambda m: _dictamen_de(m.proyectada).update(version=3)),
    (HECHOS, "interés que se borró", lambda m: InteresDeclarado.objects.all().delete()),
    (HECHOS, "firma a nombre de otra persona", lambda m: _dictamen_de(m.cerrada).update(firmado_por=m.recepcion)),
    (HECHOS, "cambió el folio del dictamen", lambda m: _dictamen_de(m.sin_usar).update(folio="SGD-DTE-2026-0099")),
    (DICTAMEN, "emitido dos veces", lambda m: _anotar("dictamen.emitido", m.cerrada, None, hacia="emitida")),
    (DICTAMEN, "vigente sin solicitud emitida", lambda m: _de(m.cerrada).update(estado="cancelada")),
    (FOLIOS, "un hueco", lambda m: Folio.objects.filter(serie="SGD-DTE").update(ultimo=9)),
    (FOLIOS, "un folio que nadie dio", lambda m: Folio.objects.filter(serie="SGD-ACU").update(ultimo=1)),
    (FOLIOS, "sin contador", lambda m: Folio.objects.filter(serie="SGD-PREV").delete()),
    (FOLIOS, "de otra serie", lambda m: _dictamen_de(m.cerrada).update(numero_oficio="OTRA-2026-0001")),
    (AVISOS, "avisado dos veces", _dos_avisos),
    (ARCHIVOS, "un byte de más", _archivo_cambiado),
    (ARCHIVOS, "sin contenido", lambda m: type(m.cerrada.dictamen.publico).objects.filter(
        pk=m.cerrada.dictamen.publico_id).update(contenido="no/esta")),
    (EMPEZO, "se borró un expediente", lambda m: _anotar("solicitud.iniciada", "solicitud:987654", m.elabora)),
    (SD1, "el mismo proyecta y opina", lambda m: _con_otro_actor(
        m.cerrada, "dictamen.propuesto", m.tecnicos["infraestructura"])),
    (SD2, "recibe y opina", lambda m: _con_otro_actor(m.cerrada, "solicitud.admitida", m.tecnicos["infraestructura"])),
    (SD2, "le turnaron y proyectó", lambda m: _con_otro_actor(
        m.turnada, "solicitud.admitida", m.tecnicos["infraestructura"])),
    (SD2, "actuó sin participación", lambda m: Participacion.objects.filter(
        solicitud=m.cerrada, persona=m.estrategico).delete()),
    (SD2, "le turnaron y participaba de otro modo", lambda m: Participacion.objects.filter(
        solicitud=m.turnada, persona=m.tecnicos["infraestructura"]).update(funcion="proyecta")),
    (SD3, "firma quien recibió", lambda m: _con_otro_actor(m.cerrada, "dictamen.firmado", m.recepcion)),
    (SD3, "firma quien no debía", lambda m: _dictamen_de(m.cerrada).update(autoriza=m.coordinacion)),
    (SD7, "es del área requirente", lambda m: Usuario.objects.filter(pk=m.estrategico.pk).update(
        adscripcion=m.area_requirente)),
    (SD7, "declaró interés y siguió", lambda m: _anotar("dictamen.propuesto", m.en_mesa, m.excusada, hacia="en_firma")),
    (SD11, "otro ejemplar público", lambda m: _dictamen_de(m.cerrada).update(publico=m.cerrada.dictamen.sellado)),
    (SD11, "otro documento sellado", lambda m: _dictamen_de(m.proyectada).update(sellado=m.cerrada.dictamen.sellado)),
    (SD11, "otro folio", lambda m: _dictamen_de(m.cerrada).update(folio="SGD-DTE-2026-0077")),
    (SD13, "sin nombramiento ese día", lambda m: Nombramiento.objects.filter(persona=m.estrategico).update(
        desde=EPOCA.date() + UN_DIA)),
    (SD13, "revocado antes", lambda m: Nombramiento.objects.filter(persona=m.recepcion).update(
        revocado_en=EPOCA - UN_DIA)),
    (SD13, "de otra área", lambda m: Nombramiento.objects.filter(persona=m.tecnicos["infraestructura"]).update(
        area=Area.objects.get(clave="innovacion"))),
    (SD13, "una persona hizo lo del sistema", lambda m: _con_otro_actor(m.cerrada, "dictamen.emitido", m.firmante)),
    (SD13, "opinó otra persona", lambda m: m.cerrada.revisiones.update(turnada_a=m.recepcion)),
    (SD5_9, "el auditor actúa", lambda m: _anotar("solicitud.admitida", m.captura, m.auditor, hacia="en_revision")),
    (SD5_9, "el auditor nombra", lambda m: _anotar("nombramiento.propuesto", "nombramiento:1", m.auditor)),
    (SD5_9, "la administradora actúa", lambda m: _anotar("solicitud.editada", m.captura, m.administrador)),
    (SD5_9, "la administradora además recibe", lambda m: _nombramiento_suelto(m.administrador, "recepcion")),
    (SD6_19, "se nombró a sí misma", lambda m: Nombramiento.objects.filter(pk=m.nombramiento.pk).update(
        propuesto_por=m.nombramiento.persona)),
    (SD6_19, "confirmó lo suyo", lambda m: Nombramiento.objects.filter(pk=m.nombramiento.pk).update(
        confirmado_por=m.nombramiento.persona)),
    (SD6_19, "se lo revocó a sí misma", lambda m: Nombramiento.objects.filter(pk=m.nombramiento.pk).update(
        revocado_por=m.nombramiento.persona, revocado_en=EPOCA)),
    (SD6_19, "no la confirmó una segunda", lambda m: Nombramiento.objects.filter(pk=m.nombramiento.pk).update(
        confirmado_por=None)),
    (PERMISOS, "un permiso central de más", lambda m: m.ajena.user_permissions.add(
        Permission.objects.get(codename="autorizar_dictamenes"))),
    (PERMISOS, "un permiso de objeto de más", lambda m: _nombramiento_que_se_borra(m)),
    (PERMISOS, "un permiso de menos", lambda m: m.recepcion.user_permissions.clear()),
    (PERMISOS, "entra a catálogos sin ser administradora", lambda m: Usuario.objects.filter(
        pk=m.recepcion.pk).update(is_staff=True)),
    (PERMISOS, "lo puede todo", lambda m: Usuario.objects.filter(pk=m.recepcion.pk).update(is_superuser=True)),
]


def _nombramiento_que_se_borra(m):
    Nombramiento.objects.filter(persona=m.ajena).update(revocado_en=EPOCA)


def test_sin_romper_nada_no_hay_ni_una_falta(ciudad):
    assert invariantes.revisar() == []


@pytest.mark.parametrize(("invariante", "que", "romper"), ROTURAS, ids=[f"{i[:24]}: {q}" for i, q, _ in ROTURAS])
def test_lo_roto_se_nombra(ciudad, invariante, que, romper):
    romper(ciudad)
    try:
        assert invariante in _nombradas(), que
    finally:
        if devolver := ciudad.__dict__.pop("por_devolver", None):
            with open(default_storage.path(devolver[0]), "wb") as abierto:
                abierto.write(devolver[1])


def test_todo_invariante_tiene_quien_lo_rompa():
    assert {invariante for invariante, _, _ in ROTURAS} == set(invariantes.INVARIANTES)


def test_cada_uno_se_puede_correr_por_su_nombre(ciudad):
    _de(ciudad.en_mesa).update(estado="en_firma")
    falta = next(invariantes.INVARIANTES[ESTADO]())
    assert falta.renglon == f"solicitud:{ciudad.en_mesa.pk} ({ciudad.en_mesa.folio})"
    assert falta.porque == "está en «en_firma» y sus eventos la dejan en «en_estrategia»"


def test_un_expediente_se_revisa_sin_recorrer_los_demas(ciudad):
    _de(ciudad.en_mesa).update(estado="en_firma")
    assert invariantes.revisar_casos([ciudad.cerrada.pk]) == []
    assert invariantes.revisar_casos([ciudad.en_mesa.pk])


def test_la_orden_lista_las_faltas_y_sale_con_uno(ciudad):
    salida, errores = io.StringIO(), io.StringIO()
    call_command("invariantes", "--rapido", stdout=salida, stderr=errores)
    assert (salida.getvalue(), "Sin faltas" in errores.getvalue()) == ("", True)
    _de(ciudad.en_mesa).update(estado="en_firma")
    with pytest.raises(SystemExit) as salio:
        call_command("invariantes", "--rapido", stdout=salida, stderr=errores)
    assert salio.value.code == 1
    assert f"{ESTADO} · solicitud:{ciudad.en_mesa.pk}" in salida.getvalue()


def test_rapido_no_relee_los_archivos(ciudad, monkeypatch):
    monkeypatch.setattr(default_storage, "exists", lambda nombre: pytest.fail("abrió el almacén"))
    assert invariantes.revisar(rapido=True) == []


def test_revisar_solo_lee(ciudad):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as consultas:
        invariantes.revisar()
    lecturas = ("SELECT", "DECLARE", "PRAGMA")  # un cursor de lectura por recorrido largo, y lo que dice el catálogo
    assert not [c["sql"] for c in consultas if not c["sql"].lstrip("( \n").upper().startswith(lecturas)]


def test_las_consultas_no_crecen_con_los_expedientes(ciudad):
    from django.test.utils import CaptureQueriesContext

    def cuantas():
        with CaptureQueriesContext(connection) as consultas:
            assert invariantes.revisar(rapido=True) == []
        return len(consultas)

    antes = cuantas()
    for _ in range(3):
        ciudad.en_estrategia()
    assert cuantas() == antes


def test_lo_descartado_no_es_falta_ni_con_interes_declarado(ciudad):
    declarar_interes(ciudad.captura, por=ciudad.recepcion, en=EPOCA, motivo="Es de mi familia.")
    captura.descartar(ciudad.captura, por=ciudad.elabora, en=EPOCA)
    assert invariantes.revisar(rapido=True) == []


def test_dejar_un_papel_no_vuelve_falta_lo_que_ya_se_hizo(ciudad):
    """Quien opinó, dejó el papel y se mudó al área requirente no rompe nada: importa quién era entonces."""
    from cuentas.personas.personas import corregir

    tecnico = ciudad.tecnicos["infraestructura"]
    revocar(tecnico.nombramientos.get(), por=ciudad.administrador, en=EPOCA + UN_DIA)
    corregir(tecnico, por=ciudad.administrador, en=EPOCA + UN_DIA, adscripcion=ciudad.area_requirente)
    assert invariantes.revisar(rapido=True) == []


def test_no_hay_por_donde_suplir_a_nadie():
    """SD13: mientras no haya suplencias, ningún acto admite actuar por otra persona y ningún papel es de suplente."""
    import inspect

    assert not [p for p in papeles.PAPELES if "supl" in p or "encarg" in p]
    for acto in tramite.TRANSICIONES.values():
        parametros = set(inspect.signature(acto.cuerpo).parameters)
        assert not {p for p in parametros if "supl" in p or "nombre_de" in p or "titular" in p}
    assert not [c.name for c in Participacion._meta.get_fields() if "supl" in c.name or "titular" in c.name]
