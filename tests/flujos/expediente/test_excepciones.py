"""La excepción a una cláusula: se pide para un caso, la resuelve quien dice la matriz y la leen los demás."""

import pytest
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso, VersionDeParametro
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import captura
from dictamenes.models import Dictamen, ExcepcionDeClausula, Fundamento
from dictamenes.reglas import excepciones
from dictamenes.reglas.coherencia import hallazgos
from dictamenes.reglas.coherencia.asunto import Propuesto, proponiendo
from estandares.importacion import leer_estandar
from estandares.models import Requisito
from flujos.expediente.excepciones import pedir_lo_escrito
from flujos.recorrido import actos
from tests.herramientas.parametros import poner

pytestmark = pytest.mark.django_db
RAZON, MOTIVO = "El equipo instalado no admite más.", "El uso descrito no la necesita."


@pytest.fixture
def asunto(mundo):
    """En estrategia, con un concepto que no cumple la cláusula de la memoria, que el parámetro deja exceptuar."""
    return mundo.camino(mundo.fuera_de_estandar()).hasta("en_estrategia")


def pedir(mundo, solicitud, **cambios):
    llave = f"1.{Requisito.objects.get(perfil__clave='LAP-ADM', atributo='ram').pk}"
    return mundo.pedir_excepcion(solicitud, **{"cual": llave, "razon": RAZON, **cambios})


def otorgar(mundo, solicitud, por=None, **cambios):
    datos = {"excepcion": ExcepcionDeClausula.objects.get().pk, "motivo": MOTIVO, "fundamento": Fundamento.objects.first()}
    return actos.ejecutar(tramite.otorgar_excepcion, solicitud, por=por or mundo.coordinacion, en=mundo.en, **{**datos, **cambios})


def _favorables(solicitud):
    caso = proponiendo(solicitud, solicitud.elaborada_en.date(), Propuesto(sentidos={
        c.pk: {"sentido": "favorable"} for c in solicitud.conceptos.all()}))
    return [h for h in hallazgos(caso) if h.regla == "favorable_sin_excepcion"]


def _como(persona):
    cliente = Client()
    cliente.force_login(persona)
    return cliente


def test_la_otorgada_deja_de_pedir_razon_y_sale_en_lo_congelado_y_en_publico(mundo, asunto):
    assert len(_favorables(asunto)) == 1
    asunto = pedir(mundo, asunto)
    assert [e.situacion for e in excepciones.de(asunto)] == ["Pedida"]
    assert len(_favorables(asunto)) == 1
    asunto = otorgar(mundo, asunto)
    assert _favorables(asunto) == []
    assert [e.accion for e in Evento.objects.de(asunto) if e.accion.startswith("excepcion")] == ["excepcion.pedida", "excepcion.otorgada"]
    mundo.credenciales()
    mundo.proponer(asunto)
    mundo.trabajar()
    (impresa,) = Dictamen.objects.get().congelado["conceptos"][0]["excepciones"]
    assert (impresa["clausula"], impresa["motivo"], impresa["fundamento"]) == (excepciones.de(asunto)[0].clausula, MOTIVO, str(Fundamento.objects.first()))
    assert impresa["clausula"].startswith("LAP-ADM.")
    publico = Client().get(reverse("flujos:excepciones")).text
    assert MOTIVO in publico
    assert str(Fundamento.objects.first()) in publico
    assert RAZON not in publico
    otra = Client().get(reverse("flujos:excepciones"), {"clausula": "1"}).text
    assert MOTIVO not in otra


def test_la_negada_se_sigue_exigiendo_y_no_es_publica(mundo, asunto):
    asunto = pedir(mundo, asunto)
    actos.ejecutar(tramite.negar_excepcion, asunto, por=mundo.coordinacion, en=mundo.en,
                   excepcion=ExcepcionDeClausula.objects.get().pk, motivo=MOTIVO)
    assert [e.situacion for e in excepciones.de(asunto)] == ["Negada"]
    assert len(_favorables(asunto)) == 1
    assert MOTIVO not in Client().get(reverse("flujos:excepciones")).text
    assert excepciones.mas_exceptuadas() == []


def test_una_por_concepto_y_clausula_y_una_sola_resolucion(mundo, asunto):
    asunto = pedir(mundo, asunto)
    with pytest.raises(YaRegistrado, match="ya se había pedido"):
        pedir(mundo, asunto)
    assert ExcepcionDeClausula.objects.count() == 1
    asunto = otorgar(mundo, asunto)
    with pytest.raises(EstadoEquivocado):
        otorgar(mundo, asunto, por=mundo.persona("coordinacion"))


@pytest.mark.parametrize(("cambios", "mensaje"), [({"razon": " "}, "por qué"), ({"cual": "9.9"}, "no se puede exceptuar")])
def test_pedirla_mal_dice_que_falta(mundo, asunto, cambios, mensaje):
    with pytest.raises(DatosInvalidos, match=mensaje):
        pedir(mundo, asunto, **cambios)


def test_otorgarla_pide_motivo_y_un_fundamento_que_rija(mundo, asunto):
    asunto = pedir(mundo, asunto)
    with pytest.raises(DatosInvalidos, match="por qué se otorga"):
        otorgar(mundo, asunto, motivo=" ")
    Fundamento.objects.update(vigente_desde="2001-01-01", vigente_hasta="2001-12-31")
    with pytest.raises(DatosInvalidos, match="no rige hoy"):
        otorgar(mundo, asunto)
    with pytest.raises(DatosInvalidos, match="no es de este expediente"):
        otorgar(mundo, asunto, excepcion=10**6, fundamento=Fundamento(vigente_desde=mundo.en.date()))


@pytest.mark.parametrize("papel", ["recepcion", "estrategico", "firmante", "presenta"])
def test_solo_la_resuelve_quien_dice_la_matriz(mundo, asunto, papel):
    asunto = pedir(mundo, asunto)
    with pytest.raises(AccesoDenegado):
        otorgar(mundo, asunto, por=getattr(mundo, papel))


def test_si_el_estandar_no_lo_dice_manda_el_parametro_y_si_lo_dice_el_estandar(mundo, asunto):
    requisito = Requisito.objects.get(perfil__clave="LAP-ADM", atributo="ram")
    assert excepciones.admite(requisito)
    VersionDeParametro.objects.all().delete()
    assert not excepciones.admite(requisito)
    assert excepciones.pedibles(asunto) == []
    requisito.admite_excepcion = True
    assert excepciones.admite(requisito)


@pytest.mark.parametrize(("dicho", "leido"), [("si", True), ("No", False), ("", None)])
def test_la_columna_excepcion_del_estandar(dicho, leido):
    csv = f"perfil,nombre,atributo,operador,valor,unidad,nivel,grupo,excepcion\nA,A,ram,gte,8,GB,obligatorio,,{dicho}\n"
    estandar, errores = leer_estandar(csv.encode())
    assert (errores, estandar.perfiles["A"].requisitos[0].admite_excepcion) == ([], leido)


def test_la_columna_excepcion_mal_escrita_dice_donde():
    csv = "perfil,nombre,atributo,operador,valor,unidad,nivel,grupo,excepcion\nA,A,ram,gte,8,GB,obligatorio,,quizá\n"
    _, (error,) = leer_estandar(csv.encode())
    assert "«si», «no» o vacío" in str(error)


def test_en_pantalla_se_pide_y_se_resuelve(mundo, asunto):
    ente, coordina = _como(mundo.presenta), _como(mundo.coordinacion)
    expediente = reverse("flujos:expediente", args=[asunto.pk])
    assert "Pedir excepción a una cláusula" in ente.get(expediente).text
    pedirla = reverse("flujos:excepcion_pedir", args=[asunto.pk])
    formulario = ente.get(pedirla)
    assert "versión nueva del estándar" in formulario.text
    (opcion,) = formulario.context["form"].fields["cual"].choices
    assert ente.post(pedirla, {"cual": opcion[0], "razon": ""}).status_code == 422
    assert ente.post(pedirla, {"cual": opcion[0], "razon": RAZON}).status_code == 302
    repetida = ente.post(pedirla, {"cual": opcion[0], "razon": "Otra vez."}, follow=True)
    assert "Ya estaba pedida" in repetida.text
    assert ExcepcionDeClausula.objects.get().razon == RAZON, "lleva a la primera"
    resolver = reverse("flujos:excepcion_resolver", args=[asunto.pk, ExcepcionDeClausula.objects.get().pk])
    assert resolver in coordina.get(expediente).text
    assert resolver not in ente.get(expediente).text
    sin = coordina.post(resolver, {"decision": "otorgar", "motivo": MOTIVO})
    assert "Elija el fundamento con que se otorga" in sin.text
    assert coordina.post(resolver, {"decision": "otorgar", "motivo": MOTIVO, "fundamento": Fundamento.objects.first().pk}).status_code == 302
    assert ExcepcionDeClausula.objects.get().otorgada
    assert "Otorgada" in ente.get(expediente).text
    assert "Otorgada" in _como(mundo.estrategico).get(reverse("flujos:estrategia", args=[asunto.pk])).text


def _escribir_la_razon(mundo, solicitud, razon=RAZON):
    """En la captura, junto al atributo que no se cumple, como lo envía su página."""
    concepto = solicitud.conceptos.get()
    url = reverse("flujos:concepto", args=[solicitud.pk, concepto.pk])
    pagina = _como(mundo.presenta).get(url)
    form = pagina.context["form"]
    datos = {nombre: form[nombre].value() or "" for nombre in form.fields}
    datos |= {"e_ram": razon, "version": pagina.context["version"], "accion": "guardar"}
    assert _como(mundo.presenta).post(url, datos).status_code == 302
    return pagina.text


def test_se_pide_junto_al_concepto_en_la_captura_y_queda_pedida_al_presentar(mundo):
    solicitud = mundo.borrador_fuera_de_estandar()
    assert "Por qué se pide excepción a «RAM»" in _escribir_la_razon(mundo, solicitud)
    assert not ExcepcionDeClausula.objects.exists(), "en borrador nadie central la lee"
    url = reverse("flujos:presentar", args=[solicitud.pk])
    cliente = _como(mundo.presenta)
    pagina = cliente.get(url)
    declara = {nombre: "on" for nombre in pagina.context["form"].fields}
    assert cliente.post(url, {**declara, "version": pagina.context["version"]}).status_code == 302
    suya = ExcepcionDeClausula.objects.get()
    assert (suya.razon, suya.situacion, suya.pedida_por) == (RAZON, "Pedida", mundo.presenta)
    assert Aviso.objects.filter(tema="excepcion_pedida", persona=mundo.coordinacion).exists()
    pedir_lo_escrito(suya.concepto.solicitud, por=mundo.presenta, en=mundo.en)
    assert ExcepcionDeClausula.objects.count() == 1, "lo ya pedido no se repite"
    copia = captura.copiar(suya.concepto.solicitud, por=mundo.elabora, en=mundo.en)
    assert "excepcion" not in copia.conceptos.get().declarado["ram"], "es de un caso"


def test_si_el_estandar_no_la_admite_no_se_pregunta(mundo):
    solicitud = mundo.borrador_fuera_de_estandar()
    poner("excepcion.por_omision", False)
    pagina = _como(mundo.presenta).get(reverse("flujos:concepto", args=[solicitud.pk, solicitud.conceptos.get().pk]))
    assert "Por qué se pide excepción" not in pagina.text


@pytest.fixture
def prevenida(mundo):
    """Con observaciones por atender y la excepción del concepto ya otorgada: el ente puede volver a capturar."""
    solicitud = otorgar(mundo, pedir(mundo, mundo.fuera_de_estandar()))
    return mundo.dar(tramite.prevenir, solicitud)


def test_al_cambiar_de_perfil_la_excepcion_ya_no_vale(mundo, prevenida):
    concepto = prevenida.conceptos.get()
    assert ExcepcionDeClausula.objects.get().vale_en(concepto)
    concepto.perfil = Requisito.objects.filter(atributo="ram").exclude(perfil=concepto.perfil_id).first().perfil
    concepto.save()
    assert not ExcepcionDeClausula.objects.get().vale_en(concepto)
    assert len(_favorables(prevenida)) == 1, "la cláusula del otro perfil se sigue exigiendo"


def test_el_concepto_con_excepcion_no_se_quita_y_lo_dice(mundo, prevenida):
    url = reverse("flujos:concepto_quitar", args=[prevenida.pk, prevenida.conceptos.get().pk])
    pagina = _como(mundo.presenta).post(url, {"version": prevenida.version}, follow=True)
    assert "tiene una excepción pedida y no se quita" in pagina.text
    assert ExcepcionDeClausula.objects.get().otorgada, "lo público no desaparece"
