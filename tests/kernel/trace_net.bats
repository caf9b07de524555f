#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What happens on sockets: real conversations in network namespaces of their own, line by line.

# shellcheck disable=SC2154 # trace_start sets out and trace
load helper

setup() {
	need_bpf
	need jq
	before=$(attached)
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	[ -z "${server-}" ] || kill "$server" 2>/dev/null || :
	trace_kill
	nothing_left "$before"
}

# talk TYPES SCENARIO...: what the lines say, but for what differs from run to run.
talk() {
	trace_start --tree $$ "$1"
	"$HELPERS/net" "${@:2}" || { [ $? != 77 ] || skip 'no tun device here'; return 1; }
	trace_stop
	tail -n 1 "$out" | jq -e .exact >/dev/null
	(cd "$BATS_TEST_DIRNAME/../.." && tests/schema "$out")
	lines <"$out"
}

# Ports of the kernel's choice are above 32767, a time or namespace is any, and the kernel
# before 5.12 may give no cookie.
lines() {
	sed -nE '/^\{"v":1,"type":"(net|dns|tls)\./ {
		s/"ts":"[^"]*","seq":"[0-9]+","host":"[^"]*",//
		s/,"process":\{.*"comm":"net","uid":.*/,PROCESS}/
		s/_port":(32[7-9][0-9]{2}|3[3-9][0-9]{3}|[4-6][0-9]{4})/_port":ANY/g
		s/"(duration_us|net_ns)":[0-9]+/"\1":N/g
		s/"cookie":"[0-9]+",//
		s/"packets_(sent|received)":[0-9]+/"packets_\1":N/g
		p }' | sort
}

# hooked TYPE PART: is it had here?  PART is a word of its hook.
hooked() {
	head -n 1 "$out" | jq -e --arg type "$1" --arg part "$2" \
		'.hooks[$type] // "" | contains($part)' >/dev/null
}

same() {
	diff "$1" - >&2
}

@test "TCP over IPv4: bind, listen, connect, accept, both ends closed, with bytes" {
	talk net tcp4 >seen
	same seen <<'END'
{"v":1,"type":"net.accept","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7001,"net_ns":N},PROCESS}
{"v":1,"type":"net.bind","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":7001,"net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":7001,"duration_us":N,"closed_by":"local","net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7001,"direction":"in","bytes_sent":3,"bytes_received":10,"packets_sent":N,"packets_received":N,"retransmits":0,"duration_us":N,"closed_by":"peer","net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7001,"direction":"out","bytes_sent":10,"bytes_received":3,"packets_sent":N,"packets_received":N,"retransmits":0,"duration_us":N,"closed_by":"local","net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7001,"duration_us":N,"net_ns":N},PROCESS}
{"v":1,"type":"net.listen","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":7001,"backlog":7,"net_ns":N},PROCESS}
END
}

@test "TCP over IPv6, and IPv4 where a socket is for both" {
	talk connect,accept tcp6 mapped >seen
	same seen <<'END'
{"v":1,"type":"net.accept","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7003,"net_ns":N},PROCESS}
{"v":1,"type":"net.accept","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7004,"net_ns":N},PROCESS}
{"v":1,"type":"net.accept","net":{"transport":"tcp","family":"ipv6","src_ip":"::1","src_port":ANY,"dst_ip":"::1","dst_port":7002,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7003,"duration_us":N,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7004,"duration_us":N,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv6","src_ip":"::1","src_port":ANY,"dst_ip":"::1","dst_port":7002,"duration_us":N,"net_ns":N},PROCESS}
END
}

@test "connections that are refused: one line each, whether the program waits or not" {
	talk net refused nonblocking >seen
	same seen <<'END'
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7005,"error":"ECONNREFUSED","duration_us":N,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7006,"error":"ECONNREFUSED","duration_us":N,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv6","src_ip":"::1","src_port":ANY,"dst_ip":"::1","dst_port":7005,"error":"ECONNREFUSED","duration_us":N,"net_ns":N},PROCESS}
END
}

@test "an attempt that nobody answers and the program gives up" {
	[ -c /dev/net/tun ] || skip 'no tun device here'
	talk connect hole given_up >seen
	same seen <<'END'
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"192.0.2.1","src_port":ANY,"dst_ip":"192.0.2.2","dst_port":7007,"error":"EINPROGRESS","duration_us":N,"net_ns":N},PROCESS}
END
}

@test "attempts that fail before a packet is sent, where the kernel's functions can be watched" {
	talk connect noroute >seen
	hooked net.connect tcp_v4_connect || skip 'no fexit here'
	same seen <<'END'
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","dst_ip":"203.0.113.1","dst_port":7008,"error":"ENETUNREACH","net_ns":N},PROCESS}
END
}

@test "a reset: who sent it, and who it hit" {
	talk close reset >seen
	same seen <<'END'
{"v":1,"type":"net.close","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":7009,"duration_us":N,"closed_by":"local","net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7009,"direction":"in","bytes_sent":0,"bytes_received":5,"packets_sent":N,"packets_received":N,"retransmits":0,"duration_us":N,"closed_by":"local","reset":true,"net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7009,"direction":"out","bytes_sent":5,"bytes_received":0,"packets_sent":N,"packets_received":N,"retransmits":0,"duration_us":N,"closed_by":"peer","reset":true,"error":"ECONNRESET","net_ns":N},PROCESS}
END
}

@test "UDP: bind, connect, close" {
	talk net udp | sed 's/"src_ip":"[0-9.:]*","src_port":ANY,//' >seen
	same seen <<'END'
{"v":1,"type":"net.bind","net":{"transport":"udp","family":"ipv4","src_ip":"127.0.0.1","src_port":7010,"net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"udp","family":"ipv4","src_ip":"127.0.0.1","src_port":7010,"closed_by":"local","net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"udp","family":"ipv4","dst_ip":"127.0.0.1","dst_port":7010,"direction":"out","duration_us":N,"closed_by":"local","net_ns":N},PROCESS}
{"v":1,"type":"net.close","net":{"transport":"udp","family":"ipv6","dst_ip":"::1","dst_port":7010,"direction":"out","duration_us":N,"closed_by":"local","net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"udp","family":"ipv4","dst_ip":"127.0.0.1","dst_port":7010,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"udp","family":"ipv6","dst_ip":"::1","dst_port":7010,"net_ns":N},PROCESS}
END
}

@test "a bind that fails, where the kernel's functions can be watched" {
	talk bind bind_fails >seen
	hooked net.bind fexit/inet_bind || skip 'no fexit here'
	same seen <<'END'
{"v":1,"type":"net.bind","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":7011,"error":"EADDRINUSE","net_ns":N},PROCESS}
{"v":1,"type":"net.bind","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":7011,"net_ns":N},PROCESS}
END
}

@test "Unix sockets are named by their path, and abstract ones behind @" {
	talk connect unix_path unix_abstract >seen
	hooked net.connect Unix || skip 'no hook on Unix sockets here'
	same seen <<'END'
{"v":1,"type":"net.connect","net":{"transport":"dgram","family":"unix","path":"@ss\u0000test","net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"stream","family":"unix","path":"ss-test.sock","net_ns":N},PROCESS}
END
}

@test "Unix sockets: bind, listen, accept, errors, where the kernel's functions can be watched" {
	talk net unix_path unix_refused >seen
	hooked net.bind unix_bind || skip 'no fexit here'
	same seen <<'END'
{"v":1,"type":"net.accept","net":{"transport":"stream","family":"unix","path":"ss-test.sock","net_ns":N},PROCESS}
{"v":1,"type":"net.bind","net":{"transport":"stream","family":"unix","path":"ss-test.sock","net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"stream","family":"unix","path":"ss-none.sock","error":"ENOENT","net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"stream","family":"unix","path":"ss-test.sock","net_ns":N},PROCESS}
{"v":1,"type":"net.listen","net":{"transport":"stream","family":"unix","path":"ss-test.sock","backlog":3,"net_ns":N},PROCESS}
END
}

@test "DNS: what was asked and answered names the connection after it; a forged answer does not" {
	talk dns,connect dns >seen
	hooked dns.query cgroup_skb || skip 'no cgroup programs here'
	same seen <<'END'
{"v":1,"type":"dns.answer","dns":{"id":39321,"name":"evil.example.net","type":"A","flags":["rd","ra"],"rcode":"NOERROR","answers":[{"name":"evil.example.net","type":"A","ttl":60,"data":"127.0.0.3"}],"ips":["127.0.0.3"],"unasked":true,"bytes":50},"net":{"transport":"udp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":53,"net_ns":N},PROCESS}
{"v":1,"type":"dns.answer","dns":{"id":4660,"name":"www.example.net","type":"A","flags":["rd","ra"],"rcode":"NOERROR","answers":[{"name":"www.example.net","type":"CNAME","ttl":60,"data":"cdn.example.net"},{"name":"cdn.example.net","type":"A","ttl":60,"data":"127.0.0.2"}],"ips":["127.0.0.2"],"bytes":67},"net":{"transport":"udp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":53,"net_ns":N},PROCESS}
{"v":1,"type":"dns.query","dns":{"id":4660,"name":"www.example.net","type":"A","flags":["rd"],"bytes":33},"net":{"transport":"udp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":53,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.2","dst_port":7012,"dst_name":"www.example.net","dst_name_from":"dns","duration_us":N,"net_ns":N},PROCESS}
{"v":1,"type":"net.connect","net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.3","dst_port":7013,"duration_us":N,"net_ns":N},PROCESS}
END
}

@test "DNS over TCP" {
	talk dns dns_tcp >seen
	hooked dns.query cgroup_skb || skip 'no cgroup programs here'
	same seen <<'END'
{"v":1,"type":"dns.answer","dns":{"id":4660,"name":"www.example.net","type":"A","flags":["rd","ra"],"rcode":"NOERROR","answers":[{"name":"www.example.net","type":"CNAME","ttl":60,"data":"cdn.example.net"},{"name":"cdn.example.net","type":"A","ttl":60,"data":"127.0.0.2"}],"ips":["127.0.0.2"],"bytes":69},"net":{"transport":"tcp","family":"ipv6","src_ip":"::1","src_port":ANY,"dst_ip":"::1","dst_port":53,"net_ns":N},PROCESS}
{"v":1,"type":"dns.query","dns":{"id":4660,"name":"www.example.net","type":"A","flags":["rd"],"bytes":35},"net":{"transport":"tcp","family":"ipv6","src_ip":"::1","src_port":ANY,"dst_ip":"::1","dst_port":53,"net_ns":N},PROCESS}
END
}

@test "a ClientHello, at both ends and once" {
	talk tls tls >seen
	hooked tls.client_hello cgroup_skb || skip 'no cgroup programs here'
	same seen <<'END'
{"v":1,"type":"tls.client_hello","tls":{"version":"1.2","server_name":"hello.example.net","alpn":["h2"],"bytes":91},"net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7014,"direction":"in","net_ns":N},PROCESS}
{"v":1,"type":"tls.client_hello","tls":{"version":"1.2","server_name":"hello.example.net","alpn":["h2"],"bytes":91},"net":{"transport":"tcp","family":"ipv4","src_ip":"127.0.0.1","src_port":ANY,"dst_ip":"127.0.0.1","dst_port":7014,"direction":"out","net_ns":N},PROCESS}
END
}

@test "a real ClientHello, of openssl" {
	need openssl
	trace_start --tree $$ tls
	"$HELPERS/net" in bash -c '
		"$0" serve 7015 ready 3>&- &
		until [ -e ready ]; do sleep 0.05; done
		timeout 60 openssl s_client -connect 127.0.0.1:7015 -servername real.example.net \
			-alpn h2 </dev/null >/dev/null 2>&1
		kill $!' "$HELPERS/net"
	trace_stop
	hooked tls.client_hello cgroup_skb || skip 'no cgroup programs here'
	jq -se '[.[] | select(.tls.server_name == "real.example.net" and .tls.version == "1.3" and
		.tls.alpn == ["h2"] and .net.direction == "out" and .process.comm == "openssl")] | length == 1' "$out"
}

@test "who accepts: a server that was there before the trace" {
	need nsenter pgrep
	"$HELPERS/net" in "$HELPERS/net" serve 7016 ready 3>&- &
	server=$!
	wait_for 5 test -e ready
	trace_start --tree $$ accept,close
	# A call that was waiting already is none that can be watched: the second one counts.
	nsenter -t "$server" -n "$HELPERS/net" visit 7016
	nsenter -t "$server" -n "$HELPERS/net" visit 7016
	trace_stop
	child=$(pgrep -P "$server")
	# On the call it is the child, which accepts; else the parent, which listens.
	want=$server
	! hooked net.accept inet_csk_accept || want=$child
	jq -se --argjson pid "$want" '[.[] | select(.type == "net.accept" and .net.dst_port == 7016) | .process.pid] | .[-1] == $pid' "$out"
	# The child closed it.
	jq -se --argjson pid "$child" '[.[] | select(.type == "net.close" and .net.direction == "in") | .process.pid] == [$pid, $pid]' "$out"
}

@test "nothing is attached for packets unless DNS or TLS is asked for" {
	trace_start net
	"$BPFTOOL" -j prog list | jq -e "[.[] | select((.pids // [])[].pid == $trace) | .type] | index(\"cgroup_skb\") == null"
	trace_stop
}

@test "filters hold for what happens in nobody's time" {
	trace_start --comm no-such-comm net,dns,tls
	"$HELPERS/net" tcp4 dns tls
	trace_stop
	[ "$(grep -cE '"type":"(net|dns|tls)\.' "$out")" = 0 ]
	tail -n 1 "$out" | jq -e '.exact and .counts["net.accept"].filtered >= 3 and .counts["net.close"].filtered >= 3'
}
