#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-breaker without an interface: its command line, sources and levels of a dry run, and check.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031 # what run sets; for sh; each test is a subshell

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	breaker=$O/bin/ss-breaker
	schema=$PWD/tests/schema
	tree=$PWD
	command -v jq >/dev/null || skip 'there is no jq'
	cd "$BATS_TEST_TMPDIR" || return
	pid=
}

teardown() {
	[ -z "$pid" ] || { kill -KILL "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; } || :
}

usage() {
	run -2 --separate-stderr "$breaker" "$@"
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" = 2 ]
	[[ ${stderr_lines[1]} == "Try 'ss-breaker"* ]]
	echo "$stderr"
}

# dry ARGUMENTS: a dry run, in the background, into out.
dry() {
	: >out # of an earlier one
	"$breaker" run -i eth0 --dry-run "$@" <&0 >out 2>err 3>&- &
	pid=$!
	soon grep -q meta.start out
}

soon() {
	local tries=1200
	until "$@" >/dev/null 2>&1; do
		[ $((tries -= 1)) -gt 0 ] || { echo "gave up: $*"; cat out err; return 1; }
		sleep 0.05
	done
}

# said TYPE JQ
said() {
	[ -n "$(jq -c "select(.type == \"$1\") | .breaker | select($2)" out)" ]
}

end() {
	kill -TERM "$pid"
	wait "$pid"
	pid=
}

@test "what cannot be meant is a usage error" {
	[[ $(usage) == *'what is to be done?  The verbs are run, force, '*', top'* ]]
	[[ $(usage run) == *'which interface?'* ]]
	[[ $(usage run -i averyveryverylongname) == *'too long'* ]]
	[[ $(usage run -i eth0 --supply '') == *'--supply: which battery?'* ]]
	[[ $(usage run -i eth0 --name a/b) == *"'a/b' is none"* ]]
	[[ $(usage run -i eth0 --persist) == *'--persist needs --ttl'* ]]
	[[ $(usage run -i eth0 --persist --ttl 1m --on-stale=hold) == *'never opens by itself'* ]]
	[[ $(usage run -i eth0 --libxdp --on-stale=hold) == *'does not open when this is killed'* ]]
	[[ $(usage run -i eth0 --ttl 1ms) == *'--ttl: less than 100ms'* ]]
	[[ $(usage run -i eth0 --ttl=0) == *'--ttl: less than 100ms'* ]]
	[[ $(usage run -i eth0 --confirm 10ms) == *'nobody is as fast'* ]]
	[[ $(usage run -i eth0 --confirm 0) == *'nobody is as fast'* ]]
	[[ $(usage run -i eth0 --dry-run --confirm 1m) == *'be confirmed'* ]]
	[[ $(usage run -i eth0 --shadow --confirm 1m) == *'nothing to confirm'* ]]
	[[ $(usage run -i eth0 --generic --require-native) == *'exclude each other'* ]]
	[[ $(usage run -i eth0 extra) == *"unexpected operand 'extra'"* ]]
	[[ $(usage -v run -i eth0) == *'options stand after the verb: ss-breaker run -v'* ]]
	[[ $(usage --name status run) == *'options stand after the verb: ss-breaker run --name'* ]]
	[[ $(usage --format json status) == *'options stand after the verb: ss-breaker status --format'* ]]
	[[ $(usage chek) == *"unknown verb 'chek' (did you mean 'check'?); the verbs are run, force, "*", top"*"Try 'ss-breaker --help'." ]]
	[[ $(usage force) == *'which level?'* ]]
	[[ $(usage force a b c) == *"unexpected operand 'c'"* ]]
	[[ $(usage force critical --for 0) == *'--for: no time at all'* ]]
	[[ $(usage force critical --confirm 0) == *'--confirm: no time at all'* ]]
	[[ $(usage force critical --for 25h) == *'24h at most'* ]]
	[[ $(usage force auto --for 5m) == *'it has no --for'* ]]
	[[ $(usage force auto --confirm 5s) == *'it has no --confirm'* ]]
	[[ $(usage off a b) == *"unexpected operand 'b'"* ]]
	[[ $(usage act --ttl 0) == *'--ttl: no time at all'* ]]
	[[ $(usage act --ttl 25h) == *'--ttl: no block holds longer than --max-ttl says'* ]]
	[[ $(usage act --ttl 2m --max-ttl 1m) == *'--ttl: no block holds longer'* ]]
	[[ $(usage status --every 1ms) == *'every 10ms'* ]]
	[[ $(usage status --watch --every 25h) == *'--every: at least every 24h'* ]]
	[[ $(usage top --every 8760h) == *'--every: at least every 24h'* ]]
	[[ $(usage status -n 3) == *'go with --watch'* ]]
	[[ $(usage top --rows 0) == *'--rows: none at all'* ]]
	[[ $(usage check a b) == *'only one file'* ]]
	[[ $(usage check --defaults x) == *'nothing else'* ]]
	[[ $(usage check --defaults --format json) == *'nothing else'* ]]
	[[ $(usage check --defaults --level critical) == *'--level is about'* ]]
	[[ $(usage check --level critical) == *'--level is about the packets of --packet'* ]]
	[[ $(usage check --egress) == *'--egress is about the packets of --packet'* ]]
	[[ $(usage check - --packet -) == *'standard input can be read once'* ]]
}

@test "a name that is too long is that of no instance, and not cut to that of another" {
	local long verb
	printf -v long '%064d' 7
	for verb in 'force critical' confirm off status top act; do
		# shellcheck disable=SC2086 # a verb, and a word more
		[[ $(usage $verb "$long") == *"'$long' is too long for a name of an instance, which has at most 63 letters"* ]]
	done
	[[ $(usage run -i eth0 --name "$long") == *'at most 63 of them'* ]]
}

@test "a file that is wrong is told with its place: by run a usage error, by check a no" {
	printf 'sources:\n  - {battery: , enter: {warnin: 3}}\n' >f
	run -2 "$breaker" run -i eth0 --dry-run -c f
	[ "$output" = "ss-breaker: f:2:25: there is no level 'warnin' (did you mean 'warning'?)" ]
	run -3 "$breaker" check f
	[ "$output" = "ss-breaker: f:2:25: there is no level 'warnin' (did you mean 'warning'?)" ]
	printf 'levels:\n  a:\n  b: {management: drop}\n  c: {telemetry: dorp}\n' >f
	run -3 "$breaker" check -c f
	[ "${#lines[@]}" = 3 ]
	[[ ${lines[0]} == "ss-breaker: f:1:1: levels of its own need sources of its own"* ]]
	[[ ${lines[1]} == "ss-breaker: f:3:7: 'management' always passes, at every level, so that nobody is locked out"* ]]
	[[ ${lines[2]} == "ss-breaker: f:4:18: 'dorp' is neither pass nor drop"* ]]
	run -2 "$breaker" run -i eth0 --dry-run -c f
	[ "${#lines[@]}" = 3 ]
	run -1 "$breaker" check nowhere
	[[ $output == *nowhere*'No such file'* ]]
	run -1 "$breaker" run -i eth0 --dry-run -c nowhere
}

@test "a full disk and a reader that leaves" {
	run -1 sh -c "'$breaker' run -i eth0 --dry-run -d 1s >/dev/full"
	[[ $output == *'No space left'* ]]
	run -1 --separate-stderr sh -c "'$breaker' check -q >/dev/full"
	[ "$stderr" = 'ss-breaker: cannot write to standard output: No space left on device' ]
	# More than fits a buffer, so that writing itself fails.
	pcap p 101 "$syslog"
	tail -c +25 p >packet
	# shellcheck disable=SC2046 # one name a packet
	cat p $(yes packet | head -n 3000) >many
	run -1 --separate-stderr sh -c "'$breaker' check -q --packet many >/dev/full"
	[ "$stderr" = 'ss-breaker: cannot write to standard output: No space left on device' ]
	run bash -c "'$breaker' run -i eth0 --dry-run 2>/dev/null | head -n 1; exit \${PIPESTATUS[0]}"
	[ "$status" = 141 ]
}

@test "lines on standard input choose the level, and its end is a source that falls silent" {
	mkfifo in
	printf 'sources: [{stdin: battery, samples: 1, settle: 0, hold: 1s, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' >f
	exec 7<>in
	dry -c f <in
	echo '{"battery":17,"other":[1,2]}' >&7
	soon said breaker.transition '.to == "warning" and .source == "stdin" and .dry_run and .samples[0].value == 17'
	echo '{"x":1}' >&7
	echo 'no json' >&7
	echo '{"battery":"low"}' >&7
	soon said breaker.source '.health == "held" and (.reason | test("no number"))'
	echo '{"battery":4.5}' >&7
	soon said breaker.transition '.to == "critical" and .samples[0].value == 4.5'
	end
	exec 7>&-
	grep -q 'standard input, line 3' err
	"$schema" out
}

@test "with --stdin lines tell battery and heat; -n ends it" {
	printf '{"battery":4}\n{"battery":4}\n{"battery":4}\n' >in
	"$breaker" run -i eth0 --dry-run --stdin -n 1 <in >out 2>err
	[ "$(jq -r 'select(.type == "meta.stop") | .reason' out)" = count ]
	said breaker.transition '.from == "healthy" and .to == "critical"'
	printf '{"batery":4}\n{"other":1}\n{"battery":4}\n{"battery":4}\n{"battery":4}\n' >in
	"$breaker" run -i eth0 --dry-run --stdin -n 1 <in >out 2>err
	[ "$(cat err)" = "ss-breaker: standard input, line 1: it has no 'battery', and says nothing here" ]
}

@test "with --stdin a battery is a percentage, and no other number is a reading" {
	local bad
	for bad in 300 -5 100.001; do
		printf '{"battery":50}\n{"battery":%s}\n' $bad >in
		dry --stdin <in
		soon said breaker.source '.health == "held" and .value == 50 and
			.reason == "'"'battery'"' is no percentage: not within 0 and 100"'
		end
	done
	# What is called so in a file is whatever the file means by it.
	printf 'sources: [{stdin: battery, samples: 1, worse: above, enter: {critical: 250}}]\n' >f
	echo '{"battery":300}' >in
	"$breaker" run -i eth0 --dry-run -c f -n 1 <in >out
	said breaker.transition '.to == "critical" and .samples[0].value == 300'
}

@test "with --stdin heat is heard where there is a source for it, and else that there is none" {
	printf '{"battery":17,"thermal":61.5}\n{"battery":17,"thermal":99}\n' >in
	printf 'sources: [{battery: system, enter: {warning: 20}}, {thermal: any, enter: {warning: 80, critical: 95}}]\n' >f
	timeout 60 "$breaker" run -i eth0 --dry-run --stdin -c f -n 1 <in >out 2>err
	said breaker.transition '.to == "critical" and .source == "thermal" and .samples[1].value == 99'
	[ ! -s err ]
	dry --stdin <in
	soon said breaker.source '.health == "held"'
	end
	[ "$(cat err)" = "ss-breaker: standard input, line 1: it has 'thermal', but no source 'thermal: any' is there to hear it" ]
}

@test "the end of the input opens again" {
	printf 'sources: [{stdin: battery, samples: 1, hold: 300ms, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' >f
	echo '{"battery":1}' >in
	timeout 60 "$breaker" run -i eth0 --dry-run -c f -n 3 <in >out
	[ "$(jq -r 'select(.type == "breaker.transition") | .breaker.to' out | xargs)" = 'critical warning healthy' ]
	said breaker.source '.health == "lost" and .reason == "standard input has ended"'
}

@test "a file that is replaced or written is seen at once" {
	echo 90 >value
	printf 'sources: [{file: %s/value, every: 1h, samples: 1, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' "$PWD" >f
	dry -c f
	echo 15 >value
	soon said breaker.transition '.to == "warning"'
	echo '4 %' >value.new
	mv value.new value
	soon said breaker.transition '.to == "critical"'
	echo rubbish >value
	soon said breaker.source '.health == "held" and .reason == "it says no number"'
	end
}

@test "a FIFO that is made after the start is listened to" {
	printf 'sources: [{file: %s/late, every: 100ms, samples: 1, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' "$PWD" >f
	dry -c f
	soon said breaker.source '.health == "held"'
	mkfifo late
	exec 7<>late
	echo 15 >&7
	soon said breaker.transition '.to == "warning"'
	echo 4 >&7
	soon said breaker.transition '.to == "critical"'
	exec 7>&-
	end
}

@test "a FIFO speaks by itself, in numbers or by a key" {
	mkfifo numbers objects
	cat >f <<-END
		sources:
		  - {name: n, file: $PWD/numbers, samples: 1, enter: {warning: 20, critical: 5}}
		  - {name: o, file: $PWD/objects, key: a.b, samples: 1, worse: above, enter: {critical: 7}}
		dwell: 0
	END
	dry -c f
	echo 15 >numbers
	soon said breaker.transition '.to == "warning" and .source == "n"'
	echo '{"a":{"b":7.5}}' >objects
	soon said breaker.transition '.to == "critical" and .source == "o"'
	echo '{"a":1}' >objects
	soon said breaker.source '.source == "o" and (.reason | test("nothing of"))'
	echo 99 >numbers
	end
}

@test "a source that falls silent is told as silent" {
	mkfifo in
	printf 'sources: [{file: %s/in, stale: 200ms, hold: 200ms, samples: 1, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' "$PWD" >f
	dry -c f
	tell in 4
	soon said breaker.source '.health == "held" and .value == 4 and .reason == "it says nothing"'
	soon said breaker.transition '.to == "warning" and .samples[0].reason == "it says nothing"'
	end
}

# tell FIFO TEXT: a writer that ends.
tell() {
	timeout 60 bash -c 'printf %s "$1" >"$0"' "$1" "$2"
}

@test "what a writer of a FIFO leaves without a newline is a value of its own" {
	mkfifo in
	printf 'sources: [{file: %s/in, samples: 1, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' "$PWD" >f
	dry -c f
	tell in 17
	soon said breaker.transition '.to == "warning" and .samples[0].value == 17'
	tell in $'18\n4'
	soon said breaker.transition '.to == "critical" and .samples[0].value == 4'
	tell in 9
	tell in $'90\n'
	soon said breaker.transition '.to == "healthy"'
	end
	run ! said breaker.source '.health == "held"'
}

@test "a FIFO that is removed and made anew is read again, and in between it is told" {
	local i
	mkfifo in
	printf 'sources: [{file: %s/in, every: 50ms, samples: 1, enter: {warning: 20, critical: 5}}]\ndwell: 0\n' "$PWD" >f
	dry -c f
	tell in 15
	soon said breaker.transition '.to == "warning"'
	rm in
	soon said breaker.source '.health == "held" and .reason == "cannot read '"$PWD"'/in: No such file or directory"'
	mkfifo in
	tell in 4
	soon said breaker.transition '.to == "critical"'
	# Nobody need have seen that it was gone.
	for i in 90 15 90 15 90; do
		rm in
		mkfifo in
		tell in $i
	done
	soon said breaker.transition '.to == "healthy" and .samples[0].value == 90'
	# A file at its place is read as one.
	rm in
	echo 3 >in
	soon said breaker.transition '.samples[0].value == 3'
	end
}

nobody_sleeps() {
	! pgrep -f "sleep 98\.$$" >/dev/null
}

@test "a command says, fails, or takes too long, and none of it stays" {
	cat >f <<-END
		sources:
		  - {name: says, command: 'echo noise; echo 3', samples: 1, enter: {warning: 20, critical: 5}}
		  - {name: fails, command: 'exit 7', worse: above, enter: {critical: 7}}
		  - {name: dies, command: 'kill -SEGV \$\$', worse: above, enter: {critical: 7}}
		  - {name: hangs, command: 'sleep 98.$$ & sleep 98.$$', limit: 200ms, worse: above, enter: {critical: 7}}
	END
	dry -c f
	soon said breaker.transition '.to == "critical" and .source == "says"'
	soon said breaker.source '.source == "fails" and .reason == "the command ended with status 7"'
	soon said breaker.source '.source == "dies" and .reason == "the command ended by signal 11"'
	soon said breaker.source '.source == "hangs" and .reason == "the command took too long"'
	soon nobody_sleeps
	end
	soon nobody_sleeps
}

@test "as text for people" {
	printf '{"battery":4}\n{"battery":4}\n{"battery":4}\n' >in
	"$breaker" run -i eth0 --dry-run --stdin -n 1 --format text --color never <in >out
	grep -qE '^[0-9:.]+ breaker eth0 \(dry run\): healthy -> critical \(worse, by battery\) after .*; battery 4$' out
	"$breaker" run -i eth0 --name uplink --dry-run --stdin -n 1 --format text --color never <in >out
	[ "$(grep -c 'breaker uplink on eth0 (dry run): ' out)" = "$(grep -c . out)" ]
}

@test "check says what a file means, and --defaults is a file that means what is built in" {
	"$breaker" check --defaults >f
	"$breaker" check f >a 2>err
	"$breaker" check >b 2>>err
	cmp a b
	"$breaker" check - <f >b 2>/dev/null
	cmp a b
	grep -q 'critical: heartbeat 200/s, essential drop, telemetry drop, default drop' a
	grep -q 'management is empty' err
	printf 'sources: [{pressure: memory, of: full, enter: {critical: 40}}]\n' >g
	"$breaker" check g 2>/dev/null | grep -q '^  pressure (pressure memory, of full): critical at 40%'
	"$breaker" check --format json g 2>/dev/null | jq -e '.sources[0].of == "full"'
	"$breaker" check --format json f 2>/dev/null | jq -e '.levels[2].classes.default == "drop" and .dwell_ns == 30000000000'
	for file in "$tree"/deploy/breaker-*.yaml; do
		"$breaker" check "$file" >/dev/null 2>err
		[ ! -s err ]
	done
}

# pcap FILE LINK HEX...: packets in a file; $CUT bytes of each are missing.
pcap() {
	local file=$1 link=$2 all=d4c3b2a1020004000000000000000000ffff0000 hex len whole
	shift 2
	all+=$(printf '%02x000000' "$link")
	for hex; do
		len=$(printf '%02x000000' $((${#hex} / 2)))
		whole=$(printf '%02x000000' $((${#hex} / 2 + ${CUT-0})))
		all+=0000000000000000$len$whole$hex
	done
	# shellcheck disable=SC2059,SC2001 # two digits at a time
	printf "$(sed 's/../\\x&/g' <<<"$all")" >"$file"
}

eth=ffffffffffff020000000001
# From 10.0.0.2 to 10.0.0.1: UDP from 5000 to 514, TCP SYN to 22.
syslog=4500001c00000000401100000a0000020a000001138802020008
syslog=${syslog}0000
syn=4500002800000000400600000a0000020a00000113880016000000000000000050020000
syn=${syn}00000000
# And requests for an echo, of both versions.
echo=4500001c00000000400100000a0000020a0000010800000000000000
echo6=6000000000083a40fd770000000000000000000000000002fd770000000000000000000000000001
echo6=${echo6}8000000000000000

@test "check tells fragments that do not follow the default, and the level that locks out" {
	printf '%s\n' 'levels:' '  a:' '  b: {fragment: pass, default: drop}' '  c: {default: pass}' 'sources: []' >f
	run -0 --separate-stderr "$breaker" check -c f
	[[ $output == *'1 b: default drop, fragment pass;'* ]]
	[[ $stderr == *"gets in at level 'b'"* ]]
}

@test "check --packet says class and verdict of each packet" {
	printf 'classes: {management: tcp/22}\n' >f
	pcap p 1 "${eth}0806000108000604" "${eth}0800$syslog" "${eth}81000005""0800$syn" "${eth}08004f"
	"$breaker" check -c f --packet p >out
	cat out
	[ "$(sed -n 1p out)" = '1 ethertype 0x0806: infrastructure (ARP)  healthy: pass, warning: pass, critical: pass' ]
	[ "$(sed -n 2p out)" = '2 10.0.0.2:5000 > 10.0.0.1:514 udp: telemetry (udp/514)  healthy: pass, warning: drop, critical: drop' ]
	[ "$(sed -n 3p out)" = '3 10.0.0.2:5000 > 10.0.0.1:22 tcp syn: management (tcp/22)  healthy: pass, warning: pass, critical: pass' ]
	[[ $(sed -n 4p out) == '4 '*': malformed (ip header)  healthy: pass, warning: pass, critical: drop' ]]
	"$breaker" check -c f --packet p --level critical --format json |
		jq -se 'map(.verdicts.critical) == ["pass", "drop", "pass", "drop"] and .[1].class == "telemetry" and .[2].line == 1'
	CUT=20 pcap c 101 4500001c00000000
	[[ $("$breaker" check --packet c) == *'(ip header, cut off in the capture)'* ]]
	pcap q 101 "$syslog"
	"$breaker" check --packet q --packet q | grep -c telemetry | grep -qx 2
	"$breaker" check --packet - <q | grep -c telemetry | grep -qx 1
	pcap i 101 "$echo" "$echo6"
	"$breaker" check --packet i >out
	[[ $(sed -n 1p out) == '1 10.0.0.2 > 10.0.0.1 icmp: essential '* ]]
	[[ $(sed -n 2p out) == '2 fd77::2 > fd77::1 icmpv6: essential '* ]]
	run -2 "$breaker" check --packet p --level critcal
	[[ $output == *"did you mean 'critical'?"* ]]
	head -c 50 p >short
	run -1 "$breaker" check --packet short
	[[ $output == *'short: after 0 packets the file ends within a packet'* ]]
	run -1 "$breaker" check --packet f
	[[ $output == *'neither pcap nor pcapng'* ]]
	told=
	for link in 113 20; do
		pcap any "$link" "$syslog"
		run -1 "$breaker" check -q --packet any
		told+="${output#ss-breaker: any: packet 1 is neither Ethernet nor IP};"
	done
	[ "$told" = ': capture at one interface, not at any;;' ]
}

@test "check --packet says that run lets in whom the file does not" {
	pcap p 101 "$syn"
	run -0 --separate-stderr "$breaker" check --packet p
	[[ $output == *'default (no rule)'*'critical: drop' ]]
	[[ $stderr == *"management is empty: only the ssh that run finds gets in at level 'critical'" ]]
}

# example FIRST: the example of the man page that begins with that line.
example() {
	awk -v first="$1" '/^\.EX/ { on = 1; text = ""; next } /^\.EE/ { if (text ~ "^" first "\n") printf "%s", text; on = 0 } on { text = text $0 "\n" }' \
		"$tree/man/ss-breaker.8" | sed 's/\\-/-/g'
}

@test "the files among the examples of the man page are right, and do what stands there" {
	example levels: >f
	pcap p 101 "$syslog" "$syn"
	run -0 --separate-stderr "$breaker" check f
	[[ $output == *'1 warning: telemetry 20/s'$'\n'* && $output == *'thermal (thermal cpu-thermal): warning at 75 C'* ]]
	[ -z "$stderr" ]
	"$breaker" check -c f --packet - --level critical <p >out
	[ "$(cat out)" = '1 10.0.0.2:5000 > 10.0.0.1:514 udp: default (no rule)  critical: drop
2 10.0.0.2:5000 > 10.0.0.1:22 tcp syn: management (tcp/22)  critical: pass' ]
	example sources: >f
	"$breaker" check f 2>/dev/null >out
	grep -q '^  command (command upsc ups@localhost battery.charge): warning at 50 or less' out
}

@test "README's example of check comes out as it is printed" {
	sed -n '/^# cat breaker.yaml/,/^# ss-breaker/{/^#/!p}' "$tree/README.md" >f
	# From 10.9.0.4:51514 to 10.9.0.7:514 by UDP, and from 10.9.0.2:41022 to port 22 by TCP.
	pcap now.pcap 101 4500001c00000000401100000a0900040a090007c93a020200080000 \
		4500002800000000400600000a0900020a090007a03e001600000000000000005010000000000000
	sed -n '/^# ss-breaker check .*now\.pcap/,/^# ss-breaker run/{/^#/!p}' "$tree/README.md" >expected
	grep -q 'telemetry' expected
	"$breaker" check -c f --packet now.pcap --level critical | diff expected -
}

@test "act passes on what is not about addresses, and refuses what nobody may ask for" {
	cat >in <<-'END'
		{"type":"process.exec","n":1}
		{"type":"action.request","action":"kill","target":{"pid":1}}
		{"type":"action.request","seq":"5","action":"block","target":{"address":"0.0.0.0/0"}}
		{"type":"action.request","id":"x","action":"block","target":{"address":"127.0.0.1"}}
		{"type":"action.request","action":"block","target":{"address":"nobody"}}
		{"type":"action.request","action":"block","target":{"address":"192.0.2.7"},"ttl":"2d"}
	END
	run -3 --separate-stderr "$breaker" act --dry-run --pass <in
	printf '%s\n' "$output" >out
	[ "$(jq -c 'select(.type != "action.result")' out)" = "$(cat in)" ]
	[ "$(jq -c 'select(.type == "action.result") | [.result, .guard, .reason, .request.seq, .target.address, .ttl_ns]' out)" = \
		'["guarded","everybody",null,"5","0.0.0.0/0",3600000000000]
["guarded","loopback",null,null,"127.0.0.1",3600000000000]
["refused",null,"target.address: neither an address nor a prefix",null,null,null]
["dry-run",null,null,null,"192.0.2.7",86400000000000]' ]
	jq -c 'select(.type == "action.result")' out >results
	"$schema" results
	[ "$(sed -n 3,4p out | jq -r .type | xargs)" = 'action.request action.result' ]
	run -1 --separate-stderr "$breaker" act --dry-run --strict <<<'nonsense'
	[[ $stderr == *'line 1:'* ]]
}

@test "act says which actions nobody knows" {
	cat >in <<-'END'
		{"type":"action.request","action":"kill","target":{"pid":1}}
		{"type":"action.request","action":"frob"}
		{"type":"action.request","target":{"address":"192.0.2.7"}}
		{"type":"other","action":"frob"}
		{"type":"action.request","action":"blok\u0000","target":{"address":"192.0.2.7"}}
	END
	run -3 --separate-stderr "$breaker" act --dry-run <in
	[ -z "$output" ]
	[ "$stderr" = 'ss-breaker: line 2: nobody knows the action "frob"
ss-breaker: line 3: nobody knows the action that is not named
ss-breaker: line 5: nobody knows the action "blok\u0000"' ]
	cat in in in in >many
	run -3 "$breaker" act --dry-run <many
	[ "${#lines[@]}" = 6 ]
	[ "${lines[5]}" = 'ss-breaker: 12 requests were for actions that nobody knows' ]
}
