// Lo que se le pide al sitio. Salen el certificado y la firma; la llave y su contraseña, nunca.
const RUTAS = { lista: "/firma/llave/", preparar: "/firma/llave/preparar/", terminar: "/firma/llave/terminar/" };

const aBase64 = (b) => btoa(Array.from(b, (x) => String.fromCharCode(x)).join(""));
const deBase64 = (texto) => Uint8Array.from(atob(texto), (c) => c.charCodeAt(0));

async function pedir(ruta, opciones = {}) {
  let respuesta;
  try {
    respuesta = await fetch(ruta, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...opciones });
  } catch {
    throw new Aviso(FRASES.red);
  }
  if (respuesta.type === "opaqueredirect") throw new Aviso(FRASES.sesion);
  if (respuesta.status === 429) throw new Aviso(FRASES.intentos);
  return respuesta;
}

async function pedirDatos(ruta, csrf, datos) {
  const respuesta = await pedir(ruta, datos && { method: "POST", headers: { "X-CSRFToken": csrf }, body: new URLSearchParams(datos) });
  let dicho = null;
  try {
    dicho = await respuesta.json();
  } catch {
    throw new Aviso(respuesta.status === 403 ? FRASES.sesion : FRASES.red);
  }
  if (!respuesta.ok) throw new Aviso(dicho.motivo, { identidad: dicho.identidad, certificado: dicho.certificado });
  return dicho;
}

// Los bytes que se leyeron: los de esa huella, o ninguno.
async function pedirBytes(documento) {
  const respuesta = await pedir(documento.bytes);
  if (!respuesta.ok) throw new Aviso(FRASES.red);
  const bytes = new Uint8Array(await respuesta.arrayBuffer());
  if (hexadecimal(await sha256(bytes)) !== documento.huella) throw new Aviso(FRASES.cambio);
  return bytes;
}
