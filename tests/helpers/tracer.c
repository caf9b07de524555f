// SPDX-License-Identifier: BSD-2-Clause
/*
 * tracer [-n N] [-e WORDS] PROGRAM [COMMAND...]: what it costs to have COMMAND,
 * a tracer of execs, look on while PROGRAM is run N times, one after the other.
 * Prints one JSON object.  Without COMMAND only the runs are timed.
 *
 * PROGRAM gives its path to the lines that count; WORDS mark the lines that
 * are execs.  Before the N runs /bin/true is started now and then until the
 * first such line: that is the tracer's start-up, all there is with -n 0.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <err.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS	     UINT64_C(1000000)
#define MAX_PROGRAMS 16
#define FIRST_EVENT  (30000 * MS) /* longest wait for it */
#define QUIET	     (400 * MS)	  /* no line for so long: no more will come */

struct program {
	uint32_t id;
	char name[BPF_OBJ_NAME_LEN];
	uint64_t ns, runs;
};

/* What the tracer has used so far. */
struct usage {
	uint64_t cpu_ns;
	struct program programs[MAX_PROGRAMS];
	int count;
};

extern char **environ;

static const char *words = "", *program;
static pid_t tracer;
static uint64_t started_ns;
static _Atomic uint64_t first_line_ns, first_event_ns, last_line_ns, execs, lines;
static atomic_bool storming, ended;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 * MS + (uint64_t)t.tv_nsec;
}

static void sleep_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * (long)MS }, NULL);
}

static void run(const char *path)
{
	char *argv[] = { (char *)path, NULL };
	pid_t pid;
	int error = posix_spawn(&pid, path, NULL, NULL, argv, environ);

	if (error)
		errx(1, "%s: %s", path, strerror(error));
	waitpid(pid, NULL, 0);
}

/* Read all that the tracer says, until it has gone. */
static void *reader(void *file)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, file) > 0) {
		last_line_ns = now();
		if (!first_line_ns)
			first_line_ns = last_line_ns;
		lines += storming;
		if (!strstr(line, words))
			continue;
		if (!first_event_ns)
			first_event_ns = last_line_ns;
		if (storming && strstr(line, program))
			execs++;
	}
	free(line);
	fclose(file);
	ended = true;
	return NULL;
}

/* The number in a one-line file of /proc, after NAME if there is one. */
static uint64_t number_in(const char *path, const char *name)
{
	FILE *f = fopen(path, "re");
	char line[256];
	uint64_t n = 0;

	while (f && !n && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)))
			n = strtoull(line + strlen(name), NULL, 10);
	if (f)
		fclose(f);
	return n;
}

/* Call DO with the path of FILE in every entry of the tracer's directory DIR. */
static void each(const char *dir, const char *file, void (*fn)(struct usage *, const char *),
		 struct usage *u)
{
	char path[600], at[64];
	struct dirent *e;
	DIR *d;

	snprintf(at, sizeof(at), "/proc/%d/%s", tracer, dir);
	d = opendir(at);
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s%s", at, e->d_name, file);
		fn(u, path);
	}
	if (d)
		closedir(d);
}

static void add_thread(struct usage *u, const char *path)
{
	u->cpu_ns += number_in(path, "");
}

static void add_program(struct usage *u, const char *path)
{
	uint32_t id = number_in(path, "prog_id:"), len = sizeof(struct bpf_prog_info);
	struct bpf_prog_info info = { 0 };
	int fd = id ? bpf_prog_get_fd_by_id(id) : -1;
	struct program *p = &u->programs[u->count];

	for (int i = 0; i < u->count; i++)
		if (u->programs[i].id == id)
			id = 0;
	if (id && u->count < MAX_PROGRAMS && fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len)) {
		*p = (struct program){ .id = id, .ns = info.run_time_ns, .runs = info.run_cnt };
		memcpy(p->name, info.name, sizeof(p->name));
		u->count++;
	}
	if (fd >= 0)
		close(fd);
}

static struct usage usage(void)
{
	struct usage u = { 0 };

	each("task", "/schedstat", add_thread, &u);
	each("fdinfo", "", add_program, &u);
	return u;
}

static pthread_t start(char **command)
{
	pthread_t thread;
	int out[2];

	if (pipe(out))
		err(1, "pipe");
	started_ns = now();
	tracer = fork();
	if (tracer < 0)
		err(1, "fork");
	if (!tracer) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		signal(SIGINT, SIG_DFL); /* a script's background ignores it */
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		close(out[1]);
		execvp(command[0], command);
		err(127, "%s", command[0]);
	}
	close(out[1]);
	if (pthread_create(&thread, NULL, reader, fdopen(out[0], "r")))
		errx(1, "cannot start a thread");
	while (!first_event_ns && !ended && now() - started_ns < FIRST_EVENT) {
		sleep_ms(2);
		run("/bin/true");
	}
	return thread;
}

/* Until all N of the storm were seen, or no more come. */
static void settle(uint64_t n)
{
	uint64_t seen, from;

	do {
		seen = execs;
		from = now();
		while (execs < n && execs == seen && now() - from < QUIET)
			sleep_ms(20);
	} while (execs > seen && execs < n);
	if (ended)
		errx(1, "the tracer ended too early");
}

static void stop(pthread_t thread)
{
	kill(tracer, SIGINT);
	for (int i = 0; i < 3000 && !ended; i++)
		sleep_ms(20);
	kill(tracer, SIGKILL);
	pthread_join(thread, NULL);
	waitpid(tracer, NULL, 0);
}

static void print_programs(const struct usage *from, const struct usage *to)
{
	printf("\"programs\":[");
	for (int i = 0; i < to->count; i++) {
		struct program p = to->programs[i];

		for (int k = 0; k < from->count; k++) {
			if (from->programs[k].id == p.id) {
				p.ns -= from->programs[k].ns;
				p.runs -= from->programs[k].runs;
			}
		}
		printf("%s{\"name\":\"%s\",\"ns\":%llu,\"runs\":%llu}", i ? "," : "", p.name,
		       (unsigned long long)p.ns, (unsigned long long)p.runs);
	}
	printf("]");
}

static uint64_t storm(long n)
{
	uint64_t from = now();

	for (long i = 0; i < n; i++)
		run(program);
	return now() - from;
}

static void watched(char **command, long n)
{
	pthread_t thread = start(command);
	struct usage from, to;
	char status[64];
	uint64_t ns, rss;

	if (!first_event_ns)
		errx(1, "no event from %s", command[0]);
	printf("{\"ready_ns\":%llu,\"first_ns\":%llu",
	       (unsigned long long)(first_line_ns - started_ns),
	       (unsigned long long)(first_event_ns - started_ns));
	if (n) {
		sleep_ms(QUIET / MS);
		storming = true;
		from = usage();
		ns = storm(n);
		settle(n);
		to = usage();
		snprintf(status, sizeof(status), "/proc/%d/status", tracer);
		rss = number_in(status, "VmHWM:");
		stop(thread); /* what it still had in its buffer counts */
		printf(",\"storm_ns\":%llu,\"cpu_ns\":%llu,\"rss_kb\":%llu,\"lines\":%llu,"
		       "\"execs\":%llu,",
		       (unsigned long long)ns, (unsigned long long)(to.cpu_ns - from.cpu_ns),
		       (unsigned long long)rss, (unsigned long long)lines,
		       (unsigned long long)execs);
		print_programs(&from, &to);
	} else {
		stop(thread);
	}
	printf("}\n");
}

int main(int argc, char **argv)
{
	long n = 1000;
	int c;

	while ((c = getopt(argc, argv, "+n:e:")) != -1) {
		if (c == 'n')
			n = atol(optarg);
		else if (c == 'e')
			words = optarg;
		else
			return 2;
	}
	if (optind == argc)
		errx(2, "usage: tracer [-n N] [-e WORDS] PROGRAM [COMMAND...]");
	program = argv[optind++];
	/* For as long as we live, so that nothing is left switched on. */
	if (bpf_enable_stats(BPF_STATS_RUN_TIME) < 0)
		err(1, "cannot switch on the run-time statistics of BPF programs");
	if (optind < argc)
		watched(argv + optind, n);
	else
		printf("{\"storm_ns\":%llu}\n", (unsigned long long)storm(n));
	return 0;
}
