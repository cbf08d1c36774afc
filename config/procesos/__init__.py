"""Los procesos de larga vida: qué hace el trabajador y cuánta memoria retiene cada uno."""
