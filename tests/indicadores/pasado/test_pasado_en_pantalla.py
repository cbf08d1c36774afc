"""El registro del pasado en pantalla: subir, decidir, confirmar una vez, procedencia, sucesores y escaneos."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from cuentas.models import Ente, OrdenDeAuditoria
from indicadores.cifra.registro import nombres_de_entes
from indicadores.models import CargaHistorica, EnteAnterior, EscaneoHistorico, LoteHistorico, RegistroHistorico
from indicadores.pasado import actos, escaneos
from indicadores.pasado.folios import Folios
from tests.archivos import hostiles
from tests.conftest import EPOCA

pytestmark = pytest.mark.django_db
SUCIO = (
    "Control 2023;;;;;\n"
    "No.;Dependencia;Fecha de recepción;Fecha dictamen;Estatus;Monto\n"
    "DT-2023-001;Ente Uno;05/01/2023;17-ene-23;Favorable;$1,234.50\n"
    "DT-2023-002;Sría. Desaparecida;06/01/2023;18/01/2023;Atendido;$10.00\n"
    "DT-2023-001;U.N.O.;07/01/2023;;;\n"
    "TOTAL;;;;;$1,244.50\n"
).encode("cp1252")


@pytest.fixture
def coordinacion(persona):
    return persona("coordinacion")


@pytest.fixture
def entra(client):
    def entrar(quien):
        client.force_login(quien, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return entrar


@pytest.fixture
def carga(coordinacion, ente, en):
    return actos.subir(guardar(SUCIO, "text/csv"), nombre="control.csv", procedencia="Libro de control", montos="total", demostracion=False,
                       por=coordinacion, en=en)


@pytest.fixture
def registro(coordinacion, ente, en):
    contenido = b"folio,ente,fecha recibida\nDT-2023-0012,UNO,05/01/2023\nDT-2023-0120,Nadie,05/01/2023\n"
    nueva = actos.subir(guardar(contenido, "text/csv"), nombre="b.csv", procedencia="B", montos="total", demostracion=True,
                        por=coordinacion, en=en)
    decidir(nueva, {"ente": {"nadie": "texto"}}, coordinacion, en)
    actos.confirmar(nueva, version=nueva.version, por=coordinacion, en=en)
    return RegistroHistorico.objects.get(folio="DT-2023-0012")


def decidir(carga, equivalencias, por, en):
    actos.acordar(carga, version=carga.version, por=por, en=en, equivalencias=equivalencias)
    carga.refresh_from_db()


def _url(nombre, *args):
    return reverse(f"indicadores:{nombre}", args=args)


def _texto(respuesta):
    return respuesta.content.decode()


def test_el_camino_entero_de_un_archivo_desordenado(entra, coordinacion, ente, publicadas):
    cliente = entra(coordinacion)
    subido = SimpleUploadedFile("control 2023.csv", SUCIO, "application/vnd.ms-excel")
    previa = cliente.post(_url("pasado_subir"), {"archivo": subido, "procedencia": "Libro de control", "montos": "total"}, follow=True)
    carga = CargaHistorica.objects.get()
    assert previa.redirect_chain[-1][0] == _url("carga", carga.pk)
    for dicho in ("Todavía no se puede importar", "Windows-1252", "punto y coma", "Sría. Desaparecida", "Fila 5", "Cuadra."):
        assert dicho in _texto(previa), dicho
    cliente.post(_url("entes_anteriores"), {"nombre": "Secretaría Desaparecida", "sucesor": ente.pk, "fecha": "01/07/2023",
                                            "fuente": "Decreto ficticio"})
    pagina = cliente.get(_url("carga_decisiones", carga.pk))
    assert list(pagina.context["form"].fields) == ["conclusion_0"]  # el ente ya se reconoce solo
    cliente.post(_url("carga_decisiones", carga.pk), {"version": 1, "conclusion_0": "emitida"})
    cliente.post(_url("carga_fuera", carga.pk), {"version": 2, "fila": "5", "motivo": "Repetido"})
    assert "Se puede importar: 2 asuntos" in _texto(cliente.get(_url("carga", carga.pk)))
    assert "Volver a decidir todo" in _texto(cliente.get(_url("carga_columnas", carga.pk)))
    lote = cliente.post(_url("carga_confirmar", carga.pk), {"version": 3}, follow=True)
    for dicho in ("Quedaron registrados 2 asuntos", "Al registro le faltan 425", "(hoy, UNO)", "Repetido"):
        assert dicho in _texto(lote), dicho
    uno, dos = RegistroHistorico.objects.order_by("fila")
    assert (uno.fila, uno.ente, dos.fila, dos.ente, dos.anterior) == (3, ente, 4, None, EnteAnterior.objects.get())
    assert nombres_de_entes()["Secretaría Desaparecida"] == "Secretaría Desaparecida (hoy, UNO)"
    assert Evento.objects.filter(accion="historico.importado").count() == 1
    assert verificar_cadena().integra


def test_se_pregunta_que_montos_trae_y_sin_saberlo_no_se_importa(entra, coordinacion, ente, en):
    cliente, tabla = entra(coordinacion), b"folio,ente,fecha recibida,monto\nF-1,UNO,05/01/2023,116\n"
    sin_decir = {"archivo": SimpleUploadedFile("x.csv", tabla), "procedencia": "X"}
    assert cliente.post(_url("pasado_subir"), sin_decir).status_code == 200
    assert not CargaHistorica.objects.exists()
    de_antes = CargaHistorica.objects.create(nombre="x.csv", archivo=guardar(tabla, "text/csv"), procedencia="X",
                                             subida_en=en, subida_por=coordinacion)
    assert "Falta decirlo" in _texto(cliente.get(_url("carga", de_antes.pk)))
    with pytest.raises(actos.ImportacionImposible, match="antes de IVA o con IVA"):
        actos.confirmar(de_antes, version=1, por=coordinacion, en=en)
    cliente.post(_url("carga_columnas", de_antes.pk), {
        "version": 1, "encabezado": 1, "orden": "dm", "montos": "importe", "folio": 0, "ente": 1, "fecha_recibida": 2, "importe": 3})
    pagina = cliente.post(_url("carga_confirmar", de_antes.pk), {"version": 2}, follow=True)
    assert LoteHistorico.objects.get().montos == "importe"
    assert "Antes de IVA" in _texto(pagina)


def test_confirmar_otra_vez_lleva_al_mismo_lote_y_no_repite(entra, coordinacion, registro):
    carga = CargaHistorica.objects.get()
    respuesta = entra(coordinacion).post(_url("carga_confirmar", carga.pk), {"version": carga.version})
    assert respuesta["Location"] == _url("lote", carga.lote_id)
    assert LoteHistorico.objects.count() == 1


def test_la_misma_hoja_subida_de_nuevo_no_se_importa(coordinacion, registro, en):
    otra = actos.subir(LoteHistorico.objects.get().archivo, nombre="c.csv", procedencia="C", montos="total", demostracion=False,
                       por=coordinacion, en=en)
    with pytest.raises(actos.ImportacionImposible):
        actos.confirmar(otra, version=1, por=coordinacion, en=en)
    assert LoteHistorico.objects.count() == 1


def test_con_un_error_no_entra_nada(coordinacion, carga, en):
    with pytest.raises(actos.ImportacionImposible):
        actos.confirmar(carga, version=1, por=coordinacion, en=en)
    assert not RegistroHistorico.objects.exists()
    assert not Evento.objects.filter(accion="historico.importado").exists()


def test_lo_que_otra_ventana_cambio_no_se_pisa_ni_se_confirma(entra, coordinacion, carga, en):
    decidir(carga, {"conclusion": {"atendido": "emitida"}}, coordinacion, en)
    cliente = entra(coordinacion)
    respuesta = cliente.post(_url("carga_decisiones", carga.pk), {"version": 1, "ente_0": "texto"})
    assert respuesta.status_code == 409
    assert 'value="texto" selected' in _texto(respuesta)
    with pytest.raises(actos.CargaVencida):
        actos.confirmar(carga, version=1, por=coordinacion, en=en)


def test_elegir_otras_columnas_vuelve_a_leer_y_una_no_es_dos_cosas(entra, coordinacion, ente, en):
    contenido = b"a,b,c\nF-1,Ente Uno,2023-01-05\n"
    carga = actos.subir(guardar(contenido, "text/csv"), nombre="x.csv", procedencia="X", montos="total", demostracion=False, por=coordinacion, en=en)
    cliente, comun = entra(coordinacion), {"version": 1, "encabezado": 1, "orden": "dm", "montos": "total", "folio": "0", "fecha_recibida": "2"}
    assert cliente.post(_url("carga_columnas", carga.pk), {**comun, "ente": "0"}).status_code == 422
    cliente.post(_url("carga_columnas", carga.pk), {**comun, "ente": "1"})
    assert "Se puede importar: 1 asunto" in _texto(cliente.get(_url("carga", carga.pk)))


def test_lo_decidido_se_puede_volver_a_decidir(entra, coordinacion, carga, en):
    decidir(carga, {"conclusion": {"atendido": "emitida"}}, coordinacion, en)
    datos = {"version": 2, "encabezado": 2, "orden": "dm", "montos": "total", "folio": "0", "ente": "1", "fecha_recibida": "2", "olvidar": "on"}
    entra(coordinacion).post(_url("carga_columnas", carga.pk), datos)
    carga.refresh_from_db()
    assert (carga.version, carga.acuerdo["equivalencias"]) == (3, {})


def test_un_folio_que_ya_esta_se_marca_aunque_venga_escrito_de_otro_modo(entra, coordinacion, registro, en):
    carga = actos.subir(guardar(b"folio,ente,fecha recibida\ndt-2023-0012,UNO,05/01/2023\n", "text/csv"), nombre="d.csv",
                        procedencia="D", montos="total", demostracion=False, por=coordinacion, en=en)
    assert "ya está en el registro" in _texto(entra(coordinacion).get(_url("carga", carga.pk)))


@pytest.mark.parametrize(("nombre", "contenido", "dicho"), [
    ("a.xls", b"\xd0\xcf\x11\xe0", "no se admite"), ("a.csv", b"PK\x03\x04", "guárdelo con su extensión"),
    ("a.csv", b" \n", "está vacío"), ("a.csv", b"\xd0\xcf\x11\xe0xx", "Excel antiguo"),
])
def test_lo_que_no_es_una_tabla_no_se_guarda_y_dice_por_que(entra, coordinacion, nombre, contenido, dicho):
    respuesta = entra(coordinacion).post(
        _url("pasado_subir"), {"archivo": SimpleUploadedFile(nombre, contenido), "procedencia": "X", "montos": "total"})
    assert dicho in _texto(respuesta)
    assert not Archivo.objects.exists()


def test_la_procedencia_se_descarga_por_renglon_y_el_original_intacto(entra, persona, registro):
    cliente = entra(persona("auditor"))
    tabla = cliente.get(_url("lote_procedencia", registro.lote_id)).content.decode("utf-8-sig")
    assert "DT-2023-0012,UNO,Ente Uno,,,,2023-01-05,,,,b.csv,,2," in tabla
    assert "Datos de demostración" in tabla
    original = b"".join(cliente.get(_url("lote_original", registro.lote_id)).streaming_content)
    assert original == registro.lote.archivo.leer()
    assert Evento.objects.filter(accion="historico.exportado").count() == 2


def test_el_ente_solo_ve_lo_suyo_y_quien_administra_nada(entra, persona, registro, coordinacion, en):
    ajeno = RegistroHistorico.objects.get(folio="DT-2023-0120")
    cliente = entra(persona("elabora", ente=registro.ente))
    lista = _texto(cliente.get(_url("pasado")))
    assert "DT-2023-0012" in lista
    assert "DT-2023-0120" not in lista
    assert cliente.get(_url("registro_historico", registro.pk)).status_code == 200
    assert cliente.get(_url("registro_historico", ajeno.pk)).status_code == 404
    assert cliente.get(_url("lote", registro.lote_id)).status_code == 403
    assert cliente.post(_url("registro_historico", registro.pk)).status_code == 403
    assert entra(persona("administrador")).get(_url("pasado")).status_code == 403


def test_quien_audita_con_orden_solo_ve_lo_que_abarca(entra, persona, registro):
    auditor, hoy = persona("auditor"), date(2026, 1, 1)
    otra = OrdenDeAuditoria.objects.create(
        numero="OA-1", fecha=hoy, autoridad="Contraloría", ejercicio=2022, vigente_desde=hoy, vigente_hasta=date(2099, 1, 1),
        propuesta_por=persona("administrador"), propuesta_en=EPOCA, confirmada_por=persona("administrador"), confirmada_en=EPOCA)
    otra.auditores.set([auditor])
    cliente = entra(auditor)
    assert cliente.get(_url("registro_historico", registro.pk)).status_code == 404
    assert cliente.get(_url("lote", registro.lote_id)).status_code == 404
    OrdenDeAuditoria.objects.update(ejercicio=2023)
    assert cliente.get(_url("registro_historico", registro.pk)).status_code == 200


def test_lo_que_lee_quien_audita_queda_anotado(entra, persona, registro):
    auditor = persona("auditor")
    cliente = entra(auditor)
    for url in (_url("pasado"), _url("lote", registro.lote_id), _url("registro_historico", registro.pk)):
        assert cliente.get(url).status_code == 200
    assert Evento.objects.filter(accion="historico.leido", por=auditor).count() == 3


def _pdf(nombre):
    archivo = BytesIO(hostiles.pdf())
    archivo.name = nombre
    return archivo


def test_varios_escaneos_se_proponen_por_su_folio_y_se_ligan_al_confirmar(entra, coordinacion, persona, registro):
    cliente = entra(coordinacion)
    pagina = cliente.post(_url("escaneos"), {"archivo": [_pdf("Dictamen dt_2023_12 firmado.pdf")]}, follow=True)
    ((escaneo, propuesto),) = pagina.context["propuestos"]
    assert propuesto == registro
    assert not Evento.objects.filter(accion="escaneo.ligado").exists()
    datos = {"escaneo": escaneo.pk, f"folio_{escaneo.pk}": registro.folio}
    for dicho in ("Quedó ligado 1 escaneo.", "No había nada que ligar."):
        assert dicho in _texto(cliente.post(_url("escaneos_ligar"), datos, follow=True))
    evento = Evento.objects.get(accion="escaneo.ligado")
    assert (evento.por, evento.objeto) == (coordinacion, f"registrohistorico:{registro.pk}")
    del_ente = entra(persona("elabora", ente=registro.ente))
    assert escaneo.archivo.sha256 in _texto(del_ente.get(_url("registro_historico", registro.pk)))
    assert del_ente.get(_url("escaneo", escaneo.pk)).status_code == 200
    otro = Ente.objects.create(siglas="OTRO", nombre="Otro", naturaleza="entidad")
    assert entra(persona("elabora", ente=otro)).get(_url("escaneo", escaneo.pk)).status_code == 404


def test_dos_se_ligan_juntos_y_el_mismo_archivo_dos_veces_al_mismo_asunto_no(entra, coordinacion, registro, en):
    cliente, iguales = entra(coordinacion), guardar(b"%PDF-1.4 igual", "application/pdf")

    def ligar(*archivos):
        suyos = [escaneos.recibir(archivo, f"{n}.pdf", por=coordinacion, en=en) for n, archivo in enumerate(archivos)]
        folios = {f"folio_{uno.pk}": registro.folio for uno in suyos}
        return _texto(cliente.post(_url("escaneos_ligar"), {"escaneo": [uno.pk for uno in suyos], **folios}, follow=True))

    assert "Quedaron ligados 2 escaneos." in ligar(iguales, guardar(b"%PDF-1.4 otro", "application/pdf"))
    assert "ya está ligado al mismo asunto" in ligar(iguales)
    assert EscaneoHistorico.objects.filter(registro=registro).count() == 2


def test_ligar_a_un_folio_que_no_existe_no_liga_ninguno(entra, coordinacion, registro, en):
    escaneo = escaneos.recibir(guardar(b"%PDF-1.4 x", "application/pdf"), "x.pdf", por=coordinacion, en=en)
    respuesta = entra(coordinacion).post(
        _url("escaneos_ligar"), {"escaneo": escaneo.pk, f"folio_{escaneo.pk}": "\0NO-HAY"}, follow=True)
    assert "No hay un asunto con el folio «NO-HAY»" in _texto(respuesta)
    assert EscaneoHistorico.objects.get().registro is None


def test_se_adjunta_desde_el_asunto_y_se_retira_con_su_historia(entra, coordinacion, registro):
    cliente = entra(coordinacion)
    cliente.post(_url("registro_historico", registro.pk), {"archivo": [_pdf("sin folio.pdf")]})
    escaneo = EscaneoHistorico.objects.get(registro=registro)
    repetido = cliente.post(_url("registro_historico", registro.pk), {"archivo": [_pdf("otra vez.pdf")]})
    assert "ya está ligado al mismo asunto" in _texto(repetido)
    cliente.post(_url("escaneo_retirar", escaneo.pk))
    assert cliente.get(_url("escaneo", escaneo.pk)).status_code == 404
    assert [e.accion for e in Evento.objects.filter(objeto=f"registrohistorico:{registro.pk}")] == ["escaneo.ligado", "escaneo.retirado"]


def test_lo_que_el_antivirus_revisa_todavia_no_se_abre(entra, coordinacion, carga, registro, en):
    Archivo.objects.update(estado="pendiente")
    cliente = entra(coordinacion)
    assert "El antivirus está revisando" in _texto(cliente.get(_url("carga", carga.pk)))
    assert cliente.get(_url("lote_original", registro.lote_id)).status_code == 404
    assert cliente.post(_url("carga_confirmar", carga.pk), {"version": 1})["Location"] == _url("carga", carga.pk)
    assert not carga.lote_id


def test_descartar_no_importa_y_conserva(entra, coordinacion, carga):
    cliente = entra(coordinacion)
    for _ in range(2):
        cliente.post(_url("carga_descartar", carga.pk))
    assert Evento.objects.filter(accion="historico.descartado").count() == 1
    assert CargaHistorica.objects.get().archivo.leer() == SUCIO
    assert cliente.get(_url("carga", carga.pk))["Location"] == _url("pasado_archivos")


def test_un_asunto_posterior_a_la_sucesion_se_avisa(entra, coordinacion, ente, en):
    actos.registrar_anterior(nombre="Ente Viejo", siglas="", sucesor=ente, fecha=date(2022, 1, 1), fuente="Decreto", por=coordinacion, en=en)
    carga = actos.subir(guardar(b"folio,ente,fecha recibida\nF-1,Ente Viejo,05/01/2023\n", "text/csv"), nombre="e.csv",
                        procedencia="E", montos="total", demostracion=False, por=coordinacion, en=en)
    assert "desde el 01/01/2022 lo sucedió UNO" in _texto(entra(coordinacion).get(_url("carga", carga.pk)))


@pytest.mark.parametrize(("nombre", "pk"), [
    ("DT-2023-0012.pdf", 1), ("dt 2023 12 (firmado).pdf", 1), ("oficio_DT2023-12_final.pdf", 1), ("DT-2023-120.pdf", 2),
    ("DT-2023-12 y DT-2023-120.pdf", None), ("escaneo 12.pdf", None), ("", None),
])
def test_el_folio_en_el_nombre_del_archivo(nombre, pk):
    assert Folios([(1, "DT-2023-0012"), (2, "DT-2023-0120"), (3, "12")]).hallar(nombre) == pk
