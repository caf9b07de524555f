// SPDX-License-Identifier: BSD-2-Clause
/* The security events: one record of each, its object, and records that make no sense. */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "check.h"
#include "records.h"
#include "wire_security.h"

static struct record empty(uint32_t kind, uint32_t size)
{
	struct record r = { 0 };
	struct ss_wire_creds *any = (void *)r.bytes; /* head and actor are where they are in all */

	r.head = (struct ss_wire_head){ .kind = kind, .size = size, .boot_ns = 3456789 };
	any->actor.id = wire_id(1, 1);
	any->actor.tid = PID0 + 1;
	any->actor.cgroup_id = 12345;
	memcpy(any->actor.comm, "c1", 3);
	return r;
}

static struct ss_wire_target other(void)
{
	return (struct ss_wire_target){
		.id = wire_id(2, 1), .tid = PID0 + 7, .ns_pid = 5, .comm = "c2"
	};
}

#define TARGET                                                                                     \
	"{\"id\":\"9f2c1a3b-7fff0002-77359400-1\",\"pid\":2147418114,\"tid\":2147418119,"          \
	"\"comm\":\"c2\"}"

/* The line of R has HEAD, then OBJECT (a member), then "process". */
static void shows(const struct record *r, const char *type, const char *object)
{
	char want[2048];

	check(stream_start(10));
	check(take(r, true) == 1 && last_type == (enum ss_event_type)r->head.kind);
	snprintf(want, sizeof(want),
		 "{\"v\":1,\"type\":\"%s\",\"ts\":\"" TS "\",\"seq\":\"1\",\"host\":\"h1\",%s,"
		 "\"process\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",",
		 type, object);
	if (!check(!strncmp(lines.data, want, strlen(want))))
		printf("# want %s\n# have %s", want, lines.data);
	check(take(r, false) == 1 && !lines.len);
	stream_stop();
}

/* Not one byte less or more, nor a size that is not its own. */
static void only_whole(struct record r)
{
	uint32_t size = r.head.size;

	check(stream_start(10));
	for (uint32_t n = sizeof(r.head); n < size; n += 1 + n % 7) {
		struct record cut = r;

		cut.head.size = n;
		check(take(&cut, true) == -EBADMSG && !lines.len);
	}
	r.head.size = size + 1;
	check(take(&r, true) == -EBADMSG && !lines.len);
	stream_stop();
}

static void creds(void)
{
	struct record r = empty(SS_EVENT_CREDS, sizeof(struct ss_wire_creds));
	struct ss_wire_creds *c = (void *)r.bytes;

	c->call = SYS_setuid;
	c->from.uid = 1000;
	c->to.securebits = 3;
	c->from.effective = 1ull << 12;
	c->to.effective = 1ull << 0 | 1ull << 63;
	c->to.bounding = 1ull << 41;
	shows(&r, "process.creds",
	      "\"creds\":{\"via\":\"setuid\",\"uid\":{\"from\":1000,\"to\":0},"
	      "\"securebits\":{\"from\":0,\"to\":3},"
	      "\"caps_effective\":{\"from\":\"0x0000000000001000\",\"to\":\"0x8000000000000001\","
	      "\"gained\":[\"CAP_CHOWN\",\"CAP_63\"],\"lost\":[\"CAP_NET_ADMIN\"]},"
	      "\"caps_bounding\":{\"from\":\"0x0000000000000000\",\"to\":\"0x0000020000000000\","
	      "\"gained\":[\"CAP_41\"]}}");
	only_whole(r);
	c->from = c->to = (struct ss_wire_creds_set){ 0 };
	c->to.euid = UINT32_MAX;
	r.head.flags = SS_WIRE_BY_EXEC;
	shows(&r, "process.creds",
	      "\"creds\":{\"via\":\"exec\",\"euid\":{\"from\":0,\"to\":4294967295}}");
	r.head.flags = 0;
	c->call = UINT32_MAX;
	c->to = c->from;
	shows(&r, "process.creds", "\"creds\":{}");
}

static void signals(void)
{
	struct record r = empty(SS_EVENT_SIGNAL, sizeof(struct ss_wire_signal));
	struct ss_wire_signal *s = (void *)r.bytes;

	s->target = other();
	s->signal = SIGKILL;
	s->group = 1;
	shows(&r, "process.signal",
	      "\"signal\":{\"name\":\"SIGKILL\",\"number\":9,\"result\":\"delivered\","
	      "\"group\":true,\"target\":" TARGET "}");
	only_whole(r);
	s->signal = INT32_MIN;
	s->result = 5;
	s->group = 0;
	shows(&r, "process.signal",
	      "\"signal\":{\"name\":\"-2147483648\",\"number\":-2147483648,\"group\":false,"
	      "\"target\":" TARGET "}");
}

static void ptraces(void)
{
	struct record r = empty(SS_EVENT_PTRACE, sizeof(struct ss_wire_ptrace));
	struct ss_wire_ptrace *p = (void *)r.bytes;

	p->target = other();
	p->call = SYS_ptrace;
	p->request = PTRACE_POKEDATA;
	p->addr = 0x1000;
	shows(&r, "process.ptrace",
	      "\"ptrace\":{\"op\":\"ptrace\",\"request\":\"PTRACE_POKEDATA\",\"addr\":\"0x1000\","
	      "\"target\":" TARGET "}");
	only_whole(r);
	p->request = 16;
	p->target.id.tgid = 0;
	p->error = -EPERM;
	shows(&r, "process.ptrace",
	      "\"ptrace\":{\"op\":\"ptrace\",\"request\":\"PTRACE_ATTACH\","
	      "\"target\":{\"ns_pid\":5},\"error\":\"EPERM\"}");
	p->call = SYS_process_vm_writev;
	p->error = 0;
	p->bytes = UINT64_MAX;
	shows(&r, "process.ptrace",
	      "\"ptrace\":{\"op\":\"process_vm_writev\",\"bytes\":\"18446744073709551615\","
	      "\"target\":{\"ns_pid\":5}}");
	p->error = INT32_MIN;
	shows(&r, "process.ptrace",
	      "\"ptrace\":{\"op\":\"process_vm_writev\",\"target\":{\"ns_pid\":5},"
	      "\"errno\":2147483648}");
}

static void namespaces(void)
{
	struct record r = empty(SS_EVENT_NS_SET, sizeof(struct ss_wire_ns));
	struct ss_wire_ns *n = (void *)r.bytes;

	n->call = SYS_setns;
	n->flags = 0x40000000;
	n->from[SS_NS_NET] = 11;
	n->to[SS_NS_NET] = 12;
	n->to[SS_NS_USER] = 13;
	shows(&r, "ns.set",
	      "\"ns\":{\"via\":\"setns\",\"flags\":[\"CLONE_NEWNET\"],"
	      "\"net_ns\":{\"from\":11,\"to\":12},\"user_ns\":{\"to\":13}}");
	only_whole(r);
	n->error = -EBADF;
	n->flags = 0;
	shows(&r, "ns.set", "\"ns\":{\"via\":\"setns\",\"error\":\"EBADF\"}");
	r.head.kind = SS_EVENT_NS_UNSHARE;
	n->error = 0;
	n->call = UINT32_MAX;
	n->to[SS_NS_USER] = 0;
	n->flags = 0x20000000;
	n->child = other();
	shows(&r, "ns.unshare",
	      "\"ns\":{\"via\":\"clone\",\"flags\":[\"CLONE_NEWPID\"],"
	      "\"net_ns\":{\"from\":11,\"to\":12},\"child\":" TARGET "}");
}

static struct record call_of(uint32_t kind, uint32_t nr)
{
	struct record r = empty(kind, sizeof(struct ss_wire_call));

	((struct ss_wire_call *)r.bytes)->call = nr;
	return r;
}

static void add_string(struct record *r, int n, const char *s, size_t len)
{
	add_bytes(r, &((struct ss_wire_call *)r->bytes)->len[n], s, len);
}

static void mounts(void)
{
	struct record r = call_of(SS_EVENT_MOUNT, SYS_mount);
	struct ss_wire_call *c = (void *)r.bytes;

	c->number[0] = 6;
	add_string(&r, 0, "a\xff", 2);
	add_string(&r, 1, "/mnt", 4);
	add_string(&r, 2, "tmpfs", 5);
	r.head.flags = SS_WIRE_STRING_CUT(1);
	shows(&r, "fs.mount",
	      "\"mount\":{\"op\":\"mount\",\"source\":\"a\xef\xbf\xbd\",\"source_hex\":\"61ff\","
	      "\"target\":\"/mnt\",\"target_truncated\":true,\"fstype\":\"tmpfs\","
	      "\"flags\":[\"MS_NOSUID\",\"MS_NODEV\"]}");
	only_whole(r);
	c->len[0] = SS_WIRE_PATH_MAX + 1;
	check(stream_start(10));
	check(take(&r, true) == -EBADMSG);
	c->len[0] = UINT32_MAX;
	check(take(&r, true) == -EBADMSG);
	stream_stop();
	r = call_of(SS_EVENT_MOUNT, 442);
	c->number[1] = 1;
	c->number[2] = 2;
	c->error = -EPERM;
	shows(&r, "fs.mount",
	      "\"mount\":{\"op\":\"mount_setattr\",\"attr_set\":[\"MOUNT_ATTR_RDONLY\"],"
	      "\"attr_clr\":[\"MOUNT_ATTR_NOSUID\"],\"error\":\"EPERM\"}");
	r = call_of(SS_EVENT_MOUNT, 100000);
	shows(&r, "fs.mount", "\"mount\":{}");
}

static void modules(void)
{
	struct record r = call_of(SS_EVENT_MODULE_LOAD, SYS_finit_module);
	struct ss_wire_call *c = (void *)r.bytes;

	c->number[0] = 1 << 13 | 1ull << 40;
	c->number[1] = 1;
	add_string(&r, 0, "dummy", 5);
	add_string(&r, 2, "dummy.ko\0lib", 13);
	shows(&r, "kernel.module_load",
	      "\"module\":{\"via\":\"finit_module\",\"name\":\"dummy\",\"path\":\"/lib/dummy.ko\","
	      "\"flags\":[\"MODULE_INIT_IGNORE_MODVERSIONS\"],\"taints\":[\"unsigned\",\"1<<40\"]"
	      "}");
	only_whole(r);
}

static void kexecs(void)
{
	struct record r = call_of(SS_EVENT_KEXEC, SYS_kexec_load);
	struct ss_wire_call *c = (void *)r.bytes;

	c->number[0] = 1;
	c->number[1] = 4;
	shows(&r, "kernel.kexec",
	      "\"kexec\":{\"op\":\"kexec_load\",\"segments\":4,\"flags\":[\"KEXEC_ON_CRASH\"]}");
	r = call_of(SS_EVENT_KEXEC, SYS_kexec_file_load);
	add_string(&r, 0, "vmlinuz", 7);
	add_string(&r, 1, "quiet", 5);
	c->error = -1;
	shows(&r, "kernel.kexec",
	      "\"kexec\":{\"op\":\"kexec_file_load\",\"file\":\"vmlinuz\",\"cmdline\":\"quiet\","
	      "\"error\":\"EPERM\"}");
}

static void keys(void)
{
	struct record r = call_of(SS_EVENT_KEYCTL, SYS_keyctl);
	struct ss_wire_call *c = (void *)r.bytes;

	c->number[0] = 3;
	c->number[1] = (uint32_t)-3;
	shows(&r, "kernel.keyctl",
	      "\"key\":{\"op\":\"KEYCTL_REVOKE\",\"id\":\"KEY_SPEC_SESSION_KEYRING\"}");
	r = call_of(SS_EVENT_KEYCTL, SYS_add_key);
	add_string(&r, 0, "user", 4);
	add_string(&r, 1, "k", 1);
	c->number[1] = 77;
	c->number[2] = (uint32_t)-1;
	shows(&r, "kernel.keyctl",
	      "\"key\":{\"op\":\"add_key\",\"id\":77,\"type\":\"user\",\"description\":\"k\","
	      "\"keyring\":\"KEY_SPEC_THREAD_KEYRING\"}");
}

static void rings(void)
{
	struct record r = call_of(SS_EVENT_IO_URING, UINT32_MAX);
	struct ss_wire_call *c = (void *)r.bytes;

	c->number[0] = UINT64_MAX;
	c->number[1] = 8;
	c->number[2] = 16;
	c->number[3] = 2 | 1ull << 33;
	shows(&r, "io_uring.setup",
	      "\"io_uring\":{\"fd\":-1,\"sq_entries\":8,\"cq_entries\":16,"
	      "\"flags\":[\"IORING_SETUP_SQPOLL\",\"1<<33\"]}");
}

static void bpf(void)
{
	struct record r = empty(SS_EVENT_BPF_LOAD, sizeof(struct ss_wire_bpf));
	struct ss_wire_bpf *b = (void *)r.bytes;

	b->prog_id = 9;
	b->prog_type = 26;
	b->attach_type = 24;
	b->insns = 2;
	memset(b->tag, 0xa5, sizeof(b->tag));
	memcpy(b->name, "0123456789abcdef", 16); /* no NUL */
	add_bytes(&r, &b->target_len, "vfs_read", 8);
	shows(&r, "kernel.bpf_load",
	      "\"bpf\":{\"prog_id\":9,\"name\":\"0123456789abcdef\",\"prog_type\":\"tracing\","
	      "\"tag\":\"a5a5a5a5a5a5a5a5\",\"insns\":2,\"attach_type\":\"trace_fentry\","
	      "\"target\":\"vfs_read\"}");
	only_whole(r);
	r = empty(SS_EVENT_BPF_ATTACH, sizeof(struct ss_wire_bpf));
	b->command = 28;
	b->prog_type = 1000;
	b->attach_type = UINT32_MAX;
	b->ifindex = 2;
	b->cgroup_id = 1;
	b->error = -22;
	shows(&r, "kernel.bpf_attach",
	      "\"bpf\":{\"op\":\"BPF_LINK_CREATE\",\"prog_type\":1000,\"target_cgroup_id\":\"1\","
	      "\"ifindex\":2,\"error\":\"EINVAL\"}");
	b->command = UINT32_MAX;
	b->prog_type = UINT32_MAX;
	b->ifindex = b->cgroup_id = b->error = 0;
	shows(&r, "kernel.bpf_attach", "\"bpf\":{\"op\":\"PERF_EVENT_IOC_SET_BPF\"}");
}

static const struct check_case cases[] = {
	{ "credentials: what changed, and only that", creds },
	{ "signals", signals },
	{ "ptrace, and the memory of others", ptraces },
	{ "namespaces", namespaces },
	{ "mounts", mounts },
	{ "modules", modules },
	{ "kexec", kexecs },
	{ "keys", keys },
	{ "io_uring", rings },
	{ "BPF programs", bpf },
};

CHECK_MAIN(cases)
