// SPDX-License-Identifier: BSD-2-Clause
/*
 * attach OBJECT MECHANISM - load the program on_MECHANISM of the object, cause
 * what it waits for, and see that it ran.  Exit status 0: it did; 1: it did
 * not, or was refused.  A second opinion on lib/bpf/probe: shares no code with it.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_link.h>
#include <linux/perf_event.h>

static struct bpf_program *prog;
static struct bpf_map *map; /* MECHANISM_map, if there is one */
static volatile const uint64_t *hits;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static void run(const char *command)
{
	if (system(command))
		die(command);
}

/* --- attaching ------------------------------------------------------------ */

static void attach_plainly(void)
{
	if (!bpf_program__attach(prog))
		die("attach");
}

__attribute__((noinline, used)) static int landing(int n)
{
	return n + 1;
}

static void attach_uprobe(void)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = "landing");

	if (!bpf_program__attach_uprobe_opts(prog, getpid(), "/proc/self/exe", 0, &opts))
		die("attach");
}

static void attach_clock(void)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.freq = 1,
		.sample_freq = 1000,
	};
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0 || !bpf_program__attach_perf_event(prog, fd))
		die("attach");
}

static void new_network(void)
{
	if (unshare(CLONE_NEWNET))
		die("unshare");
	run("ip link set lo up");
}

static void attach_xdp(const char *name, __u32 flags)
{
	errno = -bpf_xdp_attach((int)if_nametoindex(name), bpf_program__fd(prog), flags, NULL);
	if (errno)
		die("attach");
}

static void attach_xdp_generic(void)
{
	new_network();
	attach_xdp("lo", XDP_FLAGS_SKB_MODE);
}

static void attach_xdp_native(void)
{
	new_network();
	run("ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up");
	attach_xdp("v0", XDP_FLAGS_DRV_MODE);
}

static void attach_tc(void)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = 1, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = bpf_program__fd(prog));

	new_network();
	errno = -bpf_tc_hook_create(&hook) ?: -bpf_tc_attach(&hook, &opts);
	if (errno)
		die("attach");
}

static char cgroup[300];

static void leave_cgroup(void)
{
	rmdir(cgroup);
}

static void attach_cgroup(void)
{
	const char *root = getenv("CGROUP2");
	int fd;

	snprintf(cgroup, sizeof(cgroup), "%s/ss-test.%d", root ? root : "/sys/fs/cgroup", getpid());
	if (mkdir(cgroup, 0700))
		die(cgroup);
	atexit(leave_cgroup);
	fd = open(cgroup, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || !bpf_program__attach_cgroup(prog, fd))
		die("attach");
}

static void attach_nothing(void)
{
}

/* --- causing --------------------------------------------------------------- */

static void wait_child(pid_t pid)
{
	if (pid < 0)
		die("fork");
	waitpid(pid, NULL, 0);
}

static void end_a_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	wait_child(pid);
}

static void run_a_program(void)
{
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/true", "true", NULL);
		_exit(1);
	}
	wait_child(pid);
}

static void call_landing(void)
{
	int (*volatile call)(int) = landing;

	call(1);
}

static void sleep_a_moment(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000 }, NULL);
}

static void ask_for_a_session(void)
{
	getsid(getppid());
}

static void read_iterator(void)
{
	struct bpf_link *link = bpf_program__attach(prog);
	int fd = link ? bpf_iter_create(bpf_link__fd(link)) : -1;
	char byte;

	if (fd < 0 || read(fd, &byte, 1) < 0)
		die("read");
}

static void burn(void)
{
	for (clock_t end = clock() + CLOCKS_PER_SEC / 5; !*hits && clock() < end;)
		;
}

static void send_udp(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(9),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("sendto");
	close(fd);
}

static void send_udp_in_cgroup(void)
{
	char path[320];
	pid_t pid;
	FILE *f;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	pid = fork();
	if (!pid) {
		f = fopen(path, "w");
		if (!f || fprintf(f, "%d", getpid()) < 0 || fclose(f))
			_exit(1);
		send_udp();
		_exit(0);
	}
	wait_child(pid);
}

static void send_frame(void)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_ifindex = (int)if_nametoindex("v1") };
	char frame[64] = { 0 };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0 || sendto(fd, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("sendto");
	usleep(50000);
}

static void test_run(void)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));

	if (bpf_prog_test_run_opts(bpf_program__fd(prog), &opts))
		die("test run");
}

static uint64_t seen;

static void test_run_and_wait(void)
{
	test_run();
	for (int i = 0; i < 100 && !*hits; i++)
		usleep(1000);
}

static int on_record(void *ctx, void *data, size_t size)
{
	(void)ctx, (void)data, (void)size;
	seen++;
	return 0;
}

static void read_ring(void)
{
	struct ring_buffer *ring = ring_buffer__new(bpf_map__fd(map), on_record, NULL, NULL);

	if (!ring)
		die("ring_buffer__new");
	test_run();
	ring_buffer__consume(ring);
}

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	(void)cpu;
	on_record(ctx, data, size);
}

static void read_perf_buffer(void)
{
	struct perf_buffer *buffer =
		perf_buffer__new(bpf_map__fd(map), 1, on_sample, NULL, NULL, NULL);

	if (!buffer)
		die("perf_buffer__new");
	test_run();
	perf_buffer__consume(buffer);
}

static void on_signal(int number)
{
	(void)number;
	seen++;
}

static void fork_and_be_signalled(void)
{
	signal(SIGUSR1, on_signal);
	end_a_process();
}

static void compare_clocks(void)
{
	struct timespec before, after;

	clock_gettime(CLOCK_BOOTTIME, &before);
	test_run();
	clock_gettime(CLOCK_BOOTTIME, &after);
	seen = *hits >= before.tv_sec * UINT64_C(1000000000) + before.tv_nsec &&
	       *hits <= after.tv_sec * UINT64_C(1000000000) + after.tv_nsec;
}

static void count_runs(void)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_enable_stats(BPF_STATS_RUN_TIME) < 0)
		die("bpf_enable_stats");
	test_run();
	bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &size);
	seen = info.run_cnt;
}

/* --- which ------------------------------------------------------------------ */

static bool ran(void)
{
	return *hits > 0;
}

static bool was_seen(void)
{
	return seen > 0;
}

static const struct {
	const char *name;
	void (*attach)(void);
	void (*cause)(void);
	bool (*check)(void);
} mechanisms[] = {
	{ "bpf", attach_nothing, test_run, ran },
	{ "raw_tp", attach_plainly, end_a_process, ran },
	{ "tp_btf", attach_plainly, end_a_process, ran },
	{ "tracepoint", attach_plainly, end_a_process, ran },
	{ "syscall_tp", attach_plainly, run_a_program, ran },
	{ "kprobe", attach_plainly, end_a_process, ran },
	{ "uprobe", attach_uprobe, call_landing, ran },
	{ "fentry", attach_plainly, sleep_a_moment, ran },
	{ "fexit", attach_plainly, sleep_a_moment, ran },
	{ "fmod_ret", attach_plainly, ask_for_a_session, ran },
	{ "lsm", attach_plainly, ask_for_a_session, ran },
	{ "iter_task", attach_nothing, read_iterator, ran },
	{ "perf_event", attach_clock, burn, ran },
	{ "xdp_generic", attach_xdp_generic, send_udp, ran },
	{ "xdp_native", attach_xdp_native, send_frame, ran },
	{ "tc", attach_tc, send_udp, ran },
	{ "cgroup_skb", attach_cgroup, send_udp_in_cgroup, ran },
	{ "ringbuf", attach_nothing, read_ring, was_seen },
	{ "perf_buffer", attach_nothing, read_perf_buffer, was_seen },
	{ "task_storage", attach_plainly, end_a_process, ran },
	{ "timer", attach_nothing, test_run_and_wait, ran },
	{ "send_signal", attach_plainly, fork_and_be_signalled, was_seen },
	{ "loop", attach_nothing, test_run, ran },
	{ "boot_ns", attach_nothing, compare_clocks, was_seen },
	{ "stats", attach_nothing, count_runs, was_seen },
};

/* Only this program and its map: the others may be too new for this kernel. */
static void load(const char *path, const char *name)
{
	struct bpf_object *object = bpf_object__open(path);
	struct bpf_program *p;
	char wanted[64];
	struct bpf_map *m;
	size_t size;

	if (!object)
		die(path);
	snprintf(wanted, sizeof(wanted), "on_%s", name);
	bpf_object__for_each_program (p, object)
		bpf_program__set_autoload(p, !strcmp(bpf_program__name(p), wanted));
	prog = bpf_object__find_program_by_name(object, wanted);
	snprintf(wanted, sizeof(wanted), "%s_map", name);
	map = bpf_object__find_map_by_name(object, wanted);
	bpf_object__for_each_map(m, object) if (strstr(bpf_map__name(m), "_map"))
		bpf_map__set_autocreate(m, m == map);
	m = bpf_object__find_map_by_name(object, ".rodata");
	*(__u32 *)bpf_map__initial_value(m, &size) = getpid();
	if (bpf_object__load(object))
		die("load");
	m = bpf_object__find_map_by_name(object, ".bss");
	hits = mmap(NULL, sizeof(*hits), PROT_READ, MAP_SHARED, bpf_map__fd(m), 0);
	if (hits == MAP_FAILED)
		die("mmap");
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++) {
		if (strcmp(mechanisms[i].name, argv[2]))
			continue;
		load(argv[1], argv[2]);
		mechanisms[i].attach();
		mechanisms[i].cause();
		if (mechanisms[i].check())
			return 0;
		fputs("attached, but it did not run\n", stderr);
		return 1;
	}
	fprintf(stderr, "usage: attach OBJECT MECHANISM\n");
	return 2;
}
