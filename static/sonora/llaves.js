// Llaves de paso: cada formulario `data-llave` hace su ceremonia WebAuthn y manda la respuesta en su campo `credential`.
// La conversión de WebAuthn a JSON es de allauth (mfa/js/webauthn-json.js). Sin este archivo, queda la aplicación de códigos.
(() => {
  const formularios = document.querySelectorAll("form[data-llave]");
  const webauthn = window.webauthnJSON;
  const zona = document.querySelector("[data-llave-error]");

  function decir(texto) {
    if (!zona) return;
    zona.textContent = texto;
    zona.hidden = !texto;
  }

  async function responder(formulario) {
    const reto = JSON.parse(formulario.dataset.reto || "{}");
    if (formulario.dataset.llave === "crear") {
      const eleccion = reto.creation_options.publicKey.authenticatorSelection;
      Object.assign(eleccion, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
      return webauthn.create(reto.creation_options);
    }
    if (formulario.dataset.llave === "usar") return webauthn.get(reto.request_options);
    const respuesta = await fetch(formulario.action, { headers: { Accept: "application/json" } });
    if (!respuesta.ok) throw new Error(respuesta.status);
    return webauthn.get((await respuesta.json()).request_options);
  }

  async function enviar(evento) {
    const formulario = evento.target;
    evento.preventDefault();
    decir("");
    try {
      formulario.elements.credential.value = JSON.stringify(await responder(formulario));
      formulario.submit();
    } catch {
      decir("No se completó con la llave de paso. Inténtelo de nuevo o use otra forma.");
    }
  }

  if (!window.PublicKeyCredential || !webauthn) return;
  for (const formulario of formularios) {
    formulario.hidden = false;
    formulario.addEventListener("submit", enviar);
  }
})();
