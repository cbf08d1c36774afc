"""Los actos: estado, acceso, separación de funciones, una sola vez y nada a medias."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from bitacora.models import DatosEvento, Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Area, Aviso, Usuario
from cuentas.papeles import MATRIZ
from dictamenes import tramite
from dictamenes.excepciones import (
    CapturaVencida,
    DatosInvalidos,
    EstadoEquivocado,
    Impedimento,
    SeparacionDeFunciones,
    YaRegistrado,
)
from dictamenes.expediente import captura
from dictamenes.models import Dictamen, Folio, Fundamento, Participacion, Solicitud
from dictamenes.models.solicitud import Estado
from dictamenes.reglas.participacion import declarar_interes
from dictamenes.reglas.requisitos import RequisitosIncompletos
from flujos.recorrido import actos
from tests.herramientas.constar import consta

pytestmark = pytest.mark.django_db


def _datos_de(nombre, mundo, solicitud):
    """Argumentos válidos para cada acto, para que sólo el estado o el papel lo detengan."""
    area = Area.objects.get(clave="infraestructura")
    return {
        "presentar": {}, "presentar_papel": {"recibida_en": mundo.en},
        "admitir": {"areas": [area]},
        "prevenir": {"causal": "anexo", "observaciones": [("necesidad", "Precise la necesidad.")]},
        "preparar_prevencion": {"causal": "anexo", "observaciones": [("necesidad", "Precise la necesidad.")]},
        "prorrogar": {"dias": 2, "motivo": "Piden tiempo."},
        "declarar_improcedente": {"motivo": "No es TIC."},
        "desahogar": {"respuestas": {}}, "desechar": {},
        "desahogar_papel": {"recibida_en": mundo.en, "respuestas": {}, "archivo": None, "rotulo": "oficio.pdf"},
        "desistir_papel": {"recibida_en": mundo.en, "motivo": "Ya no.", "archivo": None, "rotulo": "oficio.pdf"},
        "desistir": {"motivo": "Ya no."}, "cancelar": {"motivo": "Error."},
        "acumular": {"a": solicitud, "motivo": "Duplicada."},
        "turnar": {"revision": None, "a": None}, "turnar_por_regla": {"revision": None, "a": None, "peso": 0},
        "recorrer_plazos": {},
        "pedir_excepcion": {"cual": "1.1", "razon": "No hay."},
        "otorgar_excepcion": {"excepcion": 0, "motivo": "Procede.", "fundamento": Fundamento.objects.first()},
        "negar_excepcion": {"excepcion": 0, "motivo": "No procede."},
        "opinar": {"area": area, "texto": "Bien.", "criterios": [], "opiniones": {}},
        "corregir_opinion": {"area": area, "version": 1, "motivo": "Error.", "texto": "Bien.",
                             "criterios": [], "opiniones": {}},
        "devolver_a_areas": {"encargos": {area: "Aclare."}},
        "proponer": {"analisis": "Bien.", "criterios": [], "sentidos": {}, "autoriza": mundo.firmante},
        "congelar": {}, "registrar_sellado": {"sellado": None},
        "dejar_en_duda": {}, "confirmar_escaneo": {"visto": "x", "motivo": "Es el mismo."},
        "rechazar_escaneo": {"visto": "x", "motivo": "No es el mismo."},
        "devolver_proyecto": {"motivo": "Revise."}, "recoger_de_firma": {"motivo": "Está de vacaciones."},
        "firmar": {"firmado": None, "visto": "x", "forma": "pades"},
        "emitir": {"de_las_partes": None, "publico": None, "sellados": {}},
        "entregar_tanto": {"recibio": "Ana Ruiz, enlace", "identificacion": "gafete 12", "entregado_en": mundo.en},
        "registrar_contrato": {"numero": "C-1", "fecha": mundo.en.date()},
        "reportar_condicion": {"condicion": 0, "nota": "Se hizo.", "archivo": None, "rotulo": "acta.pdf"},
        "aceptar_condicion": {"condicion": 0},
        "devolver_condicion": {"condicion": 0, "motivo": "Falta la firma."},
        "no_se_emite": {"causa": "CierreInvalido"}, "pedir_anulacion": {"motivo": "No se emite."},
        "anular_firma": {"firmado": "x"}, "anular_por_revocacion": {"motivo": "Revocado."},
        "testar": {"fragmentos": [], "publico": None, "sellado": "", "leido": ""},
        "liberar_publico": {"leido": "", "revisado": ()},
    }[nombre]


FUERA_DE_SU_ESTADO = [
    (nombre, estado)
    for nombre, regla in sorted(tramite.TRANSICIONES.items())
    for estado in Estado.values
    if estado not in regla.desde
]


@pytest.mark.parametrize(("nombre", "estado"), FUERA_DE_SU_ESTADO)
def test_un_acto_fuera_de_su_estado_no_deja_huella(mundo, nombre, estado):
    regla = tramite.TRANSICIONES[nombre]
    solicitud = _en(mundo, estado)
    antes = Evento.objects.count()
    with pytest.raises(EstadoEquivocado):
        regla(solicitud, por=_quien_puede(mundo, regla), en=mundo.en, **_datos_de(nombre, mundo, solicitud))
    solicitud.refresh_from_db()
    assert (solicitud.estado, Evento.objects.count()) == (estado, antes)


def _en(mundo, estado, del_dictamen=()):
    """Una solicitud en ese estado, sin recorrer el camino; con su dictamen en el primero de los que se den."""
    solicitud = mundo.sin_documentos() if del_dictamen else mundo.borrador()
    Dictamen.objects.filter(solicitud=solicitud).update(estado=next(iter(del_dictamen), ""))
    Solicitud.objects.filter(pk=solicitud.pk).update(
        estado=estado, folio=None if estado == "borrador" else "F-1",
        presentada_en=None if estado == "borrador" else mundo.en,
        presentada_por=None if estado == "borrador" else mundo.presenta,
        concluida_en=mundo.en if estado in ("emitida", "improcedente", "desechada", "desistida", "cancelada") else None,
    )
    return solicitud


def _quien_puede(mundo, regla):
    if regla.operacion is None:
        return None
    papel = next(iter(sorted(MATRIZ[regla.operacion], reverse=True)))
    return mundo.tecnicos["infraestructura"] if papel == "tecnico" else getattr(mundo, papel)


@pytest.mark.parametrize("papel", ["elabora", "ajena", "coordinacion", "estrategico", "firmante", "auditor",
                                   "administrador", "estandares"])
def test_solo_recepcion_resuelve_requisitos(mundo, papel):
    solicitud = mundo.presentada()
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.admitir, solicitud, por=getattr(mundo, papel), en=mundo.en, areas=[])
    solicitud.refresh_from_db()
    assert solicitud.estado == "en_requisitos"
    assert DatosEvento.objects.get(evento__accion="acceso.rechazado").datos["intento"] == "requisitos.resolver"


def test_quien_elabora_no_presenta_salvo_que_el_ente_lo_diga(mundo):
    solicitud = mundo.borrador()
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.presentar, solicitud, por=mundo.elabora, en=mundo.en)
    type(mundo.ente).objects.filter(pk=mundo.ente.pk).update(presenta_quien_elabora=True)
    elabora = Usuario.objects.get(pk=mundo.elabora.pk)
    assert actos.ejecutar(tramite.presentar, solicitud, por=elabora, en=mundo.en).estado == "en_requisitos"


def test_otro_ente_no_presenta_ni_desahoga_ni_desiste(mundo):
    solicitud = mundo.borrador()
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.presentar, solicitud, por=mundo.ajena, en=mundo.en)
    presentada = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    with pytest.raises(AccesoDenegado):
        actos.ejecutar(tramite.desistir, presentada, por=mundo.ajena, en=mundo.en, motivo="x")


def test_la_previa_y_el_envio_son_la_misma_funcion(mundo):
    from dictamenes.reglas.requisitos import revisar

    solicitud = mundo.borrador()
    captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                    campos={"oficio_numero": ""}, respuestas={"necesidad": ""})
    faltas = revisar(Solicitud.objects.get(pk=solicitud.pk))
    with pytest.raises(RequisitosIncompletos) as error:
        actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    assert error.value.faltas == faltas
    assert {f.sobre for f in faltas} == {"oficio_numero", "necesidad"}
    assert not Folio.objects.exists()


def test_presentar_dos_veces_dice_que_ya_quedo(mundo):
    solicitud = mundo.presentada()
    with pytest.raises(YaRegistrado):
        actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    assert solicitud.presentaciones.count() == 1


def test_una_persona_una_funcion_por_asunto(mundo):
    """Quien recibió no puede después, con otro papel, opinar en el mismo asunto."""
    from datetime import date

    from cuentas.personas.nombramientos import nombrar

    area = Area.objects.get(clave="infraestructura")
    nombrar(mundo.recepcion, "tecnico", oficio="OF-X", desde=date(2020, 1, 1), por=None, en=mundo.en, area=area)
    recepcion = Usuario.objects.get(pk=mundo.recepcion.pk)
    solicitud = mundo.en_revision()
    with pytest.raises(SeparacionDeFunciones):
        mundo.opinar(solicitud, "infraestructura", por=recepcion)
    assert Evento.objects.filter(accion="acceso.rechazado", por=recepcion).count() == 1


@pytest.mark.parametrize("nombre", sorted(n for n, regla in tramite.TRANSICIONES.items() if regla.funcion))
def test_quien_ya_tuvo_otra_funcion_en_el_asunto_no_hace_el_acto(mundo, nombre):
    """Cada acto que da una función, y firmar entre ellos: la separación se exige también al hacerlo."""
    regla = tramite.TRANSICIONES[nombre]
    solicitud, quien = _en(mundo, regla.desde[0], regla.dictamen_desde), _quien_puede(mundo, regla)
    otra = {"funcion": "coordina" if regla.funcion == "opina" else "opina", "en": mundo.en}
    Participacion.objects.update_or_create(solicitud=solicitud, persona=quien, defaults=otra)
    antes = Evento.objects.count()
    with pytest.raises(SeparacionDeFunciones):
        getattr(tramite, nombre)(solicitud, por=quien, en=mundo.en, **_datos_de(nombre, mundo, solicitud))
    assert Evento.objects.count() == antes
    assert Solicitud.objects.get(pk=solicitud.pk).estado == regla.desde[0]


def test_quien_firma_no_evaluo(mundo):
    from datetime import date

    from cuentas.personas.nombramientos import nombrar

    nombrar(mundo.estrategico, "firmante", oficio="OF-Y", desde=date(2020, 1, 1), por=None, en=mundo.en)
    estrategico = Usuario.objects.get(pk=mundo.estrategico.pk)
    mundo.estrategico = estrategico
    solicitud = mundo.en_estrategia()
    with pytest.raises(DatosInvalidos, match="una función por asunto"):
        mundo.proponer(solicitud, autoriza=estrategico)


def test_quien_pertenece_al_area_requirente_esta_impedido(mundo):
    tecnico = mundo.tecnicos["infraestructura"]
    Usuario.objects.filter(pk=tecnico.pk).update(adscripcion=mundo.area_requirente)
    solicitud = mundo.en_revision()
    with pytest.raises(Impedimento, match="área requirente"):
        mundo.opinar(solicitud, "infraestructura", por=Usuario.objects.get(pk=tecnico.pk))


def test_quien_declaro_interes_esta_impedido(mundo):
    solicitud = mundo.presentada()
    declarar_interes(solicitud, por=mundo.recepcion, en=mundo.en, motivo="Parentesco con el proveedor.")
    with pytest.raises(Impedimento, match="interés"):
        actos.ejecutar(tramite.admitir, solicitud, por=mundo.recepcion, en=mundo.en, areas=[])


def test_prevencion_con_su_ida_y_vuelta(mundo):
    solicitud = actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en,
                               **_datos_de("prevenir", mundo, None))
    prevencion = solicitud.prevenciones.abierta()
    assert (prevencion.folio, solicitud.estado) == ("SGD-PREV-2026-0001", "prevenida")
    with pytest.raises(DatosInvalidos, match="todas las observaciones"):
        actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en, respuestas={})
    respuestas = {o.pk: ("Se precisó.", False) for o in prevencion.observaciones.all()}
    solicitud = actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en, respuestas=respuestas)
    assert (solicitud.estado, solicitud.presentaciones.count()) == ("en_requisitos", 2)
    with pytest.raises(DatosInvalidos, match="ya fue prevenida"):
        actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=mundo.en,
                       **_datos_de("prevenir", mundo, None))


def test_la_prevencion_vencida_se_desecha_una_vez(mundo):
    from flujos.recorrido.temporizadores import disparar_vencidos

    solicitud = actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en,
                               **_datos_de("prevenir", mundo, None))
    vence = solicitud.prevenciones.abierta().vence_en
    assert disparar_vencidos(vence - timedelta(seconds=1)) == 0
    assert disparar_vencidos(vence) == 1
    assert disparar_vencidos(vence) == 0
    solicitud.refresh_from_db()
    assert solicitud.estado == "desechada"
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en, respuestas={})


def test_dos_ventanas_no_se_sobrescriben(mundo):
    solicitud = mundo.borrador()
    captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, campos={"proyecto": "Uno"})
    with pytest.raises(CapturaVencida):
        captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                        campos={"proyecto": "Dos"})
    solicitud.refresh_from_db()
    assert solicitud.proyecto == "Uno"


def test_lo_presentado_no_se_edita(mundo):
    solicitud = mundo.presentada()
    with pytest.raises(EstadoEquivocado):
        captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                        campos={"proyecto": "Otro"})


def test_guardar_ignora_lo_que_no_es_captura(mundo):
    solicitud = mundo.borrador()
    captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                    campos={"estado": "emitida", "folio": "X", "proyecto": "Sí"})
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.folio, solicitud.proyecto) == ("borrador", None, "Sí")


def test_la_ultima_opinion_lleva_a_estrategia(mundo):
    solicitud = mundo.en_revision(("infraestructura", "gobierno-electronico"))
    assert mundo.opinar(solicitud, "infraestructura").estado == "en_revision"
    with pytest.raises(YaRegistrado):
        mundo.opinar(solicitud, "infraestructura")
    assert mundo.opinar(solicitud, "gobierno-electronico").estado == "en_estrategia"


def test_devolver_a_un_area_abre_otra_ronda_solo_para_ella(mundo):
    solicitud = mundo.en_estrategia(("infraestructura", "gobierno-electronico"))
    area = Area.objects.get(clave="infraestructura")
    solicitud = actos.ejecutar(tramite.devolver_a_areas, solicitud, por=mundo.estrategico, en=mundo.en,
                               encargos={area: "Aclare la capacidad."})
    assert (solicitud.estado, solicitud.ronda) == ("en_revision", 2)
    with pytest.raises(EstadoEquivocado):
        mundo.opinar(solicitud, "gobierno-electronico")
    assert mundo.opinar(solicitud, "infraestructura").estado == "en_estrategia"


def test_el_folio_se_conserva_si_se_devuelve_y_se_vuelve_a_proponer(mundo):
    solicitud = mundo.por_firmar()
    folio, sellado = solicitud.dictamen.folio, solicitud.dictamen.sellado
    solicitud = actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en, motivo="Precise.")
    assert solicitud.estado == "en_estrategia"
    mundo.proponer(solicitud, analisis="Ahora con la comparación de arrendar.")
    mundo.trabajar()
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    assert (dictamen.folio, dictamen.version, dictamen.estado) == (folio, 2, "por_firmar")
    assert dictamen.sellado != sellado
    assert Folio.objects.get(serie="SGD-DTE").ultimo == 1


def test_firmar_exige_haber_visto_esos_bytes(mundo):
    solicitud = mundo.por_firmar()
    with pytest.raises(CapturaVencida):
        actos.ejecutar(tramite.firmar, solicitud, por=mundo.firmante, en=mundo.en, firmado=solicitud.dictamen.sellado,
                       visto="0" * 64, forma="pades")
    solicitud.dictamen.refresh_from_db()
    assert solicitud.dictamen.estado == "por_firmar"


def test_firmar_sin_documento_firmado_se_rechaza_y_no_registra_nada(mundo):
    """Si quedó listo entre que se miró y que se dio el acto, no hay bytes firmados: se vuelve a abrir."""
    solicitud = mundo.por_firmar()
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(tramite.firmar, solicitud, por=mundo.firmante, en=mundo.en, firmado=None,
                       visto=solicitud.dictamen.sellado.sha256, forma="pades")
    solicitud.dictamen.refresh_from_db()
    assert solicitud.dictamen.firmado is None


@pytest.mark.parametrize(("acto", "papel"), [(tramite.desistir, "presenta"), (tramite.cancelar, "coordinacion")])
def test_firmado_ya_no_se_desiste_ni_se_cancela(mundo, acto, papel):
    solicitud = mundo.firmar(mundo.por_firmar())
    with pytest.raises(EstadoEquivocado):
        actos.ejecutar(acto, solicitud, por=getattr(mundo, papel), en=mundo.en, motivo="x")


def test_desistir_con_tres_ramas_vivas_cierra_el_recorrido(mundo):
    from flujos.models import Proceso

    solicitud = mundo.en_revision(("infraestructura", "gobierno-electronico", "innovacion"))
    solicitud = actos.ejecutar(tramite.desistir, solicitud, por=mundo.presenta, en=mundo.en, motivo="Se reprograma.")
    proceso = Proceso.objects.get(vinculo__solicitud=solicitud)
    assert (solicitud.estado, proceso.status) == ("desistida", "CANCELED")
    assert not proceso.task_set.filter(finished=None).exists()
    assert not solicitud.plazos.filter(cerrado_en=None).exists()


def test_si_se_cancela_un_evento_explica_el_folio_que_no_se_uso(mundo):
    solicitud = mundo.por_firmar()
    actos.ejecutar(tramite.cancelar, solicitud, por=mundo.coordinacion, en=mundo.en, motivo="Duplicada.")
    datos = DatosEvento.objects.get(evento__accion="solicitud.cancelada").datos
    assert datos["folio_sin_usar"] == "SGD-DTE-2026-0001"


def test_la_duplicada_se_acumula_ligada_avisada_y_con_su_evento(mundo, client):
    otra, duplicada = mundo.presentada(), mundo.en_revision()
    actos.ejecutar(tramite.acumular, duplicada, por=mundo.coordinacion, en=mundo.en, a=otra, motivo="Pide lo mismo.")
    duplicada.refresh_from_db()
    assert (duplicada.estado, duplicada.acumulada_a, duplicada.motivo_conclusion) == ("cancelada", otra, "Pide lo mismo.")
    datos = DatosEvento.objects.get(evento__accion="solicitud.acumulada").datos
    assert (datos["a"], datos["hacia"]) == (otra.folio, "cancelada")
    assert Aviso.objects.filter(tema="acumulada", persona=mundo.presenta).exists()
    client.force_login(mundo.presenta)
    paginas = [client.get(reverse("flujos:expediente", args=[s.pk])).content.decode() for s in (duplicada, otra)]
    assert otra.folio in paginas[0]
    assert "Acumulada a otra" in paginas[0]
    assert duplicada.folio in paginas[1]


def test_solo_se_acumula_a_otra_presentada_del_mismo_ente_que_no_se_haya_cancelado(mundo):
    duplicada, borrador, cancelada = mundo.presentada(), mundo.borrador(), mundo.presentada()
    actos.ejecutar(tramite.cancelar, cancelada, por=mundo.coordinacion, en=mundo.en, motivo="Error.")
    ajena = mundo.presentada()
    Solicitud.objects.filter(pk=ajena.pk).update(ente=mundo.otro_ente)
    for a in (duplicada, borrador, cancelada, ajena):
        with pytest.raises(DatosInvalidos):
            actos.ejecutar(tramite.acumular, duplicada, por=mundo.coordinacion, en=mundo.en, a=a, motivo="Igual.")


def test_lo_que_llega_en_papel_cuenta_desde_que_se_recibio(mundo):
    recibida = mundo.en - timedelta(hours=2)
    solicitud = _borrador_de_recepcion(mundo)
    solicitud = actos.ejecutar(tramite.presentar_papel, solicitud, por=mundo.recepcion, en=mundo.en, recibida_en=recibida)
    assert (solicitud.presentada_en, solicitud.en_papel) == (recibida, True)
    assert Evento.objects.get(accion="solicitud.presentada").en == recibida
    with pytest.raises(DatosInvalidos):
        actos.ejecutar(tramite.presentar_papel, _borrador_de_recepcion(mundo), por=mundo.recepcion, en=mundo.en,
                       recibida_en=mundo.en + timedelta(hours=1))


def _borrador_de_recepcion(mundo):
    elabora, mundo.elabora = mundo.elabora, mundo.recepcion
    try:
        return mundo.borrador()
    finally:
        mundo.elabora = elabora


def test_un_favorable_con_condiciones_exige_condiciones(mundo):
    solicitud = mundo.en_estrategia()
    sentidos = {c.pk: {"sentido": "favorable_con_condiciones", "razones": [], "corregir": ""}
                for c in solicitud.conceptos.all()}
    with pytest.raises(DatosInvalidos, match="condiciones"):
        mundo.proponer(solicitud, sentidos=sentidos)


def test_un_no_favorable_dice_sus_razones(mundo):
    solicitud = mundo.en_estrategia()
    sentidos = {c.pk: {"sentido": "no_favorable", "razones": [], "corregir": ""} for c in solicitud.conceptos.all()}
    with pytest.raises(DatosInvalidos, match="razones"):
        mundo.proponer(solicitud, sentidos=sentidos)


def test_un_favorable_sobre_lo_que_no_cumple_dice_por_que_procede(mundo):
    solicitud = mundo.en_estrategia()
    solicitud.conceptos.update(evaluacion={"global": "no_cumple", "atributos": []})
    consta(solicitud, mundo.en)
    favorable = {"sentido": "favorable", "razones": [], "corregir": "", "motivo": " "}
    with pytest.raises(DatosInvalidos, match="concepto 1 aunque no cumple"):
        mundo.proponer(solicitud, sentidos={c.pk: favorable for c in solicitud.conceptos.all()})
    favorable["motivo"] = "El faltante es menor."
    mundo.proponer(solicitud, sentidos={c.pk: favorable for c in solicitud.conceptos.all()})
    assert solicitud.dictamen.sentidos.get().motivo == "El faltante es menor."



@pytest.mark.parametrize(("ram", "dias"), [("8", 10), ("64", 15)])
def test_los_bienes_dentro_de_estandar_tienen_un_plazo_mas_corto(mundo, ram, dias):
    perfil = mundo.estandar()
    solicitud = mundo.borrador(perfil=perfil)
    declarado = {
        r.atributo: {"valor": r.valor.split("..")[0], "unidad": r.unidad} for r in perfil.requisitos.all()
    } | {"ram": {"valor": ram, "unidad": "GB", "justificacion": "El puesto procesa cartografía."}}
    concepto = solicitud.conceptos.get()
    solicitud = captura.guardar_concepto(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                                         datos={"declarado": declarado}, concepto_id=concepto.pk)
    concepto.refresh_from_db()
    solicitud = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    assert solicitud.plazos.get(clase="dictamen").dias == dias


def test_un_nombramiento_que_ya_termino_no_se_propone(mundo):
    from datetime import date

    from cuentas.personas.nombramientos import NombramientoImposible, nombrar

    with pytest.raises(NombramientoImposible, match="ya terminó"):
        nombrar(mundo.persona(), "recepcion", oficio="OF", desde=date(2020, 1, 1), hasta=date(2020, 1, 2), por=None,
                en=mundo.en)
