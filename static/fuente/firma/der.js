// DER: lo justo para leer un .key, un .cer y los atributos. Todo largo se compara con lo que hay antes de usarse.
const SECUENCIA = 0x30, CONJUNTO = 0x31, ENTERO = 0x02, BITS = 0x03, OCTETOS = 0x04, OID = 0x06;

class Danado extends Error {}

const exigir = (cierto) => {
  if (!cierto) throw new Danado();
};

function tlv(b, o, fin = b.length) {
  exigir(o + 2 <= fin && (b[o] & 31) !== 31);
  let largo = b[o + 1], cabeza = 2;
  if (largo & 128) {
    const cuantos = largo & 127;
    exigir(cuantos > 0 && cuantos < 4 && o + 2 + cuantos <= fin);
    largo = 0;
    for (let i = 0; i < cuantos; i++) largo = largo * 256 + b[o + 2 + i];
    cabeza += cuantos;
  }
  exigir(o + cabeza + largo <= fin);
  return { tipo: b[o], desde: o, dentro: o + cabeza, fin: o + cabeza + largo };
}

// El único valor que ocupa todos los bytes.
function raiz(b, tipo) {
  const nodo = tlv(b, 0);
  exigir(nodo.tipo === tipo && nodo.fin === b.length);
  return nodo;
}

function hijos(b, nodo, tipo = SECUENCIA) {
  exigir(nodo && nodo.tipo === tipo);
  const hallados = [];
  for (let o = nodo.dentro; o < nodo.fin;) {
    const hijo = tlv(b, o, nodo.fin);
    hallados.push(hijo);
    o = hijo.fin;
    exigir(hallados.length <= 64);
  }
  return hallados;
}

function valor(b, nodo, tipo) {
  exigir(nodo && nodo.tipo === tipo);
  return b.subarray(nodo.dentro, nodo.fin);
}

const hexadecimal = (b) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
const oid = (b, nodo) => hexadecimal(valor(b, nodo, OID));

function entero(b, nodo) {
  const v = valor(b, nodo, ENTERO);
  exigir(v.length > 0 && v.length <= 6 && v[0] < 128);
  return v.reduce((suma, x) => suma * 256 + x, 0);
}
