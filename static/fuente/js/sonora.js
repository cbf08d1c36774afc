// Entrada única: comportamiento de GOV.UK en español y mejoras propias. Sin este archivo todo sigue funcionando.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { activarAtajos } from "./atajos.js";
import { activarCopiar } from "./copiar.js";
import { activarEspera, esperarImagenes } from "./espera.js";
import { activarGuardado } from "./guardado.js";
import { activarHtmx } from "./htmx.js";
import { activarSesion } from "./sesion.js";

const CONTRASENA = {
  i18n: {
    showPassword: "Ver",
    hidePassword: "Ocultar",
    showPasswordAriaLabel: "Ver la contraseña",
    hidePasswordAriaLabel: "Ocultar la contraseña",
    passwordShownAnnouncement: "La contraseña está a la vista",
    passwordHiddenAnnouncement: "La contraseña está oculta",
  },
};
const CUENTA = {
  i18n: {
    charactersUnderLimit: { one: "Queda %{count} carácter", other: "Quedan %{count} caracteres" },
    charactersAtLimit: "Ya no quedan caracteres",
    charactersOverLimit: { one: "Sobra %{count} carácter", other: "Sobran %{count} caracteres" },
    wordsUnderLimit: { one: "Queda %{count} palabra", other: "Quedan %{count} palabras" },
    wordsAtLimit: "Ya no quedan palabras",
    wordsOverLimit: { one: "Sobra %{count} palabra", other: "Sobran %{count} palabras" },
  },
};
const COMPONENTES = [
  ["govuk-button", Button, {}],
  ["govuk-character-count", CharacterCount, CUENTA],
  ["govuk-checkboxes", Checkboxes, {}],
  ["govuk-error-summary", ErrorSummary, {}],
  ["govuk-notification-banner", NotificationBanner, { disableAutoFocus: true }],
  ["govuk-password-input", PasswordInput, CONTRASENA],
  ["govuk-radios", Radios, {}],
  ["govuk-skip-link", SkipLink, {}],
];

// Inicia lo que haya en un fragmento; lo ya iniciado se salta (htmx vuelve a pasar por la misma página).
function iniciar(raiz) {
  for (const [modulo, Componente, ajustes] of COMPONENTES) {
    for (const elemento of raiz.querySelectorAll(`[data-module="${modulo}"]:not([data-${modulo}-init])`)) {
      try {
        new Componente(elemento, ajustes);
      } catch (error) {
        console.error(error);
      }
    }
  }
  esperarImagenes(raiz);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
iniciar(document);
activarHtmx(iniciar);
activarGuardado();
activarCopiar();
activarAtajos();
activarSesion();
activarEspera((cuerpo) => {
  iniciar(cuerpo);
  window.htmx?.process(cuerpo);
  document.dispatchEvent(new Event("cuerpo-nuevo")); // para el guion de la página
});
