"""Cómo se ve y cómo se escribe: formas de decir, formularios, páginas y gráficas."""
