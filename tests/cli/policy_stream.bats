#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-policy eval on a stream: what policies say of events, line by line.
# shellcheck disable=SC2154 # what run sets

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	policy=$O/bin/ss-policy
	lists=$PWD/tests/schema
	library=$PWD/policies
	cd "$BATS_TEST_TMPDIR" || return
	command -v jq >/dev/null || skip 'there is no jq'
	mkdir rules
	cat >rules/x.rego <<-'END'
		package ss

		deny contains {"rule": "no-nc", "severity": "high", "technique": "T1095", "message": message, "port": 7} if {
			input.type == "process.exec"
			input.process.exe == "/usr/bin/nc"
			message := sprintf("nc by %s", [input.process.user])
		}

		warn contains "a text alone" if input.type == "net.connect"

		actions contains {"action": "kill", "target": {"id": input.process.id}, "cause": {"rule": "no-nc"}} if count(deny) > 0
	END
	nc='{"v":1,"type":"process.exec","ts":"2026-11-22T10:11:12.003456789Z","seq":"81","process":{"id":"a-1-2-3","pid":7,"exe":"/usr/bin/nc","args":["nc"],"comm":"nc","uid":0,"user":"root"},"container":{"id":"551e161c47d8"}}'
	connect='{"type":"net.connect","seq":"82"}'
	other='{"type":"file.open"}'
	job=
}

teardown() {
	[ -z "$job" ] || { kill -KILL "$job" 2>/dev/null; wait "$job" 2>/dev/null || :; }
}

# soon COMMAND...: true within a minute, and mostly at once.
soon() {
	for _ in $(seq 1200); do
		"$@" && return
		sleep 0.05
	done
	echo "gave up waiting for: $*"
	tail -n 5 out err
	return 1
}

# In the background, its input the FIFO in, which descriptor 5 holds open.
start() {
	mkfifo in
	"$policy" eval -d rules "$@" <in >out 2>err 3>&- &
	job=$!
	exec 5>in
}

lines() {
	[ "$(wc -l <out)" -ge "$1" ]
}

@test "a decision and a request, and nothing for what no rule is about" {
	printf '%s\n' "$nc" "$connect" "$other" | "$policy" eval -d rules >out
	[ "$(jq -r .type out | tr '\n' ' ')" = 'policy.decision action.request policy.decision ' ]
	head -n 1 out | jq -e '.policy.verdict == "deny" and .policy.rule == "no-nc" and .policy.message == "nc by root"
		and .policy.details.port == 7 and .policy.latency_ns > 0 and .event.seq == "81" and .process.exe == "/usr/bin/nc"
		and .container.id == "551e161c47d8" and .seq == "1"'
	sed -n 2p out | jq -e '.action == "kill" and .target == {"id": "a-1-2-3"} and .cause == {"rule": "no-nc", "seq": "81"}'
	sed -n 3p out | jq -e '.policy.verdict == "warn" and .policy.message == "a text alone" and (has("process") | not)'
}

@test "the shipped policies know by its type alone what is none of their business" {
	for i in $(seq 50); do echo '{"type":"file.open","process":{"exe":"/bin/a","args":["a"]},"container":{"id":"1"}}'; done >lines
	run -0 --separate-stderr "$policy" eval -v -d "$BATS_TEST_DIRNAME/../../policies/runtime" <lines
	[[ $stderr == *'events: 50 (49 by their type alone), bad lines: 0, findings: 0,'* ]]
}

@test "a type that no rule looks at is known after one event, and nothing is missed" {
	local quiet='{"type":"file.open","a":{"type":"net.connect"}}'

	# After it was learned: another type behind, or inside; a line that is broken; a late finding.
	cat >lines <<-END
		$quiet
		$quiet
		{"type":"file.open","seq":"1","type":"net.connect"}
		{"x":{"type":"file.open"},"type":"net.connect","seq":"2"}
		{"type":"file.open","seq":"3
		{"type":"file.\u006fpen"}
		$connect
		$quiet
	END
	run -1 --separate-stderr "$policy" eval -d rules <lines
	[ "$(jq -c .event.seq <<<"$output")" = "$(printf '"1"\n"2"\n"82"')" ]
	[ "$stderr" = "ss-policy: line 5: column 29: unterminated string" ]

	# What also depends on the time, chance, other members or a print is asked each time.
	cat >rules/x.rego <<-'END'
		package ss

		deny contains "late" if {
			input.type == "late"
			time.now_ns() > time.parse_rfc3339_ns(input.at)
		}

		warn contains "odd" if not input.fine
	END
	printf '%s\n' '{"type":"a","fine":true}' '{"type":"a"}' '{"type":"late","at":"2100-01-01T00:00:00Z","fine":true}' \
		'{"type":"late","at":"2000-01-01T00:00:00Z","fine":true}' >lines
	run -0 "$policy" eval -d rules <lines
	[ "$(jq -c .policy.message <<<"$output")" = "$(printf '"odd"\n"late"')" ]
}

@test "the lines are those that ss-events(5) lists" {
	sed -i 's/, "port": 7//' rules/x.rego
	printf '%s\n' "$nc" "$connect" | "$policy" eval -d rules >out
	run "$lists" out
	echo "$output"
	[ "$status" = 0 ] && [ -z "$output" ]
}

@test "--pass: every line as it came, findings right after it" {
	printf '%s\n  {"type" : "net.connect"}\nno JSON\n\n%s' "$other" "$nc" >events
	run -1 --separate-stderr "$policy" eval --pass -d rules <events
	echo "$stderr"
	[ "$stderr" = "ss-policy: line 3: 1:2: unexpected character" ] || [[ $stderr == 'ss-policy: line 3: '* ]]
	[ "${lines[1]}" = '  {"type" : "net.connect"}' ]
	[[ ${lines[2]} == *policy.decision* ]]
	[ "${lines[3]}" = 'no JSON' ]
	"$policy" eval --pass -d rules <events 2>/dev/null | grep -v -e policy.decision -e action.request >passed || :
	cmp passed <(cat events; echo)
}

@test "--entrypoint asks something else; --fail says whether something was denied" {
	printf '%s\n' "$nc" "$connect" >events
	"$policy" eval -d rules -e data.ss.warn <events | jq -e '.policy.entry == "data.ss.warn"'
	run -3 "$policy" eval -d rules --fail <events
	run -0 "$policy" eval -d rules --fail <<<"$connect"
}

@test "-n and --duration end it" {
	yes "$connect" | "$policy" eval -d rules -n 3 >out
	[ "$(wc -l <out)" = 3 ]
	start --duration 300ms
	wait "$job"
	job=
}

@test "SIGHUP loads the policy anew, and no line is lost" {
	start -v
	echo "$connect" >&5
	soon lines 1
	sed -i 's/a text alone/another text/' rules/x.rego
	kill -HUP "$job"
	soon grep -q loaded err
	echo "$connect" >&5
	soon lines 2
	exec 5>&-
	wait "$job"
	job=
	[ "$(jq -r .policy.message out | tr '\n' ',')" = 'a text alone,another text,' ]
	[ "$(jq -r .policy.revision out | sort -u | wc -l)" = 2 ]
}

@test "a change of a file is seen, also of one in a new directory" {
	start -v
	echo "$connect" >&5
	soon lines 1
	mkdir rules/more
	sleep 0.5
	printf 'package ss\nwarn contains "from a new file" if input.type == "file.open"\n' >rules/more/y.rego
	soon grep -q loaded err
	sleep 0.5
	soon eval 'echo "$other" >&5; sleep 0.2; grep -q "from a new file" out'
	printf 'package ss\nwarn contains "changed" if input.type == "file.open"\n' >rules/more/y.rego
	soon eval 'echo "$other" >&5; sleep 0.2; grep -q "\"changed\"" out'
	exec 5>&-
	wait "$job"
	job=
}

# says WORD: a file.open is answered with it.
says() {
	soon answers "$1"
}

answers() {
	local before
	before=$(wc -l <out)
	echo "$other" >&5
	sleep 0.2
	tail -n "+$((before + 1))" out | grep -q "\"$1\""
}

# opens WORD FILE: a policy that answers so.
opens() {
	printf 'package ss\nwarn contains "%s" if input.type == "file.open"\n' "$1" >"$2"
}

@test "links that are swapped, and directories that go and come back" {
	mkdir -p at/v1 at/v2
	opens one at/v1/x.rego
	opens two at/v2/x.rego
	ln -s v1 at/now
	rm -r rules
	ln -s at/now rules
	start
	says one
	ln -s v2 at/next
	mv -T at/next at/now # not on the path that was given
	kill -HUP "$job"
	says two
	ln -s at/v1 swap
	mv -T swap rules
	says one
	rm -r rules at
	soon grep -q 'the new policy is refused' err
	says one
	mkdir rules
	sleep 0.5
	says one
	opens three rules/x.rego
	says three
	# As volumes of Kubernetes change: --ignore has the others passed over.
	mkdir rules/..1
	opens four rules/..1/y.rego
	ln -s ..1 rules/..data
	ln -s ..data/y.rego rules/y.rego
	says four
	exec 5>&-
	wait "$job"
	job=
}

@test "a thousand new policies cost no memory" {
	local said
	mkfifo in told
	"$policy" eval -d rules -v <in >out 2>told 3>&- &
	job=$!
	exec 5>in 6<told
	loaded() {
		while read -r -t 60 -u 6 said; do
			[[ $said != *loaded* ]] || return 0
		done
		echo "not loaded: $said"
		return 1
	}
	size() {
		awk '/VmRSS/ { print $2 }' "/proc/$job/status"
	}
	echo "$connect" >&5
	soon lines 1
	for i in $(seq 1000); do
		kill -HUP "$job"
		loaded
		[ "$i" != 200 ] || before=$(size)
	done
	after=$(size)
	echo "$before kB, then $after kB"
	[ "$after" -lt $((before + before / 4)) ]
	echo "$connect" >&5
	soon lines 2
	exec 5>&-
	cat <&6 >err
	wait "$job"
	job=
}

@test "a wrong policy is refused and the old one stays" {
	start
	echo "$connect" >&5
	soon lines 1
	echo 'package ss deny' >rules/broken.rego
	soon grep -q 'the new policy is refused' err
	grep -q 'broken.rego:1: rego_parse_error' err
	echo "$connect" >&5
	soon lines 2
	rm rules/broken.rego
	exec 5>&-
	wait "$job"
	job=
}

@test "lines go on being judged while the policy changes all the time" {
	start
	echo "$connect" >&5
	soon lines 1 # before that SIGHUP would meet a shell
	(for i in $(seq 40); do
		sed -i "s/a text [a-z0-9]*/a text $i/" rules/x.rego
		kill -HUP "$job"
		sleep 0.02
	done) &
	for _ in $(seq 2000); do
		echo "$connect"
	done >&5
	wait $!
	exec 5>&-
	wait "$job"
	job=
	[ "$(wc -l <out)" = 2001 ]
}

@test "who is wrong at the start is told, and nothing is read" {
	echo 'package ss deny' >rules/x.rego
	run -1 "$policy" eval -d rules <<<"$connect"
	[[ $output == *'rego_parse_error'* ]]
	run -2 "$policy" eval <<<"$connect"
	[[ $output == *'which policies judge the stream'* ]]
	run -1 "$policy" eval -d nowhere <<<"$connect"
	[[ $output == *'nowhere: No such file or directory'* ]]
}

@test "what no rule answers is warned of, and an entry point is a document" {
	run -0 --separate-stderr "$policy" eval -d rules -e data.ss.deny -e data.ss.denied <<<"$connect"
	[ "$stderr" = 'ss-policy: no rule is called data.ss.denied: it finds nothing' ]
	run -0 --separate-stderr "$policy" eval -d rules -e data.ss <<<"$connect"
	[ -z "$stderr" ]
	for path in ss/deny input.x 'data.ss[x]' 'data.ss.deny[' '1 + 2' ''; do
		run -2 "$policy" eval -d rules -e "$path" <<<"$connect"
		[[ ${lines[0]} == "ss-policy: --entrypoint: '$path' is no document, as data.ss.deny" ]]
	done
	mkdir other
	printf 'package other\n\nallow if true\n' >other/x.rego
	run -0 --separate-stderr "$policy" eval -d other <<<"$connect"
	[[ $stderr == *'no rule is called data.ss.deny, data.ss.warn or data.ss.actions'* ]]
}

@test "options that only a query has, or only a stream" {
	for o in '-f raw' --fail-defined '--package a' '--import data.a' '-s x.json' --show-builtin-errors '-i x.json' --metrics; do
		# shellcheck disable=SC2086  # an option and its value
		run -2 "$policy" eval -d rules $o </dev/null
		[[ ${lines[0]} == 'ss-policy: what is the query?'* ]]
	done
	for o in --pass '-n 1' '--duration 1s'; do
		# shellcheck disable=SC2086
		run -2 "$policy" eval $o 1
		[[ ${lines[0]} == *'are of a stream: without a query' ]]
	done
}

@test "a full disk is an error, and a reader that leaves ends it" {
	run -1 bash -c 'yes "$1" | head -n 1000 | "$2" eval -d rules >/dev/full' bash "$connect" "$policy"
	[ "$output" = 'ss-policy: cannot write decisions: No space left on device' ]
	run -0 bash -c 'yes "$1" | "$2" eval -d rules | head -n 1; echo "${PIPESTATUS[1]}"' bash "$connect" "$policy"
	[ "${lines[1]}" = 141 ]
}

@test "an event that a policy never ends with is given up, and the next one is judged" {
	cat >rules/x.rego <<-'END'
		package ss
		deny contains "late" if input.type == "file.open"
		deny contains x if {
			input.type == "net.connect"
			some a in numbers.range(1, 10000)
			some b in numbers.range(1, 10000)
			x := a * b
			x < 0
		}
	END
	run -1 --separate-stderr "$policy" eval -d rules --timeout 100ms <<<"$connect"
	[[ $stderr == *'line 1: '* ]]
	run -1 --separate-stderr "$policy" eval -d rules <<<"$connect"$'\n{"type":"file.open"}'
	[[ $stderr == *'line 1: '* && $output == *'"late"'* ]]
}

@test "who is killed has said whole lines; lines that are no text, or endless" {
	start --pass
	for i in $(seq 300); do printf '{"type":"file.open","n":%s}\n' "$i"; done >&5
	soon lines 300
	kill -KILL "$job"
	wait "$job" || :
	job=
	exec 5>&-
	[ "$(jq -r .n out | tail -n 1)" = 300 ]
	# 40 MB without a newline, bytes that are no UTF-8, a NUL: each goes through as it came.
	{
		printf '{"type":"file.open","x":"'
		head -c 40000000 /dev/zero | tr '\0' x
		printf '"}\n\377\376\n{"type":"net.connect","seq":"1"}\n\0\n[1]\n"text"\n'
	} >events
	run -1 --separate-stderr bash -c '"$1" eval -d rules --pass <events >out' bash "$policy"
	echo "$stderr"
	[[ $stderr == *'line 1: too long'* && $stderr == *'line 2: '* && $stderr == *'line 4: '* ]]
	grep -av policy.decision out | cmp - events
	[ "$(grep -ac policy.decision out)" = 1 ]
}

@test "an error of a rule in YAML is told with its line there, compiled or evaluated" {
	cat >a.policy.yaml <<-'END'
		rules:
		  - name: one
		    on: file.open

		  - name: two
		    on: net.connect
	END
	printf 'package ss\n\ndeny := 1\n' >x.rego
	run -1 "$policy" eval -d a.policy.yaml -d x.rego <<<"$connect"
	echo "$output"
	[[ $output == *'a.policy.yaml:2: rego_type_error: conflicting rules data.ss.deny found'* ]]
	# They are of one version of the language whatever the others are.
	"$policy" eval --v0-compatible -d a.policy.yaml <<<"$connect" | grep -q '"rule":"two"'
}

@test "the shipped library judges what ss-trace tells" {
	printf '%s\n' '{"type":"process.exec","process":{"id":"a-1-2-3","pid":9,"exe":"/tmp/xmrig","args":["xmrig"],"uid":0}}' \
		'{"type":"file.write","file":{"path":"/etc/shadow"},"process":{"exe":"/usr/bin/vim","id":"a","pid":3}}' "$other" >events
	"$policy" eval -d "$library/runtime" <events >out
	[ "$(jq -r .policy.rule out | tr '\n' ' ')" = 'crypto-miner sensitive-file ' ]
	echo '{"settings": {"kill": ["crypto-miner"]}}' >site.json
	"$policy" eval -d "$library/runtime" -d site.json <events | grep action.request |
		jq -e '.action == "kill" and .target.id == "a-1-2-3"'
}

@test "rules in YAML" {
	cat >miner.policy.yaml <<-'END'
		rules:
		  - name: miner
		    on: process.exec
		    match:
		      process.exe: ["*/xmrig", "/opt/*"]
		      process.uid: {lt: 1000}
		    unless:
		      process.args: {contains: --help}
		    severity: critical
		    message: "{process.exe} by {process.user}: 100 % {{x}}"
		    action: kill
		  - name: odd-port
		    on: net.*
		    verdict: warn
		    match:
		      net.dst_port: {not: [80, 443]}
		      net.dst_ip: {cidr: [203.0.113.0/24, "2001:db8::/32"]}
	END
	cat >events <<-'END'
		{"type":"process.exec","process":{"id":"a-1","pid":1,"exe":"/tmp/xmrig","uid":0,"args":["xmrig"]}}
		{"type":"process.exec","process":{"id":"a-2","pid":2,"exe":"/tmp/xmrig","uid":0,"args":["xmrig","--help"]}}
		{"type":"process.exec","process":{"id":"a-3","pid":3,"exe":"/tmp/xmrig","uid":1000,"args":["xmrig"]}}
		{"type":"process.exec","process":{"id":"a-4","pid":4,"exe":"/tmp/other","uid":0,"args":["xmrig"]}}
		{"type":"net.connect","net":{"dst_ip":"2001:db8::5","dst_port":4444}}
		{"type":"net.connect","net":{"dst_ip":"2001:db8::5","dst_port":443}}
		{"type":"net.connect","net":{"dst_ip":"10.0.0.1","dst_port":4444}}
	END
	"$policy" eval -d miner.policy.yaml <events >out
	cat out
	[ "$(jq -r '.policy.rule // .action' out | tr '\n' ' ')" = 'miner kill odd-port ' ]
	head -n 1 out | jq -e '.policy.message == "/tmp/xmrig by -: 100 % {x}"'
}

@test "rules in YAML that are wrong: where, and why" {
	wrong() {
		printf '%b' "$1" >w.policy.yaml
		run -1 "$policy" eval -d w.policy.yaml <<<"$connect"
		[ "${lines[0]}" = "ss-policy: w.policy.yaml:$2" ] || { echo "${lines[0]}"; return 1; }
	}
	wrong 'rules:\n  - nam: x\n' "2:5: unknown key 'nam' (did you mean 'name'?)"
	wrong 'rules:\n  - name: a b\n    on: x\n' "2:11: 'a b' is no name: letters, digits, - _ and ."
	wrong 'rules:\n  - name: a\n' '2:5: a: it is about everything: on or match is needed'
	wrong 'rules:\n  - name: a\n    on: x\n  - name: a\n    on: x\n' "4:11: there is a rule 'a' already, in line 2"
	wrong 'rules:\n  - name: a\n    match: {x: {regex: "a("}}\n' "3:24: 'a(' is no regular expression"
	wrong 'rules:\n  - name: a\n    match: {x: {cidr: 10.0.0}}\n' "3:23: '10.0.0' is no network (10.0.0.0/8)"
	wrong 'rules:\n  - name: a\n    match: {x: {prefx: a}}\n' "3:17: unknown test 'prefx' (did you mean 'prefix'?)"
	wrong 'rules:\n  - name: a\n    match: {x: {gt: a}}\n' "3:21: 'a' is no number"
	wrong 'rules:\n  - name: a\n    on: x\n    message: "{a"\n' '4:14: a brace without its other one; {{ and }} are plain ones'
	wrong 'rules:\n  - name: a\n    on: x\n    verdict: no\n' "4:14: unknown verdict 'no'"
}
