"""La captura: lo que hace quien solicita, del borrador a la entrega."""
