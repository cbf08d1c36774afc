"""El nombre de un atributo para leerse: `ssd_capacidad` → «SSD: capacidad». Siglas, acentos y frases en tablas."""

from functools import lru_cache

_PROPIAS = """
AAA AC ADF AP API AVR BIOS BLE CA CC CD CPU DC DNS ECC GE GIMP GPU HDD HDMI IDE IEC IP IPsec IPv4 IPv6 ISO LAN MAC MIMO
NAS NMX NOM NVMe OCR PC PCIe PHP PoE PVC QoS RAID RAM RCA REST RJ11 RJ45 RS-232 SAS SATA SCFI SD SDK SFP SIP SNMP SSD
SSH TDP TPM USB VGA VLAN VPN VRAM WLAN Wi-Fi AdMob Apache Blender Bluetooth CodeIgniter DirectX Ethernet Firebase
Flutter Gigabit Git HTTPD MariaDB MySQL OpenGL Panduit PostgreSQL Rosetta SQLite SQLite3 Tomcat Ubuntu Xcode macOS
lighttpd 1G 10G 802.1X 802.1Q 802.3ad
"""
_SIGLAS = {sigla.lower().replace("-", "").replace(".", ""): sigla for sigla in _PROPIAS.split()} | {
    "bd": "base de datos", "iso9001": "ISO 9001", "mssql": "SQL Server", "sshd": "SSHD (híbrido)", "usb3": "USB 3",
    "usb31": "USB 3.1", "max": "(máximo)", "min": "(mínimo)", "24x7": "24×7", "24": "2.4 GHz", "5": "5 GHz",
    "hz": "Hz", "ax": "6 (ax)",
}  # fmt: skip
_ACENTUADAS = """
agregación acústico administración alimentación analítica ángulo aplicación atención audífonos automática automático
autonomía autenticación batería cámara categoría certificación composición cómputo conexión configuración conmutación
contraseña declaración descripción diámetro digitalización dígitos dimensión dinámico documentación dúplex duración
electrónico energía español española estación fotografías función garantía gestión guía impresión informática
inspección instalación instantáneas justificación lámpara liberación línea maletín máxima máximo menú metálica metálico
micrófono mínima mínimo monofásica móvil núcleos numérico número óptica óptico operación orientación panorámico
partición plásticas posición presentación prevención protección rápida recuperación regulación remisión reparación
resolución separación suscripción sustitución tamaño tamaños tecnología telefónica tensión tóner topología transmisión
útil versión
"""
_SIN_ACENTO = str.maketrans("áéíóúüñ", "aeiouun")
_ACENTOS = {palabra.translate(_SIN_ACENTO): palabra for palabra in _ACENTUADAS.split()}
_FRASES = {
    "ac_dc": "AC/DC", "2_en_1": "2 en 1", "usb_a": "USB A", "usb_b": "USB B", "usb_c": "USB C", "sfp_mas": "SFP+",
    "nom_019_scfi_1998": "NOM-019-SCFI-1998", "127v_60hz": "a 127 V y 60 Hz", "ancho_banda": "ancho de banda",
    "tarjeta_madre": "tarjeta madre", "en_sitio": "en sitio", "tiempo_atencion": "tiempo de atención",
    "tiempo_reparacion": "tiempo de reparación", "factor_forma": "factor de forma",
    "ruido_ventilador": "ruido del ventilador",
    "salida_video": "salida de video", "puerto_video": "puerto de video", "frecuencia_base": "frecuencia base",
    "capacidad_conmutacion": "capacidad de conmutación", "tasa_transferencia": "tasa de transferencia",
    "supresor_picos": "supresor de picos", "lector_tarjetas": "lector de tarjetas",
    "teclas_funcion": "teclas de función",
    "tiempo_respaldo": "tiempo de respaldo", "linea_telefonica": "línea telefónica", "menu_ajustes": "menú de ajustes",
    "tecnologia_impresion": "tecnología de impresión", "categoria_cable": "categoría del cable",
    "alerta_apertura": "alerta de apertura", "particion_recuperacion": "partición de recuperación",
    "certificacion_energia": "certificación de energía", "puerto_audifonos": "puerto de audífonos",
    "puerto_microfono": "puerto de micrófono", "anio_lanzamiento": "año de lanzamiento",
    "lista_llamadas": "lista de llamadas",
    "velocidad_lectura": "velocidad de lectura", "velocidad_escritura": "velocidad de escritura",
    "velocidad_transferencia": "velocidad de transferencia", "control_acceso_red": "control de acceso a la red",
    "equipo_respaldo": "equipo de respaldo", "reemplazo_equipo": "reemplazo del equipo", "tabla_mac": "tabla MAC",
    "compromiso_proveedor": "compromiso del proveedor", "correo_atencion": "correo de atención",
    "procedimiento_reportes": "procedimiento de reportes", "cartas_fabricante": "cartas del fabricante",
}  # fmt: skip
_CON_PARTES = """
adf alimentacion bandeja bateria bios bocina cpu digitalizacion disco discos fuente gabinete garantia gpu hdd hdmi
lampara mimo monitor mouse nvme pantalla pcie poe raid ram recuperacion red rj45 rs232 sd snmp ssd sshd teclado usb
usb3 usb31 version vlan wifi wlan lan
"""
_COMPONENTES = frozenset(_CON_PARTES.split())
_CONECTORES = frozenset({"de", "en", "a", "y", "por", "sin", "con", "activas"})


@lru_cache(maxsize=4096)
def nombre_legible(atributo: str) -> str:
    """El atributo como se lee: `ram` → «RAM», `cpu_nucleos` → «CPU: núcleos», `wifi_mimo` → «Wi-Fi: MIMO»."""
    partes = _partes(atributo)
    dichas = [_SIGLAS.get(parte) or _ACENTOS.get(parte, parte) for parte in partes]
    if len(dichas) > 1 and partes[0] in _COMPONENTES and partes[1] not in _CONECTORES:
        dichas[0] += ":"
    nombre = " ".join(dichas)
    propio = bool(partes) and partes[0] in _SIGLAS
    return nombre if propio else nombre[:1].upper() + nombre[1:]


def _partes(atributo: str) -> list[str]:
    """Las palabras del atributo; las frases hechas quedan en una sola pieza."""
    texto = f"_{atributo.strip().lower()}_"
    for frase, dicha in _FRASES.items():
        texto = texto.replace(f"_{frase}_", f"_{dicha}_")
    return [parte for parte in texto.split("_") if parte]
