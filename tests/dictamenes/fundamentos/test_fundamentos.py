"""Lo que no tiene fundamento capturado está apagado, en el acto y en la pantalla; y un parámetro rige hacia adelante."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.fichas import FICHAS
from cuentas.models import DiaDeCalendario, VersionDeParametro
from cuentas.parametros import parametro
from cuentas.siembra import sembrar as sembrar_catalogos
from dictamenes import siembra, tramite
from dictamenes.archivo.certificacion import asentar
from dictamenes.excepciones import CapturaVencida, SinFundamento
from dictamenes.fundamentos import catalogo, competencias, cotejo, parametros
from dictamenes.fundamentos.actos import ACTOS, DEL_TRAMITE
from dictamenes.models import Competencia, Fundamento, Marca, Solicitud
from dictamenes.reglas import plazos
from flujos.recorrido import actos
from tests.herramientas.parametros import poner

pytestmark = pytest.mark.django_db
CLAVE = "reglamento-interior"


def apagar(mundo, acto):
    """La competencia de ese acto, sin documentos desde hoy."""
    version = competencias.redactar(acto, facultad="Ninguna", ejerce="Nadie", fundamentos=[], sentidos=[],
                                    desde=mundo.en.date(), por=None, en=mundo.en)
    return competencias.publicar(version, por=None, en=mundo.en)


def termina(mundo, clave, ultimo_dia):
    """La versión siguiente del documento, que deja de regir ese día."""
    anterior = Fundamento.objects.filter(clave=clave).latest("numero")
    datos = {campo: getattr(anterior, campo) for campo in catalogo.CAMPOS} | {"vigente_hasta": ultimo_dia}
    return catalogo.publicar(catalogo.redactar(clave, datos, por=None, en=mundo.en), por=None, en=mundo.en)


def test_una_instalacion_nueva_no_trae_ley_ni_dias_por_confirmar_y_su_lista_lo_dice(en, capsys):
    sembrar_catalogos(en)
    siembra.sembrar(en)
    assert not Fundamento.objects.exists()
    assert not DiaDeCalendario.objects.filter(fuente__regex="demostración|confirmar|prensa").exists()
    with pytest.raises(SystemExit) as salida:
        call_command("fundamentos")
    dicho = capsys.readouterr().out
    assert salida.value.code == 1
    assert [f"[ ] {acto.nombre}" in dicho for acto in ACTOS.values()] == [True] * len(ACTOS)
    assert "Mientras tanto" in dicho


def test_con_todo_capturado_la_lista_sale_limpia(mundo):
    call_command("fundamentos")
    assert all(renglon.encendido for renglon in cotejo.de_actos(mundo.en.date()))


def test_los_actos_que_la_tabla_apaga_existen():
    del_tramite = set(tramite.TRANSICIONES)
    assert set(DEL_TRAMITE) - {"certificar"} <= del_tramite


@pytest.mark.parametrize(("acto", "etapa", "dado"), [
    ("prevenir", "presentada", tramite.prevenir), ("dictaminar", "en_estrategia", tramite.proponer),
])
def test_sin_fundamento_el_acto_se_rechaza_y_la_pantalla_dice_por_que(mundo, client, acto, etapa, dado):
    solicitud = getattr(mundo, etapa)()
    apagar(mundo, acto)
    with pytest.raises(SinFundamento, match="está apagado"):
        mundo.dar(dado, solicitud)
    client.force_login(mundo.recepcion if acto == "prevenir" else mundo.estrategico)
    pantalla = reverse("flujos:prevenir" if acto == "prevenir" else "flujos:estrategia", args=[solicitud.pk])
    with reloj.detenido_en(mundo.en):
        pagina = client.get(pantalla).content.decode()
        assert "está apagado" in pagina
        assert "confirma otra" in pagina
        if acto == "dictaminar":
            expediente = client.get(reverse("flujos:expediente", args=[solicitud.pk])).content.decode()
            assert "está apagado" in expediente
            assert pantalla not in expediente
    assert Solicitud.objects.get(pk=solicitud.pk).estado == solicitud.estado


def test_la_firma_electronica_no_se_ofrece_sin_su_fundamento(mundo, client):
    solicitud = mundo.en_estrategia()
    apagar(mundo, "firmar_electronicamente")
    client.force_login(mundo.estrategico)
    with reloj.detenido_en(mundo.en):
        pagina = client.get(reverse("flujos:estrategia", args=[solicitud.pk])).content.decode()
    assert 'value="autografa"' in pagina
    assert 'value="pades"' not in pagina
    with pytest.raises(SinFundamento, match="electrónicamente"):
        mundo.proponer(solicitud)


def test_lo_que_dejo_de_regir_entre_proponer_y_firmar_se_detiene_y_dice_la_salida(mundo):
    solicitud = mundo.por_firmar()
    ayer = mundo.en.date() - timedelta(days=1)
    version = termina(mundo, CLAVE, ayer)
    assert competencias.DelDia(mundo.en.date()).que_no_rigen(solicitud.dictamen.fundamentos.all())
    with pytest.raises(SinFundamento, match="vigencia de .* terminó"):
        mundo.firmar(solicitud)
    Fundamento.objects.filter(pk=version.pk).update(vigente_hasta=None)
    with pytest.raises(SinFundamento, match="Devuelva el proyecto"):
        mundo.firmar(solicitud)  # el acto ya tiene con qué fundarse, pero no lo que cita este proyecto


def test_una_copia_no_se_certifica_sin_fundamento(mundo):
    apagar(mundo, "certificar")
    with pytest.raises(SinFundamento):
        asentar(mundo.presentada(), None, {}, alcance="ente", para="Juzgado", fundamentos=[], por=mundo.coordinacion,
                en=mundo.en)


def test_la_prevencion_congela_con_que_se_fundo(mundo):
    prevencion = mundo.dar(tramite.prevenir, mundo.presentada()).prevenciones.get()
    citado = Fundamento.objects.vigentes(mundo.en.date()).get(clave=CLAVE)
    assert prevencion.fundamentos == [catalogo.como_datos(citado)]


def test_dos_personas_que_corrigen_la_misma_competencia_no_se_pisan(mundo):
    otra = mundo.persona("administrador")
    leida = Competencia.objects.get(acto="prevenir").marca
    datos = {"ejerce": "Recepción", "fundamentos": [CLAVE], "sentidos": [], "desde": mundo.en.date()}
    competencias.redactar("prevenir", facultad="La primera", por=mundo.administrador, en=mundo.en, leida=leida, **datos)
    with pytest.raises(CapturaVencida, match="Otra persona guardó"):
        competencias.redactar("prevenir", facultad="La segunda", por=otra, en=mundo.en, leida=leida, **datos)
    assert Competencia.objects.get(acto="prevenir", publicada_en=None).facultad == "La primera"


def test_un_parametro_rige_para_lo_que_se_presente_despues(mundo):
    solicitud, dia = mundo.presentada(), mundo.en.date()
    poner("dictamen.dias", 40, desde=dia + timedelta(days=3))
    assert plazos.dias_de(solicitud, "dictamen") == 15
    solicitud.presentada_en = mundo.en + timedelta(days=3)
    assert plazos.dias_de(solicitud, "dictamen") == 40
    assert (parametro("dictamen.dias", dia), parametro("dictamen.dias", dia + timedelta(days=3))) == (15, 40)


def test_en_pantalla_se_propone_se_ve_el_efecto_y_otra_persona_confirma(mundo, client):
    otra, pagina = mundo.persona("administrador"), reverse("dictamenes:parametro", args=["dictamen.dias"])
    mundo.presentada()
    with reloj.detenido_en(mundo.en):
        manana = mundo.en.date() + timedelta(days=1)
        datos = {"valor": "20", "desde": f"{manana:%d/%m/%Y}", "fundamento": CLAVE}
        client.force_login(mundo.administrador)
        assert "Elija el fundamento" in client.post(pagina, {**datos, "fundamento": ""}).content.decode()
        hoy = client.post(pagina, {**datos, "desde": f"{mundo.en:%d/%m/%Y}"}).content.decode()
        assert parametros.YA_PASO in hoy
        vista = client.post(pagina, {**datos, "ver": "1"}).content.decode()
        assert "El plazo que corre hoy conserva su vencimiento." in vista
        assert not VersionDeParametro.objects.exists()
        assert client.post(pagina, datos).status_code == 302
        version = VersionDeParametro.objects.get()
        confirmar = reverse("dictamenes:parametro_publicar", args=[version.pk])
        assert client.post(confirmar).status_code == 403, "quien propone no confirma"
        client.force_login(otra)
        assert client.post(confirmar, {"leida": version.marca}).status_code == 302
        assert (parametro("dictamen.dias"), parametro("dictamen.dias", manana)) == (15, 20)
    assert Evento.objects.filter(accion="parametro.publicado", por=otra).count() == 1


@pytest.mark.parametrize(("clave", "valor", "queda"), [
    ("institucion.lugar", "Cajeme, Sonora", "Cajeme, Sonora"), ("oficio.copias", '["Órgano de control"]', ["Órgano de control"]),
    ("ayuda.correo", "", ""),
])
def test_los_de_texto_y_los_de_lista_se_guardan(mundo, client, clave, valor, queda):
    client.force_login(mundo.administrador)
    datos = {"valor": valor, "desde": f"{reloj.hoy() + timedelta(days=1):%d/%m/%Y}", "motivo": "Cambió."}
    assert client.post(reverse("dictamenes:parametro", args=[clave]), datos).status_code == 302
    assert VersionDeParametro.objects.get(clave=clave).valor == queda


ILEGIBLES = ["[" * 100_000, '{"a":1e400}', '"\\ud800"', '["\\u0000"]', "NaN", "Infinity", '[1, 2, {"a": null}]', "{"]


@pytest.mark.parametrize(("clave", "valores"), [
    ("prevencion.dias", ["siete", "7.5", "-1", "1" * 5000, "", "1" + "0" * 30]), ("oficio.copias", ILEGIBLES),
    ("oficio.serie", ["SGD-DTE"]), ("horario.cierre", ["24"]),
])
def test_un_valor_que_no_sirve_vuelve_con_su_error(mundo, client, clave, valores):
    client.force_login(mundo.administrador)
    for valor in valores:
        datos = {"valor": valor, "desde": f"{reloj.hoy() + timedelta(days=1):%d/%m/%Y}", "motivo": "x", "fundamento": CLAVE}
        assert client.post(reverse("dictamenes:parametro", args=[clave]), datos).status_code == 200, valor[:20]
    assert not VersionDeParametro.objects.exists()


def test_un_documento_se_captura_se_confirma_y_su_version_siguiente_lo_sustituye(mundo, client):
    otra = mundo.persona("administrador")
    datos = {"clave": "delegacion", "clase": "delegacion", "ordenamiento": "Acuerdo delegatorio", "articulos": "punto segundo",
             "medio": "Boletín Oficial", "vigente_desde": "01/01/2024", "tipos": ["baja"]}
    client.force_login(mundo.administrador)
    for _ in range(2):  # enviado dos veces, el segundo lleva al que dejó el primero
        llevado = client.post(reverse("dictamenes:documento_nuevo"), datos)
        assert (llevado.status_code, llevado["Location"]) == (302, reverse("dictamenes:documento", args=["delegacion"]))
    capturado = Fundamento.objects.get(clave="delegacion")
    assert capturado not in Fundamento.objects.vigentes(date(2026, 1, 1)), "sin confirmar no se cita"
    client.force_login(otra)
    assert client.post(reverse("dictamenes:documento_publicar", args=[capturado.pk])).status_code == 302
    siguiente = {**datos, "articulos": "punto tercero", "vigente_desde": "01/06/2026"}
    assert client.post(reverse("dictamenes:documento", args=["delegacion"]), siguiente).status_code == 302
    client.force_login(mundo.administrador)
    client.post(reverse("dictamenes:documento_publicar", args=[Fundamento.objects.get(articulos="punto tercero").pk]))
    rige = [Fundamento.objects.vigentes(dia).get(clave="delegacion").articulos for dia in (date(2026, 5, 31), date(2026, 6, 1))]
    assert rige == ["punto segundo", "punto tercero"]
    assert not capturado.conviene_a("bienes")


def test_las_pantallas_se_abren_sin_nada_capturado(mundo, client):
    Competencia.objects.all().delete()
    client.force_login(mundo.administrador)
    for ruta in ("cotejo", "documentos", "plazos", "parametros", "documento_nuevo"):
        assert client.get(reverse(f"dictamenes:{ruta}")).status_code == 200, ruta
    for acto in ACTOS:
        assert client.get(reverse("dictamenes:competencia", args=[acto])).status_code == 200
    assert "Apagado" in client.get(reverse("dictamenes:cotejo")).content.decode()
    assert client.get(reverse("dictamenes:competencia", args=["inventado"])).status_code == 404
    assert client.get(reverse("dictamenes:parametro", args=["inventado"])).status_code == 404


def test_lo_que_funda_otro_tipo_ni_se_propone_ni_se_cita_aunque_se_elija(mundo):
    solicitud, ajeno = mundo.en_estrategia(tipo="licencias", categoria="software"), Fundamento.objects.get(clave="codigo-abierto")
    assert ajeno not in competencias.DelDia(mundo.en.date()).que_convienen("licencias")
    mundo.proponer(solicitud, fundamentos=[ajeno])
    assert [f.clave for f in solicitud.dictamen.fundamentos.all()] == [CLAVE]


def test_la_version_siguiente_releva_lo_citado_y_se_ve_antes_de_firmar(mundo, client):
    solicitud = mundo.por_firmar()
    citado = solicitud.dictamen.fundamentos.get()
    catalogo.publicar(catalogo.redactar(
        CLAVE, {"ordenamiento": "Reglamento reformado", "articulos": "artículo 9", "medio": "Boletín Oficial",
                "vigente_desde": mundo.en.date()}, por=mundo.administrador, en=mundo.en),
        por=mundo.persona("administrador"), en=mundo.en)
    ayer = mundo.en.date() - timedelta(days=1)
    client.force_login(mundo.firmante)
    assert f"«{citado}» dejó de regir el {ayer:%d/%m/%Y}" in client.get(reverse("flujos:por_firmar")).text
    with pytest.raises(SinFundamento, match="Devuelva el proyecto"):
        mundo.firmar(solicitud)
    actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en,
                   motivo="Cite lo que rige.", marcas=[("analisis", "Cite lo que rige.")])
    mundo.proponer(solicitud, atenciones={Marca.objects.get().pk: "Se citó la versión vigente."})
    solicitud = Solicitud.objects.get(pk=solicitud.pk)
    assert [f.ordenamiento for f in solicitud.dictamen.fundamentos.all()] == ["Reglamento reformado"]


def _certificar(mundo, solicitud):
    asentar(solicitud, None, {}, alcance="ente", para="Juzgado", fundamentos=[], por=mundo.coordinacion, en=mundo.en)


@pytest.mark.parametrize(("acto", "llegar", "hacer"), [
    ("prevenir", "presentada", lambda mundo, solicitud: mundo.dar(tramite.prevenir, solicitud)),
    ("certificar", "presentada", _certificar),
    ("dictaminar", "en_estrategia", lambda mundo, solicitud: mundo.proponer(solicitud)),
])
def test_bajar_la_severidad_no_da_por_fundado_lo_que_no_lo_esta(mundo, acto, llegar, hacer):
    """Ni por parámetro: la tabla de coherencia puede avisar, y el acto sigue apagado."""
    poner("coherencia.severidades", {"sin_fundamento": "avisa"})
    solicitud = getattr(mundo, llegar)()
    apagar(mundo, acto)
    with pytest.raises(SinFundamento):
        hacer(mundo, solicitud)


@pytest.mark.parametrize(("clave", "valor", "dice"), [
    ("prevencion.veces", 1, "1 vez"), ("dictamen.dias", 1, "1 día hábil"), ("dictamen.dias", 15, "15 días hábiles"),
    ("notificacion.dias", 0, "0 días hábiles"), ("horario.cierre", 15, "15:00 h"), ("temporada.mes", 10, "octubre"),
    ("escalamiento.dias", [0, 2, 5], "0, 2 y 5 días hábiles"), ("tablero.tramos_de_importe", [100], "$100.00"),
    ("excepcion.por_omision", False, "no"), ("oficio.copias", [], "vacío"), ("prevencion.reloj", {"otros": "suspende"}, "otros: suspende"),
])
def test_cada_valor_se_dice_en_palabras_y_con_su_unidad(clave, valor, dice):
    assert parametros.en_palabras(FICHAS[clave], valor) == dice


def test_lo_que_corre_o_detiene_un_plazo_pide_fundamento_y_lo_demas_motivo():
    assert {f.clave for f in FICHAS.values() if f.legal} >= {
        "prevencion.dias", "dictamen.dias", "dictamen.dias_baja", "horario.apertura", "horario.cierre", "notificacion.dias",
        "notificacion.causas", "vigencia.minimo_dias", "dictamen.medio_de_impugnacion", "excepcion.por_omision",
    }
    assert not FICHAS["acuse.dias"].legal


def test_la_lista_de_parametros_nombra_el_documento_que_los_funda(mundo, client):
    en = mundo.en
    version = parametros.redactar("dictamen.dias", valor=1, desde=en.date() + timedelta(days=1), fundamento=CLAVE,
                                  motivo="", por=mundo.administrador, en=en)
    parametros.publicar(version, por=mundo.persona("administrador"), en=en)
    client.force_login(mundo.administrador)
    with reloj.detenido_en(en + timedelta(days=1)):
        pagina = client.get(reverse("dictamenes:parametros")).text
        respuesta = client.get(reverse("dictamenes:parametro", args=["dictamen.dias"]))
    una = respuesta.text
    assert str(Fundamento.objects.get(clave=CLAVE)) in pagina
    assert "1 día hábil" in pagina
    assert "Hoy vale <strong>1 día hábil</strong>." in una
    assert [str(v["sosten"]) for v in respuesta.context["versiones"]] == [str(Fundamento.objects.get(clave=CLAVE))]
    assert "vacío (días hábiles)" not in pagina, "cero no es vacío"
