"""El calendario: qué días son hábiles y quién lo declara."""
