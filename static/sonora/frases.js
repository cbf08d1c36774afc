// En cada campo de texto largo, «Frases» inserta una donde está el cursor. Sin esto, la lista se copia a mano.
(() => {
  const lista = document.querySelector("[data-lista-de-frases]");
  if (!lista) return;
  const aviso = document.querySelector("[data-frase-insertada]");
  const frases = [...lista.children].map((fila) => ({
    titulo: fila.querySelector("dt").firstChild.textContent,
    texto: fila.dataset.texto,
  }));

  const insertar = (campo, frase) => {
    const antes = campo.value.slice(0, campo.selectionEnd);
    const separada = antes && !/\s$/.test(antes) ? ` ${frase.texto}` : frase.texto;
    campo.setRangeText(separada, campo.selectionEnd, campo.selectionEnd, "end");
    campo.dispatchEvent(new Event("input", { bubbles: true }));
    campo.focus();
    aviso.textContent = `Se insertó «${frase.titulo}».`;
  };

  const boton = (campo, menu, frase) => {
    const uno = document.createElement("button");
    uno.type = "button";
    uno.className = "govuk-button govuk-button--secondary";
    uno.textContent = frase.titulo;
    uno.title = frase.texto;
    uno.addEventListener("click", () => {
      menu.open = false;
      insertar(campo, frase);
    });
    return uno;
  };

  for (const campo of document.querySelectorAll("form[data-con-frases] textarea:not([readonly])")) {
    const menu = document.createElement("details");
    menu.className = "govuk-details sn-frases";
    menu.innerHTML = '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">Frases'
      + '<span class="govuk-visually-hidden"></span></span></summary><div class="govuk-details__text sn-botones"></div>';
    menu.querySelector(".govuk-visually-hidden").textContent = ` para «${campo.labels[0]?.textContent.trim() ?? ""}»`;
    menu.addEventListener("toggle", () => {
      const caja = menu.lastElementChild;
      if (menu.open && !caja.firstChild) caja.append(...frases.map((frase) => boton(campo, menu, frase)));
    });
    menu.addEventListener("keydown", (tecla) => {
      if (tecla.key !== "Escape") return;
      menu.open = false;
      menu.firstElementChild.focus();
    });
    campo.after(menu);
  }
})();
