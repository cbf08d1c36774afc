"""Con qué se traza un oficio: la hoja, la pluma, sus piezas, la tipografía y su perfil PDF/A."""
