/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records of what is done to rights, to other processes and to the kernel: see wire.h. */
#ifndef SS_WIRE_SECURITY_H
#define SS_WIRE_SECURITY_H

#include "wire.h"

#define SS_WIRE_TAG_LEN	 8
#define SS_WIRE_BPF_NAME 16

/* In ss_wire_head.flags: string N of a record was longer. */
#define SS_WIRE_STRING_CUT(n) (1u << (16 + (n)))
/* A creds record that came of an exec. */
#define SS_WIRE_BY_EXEC (1u << 25)

/* The other one; id.tgid 0: it could not be found. */
struct ss_wire_target {
	struct ss_wire_id id;
	__u32 tid;
	__u32 ns_pid; /* the number the actor named it by */
	char comm[SS_COMM_LEN];
};

struct ss_wire_creds_set {
	__u64 effective, permitted, inheritable, ambient, bounding;
	__u32 uid, euid, suid, fsuid, gid, egid, sgid, fsgid;
	__u32 securebits, user_ns;
};

struct ss_wire_creds {
	struct ss_wire_head head;
	struct ss_wire_actor actor; /* with the new ids */
	struct ss_wire_creds_set from, to;
	__u32 call; /* number of the system call that did it; ~0 if it has none of ours */
	__u32 pad;
};

struct ss_wire_signal {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	struct ss_wire_target target;
	__s32 signal, code; /* si_code */
	__u32 result;	    /* TRACE_SIGNAL_* */
	__u32 group;	    /* to the whole process */
};

struct ss_wire_ptrace {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	struct ss_wire_target target;
	__u64 addr;    /* of a poke, in the target */
	__u64 bytes;   /* copied by process_vm_* */
	__u32 call;    /* ptrace, process_vm_readv or _writev */
	__u32 request; /* PTRACE_* */
	__s32 error, pad;
};

/* In the order of clone(2)'s manual but for the user namespace, which is of the credentials. */
enum ss_wire_ns_kind {
	SS_NS_CGROUP,
	SS_NS_IPC,
	SS_NS_MNT,
	SS_NS_NET,
	SS_NS_PID, /* for children */
	SS_NS_TIME,
	SS_NS_UTS,
	SS_NS_USER,
	SS_NS_KINDS
};

struct ss_wire_ns {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	struct ss_wire_target child;		  /* of a clone; else all 0 */
	__u64 flags;				  /* CLONE_NEW* asked for; of setns its nstype */
	__u32 from[SS_NS_KINDS], to[SS_NS_KINDS]; /* inode numbers; 0: not known */
	__s32 error;
	__u32 call; /* setns or unshare; ~0: a clone */
};

/* data holds the name of what it is attached to: a function, a tracepoint, a cgroup. */
struct ss_wire_bpf {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	__u32 command;			       /* BPF_*; ~0: the ioctl PERF_EVENT_IOC_SET_BPF */
	__u32 prog_id, prog_type, attach_type; /* types: ~0 if not known */
	__u32 insns, ifindex;
	__s32 error;
	__u32 target_len;
	__u64 cgroup_id; /* of the cgroup; 0: none */
	__u8 tag[SS_WIRE_TAG_LEN];
	char name[SS_WIRE_BPF_NAME];
	char data[];
};

/*
 * What is little more than a system call: numbers and strings, whose meaning is
 * that of the type and the call.
 *
 *	fs.mount	flags, attr_set, attr_clr; source, target, fstype
 *	kernel.kexec	flags, segments; file name, command line
 *	kernel.keyctl	operation, key, keyring; type, description
 *	kernel.module_load	taints, MODULE_INIT_*; name, parameters, path (leaf to root)
 *	io_uring.setup	descriptor, sq entries, cq entries, flags
 */
#define SS_WIRE_NUMBERS 4
#define SS_WIRE_STRINGS 3

struct ss_wire_call {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	__u64 number[SS_WIRE_NUMBERS];
	__u32 len[SS_WIRE_STRINGS]; /* without a NUL, one string after the other in data */
	__u32 call;
	__s32 error;
	__u32 pad;
	char data[];
};

_Static_assert(sizeof(struct ss_wire_target) == 40, "wire layout");
_Static_assert(sizeof(struct ss_wire_creds_set) == 80, "wire layout");
_Static_assert(sizeof(struct ss_wire_creds) == 248, "wire layout");
_Static_assert(sizeof(struct ss_wire_signal) == 136, "wire layout");
_Static_assert(sizeof(struct ss_wire_ptrace) == 152, "wire layout");
_Static_assert(sizeof(struct ss_wire_ns) == 200, "wire layout");
_Static_assert(sizeof(struct ss_wire_bpf) == 144, "wire layout");
_Static_assert(sizeof(struct ss_wire_call) == 136, "wire layout");

#endif
