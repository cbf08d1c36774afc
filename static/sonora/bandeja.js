// La bandeja con teclado y con marcas: j y k mueven, Enter abre, x marca, ? enseña la ayuda. Sin esto todo se hace igual.
const ESCRIBIBLES = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const LUGAR = "bandeja:ultima";
const vinculos = [...document.querySelectorAll(".sn-bandeja--asuntos tbody th a")];
const casillas = [...document.querySelectorAll('input[form="lote"][name="t"]')];
const cuenta = document.querySelector("[data-cuenta-marcados]");
const todo = document.querySelector("[data-marcar-todo]");

const marcadas = () => casillas.filter((casilla) => casilla.checked).length;

const contar = () => {
  if (!cuenta) return;
  cuenta.textContent = ` (${marcadas()})`;
  todo.textContent = marcadas() === casillas.length ? "Quitar la selección" : "Seleccionar todo";
};

const mover = (pasos) => {
  const actual = vinculos.findIndex((vinculo) => vinculo.closest("tr").contains(document.activeElement));
  const destino = actual < 0 ? (pasos > 0 ? 0 : vinculos.length - 1) : actual + pasos;
  vinculos[Math.min(Math.max(destino, 0), vinculos.length - 1)]?.focus();
};

const marcar = () => document.activeElement.closest("tr")?.querySelector('input[name="t"]')?.click();

const ayudar = () => {
  const ayuda = document.getElementById("atajos");
  if (!ayuda) return;
  ayuda.open = !ayuda.open;
  ayuda.querySelector("summary").focus();
};

const TECLAS = { j: () => mover(1), k: () => mover(-1), x: marcar, "?": ayudar };

if (document.documentElement.dataset.atajos !== "no") {
  document.addEventListener("keydown", (evento) => {
    const hacer = TECLAS[evento.key];
    if (!hacer || evento.ctrlKey || evento.metaKey || evento.altKey || evento.target.closest(ESCRIBIBLES)) return;
    evento.preventDefault();
    hacer();
  });
}

if (casillas.length && todo) {
  todo.hidden = false;
  todo.addEventListener("click", () => {
    const poner = marcadas() < casillas.length;
    for (const casilla of casillas) casilla.checked = poner;
    contar();
  });
  for (const casilla of casillas) casilla.addEventListener("change", contar);
  contar();
}

// Al volver a la misma página, el foco regresa al asunto que se abrió.
for (const vinculo of vinculos) {
  vinculo.addEventListener("click", () => sessionStorage.setItem(LUGAR, `${location.href} ${vinculo.pathname}`));
}
const [pagina, asunto] = (sessionStorage.getItem(LUGAR) || "").split(" ");
if (pagina === location.href && document.activeElement === document.body) {
  vinculos.find((vinculo) => vinculo.pathname === asunto)?.focus({ preventScroll: performance.getEntriesByType("navigation")[0]?.type === "back_forward" });
}
