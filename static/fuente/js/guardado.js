// Línea de autoguardado: un formulario con data-guardado="id" dice en ese elemento si lo último quedó a salvo.
const TEXTOS = { guardando: "Guardando…", guardado: "Guardado", "sin-guardar": "Sin guardar: siga escribiendo y se volverá a intentar" };

function decir(evento, estado) {
  const formulario = evento.target; // un botón del formulario que pide otra cosa no guarda
  const linea = formulario.matches("form[data-guardado]") && document.getElementById(formulario.dataset.guardado);
  if (!linea) return;
  const hora = new Date().toLocaleTimeString("es-MX", { timeZone: "America/Hermosillo", hour: "2-digit", minute: "2-digit", hour12: false });
  linea.dataset.estado = estado;
  linea.textContent = estado === "guardado" ? `${TEXTOS[estado]} a las ${hora} h` : (estado === "sin-guardar" && formulario.dataset.sinGuardar) || TEXTOS[estado];
}

// Lo que se teclea sin pausa sale cada cuatro segundos, y al dejar la página sale lo que faltaba: apagado el equipo de golpe, no
// se pierde más que eso. `desde` dice cuándo se tecleó lo primero que aún no sale.
const SIN_PAUSA_MS = 4000;
const desde = new WeakMap();
const queGuardanSolos = () => [...document.querySelectorAll("form[hx-post]")];
const guardarYa = (formulario) => formulario.dispatchEvent(new CustomEvent("guardar-ya"));

function alTeclear({ target }) {
  const formulario = target.form;
  if (!formulario?.matches("form[hx-post]")) return;
  if (!desde.has(formulario)) desde.set(formulario, Date.now());
  if (Date.now() - desde.get(formulario) < SIN_PAUSA_MS) return;
  desde.set(formulario, Date.now());
  guardarYa(formulario);
}

function alPedir({ target, type, detail }) {
  if (type === "htmx:beforeRequest") desde.delete(target);
  else if (!detail.successful && target.matches?.("form[hx-post]") && !desde.has(target)) desde.set(target, Date.now());
}

const porSalir = () => queGuardanSolos().filter((formulario) => desde.has(formulario) && !("enviando" in formulario.dataset));

// Al irse ya no hay página que espere la respuesta: el navegador manda lo que falta por su cuenta.
function alIrse() {
  for (const formulario of porSalir()) {
    const datos = new URLSearchParams([...new FormData(formulario)].filter(([, valor]) => typeof valor === "string"));
    for (const [nombre, valor] of Object.entries(JSON.parse(formulario.getAttribute("hx-vals") ?? "{}"))) datos.set(nombre, valor);
    fetch(formulario.getAttribute("hx-post"), { method: "POST", body: datos, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
    desde.delete(formulario);
  }
}

// Enviado el formulario, lo que quedaba por guardar ya va en él: un guardado tardío diría que el paso ya se dio, o dejaría
// otra vez como escrito a medias el concepto que se acaba de guardar.
function alEnviar(evento) {
  if (!evento.target.matches("form[hx-post]") || evento.submitter?.formTarget === "_blank") return;
  evento.target.dataset.enviando = "";
}

export function retomarGuardado() {
  queGuardanSolos().forEach(guardarYa);
}

export function activarGuardado() {
  document.addEventListener("input", alTeclear);
  document.body.addEventListener("htmx:beforeRequest", alPedir);
  document.body.addEventListener("htmx:afterRequest", alPedir);
  document.addEventListener("visibilitychange", () => document.hidden && porSalir().forEach(guardarYa));
  window.addEventListener("pagehide", alIrse);
  document.addEventListener("submit", alEnviar);
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-enviando]").forEach((formulario) => delete formulario.dataset.enviando));
  document.body.addEventListener("htmx:confirm", (evento) => {
    if ("enviando" in evento.target.dataset) evento.preventDefault();
  });
  document.body.addEventListener("htmx:beforeRequest", (evento) => decir(evento, "guardando"));
  document.body.addEventListener("htmx:afterRequest", (evento) => decir(evento, evento.detail.successful ? "guardado" : "sin-guardar"));
  window.addEventListener("beforeunload", (evento) => {
    if (document.querySelector('.sn-guardado[data-estado="sin-guardar"]')) evento.preventDefault();
  });
}
