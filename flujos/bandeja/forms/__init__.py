"""Los formularios de flujos/bandeja."""
