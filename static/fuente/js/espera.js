// Lo que tarda, lo dice. Un formulario o vínculo con data-espera="Revisando los renglones" enseña al segundo una barra con ese
// texto y cuánto lleva, y no se envía dos veces. Si lleva archivos, la barra es la de sus bytes; con data-descarga, la de los que
// llegan. El botón puede decir otra cosa con su propio data-espera. Sin este archivo todo se envía y se descarga como siempre.
import { anunciar } from "./htmx.js";

const AL_SEGUNDO = 1000;
const CADA = 15; // segundos entre lo que se le dice al lector de pantalla
const EN_MB = new Intl.NumberFormat("es-MX", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const SE_CORTO = "Se cortó la conexión: lo que escribió sigue aquí. Inténtelo de nuevo.";
const nuevo = (etiqueta, estilo = "") => Object.assign(document.createElement(etiqueta), { className: estilo });

// La espera de un formulario o un vínculo: nace callada y a los pocos instantes se ve.
class Espera {
  constructor(quien, texto, lugar, anuncia = anunciar) {
    Object.assign(this, { quien, texto, lugar, anuncia, lleva: 0, fila: nuevo("div", "sn-avance sn-espera") });
    lugar.parentNode.querySelector(":scope > .sn-espera")?.remove(); // lo que se dijo del intento anterior
    this.barra = nuevo("progress");
    this.barra.setAttribute("aria-label", texto);
    this.dicho = nuevo("span");
    this.fila.append(this.barra, this.dicho);
    quien.dataset.esperando = "";
    quien.setAttribute("aria-busy", "true");
    this.reloj = setTimeout(() => {
      lugar.after(this.fila);
      this.pasa();
      this.reloj = setInterval(() => this.pasa(), AL_SEGUNDO);
    }, AL_SEGUNDO);
  }

  // `parte`, de 0 a 1; sin ella no se sabe cuánto falta.
  va(texto, parte) {
    this.texto = texto;
    if (parte === undefined) this.barra.removeAttribute("value");
    else this.barra.value = parte;
    this.decir();
  }

  pasa() {
    this.lleva += 1;
    this.decir();
    if (this.lleva % CADA === 1) this.anuncia(this.dicho.textContent);
  }

  decir() {
    this.dicho.textContent = this.lleva > 2 ? `${this.texto}… ${this.lleva} s` : `${this.texto}…`;
  }

  acabar(texto = "") {
    clearTimeout(this.reloj);
    clearInterval(this.reloj);
    delete this.quien.dataset.esperando;
    delete this.quien.dataset.enviando; // lo que se guarda solo vuelve a guardarse
    this.quien.removeAttribute("aria-busy");
    this.fila.remove();
    if (texto) this.anuncia(texto);
  }
}

function empezar(quien, boton) {
  const texto = boton?.dataset.espera ?? quien.dataset.espera;
  return new Espera(quien, texto, boton?.closest(".sn-botones, .govuk-button-group") ?? boton ?? quien);
}

function fallar(espera, texto) {
  espera.acabar(texto);
  espera.lugar.after(Object.assign(nuevo("p", "govuk-error-message sn-espera"), { textContent: texto }));
}

// Lo que contestó el envío: a dónde ir, o la misma página con lo que falta corregir.
function mostrar(espera, peticion, alPonerla) {
  const destino = peticion.getResponseHeader("X-Ir-A");
  if (destino) return location.assign(destino);
  const pagina = new DOMParser().parseFromString(peticion.responseText, "text/html");
  const cuerpo = pagina.querySelector(".sn-cuerpo");
  if (!cuerpo) return fallar(espera, `No se pudo enviar (${peticion.status}). Lo que escribió sigue aquí.`);
  espera.acabar();
  document.title = pagina.title;
  document.querySelector(".sn-cuerpo").replaceWith(cuerpo);
  alPonerla(cuerpo);
  window.scrollTo(0, 0);
  if (!cuerpo.contains(document.activeElement)) cuerpo.querySelector("main")?.focus({ preventScroll: true });
}

function subir(formulario, boton, alPonerla) {
  const espera = empezar(formulario, boton);
  const { texto } = espera;
  const peticion = new XMLHttpRequest();
  peticion.open("POST", boton?.getAttribute("formaction") ?? formulario.action);
  peticion.setRequestHeader("X-Espera", "1");
  peticion.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (lengthComputable && loaded < total) espera.va(`Subiendo ${EN_MB.format(loaded / 1e6)} de ${EN_MB.format(total / 1e6)} MB`, loaded / total);
  });
  peticion.upload.addEventListener("load", () => espera.va(texto));
  peticion.addEventListener("load", () => mostrar(espera, peticion, alPonerla));
  peticion.addEventListener("error", () => fallar(espera, SE_CORTO));
  peticion.send(new FormData(formulario, boton));
}

const nombreDe = (dicho) => /filename="?([^";]+)/.exec(dicho ?? "")?.[1] ?? "descarga";

async function descargar(quien, boton, pedir, comoSiempre) {
  const espera = empezar(quien, boton);
  try {
    const respuesta = await pedir();
    if (!respuesta.ok || !respuesta.headers.get("Content-Disposition")?.startsWith("attachment")) {
      espera.acabar();
      return comoSiempre(); // no es un archivo: que la página diga por qué
    }
    const total = Number(respuesta.headers.get("Content-Length") || 0);
    const trozos = [];
    let llegan = 0;
    for (let lector = respuesta.body.getReader(), trozo = await lector.read(); !trozo.done; trozo = await lector.read()) {
      trozos.push(trozo.value);
      llegan += trozo.value.length;
      espera.va(`Descargando ${EN_MB.format(llegan / 1e6)} MB`, total ? llegan / total : undefined);
    }
    const vinculo = Object.assign(nuevo("a"), { href: URL.createObjectURL(new Blob(trozos)), download: nombreDe(respuesta.headers.get("Content-Disposition")) });
    vinculo.click();
    setTimeout(() => URL.revokeObjectURL(vinculo.href), 60000);
    return espera.acabar("Descarga lista");
  } catch {
    return fallar(espera, "Se cortó la descarga. Inténtelo de nuevo.");
  }
}

const llevaArchivos = (formulario) => [...formulario.elements].some((control) => control.type === "file" && control.files.length);

function alEnviar(evento, alPonerla) {
  const { target: formulario, submitter: boton } = evento;
  if (evento.defaultPrevented || !formulario.matches("form[data-espera]") || boton?.formTarget === "_blank") return;
  if ("esperando" in formulario.dataset) return evento.preventDefault();
  if ("descarga" in formulario.dataset) {
    evento.preventDefault();
    const pedir = () => fetch(formulario.action, { method: "POST", body: new FormData(formulario, boton), redirect: "manual" });
    descargar(formulario, boton, pedir, () => formulario.submit());
  } else if (formulario.method === "post" && llevaArchivos(formulario)) {
    evento.preventDefault();
    subir(formulario, boton, alPonerla);
  } else empezar(formulario, boton);
}

function alAbrir(evento) {
  const vinculo = evento.target.closest("a[data-espera]");
  if (!vinculo || evento.defaultPrevented || evento.ctrlKey || evento.metaKey || evento.shiftKey) return;
  evento.preventDefault();
  if (!("esperando" in vinculo.dataset)) descargar(vinculo, null, () => fetch(vinculo.href, { redirect: "manual" }), () => location.assign(vinculo.href));
}

// Una página que se dibuja como imagen: se dice hasta que llega, sin interrumpir a quien escucha.
export function esperarImagenes(raiz) {
  for (const imagen of raiz.querySelectorAll("img[data-espera]:not([data-esperando])")) {
    if (imagen.complete) continue;
    const espera = new Espera(imagen, imagen.dataset.espera, imagen, () => {});
    for (const final of ["load", "error"]) imagen.addEventListener(final, () => espera.acabar(), { once: true });
  }
}

export function activarEspera(alPonerla) {
  window.addEventListener("submit", (evento) => alEnviar(evento, alPonerla)); // al final: quien tenga qué decir, ya lo dijo
  window.addEventListener("click", alAbrir);
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return; // se volvió con el botón de atrás: nada se está enviando
    document.querySelectorAll(".sn-espera").forEach((fila) => fila.remove());
    document.querySelectorAll("[data-esperando]").forEach((quien) => { delete quien.dataset.esperando; quien.removeAttribute("aria-busy"); });
  });
}
