// SPDX-License-Identifier: BSD-2-Clause
/* What the sources say now, in a file beside the maps: status shows it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "breaker.h"
#include "core/clock.h"
#include "core/log.h"
#include "live.h"
#include "proc/victim.h"

#define FOLDER	   "/run/ss/breaker"
#define LOCK_TRIES 300
#define LOCK_WAIT  (100 * 1000) /* us */

int live_path(const char *name, char *path, size_t size)
{
	int n = snprintf(path, size, FOLDER "/%s.json", name);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

static void make_folder(void)
{
	mkdir("/run/ss", 0755);
	mkdir(FOLDER, 0755);
}

/* The loop has blocked the signals that end it, and does not run yet. */
static bool is_to_end(void)
{
	sigset_t set;

	return !sigpending(&set) && (sigismember(&set, SIGTERM) || sigismember(&set, SIGINT) ||
				     sigismember(&set, SIGHUP));
}

/* Not that of bpffs: every network namespace may have a /sys of its own, and there is one /run. */
int live_lock(void)
{
	int fd, err = 0;

	make_folder();
	/* A file of root's: anybody could lock a folder that he may read. */
	fd = open(FOLDER "/.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1; /* no /run: nothing to lock, and no reason not to start */
	for (int i = 0; !err && flock(fd, LOCK_EX | LOCK_NB); i++) {
		if (errno != EWOULDBLOCK || i == LOCK_TRIES || is_to_end())
			err = -EBUSY;
		else
			usleep(LOCK_WAIT);
	}
	if (!err)
		return fd;
	close(fd);
	return ss_error(err, "another instance is being started; " FOLDER "/.lock");
}

static void put_source(const struct run *r, struct ss_json *w, int i)
{
	const struct ss_level_seen *seen = &r->level.seen[i];
	struct ss_strbuf value = { 0 };

	ss_json_object(w, NULL);
	ss_json_bytes(w, "source", r->profile.sources[i].name, strlen(r->profile.sources[i].name));
	ss_json_cstr(w, "kind", ss_source_kind_names[r->profile.sources[i].kind]);
	ss_json_cstr(w, "health", ss_level_health_names[seen->health]);
	if (seen->sampled) {
		ss_profile_value_text(SS_SOURCE_FILE, seen->value, &value);
		ss_json_raw(w, "value", value.data ? value.data : "0", value.data ? value.len : 1);
		ss_json_bool(w, "idle", seen->idle);
		ss_json_u64(w, "sampled_ns", seen->sample_at);
	}
	ss_json_cstr(w, "level", r->profile.table.levels[seen->level].name);
	if (seen->health > SS_LEVEL_LIVE)
		ss_json_bytes(w, "reason", sources_why(r, i), strlen(sources_why(r, i)));
	ss_json_end_object(w);
	ss_strbuf_fini(&value);
}

static void write_all(const char *path, const struct ss_strbuf *text)
{
	char next[256];
	int fd;

	snprintf(next, sizeof(next), "%s.new", path);
	fd = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return;
	if (write(fd, text->data, text->len) != (ssize_t)text->len || rename(next, path))
		unlink(next);
	close(fd);
}

/* That it cannot be written is no reason to let go of the level. */
void live_write(struct run *r)
{
	struct ss_strbuf text = { 0 };
	struct ss_json w;
	char path[200];

	if (!r->path || live_path(r->name, path, sizeof(path)))
		return;
	make_folder();
	r->written = r->transitions;
	ss_json_init(&w, &text);
	ss_json_object(&w, NULL);
	ss_json_u64(&w, "pid", getpid());
	ss_json_u64(&w, "written_ns", ss_clock_mono());
	ss_json_u64(&w, "transitions", r->transitions);
	ss_json_array(&w, "sources");
	for (int i = 0; i < r->profile.rules.sources; i++)
		put_source(r, &w, i);
	ss_json_end_array(&w);
	ss_json_end_line(&w);
	if (!text.err)
		write_all(path, &text);
	ss_strbuf_fini(&text);
}

void live_remove(const struct run *r)
{
	char path[200];

	if (r->path && !live_path(r->name, path, sizeof(path)))
		unlink(path);
}

static void forget_all(void)
{
	DIR *dir = opendir(FOLDER);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

void live_forget(const char *name)
{
	char path[200];

	if (!name)
		forget_all();
	else if (!live_path(name, path, sizeof(path)))
		unlink(path);
}

/* Who has written it; it is the first thing that he says.  0: nobody that can be told. */
static int writer_of(int dir, const char *file)
{
	char text[32] = "";
	int fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), pid;

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0 || sscanf(text, "{\"pid\":%d", &pid) != 1)
		pid = 0;
	close(fd);
	return pid;
}

/* A zombie is, too: who was to look after it does not. */
static bool is_gone(int pid)
{
	struct ss_victim v;
	int err = ss_victim_open_near(&v, pid, 0, INT64_MAX);

	if (!err)
		ss_victim_close(&v);
	return err == -ESRCH;
}

void live_each_dead(live_fn fn, void *arg)
{
	DIR *dir = opendir(FOLDER);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *dot = strrchr(entry->d_name, '.');
		int pid = dot ? writer_of(dirfd(dir), entry->d_name) : 0;

		if (!dot || strcmp(dot, ".json") != 0 || pid <= 0 || !is_gone(pid))
			continue;
		*dot = 0;
		fn(arg, entry->d_name, pid);
	}
	if (dir)
		closedir(dir);
}
