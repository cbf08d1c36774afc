"""Los envíos de las personas: entrar, avisos, altas, nombramientos, designaciones, órdenes y ausencias."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from cuentas.avisos.avisos import avisar
from cuentas.entrada.invitaciones import invitar
from cuentas.models import Aviso, Usuario
from cuentas.personas.nombramientos import nombrar
from tests.golpes.accion import Envio, accion, envia, sin_efecto
from tests.golpes.golpes_de_estudio import ausente
from tests.mundo import Mundo
from tests.tecleado import pdf

sin_efecto("abrir sesión no crea ni decide nada del trámite; sus topes se prueban en tests/cuentas", "account_login")
sin_efecto("cerrar la sesión dos veces es cerrarla", "account_logout")
sin_efecto("cerrado: nadie se registra solo", "account_signup")
sin_efecto("confirma quién es; no cambia nada", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
sin_efecto("cambia la propia contraseña por la misma; la anterior ya no sirve en el segundo envío", "account_change_password")
sin_efecto("manda un vínculo; lo limita la tasa por cuenta y por dirección", "account_reset_password")
sin_efecto("el vínculo sirve una vez", "account_reset_password_from_key")
sin_efecto("una preferencia: la misma dos veces es la misma", "cuentas:atajos")
sin_efecto("un código sirve una vez; se prueba en tests/cuentas", "mfa_authenticate")
sin_efecto("el reto de la llave sirve una vez", "mfa_login_webauthn")
sin_efecto("el código con que se activa sirve una vez y la aplicación es única por persona", "mfa_activate_totp")
sin_efecto("el reto con que se agrega la llave sirve una vez", "mfa_add_webauthn")
sin_efecto("los códigos nuevos anulan los anteriores: valen los últimos, y cada cambio se avisa", "mfa_generate_recovery_codes")
sin_efecto("cerrar lo cerrado no hace nada; sólo se anota si se cerró alguna", "cuentas:sesiones_cerrar")
sin_efecto("el vínculo se gasta bajo candado; se prueba en tests/cuentas", "cuentas:factor_restablecer")


def propuesto(mundo: Mundo) -> Any:
    """Un nombramiento que espera a un segundo par de ojos."""
    return nombrar(mundo.persona(), "estrategico", oficio="OF-X", desde=date(2026, 1, 5), fundamento="Tomó posesión antes.", por=mundo.persona("administrador"),
                   en=mundo.en)


def _con_factor(mundo: Mundo) -> Usuario:
    alguien = mundo.persona()
    Authenticator.objects.create(user=alguien, type=Authenticator.Type.TOTP, data={})
    return alguien


def _avisada(mundo: Mundo, clave: str = "hola") -> Aviso:
    return avisar(mundo.presenta, asunto=clave, texto="Hola", url="/", clave=clave, en=mundo.en)


envia("cuentas:factor_iniciar", "factor.restablecimiento_iniciado", "administrador", "Mandar vínculo", sobre=_con_factor)
envia("cuentas:aviso_leer", "aviso.leido", "presenta", sobre=_avisada, seguro=False)
envia("cuentas:avisos_leer", "avisos.leidos", "presenta", seguro=False,
      escribe=lambda mundo, nada: {"hasta": max(_avisada(mundo, clave).pk for clave in ("uno", "dos"))})
envia("cuentas:preferencias", "preferencias.elegidas", "presenta", "Guardar", mensaje="ninguna")
envia("cuentas:persona_nueva", {"persona.registrada": 1, "invitacion.creada": 1}, "administrador", "Dar de alta",
      nombre="Rosa Ficticia", correo="rosa@ejemplo.invalid", cargo="Analista")
envia("cuentas:persona_corregir", "persona.corregida", "administrador", "Guardar", sobre=Mundo.persona,
      escribe=lambda mundo, alguien: {"nombre": alguien.nombre, "cargo": "Otro cargo"})
envia("cuentas:nombrar", "nombramiento.propuesto", "administrador", "Proponer", sobre=Mundo.persona,
      escribe=lambda mundo, alguien: {"clase": "titular", "papel": "estrategico", "oficio": "OF-9", "desde": "01/12/2026"})
envia("cuentas:invitar", "invitacion.creada", "administrador", "Mandar invitación", sobre=Mundo.persona)
envia("cuentas:desactivar", "persona.desactivada", "administrador", "Desactivar", sobre=Mundo.persona)
envia("cuentas:reactivar", "persona.reactivada", "administrador", "Reactivar",
      sobre=lambda mundo: mundo.persona(is_active=False))
envia("cuentas:nombramiento_confirmar", "nombramiento.confirmado", "administrador", "Confirmar", sobre=propuesto)
envia("cuentas:nombramiento_revocar", "nombramiento.revocado", "administrador", "Revocar", sobre=propuesto)
envia("cuentas:orden_nueva", "orden.propuesta", "administrador", "Proponer la orden", numero="OA-1/2026", fecha="02/03/2026",
      autoridad="Órgano Interno de Control", ejercicio="2026", vigente_desde="02/03/2026", vigente_hasta="31/12/2099",
      escribe=lambda mundo, nada: {"auditores": mundo.auditor.pk})
envia("cuentas:orden_confirmar", "orden.confirmada", "administrador", "Confirmar",
      sobre=lambda mundo: mundo.orden(confirmada=False))
envia("cuentas:orden_revocar", "orden.revocada", "administrador", "Revocar", sobre=Mundo.orden)
envia("cuentas:designar", {"designacion.propuesta": 1, "persona.registrada": 1, "nombramiento.propuesto": 1}, "presenta",
      "Proponer", sobre=lambda mundo: mundo.ente, nombre="Alma Ficticia", correo="alma@ejemplo.invalid", cargo="Analista",
      papeles="elabora", oficio="OM-7/2026", oficio_fecha="02/03/2026", desde="02/03/2026", fundamento="Tomó posesión antes.", archivo=pdf)
envia("cuentas:designacion_terminar", "nombramiento.revocado", "presenta", "Terminar",
      sobre=lambda mundo: mundo.persona("elabora", ente=mundo.ente).nombramientos.get())
envia("cuentas:ausencias", "ausencia.registrada", "coordinacion", "Registrar", desde="01/12/2026", hasta="04/12/2026",
      motivo="vacaciones", escribe=lambda mundo, nada: {"persona": mundo.estrategico.pk})
envia("cuentas:ausencia_cancelar", "ausencia.cancelada", "recepcion", "Cancelar la ausencia", pierde={404},
      sobre=lambda mundo: ausente(mundo, mundo.recepcion))


@accion("cuentas:invitacion", "invitacion.aceptada", pierde={410})
def _aceptar(mundo: Mundo) -> Envio:
    url = reverse("cuentas:invitacion", args=[invitar(mundo.persona(), por=None, en=timezone.now())])
    return Envio(None, url, {"contrasena": "una frase larga y nueva 7391"}, "Guardar y entrar")
