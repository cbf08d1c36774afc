"""`make mutar`: daña el producto de a poco y mira si alguna prueba se entera (docs/decisiones/0054)."""
