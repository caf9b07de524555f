#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The tables of system calls, held against the headers of the machine.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	CC=${CC:-cc}
	command -v "$CC" >/dev/null || skip "no $CC"
}

# HEADER...: "name number" of every call that the preprocessor finds there.
numbers_of() {
	printf '#include <%s>\n' "$1" >"$BATS_TEST_TMPDIR/n.c"
	"$CC" "${@:2}" -E -dM "$BATS_TEST_TMPDIR/n.c" >"$BATS_TEST_TMPDIR/macros"
	# A number may be another macro: __NR_lseek is __NR3264_lseek.
	awk '$1 == "#define" && $2 ~ /^__NR/ { number[$2] = $3 }
	END {
		for (name in number) {
			value = number[name]
			while (value in number)
				value = number[value]
			if (name ~ /^__NR_/ && value ~ /^[0-9]+$/)
				print substr(name, 6), value
		}
	}' "$BATS_TEST_TMPDIR/macros"
}

# COLUMN: "name number" of the table.
table() {
	cat >"$BATS_TEST_TMPDIR/t.c" <<-END
		#undef __x86_64__
		#define __$1__
		#define CALL(name, x86, arm, ...) @name $2
		#define X86(name, x86, ...) @name $3
		#include "lib/syscall/calls.h"
	END
	"$CC" -E -P -iquote . "$BATS_TEST_TMPDIR/t.c" | tr '@' '\n' | awk 'NF >= 2 { print $1, $2 }'
}

# Every number of the header, but the list's end and a range, is in the table.
compare() {
	sort "$BATS_TEST_TMPDIR/table" >"$BATS_TEST_TMPDIR/ours"
	grep -vE '^(syscalls|arch_specific_syscall) ' "$BATS_TEST_TMPDIR/header" | sort >"$BATS_TEST_TMPDIR/theirs"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/theirs")" -gt 250 ]
	run comm -13 "$BATS_TEST_TMPDIR/ours" "$BATS_TEST_TMPDIR/theirs"
	echo "not in the table: $output"
	[ -z "$output" ]
	# And what is more is newer than the header.
	newest=$(awk '$2 > max { max = $2 + 0 } END { print max }' "$BATS_TEST_TMPDIR/theirs")
	comm -23 "$BATS_TEST_TMPDIR/ours" "$BATS_TEST_TMPDIR/theirs" |
		awk -v newest="$newest" '$2 <= newest && $2 != 335 && $2 != 336' >"$BATS_TEST_TMPDIR/more"
	echo "not in the header:"
	cat "$BATS_TEST_TMPDIR/more"
	[ ! -s "$BATS_TEST_TMPDIR/more" ]
}

@test "x86-64's numbers are those of <asm/unistd_64.h>" {
	echo '#include <asm/unistd_64.h>' | "$CC" -E - >/dev/null 2>&1 || skip 'no <asm/unistd_64.h> here'
	numbers_of asm/unistd_64.h >"$BATS_TEST_TMPDIR/header"
	table x86_64 x86 x86 >"$BATS_TEST_TMPDIR/table"
	compare
}

@test "arm64's numbers are those of <asm-generic/unistd.h>" {
	echo '#include <asm-generic/unistd.h>' | "$CC" -E - >/dev/null 2>&1 || skip 'no <asm-generic/unistd.h> here'
	# What arch/arm64 chooses from the generic list.
	numbers_of asm-generic/unistd.h -D__BITS_PER_LONG=64 -D__ARCH_WANT_RENAMEAT -D__ARCH_WANT_NEW_STAT \
		-D__ARCH_WANT_SET_GET_RLIMIT -D__ARCH_WANT_TIME32_SYSCALLS -D__ARCH_WANT_SYS_CLONE3 \
		-D__ARCH_WANT_MEMFD_SECRET >"$BATS_TEST_TMPDIR/header"
	table aarch64 arm -1 | grep -v -e '-1$' >"$BATS_TEST_TMPDIR/table"
	compare
}

headers='linux/aio_abi.h linux/bpf.h linux/close_range.h linux/eventpoll.h linux/fanotify.h
linux/falloc.h linux/fs.h linux/futex.h linux/in.h linux/in6.h linux/inotify.h linux/io_uring.h linux/ioprio.h
linux/ipc.h linux/kcmp.h linux/kexec.h linux/keyctl.h linux/landlock.h linux/lsm.h linux/membarrier.h linux/memfd.h
linux/mempolicy.h linux/mman.h linux/module.h linux/mount.h linux/msg.h linux/perf_event.h linux/personality.h
linux/pidfd.h linux/prctl.h linux/ptrace.h linux/quota.h linux/random.h linux/reboot.h linux/resource.h linux/rseq.h
linux/sched.h linux/seccomp.h linux/sem.h linux/shm.h linux/stat.h linux/tcp.h linux/time.h linux/timerfd.h
linux/userfaultfd.h linux/wait.h linux/xattr.h linux/fadvise.h asm/fcntl.h asm/prctl.h asm/ptrace.h asm/signal.h
asm/socket.h asm/mman.h linux/fcntl.h'
# Those that only libc has; the two kinds do not go together in one file.
libc='sys/socket.h sys/mount.h sys/file.h sys/swap.h sys/eventfd.h sys/timerfd.h sys/wait.h sys/resource.h
sys/epoll.h netinet/in.h netinet/tcp.h fcntl.h unistd.h sched.h signal.h sys/mman.h sys/time.h time.h sys/ptrace.h'

# "value name" of every entry of the sets.
entries() {
	"$CC" -E -P -iquote lib -iquote bpf -include /dev/null \
		'-DSS_SYSCALL_SETS_H' "-DBITS(set,...)=__VA_ARGS__" "-DWIDE(set,...)=__VA_ARGS__" \
		"-DONE(set,...)=__VA_ARGS__" lib/syscall/sets_*.c |
		grep -oE '(B\(|V\(|E\([0-9a-fx]+, *)-?[0-9a-fx]+, *"[A-Z_0-9a-z]+"' |
		sed -E 's/^(B\(|V\(|E\([0-9a-fx]+, *)(-?[0-9a-fx]+), *"(.*)"/\2 \3/' | sort -u
}

# HEADERS: the entries that these name, as macros or as enumerators, have the same numbers there.
hold_against() {
	local have='' dir=$BATS_TEST_TMPDIR
	for h in $1; do
		echo "#include <$h>" | "$CC" -D_GNU_SOURCE -E - >/dev/null 2>&1 && have="$have $h"
	done
	# shellcheck disable=SC2086 # a list
	printf '#include <%s>\n' $have >"$dir/flags.c"
	"$CC" -D_GNU_SOURCE -E -dD "$dir/flags.c" | grep -v '^# ' | grep -oE '[A-Z_][A-Z_0-9a-z]+' | sort -u >"$dir/words"
	# libc's O_LARGEFILE is 0, for its own open() needs none.
	awk 'NR == FNR { word[$1] = 1; next }
	($2 in word) && $2 != "O_LARGEFILE" {
		printf "_Static_assert((unsigned int)(%s) == (unsigned int)(%s), \"%s\");\n", $2, $1, $2
		print $2 >>seen
	}' seen="$dir/seen" "$dir/words" "$dir/entries" >>"$dir/flags.c"
	"$CC" -D_GNU_SOURCE -fsyntax-only "$dir/flags.c" 2>"$dir/errors" || :
	cat "$dir/errors"
	[ ! -s "$dir/errors" ]
}

@test "names of flags have the numbers of the headers" {
	entries >"$BATS_TEST_TMPDIR/entries"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/entries")" -gt 900 ]
	hold_against "$headers"
	hold_against "$libc"
	sort -u "$BATS_TEST_TMPDIR/seen" >"$BATS_TEST_TMPDIR/checked"
	echo "checked: $(wc -l <"$BATS_TEST_TMPDIR/checked") of $(wc -l <"$BATS_TEST_TMPDIR/entries")"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/checked")" -gt 800 ]
	cut -d' ' -f2 "$BATS_TEST_TMPDIR/entries" | sort -u | comm -23 - "$BATS_TEST_TMPDIR/checked" | tr '\n' ' '
}
