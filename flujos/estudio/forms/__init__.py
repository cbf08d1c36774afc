"""Los formularios de flujos/estudio."""
