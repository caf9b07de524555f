#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What happens to files: every call, byte for byte, however it is had.

# shellcheck disable=SC2030,SC2031 # every test sets its own dir
load helper

ALL=file.open,file.write,file.rename,file.unlink,file.link,file.chmod,file.chown,file.truncate
ALL=$ALL,file.utimes,file.memfd,file.mmap_exec,file.mprotect_exec

setup() {
	need_bpf
	need jq
	dir=$(readlink -f "$BATS_TEST_TMPDIR")
}

teardown() {
	trace_kill
	[ -z "${mounted-}" ] || umount -R "$mounted"
}

# act GROUP...: the helper.
act() {
	(cd "$dir" && "$HELPERS/files" "$@")
}

# shapes GROUP...: type and object of each line of these groups, without what differs each time.
# An early ftruncate does not know the size before, and opens whose name cannot be read are not
# seen on every kernel's objects: both are tested apart.
shapes() {
	local group year
	year=$(date +%Y)
	for group; do
		sed "0,/\"given\":\"\/begin $group\"/d" "$out" | sed -n '/"given":"\/begin /q; p'
	done | sed -E '/"file":/!d; /"file":\{"flags":\["O_RDONLY"\],"error"/d
		s/.*"type":"([^"]+)".*,"file":(\{.*\}),"process":.*/\1 \2/
		s/"inode":"[0-9]+"/"inode":"I"/; s/"dev":"[0-9:]+"/"dev":"D"/
		s/"address":"0x[0-9a-f]+"/"address":"A"/; s/"path_hex":"[0-9a-f]+"/"path_hex":"H"/
		s/"(.time_before)":"'"$year"'[^"]*"/"\1":"T"/g; s/,"size_before":[0-9]+//
		s#"'"$dir"'/#"DIR/#g; s#/proc/self/fd/[0-9]+#/proc/self/fd/N#'
}

# By the object, or by the system calls' tracepoints?
way() {
	jq -r 'select(.type == "meta.start").hooks | to_entries
		| if any(.[]; (.key | startswith("file.")) and (.value | startswith("fexit"))) then "objects" else "calls" end' "$out"
}

lines() {
	jq -c "select((.type | startswith(\"file.\")) and ($1))" "$out"
}

balanced() {
	jq -se '.[-1] | .type == "meta.stop" and .exact and .total.lost == 0' "$out"
}

@test "every call, byte for byte" {
	trace_start --comm files "$ALL"
	local groups=(open rename unlink link mode time write map)
	act "${groups[@]}"
	trace_stop
	shapes "${groups[@]}" >"$dir/got"
	diff -u "tests/kernel/golden/file.$(way)" "$dir/got"
	balanced
	tests/schema "$out"
}

@test "sizes before, and times before" {
	trace_start --comm files file.truncate,file.utimes,file.open
	act mode time
	trace_stop
	[ "$(way)" = objects ] || skip 'not to be had by tracepoint'
	lines '.type == "file.truncate" and .file.size == 100' | jq -e '.file.size_before == 0'
	lines '.type == "file.truncate" and .file.size == 10' | jq -e '.file.size_before // 100 | . == 100'
	lines '.type == "file.utimes" and .file.mtime_before' | jq -se 'length == 6'
}

@test "bytes that are not UTF-8 are kept, and names that cannot be read told where they can" {
	trace_start --comm files file.open
	act open
	trace_stop
	[ "$(way)" = objects ] || lines '.file.error == "EFAULT"' | jq -e '.file | has("given") or has("path") | not'
	hex=$(printf '%s' "$dir/open/caf"$'\xe9' | od -An -v -tx1 | tr -d ' \n')
	lines '.file.given_hex == "636166e9"' | jq -e --arg hex "$hex" '.file.path_hex == $hex'
}

@test "long paths are whole, or marked" {
	trace_start --comm files "$ALL"
	act deep
	trace_stop
	n=$(printf 'n%.0s' {1..199})
	whole=$dir/deep$(for _ in {1..18}; do printf '/%s' "$n"; done)
	lines '.type == "file.open" and .file.given == "bottom"' | jq -e --arg path "$whole/bottom" \
		'.file.path == $path and (.file | has("path_truncated") | not)'
	lines '.type == "file.rename"' | jq -e --arg dir "$whole" \
		'.file.path == $dir + "/bottom" and .file.path2 == $dir + "/top"
		and (.file | has("path_truncated") or has("path2_truncated") | not)'
	lines '.file.given == "lost" or .type == "file.chmod"' | jq -se --arg n "$n" \
		'length == 3 and all(.[]; .file.path_truncated and (.file.path | length > 3600
		and endswith($n + "/lost") and startswith("n")))'
	balanced
}

@test "a path is told as seen from the process's own root" {
	trace_start --comm files file.open,file.unlink
	act jail
	trace_stop
	[ "$(lines '.file.given == "/inside"' | jq -r '"\(.type) \(.file.path)"')" = $'file.open /inside\nfile.unlink /inside' ]
	lines '.file.given == "../../none"' | jq -e '.file.path == "/none"'
}

@test "a file of an overlay is told once" {
	grep -q overlay /proc/filesystems || modprobe overlay 2>/dev/null || skip 'no overlay file system'
	mkdir "$dir/base"
	mount -t tmpfs tmpfs "$dir/base"
	mounted=$dir/base
	mkdir "$dir/base/lower" "$dir/base/upper" "$dir/base/work" "$dir/base/all"
	mount -t overlay overlay -o "lowerdir=$dir/base/lower,upperdir=$dir/base/upper,workdir=$dir/base/work" "$dir/base/all"
	trace_start --comm files file.rename,file.unlink,file.write,file.open
	dir=$dir/base/all
	act unlink write
	trace_stop
	grep -E '^file\.(unlink|write)' "tests/kernel/golden/file.$(way)" |
		grep -E 'DIR/(unlink|write)/' >"$BATS_TEST_TMPDIR/want"
	shapes unlink write | grep -E '^file\.(unlink|write)' >"$BATS_TEST_TMPDIR/got"
	diff -u "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
}

@test "what io_uring does is seen on the object, and not by tracepoints" {
	# Not by comm: the kernel's workers for it have names of their own.
	trace_start --exe "$(readlink -f "$HELPERS/uring")" "$ALL"
	status=0
	(cd "$dir" && "$HELPERS/uring") || status=$?
	trace_stop
	[ "$status" != 77 ] || skip 'io_uring, or what it takes, is not to be had'
	[ "$status" = 0 ]
	lines ".file.path // \"\" | startswith(\"$dir\")" |
		jq -r '"\(.type) \(.file.path) \(.file.path2 // "") \(.file.given // "")"' >"$dir/seen"
	if [ "$(way)" = calls ]; then
		[ ! -s "$dir/seen" ]
		return
	fi
	diff -u - "$dir/seen" <<-END
		file.open $dir/made  made
		file.write $dir/made  
		file.rename $dir/made $dir/moved 
		file.unlink $dir/moved  
		file.write $dir/moved  
	END
	lines '.file.closed' | jq -e '.file.bytes_incomplete and .file.writes == 1'
}

@test "what a refused rename had begun is not told as the next unlink" {
	local program status=0
	program=$(own "$HELPERS/landlock" locked)
	touch "$dir/from"
	trace_start --comm "${program##*/}" file.rename,file.unlink
	"$program" "$dir/from" "$dir/to" "$dir/none" || status=$?
	trace_stop
	[ $status != 77 ] || skip 'no Landlock'
	[ $status = 0 ]
	lines true | jq -c '[.type, .file.path, .file.path2, .file.error]' >"$dir/got"
	diff - "$dir/got" <<-END
		["file.rename","$dir/from","$dir/to","EACCES"]
		["file.unlink","$dir/none",null,"ENOENT"]
	END
}

@test "filters hold, and what they hold back is counted" {
	trace_start --comm nobody-has-this file.open,file.unlink
	act unlink
	trace_stop
	[ -z "$(lines true)" ]
	balanced
	jq -se '.[-1].counts["file.unlink"] | .filtered >= 8 and .emitted == 0' "$out"
}

@test "text for people" {
	out=$BATS_TEST_TMPDIR/out
	"$BIN/ss-trace" --comm files --format text file.rename,file.chmod,file.open >"$out" 3>&- &
	trace=$!
	wait_for 30 grep -q 'ss-trace .* on Linux' "$out"
	act rename mode
	kill "$trace"
	wait "$trace"
	trace=
	grep -E ' rename .* files .*/rename/a -> .*/rename/sub/b .*RENAME_NOREPLACE: EEXIST' "$out"
	grep -E ' chmod .* files .*/mode/c 0600' "$out"
	grep -E ' open .* files .*/mode/c O_RDWR' "$out"
}
