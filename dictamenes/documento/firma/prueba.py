"""Autoridad certificadora y credenciales de PRUEBA con el formato del SAT; jamás en producción.

Los perfiles copian los publicados por el SAT (FIRMA §2.1): número de serie de 20 dígitos ASCII, RFC en
x500UniqueIdentifier como PrintableString, llave PKCS#8 con 3DES. Todas las personas son ficticias.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TypedDict, Unpack

from asn1crypto import algos, core, keys
from cryptography import x509
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CADA_CUANTO_SALE_LA_LISTA = timedelta(days=1)
ANTES, DESPUES = timedelta(days=3 * 365), timedelta(days=6 * 365)
CONTRASENA_DEL_SELLO = "sello-de-demostracion"
USOS_SELLO = frozenset({"digital_signature", "content_commitment"})
USOS_EFIRMA = USOS_SELLO | {"data_encipherment", "key_agreement"}
USOS_POSIBLES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
PROPOSITOS_EFIRMA = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH)
TIPO_DE_NETSCAPE = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.16.840.1.113730.1.1"), b"\x03\x02\x05\xa0")

SIN_PREGUNTAR = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.48.1.5"), b"\x05\x00")

Llave = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Resumen = hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512


class Rasgos(TypedDict, total=False):
    """Lo que puede cambiar de un certificado de prueba; sin `desde` y `hasta`, rige lo mismo que su autoridad."""

    usos: Iterable[str]
    propositos: Iterable[x509.ObjectIdentifier]
    extras: Iterable[x509.UnrecognizedExtension]
    desde: datetime
    hasta: datetime
    resumen: Resumen
    ca: int | None


@dataclass(frozen=True)
class Persona:
    """A quién se le hace una e.firma de prueba."""

    rfc: str
    nombre: str
    curp: str


@dataclass(frozen=True)
class Emitido:
    """Certificado y su llave en claro, tal como salen de la autoridad de prueba."""

    certificado: x509.Certificate
    llave: Llave

    @property
    def cer(self) -> bytes:
        """El certificado en DER."""
        return self.certificado.public_bytes(serialization.Encoding.DER)

    def key(self, contrasena: str | None) -> bytes:
        """La llave en PKCS#8 DER, cifrada como las del SAT si se da contraseña."""
        claro = self.llave.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cifrar_llave(claro, contrasena) if contrasena else claro


@dataclass
class Autoridad:
    """Autoridad certificadora de prueba: emite con la vigencia y los usos que se le pidan."""

    propia: Emitido
    desde: datetime
    hasta: datetime

    @classmethod
    def raiz(cls, nombre: str, en: datetime) -> Autoridad:
        """Autoridad raíz autofirmada, vigente de tres años antes a seis después de `en`."""
        desde, hasta = en - ANTES, en + DESPUES
        propia = _emitir(_nombre_de_autoridad(nombre), None, _rsa(3072), desde=desde, hasta=hasta, ca=1)
        return cls(propia, desde, hasta)

    def intermedia(self, nombre: str) -> Autoridad:
        """Autoridad subordinada que sólo emite certificados finales."""
        emitido = self.emitir(_nombre_de_autoridad(nombre), _rsa(3072), ca=0)
        return Autoridad(emitido, self.desde, self.hasta)

    def emitir(self, sujeto: x509.Name, llave: Llave | None = None, **rasgos: Unpack[Rasgos]) -> Emitido:
        """Certificado final."""
        suyos: Rasgos = {"desde": self.desde, "hasta": self.hasta, **rasgos}
        return _emitir(sujeto, self.propia, llave or _rsa(2048), **suyos)

    def efirma(self, persona: Persona, **rasgos: Unpack[Rasgos]) -> Emitido:
        """e.firma con los cuatro rasgos del perfil del SAT."""
        suyos: Rasgos = {
            "usos": USOS_EFIRMA, "propositos": PROPOSITOS_EFIRMA, "extras": (TIPO_DE_NETSCAPE,), **rasgos,
        }
        return self.emitir(sujeto_del_sat(persona), **suyos)

    def csd(self, persona: Persona) -> Emitido:
        """Certificado de Sello Digital: mismo sujeto, sin propósito y sólo con los usos de firma."""
        return self.emitir(sujeto_del_sat(persona), usos=USOS_SELLO)

    def sello(self, nombre: str) -> Emitido:
        """Sello institucional en P-256 (ASVS 5.0 §11.2.3 pide 128 bits)."""
        return self.emitir(_nombre_institucional(nombre), ec.generate_private_key(ec.SECP256R1()), usos=USOS_SELLO)

    def tsa(self, nombre: str, **rasgos: Unpack[Rasgos]) -> Emitido:
        """Autoridad de estampado de tiempo (RFC 3161)."""
        suyos: Rasgos = {
            "usos": {"digital_signature"}, "propositos": (ExtendedKeyUsageOID.TIME_STAMPING,), **rasgos,
        }
        return self.emitir(_nombre_institucional(nombre), ec.generate_private_key(ec.SECP256R1()), **suyos)

    def ocsp(self, nombre: str) -> Emitido:
        """A quien la autoridad autoriza para contestar por OCSP; de él mismo no se pregunta (RFC 6960 §4.2.2.2.1)."""
        return self.emitir(
            _nombre_institucional(nombre), ec.generate_private_key(ec.SECP256R1()), usos={"digital_signature"},
            propositos=(ExtendedKeyUsageOID.OCSP_SIGNING,), extras=(SIN_PREGUNTAR,),
        )

    def crl(
        self, revocados: Iterable[tuple[int, datetime]] = (), *, en: datetime | None = None
    ) -> bytes:
        """CRL en DER expedida en `en` (si no, cuando empezó la autoridad), con (serie, desde cuándo) revocados."""
        constructor = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.propia.certificado.subject)
            .last_update(en or self.desde)
            .next_update(self.hasta)
        )
        for serie, cuando in revocados:
            entrada = x509.RevokedCertificateBuilder().serial_number(serie).revocation_date(cuando)
            constructor = constructor.add_revoked_certificate(entrada.build())
        return constructor.sign(self.propia.llave, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def sujeto_del_sat(persona: Persona) -> x509.Name:
    """Nombre distinguido como los de las e.firmas: RFC en x500UniqueIdentifier y CURP en serialNumber."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, persona.nombre),
            x509.NameAttribute(x509.ObjectIdentifier("2.5.4.41"), persona.nombre),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, persona.nombre),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MX"),
            x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, persona.rfc, _ASN1Type.PrintableString),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, persona.curp),
        ]
    )


def cifrar_llave(claro: bytes, contrasena: str) -> bytes:
    """PKCS#8 cifrado como los `.key` del SAT: PBES2, PBKDF2-HMAC-SHA1 de 2048 vueltas, DES-EDE3-CBC (RFC 8018)."""
    sal, vector = os.urandom(8), os.urandom(8)
    derivada = PBKDF2HMAC(hashes.SHA1(), 24, sal, 2048).derive(contrasena.encode("utf-8"))  # noqa: S303
    relleno = PKCS7(64).padder()
    cifrador = Cipher(TripleDES(derivada), modes.CBC(vector)).encryptor()  # noqa: S305
    cifrado = cifrador.update(relleno.update(claro) + relleno.finalize()) + cifrador.finalize()
    derivacion = algos.KdfAlgorithm(
        {"algorithm": "pbkdf2", "parameters": {"salt": core.OctetString(sal), "iteration_count": 2048}}
    )
    esquema = algos.EncryptionAlgorithm({"algorithm": "tripledes_3key", "parameters": core.OctetString(vector)})
    algoritmo = algos.EncryptionAlgorithm(
        {"algorithm": "pbes2", "parameters": {"key_derivation_func": derivacion, "encryption_scheme": esquema}}
    )
    pkcs8 = keys.EncryptedPrivateKeyInfo({"encryption_algorithm": algoritmo, "encrypted_data": cifrado})
    der: bytes = pkcs8.dump()
    return der


def crear_credenciales(carpeta: Path, personas: Iterable[Persona], *, en: datetime, contrasena_sello: str) -> list[str]:
    """Llena la carpeta de la demostración y devuelve qué archivos creó; lo que ya existe no se toca,
    salvo las listas de revocación, que se renuevan.

    Queda: `raices/` (raíz, intermedia y sus CRL), `sello.*`, `tsa.*`, `ocsp.*`, `csd.*` (para probar el rechazo),
    `personas/RFC.*` con su `contrasena`, y `ac/` con las llaves de la autoridad para emitir después.
    """
    carpeta = Path(carpeta)
    for sub in ("raices", "personas", "ac"):
        (carpeta / sub).mkdir(parents=True, exist_ok=True)
    (carpeta / "ac").chmod(0o700)
    creados: list[str] = []
    _fundar(carpeta, en, creados)
    autoridades = {nombre: cache(partial(_guardada, carpeta, nombre)) for nombre in ("raiz", "intermedia")}
    for nombre, autoridad in autoridades.items():
        _renovar_lista(carpeta / "raices" / f"{nombre}.crl", autoridad, en, creados)
    emisora = autoridades["intermedia"]
    _guardar_finales(carpeta, emisora, contrasena_sello, creados)
    contrasena = _contrasena_de(carpeta / "personas" / "contrasena", creados)
    for persona in personas:
        if not (carpeta / "personas" / f"{persona.rfc}.key").exists():
            _escribir_par(carpeta / "personas" / persona.rfc, emisora().efirma(persona), contrasena, creados)
    return creados


def _fundar(carpeta: Path, en: datetime, creados: list[str]) -> None:
    if (carpeta / "ac" / "intermedia.key").exists():
        return
    raiz = Autoridad.raiz("AC Raíz de Demostración", en)
    for nombre, autoridad in (("raiz", raiz), ("intermedia", raiz.intermedia("AC Intermedia de Demostración"))):
        _escribir(carpeta / "raices" / f"{nombre}.cer", autoridad.propia.cer, creados)
        _escribir(carpeta / "ac" / f"{nombre}.key", autoridad.propia.key(None), creados)


def _guardada(carpeta: Path, nombre: str) -> Autoridad:
    certificado = x509.load_der_x509_certificate((carpeta / "raices" / f"{nombre}.cer").read_bytes())
    llave = serialization.load_der_private_key((carpeta / "ac" / f"{nombre}.key").read_bytes(), None)
    assert isinstance(llave, Llave)  # la escribió esta misma autoridad
    return Autoridad(Emitido(certificado, llave), certificado.not_valid_before_utc, certificado.not_valid_after_utc)


def _renovar_lista(archivo: Path, autoridad: Callable[[], Autoridad], en: datetime, creados: list[str]) -> None:
    """La lista de revocación de hoy, con los mismos revocados: una vieja no vale."""
    anterior = x509.load_der_x509_crl(archivo.read_bytes()) if archivo.exists() else None
    if anterior is None or anterior.last_update_utc < en - CADA_CUANTO_SALE_LA_LISTA:
        revocados = [(uno.serial_number, uno.revocation_date_utc) for uno in anterior or ()]
        _escribir(archivo, autoridad().crl(revocados, en=en), creados)


def _guardar_finales(carpeta: Path, emisora: Callable[[], Autoridad], contrasena: str, creados: list[str]) -> None:
    csd = Persona("EDE010101AB1", "EMPRESA DE DEMOSTRACION SA DE CV", "EDEX010101HSRMMM01")
    finales: tuple[tuple[str, Callable[[], Emitido], str | None], ...] = (
        ("sello", lambda: emisora().sello("Sello institucional de demostración"), contrasena),
        ("tsa", lambda: emisora().tsa("Estampado de tiempo de demostración"), None),
        ("ocsp", lambda: emisora().ocsp("OCSP de demostración"), None),
        ("csd", lambda: emisora().csd(csd), contrasena),
    )
    for nombre, hacer, clave in finales:
        if not (carpeta / f"{nombre}.key").exists():
            _escribir_par(carpeta / nombre, hacer(), clave, creados)


def _contrasena_de(archivo: Path, creados: list[str]) -> str:
    if not archivo.exists():
        _escribir(archivo, secrets.token_urlsafe(18).encode("ascii"), creados)
    return archivo.read_text(encoding="ascii").strip()


def _escribir_par(sin_extension: Path, emitido: Emitido, contrasena: str | None, creados: list[str]) -> None:
    # La llave al final: si el proceso muere antes, la próxima vez se rehace el par completo.
    _escribir(sin_extension.with_name(f"{sin_extension.name}.cer"), emitido.cer, creados)
    _escribir(sin_extension.with_name(f"{sin_extension.name}.key"), emitido.key(contrasena), creados)


def _escribir(archivo: Path, datos: bytes, creados: list[str]) -> None:
    archivo.touch(mode=0o600)
    archivo.write_bytes(datos)
    creados.append(str(archivo))


def _emitir(
    sujeto: x509.Name,
    emisor: Emitido | None,
    llave: Llave,
    *,
    desde: datetime,
    hasta: datetime,
    usos: Iterable[str] = (),
    propositos: Iterable[x509.ObjectIdentifier] = (),
    extras: Iterable[x509.UnrecognizedExtension] = (),
    ca: int | None = None,
    resumen: Resumen | None = None,
) -> Emitido:
    """Certificado de `sujeto`; `ca`: cuántas autoridades puede haber debajo (None = no es autoridad)."""
    constructor = (
        x509.CertificateBuilder()
        .subject_name(sujeto)
        .issuer_name(emisor.certificado.subject if emisor else sujeto)
        .public_key(llave.public_key())
        .serial_number(_serie())
        .not_valid_before(desde)
        .not_valid_after(hasta)
        .add_extension(x509.BasicConstraints(ca is not None, ca), critical=True)
    )
    usos = {"key_cert_sign", "crl_sign"} if ca is not None and not usos else usos
    if usos:
        constructor = constructor.add_extension(_usos(usos), critical=ca is not None)
    if propositos:
        constructor = constructor.add_extension(x509.ExtendedKeyUsage(propositos), critical=_solo_estampa(propositos))
    for extra in extras:
        constructor = constructor.add_extension(extra, critical=False)
    firmante = emisor.llave if emisor else llave
    return Emitido(constructor.sign(firmante, resumen or hashes.SHA256()), llave)


def _usos(usos: Iterable[str]) -> x509.KeyUsage:
    return x509.KeyUsage(**{nombre: nombre in set(usos) for nombre in USOS_POSIBLES})


def _solo_estampa(propositos: Iterable[x509.ObjectIdentifier]) -> bool:
    return list(propositos) == [ExtendedKeyUsageOID.TIME_STAMPING]


def _serie() -> int:
    """Número de serie como los del SAT: veinte dígitos en ASCII."""
    return int.from_bytes(f"30001000000{secrets.randbelow(10**9):09d}".encode("ascii"), "big")


def _nombre_de_autoridad(nombre: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, nombre),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Autoridad ficticia de demostración"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MX"),
            x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, "ADE970701NN3", _ASN1Type.PrintableString),
            x509.NameAttribute(x509.ObjectIdentifier("1.2.840.113549.1.9.2"), "responsable: Nadie (demostración)"),
        ]
    )


def _nombre_institucional(nombre: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, nombre),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Gobierno ficticio de demostración"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MX"),
        ]
    )


def _rsa(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)
