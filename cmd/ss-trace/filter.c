// SPDX-License-Identifier: BSD-2-Clause
/* The filter options, checked and put where the kernel looks. */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/log.h"
#include "core/parse.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

/* A value of one option as a map key.  0, or -errno after a complaint. */
typedef int (*key_fn)(const char *value, void *key);

struct exe_key {
	uint32_t bits;
	char names[SS_WIRE_EXE_KEY_LEN];
};

static int pid_key(const char *value, void *key)
{
	uint64_t n;
	int err = ss_parse_u64(value, 1, INT_MAX, &n);

	if (err)
		return ss_error(-EINVAL, "--pid, --tree: '%s' is not a process id", value);
	*(uint32_t *)key = n;
	return 0;
}

static int uid_key(const char *value, void *key)
{
	struct passwd *pw;
	uint64_t n;

	if (!ss_parse_u64(value, 0, UINT32_MAX - 1, &n)) {
		*(uint32_t *)key = n;
		return 0;
	}
	pw = getpwnam(value);
	if (!pw)
		return ss_error(-EINVAL, "--uid: there is no user '%s'", value);
	*(uint32_t *)key = pw->pw_uid;
	return 0;
}

static int comm_key(const char *value, void *key)
{
	size_t len = strlen(value);

	if (!len || len >= SS_COMM_LEN)
		return ss_error(-EINVAL, "--comm: '%s' is not 1 to %d bytes long, as every comm is",
				value, SS_COMM_LEN - 1);
	memset(key, 0, SS_COMM_LEN);
	memcpy(key, value, len);
	return 0;
}

/* "/usr/bin/sh" to "sh\0bin\0usr\0\0", the order in which the kernel finds the names. */
static int exe_key(const char *value, void *out)
{
	struct exe_key *key = out;
	char path[PATH_MAX];
	size_t n = 0;

	/* The kernel knows no symbolic links; a file that is not there yet is taken as it is. */
	if (!realpath(value, path)) {
		if (errno != ENOENT || value[0] != '/')
			return ss_error(-errno, "--exe: '%s'", value);
		strncpy(path, value, sizeof(path) - 1);
		path[sizeof(path) - 1] = 0;
	}
	if (strlen(path) + 1 >= SS_WIRE_EXE_KEY_LEN)
		return ss_error(-EINVAL, "--exe: '%s' is longer than %d bytes", path,
				SS_WIRE_EXE_KEY_LEN - 2);
	memset(key, 0, sizeof(*key));
	for (char *slash; (slash = strrchr(path, '/')); *slash = 0) {
		size_t len = strlen(slash + 1) + 1;

		if (len > 1) {
			memcpy(key->names + n, slash + 1, len);
			n += len;
		}
	}
	key->bits = (n + 1) * 8;
	return 0;
}

static int cgroup_key(const char *value, void *key)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(uint64_t)];
	} u = { .handle.handle_bytes = sizeof(uint64_t) };
	struct statfs fs;
	int mount_id;

	if (statfs(value, &fs))
		return ss_error(-errno, "--cgroup: '%s'", value);
	if (fs.f_type != CGROUP2_SUPER_MAGIC)
		return ss_error(-EINVAL, "--cgroup: '%s' is not a directory of cgroup v2", value);
	if (name_to_handle_at(AT_FDCWD, value, &u.handle, &mount_id, 0))
		return ss_error(-errno, "--cgroup: '%s' has no id", value);
	memcpy(key, u.handle.f_handle, sizeof(uint64_t));
	return 0;
}

static int container_key(const char *value, void *key)
{
	size_t hex = strspn(value, "0123456789abcdef");

	if (value[hex] || hex < SS_CONTAINER_ID_LEN)
		return ss_error(-EINVAL,
				"--container: '%s' is not an id of 12 or more hexadecimal digits",
				value);
	memcpy(key, value, SS_CONTAINER_ID_LEN);
	return 0;
}

#define FILTERS 7

/* One row per option: its values, and what they become. */
struct row {
	const struct ss_strlist *values;
	key_fn key;
	struct bpf_map *map;
	bool *on; /* the switch in the programs */
};

/* SKEL NULL: for a look at the values alone. */
#define MAP(name)    skel ? skel->maps.name : NULL
#define SWITCH(name) skel ? &skel->rodata->name : NULL
static void rows_of(const struct trace_options *opt, struct trace_bpf *skel,
		    struct row rows[FILTERS])
{
	const struct row r[FILTERS] = {
		{ &opt->pid, pid_key, MAP(pids), SWITCH(by_pid) },
		{ &opt->tree, pid_key, MAP(tree_roots), SWITCH(by_tree) },
		{ &opt->uid, uid_key, MAP(uids), SWITCH(by_uid) },
		{ &opt->comm, comm_key, MAP(comms), SWITCH(by_comm) },
		{ &opt->exe, exe_key, MAP(exes), SWITCH(by_exe) },
		{ &opt->cgroup, cgroup_key, MAP(cgroups), SWITCH(by_cgroup) },
		{ &opt->container, container_key, MAP(containers), SWITCH(by_container) },
	};

	memcpy(rows, r, sizeof(r));
}

/* Every value as a key, into the row's map if it has one. */
static int put_keys(const struct row *row)
{
	struct exe_key key; /* the largest */
	uint8_t one = 1;

	for (size_t i = 0; i < row->values->count; i++) {
		int err = row->key(row->values->items[i], &key);

		if (err)
			return err;
		if (row->map && bpf_map_update_elem(bpf_map__fd(row->map), &key, &one, BPF_ANY))
			return ss_error(-errno, "cannot fill a filter map");
	}
	return 0;
}

static int put_all(const struct trace_options *opt, struct trace_bpf *skel)
{
	struct row rows[FILTERS];
	int err = 0;

	rows_of(opt, skel, rows);
	for (int i = 0; i < FILTERS && !err; i++)
		err = put_keys(&rows[i]);
	return err;
}

/* Perhaps it is still to come: a warning is enough. */
static void warn_gone(const struct ss_strlist *pids)
{
	for (size_t i = 0; i < pids->count; i++)
		if (kill(atoi(pids->items[i]), 0) && errno == ESRCH)
			ss_warn("there is no process %s", pids->items[i]);
}

int filter_check(const struct trace_options *opt)
{
	if (put_all(opt, NULL))
		return SS_EXIT_USAGE;
	warn_gone(&opt->pid);
	warn_gone(&opt->tree);
	return 0;
}

int filter_fill(struct trace *t)
{
	return put_all(t->opt, t->skel);
}

int filter_prepare(struct trace *t)
{
	struct row rows[FILTERS];

	rows_of(t->opt, t->skel, rows);
	for (int i = 0; i < FILTERS; i++) {
		size_t count = rows[i].values->count;

		if (!count || !rows[i].on)
			continue;
		*rows[i].on = true;
		if (bpf_map__set_max_entries(rows[i].map, count))
			return ss_error(-errno, "cannot size a filter map");
	}
	return 0;
}
