"""Guardar y retirar frases: las propias, las del área y las comunes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import AccesoDenegado, ambito
from cuentas.models import Usuario
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Frase
from dictamenes.models.frases import Para


def guardar(frase: Frase, *, por: Usuario, en: datetime, envio: str | None = None) -> Frase:
    """La guarda, nueva o corregida, una vez por `envio`.

    Lanza `AccesoDenegado` si no es para quien puede, o `EstadoEquivocado` si se retiró mientras se corregía.
    """
    _exigir_que_le_toque(frase, por)
    with una_vez(envio) as clave:
        frase.guardada_en = en
        if frase._state.adding:
            frase.guardada_por = por
            frase.save()
        elif not Frase.objects.select_for_update().filter(pk=frase.pk, retirada_en=None).exists():
            raise EstadoEquivocado("La frase ya se retiró: guárdela como nueva si todavía le sirve.")
        else:
            frase.save(update_fields=["titulo", "texto", "para", "area", "guardada_en"])
        datos = {"para": frase.para, "area": frase.area_id, "texto": frase.texto}
        anotar("frase.guardada", frase, por=por, en=en, datos=datos, clave=clave)
        return frase


@transaction.atomic
def retirar(frase: Frase, *, por: Usuario, en: datetime) -> bool:
    """Deja de ofrecerse; lo ya insertado no cambia. Falso si ya estaba retirada. Lanza `AccesoDenegado`."""
    _exigir_que_le_toque(frase, por)
    if not Frase.objects.filter(pk=frase.pk, retirada_en=None).update(retirada_en=en):
        return False
    anotar("frase.retirada", frase, por=por, en=en)
    return True


def _exigir_que_le_toque(frase: Frase, por: Usuario) -> None:
    alcanzado = ambito(por, "frase.usar")
    le_toca = {
        Para.PROPIA: bool(alcanzado) and frase.guardada_por_id in (None, por.pk),
        Para.AREA: frase.area_id in alcanzado.areas,
        Para.COMUN: alcanzado.todo,
    }
    if not le_toca[Para(frase.para)]:
        raise AccesoDenegado("Esa frase no es suya ni de su área.")
