"""Las reglas de un asunto: qué le falta, cuándo vence, quién no puede tocarlo y con qué se compara."""
