"""Los formularios de los actos: dicen si el dato tiene sentido; nunca guardan."""
