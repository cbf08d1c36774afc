"""La cola de quien autoriza: qué se lee en ella, dar por leído, y firmar varios con una confirmación."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from archivos import paginas
from archivos.entrada import guardar
from archivos.excepciones import AlmacenNoDisponible
from bitacora.models import Evento
from cuentas.entrada import tasa
from cuentas.entrada.forms.identidad import Pide
from cuentas.interfaz.filtros import PorLlave
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.documento import escrito
from dictamenes.documento.sintesis import en_una_linea
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente.mostrado import Mostrado
from dictamenes.expediente.vistos import dar_por_leido, leidos
from dictamenes.models import Dictamen, Solicitud
from dictamenes.textos import bloques
from flujos.estudio import firmas, por_firmar
from flujos.recorrido import actos
from tests.seguridad.recorrido_urls import navegador

CONTRASENA = "contrasena-de-prueba"
COLA, VARIOS = "/firma/", "/firma/varios/"
R01, R05 = "No cumple el estándar aplicable (R01)", "Duplica un sistema, servicio o contrato vigente (R05)"


@pytest.fixture
def en_su_hora(en):
    with detenido_en(en):
        yield en
    cache.clear()


def _huella(solicitud):
    return Dictamen.objects.select_related("sellado").get(solicitud=solicitud).sellado.sha256


def _por_firmar(mundo, cuantas=1, **cambios):
    """Varias listas para firma; las credenciales y el trabajo, una sola vez."""
    pks = [mundo.proponer(mundo.en_estrategia(), **cambios).pk for _ in range(cuantas)]
    mundo.credenciales()
    mundo.trabajar()
    return list(Solicitud.objects.filter(pk__in=pks).order_by("pk"))


def _otra_version(mundo, solicitud):
    """La devuelve, se corrige y vuelve a firma: ya es otro documento."""
    solicitud = actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en, motivo="Corrija.")
    mundo.proponer(solicitud, analisis="Otro análisis, ya corregido.")
    mundo.trabajar()
    return Solicitud.objects.get(pk=solicitud.pk)


def _firmar(cliente, *solicitudes, contrasena=CONTRASENA, huellas=None):
    elegidas = [f"{s.pk}.{(huellas or {}).get(s.pk) or _huella(s)}" for s in solicitudes]
    return cliente.post(VARIOS, {"asuntos": elegidas, "contrasena": contrasena}, follow=True)


def _firmados():
    return Evento.objects.filter(accion="dictamen.firmado").count()


# En una línea --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titulo", "sentidos", "condiciones", "dicho"),
    [
        ("Favorable", [("favorable", [])], 0, "Favorable"),
        ("Favorable con condiciones", [("favorable_con_condiciones", [])], 2, "Favorable con 2 condiciones"),
        ("No favorable", [("no_favorable", [R01])], 0, "No favorable: no cumple el estándar aplicable (R01)"),
        ("No favorable", [("no_favorable", [R05, R01]), ("no_favorable", [R01])], 0,
         "No favorable: no cumple el estándar aplicable (R01) y 1 razón más"),
        ("Favorable en parte", [("favorable_con_condiciones", []), ("no_favorable", [R01])], 1,
         "Favorable en parte, 1 de 2 conceptos con 1 condición: no cumple el estándar aplicable (R01)"),
    ],
)
def test_el_dictamen_cabe_en_una_linea(titulo, sentidos, condiciones, dicho):
    assert en_una_linea(titulo, sentidos, condiciones) == dicho


# La cola -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_la_cola_dice_de_cada_uno_lo_que_hace_falta_para_decidir(mundo, en_su_hora):
    (solicitud,), otra = _por_firmar(mundo), mundo.persona("firmante")
    texto = navegador(mundo.firmante).get(COLA).content.decode()
    folio = solicitud.dictamen.folio
    for dicho in (folio, "ICRESON", "Favorable", "$214,600.00", "Sin leer", "Devolver con motivo"):
        assert dicho in texto
    assert "Firmar los marcados" not in texto
    assert folio not in navegador(otra).get(COLA).content.decode()
    assert navegador(mundo.estrategico).get(COLA).status_code == 403


@pytest.mark.django_db
def test_las_consultas_no_crecen_y_lo_corregido_se_lee_otra_vez(mundo, en_su_hora, django_assert_num_queries):
    (corregida,) = _por_firmar(mundo)
    mundo.leer(corregida)
    _otra_version(mundo, corregida)
    with django_assert_num_queries(14):
        (asunto,) = por_firmar.pagina(mundo.firmante, PorLlave(), mundo.en).filas
    assert (asunto.leido, asunto.version, asunto.cambiaron) == (False, 2, ["Análisis estratégico"])
    _por_firmar(mundo, 2)
    with django_assert_num_queries(14):
        assert len(por_firmar.pagina(mundo.firmante, PorLlave(), mundo.en).filas) == 3


# Dar por leído -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_dar_por_leido_consta_una_vez_por_persona_y_huella_y_dice_que_hojas(mundo, en_su_hora):
    """Sólo con cada hoja entregada y, si su navegador las cuenta, pasada: lo exige el servidor, también al firmar."""
    (solicitud,), otra = _por_firmar(mundo), mundo.persona("firmante")
    cliente, url = navegador(mundo.firmante), reverse("flujos:leido", args=[solicitud.pk])
    pantalla = reverse("flujos:firma", args=[solicitud.pk])
    visto = {"visto": _huella(solicitud)}
    pagina = cliente.get(pantalla)
    cuantas = len(pagina.context["hojas"])
    assert cuantas > 1
    assert "le falta pasar por las hojas" in cliente.post(url, visto, follow=True).content.decode()
    for n in range(1, cuantas + 1):
        assert cliente.get(reverse("flujos:pagina", args=[solicitud.pk, n])).status_code == 200
    solo_una = visto | {"hojas": "1", "contrasena": CONTRASENA}
    for direccion in (url, pantalla):
        dicho = cliente.post(direccion, solo_una, follow=True).content.decode()
        assert f"hoja{'s' * (cuantas > 2)} 2" in dicho
    assert (Evento.objects.filter(accion="dictamen.visto").count(), _firmados()) == (0, 0)
    todas = ",".join(map(str, range(1, cuantas + 1)))
    for _ in range(2):
        assert cliente.post(url, visto | {"hojas": todas}).url == COLA
    assert cliente.post(url, {"visto": "0" * 64}).status_code == 409
    with pytest.raises(DatosInvalidos, match=mundo.firmante.nombre):
        dar_por_leido(solicitud, por=otra, en=mundo.en, visto=_huella(solicitud), mostrado=Mostrado((1,), 1))
    datos = Evento.objects.get(accion="dictamen.visto").datos_evento.datos
    assert datos["visto"] == _huella(solicitud)
    assert (datos["hojas"], datos["de"], datos["como"]) == ([*range(1, cuantas + 1)], cuantas, "hoja por hoja")
    assert "Leído y agregado" in cliente.get(pantalla).content.decode()
    documento = [(solicitud.dictamen.pk, _huella(solicitud))]
    assert leidos(mundo.firmante, documento)
    assert not leidos(otra, documento)


@pytest.mark.django_db
def test_sin_javascript_vale_haber_tenido_todas_en_una_pagina_y_asi_se_anota(mundo, en_su_hora):
    (solicitud,) = _por_firmar(mundo)
    cliente, pantalla = navegador(mundo.firmante), reverse("flujos:firma", args=[solicitud.pk])
    for n, *_ in cliente.get(pantalla).context["hojas"]:
        cliente.get(reverse("flujos:pagina", args=[solicitud.pk, n]))
    assert cliente.post(pantalla, {"visto": _huella(solicitud), "contrasena": CONTRASENA}).url == COLA
    assert Evento.objects.get(accion="dictamen.visto").datos_evento.datos["como"] == "todas en una página"
    assert _firmados() == 1


@pytest.mark.django_db
def test_lo_que_no_se_dibuja_se_lee_en_el_pdf(mundo, en_su_hora, monkeypatch):
    def no_se_pudo(archivo):
        raise paginas.SinPaginas

    (solicitud,) = _por_firmar(mundo)
    monkeypatch.setattr(paginas, "cuantas", no_se_pudo)
    cliente, url = navegador(mundo.firmante), reverse("flujos:leido", args=[solicitud.pk])
    assert "abra el PDF" in cliente.post(url, {"visto": _huella(solicitud)}, follow=True).content.decode()
    cliente.get(reverse("flujos:documento", args=[solicitud.pk, "sellado"]))
    assert cliente.post(url, {"visto": _huella(solicitud)}).url == COLA
    assert Evento.objects.get(accion="dictamen.visto").datos_evento.datos["como"] == "el PDF"


@pytest.mark.django_db
def test_cada_hoja_se_lee_como_texto_y_si_no_es_lo_que_se_firma_no_se_ofrece(mundo, en_su_hora):
    solicitud = mundo.en_estrategia()
    mundo.proponer(solicitud, analisis="Vale <b>más</b> & no <script>")
    mundo.credenciales()
    mundo.trabajar()
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    cliente, pantalla = navegador(mundo.firmante), reverse("flujos:firma", args=[solicitud.pk])
    textos = [texto for _, texto, _ in cliente.get(pantalla).context["hojas"]]
    assert all(textos)
    junto = "".join(textos)
    assert "Vale &lt;b&gt;más&lt;/b&gt; &amp; no &lt;script&gt;" in junto
    for dicho in (dictamen.folio, "I. Antecedentes", "VIII. Integridad", "$214,600.00", mundo.firmante.nombre):
        assert junto.count(dicho) >= 1, dicho
    dictamen.datos["asunto"] = "Otro asunto"
    dictamen.save(update_fields=["datos"])
    assert {texto for _, texto, _ in cliente.get(pantalla).context["hojas"]} == {""}


# Firmar varios -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_se_firman_varios_con_una_confirmacion_y_cada_uno_con_su_evento(mundo, en_su_hora):
    leidas = _por_firmar(mundo, 2)
    mundo.leer(*leidas)
    cliente = navegador(mundo.firmante)
    pagina = cliente.get(VARIOS, {"a": [s.pk for s in leidas]}).content.decode()
    assert all(s.dictamen.folio in pagina and _huella(s)[:12] in pagina for s in leidas)
    assert "2 firmados." in _firmar(cliente, *leidas).content.decode()
    assert _firmados() == 2
    assert "2 ya estaban firmados" in _firmar(cliente, *leidas).content.decode()
    assert _firmados() == 2


@pytest.mark.django_db
def test_lo_no_leido_lo_cambiado_y_lo_autografo_no_van_en_el_lote(mundo, en_su_hora):
    buena, cambiada, sin_leer = _por_firmar(mundo, 3)
    mundo.leer(buena, cambiada)
    vieja = {cambiada.pk: _huella(cambiada)}
    cambiada = _otra_version(mundo, cambiada)
    (a_mano,) = _por_firmar(mundo, forma_firma="autografa")
    mundo.leer(a_mano)
    cliente = navegador(mundo.firmante)
    confirmar = cliente.get(VARIOS, {"a": [s.pk for s in (buena, sin_leer, cambiada, a_mano)]})
    assert [a.renglon.solicitud.pk for a in confirmar.context["asuntos"]] == [buena.pk]
    dicho = _firmar(cliente, buena, sin_leer, cambiada, a_mano, huellas=vieja).content.decode()
    for frase in ("1 firmado; 3 no", "todavía no lo da por leído", "el documento cambió", "Firma autógrafa",
                  "el escaneo no se ha cotejado"):
        assert frase in dicho
    assert _firmados() == 1


@pytest.mark.django_db
def test_ni_otra_persona_ni_sin_contrasena_buena_se_firma_y_el_tope_es_el_mismo(mundo, en_su_hora, settings):
    (solicitud,), otra = _por_firmar(mundo), mundo.persona("firmante")
    mundo.leer(solicitud)
    settings.FACTOR_FRESCO_SEGUNDOS = -1
    assert "1 no" in _firmar(navegador(otra), solicitud).content.decode()
    assert _firmar(navegador(mundo.estrategico), solicitud).status_code == 403
    cliente = navegador(mundo.firmante)
    assert [_firmar(cliente, solicitud, contrasena="otra").status_code for _ in range(5)] == [422] * 5
    uno = cliente.post(reverse("flujos:firma", args=[solicitud.pk]), {"visto": _huella(solicitud), "contrasena": "x"})
    assert uno.status_code == 429
    assert "que no son los suyos" in uno.content.decode()
    assert _firmados() == 0


@pytest.mark.django_db
def test_mas_de_los_que_caben_no_se_firman(mundo, en_su_hora):
    asuntos = [f"{n}.{'0' * 64}" for n in range(firmas.MAXIMO + 1)]
    respuesta = navegador(mundo.firmante).post(VARIOS, {"asuntos": asuntos, "contrasena": CONTRASENA})
    assert respuesta.status_code == 422
    assert "hasta 25" in respuesta.content.decode()


@pytest.mark.django_db
def test_si_cae_el_almacen_a_la_mitad_lo_firmado_queda_y_lo_demas_se_repite(mundo, en_su_hora, monkeypatch):
    leidas, guardados = _por_firmar(mundo, 3), []
    mundo.leer(*leidas)

    def se_cae(*args):
        guardados.append(args)
        if len(guardados) == 2:
            raise AlmacenNoDisponible
        return guardar(*args)

    monkeypatch.setattr("dictamenes.documento.documentos.guardar", se_cae)
    cliente = navegador(mundo.firmante)
    assert "1 firmado; 2 no" in _firmar(cliente, *leidas).content.decode()
    assert len(guardados) == 2, "sin almacén no sigue intentando"
    assert "2 firmados; 1 ya estaba firmado" in _firmar(cliente, *leidas).content.decode()
    assert _firmados() == 3


@pytest.mark.django_db
def test_la_contrasena_se_pide_ahi_mismo_una_vez_y_vale_para_lo_que_sigue(mundo, en_su_hora, settings):
    una, otra = _por_firmar(mundo, 2)
    mundo.leer(una, otra)
    cliente = navegador(mundo.firmante)
    settings.FACTOR_FRESCO_SEGUNDOS = -1
    sin_ella = cliente.post(VARIOS, {"asuntos": [f"{una.pk}.{_huella(una)}"]})
    assert (sin_ella.status_code, _firmados()) == (422, 0)
    assert una.dictamen.folio in sin_ella.content.decode()
    assert "1 firmado." in _firmar(cliente, una).content.decode()
    settings.FACTOR_FRESCO_SEGUNDOS = 300
    assert "contrasena" not in cliente.get(VARIOS, {"a": [otra.pk]}).context["form"].fields
    assert "1 firmado." in _firmar(cliente, otra, contrasena="").content.decode()


@pytest.mark.django_db
def test_quien_solo_tiene_llave_de_paso_confirma_en_su_pagina_y_lo_marcado_espera(mundo, en_su_hora, monkeypatch):
    (solicitud,) = _por_firmar(mundo)
    mundo.leer(solicitud)
    cliente = navegador(mundo.firmante)
    monkeypatch.setattr("flujos.estudio.views.tope_de_firma.que_pide", lambda request: Pide.OTRA_PAGINA)
    monkeypatch.setattr("cuentas.entrada.forms.identidad.que_pide", lambda request: Pide.OTRA_PAGINA)
    respuesta = cliente.post(VARIOS, {"asuntos": [f"{solicitud.pk}.{_huella(solicitud)}"]})
    assert respuesta.url.startswith(reverse("account_reauthenticate"))
    pagina = cliente.get(VARIOS).content.decode()
    assert solicitud.dictamen.folio in pagina
    assert "confirme que es usted" in pagina
    assert _firmados() == 0


# Lo que se lee antes de firmar ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_lo_escrito_se_separa_del_texto_fijo_y_el_bloque_modificado_dice_en_que(mundo, en_su_hora):
    version = bloques.publicar(mundo.bloque(), por=mundo.administrador, en=mundo.en)
    igual = bloques.publicar(mundo.bloque(clave="garantia", titulo="Garantía"), por=mundo.administrador, en=mundo.en)
    solicitud = mundo.en_estrategia()
    fundido = bloques.fundir(version.texto, bloques.valores_de(solicitud))
    parrafos = [(version, fundido.replace("solicitó", "pidió")), (igual, fundido)]
    dictamen = mundo.proponer(solicitud, parrafos=parrafos).dictamen
    mundo.credenciales()
    mundo.trabajar()
    dictamen = Dictamen.objects.get(pk=dictamen.pk)
    partes = {parte.nombre: parte.parrafos for parte in escrito.partes_de_elaboracion(dictamen)}
    assert set(partes) == {"Análisis estratégico", "Bloque modificado: Presentación"}
    cambio = {(p.clase, p.texto.strip()) for p in partes["Bloque modificado: Presentación"][0] if p.clase != "igual"}
    assert cambio == {("quitado", "solicitó"), ("agregado", "pidió")}
    assert escrito.tal_cual(dictamen) == ["Garantía, versión 1"]
    pagina = navegador(mundo.firmante).get(reverse("flujos:firma", args=[solicitud.pk])).content.decode()
    assert "Lo que escribió quien elaboró" in pagina
    assert "<del>" in pagina


@pytest.mark.django_db
def test_los_envios_simultaneos_no_se_llaman_contrasena_equivocada(mundo, en_su_hora, monkeypatch):
    """Cinco correctos en curso: el sexto espera unos segundos, y cuando terminan nadie quedó castigado."""
    (solicitud,) = _por_firmar(mundo)
    mundo.leer(solicitud)
    cliente, url = navegador(mundo.firmante), reverse("flujos:firma", args=[solicitud.pk])
    datos = {"visto": _huella(solicitud), "contrasena": CONTRASENA}
    en_curso = [tasa.anotar("firma", str(mundo.firmante.pk), segundos=300) for _ in range(5)]
    for _ in range(2):
        respuesta = cliente.post(url, datos)
        assert (respuesta.status_code, respuesta["Retry-After"]) == (429, "10")
        assert "al mismo tiempo" in respuesta.content.decode()
    for _ in en_curso:
        tasa.devolver("firma", str(mundo.firmante.pk))
    assert cliente.post(url, datos).url == COLA


@pytest.mark.django_db
def test_la_cola_dice_cuantos_prepara_y_publica_el_trabajador(mundo, en_su_hora):
    (firmada,) = _por_firmar(mundo)
    mundo.proponer(mundo.en_estrategia())
    mundo.leer(firmada)
    cliente, en_camino = navegador(mundo.firmante), reverse("flujos:en_camino")
    assert "0 de 1" in cliente.get(COLA).content.decode()
    firmas.firmar_varios([(firmada.pk, _huella(firmada))], por=mundo.firmante, en=mundo.en)
    assert "0 de 2" in cliente.get(COLA).content.decode()
    mundo.trabajar()
    listo = cliente.get(en_camino, {"de": "2"}).content.decode()
    assert "Listo: 2 de 2 documentos" in listo
    assert "hx-trigger" not in listo, "acabado, ya no pregunta"
    assert "documentos" not in cliente.get(COLA).content.decode().lower()
    assert cliente.get(en_camino, {"de": "muchos"}).status_code == 200
