"""Ajustes del banco: los de un proceso de prueba, con las páginas del par plano junto a las del producto."""

from tests.herramientas.ajustes_de_proceso import *  # noqa: F403

ROOT_URLCONF = "tests.medir.plano.urls"
