"""El ala de firma: prevenciones y copias certificadas se firman donde los dictámenes, por quien tiene la facultad."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse

from auditoria.anclas import cotejo
from bitacora.atado import ContenidoAlterado
from bitacora.models import DatosEvento, Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Usuario
from cuentas.papeles import MATRIZ
from cuentas.parametros import vale
from cuentas.reloj import detenido_en, dia_de
from dictamenes import tramite
from dictamenes.documento import documentos, por_sellar
from dictamenes.documento.a_firmar import de_papel
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.firmante import firmar_bytes
from dictamenes.documento.verificacion import Veredicto, por_archivo, por_clave
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, SinFundamento
from dictamenes.expediente import captura, entrega_firmada
from dictamenes.expediente.mostrado import Mostrado
from dictamenes.expediente.vistos import dar_papel_por_leido
from dictamenes.fundamentos import competencias, electronica
from dictamenes.fundamentos.actos import ACTOS
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import OPERACION, SE_FIRMAN
from dictamenes.models import CopiaCertificada, PapelPorFirmar, PapelSellado, Prevencion, Solicitud
from flujos.estudio import firmas
from flujos.estudio.firmables import AL_FIRMAR
from flujos.estudio.por_firmar import AL_FIRMARSE
from flujos.expediente.exportacion.certificar import certificar
from flujos.invariantes import revisar
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from tests.dictamenes.fundamentos.test_fundamentos import apagar
from tests.herramientas.parametros import poner
from tests.seguridad.recorrido_urls import navegador
from verificador.politica import Exigencias, juzgar

pytestmark = pytest.mark.django_db
VISTO = Mostrado((1,), 1)
COLA = reverse("flujos:por_firmar")


@pytest.fixture
def mundo_(mundo, settings, tmp_path):
    """Con diario propio y e.firmas de quien previene y de quien certifica."""
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    mundo.credenciales("recepcion", "coordinacion", "presenta")
    with detenido_en(mundo.en):
        yield mundo
    cache.clear()


def _preparada(mundo, leida=True):
    mundo.dar(tramite.preparar_prevencion, mundo.presentada())
    return _listo(mundo, mundo.recepcion, leida)


def _copia(mundo, leida=True):
    certificar(mundo.presentada(), alcance="ente", para="Juzgado", fundamentos=[], por=mundo.coordinacion, en=mundo.en,
               forma="pades")
    return _listo(mundo, mundo.coordinacion, leida)


def _listo(mundo, quien, leida):
    por_sellar.sellar_pendientes(mundo.en)
    papel = PapelPorFirmar.objects.select_related("sellado", "solicitud", "firma").latest("pk")
    if leida:
        dar_papel_por_leido(papel, por=quien, en=mundo.en, visto=papel.documento_sellado.sha256, mostrado=VISTO)
    return papel


def _firmar(papel, quien, en):
    return firmas.firmar_varios([(f"p{papel.pk}", papel.documento_sellado.sha256)], por=quien, en=en)


# La tabla ---------------------------------------------------------------------------------------------------------------


def test_cada_clase_de_papel_dice_su_facultad_y_con_que_se_enciende():
    assert all({uno.funda or uno.electronica, uno.electronica} <= set(ACTOS) and uno.operacion in MATRIZ for uno in SE_FIRMAN.values())
    assert set(MATRIZ[OPERACION]) == {papel for uno in SE_FIRMAN.values() for papel in MATRIZ[uno.operacion]}
    assert set(AL_FIRMAR) == set(PapelPorFirmar.Clase.values)
    assert set(AL_FIRMARSE) < set(SE_FIRMAN)


def test_la_firma_electronica_se_apaga_por_clase_de_papel_y_se_dice_que_falta(mundo_):
    """Sin su fundamento, sólo esa clase: ni se ofrece, ni el acto la acepta, ni se firma la que ya esperaba."""
    papel, solicitud = _preparada(mundo_), mundo_.presentada()
    apagar(mundo_, "firmar_prevencion")
    del_dia = DelDia(mundo_.en.date())
    assert [clase for clase in SE_FIRMAN if electronica.por_que_no(del_dia, clase)] == ["entrega", "prevencion"]
    pagina = navegador(mundo_.recepcion).get(reverse("flujos:prevenir", args=[solicitud.pk]))
    assert dict(pagina.context["form"]["forma_firma"].field.choices) == {"autografa": "Firma autógrafa"}
    assert "Firmar la prevención electrónicamente» está apagado" in pagina.content.decode()
    with pytest.raises(SinFundamento, match="prevención electrónicamente"):
        mundo_.dar(tramite.preparar_prevencion, solicitud)
    ((_, motivo),) = _firmar(papel, mundo_.recepcion, mundo_.en).fallas
    assert "está apagado" in motivo
    assert "está apagado" in navegador(mundo_.recepcion).get(COLA).content.decode()
    apagar(mundo_, "firmar_copia")
    pagina = navegador(mundo_.coordinacion).get(reverse("flujos:certificar", args=[solicitud.pk]))
    assert "Firmar la copia certificada electrónicamente» está apagado" in pagina.content.decode()
    with pytest.raises(SinFundamento, match="copia certificada electrónicamente"):
        _copia(mundo_)


def test_a_quien_no_tiene_rfc_en_su_cuenta_se_le_dice_antes_y_no_al_final(mundo_):
    Usuario.objects.filter(pk__in=[mundo_.recepcion.pk, mundo_.coordinacion.pk]).update(rfc="")
    solicitud = mundo_.presentada()
    for quien, ruta in ((mundo_.recepcion, "prevenir"), (mundo_.coordinacion, "certificar")):
        pagina = navegador(quien).get(reverse(f"flujos:{ruta}", args=[solicitud.pk]))
        assert [valor for valor, _ in pagina.context["form"]["forma_firma"].field.choices] == ["autografa"]
        assert "Su cuenta no dice su RFC" in pagina.content.decode()
    mundo_.recepcion.refresh_from_db()
    with pytest.raises(SinFundamento, match="RFC"):
        mundo_.dar(tramite.preparar_prevencion, solicitud)


def test_en_fundamentos_se_lee_quien_firma_que(mundo_):
    apagar(mundo_, "firmar_copia")
    pagina = navegador(mundo_.administrador).get(reverse("dictamenes:cotejo")).content.decode()
    assert "Quién firma qué" in pagina
    for uno in SE_FIRMAN.values():
        assert uno.nombre in pagina
        assert all(quien in pagina for quien in uno.quienes)


# La prevención ----------------------------------------------------------------------------------------------------------


def test_preparada_no_hay_prevencion_aviso_ni_plazo_hasta_que_se_firma(mundo_):
    papel = _preparada(mundo_)
    solicitud = papel.solicitud
    assert not solicitud.prevenciones.exists()
    assert not solicitud.notificaciones.exists()
    solicitud.refresh_from_db()
    assert solicitud.estado == "en_requisitos"
    assert revisar() == []
    assert _firmar(papel, mundo_.recepcion, mundo_.en).firmados == [papel.folio]
    solicitud.refresh_from_db()
    prevencion = solicitud.prevenciones.get()
    assert (solicitud.estado, prevencion.folio, prevencion.emitida_por) == ("prevenida", papel.folio, mundo_.recepcion)
    assert solicitud.notificaciones.filter(tema="prevenida").exists()
    firmado = documentos.oficio_de_prevencion(prevencion)
    exigencias = Exigencias(["SELLO", "FIRMA"], {"FIRMA": mundo_.recepcion.rfc})
    assert juzgar(firmado, instalada.raices(), mundo_.en, exigencias).es_valida, "todavía sin cerrar, ya es lo firmado"
    assert por_sellar.sellar_pendientes(mundo_.en)
    cerrado = documentos.oficio_de_prevencion(prevencion)
    assert cerrado.startswith(firmado)
    dictado = juzgar(cerrado, instalada.raices(), mundo_.en, exigencias)
    assert "consta desde" in dictado.motivo, "con estampa de tiempo"
    assert all(texto in texto_de(cerrado) for texto in (prevencion.folio, mundo_.recepcion.nombre, "surta efectos"))
    for contenido in (firmado, cerrado):
        resultado = por_archivo(contenido, hoy=mundo_.en.date())
        assert (resultado.veredicto, resultado.ejemplar) == (Veredicto.COPIA_EXACTA, "prevencion")
    assert por_archivo(papel.documento_sellado.leer(), hoy=mundo_.en.date()).veredicto == Veredicto.SIN_EMITIR
    assert cotejo.cotejar(mundo_.en + timedelta(days=1)).reparos == ()
    assert revisar() == []


def test_preparar_otra_sustituye_a_la_que_esperaba_y_conserva_su_folio(mundo_):
    antes = _preparada(mundo_)
    mundo_.dar(tramite.preparar_prevencion, antes.solicitud, observaciones=[("necesidad", "Otra cosa.")])
    nueva = _listo(mundo_, mundo_.recepcion, True)
    assert (nueva.folio, nueva.pk > antes.pk) == (antes.folio, True)
    assert len(_firmar(antes, mundo_.recepcion, mundo_.en).fallas) == 1
    assert _firmar(nueva, mundo_.recepcion, mundo_.en).firmados == [antes.folio]
    assert Prevencion.objects.get().observaciones.get().texto == "Otra cosa."
    assert _firmar(nueva, mundo_.recepcion, mundo_.en).repetidos == [antes.folio], "dos pestañas firman una vez"


def test_si_el_asunto_siguio_lo_preparado_ya_no_se_firma(mundo_):
    papel = _preparada(mundo_)
    mundo_.dar(tramite.admitir, papel.solicitud)
    assert not PapelPorFirmar.objects.que_firma(mundo_.recepcion).exists()
    ((_, motivo),) = _firmar(papel, mundo_.recepcion, mundo_.en).fallas
    assert "Ya no espera su firma" in motivo
    assert papel.folio not in navegador(mundo_.recepcion).get(COLA).content.decode()


def test_solo_la_firma_quien_la_preparo_y_lo_que_se_preparo(mundo_):
    papel, otra = _preparada(mundo_), mundo_.persona("recepcion")
    assert _firmar(papel, otra, mundo_.en).fallas == [("Un asunto", firmas.NO_ALCANZA)]
    assert navegador(otra).get(reverse("flujos:papel_por_firmar", args=[papel.pk])).status_code == 404
    with pytest.raises(EstadoEquivocado):
        dar_papel_por_leido(papel, por=otra, en=mundo_.en, visto=papel.documento_sellado.sha256, mostrado=VISTO)
    archivo = documentos.con_la_de_prueba(de_papel(papel), mundo_.recepcion, mundo_.en)
    with pytest.raises(EstadoEquivocado):
        AL_FIRMAR[papel.clase](papel, archivo, otra, mundo_.en)
    PapelPorFirmar.objects.filter(pk=papel.pk).update(datos={**papel.datos, "causal": "importe"})  # por SQL
    papel.refresh_from_db()
    with pytest.raises(ContenidoAlterado):
        AL_FIRMAR[papel.clase](papel, archivo, mundo_.recepcion, mundo_.en)
    assert not Prevencion.objects.exists()


def test_en_pantalla_se_prepara_se_lee_y_se_firma_y_a_mano_sale_como_siempre(mundo_):
    cliente, solicitud = navegador(mundo_.recepcion), mundo_.presentada()
    url = reverse("flujos:prevenir", args=[solicitud.pk])
    datos = {"causal": "anexo", "sobre_1": "necesidad", "observacion_1": "Precise la necesidad."}
    assert cliente.get(url).context["form"]["forma_firma"].initial == "pades", "encendida, viene elegida"
    assert "se está sellando" in cliente.post(url, {**datos, "forma_firma": "pades"}, follow=True).content.decode()
    papel = _listo(mundo_, mundo_.recepcion, False)
    assert papel.folio in cliente.get(url).content.decode()
    assert "Leer y firmar" in cliente.get(COLA).content.decode()
    lectura = reverse("flujos:papel_por_firmar", args=[papel.pk])
    pagina = cliente.get(lectura).content.decode()
    assert papel.documento_sellado.sha256 in pagina
    assert "Precise la necesidad." in pagina, "cada hoja, como texto junto a su imagen"
    visto = {"visto": papel.documento_sellado.sha256, "con_llave": "1"}
    assert cliente.post(reverse("flujos:papel_leido", args=[papel.pk]), visto)["Location"] == lectura, "sin pasar por sus hojas, no"
    assert cliente.get(reverse("flujos:papel_pagina", args=[papel.pk, 1]))["Content-Type"] == "image/png"
    assert cliente.get(reverse("flujos:papel_pagina", args=[papel.pk, 99])).status_code == 404
    respuesta = cliente.post(reverse("flujos:papel_leido", args=[papel.pk]), visto)
    assert respuesta["Location"].endswith(f"firma/index.html?a=p{papel.pk}")
    assert f'value="p{papel.pk}"' in cliente.get(COLA).content.decode()
    otra = mundo_.presentada()
    cliente.post(reverse("flujos:prevenir", args=[otra.pk]), datos)
    assert otra.prevenciones.exists(), "sin decirlo, a mano"


# La copia certificada -----------------------------------------------------------------------------------------------------


def test_la_copia_no_esta_expedida_hasta_que_la_firma_quien_certifica(mundo_):
    papel = _copia(mundo_)
    copia, hoy = CopiaCertificada.objects.get(), dia_de(mundo_.en)
    archivo, caratula = (
        reverse(f"flujos:{nombre}", args=args)
        for nombre, args in (("archivo", [papel.solicitud_id]), ("copia_caratula", [papel.solicitud_id, copia.pk])))
    assert navegador(mundo_.coordinacion).get(caratula).status_code == 404
    assert "Espera la firma de quien certifica" in navegador(mundo_.coordinacion).get(archivo).content.decode()
    assert copia.folio not in navegador(mundo_.presenta).get(archivo).content.decode(), "el ente no la conoce aún"
    assert por_clave(copia.clave, hoy=hoy).veredicto == Veredicto.SIN_EMITIR
    assert por_archivo(copia.paquete.leer(), hoy=hoy).veredicto != Veredicto.COPIA_EXACTA
    assert _firmar(papel, mundo_.coordinacion, mundo_.en).firmados == [copia.folio]
    for _ in range(2):  # firmada y, después, cerrada
        respuesta = navegador(mundo_.presenta).get(caratula)
        contenido = b"".join(respuesta.streaming_content)
        exigencias = Exigencias(["SELLO", "FIRMA"], {"FIRMA": mundo_.coordinacion.rfc})
        dictado = juzgar(contenido, instalada.raices(), mundo_.en, exigencias)
        assert dictado.es_valida, dictado.motivo
        assert por_archivo(contenido, hoy=hoy).ejemplar == "caratula"
        por_sellar.sellar_pendientes(mundo_.en)
    assert "consta desde" in dictado.motivo
    assert por_clave(copia.clave, hoy=hoy).veredicto == Veredicto.REGISTRADO
    texto = " ".join(texto_de(contenido).split())
    assert f"coteja con el expediente {papel.solicitud.folio}" in texto
    assert "consta de 4 documentos electrónicos, con 1 foja" in texto or "foja" in texto
    assert cotejo.cotejar(mundo_.en + timedelta(days=1)).reparos == ()
    assert revisar() == []


def test_certifica_solo_quien_tiene_el_nombramiento_que_dice_la_competencia(mundo_):
    papel = _copia(mundo_)
    competencias.publicar(competencias.redactar(
        "certificar", facultad="Certificar", ejerce="La Subsecretaría", fundamentos=["reglamento-interior"], sentidos=[],
        papeles=["firmante"], desde=mundo_.en.date(), por=None, en=mundo_.en), por=None, en=mundo_.en)
    url = reverse("flujos:certificar", args=[papel.solicitud_id])
    assert navegador(mundo_.coordinacion).get(url).status_code == 403
    with pytest.raises(AccesoDenegado, match="persona que autoriza"):
        _copia(mundo_)
    ((_, motivo),) = _firmar(papel, mundo_.coordinacion, mundo_.en).fallas
    assert "le toca a: persona que autoriza" in motivo
    certificar(mundo_.emitida(), alcance="ente", para="Juzgado", fundamentos=[], por=mundo_.firmante, en=mundo_.en)
    pagina = navegador(mundo_.administrador).get(reverse("dictamenes:competencia", args=["certificar"]))
    assert list(pagina.context["form"].fields["papeles"].choices) == [
        ("coordinacion", "Coordinación"), ("firmante", "Persona que autoriza")]
    assert pagina.context["form"].initial["papeles"] == ["firmante"]
    assert "papeles" not in navegador(mundo_.administrador).get(
        reverse("dictamenes:competencia", args=["prevenir"])).context["form"].fields, "de un solo nombramiento no se elige"


def test_a_mano_la_caratula_tambien_dice_que_coteja(mundo_):
    copia = certificar(mundo_.presentada(), alcance="ente", para="Juzgado", fundamentos=[], por=mundo_.coordinacion, en=mundo_.en)
    assert "coteja con el expediente" in " ".join(texto_de(copia.caratula.leer()).split())
    assert not PapelPorFirmar.objects.exists()


# Lo que el ente presenta y contesta ------------------------------------------------------------------------------------------


def _con_firma_del_ente(valor):
    poner("entrega.firma", valor)


def test_lo_del_ente_esta_apagado_mientras_su_parametro_no_diga_otra_cosa(mundo_):
    solicitud, cliente = mundo_.borrador(), navegador(mundo_.presenta)
    url = reverse("flujos:presentar", args=[solicitud.pk])
    assert "Prepararlo para mi e.firma" not in cliente.get(url).content.decode()
    with pytest.raises(SinFundamento, match="así lo dice el parámetro"):
        entrega_firmada.preparar(solicitud, version=None, por=mundo_.presenta, en=mundo_.en)
    assert not vale("entrega.firma", "obligatoria"), "sólo esas tres palabras"
    _con_firma_del_ente("opcional")
    assert "Prepararlo para mi e.firma" in cliente.get(url).content.decode()
    mundo_.dar(tramite.presentar, solicitud)  # opcional: también se presenta sin ella


def test_requerida_no_se_presenta_ni_se_contesta_sin_la_firma_de_quien_presenta(mundo_):
    """El camino entero en pantalla: se prepara, se firma y con eso se entrega; después, lo mismo con las respuestas."""
    _con_firma_del_ente("requerida")
    solicitud, cliente = mundo_.borrador(), navegador(mundo_.presenta)
    with pytest.raises(DatosInvalidos, match="Hace falta la e.firma"):
        mundo_.dar(tramite.presentar, solicitud)
    url = reverse("flujos:presentar", args=[solicitud.pk])
    pagina = cliente.get(url)
    assert "Presentar solicitud" not in pagina.content.decode()
    declara = {nombre: "on" for nombre in pagina.context["form"].fields}
    respuesta = cliente.post(url, {"version": solicitud.version, "con_firma": "1", **declara})
    assert respuesta["Location"] == COLA
    papel = _listo(mundo_, mundo_.presenta, True)
    assert "Lo que su ente presenta" in cliente.get(COLA).content.decode()
    assert _firmar(papel, mundo_.presenta, mundo_.en).firmados == ["Entrega del ente"]
    solicitud.refresh_from_db()
    presentacion = solicitud.presentaciones.get()
    assert (solicitud.estado, presentacion.clave) == ("en_requisitos", papel.datos["oficio"]["oficio"]["clave"])
    por_sellar.sellar_pendientes(mundo_.en)
    exigencias = Exigencias(["SELLO", "FIRMA"], {"FIRMA": mundo_.presenta.rfc})
    oficio = documentos.oficio_de_solicitud(presentacion)
    assert "consta desde" in juzgar(oficio, instalada.raices(), mundo_.en, exigencias).motivo
    assert por_archivo(oficio, hoy=mundo_.en.date()).ejemplar == "oficio"
    prevenida = mundo_.dar(tramite.prevenir, solicitud)
    observacion = prevenida.prevenciones.get().observaciones.first()
    with pytest.raises(DatosInvalidos, match="Hace falta la e.firma"):
        mundo_.dar(tramite.desahogar, prevenida)
    dichas = {o.pk: ("Se corrige.", o == observacion) for o in prevenida.prevenciones.get().observaciones.all()}
    entrega_firmada.preparar(prevenida, version=prevenida.version, por=mundo_.presenta, en=mundo_.en, respuestas=dichas)
    papel = _listo(mundo_, mundo_.presenta, True)
    assert "En desacuerdo: Se corrige." in " ".join(texto_de(papel.documento_sellado.leer()).split())
    assert _firmar(papel, mundo_.presenta, mundo_.en).firmados
    observacion.refresh_from_db()
    assert (observacion.respuesta, observacion.en_desacuerdo) == ("Se corrige.", True)
    assert revisar() == []


def test_si_lo_capturado_cambia_lo_que_se_preparo_ya_no_se_firma_y_el_borrador_se_puede_descartar(mundo_):
    _con_firma_del_ente("opcional")
    solicitud = mundo_.borrador()
    entrega_firmada.preparar(solicitud, version=None, por=mundo_.presenta, en=mundo_.en)
    papel = _listo(mundo_, mundo_.presenta, True)
    Solicitud.objects.filter(pk=solicitud.pk).update(version=F("version") + 1)
    ((_, motivo),) = _firmar(papel, mundo_.presenta, mundo_.en).fallas
    assert "Ya no espera su firma" in motivo
    with pytest.raises(AccesoDenegado):
        entrega_firmada.preparar(solicitud, version=None, por=mundo_.elabora, en=mundo_.en)
    solicitud.refresh_from_db()
    captura.descartar(solicitud, por=mundo_.elabora, en=mundo_.en)
    assert not PapelPorFirmar.objects.exists()


# Un ala, una página, un lote ------------------------------------------------------------------------------------------------


def test_una_persona_firma_juntos_sus_dictamenes_y_sus_papeles_con_su_llave(mundo_):
    """Quien autoriza certifica también: su copia y su dictamen van en la misma página y con la misma apertura."""
    dictamen = mundo_.por_firmar()
    mundo_.leer(dictamen)
    certificar(dictamen, alcance="ente", para="Juzgado", fundamentos=[], por=mundo_.firmante, en=mundo_.en, forma="pades")
    papel = _listo(mundo_, mundo_.firmante, True)
    cliente = navegador(mundo_.firmante)
    lista = cliente.get("/firma/llave/", {"a": [dictamen.pk, f"p{papel.pk}"]}).json()["documentos"]
    assert [uno["cual"] for uno in lista] == [f"p{papel.pk}", str(dictamen.pk)]
    credencial = instalada.credencial_de(mundo_.firmante.rfc, en=mundo_.en)
    cer = b64encode(credencial.certificado.dump()).decode()
    for uno in lista:
        bytes_ = b"".join(cliente.get(uno["bytes"]).streaming_content)
        preparado = cliente.post("/firma/llave/preparar/", {"cual": uno["cual"], "visto": uno["huella"], "cer": cer}).json()
        assert bytes_.startswith(b"%PDF-")
        firma = firmar_bytes(credencial.llave, b64decode(preparado["atributos"]), "sha256")
        hecho = cliente.post("/firma/llave/terminar/", {"ficha": preparado["ficha"], "firma": b64encode(firma).decode()})
        assert hecho.json() == {"firmado": True, "antes": False}
    assert Evento.objects.filter(accion__in=("dictamen.firmado", "copia.firmada")).count() == 2
    assert DatosEvento.objects.get(evento__accion="copia.firmada").datos["certificacion"] == papel.folio


def test_la_firma_de_otros_bytes_tampoco_vale_en_un_papel(mundo_):
    papel = _preparada(mundo_)
    cliente, credencial = navegador(mundo_.recepcion), instalada.credencial_de(mundo_.recepcion.rfc, en=mundo_.en)
    datos = {"cual": f"p{papel.pk}", "visto": papel.documento_sellado.sha256,
             "cer": b64encode(credencial.certificado.dump()).decode()}
    preparado = cliente.post("/firma/llave/preparar/", datos).json()
    ajena = firmar_bytes(credencial.llave, b"otra cosa", "sha256")
    respuesta = cliente.post("/firma/llave/terminar/", {"ficha": preparado["ficha"], "firma": b64encode(ajena).decode()})
    assert "no es de este documento" in respuesta.json()["motivo"]
    assert not Prevencion.objects.exists()
    assert PapelSellado.objects.filter(firma=None).count() == PapelSellado.objects.count()
