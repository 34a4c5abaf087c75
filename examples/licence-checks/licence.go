// Licence checks for a program in Go (1.20 and newer), with the standard library alone.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const toleratedSeconds = 600
const graceSeconds = 3 * 86_400

type answer struct {
	State string  `json:"state"`
	File  *string `json:"file"`
	Code  string  `json:"code"`
}

type publicKey struct {
	Kid string `json:"kid"`
	X   string `json:"x"`
}

type licence struct {
	Product     string `json:"product"`
	Fingerprint string `json:"fingerprint"`
	Iat         int64  `json:"iat"`
	Exp         int64  `json:"exp"`
	Until       *int64 `json:"until"`
}

func call(api, path string, body map[string]string) (answer, error) {
	var told answer
	sent, _ := json.Marshal(body)
	client := http.Client{Timeout: 20 * time.Second}
	response, err := client.Post(api+"/runtime/v1/licences/"+path, "application/json", bytes.NewReader(sent))
	if err != nil {
		return told, err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil {
		return told, err
	}
	if response.StatusCode >= 400 {
		return told, errors.New(told.Code)
	}
	return told, nil
}

// Activate takes a place for this machine, and keeps the signed file.
func Activate(api, product, key, fingerprint, path string) (string, error) {
	told, err := call(api, "activate", map[string]string{"product": product, "key": key, "fingerprint": fingerprint})
	if err != nil {
		return "", err
	}
	return told.State, os.WriteFile(path, []byte(*told.File), 0o600)
}

// Deactivate gives the place back.
func Deactivate(api, product, key, fingerprint string) (string, error) {
	told, err := call(api, "deactivate", map[string]string{"product": product, "key": key, "fingerprint": fingerprint})
	return told.State, err
}

// Check looks at the file without a connection. lastSeen is the newest time that you wrote down.
func Check(file string, keys []publicKey, product, fingerprint string, lastSeen, now int64) string {
	parts := strings.Split(strings.TrimSpace(file), ".")
	if len(parts) != 3 {
		return "refused: signature"
	}
	var header struct{ Alg, Kid string }
	decode := base64.RawURLEncoding.DecodeString
	head, _ := decode(parts[0])
	_ = json.Unmarshal(head, &header)
	good := false
	for _, key := range keys {
		x, _ := decode(key.X)
		signature, _ := decode(parts[2])
		if key.Kid == header.Kid && header.Alg == "EdDSA" && len(x) == ed25519.PublicKeySize {
			good = ed25519.Verify(x, []byte(parts[0]+"."+parts[1]), signature)
		}
	}
	if !good {
		return "refused: signature"
	}
	var said licence
	content, _ := decode(parts[1])
	if json.Unmarshal(content, &said) != nil || said.Product != product || said.Fingerprint != fingerprint {
		return "refused: other"
	}
	newest := max(lastSeen, said.Iat)
	switch {
	case now+toleratedSeconds < newest:
		return "stale: clock"
	case said.Until != nil && now >= *said.Until:
		return "ended"
	case now >= said.Exp+graceSeconds:
		return "stale: age"
	case now >= said.Exp:
		return "stale: grace"
	}
	return "valid"
}

func max(a, b int64) int64 {
	if a > b {
		return a
	}
	return b
}

func number(rest []string, at int, otherwise int64) int64 {
	if len(rest) <= at {
		return otherwise
	}
	value, _ := strconv.ParseInt(rest[at], 10, 64)
	return value
}

func main() {
	command, rest := os.Args[1], os.Args[2:]
	var state string
	var err error
	switch command {
	case "activate":
		state, err = Activate(rest[0], rest[1], rest[2], rest[3], rest[4])
	case "deactivate":
		state, err = Deactivate(rest[0], rest[1], rest[2], rest[3])
	default:
		var known struct{ Keys []publicKey }
		file, _ := os.ReadFile(rest[0])
		keys, _ := os.ReadFile(rest[1])
		_ = json.Unmarshal(keys, &known)
		state = Check(string(file), known.Keys, rest[2], rest[3], number(rest, 4, 0), number(rest, 5, time.Now().Unix()))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(state)
}
