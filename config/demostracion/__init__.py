"""La demostración: gente ficticia y un año de asuntos que recorren el camino con los actos de verdad."""
