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

export function activarGuardado() {
  document.body.addEventListener("htmx:beforeRequest", (evento) => decir(evento, "guardando"));
  document.body.addEventListener("htmx:afterRequest", (evento) => decir(evento, evento.detail.successful ? "guardado" : "sin-guardar"));
  window.addEventListener("beforeunload", (evento) => {
    if (document.querySelector('.sn-guardado[data-estado="sin-guardar"]')) evento.preventDefault();
  });
}
