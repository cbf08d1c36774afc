"""Lo que alguien sube y se lee: se abre en otro proceso (docs/decisiones/0058). Sin Django y sin base."""
