"""Declarar, corregir, importar y quitar días del calendario."""

from datetime import date

import pytest

from bitacora.models import Evento
from bitacora.una_vez import YaSeEnvio
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import DiaDeCalendario, Ente
from cuentas.tiempo import dias
from cuentas.tiempo.calendario import calendario_de
from cuentas.tiempo.dias import Clase, Dia, periodo
from cuentas.tiempo.dias_de_archivo import MAXIMO_DE_RENGLONES, leer

MAYO = date(2026, 5, 4)
ENTES = {"SALUD": Ente(pk=7, siglas="SALUD")}


def _eventos(accion):
    return [e.datos_evento.datos for e in Evento.objects.filter(accion=accion).select_related("datos_evento").order_by("n")]


def _leer(*renglones):
    return leer("desde,hasta,motivo,fuente,clase,ente\n" + "\n".join(renglones), ENTES)


class TestLeerUnArchivo:
    """El CSV: todos los errores de una vez y cada uno con su renglón."""

    def test_un_periodo_se_vuelve_dias(self):
        leidos, errores = _leer("2026-12-19,2027-01-03,Vacaciones,Boletín 9,,")
        assert not errores
        assert (len(leidos), leidos[0].fecha, leidos[-1].fecha) == (16, date(2026, 12, 19), date(2027, 1, 3))
        assert {(d.clase, d.motivo, d.fuente, d.ente) for d in leidos} == {("inhabil", "Vacaciones", "Boletín 9", None)}

    def test_admite_fechas_de_aqui_punto_y_coma_bom_y_un_solo_ente(self):
        texto = "\ufeffFecha;Motivo;Fuente;Clase;Ente\r\n05/05/2026;Aniversario;Oficio 3;Habilitado;salud\r\n"
        leidos, errores = leer(texto, ENTES)
        assert not errores
        assert leidos == [Dia(date(2026, 5, 5), "habilitado", "Aniversario", "Oficio 3", ENTES["SALUD"])]

    def test_dice_todos_los_errores_con_su_renglon(self):
        _, errores = _leer(
            "2026-02-30,,Motivo,Fuente,,", "2026-05-05,2026-05-04,Motivo,Fuente,,", "2026-05-05,2027-05-05,M,F,,",
            "2026-05-05,,,Fuente,,", "2026-05-05,,Motivo,Fuente,quizá,", "2026-05-05,,Motivo,Fuente,,NADIE",
            "1026-05-05,,Motivo,Fuente,,", "2026-05-05,,Bien,Fuente,,",
        )
        assert [e.partition(":")[0] for e in errores] == [f"Renglón {n}" for n in range(2, 9)]

    @pytest.mark.parametrize("texto", ["", "hola", "fecha,motivo\n2026-05-05,Sin fuente", "a" * 5000, "\x00,\n,\n"])
    def test_lo_que_no_es_un_calendario_se_dice(self, texto):
        leidos, errores = leer(texto, ENTES)
        assert not leidos
        assert len(errores) == 1

    @pytest.mark.parametrize(("celda", "motivo"), [("a" * 200_000, "demasiado larga"), ('"sin cerrar', "no se cierran")])
    def test_una_celda_que_no_se_puede_leer_es_un_error_de_su_renglon(self, celda, motivo):
        _, errores = _leer("2026-05-05,,Duelo,Acuerdo 1,,", f"2026-05-06,,{celda},Acuerdo 1,,")
        assert len(errores) == 1
        assert errores[0].startswith("Renglón 3: ")
        assert motivo in errores[0]

    def test_un_archivo_sin_fin_no_se_lee_entero(self):
        leidos, errores = _leer(*["2026-05-05,,Motivo,Fuente,,"] * (MAXIMO_DE_RENGLONES + 500))
        assert len(leidos) == MAXIMO_DE_RENGLONES
        assert "pártalo" in errores[0]


@pytest.mark.django_db
class TestDeclarar:
    """El acto: agrega, corrige, deja evento y no repite."""

    def test_solo_quien_administra_catalogos(self, persona, en):
        for quien in (persona("coordinacion"), persona("auditor")):
            with pytest.raises(AccesoDenegado):
                dias.declarar([Dia(MAYO, Clase.INHABIL, "Duelo", "Acuerdo 1")], por=quien, en=en)
        assert not DiaDeCalendario.objects.exists()

    def test_agrega_corrige_y_calla_lo_que_ya_estaba(self, persona, en):
        admin = persona("administrador")
        nuevos = periodo(MAYO, date(2026, 5, 6), clase=Clase.INHABIL, motivo="Duelo", fuente="Acuerdo 1")
        assert len(dias.declarar(nuevos, por=admin, en=en)) == 3
        corregido = Dia(MAYO, Clase.HABILITADO, "Jornada", "Acuerdo 2")
        assert dias.declarar([*nuevos[1:], corregido], por=admin, en=en) == [corregido]
        assert dias.declarar([corregido], por=admin, en=en) == []
        ultimo = _eventos("calendario.declarado")[-1]["dias"]
        assert [(d["motivo"], d["antes"]) for d in ultimo] == [("Jornada", ["inhabil", "Duelo", "Acuerdo 1"])]
        assert calendario_de().motivo(MAYO) == ""
        assert calendario_de().motivo(date(2026, 5, 5)) == "Duelo"

    def test_el_mismo_envio_no_se_repite(self, persona, en):
        admin, dia = persona("administrador"), Dia(MAYO, Clase.INHABIL, "Duelo", "Acuerdo 1")
        dias.declarar([dia], por=admin, en=en, envio="uno")
        with pytest.raises(YaSeEnvio):
            dias.declarar([dia], por=admin, en=en, envio="uno")

    def test_quitar_deja_dicho_que_era_y_no_se_quita_dos_veces(self, persona, en):
        admin = persona("administrador")
        dias.declarar([Dia(MAYO, Clase.INHABIL, "Duelo", "Acuerdo 1")], por=admin, en=en)
        pk = DiaDeCalendario.objects.get().pk
        dias.quitar(pk, por=admin, en=en)
        assert _eventos("calendario.quitado")[0]["motivo"] == "Duelo"
        with pytest.raises(dias.DiaImposible):
            dias.quitar(pk, por=admin, en=en)

    def test_los_federales_de_un_anio_que_no_se_sembro(self, persona, en):
        dias.declarar(dias.federales(2031), por=persona("administrador"), en=en)
        assert calendario_de().motivo(date(2031, 9, 16)).startswith("Día de la Independencia")
