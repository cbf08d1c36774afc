"""El aviso de temporada: cada octubre, a cada ente su propio fin de año anterior y lo que le va a terminar.

Las cifras son las recibidas del registro (`asuntos_al`), con la misma definición que el tablero; no hay otra cuenta.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.avisos.avisos import avisar
from cuentas.interfaz.formatos import MESES, fecha
from cuentas.models import Ente, Usuario
from cuentas.papeles import CAPTURAN
from cuentas.parada import barrer
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.temas import TEMPORADA as TEMA
from cuentas.tiempo.calendario import calendario_de, restar_habiles
from dictamenes.models import Vencimiento
from indicadores.cifra.registro import asuntos_al

ASUNTO = "Prepare su fin de año: lo que presentó el año pasado y lo que va a terminar"
TRAMITE = ("dictamen.dias", "prevencion.dias")  # lo que puede tardar, en días hábiles


def anunciar(en: datetime) -> int:
    """Desde el mes de la temporada, avisa una vez al año a cada ente con algo que decirle. Devuelve a cuántos."""
    hoy = dia_de(en)
    if hoy.month < parametro("temporada.mes"):
        return 0
    claves = {_clave(ente, hoy): ente for ente in Ente.objects.order_by("pk")}
    hechas = set(Evento.objects.filter(clave__in=claves).values_list("clave", flat=True))
    por_avisar = [ente for clave, ente in claves.items() if clave not in hechas]
    meses = _meses_por_ente(hoy.year - 1) if por_avisar else {}
    return barrer(
        por_avisar, lambda ente: _avisar(ente, meses.get(ente.pk, Counter()), hoy, en),
        "No se pudo anunciar la temporada al ente %s.",
    )


def en_palabras(meses: Counter[int], terminan: int, limite: date | None, anio: int) -> str:
    """Lo que se le dice a un ente; vacío si el año pasado no presentó nada y nada le va a terminar."""
    partes = []
    if total := sum(meses.values()):
        mes, cuantas = max(meses.items(), key=lambda par: (par[1], par[0]))
        partes.append(f"En {anio} su dependencia presentó {_plural(total, 'solicitud', 'solicitudes')}; "
                      f"{cuantas} en {MESES[mes - 1]}.")
    if terminan:
        partes.append(f"De aquí a marzo {'termina' if terminan == 1 else 'terminan'} "
                      f"{_plural(terminan, 'licencia o contrato', 'licencias o contratos')} de los suyos.")
    if partes and limite:
        partes.append(f"Para que se dictamine antes de que termine el año, preséntelo a más tardar el {fecha(limite)}.")
    return " ".join(partes)


def _meses_por_ente(anio: int) -> dict[int, Counter[int]]:
    """Cuántas recibió el sistema de cada ente en cada mes de ese año."""
    meses: dict[int, Counter[int]] = {}
    for asunto in asuntos_al(date(anio, 12, 31)):
        if asunto.recibida.year == anio and isinstance(asunto.ente, int):
            meses.setdefault(asunto.ente, Counter())[asunto.recibida.month] += 1
    return meses


def _avisar(ente: Ente, meses: Counter[int], hoy: date, en: datetime) -> bool:
    """Deja el aviso a cada persona del ente y su evento, todo o nada; la clave del evento impide repetirlo."""
    limite = restar_habiles(date(hoy.year, 12, 31), sum(map(parametro, TRAMITE)), calendario_de(ente))
    terminan = Vencimiento.objects.por_decidir().filter(ente=ente, fecha__range=(hoy, date(hoy.year + 1, 3, 31)))
    texto = en_palabras(meses, terminan.count(), limite if hoy <= limite else None, hoy.year - 1)
    personas = list(Usuario.objects.nombradas(hoy, ente=ente, papel__in=CAPTURAN)) if texto else []
    try:
        with transaction.atomic():
            for persona in personas:
                avisar(persona, asunto=ASUNTO, texto=texto, url=reverse("flujos:vencimientos"), tema=TEMA, en=en,
                       clave=f"{_clave(ente, hoy)}:{persona.pk}")
            datos = {"texto": texto, "personas": len(personas)}
            anotar("temporada.anunciada", ente, por=None, en=en, datos=datos, clave=_clave(ente, hoy))
    except IntegrityError:  # otro trabajador lo avisó entre tanto
        return False
    return bool(personas)


def _clave(ente: Ente, hoy: date) -> str:
    return f"temporada:{hoy.year}:{ente.pk}"


def _plural(cuantos: int, uno: str, varios: str) -> str:
    return f"{cuantos} {uno if cuantos == 1 else varios}"
