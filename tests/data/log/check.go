// Checks a log from its address alone, with nothing of Commonhold's code and
// nothing but Go's standard library: the formats are those of C2SP
// (signed-note, tlog-checkpoint, tlog-tiles, tlog-proof) and RFC 6962.
//
//	go run check.go ADDRESS VKEY [DIGEST]...
//
// ADDRESS is the log's prefix (http://127.0.0.1:8080/log), VKEY the key that
// must have signed its checkpoint. Each DIGEST, in hex, must be listed by an
// entry of the kind poll.cast. Every entry, every tile and the proof of every
// entry is read. Prints the size and the root, and exits with 0, if all holds.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

type hash [32]byte

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: check ADDRESS VKEY [DIGEST]...")
		os.Exit(2)
	}
	size, root, err := check(strings.TrimSuffix(os.Args[1], "/"), os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d %x\n", size, root)
}

func check(address, vkey string, digests []string) (uint64, hash, error) {
	name, key, err := parseVkey(vkey)
	if err != nil {
		return 0, hash{}, err
	}
	note, err := fetch(address + "/checkpoint")
	if err != nil {
		return 0, hash{}, err
	}
	size, root, err := openCheckpoint(note, name, key)
	if err != nil {
		return 0, hash{}, err
	}
	entries, err := readEntries(address, size)
	if err != nil {
		return 0, root, err
	}
	leaves := make([]hash, len(entries))
	for i, entry := range entries {
		leaves[i] = sha256.Sum256(append([]byte{0}, entry...))
	}
	if treeHash(leaves) != root {
		return size, root, errors.New("the entries do not have the root that is signed")
	}
	if err := checkTiles(address, leaves); err != nil {
		return size, root, err
	}
	for i := range leaves {
		if err := checkProof(address, i, leaves[i], name, key); err != nil {
			return size, root, fmt.Errorf("the proof of entry %d: %w", i, err)
		}
	}
	return size, root, checkCasts(entries, digests)
}

// What is read of an entry here.
type entry struct {
	Kind    string   `json:"kind"`
	Version int      `json:"v"`
	N       int      `json:"n"`
	Digests []string `json:"digests"`
}

func checkCasts(entries [][]byte, digests []string) error {
	logged := map[string]bool{}
	for i, text := range entries {
		var read entry
		if err := json.Unmarshal(text, &read); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		if read.Version != 1 || (i == 0) != (read.Kind == "log.start") {
			return fmt.Errorf("entry %d is a %s of version %d", i, read.Kind, read.Version)
		}
		if read.Kind != "poll.cast" {
			continue
		}
		if read.N != len(read.Digests) {
			return fmt.Errorf("entry %d lists %d digests and says %d", i, len(read.Digests), read.N)
		}
		for _, digest := range read.Digests {
			if logged[digest] {
				return fmt.Errorf("entry %d lists a digest for the second time", i)
			}
			logged[digest] = true
		}
	}
	for _, digest := range digests {
		if !logged[digest] {
			return fmt.Errorf("no entry lists %s", digest)
		}
	}
	return nil
}

// A vkey is name+keyid+base64(0x01 ‖ public key).
func parseVkey(vkey string) (string, ed25519.PublicKey, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return "", nil, errors.New("a vkey has three parts")
	}
	public, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(public) != 33 || public[0] != 1 {
		return "", nil, errors.New("the vkey holds no Ed25519 key")
	}
	if hex.EncodeToString(keyID(parts[0], public[1:])) != parts[1] {
		return "", nil, errors.New("the vkey's id is not its key's")
	}
	return parts[0], ed25519.PublicKey(public[1:]), nil
}

func keyID(name string, key []byte) []byte {
	sum := sha256.Sum256(append([]byte(name+"\n\x01"), key...))
	return sum[:4]
}

// The text of a note ends before the empty line; its signatures follow.
func openCheckpoint(note []byte, name string, key ed25519.PublicKey) (uint64, hash, error) {
	split := bytes.LastIndex(note, []byte("\n\n"))
	if split < 0 {
		return 0, hash{}, errors.New("the checkpoint is no signed note")
	}
	text, signatures := note[:split+1], string(note[split+2:])
	if !signedBy(text, signatures, name, key) {
		return 0, hash{}, errors.New("the key has not signed the checkpoint")
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 4 || lines[0] != name {
		return 0, hash{}, errors.New("the checkpoint is of another log")
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil || strconv.FormatUint(size, 10) != lines[1] {
		return 0, hash{}, errors.New("the checkpoint names no size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return 0, hash{}, errors.New("the checkpoint names no root")
	}
	return size, *(*hash)(root), nil
}

func signedBy(text []byte, signatures, name string, key ed25519.PublicKey) bool {
	for _, line := range strings.Split(strings.TrimSuffix(signatures, "\n"), "\n") {
		fields := strings.Split(line, " ")
		if len(fields) != 3 || fields[0] != "\u2014" || fields[1] != name {
			continue
		}
		signature, err := base64.StdEncoding.DecodeString(fields[2])
		if err == nil && len(signature) == 68 && bytes.Equal(signature[:4], keyID(name, key)) &&
			ed25519.Verify(key, text, signature[4:]) {
			return true
		}
	}
	return false
}

// MTH of RFC 6962, section 2.1, over hashes of leaves.
func treeHash(leaves []hash) hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	return node(treeHash(leaves[:k]), treeHash(leaves[k:]))
}

func node(left, right hash) hash {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// The path of a tile: groups of three digits, and its width where it is partial.
func tilePath(level string, index, width int) string {
	path := fmt.Sprintf("%03d", index%1000)
	for index >= 1000 {
		index /= 1000
		path = fmt.Sprintf("x%03d/%s", index%1000, path)
	}
	path = "/tile/" + level + "/" + path
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

func widthAt(items, index int) int {
	if width := items - index*256; width < 256 {
		return width
	}
	return 256
}

func readEntries(address string, size uint64) ([][]byte, error) {
	var entries [][]byte
	for index := 0; index*256 < int(size); index++ {
		width := widthAt(int(size), index)
		bundle, err := fetch(address + tilePath("entries", index, width))
		if err != nil {
			return nil, err
		}
		for i := 0; i < width; i++ {
			if len(bundle) < 2 {
				return nil, fmt.Errorf("bundle %d is cut off", index)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				return nil, fmt.Errorf("bundle %d is cut off", index)
			}
			entries = append(entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			return nil, fmt.Errorf("bundle %d is too long", index)
		}
	}
	return entries, nil
}

// Every tile of every level holds the hashes that follow from the leaves.
func checkTiles(address string, hashes []hash) error {
	for level := 0; len(hashes) > 0; level++ {
		var above []hash
		for index := 0; index*256 < len(hashes); index++ {
			width := widthAt(len(hashes), index)
			tile, err := fetch(address + tilePath(strconv.Itoa(level), index, width))
			if err != nil {
				return err
			}
			part := hashes[index*256 : index*256+width]
			var expected []byte
			for _, hash := range part {
				expected = append(expected, hash[:]...)
			}
			if !bytes.Equal(tile, expected) {
				return fmt.Errorf("tile %d of level %d holds other hashes", index, level)
			}
			if width == 256 {
				above = append(above, treeHash(part))
			}
		}
		hashes = above
	}
	return nil
}

// A proof file: its header, the leaf itself, which need not be there, the place,
// hashes from the leaf to the root, an empty line, and a checkpoint.
func checkProof(address string, index int, leaf hash, name string, key ed25519.PublicKey) error {
	file, err := fetch(fmt.Sprintf("%s/proof/%d.tlog-proof", address, index))
	if err != nil {
		return err
	}
	head, note, found := bytes.Cut(file, []byte("\n\n"))
	if !found {
		return errors.New("it holds no checkpoint")
	}
	lines := strings.Split(string(head), "\n")
	if len(lines) > 1 && strings.HasPrefix(lines[1], "extra ") {
		extra, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
		if err != nil || sha256.Sum256(append([]byte{0}, extra...)) != leaf {
			return errors.New("it brings another leaf")
		}
		lines = append(lines[:1], lines[2:]...)
	}
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", index) {
		return errors.New("it is of another form or another place")
	}
	size, root, err := openCheckpoint(note, name, key)
	if err != nil {
		return err
	}
	// RFC 9162, section 2.1.3.2.
	at, last, got := uint64(index), size-1, leaf
	for _, line := range lines[2:] {
		read, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(read) != 32 || last == 0 {
			return errors.New("it does not fit the size of the log")
		}
		sibling := *(*hash)(read)
		if at%2 == 1 || at == last {
			got = node(sibling, got)
			for at%2 == 0 && at != 0 {
				at, last = at>>1, last>>1
			}
		} else {
			got = node(got, sibling)
		}
		at, last = at>>1, last>>1
	}
	if last != 0 || got != root {
		return errors.New("it does not lead to the root")
	}
	return nil
}

func fetch(address string) ([]byte, error) {
	response, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", address, response.Status)
	}
	return io.ReadAll(response.Body)
}
