// SPDX-License-Identifier: BSD-2-Clause
// What Go's package unicode knows, as tables of C for lib/rego:
//
//	go run tests/policy/unicode.go >lib/rego/builtin/unicode_table.inc
package main

import (
	"fmt"
	"unicode"
)

// runes are those of any of the tables, and of none of them when that is asked for.
func runes(in bool, tables ...*unicode.RangeTable) [][2]rune {
	var out [][2]rune

	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.In(r, tables...) != in {
			continue
		}
		if n := len(out); n > 0 && out[n-1][1] == r-1 {
			out[n-1][1] = r
		} else {
			out = append(out, [2]rune{r, r})
		}
	}
	return out
}

// table prints as many items on a line as it has room for.
func table(kind, name string, items []string) {
	column := 100
	fmt.Printf("\nstatic const struct %s %s[] = {", kind, name)
	for _, item := range items {
		if column+1+len(item) > 100 {
			fmt.Print("\n\t")
			column = 8
		} else {
			fmt.Print(" ")
			column++
		}
		fmt.Print(item)
		column += len(item)
	}
	fmt.Print("\n};\n")
}

func ranges(name string, runs [][2]rune) {
	var items []string
	for _, r := range runs {
		items = append(items, fmt.Sprintf("{ %#x, %#x },", r[0], r[1]))
	}
	table("rego_runes", name, items)
}

func change(delta rune) string {
	if delta == unicode.UpperLower {
		return "ALTERNATE"
	}
	return fmt.Sprint(delta)
}

func changes() {
	var items []string
	for _, c := range unicode.CaseRanges {
		items = append(items, fmt.Sprintf("{ %#x, %#x, %s, %s },", c.Lo, c.Hi,
			change(c.Delta[unicode.UpperCase]), change(c.Delta[unicode.LowerCase])))
	}
	table("change", "changes", items)
}

// orbits are only those folds that are not lower or upper case.
func orbits() {
	var items []string
	for r := rune(0); r <= unicode.MaxRune; r++ {
		other := unicode.ToLower(r)
		if other == r {
			other = unicode.ToUpper(r)
		}
		if fold := unicode.SimpleFold(r); fold != other {
			items = append(items, fmt.Sprintf("{ %#x, %#x },", r, fold))
		}
	}
	table("orbit", "orbits", items)
}

func main() {
	fmt.Printf("/* SPDX-License-Identifier: BSD-2-Clause */\n")
	fmt.Printf("/* Unicode %s; tests/policy/unicode.go makes this file. */\n", unicode.Version)
	c := unicode.Categories
	ranges("letters", runes(true, unicode.L))
	ranges("digits", runes(true, unicode.Nd))
	ranges("cased", runes(true, unicode.Lu, unicode.Ll, unicode.Lt))
	ranges("kawi", runes(true, unicode.Scripts["Kawi"]))
	ranges("special", runes(true, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs))
	ranges("unassigned", runes(false, c["L"], c["M"], c["N"], c["P"], c["S"], c["Z"],
		unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs))
	changes()
	orbits()
}
