// Puente con htmx: la ficha CSRF en cada petición, los componentes del fragmento nuevo y el aviso si falla la red.
export function activarHtmx(iniciar) {
  document.body.addEventListener("htmx:configRequest", (evento) => {
    const ficha = document.querySelector('meta[name="ficha-csrf"]');
    if (ficha && evento.detail.verb !== "get") evento.detail.headers["X-CSRFToken"] = ficha.content;
  });
  document.body.addEventListener("htmx:load", (evento) => iniciar(evento.detail.elt.parentNode || document));
  for (const falla of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(falla, () => anunciar("No hay conexión. Lo que ve no se ha guardado todavía."));
  }
}

// Escribe en la región de avisos de la página (role=status), que base.html siempre trae.
export function anunciar(texto) {
  const region = document.getElementById("avisos-en-vivo");
  if (region) region.textContent = texto;
}
