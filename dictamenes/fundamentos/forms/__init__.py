"""Los formularios de dictamenes/fundamentos."""
