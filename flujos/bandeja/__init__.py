"""La bandeja: qué espera a cada quien, y cómo se reparte."""
