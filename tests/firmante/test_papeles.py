"""El firmante sólo sella lo que él vuelve a redactar y consta en la bitácora: por cada clase de papel, lo que rechaza."""

from __future__ import annotations

import ast
import io
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings as ajustes

from archivos.entrada import guardar
from bitacora.models import DatosEvento, Evento
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.documento.firma.sello import CAMPO_FIRMA
from dictamenes.documento.firmante import diario, mesa, papeles
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado
from dictamenes.documento.testado import Fragmento
from dictamenes.expediente import entrega_firmada
from dictamenes.models import CopiaCertificada, Dictamen
from flujos.expediente.exportacion.certificar import certificar
from flujos.recorrido import actos
from indicadores.cedula import informe
from tests.bitacora.ataques import ETIQUETAS_FALSAS, como_duena, insertar
from tests.herramientas.dosis import muestra
from tests.herramientas.parametros import poner
from tests.mundo import escaneado

pytestmark = pytest.mark.django_db(transaction=True)
TESTE = (Fragmento("Renovación de equipo", "Ley ficticia, artículo 1", "Revela un resguardo."),)


@pytest.fixture(autouse=True)
def _diario_propio(settings, tmp_path):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")


def por_sellar(mundo, parche):
    """Un dictamen congelado, con su trabajo detenido antes de sellar."""
    mundo.credenciales()
    with parche.context() as cortado:
        cortado.setattr("flujos.recorrido.trabajos.documentos.sellado", _se_corta)
        solicitud = mundo.proponer(mundo.en_estrategia())
        mundo.trabajar()
    return Dictamen.objects.get(solicitud=solicitud)


def firmado(mundo, parche):
    return Dictamen.objects.get(solicitud=mundo.firmar(mundo.por_firmar()))


def firmado_a_mano(mundo, parche):
    """Con el escaneo, ya cotejado, del dictamen que se imprimió."""
    mundo.credenciales()
    solicitud = mundo.proponer(mundo.en_estrategia(), forma_firma="autografa")
    mundo.trabajar()
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    archivo = guardar(b"%PDF-1.4 escaneado %%EOF", "application/pdf")
    escaneado(dictamen, archivo, mundo.firmante, mundo.en)
    actos.ejecutar(tramite.firmar, dictamen.solicitud, por=mundo.firmante, en=mundo.en, firmado=archivo,
                   visto=dictamen.sellado.sha256, forma="autografa", ubicacion_original="Caja 12")
    return Dictamen.objects.get(solicitud=solicitud)


def emitido(mundo, parche):
    return mundo.emitida().dictamen


def copia(mundo, parche):
    """Una copia asentada y sin carátula: se cortó la luz antes de sellarla."""
    mundo.credenciales()
    with parche.context() as cortado:
        cortado.setattr("dictamenes.archivo.certificacion.con_caratula", lambda copia: copia)
        return certificar(mundo.presentada(), alcance="ente", para="Juzgado", fundamentos=[], por=mundo.coordinacion, en=mundo.en)


def entregada(mundo, parche):
    """Lo presentado; su acuse y su oficio esperan el sello."""
    mundo.credenciales()
    return mundo.presentada().presentaciones.get()


def prevenida(mundo, parche):
    mundo.credenciales()
    return mundo.dar(tramite.prevenir, mundo.presentada()).prevenciones.get()


def transferida(mundo, parche):
    mundo.credenciales()
    return mundo.transferida(mundo.presentada())


def informada(mundo, parche):
    """El informe de un año, publicado; su cédula espera el sello."""
    mundo.credenciales()
    mundo.publicar_cedula()
    return informe.publicar(mundo.en.year - 1, por=mundo.coordinacion, en=mundo.en)


def preparada(mundo, parche):
    """La prevención que alguien va a firmar; espera el sello."""
    mundo.credenciales()
    return mundo.dar(tramite.preparar_prevencion, mundo.presentada()).por_firmar.get()


def por_entregar(mundo, parche):
    """Lo que el ente va a presentar, preparado para la e.firma de quien presenta."""
    mundo.credenciales()
    poner("entrega.firma", "opcional")
    return entrega_firmada.preparar(mundo.borrador(), version=None, por=mundo.presenta, en=mundo.en)


def _se_corta(*datos):
    raise FirmanteNoDisponible("se cortó")


# De cada clase: cómo llega a poder sellarse, qué se testa, de qué evento depende y con qué SQL se cambia lo congelado.
CASOS = {
    "dictamen.para_firma": (por_sellar, (), "dictamen.congelado", "dictamenes_dictamen"),
    "dictamen.publico": (firmado, (), "dictamen.firmado", "dictamenes_dictamen"),
    "dictamen.copia_digital": (firmado_a_mano, (), "dictamen.firmado", "dictamenes_dictamen"),
    "dictamen.publico testado": (emitido, TESTE, "dictamen.emitido", "dictamenes_dictamen"),
    "copia.caratula": (copia, (), "copia.certificada", "dictamenes_copiacertificada"),
    "tramite.acuse": (entregada, (), "solicitud.presentada", "dictamenes_presentacion"),
    "tramite.oficio": (entregada, (), "solicitud.presentada", "dictamenes_presentacion"),
    "tramite.prevencion": (prevenida, (), "solicitud.prevenida", "dictamenes_prevencion"),
    "archivo.inventario": (transferida, (), "archivo.transferido", "dictamenes_transferenciaprimaria"),
    "indicador.cedula": (informada, (), "informe.publicado", "indicadores_informeanual"),
    "tramite.entrega_por_firmar": (por_entregar, (), "entrega.preparada", "dictamenes_papelporfirmar"),
    "tramite.prevencion_por_firmar": (preparada, (), "prevencion.preparada", "dictamenes_papelporfirmar"),
}


@pytest.fixture(params=sorted(CASOS))
def caso(request, mundo, monkeypatch):
    """Un renglón listo para sellarse, cómo se pide, y qué evento y tabla lo sostienen."""
    hacer, fragmentos, accion, tabla = CASOS[request.param]
    clase, renglon = request.param.partition(" ")[0], hacer(mundo, monkeypatch)
    en = renglon.certificada_en if clase == "copia.caratula" else _despues(mundo)

    def pedir(**cambios):
        return mesa.sellar(clase, renglon.pk, **{"en": en, "fragmentos": fragmentos, **cambios})

    return pedir, renglon, accion, tabla


def _despues(mundo):
    return max(mundo.en, Evento.objects.latest("n").en) + timedelta(minutes=1)


def test_cada_clase_de_papel_tiene_aqui_su_rechazo():
    assert {clase.partition(" ")[0] for clase in CASOS} == set(papeles.todos())


def test_lo_que_consta_se_sella_y_queda_en_el_diario(caso):
    pedir, renglon, accion, _ = caso
    sellado = pedir()
    assert b"SELLO" in sellado
    with pikepdf.open(io.BytesIO(sellado)) as pdf:
        campos = {str(campo.T) for campo in pdf.Root.AcroForm.Fields}
    assert (CAMPO_FIRMA in campos) is (accion in ("dictamen.congelado", "prevencion.preparada", "entrega.preparada")), "sólo lo que se va a firmar trae dónde"
    ultimo = list(diario.leer())[-1]
    assert (ultimo.sellado, ultimo.objeto) == (sha256(sellado).hexdigest(), f"{renglon._meta.model_name}:{renglon.pk}")


def test_se_compara_byte_por_byte_con_lo_que_trae_quien_pide(caso):
    pedir, *_ = caso
    antes = list(diario.leer())
    with pytest.raises(PapelRechazado, match="no es lo que sale"):
        pedir(borrador=b"%PDF-1.7 otra cosa")
    assert list(diario.leer()) == antes


def test_un_dato_congelado_que_se_cambia_en_la_base_no_se_sella(caso):
    pedir, renglon, _, tabla = caso
    otro = {"datos": {**renglon.datos, "asunto": "otro asunto"}} if hasattr(renglon, "datos") else {"causal": "importe"}
    type(renglon).objects.filter(pk=renglon.pk).update(**otro)
    with pytest.raises(PapelRechazado, match="no son los que se|no es lo que se registró"):
        pedir()


def test_sin_su_evento_o_con_un_evento_retocado_no_se_sella(caso):
    pedir, renglon, accion, _ = caso
    evento = Evento.objects.filter(accion=accion).latest("n")
    como_duena(f"UPDATE bitacora_evento SET en='2020-01-01 00:00:00+00:00' WHERE n={evento.n}")
    with pytest.raises(PapelRechazado, match=rf"el eslabón del evento {evento.n} no es el suyo"):
        pedir()
    como_duena(f"UPDATE bitacora_evento SET accion='otra.cosa' WHERE n={evento.n}")
    with pytest.raises(PapelRechazado, match="La bitácora no cuenta"):
        pedir()


def test_un_evento_suelto_que_nadie_sigue_no_sirve(caso):
    """Bien calculado por dentro, pero lo que va antes, o después, no es lo que enlaza."""
    pedir, renglon, accion, _ = caso
    n = Evento.objects.filter(accion=accion).latest("n").n
    hay_otro = Evento.objects.filter(n=n + 1).exists()
    como_duena(f"UPDATE bitacora_evento SET {'previo' if hay_otro else 'eslabon'}='{'a' * 64}' WHERE n={n + 1 if hay_otro else n - 1}")
    with pytest.raises(PapelRechazado, match="no sigue al|no es el suyo"):
        pedir()


@pytest.mark.parametrize("como", muestra(ETIQUETAS_FALSAS, 2))
def test_un_evento_escrito_por_sql_no_hace_que_nada_se_selle(caso, como):
    """Bien encadenado y con los datos que hacen falta: sin la etiqueta del sistema no vale."""
    pedir, renglon, accion, _ = caso
    bueno = Evento.objects.filter(accion=accion).select_related("datos_evento").latest("n")
    insertar(accion, bueno.objeto, bueno.datos_evento.datos, bueno.en, como=como)
    with pytest.raises(PapelRechazado, match="no lo escribió este sistema"):
        pedir()


def test_los_datos_del_evento_tampoco_se_cambian(caso):
    pedir, renglon, accion, _ = caso
    evento = Evento.objects.filter(accion=accion).select_related("datos_evento").latest("n")
    datos = json.dumps({**evento.datos_evento.datos, "extra": "1"})
    como_duena(f"UPDATE bitacora_datosevento SET datos='{datos}' WHERE evento_id={evento.n}")
    with pytest.raises(PapelRechazado, match="no son los que se anotaron"):
        pedir()


def test_no_hay_hora_anterior_a_su_evento_ni_renglon_ni_clase_que_no_exista(caso):
    pedir, renglon, *_ = caso
    with pytest.raises(PapelRechazado, match="hora anterior"):
        pedir(en=Evento.objects.earliest("n").en - timedelta(days=400))
    with pytest.raises(PapelRechazado, match="No hay un renglón"):
        mesa.sellar("copia.caratula", 10**9, en=Evento.objects.latest("n").en)
    with pytest.raises(PapelRechazado, match="no es un papel que se selle"):
        mesa.sellar("huella", renglon.pk, en=Evento.objects.latest("n").en)


def test_lo_ya_sellado_no_se_vuelve_a_sellar(mundo, monkeypatch):
    dictamen = emitido(mundo, monkeypatch)
    for clase in ("dictamen.para_firma", "dictamen.publico"):
        with pytest.raises(PapelRechazado, match="no hay"):
            mesa.sellar(clase, dictamen.pk, en=_despues(mundo))
    hecha = certificar(dictamen.solicitud, alcance="ente", para="Juzgado", fundamentos=[], por=mundo.coordinacion, en=mundo.en)
    with pytest.raises(PapelRechazado, match="ya tiene su carátula"):
        mesa.sellar("copia.caratula", hecha.pk, en=mundo.en)
    dicho = DatosEvento.objects.get(evento__accion="copia.sellada").datos["sellada"]
    assert [r.sellado for r in diario.leer() if r.clase == "copia.caratula"] == [dicho]


def test_sin_la_firma_de_quien_autoriza_no_hay_ejemplar_publico(mundo, monkeypatch):
    """Los bytes sellados y sin firma, registrados como firmados: el evento lo dice, la firma no está."""
    mundo.credenciales()
    solicitud = mundo.por_firmar()
    sellado = solicitud.dictamen.sellado
    monkeypatch.setattr("config.demostracion.camino.documentos.firmado", lambda d, quien, en: guardar(sellado.leer() + b"\n%%EOF\n", "application/pdf"))
    dictamen = Dictamen.objects.get(solicitud=mundo.firmar(solicitud))
    with pytest.raises(PapelRechazado, match="La firma del dictamen"):
        documentos.publico(dictamen, _despues(mundo))


def test_no_se_testa_lo_que_no_consta_que_se_emitio(mundo, monkeypatch):
    dictamen = emitido(mundo, monkeypatch)
    como_duena("UPDATE bitacora_evento SET accion='otra.cosa' WHERE accion='dictamen.emitido'")
    with pytest.raises(PapelRechazado, match="no cuenta «dictamen.emitido»"):
        mesa.sellar("dictamen.publico", dictamen.pk, en=_despues(mundo), fragmentos=TESTE)


def test_quien_firmo_lo_dice_la_bitacora(mundo, monkeypatch):
    dictamen = firmado(mundo, monkeypatch)
    Dictamen.objects.filter(pk=dictamen.pk).update(firmado_por=mundo.coordinacion)
    with pytest.raises(PapelRechazado, match="lo firmó otra persona"):
        documentos.publico(dictamen, _despues(mundo))


def test_el_diario_nota_que_le_quitaron_o_cambiaron_un_renglon(settings):
    for k in range(3):
        diario.anotar(en="2026-03-02T16:00:00+00:00", clase="x", objeto=f"x:{k}", borrador=b"a", sellado=b"b", evento=k, cabeza=k)
    ruta = Path(settings.FIRMANTE_CARPETA) / diario.ARCHIVO
    bueno = ruta.read_bytes().splitlines(keepends=True)
    assert [r.numero for r in diario.leer(1)] == [2, 3]
    assert ruta.stat().st_mode & 0o077 == 0
    for malo in (bueno[1:], [bueno[0], bueno[2]], [bueno[0].replace(b"x:0", b"x:9"), *bueno[1:]], [b"{}\n"]):
        ruta.write_bytes(b"".join(malo))
        with pytest.raises(diario.DiarioDanado):
            list(diario.leer())


def test_la_llave_del_sello_solo_se_pide_donde_se_sella():
    """A4: ni la web ni el trabajador la piden; quien la nombre en otro módulo la vuelve a meter ahí."""
    permitidos = {"auditoria/anclas/firmar.py", "auditoria/anclas/llave.py", "auditoria/anclas/origen.py", "auditoria/management/commands/firmante.py",
                  "dictamenes/documento/firma/instalada.py", "dictamenes/documento/firmante/mesa.py"}
    hallados = set()
    for cuarto in ("config", "flujos", "indicadores", "auditoria", "dictamenes", "estandares", "cuentas", "bitacora", "archivos"):
        for ruta in (ajustes.RAIZ / cuarto).rglob("*.py"):
            nombres = {n.attr if isinstance(n, ast.Attribute) else n.id for n in ast.walk(ast.parse(ruta.read_text(encoding="utf-8")))
                       if isinstance(n, ast.Attribute | ast.Name)}
            if "sello_institucional" in nombres:
                hallados.add(str(ruta.relative_to(ajustes.RAIZ)))
    assert hallados <= permitidos


def test_nada_que_se_ejecute_al_leerse():
    """A4: ningún módulo del producto lee pickle, y la sesión y la caché de la base van en JSON."""
    de_riesgo = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib"}
    for cuarto in ("config", "flujos", "indicadores", "auditoria", "dictamenes", "estandares", "cuentas", "bitacora", "archivos", "verificador"):
        for ruta in (ajustes.RAIZ / cuarto).rglob("*.py"):
            for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
                nombres = {a.name for a in nodo.names} if isinstance(nodo, ast.Import) else {nodo.module} if isinstance(nodo, ast.ImportFrom) else set()
                assert not nombres & de_riesgo, ruta
    assert ajustes.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert CopiaCertificada._meta.get_field("datos").get_internal_type() == "JSONField"
