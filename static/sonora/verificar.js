// Comprobar un PDF sin que salga del equipo: se calcula su SHA-256 aquí y sólo la huella se consulta.
// Sin este archivo, sin WebCrypto (página sin https) o si algo falla, el formulario sube el PDF como cualquier otro.
(() => {
  const MAXIMO = 25 * 1024 * 1024;
  document.addEventListener("cuerpo-nuevo", activar);
  activar();

  function activar() {
    const formulario = document.querySelector("form[data-huella-url]");
    const resultado = document.getElementById("resultado");
    if (!formulario || !resultado || !window.crypto?.subtle) return;

    const control = formulario.querySelector('input[type="file"]');
    const zona = formulario.querySelector(".ver-soltar");
    let turno = 0;

    async function huellaDe(archivo) {
      const resumen = await crypto.subtle.digest("SHA-256", await archivo.arrayBuffer());
      return [...new Uint8Array(resumen)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    function decir(texto) {
      const parrafo = document.createElement("p");
      parrafo.className = "govuk-inset-text";
      parrafo.textContent = texto;
      resultado.replaceChildren(parrafo);
    }

    function llevar() {
      resultado.focus({ preventScroll: true });
      resultado.scrollIntoView({ block: "start" });
    }

    async function consultar(archivo) {
      const direccion = new URL(formulario.dataset.huellaUrl, location.href);
      direccion.searchParams.set("sha256", await huellaDe(archivo));
      const respuesta = await fetch(direccion, { headers: { "HX-Request": "true" } });
      if (respuesta.status === 429) return decir("Desde su red se han pedido demasiadas verificaciones. Espere un minuto.");
      if (!respuesta.ok) throw new Error(respuesta.status);
      return respuesta.text();
    }

    async function comprobar() {
      const archivo = control.files[0];
      const mio = ++turno;
      if (!archivo) return;
      if (!archivo.size) return decir("El archivo está vacío. Elija otro.");
      if (archivo.size > MAXIMO) return decir("El archivo pesa más de 25 MB; ningún documento de este sistema pesa tanto.");
      decir(`Comprobando «${archivo.name}»…`);
      try {
        const fragmento = await consultar(archivo);
        if (mio !== turno) return;
        if (fragmento) resultado.innerHTML = fragmento;
        llevar();
      } catch {
        decir("No se pudo consultar el registro. Revise su conexión y vuelva a intentarlo.");
      }
    }

    control.addEventListener("change", comprobar);
    formulario.addEventListener("submit", (evento) => {
      if (evento.submitter?.name === "enviar" || !control.files.length) return;
      evento.preventDefault();
      comprobar();
    });
    for (const tipo of ["dragenter", "dragover"]) {
      zona.addEventListener(tipo, (evento) => {
        evento.preventDefault();
        zona.classList.add("ver-soltar--encima");
      });
    }
    for (const tipo of ["dragleave", "drop"]) {
      zona.addEventListener(tipo, () => zona.classList.remove("ver-soltar--encima"));
    }
    zona.addEventListener("drop", (evento) => {
      evento.preventDefault();
      if (!evento.dataTransfer.files.length) return;
      control.files = evento.dataTransfer.files;
      comprobar();
    });
    formulario.querySelector(".ver-privado").hidden = false;
  }
})();
