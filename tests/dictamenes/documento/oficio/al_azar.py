"""Dictámenes al azar, coherentes por dentro como los que congela el sistema; de la misma semilla, el mismo."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from datos_ejemplo import BASE, con_resolutivos, firma_ejemplo, totales

from dictamenes.documento.oficio.fechas import fecha_larga

SENTIDOS = ("favorable", "favorable", "favorable_con_condiciones", "no_favorable", "improcedente")
TASAS = ("0.16", "0.16", "0.08", "0")
DE_QUE = ("Computadora portátil", "Licencia & soporte", "Servicio de <nube>", "Conmutador de 48 puertos", "Póliza «en sitio»")
CENTAVO = Decimal("0.01")


def dictamen_al_azar(semilla: str) -> dict:
    """Folios, fechas, importes y sentidos al azar; a veces con firma, con vigencia, con condiciones o sin importes."""
    azar = random.Random(semilla)
    conceptos = [_concepto(azar, n, es_baja=azar.random() < 0.05) for n in range(1, azar.choice((1, 2, 3, 5, 8, 13, 30)) + 1)]
    sentidos = {concepto["sentido"] for concepto in conceptos}
    elaborado = date(2024, 1, 1) + timedelta(azar.randrange(2500))
    condiciona = "favorable_con_condiciones" in sentidos
    datos = {
        **BASE, "version": 4, "rotulo": "", "ancla": {"n": azar.randrange(1, 10**6), "eslabon": azar.randbytes(32).hex()},
        "dictamen": BASE["dictamen"] | {
            "folio": f"SGD-DTE-{elaborado.year}-{azar.randrange(1, 9999):04d}", "fecha_elaboracion": elaborado.isoformat(),
            "numero_oficio": f"OM/SGD/{azar.randrange(1, 9999):04d}/{elaborado.year}", "clave": _clave(azar),
            "expediente": f"SGD/DTE/{elaborado.year}/{azar.randrange(1, 9999):04d}",
        },
        "conceptos": conceptos, "totales": totales(conceptos),
        "condiciones": [_condicion(azar, elaborado, n) for n in range(azar.randrange(1, 4))] if condiciona else [],
        "vigencia": {"hasta": _despues(azar, elaborado).isoformat()},
        "bitacora": {"n": azar.randrange(1, 10**6), "hash": azar.randbytes(32).hex()},
        "estandares": [BASE["estandares"][0] | {"vigente_desde": (elaborado - timedelta(azar.randrange(900))).isoformat()}],
    }
    datos |= _lo_pedido(azar, elaborado)
    if not sentidos & {"favorable", "favorable_con_condiciones"}:
        del datos["vigencia"]
    if azar.random() < 0.5:
        datos["firma"] = _firma(azar, elaborado, datos.get("vigencia"))
    return con_resolutivos(datos)


def _concepto(azar: random.Random, numero: int, *, es_baja: bool) -> dict:
    precio = Decimal(0) if es_baja else (Decimal(azar.randrange(1, 10 ** azar.randrange(3, 10))) / 100)
    cantidad, tasa = Decimal(azar.choice((1, 2, 7, 48, 1250))), azar.choice(TASAS)
    importe = (precio * cantidad).quantize(CENTAVO)
    iva = (importe * Decimal(tasa)).quantize(CENTAVO)
    sentido = azar.choice(SENTIDOS)
    negado = sentido in ("no_favorable", "improcedente")
    return {
        "numero": numero, "descripcion": f"{azar.choice(DE_QUE)} {azar.randrange(10**6)}", "perfil": "", "ilustrativo": False,
        "estandar": "", "cantidad": str(cantidad), "unidad": "Pieza", "precio_unitario": f"{precio:.2f}", "tasa_iva": tasa,
        "importe": f"{importe:.2f}", "iva": f"{iva:.2f}", "total": f"{importe + iva:.2f}", "sentido": sentido,
        "global": "sin_estandar", "atributos": [], "razones": ["No se acreditó el uso"] if negado else [],
        "corregir": "Acredite el uso" if negado else "",
    }  # fmt: skip


def _condicion(azar: random.Random, desde: date, numero: int) -> dict:
    return {"texto": f"Entregar el plan {numero}", "responsable": "UTIC", "fecha": _despues(azar, desde).isoformat(), "evidencia": "Acta"}


def _despues(azar: random.Random, dia: date) -> date:
    return dia + timedelta(azar.randrange(1, 500))


def _momento(azar: random.Random, dia: date) -> str:
    """A cualquier hora, también cuando en UTC ya es otro día."""
    return datetime(dia.year, dia.month, dia.day, azar.randrange(24), azar.randrange(60), tzinfo=UTC).isoformat()


def _clave(azar: random.Random) -> str:
    signos = "".join(azar.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=13))
    return f"{signos[:4]}-{signos[4:8]}-{signos[8:12]}-{signos[12]}"


def _lo_pedido(azar: random.Random, elaborado: date) -> dict:
    folio = f"SGD-SDTE-{elaborado.year}-{azar.randrange(1, 99999):05d}"
    oficio, recibida = elaborado - timedelta(azar.randrange(20, 60)), elaborado - timedelta(azar.randrange(1, 20))
    numero, presentada = f"SEC/UTIC/{azar.randrange(9999):04d}/{oficio.year}", _momento(azar, recibida)
    antecedente = (f"Con oficio {numero}, del {fecha_larga(oficio)}, el ente solicitó el dictamen del proyecto, registrado con el "
                   f"folio {folio} el {fecha_larga(presentada)}.")
    solicitud = BASE["solicitud"] | {"folio": folio, "presentada_en": presentada, "oficio_numero": numero, "oficio_fecha": oficio.isoformat()}
    return {"antecedentes": [antecedente], "solicitud": solicitud}


def _firma(azar: random.Random, elaborado: date, vigencia: dict | None) -> dict:
    firma = firma_ejemplo() | {"firmado_en": _momento(azar, elaborado + timedelta(azar.randrange(5))), "sha256_partes": azar.randbytes(32).hex()}
    vigente = {"vigente_desde": elaborado.isoformat(), "vigente_hasta": vigencia["hasta"]} if vigencia else {}
    return {campo: valor for campo, valor in firma.items() if not campo.startswith("vigente")} | vigente
