"""El recorrido: quién sigue, qué corre en paralelo, y las pantallas que ejecutan actos."""
