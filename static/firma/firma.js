/* Página de firma. Propio: AGPL-3.0-or-later. Incluye des.js 1.1.0, (c) 2015 Fedor Indutny, licencia MIT:
This software is licensed under the MIT License.

Copyright Fedor Indutny, 2015.

Permission is hereby granted, free of charge, to any person obtaining a
copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included
in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS
OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
USE OR OTHER DEALINGS IN THE SOFTWARE.
*/
(() => {
"use strict";
const ajeno = (() => {
const modulos = {}, hechos = {
  "minimalistic-assert": { equal: (a, b, dicho) => { if (a != b) throw new Error(dicho); } },
  inherits: (hijo, padre) => {
    hijo.super_ = padre;
    hijo.prototype = Object.create(padre.prototype, { constructor: { value: hijo, writable: true } });
  },
};
const pedir = (nombre) => {
  nombre = nombre.replace("./", "");
  if (!hechos[nombre]) {
    const module = { exports: {} };
    modulos[nombre](module.exports, pedir, module);
    hechos[nombre] = module.exports;
  }
  return hechos[nombre];
};
modulos["utils"] = function (exports, require, module) {
'use strict';

exports.readUInt32BE = function readUInt32BE(bytes, off) {
  var res =  (bytes[0 + off] << 24) |
             (bytes[1 + off] << 16) |
             (bytes[2 + off] << 8) |
             bytes[3 + off];
  return res >>> 0;
};

exports.writeUInt32BE = function writeUInt32BE(bytes, value, off) {
  bytes[0 + off] = value >>> 24;
  bytes[1 + off] = (value >>> 16) & 0xff;
  bytes[2 + off] = (value >>> 8) & 0xff;
  bytes[3 + off] = value & 0xff;
};

exports.ip = function ip(inL, inR, out, off) {
  var outL = 0;
  var outR = 0;

  for (var i = 6; i >= 0; i -= 2) {
    for (var j = 0; j <= 24; j += 8) {
      outL <<= 1;
      outL |= (inR >>> (j + i)) & 1;
    }
    for (var j = 0; j <= 24; j += 8) {
      outL <<= 1;
      outL |= (inL >>> (j + i)) & 1;
    }
  }

  for (var i = 6; i >= 0; i -= 2) {
    for (var j = 1; j <= 25; j += 8) {
      outR <<= 1;
      outR |= (inR >>> (j + i)) & 1;
    }
    for (var j = 1; j <= 25; j += 8) {
      outR <<= 1;
      outR |= (inL >>> (j + i)) & 1;
    }
  }

  out[off + 0] = outL >>> 0;
  out[off + 1] = outR >>> 0;
};

exports.rip = function rip(inL, inR, out, off) {
  var outL = 0;
  var outR = 0;

  for (var i = 0; i < 4; i++) {
    for (var j = 24; j >= 0; j -= 8) {
      outL <<= 1;
      outL |= (inR >>> (j + i)) & 1;
      outL <<= 1;
      outL |= (inL >>> (j + i)) & 1;
    }
  }
  for (var i = 4; i < 8; i++) {
    for (var j = 24; j >= 0; j -= 8) {
      outR <<= 1;
      outR |= (inR >>> (j + i)) & 1;
      outR <<= 1;
      outR |= (inL >>> (j + i)) & 1;
    }
  }

  out[off + 0] = outL >>> 0;
  out[off + 1] = outR >>> 0;
};

exports.pc1 = function pc1(inL, inR, out, off) {
  var outL = 0;
  var outR = 0;

  // 7, 15, 23, 31, 39, 47, 55, 63
  // 6, 14, 22, 30, 39, 47, 55, 63
  // 5, 13, 21, 29, 39, 47, 55, 63
  // 4, 12, 20, 28
  for (var i = 7; i >= 5; i--) {
    for (var j = 0; j <= 24; j += 8) {
      outL <<= 1;
      outL |= (inR >> (j + i)) & 1;
    }
    for (var j = 0; j <= 24; j += 8) {
      outL <<= 1;
      outL |= (inL >> (j + i)) & 1;
    }
  }
  for (var j = 0; j <= 24; j += 8) {
    outL <<= 1;
    outL |= (inR >> (j + i)) & 1;
  }

  // 1, 9, 17, 25, 33, 41, 49, 57
  // 2, 10, 18, 26, 34, 42, 50, 58
  // 3, 11, 19, 27, 35, 43, 51, 59
  // 36, 44, 52, 60
  for (var i = 1; i <= 3; i++) {
    for (var j = 0; j <= 24; j += 8) {
      outR <<= 1;
      outR |= (inR >> (j + i)) & 1;
    }
    for (var j = 0; j <= 24; j += 8) {
      outR <<= 1;
      outR |= (inL >> (j + i)) & 1;
    }
  }
  for (var j = 0; j <= 24; j += 8) {
    outR <<= 1;
    outR |= (inL >> (j + i)) & 1;
  }

  out[off + 0] = outL >>> 0;
  out[off + 1] = outR >>> 0;
};

exports.r28shl = function r28shl(num, shift) {
  return ((num << shift) & 0xfffffff) | (num >>> (28 - shift));
};

var pc2table = [
  // inL => outL
  14, 11, 17, 4, 27, 23, 25, 0,
  13, 22, 7, 18, 5, 9, 16, 24,
  2, 20, 12, 21, 1, 8, 15, 26,

  // inR => outR
  15, 4, 25, 19, 9, 1, 26, 16,
  5, 11, 23, 8, 12, 7, 17, 0,
  22, 3, 10, 14, 6, 20, 27, 24
];

exports.pc2 = function pc2(inL, inR, out, off) {
  var outL = 0;
  var outR = 0;

  var len = pc2table.length >>> 1;
  for (var i = 0; i < len; i++) {
    outL <<= 1;
    outL |= (inL >>> pc2table[i]) & 0x1;
  }
  for (var i = len; i < pc2table.length; i++) {
    outR <<= 1;
    outR |= (inR >>> pc2table[i]) & 0x1;
  }

  out[off + 0] = outL >>> 0;
  out[off + 1] = outR >>> 0;
};

exports.expand = function expand(r, out, off) {
  var outL = 0;
  var outR = 0;

  outL = ((r & 1) << 5) | (r >>> 27);
  for (var i = 23; i >= 15; i -= 4) {
    outL <<= 6;
    outL |= (r >>> i) & 0x3f;
  }
  for (var i = 11; i >= 3; i -= 4) {
    outR |= (r >>> i) & 0x3f;
    outR <<= 6;
  }
  outR |= ((r & 0x1f) << 1) | (r >>> 31);

  out[off + 0] = outL >>> 0;
  out[off + 1] = outR >>> 0;
};

var sTable = [
  14, 0, 4, 15, 13, 7, 1, 4, 2, 14, 15, 2, 11, 13, 8, 1,
  3, 10, 10, 6, 6, 12, 12, 11, 5, 9, 9, 5, 0, 3, 7, 8,
  4, 15, 1, 12, 14, 8, 8, 2, 13, 4, 6, 9, 2, 1, 11, 7,
  15, 5, 12, 11, 9, 3, 7, 14, 3, 10, 10, 0, 5, 6, 0, 13,

  15, 3, 1, 13, 8, 4, 14, 7, 6, 15, 11, 2, 3, 8, 4, 14,
  9, 12, 7, 0, 2, 1, 13, 10, 12, 6, 0, 9, 5, 11, 10, 5,
  0, 13, 14, 8, 7, 10, 11, 1, 10, 3, 4, 15, 13, 4, 1, 2,
  5, 11, 8, 6, 12, 7, 6, 12, 9, 0, 3, 5, 2, 14, 15, 9,

  10, 13, 0, 7, 9, 0, 14, 9, 6, 3, 3, 4, 15, 6, 5, 10,
  1, 2, 13, 8, 12, 5, 7, 14, 11, 12, 4, 11, 2, 15, 8, 1,
  13, 1, 6, 10, 4, 13, 9, 0, 8, 6, 15, 9, 3, 8, 0, 7,
  11, 4, 1, 15, 2, 14, 12, 3, 5, 11, 10, 5, 14, 2, 7, 12,

  7, 13, 13, 8, 14, 11, 3, 5, 0, 6, 6, 15, 9, 0, 10, 3,
  1, 4, 2, 7, 8, 2, 5, 12, 11, 1, 12, 10, 4, 14, 15, 9,
  10, 3, 6, 15, 9, 0, 0, 6, 12, 10, 11, 1, 7, 13, 13, 8,
  15, 9, 1, 4, 3, 5, 14, 11, 5, 12, 2, 7, 8, 2, 4, 14,

  2, 14, 12, 11, 4, 2, 1, 12, 7, 4, 10, 7, 11, 13, 6, 1,
  8, 5, 5, 0, 3, 15, 15, 10, 13, 3, 0, 9, 14, 8, 9, 6,
  4, 11, 2, 8, 1, 12, 11, 7, 10, 1, 13, 14, 7, 2, 8, 13,
  15, 6, 9, 15, 12, 0, 5, 9, 6, 10, 3, 4, 0, 5, 14, 3,

  12, 10, 1, 15, 10, 4, 15, 2, 9, 7, 2, 12, 6, 9, 8, 5,
  0, 6, 13, 1, 3, 13, 4, 14, 14, 0, 7, 11, 5, 3, 11, 8,
  9, 4, 14, 3, 15, 2, 5, 12, 2, 9, 8, 5, 12, 15, 3, 10,
  7, 11, 0, 14, 4, 1, 10, 7, 1, 6, 13, 0, 11, 8, 6, 13,

  4, 13, 11, 0, 2, 11, 14, 7, 15, 4, 0, 9, 8, 1, 13, 10,
  3, 14, 12, 3, 9, 5, 7, 12, 5, 2, 10, 15, 6, 8, 1, 6,
  1, 6, 4, 11, 11, 13, 13, 8, 12, 1, 3, 4, 7, 10, 14, 7,
  10, 9, 15, 5, 6, 0, 8, 15, 0, 14, 5, 2, 9, 3, 2, 12,

  13, 1, 2, 15, 8, 13, 4, 8, 6, 10, 15, 3, 11, 7, 1, 4,
  10, 12, 9, 5, 3, 6, 14, 11, 5, 0, 0, 14, 12, 9, 7, 2,
  7, 2, 11, 1, 4, 14, 1, 7, 9, 4, 12, 10, 14, 8, 2, 13,
  0, 15, 6, 12, 10, 9, 13, 0, 15, 3, 3, 5, 5, 6, 8, 11
];

exports.substitute = function substitute(inL, inR) {
  var out = 0;
  for (var i = 0; i < 4; i++) {
    var b = (inL >>> (18 - i * 6)) & 0x3f;
    var sb = sTable[i * 0x40 + b];

    out <<= 4;
    out |= sb;
  }
  for (var i = 0; i < 4; i++) {
    var b = (inR >>> (18 - i * 6)) & 0x3f;
    var sb = sTable[4 * 0x40 + i * 0x40 + b];

    out <<= 4;
    out |= sb;
  }
  return out >>> 0;
};

var permuteTable = [
  16, 25, 12, 11, 3, 20, 4, 15, 31, 17, 9, 6, 27, 14, 1, 22,
  30, 24, 8, 18, 0, 5, 29, 23, 13, 19, 2, 26, 10, 21, 28, 7
];

exports.permute = function permute(num) {
  var out = 0;
  for (var i = 0; i < permuteTable.length; i++) {
    out <<= 1;
    out |= (num >>> permuteTable[i]) & 0x1;
  }
  return out >>> 0;
};

exports.padSplit = function padSplit(num, size, group) {
  var str = num.toString(2);
  while (str.length < size)
    str = '0' + str;

  var out = [];
  for (var i = 0; i < size; i += group)
    out.push(str.slice(i, i + group));
  return out.join(' ');
};
};
modulos["cipher"] = function (exports, require, module) {
'use strict';

var assert = require('minimalistic-assert');

function Cipher(options) {
  this.options = options;

  this.type = this.options.type;
  this.blockSize = 8;
  this._init();

  this.buffer = new Array(this.blockSize);
  this.bufferOff = 0;
  this.padding = options.padding !== false
}
module.exports = Cipher;

Cipher.prototype._init = function _init() {
  // Might be overrided
};

Cipher.prototype.update = function update(data) {
  if (data.length === 0)
    return [];

  if (this.type === 'decrypt')
    return this._updateDecrypt(data);
  else
    return this._updateEncrypt(data);
};

Cipher.prototype._buffer = function _buffer(data, off) {
  // Append data to buffer
  var min = Math.min(this.buffer.length - this.bufferOff, data.length - off);
  for (var i = 0; i < min; i++)
    this.buffer[this.bufferOff + i] = data[off + i];
  this.bufferOff += min;

  // Shift next
  return min;
};

Cipher.prototype._flushBuffer = function _flushBuffer(out, off) {
  this._update(this.buffer, 0, out, off);
  this.bufferOff = 0;
  return this.blockSize;
};

Cipher.prototype._updateEncrypt = function _updateEncrypt(data) {
  var inputOff = 0;
  var outputOff = 0;

  var count = ((this.bufferOff + data.length) / this.blockSize) | 0;
  var out = new Array(count * this.blockSize);

  if (this.bufferOff !== 0) {
    inputOff += this._buffer(data, inputOff);

    if (this.bufferOff === this.buffer.length)
      outputOff += this._flushBuffer(out, outputOff);
  }

  // Write blocks
  var max = data.length - ((data.length - inputOff) % this.blockSize);
  for (; inputOff < max; inputOff += this.blockSize) {
    this._update(data, inputOff, out, outputOff);
    outputOff += this.blockSize;
  }

  // Queue rest
  for (; inputOff < data.length; inputOff++, this.bufferOff++)
    this.buffer[this.bufferOff] = data[inputOff];

  return out;
};

Cipher.prototype._updateDecrypt = function _updateDecrypt(data) {
  var inputOff = 0;
  var outputOff = 0;

  var count = Math.ceil((this.bufferOff + data.length) / this.blockSize) - 1;
  var out = new Array(count * this.blockSize);

  // TODO(indutny): optimize it, this is far from optimal
  for (; count > 0; count--) {
    inputOff += this._buffer(data, inputOff);
    outputOff += this._flushBuffer(out, outputOff);
  }

  // Buffer rest of the input
  inputOff += this._buffer(data, inputOff);

  return out;
};

Cipher.prototype.final = function final(buffer) {
  var first;
  if (buffer)
    first = this.update(buffer);

  var last;
  if (this.type === 'encrypt')
    last = this._finalEncrypt();
  else
    last = this._finalDecrypt();

  if (first)
    return first.concat(last);
  else
    return last;
};

Cipher.prototype._pad = function _pad(buffer, off) {
  if (off === 0)
    return false;

  while (off < buffer.length)
    buffer[off++] = 0;

  return true;
};

Cipher.prototype._finalEncrypt = function _finalEncrypt() {
  if (!this._pad(this.buffer, this.bufferOff))
    return [];

  var out = new Array(this.blockSize);
  this._update(this.buffer, 0, out, 0);
  return out;
};

Cipher.prototype._unpad = function _unpad(buffer) {
  return buffer;
};

Cipher.prototype._finalDecrypt = function _finalDecrypt() {
  assert.equal(this.bufferOff, this.blockSize, 'Not enough data to decrypt');
  var out = new Array(this.blockSize);
  this._flushBuffer(out, 0);

  return this._unpad(out);
};
};
modulos["des"] = function (exports, require, module) {
'use strict';

var assert = require('minimalistic-assert');
var inherits = require('inherits');

var utils = require('./utils');
var Cipher = require('./cipher');

function DESState() {
  this.tmp = new Array(2);
  this.keys = null;
}

function DES(options) {
  Cipher.call(this, options);

  var state = new DESState();
  this._desState = state;

  this.deriveKeys(state, options.key);
}
inherits(DES, Cipher);
module.exports = DES;

DES.create = function create(options) {
  return new DES(options);
};

var shiftTable = [
  1, 1, 2, 2, 2, 2, 2, 2,
  1, 2, 2, 2, 2, 2, 2, 1
];

DES.prototype.deriveKeys = function deriveKeys(state, key) {
  state.keys = new Array(16 * 2);

  assert.equal(key.length, this.blockSize, 'Invalid key length');

  var kL = utils.readUInt32BE(key, 0);
  var kR = utils.readUInt32BE(key, 4);

  utils.pc1(kL, kR, state.tmp, 0);
  kL = state.tmp[0];
  kR = state.tmp[1];
  for (var i = 0; i < state.keys.length; i += 2) {
    var shift = shiftTable[i >>> 1];
    kL = utils.r28shl(kL, shift);
    kR = utils.r28shl(kR, shift);
    utils.pc2(kL, kR, state.keys, i);
  }
};

DES.prototype._update = function _update(inp, inOff, out, outOff) {
  var state = this._desState;

  var l = utils.readUInt32BE(inp, inOff);
  var r = utils.readUInt32BE(inp, inOff + 4);

  // Initial Permutation
  utils.ip(l, r, state.tmp, 0);
  l = state.tmp[0];
  r = state.tmp[1];

  if (this.type === 'encrypt')
    this._encrypt(state, l, r, state.tmp, 0);
  else
    this._decrypt(state, l, r, state.tmp, 0);

  l = state.tmp[0];
  r = state.tmp[1];

  utils.writeUInt32BE(out, l, outOff);
  utils.writeUInt32BE(out, r, outOff + 4);
};

DES.prototype._pad = function _pad(buffer, off) {
  if (this.padding === false) {
    return false;
  }

  var value = buffer.length - off;
  for (var i = off; i < buffer.length; i++)
    buffer[i] = value;

  return true;
};

DES.prototype._unpad = function _unpad(buffer) {
  if (this.padding === false) {
    return buffer;
  }

  var pad = buffer[buffer.length - 1];
  for (var i = buffer.length - pad; i < buffer.length; i++)
    assert.equal(buffer[i], pad);

  return buffer.slice(0, buffer.length - pad);
};

DES.prototype._encrypt = function _encrypt(state, lStart, rStart, out, off) {
  var l = lStart;
  var r = rStart;

  // Apply f() x16 times
  for (var i = 0; i < state.keys.length; i += 2) {
    var keyL = state.keys[i];
    var keyR = state.keys[i + 1];

    // f(r, k)
    utils.expand(r, state.tmp, 0);

    keyL ^= state.tmp[0];
    keyR ^= state.tmp[1];
    var s = utils.substitute(keyL, keyR);
    var f = utils.permute(s);

    var t = r;
    r = (l ^ f) >>> 0;
    l = t;
  }

  // Reverse Initial Permutation
  utils.rip(r, l, out, off);
};

DES.prototype._decrypt = function _decrypt(state, lStart, rStart, out, off) {
  var l = rStart;
  var r = lStart;

  // Apply f() x16 times
  for (var i = state.keys.length - 2; i >= 0; i -= 2) {
    var keyL = state.keys[i];
    var keyR = state.keys[i + 1];

    // f(r, k)
    utils.expand(l, state.tmp, 0);

    keyL ^= state.tmp[0];
    keyR ^= state.tmp[1];
    var s = utils.substitute(keyL, keyR);
    var f = utils.permute(s);

    var t = l;
    l = (r ^ f) >>> 0;
    r = t;
  }

  // Reverse Initial Permutation
  utils.rip(l, r, out, off);
};
};
modulos["cbc"] = function (exports, require, module) {
'use strict';

var assert = require('minimalistic-assert');
var inherits = require('inherits');

var proto = {};

function CBCState(iv) {
  assert.equal(iv.length, 8, 'Invalid IV length');

  this.iv = new Array(8);
  for (var i = 0; i < this.iv.length; i++)
    this.iv[i] = iv[i];
}

function instantiate(Base) {
  function CBC(options) {
    Base.call(this, options);
    this._cbcInit();
  }
  inherits(CBC, Base);

  var keys = Object.keys(proto);
  for (var i = 0; i < keys.length; i++) {
    var key = keys[i];
    CBC.prototype[key] = proto[key];
  }

  CBC.create = function create(options) {
    return new CBC(options);
  };

  return CBC;
}

exports.instantiate = instantiate;

proto._cbcInit = function _cbcInit() {
  var state = new CBCState(this.options.iv);
  this._cbcState = state;
};

proto._update = function _update(inp, inOff, out, outOff) {
  var state = this._cbcState;
  var superProto = this.constructor.super_.prototype;

  var iv = state.iv;
  if (this.type === 'encrypt') {
    for (var i = 0; i < this.blockSize; i++)
      iv[i] ^= inp[inOff + i];

    superProto._update.call(this, iv, 0, out, outOff);

    for (var i = 0; i < this.blockSize; i++)
      iv[i] = out[outOff + i];
  } else {
    superProto._update.call(this, inp, inOff, out, outOff);

    for (var i = 0; i < this.blockSize; i++)
      out[outOff + i] ^= iv[i];

    for (var i = 0; i < this.blockSize; i++)
      iv[i] = inp[inOff + i];
  }
};
};
modulos["ede"] = function (exports, require, module) {
'use strict';

var assert = require('minimalistic-assert');
var inherits = require('inherits');

var Cipher = require('./cipher');
var DES = require('./des');

function EDEState(type, key) {
  assert.equal(key.length, 24, 'Invalid key length');

  var k1 = key.slice(0, 8);
  var k2 = key.slice(8, 16);
  var k3 = key.slice(16, 24);

  if (type === 'encrypt') {
    this.ciphers = [
      DES.create({ type: 'encrypt', key: k1 }),
      DES.create({ type: 'decrypt', key: k2 }),
      DES.create({ type: 'encrypt', key: k3 })
    ];
  } else {
    this.ciphers = [
      DES.create({ type: 'decrypt', key: k3 }),
      DES.create({ type: 'encrypt', key: k2 }),
      DES.create({ type: 'decrypt', key: k1 })
    ];
  }
}

function EDE(options) {
  Cipher.call(this, options);

  var state = new EDEState(this.type, this.options.key);
  this._edeState = state;
}
inherits(EDE, Cipher);

module.exports = EDE;

EDE.create = function create(options) {
  return new EDE(options);
};

EDE.prototype._update = function _update(inp, inOff, out, outOff) {
  var state = this._edeState;

  state.ciphers[0]._update(inp, inOff, out, outOff);
  state.ciphers[1]._update(out, outOff, out, outOff);
  state.ciphers[2]._update(out, outOff, out, outOff);
};

EDE.prototype._pad = DES.prototype._pad;
EDE.prototype._unpad = DES.prototype._unpad;
};
return pedir;
})();

// Lo que se le dice a la persona. Un Aviso es un motivo con su frase; lo demás es una falla y se dice igual.
class Aviso extends Error {
  constructor(frase, mas = {}) {
    super(frase);
    Object.assign(this, mas);
  }
}

const FRASES = {
  navegador: "Este navegador no puede abrir su llave (le falta WebCrypto, o la página no llegó por https). Use una versión " +
    "reciente de Firefox, Chrome, Edge o Safari.",
  contrasena: "La contraseña no abre la llave privada. Es la de su e.firma, no la de este sitio: escríbala otra vez; los " +
    "archivos siguen elegidos.",
  pareja: "El .cer y el .key son de pares distintos: elija los dos archivos de la misma e.firma.",
  cer: "El archivo .cer está dañado o no es un certificado: descárguelo otra vez de donde lo obtuvo.",
  key: "El archivo .key está dañado o no es una llave privada: use el que generó al tramitar su e.firma.",
  noRsa: "El certificado o la llave no son RSA de 2048 a 4096 bits: no es una e.firma de las que este sistema acepta.",
  sinCifrar: "El archivo .key no está protegido con contraseña: no es el de una e.firma. Esta página no lo abre.",
  cifrado: "El archivo .key está cifrado de un modo que este navegador no abre. Los del SAT sí se abren; si el suyo es otro, " +
    "avise a quien opera el sistema.",
  vueltas: "El archivo .key pide más de un millón de vueltas para abrirse (o ninguna): no es el de una e.firma.",
  faltan: "Elija sus dos archivos (.cer y .key) y escriba la contraseña de su e.firma.",
  cambio: "El documento que entregó el sitio no es el que usted leyó: no se firmó. Vuelva a leerlo.",
  ciego: "Lo que el sitio pidió firmar no corresponde al documento que se muestra: no se firmó. Avise a quien opera el sistema.",
  sesion: "Su sesión terminó. Entre otra vez en otra pestaña y vuelva a pulsar «Firmar»: su llave sigue abierta aquí.",
  intentos: "Hubo demasiados intentos seguidos. Espere cinco minutos y vuelva a pulsar «Firmar».",
  red: "El sitio no contestó. Lo ya firmado quedó firmado: revise su conexión y vuelva a pulsar «Firmar».",
  nada: "No hay nada que firmar: marque en «Por firmar» lo que ya leyó.",
};

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
})();
