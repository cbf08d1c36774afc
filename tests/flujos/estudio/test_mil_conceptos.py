"""Con muchos conceptos, el estudio va por páginas: cada una guarda lo suyo y al dar el acto va todo junto."""

import re

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.models import Concepto, Marca, Solicitud
from dictamenes.textos.criterios import RAZONES, vigente
from flujos.base.tramos import POR_TRAMO, tramo_de
from flujos.estudio.views.estrategia import ProponerView
from flujos.models import BorradorDeTrabajo
from flujos.recorrido import actos
from tests.mundo import LAPTOP

AREA, CUANTOS = "infraestructura", 2 * POR_TRAMO + 5
RAZON = next(iter(RAZONES))


def _conceptos(cuantos, malos=()):
    return [{"numero": n, "global": "no_cumple" if n in malos else "cumple"} for n in range(1, cuantos + 1)]


def _tramo(direccion="", cuantos=CUANTOS, malos=(), **filtros):
    return tramo_de(_conceptos(cuantos, malos), QueryDict(direccion.partition("#")[0].removeprefix("?")), filtros)


def test_si_caben_todos_no_hay_paginas():
    tramo = _tramo("desde=9&ver=no_cumplen", cuantos=POR_TRAMO)
    assert (len(tramo.conceptos), tramo.pagina, tramo.pestanas) == (POR_TRAMO, None, ())


def test_se_llega_a_cada_concepto_una_vez_hacia_adelante_y_hacia_atras():
    tramo, vistos = _tramo(), []
    while True:
        vistos += tramo.numeros
        if not (siguiente := tramo.pagina["siguiente_url"]):
            break
        tramo = _tramo(siguiente)
    assert vistos == list(range(1, CUANTOS + 1))
    assert _tramo(tramo.pagina["anterior_url"]).numeros[0] == 1 + POR_TRAMO
    assert (tramo.pagina["desde"], tramo.pagina["hasta"], tramo.pagina["total"]) == (2 * POR_TRAMO + 1, CUANTOS, CUANTOS)


def test_quien_contesta_los_que_faltan_no_se_salta_ninguno():
    faltan = set(range(1, CUANTOS + 1))
    antes = _tramo("ver=faltan", faltan=("Faltan", faltan))
    despues = _tramo(antes.pagina["siguiente_url"], faltan=("Faltan", faltan - set(antes.numeros)))
    assert despues.numeros[0] == antes.numeros[-1] + 1


def test_solo_los_que_no_cumplen_y_cuantos_son():
    tramo = _tramo("ver=no_cumplen", malos={3, 40})
    assert tramo.numeros == [3, 40]
    assert [p["cuenta"] for p in tramo.pestanas] == [CUANTOS, 2]


@pytest.mark.parametrize("basura", ["desde=9999999999", "desde=-1", "desde=²", "ver=x&desde=y"])
def test_la_basura_en_la_direccion_no_estorba(basura):
    assert _tramo(basura).numeros[-1] in (POR_TRAMO, CUANTOS)


def test_un_filtro_sin_ninguno_no_trae_paginas():
    tramo = _tramo("ver=no_cumplen&desde=7")
    assert (tramo.numeros, tramo.pagina["anterior_url"], tramo.pagina["siguiente_url"]) == ([], "", "")


@pytest.mark.parametrize(("numeros", "son"), [("", []), ("a b 0 77777777", []), ("40 3", [3, 40])])
def test_los_que_ya_se_veian_son_esos_aunque_el_filtro_traiga_otros(numeros, son):
    assert _tramo(f"numeros={numeros}&ver=no_cumplen", malos={7}).numeros == son


@pytest.fixture
def borrador(mundo):
    """Un borrador con tres páginas de conceptos."""
    solicitud = mundo.borrador()
    uno = {**LAPTOP, "solicitud": solicitud}
    Concepto.objects.bulk_create(Concepto(orden=n, **uno) for n in range(2, CUANTOS + 1))
    Solicitud.objects.filter(pk=solicitud.pk).update(suficiencia_importe="900000000")
    with detenido_en(mundo.en):
        yield Solicitud.objects.get(pk=solicitud.pk)


@pytest.fixture
def en_revision(mundo, borrador):
    """El mismo, ya en revisión técnica."""
    presentada = actos.ejecutar(tramite.presentar, borrador, por=mundo.presenta, en=mundo.en)
    areas = [mundo.tecnicos[AREA].nombramientos.get().area]
    return actos.ejecutar(tramite.admitir, presentada, por=mundo.recepcion, en=mundo.en, areas=areas)


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _numeros(pagina):
    return [int(n) for n in re.findall(r'aria-label="Concepto (\d+)"', pagina)]


def _de_la_pagina(solicitud, pagina, **columnas):
    """Lo que el navegador envía de los conceptos que la página trae."""
    numeros = _numeros(pagina)
    llaves = dict(solicitud.conceptos.values_list("orden", "pk"))
    campos = {f"{columna}_{llaves[n]}": valor for n in numeros for columna, valor in columnas.items()}
    return {"numeros": " ".join(map(str, numeros)), "ver": "", **campos}


def _criterios(clase, categorias=("computo",)):
    lista = vigente(clase)
    claves = [c.clave for c in lista.preguntas(set(categorias))]
    return {"lista_de_criterios": lista.numero, **{f"criterio_{clave}": "cumple" for clave in claves}}


def _opinion():
    return {"texto": "Es viable.", "aclaracion_no_procede_y_cumple": "Sobra cantidad.", **_criterios("tecnica")}


def _proyecto(mundo):
    return {"analisis": "Es idóneo.", "autoriza": mundo.firmante.pk, "forma_firma": "pades",
            "aclaracion_contra_todas_las_areas": "El costo.",
            **_criterios("estrategica")}


def _filtros(mundo, solicitud):
    vista = ProponerView()
    vista.setup(RequestFactory().get("/"), pk=solicitud.pk)
    vista.request.user = mundo.estrategico
    return vista.filtros()


@pytest.mark.django_db
def test_cada_pagina_guarda_y_la_opinion_lleva_todo(mundo, en_revision):
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:revision", args=[en_revision.pk, AREA])
    pagina = cliente.get(url).text
    assert len(_numeros(pagina)) == POR_TRAMO
    for postura in ("no_procede", "con_condiciones"):
        escrito = _de_la_pagina(en_revision, pagina, postura=postura, nota="Por esto.")
        ir = re.search(r'name="ir" value="([^"]*)"[^>]*>Siguientes', pagina)[1].replace("&amp;", "&")
        vuelta = cliente.post(url, {**escrito, "ir": ir})
        pagina = cliente.get(vuelta.url).text
    assert f"<strong>{2 * POR_TRAMO} de {CUANTOS}</strong>" in pagina
    assert not en_revision.revisiones.get().dada_en
    cliente.post(url, {**_de_la_pagina(en_revision, pagina, postura="procede"), **_opinion()})
    dichas = en_revision.revisiones.get().opiniones.order_by("concepto__orden").values_list("postura", flat=True)
    assert list(dichas) == ["no_procede"] * POR_TRAMO + ["con_condiciones"] * POR_TRAMO + ["procede"] * 5
    assert not BorradorDeTrabajo.objects.exists()


@pytest.mark.django_db
def test_lo_que_falta_en_otras_paginas_se_dice_y_nada_se_da(mundo, en_revision):
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:revision", args=[en_revision.pk, AREA])
    escrito = _de_la_pagina(en_revision, cliente.get(url).text, postura="procede")
    respuesta = cliente.post(url, {**escrito, **_opinion()})
    assert respuesta.status_code == 422
    assert f"Elija la postura sobre el concepto {POR_TRAMO + 1} (en la página del concepto {POR_TRAMO + 1})" in respuesta.text
    assert "Y faltan 15 más en otras páginas" in respuesta.text
    assert len(_numeros(respuesta.text)) == POR_TRAMO
    assert not en_revision.revisiones.get().dada_en


@pytest.mark.django_db
def test_desde_un_filtro_ya_sin_ninguno_no_se_borra_nada_y_se_da_completo(mundo, en_revision):
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:revision", args=[en_revision.pk, AREA])
    faltan = f"{url}?ver=sin_contestar"
    while numeros := _numeros(pagina := cliente.get(faltan).text):
        cliente.post(url, {**_de_la_pagina(en_revision, pagina, postura="procede"), "ir": "?ver=sin_contestar"})
        assert len(numeros) <= POR_TRAMO
    vacia = {"numeros": "", "ver": "sin_contestar", **_opinion()}
    assert 'name="numeros" value=""' in pagina
    assert cliente.post(url, {**vacia, "borrador": "1"}, headers={"hx-request": "true"}).status_code == 204
    assert f"<strong>{CUANTOS} de {CUANTOS}</strong>" in cliente.get(url).text
    assert cliente.post(url, vacia).status_code == 302
    assert en_revision.revisiones.get().opiniones.filter(postura="procede").count() == CUANTOS


@pytest.mark.django_db
def test_todos_sale_del_filtro(mundo, en_revision):
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:revision", args=[en_revision.pk, AREA])
    pagina = cliente.get(url, {"ver": "no_cumplen"}).text
    todos = re.search(r'name="ir" value="([^"]*)"[^>]*>Todos', pagina)[1]
    vuelta = cliente.post(url, {"numeros": "", "ver": "no_cumplen", "desde": "30", "ir": todos})
    assert _numeros(cliente.get(vuelta.url).text) == list(range(1, POR_TRAMO + 1))


@pytest.mark.django_db
def test_ir_al_concepto_y_quedarse_en_el_filtro(mundo, en_revision):
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:revision", args=[en_revision.pk, AREA])
    escrito = {**_de_la_pagina(en_revision, cliente.get(url).text, postura="procede"), "ver": "sin_contestar"}
    vuelta = cliente.post(url, {**escrito, "desde": "30", "ir": ""})
    assert _numeros(cliente.get(vuelta.url).text)[0] == 30
    todas = cliente.get(url, {"ver": "sin_contestar"}).text
    assert _numeros(todas)[0] == POR_TRAMO + 1
    assert f"Sin contestar ({CUANTOS - POR_TRAMO})" in todas
    guardado = cliente.post(url, {**_de_la_pagina(en_revision, todas, postura="procede"), "borrador": "1", "ver": "sin_contestar"})
    assert guardado.url.startswith(f"{url}?ver=sin_contestar&desde={POR_TRAMO + 1}")


@pytest.mark.django_db
def test_corregir_una_pagina_conserva_lo_dicho_en_las_demas(mundo, en_revision):
    solicitud = mundo.opinar(en_revision, AREA)
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:corregir_opinion", args=[solicitud.pk, AREA])
    escrito = _de_la_pagina(solicitud, cliente.get(url).text, postura="no_procede", nota="Rebasa.")
    vuelta = cliente.post(url, {**escrito, "ir": f"?desde={POR_TRAMO + 1}"})
    pagina = cliente.get(vuelta.url).text
    escrito = _de_la_pagina(solicitud, pagina, postura="con_condiciones")
    respuesta = cliente.post(url, {**escrito, **_opinion(), "version": "1", "motivo": "Se revisó otra vez."})
    assert respuesta.status_code == 302
    dichas = solicitud.revisiones.get().opiniones.order_by("concepto__orden").values_list("postura", flat=True)
    assert list(dichas) == ["no_procede"] * POR_TRAMO + ["con_condiciones"] * POR_TRAMO + ["procede"] * 5
    assert not BorradorDeTrabajo.objects.exists()


@pytest.mark.django_db
def test_el_proyecto_tambien_va_por_paginas_y_lo_desmarcado_no_revive(mundo, en_revision):
    opiniones = {c.pk: ("no_procede" if c.orden == 44 else "procede", "Rebasa.") for c in en_revision.conceptos.all()}
    solicitud = actos.ejecutar(
        tramite.opinar, en_revision, por=mundo.tecnicos[AREA], en=mundo.en, texto="Es viable.", criterios=[],
        area=en_revision.revisiones.get().area, opiniones=opiniones)
    cliente, url = _como(mundo.estrategico), reverse("flujos:estrategia", args=[solicitud.pk])
    assert _numeros(cliente.get(url, {"ver": "con_reparo"}).text) == [44]
    pagina = cliente.get(url).text
    assert "Concepto 20:" in pagina
    assert "Concepto 21:" not in pagina
    negado = _de_la_pagina(solicitud, pagina, sentido="no_favorable", razones=RAZON, corregir="Acredite.")
    cliente.post(url, {**negado, "ir": "?desde=1"})
    favorable = _de_la_pagina(solicitud, pagina, sentido="favorable")
    for desde in (1 + POR_TRAMO, 1 + 2 * POR_TRAMO):
        pagina = cliente.get(cliente.post(url, {**favorable, "ir": f"?desde={desde}"}).url).text
        favorable = _de_la_pagina(solicitud, pagina, sentido="favorable")
    llave = solicitud.conceptos.get(orden=1).pk
    assert BorradorDeTrabajo.objects.get().datos[f"razones_{llave}"] == []
    comun = _proyecto(mundo)
    previa = cliente.post(reverse("flujos:vista_previa", args=[solicitud.pk]), {**favorable, **comun, "borrador": "1"})
    assert previa["Content-Type"] == "application/pdf"
    respuesta = cliente.post(url, {**favorable, **comun})
    assert respuesta.status_code == 302
    assert solicitud.dictamen.sentidos.filter(sentido="favorable").count() == CUANTOS


@pytest.mark.django_db
def test_las_marcas_de_dos_paginas_se_contestan_cada_una_en_la_suya(mundo, en_revision):
    solicitud = mundo.proponer(mundo.opinar(en_revision, AREA))
    mundo.credenciales()
    mundo.trabajar()
    solicitud = actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en, motivo="Corrija.", marcas=[
        ("concepto-3", "Explique el precio."), ("concepto-30", "Precise el plazo.")])
    una, otra = (f"atencion_{marca.pk}" for marca in Marca.objects.all())
    cliente, url = _como(mundo.estrategico), reverse("flujos:estrategia", args=[solicitud.pk])
    assert _numeros(cliente.get(url, {"ver": "con_marca"}).text) == [3, 30]
    escrito = {**_de_la_pagina(solicitud, cliente.get(url).text, sentido="favorable"), una: "Se explicó.", **_proyecto(mundo)}
    falta = cliente.post(url, escrito)
    assert falta.status_code == 422
    assert "Diga cómo atendió la marca: Precise el plazo. (en la página del concepto 30)" in falta.text
    pagina = cliente.get(cliente.post(url, {**escrito, "ir": "?desde=30"}).url).text
    escrito = {**_de_la_pagina(solicitud, pagina, sentido="favorable"), otra: "Se precisó.", **_proyecto(mundo)}
    assert cliente.post(url, escrito).status_code == 302
    assert [marca.respuesta for marca in Marca.objects.all()] == ["Se explicó.", "Se precisó."]


@pytest.mark.django_db
def test_con_reparo_es_lo_ultimo_que_opino_cada_area(mundo):
    solicitud = mundo.en_revision()
    area = solicitud.revisiones.get().area
    opinion = {"texto": "Es viable.", "criterios": [], "area": area}
    solicitud = actos.ejecutar(tramite.opinar, solicitud, por=mundo.tecnicos[AREA], en=mundo.en, **opinion,
                               opiniones={c.pk: ("no_procede", "Rebasa.") for c in solicitud.conceptos.all()})
    assert _filtros(mundo, solicitud)["con_reparo"][1] == {1}
    solicitud = actos.ejecutar(tramite.devolver_a_areas, solicitud, por=mundo.estrategico, en=mundo.en, encargos={area: "Aclare."})
    assert _filtros(mundo, mundo.opinar(solicitud, AREA))["con_reparo"][1] == set()


@pytest.mark.django_db
def test_con_pocos_conceptos_no_se_arman_filtros_y_lo_propuesto_se_lee_una_vez(mundo, monkeypatch):
    leidas, de_fabrica = [], ProponerView.propuesto
    monkeypatch.setattr(ProponerView, "filtros", None)
    monkeypatch.setattr(ProponerView, "propuesto", lambda vista: leidas.append(1) or de_fabrica(vista))
    with detenido_en(mundo.en):
        url = reverse("flujos:estrategia", args=[mundo.en_estrategia().pk])
        assert _como(mundo.estrategico).post(url, {"analisis": ""}).status_code == 422
    assert leidas == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("acto", ["requisitos", "prevenir", "improcedente"])
def test_en_requisitos_leer_otros_conceptos_no_saca_de_lo_escrito(mundo, borrador, acto):
    solicitud = actos.ejecutar(tramite.presentar, borrador, por=mundo.presenta, en=mundo.en)
    pagina = _como(mundo.recepcion).get(reverse(f"flujos:{acto}", args=[solicitud.pk])).text
    expediente = reverse("flujos:expediente", args=[solicitud.pk])
    vinculos = re.findall(r'<a [^>]*href="([^"]*#conceptos)"([^>]*)>', pagina)
    assert len(vinculos) == 4  # dos filtros y «Siguientes», arriba y al pie
    assert all(url.startswith(f"{expediente}?") and 'target="_blank"' in resto for url, resto in vinculos)


@pytest.mark.django_db
def test_leer_lo_presentado_va_por_paginas_con_el_total_de_todos(mundo, en_revision):
    solicitud = mundo.opinar(en_revision, AREA)
    cliente, url = _como(mundo.estrategico), reverse("flujos:expediente", args=[solicitud.pk])
    pagina = cliente.get(url, {"desde": CUANTOS}).text
    assert re.findall(r"(\d+)\. Computadora portátil", pagina) == [str(CUANTOS)]
    assert re.findall(r"Concepto (\d+): ", pagina) == [str(CUANTOS)]
    assert "$9,657,000.00" in pagina
    recibe = _como(mundo.recepcion).get(reverse("flujos:expediente", args=[solicitud.pk])).text
    assert recibe.count("Computadora portátil") == POR_TRAMO
