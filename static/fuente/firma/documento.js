// No se firma a ciegas: lo que se va a firmar se compara con los bytes que se leyeron.
const ATRIBUTOS = { contenido: "2a864886f70d010903", resumen: "2a864886f70d010904", certificado: "2a864886f70d010910022f" };
const DATOS = "2a864886f70d010701", SHA256 = "608648016503040201";
const TRAMO = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
const HEXADECIMAL = /^[0-9a-fA-F]*$/;

const sha256 = async (b) => new Uint8Array(await crypto.subtle.digest("SHA-256", b));
const enLatin1 = (b) => new TextDecoder("latin1").decode(b);
const iguales = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

function juntar(...partes) {
  const junto = new Uint8Array(partes.reduce((suma, parte) => suma + parte.length, 0));
  partes.reduce((donde, parte) => (junto.set(parte, donde), donde + parte.length), 0);
  return junto;
}

// Los bytes completos que se firman, si todo casa; si algo no, Aviso. `leido` son los bytes cuya huella se leyó.
async function revisarPreparado(leido, agregado, atributos, cer) {
  try {
    const bytes = juntar(leido, agregado);
    const [a, b, c, d] = tramo(agregado);
    exigir(a === 0 && b > leido.length && c > b + 2 && c + d === bytes.length);
    exigir(bytes[b] === 0x3c && bytes[c - 1] === 0x3e && HEXADECIMAL.test(enLatin1(bytes.subarray(b + 1, c - 1))));
    await revisarAtributos(atributos, await sha256(juntar(bytes.subarray(0, b), bytes.subarray(c))), await sha256(cer));
    return bytes;
  } catch (error) {
    throw error instanceof Aviso ? error : new Aviso(FRASES.ciego);
  }
}

function tramo(agregado) {
  const hallados = [...enLatin1(agregado).matchAll(TRAMO)];
  exigir(hallados.length === 1);
  return hallados[0].slice(1).map(Number);
}

// Cada atributo una vez, ninguno que no se conozca, y cada uno dice lo que debe.
async function revisarAtributos(b, huella, huellaDelCer) {
  const hallados = {};
  for (const nodo of hijos(b, raiz(b, CONJUNTO), CONJUNTO)) {
    const [nombre, valores] = hijos(b, nodo);
    const clave = Object.keys(ATRIBUTOS).find((una) => ATRIBUTOS[una] === oid(b, nombre));
    const [unico, ...otros] = hijos(b, valores, CONJUNTO);
    exigir(clave && !hallados[clave] && !otros.length);
    hallados[clave] = unico;
  }
  exigir(oid(b, hallados.contenido) === DATOS);
  exigir(iguales(valor(b, hallados.resumen, OCTETOS), huella));
  const [certificados] = hijos(b, hallados.certificado);
  const [uno, ...demas] = hijos(b, certificados);
  exigir(!demas.length);
  const [primero, segundo] = hijos(b, uno);
  const declarado = primero.tipo === SECUENCIA;
  if (declarado) exigir(oid(b, hijos(b, primero)[0]) === SHA256);
  exigir(iguales(valor(b, declarado ? segundo : primero, OCTETOS), huellaDelCer));
}
