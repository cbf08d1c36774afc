"""Los formularios de flujos/expediente."""
