"""Un mundo pequeño y completo para las pruebas: catálogos, estándares, gente con papel y una solicitud lista."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image
from viewflow.workflow.models import Task

from archivos.entrada import guardar
from config.demostracion.bloques import PREGUNTA as PREGUNTA_NUEVA
from config.demostracion.camino import Camino, resoluciones, respuesta_valida
from config.demostracion.fundamentos import INTERIOR, sembrar_fundamentos
from cuentas.models import Area, AreaRequirente, Ente, PreferenciaDeAviso, Usuario
from cuentas.personas import ordenes
from cuentas.personas.nombramientos import nombrar
from cuentas.reloj import HERMOSILLO, detenido_en
from cuentas.siembra import sembrar as sembrar_catalogos
from cuentas.temas import TEMAS, Entrega
from dictamenes import tramite
from dictamenes.archivo import transferencia
from dictamenes.documento.firma.prueba import Persona, crear_credenciales
from dictamenes.expediente import captura
from dictamenes.expediente.mostrado import Mostrado
from dictamenes.expediente.vistos import dar_por_leido
from dictamenes.fundamentos import catalogo, competencias, parametros
from dictamenes.models import (
    Alineacion,
    Bloque,
    DisposicionDocumental,
    EscaneoFirmado,
    Formulario,
    Frase,
    Fundamento,
    ListaDeCriterios,
    Partida,
    Solicitud,
    VersionDeBloque,
)
from dictamenes.reglas import excepciones
from dictamenes.siembra import sembrar as sembrar_tramite
from dictamenes.textos import bloques, criterios, escudo, frases
from dictamenes.textos.formularios import versiones
from estandares.actos import importar, publicar
from estandares.models import Perfil
from flujos.recorrido import actos, detenidos, trabajos
from indicadores.cedula import cedula as cedulas
from tests.herramientas.copia import paso
from tests.herramientas.parametros import poner

TERMINA = "31/12/2026"
RFC_FIRMANTE = "LOGA800101AB1"
RFC = {"firmante": RFC_FIRMANTE, "recepcion": "PEGJ700201CD2", "coordinacion": "RUMA750303EF3", "presenta": "TOLI760404GH4"}
PREGUNTAS_NUEVAS = (
    {"clave": "energia_regulada", "texto": "¿Necesita energía regulada?", "clase": "opcion",
     "ayuda": "Pregunte en mantenimiento.",
     "opciones": [["si", "Sí, regulada"], ["no", "No"]], "en_documentos": "Energía"},
    {"clave": "consumo", "texto": "¿Cuánta energía consume?", "clase": "parrafo", "si": {"pregunta": "energia_regulada", "es": "si"},
     "en_documentos": "Consumo de energía"},
)
ANEXO_NUEVO = {"clase": "plan_energia", "nombre": "Plan de energía", "obligatorio": True,
               "si": {"pregunta": "energia_regulada", "es": "si"}}
PAPELES_CENTRALES = ("recepcion", "coordinacion", "estrategico", "firmante", "auditor", "administrador", "estandares")
DISPOSICION = {
    "fondo_clave": "OM", "fondo": "Oficialía Mayor", "seccion_clave": "SGD", "seccion": "Gobierno digital",
    "serie_clave": "12C.3", "serie": "Dictámenes de TIC", "valores": "todos", "anios_tramite": 2,
    "anios_concentracion": 4, "destino": "muestreo", "acceso": "publica", "instrumento": "Catálogo de prueba",
}
LAPTOP = {
    "descripcion": "Computadora portátil administrativa", "categoria": "computo", "cantidad": Decimal(10),
    "unidad": "pieza", "precio_unitario": Decimal("18500.00"), "tasa_iva": "0.16",
}
MAS_RAM = ("LAP-ADM,Portátil administrativa,ram,between,8..16", "LAP-ADM,Portátil administrativa,ram,between,16..32")
LAPTOP_DECLARADA = {
    "pantalla": ("14", "pulgadas"), "cpu_nucleos": ("8", "núcleos"), "ram": ("8", "GB"),
    "almacenamiento_ssd": ("512", "GB"), "bateria": ("50", "Wh"), "camara": ("1080", "p"), "garantia": ("36", "meses"),
}
# Lo que se escribe en el estudio: lo indispensable.
ESCRITO = {
    tramite.opinar: {"texto": "Es viable y se ajusta al estándar.", "criterios": []},
    tramite.proponer: {"analisis": "El proyecto es idóneo para la necesidad y no duplica sistemas.", "criterios": [],
                 "condiciones": [], "parrafos": [], "atenciones": {}},
}


class Mundo:
    """Gente y catálogos; los métodos recorren el camino con los actos de verdad, una vez (tests/herramientas/copia.py)."""

    punto = None

    def __init__(self, en):
        self.en = en.astimezone(HERMOSILLO)  # que su fecha sea la de aquí: de noche, en UTC ya es mañana
        self._n = 0
        sembrar_catalogos(en, de_muestra=True)
        sembrar_tramite(en)
        sembrar_fundamentos(None, None, en, date(2020, 1, 1))
        self.ente = Ente.objects.get(siglas="ICRESON")
        self.otro_ente = Ente.objects.get(siglas="CEA")
        self.area_requirente = AreaRequirente.objects.create(ente=self.ente, nombre="Dirección de Sistemas")
        self.elabora = self.persona("elabora", ente=self.ente)
        self.presenta = self.persona("presenta", ente=self.ente)
        self.ajena = self.persona("presenta", ente=self.otro_ente)
        self.tecnicos = {area.clave: self.persona("tecnico", area=area) for area in Area.objects.all()}
        for papel in PAPELES_CENTRALES:
            setattr(self, papel, self.persona(papel))
        for papel, rfc in RFC.items():
            Usuario.objects.filter(pk=getattr(self, papel).pk).update(rfc=rfc)
            getattr(self, papel).refresh_from_db()

    @cached_property
    def recibe(self):
        """Quien el ente autorizó a recibir notificaciones; sólo existe en la prueba que la nombra."""
        return self.persona("recibe", ente=self.ente)

    def persona(self, papel=None, *, ente=None, area=None, nombre=None, **campos):
        self._n += 1
        alta = Usuario.objects.create_user(
            f"{papel or 'nadie'}{self._n}@ejemplo.invalid", nombre or f"Persona Ficticia {self._n}",
            "contrasena-de-prueba", cargo=f"Cargo {self._n}", **campos,
        )
        if papel:
            nombrar(alta, papel, oficio=f"OF-{self._n}", desde=date(2020, 1, 1), por=None, en=self.en, ente=ente,
                    area=area)
        return alta

    def correo_al_momento(self):
        """Todas las personas prefieren un correo en el momento, de todo: nada espera el resumen."""
        PreferenciaDeAviso.objects.bulk_create(
            PreferenciaDeAviso(persona=persona, tema=tema.clave, entrega=Entrega.INMEDIATA)
            for persona in Usuario.objects.all() for tema in TEMAS.values() if not tema.fijo
        )

    @paso
    def estandar(self):
        if not Perfil.objects.exists():
            ruta = Path(settings.RAIZ) / "datos" / "estandares_ilustrativos.csv"
            version = importar(ruta.read_bytes(), emisor="Demostración", en=self.en, por=None, ilustrativo=True)
            publicar(version, en=self.en, por=None)
        return Perfil.objects.get(clave="LAP-ADM")

    def disposicion(self, **campos):
        """La disposición documental común, que rige desde siempre; con `campos`, otra."""
        comunes = {"vigente_desde": date(2020, 1, 1), **DISPOSICION}
        return DisposicionDocumental.objects.get_or_create(
            tipo=campos.pop("tipo", ""), defaults={**comunes, **campos}
        )[0]

    def version_nueva(self, *cambios, en):
        """La versión siguiente del estándar, ya publicada: el mismo archivo con esos textos cambiados."""
        self.estandar()
        texto = (Path(settings.RAIZ) / "datos" / "estandares_ilustrativos.csv").read_text(encoding="utf-8")
        for antes, ahora in cambios:
            texto = texto.replace(antes, ahora)
        redacta = self.persona("estandares")
        version = importar(texto.encode(), emisor="Demostración", en=en, por=redacta, ilustrativo=True)
        return publicar(version, por=self.estandares, en=en)

    def bloque(self, texto="El ente {ente} solicitó {proyecto}.", clave="presentacion", **campos):
        """El bloque de esa clave con su versión en borrador, que redactó otra persona; uno solo por clave."""
        if hecho := VersionDeBloque.objects.filter(bloque__clave=clave).first():
            return hecho
        datos = {"titulo": "Presentación", "clase": "consideracion", **campos}
        redacta = self.persona("administrador")
        return bloques.crear(Bloque(clave=clave, **datos), texto, por=redacta, en=self.en)

    def lista_de_criterios(self, clase="tecnica", preguntas=None):
        """El borrador de la versión siguiente de esa lista, que redactó otra persona; sin `preguntas`, con una más."""
        if hecha := ListaDeCriterios.objects.filter(clase=clase, publicada_en=None).first():
            return hecha
        nuevas = preguntas or [*criterios.vigente(clase).criterios, PREGUNTA_NUEVA]
        return criterios.redactar(clase, nuevas, por=self.persona("administrador"), en=self.en)

    def escudo(self, color="red"):
        """La versión siguiente del escudo, en borrador, que subió otra persona."""
        archivo = guardar(imagen(color), "image/png")
        return escudo.subir(archivo, "escudo.png", por=self.persona("administrador"), en=self.en)

    def publicar_criterios(self, clase="tecnica", preguntas=None):
        """Esa versión, ya vigente."""
        return criterios.publicar(self.lista_de_criterios(clase, preguntas), por=self.administrador, en=self.en)

    def cedula(self, **valores):
        """La versión siguiente de la cédula del indicador, en borrador, que redactó otra persona."""
        campos = {clave: {"nota": valores.get(clave, ""), "fuentes": []} for clave in cedulas.CAMPOS}
        return cedulas.redactar(campos, por=self.persona("administrador"), en=self.en)

    def publicar_cedula(self, **valores):
        """La misma, ya vigente."""
        return cedulas.publicar(self.cedula(**valores), por=self.administrador, en=self.en)

    def transferida(self, solicitud):
        """La relación en que pasa al archivo de concentración, dos años después de que el ente desistió."""
        self.disposicion()
        actos.ejecutar(tramite.desistir, solicitud, por=self.presenta, en=self.en, motivo="Ya no se necesita.")
        despues, serie = self.en.replace(year=self.en.year + 2), f"OM/SGD/{DISPOSICION['serie_clave']}"
        with detenido_en(despues):
            leida = transferencia.huella_de(transferencia.por_transferir(serie, despues.date()))
            return transferencia.transferir(
                serie, despues.date(), por=self.coordinacion, en=despues, recibe="Archivo", leida=leida)

    def formulario(self, tipo="bienes", definicion=None):
        """El borrador de la versión siguiente de ese formulario, que redactó otra persona; con algo más que contestar."""
        if hecho := Formulario.objects.filter(tipo=tipo, publicada_en=None).first():
            return hecho
        nueva = definicion or con_mas_preguntas(versiones.vigente(tipo).definicion)
        return versiones.redactar(tipo, nueva, por=self.persona("administrador"), en=self.en)

    def publicar_formulario(self, tipo="bienes", definicion=None):
        """Esa versión, ya vigente."""
        return versiones.publicar(self.formulario(tipo, definicion), por=self.administrador, en=self.en)

    def documento(self):
        """La versión siguiente del reglamento ilustrativo, en borrador, que capturó otra persona."""
        anterior = Fundamento.objects.filter(clave=INTERIOR).latest("numero")
        datos = {campo: getattr(anterior, campo) for campo in catalogo.CAMPOS} | {"articulos": "artículo 4"}
        return catalogo.redactar(INTERIOR, datos, por=self.persona("administrador"), en=self.en)

    def competencia(self, acto="prevenir"):
        """La versión siguiente de esa competencia, en borrador, que propuso otra persona."""
        datos = {"facultad": "Prevenir", "ejerce": "Recepción", "fundamentos": [INTERIOR], "sentidos": []}
        return competencias.redactar(acto, **datos, desde=self.en.date(), por=self.persona("administrador"), en=self.en)

    def parametro(self, clave="oficio.copias", valor=("Órgano de control",)):
        """Un valor propuesto por otra persona; rige desde 2099."""
        datos = {"valor": list(valor), "desde": date(2099, 1, 1), "fundamento": "", "motivo": "De prueba."}
        return parametros.redactar(clave, **datos, por=self.persona("administrador"), en=self.en)

    def orden(self, auditor=None, confirmada=True, **abarca):
        """Una orden de auditoría para `auditor`; sin decir qué abarca, los asuntos de `ente`. La propuso otra persona."""
        self._n += 1
        datos = {"numero": f"OA-{self._n}", "fecha": self.en.date(), "autoridad": "Órgano Interno de Control",
                 "vigente_desde": date(2020, 1, 1), "vigente_hasta": date(2099, 12, 31), **(abarca or {"entes": [self.ente]})}
        orden = ordenes.proponer(auditores=[auditor or self.auditor], por=self.persona("administrador"), en=self.en, **datos)
        return ordenes.confirmar(orden, por=self.administrador, en=self.en) if confirmada else orden

    def frase(self, por=None, para="propia", **campos):
        """Una frase ya guardada."""
        frase = Frase(**{"titulo": "Garantía", "texto": "Se acreditó la garantía.", "para": para, **campos})
        return frases.guardar(frase, por=por or self.tecnicos["infraestructura"], en=self.en)

    def credenciales(self, *otras):
        """Las de quien autoriza y las de esos otros papeles."""
        carpeta = Path(settings.CREDENCIALES_PRUEBA)
        personas = [Persona(RFC_FIRMANTE, "ANA LOPEZ GARCIA", "LOGA800101MSRPRNA1")]
        personas += [Persona(RFC[papel], "JUAN PEREZ GOMEZ", f"{RFC[papel][:10]}HSRRMN02") for papel in otras]
        hoy = max(self.en, timezone.now())  # una lista de revocación vieja no vale, y el trabajador no detiene su reloj
        crear_credenciales(carpeta, personas, en=hoy, contrasena_sello=settings.FIRMA_SELLO_CONTRASENA)

    def camino(self, solicitud=None, en=None):
        """El camino de una solicitud con la gente de este mundo, que escribe lo menos posible."""
        return Camino(self.quien, ESCRITO).en_mano(solicitud, en or self.en)

    def quien(self, papel, area):
        """Quién hace ese papel."""
        return self.tecnicos[area.clave] if area else getattr(self, papel)

    def dar(self, acto, solicitud, por=None, en=None, **dicho):
        """Un acto de ese camino, dado por quien hace su papel si no se dice quién."""
        return self.camino(solicitud, en).dar(acto, por, **dicho)

    @paso
    def borrador(self, tipo="bienes", *, conceptos=1, categoria="computo", perfil=None, **campos) -> Solicitud:
        """Un borrador completo: la revisión previa sale limpia."""
        modalidad = {"baja": "baja", "arrendamiento": "arrendamiento"}.get(tipo, "adquisicion")
        camino = self.camino().abrir(self.ente, tipo, modalidad, "Renovación de equipo", por=self.elabora, en=self.en)
        categorias = [categoria] * conceptos if isinstance(categoria, str) else categoria[:conceptos]
        return llenar(camino, self.area_requirente, [{"categoria": c, "perfil": perfil} for c in categorias], **campos)

    @paso
    def presentada(self, **datos) -> Solicitud:
        return self.dar(tramite.presentar, self.borrador(**datos))

    @paso
    def presentada_en_estandar(self) -> Solicitud:
        """Con un concepto que declara lo suyo y cumple el estándar de hoy."""
        return self.dar(tramite.presentar, self._con_lo_declarado(LAPTOP_DECLARADA))

    @paso
    def fuera_de_estandar(self) -> Solicitud:
        """Con un concepto que no llega a la memoria que se exige, en un sitio donde toda cláusula admite excepción."""
        return self.dar(tramite.presentar, self.borrador_fuera_de_estandar())

    def borrador_fuera_de_estandar(self) -> Solicitud:
        poner("excepcion.por_omision", True)
        return self._con_lo_declarado(LAPTOP_DECLARADA | {"ram": ("4", "GB")})

    @paso
    def con_excepcion(self) -> Solicitud:
        """La misma, con la excepción ya pedida."""
        return self.pedir_excepcion(self.fuera_de_estandar())

    def pedir_excepcion(self, solicitud, **cambios) -> Solicitud:
        cual = cambios.get("cual") or excepciones.pedibles(solicitud)[0].llave
        datos = {"razon": "El equipo instalado no admite más.", **cambios, "cual": cual}
        return actos.ejecutar(tramite.pedir_excepcion, solicitud, por=self.presenta, en=self.en, **datos)

    def _con_lo_declarado(self, dicho) -> Solicitud:
        solicitud = self.borrador(perfil=self.estandar())
        declarado = {clave: {"valor": valor, "unidad": unidad} for clave, (valor, unidad) in dicho.items()}
        return captura.guardar_concepto(solicitud, version=solicitud.version, por=self.elabora, en=self.en,
                                        datos={"declarado": declarado}, concepto_id=solicitud.conceptos.get().pk)

    @paso
    def en_revision(self, areas=("infraestructura",), **datos) -> Solicitud:
        return self.dar(tramite.admitir, self.presentada(**datos), areas=list(Area.objects.filter(clave__in=areas)))

    def opinar(self, solicitud, clave, por=None) -> Solicitud:
        return self.dar(tramite.opinar, solicitud, por, area=Area.objects.get(clave=clave))

    @paso
    def en_estrategia(self, areas=("infraestructura",), **datos) -> Solicitud:
        return self.camino(self.en_revision(areas, **datos)).hasta("en_estrategia")

    def proponer(self, solicitud, **cambios) -> Solicitud:
        return self.dar(tramite.proponer, solicitud, **cambios)

    def por_firmar(self, **datos):
        self.credenciales()
        return self._por_firmar(**datos)

    @paso
    def _por_firmar(self, **datos):
        solicitud = self.proponer(self.en_estrategia(**datos))
        self.trabajar()
        return Solicitud.objects.get(pk=solicitud.pk)

    def leer(self, *solicitudes, en=None) -> None:
        """Quien autoriza da por leído lo que hoy espera su firma."""
        for solicitud in solicitudes:
            dictamen = Solicitud.objects.select_related("dictamen__sellado", "dictamen__autoriza").get(pk=solicitud.pk).dictamen
            dar_por_leido(solicitud, por=dictamen.autoriza, en=en or self.en, visto=dictamen.sellado.sha256,
                          mostrado=Mostrado((1,), 1))

    def firmar(self, solicitud) -> Solicitud:
        return self.dar(tramite.firmar, solicitud)

    def sin_emitir(self, pedida=False):
        """Firmado, y emitir se rindió; con `pedida`, coordinación ya pidió que se anule la firma."""
        solicitud = self.firmar(self.por_firmar())
        tarea = Task.objects.filter(process__vinculo__solicitud=solicitud, flow_task_type="JOB", finished=None)
        detenidos.detener(tarea, tarea.get(), {"error": "CierreInvalido"}, self.en)
        if pedida:
            return actos.ejecutar(
                tramite.pedir_anulacion, solicitud, self.coordinacion, self.en, motivo="Su certificado ya no sirve.")
        return solicitud

    def emitida(self, **datos):
        self.credenciales()
        return self._emitida(**datos)

    @paso
    def _emitida(self, **datos):
        solicitud = self.firmar(self.por_firmar(**datos))
        self.trabajar()
        return Solicitud.objects.get(pk=solicitud.pk)

    @paso
    def condicionada(self, fecha=None):
        """Un dictamen emitido favorable con una condición."""
        condicion = {"texto": "Entregar el plan de borrado seguro.", "responsable": "Titular de UTIC",
                     "fecha": fecha or self.en.date() + timedelta(days=60), "evidencia": "Acta firmada"}
        return self.sin_documentos("favorable_con_condiciones", [condicion])

    @paso
    def sin_documentos(self, sentido="favorable", condiciones=(), **datos):
        """Un dictamen emitido: sólo sus hechos, sin motor ni documentos de verdad."""
        solicitud = self.en_estrategia(**datos)
        razones = ["No se acreditó el uso actual."] if sentido == "no_favorable" else []
        sentidos = resoluciones(solicitud, sentido, razones=razones, corregir="Acredite el uso." if razones else "")
        de_papel = [guardar(f"%PDF-1.4 {n} {solicitud.pk}".encode(), "application/pdf") for n in range(4)]
        hacer = {
            tramite.proponer: (self.estrategico, {
                "analisis": "Es idóneo.", "criterios": [], "autoriza": self.firmante, "sentidos": sentidos,
                "condiciones": list(condiciones), "aclaraciones": {"contra_todas_las_areas": "Lo decide el costo."}}),
            tramite.congelar: (None, {}), tramite.registrar_sellado: (None, {"sellado": de_papel[0]}),
            tramite.firmar: (self.firmante, {"firmado": de_papel[1], "visto": de_papel[0].sha256, "forma": "pades"}),
            tramite.emitir: (None, {"de_las_partes": de_papel[2], "publico": de_papel[3], "sellados": {}}),
        }
        for acto, (por, datos) in hacer.items():
            solicitud = acto(solicitud, por=por, en=self.en, **datos)
        return Solicitud.objects.get(pk=solicitud.pk)

    def reportar(self, solicitud, por=None, en=None, archivo=None):
        """El ente reporta la primera condición con un archivo ya recibido."""
        return self.dar(
            tramite.reportar_condicion, solicitud, por, en, nota="Se entregó el plan.", rotulo="acta.pdf",
            condicion=solicitud.dictamen.condiciones.first().pk,
            archivo=archivo or guardar(b"%PDF-1.4 acta", "application/pdf"),
        )

    def trabajar(self):
        """Corre los trabajos pendientes como lo haría el trabajador, ahora mismo."""
        return trabajos.correr_pendientes(timezone.now())


def escaneado(dictamen, archivo, por, en, veredicto="cotejado"):
    """Ese archivo, como si se hubiera recibido y cotejado con lo que hoy espera firma."""
    return EscaneoFirmado.objects.create(
        dictamen=dictamen, sellado=dictamen.sellado, archivo=archivo, nombre="escaneo.pdf", recibido_por=por,
        recibido_en=en, veredicto=veredicto, cotejo={"frase": "", "motivos": [], "hojas": []})


def imagen(color="red", lado=8) -> bytes:
    """Un PNG cuadrado de ese color."""
    salida = BytesIO()
    Image.new("RGB", (lado, 8), color).save(salida, "PNG")
    return salida.getvalue()


def con_mas_preguntas(definicion):
    """La misma definición con dos preguntas más, una según la otra, y otra clase de anexo."""
    nueva = copy.deepcopy(definicion)
    nueva["secciones"][1]["preguntas"] += copy.deepcopy(PREGUNTAS_NUEVAS)
    nueva["anexos"].append(copy.deepcopy(ANEXO_NUEVO))
    return nueva


def respuesta_de(pregunta):
    """Una respuesta que la revisión previa acepta."""
    return respuesta_valida(pregunta, TERMINA, "Respuesta de prueba.")


def llenar(camino, area, conceptos, **campos) -> Solicitud:
    """Completa un borrador: datos generales, respuestas, esos conceptos (lo que cambie de `LAPTOP`) y sus anexos."""
    general = {
        "area_requirente": area, "partida": Partida.objects.get(clave="515"),
        "alineacion": Alineacion.objects.get(clave="1.2"), "oficio_numero": "UTIC-001/2026",
        "oficio_fecha": camino.en.date(), "suficiencia": "oficio", "suficiencia_importe": Decimal("9000000"),
    }
    camino.contestar({**general, **campos}, respuesta_de)
    camino.pedir({**LAPTOP, **concepto} for concepto in conceptos)
    camino.anexar(lambda anexo: (f"{anexo['clase']}.pdf", guardar(f"%PDF-1.4 {anexo['clase']}".encode(), "application/pdf")))
    return camino.solicitud
