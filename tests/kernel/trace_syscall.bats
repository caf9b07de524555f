#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# System calls by name: their lines byte for byte, and that nothing else is hooked.

# shellcheck disable=SC2154 # trace_start sets out and trace
load helper

setup() {
	need_bpf
	need jq
	calls=calls-$$
	cp "$HELPERS/calls" "$BATS_TEST_TMPDIR/$calls"
	file=$BATS_TEST_TMPDIR/file
	echo 'some text, and more' >"$file"
}

teardown() {
	trace_kill
}

# traced OPTIONS...: the calls that the helper makes, without what differs, in $lines_of.
traced() {
	trace_start --comm "$calls" "$@"
	"$BATS_TEST_TMPDIR/$calls" "$file" || [ $? = 7 ]
	trace_stop
	lines_of=$BATS_TEST_TMPDIR/lines
	jq -c 'select(.type == "syscall.exit" and (.process.exe | endswith("/'"$calls"'"))) | .syscall | del(.nr)' "$out" |
		sed -E 's/"0x[0-9a-f]{7,}"/"0x..."/g; s/pipe:\[[0-9]+\]/pipe:[N]/g; s/("duration_ns":)[0-9]+/\10/' >"$lines_of"
	jq -se '.[-1] | .exact and .total.lost == 0' "$out" >/dev/null
}

hook() {
	jq -r 'select(.type == "meta.start").hooks["syscall.exit"]' "$out"
}

@test "calls of files, with their strings, buffers and descriptors" {
	traced -S openat,read,lseek,unlinkat --syscall-bytes 9
	diff - <(grep -F -A6 "$BATS_TEST_TMPDIR" "$lines_of" | tail -n +1 | grep -A9 "\"filename\":\"$file\"") <<-END
		{"name":"openat","args":{"dirfd":"AT_FDCWD","filename":"$file","flags":["O_RDONLY","O_CLOEXEC"]},"ret":3,"ret_path":"$file"}
		{"name":"read","args":{"fd":3,"fd_path":"$file","buf":"some text","buf_truncated":true,"count":100},"ret":20}
		{"name":"lseek","args":{"fd":3,"fd_path":"$file","offset":2,"whence":"SEEK_SET"},"ret":2}
		{"name":"openat","args":{"dirfd":3,"dirfd_path":"$file","filename":"x\"\n�","filename_hex":"78220aff","flags":["O_WRONLY","O_CREAT"],"mode":"0600"},"error":"ENOTDIR"}
		{"name":"unlinkat","args":{"dirfd":"AT_FDCWD","filename":"/nonexistent/file","flags":[]},"error":"ENOENT"}
		{"name":"unlinkat","args":{"dirfd":"AT_FDCWD","filename_ptr":"0x10","flags":[]},"error":"EFAULT"}
	END
}

@test "calls of sockets, pipes, and one that never returns" {
	traced -S socket,connect,write,getppid,exit_group
	sed -i "s/\"ret\":$$}/\"ret\":P}/" "$lines_of"
	diff - "$lines_of" <<-END
		{"name":"socket","args":{"family":"AF_INET","type":["SOCK_STREAM","SOCK_CLOEXEC"],"protocol":0},"ret":4,"ret_socket":{"family":"AF_INET","type":["SOCK_STREAM"],"protocol":6}}
		{"name":"connect","args":{"fd":4,"fd_socket":{"family":"AF_INET","type":["SOCK_STREAM"],"protocol":6},"addr":{"family":"AF_INET","address":"127.0.0.1","port":1},"addrlen":16},"error":"ECONNREFUSED"}
		{"name":"socket","args":{"family":"AF_UNIX","type":["SOCK_DGRAM"],"protocol":0},"ret":5,"ret_socket":{"family":"AF_UNIX","type":["SOCK_DGRAM"],"protocol":0}}
		{"name":"connect","args":{"fd":5,"fd_socket":{"family":"AF_UNIX","type":["SOCK_DGRAM"],"protocol":0},"addr":{"family":"AF_UNIX","path":"/nonexistent/socket"},"addrlen":22},"error":"ENOENT"}
		{"name":"write","args":{"fd":7,"fd_path":"pipe:[N]","buf":"0123456789","count":10},"ret":10}
		{"name":"getppid","args":{},"ret":P}
		{"name":"exit_group","args":{"status":7}}
	END
}

@test "--errors and --slower-than choose, and --slower-than has the time" {
	traced -S openat,unlinkat,getppid --errors
	[ "$(jq -r .error "$lines_of" | sort -u | grep -c -v '^E')" = 0 ]
	[ "$(grep -c unlinkat "$lines_of")" = 2 ]
	[ "$(grep -c getppid "$lines_of")" = 0 ]
	traced -S clock_nanosleep,getppid --slower-than 10ms
	[ "$(jq -r .name "$lines_of")" = clock_nanosleep ]
	jq -se 'any(.[]; .syscall.name == "clock_nanosleep" and .process.comm == "'"$calls"'"
		and (.syscall.duration_ns | . >= 20000000 and . < 60000000000))' "$out"
}

@test "--errno chooses" {
	traced -S openat,unlinkat,getppid --errno ENOENT
	[ "$(jq -r .error "$lines_of" | sort -u)" = ENOENT ]
	traced -S openat,unlinkat,getppid --errno none
	[ "$(jq -r .error "$lines_of" | sort -u)" = null ]
}

# The programs that ss-trace holds.
programs() {
	sed -n 's/^prog_id:[[:space:]]*//p' /proc/"$trace"/fdinfo/* | sort -u | while read -r id; do
		"$BPFTOOL" -j prog show id "$id" | jq -r .name
	done | sort -u
}

@test "only what was asked for is hooked" {
	trace_start -S getppid,unlinkat
	case $(hook) in
	fexit/*)
		[ "$(programs | tr '\n' ' ')" = 'on_call_return_0 on_call_return_1 on_exec on_exit on_fork snapshot ' ]
		[[ $(hook) != *openat* ]]
		;;
	*)
		[ "$(hook)" = tracepoint/syscalls/sys_exit_getppid,unlinkat ]
		[ "$(programs | tr '\n' ' ')" = 'on_call_exit on_exec on_exit on_fork snapshot ' ]
		;;
	esac
	cat "$file" >/dev/null
	trace_stop
	[ "$(jq -r 'select(.type == "syscall.exit").syscall.name' "$out" | grep -cvE '^(getppid|unlinkat)$')" = 0 ]
	trace_start exec
	[ "$(programs | grep -c on_call)" = 0 ]
	trace_stop
	# To have its time, its begin: the record of a call without arguments is the shortest.
	trace_start -S getppid --slower-than 1s
	[[ $(hook) == *sys*getppid ]]
	trace_stop
}

@test "all calls, by the hook of all" {
	traced -S all
	[ "$(hook)" = tp_btf/sys_exit ]
	for name in openat read unlinkat connect getppid clock_nanosleep exit_group; do
		grep -q "\"name\":\"$name\"" "$lines_of"
	done
	tests/schema "$out"
}

@test "more than sixteen are had by the hook of all, and no other call is told" {
	traced -S getppid,unlinkat,getuid,geteuid,getgid,getegid,setuid,setgid,umask,sync,gettid,getsid,getpgid,setsid,uname,times,sysinfo
	[ "$(hook)" = tp_btf/sys_exit ]
	[ "$(jq -r .name "$lines_of" | sort -u | tr '\n' ' ')" = 'getppid unlinkat ' ]
}
