"""Una historia con tres anclas, testigos y un expediente en cada etapa, hecha una vez por proceso; cada alteración la rompe en su transacción.

Lo de fuera de la base (anclas, memoria de quien firma) se guarda aparte al fundarla y se repone antes de cada alteración.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db import connection

from auditoria.anclas import checkpoints, firmar, fuera, llave
from bitacora import disparadores, llavero
from bitacora.cadena import anotar, eslabonado, eslabones
from bitacora.models import Ancla, DatosEvento, Evento, en_utc
from cuentas import reloj
from cuentas.models import Usuario
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.contenido import sellar_contenido
from dictamenes.documento.firma.credenciales import Credencial
from dictamenes.models import Dictamen, Solicitud
from tests.adversario import publicado
from tests.bitacora.ataques import con_lapida
from tests.conftest import EPOCA
from tests.herramientas.constar import consta
from tests.mundo import RFC_FIRMANTE, Mundo
from verificador import anclas
from verificador.arbol import Arbol
from verificador.cadena import ORIGEN, eslabon
from verificador.hojas import raiz
from verificador.testigos import notas, testigo

FIJAS = disparadores.QUE_SOLO_CRECEN
HORA = timedelta(hours=1)
SAL = "5a" * 16


class Historia:
    """El mundo, lo que se fundó en él y las manos de quien es dueño de la base."""

    def __init__(self, aparte: Path) -> None:
        self.motor, self.aparte = connection.vendor, aparte
        self._cambiados: list[tuple[Path, bytes]] = []
        self._con_respaldo: set[int] = set()
        self.ahora = reloj.ahora()
        self.m = m = Mundo(EPOCA)
        m.credenciales()
        self._respaldar()
        firmar.anclar(self.ahora - 6 * HORA)
        self.emitida: Solicitud = m.emitida(areas=("infraestructura", "gobierno-electronico"))
        escrito = {"texto": "Rosa Ficticia pidió licencia", "tablero": "interno"}
        self.cancelado = anotar("prueba.escrita", self.emitida, por=m.recepcion, en=m.en, datos=escrito).n
        con_lapida(self.cancelado, m.persona, m.en)
        self._respaldar()
        firmar.anclar(self.ahora - 4 * HORA)
        self.por_firmar, self.en_mesa = m.por_firmar(), m.en_estrategia()
        self.presentada, self.borrador = m.presentada(), m.borrador()
        self.publicado = publicado.fundar(self)
        self._respaldar()
        self.ancla = firmar.anclar(self.ahora - 2 * HORA)
        for k in range(6):
            anotar("prueba.hecha", f"prueba:{k % 2}", por=None, en=self.ahora - HORA, datos={"k": k, "ente": m.ente.pk})
        self.hasta = Evento.objects.latest("n").n
        self._testigos()
        self._guardar()

    def _respaldar(self) -> None:
        """Que la bitácora respalde a la gente que el mundo puso sin su acto: aquí nada vale sin su evento."""
        for persona in Usuario.objects.exclude(pk__in=self._con_respaldo):
            consta(persona, self.m.en)
            self._con_respaldo.add(persona.pk)

    @property
    def dictamen(self) -> Dictamen:
        """El emitido."""
        return Dictamen.objects.get(solicitud=self.emitida)

    def evento(self, accion: str, de: Solicitud | None = None) -> Evento:
        """El último de esa acción de ese asunto (el emitido)."""
        return Evento.objects.de(de or self.emitida).filter(accion=accion).latest("n")

    def sql(self, *ordenes: str | Callable[[], object]) -> None:
        """Con los disparadores puestos: lo que puede la cuenta de la aplicación."""
        with connection.cursor() as cursor:
            for orden in ordenes:
                cursor.execute(orden) if isinstance(orden, str) else orden()

    def libre(self) -> None:
        """Deja que se cambie el catálogo: en PostgreSQL no se puede con restricciones por revisar."""
        if self.motor == "postgresql":
            self.sql("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")

    def duena(self, *ordenes: str | Callable[[], object]) -> None:
        """Quita los disparadores, hace y los vuelve a poner: no deja rastro en el catálogo."""
        if self.motor == "postgresql":  # lo que hace además quien es superusuario: ni siquiera las llaves ajenas la detienen
            self.sql("SET LOCAL session_replication_role = replica")
            self.sql(*ordenes)
            self.sql("SET LOCAL session_replication_role = origin")
            return
        self.disparadores(disparadores.quitar)
        self.sql(*ordenes)
        self.disparadores(disparadores.poner)

    def de_otra(self, tabla: str, orden: str) -> None:
        """Lo mismo en otra tabla que sólo crece."""
        if self.motor == "postgresql":
            self.duena(orden)
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [tabla])
            puestos = cursor.fetchall()
        self.sql(*(f"DROP TRIGGER {nombre}" for nombre, _ in puestos), orden, *(como for _, como in puestos))

    def disparadores(self, que: Callable[[Any, Iterable[str]], None], tablas: Iterable[str] = FIJAS) -> None:
        """Los quita o los pone."""
        self.libre()
        with connection.cursor() as cursor:
            que(SimpleNamespace(connection=connection, execute=cursor.execute), tablas)

    def datos(self, n: int, con_huella: bool = False, **cambios: Any) -> None:
        """Cambia los datos de ese evento, y si se pide también su huella."""
        guardado = DatosEvento.objects.get(pk=n)
        nuevos = {**guardado.datos, **cambios}
        DatosEvento.objects.filter(pk=n).update(datos=nuevos)
        if con_huella:
            Evento.objects.filter(pk=n).update(huella=raiz(n, nuevos, guardado.sal))

    def reencadenar(self, desde: int = 1) -> None:
        """Rehace los eslabones desde ese evento hasta el final; las etiquetas, no: no tiene el llavero."""
        previo = Evento.objects.filter(n__lt=desde).order_by("-n").values_list("eslabon", flat=True).first() or ORIGEN
        for evento in Evento.objects.filter(n__gte=desde).order_by("n"):
            evento.previo = previo
            previo = eslabon(**eslabonado(evento))
            Evento.objects.filter(n=evento.n).update(previo=evento.previo, eslabon=previo)

    def etiquetar(self, desde: int) -> None:
        """Con el llavero robado, también las etiquetas."""
        vigente = llavero.leer().vigente
        for evento in Evento.objects.filter(n__gte=desde):
            suya = vigente.etiqueta(evento.n, evento.eslabon, evento.clave)
            Evento.objects.filter(n=evento.n).update(llave=vigente.id, etiqueta=suya)

    def reanclar(self, sellar: Callable[[bytes], bytes] | None = None, cms: bytes | None = None) -> None:
        """Las anclas de la base, rehechas sobre la historia falsa: con su sobre de antes, con `cms` o selladas con `sellar`."""
        antes, hechas = None, []
        for vieja in Ancla.objects.order_by("numero"):
            arbol, ultimo = Arbol(antes.n, antes.frontera) if antes else Arbol(), ""
            for ultimo in eslabones(arbol.n, min(vieja.n, Evento.objects.latest("n").n)):
                arbol.agregar(ultimo)
            antes = anclas.siguiente(antes, arbol, ultimo, en_utc(vieja.en))
            sobre = sellar(antes.contenido) if sellar else bytes(vieja.cms) if cms is None else cms
            hechas.append((antes, sobre, vieja))
        Ancla.objects.all()._raw_delete(Ancla.objects.db)
        for ancla, sobre, vieja in hechas:
            Ancla.objects.create(
                numero=ancla.numero, n=ancla.n, eslabon=ancla.eslabon, raiz=ancla.raiz, frontera=list(ancla.frontera),
                anterior=ancla.anterior, en=vieja.en, cms=sobre, guardada=vieja.guardada,
            )

    def sellar_con(self, credencial: Credencial) -> Callable[[bytes], bytes]:
        """Firma un ancla con esa credencial, y la estampa."""
        estampadora = instalada.estampadora(self.ahora)
        return lambda contenido: sellar_contenido(contenido, credencial=credencial, estampadora=estampadora, en=self.ahora)

    def efirma(self) -> Credencial:
        """La e.firma de quien autoriza, que no es el sello."""
        return instalada.credencial_de(RFC_FIRMANTE, en=self.ahora)

    def insertar(self, accion: str, objeto: str, datos: dict[str, Any], *, por: Any = None, **cambios: Any) -> Evento:
        """Un evento al final, bien encadenado, con la etiqueta de otro: lo que puede un INSERT sin el llavero."""
        ultimo = Evento.objects.latest("n")
        evento = Evento(
            n=ultimo.n + 1, en=self.ahora - HORA, por=por, accion=accion, objeto=objeto, huella=raiz(ultimo.n + 1, datos, SAL),
            previo=ultimo.eslabon, formato=2, llave=ultimo.llave, etiqueta=ultimo.etiqueta,
        )
        for campo, valor in cambios.items():
            setattr(evento, campo, valor)
        evento.eslabon = cambios.get("eslabon") or eslabon(**eslabonado(evento))
        evento.save(force_insert=True)
        DatosEvento.objects.create(evento=evento, sal=SAL, datos=datos)
        return evento

    def cortar(self, desde: int) -> None:
        """Borra los eventos desde ése."""
        self.sql(f"DELETE FROM bitacora_datosevento WHERE evento_id >= {desde}", f"DELETE FROM bitacora_evento WHERE n >= {desde}")

    def cambiar_archivo(self, nombre: str, contenido: bytes) -> None:
        """Los bytes de un archivo del almacén; se reponen con lo demás."""
        ruta = Path(default_storage.path(nombre))
        self._cambiados.append((ruta, ruta.read_bytes()))
        ruta.write_bytes(contenido)

    def reponer(self) -> None:
        """Lo de fuera, como quedó al fundarse."""
        while self._cambiados:
            ruta, original = self._cambiados.pop()
            ruta.write_bytes(original)
        for nombre, donde in self._lugares().items():
            shutil.rmtree(donde, ignore_errors=True)
            shutil.copytree(self.aparte / nombre, donde)

    def _guardar(self) -> None:
        for nombre, donde in self._lugares().items():
            shutil.copytree(donde, self.aparte / nombre)

    def _lugares(self) -> dict[str, str]:
        return {"anclas": storages["anclas"].location, "firmante": settings.FIRMANTE_CARPETA}

    def _testigos(self) -> None:
        """Dos testigos que vieron hasta la última ancla; quien lee guarda la nota y la política aparte."""
        nota = checkpoints.leer_guardado(fuera.cuantas())
        renglones = []
        for nombre in "ab":
            suya = testigo.crear(self.aparte / nombre, f"{nombre}.example/testigo")
            privada = testigo.leer_llave(self.aparte / nombre)[1]
            nota = nota.con([notas.cofirmar(nota.texto, suya.nombre, privada, int(self.ahora.timestamp()))])
            renglones.append(f"witness {nombre} {suya.vkey}\n")
        (self.aparte / "checkpoint").write_bytes(nota.entera)
        de_la_bitacora = f"log {llave.abrir().publica.vkey}\n"
        (self.aparte / "politica").write_text(de_la_bitacora + "".join(renglones) + "group dos all a b\nquorum dos\n")


def en_json(datos: Any) -> str:
    """Para escribirlo dentro de una orden SQL."""
    return json.dumps(datos, ensure_ascii=False).replace("'", "''")
