"""El escudo del membrete: quién lo pone, qué se admite y que cada documento conserva el de entonces."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.models import Evento
from cuentas.acceso import dos_personas
from dictamenes import tramite
from dictamenes.documento import del_tramite
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.documento.membrete import encabezado
from dictamenes.documento.oficio import redactar_dictamen
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Escudo
from dictamenes.textos import escudo
from tests.mundo import imagen


def test_uno_lo_sube_otro_lo_publica_y_solo_entonces_rige(mundo, client):
    pagina = reverse("dictamenes:escudo")
    client.force_login(mundo.administrador)
    client.post(pagina, {"imagen": SimpleUploadedFile("escudo.png", imagen(), "image/png")})
    subido = Escudo.objects.get()
    assert (subido.publicada_en, escudo.vigente(subido.redactada_en)) == (None, "")
    assert "Usted la redactó" in client.get(pagina).content.decode()
    with pytest.raises(dos_personas.PublicaQuienRedacto):
        escudo.publicar(subido, por=mundo.administrador, en=mundo.en)
    client.force_login(mundo.persona("administrador"))
    publicar = reverse("dictamenes:escudo_publicar", args=[subido.pk])
    client.post(publicar, {"leida": subido.marca})
    subido.refresh_from_db()
    assert escudo.vigente(subido.publicada_en) == subido.archivo.sha256
    assert list(Evento.objects.filter(accion__startswith="escudo.").order_by("n").values_list("accion", flat=True)) == [
        "escudo.redactado", "escudo.publicado"]
    imagen_servida = client.get(reverse("dictamenes:escudo_imagen", args=[subido.pk]))
    assert b"".join(imagen_servida) == imagen()
    assert imagen_servida["Content-Type"] == "image/png"


@pytest.mark.parametrize(("nombre", "contenido", "dice"), [
    ("escudo.svg", b"<svg onload='alert(1)'/>", "Suba una imagen PNG o JPG"), ("escudo.pdf", b"%PDF-1.4", "Suba una imagen PNG o JPG"),
    ("escudo.png", b"GIF89a", "no es un archivo PNG"), ("escudo.png", imagen(lado=2001), "más de 2,000 puntos"), ("escudo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 1_100_000, "pesa más de 1 MB"),
])  # fmt: skip
def test_lo_que_no_es_una_imagen_chica_se_dice_y_no_entra(mundo, client, nombre, contenido, dice):
    client.force_login(mundo.administrador)
    subida = SimpleUploadedFile(nombre, contenido, "image/png")
    pagina = client.post(reverse("dictamenes:escudo"), {"imagen": subida}).content.decode()
    assert dice in pagina
    assert not Escudo.objects.exists()
    with pytest.raises(DatosInvalidos):
        escudo.subir(guardar(b"%PDF-1.4", "application/pdf"), nombre, por=mundo.administrador, en=mundo.en)


def test_no_se_publica_la_imagen_que_el_antivirus_aun_revisa(mundo):
    subido = mundo.escudo()
    Archivo.objects.filter(pk=subido.archivo_id).update(estado="pendiente")
    with pytest.raises(DatosInvalidos, match="todavía se está revisando"):
        escudo.publicar(Escudo.objects.get(), por=mundo.administrador, en=mundo.en)


def test_el_documento_dibuja_el_de_entonces_aunque_despues_haya_otro(mundo):
    solicitud, antes = mundo.en_estrategia(), mundo.en - timedelta(minutes=5)
    primero = escudo.publicar(mundo.escudo("red"), por=mundo.administrador, en=antes)
    mundo.proponer(solicitud)
    datos = datos_de_dictamen(solicitud.dictamen)
    assert datos["encabezado"]["escudo"] == primero.archivo.sha256
    contenido = redactar_dictamen(datos).contenido
    assert _colores(contenido) == {(255, 0, 0)}
    despues = mundo.en + timedelta(days=1)
    segundo = escudo.publicar(mundo.escudo("blue"), por=mundo.administrador, en=despues)
    assert redactar_dictamen(datos).contenido == contenido
    assert encabezado(2026, despues)["escudo"] == segundo.archivo.sha256


def test_una_prevencion_de_antes_no_estrena_escudo_y_una_nueva_si(mundo):
    escudo.publicar(mundo.escudo("red"), por=mundo.administrador, en=mundo.en - timedelta(days=30))
    prevencion = mundo.dar(tramite.prevenir, mundo.presentada()).prevenciones.get()
    assert _colores(del_tramite.oficio_de_prevencion(prevencion)) == {(255, 0, 0)}
    prevencion.papel = 1
    assert _colores(del_tramite.oficio_de_prevencion(prevencion)) == set()


def _colores(contenido: bytes) -> set[tuple[int, ...]]:
    """El color de cada imagen del PDF; las de estas pruebas son de uno solo."""
    with pikepdf.open(BytesIO(contenido)) as pdf:
        crudas = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        return {pikepdf.PdfImage(cruda).as_pil_image().convert("RGB").getpixel((0, 0)) for cruda in crudas}


def test_la_imagen_de_prueba_es_un_png():
    assert Image.open(BytesIO(imagen())).format == "PNG"
