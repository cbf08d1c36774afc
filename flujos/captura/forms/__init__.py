"""Los formularios de flujos/captura."""
