#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Bundles: what a manifest allows, what is refused and why.  The texts about roots are OPA's.

bats_require_minimum_version 1.5.0

setup() {
	root=$(readlink -f "$BATS_TEST_DIRNAME/../..")
	O=$(readlink -f "${O:-$root/build}")
	policy=$O/bin/ss-policy
	cd "$BATS_TEST_TMPDIR" || return
}

# bundle NAME MANIFEST [FILE TEXT]...: a directory, and the same as NAME.tar.gz
bundle() {
	local name=$1
	mkdir "$name"
	[ -z "$2" ] || echo "$2" >"$name/.manifest"
	shift 2
	while [ $# -gt 0 ]; do
		mkdir -p "$(dirname "$name/$1")"
		printf '%s\n' "$2" >"$name/$1"
		shift 2
	done
	tar czf "$name.tar.gz" -C "$name" .
}

# is ANSWER BUNDLE...: data of all of them
is() {
	local answer=$1
	shift
	run -0 "$policy" eval "${@/#/-b}" -f raw data
	[ "$output" = "$answer" ]
}

# refused TEXT BUNDLE...
refused() {
	local text=$1
	shift
	run -1 "$policy" eval "${@/#/-b}" -f raw data
	[ "$output" = "1 error occurred: $text" ]
}

# member NAME TEXT: an archive m.tar.gz with one member of exactly this name
member() {
	printf '%s\n' "$2" >member
	tar czPf m.tar.gz --transform "s|^member\$|$1|" member
	[ "$(tar tPf m.tar.gz)" = "$1" ]
}

@test "modules, rules in YAML and data; other files are somebody else's" {
	bundle a '{"revision": "r1", "roots": ["a"]}' a/p.rego $'package a.p\n\nq := data.a.x + 1' \
		a/data.json '{"x": 1}' a/b/data.yaml 'w: [2]' a/other.json '{"z": 1}' a/readme.txt hello
	is '{"a":{"b":{"w":[2]},"p":{"q":2},"x":1}}' a
	is '{"a":{"b":{"w":[2]},"p":{"q":2},"x":1}}' a.tar.gz
	bundle rules '{"roots": ["ss"]}' x.policy.yaml $'rules:\n  - name: x\n    on: process.exec'
	run -0 "$policy" eval -b rules.tar.gz -f raw 'data.ss.deny with input.type as "process.exec"'
	[ "$output" = '[{"message":"x","rule":"x"}]' ]
}

@test "the revision is told with each decision, those of several bundles in their order" {
	bundle a '{"revision": "r1", "roots": ["ss"]}' p.rego $'package ss\n\ndeny contains "no"'
	bundle b '{"revision": "2026-11", "roots": ["b"]}'
	run -0 "$policy" eval -b a.tar.gz -b b <<<'{"type": "process.exec"}'
	[ "$(jq -r .policy.revision <<<"$output")" = r1,2026-11 ]
}

@test "what is not below the roots is refused" {
	bundle data '{"roots": ["d", "/x/y/"]}' c/data.json '{"y": 1}'
	refused "bundle data: manifest roots [d x/y] do not permit data at path '/c' (hint: check bundle directory structure)" data
	refused "bundle data.tar.gz: manifest roots [d x/y] do not permit data at path '/c' (hint: check bundle directory structure)" data.tar.gz
	bundle beside '{"roots": ["x/y"]}' data.json '{"x": {"y": {"z": 1}, "yy": 2}}'
	refused "bundle beside: manifest roots [x/y] do not permit data at path '/x/yy' (hint: check bundle directory structure)" beside
	bundle above '{"roots": ["x/y"]}' data.json '{"x": {"y": {"z": 1}}}'
	is '{"x":{"y":{"z":1}}}' above
	bundle module '{"roots": ["d"]}' c/p.rego $'package c.dd\n\nq := 1'
	refused "bundle module: manifest roots [d] do not permit 'package c.dd' in module 'module/c/p.rego'" module
	bundle none '{"roots": []}' data.json '{"y": 1}'
	run -1 "$policy" eval -b none -f raw data
}

@test "roots of one bundle, and of bundles that are used together, leave each other room" {
	bundle twice '{"roots": ["c", "c/d"]}'
	refused "bundle twice: manifest has overlapped roots: 'c' and 'c/d'" twice
	bundle a '{"roots": ["a"]}' a/data.json '{"x": 1}'
	bundle ab '{"roots": ["a/b"]}' a/b/data.json '{"y": 1}'
	bundle aa '{"roots": ["aa", "z"]}' z/data.json '{"y": 2}'
	bundle z '{"roots": ["z"]}'
	bundle all '' a/data.json '{"x": 1}'
	refused 'detected overlapping roots in manifests for these bundles: [a, ab] (a overlaps a/b)' ab a
	refused 'detected overlapping roots in manifests for these bundles: [aa, z] (root z is in multiple bundles)' aa z
	refused "bundles [a, all] have overlapping roots and cannot be activated simultaneously because bundle(s) [all] specify empty root paths ('') which overlap with any other bundle root" a all
	is '{"a":{"x":1},"z":{"y":2}}' a aa
	is '{"a":{"x":1}}' a a
}

@test "a manifest that is wrong" {
	while read -r manifest; do
		read -r why
		rm -rf w w.tar.gz
		bundle w "$manifest"
		refused "bundle w: .manifest: $why" w
		refused "bundle w.tar.gz: .manifest: $why" w.tar.gz
	done <<-'EOF'
		{"revision": 5}
		revision is no string
		{"revision":
		2:1: unexpected end
		[]
		no object
		{"roots": "a"}
		roots is no array
		{"roots": [1]}
		roots has something that is no string
		{"rego_version": 2}
		rego_version is neither 0 nor 1
		{"file_rego_versions": {"a.rego": "v0"}}
		file_rego_versions has what is neither 0 nor 1
		{"wasm": [{"entrypoint": "a/b", "module": "/policy.wasm"}]}
		it has rules in WebAssembly, which this engine does not run
	EOF
}

@test "modules are of the version that the manifest says" {
	bundle v0 '{"rego_version": 0}' c/p.rego $'package c\n\nq { true }'
	is '{"c":{"q":true}}' v0
	is '{"c":{"q":true}}' v0.tar.gz
	bundle one '{"rego_version": 1, "file_rego_versions": {"/c/old*.rego": 0}}' \
		c/old.rego $'package c\n\nq { true }' c/new.rego $'package c\n\np if true'
	is '{"c":{"p":true,"q":true}}' one.tar.gz
	bundle v1 '{"rego_version": 1}' c/p.rego $'package c\n\nq if true'
	run -0 "$policy" eval --v0-compatible -b v1 -f raw data
}

@test "a signed bundle is refused, or taken as it is when told so" {
	bundle s '' .signatures.json '{"signatures": ["eyJ.eyJ.x"]}' data.json '{"x": 1}'
	for b in s s.tar.gz; do
		refused "bundle $b: .signatures.json: signatures are not verified (--skip-verify loads it all the same)" $b
		run -1 "$policy" check -b $b
		run -1 "$policy" test -b $b
		run -0 "$policy" eval --skip-verify -b $b -f raw data
		[ "$output" = '{"x":1}' ]
	done
	run -0 "$policy" check -b --skip-verify s
}

@test "a bundle that changes another one is refused" {
	bundle patch '' patch.json '{"data": [{"op": "upsert", "path": "/a", "value": 1}]}'
	refused 'bundle patch.tar.gz: patch.json: a bundle that changes another one cannot be loaded from a file' patch.tar.gz
}

@test "archives that are none, or are cut off" {
	bundle a '' data.json "{\"x\": \"$(head -c 20000 /dev/urandom | base64 -w0)\"}"
	for n in 20 1000 $(($(stat -c %s a.tar.gz) - 10)); do
		head -c "$n" a.tar.gz >cut.tar.gz
		run -1 "$policy" eval -b cut.tar.gz -f raw data
		[[ $output == '1 error occurred: bundle cut.tar.gz: truncated gzip input' ]]
	done
	: >empty.tar.gz
	refused 'bundle empty.tar.gz: Unrecognized archive format' empty.tar.gz
	head -c 5000 /dev/urandom >noise.tar.gz
	refused 'bundle noise.tar.gz: Unrecognized archive format' noise.tar.gz
	gzip -c /bin/ls >program.tar.gz
	refused 'bundle program.tar.gz: Unrecognized archive format' program.tar.gz
	echo 'package x' >x.rego
	refused 'bundle x.rego: Unrecognized archive format' x.rego
	run -1 "$policy" eval -b nosuch.tar.gz -f raw data
	[[ $output == '1 error occurred: bundle nosuch.tar.gz: '*'No such file'* ||
		$output == "1 error occurred: bundle nosuch.tar.gz: Failed to open 'nosuch.tar.gz'" ]]
}

@test "names in an archive do not leave it" {
	for name in ../data.json a/../../data.json ../../../../../../etc/data.json; do
		member "$name" '{"x": 1}'
		refused "bundle m.tar.gz: the name '$name' leaves the bundle" m.tar.gz
	done
	for name in /a/data.json ./a/data.json a//data.json a/./data.json a/b/../data.json; do
		member "$name" '{"x": 1}'
		is '{"a":{"x":1}}' m.tar.gz
	done
	[ ! -e ../data.json ]
	mkdir link
	ln -s /etc/passwd link/data.json
	tar czf link.tar.gz -C link .
	is '{}' link.tar.gz
}

@test "a member of 100 MB is read, within the limit of memory" {
	mkdir big
	{ printf '{"x": "' && head -c 100000000 /dev/zero | tr '\0' a && printf '"}'; } >big/data.json
	GZIP=-1 tar czf big.tar.gz -C big .
	rm big/data.json
	run -0 "$policy" eval -b big.tar.gz -f raw 'count(data.x)'
	[ "$output" = 100000000 ]
	run -1 "$policy" eval --max-memory 50M -b big.tar.gz -f raw 'count(data.x)'
	[[ $output == '1 error occurred: '*'memory limit exceeded' ]]
}
