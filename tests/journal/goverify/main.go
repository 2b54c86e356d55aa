// Command goverify checks one of our logs with nobody's code but Go's own checksum-database packages:
// signatures with sumdb/note, tiles and proofs with sumdb/tlog. It prints what it checked, or which
// record or file is wrong, and then exits with 1.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height, width = 8, 256

type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles reads tiles where C2SP tlog-tiles puts them: Go's path without the tile height.
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func fail(format string, values ...any) {
	fmt.Printf(format+"\n", values...)
	os.Exit(1)
}

func read(parts ...string) []byte {
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		fail("%v", err)
	}
	return data
}

func open(message []byte, verifiers note.Verifiers) tlog.Tree {
	signed, err := note.Open(message, verifiers)
	if err != nil {
		fail("checkpoint: %v", err)
	}
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail("checkpoint: %v", err)
	}
	hash, err := tlog.ParseHash(lines[2])
	if err != nil {
		fail("checkpoint: %v", err)
	}
	return tlog.Tree{N: size, Hash: hash}
}

// bundle returns the records of one entry bundle of a log of size n.
func bundle(root string, number, n int64) [][]byte {
	tile := tlog.Tile{H: height, L: 0, N: number, W: width}
	if n-number*width < width {
		tile.W = int(n - number*width)
	}
	data := read(root, "tile/entries/"+strings.TrimPrefix(tile.Path(), "tile/8/0/"))
	var records [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			fail("bundle %d: broken after record %d", number, number*width+int64(len(records)))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		records, data = append(records, data[2:end]), data[end:]
	}
	if len(records) != tile.W {
		fail("bundle %d: %d records", number, len(records))
	}
	return records
}

func checkRecords(root string, tree tlog.Tree, hashes tlog.HashReader) {
	for number := int64(0); number*width < tree.N; number++ {
		records := bundle(root, number, tree.N)
		var indexes []int64
		for offset := range records {
			indexes = append(indexes, tlog.StoredHashIndex(0, number*width+int64(offset)))
		}
		right, err := hashes.ReadHashes(indexes)
		if err != nil {
			fail("tile: %v", err)
		}
		for offset, record := range records {
			if tlog.RecordHash(record) != right[offset] {
				fail("record %d altered", number*width+int64(offset))
			}
		}
	}
}

func checkProof(root string, tree tlog.Tree, hashes tlog.HashReader, index int64) {
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		fail("proof of %d: %v", index, err)
	}
	record := bundle(root, index/width, tree.N)[index%width]
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)); err != nil {
		fail("proof of %d: %v", index, err)
	}
}

func main() {
	root := os.Args[1]
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(root, "vkey"))))
	if err != nil {
		fail("vkey: %v", err)
	}
	verifiers := note.VerifierList(verifier)
	tree := open(read(root, "checkpoint"), verifiers)
	hashes := tlog.TileHashReader(tree, folder(root))
	checkRecords(root, tree, hashes)
	for index := int64(0); index < tree.N; index += 1 + tree.N/50 {
		checkProof(root, tree, hashes, index)
	}
	past := 0
	for _, older := range os.Args[2:] {
		before := open(read(older), verifiers)
		if before.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, before.N, hashes)
		if err != nil {
			fail("past %d: %v", before.N, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash); err != nil {
			fail("past %d: %v", before.N, err)
		}
		past++
	}
	fmt.Printf("ok %d records %d past\n", tree.N, past)
}
