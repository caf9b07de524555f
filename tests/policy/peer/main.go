// SPDX-License-Identifier: BSD-2-Clause

// OPA's answer to each case that tests/policy/differ asks: a JSON line in, a JSON line out.
// tests/policy/answer.h is the same question to our engine.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/print"
	"github.com/open-policy-agent/opa/v1/util"
)

const limit = 10 * time.Second

type question struct {
	Modules      []string `json:"modules"`
	V0           bool     `json:"v0"`
	Strict       bool     `json:"strict"`
	StrictErrors bool     `json:"strict_errors"`
	Query        string   `json:"query"`
	Data         *string  `json:"data"`
	Input        *string  `json:"input"`
	Fmt          bool     `json:"fmt"` // the first module formatted
}

type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
	Col     int    `json:"col,omitempty"`
	Details string `json:"details,omitempty"`
}

type answer struct {
	Result any       `json:"result,omitempty"`
	Fmt    *string   `json:"fmt,omitempty"`
	Print  []string  `json:"print,omitempty"`
	Errors []problem `json:"errors,omitempty"`
	Panic  string    `json:"panic,omitempty"`
}

func located(p problem, at *ast.Location) problem {
	if at != nil {
		p.File, p.Row, p.Col = at.File, at.Row, at.Col
	}
	return p
}

func problems(err error) (all []problem) {
	switch e := err.(type) {
	case nil:
	case rego.Errors:
		for _, one := range e {
			all = append(all, problems(one)...)
		}
	case ast.Errors:
		for _, one := range e {
			all = append(all, problems(one)...)
		}
	case *ast.Error:
		p := located(problem{Code: e.Code, Message: e.Message}, e.Location)
		if e.Details != nil {
			p.Details = strings.Join(e.Details.Lines(), "\n")
		}
		all = append(all, p)
	case *topdown.Error:
		all = append(all, located(problem{Code: e.Code, Message: e.Message}, e.Location))
	default:
		all = append(all, problem{Message: err.Error()})
	}
	return all
}

type printed struct{ lines []string }

func (p *printed) Print(_ print.Context, line string) error {
	p.lines = append(p.lines, line)
	return nil
}

func version(q *question) ast.RegoVersion {
	if q.V0 {
		return ast.RegoV0
	}
	return ast.RegoV1
}

func value(text string) (v any, err error) {
	err = util.UnmarshalJSON([]byte(text), &v)
	return v, err
}

// parse gives the options of the modules, or all their errors.
func parse(q *question) (options []func(*rego.Rego), failed []problem) {
	for i, text := range q.Modules {
		name := fmt.Sprintf("m%d.rego", i)
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{
			RegoVersion: version(q), ProcessAnnotation: true})
		failed = append(failed, problems(err)...)
		options = append(options, rego.ParsedModule(m))
	}
	return options, failed
}

// Of queries without modules; to make one for each would take most of the time.
var compilers = map[ast.RegoVersion]*ast.Compiler{}

func compiler(v ast.RegoVersion) *ast.Compiler {
	if compilers[v] == nil {
		compilers[v] = ast.NewCompiler().WithEnablePrintStatements(true).WithDefaultRegoVersion(v).
			WithCapabilities(ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(v)))
	}
	return compilers[v]
}

func prepare(q *question, p *printed) (options []func(*rego.Rego), failed []problem) {
	options, failed = parse(q)
	if failed != nil {
		return nil, failed
	}
	options = append(options, rego.Query(q.Query), rego.SetRegoVersion(version(q)),
		rego.Strict(q.Strict), rego.StrictBuiltinErrors(q.StrictErrors),
		rego.EnablePrintStatements(true), rego.PrintHook(p), rego.Time(time.Unix(1764000000, 5)))
	if len(q.Modules) == 0 {
		options = append(options, rego.Compiler(compiler(version(q))))
	}
	if q.Data != nil {
		v, err := value(*q.Data)
		data, ok := v.(map[string]any)
		if err != nil || !ok {
			return nil, []problem{{Message: "bad data"}}
		}
		options = append(options, rego.Store(inmem.NewFromObject(data)))
	}
	if q.Input != nil {
		v, err := value(*q.Input)
		if err != nil {
			return nil, []problem{{Message: "bad input"}}
		}
		in, err := ast.InterfaceToValue(v)
		if err != nil {
			return nil, []problem{{Message: "bad input"}}
		}
		options = append(options, rego.ParsedInput(in))
	}
	return options, nil
}

func formatted(q *question) (a answer) {
	out, err := format.SourceWithOpts("m0.rego", []byte(q.Modules[0]), format.Opts{
		RegoVersion: version(q), ParserOptions: &ast.ParserOptions{RegoVersion: version(q)}})
	if err != nil {
		a.Errors = problems(err)
		return a
	}
	text := string(out)
	a.Fmt = &text
	return a
}

func evaluated(q *question) (a answer) {
	p := &printed{}
	options, failed := prepare(q, p)
	if failed != nil {
		a.Errors = failed
		return a
	}
	ctx, done := context.WithTimeout(context.Background(), limit)
	defer done()
	set, err := rego.New(options...).Eval(ctx)
	a.Errors = problems(err)
	a.Print = p.lines
	if len(set) > 0 {
		a.Result = set
	}
	return a
}

func ask(line []byte) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{Panic: strings.SplitN(fmt.Sprint(r), "\n", 2)[0]}
		}
	}()
	q := &question{}
	if err := json.Unmarshal(line, q); err != nil {
		return answer{Panic: err.Error()}
	}
	if q.Fmt {
		return formatted(q)
	}
	return evaluated(q)
}

func main() {
	debug.SetGCPercent(400)
	debug.SetMaxStack(256 << 20)
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			break
		}
		text, err := json.Marshal(ask(bytes.TrimSpace(line)))
		if err != nil {
			text, _ = json.Marshal(answer{Panic: err.Error()})
		}
		out.Write(text)
		out.WriteByte('\n')
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
	out.Flush()
}
