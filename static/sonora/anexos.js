// Subir anexos: elegir varios, soltarlos o fotografiarlos, con su avance. Cada archivo va en su propia petición, para que
// uno que falle no se lleve a los demás. Sin este archivo, el formulario los manda juntos y todo funciona igual.
(() => {
  const MB = 1024 * 1024;
  const LADO = 2400; // pixeles del lado mayor de una foto: una carta se lee y pesa menos de 1 MB
  const formulario = document.querySelector("form[data-subir]");
  if (!formulario) return;
  const { archivo, foto, clase } = formulario.elements;
  const lista = document.getElementById("subidas");
  const cola = [];
  let ocupado = false;

  const anunciar = (texto) => { document.getElementById("avisos-en-vivo").textContent = texto; };
  const nuevo = (etiqueta, texto = "", estilo = "") => Object.assign(document.createElement(etiqueta), { textContent: texto, className: estilo });
  const nombreDe = (valor) => [...(clase?.options ?? [])].find((opcion) => opcion.value === valor)?.text;

  // La foto se endereza, se reduce y pierde sus datos ocultos (dónde se tomó) antes de salir del teléfono.
  async function aligerar(original) {
    try {
      const imagen = await createImageBitmap(original);
      const escala = Math.min(1, LADO / Math.max(imagen.width, imagen.height));
      const lienzo = Object.assign(document.createElement("canvas"), { width: imagen.width * escala, height: imagen.height * escala });
      const pincel = lienzo.getContext("2d");
      pincel.fillStyle = "#fff";
      pincel.fillRect(0, 0, lienzo.width, lienzo.height);
      pincel.drawImage(imagen, 0, 0, lienzo.width, lienzo.height);
      const datos = await new Promise((listo) => { lienzo.toBlob(listo, "image/jpeg", 0.85); });
      return new File([datos], "foto.jpg", { type: "image/jpeg" });
    } catch {
      return original;
    }
  }

  function mandar(subida, alAvanzar) {
    const datos = new FormData(formulario);
    for (const control of [archivo, foto]) datos.delete(control.name);
    if (clase) datos.set("clase", subida.clase);
    datos.append(subida.control, subida.contenido, subida.contenido.name);
    return new Promise((listo) => {
      const peticion = new XMLHttpRequest();
      peticion.open("POST", formulario.action);
      peticion.setRequestHeader("Accept", "application/json");
      peticion.setRequestHeader("HX-Request", "true"); // sin sesión, un 401 y no la página de entrar
      peticion.responseType = "json";
      peticion.upload.addEventListener("progress", (evento) => { if (evento.lengthComputable) alAvanzar(evento.loaded / evento.total); });
      peticion.addEventListener("loadend", () => listo({ codigo: peticion.status, texto: peticion.response?.texto }));
      peticion.send(datos);
    });
  }

  // Lo que contestó quien no es la vista: se cortó la red, la sesión terminó, alguien ya presentó la solicitud.
  const SIN_RESPUESTA = {
    0: "Se cortó la conexión y el archivo no se guardó.",
    401: "Su sesión terminó y el archivo no se guardó: entre en otra pestaña, vuelva a ésta y reintente.",
  };
  const sinRespuesta = (codigo) => SIN_RESPUESTA[codigo] ?? "No se pudo adjuntar: vuelva a cargar la página para ver por qué.";

  async function subir(subida) {
    const { renglon } = subida;
    const avance = Object.assign(nuevo("progress"), { max: 1, value: 0 });
    avance.setAttribute("aria-label", `Avance de ${subida.nombre}`);
    const dicho = nuevo("span", "0 %");
    const fila = nuevo("div", "", "sn-avance");
    fila.append(avance, dicho);
    renglon.lastChild.replaceWith(fila);
    anunciar(`Subiendo «${subida.nombre}»…`);
    if (subida.control === "foto") subida.contenido = await aligerar(subida.contenido);
    const { codigo, texto } = await mandar(subida, (parte) => {
      avance.value = parte;
      dicho.textContent = parte < 1 ? `${Math.floor(parte * 100)} %` : "Revisando…";
    });
    subida.entro = codigo === 200 && Boolean(texto);
    subida.renglon.toggleAttribute("data-entro", subida.entro);
    if (codigo === 401) document.body.dispatchEvent(new Event("sesion-terminada"));
    terminar(subida, texto || sinRespuesta(codigo), [0, 401, 503].includes(codigo));
  }

  function terminar(subida, texto, seReintenta) {
    const resultado = nuevo("p", texto, subida.entro ? "" : "govuk-error-message");
    if (seReintenta) {
      const otra = nuevo("button", "Reintentar", "govuk-button--enlace");
      otra.type = "button";
      otra.addEventListener("click", () => {
        subida.renglon.tabIndex = -1;
        subida.renglon.focus(); // el botón se va con lo que dice
        formar(subida);
        seguir();
      });
      resultado.append(" ", otra);
    }
    subida.renglon.lastChild.replaceWith(resultado);
    anunciar(texto);
  }

  function formar(subida) {
    subida.renglon.lastChild.replaceWith(nuevo("p", "En espera"));
    cola.push(subida);
  }

  // La lista y la cuenta, como el servidor las ve ahora; lo demás de la página no se toca.
  async function ponerAlDia() {
    const respuesta = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const pagina = new DOMParser().parseFromString(await respuesta.text(), "text/html");
    const vinculo = document.activeElement?.closest("[data-al-dia] a")?.getAttribute("href");
    for (const parte of document.querySelectorAll("[data-al-dia]")) {
      const fresca = pagina.getElementById(parte.id);
      if (fresca) parte.replaceWith(fresca);
    }
    if (vinculo) document.querySelector(`[data-al-dia] a[href="${CSS.escape(vinculo)}"]`)?.focus();
  }

  // Ya adjunto lo de una clase, el control pasa a la que sigue; tras una foto no: suele llevar más hojas.
  function pasarALaQueSigue(subida) {
    const falta = document.getElementById("anexos-lista").dataset.falta;
    if (!falta || subida.control === "foto" || clase.value !== subida.clase || falta === clase.value) return;
    clase.value = falta;
    anunciar(`${document.getElementById("avisos-en-vivo").textContent} Sigue: ${nombreDe(falta)}.`);
  }

  async function seguir() {
    if (ocupado) return;
    ocupado = true;
    let entro;
    while (cola.length) {
      const subida = cola.shift();
      await subir(subida);
      if (subida.entro) entro = subida;
    }
    ocupado = false;
    if (!entro) return;
    if (formulario.dataset.sigue) location.assign(formulario.dataset.sigue);
    else {
      await ponerAlDia().catch(() => {});
      pasarALaQueSigue(entro);
    }
  }

  function recibir(archivos, control, deClase) {
    if (!ocupado) lista.querySelectorAll("[data-entro]").forEach((renglon) => renglon.remove());
    for (const contenido of archivos) {
      const subida = { contenido, control, clase: deClase, nombre: contenido.name, renglon: nuevo("li") };
      const rotulo = nombreDe(deClase);
      subida.renglon.append(nuevo("strong", contenido.name), ...(rotulo ? [` · ${rotulo}`] : []), nuevo("p"));
      lista.append(subida.renglon);
      lista.hidden = false;
      if (control === "archivo" && contenido.size > formulario.dataset.maximoMb * MB) terminar(subida, `«${contenido.name}» pesa más de ${formulario.dataset.maximoMb} MB.`, false);
      else formar(subida);
    }
    if (cola.length) seguir();
  }

  formulario.addEventListener("submit", (evento) => {
    if (!archivo.files.length && !foto.files.length) return;
    evento.preventDefault();
    for (const control of [archivo, foto]) {
      const archivos = [...control.files];
      control.value = "";
      if (archivos.length) recibir(archivos, control.name, clase?.value);
    }
  });

  const conArchivos = (evento) => evento.dataTransfer?.types.includes("Files");
  const zonaDe = (evento) => evento.target.closest?.(".sn-soltar, [data-clase]");
  const soltar = () => document.querySelectorAll(".sn-encima").forEach((zona) => zona.classList.remove("sn-encima"));
  document.addEventListener("dragover", (evento) => {
    if (!conArchivos(evento)) return;
    evento.preventDefault(); // en cualquier parte: soltarlo fuera de lugar abriría el archivo y se perdería la página
    soltar();
    zonaDe(evento)?.classList.add("sn-encima");
  });
  document.addEventListener("dragleave", soltar);
  document.addEventListener("drop", (evento) => {
    soltar();
    if (!conArchivos(evento)) return;
    evento.preventDefault();
    const zona = zonaDe(evento);
    const archivos = [...evento.dataTransfer.files];
    if (zona) recibir(archivo.multiple ? archivos : archivos.slice(0, 1), "archivo", zona.dataset.clase ?? clase?.value);
  });
  window.addEventListener("beforeunload", (evento) => { if (ocupado) evento.preventDefault(); });
  formulario.querySelector(".sn-soltar__como").hidden = false;
})();
