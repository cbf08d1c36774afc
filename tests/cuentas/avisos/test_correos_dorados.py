"""El mensaje completo de cada tema, contra el que ya se leyó y aprobó. `REGENERAR_DORADOS=1` los vuelve a escribir."""

import os
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from cuentas.avisos.correo import identidad_de, mensaje
from cuentas.models import Aviso, Usuario
from cuentas.temas import RESUMEN, TEMAS
from flujos.recorrido.notificaciones import TEXTOS

DORADOS = Path(__file__).parents[2] / "datos" / "correo"
SECCIONES = [
    {"titulo": "Vence hoy o ya venció", "mas": 3, "filas": [
        {"texto": "SGD-SDTE-2026-00012: revisión técnica, venció el viernes 27 de febrero", "url": "/expedientes/12/"},
    ]},
    {"titulo": "Avisos nuevos", "mas": 0, "filas": [
        {"texto": "SGD-SDTE-2026-00010: Tiene un mensaje nuevo en su solicitud.", "url": "/expedientes/10/"},
    ]},
]
AJENO = ("Rosa Ficticia", "XAXX010101000", "<script>", "texto que alguien escribió")


def correo_de(tema):
    """El correo de un aviso cuyo texto y persona traen lo que no debe salir."""
    texto = TEXTOS.get(tema, TEMAS[tema].nombre)
    persona = Usuario(correo="destino@ejemplo.invalid", nombre=AJENO[0], rfc=AJENO[1])
    clave = f"12:{tema}:345:7"
    return mensaje(Aviso(
        persona=persona, tema=tema, clave=clave, identidad=identidad_de(clave), texto=" ".join(AJENO),
        asunto=f"SGD-SDTE-2026-00012: {texto}", url="/expedientes/12/", creado_en=datetime(2026, 3, 2, 16, tzinfo=UTC),
        secciones=SECCIONES if tema == RESUMEN else [],
    ))


def en_bytes(correo):
    """Como viaja, con la fecha y la frontera —que cambian en cada envío— fijas."""
    correo.extra_headers["Date"] = "Mon, 02 Mar 2026 09:00:00 -0700"
    crudo = correo.message().as_bytes(linesep="\r\n")
    frontera = re.search(rb'boundary="([^"]+)"', crudo)[1]
    return crudo.replace(frontera, b"frontera").replace(b"\r\n", b"\n")


@pytest.fixture(autouse=True)
def _sitio(settings):
    settings.SITIO_URL = "https://dictamenes.example"
    settings.DEFAULT_FROM_EMAIL = "no-responder@dictamenes.invalid"
    settings.SECRET_KEY = "clave de los correos dorados, sólo de prueba"


@pytest.mark.parametrize("tema", TEMAS)
def test_el_mensaje_entero_es_el_aprobado(tema):
    crudo, dorado = en_bytes(correo_de(tema)), DORADOS / f"{tema}.eml"
    if os.environ.get("REGENERAR_DORADOS"):
        dorado.write_bytes(crudo)
    assert crudo == dorado.read_bytes()


@pytest.mark.parametrize("tema", TEMAS)
def test_solo_dice_su_plantilla_y_lleva_a_casa(tema):
    """Texto y HTML dicen lo mismo; ni adjuntos, ni nombres, ni nada que llame fuera al abrirse."""
    leido = message_from_bytes(en_bytes(correo_de(tema)), policy=policy.default)
    texto, html = (leido.get_body((forma,)).get_content() for forma in ("plain", "html"))
    assert leido.get_content_type() == "multipart/alternative"
    assert not list(leido.iter_attachments())
    assert leido["Subject"].strip().startswith("SGD-SDTE-2026-00012: ")
    assert (leido["Auto-Submitted"], leido["List-Id"]) == (
        "auto-generated", "Dictamen de TIC <avisos.dictamenes.invalid>")
    for cuerpo in (texto, html):
        assert not [dato for dato in AJENO if dato in cuerpo]
        vinculos = re.findall(r"https?://[^\s\"<]+", cuerpo)
        assert "https://dictamenes.example/expedientes/12/" in vinculos
        assert all(v.startswith("https://dictamenes.example/") for v in vinculos)
    assert not re.search(r"<(?:img|script|link|iframe|form|object)\b|\bon\w+=|url\(|@import|src=", html)


def test_no_sobra_ningun_dorado():
    assert {dorado.stem for dorado in DORADOS.iterdir()} == set(TEMAS)


def test_un_asunto_con_marcas_sale_escrito_no_vivo():
    aviso = Aviso(persona=Usuario(correo="destino@ejemplo.invalid"), tema="mensaje", asunto="<b>Hola</b> & adiós", url="/")
    correo = mensaje(aviso)
    assert "&lt;b&gt;Hola&lt;/b&gt; &amp; adiós" in correo.alternatives[0].content
    assert "<b>Hola</b> & adiós" in correo.body
