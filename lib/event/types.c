// SPDX-License-Identifier: BSD-2-Clause
#include "event/types.h"

#include <string.h>

const char *const ss_event_names[SS_EVENT_TYPES] = {
	[SS_EVENT_FORK] = "process.fork",
	[SS_EVENT_EXEC] = "process.exec",
	[SS_EVENT_EXEC_FAILED] = "process.exec_failed",
	[SS_EVENT_EXIT] = "process.exit",
	[SS_EVENT_CREDS] = "process.creds",
	[SS_EVENT_SIGNAL] = "process.signal",
	[SS_EVENT_PTRACE] = "process.ptrace",
	[SS_EVENT_FILE_OPEN] = "file.open",
	[SS_EVENT_FILE_WRITE] = "file.write",
	[SS_EVENT_FILE_RENAME] = "file.rename",
	[SS_EVENT_FILE_UNLINK] = "file.unlink",
	[SS_EVENT_FILE_LINK] = "file.link",
	[SS_EVENT_FILE_CHMOD] = "file.chmod",
	[SS_EVENT_FILE_CHOWN] = "file.chown",
	[SS_EVENT_FILE_TRUNCATE] = "file.truncate",
	[SS_EVENT_FILE_UTIMES] = "file.utimes",
	[SS_EVENT_FILE_MEMFD] = "file.memfd",
	[SS_EVENT_MMAP_EXEC] = "file.mmap_exec",
	[SS_EVENT_MPROTECT_EXEC] = "file.mprotect_exec",
	[SS_EVENT_NET_CONNECT] = "net.connect",
	[SS_EVENT_NET_ACCEPT] = "net.accept",
	[SS_EVENT_NET_LISTEN] = "net.listen",
	[SS_EVENT_NET_BIND] = "net.bind",
	[SS_EVENT_NET_CLOSE] = "net.close",
	[SS_EVENT_DNS_QUERY] = "dns.query",
	[SS_EVENT_DNS_ANSWER] = "dns.answer",
	[SS_EVENT_TLS_HELLO] = "tls.client_hello",
	[SS_EVENT_MODULE_LOAD] = "kernel.module_load",
	[SS_EVENT_BPF_LOAD] = "kernel.bpf_load",
	[SS_EVENT_BPF_ATTACH] = "kernel.bpf_attach",
	[SS_EVENT_KEXEC] = "kernel.kexec",
	[SS_EVENT_KEYCTL] = "kernel.keyctl",
	[SS_EVENT_NS_SET] = "ns.set",
	[SS_EVENT_NS_UNSHARE] = "ns.unshare",
	[SS_EVENT_MOUNT] = "fs.mount",
	[SS_EVENT_IO_URING] = "io_uring.setup",
	[SS_EVENT_SYSCALL] = "syscall.exit",
	[SS_EVENT_UPROBE] = "uprobe.hit",
};

#define B(type) SS_TYPE_BIT(SS_EVENT_##type)

/* What says who acts against whom; all of it rare. */
#define SECURITY                                                                                   \
	(B(CREDS) | B(PTRACE) | B(FILE_MEMFD) | B(MPROTECT_EXEC) | B(MODULE_LOAD) | B(BPF_LOAD) |  \
	 B(BPF_ATTACH) | B(KEXEC) | B(NS_SET) | B(NS_UNSHARE) | B(MOUNT) | B(IO_URING))
#define PROCESS (B(FORK) | B(EXEC) | B(EXEC_FAILED) | B(EXIT))
#define NET	(B(NET_CONNECT) | B(NET_ACCEPT) | B(NET_LISTEN) | B(NET_BIND) | B(NET_CLOSE))

/* Only on request, since they need to be told what: a system call, a function. */
#define ASKED (B(SYSCALL) | B(UPROBE))

static const struct {
	const char *name;
	uint64_t types;
} sets[] = {
	{ "process", PROCESS },
	{ "security", SECURITY | B(SIGNAL) },
	{ "default", PROCESS | SECURITY | NET | B(DNS_QUERY) | B(DNS_ANSWER) | B(TLS_HELLO) },
	{ "all", ((1ull << SS_EVENT_TYPES) - 1) & ~ASKED },
};

const char *const ss_type_words[] = {
	"default", "security",	   "all",	  "process",  "file",	    "net",
	"dns",	   "tls",	   "kernel",	  "ns",	      "fs",	    "exec",
	"fork",	   "exit",	   "exec_failed", "creds",    "signal",	    "ptrace",
	"open",	   "write",	   "rename",	  "unlink",   "link",	    "chmod",
	"chown",   "truncate",	   "utimes",	  "memfd",    "mmap_exec",  "mprotect_exec",
	"connect", "accept",	   "listen",	  "bind",     "close",	    "query",
	"answer",  "client_hello", "module_load", "bpf_load", "bpf_attach", "kexec",
	"keyctl",  "set",	   "unshare",	  "mount",    "setup",	    "syscall",
	"uprobe",  NULL,
};

static int is(const char *name, const char *word, size_t len)
{
	return !strncmp(name, word, len) && !name[len];
}

uint64_t ss_types_named(const char *word, size_t len, uint64_t *exact)
{
	uint64_t class = 0;

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (is(sets[i].name, word, len))
			return sets[i].types;
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		const char *name = ss_event_names[i], *verb = strchr(name, '.') + 1;

		if (is(name, word, len) ||
		    (is(verb, word, len) && !(B(SYSCALL) & SS_TYPE_BIT(i)))) {
			if (exact)
				*exact |= SS_TYPE_BIT(i);
			return SS_TYPE_BIT(i);
		}
		if ((size_t)(verb - name) == len + 1 && !strncmp(name, word, len))
			class |= SS_TYPE_BIT(i);
	}
	return class;
}
