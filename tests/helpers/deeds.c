// SPDX-License-Identifier: BSD-2-Clause
/*
 * deeds NAME...: do each, one after the other, as root.  Each is one thing that
 * the security events tell of, done in a child of its own.  Its pid is printed
 * before the name, and what a deed is done to is printed after it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/securebits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static void must(const char *what, long ret)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "deeds: %s: %s\n", what, strerror(errno));
	_exit(1);
}

/* --- credentials --- */

static void setuid_nobody(void)
{
	must("setgid", setgid(NOBODY));
	must("setuid", setuid(NOBODY));
}

static void seteuid_nobody(void)
{
	must("setresuid", syscall(SYS_setresuid, -1, NOBODY, -1));
}

static void caps(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	must("capget", syscall(SYS_capget, &head, data));
	data[0].effective &= ~(1u << CAP_NET_ADMIN);
	data[0].inheritable |= 1u << CAP_CHOWN;
	must("capset", syscall(SYS_capset, &head, data));
	must("PR_CAP_AMBIENT", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0));
	must("PR_CAPBSET_DROP", prctl(PR_CAPBSET_DROP, CAP_SYS_TIME, 0, 0, 0));
	must("PR_SET_SECUREBITS", prctl(PR_SET_SECUREBITS, SECBIT_NOROOT, 0, 0, 0));
	must("PR_SET_NAME", prctl(PR_SET_NAME, "deeds-quiet", 0, 0, 0)); /* no change of rights */
	must("setuid to the same", setuid(0));
}

/* A file of root's with the setuid bit, run by nobody; from another thread's child it is a vfork.
 */
static void suid_exec(void)
{
	const char *file = getenv("DEEDS_SUID");

	must("DEEDS_SUID", file ? 0 : -1);
	must("setresuid", syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY));
	must("execl", execl(file, "suid", NULL));
}

static void *in_thread(void *arg)
{
	(void)arg;
	suid_exec();
	return NULL;
}

/* The same by a thread that is not the first: the exec makes it that. */
static void thread_exec(void)
{
	pthread_t thread;

	must("pthread_create", -pthread_create(&thread, NULL, in_thread, NULL));
	pthread_join(thread, NULL);
}

/* --- others --- */

static pid_t sleeper(void)
{
	pid_t pid = fork();

	must("fork", pid);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	printf(" %d", pid);
	return pid;
}

static void reap(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void signals(void)
{
	pid_t pid = sleeper();
	siginfo_t info = { .si_signo = SIGRTMIN, .si_code = SI_TIMER };

	must("kill", kill(pid, SIGURG)); /* ignored */
	must("kill self", kill(getpid(), SIGURG));
	must("tgkill", syscall(SYS_tgkill, pid, pid, SIGWINCH));
	must("kill 0", kill(pid, 0));
	/* What it says of its origin is a lie. */
	must("rt_sigqueueinfo", syscall(SYS_rt_sigqueueinfo, pid, SIGRTMIN, &info));
	waitpid(pid, NULL, 0);
}

static void trace(void)
{
	static long word = 7;
	pid_t pid = sleeper();
	long got;
	struct iovec local = { &got, sizeof(got) }, remote = { &word, sizeof(word) };

	must("seize", ptrace(PTRACE_SEIZE, pid, 0, 0));
	must("interrupt", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
	waitpid(pid, NULL, 0);
	must("poke", ptrace(PTRACE_POKEDATA, pid, &word, 8));
	must("readv", syscall(SYS_process_vm_readv, pid, &local, 1, &remote, 1, 0));
	must("writev", syscall(SYS_process_vm_writev, pid, &local, 1, &remote, 1, 0));
	must("detach", ptrace(PTRACE_DETACH, pid, 0, 0));
	must("attach", ptrace(PTRACE_ATTACH, pid, 0, 0));
	waitpid(pid, NULL, 0);
	reap(pid);
	ptrace(PTRACE_ATTACH, 0x7ffffffe, 0, 0); /* ESRCH */
}

static void traceme(void)
{
	must("traceme", ptrace(PTRACE_TRACEME, 0, 0, 0));
}

/* --- namespaces and mounts --- */

static void unshare_uts(void)
{
	must("unshare", unshare(CLONE_NEWUTS | CLONE_NEWIPC));
	must("unshare files", unshare(CLONE_FILES)); /* no namespace */
}

static void setns_net(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int own = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);

	must("open", fd < own ? fd : own);
	must("unshare", unshare(CLONE_NEWNET | CLONE_NEWUTS));
	must("setns", setns(fd, CLONE_NEWNET));
	must("setns", setns(own, 0));
	setns(-1, 0); /* EBADF */
}

static void clone_ns(void)
{
	pid_t pid = syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0);

	must("clone", pid);
	if (!pid)
		_exit(0);
	printf(" %d", pid);
	waitpid(pid, NULL, 0);
}

static void mounts(void)
{
	must("unshare", unshare(CLONE_NEWNS));
	must("private", mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	must("tmpfs", mount("deed", "/mnt", "tmpfs", MS_NOSUID | MS_NODEV, "size=64k"));
	must("bind", mount("/mnt", "/mnt", NULL, MS_BIND, NULL));
	must("umount", umount2("/mnt", MNT_DETACH));
	mount("none", "/nonexistent/deed", "tmpfs", 0, NULL); /* ENOENT */
}

static void new_mounts(void)
{
	int fs, fd;

	must("unshare", unshare(CLONE_NEWNS));
	must("private", mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	fs = syscall(SYS_fsopen, "tmpfs", 0);
	must("fsopen", fs);
	must("fsconfig", syscall(SYS_fsconfig, fs, 1, "source", "deed", 0));
	must("fsconfig", syscall(SYS_fsconfig, fs, 6, NULL, NULL, 0));
	fd = syscall(SYS_fsmount, fs, 0, 2); /* MOUNT_ATTR_NOSUID */
	must("fsmount", fd);
	must("move_mount", syscall(SYS_move_mount, fd, "", AT_FDCWD, "/mnt", 4));
	must("mkdir", mkdir("/mnt/old", 0700));
	must("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/mnt", 0)); /* an O_PATH */
	must("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/mnt", 1));
	must("pivot_root", syscall(SYS_pivot_root, "/mnt", "/mnt/old"));
}

/* --- the kernel --- */

/* Before 5.11 BPF is charged to the locked memory. */
static void allow_locked(void)
{
	setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
}

static int load(const char *name, struct bpf_insn *insns, int count)
{
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER };

	attr.insns = (unsigned long)insns;
	attr.insn_cnt = count;
	attr.license = (unsigned long)"GPL";
	strcpy(attr.prog_name, name);
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static void bpf(void)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	allow_locked();
	must("prog load", load("deed_good", insns, 2));
	load("deed_bad", insns, 1); /* EINVAL: no exit */
}

static void bpf_attach(void)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT };
	int fd;

	allow_locked();
	attr.insns = (unsigned long)insns;
	attr.insn_cnt = 2;
	attr.license = (unsigned long)"GPL";
	strcpy(attr.prog_name, "deed_raw");
	fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	must("prog load", fd);
	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.name = (unsigned long)"sched_process_hang";
	attr.raw_tracepoint.prog_fd = fd;
	must("raw tracepoint", syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr)));
}

static void kexec(void)
{
	/* No such segment list: refused, wherever it gets to. */
	syscall(SYS_kexec_load, 0, 17, 1, 2);
	syscall(SYS_kexec_file_load, -1, -1, 5, "deed", 4);
}

static void keys(void)
{
	long key = syscall(SYS_add_key, "user", "deed", "x", 1, KEY_SPEC_PROCESS_KEYRING);

	must("add_key", key);
	must("keyctl", syscall(SYS_keyctl, KEYCTL_REVOKE, key, 0, 0, 0));
	syscall(SYS_request_key, "user", "no such deed", NULL, KEY_SPEC_PROCESS_KEYRING);
}

static void uring(void)
{
	struct io_uring_params p = { .flags = IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE };

	p.cq_entries = 16;
	must("io_uring_setup", syscall(SYS_io_uring_setup, 4, &p));
}

static const struct deed {
	const char *name;
	void (*run)(void);
} deeds[] = {
	{ "setuid", setuid_nobody },
	{ "seteuid", seteuid_nobody },
	{ "caps", caps },
	{ "suid-exec", suid_exec },
	{ "thread-exec", thread_exec },
	{ "signals", signals },
	{ "trace", trace },
	{ "traceme", traceme },
	{ "unshare", unshare_uts },
	{ "setns", setns_net },
	{ "clone", clone_ns },
	{ "mounts", mounts },
	{ "new-mounts", new_mounts },
	{ "bpf", bpf },
	{ "bpf-attach", bpf_attach },
	{ "kexec", kexec },
	{ "keys", keys },
	{ "uring", uring },
};

static int do_one(const struct deed *d)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	must("fork", pid);
	if (!pid) {
		printf("%d %s", getpid(), d->name);
		d->run();
		printf("\n");
		exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		for (size_t d = 0; d < sizeof(deeds) / sizeof(deeds[0]); d++)
			if (!strcmp(deeds[d].name, argv[i]))
				failed |= do_one(&deeds[d]);
	return failed ? 1 : 0;
}
