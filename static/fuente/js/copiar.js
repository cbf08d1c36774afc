// Botón data-copiar="id": copia el texto de ese elemento y lo dice.
import { anunciar } from "./htmx.js";

export function activarCopiar() {
  document.body.addEventListener("click", async (evento) => {
    const boton = evento.target.closest("[data-copiar]");
    const origen = boton && document.getElementById(boton.dataset.copiar);
    if (!origen || !navigator.clipboard) return;
    await navigator.clipboard.writeText(origen.textContent.trim());
    anunciar("Copiado");
  });
}
