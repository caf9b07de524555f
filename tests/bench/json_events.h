/* SPDX-License-Identifier: BSD-2-Clause */
/* Made-up process.exec events, the same ones in each run. */
#ifndef BENCH_JSON_EVENTS_H
#define BENCH_JSON_EVENTS_H

#include <string.h>

#include "core/json_write.h"

#define EVENT_ARGS 12

struct event {
	uint64_t seq, start_id, cgroup;
	uint32_t pid, ppid, uid, args, args_bytes;
	const char *exe, *comm, *cwd, *user, *parent, *parent_comm, *container;
	const char *arg[EVENT_ARGS];
	char ts[31], start[31], id[40], parent_id[40];
};

static uint32_t event_random(uint32_t below)
{
	static uint64_t state = 42;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33) % below;
}

#define EVENT_PICK(words) (words)[event_random(sizeof(words) / sizeof((words)[0]))]

static inline void event_make(struct event *e, uint64_t seq)
{
	static const char *const exes[] = { "/usr/bin/curl",
					    "/usr/bin/python3.11",
					    "/bin/sh",
					    "/usr/bin/git",
					    "/usr/lib/jvm/java-17-openjdk-amd64/bin/java",
					    "/usr/local/bin/node",
					    "/usr/sbin/nginx",
					    "/usr/bin/systemctl",
					    "/opt/app/bin/worker" };
	static const char *const args[] = { "-s",
					    "--output",
					    "-c",
					    "--config=/etc/app/config.yaml",
					    "-Xmx512m",
					    "https://api.example.org/v1/items?page=3&size=100",
					    "/var/lib/app/data/part-00017.parquet",
					    "",
					    "--log-level=info",
					    "-o",
					    "pipefail",
					    "status",
					    "--porcelain=v2",
					    "main.py",
					    "8080",
					    "-jar",
					    "/srv/www/index.html",
					    "--user",
					    "1000:1000",
					    "sleep",
					    "0.1" };
	static const char *const odd[] = { "echo \"hello world\"",
					   "line one\nline two\n",
					   "C:\\Temp\\x",
					   "na\xc3\xafve caf\xc3\xa9",
					   "\t-\t",
					   "say \xe2\x80\x9chi\xe2\x80\x9d" };
	static const char *const cwds[] = { "/", "/root", "/home/user/project", "/var/lib/app" };
	static const char *const users[] = { "root", "www-data", "user", "postgres" };
	static const char *const parents[] = { "/bin/bash", "/usr/lib/systemd/systemd",
					       "/usr/sbin/cron",
					       "/usr/bin/containerd-shim-runc-v2" };
	static const char *const containers[] = { "551e161c47d8", "a0b1c2d3e4f5", "", "" };

	*e = (struct event){ .seq = seq,
			     .start_id = event_random(1u << 30),
			     .cgroup = event_random(99999) };
	e->pid = 1000 + event_random(60000);
	e->ppid = 1 + event_random(60000);
	e->uid = event_random(3) ? 0 : 1000 + event_random(50);
	e->exe = EVENT_PICK(exes);
	e->comm = strrchr(e->exe, '/') + 1;
	e->cwd = EVENT_PICK(cwds);
	e->user = EVENT_PICK(users);
	e->parent = EVENT_PICK(parents);
	e->parent_comm = strrchr(e->parent, '/') + 1;
	e->container = EVENT_PICK(containers);
	e->arg[e->args++] = e->comm;
	for (uint32_t n = 1 + event_random(EVENT_ARGS - 1); e->args < n;)
		e->arg[e->args++] = event_random(25) ? EVENT_PICK(args) : EVENT_PICK(odd);
	for (uint32_t i = 0; i < e->args; i++)
		e->args_bytes += (uint32_t)strlen(e->arg[i]) + 1;
	snprintf(e->ts, sizeof(e->ts), "2026-09-25T10:%02u:%02u.%09uZ", event_random(60),
		 event_random(60), event_random(1000000000));
	snprintf(e->start, sizeof(e->start), "%s", e->ts);
	snprintf(e->id, sizeof(e->id), "9f2c1a-%08x-1", event_random(1u << 31));
	snprintf(e->parent_id, sizeof(e->parent_id), "9f2c1a-%08x-2", event_random(1u << 31));
}

static void event_write_parent(struct ss_json *w, const struct event *e)
{
	ss_json_object(w, "parent");
	ss_json_cstr(w, "id", e->parent_id);
	ss_json_u64(w, "pid", e->ppid);
	ss_json_cstr(w, "exe", e->parent);
	ss_json_cstr(w, "comm", e->parent_comm);
	ss_json_array(w, "args");
	ss_json_cstr(w, NULL, e->parent_comm);
	ss_json_end_array(w);
	ss_json_end_object(w);
	ss_json_array(w, "ancestors");
	ss_json_cstr(w, NULL, e->parent_comm);
	ss_json_cstr(w, NULL, "sshd");
	ss_json_cstr(w, NULL, "systemd");
	ss_json_end_array(w);
	if (e->container[0]) {
		ss_json_object(w, "container");
		ss_json_cstr(w, "id", e->container);
		ss_json_cstr(w, "runtime", "containerd");
		ss_json_end_object(w);
	}
}

static void event_write_process(struct ss_json *w, const struct event *e)
{
	ss_json_object(w, "process");
	ss_json_cstr(w, "id", e->id);
	ss_json_u64(w, "pid", e->pid);
	ss_json_u64(w, "tid", e->pid);
	ss_json_u64(w, "ppid", e->ppid);
	ss_json_cstr(w, "exe", e->exe);
	ss_json_array(w, "args");
	for (uint32_t i = 0; i < e->args; i++)
		ss_json_cstr(w, NULL, e->arg[i]);
	ss_json_end_array(w);
	ss_json_u64(w, "args_bytes", e->args_bytes);
	ss_json_cstr(w, "cwd", e->cwd);
	ss_json_cstr(w, "comm", e->comm);
	ss_json_u64(w, "uid", e->uid);
	ss_json_u64(w, "euid", e->uid);
	ss_json_u64(w, "gid", e->uid);
	ss_json_u64(w, "auid", 1000);
	ss_json_cstr(w, "user", e->user);
	ss_json_cstr(w, "tty", "pts/3");
	ss_json_hex(w, "caps", 0x1ffffffffff);
	ss_json_str(w, "start", e->start, 30);
	ss_json_end_object(w);
}

static inline void event_write(struct ss_json *w, const struct event *e)
{
	ss_json_object(w, NULL);
	ss_json_u64(w, "v", 1);
	ss_json_cstr(w, "type", "process.exec");
	ss_json_str(w, "ts", e->ts, 30);
	ss_json_id(w, "seq", e->seq);
	ss_json_cstr(w, "host", "node-1.example.org");
	event_write_process(w, e);
	event_write_parent(w, e);
	ss_json_id(w, "cgroup_id", e->cgroup);
	ss_json_end_line(w);
}

#endif
