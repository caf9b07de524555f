// SPDX-License-Identifier: BSD-2-Clause
/*
 * stall NAME [ARGUMENTS]: get stuck in a real call, for tests of what ends such.  A line
 * "ready PID TID" comes first, of the thread that is about to be stuck; "returned" when the call
 * has, and then the exit status is 0.
 *   fifo FIFO	       a read of what nobody writes; to write there ends it
 *   deaf FIFO	       as fifo, and SIGTERM does nothing to it
 *   uffd	       a read into a page that is missing; SIGUSR1 supplies it
 *   vfork	       the parent of a child ("ready PID TID CHILD") that does neither exec nor exit
 *   traced	       a fork that a debugger holds: "ready PID TID DEBUGGER"
 *   sigstop FIFO MS   as fifo, and stops itself after so long
 *   late FIFO MS FILE a read that lasts so long at least, after which FILE is made
 *   back FIFO MS      as late without a file, and lives on, in pause()
 *   jump FIFO MS      stall_deep() is left by longjmp() for a pause of so long, then stall_deep()
 *		       again, for a read
 *   swap FIFO	       stall_deep() is left for ever for another stack; its own goes, then a read
 *   anew FIFO	       as nested FIFO 1, after an exec in the midst of another stall_deep()
 *   renamed FIFO NAME as fifo, by a second thread that has that name
 *   nested FIFO N     stall_deep(), which calls itself N times: the innermost reads
 *   exec FIFO MS      as fifo; after so long another thread executes this program as "idle"
 *   idle	       in no call but pause(), which is announced with its own line
 *   headless FIFO     as fifo, by a thread of a process whose first thread has left
 *   threads FIFO N    N threads that each read: a line for each
 *   big FIFO MIB      as fifo, with so much memory in use
 *   mass FIFO N       N processes that each read, children of this one: "ready PID N" when
 *		       all are there; at the end "killed N"
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE	   4096
#define MS	   1000 /* us */
#define STACK	   (4 * PAGE)
#define SWAP_STACK (64 * PAGE)

static int fd; /* of the FIFO */

static void must(const char *what, long ret)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "stall: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static void ready(void)
{
	printf("ready %d %ld\n", getpid(), syscall(SYS_gettid));
	fflush(stdout);
}

static void returned(void)
{
	puts("returned");
	fflush(stdout);
}

/* Open for writing too: then neither does the open wait, nor is there ever an end. */
static void open_fifo(const char *path)
{
	fd = open(path, O_RDWR | O_CLOEXEC);
	must(path, fd);
}

static void read_fifo(void)
{
	char byte;

	must("read", read(fd, &byte, 1));
}

static void stuck(void)
{
	ready();
	read_fifo();
	returned();
}

static void start(void *(*run)(void *), void *arg)
{
	pthread_t thread;

	must("pthread_create", -pthread_create(&thread, NULL, run, arg));
}

/* --- calls that do not return --- */

static void fifo(char **args)
{
	open_fifo(args[0]);
	stuck();
}

static void nothing(int sig)
{
	(void)sig;
}

static void deaf(char **args)
{
	struct sigaction act = { .sa_handler = nothing, .sa_flags = SA_RESTART };

	sigaction(SIGTERM, &act, NULL);
	fifo(args);
}

static void *supply(void *page)
{
	struct uffdio_zeropage zero = { .range = { .start = (unsigned long)page, .len = PAGE } };
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigwait(&set, &sig);
	must("UFFDIO_ZEROPAGE", ioctl(fd, UFFDIO_ZEROPAGE, &zero));
	return NULL;
}

static void uffd(char **args)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int zero = open("/dev/zero", O_RDONLY);
	sigset_t set;

	(void)args;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	must("userfaultfd", fd);
	must("UFFDIO_API", ioctl(fd, UFFDIO_API, &api));
	reg.range.start = (unsigned long)page;
	reg.range.len = PAGE;
	must("UFFDIO_REGISTER", ioctl(fd, UFFDIO_REGISTER, &reg));
	start(supply, page);
	ready();
	must("read", read(zero, page, PAGE));
	returned();
}

static void vfork_parent(char **args)
{
	pid_t pid = vfork();

	(void)args;
	must("vfork", pid);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dprintf(1, "ready %d %d %d\n", getppid(), getppid(), getpid());
		pause();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	returned();
}

/* Held inside the call by an event of ptrace. */
static void traced(char **args)
{
	pid_t pid = fork();
	int status;

	(void)args;
	must("fork", pid);
	if (!pid) {
		must("PTRACE_TRACEME", ptrace(PTRACE_TRACEME, 0, 0, 0));
		raise(SIGSTOP);
		pid = fork();
		if (pid)
			returned();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	must("PTRACE_SETOPTIONS",
	     ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEFORK | PTRACE_O_EXITKILL));
	must("PTRACE_CONT", ptrace(PTRACE_CONT, pid, 0, 0));
	waitpid(pid, &status, 0);
	must("no stop in a fork", status >> 8 == (SIGTRAP | PTRACE_EVENT_FORK << 8) ? 0 : -1);
	printf("ready %d %d %d\n", pid, pid, getpid());
	fflush(stdout);
	waitpid(pid, NULL, 0);
}

/* --- calls that something happens to --- */

static void *stop_later(void *ms)
{
	usleep(atoi(ms) * MS);
	kill(getpid(), SIGSTOP);
	return NULL;
}

static void sigstop(char **args)
{
	open_fifo(args[0]);
	start(stop_later, args[1]);
	stuck();
}

/* It waits, as in a read: nothing else that it does here lets it sleep. */
static int is_asleep(pid_t pid)
{
	char path[32], stat[128], *end;
	ssize_t n;
	int file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = open(path, O_RDONLY);
	must(path, file);
	n = read(file, stat, sizeof(stat) - 1);
	must(path, n);
	close(file);
	stat[n] = 0;
	end = strrchr(stat, ')');
	return end && end[2] == 'S';
}

/* Somebody else writes, so long after the read began. */
static void write_later(const char *ms)
{
	pid_t reader = getpid(), pid = fork();

	must("fork", pid);
	if (!pid) {
		while (!is_asleep(reader))
			usleep(MS);
		usleep(atoi(ms) * MS);
		_exit(write(fd, "x", 1) != 1);
	}
}

static void back(char **args)
{
	open_fifo(args[0]);
	write_later(args[1]);
	stuck();
	pause();
}

static void late(char **args)
{
	open_fifo(args[0]);
	write_later(args[1]);
	ready();
	read_fifo();
	/* One system call: what a signal at the return of the read comes before. */
	syscall(SYS_mknodat, AT_FDCWD, args[2], S_IFREG | 0600, 0);
	returned();
}

static jmp_buf out;
static int leave;		   /* stall_deep() by a jump, once */
static ucontext_t outside, inside; /* leave it for the other one */
static char *again;		   /* leave it by an exec, for one with this FIFO */

/* The new stack is below the old one, where this is not random. */
static void exec_nested(void)
{
	static char below[64 << 10];
	char *const env[] = { below, NULL };

	memset(below, 'x', sizeof(below) - 1);
	execle("/proc/self/exe", "stall", "nested", again, "1", (char *)NULL, env);
	must("execle", -1);
}

__attribute__((noinline)) int stall_deep(int n);
int stall_deep(int n)
{
	if (n <= 1 && leave) {
		leave = 0;
		longjmp(out, 1);
	}
	if (again)
		exec_nested();
	if (inside.uc_link)
		swapcontext(&inside, &outside);
	if (n <= 1)
		read_fifo();
	else
		n += stall_deep(n - 1);
	__asm__ volatile("" : "+r"(n)); /* no tail call, and no loop */
	return n;
}

static void nested(char **args)
{
	open_fifo(args[0]);
	ready();
	stall_deep(atoi(args[1]));
	returned();
}

static void anew(char **args)
{
	again = args[0];
	stall_deep(1);
}

static void jump(char **args)
{
	open_fifo(args[0]);
	leave = 1;
	if (!setjmp(out))
		stall_deep(3);
	ready();
	usleep(atoi(args[1]) * MS);
	puts("jumped");
	fflush(stdout);
	stall_deep(2);
	returned();
}

static void on_other_stack(void)
{
	stall_deep(1);
}

/* The stack that goes is above the one of this thread. */
static void *swap_and_read(void *stacks)
{
	char *other = (char *)stacks + SWAP_STACK;

	must("getcontext", getcontext(&inside));
	inside.uc_stack.ss_sp = other;
	inside.uc_stack.ss_size = SWAP_STACK;
	inside.uc_link = &outside;
	makecontext(&inside, on_other_stack, 0);
	must("swapcontext", swapcontext(&outside, &inside));
	must("munmap", munmap(other, SWAP_STACK));
	stuck();
	return NULL;
}

static void swap(char **args)
{
	char *stacks = mmap(NULL, 2 * SWAP_STACK, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_t attr;
	pthread_t thread;

	must("mmap", stacks == MAP_FAILED ? -1 : 0);
	open_fifo(args[0]);
	must("stack",
	     -(pthread_attr_init(&attr) || pthread_attr_setstack(&attr, stacks, SWAP_STACK)));
	must("pthread_create", -pthread_create(&thread, &attr, swap_and_read, stacks));
	pause();
}

static void *named_reader(void *name)
{
	must("prctl", prctl(PR_SET_NAME, name));
	stuck();
	return NULL;
}

static void renamed(char **args)
{
	open_fifo(args[0]);
	start(named_reader, args[1]);
	pause();
}

static void *exec_later(void *ms)
{
	usleep(atoi(ms) * MS);
	execl("/proc/self/exe", "stall", "idle", (char *)NULL);
	must("execl", -1);
	return NULL;
}

static void exec_other(char **args)
{
	open_fifo(args[0]);
	start(exec_later, args[1]);
	stuck();
}

static void idle(char **args)
{
	(void)args;
	ready();
	pause();
}

/* --- many, and much --- */

static void *reader(void *arg)
{
	stuck();
	return arg;
}

static void headless(char **args)
{
	open_fifo(args[0]);
	start(reader, NULL);
	syscall(SYS_exit, 0); /* this thread alone */
}

static void threads(char **args)
{
	open_fifo(args[0]);
	for (int i = 1; i < atoi(args[1]); i++)
		start(reader, NULL);
	stuck();
}

static void big(char **args)
{
	size_t size = (size_t)atoi(args[1]) << 20;
	char *all = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must("mmap", all == MAP_FAILED ? -1 : 0);
	memset(all, 1, size);
	open_fifo(args[0]);
	stuck();
}

/* It shares its parent's memory, errno too: nothing but a system call. */
static int one_of_many(void *arg)
{
	char byte;

	(void)arg;
	syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	syscall(SYS_exit_group, syscall(SYS_read, fd, &byte, 1) != 1);
	return 0;
}

static void mass(char **args)
{
	int n = atoi(args[1]), status, killed = 0;
	char *stacks = mmap(NULL, (size_t)n * STACK, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	must("mmap", stacks == MAP_FAILED ? -1 : 0);
	open_fifo(args[0]);
	for (int i = 1; i <= n; i++)
		must("clone",
		     clone(one_of_many, stacks + (size_t)i * STACK, CLONE_VM | SIGCHLD, NULL));
	printf("ready %d %d\n", getpid(), n);
	fflush(stdout);
	while (waitpid(-1, &status, 0) > 0)
		killed += WIFSIGNALED(status);
	printf("killed %d\n", killed);
}

static const struct stall {
	const char *name;
	int args;
	void (*run)(char **args);
} stalls[] = {
	{ "fifo", 1, fifo },	      { "deaf", 1, deaf },	   { "uffd", 0, uffd },
	{ "vfork", 0, vfork_parent }, { "traced", 0, traced },	   { "sigstop", 2, sigstop },
	{ "late", 3, late },	      { "nested", 2, nested },	   { "exec", 2, exec_other },
	{ "idle", 0, idle },	      { "threads", 2, threads },   { "big", 2, big },
	{ "mass", 2, mass },	      { "headless", 1, headless }, { "back", 2, back },
	{ "jump", 2, jump },	      { "swap", 1, swap },	   { "renamed", 2, renamed },
	{ "anew", 1, anew },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(stalls) / sizeof(stalls[0]); i++)
		if (!strcmp(stalls[i].name, argv[1]) && argc == 2 + stalls[i].args) {
			stalls[i].run(argv + 2);
			return 0;
		}
	return 2;
}
