/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of names: the bits of flags, the values of enumerations.  Inside lib/syscall/. */
#ifndef SS_SYSCALL_SETS_H
#define SS_SYSCALL_SETS_H

#include <stdbool.h>
#include <stdint.h>

/* Matches what is VALUE within MASK; an argument's matches are taken from it in their order. */
struct ss_flag {
	uint32_t value;
	uint32_t mask;
	uint32_t len; /* of name */
	const char *name;
};

struct ss_set {
	const struct ss_flag *flags;
	uint16_t count;
	bool one;  /* an enumeration: one name, not a list */
	bool wide; /* of a 64-bit argument; else its upper half is no concern of the kernel's */
};

/* clang-format off */
#define SS_SETS(X) \
	X(ACCEPT) X(ACCESS) X(ARCH_PRCTL) X(AT) X(AT_EACCESS) X(AT_EXEC) X(AT_HANDLE) \
	X(AT_MOUNT) X(AT_STATX) X(AT_UNLINK) X(BPF) X(CLOCK) X(CLONE) X(CLOSE_RANGE) \
	X(EPOLL_CTL) X(EVENTFD) X(FADVISE) X(FALLOC) X(FAMILY) X(FAN_INIT) X(FAN_MARK) \
	X(FAN_MASK) X(FCNTL) X(FD_FLAGS) X(FLOCK) X(FSCONFIG) X(FSMOUNT) X(FSOPEN) X(FSPICK) \
	X(FUTEX) X(FUTEX2) X(GETRANDOM) X(INOTIFY) X(IOPRIO) X(IORING_ENTER) \
	X(IORING_REGISTER) X(IPCGET) X(ITIMER) X(KCMP) X(KEXEC) X(KEXEC_FILE) X(KEYCTL) \
	X(KEYRING) X(LANDLOCK_CREATE) X(LANDLOCK_RULE) X(LANDLOCK_SELF) X(LISTMOUNT) \
	X(LSM_ATTR) X(LSM_FLAG) X(MADVISE) X(MAP) X(MEMBARRIER) X(MEMFD) X(MLOCK2) X(MLOCKALL) \
	X(MODULE_DELETE) X(MODULE_INIT) X(MOUNT) X(MOUNT_ATTR) X(MOVE_MOUNT) X(MPOL) X(MPOL_F) \
	X(MPOL_MF) X(MREMAP) X(MSG) X(MSGCTL) X(MSGFLG) X(MSYNC) X(OPEN) X(OPEN_TREE) X(PERF) \
	X(PERSONALITY) X(PIDFD) X(PIDFD_SIGNAL) X(PIPE) X(PKEY) X(PRCTL) X(PRIO) X(PROT) \
	X(PTRACE) X(REBOOT) X(RENAME) X(RLIMIT) X(RSEQ) X(RUSAGE) X(RWF) X(SCHED) X(SECCOMP) \
	X(SECCOMP_FILTER) X(SEEK) X(SEMCTL) X(SHADOW_STACK) X(SHMAT) X(SHMCTL) X(SHMGET) X(SHUT) \
	X(SIGHOW) X(SIGNAL) X(SOCK) X(SOL) X(SO) X(SO_TCP) X(SO_IP) X(SO_IPV6) X(SPLICE) \
	X(STATX) X(SWAP) X(SYNC_RANGE) X(SYSLOG) X(TIMER) X(TIMERFD) X(UMOUNT) X(UNSHARE) \
	X(USERFAULTFD) X(WAIT) X(WAITID) X(XATTR)

/* How the files of sets are written: bits, a field of more than one bit, a value. */
#define B(value, name)		{ value, value, sizeof(name) - 1, name }
#define E(mask, value, name)	{ value, mask, sizeof(name) - 1, name }
#define V(value, name)		{ (uint32_t)(value), UINT32_MAX, sizeof(name) - 1, name }

#define SS_SET_OF(set, is_one, is_wide, ...) \
	static const struct ss_flag set##_flags[] = { __VA_ARGS__ }; \
	const struct ss_set ss_set_##set = { \
		set##_flags, sizeof(set##_flags) / sizeof(set##_flags[0]), is_one, is_wide, \
	}
#define BITS(set, ...) SS_SET_OF(set, false, false, __VA_ARGS__)
#define WIDE(set, ...) SS_SET_OF(set, false, true, __VA_ARGS__)
#define ONE(set, ...)  SS_SET_OF(set, true, false, __VA_ARGS__)
/* clang-format on */

#define SS_SET_ENUM(set)    SS_SET_##set,
#define SS_SET_DECLARE(set) extern const struct ss_set ss_set_##set;

enum ss_set_id { SS_SETS(SS_SET_ENUM) SS_SET_COUNT };
SS_SETS(SS_SET_DECLARE)

#endif
