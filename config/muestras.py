"""Datos ficticios del muestrario: uno por componente. Nada de aquí toca la base."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from config.menu import Vinculo
from cuentas.interfaz.formularios import FormularioSonora, Pesos
from cuentas.interfaz.vocabulario import COTEJOS, ESTADOS, SENTIDOS, VEREDICTOS


class MuestraForm(FormularioSonora, forms.Form):
    """Un control de cada clase, para ver cómo se dibuja y qué dice cuando falta."""

    numero_oficio = forms.CharField(
        label="Número de oficio", help_text="Como aparece en el oficio firmado.", max_length=40
    )
    fecha_oficio = forms.DateField(
        label="Fecha del oficio", widget=forms.DateInput(attrs={"class": "govuk-input--width-10"})
    )
    necesidad = forms.CharField(label="Necesidad que se atiende", widget=forms.Textarea(attrs={"rows": 4}))
    partida = forms.ChoiceField(
        label="Partida presupuestal",
        choices=[("", "Elija una"), ("515", "51501 Equipo de cómputo"), ("327", "32701 Licencias")],
    )
    precio = forms.DecimalField(label="Precio unitario sin IVA", min_value=0, decimal_places=2, widget=Pesos())
    modalidad = forms.ChoiceField(
        label="Modalidad",
        choices=[("a", "Adquisición"), ("r", "Arrendamiento"), ("s", "Servicio")],
        widget=forms.RadioSelect,
    )
    sedes = forms.MultipleChoiceField(
        label="Sedes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("h", "Hermosillo"), ("n", "Nogales"), ("g", "Guaymas")],
    )
    anexo = forms.FileField(label="Anexo técnico", help_text="PDF de hasta 20 MB.")
    contrasena = forms.CharField(
        label="Contraseña", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    veracidad = forms.BooleanField(label="Declaro que los datos son ciertos")


def _en(mes: int, dia: int, hora: int, minuto: int = 0) -> datetime:
    return datetime(2026, mes, dia, hora, minuto, tzinfo=UTC)


EVENTOS = [
    {
        "titulo": "Opinión técnica dada",
        "autor": "Infraestructura Tecnológica y Conectividad",
        "en": _en(11, 18, 20, 40),
        "texto": "Cumple el estándar en 3 de 4 conceptos; el cuarto requiere justificación.",
        "tono": "verde",
    },
    {
        "titulo": "Turnada a dos áreas dictaminadoras",
        "autor": "Ana Coordinadora Ficticia",
        "en": _en(11, 12, 17, 5),
        "tono": "azul",
    },
    {
        "titulo": "Observaciones desahogadas",
        "autor": "Luis Enlace Ficticio",
        "en": _en(11, 11, 22, 30),
        "texto": "3 de 3 contestadas.",
    },
    {
        "titulo": "Prevención",
        "autor": "Rosa Recepción Ficticia",
        "en": _en(11, 6, 18, 12),
        "tono": "ambar",
        "url": "#oficio",
        "url_texto": "Oficio de prevención (PDF, 84 kB)",
    },
    {
        "titulo": "Solicitud presentada",
        "autor": "Luis Enlace Ficticio",
        "en": _en(11, 3, 16, 48),
        "hito": True,
        "url": "#acuse",
        "url_texto": "Acuse (PDF, 61 kB)",
    },
]

BANDEJA = [
    {
        "folio": "SGD-SDTE-2026-00421",
        "proyecto": "Renovación de equipo de cómputo del registro civil",
        "ente": "SDFC",
        "estado": "en_revision",
        "importe": "1284500.00",
        "dias": -2,
    },
    {
        "folio": "SGD-SDTE-2026-00437",
        "proyecto": "Licencias de base de datos geográfica",
        "ente": "SEDESON",
        "estado": "en_requisitos",
        "importe": "386420.50",
        "dias": 0,
    },
    {
        "folio": "SGD-SDTE-2026-00440",
        "proyecto": "Enlaces dedicados para 14 centros de salud",
        "ente": "SSP",
        "estado": "en_estrategia",
        "importe": "4912000.00",
        "dias": 2,
    },
    {
        "folio": "SGD-SDTE-2026-00452",
        "proyecto": "Sistema de citas en línea",
        "ente": "SEC",
        "estado": "prevenida",
        "importe": "950000.00",
        "dias": 9,
        "detenido": True,
    },
    {
        "folio": "SGD-SDTE-2026-00455",
        "proyecto": "Arrendamiento de impresión",
        "ente": "ISSSTESON",
        "estado": "en_firma",
        "importe": "2150980.00",
        "dias": 8,
    },
]


MUESTRAS: dict[str, object] = {
    "navegacion": [
        Vinculo(texto, [{"texto": texto, "url": url, "activa": url == "#trabajo"}])
        for texto, url in (("Mi trabajo", "#trabajo"), ("Solicitudes", "#solicitudes"), ("Tablero", "#tablero"))
    ],
    "estados": list(ESTADOS),
    "veredictos": list(VEREDICTOS),
    "sentidos": list(SENTIDOS),
    "cotejos": list(COTEJOS),
    "plazos": [9, 3, 0, -2, None],
    "eventos": EVENTOS,
    "bandeja": BANDEJA,
    "vence_en": date(2026, 11, 27),
    "saltados": [
        {"fecha": date(2026, 11, 16), "motivo": "día inhábil federal"},
        {"fecha": date(2026, 11, 21), "motivo": "sábado"},
        {"fecha": date(2026, 11, 22), "motivo": "domingo"},
    ],
    "pestanas": [
        {"texto": "Mías", "url": "#mias", "activa": True, "cuenta": 5},
        {"texto": "Sin asignar", "url": "#sin", "cuenta": 12},
        {"texto": "Vencen hoy", "url": "#hoy", "cuenta": 1},
        {"texto": "Devueltas", "url": "#devueltas", "cuenta": 0},
    ],
    "tareas": [
        {"texto": "Datos del proyecto", "url": "#datos", "estado": "completa"},
        {"texto": "Conceptos", "url": "#conceptos", "estado": "con_errores", "ayuda": "4 conceptos, $1,284,500.00"},
        {"texto": "Anexos", "url": "#anexos", "estado": "en_captura", "estado_texto": "3 de 7"},
        {"texto": "Revisar y presentar", "estado": "sin_empezar", "ayuda": "Se abre al completar lo anterior"},
    ],
    "filas": [
        {
            "clave": "Área requirente",
            "valor": "Dirección de Sistemas",
            "acciones": [{"texto": "Cambiar", "url": "#area"}],
        },
        {
            "clave": "Partida presupuestal",
            "valor": "51501 Equipo de cómputo",
            "acciones": [{"texto": "Cambiar", "url": "#partida"}],
        },
        {"clave": "Ejercicio", "valor": "2026"},
    ],
    "cifras": [
        {"texto": "Recibidas en el año", "valor": 794, "nota": "Datos de demostración", "url": "#recibidas"},
        {"texto": "Atendidas", "valor": 771, "nota": "97.1 % de las recibidas", "tono": "verde"},
        {"texto": "En rezago", "valor": 6, "nota": "Vencidas sin resolver", "tono": "rojo", "url": "#rezago"},
        {"texto": "Mediana", "valor": "8 días", "nota": "P90: 14 días hábiles"},
    ],
    "pagina": {
        "desde": 26,
        "hasta": 50,
        "total": 1204,
        "anterior_url": "#a",
        "siguiente_url": "#s",
        "tamanos": [
            {"texto": "25", "activo": True},
            {"texto": "50", "url": "#50"},
            {"texto": "100", "url": "#100"},
        ],
    },
    "series": [
        {"nombre": "2025", "valores": [38, 41, 52, 49, 55, 61, 40, 58, 66, 84, 121, 129]},
        {"nombre": "2026", "valores": [44, 47, 58, 61, 60, 72, 45, 70, 79, 98, 96, 0]},
    ],
    "migas": [
        {"texto": "Mi trabajo", "url": "#trabajo"},
        {"texto": "Solicitudes", "url": "#solicitudes"},
        {"texto": "SGD-SDTE-2026-00421"},
    ],
    "ahora": _en(11, 20, 21, 5),
}


def muestras(datos: dict[str, Any] | None = None) -> dict[str, object]:
    """Contexto del muestrario; con `datos`, el formulario sale ya revisado."""
    return {**MUESTRAS, "form": MuestraForm() if datos is None else MuestraForm(datos)}
