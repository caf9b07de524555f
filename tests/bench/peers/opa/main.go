// SPDX-License-Identifier: BSD-2-Clause

// One case of tests/bench/policy on OPA: prepared once, then evaluated.
//
//	peer-opa eval|parse DIR SECONDS
//
// DIR holds policy.rego, inputs.json (an array), query, and perhaps data.json.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
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

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: peer-opa eval|parse DIR SECONDS")
		os.Exit(2)
	}
	ctx := context.Background()
	parse := os.Args[1] == "parse"
	seconds := must(strconv.ParseFloat(os.Args[3], 64))
	query, all := prepare(ctx, os.Args[2]), inputs(os.Args[2])
	eval := func(i int) rego.ResultSet {
		value := all[i].value
		if parse {
			value = parsed(all[i].text)
		}
		return must(query.Eval(ctx, rego.EvalParsedInput(value)))
	}
	first := eval(0)
	result := []byte("undefined")
	if len(first) > 0 {
		result = must(json.Marshal(first[0].Expressions[0].Value))
	}
	i := 0
	for start := time.Now(); time.Since(start).Seconds() < seconds/10 || i < len(all); i++ {
		eval(i % len(all))
	}
	times := make([]int64, 0, 1<<22)
	for start := time.Now(); time.Since(start).Seconds() < seconds && len(times) < cap(times); i++ {
		at := time.Now()
		eval(i % len(all))
		times = append(times, time.Since(at).Nanoseconds())
	}
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
