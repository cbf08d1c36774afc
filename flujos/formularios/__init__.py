"""Los formularios por tipo: lo que hace quien administra."""
