// Mejoras de la captura; sin esto todo funciona igual. Preguntas condicionadas y orden entre autoguardado y botón.
(() => {
  const cumple = (control, valor) => {
    const { siEs, siMenorQue } = control.dataset;
    if (siEs !== undefined) return valor === siEs;
    const numero = Number(valor.replace(/,/g, ""));
    return valor.trim() !== "" && Number.isFinite(numero) && numero < Number(siMenorQue);
  };

  const valorDe = (formulario, nombre) => {
    const marcado = formulario.querySelector(`[name="${nombre}"]:checked`);
    const control = formulario.querySelector(`[name="${nombre}"]:not([type="radio"])`);
    const quien = marcado ?? control;
    return quien && !quien.closest(".govuk-form-group")?.hidden ? quien.value : "";
  };

  // Una pregunta que no viene al caso se esconde, con las que dependen de ella; lo que ya tenía escrito no se borra.
  const revisar = (formulario) => {
    for (const control of formulario.querySelectorAll("[data-si-pregunta]")) {
      const grupo = control.closest(".govuk-form-group");
      grupo.hidden = !cumple(control, valorDe(formulario, control.dataset.siPregunta));
    }
  };

  // Elegir una respuesta puede mover otra: la anticipada es del ejercicio que sigue. El servidor hace lo mismo.
  document.addEventListener("change", ({ target }) => {
    for (const control of target.form?.querySelectorAll("[data-toma]") ?? []) {
      const { sigueA, cuando, toma } = control.dataset;
      if (target.name === sigueA && target.value === cuando && control.value < toma) control.value = toma;
    }
  }, true);

  const revisarTodos = () => document.querySelectorAll("form").forEach(revisar);
  document.addEventListener("input", ({ target }) => target.form && revisar(target.form));
  document.addEventListener("cuerpo-nuevo", revisarTodos);
  revisarTodos();

  // El botón espera a que termine el autoguardado en camino: si no, chocaría consigo mismo.
  document.addEventListener("submit", (evento) => {
    const formulario = evento.target;
    if (!formulario.matches("form[hx-post].htmx-request")) return;
    evento.preventDefault();
    document.body.addEventListener("htmx:afterRequest", () => setTimeout(() => formulario.requestSubmit(evento.submitter), 30), { once: true });
  });
})();
