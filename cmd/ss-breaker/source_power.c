// SPDX-License-Identifier: BSD-2-Clause
/* Batteries: asked now and then, and whenever the kernel says that something has changed. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "breaker/power.h"
#include "core/clock.h"
#include "core/log.h"
#include "sources.h"

#define FOLDER	   "/sys/class/power_supply"
#define PATH	   400
#define EVENT_SIZE 8192
#define EVENT_GAP  (SS_NS_PER_SEC / 5)

/* A USB port gives power where its role is that of a source. */
static bool is_sourced(struct source *s, const char *name)
{
	char pattern[PATH];
	bool source = false, sink = false;
	glob_t found = { 0 };

	snprintf(pattern, sizeof(pattern), FOLDER "/%s/device/typec/*/power_role", name);
	if (!glob(pattern, 0, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc; i++)
			if (!source_read(s, found.gl_pathv[i]) && s->text.len) {
				source |= strstr(s->text.data, "[source]") != NULL;
				sink |= strstr(s->text.data, "[sink]") != NULL;
			}
	globfree(&found);
	return source && !sink;
}

static void read_supply(struct source *s, const char *name, struct ss_power_supply *supply)
{
	char path[PATH], type[32] = "";
	int err;

	snprintf(path, sizeof(path), FOLDER "/%s/type", name);
	if (!source_read(s, path))
		snprintf(type, sizeof(type), "%.*s", (int)s->text.len, s->text.data);
	snprintf(path, sizeof(path), FOLDER "/%s/uevent", name);
	err = source_read(s, path);
	ss_power_read(supply, name, *type ? type : NULL, err ? "" : s->text.data,
		      err ? 0 : s->text.len);
	supply->broken = err;
	if (!strncmp(type, "USB", 3))
		supply->sourced = is_sourced(s, name);
}

/* -errno, or how many there are. */
static int read_all(struct source *s, struct ss_power_supply *all)
{
	DIR *dir = opendir(FOLDER);
	struct dirent *entry;
	int count = 0;

	if (!dir)
		return -errno;
	while (count < SS_POWER_MAX && (entry = readdir(dir)))
		if (*entry->d_name != '.' && strlen(entry->d_name) < SS_POWER_NAME)
			read_supply(s, entry->d_name, &all[count++]);
	closedir(dir);
	return count;
}

int power_poll(struct source *s)
{
	struct ss_power_supply all[SS_POWER_MAX];
	const char *only = s->spec->what;
	int64_t percent = 0;
	int count = read_all(s, all);

	if (count < 0)
		return source_failed(s, "cannot read " FOLDER ": %s", strerror(-count));
	switch (ss_power_judge(all, count, only, &percent)) {
	case SS_POWER_LEFT: return source_value(s, percent, false);
	case SS_POWER_IDLE: return source_value(s, percent, true);
	case SS_POWER_NONE:
		return only ? source_failed(s, "there is no supply '%.60s'", only)
			    : source_failed(s, "this machine has no battery");
	case SS_POWER_UNKNOWN: break;
	}
	return source_failed(s, "a battery cannot be read");
}

int power_start(struct source *s)
{
	struct ss_power_supply all[SS_POWER_MAX];
	struct ss_strbuf names = { 0 };
	int count = s->spec->what ? read_all(s, all) : 0;
	bool found = !s->spec->what;

	for (int i = 0; i < count; i++) {
		found |= !strcmp(all[i].name, s->spec->what);
		ss_strbuf_printf(&names, "%s%s", names.len ? ", " : "", all[i].name);
	}
	if (!found)
		source_missing(s, "supply", &names);
	ss_strbuf_fini(&names);
	return 0;
}

static int poll_all(struct sources *all)
{
	int err = 0;

	for (int i = 0; i < all->r->profile.rules.sources && !err; i++)
		if (all->all[i].spec->kind == SS_SOURCE_BATTERY)
			err = power_poll(&all->all[i]);
	return err;
}

static int poll_later(struct sources *all)
{
	int err = 0;

	for (int i = 0; i < all->r->profile.rules.sources && !err; i++) {
		const struct source *s = &all->all[i];

		if (s->spec->kind == SS_SOURCE_BATTERY)
			err = ss_timer_set(s->timer, EVENT_GAP, s->spec->every_ns);
	}
	return err;
}

/* Only the kernel is believed. */
static int on_event(void *arg)
{
	struct sources *all = arg;
	bool meant = false;

	while (true) {
		char text[EVENT_SIZE];
		struct sockaddr_nl from = { 0 };
		struct iovec iov = { text, sizeof(text) };
		struct msghdr msg = { .msg_name = &from,
				      .msg_namelen = sizeof(from),
				      .msg_iov = &iov,
				      .msg_iovlen = 1 };
		ssize_t n = recvmsg(all->uevents, &msg, MSG_DONTWAIT);

		if (n < 0 && errno == ENOBUFS) {
			meant = true; /* some were lost: look */
			continue;
		}
		if (n <= 0)
			break;
		meant |= !from.nl_pid && ss_power_is_event(text, n);
	}
	if (!meant)
		return 0;
	/* Should a look itself be a cause for the next event, it ends here. */
	if (ss_clock_mono() - all->heard_at < EVENT_GAP)
		return poll_later(all);
	all->heard_at = ss_clock_mono();
	return poll_all(all);
}

/* Without events it is seen when it is asked for the next time. */
int power_listen(struct sources *all)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = 1 };

	all->uevents = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			      NETLINK_KOBJECT_UEVENT);
	if (all->uevents < 0 || bind(all->uevents, (struct sockaddr *)&addr, sizeof(addr))) {
		ss_info("no events of batteries: %s", strerror(errno));
		return 0;
	}
	return ss_loop_add_fd(all->r->loop, all->uevents, on_event, all);
}
