// SPDX-License-Identifier: BSD-2-Clause
//
// What opa check and opa fmt say of many policies, in one process: each line of standard input is
// a job, and each job is answered by one line.  tests/policy/broken asks it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/loader"
)

type file struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

type job struct {
	Verb    string `json:"verb"` // check or fmt
	Files   []file `json:"files"`
	Version string `json:"version"` // v0, v1 or both
	V1      bool   `json:"v1"`      // fmt: what is read is v1
	Strict  bool   `json:"strict"`
	Drop    bool   `json:"drop"`
	Most    int    `json:"most"`
}

type answer struct {
	Text []byte `json:"text"`
	JSON []byte `json:"json"`
	Out  []byte `json:"out"`
}

type outputError struct {
	Message  string `json:"message"`
	Code     string `json:"code,omitempty"`
	Location any    `json:"location,omitempty"`
	Details  any    `json:"details,omitempty"`
}

func version(name string) ast.RegoVersion {
	switch name {
	case "v0":
		return ast.RegoV0
	case "both":
		return ast.RegoV0CompatV1
	}
	return ast.RegoV1
}

func flat(err error) []outputError {
	var all []outputError

	switch e := err.(type) {
	case *ast.Error:
		o := outputError{Message: e.Message, Code: e.Code}
		if e.Details != nil {
			o.Details = e.Details
		}
		if e.Location != nil {
			o.Location = e.Location
		}
		return []outputError{o}
	case ast.Errors:
		for _, x := range e {
			all = append(all, flat(x)...)
		}
		return all
	case loader.Errors:
		for _, x := range e {
			all = append(all, flat(x)...)
		}
		return all
	}
	return []outputError{{Message: err.Error()}}
}

func asJSON(err error) []byte {
	var b bytes.Buffer

	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	_ = e.Encode(map[string]any{"errors": flat(err)})
	return b.Bytes()
}

func check(j *job) error {
	v := version(j.Version)
	caps := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(v))
	files := fstest.MapFS{}
	names := []string{}
	for _, f := range j.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
		names = append(names, f.Name)
	}
	l := loader.NewFileLoader().WithFS(files).WithRegoVersion(v).WithProcessAnnotation(true).
		WithCapabilities(caps)
	result, err := l.Filtered(names, nil)
	if err != nil {
		return err
	}
	c := ast.NewCompiler().SetErrorLimit(j.Most).WithCapabilities(caps).
		WithEnablePrintStatements(true).WithStrict(j.Strict).WithUseTypeCheckAnnotations(true)
	if c.Compile(result.ParsedModules()); c.Failed() {
		return c.Errors
	}
	return nil
}

func formatted(j *job) ([]byte, error) {
	v := version(j.Version)
	o := format.Opts{
		RegoVersion:   v,
		DropV0Imports: j.Drop,
		Capabilities:  ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(v)),
	}
	if j.Version == "both" || j.Version == "v0" {
		o.ParserOptions = &ast.ParserOptions{RegoVersion: ast.RegoV0}
	}
	if j.V1 {
		o.ParserOptions = &ast.ParserOptions{RegoVersion: ast.RegoV1}
	}
	name := j.Files[0].Name
	text, err := format.SourceWithOpts(name, j.Files[0].Data, o)
	if err != nil {
		return nil, fmt.Errorf("failed to format Rego source file: %v", err)
	}
	_, err = ast.ParseModuleWithOpts("formatted", string(text), ast.ParserOptions{RegoVersion: v})
	if err != nil {
		return nil, fmt.Errorf("%s was successfully formatted, but the result is invalid: %v", name, err)
	}
	return text, nil
}

func one(j *job) (a answer) {
	var err error

	defer func() {
		if r := recover(); r != nil {
			a = answer{Text: fmt.Append(nil, "panic: ", r)}
		}
	}()
	if j.Verb == "fmt" {
		a.Out, err = formatted(j)
	} else {
		err = check(j)
	}
	if err != nil {
		a.Text = []byte(err.Error())
		if j.Verb == "check" {
			a.JSON = asJSON(err)
		}
	}
	return a
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		var j job
		if err := json.Unmarshal(in.Bytes(), &j); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		line, _ := json.Marshal(one(&j))
		_, _ = out.Write(append(line, '\n'))
		_ = out.Flush()
	}
}
