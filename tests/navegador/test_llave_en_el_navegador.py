"""La e.firma en el navegador: la página de verdad, en Chromium, con todo lo que sale de él grabado."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import algos, cms, core, keys
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from django.conf import settings as ajustes
from playwright.sync_api import expect

from cuentas import reloj
from dictamenes.documento import por_sellar
from dictamenes.documento.firma import prueba
from dictamenes.documento.firma.credenciales import cargar
from dictamenes.documento.firma.revocacion import SinEvidencia
from dictamenes.expediente.mostrado import Mostrado
from dictamenes.expediente.vistos import dar_papel_por_leido
from dictamenes.models import CopiaCertificada, Dictamen, PapelPorFirmar, Solicitud
from flujos.expediente.exportacion.certificar import certificar
from tests.herramientas.dosis import dosis
from tests.herramientas.rastros import formas
from tests.navegador.proxy import grabadora
from tests.navegador.recorrido import TELEFONO, en_hilo, trabajar

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
PAGINA = "/estaticos/firma/index.html"
FUENTE = Path(__file__).resolve().parents[2] / "static" / "fuente" / "firma"
CLAVE = "contraseña-ñandú-1"
CIFRADOS = {
    "3des": ("tripledes_3key", TripleDES, 24, 64), "aes128": ("aes128_cbc", algorithms.AES, 16, 128),
    "aes256": ("aes256_cbc", algorithms.AES, 32, 128),
}
GUARDADO = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, await indexedDB.databases(), await caches.keys(), location.href, document.cookie,
  history.length, document.documentElement.outerHTML, [...document.querySelectorAll("input")].map((c) => c.value),
])"""


def _cifrar(claro, clave, cifrado="3des", resumen="sha1", vueltas=2048):
    """PKCS#8 con PBES2 como se pida; con `vueltas` sin sentido sólo se escribe la cuenta."""
    nombre, algoritmo, largo, bloque = CIFRADOS[cifrado]
    sal, vector = os.urandom(8), os.urandom(bloque // 8)
    derivada = PBKDF2HMAC(getattr(hashes, resumen.upper())(), largo, sal, min(vueltas, 5000)).derive(clave)
    relleno = PKCS7(bloque).padder()
    cifrador = Cipher(algoritmo(derivada), modes.CBC(vector)).encryptor()
    cuerpo = cifrador.update(relleno.update(claro) + relleno.finalize()) + cifrador.finalize()
    kdf = {"salt": core.OctetString(sal), "iteration_count": vueltas}
    if resumen != "sha1":
        kdf["prf"] = {"algorithm": resumen}
    pbes2 = {
        "key_derivation_func": algos.KdfAlgorithm({"algorithm": "pbkdf2", "parameters": kdf}),
        "encryption_scheme": algos.EncryptionAlgorithm({"algorithm": nombre, "parameters": core.OctetString(vector)}),
    }
    return keys.EncryptedPrivateKeyInfo(
        {"encryption_algorithm": {"algorithm": "pbes2", "parameters": pbes2}, "encrypted_data": cuerpo}).dump()


def _claro(llave):
    return llave.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Efirma:
    """El par de quien firma, con la llave en claro para volver a cifrarla a gusto."""

    def __init__(self, mundo):
        carpeta = Path(ajustes.CREDENCIALES_PRUEBA) / "personas"
        self.cer = (carpeta / f"{mundo.firmante.rfc}.cer").read_bytes()
        contrasena = (carpeta / "contrasena").read_text().strip()
        self.llave = cargar(self.cer, (carpeta / f"{mundo.firmante.rfc}.key").read_bytes(), contrasena).llave
        self.claro = _claro(self.llave)


@pytest.fixture
def efirma(de_hoy):
    de_hoy.credenciales()
    return Efirma(de_hoy)


def _leidas(mundo, cuantas):
    """Listas para firma y ya leídas."""
    def hacer():
        pks = [mundo.proponer(mundo.en_estrategia()).pk for _ in range(cuantas)]
        mundo.credenciales()
        mundo.trabajar()
        mundo.leer(*Solicitud.objects.filter(pk__in=pks), en=reloj.ahora())
        return pks
    return en_hilo(hacer)


def _copia_leida(mundo, pk):
    """Una copia certificada del mismo asunto, que quien autoriza también firma, ya leída; su folio."""
    def hacer():
        certificar(Solicitud.objects.get(pk=pk), alcance="ente", para="Juzgado", fundamentos=[], por=mundo.firmante,
                   en=reloj.ahora(), forma="pades")
        por_sellar.sellar_pendientes(reloj.ahora())
        papel = PapelPorFirmar.objects.select_related("sellado").get()
        dar_papel_por_leido(papel, por=mundo.firmante, en=reloj.ahora(), visto=papel.documento_sellado.sha256,
                            mostrado=Mostrado((1,), 1))
        return papel.folio
    return en_hilo(hacer)


def _elegir(pagina, cer=None, key=None, clave=None):
    if cer is not None:
        pagina.set_input_files("#cer", {"name": "mio.cer", "mimeType": "application/octet-stream", "buffer": cer})
    if key is not None:
        pagina.set_input_files("#key", {"name": "mia.key", "mimeType": "application/octet-stream", "buffer": key})
    if clave is not None:
        pagina.locator("#contrasena").fill(clave)
    pagina.locator("#firmar").click()


# La fuga -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def registro():
    """Todo lo que el servidor apunta mientras tanto."""
    class Memoria(logging.Handler):
        def emit(self, dicho):
            apuntado.append(f"{dicho.getMessage()} {dicho.__dict__}")

    apuntado, memoria = [], Memoria(level=0)
    logging.getLogger().addHandler(memoria)
    yield apuntado
    logging.getLogger().removeHandler(memoria)


def test_ni_la_llave_ni_su_contrasena_salen_del_navegador(de_hoy, efirma, browser, browser_context_args, entrar, registro):
    pks, key = _leidas(de_hoy, 2), _cifrar(efirma.claro, CLAVE.encode())
    dicho = []
    with grabadora() as proxy:
        contexto = browser.new_context(**browser_context_args, proxy={"server": proxy.direccion, "bypass": "<-loopback>"})
        pagina = contexto.new_page()
        pagina.on("console", lambda mensaje: dicho.append(mensaje.text))
        pagina.on("pageerror", lambda error: dicho.append(f"excepción: {error}"))
        entrar(pagina, de_hoy.firmante)
        pagina.goto(f"{PAGINA}?" + "&".join(f"a={pk}" for pk in pks))
        expect(pagina.get_by_text("Listo para firmarse")).to_have_count(2)
        _elegir(pagina, efirma.cer, key, "la que no es")
        expect(pagina.locator("#aviso")).to_contain_text("La contraseña no abre")
        _elegir(pagina, clave=CLAVE)
        expect(pagina.locator("#estado")).to_have_text("2 de 2 firmados.")
        guardado = pagina.evaluate(GUARDADO)
        galletas = json.dumps(contexto.cookies())
        contexto.close()
    assert set(Dictamen.objects.filter(solicitud__in=pks).values_list("estado", flat=True)) == {"firmado"}
    enviado = b"\n".join(proxy.enviado)
    assert b"/firma/llave/preparar/" in enviado, "el proxy sí graba"
    assert formas(efirma.cer) & _halladas(enviado, formas(efirma.cer)), "y la búsqueda sí encuentra lo que sí se envía"
    numeros = efirma.llave.private_numbers()
    privados = [n.to_bytes((n.bit_length() + 7) // 8, "big") for n in (numeros.d, numeros.p, numeros.q, numeros.dmp1)]
    secreto = efirma.claro[efirma.claro.index(privados[0]):]  # lo de antes es el módulo, que también va en el .cer
    buscados = set().union(*map(formas, [secreto, *privados, key, CLAVE.encode(), CLAVE.encode("latin-1"), b"la que no es"]))
    lugares = {"peticiones": enviado, "consola": "\n".join(dicho).encode(), "guardado": guardado.encode(),
               "galletas": galletas.encode(), "registros": "\n".join(registro).encode()}
    assert {lugar: _halladas(texto, buscados) for lugar, texto in lugares.items()} == dict.fromkeys(lugares, set())
    assert [texto for texto in dicho if not texto.startswith("[DOM]")] == [], "lo de [DOM] son consejos de Chromium"
    assert registro


def _halladas(texto, buscadas):
    return {buscada for buscada in buscadas if buscada in texto}


# El camino, con teclado y en el teléfono -------------------------------------------------------------------------------------


@pytest.mark.larga
def test_se_firma_el_lote_desde_la_cola_en_el_telefono_y_se_emite(de_hoy, efirma, recorrer):
    """Con una sola apertura de la llave: veinte en `make resistencia`."""
    cuantos = dosis(2, 20)
    pks = _leidas(de_hoy, cuantos)
    copia = _copia_leida(de_hoy, pks[0])
    cuantos += 1
    recorrido = recorrer(ancho=TELEFONO)
    pagina = recorrido.como(de_hoy.firmante)
    pagina.get_by_role("button", name="Firmarlos con mi e.firma").click()
    expect(pagina.get_by_text("Listo para firmarse")).to_have_count(cuantos)
    recorrido.pisar("llave-lista")
    with pagina.expect_download() as bajado:
        pagina.get_by_role("link", name="Abrir estos mismos bytes").first.click()
    assert bajado.value.suggested_filename.endswith(".pdf")
    _elegir(pagina, efirma.cer, _cifrar(efirma.claro, CLAVE.encode("latin-1"), "aes256", "sha256"))
    expect(pagina.locator("#aviso")).to_be_focused()
    recorrido.pisar("llave-falta")
    pagina.locator("#contrasena").focus()
    pagina.keyboard.type(CLAVE)
    recorrido.teclear_hasta(pagina.locator("#firmar"))
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#estado")).to_have_text(f"{cuantos} de {cuantos} firmados.", timeout=60_000)
    expect(pagina.get_by_text("Firmado", exact=True)).to_have_count(cuantos)
    recorrido.pisar("llave-firmado")
    trabajar(de_hoy)
    assert set(Solicitud.objects.filter(pk__in=pks).values_list("estado", flat=True)) == {"emitida"}
    assert en_hilo(lambda: CopiaCertificada.objects.get(folio=copia).caratula_id), "la copia, en el mismo lote"
    recorrer(tema="dark").como(de_hoy.firmante, f"{PAGINA}?a={pks[0]}")
    expect(pagina.locator("#aviso")).to_contain_text("No hay nada que firmar")
    recorrer(tema="dark").pisar("llave-nada")


# Cada frase --------------------------------------------------------------------------------------------------------------------


def _casos(mundo, efirma):
    """Nombre → (.cer, .key, contraseña, lo que se lee); con la hoja de prueba, que no necesita un dictamen."""
    buena, ahora = _cifrar(efirma.claro, b"x"), reloj.ahora()
    autoridad = prueba._guardada(Path(ajustes.CREDENCIALES_PRUEBA), "intermedia")
    yo, otra = (prueba.Persona(rfc, "NADIE DE NADIE", "LOGA800101MSRPRNA1") for rfc in (mundo.firmante.rfc, "PEGJ700202CD2"))
    ajena = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    curva = ec.generate_private_key(ec.SECP256R1())

    def con(emitido):
        return emitido.cer, _cifrar(_claro(emitido.llave), b"x")

    vencida = autoridad.efirma(yo, desde=ahora - timedelta(days=400), hasta=ahora - timedelta(days=2))
    return {
        "contraseña": (efirma.cer, buena, "y", "La contraseña no abre"),
        "pareja": (efirma.cer, _cifrar(_claro(ajena), b"x"), "x", "son de pares distintos"),
        "cer dañado": (efirma.cer[:-300], buena, "x", ".cer está dañado"),
        "cer vacío": (b"hola", buena, "x", ".cer está dañado"),
        "key dañada": (efirma.cer, buena[:-9], "x", ".key está dañado"),
        "key que no es": (efirma.cer, b"\x30\x84\xff\xff\xff\xff" + b"\0" * 99, "x", ".key está dañado"),
        "sin cifrar": (efirma.cer, efirma.claro, "x", "no está protegido con contraseña"),
        "vueltas": (efirma.cer, _cifrar(efirma.claro, b"x", vueltas=10**9), "x", "más de un millón de vueltas"),
        "llave de curva": (efirma.cer, _cifrar(_claro(curva), b"x"), "x", "no son RSA"),
        "cer de curva": (con(autoridad.sello("Sello"))[0], buena, "x", "no son RSA"),
        "vencido": (*con(vencida), "x", "venció el"),
        "csd": (*con(autoridad.csd(yo)), "x", "sello digital (CSD)"),
        "de otra persona": (*con(autoridad.efirma(otra)), "x", "es de otra persona"),
        "de nadie": (*con(prueba.Autoridad.raiz("AC ajena", ahora).efirma(yo)), "x", "no lo emitió una autoridad"),
    }


def _no_contesta(pregunta):
    raise SinEvidencia("No contesta.")


def test_cada_error_tiene_su_frase_y_se_reintenta_sin_elegir_otra_vez(
    de_hoy, efirma, pagina, entrar, consola, monkeypatch, settings
):
    consola.permitidos.append("422 (Unprocessable")
    entrar(pagina, de_hoy.firmante)
    pagina.goto(f"{PAGINA}?prueba")
    expect(pagina.get_by_role("heading", name="Probar su e.firma")).to_be_visible()
    vistas = {}
    for nombre, (cer, key, clave, frase) in en_hilo(lambda: _casos(de_hoy, efirma)).items():
        _elegir(pagina, cer, key, clave)
        expect(pagina.locator("#aviso"), nombre).to_contain_text(frase)
        vistas[nombre] = pagina.locator("#aviso").inner_text()
    assert len(set(vistas.values())) >= 11
    carpeta = Path(ajustes.FIRMA_DIR_RAICES)
    autoridad, lista = prueba._guardada(carpeta.parent, "intermedia"), (carpeta / "intermedia.crl").read_bytes()
    suya = autoridad.efirma(prueba.Persona(de_hoy.firmante.rfc, "NADIE", "LOGA800101MSRPRNA1"))
    try:
        (carpeta / "intermedia.crl").write_bytes(autoridad.crl([(suya.certificado.serial_number, reloj.ahora() - timedelta(days=1))], en=reloj.ahora()))
        _elegir(pagina, suya.cer, _cifrar(_claro(suya.llave), b"x"), "x")
        expect(pagina.locator("#aviso")).to_contain_text("está revocado")
    finally:
        (carpeta / "intermedia.crl").write_bytes(lista)
    with monkeypatch.context() as callada:
        callada.setattr("dictamenes.documento.firma.instalada.respondedor", lambda en: _no_contesta)
        _elegir(pagina, efirma.cer, _cifrar(efirma.claro, b"x"), "x")
        expect(pagina.locator("#aviso")).to_contain_text("no se pudo saber si su certificado está revocado")
    _elegir(pagina, efirma.cer, _cifrar(efirma.claro, CLAVE.encode(), "aes128", "sha256", 10_000 // 2), "mala")
    expect(pagina.locator("#aviso")).to_contain_text("La contraseña no abre")
    _elegir(pagina, clave=CLAVE)  # sin volver a elegir los archivos
    expect(pagina.locator("#estado")).to_contain_text("quedó registrada")
    settings.FACTOR_FRESCO_SEGUNDOS = -1  # hace rato que confirmó quién es: se pide ahí mismo, y la llave sigue abierta
    pagina.reload()
    suya = pagina.get_by_label("La contraseña de su cuenta en este sitio")
    expect(suya).to_be_visible()
    _elegir(pagina, efirma.cer, _cifrar(efirma.claro, b"x"), "x")
    expect(pagina.locator("#aviso")).to_contain_text("Escriba su contraseña para firmar")
    expect(pagina.locator("#abierta")).to_be_visible()
    suya.fill("contrasena-de-prueba")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#estado")).to_contain_text("quedó registrada")


def test_sin_webcrypto_o_sin_javascript_dice_que_hace_falta(de_hoy, pagina, sin_js, entrar):
    pagina.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    pagina.goto(f"{PAGINA}?prueba")
    expect(pagina.locator("#aviso")).to_contain_text("le falta WebCrypto")
    sin_js.goto(f"{PAGINA}?prueba")
    expect(sin_js.get_by_text("Para firmar aquí hace falta JavaScript")).to_be_visible()
    expect(sin_js.locator("#key")).to_be_hidden()


# Lo que no se firma a ciegas -----------------------------------------------------------------------------------------------------

REVISAR = """
const aB = (t) => Uint8Array.from(atob(t), (c) => c.charCodeAt(0));
return Promise.all(datos.map(([leido, agregado, atributos, cer]) =>
  revisarPreparado(aB(leido), aB(agregado), aB(atributos), aB(cer)).then(() => "bien", (e) => e.constructor.name)));
"""


def test_lo_preparado_que_no_casa_con_lo_leido_no_se_firma(de_hoy, efirma, pagina):
    from dictamenes.documento.firma import a_distancia, instalada
    from dictamenes.documento.firma.hoja_de_prueba import hoja_de_prueba
    from verificador.raices import leer_certificado

    ahora = reloj.ahora()
    hoja = a_distancia.Hoja(hoja_de_prueba(), leer_certificado(efirma.cer), instalada.raices().intermedios, ahora, "x", "y")
    listo = en_hilo(lambda: a_distancia.preparar(hoja))
    leido, agregado, atributos = hoja.pdf, listo.contenido[len(hoja.pdf):], listo.atributos
    desde = agregado.index(b"/ByteRange")
    resumen = next(a for a in cms.CMSAttributes.load(atributos) if a["type"].native == "message_digest")["values"][0].native

    def cambiado(b, donde, por=None):
        return b[:donde] + bytes([b[donde] ^ 1]) + b[donde + 1:] if por is None else b[:donde] + por + b[donde + len(por):]

    casos = {
        "bien": (leido, agregado, atributos, efirma.cer),
        "leyó otra cosa": (cambiado(leido, 50), agregado, atributos, efirma.cer),
        "agregaron un espacio": (leido, agregado + b" ", atributos, efirma.cer),
        "cambió lo agregado": (leido, cambiado(agregado, 20), atributos, efirma.cer),
        "otro tramo": (leido, agregado.replace(b"/ByteRange [0", b"/ByteRange [1", 1), atributos, efirma.cer),
        "dos tramos": (leido, agregado + agregado[desde:desde + 60], atributos, efirma.cer),
        "otro certificado": (leido, agregado, atributos, efirma.cer[:-1] + b"\0"),
        "atributos truncos": (leido, agregado, atributos[:-4], efirma.cer),
        "atributos vacíos": (leido, agregado, b"\x31\x00", efirma.cer),
        "sin atributos": (leido, agregado, b"", efirma.cer),
        "otro resumen": (leido, agregado, cambiado(atributos, atributos.index(resumen)), efirma.cer),
        "megas": (leido, agregado, b"\x31\x83\x0f\xff\xff" + b"\x30\x00" * 500_000, efirma.cer),
    }
    libres = _lo_que_no_compromete(atributos, efirma.cer)
    casos |= {f"atributo {n}": (leido, agregado, cambiado(atributos, n), efirma.cer) for n in range(len(atributos)) if n not in libres}
    fuentes = "\n".join((FUENTE / f"{n}.js").read_text() for n in ("frases", "der", "documento"))
    pagina.goto("/ayuda/")
    dichos = pagina.evaluate(
        f"async (datos) => {{ {fuentes} {REVISAR} }}", [[b64encode(x).decode() for x in caso] for caso in casos.values()])
    salieron = dict(zip(casos, dichos, strict=True))
    assert salieron.pop("bien") == "bien"
    assert {n for n, dicho in salieron.items() if dicho != "Aviso"} == set()


def _lo_que_no_compromete(atributos, cer):
    """Dónde están el emisor y la serie: la huella del certificado, que sí se compara, ya los fija."""
    desde = atributos.index(hashlib.sha256(cer).digest()) + 32
    ess = next(a for a in cms.CMSAttributes.load(atributos) if a["type"].native == "signing_certificate_v2")
    return range(desde, desde + len(ess["values"][0]["certs"][0]["issuer_serial"].dump()))
