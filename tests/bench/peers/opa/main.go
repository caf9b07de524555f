// SPDX-License-Identifier: BSD-2-Clause

// One case of tests/bench/policy on OPA: prepared once, then evaluated.
//
//	peer-opa eval|parse|rest DIR SECONDS
//
// DIR holds policy.rego, inputs.json (an array), query, and perhaps data.json.  "rest" asks the
// server that OPA (the program that $OPA names) is, one request after the other on one connection.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/util"
)

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer-opa:", err)
		os.Exit(1)
	}
	return v
}

type input struct {
	text  []byte
	value ast.Value
}

func parsed(text []byte) ast.Value {
	var x any
	if err := util.UnmarshalJSON(text, &x); err != nil {
		must(0, err)
	}
	return must(ast.InterfaceToValue(x))
}

func read(dir, name string) []byte {
	return must(os.ReadFile(filepath.Join(dir, name)))
}

func inputs(dir string) []input {
	var raw []json.RawMessage
	if err := json.Unmarshal(read(dir, "inputs.json"), &raw); err != nil {
		must(0, err)
	}
	all := make([]input, len(raw))
	for i, text := range raw {
		all[i] = input{text, parsed(text)}
	}
	return all
}

func prepare(ctx context.Context, dir string) rego.PreparedEvalQuery {
	query := strings.TrimSpace(string(read(dir, "query")))
	options := []func(*rego.Rego){
		rego.Query(query),
		rego.Module("policy.rego", string(read(dir, "policy.rego"))),
	}
	if text, err := os.ReadFile(filepath.Join(dir, "data.json")); err == nil {
		var data map[string]any
		if err := util.UnmarshalJSON(text, &data); err != nil {
			must(0, err)
		}
		// As "opa eval" and "opa run --optimize-store-for-read-speed" may have it: the fastest.
		store := inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true))
		options = append(options, rego.Store(store))
	}
	return must(rego.New(options...).PrepareForEval(ctx))
}

type asker func(in input) []byte

func inProcess(dir string, parse bool) asker {
	ctx := context.Background()
	query := prepare(ctx, dir)
	return func(in input) []byte {
		value := in.value
		if parse {
			value = parsed(in.text)
		}
		got := must(query.Eval(ctx, rego.EvalParsedInput(value)))
		if len(got) == 0 {
			return []byte("undefined")
		}
		last = got[0].Expressions[0].Value
		return nil
	}
}

var last any // what in-process evaluation gave; written as JSON only when it is asked for

func byRest(dir string) (asker, func()) {
	socket := filepath.Join(must(os.MkdirTemp("", "peer-opa")), "socket")
	args := []string{"run", "--server", "--log-level=error", "--addr", "unix://" + socket, filepath.Join(dir, "policy.rego")}
	if _, err := os.Stat(filepath.Join(dir, "data.json")); err == nil {
		args = append(args, filepath.Join(dir, "data.json"))
	}
	server := exec.Command(os.Getenv("OPA"), args...)
	if err := server.Start(); err != nil {
		must(0, err)
	}
	query := strings.TrimSpace(string(read(dir, "query")))
	url := "http://opa/v1/" + strings.ReplaceAll(query, ".", "/")
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", socket) },
	}}
	for i := 0; i < 1000; i++ {
		if answer, err := client.Get("http://opa/health"); err == nil {
			answer.Body.Close()
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	ask := func(in input) []byte {
		body := append(append([]byte(`{"input":`), in.text...), '}')
		answer := must(client.Post(url, "application/json", bytes.NewReader(body)))
		defer answer.Body.Close()
		return must(io.ReadAll(answer.Body))
	}
	return ask, func() { _ = server.Process.Kill(); _ = server.Wait() }
}

func firstResult(ask asker, in input, rest bool) []byte {
	got := ask(in)
	if got == nil {
		return must(json.Marshal(last))
	}
	if !rest {
		return got
	}
	var answer struct{ Result json.RawMessage }
	if err := json.Unmarshal(got, &answer); err != nil {
		must(0, err)
	}
	return answer.Result
}

func report(times []int64, result []byte) {
	var sum int64
	for _, t := range times {
		sum += t
	}
	slices.Sort(times)
	n := len(times)
	at := func(p float64) int64 { return times[min(int(float64(n)*p), n-1)] }
	text := strings.Join(strings.Fields(string(result)), "")
	fmt.Println(sum/int64(n), at(0.5), at(0.99), at(0.999), n, text)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: peer-opa eval|parse|rest DIR SECONDS")
		os.Exit(2)
	}
	mode, dir := os.Args[1], os.Args[2]
	seconds := must(strconv.ParseFloat(os.Args[3], 64))
	all, ask, end := inputs(dir), asker(nil), func() {}
	if mode == "rest" {
		ask, end = byRest(dir)
	} else {
		ask = inProcess(dir, mode == "parse")
	}
	defer end()
	result := firstResult(ask, all[0], mode == "rest")
	i := 0
	for start := time.Now(); time.Since(start).Seconds() < seconds/10 || i < len(all); i++ {
		ask(all[i%len(all)])
	}
	times := make([]int64, 0, 1<<22)
	for start := time.Now(); time.Since(start).Seconds() < seconds && len(times) < cap(times); i++ {
		at := time.Now()
		ask(all[i%len(all)])
		times = append(times, time.Since(at).Nanoseconds())
	}
	report(times, result)
}
