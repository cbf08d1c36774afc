// Abrir el par: PKCS#8 cifrado con PBES2 (3DES como los del SAT, o AES). La llave queda en WebCrypto, no extraíble.
const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const CABE_CER = 8192, CABE_KEY = 16384, VUELTAS = [1, 1000000], MODULO = [2048, 4096];
const DE_RSA = "2a864886f70d010101", PBES2 = "2a864886f70d01050d", PBKDF2 = "2a864886f70d01050c";
const RESUMENES = { "2a864886f70d0207": "SHA-1", "2a864886f70d0209": "SHA-256" };
const CIFRADOS = {
  "2a864886f70d0307": { octetos: 24, abrir: abrirTripleDes },
  "608648016503040102": { octetos: 16, abrir: abrirAes },
  "608648016503040116": { octetos: 24, abrir: abrirAes },
  "60864801650304012a": { octetos: 32, abrir: abrirAes },
};

// El par abierto: la llave para firmar y los bytes del certificado. Lanza Aviso con su frase.
async function abrirPar(cer, key, contrasena) {
  const publica = await leerCertificado(cer);
  const llave = await abrirLlave(key, contrasena);
  const reto = crypto.getRandomValues(new Uint8Array(32));
  const firma = await crypto.subtle.sign(RSA.name, llave, reto);
  if (!(await crypto.subtle.verify(RSA.name, publica, firma, reto))) throw new Aviso(FRASES.pareja);
  return { llave, cer };
}

async function leerCertificado(cer) {
  let spki;
  try {
    exigir(cer.length <= CABE_CER);
    const [cuerpo] = hijos(cer, raiz(cer, SECUENCIA));
    const campos = hijos(cer, cuerpo);
    const nodo = campos[campos[0].tipo === 0xa0 ? 6 : 5];
    const [algoritmo, bits] = hijos(cer, nodo);
    spki = cer.slice(nodo.desde, nodo.fin);
    if (oid(cer, hijos(cer, algoritmo)[0]) !== DE_RSA) throw new Aviso(FRASES.noRsa);
    const numeros = valor(cer, bits, BITS).slice(1);
    const modulo = valor(numeros, hijos(numeros, raiz(numeros, SECUENCIA))[0], ENTERO);
    const largo = (modulo.length - (modulo[0] === 0 ? 1 : 0)) * 8;
    if (largo < MODULO[0] || largo > MODULO[1]) throw new Aviso(FRASES.noRsa);
  } catch (error) {
    throw error instanceof Aviso ? error : new Aviso(FRASES.cer);
  }
  try {
    return await crypto.subtle.importKey("spki", spki, RSA, false, ["verify"]);
  } catch {
    throw new Aviso(FRASES.cer);
  }
}

async function abrirLlave(key, contrasena) {
  const cifrado = leerCifrado(key);
  for (const clave of contrasenasPosibles(contrasena)) {
    try {
      const llave = await probar(cifrado, clave);
      if (llave) return llave;
    } finally {
      clave.fill(0);
    }
  }
  throw new Aviso(FRASES.contrasena);
}

// Primero UTF-8; si no abre y cabe, Latin-1, como la escribían los programas de antes.
function contrasenasPosibles(texto) {
  const escrita = texto.normalize("NFC");
  const hasta = Math.max(...Array.from(escrita, (c) => c.codePointAt(0)));
  const posibles = [new TextEncoder().encode(escrita)];
  if (hasta > 127 && hasta < 256) posibles.push(Uint8Array.from(escrita, (c) => c.charCodeAt(0)));
  return posibles;
}

function leerCifrado(key) {
  try {
    exigir(key.length <= CABE_KEY);
    const [algoritmo, datos] = hijos(key, raiz(key, SECUENCIA));
    if (algoritmo.tipo === ENTERO) throw new Aviso(FRASES.sinCifrar);
    const [nombre, parametros] = hijos(key, algoritmo);
    if (oid(key, nombre) !== PBES2) throw new Aviso(FRASES.cifrado);
    const [derivacion, esquema] = hijos(key, parametros).map((nodo) => hijos(key, nodo));
    const cifrado = CIFRADOS[oid(key, esquema[0])];
    if (oid(key, derivacion[0]) !== PBKDF2 || !cifrado) throw new Aviso(FRASES.cifrado);
    const [sal, vueltas, ...otros] = hijos(key, derivacion[1]);
    const resumen = otros.find((nodo) => nodo.tipo === SECUENCIA);
    const hash = resumen ? RESUMENES[oid(key, hijos(key, resumen)[0])] : "SHA-1";
    if (!hash) throw new Aviso(FRASES.cifrado);
    const iterations = entero(key, vueltas);
    if (iterations < VUELTAS[0] || iterations > VUELTAS[1]) throw new Aviso(FRASES.vueltas);
    const bloque = cifrado.abrir === abrirAes ? 16 : 8, iv = valor(key, esquema[1], OCTETOS);
    const cuerpo = valor(key, datos, OCTETOS);
    exigir(iv.length === bloque && cuerpo.length > 0 && cuerpo.length % bloque === 0);
    return { ...cifrado, hash, iterations, salt: valor(key, sal, OCTETOS), iv, cuerpo };
  } catch (error) {
    throw error instanceof Aviso ? error : new Aviso(FRASES.key);
  }
}

// La llave, o null si esa contraseña no la abre. El juez es la importación; lo que estuvo en claro se borra.
async function probar(cifrado, clave) {
  const secreta = await crypto.subtle.importKey("raw", clave, "PBKDF2", false, ["deriveBits"]);
  const { hash, iterations, salt } = cifrado;
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash, iterations, salt }, secreta, cifrado.octetos * 8);
  const derivada = new Uint8Array(bits);
  const claro = await cifrado.abrir(derivada, cifrado.iv, cifrado.cuerpo);
  derivada.fill(0);
  if (!claro) return null;
  try {
    const nodo = tlv(claro, 0);
    exigir(nodo.tipo === SECUENCIA);
    const pkcs8 = claro.subarray(0, nodo.fin);
    const [, algoritmo] = hijos(pkcs8, nodo);
    if (oid(pkcs8, hijos(pkcs8, algoritmo)[0]) !== DE_RSA) throw new Aviso(FRASES.noRsa);
    return await crypto.subtle.importKey("pkcs8", pkcs8, RSA, false, ["sign"]);
  } catch (error) {
    if (error instanceof Aviso) throw error;
    return null;
  } finally {
    claro.fill(0);
  }
}

async function abrirTripleDes(key, iv, cuerpo) {
  const descifrador = ajeno("cbc").instantiate(ajeno("ede")).create({ type: "decrypt", key, iv, padding: false });
  const partes = [descifrador.update(cuerpo), descifrador.final()];
  const claro = Uint8Array.from(partes[0].concat(partes[1]));
  partes.forEach((parte) => parte.fill(0));
  return claro;
}

async function abrirAes(clave, iv, cuerpo) {
  let llave;
  try {
    llave = await crypto.subtle.importKey("raw", clave, "AES-CBC", false, ["decrypt"]);
  } catch {
    throw new Aviso(FRASES.cifrado); // Chromium no trae AES de 192 bits
  }
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, llave, cuerpo));
  } catch {
    return null; // el relleno no casa: no era la contraseña
  }
}
