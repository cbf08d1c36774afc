// La página: muestra lo que se va a firmar, abre la llave una vez y firma uno por uno.
const $ = (id) => document.getElementById(id);
const PRUEBA = new URLSearchParams(location.search).has("prueba");
const DICHO = { listo: "Listo para firmarse", firmando: "Firmando…", firmado: "Firmado", antes: "Ya estaba firmado" };
let sitio = null, abierto = null;

function decir(texto, esError = false) {
  $("aviso").hidden = !esError || !texto;
  $("aviso").textContent = esError ? texto : "";
  $("estado").textContent = esError ? "" : texto;
  if (esError && texto) $("aviso").focus();
}

function elemento(nombre, clase, texto) {
  const hecho = document.createElement(nombre);
  if (clase) hecho.className = clase;
  hecho.textContent = texto;
  return hecho;
}

function pintar(documento) {
  const renglon = document.createElement("li");
  documento.estado = elemento("p", "estado", "Descargando y comprobando su huella…");
  documento.enlace = elemento("a", "", "");
  documento.enlace.hidden = true;
  renglon.append(
    elemento("h3", "", documento.folio), elemento("p", "", [documento.ente, documento.asunto].filter(Boolean).join(" · ")),
    elemento("p", "", [documento.sentido, documento.importe].filter(Boolean).join(" · ")),
    elemento("p", "huella", `Huella: ${documento.huella}`), documento.estado, documento.enlace,
  );
  $("documentos").append(renglon);
}

function ofrecer(documento, bytes, texto) {
  if (documento.enlace.href) URL.revokeObjectURL(documento.enlace.href);
  documento.enlace.href = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
  documento.enlace.download = `${documento.folio}.pdf`;
  documento.enlace.textContent = `${texto} (${documento.folio}, PDF)`;
  documento.enlace.hidden = false;
}

async function traer(documento) {
  if (documento.leido) return;
  documento.leido = await pedirBytes(documento);
  documento.estado.textContent = DICHO.listo;
  ofrecer(documento, documento.leido, "Abrir estos mismos bytes");
}

async function firmarUno(documento) {
  documento.estado.textContent = DICHO.firmando;
  await traer(documento);
  const { llave, cer } = abierto, visto = documento.huella;
  const datos = { cual: documento.cual, visto, cer: aBase64(cer), ...identidad() };
  const listo = await pedirDatos(RUTAS.preparar, sitio.csrf, datos);
  pedirIdentidad("");
  const atributos = deBase64(listo.atributos);
  const bytes = await revisarPreparado(documento.leido, deBase64(listo.agregado), atributos, cer);
  const firma = new Uint8Array(await crypto.subtle.sign(RSA.name, llave, atributos));
  const hecho = await pedirDatos(RUTAS.terminar, sitio.csrf, { ficha: listo.ficha, firma: aBase64(firma) });
  documento.firmado = true;
  documento.estado.textContent = hecho.antes ? DICHO.antes : DICHO.firmado;
  ofrecer(documento, bytes, "Abrir lo que se firmó, sin la firma");
}

const faltan = () => sitio.documentos.filter((documento) => !documento.firmado);

async function firmarLosQueFaltan() {
  const pendientes = faltan();
  for (const [indice, documento] of pendientes.entries()) {
    decir(`Firmando ${indice + 1} de ${pendientes.length}: ${documento.folio}`);
    try {
      await firmarUno(documento);
    } catch (error) {
      const motivo = error instanceof Aviso ? error.message : FRASES.red;
      documento.estado.textContent = `No se firmó: ${motivo}`;
      if (error.certificado) cerrar();
      if (error.identidad) pedirIdentidad(error.identidad);
      if (error.certificado || error.identidad || [FRASES.sesion, FRASES.intentos, FRASES.red].includes(motivo)) throw error;
    }
  }
  resumir();
}

function resumir() {
  const quedan = faltan().length, firmados = sitio.documentos.length - quedan;
  const hecho = PRUEBA ? "La firma de prueba se verificó y quedó registrada." : `${firmados} de ${sitio.documentos.length} firmados.`;
  $("firmar").hidden = !quedan;
  if (quedan) throw new Aviso(PRUEBA ? "La prueba no se firmó: mire abajo el motivo." : `${hecho} Mire abajo por qué no los demás.`);
  cerrar();
  $("formulario").hidden = true;
  decir(hecho);
  $("estado").focus();
}

async function leerArchivo(campo) {
  const archivo = campo.files[0];
  return archivo && archivo.size < 65536 ? new Uint8Array(await archivo.arrayBuffer()) : new Uint8Array(archivo ? 1 : 0);
}

async function abrir() {
  const [cer, key] = [await leerArchivo($("cer")), await leerArchivo($("key"))], contrasena = $("contrasena").value;
  if (!cer.length || !key.length || !contrasena) throw new Aviso(FRASES.faltan);
  decir("Abriendo su llave en este equipo…");
  abierto = await abrirPar(cer, key, contrasena);
  key.fill(0);
  $("contrasena").value = "";
  $("archivos").hidden = true;
  $("abierta").hidden = false;
}

function cerrar() {
  abierto = null;
  $("archivos").hidden = false;
  $("abierta").hidden = true;
}

const identidad = () => ($("identidad").hidden ? {} : { [$("confirma").dataset.que]: $("confirma").value });

function pedirIdentidad(que) {
  const conCampo = que === "contrasena" || que === "codigo";
  $("identidad").hidden = !conCampo;
  $("otra_pagina").hidden = que !== "otra_pagina";
  $("confirma").value = "";
  $("confirma").dataset.que = que;
  $("confirma").type = que === "codigo" ? "text" : "password";
  $("confirma").inputMode = que === "codigo" ? "numeric" : "text";
  $("confirma").autocomplete = que === "codigo" ? "one-time-code" : "current-password";
  $("rotulo").textContent = que === "codigo" ? "El código de su cuenta en este sitio" : "La contraseña de su cuenta en este sitio";
}

async function alFirmar(evento) {
  evento.preventDefault();
  if ($("firmar").getAttribute("aria-disabled") === "true") return;
  $("firmar").setAttribute("aria-disabled", "true");
  decir("");
  try {
    if (!abierto) await abrir();
    await firmarLosQueFaltan();
  } catch (error) {
    decir(error instanceof Aviso ? error.message : FRASES.red, true);
  } finally {
    $("firmar").removeAttribute("aria-disabled");
  }
}

async function empezar() {
  if (!globalThis.crypto?.subtle) throw new Aviso(FRASES.navegador);
  if (PRUEBA) document.title = $("titulo").textContent = "Probar su e.firma";
  sitio = await pedirDatos(RUTAS.lista + location.search);
  $("volver").href = sitio.volver;
  $("confirmar").href = sitio.confirmar;
  sitio.documentos.forEach(pintar);
  if (!sitio.documentos.length) throw new Aviso(FRASES.nada);
  const cuantos = sitio.documentos.length;
  $("firmar").textContent = PRUEBA ? "Firmar la prueba" : `Firmar ${cuantos} ${cuantos === 1 ? "documento" : "documentos"}`;
  $("persona").textContent = sitio.persona;
  pedirIdentidad(sitio.identidad);
  $("todo").hidden = false;
  for (const documento of sitio.documentos) {
    await traer(documento).catch((error) => {
      documento.estado.textContent = `No se firmará: ${error.message}`;
    });
  }
}

$("sin_guion").hidden = true;
$("formulario").addEventListener("submit", alFirmar);
$("otra").addEventListener("click", cerrar);
addEventListener("pagehide", cerrar);
empezar().catch((error) => decir(error instanceof Aviso ? error.message : FRASES.red, true));
