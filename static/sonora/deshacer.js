// «Deshacer» se ofrece diez segundos; con el cursor o el foco encima, espera. Sin esto, el botón se queda.
(() => {
  for (const formulario of document.querySelectorAll("[data-deshacer]")) {
    const quitar = () => {
      if (formulario.matches(":hover, :focus-within")) setTimeout(quitar, 1000);
      else formulario.remove();
    };
    setTimeout(quitar, 10000);
  }
})();
