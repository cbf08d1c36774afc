"""El sitio de práctica: exporta e importa a la gente, ensaya el camino completo y nada sale de él."""

import copy
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from archivos.entrada import guardar
from bitacora.models import Evento
from config.practica.ensayo import PASOS
from config.practica.importar import ImportacionImposible, importar
from config.practica.personal import dar_de_alta_al_personal, personas_que_firman
from cuentas.avisos import avisos
from cuentas.entrada import invitaciones
from cuentas.models import Area, Aviso, Ente, Invitacion, Nombramiento, Usuario
from cuentas.personas import designaciones
from cuentas.reloj import detenido_en, dia_de
from dictamenes.documento import documentos
from dictamenes.documento.firma.prueba import crear_credenciales
from dictamenes.models import Folio, ReglaDeArea, Solicitud
from flujos import invariantes
from flujos.bandeja.bandeja import por_folio
from flujos.models import Pendiente
from flujos.recorrido import trabajos
from tests.dictamenes.documento.oficio.lectura_pdf import paginas_de_texto

pytestmark = pytest.mark.django_db
ENSAYO = "Siguiente paso del ensayo"
LOCAL = "django.core.mail.backends.locmem.EmailBackend"
ARCHIVO = {
    "formato": "practica-1",
    "entes": [
        {"siglas": "UNO", "nombre": "Ente Uno", "naturaleza": "dependencia", "titular": "", "titular_cargo": "",
         "presenta_quien_elabora": False, "es_propio": False, "areas_requirentes": ["Dirección de Sistemas"]},
        {"siglas": "DOS", "nombre": "Ente Dos", "naturaleza": "entidad", "titular": "", "titular_cargo": "",
         "presenta_quien_elabora": True, "es_propio": False, "areas_requirentes": []},
    ],
    "personas": [
        {"correo": "ana@uno.example", "nombre": "Ana Ficticia", "cargo": "Analista", "nombramientos": [
            {"papel": "elabora", "ente": "UNO", "desde": "2024-01-01", "hasta": None},
            {"papel": "presenta", "ente": "UNO", "desde": "2024-01-01", "hasta": "2026-12-31"}]},
        {"correo": "beto@dos.example", "nombre": "Beto Ficticio", "cargo": "", "nombramientos": [
            {"papel": "elabora", "ente": "DOS", "desde": "2024-01-01", "hasta": None}]},
        {"correo": "ida@dos.example", "nombre": "Ida Ficticia", "cargo": "", "nombramientos": [
            {"papel": "elabora", "ente": "DOS", "desde": "2024-01-01", "hasta": "2026-01-31"}]},
    ],
}


@pytest.fixture
def practica(settings):
    """Los ajustes de la práctica que no son de la base."""
    settings.PRACTICA, settings.FOLIOS_PREFIJO = True, "PRUEBA-"
    settings.ROTULO_SIN_VALIDEZ = "ENSAYO — sin validez"
    settings.ROOT_URLCONF = "config.practica.urls"
    settings.EMAIL_BACKEND, settings.CORREO_DE_SALIDA = "config.practica.correo.SoloAQuienPractica", LOCAL
    settings.CREDENCIALES = settings.CREDENCIALES_PRUEBA
    plantillas = copy.deepcopy(settings.TEMPLATES)
    plantillas[0]["DIRS"] = [settings.RAIZ / "templates" / "practica", settings.RAIZ / "templates"]
    settings.TEMPLATES = plantillas
    return settings


def _cuantos():
    tablas = (Solicitud, Folio, Pendiente, Aviso, Usuario, Nombramiento, Ente, Invitacion)
    return {tabla.__name__: tabla.objects.count() for tabla in tablas}


def _todo(*modelos: type[Model]):
    return [list(modelo.objects.order_by("pk").values()) for modelo in modelos]


# Exportar -------------------------------------------------------------------------------------------------------


def test_se_exporta_la_gente_de_los_entes_y_nada_mas(mundo, en, tmp_path):
    Nombramiento.objects.filter(persona=mundo.ajena).update(hasta=dia_de(en).replace(day=1))
    with detenido_en(en):
        call_command("practica_exportar", str(tmp_path / "gente.json"), stdout=StringIO())
    escrito = (tmp_path / "gente.json").read_text(encoding="utf-8")
    datos = json.loads(escrito)
    assert {p["correo"] for p in datos["personas"]} == {mundo.elabora.correo, mundo.presenta.correo}
    assert set(datos["personas"][0]) == {"correo", "nombre", "cargo", "nombramientos"}
    assert set(datos["personas"][0]["nombramientos"][0]) == {"papel", "ente", "desde", "hasta"}
    (suyo,) = [e for e in datos["entes"] if e["siglas"] == mundo.ente.siglas]
    assert suyo["areas_requirentes"] == ["Dirección de Sistemas"]
    assert len(datos["entes"]) == Ente.objects.count()
    assert (tmp_path / "gente.json").stat().st_mode & 0o077 == 0


def test_exportar_no_cambia_un_conteo_un_folio_ni_una_cola_del_sitio_real(mundo, en, tmp_path):
    mundo.presentada()
    antes = _cuantos(), _todo(Folio, Pendiente, Solicitud)
    with detenido_en(en):
        call_command("practica_exportar", str(tmp_path / "gente.json"), stdout=StringIO())
    assert (_cuantos(), _todo(Folio, Pendiente, Solicitud)) == antes


def test_de_la_practica_no_se_exporta(mundo, practica, tmp_path):
    with pytest.raises(CommandError, match="sitio real"):
        call_command("practica_exportar", str(tmp_path / "gente.json"))


# Importar -------------------------------------------------------------------------------------------------------


def test_fuera_de_la_practica_no_se_importa_ni_en_una_base_vacia(en):
    with pytest.raises(ImportacionImposible, match="Sólo se importa en el sitio de práctica"):
        importar(ARCHIVO, en)
    assert not Ente.objects.exists()


def test_en_la_base_real_no_se_importa_ni_creyendose_practica(mundo, practica, en):
    antes, eventos = _cuantos(), Evento.objects.count()
    with pytest.raises(ImportacionImposible):
        importar(ARCHIVO, en)
    assert (_cuantos(), Evento.objects.count()) == (antes, eventos)


def test_un_folio_de_verdad_basta_para_no_importar(practica, mundo, en):
    Ente.objects.update(nombre="Ente (práctica)")
    practica.FOLIOS_PREFIJO = ""
    mundo.presentada()
    practica.FOLIOS_PREFIJO = "PRUEBA-"
    with pytest.raises(ImportacionImposible, match="no son de práctica"):
        importar(ARCHIVO, en)


def test_un_archivo_cualquiera_no_se_importa(practica, en):
    with pytest.raises(ImportacionImposible, match="practica_exportar"):
        importar({"formato": "otro"}, en)


@pytest.fixture
def importado(practica, en):
    with detenido_en(en):
        return importar(ARCHIVO, en)


def test_cada_ente_queda_con_su_gente_y_se_le_invita(importado, en):
    assert set(Ente.objects.values_list("nombre", flat=True)) == {"Ente Uno (práctica)", "Ente Dos (práctica)"}
    papeles = Nombramiento.objects.vigentes(dia_de(en)).filter(ente__isnull=False)
    assert set(papeles.values_list("persona__correo", "papel", "ente__siglas")) == {
        ("ana@uno.example", "elabora", "UNO"), ("ana@uno.example", "presenta", "UNO"),
        ("beto@dos.example", "elabora", "DOS"),
    }
    assert (importado.nombrados, importado.invitados, importado.sin_correo) == (3, 2, 0)
    assert sorted((m.to[0], m.subject[:8]) for m in mail.outbox) == [
        ("ana@uno.example", "[ENSAYO]"), ("beto@dos.example", "[ENSAYO]"),
    ]
    assert all("sitio de práctica" in m.body for m in mail.outbox)
    assert not any(persona.has_usable_password() for persona in Usuario.objects.all())


def test_importar_dos_veces_deja_lo_mismo(importado, en):
    modelos = (Usuario, Ente, Nombramiento, Invitacion, Aviso)
    antes, eventos, correos = _todo(*modelos), Evento.objects.count(), len(mail.outbox)
    with detenido_en(en):
        otra = importar(ARCHIVO, en)
    assert (otra.nombrados, otra.revocados, otra.invitados) == (0, 0, 0)
    assert (_todo(*modelos), Evento.objects.count(), len(mail.outbox)) == (antes, eventos, correos)


def test_quien_ya_no_viene_pierde_su_papel_y_quien_cambia_de_cargo_se_corrige(importado, en):
    nuevo = copy.deepcopy(ARCHIVO)
    nuevo["personas"] = [{**ARCHIVO["personas"][0], "cargo": "Titular"}]
    with detenido_en(en):
        importar(nuevo, en)
    assert not Nombramiento.objects.vigentes(dia_de(en)).filter(persona__correo="beto@dos.example").exists()
    assert Usuario.objects.get(correo="ana@uno.example").cargo == "Titular"


def test_lo_que_se_ensayo_en_personas_de_mi_ente_no_estorba_cuando_el_sitio_real_lo_confirma(importado, en):
    oficio = designaciones.Oficio("OF-7", dia_de(en), guardar(b"%PDF-1.4 oficio", "application/pdf"))
    designaciones.designar(
        Ente.objects.get(siglas="DOS"), correo="nora@dos.example", nombre="Nora Ficticia", cargo="", papeles=["elabora"],
        oficio=oficio, desde=date(2026, 3, 1), hasta=None, fundamento="Lo ensayó.", por=Usuario.objects.get(correo="beto@dos.example"), en=en)
    nuevo, mail.outbox[:] = copy.deepcopy(ARCHIVO), []
    nuevo["personas"].append({"correo": "nora@dos.example", "nombre": "Nora Ficticia", "cargo": "", "nombramientos": [
        {"papel": "elabora", "ente": "DOS", "desde": "2026-03-01", "hasta": None}]})
    with detenido_en(en):
        hecho = importar(nuevo, en)
    suyos = Nombramiento.objects.filter(persona__correo="nora@dos.example")
    assert suyos.vigentes(dia_de(en)).count() == 1
    assert not suyos.por_confirmar().exists()
    assert (hecho.nombrados, hecho.revocados, hecho.invitados) == (1, 1, 1)
    assert [m.to for m in mail.outbox] == [["nora@dos.example"]]


def _importar_texto(carpeta, texto):
    (carpeta / "gente.json").write_text(texto, encoding="utf-8")
    call_command("practica_importar", str(carpeta / "gente.json"), stdout=StringIO())


@pytest.mark.parametrize("texto", ["", "{", "[" * 9, "\ud7ff{"])
def test_lo_que_no_es_json_no_se_pudo_leer(practica, tmp_path, texto):
    with pytest.raises(CommandError, match="No se pudo leer"):
        _importar_texto(tmp_path, texto)


def _con(camino, valor):
    datos = copy.deepcopy(ARCHIVO)
    pieza = datos
    for llave in camino[:-1]:
        pieza = pieza[llave]
    if valor is QUITAR:
        del pieza[camino[-1]]
    else:
        pieza[camino[-1]] = valor
    return datos


QUITAR = object()
PRIMERO = ("personas", 0, "nombramientos", 0)


@pytest.mark.parametrize(("datos", "dicho"), [
    ([], "no salió de"), ("practica-1", "no salió de"), ({"formato": "practica-1"}, "no trae la lista «entes»"),
    (_con(("personas",), {}), "no trae la lista «personas»"),
    (_con(("entes", 0), "UNO"), "En «entes», el renglón 1 no trae bien siglas"),
    (_con(("entes", 1, "es_propio"), "no"), "En «entes», el renglón 2 no trae bien es_propio"),
    (_con(("entes", 0, "areas_requirentes"), [3]), "un área requirente no es un texto"),
    (_con(("personas", 1, "correo"), QUITAR), "En «personas», el renglón 2 no trae bien correo"),
    (_con((*PRIMERO, "hasta"), QUITAR), "En «nombramientos», el renglón 1 no trae bien hasta"),
    (_con((*PRIMERO, "papel"), "recepcion"), "de ana@uno.example, «recepcion» no es un papel de ente"),
    (_con((*PRIMERO, "papel"), "tecnico"), "«tecnico» no es un papel de ente"),
    (_con((*PRIMERO, "ente"), "TRES"), "«TRES» no está entre los entes"),
    (_con((*PRIMERO, "desde"), "ayer"), "una fecha no se entiende"),
])
def test_un_archivo_sin_la_forma_debida_no_toca_nada_y_dice_donde(practica, tmp_path, datos, dicho):
    with pytest.raises(CommandError, match=dicho):
        _importar_texto(tmp_path, json.dumps(datos))
    assert not Ente.objects.exists()


def test_un_error_del_programa_no_se_disfraza_de_archivo_que_no_se_lee(practica, tmp_path, monkeypatch):
    monkeypatch.setattr("config.practica.importar.sembrar_estandares", lambda en: int("no es un número"))
    with pytest.raises(ValueError, match="no es un número"):
        _importar_texto(tmp_path, json.dumps(ARCHIVO))


@pytest.mark.parametrize("personas", [[], ARCHIVO["personas"][2:]])
def test_el_archivo_en_que_nadie_tiene_papel_no_deja_a_todos_sin_el_suyo(importado, en, personas):
    antes = _todo(Nombramiento)
    with pytest.raises(ImportacionImposible, match="nadie tiene un papel vigente"):
        importar({**ARCHIVO, "personas": personas}, en)
    assert _todo(Nombramiento) == antes


def test_la_invitacion_que_no_salio_se_reintenta(practica, en, monkeypatch):
    monkeypatch.setattr(invitaciones.EmailMessage, "send", lambda *_: (_ for _ in ()).throw(OSError))
    with detenido_en(en):
        assert importar(ARCHIVO, en).sin_correo == 2
        monkeypatch.undo()
        assert importar(ARCHIVO, en).invitados == 2
        assert importar(ARCHIVO, en).invitados == 0


# El correo ------------------------------------------------------------------------------------------------------


def test_ningun_correo_sale_a_quien_no_practica(mundo, practica, en):
    for persona in (mundo.elabora, mundo.recepcion, mundo.auditor, mundo.administrador):
        EmailMessage("Aviso", "x", to=[persona.correo]).send()
    EmailMessage("Aviso", "x", to=["nadie@fuera.example"]).send()
    EmailMessage("Aviso", "x", to=[mundo.elabora.correo], cc=["nadie@fuera.example"]).send()
    assert [m.to for m in mail.outbox] == [[mundo.elabora.correo]]


# El ensayo ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ensayo(practica, mundo, en, client):
    """Una solicitud presentada por la gente del ente."""
    dar_de_alta_al_personal(en)
    crear_credenciales(Path(practica.CREDENCIALES), personas_que_firman(), en=en,
                       contrasena_sello=practica.FIRMA_SELLO_CONTRASENA)
    mundo.correo_al_momento()
    client.force_login(mundo.elabora)
    with detenido_en(en):
        yield mundo.presentada(conceptos=2)


def _pagina(client, solicitud):
    return client.get(reverse("flujos:expediente", args=[solicitud.pk])).content.decode()


def _dar(client, solicitud, paso):
    return client.post(reverse("siguiente_paso", args=[solicitud.pk]), {"paso": paso})


def _que_sigue(texto):
    return next((p.clave for p in PASOS.values() if f'name="paso" value="{p.clave}"' in texto), "")


def test_se_ensaya_hasta_el_dictamen_firmado_con_su_rotulo(ensayo, mundo, client, en):
    dados = []
    while paso := _que_sigue(_pagina(client, ensayo)):
        dados.append(paso)
        assert _dar(client, ensayo, paso).status_code == 302
        trabajos.correr_pendientes(en)
    assert dados == ["admitir", "opinar", "proponer", "firmar"]
    final = Solicitud.objects.get(pk=ensayo.pk)
    assert (final.estado, ENSAYO in _pagina(client, final)) == ("emitida", False)
    _exigir_rotulos(final)
    assert {f[:7] for f in (final.folio, final.dictamen.folio, final.dictamen.numero_oficio)} == {"PRUEBA-"}
    assert por_folio(mundo.elabora, final.folio, en) == final
    assert por_folio(mundo.elabora, final.folio.removeprefix("PRUEBA-"), en) == final
    verificado = client.get(reverse("dictamenes:verificar_clave", args=[final.dictamen.clave])).content.decode()
    assert "ENSAYO — sin validez" in verificado
    assert "Puede usarse" not in verificado
    assert invariantes.revisar() == []
    avisos.enviar_pendientes(en, limite=1000)
    assert {m.to[0] for m in mail.outbox} == {mundo.elabora.correo, mundo.presenta.correo}


def _exigir_rotulos(solicitud):
    entrega = solicitud.presentaciones.get()
    pdf = [documentos.acuse(entrega), documentos.oficio_de_solicitud(entrega),
           *(getattr(solicitud.dictamen, cual).leer() for cual in ("sellado", "firmado", "de_las_partes", "publico"))]
    for contenido in pdf:
        paginas = paginas_de_texto(contenido)
        assert paginas
        assert all("ENSAYO — SIN VALIDEZ" in pagina for pagina in paginas)


def test_el_mismo_paso_dos_veces_da_uno(ensayo, client):
    assert _dar(client, ensayo, "admitir").status_code == 302
    eventos = Evento.objects.filter(accion="solicitud.admitida").count()
    assert _dar(client, ensayo, "admitir").status_code == 409
    assert _dar(client, ensayo, "firmar").status_code == 409
    assert Evento.objects.filter(accion="solicitud.admitida").count() == eventos == 1


def test_con_la_base_sin_personal_tambien_se_ensaya(practica, mundo, en, client):
    client.force_login(mundo.elabora)
    with detenido_en(en):
        assert _dar(client, mundo.presentada(), "admitir").status_code == 302
    participo = Solicitud.objects.get().participaciones.get(funcion="recibe")
    assert participo.persona.correo == "recepcion@practica.invalid"


def test_el_area_que_nacio_despues_de_importar_tambien_opina(ensayo, client):
    nueva = Area.objects.create(clave="energia", nombre="Energía", vigente_desde=date(2026, 1, 1))
    ReglaDeArea.objects.update_or_create(tipo="", categoria="computo", area=nueva)
    assert _dar(client, ensayo, "admitir").status_code == 302
    assert _dar(client, ensayo, "opinar").status_code == 302
    opinion = Solicitud.objects.get().revisiones.get(area=nueva)
    assert opinion.dada_por.correo == "energia@practica.invalid"


def test_el_ensayo_de_otro_ente_no_existe(ensayo, client, mundo):
    client.force_login(mundo.ajena)
    assert _dar(client, ensayo, "admitir").status_code == 404
    assert client.get(reverse("siguiente_paso", args=[ensayo.pk])).status_code in (404, 405)


def test_quien_lo_ve_sin_ser_del_ente_no_tiene_boton_ni_paso(ensayo, client, mundo):
    client.force_login(mundo.auditor)
    assert ENSAYO not in _pagina(client, ensayo)
    assert _dar(client, ensayo, "admitir").status_code == 403


# Fuera de la práctica -------------------------------------------------------------------------------------------


def test_fuera_de_la_practica_no_hay_boton_ni_ruta(mundo, client, en):
    with detenido_en(en):
        solicitud = mundo.presentada()
        client.force_login(mundo.elabora)
        assert ENSAYO not in _pagina(client, solicitud)
        assert client.post(f"/expedientes/{solicitud.pk}/ensayo/", {"paso": "admitir"}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("siguiente_paso", args=[solicitud.pk])


@pytest.mark.parametrize(("url", "hay"), [("https://practica.example", True), ("", False)])
def test_practicar_esta_junto_a_la_ayuda_si_hay_donde(client, settings, url, hay):
    settings.ENTRE_SITIOS = {"texto": "Practicar", "url": url}
    assert ('href="https://practica.example">Practicar</a>' in client.get("/").content.decode()) is hay
