// La sesión: cinco minutos antes de que venza se avisa, y si terminó con la página abierta, lo escrito sigue y se retoma al entrar.
// <body data-sesion-segundos="1800" data-sesion-quedan="43200">: sin actividad, y en total.
import { retomarGuardado } from "./guardado.js";

const ANTES = 300;
let aviso;

function decir(cual) {
  aviso.hidden = !cual;
  for (const texto of aviso.querySelectorAll("[data-sesion]")) texto.hidden = texto.dataset.sesion !== cual;
}

const dicho = () => (aviso.hidden ? "" : aviso.querySelector("[data-sesion]:not([hidden])").dataset.sesion);

// La persona entró en otra pestaña: esta toma la ficha nueva y guarda lo que quedó pendiente.
async function retomar() {
  if (document.hidden || dicho() !== "terminada") return;
  const respuesta = await fetch(location.href);
  const pagina = new DOMParser().parseFromString(await respuesta.text(), "text/html");
  const ficha = pagina.querySelector('meta[name="ficha-csrf"]');
  if (!respuesta.ok || !ficha) return;
  document.querySelector('meta[name="ficha-csrf"]').content = ficha.content;
  for (const campo of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) campo.value = ficha.content;
  decir("");
  retomarGuardado();
}

export function activarSesion() {
  const segundos = Number(document.body.dataset.sesionSegundos || 0);
  const quedan = Number(document.body.dataset.sesionQuedan || 0);
  aviso = document.getElementById("aviso-de-sesion");
  if (!segundos || !aviso) return;
  let temporizador;
  const armar = () => {
    clearTimeout(temporizador);
    if (dicho() === "inactiva") decir("");
    if (segundos > ANTES) temporizador = setTimeout(() => decir("inactiva"), (segundos - ANTES) * 1000);
  };
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.status === 401) decir("terminada");
    else if (!detail.requestConfig.headers["X-Latido"]) armar(); // el latido no alarga la sesión
  });
  document.body.addEventListener("sesion-terminada", () => decir("terminada")); // lo dice quien no pide con htmx
  for (const vuelta of ["visibilitychange", "focus"]) window.addEventListener(vuelta, retomar);
  if (quedan) setTimeout(() => decir("limite"), Math.max(quedan - ANTES, 0) * 1000);
  armar();
}
