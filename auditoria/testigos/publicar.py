"""El turno de los testigos: publica hasta la última ancla, pide las cofirmas y dice lo que no casa.

Publicar no espera a nadie: sin quórum se publica igual, y se dice «sin testigos». Que un testigo diga haber visto otra
historia no detiene el trabajo (puede mentir), pero se avisa a quien audita y se guarda fuera la nota rechazada.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile

from archivos.excepciones import AlmacenNoDisponible, YaGuardado
from auditoria.anclas import checkpoints, dudas, fuera
from auditoria.testigos import carpeta, estado, preguntar
from auditoria.testigos.preguntar import Contestado
from bitacora.models import Ancla
from cuentas.reloj import dia_de
from verificador.testigos.notas import Nota, leer_checkpoint

RECIENTES = 3  # la última ancla puede no tener aún su checkpoint


def publicar(en: datetime) -> Nota | None:
    """Lo publicado al terminar; None si todavía no hay ningún checkpoint firmado. Lanza `Duda`, ya avisada."""
    hallado = _ultimo_firmado()
    if hallado is None:
        return None
    antes, cabeza = carpeta.publicado(), leer_checkpoint(hallado)
    nota = antes if antes and antes.texto == hallado.texto else hallado
    if nota is not antes:
        try:
            carpeta.crecer(cabeza)
        except dudas.Duda as duda:
            raise dudas.no_firmar(duda, en) from None
        _publicar_llave(hallado)
    contestado = _preguntar(nota, en)
    nota = nota.con(dicho.firma for dicho in contestado.values() if dicho.firma)
    if nota != antes:
        carpeta.escribir(carpeta.CHECKPOINT, nota.entera)
    for nombre, dicho in contestado.items():
        if dicho.grave:
            _decir(nombre, dicho, nota, en)
    _decir_si_nadie(en)
    return nota


def _ultimo_firmado() -> Nota | None:
    for numero in Ancla.objects.order_by("-numero").values_list("numero", flat=True)[:RECIENTES]:
        if nota := checkpoints.leer_guardado(numero):
            ancla, cabeza = fuera.leer(numero), leer_checkpoint(nota)
            if ancla and (ancla.n, ancla.raiz) == (cabeza.n, cabeza.raiz.hex()):
                return nota
    return None


def _publicar_llave(nota: Nota) -> None:
    """La llave y lo que el sello firma de ella, para quien quiera compararla."""
    nombre = f"llave-{nota.firmas[0].id.hex()}.p7m"
    with suppress(FileNotFoundError), fuera.almacen().open(nombre) as archivo:
        sellada = archivo.read()
        carpeta.escribir(carpeta.LLAVE_SELLADA, sellada)
        carpeta.escribir(carpeta.LLAVE, estado.vkey_de(sellada).encode())


def _preguntar(nota: Nota, en: datetime) -> dict[str, Contestado]:
    """A quienes todavía no lo han visto."""
    politica, vista = estado.politica(), estado.vista(en, nota)
    if politica is None or vista is None:
        return {}
    faltan = {
        quien: (politica.direcciones[quien], llave) for quien, llave in politica.testigos.items()
        if quien not in vista.vieron and quien in politica.direcciones
    }
    return preguntar.pedir(nota, carpeta.arbol(vista.checkpoint.n), faltan)


def _decir(quien: str, dicho: Contestado, nota: Nota, en: datetime) -> None:
    marca = sha256(f"{quien}\n{dicho.reparo}\n{nota.texto}".encode()).hexdigest()[:16]
    with suppress(YaGuardado, AlmacenNoDisponible):
        fuera.almacen().save(f"{dudas.CARPETA}/testigos/{dia_de(en)}-{marca}.nota", ContentFile(nota.entera))
    dudas.decir(
        "testigo.otra", f"El testigo {quien} dice que vio otra bitácora",
        f"{quien} {dicho.reparo}. Pídale las dos notas (verificador testigo evidencia) y compárelas; la rechazada "
        "quedó guardada fuera. El trabajo sigue.", sha256(quien.encode()).hexdigest()[:16], en,
    )


def _decir_si_nadie(en: datetime) -> None:
    """Con testigos y sin quórum más de lo que la política admite, se avisa una vez al día."""
    politica, vista = estado.politica(), estado.vista(en)
    ancla = Ancla.objects.order_by("numero").first()
    if politica is None or vista is None or ancla is None:
        return
    if vista.reciente(politica, en) or en - ancla.en < politica.antiguedad:
        return
    horas = int(politica.antiguedad.total_seconds() // 3600)
    texto = f"Hace más de {horas} horas que no la ve su quórum: {vista.en_palabras()}."
    dudas.decir("testigo.nadie", "La bitácora está sin testigos", texto, "dia", en)
