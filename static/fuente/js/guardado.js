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

// Enviado el formulario, lo que quedaba por guardar ya va en él: un guardado tardío diría que el paso ya se dio, o dejaría
// otra vez como escrito a medias el concepto que se acaba de guardar.
function alEnviar(evento) {
  if (!evento.target.matches("form[hx-post]") || evento.submitter?.formTarget === "_blank") return;
  evento.target.dataset.enviando = "";
}

export function activarGuardado() {
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
