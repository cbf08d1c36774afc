#!/bin/sh
# Reproduce static/sonora (hoja, guion, letra e íconos), tests/vendor/axe.min.js y las huellas de PROCEDENCIA.md.
# Sólo al desarrollar y con node 20 o más: instalar el producto nunca lo llama.
set -eu
fuente=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
raiz=$(dirname "$(dirname "$fuente")")
destino="$raiz/static/sonora"
taller=$(mktemp -d)
trap 'rm -rf "$taller"' EXIT

cp -r "$fuente"/. "$taller"
cd "$taller"
npm install --no-audit --no-fund --no-package-lock --loglevel=error
modulos="$taller/node_modules"
moj="$modulos/@ministryofjustice/frontend"
mkdir -p "$destino/letra" "$destino/img" "$destino/licencias" "$raiz/tests/vendor"

npx sass --no-source-map --style=compressed --load-path=. --quiet-deps sonora.scss "$destino/sonora.css"
npx esbuild js/sonora.js --bundle --minify --format=iife --target=es2020 --legal-comments=none --log-level=error --outfile="$destino/sonora.js"
cp "$modulos/@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2" "$destino/letra/"
for icono in icon-close-cross-black icon-document icon-tag-remove-cross icon-tag-remove-cross-white icon-toggle-plus-minus; do
  cp "$moj/moj/assets/images/$icono.svg" "$destino/img/"
done
cp "$modulos/@fontsource-variable/noto-sans/LICENSE" "$destino/licencias/noto-sans-OFL.txt"
cp "$modulos/axe-core/axe.min.js" "$raiz/tests/vendor/axe.min.js"
for pieza in utils cipher des cbc ede; do
  cp "$modulos/des.js/lib/des/$pieza.js" "$fuente/firma/ajeno/"
done
cp "$modulos/axe-core/LICENSE" "$raiz/tests/vendor/axe-LICENCIA.txt"

# Las huellas viven al final de PROCEDENCIA.md, después de la marca.
cd "$raiz"
procedencia="static/PROCEDENCIA.md"
sed '/^<!-- huellas -->$/q' "$procedencia" > "$taller/procedencia"
{
  cat "$taller/procedencia"
  printf '\n| Archivo | Bytes | SHA-256 |\n|---|---:|---|\n'
  for archivo in static/sonora/sonora.css static/sonora/sonora.js static/sonora/letra/*.woff2 static/sonora/img/icon-*.svg static/fuente/firma/ajeno/*.js tests/vendor/axe.min.js; do
    printf '| `%s` | %s | `%s` |\n' "$archivo" "$(wc -c < "$archivo" | tr -d ' ')" "$(sha256sum "$archivo" | cut -d' ' -f1)"
  done
} > "$taller/nueva"
cp "$taller/nueva" "$procedencia"
