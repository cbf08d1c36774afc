"""La tabla: cada regla con su severidad, cuándo se mira y por qué existe. Una regla nueva es un renglón y su prueba."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cuentas.interfaz.gramatica import lista
from cuentas.reloj import es_posible
from cuentas.texto import escrito
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import FAVORABLES, Sentido
from dictamenes.models.revision import Postura, PosturaDeArea

from .caso import (
    CERTIFICACION,
    FIRMA,
    OPINION,
    PREVENCION,
    PROPUESTA,
    Area,
    Caso,
    Clausula,
    Concepto,
    Condicion,
    Criterio,
    postura_de,
)
from .regla import Regla, Senal, Severidad

IMPIDE, PIDE_RAZON, AVISA = Severidad.IMPIDE, Severidad.PIDE_RAZON, Severidad.AVISA
AL_RESOLVER = (PROPUESTA, FIRMA)
MARCADOR = re.compile(r"\{[a-z_]{1,30}\}")  # los de dictamenes/textos/bloques, y el que se quiso escribir como ellos
ES_TIC, NO_ES_TIC = "es_tic", "(R12)"  # el criterio técnico y la razón codificada que dicen que no es TIC
POR_LLENAR = {"texto": "Escriba la condición {n}", "responsable": "Escriba quién responde de la condición {n}",
              "fecha": "Escriba la fecha límite de la condición {n}",
              "evidencia": "Escriba con qué se acredita la condición {n}"}
Senales = Iterator[Senal]


def _opinion_vacia(caso: Caso) -> Senales:
    for area in caso.areas:
        if not escrito(area.texto):
            yield Senal(_de(area), f"Escriba la opinión de {_nombre(area)}", "texto")


def _marcador_sin_llenar(caso: Caso) -> Senales:
    for donde, texto, campo in _lo_escrito(caso):
        if hallados := MARCADOR.findall(texto):
            yield Senal(donde, f"Escriba el dato en lugar de {lista(dict.fromkeys(hallados))}", campo)


def _concepto_sin_postura(caso: Caso) -> Senales:
    for area in caso.areas:
        dichas = {o.concepto for o in area.conceptos if o.postura}
        for concepto in caso.conceptos:
            if concepto.numero not in dichas:
                yield _senal(concepto, f"Elija la postura sobre el concepto {concepto.numero}", "postura")


def _postura_del_area(caso: Caso) -> Senales:
    for area in caso.areas:
        resulta = postura_de(o.postura for o in area.conceptos if o.postura)
        if resulta and area.postura and area.postura != resulta:
            yield Senal(_de(area), f"{_nombre(area)} dice «{_postura(area.postura)}» y de sus conceptos resulta "
                                   f"«{_postura(resulta)}»: que el área corrija su opinión", "postura")


def _no_procede_sin_nota(caso: Caso) -> Senales:
    for area in caso.areas:
        for opinion in area.conceptos:
            if opinion.postura == Postura.NO_PROCEDE and not escrito(opinion.nota):
                n = opinion.concepto
                yield Senal(f"concepto-{n}", f"Escriba por qué no procede el concepto {n}", "nota")


def _no_procede_y_cumple(caso: Caso) -> Senales:
    for area in caso.areas:
        resultados = {c.resultado for c in area.criterios}
        if "cumple" not in resultados or "no_cumple" in resultados:
            continue
        for opinion in area.conceptos:
            if opinion.postura == Postura.NO_PROCEDE:
                yield Senal(f"concepto-{opinion.concepto}",
                            f"El concepto {opinion.concepto} no procede y ningún criterio técnico dice «No cumple»",
                            "postura")


def _criterio_sin_razon(caso: Caso) -> Senales:
    de_areas = [c for area in caso.areas for c in area.criterios] if caso.momento == OPINION else []
    for criterio in (*de_areas, *caso.criterios):
        if criterio.resultado == "no_cumple" and not escrito(criterio.razon):
            yield Senal(f"criterio-{criterio.clave}", f"Escriba por qué no se cumple «{_titulo(criterio)}»", "razon")


def _area_muda(caso: Caso) -> Senales:
    for area in caso.areas:
        if not area.contesto:
            yield Senal(_de(area), f"Se pidió la opinión de {_nombre(area)} y no la ha dado")


def _concepto_sin_sentido(caso: Caso) -> Senales:
    for concepto in caso.conceptos:
        if not concepto.sentido:
            yield _senal(concepto, f"Elija el sentido del concepto {concepto.numero}", "sentido")


def _sin_analisis(caso: Caso) -> Senales:
    if not escrito(caso.analisis):
        yield Senal("analisis", "Escriba el análisis estratégico", "analisis")


def _contra_todas_las_areas(caso: Caso) -> Senales:
    decide = any(c.resultado == "no_cumple" for c in caso.criterios)
    for concepto in caso.conceptos:
        dichas = _posturas(caso, concepto)
        if not dichas or not concepto.sentido:
            continue
        n, sentido = concepto.numero, _sentido(concepto)
        if concepto.sentido in FAVORABLES and set(dichas) == {Postura.NO_PROCEDE}:
            yield _senal(concepto, f"El concepto {n} es {sentido} y para todas las áreas no procede", "sentido")
        if concepto.sentido not in FAVORABLES and Postura.NO_PROCEDE not in dichas and not decide:
            yield _senal(concepto, f"El concepto {n} es {sentido}, para todas las áreas procede y ningún criterio "
                                   "estratégico dice «No cumple»", "sentido")


def _areas_divididas(caso: Caso) -> Senales:
    for concepto in caso.conceptos:
        dichas = set(_posturas(caso, concepto))
        if Postura.NO_PROCEDE in dichas and len(dichas) > 1:
            yield _senal(concepto, f"Las áreas no coinciden en el concepto {concepto.numero}: para unas procede y para "
                                   "otras no", "sentido")


def _condicion_sin_recoger(caso: Caso) -> Senales:
    for concepto in caso.conceptos:
        if concepto.sentido == Sentido.FAVORABLE and Postura.CON_CONDICIONES in _posturas(caso, concepto):
            yield _senal(concepto, f"Un área condicionó el concepto {concepto.numero} y el resultado no lo condiciona",
                         "sentido")


def _favorable_sin_excepcion(caso: Caso) -> Senales:
    for concepto in caso.conceptos:
        faltan = [_clausula(c) for c in concepto.incumple if not c.exceptuada]
        if faltan and concepto.sentido in FAVORABLES:
            yield _senal(concepto, f"Se dictamina favorable el concepto {concepto.numero} aunque no cumple el estándar "
                                   f"({', '.join(faltan)}), sin excepción otorgada", "motivo", concepto.motivo.strip())


def _negado_sin_razones(caso: Caso) -> Senales:
    for concepto in _negados(caso):
        if not concepto.razones:
            yield _senal(concepto, f"Elija las razones del concepto {concepto.numero}", "razones")


def _negado_sin_corregir(caso: Caso) -> Senales:
    for concepto in _negados(caso):
        if concepto.sentido == Sentido.NO_FAVORABLE and not escrito(concepto.corregir):
            yield _senal(concepto, f"Escriba qué corregir en el concepto {concepto.numero}", "corregir")


def _condicionado_sin_condicion(caso: Caso) -> Senales:
    if _condicionado(caso) and not caso.condiciones:
        yield Senal("condicion-1", "Escriba al menos una condición: hay un concepto favorable con condiciones", "texto")


def _condicion_sin_concepto(caso: Caso) -> Senales:
    if caso.condiciones and not _condicionado(caso):
        yield Senal("condicion-1", "Borre las condiciones: ningún concepto es favorable con condiciones", "texto")


def _condicion_incompleta(caso: Caso) -> Senales:
    for n, condicion in enumerate(caso.condiciones, start=1):
        for columna, mensaje in POR_LLENAR.items():
            if not _escrito(condicion, columna):
                yield Senal(f"condicion-{n}", mensaje.format(n=n), columna)


def _condicion_vencida(caso: Caso) -> Senales:
    for n, condicion in enumerate(caso.condiciones, start=1):
        if condicion.fecha and not es_posible(condicion.fecha):
            yield Senal(f"condicion-{n}", f"Revise el año de la fecha límite de la condición {n}", "fecha")
        elif condicion.fecha and condicion.fecha < caso.fecha:
            yield Senal(f"condicion-{n}", f"La condición {n} vence antes de que el dictamen se emita", "fecha")


def _negado_con_importe(caso: Caso) -> Senales:
    for concepto in _negados(caso):
        if concepto.dictaminado:
            yield _senal(concepto, f"El concepto {concepto.numero} es {_sentido(concepto)} y lleva un importe "
                                   "dictaminado a favor", "importe")


def _importes_que_no_suman(caso: Caso) -> Senales:
    for concepto in caso.conceptos:
        if concepto.importe is not None and concepto.dictaminado and concepto.dictaminado > concepto.importe:
            yield _senal(concepto, f"En el concepto {concepto.numero} se dictamina más de lo que se pide", "importe")
    importes = [c.importe for c in caso.conceptos if c.importe is not None]
    if caso.total is not None and len(importes) == len(caso.conceptos) and sum(importes) != caso.total:
        yield Senal("importes", f"Los conceptos suman {sum(importes):,.2f} y el total dice {caso.total:,.2f}")


def _renovacion_sin_folio(caso: Caso) -> Senales:
    if not escrito(caso.folio_anterior):
        yield Senal("solicitud", "Es una renovación y no dice qué dictamen renueva")


def _fuera_de_tic(caso: Caso) -> Senales:
    por_area = any(c.clave == ES_TIC and c.resultado == "no_cumple" for area in caso.areas for c in area.criterios)
    for concepto in caso.conceptos:
        fuera = por_area or any(NO_ES_TIC in razon for razon in concepto.razones)
        if fuera and concepto.sentido and concepto.sentido != Sentido.IMPROCEDENTE:
            yield _senal(concepto, f"Se dijo que lo pedido no es de TIC y el concepto {concepto.numero} no se declara "
                                   "improcedente", "sentido")


def _baja_con_importe(caso: Caso) -> Senales:
    for concepto in caso.conceptos:
        if concepto.importe and concepto.sentido in FAVORABLES:
            yield _senal(concepto, f"Es una baja y el concepto {concepto.numero} lleva importe", "sentido")


def _baja_con_vigencia(caso: Caso) -> Senales:
    if caso.vigencia:
        yield Senal("vigencia", "Es una baja y el dictamen dice hasta cuándo está vigente")


def _sin_fundamento(caso: Caso) -> Senales:
    if not caso.fundamentos:
        yield Senal("fundamentos", "No se cita ningún fundamento: elija los que rigen o pida que se capturen",
                    "fundamentos")


def _fundamento_vencido(caso: Caso) -> Senales:
    for fundamento in caso.fundamentos:
        if fundamento.vigente_hasta and fundamento.vigente_hasta < caso.fecha:
            yield Senal("fundamentos", f"«{fundamento.cita}» dejó de regir el {fundamento.vigente_hasta:%d/%m/%Y}: "
                                       "devuélvalo para que se proponga con el que rige", "fundamentos")


TABLA: tuple[Regla, ...] = (
    Regla("opinion_vacia", IMPIDE, (OPINION,),
          "La opinión se imprime: sin texto no hay qué leer.", _opinion_vacia, es_falta=True),
    Regla("marcador_sin_llenar", IMPIDE, (OPINION, *AL_RESOLVER),
          "Un marcador de un bloque sin su dato se imprimiría tal cual.", _marcador_sin_llenar),
    Regla("concepto_sin_postura", IMPIDE, (OPINION,),
          "De cada concepto depende la postura del área.", _concepto_sin_postura, es_falta=True),
    Regla("postura_del_area", IMPIDE, (OPINION, *AL_RESOLVER),
          "El área no puede decir una cosa en conjunto y otra concepto por concepto.", _postura_del_area),
    Regla("no_procede_sin_nota", IMPIDE, (OPINION,),
          "Negar sin decir por qué deja al ente sin qué corregir.", _no_procede_sin_nota, es_falta=True),
    Regla("no_procede_y_cumple", PIDE_RAZON, (OPINION,),
          "Si todo se cumple, de algo que no se preguntó depende que no proceda: hay que decir de qué.",
          _no_procede_y_cumple, pide="diga de qué depende"),
    Regla("criterio_sin_razon", IMPIDE, (OPINION, PROPUESTA),
          "Un «No cumple» se imprime con su razón.", _criterio_sin_razon, es_falta=True),
    Regla("area_muda", IMPIDE, AL_RESOLVER,
          "Lo que se pidió a un área se espera o se retira; no se resuelve sin ella.", _area_muda),
    Regla("concepto_sin_sentido", IMPIDE, AL_RESOLVER,
          "El dictamen resuelve todo lo que se pidió.", _concepto_sin_sentido, es_falta=True),
    Regla("sin_analisis", IMPIDE, AL_RESOLVER,
          "Sin análisis no hay motivación.", _sin_analisis, es_falta=True),
    Regla("contra_todas_las_areas", PIDE_RAZON, AL_RESOLVER,
          "Apartarse de todas las áreas se puede, si se dice qué criterio estratégico lo decide.",
          _contra_todas_las_areas, pide="diga qué criterio estratégico lo decide y por qué"),
    Regla("areas_divididas", AVISA, AL_RESOLVER,
          "Quien resuelve debe ver que las áreas no coinciden.", _areas_divididas),
    Regla("condicion_sin_recoger", AVISA, AL_RESOLVER,
          "Lo que un área condicionó se pierde si el resultado no lo recoge.", _condicion_sin_recoger),
    Regla("favorable_sin_excepcion", PIDE_RAZON, AL_RESOLVER,
          "La cláusula obligatoria obliga: o su excepción está otorgada, o se dice por qué procede.",
          _favorable_sin_excepcion, pide="escriba por qué procede", en_su_lugar=True),
    Regla("negado_sin_razones", IMPIDE, AL_RESOLVER,
          "Se niega por una razón codificada, que se cuenta y se compara.", _negado_sin_razones),
    Regla("negado_sin_corregir", IMPIDE, AL_RESOLVER,
          "Un no favorable dice qué corregir para volver a pedirlo.", _negado_sin_corregir),
    Regla("condicionado_sin_condicion", IMPIDE, AL_RESOLVER,
          "No se condiciona a nada.", _condicionado_sin_condicion),
    Regla("condicion_sin_concepto", IMPIDE, AL_RESOLVER,
          "Una condición que no condiciona a ningún concepto no obliga.", _condicion_sin_concepto),
    Regla("condicion_incompleta", IMPIDE, AL_RESOLVER,
          "Sin responsable, fecha o evidencia nadie puede acreditarla.", _condicion_incompleta, es_falta=True),
    Regla("condicion_vencida", IMPIDE, AL_RESOLVER,
          "Lo que vence antes de emitirse nace incumplido.", _condicion_vencida),
    Regla("negado_con_importe", IMPIDE, AL_RESOLVER,
          "De lo que se niega o no procede no se dictamina ningún importe.", _negado_con_importe),
    Regla("importes_que_no_suman", IMPIDE, AL_RESOLVER,
          "El total es la suma de los conceptos.", _importes_que_no_suman),
    Regla("renovacion_sin_folio", PIDE_RAZON, AL_RESOLVER,
          "Se renueva algo que ya se dictaminó; lo de antes del registro se explica.", _renovacion_sin_folio,
          pide="diga qué se renueva y por qué no tiene dictamen", de_tipo=Tipo.RENOVACION),
    Regla("fuera_de_tic", PIDE_RAZON, AL_RESOLVER,
          "Lo que no es de TIC no se dictamina: se declara improcedente.", _fuera_de_tic,
          pide="diga por qué se resuelve de fondo"),
    Regla("baja_con_importe", PIDE_RAZON, AL_RESOLVER,
          "Una baja no autoriza gasto.", _baja_con_importe, pide="diga qué es ese importe", de_tipo=Tipo.BAJA),
    Regla("baja_con_vigencia", IMPIDE, AL_RESOLVER,
          "Una baja no caduca.", _baja_con_vigencia, de_tipo=Tipo.BAJA),
    Regla("sin_fundamento", IMPIDE, (*AL_RESOLVER, PREVENCION, CERTIFICACION),
          "Un acto de autoridad sin fundamento es nulo.", _sin_fundamento),
    Regla("fundamento_vencido", IMPIDE, (*AL_RESOLVER, PREVENCION, CERTIFICACION),
          "Lo que ya no rige no funda nada, aunque rigiera al proponerse.", _fundamento_vencido),
)
PIDEN_RAZON = tuple(regla.clave for regla in TABLA if regla.severidad == PIDE_RAZON)
ACLARABLES = tuple(r for r in TABLA if r.severidad == PIDE_RAZON and not r.en_su_lugar)


def admite(clave: str, severidad: str) -> bool:
    """Si esa regla puede tener esa severidad: cualquiera, salvo pedir razón si no dice cuál."""
    regla = next((r for r in TABLA if r.clave == clave), None)
    return regla is not None and severidad in tuple(Severidad) and (severidad != PIDE_RAZON or bool(regla.pide))


def _lo_escrito(caso: Caso) -> Iterator[tuple[str, str, str]]:
    """Lo que se escribió en este momento y se imprime: dónde, qué y en qué columna."""
    if caso.momento == OPINION:
        for area in caso.areas:
            yield _de(area), area.texto, "texto"
            yield from ((f"concepto-{o.concepto}", o.nota, "nota") for o in area.conceptos)
        return
    yield "analisis", caso.analisis, "analisis"
    for concepto in caso.conceptos:
        yield f"concepto-{concepto.numero}", concepto.corregir, "corregir"
        yield f"concepto-{concepto.numero}", concepto.motivo, "motivo"
    for n, condicion in enumerate(caso.condiciones, start=1):
        yield f"condicion-{n}", condicion.texto, "texto"


def _senal(concepto: Concepto, frase: str, campo: str, razon: str = "") -> Senal:
    return Senal(f"concepto-{concepto.numero}", frase, campo, razon)


def _posturas(caso: Caso, concepto: Concepto) -> list[str]:
    return caso.posturas.get(concepto.numero, [])


def _negados(caso: Caso) -> list[Concepto]:
    return [c for c in caso.conceptos if c.sentido and c.sentido not in FAVORABLES]


def _condicionado(caso: Caso) -> bool:
    return any(c.sentido == Sentido.CON_CONDICIONES for c in caso.conceptos)


def _escrito(condicion: Condicion, columna: str) -> bool:
    return bool(str(getattr(condicion, columna) or "").strip())


def _sentido(concepto: Concepto) -> str:
    return str(Sentido(concepto.sentido).label).lower()


def _postura(clave: str) -> str:
    return str(PosturaDeArea(clave).label)


def _clausula(clausula: Clausula) -> str:
    return f"{clausula.clave}, {clausula.texto}" if clausula.texto else clausula.clave


def _titulo(criterio: Criterio) -> str:
    return criterio.nombre or criterio.clave


def _de(area: Area) -> str:
    return f"area-{area.clave}"


def _nombre(area: Area) -> str:
    return area.nombre or area.clave
