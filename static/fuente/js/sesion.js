// Aviso cinco minutos antes de que la sesión venza: <body data-sesion-segundos="1800">.
const ANTES = 300;

export function activarSesion() {
  const segundos = Number(document.body.dataset.sesionSegundos || 0);
  const aviso = document.getElementById("aviso-de-sesion");
  if (segundos <= ANTES || !aviso) return;
  let temporizador;
  const armar = () => {
    clearTimeout(temporizador);
    aviso.hidden = true;
    temporizador = setTimeout(() => { aviso.hidden = false; }, (segundos - ANTES) * 1000);
  };
  document.body.addEventListener("htmx:afterRequest", (evento) => {
    if (!evento.detail.requestConfig.headers["X-Latido"]) armar(); // el latido no alarga la sesión
  });
  armar();
}
