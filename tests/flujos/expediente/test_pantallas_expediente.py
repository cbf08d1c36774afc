"""Las pantallas del expediente por HTTP: cada papel hace su acto, y quien no debe no puede ni ve."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from guardian.models import UserObjectPermission

from bitacora.models import Evento
from cuentas.models import Area, Ente
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.documento import escrito
from dictamenes.documento.diferencias import cambios
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.models import Solicitud
from dictamenes.reglas.participacion import declarar_interes
from flujos.bandeja import bandeja
from flujos.estudio import vista_previa
from tests.herramientas.constar import consta
from tests.tecleado import opinion, propuesta

pytestmark = pytest.mark.django_db
AREA = "infraestructura"


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


@pytest.fixture
def como():
    """Un navegador sin pantalla con la sesión de esa persona."""

    def entrar(persona):
        cliente = Client()
        cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
        return cliente

    return entrar


def _url(nombre, solicitud, *mas):
    return reverse(f"flujos:{nombre}", args=[solicitud.pk, *mas])


def _actual(solicitud):
    return Solicitud.objects.get(pk=solicitud.pk)


def _texto(respuesta):
    return respuesta.content.decode()


# A dónde llega cada quien --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("papel", "destino"),
    [
        ("recepcion", "flujos:bandeja"), ("coordinacion", "flujos:bandeja"), ("estrategico", "flujos:bandeja"),
        ("firmante", "flujos:por_firmar"), ("presenta", "flujos:solicitudes"), ("elabora", "flujos:solicitudes"),
        ("auditor", "auditoria:bitacora"), ("administrador", "cuentas:personas"), ("estandares", "estandares:lista"),
    ],
)
def test_cada_papel_llega_a_su_pantalla(mundo, como, papel, destino):
    respuesta = como(getattr(mundo, papel)).get(reverse("flujos:trabajo"))
    assert respuesta.url == reverse(destino)


def test_quien_no_tiene_papel_lee_por_que(mundo, como):
    respuesta = como(mundo.persona()).get(reverse("flujos:trabajo"))
    assert respuesta.status_code == 200
    assert "Aún no tiene un papel" in _texto(respuesta)


@pytest.mark.parametrize("nombre", ["trabajo", "bandeja"])
def test_sin_sesion_se_va_a_entrar(db, client, nombre):
    assert "/cuenta/entrar/" in client.get(reverse(f"flujos:{nombre}")).url


def test_la_navegacion_sólo_ofrece_lo_que_puede_abrir(mundo, como):
    tecnico = _texto(como(mundo.tecnicos[AREA]).get(reverse("flujos:bandeja")))
    assert "Bitácora" not in tecnico
    assert ">Bandeja<" in tecnico


# La bandeja ----------------------------------------------------------------------------------------------------------


def test_la_bandeja_de_recepcion_muestra_lo_suyo_y_no_lo_de_otros(mundo, como):
    mundo.presentada()
    assert "SGD-SDTE-2026-00001" in _texto(como(mundo.recepcion).get(reverse("flujos:bandeja")))
    for otro in (mundo.firmante, mundo.estrategico, mundo.tecnicos[AREA]):
        assert "SGD-SDTE-2026-00001" not in _texto(como(otro).get(reverse("flujos:bandeja")))


def test_la_bandeja_de_un_area_no_tiene_lo_de_otra(mundo, como):
    mundo.en_revision(areas=(AREA,))
    assert "00001" in _texto(como(mundo.tecnicos[AREA]).get(reverse("flujos:bandeja")))
    assert "00001" not in _texto(como(mundo.tecnicos["innovacion"]).get(reverse("flujos:bandeja")))


def test_coordinacion_ve_todo_lo_activo_para_repartirlo(mundo, como):
    mundo.presentada()
    mundo.en_revision()
    texto = _texto(como(mundo.coordinacion).get(reverse("flujos:bandeja")))
    assert "00001" in texto
    assert "00002" in texto


@pytest.mark.parametrize("tecleado", ["SGD-SDTE-2026-00001", "sgd-sdte-2026-1", "1", "00001"])
def test_un_folio_tecleado_abre_su_expediente(mundo, como, tecleado):
    solicitud = mundo.presentada()
    respuesta = como(mundo.recepcion).get(reverse("flujos:bandeja"), {"q": tecleado})
    assert respuesta.url == _url("expediente", solicitud)


def test_un_folio_ajeno_no_se_abre(mundo, como):
    mundo.presentada()
    assert como(mundo.firmante).get(reverse("flujos:bandeja"), {"q": "1"}).status_code == 200


def test_la_busqueda_no_distingue_acentos_y_se_filtra_por_etapa(mundo, como):
    mundo.presentada()
    cliente = como(mundo.recepcion)
    bandeja = reverse("flujos:bandeja")
    assert "00001" in _texto(cliente.get(bandeja, {"q": "RENOVACION"}))
    assert "00001" not in _texto(cliente.get(bandeja, {"q": "licencias"}))
    assert "00001" not in _texto(cliente.get(bandeja, {"etapa": "firma"}))
    assert "00001" not in _texto(cliente.get(bandeja, {"vista": "vencidas"}))
    assert "00001" in _texto(cliente.get(bandeja, {"vista": "sin-asignar"}))


@pytest.mark.parametrize("pocos", [0, 300])
def test_lo_que_dicen_muchos_se_halla_igual_que_lo_que_dicen_pocos(mundo, como, monkeypatch, pocos):
    monkeypatch.setattr(bandeja, "POCOS", pocos)
    suyas = [mundo.presentada(), mundo.presentada()]
    mundo.presentada()
    Solicitud.objects.filter(pk__in=[s.pk for s in suyas]).update(busqueda="licencias de oficina")
    hallados = como(mundo.recepcion).get(reverse("flujos:bandeja"), {"q": "LICENCIAS"}).context["renglones"]
    assert {r.solicitud.pk for r in hallados} == {s.pk for s in suyas}


def test_lo_vencido_se_dice_con_palabras_y_en_dias_habiles(mundo, como, en):
    mundo.presentada()
    with detenido_en(en.replace(day=12)):
        texto = _texto(como(mundo.recepcion).get(reverse("flujos:bandeja"), {"vista": "vencidas"}))
    assert "Vencido hace 5 días hábiles" in texto


def test_mias_son_las_turnadas_y_las_que_esperan_mi_firma(mundo, como, en):
    from flujos.recorrido import actos

    solicitud = mundo.en_revision()
    tecnico = mundo.tecnicos[AREA]
    assert "00001" not in _texto(como(tecnico).get(reverse("flujos:bandeja"), {"vista": "mias"}))
    actos.turnar(solicitud, por=mundo.coordinacion, en=en, revision=solicitud.revisiones.get(), a=tecnico)
    assert "<strong>Usted</strong>" in _texto(como(tecnico).get(reverse("flujos:bandeja"), {"vista": "mias"}))
    mundo.por_firmar()
    assert "00002" in _texto(como(mundo.firmante).get(reverse("flujos:bandeja"), {"vista": "mias"}))


def test_con_27_y_diez_mil_permisos_hace_las_mismas_consultas_y_las_paginas_no_repiten_ni_saltan(
    mundo, como, django_assert_max_num_queries
):
    cliente, bandeja = como(mundo.coordinacion), reverse("flujos:bandeja")
    for _ in range(4):
        mundo.presentada()
    mundo.en_revision(areas=(AREA, "gobierno-electronico"))
    cliente.get(bandeja)
    with django_assert_max_num_queries(12) as pocas:
        cliente.get(bandeja)
    for _ in range(21):
        mundo.presentada()
    permiso = ContentType.objects.get_for_model(Ente)
    ajeno = UserObjectPermission.objects.first().permission
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(permission=ajeno, content_type=permiso, object_pk=str(n + 100_000), user=mundo.coordinacion)
        for n in range(10_000)
    )
    with django_assert_max_num_queries(12) as muchas:
        primera = cliente.get(bandeja)
    assert len(muchas) <= len(pocas)
    segunda = cliente.get(primera.context["pagina"]["siguiente_url"])
    de_una, de_otra = ([r.solicitud.folio for r in pagina.context["renglones"]] for pagina in (primera, segunda))
    assert len(de_una) == 25
    assert len({*de_una, *de_otra}) == 26, "en revisión va dos veces, una por área"
    assert len(de_otra) == 2
    regreso = cliente.get(segunda.context["pagina"]["anterior_url"])
    assert [r.solicitud.folio for r in regreso.context["renglones"]] == de_una
    assert not regreso.context["pagina"]["anterior_url"]
    assert cliente.get(bandeja, {"despues": "basura"}).status_code == 200


# El expediente -------------------------------------------------------------------------------------------------------


def test_el_ente_ajeno_no_encuentra_el_expediente_ni_sus_documentos(mundo, como):
    solicitud = mundo.emitida()
    ajena = como(mundo.ajena)
    anexo = solicitud.anexos.first()
    direcciones = [
        _url("expediente", solicitud), _url("documento", solicitud, "acuse-1"), _url("documento", solicitud, "partes"),
        _url("pagina", solicitud, 1), reverse("flujos:anexo", args=[anexo.pk]),
    ]
    assert [ajena.get(d).status_code for d in direcciones] == [404] * len(direcciones)


def test_el_expediente_dice_de_quien_es_el_turno_y_que_dias_no_contaron(mundo, como):
    solicitud = mundo.presentada()
    texto = _texto(como(mundo.presenta).get(_url("expediente", solicitud)))
    assert "Le toca a <strong>la revisión de requisitos</strong>" in texto
    assert "días hábiles" in texto
    mia = _texto(como(mundo.recepcion).get(_url("expediente", solicitud)))
    assert "Le toca a usted: revisión de requisitos." in mia
    assert _url("requisitos", solicitud) in mia


def test_el_ente_ve_hitos_y_no_opiniones_ni_quien_las_dio(mundo, como):
    solicitud = mundo.en_estrategia()
    del_ente = _texto(como(mundo.presenta).get(_url("expediente", solicitud)))
    assert "Requisitos completos" in del_ente
    assert _url("archivo", solicitud) in del_ente, "y puede llevarse su expediente"
    assert "Es viable y se ajusta" not in del_ente
    assert mundo.tecnicos[AREA].nombre + "<" not in del_ente
    assert mundo.recepcion.nombre + "<" not in del_ente
    central = _texto(como(mundo.estrategico).get(_url("expediente", solicitud)))
    assert "Es viable y se ajusta" in central


def test_un_area_no_lee_la_opinion_de_otra_antes_de_dar_la_suya(mundo, como):
    solicitud = mundo.en_revision(areas=(AREA, "gobierno-electronico"))
    mundo.opinar(solicitud, "gobierno-electronico")
    tecnico = como(mundo.tecnicos[AREA])
    for pagina in (_url("expediente", solicitud), _url("revision", solicitud, AREA)):
        assert "Es viable y se ajusta" not in _texto(tecnico.get(pagina))
    mundo.opinar(solicitud, AREA)
    assert "Es viable y se ajusta" in _texto(tecnico.get(_url("expediente", solicitud)))


def test_cada_lectura_del_auditor_queda_en_la_bitacora(mundo, como):
    solicitud = mundo.emitida()
    auditor = como(mundo.auditor)
    auditor.get(_url("expediente", solicitud))
    auditor.get(_url("documento", solicitud, "partes"))
    leidos = Evento.objects.filter(por=mundo.auditor, objeto=f"solicitud:{solicitud.pk}").order_by("n")
    assert list(leidos.values_list("accion", flat=True)) == ["expediente.leido", "documento.leido"]
    como(mundo.presenta).get(_url("expediente", solicitud))
    assert not Evento.objects.filter(por=mundo.presenta, accion="expediente.leido").exists()


def test_el_expediente_cuesta_lo_mismo_con_mas_conceptos(mundo, como, django_assert_max_num_queries):
    chica, grande = mundo.en_estrategia(), mundo.en_estrategia(conceptos=12)
    cliente = como(mundo.estrategico)
    cliente.get(_url("expediente", chica))
    with django_assert_max_num_queries(17) as pocas:
        cliente.get(_url("expediente", chica))
    with django_assert_max_num_queries(17) as muchas:
        cliente.get(_url("expediente", grande))
    assert len(muchas) == len(pocas)


def test_el_expediente_emitido_con_su_constancia_de_lectura_no_pasa_de_sus_consultas(
    mundo, como, django_assert_max_num_queries
):
    solicitud, cliente = mundo.emitida(areas=(AREA, "gobierno-electronico")), como(mundo.auditor)
    cliente.get(_url("expediente", solicitud))
    candado = connection.vendor == "postgresql"  # el de la cadena, que en SQLite es la transacción misma
    with django_assert_max_num_queries(19 + candado):
        cliente.get(_url("expediente", solicitud))
    como(mundo.presenta).get(_url("expediente", solicitud))
    with django_assert_max_num_queries(20 + candado):  # y quién del ente lo leyó
        assert mundo.presenta.nombre in _texto(cliente.get(_url("expediente", solicitud)))


@pytest.mark.parametrize(("quien", "consultas"), [("coordinacion", 17), ("firmante", 17), ("auditor", 19)])
def test_lo_que_espera_firma_no_pasa_de_sus_consultas(mundo, como, django_assert_max_num_queries, quien, consultas):
    solicitud, cliente = mundo.por_firmar(areas=(AREA, "gobierno-electronico")), como(getattr(mundo, quien))
    cliente.get(_url("expediente", solicitud))
    candado = quien == "auditor" and connection.vendor == "postgresql"
    with django_assert_max_num_queries(consultas + candado):
        cliente.get(_url("expediente", solicitud))


@pytest.mark.parametrize("quien", ["elabora", "presenta", "recepcion", "coordinacion", "estrategico", "firmante", "auditor"])
def test_todos_los_que_alcanzan_un_asunto_emitido_lo_leen(mundo, como, quien):
    solicitud = mundo.emitida()
    respuesta = como(getattr(mundo, quien)).get(_url("expediente", solicitud))
    assert respuesta.status_code == 200
    assert "SGD-DTE-2026-0001" in _texto(respuesta)


# Los documentos ------------------------------------------------------------------------------------------------------


def test_una_descarga_lleva_su_nombre_y_no_se_guarda(mundo, como):
    solicitud = mundo.emitida()
    respuesta = como(mundo.presenta).get(_url("documento", solicitud, "partes"))
    assert respuesta["Content-Disposition"] == 'inline; filename="SGD-DTE-2026-0001.pdf"'
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in respuesta["Cache-Control"]
    assert b"".join(respuesta.streaming_content).startswith(b"%PDF-")


def test_el_documento_por_firmar_sólo_lo_abre_quien_firma_y_quien_elabora(mundo, como):
    solicitud = mundo.por_firmar()
    codigos = {
        persona.pk: como(persona).get(_url("documento", solicitud, "sellado")).status_code
        for persona in (mundo.firmante, mundo.estrategico, mundo.presenta, mundo.recepcion, mundo.tecnicos[AREA])
    }
    assert list(codigos.values()) == [200, 200, 404, 404, 404]
    assert como(mundo.recepcion).get(_url("pagina", solicitud, 1)).status_code == 404


def test_las_paginas_se_miran_como_imagen(mundo, como):
    solicitud = mundo.por_firmar()
    cliente = como(mundo.firmante)
    assert 'src="' + _url("pagina", solicitud, 1) in _texto(cliente.get(_url("firma", solicitud)))
    imagen = cliente.get(_url("pagina", solicitud, 1))
    assert imagen["Content-Type"] == "image/png"
    assert imagen.content.startswith(b"\x89PNG")
    assert cliente.get(_url("pagina", solicitud, 99)).status_code == 404


def test_un_anexo_siempre_se_descarga(mundo, como):
    solicitud = mundo.presentada()
    respuesta = como(mundo.recepcion).get(reverse("flujos:anexo", args=[solicitud.anexos.first().pk]))
    assert respuesta["Content-Disposition"].startswith("attachment")
    assert respuesta["X-Content-Type-Options"] == "nosniff"


# Recepción -----------------------------------------------------------------------------------------------------------


def test_recepcion_admite_con_las_areas_que_señalan_las_reglas(mundo, como):
    solicitud = mundo.presentada(conceptos=2, categoria=["computo", "software"])
    cliente = como(mundo.recepcion)
    pagina = cliente.get(_url("requisitos", solicitud))
    areas = pagina.context["form"]["areas"].value()
    assert sorted(Area.objects.filter(pk__in=areas).values_list("clave", flat=True)) == ["gobierno-electronico", AREA]
    respuesta = cliente.post(_url("requisitos", solicitud), {"areas": areas, "ficha": pagina.context["ficha"]})
    assert respuesta.url == reverse("flujos:trabajo")
    assert _actual(solicitud).estado == "en_revision"
    assert solicitud.revisiones.count() == 2


def test_recepcion_previene_con_observaciones_ancladas(mundo, como):
    solicitud = mundo.presentada()
    cliente = como(mundo.recepcion)
    pagina = cliente.get(_url("prevenir", solicitud))
    assert "lunes 9 de marzo de 2026" in _texto(pagina)
    datos = {"causal": "anexo", "renglones": 2, "sobre_1": "anexo-mercado", "observacion_1": "Falta una cotización.",
             "sobre_2": "concepto-1", "observacion_2": "Diga la garantía."}
    assert cliente.post(_url("prevenir", solicitud), datos).status_code == 302
    assert list(solicitud.prevenciones.get().observaciones.values_list("sobre", flat=True)) == ["anexo-mercado", "concepto-1"]
    assert _actual(solicitud).estado == "prevenida"
    assert "Investigación de mercado" in _texto(como(mundo.presenta).get(_url("expediente", solicitud)))


def test_agregar_otra_observacion_conserva_lo_tecleado(mundo, como):
    solicitud = mundo.presentada()
    datos = {"mas": "1", "causal": "anexo", "renglones": 2, "sobre_1": "anexo-mercado", "observacion_1": "Falta una."}
    respuesta = como(mundo.recepcion).post(_url("prevenir", solicitud), datos)
    assert respuesta.status_code == 200
    assert 'name="observacion_3"' in _texto(respuesta)
    assert "Falta una." in _texto(respuesta)
    assert _actual(solicitud).estado == "en_requisitos"


def test_una_observacion_a_medias_vuelve_con_422_y_lo_tecleado(mundo, como):
    solicitud = mundo.presentada()
    datos = {"causal": "anexo", "renglones": 1, "observacion_1": "Falta una cotización."}
    respuesta = como(mundo.recepcion).post(_url("prevenir", solicitud), datos)
    assert respuesta.status_code == 422
    assert "Elija sobre qué es la observación" in _texto(respuesta)
    assert "Falta una cotización." in _texto(respuesta)


def test_recepcion_declara_improcedente_con_motivo(mundo, como):
    solicitud = mundo.presentada()
    cliente = como(mundo.recepcion)
    assert "Escriba el motivo" in _texto(cliente.post(_url("improcedente", solicitud), {"motivo": " "}))
    cliente.post(_url("improcedente", solicitud), {"motivo": "No es TIC."})
    assert _actual(solicitud).estado == "improcedente"
    assert "No es TIC." in _texto(como(mundo.presenta).get(_url("expediente", solicitud)))


@pytest.mark.parametrize("quien", ["presenta", "firmante", "auditor", "coordinacion", "estrategico"])
def test_quien_no_es_recepcion_no_admite_y_queda_constancia(mundo, como, quien):
    solicitud, persona = mundo.presentada(), getattr(mundo, quien)
    respuesta = como(persona).post(_url("requisitos", solicitud), {"areas": []})
    assert respuesta.status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=persona).exists()
    assert _actual(solicitud).estado == "en_requisitos"


# La revisión técnica -------------------------------------------------------------------------------------------------


def test_un_tecnico_da_la_opinion_de_su_area(mundo, como):
    solicitud = mundo.en_revision()
    cliente = como(mundo.tecnicos[AREA])
    pagina = _texto(cliente.get(_url("revision", solicitud, AREA)))
    assert "Viabilidad operativa" in pagina
    assert "Propiedad y entrega del código" not in pagina
    assert cliente.post(_url("revision", solicitud, AREA), opinion(solicitud)).status_code == 302
    revision = solicitud.revisiones.get()
    assert revision.dada_por == mundo.tecnicos[AREA]
    assert {c["version"] for c in revision.criterios} == {1}
    assert _actual(solicitud).estado == "en_estrategia"


def test_no_cumplir_un_criterio_o_no_proceder_pide_decir_por_que(mundo, como):
    solicitud = mundo.en_revision()
    datos = opinion(solicitud, "no_procede", criterio_viabilidad="no_cumple")
    respuesta = como(mundo.tecnicos[AREA]).post(_url("revision", solicitud, AREA), datos)
    assert respuesta.status_code == 422
    assert "Escriba por qué no procede el concepto 1" in _texto(respuesta)
    assert "Escriba por qué no se cumple «Viabilidad operativa»" in _texto(respuesta)
    assert "Es viable y se ajusta al estándar." in _texto(respuesta)


def test_un_tecnico_no_opina_por_otra_area(mundo, como):
    solicitud = mundo.en_revision(areas=(AREA, "innovacion"))
    for metodo in ("get", "post"):
        respuesta = getattr(como(mundo.tecnicos[AREA]), metodo)(_url("revision", solicitud, "innovacion"), opinion(solicitud))
        assert respuesta.status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=mundo.tecnicos[AREA]).count() == 2


def test_coordinacion_turna_y_otra_persona_del_area_ya_no_opina(mundo, como):
    area = Area.objects.get(clave=AREA)
    otra = mundo.persona("tecnico", area=area)
    solicitud = mundo.en_revision()
    impedida = mundo.persona("tecnico", area=area, nombre="Impedida Ficticia", adscripcion=mundo.area_requirente)
    coordinacion = como(mundo.coordinacion)
    pagina = coordinacion.get(_url("turnar", solicitud, AREA))
    assert impedida not in pagina.context["form"].fields["a"].queryset
    assert "pertenece al área requirente" in _texto(pagina)
    assert coordinacion.post(_url("turnar", solicitud, AREA), {"a": impedida.pk}).status_code == 422
    assert coordinacion.post(_url("turnar", solicitud, AREA), {"a": otra.pk}).status_code == 302
    tecnico = como(mundo.tecnicos[AREA])
    assert f"turnada a {otra.nombre}" in _texto(tecnico.get(_url("revision", solicitud, AREA)))
    respuesta = tecnico.post(_url("revision", solicitud, AREA), opinion(solicitud))
    assert respuesta.status_code == 409
    assert f"turnada a {otra.nombre}" in _texto(respuesta)


def test_quien_ya_participo_con_otra_funcion_recibe_403_y_queda_constancia(mundo, como):
    from cuentas.personas.nombramientos import nombrar

    doble = mundo.recepcion
    nombrar(doble, "tecnico", oficio="OF-X", desde=date(2020, 1, 1), por=None, en=mundo.en, area=Area.objects.get(clave=AREA))
    solicitud = mundo.en_revision()
    respuesta = como(doble).post(_url("revision", solicitud, AREA), opinion(solicitud))
    assert respuesta.status_code == 403
    assert "Una persona, una función por asunto" in _texto(respuesta)
    rechazo = Evento.objects.get(accion="acceso.rechazado", por=doble)
    assert rechazo.datos_evento.datos["clase"] == "SeparacionDeFunciones"
    assert "No puede actuar en este asunto" in _texto(como(doble).get(_url("expediente", solicitud)))


def test_quien_se_excusa_queda_impedido_y_se_lee_por_que(mundo, como):
    solicitud, tecnico = mundo.en_revision(), mundo.tecnicos[AREA]
    cliente = como(tecnico)
    assert cliente.post(_url("excusarse", solicitud), {"motivo": "Es mi primo."}).status_code == 302
    assert "declaró interés" in _texto(cliente.get(_url("expediente", solicitud)))
    assert cliente.post(_url("revision", solicitud, AREA), opinion(solicitud)).status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=tecnico).exists()
    assert "Es mi primo" not in _texto(como(mundo.coordinacion).get(_url("expediente", solicitud)))
    assert "Es mi primo" in _texto(como(mundo.auditor).get(_url("expediente", solicitud)))


def test_quien_audita_no_escribe_ni_para_excusarse(mundo, como):
    solicitud = mundo.en_revision()
    assert como(mundo.auditor).post(_url("excusarse", solicitud), {"motivo": "Interés."}).status_code == 409
    assert not solicitud.intereses.exists()


def test_coordinacion_cancela_con_motivo(mundo, como):
    solicitud = mundo.en_revision()
    assert como(mundo.coordinacion).post(_url("cancelar", solicitud), {"motivo": "Duplicada."}).status_code == 302
    assert _actual(solicitud).estado == "cancelada"


# La revisión estratégica ---------------------------------------------------------------------------------------------


def test_el_estrategico_propone_con_condiciones(mundo, como):
    solicitud = mundo.en_estrategia()
    cliente = como(mundo.estrategico)
    sin = cliente.post(_url("estrategia", solicitud), propuesta(mundo, solicitud, "favorable_con_condiciones"))
    assert sin.status_code == 422
    assert "Escriba al menos una condición" in _texto(sin)
    con = propuesta(mundo, solicitud, "favorable_con_condiciones", condicion_1="Probar antes de pagar",
                     responsable_1="UTIC", fecha_1="2026-06-30", evidencia_1="Acta")
    assert cliente.post(_url("estrategia", solicitud), con).status_code == 302
    assert _actual(solicitud).dictamen.condiciones.get().responsable == "UTIC"


def test_lo_no_favorable_dice_sus_razones_con_clave(mundo, como):
    solicitud = mundo.en_estrategia()
    cliente, concepto = como(mundo.estrategico), solicitud.conceptos.get()
    sin = cliente.post(_url("estrategia", solicitud), propuesta(mundo, solicitud, "no_favorable"))
    assert "Elija las razones del concepto 1" in _texto(sin)
    con = propuesta(mundo, solicitud, "no_favorable", **{f"razones_{concepto.pk}": ["R01", "R05"], f"corregir_{concepto.pk}": "Ajuste."})
    contra = cliente.post(_url("estrategia", solicitud), con)
    assert "para todas las áreas procede y ningún criterio estratégico dice «No cumple»: diga qué criterio" in _texto(contra)
    con["aclaracion_contra_todas_las_areas"] = "Lo decide el costo."
    cliente.post(_url("estrategia", solicitud), con)
    resuelto = _actual(solicitud).dictamen.sentidos.get()
    assert resuelto.razones[0] == "No cumple el estándar aplicable (R01)"
    assert resuelto.corregir == "Ajuste."


def test_quien_elabora_razona_el_favorable_de_lo_que_no_cumple_y_el_documento_lo_dice(mundo, como):
    solicitud = mundo.en_estrategia()
    solicitud.conceptos.update(evaluacion={"global": "no_cumple", "atributos": []})
    consta(solicitud, mundo.en)
    cliente, concepto = como(mundo.estrategico), solicitud.conceptos.get()
    sin = cliente.post(_url("estrategia", solicitud), propuesta(mundo, solicitud))
    assert sin.status_code == 422
    assert "favorable el concepto 1 aunque no cumple el estándar (su perfil), sin excepción otorgada: escriba por qué procede" in _texto(sin)
    con = propuesta(mundo, solicitud, **{f"motivo_{concepto.pk}": "El faltante es menor."})
    assert cliente.post(_url("estrategia", solicitud), con).status_code == 302
    dictamen = _actual(solicitud).dictamen
    dictamen.clave = "aun-sin-clave"
    datos = datos_de_dictamen(dictamen)
    assert datos["conceptos"][0]["motivo"] == "El faltante es menor."
    assert "Procede aunque no cumple: El faltante es menor." in _texto(cliente.get(_url("expediente", solicitud)))
    assert vista_previa.iniciales(dictamen)[f"motivo_{concepto.pk}"] == "El faltante es menor."
    dictamen.datos = datos
    assert "Concepto 1: por qué procede" in {parte.nombre for parte in escrito.partes_de_elaboracion(dictamen)}
    sin_motivo = {**datos, "conceptos": [{**datos["conceptos"][0], "motivo": ""}]}
    assert [c.parte for c in cambios(sin_motivo, datos)] == ["Concepto 1: por qué procede"]


def test_la_vista_previa_es_un_pdf_y_no_deja_nada_escrito(mundo, como):
    solicitud = mundo.en_estrategia()
    eventos = Evento.objects.count()
    respuesta = como(mundo.estrategico).post(_url("vista_previa", solicitud), propuesta(mundo, solicitud))
    assert respuesta["Content-Type"] == "application/pdf"
    assert respuesta.content.startswith(b"%PDF-")
    assert _actual(solicitud).estado == "en_estrategia"
    assert not hasattr(_actual(solicitud), "dictamen")
    assert Evento.objects.count() == eventos


def test_el_estrategico_devuelve_al_area_con_un_encargo_y_lo_sigue_viendo(mundo, como):
    solicitud = mundo.en_estrategia()
    cliente, area = como(mundo.estrategico), solicitud.revisiones.get().area
    assert cliente.post(_url("devolver_areas", solicitud), {}).status_code == 422
    cliente.post(_url("devolver_areas", solicitud), {f"encargo_{area.pk}": "Aclare la garantía."})
    assert _actual(solicitud).estado == "en_revision"
    assert cliente.get(_url("expediente", solicitud)).status_code == 200
    assert "Aclare la garantía." in _texto(como(mundo.tecnicos[AREA]).get(_url("revision", solicitud, AREA)))


def test_quien_firmaria_no_aparece_si_tiene_impedimento(mundo, como, en):
    solicitud = mundo.en_estrategia()
    declarar_interes(solicitud, por=mundo.firmante, en=en, motivo="Interés")
    pagina = como(mundo.estrategico).get(_url("estrategia", solicitud))
    assert mundo.firmante not in pagina.context["form"].fields["autoriza"].queryset


# La firma ------------------------------------------------------------------------------------------------------------


def test_quien_autoriza_firma_con_su_identidad_fresca_y_una_sola_vez(mundo, como):
    solicitud = mundo.por_firmar()
    cliente, visto = como(mundo.firmante), solicitud.dictamen.sellado.sha256
    mundo.leer(solicitud)
    datos = {"visto": visto}
    assert cliente.post(_url("firma", solicitud), datos).status_code == 302
    assert _actual(solicitud).dictamen.estado == "firmado"
    doble = cliente.post(_url("firma", solicitud), datos, follow=True)
    assert "ya quedó registrado" in _texto(doble)
    assert Evento.objects.filter(accion="dictamen.firmado").count() == 1


def test_no_se_firma_lo_que_no_se_vio(mundo, como):
    solicitud = mundo.por_firmar()
    datos = {"visto": "0" * 64, "contrasena": "contrasena-de-prueba"}
    respuesta = como(mundo.firmante).post(_url("firma", solicitud), datos)
    assert respuesta.status_code == 409
    assert _actual(solicitud).dictamen.estado == "por_firmar"


def test_otro_firmante_no_firma_el_dictamen_ajeno(mundo, como):
    solicitud = mundo.por_firmar()
    otra = mundo.persona("firmante")
    datos = {"visto": solicitud.dictamen.sellado.sha256, "contrasena": "contrasena-de-prueba"}
    respuesta = como(otra).post(_url("firma", solicitud), datos)
    assert respuesta.status_code == 422
    assert f"para la firma de {mundo.firmante.nombre}" in _texto(respuesta)


def test_quien_autoriza_devuelve_con_motivo_y_estrategia_lo_lee(mundo, como):
    solicitud = mundo.por_firmar()
    cliente = como(mundo.firmante)
    cliente.post(_url("devolver_proyecto", solicitud), {"motivo": "Precise la vigencia."})
    assert _actual(solicitud).estado == "en_estrategia"
    assert cliente.get(_url("expediente", solicitud)).status_code == 200
    pagina = _texto(como(mundo.estrategico).get(_url("estrategia", solicitud)))
    assert "Precise la vigencia." in pagina
    assert "El proyecto es idóneo para la necesidad" in pagina
    assert "Precise la vigencia." not in _texto(como(mundo.presenta).get(_url("expediente", solicitud)))


# Llegar tarde, repetir y tropezar ------------------------------------------------------------------------------------


def test_el_estado_equivocado_es_409_y_dice_que_paso(mundo, como):
    solicitud, otra = mundo.presentada(), mundo.persona("recepcion")
    cliente = como(otra)
    como(mundo.recepcion).post(_url("improcedente", solicitud), {"motivo": "No es TIC."})
    respuesta = cliente.post(_url("requisitos", solicitud), {"areas": []})
    assert respuesta.status_code == 409
    assert "Se declaró improcedente" in _texto(respuesta)
    assert _url("expediente", solicitud) in _texto(respuesta)


def test_enviar_dos_veces_lo_mismo_lleva_al_expediente_con_ya_quedo_registrado(mundo, como):
    solicitud = mundo.presentada()
    cliente = como(mundo.recepcion)
    cliente.post(_url("requisitos", solicitud), {"areas": []})
    segunda = cliente.post(_url("requisitos", solicitud), {"areas": []}, follow=True)
    assert segunda.redirect_chain[-1][0] == _url("expediente", solicitud)
    assert "ya quedó registrado" in _texto(segunda)
    assert Evento.objects.filter(accion="solicitud.admitida").count() == 1


def test_lo_leido_antes_de_que_el_ente_corrigiera_ya_no_sirve_para_admitir(mundo, como, en):
    from flujos.recorrido import actos

    solicitud = mundo.presentada()
    cliente = como(mundo.recepcion)
    vieja = cliente.get(_url("requisitos", solicitud)).context["ficha"]
    prevenida = actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=en, causal="anexo", observaciones=[("general", "X")])
    observacion = prevenida.prevenciones.abierta().observaciones.get()
    actos.ejecutar(tramite.desahogar, prevenida, por=mundo.presenta, en=en, respuestas={observacion.pk: ("Listo.", False)})
    respuesta = cliente.post(_url("requisitos", solicitud), {"areas": [], "ficha": vieja})
    assert respuesta.status_code == 409
    assert _actual(solicitud).estado == "en_requisitos"


def test_abrir_un_paso_que_ya_paso_lleva_al_expediente(mundo, como):
    solicitud = mundo.en_revision()
    respuesta = como(mundo.recepcion).get(_url("requisitos", solicitud), follow=True)
    assert "Este paso ya no procede" in _texto(respuesta)


def test_la_base_ocupada_es_503_con_cuando_volver(mundo, como, monkeypatch):
    from flujos.recorrido import actos

    def ocupada(*args, **kwargs):
        raise OperationalError("database is locked")

    solicitud = mundo.presentada()
    monkeypatch.setattr(actos, "ejecutar", ocupada)
    respuesta = como(mundo.recepcion).post(_url("requisitos", solicitud), {"areas": []})
    assert respuesta.status_code == 503
    assert respuesta["Retry-After"]


def test_un_borrador_se_abre_en_su_captura(mundo, como):
    solicitud = mundo.borrador()
    assert como(mundo.elabora).get(_url("expediente", solicitud)).url == _url("borrador", solicitud)
    assert como(mundo.recepcion).get(_url("expediente", solicitud)).status_code == 404


# La bitácora ---------------------------------------------------------------------------------------------------------


def test_el_auditor_lee_filtra_y_verifica_y_todo_queda_anotado(mundo, como):
    solicitud = mundo.presentada()
    auditor = como(mundo.auditor)
    pagina = auditor.get(reverse("auditoria:bitacora"), {"objeto": f"solicitud:{solicitud.pk}", "accion": "solicitud.presentada"})
    (evento,) = (fila["evento"] for fila in pagina.context["eventos"])
    assert evento.accion == "solicitud.presentada"
    assert "SGD-ACU-2026-00001" in _texto(auditor.get(reverse("auditoria:evento", args=[evento.n])))
    assert "todos los eslabones casan" in _texto(auditor.post(reverse("auditoria:verificar")))
    suyas = Evento.objects.filter(por=mundo.auditor).order_by("n").values_list("accion", flat=True)
    assert list(suyas) == ["bitacora.leida", "bitacora.leida", "bitacora.verificada"]


@pytest.mark.parametrize("quien", ["administrador", "coordinacion", "presenta", "firmante"])
def test_sólo_quien_audita_lee_la_bitacora(mundo, como, quien):
    persona = getattr(mundo, quien)
    assert como(persona).get(reverse("auditoria:bitacora")).status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=persona).exists()


def test_la_bitacora_se_filtra_por_persona_y_fecha_y_pagina_por_llave(mundo, como):
    mundo.presentada()
    auditor = como(mundo.auditor)
    bitacora = reverse("auditoria:bitacora")
    de_ella = auditor.get(bitacora, {"actor": mundo.presenta.correo}).context["eventos"]
    assert {fila["evento"].por for fila in de_ella} == {mundo.presenta}
    assert not auditor.get(bitacora, {"hasta": "2020-01-01"}).context["eventos"]
    primera = auditor.get(bitacora, {"hasta": "2026-12-31"})
    if siguiente := primera.context["siguiente_url"]:
        segunda = auditor.get(bitacora + siguiente)
        assert segunda.context["eventos"][0]["evento"].n == primera.context["eventos"][-1]["evento"].n - 1


def test_las_observaciones_se_ven_como_las_leera_el_ente_antes_de_enviarlas(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.recepcion)
    datos = {"causal": "anexo", "sobre_1": "oficio_numero", "observacion_1": "El oficio no trae número.", "renglones": "1"}
    url = reverse("flujos:prevenir", args=[solicitud.pk])
    pagina = client.post(url, {**datos, "ver": "1"}).content.decode()
    previa = pagina[pagina.index('id="previa"'):pagina.index("Todavía no se envía")]
    assert "Número de oficio." in previa
    assert "El oficio no trae número." in previa
    assert "SGD-PREV-" in previa
    solicitud.refresh_from_db()
    assert solicitud.estado == "en_requisitos"
    assert not solicitud.prevenciones.exists()
    assert client.post(url, datos).status_code == 302
    assert solicitud.prevenciones.get().folio in previa
