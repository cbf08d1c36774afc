"""El banco de medidas: `make medir` (o `python -m tests.medir --ayuda`). Vive fuera del producto.

Cada renglón se toma junto a su par en la misma corrida, alternando A B A B, para que la máquina no decida: importan
las razones y cómo crecen, no los milisegundos. El CPU es el de los procesos del servidor, leído de /proc.
"""
