// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who is let in whatever happens: the ports on which an ssh server listens, and the session
 * that we are started from.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "breaker.h"
#include "core/log.h"
#include "core/parse.h"
#include "core/strbuf.h"

#define ANCESTORS    32
#define ENVIRON_SIZE (128u << 10)
#define SSH_PORT     22

struct seed {
	struct run *r;
	struct ss_strbuf in; /* who is let in, for people */
};

struct socket {
	uint64_t inode; /* 0: it has been seen to */
	uint16_t port;
};

/* A machine may listen at thousands of ports. */
struct ports {
	struct socket *all;
	size_t count, room;
};

static bool keep_socket(struct ports *p, uint64_t inode, uint16_t port)
{
	if (p->count == p->room) {
		size_t room = p->room ? 2 * p->room : 64;
		struct socket *all = reallocarray(p->all, room, sizeof(*all));

		if (!all)
			return false;
		p->all = all;
		p->room = room;
	}
	p->all[p->count++] = (struct socket){ inode, port };
	return true;
}

/* Sockets of TCP that listen, in our network namespace. */
static void read_listening(const char *path, struct ports *p)
{
	FILE *f = fopen(path, "re");
	char line[512];

	if (!f) {
		if (errno != ENOENT) /* a kernel without IPv6 */
			ss_warn("cannot read %s: %s; ports of ssh may not be found", path,
				strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		unsigned int port, state;
		unsigned long long inode;

		/* "0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0
		 * 123" */
		if (sscanf(line,
			   " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*s %*s %llu",
			   &port, &state, &inode) != 3 ||
		    state != 0x0a)
			continue;
		if (!keep_socket(p, inode, port))
			break;
	}
	fclose(f);
}

/* Anybody may call a process so; only what root runs is believed. */
static bool is_ssh_server(const char *pid)
{
	char path[64], comm[32] = "";
	struct stat st;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.16s", pid);
	if (stat(path, &st) || st.st_uid)
		return false;
	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	if (fgets(comm, sizeof(comm), f))
		comm[strcspn(comm, "\n")] = 0;
	fclose(f);
	return !strcmp(comm, "sshd") || !strcmp(comm, "dropbear");
}

static int add_port(struct seed *seed, uint16_t port, const char *address)
{
	int err = ss_profile_manage(&seed->r->profile, port, address);

	if (err == -E2BIG)
		return ss_error(err, "there is no room for the rule that lets ssh in");
	if (!err)
		ss_strbuf_printf(&seed->in, "%sport %u%s%s", seed->in.len ? ", " : "", port,
				 address ? " from " : "", address ? address : "");
	return err == -ENOMEM ? ss_error(err, "cannot start") : 0;
}

/* One for IPv4 and one for IPv6 is the rule. */
static bool is_known(const struct ports *p, uint16_t port)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->all[i].port == port && !p->all[i].inode)
			return true;
	return false;
}

/* ONLY: that port; 0: any.  Process 1 may listen for ssh until somebody comes. */
static int add_sockets(struct seed *seed, const char *pid, uint16_t only, struct ports *p)
{
	char path[64], target[64];
	struct dirent *entry;
	DIR *dir;
	int err = 0;

	snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
	dir = opendir(path);
	if (!dir) {
		if (errno != ENOENT && !only)
			ss_warn("cannot read %s: %s; the ports of that ssh server are not let in",
				path, strerror(errno));
		return 0;
	}
	while (!err && (entry = readdir(dir))) {
		unsigned long long inode;
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		target[n > 0 ? n : 0] = 0;
		if (sscanf(target, "socket:[%llu]", &inode) != 1)
			continue;
		for (size_t i = 0; i < p->count && !err; i++) {
			struct socket *s = &p->all[i];

			if (s->inode != inode || (only && s->port != only))
				continue;
			if (!is_known(p, s->port))
				err = add_port(seed, s->port, NULL);
			s->inode = 0;
		}
	}
	closedir(dir);
	return err;
}

static int seed_ports(struct seed *seed)
{
	struct ports p = { .count = 0 };
	struct dirent *entry;
	DIR *dir = opendir("/proc");
	int err = 0;

	read_listening("/proc/net/tcp", &p);
	read_listening("/proc/net/tcp6", &p);
	while (dir && !err && p.count && (entry = readdir(dir)))
		if (isdigit((unsigned char)*entry->d_name) && is_ssh_server(entry->d_name))
			err = add_sockets(seed, entry->d_name, 0, &p);
	if (!err && p.count)
		err = add_sockets(seed, "1", SSH_PORT, &p);
	if (dir)
		closedir(dir);
	free(p.all);
	return err;
}

/* The value of NAME in the environment of a process, into VALUE; and its parent. */
static bool read_environ(pid_t pid, const char *name, char *value, size_t size)
{
	char path[64], *text = malloc(ENVIRON_SIZE);
	size_t len = strlen(name);
	bool found = false;
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && text)
		n = read(fd, text, ENVIRON_SIZE - 1);
	for (ssize_t at = 0; at < n && !found; at += strlen(text + at) + 1) {
		text[n] = 0;
		found = !strncmp(text + at, name, len) && text[at + len] == '=';
		if (found)
			snprintf(value, size, "%s", text + at + len + 1);
	}
	if (fd >= 0)
		close(fd);
	free(text);
	return found;
}

static pid_t parent_of(pid_t pid)
{
	char path[64], line[512] = "", *close;
	int parent = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fgets(line, sizeof(line), f) && (close = strrchr(line, ')')))
		sscanf(close + 1, " %*c %d", &parent);
	fclose(f);
	return parent;
}

/* sudo does not hand it on: then a parent has it. */
static bool find_session(char *value, size_t size)
{
	const char *own = getenv("SSH_CONNECTION");
	pid_t pid = getppid();

	if (own) {
		snprintf(value, size, "%s", own);
		return true;
	}
	for (int i = 0; i < ANCESTORS && pid > 1; i++, pid = parent_of(pid))
		if (read_environ(pid, "SSH_CONNECTION", value, size))
			return true;
	return false;
}

/* "198.51.100.7 52100 192.0.2.1 22": who, and our port. */
static int seed_session(struct seed *seed)
{
	char value[256], client[80], server[80], port[16];
	uint64_t n;

	if (!find_session(value, sizeof(value)) ||
	    sscanf(value, "%79s %*s %79s %15s", client, server, port) != 3 ||
	    ss_parse_u64(port, 1, 65535, &n))
		return 0;
	client[strcspn(client, "%")] = 0; /* of fe80::1%eth0 */
	return add_port(seed, n,
			!strncmp(client, "::ffff:", 7) && strchr(client, '.') ? client + 7
									      : client);
}

int seed_management(struct run *r)
{
	struct seed seed = { .r = r };
	int err = seed_session(&seed);

	if (!err)
		err = seed_ports(&seed);
	if (!err && seed.in.len)
		ss_log(r->opt->dry_run ? SS_LOG_INFO : SS_LOG_WARN, "let in at every level: %s",
		       seed.in.data);
	ss_strbuf_fini(&seed.in);
	return err;
}
