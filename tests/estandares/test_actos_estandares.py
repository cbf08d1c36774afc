"""Importar y publicar: quién puede, qué queda en la bitácora y qué ya no se mueve."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from cuentas.acceso import dos_personas
from cuentas.acceso.acceso import AccesoDenegado
from estandares import actos
from estandares.models import Estandar, Perfil, Requisito, Version, VersionPublicada

DATOS = Path(__file__).resolve().parents[2] / "datos"
CABEZA = "perfil,nombre,atributo,operador,valor,unidad,nivel,grupo\n"
UNO = (CABEZA + "A,Perfil A,ram,between,8..16,GB,obligatorio,\n").encode()
DOS = (CABEZA + "A,Perfil A,ram,between,16..32,GB,obligatorio,\n").encode()
pytestmark = pytest.mark.django_db


@pytest.fixture
def importar(en):
    def _importar(contenido=UNO, *, por=None, **otros):
        return actos.importar(contenido, emisor="Autoridad Ficticia", por=por, en=en, **otros)

    return _importar


@pytest.fixture
def publicada(importar, en):
    return actos.publicar(importar(vigente_desde=date(2026, 1, 1)), por=None, en=en)


def test_importar_deja_un_borrador_y_su_evento(importar, persona):
    redactora = persona("estandares")
    version = importar(por=redactora, boletin="Tomo I")
    evento = Evento.objects.get(accion="estandar.importado")
    assert (version.numero, version.esta_publicada, version.redactada_por) == (1, False, redactora)
    assert (evento.por, evento.objeto) == (redactora, f"version:{version.pk}")
    assert verificar_cadena().integra


def test_los_mismos_bytes_no_crean_otra_version(importar):
    assert importar() == importar()
    assert importar(DOS).numero == 2
    assert Evento.objects.filter(accion="estandar.importado").count() == 2


def test_un_csv_mal_formado_no_deja_nada(importar):
    with pytest.raises(actos.ArchivoInvalido) as invalido:
        importar(UNO.replace(b"between", b"entre"))
    assert [(error.fila, error.columna) for error in invalido.value.errores] == [(2, "operador")]
    assert not Estandar.objects.exists()


def test_otro_papel_no_importa_ni_publica(importar, persona, en):
    ajena = persona("recepcion")
    with pytest.raises(AccesoDenegado):
        importar(por=ajena)
    with pytest.raises(AccesoDenegado):
        actos.publicar(importar(), por=ajena, en=en)


def test_quien_redacto_no_publica_y_otra_persona_si(importar, persona, en):
    redactora, otra = persona("estandares"), persona("estandares")
    version = importar(por=redactora)
    with pytest.raises(dos_personas.PublicaQuienRedacto):
        actos.publicar(version, por=redactora, en=en)
    version = actos.publicar(version, por=otra, en=en)
    assert (version.publicada_por, version.publicada_en) == (otra, en)
    assert Evento.objects.get(accion="estandar.publicado").por == otra


def test_la_base_tampoco_admite_que_publique_quien_redacto(importar, persona, en):
    redactora = persona("estandares")
    version = importar(por=redactora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(
            publicada_en=en, publicada_por=redactora, vigente_desde=date(2026, 1, 1)
        )


def test_el_sistema_solo_publica_la_primera(publicada, importar, en):
    with pytest.raises(dos_personas.YaPublicada):
        actos.publicar(importar(DOS, vigente_desde=date(2026, 6, 1)), por=None, en=en)
    with pytest.raises(dos_personas.YaPublicada):
        actos.publicar(publicada, por=None, en=en)


def test_publicar_la_siguiente_cierra_la_vigencia_de_la_anterior(publicada, importar, persona, en):
    nueva = actos.publicar(importar(DOS, vigente_desde=date(2026, 6, 1)), por=persona("estandares"), en=en)
    publicada.refresh_from_db()
    assert publicada.vigente_hasta == date(2026, 5, 31)
    assert list(Version.objects.vigentes(date(2026, 5, 31))) == [publicada]
    assert list(Version.objects.vigentes(date(2026, 6, 1))) == [nueva]
    assert not Version.objects.vigentes(date(2025, 12, 31)).exists()


def test_una_vigencia_encimada_se_rechaza(publicada, importar, persona, en):
    with pytest.raises(actos.VigenciaEncimada):
        actos.publicar(importar(DOS, vigente_desde=publicada.vigente_desde), por=persona("estandares"), en=en)


def test_un_borrador_no_rige(importar):
    version = importar(vigente_desde=date(2020, 1, 1))
    assert not version.rige_en(date(2026, 1, 1))
    assert not Version.objects.vigentes(date(2026, 1, 1)).exists()


def test_sin_fecha_rige_desde_el_dia_en_que_se_publica(importar, en):
    assert actos.publicar(importar(), por=None, en=en).vigente_desde == date(2026, 3, 2)


MUDANZAS = {
    "version.save": lambda v, p, r: v.save(),
    "version.delete": lambda v, p, r: v.delete(),
    "versiones.update": lambda v, p, r: Version.objects.update(boletin="otro"),
    "versiones.delete": lambda v, p, r: Version.objects.all().delete(),
    "perfil.save": lambda v, p, r: p.save(),
    "perfil.delete": lambda v, p, r: p.delete(),
    "perfil.nuevo": lambda v, p, r: Perfil.objects.create(version=v, orden=9, clave="Z", nombre="Z"),
    "perfiles.update": lambda v, p, r: v.perfiles.update(nombre="otro"),
    "perfiles.delete": lambda v, p, r: Perfil.objects.all().delete(),
    "perfiles.bulk_create": lambda v, p, r: Perfil.objects.bulk_create(
        [Perfil(version=v, orden=9, clave="Z", nombre="Z")]
    ),
    "requisito.save": lambda v, p, r: r.save(),
    "requisito.delete": lambda v, p, r: r.delete(),
    "requisitos.update": lambda v, p, r: p.requisitos.update(valor="1..2"),
    "requisitos.delete": lambda v, p, r: Requisito.objects.all().delete(),
    "requisitos.bulk_update": lambda v, p, r: Requisito.objects.bulk_update([r], ["valor"]),
}


@pytest.mark.parametrize("mudanza", MUDANZAS)
def test_nada_de_una_version_publicada_se_mueve(publicada, mudanza):
    perfil = publicada.perfiles.get()
    with pytest.raises(VersionPublicada):
        MUDANZAS[mudanza](publicada, perfil, perfil.requisitos.get())


def test_un_requisito_publicado_no_se_muda_a_un_borrador(publicada, importar):
    requisito = Requisito.objects.get(perfil__version=publicada)
    requisito.perfil = importar(DOS).perfiles.get()
    requisito.atributo = "otro"
    with pytest.raises(VersionPublicada):
        requisito.save()


def test_un_borrador_si_se_cambia_y_se_borra(importar):
    version = importar()
    version.perfiles.update(nombre="Otro")
    Requisito.objects.filter(perfil__version=version).update(valor="4..8")
    version.delete()
    assert not Perfil.objects.exists()


def test_un_perfil_guardado_evalua_igual_que_el_archivo(importar):
    perfil = importar().perfiles.get()
    assert perfil.evaluar({"ram": {"valor": "32", "unidad": "GB"}}).global_ == "requiere_justificacion"
    assert perfil.evaluar({"ram": {"valor": "12288 MB", "unidad": ""}}).detalles[0].clausula.startswith("A · RAM")


def test_lo_ilustrativo_y_lo_real_no_se_mezclan(importar):
    importar(nombre="Uno")
    with pytest.raises(actos.IlustrativoMezclado):
        importar(DOS, nombre="Uno", ilustrativo=True)


def test_solo_lo_oficial_de_sonora_es_de_sonora():
    assert Estandar(ambito="Estado de SONORA").es_de_sonora
    assert Estandar(ambito="Sonora", ilustrativo=True).rotulo == "Ilustrativo"
    assert Estandar(ambito="Baja California").rotulo == "De Baja California; no es de Sonora"


def test_la_orden_importa_y_publica_con_el_sistema_y_queda_registrada(capsys):
    call_command(
        "importar_estandar", str(DATOS / "estandares_bc.csv"), emisor="Gobierno de Baja California", ambito="Baja California",
        boletin="14 ago 2023", vigente_desde=date(2023, 8, 14), publicar=True,
    )  # fmt: skip
    version = Version.objects.get()
    assert (version.publicada_por, version.perfiles.count()) == (None, 73)
    assert Requisito.objects.count() == 959
    assert list(Evento.objects.order_by("n").values_list("accion", "por")) == [
        ("estandar.importado", None),
        ("estandar.publicado", None),
    ]
    assert "publicada, 73 perfiles" in capsys.readouterr().out


def test_la_orden_no_publica_una_segunda_version_ni_la_deja_a_medias(tmp_path, en):
    archivo = tmp_path / "e.csv"
    archivo.write_bytes(UNO)
    call_command("importar_estandar", str(archivo), emisor="X", ilustrativo=True, publicar=True)
    archivo.write_bytes(DOS)
    with pytest.raises(CommandError, match="ya tiene una versión publicada"):
        call_command("importar_estandar", str(archivo), emisor="X", ilustrativo=True, publicar=True)
    assert Version.objects.count() == 1
    call_command("importar_estandar", str(archivo), emisor="X", ilustrativo=True)
    assert Version.objects.filter(publicada_en=None).count() == 1


def test_la_orden_con_un_csv_mal_formado_sale_con_dos_y_dice_donde(tmp_path):
    archivo = tmp_path / "malo.csv"
    archivo.write_bytes(UNO.replace(b"8..16", b"16..8") + b"A,Perfil A,x\n")
    with pytest.raises(CommandError) as error:
        call_command("importar_estandar", str(archivo), emisor="X", publicar=True)
    assert error.value.returncode == 2
    assert "fila 2, columna valor" in str(error.value)
    assert "fila 3, columna operador" in str(error.value)
    assert not Estandar.objects.exists()


def test_la_vigencia_no_termina_antes_de_empezar(publicada):
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=publicada.pk).update(vigente_hasta=publicada.vigente_desde - timedelta(days=1))
