// Atajos de una letra: data-atajo="b" en un vínculo, botón o campo. Se apagan con data-atajos="no" en <html>.
const ESCRIBIBLES = "input, textarea, select, [contenteditable]";

export function activarAtajos() {
  if (document.documentElement.dataset.atajos === "no") return;
  document.addEventListener("keydown", (evento) => {
    if (evento.ctrlKey || evento.metaKey || evento.altKey || evento.target.closest(ESCRIBIBLES)) return;
    const destino = document.querySelector(`[data-atajo="${CSS.escape(evento.key.toLowerCase())}"]`);
    if (!destino) return;
    evento.preventDefault();
    if (destino.matches(ESCRIBIBLES)) destino.focus();
    else destino.click();
  });
}
