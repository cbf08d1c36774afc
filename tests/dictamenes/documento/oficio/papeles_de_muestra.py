"""Un papel de cada clase y de cada forma que puede tomar, hecho con datos ficticios y sin base: lo que se valida con veraPDF."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from datos_ejemplo import BASE, datos_dictamen, firma_ejemplo
from datos_oficios import datos_acuse, datos_contingencia, datos_prevencion, datos_solicitud

from cuentas.interfaz.formatos import MESES
from dictamenes.documento import oficio
from dictamenes.documento.testado import Fragmento, sin_fragmentos

DATOS = Path(__file__).resolve().parents[3] / "datos"
PAPELES: dict[str, Callable[[], oficio.Documento]] = {}
ANCLA = {"n": 88, "eslabon": "4f" * 32}
COMUN = {"version": 4, "rotulo": "", "encabezado": BASE["encabezado"], "ancla": ANCLA}


def papel(redactar: Callable[[], oficio.Documento]) -> Callable[[], oficio.Documento]:
    """Lo apunta con su nombre, que empieza con el de quien lo redacta."""
    PAPELES[redactar.__name__] = redactar
    return redactar


def _con_codigo(**cambios: object) -> dict:
    """Un dictamen como se congela hoy: con código en cada hoja, bloques, excepción, suplencia y requisitos."""
    datos = datos_dictamen(9, version=4, ancla=ANCLA, **cambios)
    datos["bloques"] = {clase: [{"clave": clase, "titulo": "T", "version": 1, "texto": f"Un texto de {clase}."}]
                        for clase in ("consideracion", "requisito", "recomendacion")}
    datos["autoriza"] |= {"calidad": "En suplencia por ausencia de la persona titular"}
    datos["conceptos"][1]["excepciones"] = [
        {"clausula": "Cl. 4.3", "motivo": "No hay otro equipo que embone", "fundamento": "Artículo ficticio 1"}]
    return datos


def _guardado(version: int, nombre: str) -> dict:
    with zipfile.ZipFile(DATOS / f"congelado_v{version}.zip") as paquete:
        return json.loads(paquete.read(f"{nombre}.json"))


@papel
def dictamen_de_las_partes() -> oficio.Documento:
    return oficio.redactar_dictamen(_con_codigo())


@papel
def dictamen_autografa() -> oficio.Documento:
    return oficio.redactar_dictamen(_con_codigo(dictamen=BASE["dictamen"] | {"forma_firma": "autografa"}))


@papel
def dictamen_publico() -> oficio.Documento:
    return oficio.redactar_dictamen(_con_codigo() | {"firma": firma_ejemplo()})


@papel
def dictamen_publico_testado() -> oficio.Documento:
    tapar = Fragmento("actualizaciones de seguridad", "Artículo ficticio 113", "Revela una debilidad")
    datos = sin_fragmentos(_con_codigo(), [tapar])
    datos["version_publica"] |= {"numero": 2, "fecha": "2026-12-01T16:00:00+00:00", "sha256_anterior": "7a" * 32}
    return oficio.redactar_dictamen(datos | {"firma": firma_ejemplo() | {"testada": True}})


@papel
def dictamen_baja_sin_importes() -> oficio.Documento:
    return oficio.redactar_dictamen(_guardado(1, "dictamen-baja") | {"version": 4})


@papel
def dictamen_de_la_version_1() -> oficio.Documento:
    return oficio.redactar_dictamen(_guardado(1, "dictamen-no_favorable"))


@papel
def acuse() -> oficio.Documento:
    return oficio.redactar_acuse(datos_acuse(14) | {"version": 4, "ancla": ANCLA})


@papel
def solicitud_a_mano() -> oficio.Documento:
    return oficio.redactar_solicitud(datos_solicitud() | {"version": 4, "ancla": ANCLA})


@papel
def solicitud_para_firmar_y_adjuntar() -> oficio.Documento:
    por_adjuntar = {"clave": "7QK4-M2XD", "url_adjuntar": "https://dictamenes.ejemplo.gob.mx/solicitudes/1/anexos/?clase=oficio"}
    return oficio.redactar_solicitud(datos_solicitud() | {"version": 4, **por_adjuntar})


@papel
def solicitud_electronica() -> oficio.Documento:
    datos = datos_solicitud()
    return oficio.redactar_solicitud(datos | {"oficio": datos["oficio"] | {"forma_firma": "pades"}})


@papel
def prevencion() -> oficio.Documento:
    return oficio.redactar_prevencion(datos_prevencion(version=4, ancla=ANCLA))


@papel
def contingencia() -> oficio.Documento:
    return oficio.redactar_contingencia(datos_contingencia(ancla=ANCLA))


@papel
def inventario() -> oficio.Documento:
    return oficio.redactar_inventario(_guardado(1, "inventario") | {"version": 4})


@papel
def certificacion() -> oficio.Documento:
    return oficio.redactar_certificacion(COMUN | {
        "certificacion": {
            "folio": "SGD-CER-2026-0007", "en": "2026-12-02T17:00:00+00:00", "para": "Juzgado Primero de Distrito",
            "alcance": "Lo que ve el ente", "forma_firma": "pades", "clave": "4HXN-8WPC-2LQE-7",
            "url_verificacion": "https://dictamenes.ejemplo.gob.mx/v/4HXN8WPC2LQE7",
        },
        "expediente": {"folio": "SGD-SDTE-2026-00421", "ente": "Secretaría de Educación y Cultura", "siglas": "SEC",
                       "proyecto": "Renovación de equipo", "dictamen": "SGD-DTE-2026-0148"},
        "copia": {"documentos": 12, "fojas": 148, "sin_fojas": 1, "n": 18_233, "eslabon": "5d" * 32, "sha256": "0c" * 32,
                  "tamano": 4_812_000},
        "fundamentos": BASE["fundamentos"],
        "certifica": {"nombre": "Gilberto Soto Encinas", "cargo": "Coordinador", "calidad": "con oficio de delegación ficticio"},
    })  # fmt: skip


@papel
def copia_digital() -> oficio.Documento:
    copia = {"firmo": "Amparo Noriega Tánori", "cargo": "Titular", "firmado_en": "2026-11-24T01:12:09+00:00", "hojas": 4,
             "ubicacion": "Archivo de trámite, caja 12", "cotejo": "Escaneo cotejado, trazo detectado.", "escaneo": "a7" * 32,
             "original": "b1" * 32}
    suyo = {"dictamen": BASE["dictamen"], "asunto": BASE["asunto"], "copia": copia}
    return oficio.redactar_copia_digital(COMUN | suyo, b"%PDF-1.4 de mentira %%EOF")


@papel
def indice() -> oficio.Documento:
    documentos = [{"titulo": f"Anexo {n}", "clase": "Anexo técnico", "quien": "Rosaura Bórquez", "version": 1, "tipo": "application/pdf",
                   "fecha": "2026-11-04", "nota": "", "ruta": f"documentos/{n}.pdf", "sha256": f"{n:02x}" * 32, "tamano": 90_000 + n}
                  for n in range(1, 30)]
    historia = [{"n": n, "en": "2026-11-04T16:20:31+00:00", "dice": "Se presentó la solicitud", "quien": "Rosaura Bórquez",
                 "detalle": "con su acuse", "eslabon": f"{n:02x}" * 32} for n in range(1, 20)]
    return oficio.redactar_indice(COMUN | {
        "expediente": "SGD-SDTE-2026-00421", "alcance": "Completo", "ente": "Secretaría de Educación y Cultura", "siglas": "SEC",
        "proyecto": "Renovación de equipo", "tipo": "Bienes", "modalidad": "Adquisición", "situacion": "Emitida",
        "dictamen": "SGD-DTE-2026-0148",
        "archivo": {"clave": "OM/SGD/12C.3", "expediente": "OM/SGD/12C.3/2026/421", "apertura": "2026-11-04", "cierre": "2026-11-24",
                    "tramite_hasta": "2028-12-31", "concentracion_hasta": "2032-12-31", "transferencia": ""},
        "bitacora": {"eventos": 19, "n": 18_233, "eslabon": "5d" * 32, "hasta": "2026-11-24T16:00:00+00:00"},
        "documentos": documentos, "otros_archivos": [{"ruta": "LEEME.txt", "sha256": "aa" * 32, "tamano": 900}], "historia": historia,
    })  # fmt: skip


@papel
def cedula() -> oficio.Documento:
    return oficio.redactar_cedula(datos_cedula())


def datos_cedula(version: int = 2, hasta_mes: int = 11) -> dict:
    """La cédula del indicador, con sus gráficas y su conciliación."""
    meses = [{"mes": n, "recibidas": n, "atendidas": 1, "rezago": n - 1} for n in range(1, hasta_mes + 1)]
    return {
        "version": version, "rotulo": "", "encabezado": BASE["encabezado"], "huella": "ab" * 32, "meses": list(MESES),
        "cedula": {"numero": 1, "publicada": "2026-01-15", "campos": []},
        "cifra": {
            "anio": 2026, "corte": f"2026-{hasta_mes}-30", "porcentaje": "50.00", "porcentaje_flujo": "16.67",
            "recibidas": 66, "cohorte": 33, "atendidas": 11, "rezago_inicial": 0, "rezago": 10, "definicion": "1",
            "tardios": {"hechos": 0}, "por_mes": meses, "hasta": {"n": 9, "eslabon": "cd" * 32},
        },
        "semaforo": {"texto": "Favorable",
                     "reglas": [["Favorable", "95 %"], ["En riesgo", "80 %"], ["Desfavorable", "menos"]]},
        "definicion": [["Recibida", "La que llegó."]],
        "conciliacion": [
            {"anio": 2026, "publicadas": None, "registro": 11, "diferencia": None, "texto": "Sin cifra", "fuente": ""},
            {"anio": 2025, "publicadas": 4, "registro": 4, "diferencia": 0, "texto": "Concilia", "fuente": "Informe"},
        ],
    }
