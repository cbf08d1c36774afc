// «Lo leí completo» y «Firmar» se abren cuando cada hoja se cargó y se pasó por ella; el servidor sólo cree de las que entregó.
// Sin este archivo los botones están abiertos, y el servidor exige que se le hayan entregado todas.
(() => {
  function empezar() {
    const hojas = [...document.querySelectorAll("[data-hoja]")];
    const botones = document.querySelectorAll("[data-tras-leer]");
    const campos = document.querySelectorAll('input[name="hojas"]');
    const estado = document.querySelector("[data-lectura]");
    if (!hojas.length || !botones.length || !estado) return;
    const pasadas = new Set([...campos].flatMap((campo) => campo.value.split(",")).filter(Boolean));
    const alFinal = new Set();
    const rotas = new Set();

    function decir() {
      const faltan = hojas.filter((hoja) => !pasadas.has(hoja.dataset.hoja));
      for (const campo of campos) campo.value = [...pasadas].join(",");
      for (const boton of botones) boton.disabled = faltan.length > 0;
      if (!faltan.length) return void (estado.textContent = `Pasó por ${hojas.length === 1 ? "la única hoja" : `las ${hojas.length} hojas`}.`);
      estado.textContent = `Hojas por las que ha pasado: ${hojas.length - faltan.length} de ${hojas.length}. `;
      const sigue = Object.assign(document.createElement("a"), { className: "govuk-link", href: `#${faltan[0].id}` });
      sigue.textContent = `Ir a la hoja ${faltan[0].dataset.hoja}`;
      estado.append(sigue, rotas.has(faltan[0]) ? ", que no se pudo cargar: recargue la página." : "");
    }

    function mirar(hoja) {
      const imagen = hoja.querySelector("img");
      if (alFinal.has(hoja) && imagen.complete && imagen.naturalWidth) pasadas.add(hoja.dataset.hoja);
      decir();
    }

    const vigia = new IntersectionObserver((entradas) => {
      for (const { isIntersecting, target } of entradas) {
        if (!isIntersecting) continue;
        const hoja = target.closest("[data-hoja]");
        alFinal.add(hoja);
        mirar(hoja);
      }
    });
    for (const hoja of hojas) {
      const imagen = hoja.querySelector("img");
      imagen.addEventListener("load", () => mirar(hoja));
      imagen.addEventListener("error", () => {
        rotas.add(hoja);
        decir();
      });
      vigia.observe(hoja.querySelector("[data-fin]"));
    }
    decir();
  }

  empezar();
  document.addEventListener("cuerpo-nuevo", empezar);
})();
