// Un lector ajeno de la bitácora publicada: las notas, los mosaicos y las pruebas los juzga golang.org/x/mod/sumdb, que es
// de quien escribió el formato y no sabe nada de este producto. Uso: lector CARPETA VKEY [TAMAÑO_ANTERIOR RAÍZ_EN_BASE64].
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// En C2SP la altura es siempre 8 y no va en la ruta.
const alto = 8

type carpeta string

func (c carpeta) Height() int { return alto }

func (c carpeta) ReadTiles(mosaicos []tlog.Tile) ([][]byte, error) {
	leidos := make([][]byte, len(mosaicos))
	for i, mosaico := range mosaicos {
		ruta := strings.Replace(mosaico.Path(), fmt.Sprintf("tile/%d/", alto), "tile/", 1)
		crudo, err := os.ReadFile(filepath.Join(string(c), ruta))
		if err != nil {
			return nil, err
		}
		leidos[i] = crudo
	}
	return leidos, nil
}

func (c carpeta) SaveTiles([]tlog.Tile, [][]byte) {}

func exigir(err error) {
	if err != nil {
		fmt.Println("no vale:", err)
		os.Exit(1)
	}
}

func raiz(base64ada string) (h tlog.Hash) {
	crudo, err := base64.StdEncoding.DecodeString(base64ada)
	exigir(err)
	copy(h[:], crudo)
	return
}

func main() {
	donde := carpeta(os.Args[1])
	juez, err := note.NewVerifier(os.Args[2])
	exigir(err)
	crudo, err := os.ReadFile(filepath.Join(string(donde), "checkpoint"))
	exigir(err)
	nota, err := note.Open(crudo, note.VerifierList(juez))
	exigir(err)
	renglones := strings.Split(nota.Text, "\n")
	n, err := strconv.ParseInt(renglones[1], 10, 64)
	exigir(err)
	arbol := tlog.Tree{N: n, Hash: raiz(renglones[2])}
	lector := tlog.TileHashReader(arbol, donde)
	hallada, err := tlog.TreeHash(n, lector)
	exigir(err)
	if hallada != arbol.Hash {
		exigir(fmt.Errorf("los mosaicos no dan la raíz"))
	}
	for i := int64(0); i < n; i += 1 + n/50 { // unas cincuenta
		paquete := fmt.Sprintf("tile/entries/%s", strings.TrimPrefix(tlog.Tile{H: alto, L: 0, N: i >> alto, W: 1 << alto}.Path(), "tile/8/0/"))
		if ultimo := n - i>>alto<<alto; ultimo < 1<<alto {
			paquete += fmt.Sprintf(".p/%d", ultimo)
		}
		crudo, err := os.ReadFile(filepath.Join(string(donde), paquete))
		exigir(err)
		entrada := crudo[(i%256)*34+2 : (i%256)*34+34] // cada una: su largo en dos octetos y 32
		prueba, err := tlog.ProveRecord(n, i, lector)
		exigir(err)
		exigir(tlog.CheckRecord(prueba, n, arbol.Hash, i, tlog.RecordHash(entrada)))
	}
	if len(os.Args) > 3 {
		antes, err := strconv.ParseInt(os.Args[3], 10, 64)
		exigir(err)
		prueba, err := tlog.ProveTree(n, antes, lector)
		exigir(err)
		exigir(tlog.CheckTree(prueba, n, arbol.Hash, antes, raiz(os.Args[4])))
	}
	fmt.Println(renglones[0], n)
}
