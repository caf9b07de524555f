# shellcheck shell=bash disable=SC2154,SC2016 # dir is of tests/bench/policy
# SPDX-License-Identifier: BSD-2-Clause
# Cases of tests/bench/policy that each ask much of one part of an engine.

# inputs NAME FILTER: the array of inputs, made by jq.
inputs() {
	jq -nc "$2" >"$dir/$1/inputs.json"
}

make_users() { # who it is, found by going through all
	begin users data.people.answer <<-'REGO'
		package people

		answer := {role | some user in data.users; user.email == input.email; some role in user.roles}
	REGO
	jq -nc '{users: [range(10000) | {id: ., email: "user\(.)@example.com", roles: ["r\(. % 10)", "s\(. % 7)"]}]}' \
		>"$dir/users/data.json"
	inputs users '[range(5) | {email: "user\(. * 2500)@example.com"}]'
}

make_scan() { # counting over base documents
	begin scan data.scan.answer <<-'REGO'
		package scan

		active := [account | some account in data.accounts; account.active]

		answer := {"active": count(active), "limit": sum([a.limit | some a in active; a.limit > input.least])}
	REGO
	jq -nc '{accounts: [range(10000) | {key: "acc\(.)", value: {active: (. % 3 > 0), limit: (. % 100)}}] | from_entries}' \
		>"$dir/scan/data.json"
	inputs scan '[range(4) | {least: (. * 20)}]'
}

make_join() { # each with each
	begin join data.join.answer <<-'REGO'
		package join

		answer contains pair.id if {
			some pair in input.pairs
			some other in input.others
			other.name == pair.name
			other.port == pair.port
		}
	REGO
	inputs join '[range(2) | . as $i | {pairs: [range(150) | {id: ., name: "n\(. * 3)", port: (. % 10)}],
		others: [range(150) | {name: "n\(. * 2 + $i)", port: (. % 10)}]}]'
}

make_sets() { # unions, intersections, differences, and members of what was made
	begin sets data.sets.answer <<-'REGO'
		package sets

		wanted := {x | some x in input.wanted}

		given := {x | some x in input.given}

		answer := {
			"missing": count(wanted - given),
			"both": count(wanted & given),
			"all": count(wanted | given),
			"odd": count([x | some x in input.asked; x in given]),
		}
	REGO
	inputs sets '[range(2) | . as $i | {wanted: [range(2000) | "item-\(. * 7 % 5000 + $i)"],
		given: [range(2000) | "item-\(. * 11 % 5000)"], asked: [range(2000) | "item-\(. * 3)"]}]'
}

make_strings() { # long and short texts taken apart and put together
	begin strings data.text.answer <<-'REGO'
		package text

		words := split(input.text, " ")

		answer := {
			"upper": [upper(w) | some w in words; startswith(w, "a")],
			"joined": concat("-", [sprintf("%s:%d", [w, count(w)]) | some w in words]),
			"replaced": replace(input.text, "ab", "xyz"),
			"trimmed": [trim(w, "ab") | some w in words],
			"found": indexof(input.text, "zzzz"),
			"parts": count(split(lower(input.text), "a")),
			"lines": [substring(w, 1, 3) | some w in words; contains(w, "bc")],
		}
	REGO
	inputs strings '[range(2) | . as $i | {text: [range(300) | ["abc", "bcd\(.)", "a\(. + $i)", "Cab", "dog"][. % 5]] | join(" ")}]'
}

make_sort() {
	begin sort data.sorting.answer <<-'REGO'
		package sorting

		numbers := sort(input.numbers)

		names := sort(input.names)

		unique := {n | some n in input.numbers}

		answer := [numbers[0], names[0], count(unique)]
	REGO
	inputs sort '[range(2) | . as $i | {numbers: [range(5000) | (. * 7919 + $i) % 5003], names: [range(3000) | "name-\(. * 7919 % 3001)"]}]'
}

make_sums() { # aggregates of 10,000
	begin sums data.sums.answer <<-'REGO'
		package sums

		answer := {
			"sum": sum(input.numbers),
			"max": max(input.numbers),
			"min": min(input.numbers),
			"count": count([n | some n in input.numbers; n % 3 == 0]),
			"squares": sum([square | some n in input.numbers; square := n * n]),
		}
	REGO
	inputs sums '[range(2) | . as $i | {numbers: [range(10000) | . * 7 % 1000 + $i]}]'
}

make_floats() {
	begin floats data.floats.answer <<-'REGO'
		package floats

		answer := {
			"scores": [score | some x in input.numbers; x / 3 > 10.25; score := round(x * 1.5)],
			"total": sum([part | some x in input.numbers; part := x * 0.25]),
			"mean": sum(input.numbers) / count(input.numbers),
		}
	REGO
	inputs floats '[range(2) | . as $i | {numbers: [range(1000) | . + 0.5 + $i]}]'
}

make_nested() { # 100 KB, deep
	begin nested data.nested.answer <<-'REGO'
		package nested

		answer contains path if {
			some team, members in input.org.teams
			some name, member in members
			some i, grant in member.grants
			grant.level.value > 8
			grant.on.kind == "secret"
			path := sprintf("%s/%s/%d", [team, name, i])
		}

		answer contains "deep" if input.a.b.c.d.e.f.g.h.i.j == 1
	REGO
	inputs nested '[range(2) | . as $s | {a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}, org: {teams: ([range(20) | . as $t | {key: "team\(.)",
		value: ([range(10) | . as $m | {key: "member\(.)", value: {grants: [range(5) | {level: {value: ((. + $m + $t + $s) % 10)},
		on: {kind: (if . % 2 == 0 then "secret" else "file" end), name: "object-\($t)-\($m)-\(.)"}}]}}] | from_entries)}] | from_entries)}}]'
}

make_grouping() { # comprehensions in comprehensions
	begin grouping data.grouping.answer <<-'REGO'
		package grouping

		by_owner := {owner: hosts |
			some item in input.items
			owner := item.owner
			hosts := {other.host | some other in input.items; other.owner == owner}
		}

		answer := {owner: count(hosts) | some owner, hosts in by_owner; count(hosts) > 1}
	REGO
	inputs grouping '[range(2) | . as $i | {items: [range(300) | {owner: "o\(. % (40 + $i))", host: "h\(. % 97)"}]}]'
}

make_walk_big() {
	begin walk_big data.walks.answer <<-'REGO'
		package walks

		answer contains path if {
			walk(input, [path, value])
			value == "secret"
		}
	REGO
	jq -c '[.[] | del(.a)]' "$dir/nested/inputs.json" >"$dir/walk_big/inputs.json" 2>/dev/null ||
		{ make_nested && jq -c '[.[] | del(.a)]' "$dir/nested/inputs.json" >"$dir/walk_big/inputs.json"; }
}

make_json() {
	begin json data.texts.answer <<-'REGO'
		package texts

		config := json.unmarshal(input.text)

		again := json.marshal(config)

		answer := [count(again), config.items[7].name, json.is_valid(input.text)]
	REGO
	inputs json '[range(2) | . as $i | {text: ({items: [range(200) | {name: "n\(.)", on: true, at: (. * 1.5), tags: ["a", "b\($i)", null]}]} | tojson)}]'
}

make_every() {
	begin every data.all.answer <<-'REGO'
		package all

		default answer := false

		answer if {
			every item in input.items {
				item.size > 0
				item.kind in {"disk", "net", "cpu"}
				not startswith(item.name, "bad")
			}
			every key, value in input.labels {
				count(key) < 20
				is_string(value)
			}
		}
	REGO
	inputs every '[range(2) | . as $i | {items: [range(1000) | {size: (. + 1), kind: ["disk", "net", "cpu"][. % 3], name: "item\(.)"}],
		labels: ([range(100) | {key: "k\(.)", value: "v"}] | from_entries)}]'
}

make_objects() { # made, joined, filtered
	begin objects data.objects.answer <<-'REGO'
		package objects

		by_id := {item.id: item | some item in input.items}

		joined := object.union(by_id, input.more)

		picked := object.filter(joined, ["id1", "id2", "id999"])

		names := {id: object.get(item, "name", "none") | some id, item in joined}

		answer := [count(joined), picked, count(object.remove(names, ["id1"])), object.keys(picked)]
	REGO
	inputs objects '[range(2) | . as $i | {items: [range(1000) | {id: "id\(. * 7919 % 1009)", name: "name\($i)", on: true}],
		more: ([range(500) | {key: "id\(. + 800)", value: {id: ., size: .}}] | from_entries)}]'
}

make_blocks() { # an address in one of 1,000 networks
	begin blocks data.blocks.answer <<-'REGO'
		package blocks

		answer contains name if {
			some name, block in data.blocked
			net.cidr_contains(block, input.ip)
		}
	REGO
	jq -nc '{blocked: ([range(1000) | {key: "net\(.)", value: "10.\(. / 250 | floor).\(. % 250).0/24"}] | from_entries)}' >"$dir/blocks/data.json"
	inputs blocks '[range(5) | {ip: "10.\(.).\(. * 13).9"}]'
}

make_prefixes() { # one text, many beginnings
	begin prefixes data.prefixes.answer <<-'REGO'
		package prefixes

		default answer := false

		answer if strings.any_prefix_match(input.path, data.allowed)
	REGO
	jq -nc '{allowed: [range(2000) | "/srv/app\(. * 7)/"]}' >"$dir/prefixes/data.json"
	inputs prefixes '[range(5) | {path: "/srv/app\(. * 700)/bin/x"}]'
}

make_regexes() { # many texts, many patterns that are data
	begin regexes data.regexes.answer <<-'REGO'
		package regexes

		answer contains name if {
			some name, pattern in data.patterns
			some line in input.lines
			regex.match(pattern, line)
		}
	REGO
	jq -nc '{patterns: ([range(40) | {key: "p\(.)", value: "(?i)(^|\\s)(tool\(.)|util\(.))\\s+-[a-z]*f[a-z]*\\s+/[a-z]+\(.)"}] | from_entries)}' >"$dir/regexes/data.json"
	inputs regexes '[range(3) | . as $i | {lines: [range(20) | "sudo tool\(. + $i) -rf /var\(.) and then some more words of the line"]}]'
}

make_tokens() { # HS256: read and verified
	begin tokens data.tokens.answer <<-'REGO'
		package tokens

		default answer := false

		answer if {
			[valid, _, claims] := io.jwt.decode_verify(input.token, {"secret": "secret-of-the-bench", "alg": "HS256"})
			valid
			"admin" in claims.roles
		}
	REGO
	local head body sign
	head=$(printf '{"alg":"HS256","typ":"JWT"}' | base64 -w0 | tr -d = | tr '/+' _-)
	body=$(printf '{"sub":"alice","roles":["user","admin"]}' | base64 -w0 | tr -d = | tr '/+' _-)
	sign=$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -hmac secret-of-the-bench -binary | base64 -w0 | tr -d = | tr '/+' _-)
	jq -nc --arg t "$head.$body.$sign" '[{token: $t}, {token: ($t + "x")}]' >"$dir/tokens/inputs.json"
}

# signed NAME KEYARGS...: a token signed by a key that is made here; its public key is data.
signed() {
	local name=$1 alg=$2 head body sign
	shift 2
	openssl genpkey "$@" -out "$dir/$name/key.pem" 2>/dev/null
	head=$(printf '{"alg":"%s","typ":"JWT"}' "$alg" | base64 -w0 | tr -d = | tr '/+' _-)
	body=$(printf '{"sub":"alice","roles":["user","admin"]}' | base64 -w0 | tr -d = | tr '/+' _-)
	printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$dir/$name/key.pem" -binary >"$dir/$name/sign"
	[ "$alg" != ES256 ] || # two numbers instead of DER
		openssl asn1parse -inform DER -in "$dir/$name/sign" | awk -F: '/INTEGER/ { printf "%64s", $4 }' |
			tr ' ' 0 | sed 's/../\\x&/g' | xargs -0 printf >"$dir/$name/sign.raw"
	[ "$alg" != ES256 ] || mv "$dir/$name/sign.raw" "$dir/$name/sign"
	sign=$(base64 -w0 "$dir/$name/sign" | tr -d = | tr '/+' _-)
	jq -nc --arg k "$(openssl pkey -in "$dir/$name/key.pem" -pubout)" '{key: $k}' >"$dir/$name/data.json"
	jq -nc --arg t "$head.$body.$sign" '[{token: $t}]' >"$dir/$name/inputs.json"
}

make_tokens_rs256() {
	begin tokens_rs256 data.tokens.answer <<-'REGO'
		package tokens

		answer := io.jwt.verify_rs256(input.token, data.key)
	REGO
	signed tokens_rs256 RS256 -algorithm RSA -pkeyopt rsa_keygen_bits:2048
}

make_tokens_es256() {
	begin tokens_es256 data.tokens.answer <<-'REGO'
		package tokens

		answer := io.jwt.verify_es256(input.token, data.key)
	REGO
	signed tokens_es256 ES256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
}

make_with() { # as tests of policies do
	begin with data.tests.answer <<-'REGO'
		package tests

		default allow := false

		allow if {
			input.user.role in data.roles[input.action]
			not blocked(input.user.name)
		}

		blocked(name) if name in data.blocked

		answer := [got |
			some i in numbers.range(1, 50)
			got := allow with input as {"action": "read", "user": {"name": sprintf("u%d", [i]), "role": "dev"}}
				with data.blocked as {"u3", "u7"}
		]
	REGO
	echo '{"roles":{"read":["dev","ops"],"write":["ops"]},"blocked":[]}' >"$dir/with/data.json"
	inputs with '[{}]'
}

make_calls() { # small functions that call each other
	begin calls data.calls.answer <<-'REGO'
		package calls

		answer := sum([weight(item) | some item in input.items])

		weight(item) := base(item.kind) + factor(item) * 2

		base(kind) := 10 if kind == "a"

		base(kind) := 20 if kind == "b"

		base(kind) := 30 if not kind in {"a", "b"}

		factor(item) := n if {
			item.size > 50
			n := half(item.size)
		} else := item.size

		half(n) := floor(n / 2)
	REGO
	inputs calls '[range(2) | . as $i | {items: [range(500) | {kind: ["a", "b", "c"][. % 3], size: (. % 100 + $i)}]}]'
}

make_graph() {
	begin graph data.graphs.answer <<-'REGO'
		package graphs

		edges := {node.name: {target | some target in node.to} | some node in input.nodes}

		answer := count(graph.reachable(edges, {input.from}))
	REGO
	inputs graph '[range(2) | . as $i | {from: "n\($i)", nodes: [range(500) | {name: "n\(.)", to: ["n\(. * 2)", "n\(. * 3 + 1)"]}]}]'
}

make_coding() { # encodings, hashes, times, versions, units
	begin coding data.coding.answer <<-'REGO'
		package coding

		answer := {
			"text": base64.decode(input.base64),
			"hash": crypto.sha256(input.name),
			"age": time.parse_rfc3339_ns(input.at) - time.parse_rfc3339_ns("2026-01-01T00:00:00Z"),
			"day": time.weekday(time.parse_rfc3339_ns(input.at)),
			"newer": semver.compare(input.version, "1.2.3"),
			"bytes": units.parse_bytes(input.size),
			"hex": hex.encode(input.name),
			"url": urlquery.encode_object({"q": input.name}),
		}
	REGO
	inputs coding '[range(4) | {base64: ("some text of a secret \(.)" | @base64), name: "web-\(.)", at: "2026-02-03T04:05:0\(.)Z", version: "1.\(.).0", size: "\(. + 1)GiB"}]'
}

make_terraform() { # a plan: what is made, changed, deleted, scored
	begin terraform data.terraform.answer <<-'REGO'
		package terraform

		weights := {
			"aws_instance": {"delete": 10, "create": 1, "modify": 1},
			"aws_iam": {"delete": 100, "create": 20, "modify": 10},
			"aws_s3_bucket": {"delete": 50, "create": 5, "modify": 2},
		}

		default authz := false

		authz if {
			score < input.limit
			not touches_iam
		}

		score := s if {
			all := [x |
				some kind, crud in weights
				del := crud["delete"] * num_deletes[kind]
				new := crud.create * num_creates[kind]
				mod := crud.modify * num_modifies[kind]
				x := del + new + mod
			]
			s := sum(all)
		}

		touches_iam if {
			all := resources.aws_iam
			count(all) > 0
		}

		resources[kind] := all if {
			some kind, _ in weights
			all := [name |
				name := input.plan.resource_changes[_]
				name.type == kind
			]
		}

		num_creates[kind] := num if {
			some kind, _ in resources
			creates := [res | res := resources[kind][_]; "create" in res.change.actions]
			num := count(creates)
		}

		num_deletes[kind] := num if {
			some kind, _ in resources
			deletions := [res | res := resources[kind][_]; "delete" in res.change.actions]
			num := count(deletions)
		}

		num_modifies[kind] := num if {
			some kind, _ in resources
			modifies := [res | res := resources[kind][_]; "update" in res.change.actions]
			num := count(modifies)
		}

		answer := {"authz": authz, "score": score}
	REGO
	inputs terraform '[range(2) | . as $i | {limit: 500, plan: {resource_changes: [range(100) | {address: "r\(.)", type: ["aws_instance", "aws_s3_bucket", "aws_vpc"][(. + $i) % 3],
		change: {actions: [["create"], ["update"], ["delete", "create"], ["no-op"]][. % 4], after: {tags: {owner: "o"}, size: .}}}]}}]'
}

make_partial() { # a document of rules with many keys, of which one is asked
	begin partial data.tables.answer <<-'REGO'
		package tables

		limit[name] := n if {
			some name, item in data.items
			n := item.base * 2
		}

		members[team] contains user if {
			some user, teams in data.teams
			some team in teams
		}

		answer := {"limit": limit[input.name], "members": members[input.team]}
	REGO
	jq -nc '{items: ([range(1000) | {key: "i\(.)", value: {base: .}}] | from_entries),
		teams: ([range(300) | {key: "u\(.)", value: ["t\(. % 30)", "t\(. % 7)"]}] | from_entries)}' >"$dir/partial/data.json"
	inputs partial '[range(4) | {name: "i\(. * 100)", team: "t\(. * 5)"}]'
}

make_found() { # many findings
	begin found data.finding.deny <<-'REGO'
		package finding

		deny contains {"msg": msg, "id": item.id} if {
			some item in input.items
			item.size > item.limit
			msg := sprintf("%s: %d is more than %d", [item.name, item.size, item.limit])
		}
	REGO
	inputs found '[range(2) | . as $i | {items: [range(1000) | {id: "id\(.)", name: "item-\(. * 7 % 1000)", size: (. % 50), limit: (20 + $i)}]}]'
}

make_equal() { # large documents compared
	begin equal data.equal.answer <<-'REGO'
		package equal

		default answer := false

		answer if {
			input.before.spec == input.after.spec
			input.before != input.after
		}
	REGO
	inputs equal '[{before: {v: 1, spec: [range(500) | {name: "n\(.)", values: [., "x"]}]}, after: {v: 2, spec: [range(500) | {name: "n\(.)", values: [., "x"]}]}}]'
}

make_range() {
	begin range data.ranges.answer <<-'REGO'
		package ranges

		answer := count([n | some n in numbers.range(1, input.n); n % 7 == 3; not n % 5 == 0])
	REGO
	inputs range '[{n: 3000}, {n: 2999}]'
}

make_template() { # messages as templates
	begin template data.templates.answer <<-'REGO'
		package templates

		answer contains $"{item.name} of {input.owner}: {item.size} bytes, {count(item.tags)} tags" if some item in input.items
	REGO
	inputs template '[{owner: "o", items: [range(200) | {name: "n\(.)", size: (. * 3), tags: ["a", "b"]}]}]'
}

